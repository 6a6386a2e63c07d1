/*
 * The audit report on compensation. Every table is a report of the catalogue; this file only sets the page. Amounts
 * link to the entries in the last chapter, which lead to a file, a line and an element.
 */
#include "report/html.h"
#include "report/kept.h"
#include "report/workbook.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/vocabulary.h"

#include <stdlib.h>
#include <string.h>

static const char *filter(const struct audit *audit, const char *name)
{
    if (strcmp(name, "siren") == 0 || strcmp(name, "bodies") == 0) return audit->siren;
    if (strcmp(name, "year_first") == 0) return audit->year_first;
    if (strcmp(name, "year_last") == 0) return audit->year_last;
    return strcmp(name, "transfer") == 0 ? audit->transfer : NULL;
}

static bool rows_read(struct database *database, const struct audit *audit, const char *name, struct kept *rows,
                      struct failure *failure)
{
    const char *values[REPORT_PARAMETERS_MAX];
    struct renderer keep = kept_renderer(rows);
    long count;

    if (!report_find(name, &rows->report)) return fail(failure, OUTCOME_INTERNAL, "no report %s", name);
    for (int index = 0; index < rows->report.parameter_count; index++)
        values[index] = filter(audit, rows->report.parameters[index]);
    return report_run(database, &rows->report, values, &keep, &count, failure);
}

/* --- tables --------------------------------------------------------------------------------------------------------
 */

/* Which chapter-7 group explains a column: the entries of that transfer, recipient, year and nature. */
static bool anchor_of(const struct kept *rows, long row, const char *column, char *anchor, size_t size)
{
    const char *transfer = kept_cell(rows, row, "transfer"), *siren = kept_cell(rows, row, "siren"),
               *year = kept_cell(rows, row, "year");
    const char *value = kept_cell(rows, row, column);
    /* nothing was booked: the group of the year shows what there is */
    bool nothing = value == NULL || kept_cents(value) == 0;
    const char *what = nothing ? "all"
                       : strcmp(column, "resources") == 0
                           ? (strcmp(kept_cell(rows, row, "basis"), "declared") == 0 ? "declared" : "resource")
                       : strcmp(column, "charge") == 0 ? "charge"
                       : strcmp(column, "right") == 0  ? "right"
                                                       : "all";

    if (transfer == NULL || siren == NULL || year == NULL) return false;
    (void)snprintf(anchor, size, "e-%s-%s-%s-%s", transfer, siren, year, what);
    return true;
}

/* Totals lead to the list of the lines they sum, under the table. */
static bool composition_of(const struct kept *rows, long row, const char *column, char *anchor, size_t size)
{
    (void)rows;
    (void)column;
    (void)snprintf(anchor, size, "t-%ld", row + 1);
    return true;
}

/* Says where an amount leads to, if anywhere. */
typedef bool (*leads_to)(const struct kept *rows, long row, const char *column, char *anchor, size_t size);

/* The first `shown` columns. */
static void table(FILE *output, int number, const struct kept *rows, int shown, leads_to leads)
{
    (void)fprintf(output, "<div class=\"scroll\" tabindex=\"0\"><table>\n<caption>%s %d. ", TR("Table", "Tableau"),
                  number);
    html_text(output, rows->report.title[language_get()]);
    (void)fputs("</caption>\n", output);
    html_heading(output, rows->report.columns, shown);
    (void)fputs("<tbody>\n", output);
    for (long row = 0; row < rows->count; row++) {
        (void)fputs("<tr>", output);
        for (int column = 0; column < shown; column++) {
            const struct column *shape = &rows->report.columns[column];
            char anchor[256];
            bool link =
                leads != NULL && shape->type == COLUMN_MONEY && leads(rows, row, shape->name, anchor, sizeof anchor);
            html_cell(output, shape, rows->cells[row * rows->report.column_count + column], link ? anchor : NULL);
        }
        (void)fputs("</tr>\n", output);
    }
    (void)fputs("</tbody></table></div>\n<p class=\"source\">", output);
    (void)fprintf(output,
                  TR("Source: contrepartie report %s; documents and seals in chapter 6.",
                     "Source : contrepartie report %s ; documents et scellements au chapitre 6."),
                  rows->report.name);
    (void)fputs("</p>\n", output);
}

