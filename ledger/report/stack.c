/* Stacked bars in integer arithmetic; each part has a pattern besides its colour, and the legend names both. */
#include "report/html.h"

#include "contrepartie/money.h"

#include <string.h>

enum { WIDTH = 720, LEFT = 110, BAR = 70, GAP = 40, HEIGHT = 260, TOP = 10, ROW = 20 };

static const char *const colours[STACK_PARTS_MAX] = {"#000091", "#b34000", "#18753c", "#6a4a8c", "#7a5c00", "#3a3a3a"};

static int place_of_year(struct stack *stack, int year)
{
    int place = 0;

    while (place < stack->year_count && stack->years[place] < year)
        place++;
    if (place < stack->year_count && stack->years[place] == year) return place;
    if (stack->year_count == CHART_POINTS_MAX) return -1;
    for (int index = stack->year_count++; index > place; index--) {
        stack->years[index] = stack->years[index - 1];
        for (int part = 0; part < STACK_PARTS_MAX; part++)
            stack->cents[part][index] = stack->cents[part][index - 1];
    }
    stack->years[place] = year;
    for (int part = 0; part < STACK_PARTS_MAX; part++)
        stack->cents[part][place] = 0;
    return place;
}

static int part_of(struct stack *stack, const char *label)
{
    int part = 0;

    while (part < stack->part_count && strncmp(stack->labels[part], label, sizeof stack->labels[0] - 1) != 0)
        part++;
    if (part < stack->part_count) return part;
    if (stack->part_count == STACK_PARTS_MAX) part = STACK_PARTS_MAX - 1;
    (void)snprintf(stack->labels[part], sizeof stack->labels[0], "%s",
                   part < STACK_PARTS_MAX - 1 ? label : TR("others", "autres"));
    stack->part_count = part + 1;
    return part;
}

void stack_add(struct stack *stack, const char *label, int year, int64_t cents)
{
    int part = part_of(stack, label), place = place_of_year(stack, year);

    if (place >= 0) (void)money_add(&stack->cents[part][place], cents > 0 ? cents : 0);
}

void chart_stack(FILE *output, const struct stack *stack)
{
    int64_t most = 1, unit;
    char plain[MONEY_TEXT_SIZE], text[64];
    int base = TOP + HEIGHT;

    for (int year = 0; year < stack->year_count; year++) {
        int64_t sum = 0;
        for (int part = 0; part < stack->part_count; part++)
            (void)money_add(&sum, stack->cents[part][year]);
        if (sum > most) most = sum;
    }
    unit = most / HEIGHT + 1;
    (void)fprintf(output, "<figure tabindex=\"0\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
                  base + 30 + ROW * stack->part_count);
    html_text(output, stack->title);
    (void)fputs("\">\n", output);
    for (int year = 0; year < stack->year_count; year++) {
        int x = LEFT + year * (BAR + GAP), y = base;
        int64_t sum = 0;
        for (int part = 0; part < stack->part_count; part++) {
            int height = (int)(stack->cents[part][year] / unit);
            y -= height;
            (void)money_add(&sum, stack->cents[part][year]);
            (void)fprintf(output, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#fff\"/>", x,
                          y, BAR, height, colours[part]);
            if (height > 12)
                (void)fprintf(
                    output, "<text x=\"%d\" y=\"%d\" fill=\"#fff\" font-size=\"11\" text-anchor=\"middle\">%c</text>\n",
                    x + BAR / 2, y + height / 2 + 4, 'A' + part);
        }
        (void)money_write(sum / 100 * 100, plain);
        plain[strcspn(plain, ".")] = '\0';
        (void)fprintf(output,
                      "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\">%d</text><text x=\"%d\" "
                      "y=\"%d\" text-anchor=\"middle\" font-size=\"11\">%s</text>\n",
                      x + BAR / 2, base + 14, stack->years[year], x + BAR / 2, y > 14 ? y - 3 : 11,
                      money_display(plain, text, sizeof text));
    }
    for (int part = 0; part < stack->part_count; part++) {
        (void)fprintf(output,
                      "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"14\" fill=\"%s\"/><text x=\"%d\" y=\"%d\" "
                      "font-size=\"12\">%c. ",
                      LEFT, base + 22 + ROW * part, colours[part], LEFT + 20, base + 34 + ROW * part, 'A' + part);
        html_text(output, stack->labels[part]);
        (void)fputs("</text>\n", output);
    }
    (void)fputs("</svg><figcaption class=\"source\">", output);
    html_text(output, stack->title);
    (void)fputs("</figcaption></figure>\n", output);
}
