/*
 * A spool: one thread fed with bytes through a temporary file, so that the producer never waits for it.
 *
 * A server takes rows more slowly than a parser makes them; a ring in memory would stop the parser, a queue in memory
 * would grow with the file. Order is kept; each run of bytes carries a tag that the consumer sees change.
 */
#ifndef CONTREPARTIE_SPOOL_H
#define CONTREPARTIE_SPOOL_H

#include "contrepartie/failure.h"

#include <stddef.h>

#define SPOOL_PIECE (64 * 1024) /* the longest run consumed at once, and the most that can be reserved */

struct spool;

/* Called in the spool's thread. On false the rest is thrown away and spool_finish reports it. */
typedef bool (*spool_consume)(void *context, int tag, const char *bytes, size_t length, struct failure *failure);

/* NULL with a failure when there is no temporary file or no thread. */
struct spool *spool_start(spool_consume consume, void *context, struct failure *failure);

/* The tag of what follows. */
void spool_tag(struct spool *spool, int tag);

/* Room for `length` bytes in one piece; then spool_commit says how many were used. */
char *spool_reserve(struct spool *spool, size_t length);
void spool_commit(struct spool *spool, size_t length);
void spool_write(struct spool *spool, const char *bytes, size_t length);

/* True once consume has failed or the disk is full: the producer may stop early. */
bool spool_failed(struct spool *spool);

/* Waits until all is consumed, frees the spool. NULL is finished already. */
bool spool_finish(struct spool *spool, struct failure *failure);

#endif
