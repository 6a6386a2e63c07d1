/* Any report as one HTML page with its table. */
#include "report/html.h"
#include "report/render.h"

#include "contrepartie/buffer.h"

struct page {
    FILE *output;
    const char *title;
    const struct column *columns;
    int count;
};

static void begin(void *state, const struct column *columns, int count)
{
    struct page *page = state;

    page->columns = columns;
    page->count = count;
    html_begin(page->output, page->title);
    (void)fputs("<div class=\"scroll\"><table>\n", page->output);
    html_heading(page->output, columns, count);
    (void)fputs("<tbody>\n", page->output);
}

static void row(void *state, const char *const *values)
{
    struct page *page = state;

    (void)fputs("<tr>", page->output);
    for (int index = 0; index < page->count; index++)
        html_cell(page->output, &page->columns[index], values[index], NULL);
    (void)fputs("</tr>\n", page->output);
}

static void end(void *state)
{
    struct page *page = state;

    (void)fputs("</tbody></table></div>\n", page->output);
    html_end(page->output);
}

struct renderer render_html_new(const char *title, FILE *output)
{
    struct page *page = must_alloc(sizeof *page);

    page->output = output;
    page->title = title;
    return (struct renderer){begin, row, end, page};
}
