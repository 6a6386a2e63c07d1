#include "report/html.h"
#include "report/kept.h"

#include <stdlib.h>
#include <string.h>

void chart_scissors(FILE *output, const struct kept *years)
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
        chart_lines(output, &chart);
    }
}
