/* Flows as a drawing of their own. */
#include "report/render.h"
#include "report/sankey.h"

#include "contrepartie/buffer.h"

struct drawing {
    FILE *output;
    const char *title;
    struct sankey *sankey;
};

static void begin(void *state, const struct column *columns, int count)
{
    struct drawing *drawing = state;

    drawing->sankey = sankey_new(columns, count);
}

static void row(void *state, const char *const *values)
{
    struct drawing *drawing = state;

    if (drawing->sankey != NULL) sankey_row(drawing->sankey, values);
}

static void end(void *state)
{
    struct drawing *drawing = state;

    sankey_draw(drawing->sankey, drawing->output, drawing->title, true);
    drawing->sankey = NULL;
}

struct renderer render_svg_new(const char *title, FILE *output)
{
    struct drawing *drawing = must_alloc(sizeof *drawing);

    drawing->output = output;
    drawing->title = title;
    return (struct renderer){begin, row, end, drawing};
}
