/* Charts in integer arithmetic: a value is a share of the largest, in pixels. */
#include "report/html.h"

#include "contrepartie/money.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH  720
#define HEIGHT 300
#define LEFT   110
#define RIGHT  20
#define TOP    20
#define BOTTOM 60
#define GRID   4
#define MARK   16 /* the height of a row of what happened */

static const char *const colours[CHART_SERIES_MAX] = {"#000091", "#b34000", "#3a3a3a", "#18753c"};
static const char *const dashes[CHART_SERIES_MAX] = {"", "7 4", "2 3", "10 3 2 3"}; /* readable without colours */

static int64_t largest(const struct chart *chart)
{
    int64_t most = 1;

    for (int series = 0; series < chart->series_count; series++)
        for (int point = 0; point < chart->point_count; point++)
            if (chart->series[series].cents[point] > most) most = chart->series[series].cents[point];
    return most;
}

static int x_of(const struct chart *chart, int point)
{
    int steps = chart->point_count > 1 ? chart->point_count - 1 : 1;

    return LEFT + point * (WIDTH - LEFT - RIGHT) / steps;
}

static int y_of(int64_t cents, int64_t most)
{
    int64_t height = HEIGHT - TOP - BOTTOM;

    return HEIGHT - BOTTOM -
           (int)((cents > 0 ? cents : 0) / (most / height + 1) < height ? (cents > 0 ? cents : 0) * height / most
                                                                        : height);
}

static void label_of(const struct chart *chart, int64_t value, char *text, size_t size)
{
    char plain[MONEY_TEXT_SIZE];

    if (chart->percent)
        (void)snprintf(text, size, "%lld\u00A0%%", (long long)(value / 100));
    else {
        (void)money_write(value / 100 * 100, plain);
        plain[strcspn(plain, ".")] = '\0';
        (void)money_display(plain, text, size);
    }
}

static void grid(FILE *output, const struct chart *chart, int64_t most)
{
    char text[96];

    for (int line = 0; line <= GRID; line++) {
        int64_t value = most / GRID * line;
        int y = y_of(value, most);
        label_of(chart, value, text, sizeof text);
        (void)fprintf(output,
                      "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%d\" "
                      "text-anchor=\"end\" font-size=\"11\">%s</text>\n",
                      LEFT, y, WIDTH - RIGHT, y, LEFT - 6, y + 4, text);
    }
    for (int point = 0; point < chart->point_count; point++)
        (void)fprintf(output, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\">%d</text>\n",
                      x_of(chart, point), HEIGHT - BOTTOM + 16, chart->years[point]);
}

static void between(FILE *output, const struct chart *chart, int64_t most)
{
    (void)fputs("<polygon fill=\"#b34000\" fill-opacity=\"0.12\" points=\"", output);
    for (int point = 0; point < chart->point_count; point++)
        (void)fprintf(output, "%d,%d ", x_of(chart, point), y_of(chart->series[0].cents[point], most));
    for (int point = chart->point_count; point-- > 0;)
        (void)fprintf(output, "%d,%d ", x_of(chart, point), y_of(chart->series[1].cents[point], most));
    (void)fputs("\"/>\n", output);
}

/* A day on the axis, whose years stand at their middle; a day before the first or after the last stands at the edge. */
static int x_of_day(const struct chart *chart, const char *day, const char **ret_beyond)
{
    int year = (int)strtol(day, NULL, 10), month = (int)strtol(day + 5, NULL, 10), point = 0, x;

    while (point + 1 < chart->point_count && chart->years[point + 1] <= year)
        point++;
    x = x_of(chart, point);
    if (chart->point_count > 1)
        x += ((year - chart->years[point]) * 12 + month - 6) * (WIDTH - LEFT - RIGHT) / (chart->point_count - 1) / 12;
    *ret_beyond = x < LEFT ? "\u25C2 " : x > WIDTH - RIGHT ? "\u25B8 " : "";
    return x < LEFT ? LEFT : x > WIDTH - RIGHT ? WIDTH - RIGHT : x;
}

