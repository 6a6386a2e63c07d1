/*
 * Limits: what a reader takes of one file before it refuses it, so that no file can take the machine. Each has a name,
 * a value by default and the reason for it (ledger/core/limits.c); --limit NAME=VALUE sets it for one command. Those
 * that nobody has a reason to move stand beside what they bound; docs/reference/limits.md lists them all.
 */
#ifndef CONTREPARTIE_LIMITS_H
#define CONTREPARTIE_LIMITS_H

#include "contrepartie/failure.h"
#include "contrepartie/message.h"

#include <stdint.h>
#include <stdio.h>

enum limit {
    LIMIT_FILE_SIZE,        /* bytes of one file, as it is and unpacked */
    LIMIT_ELEMENTS,         /* of one XML file */
    LIMIT_ELEMENT_DEPTH,    /* the root is 1 */
    LIMIT_ATTRIBUTES,       /* of one element, declarations of namespaces among them */
    LIMIT_ATTRIBUTE_LENGTH, /* bytes of one value */
    LIMIT_NAMES,            /* distinct names and namespaces of one XML file */
    LIMIT_ROW_LENGTH,       /* bytes of one row of text */
    LIMIT_ATTACHMENT_SIZE,  /* bytes of one attachment, decoded */
    LIMIT_RATIO,            /* how many times its size a gzip, a zip or an attachment may unpack to */
    LIMIT_ZIP_FILES,        /* of one zip */
    LIMITS
};

int64_t limit_value(enum limit limit);

/* From "element-depth=200": digits, with K, M or G (1024) behind them. */
bool limit_set(const char *text, struct failure *failure);

/* What was reached: fills the code, what was found, and as what was expected the limit's value and how to raise it. */
void limit_reached(struct message *message, enum limit limit, const char *code, const char *found, const char *text);

/* "at most 100; --limit element-depth=N raises it" */
const char *limit_text(enum limit limit, char *buffer, size_t size);

/* The names and values in force, as the help shows them. */
void limits_print(FILE *output);

#endif
