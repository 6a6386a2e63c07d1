#include "report/sheet.h"

#include "report/render.h"

#include "contrepartie/buffer.h"
#include "contrepartie/temporary.h"
#include "contrepartie/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* Excel's own limits, and LibreOffice's for rows */
#define SHEET_NAME_LETTERS 31
#define SHEET_NAME_MAX     (4 * SHEET_NAME_LETTERS)
#define CELL_TEXT_MAX      32767
/* of columns, in letters: as wide as what they hold, within reason */
#define WIDTH_MIN 10
#define WIDTH_MAX 60

struct spreadsheet {
    enum output_format format;
    FILE *output;
    const struct column *columns;
    int count;
    const char *title;
    int part; /* of the rows under that title: what one sheet cannot hold goes on in the next */
    uint32_t row;
    char name[SHEET_NAME_MAX + 1]; /* of the sheet */
    bool sheet_open;
    int widths[REPORT_COLUMNS_MAX];
    /* xlsx */
    FILE *file;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *heading, *money, *ratio, *date;
    /* ods: what is asked of each sheet stands apart from it */
    struct buffer content, filters, views;
    int sheets;
    size_t columns_at; /* where the columns of the sheet stand in the content: their widths are known at its end */
};

/* How a day is shown: as value_display shows it. */
static const char *date_format(void)
{
    return TR("yyyy-mm-dd", "dd/mm/yyyy");
}

static const char *ods_date_format(void)
{
    return TR("<number:year number:style=\"long\"/><number:text>-</number:text><number:month number:style=\"long\"/>"
              "<number:text>-</number:text><number:day number:style=\"long\"/>",
              "<number:day number:style=\"long\"/><number:text>/</number:text><number:month number:style=\"long\"/>"
              "<number:text>/</number:text><number:year number:style=\"long\"/>");
}

static void ods_begin(struct buffer *content)
{
    buffer_format(
        content,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content "
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
        "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
        "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
        "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
        "xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" "
        "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
        "xmlns:of=\"urn:oasis:names:tc:opendocument:xmlns:of:1.2\" office:version=\"1.2\"><office:automatic-styles>"
        "<number:number-style style:name=\"N2\"><number:number number:decimal-places=\"2\" "
        "number:min-decimal-places=\"2\" number:min-integer-digits=\"1\" number:grouping=\"true\"/>"
        "<number:text> €</number:text></number:number-style>"
        "<number:number-style style:name=\"N3\"><number:number number:decimal-places=\"2\" "
        "number:min-decimal-places=\"2\" number:min-integer-digits=\"1\"/><number:text> "
        "%%</number:text></number:number-style>"
        "<number:date-style style:name=\"N4\">%s</number:date-style>"
        "<style:style style:name=\"sheet\" style:family=\"table\" style:master-page-name=\"Default\"/>"
        "<style:style style:name=\"money\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>"
        "<style:style style:name=\"ratio\" style:family=\"table-cell\" style:data-style-name=\"N3\"/>"
        "<style:style style:name=\"date\" style:family=\"table-cell\" style:data-style-name=\"N4\"/>"
        "<style:style style:name=\"heading\" style:family=\"table-cell\"><style:text-properties "
        "fo:font-weight=\"bold\"/></style:style>",
        ods_date_format());
    for (int width = WIDTH_MIN; width <= WIDTH_MAX; width++)
        buffer_format(content,
                      "<style:style style:name=\"w%d\" style:family=\"table-column\"><style:table-column-properties "
                      "style:column-width=\"%dmm\"/></style:style>",
                      width, 2 * width + 4);
    buffer_text(content, "</office:automatic-styles><office:body><office:spreadsheet>");
}

struct spreadsheet *spreadsheet_new(enum output_format format, FILE *output)
{
    struct spreadsheet *spreadsheet = must_alloc(sizeof *spreadsheet);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    char path[64];

