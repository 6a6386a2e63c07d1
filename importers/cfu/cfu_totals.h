/*
 * The accountant's part of a compte financier unique, or a compte de gestion (DocumentComptable): totals by account
 * that the vouchers are held against (report completeness). Never added to the books: there is no function in it.
 */
#ifndef CONTREPARTIE_CFU_TOTALS_H
#define CONTREPARTIE_CFU_TOTALS_H

#include "format.h"

#define CFU_TOTALS_URI "http://www.minefi.gouv.fr/cp/demat/doccomptable"

extern const struct handler cfu_totals_handler;

void *cfu_totals_begin(struct import_job *job, struct reader *reader);
bool cfu_totals_finish(void *state, struct failure *failure);
void cfu_totals_end(void *state);

#endif
