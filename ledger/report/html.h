/* HTML pages: one style, readable on a screen, printable on A4, without scripts. */
#ifndef CONTREPARTIE_HTML_H
#define CONTREPARTIE_HTML_H

#include "report/value.h"

#include <stdint.h>

void html_text(FILE *output, const char *text); /* escaped */
const char *html_style(void);                   /* of every page */
void html_begin(FILE *output, const char *title);
void html_end(FILE *output);

/* The start of a cell that shows that text: numbers to the right, short codes and days unbroken, long words broken. */
void html_cell_begin(FILE *output, const struct column *column, const char *text);

/* True when the column's values are aligned to the right. */
bool html_is_number(const struct column *column);

/* The whole cell; href NULL: no link. */
void html_cell(FILE *output, const struct column *column, const char *value, const char *href);
void html_heading(FILE *output, const struct column *columns, int count);

/* Charts as inline SVG, in whole pixels and cents: lines over years, with a legend and a table of the same figures
   left to the caller. */
#define CHART_SERIES_MAX 4
#define CHART_POINTS_MAX 40
#define CHART_MARKS_MAX  16
struct chart {
    const char *title;
    int years[CHART_POINTS_MAX], point_count;
    struct {
        const char *label;
        int64_t cents[CHART_POINTS_MAX];
    } series[CHART_SERIES_MAX];
    int series_count;
    struct {
        const char *day;      /* ISO */
        char label[72];       /* half the width at most */
    } marks[CHART_MARKS_MAX]; /* what happened, below the axis: one row each, at its place in time */
    int mark_count;
    bool percent; /* values are hundredths of a percent */
    bool fill;    /* hatch between the first two series: the scissors */
};
void chart_lines(FILE *output, const struct chart *chart);

/* Horizontal bars, one for each label. */
void chart_bars(FILE *output, const char *title, const char *const *labels, const int64_t *cents, int count);

/* Bars of parts on top of each other, one bar a year. */
#define STACK_PARTS_MAX 6
struct stack {
    const char *title;
    int years[CHART_POINTS_MAX], year_count;
    char labels[STACK_PARTS_MAX][96]; /* beyond the fifth: the others together */
    int64_t cents[STACK_PARTS_MAX][CHART_POINTS_MAX];
    int part_count;
};
void stack_add(struct stack *stack, const char *label, int year, int64_t cents);
void chart_stack(FILE *output, const struct stack *stack);

#endif
