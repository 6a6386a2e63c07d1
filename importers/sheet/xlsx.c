/* Workbooks of Excel: the shared texts and styles first, then the sheet. Each part goes through the one XML reader. */
#include "sheet/sheet.h"

#include "contrepartie/importer.h"
#include "contrepartie/text.h"
#include "csv/csv.h"
#include "xml/reader.h"

#include <stdlib.h>
#include <string.h>

#define SHARED_MAX (INT64_C(64) << 20) /* bytes of all shared texts and their places */
#define STYLES_MAX 4096
#define CELL_MAX   4000

enum part { PART_WORKBOOK, PART_RELATIONS, PART_SHARED, PART_STYLES, PART_SHEET };

struct workbook {
    struct messages *messages;
    const struct rows_out *out;
    const char *wanted; /* the name of a sheet; empty: the first */
    enum part part;
    char sheet_id[64], sheet_path[160], names[400]; /* the relation of the sheet; its part; the names there are */
    bool hidden, macros, since_1904;
    struct buffer shared; /* NUL between */
    size_t *shared_at, shared_count, shared_capacity;
    bool dates[STYLES_MAX]; /* by style */
    int style_count;
    int date_formats[STYLES_MAX], date_format_count; /* ids of the workbook's own */
    bool in_styles;                                  /* inside cellXfs */
    /* of the cell in hand */
    bool phonetic, has_formula, has_value;
    char type[12], text[CELL_MAX];
    size_t length;
    int column, style;
    long row, formulas;
    char *cells[CSV_CELLS_MAX];
    int cell_count;
    bool stopped;
    struct failure *failure;
};

static void stop(struct workbook *workbook, struct reader *reader)
{
    workbook->stopped = true;
    reader_stop(reader);
}

/* --- styles: which cells are days ------------------------------------------------------------------------------ */

static bool is_date_code(const char *code)
{
    bool quoted = false, bracket = false;

    for (; *code != '\0'; code++) {
        if (*code == '"') quoted = !quoted;
        if (*code == '[') bracket = true;
        if (*code == ']') bracket = false;
        if (*code == '\\' && code[1] != '\0') {
            code++;
            continue;
        }
        if (!quoted && !bracket && strchr("dDyY", *code) != NULL) return true;
    }
    return false;
}

static void style_take(struct workbook *workbook, const struct element *element)
{
    char text[200];
    int id;

    if (strcmp(element->name, "numFmt") == 0 && any_attribute(element, "numFmtId", text, sizeof text)) {
        id = (int)strtol(text, NULL, 10);
        if (any_attribute(element, "formatCode", text, sizeof text) && is_date_code(text) &&
            workbook->date_format_count < STYLES_MAX)
            workbook->date_formats[workbook->date_format_count++] = id;
    } else if (strcmp(element->name, "cellXfs") == 0)
        workbook->in_styles = true;
    else if (strcmp(element->name, "xf") == 0 && workbook->in_styles && workbook->style_count < STYLES_MAX) {
        bool date;
        id = any_attribute(element, "numFmtId", text, sizeof text) ? (int)strtol(text, NULL, 10) : 0;
        date = (id >= 14 && id <= 17) || id == 22;
        for (int index = 0; index < workbook->date_format_count && !date; index++)
            date = workbook->date_formats[index] == id;
        workbook->dates[workbook->style_count++] = date;
    }
}

/* --- the sheet ------------------------------------------------------------------------------------------------- */

/* "AB12": 27. -1 for what is no reference. */
static int column_of(const char *reference)
{
    int column = 0;

    for (; *reference >= 'A' && *reference <= 'Z' && column < 100000; reference++)
        column = column * 26 + (*reference - 'A' + 1);
    return column - 1;
}

