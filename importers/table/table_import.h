/*
 * Tables an auditor holds (orders in the Journal officiel, annexes of finance laws), as CSV with the columns
 * act, recipient, component, amount and, if need be, tolerance. A row whose component is "total" states a recipient's
 * total; a row whose recipient is "TOTAL" states a column's. They are evidence: foot-checked, never posted.
 */
#ifndef CONTREPARTIE_TABLE_IMPORT_H
#define CONTREPARTIE_TABLE_IMPORT_H

#include "format.h"

void *table_begin(struct import_job *job, struct reader *reader);
bool table_sniff(const char *head, size_t length);
bool table_read(void *state, struct failure *failure);
void table_end(void *state);

#endif
