/* A reader that does nothing but leave the seal out: its context receives the digests. For the tests of the canonical
 * form. */
#ifndef CONTREPARTIE_SEALING_H
#define CONTREPARTIE_SEALING_H

#include "xml/reader.h"

#include <string.h>

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    (void)context;
    if (element->depth > 1 && strcmp(element->name, "Scellement") == 0) reader_seal_here(reader, DIGEST_SHA1);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    (void)context;
    (void)reader;
    (void)name;
    (void)depth;
}

static void on_sealed(void *context, const struct seal_digests *digests)
{
    *(struct seal_digests *)context = *digests;
}

static const struct handler *recognise(void *context, struct reader *reader, const struct element *root,
                                       void **ret_handler_context)
{
    static const struct handler handler = {.start = on_start, .end = on_end};

    (void)root;
    *ret_handler_context = context;
    reader_on_sealed(reader, on_sealed, context);
    return &handler;
}

#endif
