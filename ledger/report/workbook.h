/* An answer as a workbook: the figures first, their totals where they add up, what was asked, the documents they came
 * from. */
#ifndef CONTREPARTIE_WORKBOOK_H
#define CONTREPARTIE_WORKBOOK_H

#include "report/sheet.h"

#include "contrepartie/question.h"

struct workbook;

/* report outlives it. */
struct workbook *workbook_new(const struct report *report, enum output_format format, FILE *output);
/* It takes the rows of the figures. */
struct renderer workbook_renderer(struct workbook *workbook);
/* Writes the file and frees the workbook; values: of the report's parameters. */
bool workbook_end(struct workbook *workbook, const struct question *question, struct database *database,
                  const char *const *values, struct failure *failure);

/* The sheet that says what was asked. */
void about_sheet(struct spreadsheet *spreadsheet, const struct report *report, const struct question *question);

#endif
