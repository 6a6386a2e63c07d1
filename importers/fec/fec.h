/*
 * FEC, fichier des ecritures comptables (LPF, art. A. 47 A-1): the own books of an institution kept as a business or an
 * association, as XML or as delimited text. Legs are kept line for line; groups of legs that balance become entries
 * (sql/schema/087-fec.sql). docs/reference/fec.md.
 */
#ifndef CONTREPARTIE_FEC_H
#define CONTREPARTIE_FEC_H

#include "format.h"

extern const struct handler fec_handler; /* XML */

void *fec_begin(struct import_job *job, struct reader *reader);
bool fec_sniff(const char *head, size_t length);
bool fec_read(void *state, struct failure *failure);
bool fec_finish(void *state, struct failure *failure);
bool fec_settle(void *state, struct failure *failure);
void fec_end(void *state);

#endif
