/* Writing the row of table `document`, which verifies and seals: for postings and for reversals. */
#ifndef CONTREPARTIE_DOCUMENT_RECORD_H
#define CONTREPARTIE_DOCUMENT_RECORD_H

#include "contrepartie/document.h"
#include "contrepartie/store.h"

bool document_insert(struct database *database, const struct document *document, struct failure *failure);

#endif
