#include "contrepartie/nomenclature.h"

#include "contrepartie/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of plan_rows() (sql/schema/025-plan-lookup.sql). */
enum { ROW_KIND, ROW_CODE, ROW_LABEL, ROW_CHAPTERS, ROW_EXACT = ROW_CHAPTERS + 6 };

struct item {
    char kind; /* 'A' account, 'C' chapter, 'F' function */
    union {
        struct plan_account account;
        struct plan_chapter chapter;
        struct plan_function function;
    };
};

struct plan {
    PGresult *rows; /* owns every text */
    struct item *items;
    int *slots;  /* item numbers from 1, 0: free; spread by hash */
    size_t mask; /* a power of two, minus one */
};

static size_t hash_of(char kind, const char *code, size_t length)
{
    uint64_t hash = 1469598103934665603u ^ (uint8_t)kind;

    for (size_t index = 0; index < length; index++)
        hash = (hash ^ (uint8_t)code[index]) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 29));
}

/* Where the code stands, or the free place where it would; codes are the first member of every item. */
static int *slot_find(const struct plan *plan, char kind, const char *code, size_t length)
{
    for (size_t index = hash_of(kind, code, length);; index++) {
        int *slot = &plan->slots[index & plan->mask];
        const struct item *item = &plan->items[*slot - (*slot > 0)];
        if (*slot == 0) return slot;
        if (item->kind == kind && strncmp(item->account.code, code, length) == 0 && item->account.code[length] == '\0')
            return slot;
    }
}

static const struct item *item_find(const struct plan *plan, char kind, const char *code, size_t length)
{
    int slot = *slot_find(plan, kind, code, length);

    return slot > 0 ? &plan->items[slot - 1] : NULL;
}

static void item_fill(struct plan *plan, int row)
{
    const char *code = PQgetvalue(plan->rows, row, ROW_CODE), *label = PQgetvalue(plan->rows, row, ROW_LABEL);
    bool exact = PQgetvalue(plan->rows, row, ROW_EXACT)[0] == 't';
    struct item *item = &plan->items[row];

    item->kind = PQgetvalue(plan->rows, row, ROW_KIND)[0];
    if (item->kind == 'A') {
        item->account = (struct plan_account){.code = code, .label = label, .exact = exact};
        for (int chapter = 0; chapter < 6; chapter++)
            item->account.chapter[chapter / 3][chapter % 3] = PQgetvalue(plan->rows, row, ROW_CHAPTERS + chapter);
    } else if (item->kind == 'C')
        item->chapter = (struct plan_chapter){code, label, PQgetvalue(plan->rows, row, ROW_CHAPTERS)[0], exact};
    else
        item->function = (struct plan_function){code, label, exact};
    *slot_find(plan, item->kind, code, strlen(code)) = row + 1;
}

struct plan *plan_load(struct database *database, const char *norm, const char *variant, int year,
                       struct failure *failure)
{
    PGresult *known CLEAN_RESULT = database_query(database, EXPECT_ONE_ROW, "select plan_known($1, $2)",
                                                  DATABASE_PARAMETERS(norm, variant), failure);
    char year_text[16];
    struct plan *plan;
    size_t size = 64;

    if (known == NULL) return NULL;
    if (PQgetvalue(known, 0, 0)[0] != 't') {
        fail(failure, OUTCOME_DATA, TR("no chart of accounts %s-%s", "aucun plan de comptes %s-%s"), norm, variant);
        return NULL;
    }
    (void)snprintf(year_text, sizeof year_text, "%d", year);
    plan = must_alloc(sizeof *plan);
    plan->rows = database_query(database, EXPECT_ROWS, "select * from plan_rows($1, $2, $3)",
                                DATABASE_PARAMETERS(norm, variant, year_text), failure);
    if (plan->rows == NULL) {
        plan_free(plan);
        return NULL;
    }
    while (size < (size_t)PQntuples(plan->rows) * 2)
        size *= 2;
    plan->mask = size - 1;
    plan->slots = must_alloc(size * sizeof *plan->slots);
    plan->items = must_alloc((size_t)PQntuples(plan->rows) * sizeof *plan->items);
    for (int row = 0; row < PQntuples(plan->rows); row++)
        item_fill(plan, row);
    return plan;
}

void plan_free(struct plan *plan)
{
    if (plan == NULL) return;
    PQclear(plan->rows);
    free(plan->slots);
    free(plan->items);
    free(plan);
}

const struct plan_account *plan_account(const struct plan *plan, const char *code, size_t length)
{
    const struct item *item = item_find(plan, 'A', code, length);

    return item != NULL ? &item->account : NULL;
}

const struct plan_chapter *plan_chapter(const struct plan *plan, const char *code, size_t length)
{
    const struct item *item = item_find(plan, 'C', code, length);

    return item != NULL ? &item->chapter : NULL;
}

const struct plan_function *plan_function(const struct plan *plan, const char *code, size_t length)
{
    const struct item *item = item_find(plan, 'F', code, length);

    return item != NULL ? &item->function : NULL;
}

const struct plan_account *plan_account_above(const struct plan *plan, const char *code, size_t length)
{
    for (; length >= 2; length--) {
        const struct plan_account *account = plan_account(plan, code, length);
        if (account != NULL) return account;
    }
    return NULL;
}