static void cell_store(struct workbook *workbook, struct reader *reader)
{
    char plain[64];
    const char *value = workbook->text;

    if (workbook->has_formula && !workbook->has_value) {
        if (workbook->formulas++ == 0)
            sheet_error(workbook->messages, workbook->row, "SHT-104", "", "",
                        TR("a formula without its value: open the workbook, save it, and send it again",
                           "une formule sans sa valeur : ouvrez le classeur, enregistrez-le, renvoyez-le"));
        return;
    }
    if (workbook->length == 0) return;
    if (workbook->column >= CSV_CELLS_MAX) {
        sheet_error(workbook->messages, workbook->row, "SHT-105", "", "64",
                    TR("a row has too many columns", "une ligne a trop de colonnes"));
        stop(workbook, reader);
        return;
    }
    if (strcmp(workbook->type, "s") == 0) {
        size_t index = (size_t)strtoul(workbook->text, NULL, 10);
        if (strspn(workbook->text, "0123456789") != workbook->length || index >= workbook->shared_count) {
            sheet_error(workbook->messages, workbook->row, "SHT-100", workbook->text, "",
                        TR("a cell names a text that the workbook has not",
                           "une cellule nomme un texte que le classeur n'a pas"));
            stop(workbook, reader);
            return;
        }
        value = workbook->shared.bytes + workbook->shared_at[index];
    } else if (strcmp(workbook->type, "e") == 0) {
        sheet_error(workbook->messages, workbook->row, "SHT-106", workbook->text, "",
                    TR("a cell holds an error of the spreadsheet", "une cellule contient une erreur du tableur"));
        return;
    } else if (workbook->type[0] == '\0' || strcmp(workbook->type, "n") == 0) {
        bool date = workbook->style >= 0 && workbook->style < workbook->style_count && workbook->dates[workbook->style];
        if (date ? serial_date(workbook->text, workbook->since_1904, plain)
                 : number_plain(workbook->text, plain, sizeof plain))
            value = plain;
    } else if (strcmp(workbook->type, "b") == 0)
        value = strcmp(workbook->text, "1") == 0 ? "true" : "false";
    while (workbook->cell_count <= workbook->column)
        workbook->cells[workbook->cell_count++] = NULL;
    free(workbook->cells[workbook->column]);
    workbook->cells[workbook->column] = must_copy(value);
}

static void row_give(struct workbook *workbook, struct reader *reader)
{
    const char *cells[CSV_CELLS_MAX];

    for (int index = 0; index < workbook->cell_count; index++)
        cells[index] = workbook->cells[index] != NULL ? workbook->cells[index] : "";
    if (workbook->cell_count > 0 &&
        !workbook->out->row(workbook->out->context, workbook->row, cells, workbook->cell_count))
        stop(workbook, reader);
    for (int index = 0; index < workbook->cell_count; index++)
        free(workbook->cells[index]);
    workbook->cell_count = 0;
}

static void sheet_start(struct workbook *workbook, struct reader *reader, const struct element *element)
{
    char text[32];

    if (strcmp(element->name, "row") == 0) {
        long last = workbook->row;
        workbook->row = any_attribute(element, "r", text, sizeof text) ? strtol(text, NULL, 10) : last + 1;
        workbook->column = -1;
        if (!row_is_next(workbook->messages, workbook->row, last)) stop(workbook, reader);
    } else if (strcmp(element->name, "c") == 0) {
        workbook->column = any_attribute(element, "r", text, sizeof text) ? column_of(text) : workbook->column + 1;
        if (workbook->column < 0) {
            sheet_error(workbook->messages, workbook->row, "SHT-100", text, "A1",
                        TR("a cell without its column", "une cellule sans sa colonne"));
            stop(workbook, reader);
            return;
        }
        if (!any_attribute(element, "t", workbook->type, sizeof workbook->type)) workbook->type[0] = '\0';
        workbook->style = any_attribute(element, "s", text, sizeof text) ? (int)strtol(text, NULL, 10) : 0;
        workbook->length = 0;
        workbook->text[0] = '\0';
        workbook->has_formula = workbook->has_value = false;
    } else if (strcmp(element->name, "f") == 0)
        workbook->has_formula = true;
    else if (strcmp(element->name, "v") == 0 || (strcmp(element->name, "t") == 0 && !workbook->phonetic)) {
        workbook->has_value = true;
        reader_text(reader, true);
    }
}

