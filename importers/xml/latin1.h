/* ISO-8859-1, the encoding of most official files: converted before libxml2 sees it, which does it more slowly. */
#ifndef CONTREPARTIE_LATIN1_H
#define CONTREPARTIE_LATIN1_H

#include <stdbool.h>
#include <stddef.h>

/* True when a file begins with the declaration that genuine files have; of any other, libxml2 finds the encoding. */
bool latin1_declared(const char *bytes, size_t length);

/* Converts to UTF-8, at most twice as long; returns the end. */
char *latin1_convert(const char *bytes, size_t length, char *to);

#endif
