#include "pes/numbers.h"

#include "contrepartie/buffer.h"

#include <stdlib.h>

void number_met(struct numbers *numbers, long value, long line)
{
    if (numbers->count > 0 && value <= numbers->all[numbers->count - 1].value) numbers->unordered = true;
    numbers->all = must_grow(numbers->all, numbers->count, &numbers->capacity, sizeof *numbers->all);
    numbers->all[numbers->count++] = (struct number){value, line};
}

static int by_value(const void *left, const void *right)
{
    const struct number *a = left, *b = right;

    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

void numbers_end(struct numbers *numbers, void (*duplicate)(void *context, const struct number *number), void *context)
{
    if (numbers->unordered) qsort(numbers->all, numbers->count, sizeof *numbers->all, by_value);
    for (size_t index = 1; numbers->unordered && index < numbers->count; index++)
        if (numbers->all[index].value == numbers->all[index - 1].value) duplicate(context, &numbers->all[index]);
    numbers->count = 0;
    numbers->unordered = false;
}
