/* From the rows of a workbook, or of delimited text with a mapping, to the text that is read: heading found, columns
   renamed, totals left out; a row keeps its number. */
#include "sheet/sheet.h"

#include "contrepartie/importer.h"
#include "contrepartie/temporary.h"
#include "csv/csv.h"
#include "xml/reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOOKED_AT 50 /* rows among which the heading is looked for */

struct conversion {
    const struct mapping *mapping;
    struct messages *messages;
    /* the first pass */
    long rows[LOOKED_AT];
    int widths[LOOKED_AT], looked_at;
    long heading; /* its row; 0: not found yet */
    /* the second */
    FILE *text;
    long line; /* the last that was written */
    int places[MAPPING_COLUMNS_MAX], width;
    long above, left_out, first_left_out;
    bool failed;
};

void sheet_error(struct messages *messages, long line, const char *code, const char *found, const char *expected,
                 const char *text)
{
    struct message message = {.level = MESSAGE_ERROR, .line = line};

    message_say(&message, code, found, expected, text);
    message_add(messages, &message);
}

bool row_is_next(struct messages *messages, long number, long last)
{
    char found[24];

    if (number > last && number <= SHEET_ROWS_MAX) return true;
    (void)snprintf(found, sizeof found, "%ld", number);
    sheet_error(messages, last, "SHT-112", found, "1 048 576",
                TR("a row that goes back, or beyond the last that a sheet has",
                   "une ligne qui revient en arrière, ou au-delà de la dernière d'une feuille"));
    return false;
}

bool zip_said(bool done, struct messages *messages, struct failure *failure)
{
    if (done || failure->outcome == OUTCOME_DONE) return true; /* stopped: the messages say why */
    if (failure->outcome != OUTCOME_DATA) return false;
    sheet_error(messages, 0, "SHT-100", failure->message, failure->remedy,
                TR("the workbook is damaged", "le classeur est abîmé"));
    return true;
}

bool any_attribute(const struct element *element, const char *local_name, char *text, size_t size)
{
    for (int index = 0; index < element->attribute_count; index++) {
        const unsigned char **attribute = &element->attributes[5 * index];
        struct element one = {.attribute_count = 1};
        const unsigned char *bare[5] = {attribute[0], NULL, NULL, attribute[3], attribute[4]};
        if (strcmp((const char *)attribute[0], local_name) != 0) continue;
        one.attributes = bare;
        return element_text(&one, local_name, text, size);
    }
    return false;
}

/* --- the heading ----------------------------------------------------------------------------------------------- */

static int filled(const char *const *cells, int count)
{
    int number = 0;

    for (int index = 0; index < count; index++)
        number += cells[index][0] != '\0';
    return number;
}

static bool look(void *context, long number, const char *const *cells, int count)
{
    struct conversion *conversion = context;

    if (conversion->mapping->heading[0] != '\0') {
        if (csv_column(cells, count, conversion->mapping->heading) >= 0) conversion->heading = number;
        return conversion->heading == 0;
    }
    if (filled(cells, count) == 0) return true;
    conversion->rows[conversion->looked_at] = number;
    conversion->widths[conversion->looked_at++] = filled(cells, count);
    return conversion->looked_at < LOOKED_AT;
}

/* The first row that fills half of the columns that the widest of them does: titles above a table fill one or two. */
static bool heading_find(struct conversion *conversion)
{
    int widest = 0;

    for (int index = 0; index < conversion->looked_at; index++)
        if (conversion->widths[index] > widest) widest = conversion->widths[index];
    for (int index = 0; index < conversion->looked_at && conversion->heading == 0; index++)
        if (2 * conversion->widths[index] >= widest) conversion->heading = conversion->rows[index];
    if (conversion->heading > 0) return true;
    sheet_error(conversion->messages, 0, "SHT-110", "", conversion->mapping->heading,
                TR("no row is the heading", "aucune ligne n'est l'en-tête"));
    return false;
}

/* --- the text -------------------------------------------------------------------------------------------------- */

/* "1.234,50 €", "(1 234,50)" with the decimal sign that the mapping names, as a plain amount; false for anything else.
 */
