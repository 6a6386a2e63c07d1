/* The numbers of slips in a file, pieces in a slip, lines in a piece: a second time is a duplicate. In growing order,
   as editors write them, it costs nothing. */
#ifndef CONTREPARTIE_PES_NUMBERS_H
#define CONTREPARTIE_PES_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

struct number {
    long value, line;
};

struct numbers {
    struct number *all; /* the owner frees it */
    size_t count, capacity;
    bool unordered;
};

void number_met(struct numbers *numbers, long value, long line);

/* Tells each number met before, and forgets all. */
void numbers_end(struct numbers *numbers, void (*duplicate)(void *context, const struct number *number), void *context);

#endif