    spreadsheet->format = format;
    spreadsheet->output = output;
    if (format == OUTPUT_ODS) {
        ods_begin(&spreadsheet->content);
        return spreadsheet;
    }
    spreadsheet->file = temporary_file(); /* the library writes to a path */
    if (spreadsheet->file == NULL) abort();
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(spreadsheet->file));
    spreadsheet->book = workbook_new_opt(path, &options);
    spreadsheet->heading = workbook_add_format(spreadsheet->book);
    format_set_bold(spreadsheet->heading);
    spreadsheet->money = workbook_add_format(spreadsheet->book);
    format_set_num_format(spreadsheet->money, "#,##0.00 \"€\"");
    spreadsheet->ratio = workbook_add_format(spreadsheet->book);
    format_set_num_format(spreadsheet->ratio, "0.00 \"%\"");
    spreadsheet->date = workbook_add_format(spreadsheet->book);
    format_set_num_format(spreadsheet->date, date_format());
    return spreadsheet;
}

static void xml_text(struct buffer *buffer, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '&')
            buffer_text(buffer, "&amp;");
        else if (*text == '<')
            buffer_text(buffer, "&lt;");
        else if (*text == '"')
            buffer_text(buffer, "&quot;");
        else if ((unsigned char)*text >= 0x20 || *text == '\t')
            buffer_write(buffer, text, 1);
    }
}

static void ods_text(struct spreadsheet *spreadsheet, const char *text, const char *style)
{
    buffer_format(&spreadsheet->content, "<table:table-cell%s%s%s office:value-type=\"string\"><text:p>",
                  style != NULL ? " table:style-name=\"" : "", style != NULL ? style : "", style != NULL ? "\"" : "");
    xml_text(&spreadsheet->content, text);
    buffer_text(&spreadsheet->content, "</text:p></table:table-cell>");
}

/* Letters, not bytes: a name cut inside a letter is no text, and Excel refuses the whole file. */
static void name_sheet(const char *title, int part, char name[SHEET_NAME_MAX + 1])
{
    int letters = 0, room = SHEET_NAME_LETTERS - (part > 1 ? (int)strlen(" (99)") : 0);
    size_t used = 0;

    for (const char *byte = title; *byte != '\0'; byte++) {
        if (strchr("[]:*?/\\'", *byte) != NULL) continue;
        if (((unsigned char)*byte & 0xC0) != 0x80 && ++letters > room) break;
        name[used++] = *byte;
    }
    name[used] = '\0';
    if (part > 1) (void)snprintf(name + used, SHEET_NAME_MAX + 1 - used, " (%d)", part % 100);
}

/* A to Z, then AA, AB…: a report has no more than 32. */
static void column_name(int column, char name[4])
{
    size_t used = 0;

    if (column >= 26) name[used++] = (char)('A' + column / 26 - 1);
    name[used++] = (char)('A' + column % 26);
    name[used] = '\0';
}

void spreadsheet_cells(const struct spreadsheet *spreadsheet, struct buffer *formula, const char *title, int column,
                       long first, long last)
{
    char name[SHEET_NAME_MAX + 1], letters[4];
    long top = first % SPREADSHEET_ROWS + 2, bottom = last % SPREADSHEET_ROWS + 2;

    name_sheet(title, (int)(first / SPREADSHEET_ROWS) + 1, name);
    column_name(column, letters);
    if (spreadsheet->format == OUTPUT_ODS)
        buffer_format(formula, "[$'%s'.$%s$%ld:.$%s$%ld]", name, letters, top, letters, bottom);
    else
        buffer_format(formula, "'%s'!$%s$%ld:$%s$%ld", name, letters, top, letters, bottom);
}

const char *spreadsheet_separator(const struct spreadsheet *spreadsheet)
{
    return spreadsheet->format == OUTPUT_ODS ? ";" : ",";
}

/* Two digits, whatever the width. */
#define ODS_COLUMN "<table:table-column table:style-name=\"w10\"/>"

