/* Running PostgreSQL's own programs: the server's as the account of the private cluster, others as the caller. */
#ifndef CONTREPARTIE_PROGRAM_H
#define CONTREPARTIE_PROGRAM_H

#include "contrepartie/buffer.h"
#include "contrepartie/cluster.h"

#include <stdbool.h>

struct program {
    const char *directory;         /* NULL: found by PATH */
    const struct cluster *account; /* the server's account runs it; NULL: the caller's */
    int input, output;             /* descriptors, or -1: reads nothing, and what it prints is among its words */
};

/* arguments[0] is its name in the directory. True when it ended with 0; its words explain why not. One that runs as the
   caller ends with it, and when it is interrupted. */
bool program_run(const struct program *program, char *arguments[], struct buffer *words);

/* The last line that says something, for a message. */
const char *last_words(struct buffer *words);

/* For good, in a child: the server's account instead of root. */
void become_account(const struct cluster *cluster);

#endif
