/* Workbooks of LibreOffice: one part holds every sheet. Cells and rows may stand for many. */
#include "sheet/sheet.h"

#include "contrepartie/importer.h"
#include "contrepartie/text.h"
#include "csv/csv.h"
#include "xml/reader.h"

#include <stdlib.h>
#include <string.h>

#define CELL_MAX     4000
#define REPEATED_MAX 1000 /* rows that are given again; blank ones are only counted */

struct content {
    struct messages *messages;
    const struct rows_out *out;
    const char *wanted;
    char names[400];
    bool inside, done, stopped, annotation; /* of the sheet; a note of a cell is not its text */
    int depth;                              /* of the sheet: a table inside a cell is none */
    long row, row_repeated;
    char text[CELL_MAX], value[64];
    size_t length;
    bool has_value, formula, broken, paragraphs;
    long repeated;
    char *cells[CSV_CELLS_MAX];
    int cell_count;
    long column;
    struct failure *failure;
};

static void stop(struct content *content, struct reader *reader)
{
    content->stopped = true;
    reader_stop(reader);
}

/* No more than what is refused in any case: sums of them stay small. */
static long repeated_of(const struct element *element, const char *name)
{
    char text[16];
    long times = any_attribute(element, name, text, sizeof text) ? strtol(text, NULL, 10) : 1;

    return times <= 0 ? 1 : times <= SHEET_ROWS_MAX ? times : SHEET_ROWS_MAX + 1;
}

static void table_begin(struct content *content, const struct element *element)
{
    char name[64] = "";
    size_t used = strlen(content->names);

    (void)any_attribute(element, "name", name, sizeof name);
    (void)snprintf(content->names + used, sizeof content->names - used, "%s%s", used > 0 ? ", " : "", name);
    content->depth = element->depth;
    content->inside = !content->done && (content->wanted[0] == '\0' || strcmp(content->wanted, name) == 0);
    content->row = 0;
}

static void cell_begin(struct content *content, const struct element *element)
{
    char type[16] = "", raw[64];

    content->length = 0;
    content->text[0] = content->value[0] = '\0';
    content->has_value = content->paragraphs = content->broken = false;
    content->repeated = repeated_of(element, "number-columns-repeated");
    content->formula = any_attribute(element, "formula", raw, sizeof raw);
    (void)any_attribute(element, "value-type", type, sizeof type);
    for (int index = 0; index < element->attribute_count; index++) { /* calcext: beside office: */
        const unsigned char **attribute = &element->attributes[5 * index];
        content->broken =
            content->broken || (strcmp((const char *)attribute[0], "value-type") == 0 &&
                                attribute[4] - attribute[3] == 5 && memcmp(attribute[3], "error", 5) == 0);
    }
    if (strcmp(type, "date") == 0 && any_attribute(element, "date-value", raw, sizeof raw)) {
        raw[10] = '\0'; /* without the time */
        content->has_value = text_is_date(raw);
        if (content->has_value) (void)snprintf(content->value, sizeof content->value, "%s", raw);
    } else if ((strcmp(type, "float") == 0 || strcmp(type, "currency") == 0 || strcmp(type, "percentage") == 0) &&
               any_attribute(element, "value", raw, sizeof raw))
        content->has_value = number_plain(raw, content->value, sizeof content->value);
    else if (strcmp(type, "boolean") == 0)
        content->has_value = any_attribute(element, "boolean-value", content->value, sizeof content->value);
    if (content->formula && *type == '\0')
        sheet_error(content->messages, content->row + 1, "SHT-104", "", "",
                    TR("a formula without its value: open the workbook, save it, and send it again",
                       "une formule sans sa valeur : ouvrez le classeur, enregistrez-le, renvoyez-le"));
}

static void cell_end(struct content *content, struct reader *reader)
{
    const char *value = content->has_value ? content->value : content->text;

    if (content->broken) {
        sheet_error(content->messages, content->row + 1, "SHT-106", content->text, "",
                    TR("a cell holds an error of the spreadsheet", "une cellule contient une erreur du tableur"));
        return;
    }
    for (long time = 0; *value != '\0' && time < content->repeated; time++) {
        if (content->column + time >= CSV_CELLS_MAX) {
            sheet_error(content->messages, content->row + 1, "SHT-105", "", "64",
                        TR("a row has too many columns", "une ligne a trop de colonnes"));
            stop(content, reader);
            return;
        }
        while (content->cell_count <= content->column + time)
            content->cells[content->cell_count++] = NULL;
        free(content->cells[content->column + time]);
        content->cells[content->column + time] = must_copy(value);
    }
    content->column += content->repeated;
}

