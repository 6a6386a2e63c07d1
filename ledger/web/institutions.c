/* Institutions that several bodies finance: plan, drawing of a year, bars of five, differences, and what answers what.
 */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "report/sankey.h"

#include <stdlib.h>
#include <string.h>

#define YEARS_DRAWN 5
#define FLOWS_DRAWN 60

static const char *last_year(const struct kept *rows)
{
    const char *last = "";

    for (long row = 0; row < rows->count; row++)
        if (strcmp(kept_word(rows, row, "year"), last) > 0) last = kept_word(rows, row, "year");
    return last;
}

static int larger_first(const void *one, const void *other)
{
    int64_t mine = *(const int64_t *)one, theirs = *(const int64_t *)other;

    return (mine < theirs) - (mine > theirs);
}

/* The smallest amount that is drawn of a year: a drawing of every flow of a country can be neither read nor sent. */
static int64_t least_drawn(const struct kept *flows, const char *year, long *ret_count)
{
    int64_t *amounts = must_alloc((size_t)(flows->count + 1) * sizeof *amounts), least;

    *ret_count = 0;
    for (long row = 0; row < flows->count; row++)
        if (strcmp(kept_word(flows, row, "year"), year) == 0)
            amounts[(*ret_count)++] = kept_cents(kept_cell(flows, row, "amount"));
    qsort(amounts, (size_t)*ret_count, sizeof *amounts, larger_first);
    least = *ret_count > FLOWS_DRAWN ? amounts[FLOWS_DRAWN - 1] : INT64_MIN;
    free(amounts);
    return least;
}

/* Who finances it, in the last year that the flows know. */
static void sankey_write(struct visit *visit, const struct kept *flows, const char *title)
{
    struct sankey *sankey;
    const char *last = last_year(flows);
    int64_t least;
    long count;
    char heading[160];

    if (*last == '\0' || is_incognito(visit) ||
        (sankey = sankey_new(flows->report.columns, flows->report.column_count)) == NULL)
        return;
    least = least_drawn(flows, last, &count);
    for (long row = 0; row < flows->count; row++)
        if (strcmp(kept_word(flows, row, "year"), last) == 0 && kept_cents(kept_cell(flows, row, "amount")) >= least)
            sankey_row(sankey, kept_row(flows, row));
    (void)snprintf(heading, sizeof heading, "%s, %s", title, last);
    (void)fputs("<figure tabindex=\"0\">", visit->output);
    sankey_draw(sankey, visit->output, heading, false);
    (void)fputs("</figure>\n", visit->output);
    if (count > FLOWS_DRAWN)
        (void)fprintf(visit->output, "<p class=\"source\">%s</p>\n",
                      TR("Drawn: the largest of the year. The table has all of them.",
                         "Le dessin montre les plus grands flux de l'exercice ; le tableau les a tous."));
}

/* What each funder paid, year by year, on top of each other. */
static void bars_write(struct visit *visit, const struct kept *plan)
{
    struct stack stack = {.title = TR("Received from each funder", "Reçu de chaque financeur")};
    int first = (int)strtol(last_year(plan), NULL, 10) - (YEARS_DRAWN - 1);

    for (long row = 0; row < plan->count; row++)
        if ((int)strtol(kept_word(plan, row, "year"), NULL, 10) >= first)
            stack_add(&stack, kept_word(plan, row, "funder_name"), (int)strtol(kept_word(plan, row, "year"), NULL, 10),
                      kept_cents(kept_cell(plan, row, "received")));
    if (stack.part_count > 0 && !is_incognito(visit)) chart_stack(visit->output, &stack);
}

static void decide_form(struct visit *visit, const struct report *report, const char *const *values)
{
    const char *proposal = row_word(report, values, "proposal");

    if (visit->server->options->read_only || *proposal == '\0' ||
        strcmp(row_word(report, values, "state"), "proposed") != 0)
        return;
    form_begin(visit, "/reconciliation");
    (void)fputs("<input type=\"hidden\" name=\"proposal\" value=\"", visit->output);
    html_text(visit->output, proposal);
    (void)fprintf(visit->output,
                  "\"><input name=\"reason\" required maxlength=\"200\" aria-label=\"%s\" placeholder=\"%s\"> <button "
                  "name=\"decision\" "
                  "value=\"accepted\">%s</button> <button name=\"decision\" value=\"refused\">%s</button></form>",
                  TR("Reason", "Motif"), TR("Reason", "Motif"), TR("Accept", "Accepter"), TR("Refuse", "Refuser"));
}

static void method_write(struct visit *visit)
{
    (void)fprintf(visit->output, "<p>%s</p>\n",
                  TR("Matched: same payer, payee and amount, the same year, at most 92 days apart when both are dated. "
                     "The rest is proposed, never "
                     "decided: the next or last year (0.90), several for one (0.80), a name alone (its likeness).",
                     "Rapproché : mêmes payeur, bénéficiaire et montant, même exercice, 92 jours au plus si datés. Le "
                     "reste est proposé, jamais décidé : "
                     "exercice voisin (0,90), plusieurs pour un (0,80), nom seul (sa ressemblance)."));
}

