/* What the rules say: breaches, findings, points to check; why; and to put one aside, with a reason. */
#include "web/web.h"

#include "contrepartie/buffer.h"

#include <string.h>

static void explained(struct visit *visit, const PGresult *found, int row)
{
    (void)fprintf(visit->output, "<a href=\"/findings/%s?transfer=", PQgetvalue(found, row, 0));
    address_write(visit->output, PQgetvalue(found, row, 2));
    (void)fprintf(visit->output, "&amp;entity=%s&amp;year=%s\">%s</a>", PQgetvalue(found, row, 3),
                  PQgetvalue(found, row, 4), PQgetvalue(found, row, 0));
}

static void row_write(struct visit *visit, const PGresult *found, int row)
{
    static const char *const classes[] = {"check", "finding", "breach"};
    int rank = finding_rank(PQgetvalue(found, row, 1));

    (void)fprintf(visit->output, "<tr><td class=\"%s\">%s</td><td class=\"c\">", classes[rank > 0 ? rank : 0],
                  finding_word(PQgetvalue(found, row, 1)));
    explained(visit, found, row);
    (void)fputs("</td><td class=\"c\"><a href=\"/transfers/", visit->output);
    address_write(visit->output, PQgetvalue(found, row, 2));
    (void)fputs("\">", visit->output);
    html_text(visit->output, PQgetvalue(found, row, 2));
    (void)fprintf(visit->output, "</a></td><td><a href=\"/entities/%s\">%s</a></td>", PQgetvalue(found, row, 3),
                  PQgetvalue(found, row, 3));
    for (int column = 4; column < FINDINGS_COLUMNS; column++) {
        if (is_incognito(visit) && findings_columns[column].type == COLUMN_MONEY)
            (void)fputs("<td class=\"n\">" HIDDEN "</td>", visit->output);
        else if (strcmp(findings_columns[column].name, "message") == 0) {
            (void)fputs("<td>", visit->output);
            text_write(visit, PQgetvalue(found, row, column));
            (void)fputs("</td>", visit->output);
        } else
            html_cell(visit->output, &findings_columns[column],
                      PQgetisnull(found, row, column) ? NULL : PQgetvalue(found, row, column), NULL);
    }
    (void)fputs("</tr>\n", visit->output);
}

