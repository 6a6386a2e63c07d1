/* planDeCompte.xml of the DGCL: a chart of accounts (norm, variant, year), importable like any document. */
#ifndef CONTREPARTIE_PLAN_IMPORT_H
#define CONTREPARTIE_PLAN_IMPORT_H

#include "format.h"

extern const struct handler plan_handler;
void *plan_begin(struct import_job *job, struct reader *reader);
bool plan_finish(void *state, struct failure *failure);
void plan_end(void *state);

#endif
