/*
 * Published lists of subsidies: what a payer declares, held as evidence beside what the books show.
 *
 *   scdl-subventions   the common schema of local authorities (SCDL subventions 2.x), as it is found in the field
 *   state-grants       the State's list of subsidies to associations (annexe au projet de loi de finances, "jaune")
 */
#ifndef CONTREPARTIE_GRANTS_H
#define CONTREPARTIE_GRANTS_H

#include "format.h"

void *grants_begin(struct import_job *job, struct reader *reader);
bool scdl_sniff(const char *head, size_t length);
bool scdl_read(void *state, struct failure *failure);
bool state_grants_sniff(const char *head, size_t length);
bool state_grants_read(void *state, struct failure *failure);
void grants_end(void *state);

#endif