/* The lines of table 1 that each total sums, each a link to its entries. */
static void composition(FILE *output, const struct kept *totals)
{
    (void)fprintf(output, "<h3>%s</h3>\n<ul class=\"source\">\n",
                  TR("What each total of table 2 sums", "Ce que chaque total du tableau 2 additionne"));
    for (long row = 0; row < totals->count; row++) {
        const char *line = kept_word(totals, row, "lines");
        (void)fprintf(output, "<li id=\"t-%ld\">", row + 1);
        html_text(output, vocabulary_word(kept_cell(totals, row, "by")));
        (void)fputc(' ', output);
        html_text(output, vocabulary_word(kept_cell(totals, row, "key")));
        (void)fputs(TR(":", " :"), output);
        while (*line != '\0') {
            char one[256];
            size_t length = strcspn(line, " ");
            (void)snprintf(one, sizeof one, "%.*s", (int)length, line);
            (void)fputs(" <a href=\"#e-", output);
            html_text(output, one);
            (void)fputs("-all\">", output);
            html_text(output, one);
            (void)fputs("</a>", output);
            line += length + strspn(line + length, " ");
        }
        (void)fputs("</li>\n", output);
    }
    (void)fputs("</ul>\n", output);
}

static void chapter(FILE *output, int number, const char *title)
{
    (void)fprintf(output, "<h2 id=\"c%d\">%d. %s</h2>\n", number, number, title);
}

/* --- chapters ------------------------------------------------------------------------------------------------------
 */

struct audited {
    struct kept years, totals, entries, acts, documents;
    PGresult *findings;
    int levels[3];
};

static void figure(FILE *output, const char *label, const char *value)
{
    (void)fputs("<li><b>", output);
    html_text(output, value);
    (void)fprintf(output, "</b>%s</li>\n", label);
}

/* An amount of the last row of the totals, which sums everything, linked as the table links it. */
static void total(FILE *output, const char *label, const struct kept *totals, const char *column)
{
    static const struct column money = {.type = COLUMN_MONEY};
    long last = totals->count - 1;
    char text[128], anchor[256];

    (void)composition_of(totals, last, column, anchor, sizeof anchor);
    (void)fprintf(output, "<li><b><a href=\"#%s\">", anchor);
    html_text(output, value_display(&money, kept_cell(totals, last, column), text, sizeof text));
    (void)fprintf(output, "</a></b>%s</li>\n", label);
}

static void summary(FILE *output, const struct audit *audit, const struct audited *audited)
{
    static const struct column ratio = {.type = COLUMN_RATIO};
    const struct kept *totals = &audited->totals;
    long last = totals->count - 1;
    char text[128];

    chapter(output, 1, TR("Summary", "Synthèse"));
    if (audit->as_of != NULL)
        (void)fprintf(output,
                      TR("<p>As known on %s: later acts, options and accounts do not count.</p>\n",
                         "<p>Tel que connu au %s : actes, options et comptes postérieurs ne comptent pas.</p>\n"),
                      audit->as_of);
    (void)fputs("<ul class=\"figures\">\n", output);
    if (last >= 0) {
        total(output, TR("right to compensation", "droit à compensation"), totals, "right");
        total(output, TR("resources", "ressources"), totals, "resources");
        figure(output, TR("legal coverage", "couverture légale"),
               value_display(&ratio, kept_cell(totals, last, "legal_coverage"), text, sizeof text));
        total(output, TR("charge of the competences", "charge des compétences"), totals, "charge");
        figure(output, TR("dynamic coverage", "couverture de la charge"),
               value_display(&ratio, kept_cell(totals, last, "dynamic_coverage"), text, sizeof text));
    }
    (void)snprintf(text, sizeof text, "▲ %d   ■ %d   ● %d", audited->levels[2], audited->levels[1], audited->levels[0]);
    figure(output, TR("breaches, findings, points to check", "manquements, constats, à vérifier"), text);
    (void)fputs("</ul>\n", output);
    (void)fprintf(output, "<p>%s</p>\n",
                  TR("Two verdicts, never merged: legal coverage asks whether the money that was due came; dynamic "
                     "coverage, whether it pays for what the competence costs today.",
                     "Deux verdicts, jamais confondus : la couverture légale dit si l'argent dû est venu ; la "
                     "couverture de la charge, s'il paie ce que la compétence coûte aujourd'hui."));
}

