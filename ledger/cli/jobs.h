/*
 * Pieces of work done by several processes at once and told in the order in which they were given. A process each, not
 * a thread: one transaction, one connection and one set of messages in hand, as when the command does one thing only.
 */
#ifndef CONTREPARTIE_JOBS_H
#define CONTREPARTIE_JOBS_H

#include "contrepartie/failure.h"

#include <stdbool.h>
#include <stdio.h>

#define JOBS_MAX 64

struct jobs;

/* In the parent, for each piece in order: what it answered, what it said, how it ended. Both files stand at their
 * start. */
typedef void jobs_tell(void *context, FILE *answer, FILE *said, enum outcome outcome);

/* At most `most` processes. */
struct jobs *jobs_begin(int most, jobs_tell *tell, void *context);

/*
 * Gives a piece of work: work(context, name, answer) runs in a process of its own, its standard error kept with its
 * answer. Waits while `most` are running. False when no more should be given: it was interrupted, or could not be
 * started.
 */
bool jobs_give(struct jobs *jobs, enum outcome (*work)(void *context, const char *path, const char *name, FILE *answer),
               void *context, const char *path, const char *name);

/* Waits for all, tells them, frees. */
void jobs_end(struct jobs *jobs);

#endif
