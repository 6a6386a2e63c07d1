/*
 * Progress and interruption of the job in hand. A bar on standard error, on a terminal only, after half a second;
 * nothing otherwise. Ctrl-C asks the job to stop at the next block: its transaction is rolled back.
 */
#ifndef CONTREPARTIE_PROGRESS_H
#define CONTREPARTIE_PROGRESS_H

#include "contrepartie/failure.h"

#include <stdbool.h>
#include <stdint.h>

/* `wanted` false: quiet. total in bytes, 0 when unknown. */
void progress_begin(const char *label, int64_t total, bool wanted);
void progress_step(int64_t done);
void progress_end(void);

/* How far the job in hand is, for another thread: 0 to 100. */
int progress_percent(void);

/* From now on SIGINT and SIGTERM end the program at once, with OUTCOME_INTERRUPTED. */
void interruption_leave(void);

/* From now on they only ask: interrupted() is true once one came, a second one kills. True when it was so before. */
bool interruption_catch(void);

/* What the signal itself does as well: stops what the program waits for elsewhere. Must be safe in a signal handler. */
void interruption_calls(void (*call)(void *context), void *context);
bool interrupted(void);

/* Says so. Always false. */
bool fail_interrupted(struct failure *failure);

#endif