static void ods_close_sheet(struct spreadsheet *spreadsheet)
{
    struct buffer *filters = &spreadsheet->filters, *views = &spreadsheet->views;
    char letters[4];

    for (int index = 0; index < spreadsheet->count; index++) {
        char *column = spreadsheet->content.bytes + spreadsheet->columns_at + (size_t)index * strlen(ODS_COLUMN);
        char *digits = column + strlen(ODS_COLUMN) - strlen("10\"/>");
        digits[0] = (char)('0' + spreadsheet->widths[index] / 10);
        digits[1] = (char)('0' + spreadsheet->widths[index] % 10);
    }
    column_name(spreadsheet->count - 1, letters);
    buffer_text(&spreadsheet->content, "</table:table>");
    buffer_format(filters,
                  "<table:database-range table:name=\"__Anonymous_Sheet_DB__%d\" table:display-filter-buttons=\"true\" "
                  "table:target-range-address=\"'",
                  spreadsheet->sheets++);
    xml_text(filters, spreadsheet->name);
    buffer_text(filters, "'.A1:'");
    xml_text(filters, spreadsheet->name);
    buffer_format(filters, "'.%s%u\"/>", letters, spreadsheet->row + 1);
    buffer_text(views, "<config:config-item-map-entry config:name=\"");
    xml_text(views, spreadsheet->name);
    buffer_text(views,
                "\"><config:config-item config:name=\"VerticalSplitMode\" config:type=\"short\">2</config:config-item>"
                "<config:config-item config:name=\"VerticalSplitPosition\" config:type=\"int\">1</config:config-item>"
                "<config:config-item config:name=\"ActiveSplitRange\" config:type=\"short\">2</config:config-item>"
                "<config:config-item config:name=\"PositionBottom\" config:type=\"int\">1</config:config-item>"
                "</config:config-item-map-entry>");
}

static void xlsx_close_sheet(struct spreadsheet *spreadsheet)
{
    worksheet_autofilter(spreadsheet->sheet, 0, 0, spreadsheet->row, (lxw_col_t)(spreadsheet->count - 1));
    for (int index = 0; index < spreadsheet->count; index++)
        worksheet_set_column(spreadsheet->sheet, (lxw_col_t)index, (lxw_col_t)index, spreadsheet->widths[index], NULL);
}

static void close_sheet(struct spreadsheet *spreadsheet)
{
    if (!spreadsheet->sheet_open) return;
    if (spreadsheet->format == OUTPUT_ODS)
        ods_close_sheet(spreadsheet);
    else
        xlsx_close_sheet(spreadsheet);
    spreadsheet->sheet_open = false;
}

static void ods_open_sheet(struct spreadsheet *spreadsheet)
{
    const struct column *columns = spreadsheet->columns;
    struct buffer *content = &spreadsheet->content;

    buffer_text(content, "<table:table table:name=\"");
    xml_text(content, spreadsheet->name);
    buffer_text(content, "\" table:style-name=\"sheet\">");
    spreadsheet->columns_at = content->length;
    for (int index = 0; index < spreadsheet->count; index++)
        buffer_text(content, ODS_COLUMN);
    buffer_text(content, "<table:table-header-rows><table:table-row>");
    for (int index = 0; index < spreadsheet->count; index++)
        ods_text(spreadsheet, columns[index].label[language_get()], "heading");
    buffer_text(content, "</table:table-row></table:table-header-rows>");
}

static void xlsx_open_sheet(struct spreadsheet *spreadsheet)
{
    const struct column *columns = spreadsheet->columns;
    lxw_worksheet *sheet = workbook_add_worksheet(spreadsheet->book, spreadsheet->name);

    if (sheet == NULL) sheet = workbook_add_worksheet(spreadsheet->book, NULL);
    spreadsheet->sheet = sheet;
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    for (int index = 0; index < spreadsheet->count; index++)
        worksheet_write_string(sheet, 0, (lxw_col_t)index, columns[index].label[language_get()], spreadsheet->heading);
}