static void heading(struct visit *visit, const char *label)
{
    static const int order[] = {1, 0, 2, 3, 4, 5, 6, 7};

    (void)fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", visit->output);
    html_text(visit->output, label);
    (void)fputs("\"><table><caption class=\"hidden\">", visit->output);
    html_text(visit->output, label);
    (void)fputs("</caption><thead><tr>", visit->output);
    for (size_t index = 0; index < sizeof order / sizeof order[0]; index++) {
        (void)fprintf(visit->output, "<th scope=\"col\"%s>",
                      findings_columns[order[index]].type == COLUMN_MONEY ? " class=\"n\"" : "");
        html_text(visit->output, findings_columns[order[index]].label[language_get()]);
        (void)fputs("</th>", visit->output);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", visit->output);
}

static void all_write(struct visit *visit, const PGresult *found)
{
    int shown = 0;

    (void)fprintf(visit->output, "<h2>%s</h2>\n",
                  TR("Breaches, findings, points to check", "Manquements, constats, à vérifier"));
    if (PQntuples(found) == 0) {
        (void)fprintf(visit->output, "<p>%s</p>\n", TR("None.", "Aucun."));
        return;
    }
    heading(visit, TR("Breaches, findings, points to check", "Manquements, constats, à vérifier"));
    for (int rank = 2; rank >= 0; rank--)
        for (int row = 0; row < PQntuples(found) && shown < 2 * ROWS_A_PAGE; row++)
            if (finding_rank(PQgetvalue(found, row, 1)) == rank) {
                row_write(visit, found, row);
                shown++;
            }
    (void)fputs("</tbody></table></div>\n", visit->output);
    if (shown < PQntuples(found))
        (void)fprintf(
            visit->output,
            TR("<p class=\"notice\">%d of %d are shown: narrow by body, year or transfer.</p>\n",
               "<p class=\"notice\">%d sur %d sont affichés : limitez par collectivité, exercice ou transfert.</p>\n"),
            shown, PQntuples(found));
}

/* The findings that match, once the ledger knows what is asked for. */
static PGresult *findings_read(struct visit *visit, const struct question *question, const char *code,
                               struct failure *failure)
{
    struct question asked = *question;
    struct filters filters = {0};
    bool known;

    asked.scope = NULL;
    known = filters_read(&asked, visit->database, NULL, &filters, failure) &&
            question_known(&asked, &filters, visit->database, failure);
    return known ? question_findings(&asked, visit->database, code, failure) : NULL;
}

bool findings_write(struct visit *visit, const struct question *question, const char *code, struct failure *failure)
{
    PGresult *found CLEAN_RESULT = findings_read(visit, question, code, failure);

    if (found == NULL) return false;
    all_write(visit, found);
    return true;
}

static void rule_write(struct visit *visit, const char *rule)
{
    char text[512];

    (void)fputs("<dl>\n", visit->output);
    for (size_t index = 0; index < RULE_PARTS; index++)
        if (rule_field(rule, rule_parts[index].name, text, sizeof text)) {
            (void)fprintf(visit->output, "<dt>%s</dt><dd>", rule_parts[index].label[language_get()]);
            html_text(visit->output, text);
            (void)fputs("</dd>\n", visit->output);
        }
    (void)fputs("</dl>\n", visit->output);
}

static void hidden(struct visit *visit, const char *name, const char *value)
{
    (void)fprintf(visit->output, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    html_text(visit->output, value != NULL ? value : "");
    (void)fputs("\">\n", visit->output);
}

static void waive_form(struct visit *visit)
{
    const char *transfer = visit->question.transfer;

    if (transfer == NULL || visit->server->options->read_only) return;
    (void)fprintf(visit->output, "<h2>%s</h2>\n<p>%s</p>\n", TR("Put it aside", "Écarter"),
                  TR("It stays in every report with the reason and who gave it; it is no longer counted.",
                     "Il reste dans chaque état avec le motif et son auteur ; il n'est plus compté."));
    form_begin(visit, visit->path);
    hidden(visit, "transfer", transfer);
    hidden(visit, "entity", visit->question.entity);
    hidden(visit, "year", visit->question.year);
    (void)fprintf(visit->output,
                  "<label>%s <input name=\"reason\" required maxlength=\"400\"></label>\n<button name=\"waived\" "
                  "value=\"true\">%s</button> "
                  "<button name=\"waived\" value=\"false\">%s</button></form>\n",
                  TR("Reason", "Motif"), TR("Put aside", "Écarter"), TR("Restore", "Rétablir"));
}

/* The rule that the address names; NULL with a failure. */
static const char *rule_of(const struct visit *visit, struct failure *failure)
{
    const char *rule = rule_text(visit->operands);

    if (rule != NULL) return rule;
    (void)fail(failure, OUTCOME_NO_INPUT, TR("there is no rule %s", "il n'y a pas de règle %s"), visit->operands);
    (void)fail_remedy(failure, "%s",
                      TR("The page “Findings” leads to each rule.", "La page « Constats » mène à chaque règle."));
    return NULL;
}

static bool explain(struct visit *visit, struct failure *failure)
{
    struct section sections[] = {{.report = "rights", .question = visit->question},
                                 {.report = "explain", .question = visit->question}};
    const char *rule = rule_of(visit, failure);
    char title[80];

    if (rule == NULL) return false;
    (void)snprintf(title, sizeof title, "%s %.20s", TR("Rule", "Règle"), visit->operands);
    page_begin(visit, title);
    rule_write(visit, rule);
    if (!findings_write(visit, &visit->question, visit->operands, failure)) return false;
    waive_form(visit);
    for (size_t index = 0; visit->question.transfer != NULL && index < 2; index++)
        if (!section_write(visit, &sections[index], failure)) return false;
    page_end(visit);
    return true;
}

/* In the other formats, as `contrepartie findings` writes them. */
static bool write_all(struct visit *visit, struct failure *failure)
{
    PGresult *found CLEAN_RESULT = findings_read(visit, &visit->question, NULL, failure);

    if (found == NULL) return false;
    if (is_incognito(visit)) return fail_incognito(failure);
    if (!findings_file(&visit->question, visit->database, found, visit->format, visit->output, failure)) return false;
    format_answer(visit, "findings");
    return true;
}

static void ways_out(struct visit *visit)
{
    static const char *const ways[][2] = {
        {".xlsx", "XLSX"}, {".ods", "ODS"}, {".csv-fr", "CSV (Excel)"}, {".csv", "CSV"}};

    if (is_incognito(visit)) return;
    (void)fputs("<p class=\"source ways\">", visit->output);
    for (size_t index = 0; index < sizeof ways / sizeof ways[0]; index++) {
        (void)fputs("<a href=\"", visit->output);
        again_write(visit->output, visit, ways[index][0], NULL, NULL);
        (void)fprintf(visit->output, "\">%s</a> ", ways[index][1]);
    }
    (void)fputs("</p>\n", visit->output);
}

bool page_findings(struct visit *visit, struct failure *failure)
{
    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->operands != NULL && visit->operands[0] != '\0') return explain(visit, failure);
    if (visit->format != OUTPUT_HTML) return write_all(visit, failure);
    page_begin(visit, TR("Findings", "Constats"));
    (void)fprintf(
        visit->output, "<p>%s</p>\n<dl><dt>▲ %s</dt><dd>%s</dd><dt>■ %s</dt><dd>%s</dd><dt>● %s</dt><dd>%s</dd></dl>\n",
        TR("Three words, never one.", "Trois mots, jamais confondus."), TR("breach", "manquement"),
        TR("a written rule is not met, with its reference", "une règle écrite n'est pas respectée, avec sa référence"),
        TR("finding", "constat"), TR("a measured drift, no rule broken", "une dérive mesurée, aucune règle enfreinte"),
        TR("to check", "à vérifier"), TR("the data cannot tell", "les données ne permettent pas de conclure"));
    if (!findings_write(visit, &visit->question, NULL, failure)) return false;
    ways_out(visit);
    page_end(visit);
    return true;
}

bool do_waive(struct visit *visit, struct failure *failure)
{
    struct filters filters = {0};
    struct waiver waiver;
    const char *reason = visit_field(visit, "reason"), *waived = visit_field(visit, "waived");

    if (rule_of(visit, failure) == NULL) return false;
    if (visit->question.transfer == NULL || reason == NULL)
        return fail(failure, OUTCOME_USAGE, TR("which transfer, and why?", "quel transfert, et pourquoi ?"));
    if (visit->question.year != NULL && strstr(visit->question.year, "..") != NULL)
        return fail(
            failure, OUTCOME_USAGE,
            TR("a waiver is for one year, or for all", "une mise à l'écart vaut pour un exercice, ou pour tous"));
    if (!visit_open(visit, STORE_AUDITOR, failure) ||
        !filters_read(&visit->question, visit->database, NULL, &filters, failure))
        return false;
    waiver = (struct waiver){visit->operands,
                             visit->question.transfer,
                             filters.has_siren ? filters.siren : NULL,
                             filters.has_year ? filters.year_first : NULL,
                             reason,
                             waived == NULL || strcmp(waived, "false") != 0};
    if (!ledger_waive(visit->database, &waiver, failure)) return false;
    visit_back(visit, "/findings");
    return true;
}
