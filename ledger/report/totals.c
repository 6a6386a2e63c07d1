/*
 * Rows come one by one and are not kept: of each group stay its codes, its sums, and where its rows begin and end. A
 * group whose rows stand together is summed as a range; of others, the range between its first and last row holds rows
 * of more than one group, and the formula compares the codes.
 */
#include "report/totals.h"

#include "contrepartie/money.h"
#include "contrepartie/text.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#define KEY_END   '\x1f'
#define VALUE_MAX 256 /* bytes of a code or a name; an amount is shorter */

struct group {
    char *key; /* the values that make it one, each ended by KEY_END */
    long first, last, rows;
    struct {
        int64_t cents;
        bool known;     /* some row has an amount there */
        bool too_large; /* what no total can be said of */
    } sums[];           /* of the columns summed, in their order */
};

struct totals {
    const struct report *report;
    struct group **groups; /* in the order of their first rows */
    size_t count, capacity;
    void *tree; /* of the same, by key */
    struct buffer key;
    long row;
};

static bool has(uint32_t columns, int index)
{
    return (columns >> index & 1) != 0;
}

struct totals *totals_new(const struct report *report)
{
    struct totals *totals = must_alloc(sizeof *totals);

    totals->report = report;
    return totals;
}

static int compare(const void *one, const void *other)
{
    return strcmp(((const struct group *)one)->key, ((const struct group *)other)->key);
}

static int summed_columns(const struct report *report)
{
    return __builtin_popcount(report->summed);
}

static struct group *group_of(struct totals *totals, const char *const *values)
{
    struct group wanted = {0}, *group, **found;

    buffer_clear(&totals->key);
    for (int index = 0; index < totals->report->column_count; index++)
        if (has(totals->report->summed_by, index))
            buffer_format(&totals->key, "%s%c", values[index] != NULL ? values[index] : "", KEY_END);
    wanted.key = totals->key.bytes;
    found = tfind(&wanted, &totals->tree, compare);
    if (found != NULL) return *found;
    group = must_alloc(sizeof *group + (size_t)summed_columns(totals->report) * sizeof *group->sums);
    group->key = must_copy(totals->key.bytes);
    group->first = totals->row;
    if (tsearch(group, &totals->tree, compare) == NULL) abort();
    totals->groups = must_grow(totals->groups, totals->count, &totals->capacity, sizeof(struct group *));
    totals->groups[totals->count++] = group;
    return group;
}

void totals_row(struct totals *totals, const char *const *values)
{
    struct group *group;
    int sum = 0;

    if (totals->report->summed == 0) return;
    group = group_of(totals, values);
    for (int index = 0; index < totals->report->column_count; index++) {
        int64_t cents;
        if (!has(totals->report->summed, index)) continue;
        if (values[index] != NULL) {
            if (money_read(values[index], strlen(values[index]), &cents) != MONEY_READ ||
                !money_add(&group->sums[sum].cents, cents))
                group->sums[sum].too_large = true;
            group->sums[sum].known = true;
        }
        sum++;
    }
    group->last = totals->row++;
    group->rows++;
}

/* The next value of a key, and what follows it. */
static const char *take(const char *key, char *value, size_t size)
{
    size_t length = strcspn(key, (const char[]){KEY_END, '\0'});

    text_copy(key, length, value, size);
    return key + length + 1;
}

/* "…" with its quotes doubled, or a number as it is. */
static void literal(struct buffer *formula, const struct column *column, const char *value)
{
    if (*value != '\0' && (column->type == COLUMN_YEAR || column->type == COLUMN_INTEGER)) {
        buffer_text(formula, value);
        return;
    }
    buffer_text(formula, "\"");
    for (; *value != '\0'; value++) {
        buffer_write(formula, value, 1);
        if (*value == '"') buffer_write(formula, value, 1);
    }
    buffer_text(formula, "\"");
}

