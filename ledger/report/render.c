#include "report/render.h"

#include <stdlib.h>
#include <string.h>

static const char *const format_names[] = {"table",  "csv",  "csv-fr", "tsv", "json",
                                           "ndjson", "html", "xlsx",   "ods", "svg"};

bool output_format_find(const char *name, enum output_format *ret_format)
{
    for (size_t index = 0; index < sizeof format_names / sizeof format_names[0]; index++)
        if (strcmp(format_names[index], name) == 0) {
            *ret_format = (enum output_format)index;
            return true;
        }
    return false;
}

struct renderer renderer_new(enum output_format format, const char *title, FILE *output)
{
    switch (format) {
    case OUTPUT_TABLE:
        return render_table_new(output);
    case OUTPUT_HTML:
        return render_html_new(title, output);
    case OUTPUT_SVG:
        return render_svg_new(title, output);
    case OUTPUT_XLSX:
    case OUTPUT_ODS:
        return render_sheet_new(format, title, output);
    case OUTPUT_JSON:
    case OUTPUT_NDJSON:
        return render_json_new(format, output);
    default:
        return render_csv_new(format, output);
    }
}

void renderer_free(struct renderer *renderer)
{
    free(renderer->state);
    renderer->state = NULL;
}