/* beside: what is shown with the text */
static void widen(struct spreadsheet *spreadsheet, int column, const char *text, int beside)
{
    int width = beside;

    for (; *text != '\0' && width < WIDTH_MAX; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    if (width > spreadsheet->widths[column]) spreadsheet->widths[column] = width;
}

static void open_sheet(struct spreadsheet *spreadsheet)
{
    close_sheet(spreadsheet);
    spreadsheet->part++;
    spreadsheet->row = 0;
    name_sheet(spreadsheet->title, spreadsheet->part, spreadsheet->name);
    for (int index = 0; index < spreadsheet->count; index++) {
        spreadsheet->widths[index] = WIDTH_MIN;
        widen(spreadsheet, index, spreadsheet->columns[index].label[language_get()], 4); /* the button of the filter */
    }
    if (spreadsheet->format == OUTPUT_ODS)
        ods_open_sheet(spreadsheet);
    else
        xlsx_open_sheet(spreadsheet);
    spreadsheet->sheet_open = true;
}

void spreadsheet_sheet(struct spreadsheet *spreadsheet, const char *title, const struct column *columns, int count)
{
    close_sheet(spreadsheet);
    spreadsheet->title = title;
    spreadsheet->part = 0;
    spreadsheet->columns = columns;
    spreadsheet->count = count;
    open_sheet(spreadsheet);
}

/* What a cell is written as: its column's type, or text where it holds no such value. */
static enum column_type cell_type(const struct column *column, const char *value)
{
    switch (column->type) {
    case COLUMN_YEAR:
        return COLUMN_INTEGER;
    case COLUMN_DATE:
        return text_is_date(value) ? COLUMN_DATE : COLUMN_TEXT; /* from 1900 on, as spreadsheets count */
    case COLUMN_CODE:
        return COLUMN_TEXT;
    default:
        return column->type;
    }
}

/* What a cell cannot hold is cut, and shows it. */
static void xlsx_text(struct spreadsheet *spreadsheet, lxw_col_t column, const char *value)
{
    char cut[CELL_TEXT_MAX + 1];
    size_t used = CELL_TEXT_MAX - strlen("…");

    if (strlen(value) > CELL_TEXT_MAX) {
        while (((unsigned char)value[used] & 0xC0) == 0x80)
            used--;
        (void)snprintf(cut, sizeof cut, "%.*s…", (int)used, value);
        value = cut;
    }
    worksheet_write_string(spreadsheet->sheet, spreadsheet->row, column, value, NULL);
}

/* Text stays text: a label that begins like a formula is a string cell, never evaluated. */
static void xlsx_cell(struct spreadsheet *spreadsheet, lxw_col_t column, enum column_type type, const char *value,
                      const char *formula)
{
    lxw_worksheet *sheet = spreadsheet->sheet;
    lxw_row_t row = spreadsheet->row;
    lxw_format *format = type == COLUMN_MONEY ? spreadsheet->money : type == COLUMN_RATIO ? spreadsheet->ratio : NULL;

    /* the file format holds doubles: exact to the cent up to 90 thousand billion euros */
    if (formula != NULL)
        worksheet_write_formula_num(sheet, row, column, formula, format, strtod(value, NULL));
    else if (type == COLUMN_TEXT)
        xlsx_text(spreadsheet, column, value);
    else if (type == COLUMN_BOOLEAN)
        worksheet_write_boolean(sheet, row, column, *value == 't', NULL);
    else if (type == COLUMN_DATE) {
        lxw_datetime date = {.year = (int)strtol(value, NULL, 10),
                             .month = (int)strtol(value + 5, NULL, 10),
                             .day = (int)strtol(value + 8, NULL, 10)};
        worksheet_write_datetime(sheet, row, column, &date, spreadsheet->date);
    } else
        worksheet_write_number(sheet, row, column, strtod(value, NULL), format);
}

static void ods_cell(struct spreadsheet *spreadsheet, enum column_type type, const char *value, const char *formula)
{
    struct buffer *content = &spreadsheet->content;

    if (type == COLUMN_TEXT) {
        ods_text(spreadsheet, value, NULL);
        return;
    }
    buffer_text(content, "<table:table-cell");
    if (formula != NULL) {
        buffer_text(content, " table:formula=\"of:");
        xml_text(content, formula);
        buffer_text(content, "\"");
    }
    if (type == COLUMN_BOOLEAN)
        buffer_format(content, " office:value-type=\"boolean\" office:boolean-value=\"%s\">",
                      *value == 't' ? "true" : "false");
    else if (type == COLUMN_DATE)
        buffer_format(content, " table:style-name=\"date\" office:value-type=\"date\" office:date-value=\"%s\">",
                      value);
    else
        buffer_format(content, "%s office:value-type=\"float\" office:value=\"%s\">",
                      type == COLUMN_MONEY   ? " table:style-name=\"money\""
                      : type == COLUMN_RATIO ? " table:style-name=\"ratio\""
                                             : "",
                      value);
    buffer_format(content, "<text:p>%s</text:p></table:table-cell>", value);
}

void spreadsheet_computed_row(struct spreadsheet *spreadsheet, const char *const *values, const char *const *formulas)
{
    if (spreadsheet->row == SPREADSHEET_ROWS) open_sheet(spreadsheet);
    spreadsheet->row++;
    if (spreadsheet->format == OUTPUT_ODS) buffer_text(&spreadsheet->content, "<table:table-row>");
    for (int index = 0; index < spreadsheet->count; index++) {
        const char *value = values[index] != NULL ? values[index] : "";
        const char *formula = formulas != NULL ? formulas[index] : NULL;
        enum column_type type = cell_type(&spreadsheet->columns[index], value);
        widen(spreadsheet, index, value, type == COLUMN_MONEY ? 6 : 2); /* groups and the euro */
        if (spreadsheet->format != OUTPUT_ODS && *value != '\0')
            xlsx_cell(spreadsheet, (lxw_col_t)index, type, value, formula);
        else if (*value != '\0')
            ods_cell(spreadsheet, type, value, formula);
        else if (spreadsheet->format == OUTPUT_ODS)
            buffer_text(&spreadsheet->content, "<table:table-cell/>");
    }
    if (spreadsheet->format == OUTPUT_ODS) buffer_text(&spreadsheet->content, "</table:table-row>");
}

void spreadsheet_row(struct spreadsheet *spreadsheet, const char *const *values)
{
    spreadsheet_computed_row(spreadsheet, values, NULL);
}

static bool zip_add(struct archive *zip, const char *name, const char *text, size_t length)
{
    struct archive_entry *entry = archive_entry_new();
    bool added;

    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    added =
        archive_write_header(zip, entry) == ARCHIVE_OK && archive_write_data(zip, text, length) == (la_ssize_t)length;
    archive_entry_free(entry);
    return added;
}

static bool ods_write(struct spreadsheet *spreadsheet)
{
    static const char kind[] = "application/vnd.oasis.opendocument.spreadsheet";
    static const char manifest[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest "
        "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">"
        "<manifest:file-entry manifest:full-path=\"/\" "
        "manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
        "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
        "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
        "<manifest:file-entry manifest:full-path=\"settings.xml\" manifest:media-type=\"text/xml\"/>"
        "</manifest:manifest>";
    static const char styles[] = /* A4, landscape, as wide as the page */
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles "
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
        "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
        "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" office:version=\"1.2\">"
        "<office:automatic-styles><style:page-layout style:name=\"page\"><style:page-layout-properties "
        "fo:page-width=\"29.7cm\" fo:page-height=\"21cm\" fo:margin=\"1.5cm\" style:print-orientation=\"landscape\" "
        "style:scale-to-X=\"1\" style:scale-to-Y=\"0\"/></style:page-layout></office:automatic-styles>"
        "<office:master-styles><style:master-page style:name=\"Default\" style:page-layout-name=\"page\"/>"
        "</office:master-styles></office:document-styles>";
    struct archive *zip = archive_write_new();
    struct buffer *content = &spreadsheet->content;
    struct buffer settings CLEAN_BUFFER = {0};
    bool written;

    close_sheet(spreadsheet);
    buffer_format(content,
                  "<table:database-ranges>%s</table:database-ranges></office:spreadsheet></office:body>"
                  "</office:document-content>",
                  buffer_cstring(&spreadsheet->filters));
    buffer_format(&settings,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-settings "
                  "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                  "xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\" office:version=\"1.2\">"
                  "<office:settings><config:config-item-set config:name=\"ooo:view-settings\">"
                  "<config:config-item-map-indexed config:name=\"Views\"><config:config-item-map-entry>"
                  "<config:config-item-map-named config:name=\"Tables\">%s</config:config-item-map-named>"
                  "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
                  "</office:settings></office:document-settings>",
                  buffer_cstring(&spreadsheet->views));
    (void)archive_write_set_format_zip(zip);
    (void)archive_write_set_bytes_in_last_block(zip, 1); /* no padding after the end */
    (void)fflush(spreadsheet->output);
    written = archive_write_open_FILE(zip, spreadsheet->output) == ARCHIVE_OK &&
              archive_write_zip_set_compression_store(zip) == ARCHIVE_OK &&
              zip_add(zip, "mimetype", kind, strlen(kind)) &&
              archive_write_zip_set_compression_deflate(zip) == ARCHIVE_OK &&
              zip_add(zip, "META-INF/manifest.xml", manifest, strlen(manifest)) &&
              zip_add(zip, "content.xml", content->bytes, content->length) &&
              zip_add(zip, "styles.xml", styles, strlen(styles)) &&
              zip_add(zip, "settings.xml", settings.bytes, settings.length);
    return archive_write_free(zip) == ARCHIVE_OK && written;
}

static bool xlsx_write(struct spreadsheet *spreadsheet)
{
    char block[8192];
    size_t length;
    bool written;

    close_sheet(spreadsheet);
    written = workbook_close(spreadsheet->book) == LXW_NO_ERROR;
    rewind(spreadsheet->file);
    while ((length = fread(block, 1, sizeof block, spreadsheet->file)) > 0)
        written = fwrite(block, 1, length, spreadsheet->output) == length && written;
    (void)fclose(spreadsheet->file);
    return written;
}

bool spreadsheet_end(struct spreadsheet *spreadsheet, struct failure *failure)
{
    bool written = spreadsheet->format == OUTPUT_ODS ? ods_write(spreadsheet) : xlsx_write(spreadsheet);

    buffer_free(&spreadsheet->content);
    buffer_free(&spreadsheet->filters);
    buffer_free(&spreadsheet->views);
    free(spreadsheet);
    return written ||
           fail(failure, OUTCOME_CANNOT_WRITE,
                TR("the workbook cannot be written: %s", "le classeur ne peut pas être écrit : %s"), strerror(errno));
}

/* --- any report as a workbook of one sheet ----------------------------------------------------------------------- */

struct single {
    struct spreadsheet *spreadsheet;
    const char *title;
    struct failure failure;
};

static void begin(void *state, const struct column *columns, int count)
{
    struct single *single = state;

    spreadsheet_sheet(single->spreadsheet, single->title, columns, count);
}

static void row(void *state, const char *const *values)
{
    spreadsheet_row(((struct single *)state)->spreadsheet, values);
}

static void end(void *state)
{
    struct single *single = state;

    (void)spreadsheet_end(single->spreadsheet, &single->failure); /* a full disk shows when the output is closed */
}

struct renderer render_sheet_new(enum output_format format, const char *title, FILE *output)
{
    struct single *single = must_alloc(sizeof *single);

    single->spreadsheet = spreadsheet_new(format, output);
    single->title = title;
    return (struct renderer){begin, row, end, single};
}