/* --- parts ----------------------------------------------------------------------------------------------------- */

static void workbook_take(struct workbook *workbook, const struct element *element)
{
    char name[64] = "", text[64];
    size_t used = strlen(workbook->names);

    if (strcmp(element->name, "workbookPr") == 0)
        workbook->since_1904 = any_attribute(element, "date1904", text, sizeof text) && (*text == '1' || *text == 't');
    if (strcmp(element->name, "sheet") != 0) return;
    (void)any_attribute(element, "name", name, sizeof name);
    (void)snprintf(workbook->names + used, sizeof workbook->names - used, "%s%s", used > 0 ? ", " : "", name);
    if (workbook->sheet_id[0] != '\0' || (workbook->wanted[0] != '\0' && strcmp(workbook->wanted, name) != 0)) return;
    workbook->hidden = any_attribute(element, "state", text, sizeof text) && strcmp(text, "visible") != 0;
    for (int index = 0; index < element->attribute_count; index++) { /* r:id beside sheetId */
        const unsigned char **attribute = &element->attributes[5 * index];
        if (attribute[1] == NULL || strcmp((const char *)attribute[0], "id") != 0) continue;
        text_copy((const char *)attribute[3], (size_t)(attribute[4] - attribute[3]), workbook->sheet_id,
                  sizeof workbook->sheet_id);
    }
}

static void relation_take(struct workbook *workbook, const struct element *element)
{
    char id[64], target[128];

    if (strcmp(element->name, "Relationship") != 0 || !any_attribute(element, "Id", id, sizeof id) ||
        strcmp(id, workbook->sheet_id) != 0 || !any_attribute(element, "Target", target, sizeof target))
        return;
    (void)snprintf(workbook->sheet_path, sizeof workbook->sheet_path, "%s%s", *target == '/' ? "" : "xl/",
                   *target == '/' ? target + 1 : target);
}

/* Whether the shared texts, and where each begins, take so many bytes more. */
static bool shared_room(struct workbook *workbook, struct reader *reader, size_t length)
{
    size_t used = workbook->shared.length + workbook->shared_count * sizeof(size_t);

    if (workbook->stopped) return false;
    if ((int64_t)(used + length) <= SHARED_MAX) return true;
    sheet_error(workbook->messages, 0, "SHT-107", "", "64 MiB",
                TR("the texts of the workbook are too long", "les textes du classeur sont trop longs"));
    stop(workbook, reader);
    return false;
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct workbook *workbook = context;

    if (workbook->stopped) return;
    workbook->phonetic = workbook->phonetic || strcmp(element->name, "rPh") == 0;
    switch (workbook->part) {
    case PART_WORKBOOK:
        workbook_take(workbook, element);
        break;
    case PART_RELATIONS:
        relation_take(workbook, element);
        break;
    case PART_STYLES:
        style_take(workbook, element);
        break;
    case PART_SHARED:
        if (strcmp(element->name, "si") == 0 && shared_room(workbook, reader, sizeof(size_t) + 1)) {
            workbook->shared_at =
                must_grow(workbook->shared_at, workbook->shared_count, &workbook->shared_capacity, sizeof(size_t));
            workbook->shared_at[workbook->shared_count++] = workbook->shared.length;
        }
        if (strcmp(element->name, "t") == 0 && !workbook->phonetic) reader_text(reader, true);
        break;
    case PART_SHEET:
        sheet_start(workbook, reader, element);
        break;
    }
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct workbook *workbook = context;

    (void)depth;
    if (workbook->stopped) return;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) reader_text(reader, false);
    if (workbook->part == PART_STYLES && strcmp(name, "cellXfs") == 0) workbook->in_styles = false;
    if (strcmp(name, "rPh") == 0) workbook->phonetic = false;
    if (workbook->part == PART_SHARED && strcmp(name, "si") == 0) buffer_write(&workbook->shared, "", 1);
    if (workbook->part == PART_SHEET && strcmp(name, "c") == 0) cell_store(workbook, reader);
    if (workbook->part == PART_SHEET && strcmp(name, "row") == 0) row_give(workbook, reader);
}