static void coverage(FILE *output, const struct kept *totals)
{
    struct chart chart = {.series_count = 2,
                          .percent = true,
                          .title = TR("Coverage over the years, all transfers together",
                                      "Couverture au fil des exercices, tous transferts confondus")};

    chart.series[0].label = TR("legal coverage", "couverture légale");
    chart.series[1].label = TR("dynamic coverage", "couverture de la charge");
    for (long row = 0; row < totals->count && chart.point_count < CHART_POINTS_MAX; row++) {
        if (strcmp(kept_word(totals, row, "by"), "year") != 0) continue;
        chart.years[chart.point_count] = (int)strtol(kept_word(totals, row, "key"), NULL, 10);
        chart.series[0].cents[chart.point_count] = kept_cents(kept_cell(totals, row, "legal_coverage"));
        chart.series[1].cents[chart.point_count] = kept_cents(kept_cell(totals, row, "dynamic_coverage"));
        chart.point_count++;
    }
    if (chart.point_count > 0) chart_lines(output, &chart);
}

static void ranking(FILE *output, const struct kept *totals)
{
    const char *labels[CHART_POINTS_MAX];
    int64_t gaps[CHART_POINTS_MAX];
    int count = 0;

    for (long row = 0; row < totals->count && count < CHART_POINTS_MAX; row++)
        if (strcmp(kept_cell(totals, row, "by"), "recipient") == 0 &&
            kept_cents(kept_cell(totals, row, "dynamic_gap")) > 0) {
            int place = count++;
            int64_t gap = kept_cents(kept_cell(totals, row, "dynamic_gap"));
            for (; place > 0 && gaps[place - 1] < gap; place--) {
                gaps[place] = gaps[place - 1];
                labels[place] = labels[place - 1];
            }
            gaps[place] = gap;
            labels[place] = kept_cell(totals, row, "name");
        }
    if (count > 0)
        chart_bars(output,
                   TR("What the resources leave to each recipient, over the years reported",
                      "Reste à charge de chaque bénéficiaire, sur les exercices présentés"),
                   labels, gaps, count);
}

/* Objects and published tables have findings, but no entries of a right. */
static bool has_entries(const struct kept *entries, const char *transfer)
{
    for (long row = 0; row < entries->count; row++)
        if (strcmp(kept_cell(entries, row, "transfer"), transfer) == 0) return true;
    return false;
}

static int count_of(const PGresult *found, int rank)
{
    int count = 0;

    for (int row = 0; row < PQntuples(found); row++)
        count += finding_rank(PQgetvalue(found, row, 1)) == rank;
    return count;
}