static void row_end(struct content *content, struct reader *reader)
{
    const char *cells[CSV_CELLS_MAX];
    long times = content->cell_count > 0 ? content->row_repeated : 0;

    for (int index = 0; index < content->cell_count; index++)
        cells[index] = content->cells[index] != NULL ? content->cells[index] : "";
    if (times > REPEATED_MAX) {
        sheet_error(content->messages, content->row + 1, "SHT-109", "", "1000",
                    TR("a row that stands for too many", "une ligne qui vaut pour trop d'autres"));
        stop(content, reader);
        times = 0;
    }
    if (times > 0 && !row_is_next(content->messages, content->row + times, content->row)) stop(content, reader);
    for (long time = 0; time < times && !content->stopped; time++)
        if (!content->out->row(content->out->context, content->row + 1 + time, cells, content->cell_count))
            stop(content, reader);
    content->row += content->row_repeated;
    for (int index = 0; index < content->cell_count; index++)
        free(content->cells[index]);
    content->cell_count = 0;
}

static void on_text(void *context, struct reader *reader, const char *text, size_t length)
{
    struct content *content = context;

    if (content->stopped) return;
    if (content->length + length >= CELL_MAX) {
        sheet_error(content->messages, content->row + 1, "SHT-108", "", "4000",
                    TR("the text of a cell is too long", "le texte d'une cellule est trop long"));
        stop(content, reader);
        return;
    }
    memcpy(content->text + content->length, text, length);
    content->length += length;
    content->text[content->length] = '\0';
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct content *content = context;

    if (strcmp(element->name, "table") == 0 && !content->inside) table_begin(content, element);
    if (!content->inside || content->stopped) return;
    if (strcmp(element->name, "table-row") == 0) {
        content->row_repeated = repeated_of(element, "number-rows-repeated");
        content->column = 0;
    } else if (strcmp(element->name, "table-cell") == 0 || strcmp(element->name, "covered-table-cell") == 0)
        cell_begin(content, element);
    else if (strcmp(element->name, "annotation") == 0)
        content->annotation = true;
    else if (strcmp(element->name, "p") == 0 && !content->annotation) {
        if (content->paragraphs) on_text(content, reader, " ", 1);
        content->paragraphs = true;
        reader_text(reader, true);
    } else if (!content->annotation && (strcmp(element->name, "s") == 0 || strcmp(element->name, "tab") == 0 ||
                                        strcmp(element->name, "line-break") == 0))
        for (long times = repeated_of(element, "c"); times > 0 && !content->stopped; times--)
            on_text(content, reader, " ", 1);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct content *content = context;

    if (!content->inside || content->stopped) return;
    if (strcmp(name, "p") == 0)
        reader_text(reader, false);
    else if (strcmp(name, "annotation") == 0)
        content->annotation = false;
    else if (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0)
        cell_end(content, reader);
    else if (strcmp(name, "table-row") == 0)
        row_end(content, reader);
    else if (strcmp(name, "table") == 0 && depth == content->depth) {
        content->inside = false;
        content->done = true;
    }
}

static const struct handler *every_root(void *context, struct reader *reader, const struct element *root,
                                        void **ret_context)
{
    static const struct handler handler = {on_start, on_end, on_text};

    (void)root;
    reader_unsealed(reader);
    reader_text(reader, false);
    *ret_context = context;
    return &handler;
}

static bool content_pass(void *context, const char *path, const char *name)
{
    struct content *content = context;

    return strcmp(name, "content.xml") != 0 ||
           (reader_run(path, NULL, content->messages, every_root, content, content->failure) && !content->stopped &&
            content->messages->errors == 0);
}

bool ods_read(const char *path, const char *sheet, struct messages *messages, const struct rows_out *out,
              struct failure *failure)
{
    struct content *content = must_alloc(sizeof *content);
    bool done;

    *content = (struct content){.messages = messages, .out = out, .wanted = sheet, .failure = failure};
    *failure = (struct failure){0};
    done = zip_files(path, content_pass, content, failure);
    if (done && !content->done)
        sheet_error(messages, 0, "SHT-101", content->names, sheet,
                    TR("the workbook has no such sheet", "le classeur n'a pas cette feuille"));
    for (int index = 0; index < content->cell_count; index++)
        free(content->cells[index]);
    free(content);
    return zip_said(done, messages, failure);
}
