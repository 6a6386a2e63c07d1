/* The register of acts, transfers, rights, resources and agreements: our own format, register.xsd. */
#ifndef CONTREPARTIE_REGISTER_IMPORT_H
#define CONTREPARTIE_REGISTER_IMPORT_H

#include "format.h"

#define REGISTER_URI "urn:contrepartie:register:1"

extern const struct handler register_handler;
void *register_begin(struct import_job *job, struct reader *reader);
bool register_finish(void *state, struct failure *failure);
void register_end(void *state);

#endif
