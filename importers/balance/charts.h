/* The charts of accounts that the budgets of one file are kept in: the DGFiP's names for them, and the plans in memory.
 */
#ifndef CONTREPARTIE_CHARTS_H
#define CONTREPARTIE_CHARTS_H

#include "format.h"

#include "contrepartie/nomenclature.h"

#define CHARTS_MAX 64 /* norms and years of one file */

struct chart {
    char nomen[16]; /* as the file names it */
    int year;
    const char *norm, *variant; /* as the ministry does (sql/nomenclature); of an unknown name, itself and "" */
    struct plan *plan;          /* NULL: none is known for it */
};

struct charts;
struct charts *charts_new(void);
void charts_free(struct charts *charts);

/*
 * The chart of a name and year, loaded when it is first asked for (*ret_new): the rows on their way are then waited
 * for, as the connection is theirs. NULL when there are too many, or with job->broken when the database failed.
 */
const struct chart *charts_find(struct charts *charts, struct import_job *job, const char *nomen, int year,
                                bool *ret_new);

#endif
