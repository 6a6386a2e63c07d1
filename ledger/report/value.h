#ifndef CONTREPARTIE_VALUE_H
#define CONTREPARTIE_VALUE_H

#include "contrepartie/report.h"

/* The value in the session's language, in the buffer or a constant; never NULL. */
const char *value_display(const struct column *column, const char *value, char *buffer, size_t size);

#endif
