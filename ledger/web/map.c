/* The coverage of transfers by département, on a map and in the table of the same figures. */
#include "web/web.h"

#include "report/kept.h"

bool page_map(struct visit *visit, struct failure *failure)
{
    struct section section = {.report = "coverage-by-department", .question = visit->question, .note = true};
    struct kept rows __attribute__((cleanup(kept_free))) = {.count = 0};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->format != OUTPUT_HTML) return report_write(visit, section.report, &visit->question, failure);
    visit->question.scope = NULL;
    if (!rows_read(visit, section.report, &visit->question, &rows, failure)) return false;
    page_begin(visit, TR("Coverage by département", "Couverture par département"));
    if (!is_incognito(visit))
        chart_tiles(visit->output, TR("Legal coverage", "Couverture légale"), &rows, "department_legal");
    section.rows = &rows;
    if (!section_write(visit, &section, failure)) return false;
    page_end(visit);
    return true;
}
