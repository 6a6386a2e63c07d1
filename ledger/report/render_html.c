/* Any report as one HTML page with its table. */
#include "report/html.h"
#include "report/render.h"
#include "report/sankey.h"

#include "contrepartie/buffer.h"

struct page {
    FILE *output;
    const char *title;
    const struct column *columns;
    int count;
    struct sankey *sankey; /* of reports that can be drawn */
};

static void begin(void *state, const struct column *columns, int count)
{
    struct page *page = state;

    page->columns = columns;
    page->count = count;
    page->sankey = sankey_new(columns, count);
    html_begin(page->output, page->title);
    (void)fputs("<div class=\"scroll\"><table>\n", page->output);
    html_heading(page->output, columns, count);
    (void)fputs("<tbody>\n", page->output);
}

static void row(void *state, const char *const *values)
{
    struct page *page = state;

    if (page->sankey != NULL) sankey_row(page->sankey, values);
    (void)fputs("<tr>", page->output);
    for (int index = 0; index < page->count; index++)
        html_cell(page->output, &page->columns[index], values[index], NULL);
    (void)fputs("</tr>\n", page->output);
}

static void end(void *state)
{
    struct page *page = state;

    (void)fputs("</tbody></table></div>\n", page->output);
    sankey_draw(page->sankey, page->output, page->title, false);
    page->sankey = NULL;
    html_end(page->output);
}

struct renderer render_html_new(const char *title, FILE *output)
{
    struct page *page = must_alloc(sizeof *page);

    page->output = output;
    page->title = title;
    return (struct renderer){begin, row, end, page};
}
