#include "report/html.h"
#include "report/kept.h"

#include "contrepartie/text.h"

#include <stdlib.h>
#include <string.h>

#define MARK_TEXT 68

/* The acts of a transfer that have a day: what each does, and its number or title. */
static void add_marks(struct chart *chart, const struct kept *acts, const char *transfer)
{
    const struct column day = {.type = COLUMN_DATE};
    char shown[16], text[512];

    for (long row = 0; row < acts->count && chart->mark_count < CHART_MARKS_MAX; row++) {
        const char *number = kept_word(acts, row, "number"), *date = kept_word(acts, row, "date");
        const char *act = *number != '\0' ? number : kept_word(acts, row, "act");
        if (strcmp(kept_word(acts, row, "transfer"), transfer) != 0 || *date == '\0') continue;
        (void)snprintf(text, sizeof text, "%s %s%s%s", value_display(&day, date, shown, sizeof shown),
                       kept_word(acts, row, "what"), *act != '\0' ? ", " : "", act);
        chart->marks[chart->mark_count].day = date;
        text_copy(text, strlen(text), chart->marks[chart->mark_count].label, MARK_TEXT);
        if (strlen(text) >= MARK_TEXT) (void)strcat(chart->marks[chart->mark_count].label, "…");
        chart->mark_count++;
    }
}

void chart_scissors(FILE *output, const struct kept *years, const struct kept *acts)
{
    for (long row = 0; row < years->count;) {
        struct chart chart = {.series_count = 3, .fill = true};
        char title[256];
        long first = row;
        chart.series[0].label = TR("resources", "ressources");
        chart.series[1].label = TR("charge", "charge");
        chart.series[2].label = TR("right", "droit");
        for (; row < years->count &&
               strcmp(kept_word(years, row, "transfer"), kept_word(years, first, "transfer")) == 0 &&
               strcmp(kept_word(years, row, "siren"), kept_word(years, first, "siren")) == 0;
             row++) {
            int point = chart.point_count;
            if (point == CHART_POINTS_MAX) continue;
            chart.years[point] = (int)strtol(kept_word(years, row, "year"), NULL, 10);
            chart.series[0].cents[point] = kept_cents(kept_cell(years, row, "resources"));
            chart.series[1].cents[point] = kept_cents(kept_cell(years, row, "charge"));
            chart.series[2].cents[point] = kept_cents(kept_cell(years, row, "right"));
            chart.point_count++;
        }
        (void)snprintf(title, sizeof title,
                       TR("%s, recipient %s: the scissors between resources and charge",
                          "%s, bénéficiaire %s : l'effet de ciseaux entre ressources et charge"),
                       kept_word(years, first, "transfer"), kept_word(years, first, "siren"));
        chart.title = title;
        add_marks(&chart, acts, kept_word(years, first, "transfer"));
        chart_lines(output, &chart);
    }
}
