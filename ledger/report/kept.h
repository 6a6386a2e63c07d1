/* A report's rows in memory, for pages that say more than one thing of them. */
#ifndef CONTREPARTIE_KEPT_H
#define CONTREPARTIE_KEPT_H

#include "contrepartie/report.h"

#include <stdint.h>

struct kept {
    struct report report;
    char **cells; /* row by row; NULL: no value */
    long count;
    size_t capacity;
};

/* A renderer that keeps what it is given; report must be found first. */
struct renderer kept_renderer(struct kept *kept);
void kept_free(struct kept *kept);

/* The rows, given to another renderer. */
void kept_give(const struct kept *kept, const struct renderer *renderer);

const char *const *kept_row(const struct kept *kept, long row);

/* The value of a column by its name; NULL: no value. kept_word is never NULL, kept_cents 0 for no value. */
const char *kept_cell(const struct kept *kept, long row, const char *name);
const char *kept_word(const struct kept *kept, long row, const char *name);
int64_t kept_cents(const char *text);

/* One chart of scissors for each transfer and recipient of a report on compensation: resources against the charge,
   with the right, and the transfer's acts (the report "acts") on the time axis. */
void chart_scissors(FILE *output, const struct kept *years, const struct kept *acts);

/* A map of squares: the rate of each row's column "department" in the last year, from the named column. */
void chart_tiles(FILE *output, const char *title, const struct kept *rows, const char *column);

#endif
