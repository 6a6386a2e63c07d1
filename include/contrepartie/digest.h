/* Digests, computed by OpenSSL with the processor's instructions. */
#ifndef CONTREPARTIE_DIGEST_H
#define CONTREPARTIE_DIGEST_H

#include <stddef.h>

struct digest; /* one running computation */

enum digest_kind { DIGEST_SHA256, DIGEST_SHA1, DIGEST_MD5 };

#define DIGEST_SIZE_MAX 32

struct digest *digest_begin(enum digest_kind kind);
void digest_add(struct digest *digest, const void *bytes, size_t length);
/* Writes at most DIGEST_SIZE_MAX bytes, returns how many, frees the digest. */
size_t digest_end(struct digest *digest, unsigned char *ret_bytes);

/* Lower-case hexadecimal with a NUL: 2 * size + 1 bytes. */
void hex_write(const unsigned char *bytes, size_t size, char *ret_text);

#endif
