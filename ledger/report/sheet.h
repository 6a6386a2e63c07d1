/* Workbooks: the same sheets as .xlsx (libxlsxwriter) or .ods (OpenDocument, zipped by libarchive). */
#ifndef CONTREPARTIE_SHEET_H
#define CONTREPARTIE_SHEET_H

#include "contrepartie/report.h"

struct spreadsheet;

struct spreadsheet *spreadsheet_new(enum output_format format, FILE *output);
/* A new sheet with its heading; what follows are its rows. Those that one sheet cannot hold go on in a next one. The
   title holds until then. */
void spreadsheet_sheet(struct spreadsheet *spreadsheet, const char *title, const struct column *columns, int count);
void spreadsheet_row(struct spreadsheet *spreadsheet, const char *const *values);
/* Writes the file and frees the workbook. */
bool spreadsheet_end(struct spreadsheet *spreadsheet, struct failure *failure);

#endif
