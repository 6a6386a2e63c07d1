/*
 * A supporting document (Fichier) streamed past: base64 decoded, hashed, counted, its kind told by its first bytes, a
 * gzip inside it unpacked only to count. Nothing of it is kept.
 */
#ifndef CONTREPARTIE_PES_ATTACHMENT_H
#define CONTREPARTIE_PES_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ATTACHMENT_FREE (INT64_C(1) << 20) /* below this, any growth */

struct attachment_stream;

struct attachment_result {
    int64_t size;      /* decoded bytes */
    char sha256[65];   /* of them */
    const char *found; /* gzip, pdf, zip, xml, other */
    bool not_base64, too_large, bomb;
};

struct attachment_stream *attachment_begin(void);
void attachment_text(struct attachment_stream *stream, const char *text, size_t length);
/* Frees the stream. */
void attachment_end(struct attachment_stream *stream, struct attachment_result *ret_result);

#endif
