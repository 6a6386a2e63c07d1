/* Every report of the catalogue, as a page or as a file. */
#include "web/web.h"

#include <string.h>

void format_answer(struct visit *visit, const char *name)
{
    static const struct {
        const char *extension, *type;
    } formats[] = {[OUTPUT_CSV] = {"csv", "text/csv; charset=utf-8"},
                   [OUTPUT_CSV_FR] = {"csv", "text/csv; charset=utf-8"},
                   [OUTPUT_TSV] = {"tsv", "text/tab-separated-values; charset=utf-8"},
                   [OUTPUT_JSON] = {"json", "application/json"},
                   [OUTPUT_NDJSON] = {"ndjson", "application/x-ndjson"},
                   [OUTPUT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                   [OUTPUT_ODS] = {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
                   [OUTPUT_SVG] = {"svg", "image/svg+xml"}};

    if (visit->format == OUTPUT_HTML || formats[visit->format].type == NULL) return;
    visit->type = formats[visit->format].type;
    /* what programs read stays in the browser; what people open is saved */
    if (visit->format != OUTPUT_JSON && visit->format != OUTPUT_NDJSON)
        (void)snprintf(visit->file_name, sizeof visit->file_name, "%.100s.%s", name, formats[visit->format].extension);
}

bool report_write(struct visit *visit, const char *name, const struct question *question, struct failure *failure)
{
    struct report report;
    struct filters filters = {0};
    long rows;
    bool done;

    if (is_incognito(visit)) return fail_incognito(failure);
    if (!report_look_up(name, &report, failure)) return false;
    if (visit->format == OUTPUT_SVG && !report_drawable(&report))
        return fail(failure, OUTCOME_USAGE, TR("only flows are drawn", "seuls les flux se dessinent"));
    done = question_read(question, visit->database, &report, &filters, failure) &&
           question_known(question, &filters, visit->database, failure);
    if (done)
        done =
            question_write(question, visit->database, &report, &filters, visit->format, visit->output, &rows, failure);
    buffer_free(&filters.predicate);
    format_answer(visit, name);
    return done;
}

static bool catalogue(struct visit *visit)
{
    char name[48];

    page_begin(visit, TR("Reports", "États"));
    (void)fputs("<ul class=\"catalogue\">\n", visit->output);
    for (size_t index = 0; report_name(index, name, sizeof name) != NULL; index++) {
        struct report report;
        if (!report_find(name, &report) || report.hidden) continue;
        (void)fprintf(visit->output, "<li><a href=\"/reports/%s", name);
        filters_write(visit->output, visit);
        (void)fputs("\">", visit->output);
        html_text(visit->output, report.title[language_get()]);
        (void)fputs("</a><br><span class=\"source\">", visit->output);
        html_text(visit->output, report.about[language_get()]);
        (void)fputs("</span></li>\n", visit->output);
    }
    (void)fputs("</ul>\n", visit->output);
    page_end(visit);
    return true;
}

bool page_of_report(struct visit *visit, const char *name, const char *title, struct failure *failure)
{
    struct section section = {.report = name, .question = visit->question, .note = true, .bare = true};
    struct report report;

    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->format != OUTPUT_HTML) return report_write(visit, name, &visit->question, failure);
    if (!report_look_up(name, &report, failure)) return false;
    page_begin(visit, title != NULL ? title : report.title[language_get()]);
    if (!section_write(visit, &section, failure)) return false;
    page_end(visit);
    return true;
}

bool page_reports(struct visit *visit, struct failure *failure)
{
    if (visit->operands == NULL || visit->operands[0] == '\0') return catalogue(visit);
    return page_of_report(visit, visit->operands, NULL, failure);
}

bool page_journal(struct visit *visit, struct failure *failure)
{
    return page_of_report(visit, "journal", NULL, failure);
}
