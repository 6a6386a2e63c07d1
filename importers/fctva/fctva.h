/*
 * FCTVA: the payment orders that Hélios extracts for the refund of VAT on investment. A second account of orders that a
 * PES holds whole: always a control document, never counted; report completeness names orders that no PES brought.
 */
#ifndef CONTREPARTIE_FCTVA_H
#define CONTREPARTIE_FCTVA_H

#include "format.h"

#define FCTVA_URI "http://www.interieur.gouv.fr/dsic/fctva"

extern const struct handler fctva_handler;

void *fctva_begin(struct import_job *job, struct reader *reader);
void fctva_end(void *state);

#endif
