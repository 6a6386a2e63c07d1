/* The totals of a report, where its header says that amounts add up: one for each group of rows. */
#ifndef CONTREPARTIE_TOTALS_H
#define CONTREPARTIE_TOTALS_H

#include "report/sheet.h"

struct totals;

/* report outlives them. */
struct totals *totals_new(const struct report *report);
void totals_row(struct totals *totals, const char *const *values);

/* A sheet of them, each a formula over the rows that stand in the sheet of that title. */
void totals_sheet(const struct totals *totals, struct spreadsheet *spreadsheet, const char *title);
void totals_free(struct totals *totals);

#endif
