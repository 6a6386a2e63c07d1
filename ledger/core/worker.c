#include "contrepartie/worker.h"

#include "contrepartie/buffer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct block {
    char *bytes;
    size_t length;
};

struct worker {
    worker_consume consume;
    void *context;
    size_t block_size;
    unsigned block_count;
    struct block *ring;
    unsigned head, tail; /* blocks written and consumed since the start; the current block is ring[head % count] */
    bool closed, failed;
    struct failure failure;
    enum language language; /* of who started it */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
};

static void *work(void *argument)
{
    struct worker *worker = argument;

    language_set(worker->language);
    for (;;) {
        struct block *block;

        pthread_mutex_lock(&worker->mutex);
        while (worker->tail == worker->head && !worker->closed)
            pthread_cond_wait(&worker->changed, &worker->mutex);
        if (worker->tail == worker->head) break;
        block = &worker->ring[worker->tail % worker->block_count];
        pthread_mutex_unlock(&worker->mutex);

        if (!worker->failed && !worker->consume(worker->context, block->bytes, block->length, &worker->failure)) {
            pthread_mutex_lock(&worker->mutex);
            worker->failed = true;
            pthread_mutex_unlock(&worker->mutex);
        }
        pthread_mutex_lock(&worker->mutex);
        block->length = 0;
        worker->tail++;
        pthread_cond_signal(&worker->changed);
        pthread_mutex_unlock(&worker->mutex);
    }
    pthread_mutex_unlock(&worker->mutex);
    return NULL;
}

struct worker *worker_start(worker_consume consume, void *context, size_t block_size, unsigned blocks)
{
    struct worker *worker = must_alloc(sizeof *worker);

    worker->language = language_get();
    worker->consume = consume;
    worker->context = context;
    worker->block_size = block_size;
    worker->block_count = blocks;
    worker->ring = must_alloc(blocks * sizeof *worker->ring);
    for (unsigned index = 0; index < blocks; index++)
        worker->ring[index].bytes = must_alloc(block_size);
    pthread_mutex_init(&worker->mutex, NULL);
    pthread_cond_init(&worker->changed, NULL);
    if (pthread_create(&worker->thread, NULL, work, worker) == 0) return worker;
    for (unsigned index = 0; index < blocks; index++)
        free(worker->ring[index].bytes);
    free(worker->ring);
    free(worker);
    return NULL;
}

/* Hands the current block over and waits for a free one. Waking a thread costs more than a block: it is woken for
   half a ring of them. */
static void hand_over(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    worker->head++;
    if (worker->head - worker->tail >= worker->block_count / 2) pthread_cond_signal(&worker->changed);
    while (worker->head - worker->tail >= worker->block_count)
        pthread_cond_wait(&worker->changed, &worker->mutex);
    pthread_mutex_unlock(&worker->mutex);
}

char *worker_reserve(struct worker *worker, size_t length)
{
    if (length > worker->block_size - worker->ring[worker->head % worker->block_count].length) hand_over(worker);
    return worker->ring[worker->head % worker->block_count].bytes +
           worker->ring[worker->head % worker->block_count].length;
}

void worker_commit(struct worker *worker, size_t length)
{
    worker->ring[worker->head % worker->block_count].length += length;
}

void worker_write(struct worker *worker, const char *bytes, size_t length)
{
    while (length > 0) {
        struct block *block = &worker->ring[worker->head % worker->block_count];
        size_t room = worker->block_size - block->length;
        size_t part = length < room ? length : room;

        memcpy(block->bytes + block->length, bytes, part);
        block->length += part;
        bytes += part;
        length -= part;
        if (block->length == worker->block_size) hand_over(worker);
    }
}

bool worker_finish(struct worker *worker, struct failure *failure)
{
    bool done;

    if (worker == NULL) return true;
    if (worker->ring[worker->head % worker->block_count].length > 0) hand_over(worker);
    pthread_mutex_lock(&worker->mutex);
    worker->closed = true;
    pthread_cond_signal(&worker->changed);
    pthread_mutex_unlock(&worker->mutex);
    pthread_join(worker->thread, NULL);

    done = !worker->failed;
    if (!done) *failure = worker->failure;
    for (unsigned index = 0; index < worker->block_count; index++)
        free(worker->ring[index].bytes);
    free(worker->ring);
    pthread_mutex_destroy(&worker->mutex);
    pthread_cond_destroy(&worker->changed);
    free(worker);
    return done;
}
