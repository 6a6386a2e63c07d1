/*
 * TotEM: the budget documents of local authorities (`DocumentBudgetaire`), alone or inside a `CompteFinancierUnique`.
 * Source of the rules: Class_*.xsd of SchemaDocBudg V95 and docs/reference/totem.md.
 */
#ifndef CONTREPARTIE_TOTEM_H
#define CONTREPARTIE_TOTEM_H

#include "format.h"

#define TOTEM_URI "http://www.minefi.gouv.fr/cp/demat/docbudgetaire"
#define CFU_URI   "http://www.minefi.gouv.fr/cp/demat/doccfu"

extern const struct handler totem_handler;
void *totem_begin(struct import_job *job, struct reader *reader);
bool totem_finish(void *state, struct failure *failure);
void totem_end(void *state);

#endif