static bool amount_plain(const char *cell, char decimal, char *plain, size_t size)
{
    size_t used = 0, digits = 0, decimals = 0;
    bool negative = false, after = false;

    for (const char *at = cell; *at != '\0'; at++) {
        size_t space = *at == ' '                                                                   ? 1
                       : strncmp(at, "\xC2\xA0", 2) == 0                                            ? 2
                       : strncmp(at, "\xE2\x80\xAF", 3) == 0 || strncmp(at, "\xE2\x82\xAC", 3) == 0 ? 3
                                                                                                    : 0;
        if (used + 4 >= size) return false;
        if (space > 0)
            at += space - 1;
        else if (isdigit((unsigned char)*at)) {
            plain[used++] = *at;
            digits++;
            decimals += after;
        } else if (*at == decimal && !after && digits > 0) {
            plain[used++] = '.';
            after = true;
        } else if ((*at == ',' || *at == '.') && !after && digits > 0 && isdigit((unsigned char)at[1]) &&
                   isdigit((unsigned char)at[2]) && isdigit((unsigned char)at[3]) && !isdigit((unsigned char)at[4]))
            continue; /* it groups three digits */
        else if ((*at == '-' && (digits == 0 || at[1] == '\0')) || (*at == '(' && digits == 0))
            negative = true;
        else if (*at != ')' || !negative)
            return false;
    }
    if (digits == 0) return false;
    if (decimals == 3) plain[used++] = '0';
    plain[used] = '\0';
    if (negative) {
        memmove(plain + 1, plain, used + 1);
        plain[0] = '-';
    }
    return true;
}

static void cell_write(struct conversion *conversion, bool first, const char *cell)
{
    char plain[64];

    if (!first) (void)fputc(';', conversion->text);
    if (conversion->mapping->decimal != 0 && amount_plain(cell, conversion->mapping->decimal, plain, sizeof plain))
        cell = plain;
    (void)fputc('"', conversion->text);
    for (; *cell != '\0'; cell++) {
        if (*cell == '"') (void)fputc('"', conversion->text);
        (void)fputc(*cell == '\n' || *cell == '\r' ? ' ' : *cell, conversion->text);
    }
    (void)fputc('"', conversion->text);
}

/* What the reader calls a column; the sheet's own name when the mapping says nothing of it. */
static const char *name_of(const struct conversion *conversion, int place, const char *theirs)
{
    for (int column = 0; column < conversion->mapping->column_count; column++)
        if (!conversion->mapping->columns[column].constant && conversion->places[column] == place)
            return conversion->mapping->columns[column].ours;
    return theirs;
}

static bool heading_take(struct conversion *conversion, const char *const *cells, int count)
{
    const struct mapping *mapping = conversion->mapping;

    conversion->width = count;
    for (int column = 0; column < mapping->column_count; column++) {
        const char *theirs = mapping->columns[column].theirs;
        if (mapping->columns[column].constant) continue;
        conversion->places[column] = csv_column(cells, count, theirs);
        if (conversion->places[column] >= 0) continue;
        sheet_error(conversion->messages, conversion->heading, "SHT-111", theirs, "",
                    TR("the heading has no such column", "l'en-tête n'a pas cette colonne"));
        return false;
    }
    return true;
}

static bool is_left_out(const struct conversion *conversion, const char *const *cells, int count)
{
    static const char *const usual[] = {"TOTAL", "SOUS-TOTAL", "SOUS TOTAL"};
    const char *own = conversion->mapping->left_out;

    for (int index = 0; index < count; index++) {
        if (cells[index][0] == '\0') continue;
        if (own[0] != '\0') return strncasecmp(cells[index], own, strlen(own)) == 0;
        for (size_t word = 0; word < sizeof usual / sizeof usual[0]; word++)
            if (strncasecmp(cells[index], usual[word], strlen(usual[word])) == 0) return true;
        return false;
    }
    return false;
}

/* Before the row's own cells: one that has more of them than the heading moves none. How many. */
static int constants_write(struct conversion *conversion, bool heading)
{
    int count = 0;

    for (int column = 0; column < conversion->mapping->column_count; column++)
        if (conversion->mapping->columns[column].constant)
            cell_write(conversion, count++ == 0,
                       heading ? conversion->mapping->columns[column].ours
                               : conversion->mapping->columns[column].value);
    return count;
}

static bool give(void *context, long number, const char *const *cells, int count)
{
    struct conversion *conversion = context;
    bool heading = number == conversion->heading;
    int constants;

    if (number < conversion->heading) {
        conversion->above += filled(cells, count) > 0;
        return true;
    }
    if (heading && !heading_take(conversion, cells, count)) return false;
    if (!heading && is_left_out(conversion, cells, count)) {
        if (conversion->left_out++ == 0) conversion->first_left_out = number;
        return true;
    }
    if (filled(cells, count) == 0) return true;
    for (; conversion->line < number - 1; conversion->line++)
        (void)fputc('\n', conversion->text);
    constants = constants_write(conversion, heading);
    for (int place = 0; place < conversion->width || place < count; place++)
        cell_write(conversion, constants + place == 0,
                   place >= count ? ""
                   : heading      ? name_of(conversion, place, cells[place])
                                  : cells[place]);
    (void)fputc('\n', conversion->text);
    conversion->failed = ferror(conversion->text) != 0;
    conversion->line = number;
    return !conversion->failed;
}

