/*
 * How anything in the house says that it could not do its work.
 *
 * A function that can fail returns false (or NULL) and fills a struct failure once, where the cause is known.
 * Library code never prints: commands do.
 */
#ifndef CONTREPARTIE_FAILURE_H
#define CONTREPARTIE_FAILURE_H

#include <stdbool.h>

/* The exit statuses of the program, from sysexits.h where it has a word for it. */
enum outcome {
    OUTCOME_DONE = 0,
    OUTCOME_FINDINGS = 1,       /* findings at or above --fail-on */
    OUTCOME_USAGE = 2,          /* wrong option or argument */
    OUTCOME_DATA = 65,          /* data refused, nothing written */
    OUTCOME_NO_INPUT = 66,      /* no such input, or unreadable */
    OUTCOME_UNAVAILABLE = 69,   /* the database cannot be reached or started */
    OUTCOME_INTERNAL = 70,      /* a defect of the program */
    OUTCOME_CANNOT_WRITE = 73,  /* an output cannot be written */
    OUTCOME_BUSY = 75,          /* another import holds the lock */
    OUTCOME_NOT_PERMITTED = 77, /* a right is missing */
    OUTCOME_INTERRUPTED = 130,  /* Ctrl-C */
};

struct failure {
    enum outcome outcome;
    char message[1024]; /* what happened, one sentence, no final newline */
    char remedy[512];   /* what the reader can do, or empty */
};

/* Fills failure and returns false, so that `return fail(...)` reads as one step. */
bool fail(struct failure *failure, enum outcome outcome, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds what the reader can do. Returns false as fail() does. */
bool fail_remedy(struct failure *failure, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The language of messages and labels, of each thread; English until told otherwise. */
enum language { LANGUAGE_ENGLISH, LANGUAGE_FRENCH };
void language_set(enum language language);
enum language language_get(void);

/* Both wordings of a message stand side by side at the place that says it. */
#define TR(english, french) (language_get() == LANGUAGE_FRENCH ? (french) : (english))

/* The wording for that many: French says one of 0 and 1, English of 1 alone. */
const char *plural(long long count, const char *one, const char *many) __attribute__((format_arg(2), format_arg(3)));

#endif