static void findings(FILE *output, const struct audited *audited)
{
    static const char *const classes[] = {"check", "finding", "breach"};
    const char *names[] = {
        TR("To check: the data cannot tell", "À vérifier : les données ne permettent pas de conclure"),
        TR("Findings: a measured drift, no rule broken", "Constats : une dérive mesurée, aucune règle enfreinte"),
        TR("Breaches: a written rule is not met", "Manquements : une règle écrite n'est pas respectée")};

    for (int rank = 2; rank >= 0; rank--) {
        (void)fprintf(output, "<section class=\"%s\"><h3>%s (%d)</h3>\n", classes[rank], names[rank],
                      count_of(audited->findings, rank));
        if (count_of(audited->findings, rank) > 0) {
            (void)fputs("<div class=\"scroll\" tabindex=\"0\"><table>\n", output);
            html_heading(output, findings_columns, FINDINGS_COLUMNS);
            (void)fputs("<tbody>\n", output);
            for (int row = 0; row < PQntuples(audited->findings); row++) {
                char anchor[256];
                if (finding_rank(PQgetvalue(audited->findings, row, 1)) != rank) continue;
                (void)snprintf(anchor, sizeof anchor, "e-%s-%s-%s-all", PQgetvalue(audited->findings, row, 2),
                               PQgetvalue(audited->findings, row, 3), PQgetvalue(audited->findings, row, 4));
                (void)fputs("<tr>", output);
                for (int column = 0; column < FINDINGS_COLUMNS; column++)
                    html_cell(output, &findings_columns[column],
                              PQgetisnull(audited->findings, row, column) ? NULL
                                                                          : PQgetvalue(audited->findings, row, column),
                              findings_columns[column].type == COLUMN_MONEY &&
                                      has_entries(&audited->entries, PQgetvalue(audited->findings, row, 2))
                                  ? anchor
                                  : NULL);
                (void)fputs("</tr>\n", output);
            }
            (void)fputs("</tbody></table></div>\n", output);
        } else
            (void)fprintf(output, "<p>%s</p>\n", TR("None.", "Aucun."));
        (void)fputs("</section>\n", output);
    }
}

static void method(FILE *output)
{
    char text[512], code[16];

    (void)fprintf(
        output, "<dl>\n<dt>%s</dt><dd>%s</dd>\n<dt>%s</dt><dd>%s</dd>\n<dt>%s</dt><dd>%s</dd>\n</dl>\n",
        TR("Right", "Droit"),
        TR("the amount the act fixes, indexed from its value year to the year reported, held where the act freezes it",
           "le montant fixé par l'acte, indexé de sa valeur à l'exercice présenté, figé là où l'acte le gèle"),
        TR("Resources", "Ressources"),
        TR("what the recipient booked: real receipts on the resource's account in its accounts; what was declared "
           "where it has no accounts",
           "ce que le bénéficiaire a comptabilisé : recettes réelles sur le compte de la ressource ; le déclaré à "
           "défaut de comptes"),
        TR("Charge", "Charge"),
        TR("the recipient's real spending in the competence's scope",
           "les dépenses réelles du bénéficiaire dans le périmètre de la compétence"));
    (void)fprintf(
        output,
        "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th "
        "scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>\n",
        TR("Code", "Code"), TR("Rule", "Règle"), TR("Basis", "Fondement"), TR("Formula", "Calcul"));
    for (size_t number = 0; rule_code(number, code, sizeof code) != NULL; number++) {
        static const char *const fields[] = {"title", "basis", "formula"};
        (void)fprintf(output, "<tr><td>%s</td>", code);
        for (size_t index = 0; index < 3; index++) {
            (void)rule_field(rule_text(code), fields[index], text, sizeof text);
            (void)fputs("<td>", output);
            html_text(output, text);
            (void)fputs("</td>", output);
        }
        (void)fputs("</tr>\n", output);
    }
    (void)fputs("</tbody></table></div>\n", output);
}

