/* Tables for people: libsmartcols knows the width of a terminal and of a UTF-8 letter. */
#include "report/render.h"
#include "report/value.h"

#include "contrepartie/buffer.h"

#include <libsmartcols.h>
#include <string.h>
#include <unistd.h>

struct table {
    FILE *output;
    struct libscols_table *table;
    const struct column *columns;
    int count;
};

static void begin(void *state, const struct column *columns, int count)
{
    struct table *table = state;
    bool terminal = isatty(fileno(table->output)) != 0;

    table->columns = columns;
    table->count = count;
    table->table = scols_new_table();
    (void)scols_table_set_stream(table->table, table->output);
    (void)scols_table_set_column_separator(table->table, "  ");
    if (!terminal) (void)scols_table_set_termforce(table->table, SCOLS_TERMFORCE_NEVER);
    for (int index = 0; index < count; index++) {
        enum column_type type = columns[index].type;
        int flags = type == COLUMN_MONEY || type == COLUMN_RATIO || type == COLUMN_INTEGER ? SCOLS_FL_RIGHT : 0;
        if (columns[index].hidden) flags |= SCOLS_FL_HIDDEN;
        if (type == COLUMN_TEXT && terminal) flags |= SCOLS_FL_TRUNC;
        (void)scols_table_new_column(table->table, columns[index].label[language_get()], 0, flags);
    }
}

static void row(void *state, const char *const *values)
{
    struct table *table = state;
    struct libscols_line *line = scols_table_new_line(table->table, NULL);
    char buffer[96];

    for (int index = 0; index < table->count; index++)
        (void)scols_line_set_data(line, (size_t)index,
                                  value_display(&table->columns[index], values[index], buffer, sizeof buffer));
}

static void end(void *state)
{
    struct table *table = state;

    if (scols_table_get_nlines(table->table) > 0) (void)scols_print_table(table->table);
    scols_unref_table(table->table);
    table->table = NULL;
}

struct renderer render_table_new(FILE *output)
{
    struct table *table = must_alloc(sizeof *table);

    table->output = output;
    return (struct renderer){begin, row, end, table};
}
