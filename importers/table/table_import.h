/*
 * Tables an auditor holds (orders in the Journal officiel, annexes of finance laws), as CSV with the columns
 * act, recipient, component, amount and, if need be, tolerance. A row whose component is "total" states a recipient's
 * total; a row whose recipient is "TOTAL" states a column's. They are evidence: foot-checked, never posted.
 */
#ifndef CONTREPARTIE_TABLE_IMPORT_H
#define CONTREPARTIE_TABLE_IMPORT_H

#include "format.h"

/* True when the first line of a file names these columns. */
bool table_sniff(const char *head, size_t length);
bool table_read(struct import_job *job, struct original *original, struct failure *failure);

#endif
