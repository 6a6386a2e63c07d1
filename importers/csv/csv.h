/*
 * Delimited text as it comes: byte order marks, any of four separators, quotes with line ends inside them, CR CR LF,
 * UTF-8 or one byte a letter. One record at a time, at constant memory.
 */
#ifndef CONTREPARTIE_CSV_H
#define CONTREPARTIE_CSV_H

#include "contrepartie/failure.h"
#include "contrepartie/message.h"

#include <stddef.h>
#include <stdint.h>

#define CSV_CELLS_MAX 64 /* the widest format that is read has 21 columns */

struct csv;

/* quoted: cells may stand in double quotes; false: a quote is a letter (FEC). NULL with a failure. */
struct csv *csv_open(const char *path, bool quoted, struct failure *failure);
void csv_close(struct csv *csv);

/*
 * The next record that is not blank: its cells in UTF-8, without the spaces around them; they hold until the next call.
 * How many, 0 at the end, -1 for a record that is too long, has too many cells or a quote that never closes.
 */
int csv_next(struct csv *csv, char *cells[CSV_CELLS_MAX]);

/* What csv_next refused, with its line. */
const struct message *csv_defect(const struct csv *csv);

/* The line on which the last record began. */
long csv_line(const struct csv *csv);

/* The columns of a heading: places[n] is where names[n] stands, or -1. A name may give several spellings, with "|"
   between, and end with "*" for anything behind it; case, spaces, accents, quotes, "*" and the byte order mark do not
   count. */
void csv_heading(char *cells[], int count, const char *const *names, int name_count, int *ret_places);

/* Where one name stands that somebody wrote, in which "|" and "*" mean nothing; -1: nowhere. */
int csv_column(const char *const *cells, int count, const char *name);

/* What csv_heading does, of the first line of `head`; how many of the names were found. */
int csv_sniff(const char *head, size_t length, const char *const *names, int name_count);

/*
 * An amount as French files write it: decimal comma or point, digits grouped by spaces, a sign before or after, leading
 * zeros, "€" behind. A lone point or comma before three digits is ambiguous. CSV_DECIMALS gives it rounded half up.
 */
enum csv_amount { CSV_AMOUNT, CSV_NO_AMOUNT, CSV_AMBIGUOUS, CSV_DECIMALS };
enum csv_amount csv_amount(const char *text, bool grouped, int64_t *ret_cents);

/* A day as 20240630, 2024-06-30, 30/06/2024 or 30-06-2024, written ISO into 11 bytes. */
bool csv_date(const char *text, char *ret_date);

#endif
