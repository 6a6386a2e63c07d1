#include "table/table_import.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 8192
#define COLUMNS_MAX    16

enum { COLUMN_ACT, COLUMN_RECIPIENT, COLUMN_COMPONENT, COLUMN_AMOUNT, COLUMN_TOLERANCE, COLUMNS };
static const char *const column_names[COLUMNS] = {"act", "recipient", "component", "amount", "tolerance"};

struct table {
    struct import_job *job;
    char separator;
    int place[COLUMNS]; /* of each column in a row; -1: absent */
    long line;
};

/* Splits a line in place (RFC 4180 quoting); returns how many cells. */
static int split(char *line, char separator, char *cells[COLUMNS_MAX])
{
    int count = 0;
    char *from = line, *to;

    line[strcspn(line, "\r\n")] = '\0';
    while (count < COLUMNS_MAX) {
        bool quoted = *from == '"';
        cells[count++] = to = from;
        if (quoted) from++;
        while (*from != '\0' && (quoted || *from != separator)) {
            if (quoted && *from == '"') {
                if (from[1] != '"') {
                    quoted = false;
                    from++;
                    continue;
                }
                from++;
            }
            *to++ = *from++;
        }
        if (*from == '\0') {
            *to = '\0';
            break;
        }
        *to = '\0';
        from++;
    }
    return count;
}

static bool read_heading(struct table *table, char *line)
{
    char *cells[COLUMNS_MAX];
    int count;

    if (strncmp(line, "\xEF\xBB\xBF", 3) == 0) line += 3;
    table->separator = strchr(line, ';') != NULL ? ';' : ',';
    count = split(line, table->separator, cells);
    for (int column = 0; column < COLUMNS; column++) {
        table->place[column] = -1;
        for (int cell = 0; cell < count; cell++)
            if (strcasecmp(cells[cell], column_names[column]) == 0) table->place[column] = cell;
    }
    return table->place[COLUMN_ACT] >= 0 && table->place[COLUMN_RECIPIENT] >= 0 &&
           table->place[COLUMN_COMPONENT] >= 0 && table->place[COLUMN_AMOUNT] >= 0;
}

bool table_sniff(const char *head, size_t length)
{
    char line[512];
    size_t size = length < sizeof line - 1 ? length : sizeof line - 1;
    struct table table = {0};

    if (memchr(head, '<', size) != NULL && head[0] != 'a' && head[0] != 'A') return false;
    memcpy(line, head, size);
    line[size] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return read_heading(&table, line);
}

static void complain(struct table *table, const char *code, const char *found, const char *expected, const char *text)
{
    struct message message = {.level = MESSAGE_ERROR, .line = table->line};

    (void)snprintf(message.code, sizeof message.code, "%s", code);
    (void)snprintf(message.found, sizeof message.found, "%s", found);
    (void)snprintf(message.expected, sizeof message.expected, "%s", expected);
    (void)snprintf(message.text, sizeof message.text, "%s", text);
    message_add(table->job->messages, &message);
}

/* French tables write a decimal comma and group digits with spaces; a lone point or comma before three digits could
   be either, and is refused. */
static bool read_amount(struct table *table, const char *text, int64_t *ret_cents)
{
    char plain[64];
    size_t used = 0, mark;

    for (; *text != '\0' && used + 1 < sizeof plain; text++) {
        if (*text == ' ') continue;
        if (strncmp(text, "\xC2\xA0", 2) == 0) {
            text++;
            continue;
        }
        if (strncmp(text, "\xE2\x80\xAF", 3) == 0) {
            text += 2;
            continue;
        }
        plain[used++] = *text == ',' ? '.' : *text;
    }
    plain[used] = '\0';
    mark = strcspn(plain, ".");
    if (mark < used && used - mark - 1 == 3) {
        complain(table, "TAB-102", plain, "1234.56",
                 TR("an ambiguous amount: thousands or decimals?", "montant ambigu : milliers ou décimales ?"));
        return false;
    }
    if (money_read(plain, used, ret_cents) == MONEY_READ) return true;
    complain(table, "TAB-103", plain, "1234.56",
             TR("not an amount with at most two decimals", "pas un montant à deux décimales au plus"));
    return false;
}

static void read_row(struct table *table, char *line)
{
    char *cells[COLUMNS_MAX];
    int count = split(line, table->separator, cells);
    struct published published = {.source_line = table->line};

    if (count == 1 && cells[0][0] == '\0') return;
    for (int column = 0; column < COLUMN_TOLERANCE; column++)
        if (table->place[column] >= count) {
            complain(table, "TAB-101", "", "act recipient component amount",
                     TR("a row with too few cells", "une ligne avec trop peu de cellules"));
            return;
        }
    table->job->document->lines++;
    published.act = cells[table->place[COLUMN_ACT]];
    published.recipient = cells[table->place[COLUMN_RECIPIENT]];
    published.component = cells[table->place[COLUMN_COMPONENT]];
    if (cells[table->place[COLUMN_AMOUNT]][0] == '\0') return; /* an empty cell of a printed table is no amount */
    if (!read_amount(table, cells[table->place[COLUMN_AMOUNT]], &published.amount)) return;
    if (table->place[COLUMN_TOLERANCE] >= 0 && table->place[COLUMN_TOLERANCE] < count &&
        cells[table->place[COLUMN_TOLERANCE]][0] != '\0' &&
        !read_amount(table, cells[table->place[COLUMN_TOLERANCE]], &published.tolerance))
        return;
    (void)posting_published(table->job->posting, &published);
}

bool table_read(struct import_job *job, struct original *original, struct failure *failure)
{
    struct table table = {.job = job};
    char line[LINE_MAX_BYTES];
    FILE *file = fopen(job->path, "re");

    if (file == NULL) return fail(failure, OUTCOME_NO_INPUT, "%s: %s", job->path, strerror(errno));
    job->posting = posting_begin(job->database, 0, failure);
    while (job->posting != NULL && fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(line);
        original_write(original, line, length);
        table.line++;
        if (length == sizeof line - 1 || !text_is_utf8(line)) {
            complain(&table, "ENC-002", "", "UTF-8",
                     TR("a line that is too long, or not UTF-8", "ligne trop longue, ou pas en UTF-8"));
            break;
        }
        if (table.line == 1)
            (void)read_heading(&table, line);
        else
            read_row(&table, line);
    }
    (void)fclose(file);
    return job->posting != NULL;
}
