#include "contrepartie/nomenclature.h"

#include "contrepartie/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of plan_rows() (sql/schema/035-plan-lookup.sql). */
enum { ROW_KIND, ROW_CODE, ROW_LABEL, ROW_CHAPTERS, ROW_EXACT = ROW_CHAPTERS + 6 };

struct item {
    char kind; /* 'A' account, 'C' chapter, 'F' function */
    union {
        struct plan_account account;
        struct plan_chapter chapter;
        struct plan_function function;
    };
};

/* Texts of a chart, side by side in chunks: a result of the server's would take four times their size. */
#define CHUNK_SIZE ((size_t)64 * 1024)
struct chunk {
    struct chunk *next;
    size_t used;
    char bytes[CHUNK_SIZE];
};

struct plan {
    struct chunk *texts;
    struct item *items;
    int item_count;
    size_t item_capacity;
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
    int slot = length > 0 ? *slot_find(plan, kind, code, length) : 0; /* an absent code is NULL */

    return slot > 0 ? &plan->items[slot - 1] : NULL;
}

static const char *keep(struct plan *plan, const char *text)
{
    size_t size = strlen(text) + 1;
    char *kept;

    if (*text == '\0') return "";
    if (plan->texts == NULL || CHUNK_SIZE - plan->texts->used < size) {
        struct chunk *chunk = must_alloc(sizeof *chunk);
        chunk->next = plan->texts;
        plan->texts = chunk;
        if (size > CHUNK_SIZE) size = CHUNK_SIZE; /* no label is that long; a broken one is cut */
    }
    kept = plan->texts->bytes + plan->texts->used;
    memcpy(kept, text, size);
    kept[size - 1] = '\0';
    plan->texts->used += size;
    return kept;
}

static void item_add(struct plan *plan, const PGresult *row)
{
    const char *code = keep(plan, PQgetvalue(row, 0, ROW_CODE)), *label = keep(plan, PQgetvalue(row, 0, ROW_LABEL));
    bool exact = PQgetvalue(row, 0, ROW_EXACT)[0] == 't';
    struct item *item;

    plan->items = must_grow(plan->items, (size_t)plan->item_count, &plan->item_capacity, sizeof *plan->items);
    item = &plan->items[plan->item_count++];
    item->kind = PQgetvalue(row, 0, ROW_KIND)[0];
    if (item->kind == 'A') {
        item->account = (struct plan_account){.code = code, .label = label, .exact = exact};
        for (int chapter = 0; chapter < 6; chapter++)
            item->account.chapter[chapter / 3][chapter % 3] = keep(plan, PQgetvalue(row, 0, ROW_CHAPTERS + chapter));
    } else if (item->kind == 'C')
        item->chapter = (struct plan_chapter){code, label, PQgetvalue(row, 0, ROW_CHAPTERS)[0], exact};
    else
        item->function = (struct plan_function){code, label, exact};
}

static void index_items(struct plan *plan)
{
    size_t size = 64;

    while (size < (size_t)plan->item_count * 2)
        size *= 2;
    plan->mask = size - 1;
    plan->slots = must_alloc(size * sizeof *plan->slots);
    for (int index = 0; index < plan->item_count; index++)
        *slot_find(plan, plan->items[index].kind, plan->items[index].account.code,
                   strlen(plan->items[index].account.code)) = index + 1;
}

/* Row by row: the whole answer never stands in memory. */
static bool read_rows(struct plan *plan, struct database *database, const char *norm, const char *variant,
                      const char *year, struct failure *failure)
{
    PGresult *row;
    bool done = true;

    if (!database_ask(database, "plan", "select * from plan_rows($1, $2, $3)", DATABASE_PARAMETERS(norm, variant, year),
                      failure))
        return false;
    while ((row = PQgetResult(database->connection)) != NULL) {
        if (PQresultStatus(row) == PGRES_SINGLE_TUPLE)
            item_add(plan, row);
        else if (PQresultStatus(row) != PGRES_TUPLES_OK)
            done = database_failure(database, row, failure);
        PQclear(row);
    }
    return done;
}

struct plan *plan_load(struct database *database, const char *norm, const char *variant, int year,
                       struct failure *failure)
{
    PGresult *known CLEAN_RESULT = database_query(database, EXPECT_ONE_ROW, "select plan_known($1, $2)",
                                                  DATABASE_PARAMETERS(norm, variant), failure);
    char year_text[16];
    struct plan *plan;

    if (known == NULL) return NULL;
    if (PQgetvalue(known, 0, 0)[0] != 't') {
        fail(failure, OUTCOME_DATA, TR("no chart of accounts %s-%s", "aucun plan de comptes %s-%s"), norm, variant);
        return NULL;
    }
    (void)snprintf(year_text, sizeof year_text, "%d", year);
    plan = must_alloc(sizeof *plan);
    if (!read_rows(plan, database, norm, variant, year_text, failure)) {
        plan_free(plan);
        return NULL;
    }
    index_items(plan);
    return plan;
}

void plan_free(struct plan *plan)
{
    if (plan == NULL) return;
    for (struct chunk *chunk = plan->texts, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
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

static const char *chapter_of(const struct plan_account *account, int direction, enum plan_operation operation)
{
    const char *chapter = account->chapter[direction][operation];

    for (int other = 0; other < 6 && chapter[0] == '\0'; other++)
        chapter = account->chapter[other < 3 ? direction : 1 - direction][other % 3];
    return chapter;
}

struct plan_place plan_place(const struct plan *plan, const char *code, size_t length, char direction,
                             enum plan_operation operation, bool *ret_known)
{
    const struct plan_account *account = length > 0 ? plan_account(plan, code, length) : NULL;
    const struct plan_chapter *chapter = NULL;

    *ret_known = account != NULL;
    if (account == NULL && length > 0) account = plan_account_above(plan, code, length);
    if (account != NULL) {
        const char *wanted = chapter_of(account, direction == 'R', operation);
        if (wanted[0] != '\0') chapter = plan_chapter(plan, wanted, strlen(wanted));
    }
    if (chapter == NULL) return (struct plan_place){"", 0, 0};
    return (struct plan_place){chapter->code, strlen(chapter->code), chapter->section};
}
