/* ledger/book/original.c in memory: the bytes are hashed, and kept as they are. */
#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"

#include "fuzz.h"

#include "contrepartie/buffer.h"

#include <stdio.h>
#include <stdlib.h>

static struct buffer bytes_read; /* of the last one, for whoever reads it back */

struct original {
    const char *path;
};

struct original *original_begin(const char *path, struct failure *failure)
{
    struct original *original = must_alloc(sizeof(struct original));

    (void)failure;
    original->path = path;
    buffer_clear(&bytes_read);
    return original;
}

bool original_start(struct original *original, bool kept, struct failure *failure)
{
    FILE *file = fopen(original->path, "re");
    char bytes[4096];
    size_t length;

    (void)kept;
    if (file == NULL) return fail(failure, OUTCOME_NO_INPUT, "%s", original->path);
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_write(&bytes_read, bytes, length);
    (void)fclose(file);
    return true;
}

bool original_changed(const struct original *original)
{
    (void)original;
    return false;
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
