#include "report/kept.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"

#include <stdlib.h>
#include <string.h>

static void keep_begin(void *state, const struct column *columns, int count)
{
    (void)state;
    (void)columns;
    (void)count;
}

static void keep_row(void *state, const char *const *values)
{
    struct kept *kept = state;
    size_t width = (size_t)kept->report.column_count;

    kept->cells = must_grow(kept->cells, (size_t)kept->count, &kept->capacity, width * sizeof *kept->cells);
    for (size_t column = 0; column < width; column++)
        kept->cells[(size_t)kept->count * width + column] = values[column] != NULL ? must_copy(values[column]) : NULL;
    kept->count++;
}

static void keep_end(void *state)
{
    (void)state;
}

const char *const *kept_row(const struct kept *kept, long row)
{
    return (const char *const *)&kept->cells[row * kept->report.column_count];
}

const char *kept_cell(const struct kept *kept, long row, const char *name)
{
    for (int column = 0; column < kept->report.column_count; column++)
        if (strcmp(kept->report.columns[column].name, name) == 0)
            return kept->cells[row * kept->report.column_count + column];
    return NULL;
}

/* The same of a column that is never empty. */
const char *kept_word(const struct kept *kept, long row, const char *name)
{
    const char *value = kept_cell(kept, row, name);

    return value != NULL ? value : "";
}

void kept_free(struct kept *kept)
{
    for (long index = 0; index < kept->count * kept->report.column_count; index++)
        free(kept->cells[index]);
    free(kept->cells);
}

void kept_give(const struct kept *kept, const struct renderer *renderer)
{
    renderer->begin(renderer->state, kept->report.columns, kept->report.column_count);
    for (long row = 0; row < kept->count; row++)
        renderer->row(renderer->state, kept_row(kept, row));
    renderer->end(renderer->state);
}

struct renderer kept_renderer(struct kept *kept)
{
    return (struct renderer){keep_begin, keep_row, keep_end, kept};
}

int64_t kept_cents(const char *text)
{
    int64_t cents = 0;

    if (text != NULL) (void)money_read(text, strlen(text), &cents);
    return cents;
}