/* The rows first to last of one sheet. */
static void sum(const struct totals *totals, const struct group *group, const struct spreadsheet *spreadsheet,
                const char *title, int column, long first, long last, struct buffer *formula)
{
    const char *between = "", *key = group->key;
    char value[VALUE_MAX];

    if (group->rows == group->last - group->first + 1) {
        buffer_text(formula, "SUM(");
        spreadsheet_cells(spreadsheet, formula, title, column, first, last);
        buffer_text(formula, ")");
        return;
    }
    buffer_text(formula, "SUMPRODUCT(");
    for (int index = 0; index < totals->report->column_count; index++) {
        const struct column *by = &totals->report->columns[index];
        if (!has(totals->report->summed_by, index)) continue;
        key = take(key, value, sizeof value);
        if (by->type == COLUMN_TEXT) continue; /* it names a code beside it */
        buffer_format(formula, "%s(", between);
        spreadsheet_cells(spreadsheet, formula, title, index, first, last);
        buffer_text(formula, "=");
        literal(formula, by, value);
        buffer_text(formula, ")");
        between = "*";
    }
    buffer_text(formula, spreadsheet_separator(spreadsheet));
    spreadsheet_cells(spreadsheet, formula, title, column, first, last);
    buffer_text(formula, ")");
}

static void formula_of(const struct totals *totals, const struct group *group, const struct spreadsheet *spreadsheet,
                       const char *title, int column, struct buffer *formula)
{
    for (long first = group->first; first <= group->last;) {
        long end = first - first % SPREADSHEET_ROWS + SPREADSHEET_ROWS - 1,
             last = group->last < end ? group->last : end;
        buffer_text(formula, first == group->first ? "=" : "+");
        sum(totals, group, spreadsheet, title, column, first, last, formula);
        first = last + 1;
    }
}

static void total_row(const struct totals *totals, const struct group *group, struct spreadsheet *spreadsheet,
                      const char *title)
{
    const char *values[REPORT_COLUMNS_MAX], *formulas[REPORT_COLUMNS_MAX], *key = group->key;
    char texts[REPORT_COLUMNS_MAX][VALUE_MAX];
    struct buffer sums[REPORT_COLUMNS_MAX] = {0};
    int shown = 0, summed = 0;

    for (int index = 0; index < totals->report->column_count; index++) {
        if (has(totals->report->summed_by, index))
            key = take(key, texts[shown], sizeof texts[shown]);
        else if (!has(totals->report->summed, index))
            continue;
        values[shown] = texts[shown];
        formulas[shown] = NULL;
        if (has(totals->report->summed, index)) {
            texts[shown][0] = '\0';
            if (group->sums[summed].known && !group->sums[summed].too_large) {
                (void)money_write(group->sums[summed].cents, texts[shown]);
                formula_of(totals, group, spreadsheet, title, index, &sums[summed]);
                formulas[shown] = sums[summed].bytes;
            }
            summed++;
        }
        shown++;
    }
    spreadsheet_computed_row(spreadsheet, values, formulas);
    for (int index = 0; index < summed; index++)
        buffer_free(&sums[index]);
}

void totals_sheet(const struct totals *totals, struct spreadsheet *spreadsheet, const char *title)
{
    const struct report *report = totals->report;
    struct column columns[REPORT_COLUMNS_MAX];
    int shown = 0;

    if (report->summed == 0) return;
    for (int index = 0; index < report->column_count; index++)
        if (has(report->summed | report->summed_by, index)) columns[shown++] = report->columns[index];
    spreadsheet_sheet(spreadsheet, TR("Totals", "Totaux"), columns, shown);
    for (size_t index = 0; index < totals->count; index++) {
        bool known = false;
        for (int sum = 0; sum < summed_columns(report); sum++)
            known = known || totals->groups[index]->sums[sum].known;
        if (known) total_row(totals, totals->groups[index], spreadsheet, title);
    }
}

static void keep(void *group)
{
    (void)group; /* the list frees it */
}

void totals_free(struct totals *totals)
{
    tdestroy(totals->tree, keep);
    for (size_t index = 0; index < totals->count; index++) {
        free(totals->groups[index]->key);
        free(totals->groups[index]);
    }
    free(totals->groups);
    buffer_free(&totals->key);
    free(totals);
}