static bool show(struct visit *visit, struct failure *failure)
{
    struct question question = visit->question;
    struct kept agreements __attribute__((cleanup(kept_free))) = {.count = 0};
    struct kept flows __attribute__((cleanup(kept_free))) = {.count = 0};
    struct kept funding __attribute__((cleanup(kept_free))) = {.count = 0};
    struct section institution = {.report = "institutions", .bare = true, .rows = &agreements},
                   plan = {.report = "funding-plan", .without = "institution,entity", .rows = &funding},
                   differences = {.report = "reconciliation", .without = "institution"},
                   matches = {.report = "matches", .without = "institution", .actions = decide_form};
    char title[200];

    question.entity = visit->operands;
    question.scope = NULL;
    institution.question = plan.question = differences.question = matches.question = question;
    institution.question.year = NULL;
    if (!rows_read(visit, "institutions", &(struct question){.entity = visit->operands}, &agreements, failure))
        return false;
    if (agreements.count == 0) {
        (void)fail(failure, OUTCOME_NO_INPUT,
                   TR("no agreement finances the body %s", "aucune convention ne finance l'organisme %s"),
                   visit->operands);
        return fail_remedy(
            failure, "%s",
            TR("The page “Institutions” lists those that have one; its accounts are on the page of the "
               "body.",
               "La page « Établissements » liste ceux qui en ont une ; ses comptes sont sur la page de la "
               "collectivité."));
    }
    (void)snprintf(title, sizeof title, "%.150s, %.20s", kept_word(&agreements, 0, "entity"), visit->operands);
    page_begin(visit, title);
    if (!section_write(visit, &institution, failure) || !rows_read(visit, "flows", &question, &flows, failure) ||
        !rows_read(visit, "funding-plan", &question, &funding, failure))
        return false;
    sankey_write(visit, &flows, TR("Who finances it", "Qui le finance"));
    bars_write(visit, &funding);
    if (!section_write(visit, &plan, failure) || !section_write(visit, &differences, failure) ||
        !section_write(visit, &matches, failure))
        return false;
    method_write(visit);
    page_end(visit);
    return true;
}

bool page_institutions(struct visit *visit, struct failure *failure)
{
    struct section section = {.report = "institutions", .question = visit->question, .note = true, .bare = true};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->operands != NULL && visit->operands[0] != '\0') return show(visit, failure);
    if (visit->format != OUTPUT_HTML) return report_write(visit, "institutions", &visit->question, failure);
    page_begin(visit, TR("Institutions that several bodies finance", "Établissements à financements croisés"));
    (void)fprintf(visit->output, "<p><a href=\"/reconciliation\">%s</a></p>\n",
                  TR("Everything to reconcile", "Tout ce qui est à rapprocher"));
    if (!section_write(visit, &section, failure)) return false;
    page_end(visit);
    return true;
}

bool page_reconciliation(struct visit *visit, struct failure *failure)
{
    struct section matches = {.report = "matches", .question = visit->question, .actions = decide_form, .bare = true};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    page_begin(visit, TR("Reconciliation", "Rapprochement"));
    method_write(visit);
    if (!section_write(visit, &matches, failure)) return false;
    page_end(visit);
    return true;
}

bool do_reconcile(struct visit *visit, struct failure *failure)
{
    const char *proposal = visit_field(visit, "proposal"), *reason = visit_field(visit, "reason"),
               *decision = visit_field(visit, "decision");
    int decided;

    if (proposal == NULL || decision == NULL || (strcmp(decision, "accepted") != 0 && strcmp(decision, "refused") != 0))
        return fail(failure, OUTCOME_USAGE,
                    TR("which proposal, accepted or refused?", "quelle proposition, acceptée ou refusée ?"));
    if (reason == NULL)
        return fail(failure, OUTCOME_USAGE,
                    TR("a decision needs a reason: it is kept with its author",
                       "une décision demande un motif : il est conservé avec son auteur"));
    if (!visit_open(visit, STORE_AUDITOR, failure) ||
        !ledger_decide_payment(visit->database, proposal, decision, reason, &decided, failure))
        return false;
    if (decided == 0)
        return fail(failure, OUTCOME_NO_INPUT,
                    TR("there is nothing to decide under %s", "il n'y a rien à décider sous %s"), proposal);
    visit_back(visit, "/reconciliation");
    return true;
}

bool page_flows(struct visit *visit, struct failure *failure)
{
    struct kept flows __attribute__((cleanup(kept_free))) = {.count = 0};
    struct section section = {.report = "flows", .question = visit->question, .note = true, .rows = &flows};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->format != OUTPUT_HTML) return report_write(visit, "flows", &visit->question, failure);
    visit->question.scope = NULL;
    page_begin(visit, TR("Flows between public bodies", "Flux entre organismes publics"));
    if (!rows_read(visit, "flows", &visit->question, &flows, failure)) return false;
    sankey_write(visit, &flows, TR("Who pays whom", "Qui paie qui"));
    if (!section_write(visit, &section, failure)) return false;
    page_end(visit);
    return true;
}
