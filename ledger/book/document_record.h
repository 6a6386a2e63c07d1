/* Writing the row of table `document`, which verifies and seals: for postings and for reversals. */
#ifndef CONTREPARTIE_DOCUMENT_RECORD_H
#define CONTREPARTIE_DOCUMENT_RECORD_H

#include "contrepartie/document.h"
#include "contrepartie/store.h"

/* The number of a document to come: never given twice, whatever becomes of it. */
bool document_next_number(struct database *database, int32_t *ret_number, struct failure *failure);

bool document_insert(struct database *database, const struct document *document, struct failure *failure);

#endif
