/*
 * ledger/core/worker.c and spool.c without their threads and temporary files: what is written is consumed at once.
 * An input is then read the same way each time it is run, and ten times as fast.
 */
#include "contrepartie/spool.h"
#include "contrepartie/worker.h"

#include "fuzz.h"

#include "contrepartie/buffer.h"

#include <string.h>

struct worker {
    worker_consume consume;
    void *context;
    char *block;
    size_t size, length;
    bool failed;
    struct failure failure;
};

static void hand_over(struct worker *worker)
{
    if (!worker->failed && worker->length > 0)
        worker->failed = !worker->consume(worker->context, worker->block, worker->length, &worker->failure);
    worker->length = 0;
}

struct worker *worker_start(worker_consume consume, void *context, size_t block_size, unsigned blocks)
{
    struct worker *worker = must_alloc(sizeof *worker);

    (void)blocks;
    worker->consume = consume;
    worker->context = context;
    worker->size = block_size;
    worker->block = malloc(block_size); /* not cleared: sixty times the size of an input */
    FUZZ_CHECK(worker->block != NULL);
    return worker;
}

char *worker_reserve(struct worker *worker, size_t length)
{
    FUZZ_CHECK(length <= worker->size);
    if (length > worker->size - worker->length) hand_over(worker);
    return worker->block + worker->length;
}

void worker_commit(struct worker *worker, size_t length)
{
    worker->length += length;
    FUZZ_CHECK(worker->length <= worker->size);
}

void worker_write(struct worker *worker, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t part = length < worker->size ? length : worker->size;
        memcpy(worker_reserve(worker, part), bytes, part);
        worker_commit(worker, part);
        bytes += part;
        length -= part;
    }
}

bool worker_finish(struct worker *worker, struct failure *failure)
{
    bool done;

    if (worker == NULL) return true;
    hand_over(worker);
    done = !worker->failed;
    if (!done) *failure = worker->failure;
    free(worker->block);
    free(worker);
    return done;
}

struct spool {
    spool_consume consume;
    void *context;
    int tag;
    char piece[SPOOL_PIECE];
    bool failed;
    struct failure failure;
};

struct spool *spool_start(spool_consume consume, void *context, struct failure *failure)
{
    struct spool *spool = malloc(sizeof *spool);

    (void)failure;
    FUZZ_CHECK(spool != NULL);
    spool->consume = consume;
    spool->context = context;
    spool->tag = 0;
    spool->failed = false;
    return spool;
}

void spool_tag(struct spool *spool, int tag)
{
    spool->tag = tag;
}

char *spool_reserve(struct spool *spool, size_t length)
{
    FUZZ_CHECK(length <= SPOOL_PIECE);
    return spool->piece;
}

void spool_commit(struct spool *spool, size_t length)
{
    if (length > 0 && !spool->failed)
        spool->failed = !spool->consume(spool->context, spool->tag, spool->piece, length, &spool->failure);
}

void spool_write(struct spool *spool, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t part = length < SPOOL_PIECE ? length : SPOOL_PIECE;
        memcpy(spool_reserve(spool, part), bytes, part);
        spool_commit(spool, part);
        bytes += part;
        length -= part;
    }
}

bool spool_failed(struct spool *spool)
{
    return spool->failed;
}

bool spool_finish(struct spool *spool, struct failure *failure)
{
    bool done;

    if (spool == NULL) return true;
    done = !spool->failed;
    if (!done) *failure = spool->failure;
    free(spool);
    return done;
}
