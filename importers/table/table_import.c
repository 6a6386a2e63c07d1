#include "table/table_import.h"

#include "csv/csv.h"

#include "contrepartie/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_MAX 400 /* as the table of evidence takes them */

enum { COLUMN_ACT, COLUMN_RECIPIENT, COLUMN_COMPONENT, COLUMN_AMOUNT, COLUMN_TOLERANCE, COLUMNS };
static const char *const column_names[COLUMNS] = {"act", "recipient", "component", "amount", "tolerance"};

struct table {
    struct import_job *job;
    int place[COLUMNS]; /* of each column in a row; -1: absent */
    long line;
};

void *table_begin(struct import_job *job, struct reader *reader)
{
    struct table *table = must_alloc(sizeof *table);

    (void)reader;
    table->job = job;
    return table;
}

void table_end(void *state)
{
    free(state);
}

bool table_sniff(const char *head, size_t length)
{
    return csv_sniff(head, length, column_names, COLUMN_TOLERANCE) == COLUMN_TOLERANCE;
}

static void complain(struct table *table, const char *code, const char *found, const char *expected, const char *text)
{
    struct message message = {.level = MESSAGE_ERROR, .line = table->line};

    message_say(&message, code, found, expected, text);
    job_add(table->job, &message);
}

static bool read_amount(struct table *table, const char *text, int64_t *ret_cents)
{
    switch (csv_amount(text, true, ret_cents)) {
    case CSV_AMOUNT:
        return true;
    case CSV_AMBIGUOUS:
        complain(table, "TAB-102", text, "1234.56",
                 TR("an ambiguous amount: thousands or decimals?", "montant ambigu : milliers ou décimales ?"));
        return false;
    default:
        complain(table, "TAB-103", text, "1234.56",
                 TR("not an amount with at most two decimals", "pas un montant à deux décimales au plus"));
        return false;
    }
}

static void read_row(struct table *table, char *cells[CSV_CELLS_MAX], int count)
{
    struct published published = {.source_line = table->line};

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
    if (strlen(published.act) > CODE_MAX || strlen(published.recipient) > CODE_MAX ||
        strlen(published.component) > CODE_MAX) {
        complain(table, "TAB-104", "", "400",
                 TR("an act, recipient or component that is too long", "un acte, bénéficiaire ou composant trop long"));
        return;
    }
    if (cells[table->place[COLUMN_AMOUNT]][0] == '\0') return; /* an empty cell of a printed table is no amount */
    if (!read_amount(table, cells[table->place[COLUMN_AMOUNT]], &published.amount)) return;
    if (table->place[COLUMN_TOLERANCE] >= 0 && table->place[COLUMN_TOLERANCE] < count &&
        cells[table->place[COLUMN_TOLERANCE]][0] != '\0' &&
        !read_amount(table, cells[table->place[COLUMN_TOLERANCE]], &published.tolerance))
        return;
    (void)posting_published(table->job->posting, &published);
}

/* What looked like a heading in the first bytes may be none as a record. */
static bool read_heading(struct table *table, char *cells[CSV_CELLS_MAX], int count)
{
    csv_heading(cells, count, column_names, COLUMNS, table->place);
    for (int column = 0; column < COLUMN_TOLERANCE; column++)
        if (table->place[column] < 0) {
            complain(table, "TAB-105", "", column_names[column],
                     TR("a heading without this column", "un en-tête sans cette colonne"));
            return false;
        }
    return true;
}

bool table_read(void *state, struct failure *failure)
{
    struct table *table = state;
    struct csv *csv = csv_open(table->job->path, true, failure);
    char *cells[CSV_CELLS_MAX];
    int count;

    if (csv == NULL) return false;
    table->job->posting = posting_begin(table->job->database, 0, failure);
    for (bool heading = true; table->job->posting != NULL && (count = csv_next(csv, cells)) != 0; heading = false) {
        table->line = csv_line(csv);
        if (count < 0) {
            job_add(table->job, csv_defect(csv));
            break;
        }
        if (!heading)
            read_row(table, cells, count);
        else if (!read_heading(table, cells, count))
            break;
    }
    csv_close(csv);
    return table->job->posting != NULL;
}
