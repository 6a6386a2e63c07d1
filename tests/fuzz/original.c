/* ledger/book/original.c in memory: the bytes are hashed, and kept as they are. */
#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"

#include "fuzz.h"

#include "contrepartie/buffer.h"

struct original {
    bool forgotten;
};

static struct buffer bytes_read; /* of the last one, for whoever reads it back */

struct original *original_begin(struct failure *failure)
{
    (void)failure;
    buffer_clear(&bytes_read);
    return must_alloc(sizeof(struct original));
}

void original_write(struct original *original, const char *bytes, size_t length)
{
    (void)original;
    buffer_write(&bytes_read, bytes, length);
}

void original_forget(struct original *original)
{
    original->forgotten = true;
}

bool original_end(struct original *original, unsigned char *ret_sha256, int64_t *ret_size, struct failure *failure)
{
    struct digest *digest = digest_begin(DIGEST_SHA256);

    (void)original;
    (void)failure;
    digest_add(digest, buffer_cstring(&bytes_read), bytes_read.length);
    (void)digest_end(digest, ret_sha256);
    *ret_size = (int64_t)bytes_read.length;
    return true;
}

bool original_store(struct original *original, struct database *database, int32_t siren, int32_t number,
                    struct failure *failure)
{
    (void)original;
    (void)database;
    (void)siren;
    (void)number;
    (void)failure;
    return true;
}

bool original_waits(const struct original *original)
{
    (void)original;
    return false;
}

void original_free(struct original *original)
{
    free(original);
}

bool original_read(struct database *database, int32_t siren, int32_t number,
                   bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                   void *context, struct failure *failure)
{
    (void)database;
    (void)siren;
    (void)number;
    return consume(context, buffer_cstring(&bytes_read), bytes_read.length, failure);
}
