/*
 * Inclusive Canonical XML 1.0 without comments, written as the parser reads, for seals computed over it.
 *
 * Only what a document without DOCTYPE can contain is handled: no default attributes, no entities but the five
 * predefined ones and character references, which the parser has replaced. libxml2's own C14N is the oracle of the
 * tests (tests/formats).
 */
#ifndef CONTREPARTIE_CANONICAL_H
#define CONTREPARTIE_CANONICAL_H

#include "contrepartie/worker.h"

#include <libxml/xmlstring.h>

struct canonical;

/* The canonical bytes go to the worker; the last of them when it is freed. */
struct canonical *canonical_begin(struct worker *worker);
void canonical_free(struct canonical *canonical);

/* The events of libxml2's SAX2 (startElementNs and so on), with its arrays as they come. */
void canonical_start(struct canonical *canonical, const xmlChar *name, const xmlChar *prefix, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, const xmlChar **attributes);
void canonical_end(struct canonical *canonical, const xmlChar *name, const xmlChar *prefix);
void canonical_text(struct canonical *canonical, const xmlChar *text, int length);
void canonical_instruction(struct canonical *canonical, const xmlChar *target, const xmlChar *data);

void canonical_comment(struct canonical *canonical);

/* Leaves out the element that starts now, with all it holds and the white space that follows it. */
void canonical_leave_out(struct canonical *canonical);

#endif