static void on_text(void *context, struct reader *reader, const char *text, size_t length)
{
    struct workbook *workbook = context;

    if (workbook->part == PART_SHARED) {
        if (shared_room(workbook, reader, length)) buffer_write(&workbook->shared, text, length);
    } else if (workbook->stopped)
        return;
    else if (workbook->length + length < CELL_MAX) {
        memcpy(workbook->text + workbook->length, text, length);
        workbook->length += length;
        workbook->text[workbook->length] = '\0';
    } else {
        sheet_error(workbook->messages, workbook->row, "SHT-108", "", "4000",
                    TR("the text of a cell is too long", "le texte d'une cellule est trop long"));
        stop(workbook, reader);
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

static bool read_part(struct workbook *workbook, enum part part, const char *path)
{
    size_t before = workbook->messages->errors;

    workbook->part = part;
    workbook->has_value = false;
    return reader_run(path, NULL, workbook->messages, every_root, workbook, workbook->failure) &&
           workbook->messages->errors == before && !workbook->stopped;
}

static bool first_pass(void *context, const char *path, const char *name)
{
    struct workbook *workbook = context;

    if (strcmp(name, "xl/workbook.xml") == 0) return read_part(workbook, PART_WORKBOOK, path);
    if (strcmp(name, "xl/sharedStrings.xml") == 0) return read_part(workbook, PART_SHARED, path);
    if (strcmp(name, "xl/styles.xml") == 0) return read_part(workbook, PART_STYLES, path);
    workbook->macros = workbook->macros || strcmp(name, "xl/vbaProject.bin") == 0;
    return true;
}

/* Where the sheet is, once its relation is known: the parts come in any order. */
static bool relations_pass(void *context, const char *path, const char *name)
{
    return strcmp(name, "xl/_rels/workbook.xml.rels") != 0 || read_part(context, PART_RELATIONS, path);
}

static bool sheet_pass(void *context, const char *path, const char *name)
{
    struct workbook *workbook = context;

    return strcmp(name, workbook->sheet_path) != 0 || read_part(workbook, PART_SHEET, path);
}

static void say(struct messages *messages, enum message_level level, const char *code, const char *text)
{
    struct message message = {.level = level};

    message_say(&message, code, "", "", text);
    message_add(messages, &message);
}

static bool sheet_find(struct workbook *workbook)
{
    if (workbook->sheet_path[0] == '\0') {
        sheet_error(workbook->messages, 0, "SHT-101", workbook->names, workbook->wanted,
                    TR("the workbook has no such sheet", "le classeur n'a pas cette feuille"));
        return false;
    }
    if (workbook->hidden)
        say(workbook->messages, MESSAGE_WARNING, "SHT-102",
            TR("the sheet is hidden; it is read all the same", "la feuille est masquée ; elle est lue quand même"));
    if (workbook->macros)
        say(workbook->messages, MESSAGE_WARNING, "SHT-103",
            TR("the workbook has macros: they are not run",
               "le classeur contient des macros : elles ne sont pas exécutées"));
    return true;
}

bool xlsx_read(const char *path, const char *sheet, struct messages *messages, const struct rows_out *out,
               struct failure *failure)
{
    struct workbook *workbook = must_alloc(sizeof *workbook);
    bool done;

    *workbook = (struct workbook){.messages = messages, .out = out, .wanted = sheet, .failure = failure};
    *failure = (struct failure){0};
    done = zip_files(path, first_pass, workbook, failure) && zip_files(path, relations_pass, workbook, failure) &&
           sheet_find(workbook) && zip_files(path, sheet_pass, workbook, failure);
    for (int index = 0; index < workbook->cell_count; index++)
        free(workbook->cells[index]);
    buffer_free(&workbook->shared);
    free(workbook->shared_at);
    free(workbook);
    return zip_said(done, messages, failure);
}
