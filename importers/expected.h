#ifndef CONTREPARTIE_EXPECTED_H
#define CONTREPARTIE_EXPECTED_H

#include "format.h"

/* Holds the posted document against the expected totals (options->expected); what differs refuses
   the file. False when the file of totals cannot be read, or the database failed. */
bool expected_hold(struct import_job *job, struct failure *failure);

#endif