/* The entries, grouped as the links of the tables expect them. */
static void entries(FILE *output, const struct kept *entries)
{
    char all[256] = "", group[256] = "";

    (void)fputs("<div class=\"scroll\" tabindex=\"0\"><table>\n", output);
    html_heading(output, entries->report.columns, entries->report.column_count);
    (void)fputs("<tbody>\n", output);
    for (long row = 0; row < entries->count; row++) {
        char this_all[256], this_group[256];
        (void)snprintf(this_all, sizeof this_all, "e-%s-%s-%s-all", kept_cell(entries, row, "transfer"),
                       kept_cell(entries, row, "siren"), kept_cell(entries, row, "year"));
        (void)snprintf(this_group, sizeof this_group, "%.*s-%s", (int)(strlen(this_all) - 4), this_all,
                       kept_cell(entries, row, "what"));
        (void)fputs("<tr", output);
        if (strcmp(all, this_all) != 0) {
            (void)fputs(" id=\"", output);
            html_text(output, this_all);
            (void)fputs("\"", output);
        }
        (void)fputs(">", output);
        for (int column = 0; column < entries->report.column_count; column++) {
            /* the second anchor of a row is its first cell's */
            if (column == 0 && strcmp(group, this_group) != 0 && strchr(kept_cell(entries, row, "what"), ' ') == NULL) {
                (void)fputs("<td id=\"", output);
                html_text(output, this_group);
                (void)fputs("\">", output);
                html_text(output, entries->cells[row * entries->report.column_count]);
                (void)fputs("</td>", output);
            } else
                html_cell(output, &entries->report.columns[column],
                          entries->cells[row * entries->report.column_count + column], NULL);
        }
        (void)fputs("</tr>\n", output);
        (void)snprintf(all, sizeof all, "%s", this_all);
        (void)snprintf(group, sizeof group, "%s", this_group);
    }
    (void)fputs("</tbody></table></div>\n", output);
}

static void page(FILE *output, const struct audit *audit, const struct audited *audited)
{
    const char *titles[] = {
        TR("Summary", "Synthèse"),  TR("Tables", "Tableaux"),
        TR("Charts", "Graphiques"), TR("Findings by level", "Observations par niveau"),
        TR("Method", "Méthode"),    TR("Sources", "Sources"),
        TR("Entries", "Écritures"), TR("Answer of the audited body", "Réponse de l'organisme contrôlé")};

    html_begin(output, TR("Compensation of transfers of competence: audit report",
                          "Compensation des transferts de compétence : rapport d'audit"));
    (void)fputs("<nav class=\"screen\"><ol>\n", output);
    for (int index = 0; index < 8; index++)
        (void)fprintf(output, "<li><a href=\"#c%d\">%s</a></li>\n", index + 1, titles[index]);
    (void)fputs("</ol></nav>\n", output);
    summary(output, audit, audited);
    chapter(output, 2, titles[1]);
    table(output, 1, &audited->years, audited->years.report.column_count, anchor_of);
    table(output, 2, &audited->totals, audited->totals.report.column_count - 1, composition_of); /* without lines */
    composition(output, &audited->totals);
    chapter(output, 3, titles[2]);
    coverage(output, &audited->totals);
    chart_scissors(output, &audited->years, &audited->acts);
    ranking(output, &audited->totals);
    chapter(output, 4, titles[3]);
    findings(output, audited);
    chapter(output, 5, titles[4]);
    method(output);
    chapter(output, 6, titles[5]);
    table(output, 3, &audited->documents, audited->documents.report.column_count, NULL);
    chapter(output, 7, titles[6]);
    entries(output, &audited->entries);
    chapter(output, 8, titles[7]);
    (void)fputs("<div class=\"answer\"></div>\n", output);
    html_end(output);
}

/* --- workbook ------------------------------------------------------------------------------------------------------
 */

static void add_sheet(struct spreadsheet *spreadsheet, const char *title, const struct kept *rows)
{
    spreadsheet_sheet(spreadsheet, title, rows->report.columns, rows->report.column_count);
    for (long row = 0; row < rows->count; row++)
        spreadsheet_row(spreadsheet, (const char *const *)&rows->cells[row * rows->report.column_count]);
}

