/*
 * A worker: one thread fed with bytes through a short ring of blocks.
 *
 * What can be done beside the reading is: the canonical form is hashed and the original compressed by workers, at
 * constant memory. One producer, one consumer, order kept.
 */
#ifndef CONTREPARTIE_WORKER_H
#define CONTREPARTIE_WORKER_H

#include "contrepartie/failure.h"

#include <stddef.h>

struct worker;

/* Called in the worker's thread for each block. On false the rest is thrown away and worker_finish reports it. */
typedef bool (*worker_consume)(void *context, const char *bytes, size_t length, struct failure *failure);

/* NULL when no thread can be made. Memory: blocks * block_size bytes. */
struct worker *worker_start(worker_consume consume, void *context, size_t block_size, unsigned blocks);

/* Room for `length` bytes in one piece, no more than a block; then worker_commit says how many were used. */
char *worker_reserve(struct worker *worker, size_t length);
void worker_commit(struct worker *worker, size_t length);

/* Copies bytes, however many. */
void worker_write(struct worker *worker, const char *bytes, size_t length);

/* Sends what is left, waits for the thread, frees the worker. NULL is finished already. */
bool worker_finish(struct worker *worker, struct failure *failure);

#endif
