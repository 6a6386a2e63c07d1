/* A Sankey diagram of flows as SVG: who pays whom, through whom, in whole pixels. Amounts that pass through a body
   enter it and leave it; the total below counts them once. */
#ifndef CONTREPARTIE_SANKEY_H
#define CONTREPARTIE_SANKEY_H

#include "report/value.h"

struct sankey;

/* NULL when the columns are not those of flows: from, to, via and their names, amount. */
struct sankey *sankey_new(const struct column *columns, int count);
void sankey_row(struct sankey *sankey, const char *const *values);

/* Draws it and frees it. standalone: a file of its own. */
void sankey_draw(struct sankey *sankey, FILE *output, const char *title, bool standalone);

#endif
