/*
 * The balances that the DGFiP publishes (data.economie.gouv.fr, "balances comptables"): one row is an account of a
 * budget and year, crossed with its function or not; one file holds every body of the country. ISO-8859-1 with decimal
 * commas, or the export of the portal in UTF-8 with points. Columns and meanings: docs/reference/formats.md.
 */
#ifndef CONTREPARTIE_BALANCE_H
#define CONTREPARTIE_BALANCE_H

#include "format.h"

bool balance_sniff(const char *head, size_t length);
void *balance_begin(struct import_job *job, struct reader *reader);
bool balance_read(void *state, struct failure *failure);
bool balance_finish(void *state, struct failure *failure);
void balance_end(void *state);

#endif
