/*
 * Workbooks: the same sheets as .xlsx (libxlsxwriter) or .ods (OpenDocument, zipped by libarchive). The heading stays
 * in sight and is printed on every page, filters hang on it; amounts are numbers and days are days, all else is text.
 */
#ifndef CONTREPARTIE_SHEET_H
#define CONTREPARTIE_SHEET_H

#include "contrepartie/buffer.h"
#include "contrepartie/report.h"

struct spreadsheet;

struct spreadsheet *spreadsheet_new(enum output_format format, FILE *output);
/* A new sheet with its heading; what follows are its rows. Those that one sheet cannot hold go on in a next one. Title
   and columns hold until the next sheet. */
void spreadsheet_sheet(struct spreadsheet *spreadsheet, const char *title, const struct column *columns, int count);
void spreadsheet_row(struct spreadsheet *spreadsheet, const char *const *values);

/* A row of which some cells are formulas: values are what they give. NULL among formulas: no formula in that cell. */
void spreadsheet_computed_row(struct spreadsheet *spreadsheet, const char *const *values, const char *const *formulas);

/* How many rows one sheet holds below its heading. */
#define SPREADSHEET_ROWS 1048575

/* What a formula calls the cells of a column in the rows first to last that were given under a title, counted from 0;
   all of them in one sheet. */
void spreadsheet_cells(const struct spreadsheet *spreadsheet, struct buffer *formula, const char *title, int column,
                       long first, long last);
const char *spreadsheet_separator(const struct spreadsheet *spreadsheet); /* between the arguments of a function */

/* Writes the file and frees the workbook. */
bool spreadsheet_end(struct spreadsheet *spreadsheet, struct failure *failure);

#endif