static void say(struct conversion *conversion, const char *code, long line, long times, const char *text)
{
    struct message message = {.level = MESSAGE_NOTICE, .line = line};
    char found[24];

    if (times == 0) return;
    (void)snprintf(found, sizeof found, "%ld", times);
    message_say(&message, code, found, "", text);
    message_add(conversion->messages, &message);
}

/* --- what is read ---------------------------------------------------------------------------------------------- */

struct kinds {
    bool xlsx, ods;
};

static bool kind_of(void *context, const char *path, const char *name)
{
    struct kinds *kinds = context;

    (void)path;
    kinds->xlsx = kinds->xlsx || strcmp(name, "xl/workbook.xml") == 0;
    kinds->ods = kinds->ods || strcmp(name, "content.xml") == 0;
    return true;
}

static bool text_read(const char *path, const char *sheet, struct messages *messages, const struct rows_out *out,
                      struct failure *failure)
{
    struct csv *csv = csv_open(path, true, failure);
    char *cells[CSV_CELLS_MAX];
    int count;

    (void)sheet;
    if (csv == NULL) return false;
    while ((count = csv_next(csv, cells)) > 0)
        if (!out->row(out->context, csv_line(csv), (const char *const *)cells, count)) break;
    if (count < 0) message_add(messages, csv_defect(csv));
    csv_close(csv);
    return true;
}

static bool reader_find(const char *path, struct messages *messages, rows_reader **ret_read_rows,
                        struct failure *failure)
{
    struct kinds kinds = {false, false};

    *ret_read_rows = text_read;
    if (!is_zip(path) && !is_workbook(path)) return true;
    if (!zip_said(zip_files(path, kind_of, &kinds, failure), messages, failure)) return false;
    *ret_read_rows = kinds.xlsx ? xlsx_read : ods_read;
    if (messages->errors == 0 && !kinds.xlsx && !kinds.ods)
        sheet_error(
            messages, 0, "SHT-100", "", ".xlsx, .ods",
            TR("this is a document of an office suite, and no workbook", "document bureautique, et non classeur"));
    return true;
}

bool sheet_heading(const char *path, const struct mapping *mapping, struct messages *messages,
                   rows_reader **ret_read_rows, long *ret_line, struct failure *failure)
{
    struct conversion conversion = {.mapping = mapping, .messages = messages};
    struct rows_out looking = {look, &conversion};
    struct messages aside CLEAN_MESSAGES = {0}; /* the second pass says it again */

    *ret_line = 0;
    if (!reader_find(path, messages, ret_read_rows, failure)) return false;
    if (messages->errors > 0) return true;
    if (!(*ret_read_rows)(path, mapping->sheet, &aside, &looking, failure)) return false;
    if (aside.errors == 0 && heading_find(&conversion)) *ret_line = conversion.heading;
    return true;
}

/* Two passes of the same reading: to find the heading, then to write. */
bool sheet_convert(const char *path, const struct mapping *mapping, struct messages *messages, FILE **ret_text,
                   struct failure *failure)
{
    static const struct mapping none = {.decimal = 0};
    struct conversion conversion = {.mapping = mapping != NULL ? mapping : &none, .messages = messages};
    struct rows_out giving = {give, &conversion};
    rows_reader *read_rows;

    *ret_text = NULL;
    if (!sheet_heading(path, conversion.mapping, messages, &read_rows, &conversion.heading, failure)) return false;
    if (messages->errors > 0) return true;
    conversion.text = temporary_file();
    if (conversion.text == NULL)
        return fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"), strerror(errno));
    if (!read_rows(path, conversion.mapping->sheet, messages, &giving, failure)) {
        (void)fclose(conversion.text);
        return false;
    }
    if (fflush(conversion.text) != 0 || conversion.failed) {
        (void)fclose(conversion.text);
        return fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"), strerror(errno));
    }
    say(&conversion, "SHT-120", 1, conversion.above,
        TR("rows above the heading were left out", "des lignes au-dessus de l'en-tête ont été laissées de côté"));
    say(&conversion, "SHT-121", conversion.first_left_out, conversion.left_out,
        TR("rows of totals were left out", "des lignes de totaux ont été laissées de côté"));
    if (messages->errors == 0)
        *ret_text = conversion.text;
    else
        (void)fclose(conversion.text);
    return true;
}
