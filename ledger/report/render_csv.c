/*
 * csv: UTF-8, comma, LF, RFC 4180 quoting, point decimals. csv-fr: for French spreadsheets, with a byte order mark,
 * semicolons, decimal commas, and text that begins like a formula made harmless. tsv: tabs, for scripts.
 */
#include "report/render.h"

#include "contrepartie/buffer.h"

#include <string.h>

struct csv {
    FILE *output;
    enum output_format format;
    const struct column *columns;
    int count;
};

static void write_quoted(FILE *output, const char *text)
{
    (void)fputc('"', output);
    for (; *text != '\0'; text++) {
        if (*text == '"') (void)fputc('"', output);
        (void)fputc(*text, output);
    }
    (void)fputc('"', output);
}

static void write_french(FILE *output, const struct column *column, const char *text)
{
    bool number = column->type == COLUMN_MONEY || column->type == COLUMN_RATIO;

    if (number) {
        for (; *text != '\0'; text++)
            (void)fputc(*text == '.' ? ',' : *text, output);
        return;
    }
    if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL) {
        struct buffer harmless CLEAN_BUFFER = {0};
        buffer_format(&harmless, "'%s", text);
        write_quoted(output, harmless.bytes);
    } else if (strpbrk(text, ";\"\r\n") != NULL)
        write_quoted(output, text);
    else
        (void)fputs(text, output);
}

static void write_cell(const struct csv *csv, const struct column *column, const char *text)
{
    if (column->type == COLUMN_BOOLEAN) text = *text == 't' ? "true" : "false";
    if (csv->format == OUTPUT_CSV_FR)
        write_french(csv->output, column, text);
    else if (csv->format == OUTPUT_CSV && strpbrk(text, ",\"\r\n") != NULL)
        write_quoted(csv->output, text);
    else if (csv->format == OUTPUT_TSV)
        for (; *text != '\0'; text++)
            (void)fputc(strchr("\t\n\r", *text) != NULL ? ' ' : *text, csv->output);
    else
        (void)fputs(text, csv->output);
}

static void write_separator(const struct csv *csv, int index)
{
    if (index > 0) (void)fputc(csv->format == OUTPUT_CSV ? ',' : csv->format == OUTPUT_TSV ? '\t' : ';', csv->output);
}

static void write_line_end(const struct csv *csv)
{
    (void)fputs(csv->format == OUTPUT_CSV_FR ? "\r\n" : "\n", csv->output);
}

static void begin(void *state, const struct column *columns, int count)
{
    struct csv *csv = state;
    static const struct column heading = {.type = COLUMN_TEXT};

    csv->columns = columns;
    csv->count = count;
    if (csv->format == OUTPUT_CSV_FR) (void)fputs("\xEF\xBB\xBF", csv->output);
    for (int index = 0; index < count; index++) {
        write_separator(csv, index);
        write_cell(csv, &heading, columns[index].name);
    }
    write_line_end(csv);
}

static void row(void *state, const char *const *values)
{
    struct csv *csv = state;

    for (int index = 0; index < csv->count; index++) {
        write_separator(csv, index);
        if (values[index] != NULL) write_cell(csv, &csv->columns[index], values[index]);
    }
    write_line_end(csv);
}

static void end(void *state)
{
    (void)state;
}

struct renderer render_csv_new(enum output_format format, FILE *output)
{
    struct csv *csv = must_alloc(sizeof *csv);

    csv->output = output;
    csv->format = format;
    return (struct renderer){begin, row, end, csv};
}
