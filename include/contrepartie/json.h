/* Writing JSON text into a buffer: one object at a time, fields in the order written. */
#ifndef CONTREPARTIE_JSON_H
#define CONTREPARTIE_JSON_H

#include "contrepartie/buffer.h"

#include <stdint.h>

/* "text" with its escapes; length bytes of UTF-8. */
void json_string(struct buffer *buffer, const char *text, size_t length);

/* ,"name":"text" — the comma only after a first field; NULL text writes null. */
void json_text_field(struct buffer *buffer, const char *name, const char *text);
void json_number_field(struct buffer *buffer, const char *name, int64_t number);

#endif