static void rules_sheet(struct spreadsheet *spreadsheet)
{
    static const struct column columns[] = {{"code", COLUMN_CODE, false, {"Code", "Code"}},
                                            {"rule", COLUMN_TEXT, false, {"Rule", "Règle"}},
                                            {"basis", COLUMN_TEXT, false, {"Basis", "Fondement"}},
                                            {"formula", COLUMN_TEXT, false, {"Formula", "Calcul"}}};
    char code[16];

    spreadsheet_sheet(spreadsheet, TR("Rules", "Règles"), columns, 4);
    for (size_t number = 0; rule_code(number, code, sizeof code) != NULL; number++) {
        char title[512], basis[512], formula[512];
        (void)rule_field(rule_text(code), "title", title, sizeof title);
        (void)rule_field(rule_text(code), "basis", basis, sizeof basis);
        (void)rule_field(rule_text(code), "formula", formula, sizeof formula);
        spreadsheet_row(spreadsheet, (const char *const[]){code, title, basis, formula});
    }
}

static bool sheets(FILE *output, enum output_format format, const struct audit *audit, const struct audited *audited,
                   struct failure *failure)
{
    struct spreadsheet *spreadsheet = spreadsheet_new(format, output);

    add_sheet(spreadsheet, TR("Coverage", "Couverture"), &audited->years);
    add_sheet(spreadsheet, TR("Totals", "Totaux"), &audited->totals);
    spreadsheet_sheet(spreadsheet, TR("Findings", "Observations"), findings_columns, FINDINGS_COLUMNS);
    for (int row = 0; row < PQntuples(audited->findings); row++) {
        const char *values[FINDINGS_COLUMNS];
        for (int column = 0; column < FINDINGS_COLUMNS; column++)
            values[column] = PQgetvalue(audited->findings, row, column);
        spreadsheet_row(spreadsheet, values);
    }
    add_sheet(spreadsheet, TR("Entries", "Écritures"), &audited->entries);
    rules_sheet(spreadsheet);
    about_sheet(spreadsheet, &audited->years.report, audit->question);
    add_sheet(spreadsheet, TR("Sources", "Sources"), &audited->documents);
    return spreadsheet_end(spreadsheet, failure);
}

static void audited_free(struct audited *audited)
{
    kept_free(&audited->years);
    kept_free(&audited->totals);
    kept_free(&audited->entries);
    kept_free(&audited->acts);
    kept_free(&audited->documents);
    PQclear(audited->findings);
}

bool audit_write(struct database *database, const struct audit *audit, enum output_format format, FILE *output,
                 struct failure *failure)
{
    struct audited audited __attribute__((cleanup(audited_free))) = {.findings = NULL};
    struct failure ignored;

    /* one snapshot: no amount without the entries behind it, whatever is imported meanwhile */
    if (!database_run(database, "begin isolation level repeatable read read only", failure) ||
        !rows_read(database, audit, "compensation", &audited.years, failure) ||
        !rows_read(database, audit, "compensation-totals", &audited.totals, failure) ||
        !rows_read(database, audit, "explain", &audited.entries, failure) ||
        !rows_read(database, audit, "acts", &audited.acts, failure) ||
        !rows_read(database, audit, "sources", &audited.documents, failure))
        return false;
    audited.findings = findings_query(
        database, DATABASE_PARAMETERS(audit->siren, audit->year_first, audit->year_last, audit->transfer, NULL),
        failure);
    if (audited.findings == NULL) return false;
    (void)database_run(database, "commit", &ignored);
    for (int row = 0; row < PQntuples(audited.findings); row++)
        if (PQgetvalue(audited.findings, row, 7)[0] == '\0') /* a waived one is shown, not counted */
            audited.levels[finding_rank(PQgetvalue(audited.findings, row, 1))]++;
    if (format != OUTPUT_HTML) return sheets(output, format, audit, &audited, failure);
    page(output, audit, &audited);
    return true;
}
