/* A transfer: right, resources and charge, the two coverages, the scissors, its acts, what the rules say of it. */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "report/kept.h"

#include <string.h>

static void figure(struct visit *visit, const char *label, const struct kept *years, long row, const char *column,
                   bool ratio)
{
    const struct column shape = {.type = ratio ? COLUMN_RATIO : COLUMN_MONEY};
    const char *value = kept_cell(years, row, column);
    char text[96];

    (void)fputs("<li><b>", visit->output);
    if (is_incognito(visit))
        (void)fputs(HIDDEN, visit->output);
    else
        html_text(visit->output, value != NULL && *value != '\0' ? value_display(&shape, value, text, sizeof text)
                                                                 : TR("none", "aucune"));
    (void)fprintf(visit->output, "</b>%s</li>\n", label);
}

/* The last year of each recipient, and the lines of all of them. */
static bool years_write(struct visit *visit, const struct question *question, const struct kept *years,
                        struct failure *failure)
{
    struct kept acts __attribute__((cleanup(kept_free))) = {.count = 0};
    struct question when = *question;

    when.year = NULL; /* an act founds the years after it */
    if (!rows_read(visit, "acts", &when, &acts, failure)) return false;
    for (long row = 0; row < years->count; row++) {
        bool last =
            row + 1 == years->count || strcmp(kept_word(years, row, "siren"), kept_word(years, row + 1, "siren")) != 0;
        if (!last) continue;
        (void)fprintf(visit->output, "<h2>%s <a href=\"/entities/%s\">%s</a>, %s</h2>\n<ul class=\"figures\">\n",
                      TR("Recipient", "Bénéficiaire"), kept_word(years, row, "siren"), kept_word(years, row, "siren"),
                      kept_word(years, row, "year"));
        figure(visit, TR("right to compensation", "droit à compensation"), years, row, "right", false);
        figure(visit, TR("resources", "ressources"), years, row, "resources", false);
        figure(visit, TR("legal coverage", "couverture légale"), years, row, "legal_coverage", true);
        figure(visit, TR("charge", "charge"), years, row, "charge", false);
        figure(visit, TR("dynamic coverage", "couverture de la charge"), years, row, "dynamic_coverage", true);
        (void)fputs("</ul>\n", visit->output);
    }
    if (!is_incognito(visit)) chart_scissors(visit->output, years, &acts);
    return true;
}

static bool show(struct visit *visit, struct failure *failure)
{
    struct question question = visit->question;
    struct kept years __attribute__((cleanup(kept_free))) = {.count = 0};
    struct section sections[] = {{.report = "transfers", .title = TR("What was transferred", "Ce qui a été transféré")},
                                 {.report = "acts", .title = TR("Its acts", "Ses actes")},
                                 {.report = "compensation",
                                  .title = TR("Compensation, year by year", "Compensation, par exercice"),
                                  .rows = &years},
                                 {.report = "rights"},
                                 {.report = "matching"}};

    char title[200];

    question.transfer = visit->operands;
    question.scope = NULL;
    (void)snprintf(title, sizeof title, "%s %.150s", TR("Transfer", "Transfert"), visit->operands);
    page_begin(visit, title);
    (void)fputs("<p><a href=\"/audit?transfer=", visit->output);
    address_write(visit->output, visit->operands);
    (void)fprintf(visit->output, "\">%s</a> · <a href=\"/audit.xlsx?transfer=",
                  TR("Audit report, to print", "Rapport d'audit, à imprimer"));
    address_write(visit->output, visit->operands);
    (void)fputs("\">XLSX</a> · <a href=\"/audit.ods?transfer=", visit->output);
    address_write(visit->output, visit->operands);
    (void)fprintf(visit->output, "\">ODS</a> · <a href=\"/simulation\">%s</a></p>\n", TR("Simulate", "Simuler"));
    if (!rows_read(visit, "compensation", &question, &years, failure) ||
        !years_write(visit, &question, &years, failure))
        return false;
    for (size_t index = 0; index < sizeof sections / sizeof sections[0]; index++) {
        sections[index].question = question;
        sections[index].without = "transfer";
        if (strcmp(sections[index].report, "rights") == 0 && !findings_write(visit, &question, NULL, failure))
            return false;
        if (!section_write(visit, &sections[index], failure)) return false;
    }
    page_end(visit);
    return true;
}

bool page_transfers(struct visit *visit, struct failure *failure)
{
    struct section transfers = {.report = "transfers", .question = visit->question, .note = true, .bare = true};
    struct section totals = {.report = "compensation-totals", .question = visit->question};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->operands != NULL && visit->operands[0] != '\0') return show(visit, failure);
    if (visit->format != OUTPUT_HTML) return report_write(visit, "transfers", &visit->question, failure);
    page_begin(visit, TR("Transfers of competence", "Transferts de compétence"));
    (void)fputs("<p><a href=\"/audit", visit->output);
    filters_write(visit->output, visit);
    (void)fprintf(visit->output, "\">%s</a></p>\n",
                  TR("Audit report on all of them, to print", "Rapport d'audit sur tous, à imprimer"));
    if (!section_write(visit, &transfers, failure) || !section_write(visit, &totals, failure)) return false;
    page_end(visit);
    return true;
}

/* The audit report stands alone, as it is printed: its style is inside, and nothing else is let in. */
bool page_audit(struct visit *visit, struct failure *failure)
{
    static const char policy[] =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    struct report report;
    struct filters filters = {0};
    struct audit audit;
    bool done;

    if (is_incognito(visit)) return fail_incognito(failure);
    if (!visit_open(visit, STORE_READER, failure) || !report_find("compensation", &report)) return false;
    if (visit->format != OUTPUT_HTML && visit->format != OUTPUT_XLSX && visit->format != OUTPUT_ODS)
        return fail(failure, OUTCOME_USAGE,
                    TR("the audit report is a page, xlsx or ods", "le rapport d'audit est une page, xlsx ou ods"));
    visit->question.scope = NULL;
    done = question_read(&visit->question, visit->database, &report, &filters, failure) &&
           question_known(&visit->question, &filters, visit->database, failure);
    if (done) {
        question_audit(&visit->question, &filters, &audit);
        done = audit_write(visit->database, &audit, visit->format, visit->output, failure);
    }
    buffer_free(&filters.predicate);
    if (done) visit->policy = policy;
    format_answer(visit, "audit");
    return done;
}
