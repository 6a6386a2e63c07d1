/*
 * A chart of accounts in memory, for one norm, variant and year: what a reader needs to know of each code.
 * Source: planDeCompte.xml of the DGCL (docs/reference/nomenclature.md). A code missing from the wanted plan is taken
 * from the nearest year or another variant of the norm, and says so (`exact` false).
 */
#ifndef CONTREPARTIE_NOMENCLATURE_H
#define CONTREPARTIE_NOMENCLATURE_H

#include "contrepartie/store.h"

#include <stddef.h>

struct plan;

/* Which of an account's six chapters: direction D or R; real, order between sections, order inside a section. */
enum plan_operation { PLAN_REAL, PLAN_ORDER, PLAN_ORDER_INSIDE };

struct plan_account {
    const char *code, *label;
    const char *chapter[2][3]; /* [0: D, 1: R][enum plan_operation]; empty where the account takes none */
    bool exact;                /* stands in the plan of that variant and year */
};

struct plan_chapter {
    const char *code, *label;
    char section; /* 'F' or 'I' */
    bool exact;
};

struct plan_function {
    const char *code, *label;
    bool exact;
};

/* NULL with failure->outcome OUTCOME_DATA when no plan of that norm and variant is known for any year. */
struct plan *plan_load(struct database *database, const char *norm, const char *variant, int year,
                       struct failure *failure);
void plan_free(struct plan *plan);

/* NULL when unknown. Codes are `length` bytes. */
const struct plan_account *plan_account(const struct plan *plan, const char *code, size_t length);
const struct plan_chapter *plan_chapter(const struct plan *plan, const char *code, size_t length);
const struct plan_function *plan_function(const struct plan *plan, const char *code, size_t length);

/*
 * Where an amount on an account stands: the chapter the account gives that direction ('D', 'R') and operation, or any
 * chapter of its section. An account the plan does not know is placed as the nearest above it, with *ret_known false.
 * section 0: the plan cannot tell.
 */
struct plan_place {
    const char *chapter;
    size_t chapter_length;
    char section;
};
struct plan_place plan_place(const struct plan *plan, const char *code, size_t length, char direction,
                             enum plan_operation operation, bool *ret_known);

/* The longest known account that `code` begins with (at least two digits), or NULL. */
const struct plan_account *plan_account_above(const struct plan *plan, const char *code, size_t length);

#endif
