/*
 * Hélios PES v2 (protocole d'échange standard): payment and collection orders (PES Aller), what the accountant did with
 * them (PES Retour), what the gateway answered (Acquit). Schema v5.17; docs/reference/vouchers.md.
 *
 * Only the root is in a namespace; its children are in none, and every leaf is <X V="..."/>.
 */
#ifndef CONTREPARTIE_PES_H
#define CONTREPARTIE_PES_H

#include "format.h"

#define PES_ALLER_URI  "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"
#define PES_RETOUR_URI "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour" /* of the old Acquit, too */
#define PES_ACQUIT_URI "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour/v2"

extern const struct handler pes_handler, pes_return_handler, pes_acquit_handler;

void *pes_begin(struct import_job *job, struct reader *reader);
bool pes_finish(void *state, struct failure *failure);
bool pes_settle_orders(void *state, struct failure *failure);
void pes_end(void *state);

void *pes_return_begin(struct import_job *job, struct reader *reader);
bool pes_return_settle(void *state, struct failure *failure);
void pes_return_end(void *state);

void *pes_acquit_begin(struct import_job *job, struct reader *reader);
bool pes_acquit_settle(void *state, struct failure *failure);
void pes_acquit_end(void *state);

#endif
