#include "balance/charts.h"

#include "contrepartie/buffer.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOMEN, and the chart of the ministry it stands for (sql/nomenclature). */
static const struct {
    const char *nomen, *norm, *variant;
} norms[] = {{"M57", "M57", "M57_D"},
             {"M57A", "M57", "M57_A"},
             {"M14", "M14", "M14_COM_SUP3500"},
             {"M14A", "M14", "M14_COM_INF500"},
             {"M52", "M52", "M52"},
             {"M61", "M61", "M61"},
             {"M71", "M71", "M71"},
             {"M4", "M4", "M4"},
             {"M41", "M4", "M41"},
             {"M42", "M4", "M42"},
             {"M43", "M4", "M43_D"},
             {"M43A", "M4", "M43_A"},
             {"M44", "M4", "M44"},
             {"M49", "M4", "M49_D"},
             {"M49A", "M4", "M49_A"}};

struct charts {
    int count;
    struct chart all[CHARTS_MAX];
};

struct charts *charts_new(void)
{
    struct charts *charts = must_alloc(sizeof *charts);

    charts->count = 0;
    return charts;
}

void charts_free(struct charts *charts)
{
    for (int index = 0; index < charts->count; index++)
        plan_free(charts->all[index].plan);
    free(charts);
}

static void name_it(struct chart *chart, const char *nomen, int year)
{
    *chart = (struct chart){.year = year, .variant = ""};
    text_copy(nomen, strlen(nomen), chart->nomen, sizeof chart->nomen);
    chart->norm = chart->nomen;
    for (size_t index = 0; index < sizeof norms / sizeof norms[0]; index++)
        if (strcmp(norms[index].nomen, nomen) == 0) {
            chart->norm = norms[index].norm;
            chart->variant = norms[index].variant;
        }
}

const struct chart *charts_find(struct charts *charts, struct import_job *job, const char *nomen, int year,
                                bool *ret_new)
{
    struct chart *chart;
    struct failure failure;

    *ret_new = false;
    for (int index = 0; index < charts->count; index++)
        if (charts->all[index].year == year && strcmp(charts->all[index].nomen, nomen) == 0) return &charts->all[index];
    if (charts->count == CHARTS_MAX) return NULL;
    chart = &charts->all[charts->count++];
    name_it(chart, nomen, year);
    *ret_new = true;
    if (!posting_flush(job->posting, job->failure)) {
        job->broken = true;
        return NULL;
    }
    chart->plan = plan_load(job->database, chart->norm, chart->variant, year, &failure);
    if (chart->plan == NULL && failure.outcome != OUTCOME_DATA) {
        *job->failure = failure;
        job->broken = true;
        return NULL;
    }
    return chart;
}
