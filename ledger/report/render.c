#include "report/render.h"

#include <stdlib.h>
#include <string.h>

static const char *const format_names[] = {"table", "csv", "csv-fr", "tsv", "json", "ndjson"};

bool output_format_find(const char *name, enum output_format *ret_format)
{
    for (size_t index = 0; index < sizeof format_names / sizeof format_names[0]; index++)
        if (strcmp(format_names[index], name) == 0) {
            *ret_format = (enum output_format)index;
            return true;
        }
    return false;
}

struct renderer renderer_new(enum output_format format, FILE *output)
{
    switch (format) {
    case OUTPUT_TABLE: return render_table_new(output);
    case OUTPUT_JSON:
    case OUTPUT_NDJSON: return render_json_new(format, output);
    default: return render_csv_new(format, output);
    }
}

void renderer_free(struct renderer *renderer)
{
    free(renderer->state);
    renderer->state = NULL;
}

const char *money_display(const char *plain, char *buffer, size_t size)
{
    bool french = language_get() == LANGUAGE_FRENCH;
    const char *separator = french ? "\u202F" : ",";
    size_t whole = strcspn(plain, "."), used = 0;

    for (size_t index = 0; index < whole && used + 8 < size; index++) {
        if (index > 0 && plain[index - 1] != '-' && (whole - index) % 3 == 0)
            used += (size_t)snprintf(buffer + used, size - used, "%s", separator);
        buffer[used++] = plain[index];
    }
    if (plain[whole] == '.') used += (size_t)snprintf(buffer + used, size - used, "%s%s", french ? "," : ".", plain + whole + 1);
    (void)snprintf(buffer + used, size - used, "\u00A0€");
    return buffer;
}
