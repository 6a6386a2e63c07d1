#include "contrepartie/digest.h"

#include "contrepartie/buffer.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct digest {
    EVP_MD_CTX *context;
};

struct digest *digest_begin(enum digest_kind kind)
{
    struct digest *digest = must_alloc(sizeof *digest);
    const EVP_MD *method = kind == DIGEST_SHA256 ? EVP_sha256() : kind == DIGEST_SHA1 ? EVP_sha1() : EVP_md5();

    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, method, NULL) != 1) abort();
    return digest;
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    (void)EVP_DigestUpdate(digest->context, bytes, length);
}

size_t digest_end(struct digest *digest, unsigned char *ret_bytes)
{
    unsigned size = 0;

    if (digest == NULL) return 0;
    (void)EVP_DigestFinal_ex(digest->context, ret_bytes, &size);
    EVP_MD_CTX_free(digest->context);
    free(digest);
    return size;
}

void hex_write(const unsigned char *bytes, size_t size, char *ret_text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t index = 0; index < size; index++) {
        *ret_text++ = digits[bytes[index] >> 4];
        *ret_text++ = digits[bytes[index] & 15];
    }
    *ret_text = '\0';
}