static void marks(FILE *output, const struct chart *chart)
{
    for (int mark = 0; mark < chart->mark_count; mark++) {
        const char *beyond;
        int x = x_of_day(chart, chart->marks[mark].day, &beyond), y = HEIGHT - BOTTOM + 32 + mark * MARK;
        bool left = x > WIDTH / 2;
        (void)fprintf(
            output,
            "<path d=\"M%d %dV%dM%d %dV%d\" stroke=\"#666\" stroke-dasharray=\"1 3\"/>" /* not through the year */
            "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"#161616\"/><text x=\"%d\" y=\"%d\" "
            "text-anchor=\"%s\" font-size=\"11\">%s",
            x, TOP, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 22, y, x, y, left ? x - 8 : x + 8, y + 4,
            left ? "end" : "start", beyond);
        html_text(output, chart->marks[mark].label);
        (void)fputs("</text>\n", output);
    }
}

void chart_lines(FILE *output, const struct chart *chart)
{
    int64_t most = largest(chart);
    int bottom = HEIGHT + chart->mark_count * MARK;

    (void)fprintf(output, "<figure tabindex=\"0\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
                  bottom);
    html_text(output, chart->title);
    (void)fputs("\">\n", output);
    grid(output, chart, most);
    marks(output, chart);
    if (chart->fill && chart->series_count > 1 && chart->point_count > 1) between(output, chart, most);
    for (int series = 0; series < chart->series_count; series++) {
        (void)fprintf(output,
                      "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\" points=\"",
                      colours[series], dashes[series]);
        for (int point = 0; point < chart->point_count; point++)
            (void)fprintf(output, "%d,%d ", x_of(chart, point), y_of(chart->series[series].cents[point], most));
        (void)fputs("\"/>\n", output);
        for (int point = 0; point < chart->point_count; point++)
            (void)fprintf(output, "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"%s\"/>\n", x_of(chart, point),
                          y_of(chart->series[series].cents[point], most), colours[series]);
        (void)fprintf(output,
                      "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2.5\" "
                      "stroke-dasharray=\"%s\"/><text x=\"%d\" y=\"%d\" font-size=\"12\">",
                      LEFT + series * 190, bottom - 20, LEFT + series * 190 + 26, bottom - 20, colours[series],
                      dashes[series], LEFT + series * 190 + 32, bottom - 16);
        html_text(output, chart->series[series].label);
        (void)fputs("</text>\n", output);
    }
    (void)fputs("</svg><figcaption class=\"source\">", output);
    html_text(output, chart->title);
    (void)fputs("</figcaption></figure>\n", output);
}

void chart_bars(FILE *output, const char *title, const char *const *labels, const int64_t *cents, int count)
{
    enum { BAR = 22, LABELS = 280 };
    struct chart plain = {.percent = false};
    int64_t most = 1;
    char text[96];

    for (int index = 0; index < count; index++)
        if (cents[index] > most) most = cents[index];
    (void)fprintf(output, "<figure tabindex=\"0\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
                  count * (BAR + 6) + 10);
    html_text(output, title);
    (void)fputs("\">\n", output);
    for (int index = 0; index < count; index++) {
        long long room = WIDTH - LABELS - 130, width = cents[index] > 0 ? cents[index] / (most / room + 1) : 0;
        int y = index * (BAR + 6) + 4;
        (void)fprintf(output, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"12\">", LABELS - 8, y + 15);
        html_text(output, labels[index]);
        label_of(&plain, cents[index], text, sizeof text);
        (void)fprintf(output,
                      "</text><rect x=\"%d\" y=\"%d\" width=\"%lld\" height=\"%d\" fill=\"#000091\"/><text x=\"%lld\" "
                      "y=\"%d\" font-size=\"12\">%s</text>\n",
                      LABELS, y, width, BAR, LABELS + width + 6, y + 15, text);
    }
    (void)fputs("</svg><figcaption class=\"source\">", output);
    html_text(output, title);
    (void)fputs("</figcaption></figure>\n", output);
}
