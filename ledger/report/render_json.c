/* json: an array of objects, amounts as strings; ndjson: one object a line. */
#include "report/render.h"

#include "contrepartie/json.h"

#include <string.h>

struct json {
    FILE *output;
    bool lines, first;
    const struct column *columns;
    int count;
};

static void begin(void *state, const struct column *columns, int count)
{
    struct json *json = state;

    json->columns = columns;
    json->count = count;
    json->first = true;
    if (!json->lines) (void)fputs("[", json->output);
}

static void write_value(struct buffer *text, const struct column *column, const char *value)
{
    if (value == NULL)
        buffer_text(text, "null");
    else if (column->type == COLUMN_BOOLEAN)
        buffer_text(text, *value == 't' ? "true" : "false");
    else if (column->type == COLUMN_INTEGER || column->type == COLUMN_YEAR)
        buffer_text(text, *value != '\0' ? value : "null");
    else
        json_string(text, value, strlen(value));
}

static void row(void *state, const char *const *values)
{
    struct json *json = state;
    struct buffer text CLEAN_BUFFER = {0};

    if (!json->lines) buffer_text(&text, json->first ? "\n" : ",\n");
    json->first = false;
    buffer_text(&text, "{");
    for (int index = 0; index < json->count; index++) {
        if (index > 0) buffer_text(&text, ",");
        json_string(&text, json->columns[index].name, strlen(json->columns[index].name));
        buffer_text(&text, ":");
        write_value(&text, &json->columns[index], values[index]);
    }
    buffer_text(&text, json->lines ? "}\n" : "}");
    (void)fputs(text.bytes, json->output);
}

static void end(void *state)
{
    struct json *json = state;

    if (!json->lines) (void)fputs(json->first ? "]\n" : "\n]\n", json->output);
}

struct renderer render_json_new(enum output_format format, FILE *output)
{
    struct json *json = must_alloc(sizeof *json);

    json->output = output;
    json->lines = format == OUTPUT_NDJSON;
    return (struct renderer){begin, row, end, json};
}
