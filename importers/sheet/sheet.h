/*
 * Workbooks (.xlsx, .ods): one sheet as delimited text, read then by whatever reads such text (lists of subsidies,
 * evidence tables, balances, FEC). A row of the sheet is a line of the text, so that a line leads back to its row.
 *
 * Numbers leave as they are in the workbook, to 15 significant digits, which is what a spreadsheet keeps; dates as ISO.
 * What stands above the heading, totals and subtotals are left out, and said so; a formula without a value is refused.
 */
#ifndef CONTREPARTIE_SHEET_H
#define CONTREPARTIE_SHEET_H

#include "contrepartie/buffer.h"
#include "contrepartie/failure.h"
#include "contrepartie/mapping.h"
#include "contrepartie/message.h"

#include <stdbool.h>
#include <stdio.h>

#define SHEET_ROWS_MAX 1048576 /* of both kinds of workbook */

/*
 * The sheet, or the delimited text that a mapping is for, as text in a temporary file that goes with its stream.
 * mapping NULL: none. *ret_text is NULL when the messages say why not; false when the file cannot be read at all.
 */
bool sheet_convert(const char *path, const struct mapping *mapping, struct messages *messages, FILE **ret_text,
                   struct failure *failure);

/* --- between the two readers and the text ------------------------------------------------------------------------- */

/* Rows as they are read; cells NUL-terminated, "" for none. False stops the reading. */
struct rows_out {
    bool (*row)(void *context, long number, const char *const *cells, int count);
    void *context;
};

typedef bool rows_reader(const char *path, const char *sheet, struct messages *messages, const struct rows_out *out,
                         struct failure *failure);

rows_reader xlsx_read, ods_read;

/* What reads the file, and the row of its heading. An error when there is none; false when it cannot be read at all. */
bool sheet_heading(const char *path, const struct mapping *mapping, struct messages *messages,
                   rows_reader **ret_read_rows, long *ret_line, struct failure *failure);

/* "2.9999E13", "0.30000000000000004" as plain decimals of at most 15 significant digits; false for no number. */
bool number_plain(const char *text, char *plain, size_t size);

/* A workbook's day, counted from its beginning, as ISO; false outside 1900 to 9999. */
bool serial_date(const char *serial, bool since_1904, char ret_date[11]);

/* After zip_files: a damaged archive is about the file, and an error of it. False for a failure of the system. */
bool zip_said(bool done, struct messages *messages, struct failure *failure);

/* Rows go down, and no further than a sheet does: what is written has a line for each. False with an error. */
bool row_is_next(struct messages *messages, long number, long last);

void sheet_error(struct messages *messages, long line, const char *code, const char *found, const char *expected,
                 const char *text);

/* The value of an attribute whatever its prefix. */
struct element;
bool any_attribute(const struct element *element, const char *local_name, char *text, size_t size);

#endif
