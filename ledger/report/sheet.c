#include "report/sheet.h"

#include "report/render.h"

#include "contrepartie/buffer.h"
#include "contrepartie/temporary.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* Excel's own limits, and LibreOffice's for rows */
#define SHEET_NAME_MAX 31
#define SHEET_ROWS_MAX 1048576
#define CELL_TEXT_MAX  32767

struct spreadsheet {
    enum output_format format;
    FILE *output;
    const struct column *columns;
    int count;
    const char *title;
    int part; /* of the rows under that title: what one sheet cannot hold goes on in the next */
    uint32_t row;
    /* xlsx */
    FILE *file;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *heading, *money, *ratio;
    /* ods */
    struct buffer content;
    bool sheet_open;
};

struct spreadsheet *spreadsheet_new(enum output_format format, FILE *output)
{
    struct spreadsheet *spreadsheet = must_alloc(sizeof *spreadsheet);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    char path[64];

    spreadsheet->format = format;
    spreadsheet->output = output;
    if (format == OUTPUT_ODS) {
        buffer_text(&spreadsheet->content,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content "
                    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
                    "xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" "
                    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
                    "office:version=\"1.2\"><office:automatic-styles>"
                    "<number:number-style style:name=\"N2\"><number:number number:decimal-places=\"2\" "
                    "number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>"
                    "<style:style style:name=\"money\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>"
                    "<style:style style:name=\"heading\" style:family=\"table-cell\"><style:text-properties "
                    "fo:font-weight=\"bold\"/></style:style>"
                    "</office:automatic-styles><office:body><office:spreadsheet>");
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

static void ods_close_sheet(struct spreadsheet *spreadsheet)
{
    if (spreadsheet->sheet_open) buffer_text(&spreadsheet->content, "</table:table>");
    spreadsheet->sheet_open = false;
}

static void name_sheet(const struct spreadsheet *spreadsheet, char name[SHEET_NAME_MAX + 1])
{
    size_t used = 0, room = SHEET_NAME_MAX - (spreadsheet->part > 1 ? strlen(" (99)") : 0);

    for (const char *letter = spreadsheet->title; *letter != '\0' && used < room; letter++)
        if (strchr("[]:*?/\\'", *letter) == NULL) name[used++] = *letter;
    while (used > 0 && ((unsigned char)name[used - 1] & 0xC0) == 0x80 && used == room)
        used--;
    name[used] = '\0';
    if (spreadsheet->part > 1) (void)snprintf(name + used, SHEET_NAME_MAX + 1 - used, " (%d)", spreadsheet->part % 100);
}

static void open_sheet(struct spreadsheet *spreadsheet)
{
    const struct column *columns = spreadsheet->columns;
    char name[SHEET_NAME_MAX + 1];
    int count = spreadsheet->count;

    spreadsheet->part++;
    spreadsheet->row = 0;
    name_sheet(spreadsheet, name);
    if (spreadsheet->format == OUTPUT_ODS) {
        ods_close_sheet(spreadsheet);
        buffer_text(&spreadsheet->content, "<table:table table:name=\"");
        xml_text(&spreadsheet->content, name);
        buffer_text(&spreadsheet->content, "\"><table:table-row>");
        for (int index = 0; index < count; index++)
            ods_text(spreadsheet, columns[index].label[language_get()], "heading");
        buffer_text(&spreadsheet->content, "</table:table-row>");
        spreadsheet->sheet_open = true;
        return;
    }
    spreadsheet->sheet = workbook_add_worksheet(spreadsheet->book, name);
    if (spreadsheet->sheet == NULL) spreadsheet->sheet = workbook_add_worksheet(spreadsheet->book, NULL);
    worksheet_freeze_panes(spreadsheet->sheet, 1, 0);
    for (int index = 0; index < count; index++) {
        bool wide = columns[index].type == COLUMN_TEXT, money = columns[index].type == COLUMN_MONEY;
        worksheet_set_column(spreadsheet->sheet, (lxw_col_t)index, (lxw_col_t)index, wide ? 40 : money ? 18 : 13, NULL);
        worksheet_write_string(spreadsheet->sheet, 0, (lxw_col_t)index, columns[index].label[language_get()],
                               spreadsheet->heading);
    }
}

void spreadsheet_sheet(struct spreadsheet *spreadsheet, const char *title, const struct column *columns, int count)
{
    spreadsheet->title = title;
    spreadsheet->part = 0;
    spreadsheet->columns = columns;
    spreadsheet->count = count;
    open_sheet(spreadsheet);
}

static bool is_number(const struct column *column)
{
    return column->type == COLUMN_MONEY || column->type == COLUMN_RATIO || column->type == COLUMN_INTEGER ||
           column->type == COLUMN_YEAR;
}

/* What a cell cannot hold is cut, and shows it. */
static void write_text(struct spreadsheet *spreadsheet, int column, const char *value)
{
    char cut[CELL_TEXT_MAX + 1];
    size_t used = CELL_TEXT_MAX - strlen("…");

    if (strlen(value) > CELL_TEXT_MAX) {
        while (((unsigned char)value[used] & 0xC0) == 0x80)
            used--;
        (void)snprintf(cut, sizeof cut, "%.*s…", (int)used, value);
        value = cut;
    }
    worksheet_write_string(spreadsheet->sheet, spreadsheet->row, (lxw_col_t)column, value, NULL);
}

/* Text stays text: a label that begins like a formula is a string cell, never evaluated. */
void spreadsheet_row(struct spreadsheet *spreadsheet, const char *const *values)
{
    if (++spreadsheet->row == SHEET_ROWS_MAX) {
        open_sheet(spreadsheet);
        spreadsheet->row = 1;
    }
    if (spreadsheet->format == OUTPUT_ODS) buffer_text(&spreadsheet->content, "<table:table-row>");
    for (int index = 0; index < spreadsheet->count; index++) {
        const struct column *column = &spreadsheet->columns[index];
        const char *value = values[index] != NULL ? values[index] : "";
        bool number = is_number(column) && *value != '\0';
        if (spreadsheet->format == OUTPUT_ODS) {
            if (*value == '\0')
                buffer_text(&spreadsheet->content, "<table:table-cell/>");
            else if (number)
                buffer_format(&spreadsheet->content,
                              "<table:table-cell%s office:value-type=\"float\" "
                              "office:value=\"%s\"><text:p>%s</text:p></table:table-cell>",
                              column->type == COLUMN_MONEY ? " table:style-name=\"money\"" : "", value, value);
            else
                ods_text(spreadsheet, value, NULL);
        } else if (number) {
            /* the file format holds doubles: exact to the cent up to 90 thousand billion euros */
            lxw_format *format = column->type == COLUMN_MONEY   ? spreadsheet->money
                                 : column->type == COLUMN_RATIO ? spreadsheet->ratio
                                                                : NULL;
            worksheet_write_number(spreadsheet->sheet, spreadsheet->row, (lxw_col_t)index, strtod(value, NULL), format);
        } else if (*value != '\0')
            write_text(spreadsheet, index, value);
    }
    if (spreadsheet->format == OUTPUT_ODS) buffer_text(&spreadsheet->content, "</table:table-row>");
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
        "<manifest:file-entry manifest:full-path=\"content.xml\" "
        "manifest:media-type=\"text/xml\"/></manifest:manifest>";
    struct archive *zip = archive_write_new();
    bool written;

    ods_close_sheet(spreadsheet);
    buffer_text(&spreadsheet->content, "</office:spreadsheet></office:body></office:document-content>");
    (void)archive_write_set_format_zip(zip);
    (void)archive_write_set_bytes_in_last_block(zip, 1); /* no padding after the end */
    (void)fflush(spreadsheet->output);
    written = archive_write_open_FILE(zip, spreadsheet->output) == ARCHIVE_OK &&
              archive_write_zip_set_compression_store(zip) == ARCHIVE_OK &&
              zip_add(zip, "mimetype", kind, strlen(kind)) &&
              archive_write_zip_set_compression_deflate(zip) == ARCHIVE_OK &&
              zip_add(zip, "META-INF/manifest.xml", manifest, strlen(manifest)) &&
              zip_add(zip, "content.xml", spreadsheet->content.bytes, spreadsheet->content.length);
    return archive_write_free(zip) == ARCHIVE_OK && written;
}

static bool xlsx_write(struct spreadsheet *spreadsheet)
{
    bool written = workbook_close(spreadsheet->book) == LXW_NO_ERROR;
    char block[8192];
    size_t length;

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
