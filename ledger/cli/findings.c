/*
 * findings: every rule of sql/rules/CMP-*.sql, in one query. Three words, never one: breach (a written rule is not
 * met), finding (a measured drift), check (the data cannot tell).
 */
#include "cli/command.h"

#include "contrepartie/ledger.h"
#include "contrepartie/text.h"

#include <string.h>

static enum outcome print(const struct request *request, struct database *database, const PGresult *found,
                          enum output_format format, struct failure *failure)
{
    FILE *output = output_open(request, format == OUTPUT_TABLE, failure);
    int counts[3] = {0};
    bool done;

    if (output == NULL) return say_failure(failure);
    done = findings_file(&request->asked, database, found, format, output, failure);
    for (int row = 0; row < PQntuples(found); row++)
        if (PQgetvalue(found, row, 7)[0] == '\0') /* a waived one is shown, not counted */
            counts[finding_rank(PQgetvalue(found, row, 1))]++;
    if (format == OUTPUT_TABLE)
        (void)fprintf(
            output,
            TR("breaches: %d, findings: %d, to check: %d\n", "manquements : %d, constats : %d, à vérifier : %d\n"),
            counts[2], counts[1], counts[0]);
    return output_close(output, request, failure) && done ? OUTCOME_DONE : say_failure(failure);
}

/* What stands before a text, in a column: the width counts letters, printf's counts bytes. */
static void print_label(const char *label)
{
    int width = 14;

    for (const char *byte = label; *byte != '\0'; byte++)
        if (((unsigned char)*byte & 0xC0) == 0x80) width++;
    (void)printf("  %-*s", width, label);
}

static void print_rule(const char *code, const char *rule)
{
    char text[512];

    (void)printf("%s\n", code);
    for (size_t index = 0; index < RULE_PARTS; index++)
        if (rule_field(rule, rule_parts[index].name, text, sizeof text)) {
            print_label(rule_parts[index].label[language_get()]);
            (void)printf("%s\n", text);
        }
}

/* Rule, numbers, and the entries behind them with their file and line; how to see it in psql. */
static enum outcome explain(struct request *request, const char *code)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    PGresult *found CLEAN_RESULT = NULL;
    struct failure failure;
    const char *text;
    long rows;

    text = rule_text(code);
    if (text == NULL) return say_usage(TR("there is no rule %s", "il n'y a pas de règle %s"), code);
    print_rule(code, text);
    if (request->operand_count > 2) request->asked.transfer = request->operands[2];
    request->operand_count = 0; /* no names that a report takes */
    if (!request_open(request, &database, STORE_READER, &failure) ||
        (found = question_findings(&request->asked, &database, code, &failure)) == NULL)
        return say_failure(&failure);
    for (int row = 0; row < PQntuples(found); row++) {
        text_neutral(PQgetvalue(found, row, 6), "");
        print_label(finding_word(PQgetvalue(found, row, 1)));
        (void)printf("%s %s %s : %s\n", PQgetvalue(found, row, 2), PQgetvalue(found, row, 3), PQgetvalue(found, row, 4),
                     PQgetvalue(found, row, 6));
    }
    print_label("SQL");
    (void)printf("contrepartie db psql -- -c \"select * from compensation_year where transfer_id = '%s'\"\n",
                 request->asked.transfer != NULL ? request->asked.transfer : "…");
    (void)fflush(stdout);
    request->no_pager = true;
    if (request->asked.transfer != NULL && (!request_report(request, &database, "rights", &rows, &failure) ||
                                            !request_report(request, &database, "explain", &rows, &failure)))
        return say_failure(&failure);
    return OUTCOME_DONE;
}

static enum outcome waive(struct request *request, const char *waived)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct filters filters = {0};
    struct waiver waiver;
    struct failure failure;

    if (request->operand_count > 1 && rule_text(request->operands[1]) == NULL)
        return say_usage(TR("there is no rule %s", "il n'y a pas de règle %s"), request->operands[1]);
    if (request->asked.year != NULL && strstr(request->asked.year, "..") != NULL)
        return say_usage(
            TR("a waiver is for one year, or for all", "une mise à l'écart vaut pour un exercice, ou pour tous"));
    if (request->operand_count < 3 || request->reason == NULL || *request->reason == '\0')
        return say_usage("findings %s CODE TRANSFER --reason TEXT [--entity SIREN] [--year YEAR]",
                         request->operands[0]);
    if (!request_open(request, &database, STORE_AUDITOR, &failure) ||
        !filters_read(&request->asked, &database, NULL, &filters, &failure))
        return say_failure(&failure);
    waiver = (struct waiver){request->operands[1],
                             request->operands[2],
                             filters.has_siren ? filters.siren : NULL,
                             filters.has_year ? filters.year_first : NULL,
                             request->reason,
                             *waived == 't'};
    if (!ledger_waive(&database, &waiver, &failure)) return say_failure(&failure);
    if (!request->quiet)
        (void)printf(*waived == 't' ? TR("✓ %s %s: waived; the reason stays in every report\n",
                                         "✓ %s %s : écarté ; le motif reste dans chaque état\n")
                                    : TR("✓ %s %s: restored\n", "✓ %s %s : rétabli\n"),
                     request->operands[1], request->operands[2]);
    return OUTCOME_DONE;
}

static bool reached(const PGresult *found, int threshold)
{
    for (int row = 0; row < PQntuples(found); row++)
        if (finding_rank(PQgetvalue(found, row, 1)) >= threshold && PQgetvalue(found, row, 7)[0] == '\0') return true;
    return false;
}

/* "No finding" means something only where there was something to examine. */
static bool examined(struct database *database)
{
    struct failure ignored;
    PGresult *registers CLEAN_RESULT = database_query(
        database, EXPECT_ONE_ROW, "select exists (select from active_register)", NO_PARAMETERS, &ignored);

    return registers != NULL && PQgetvalue(registers, 0, 0)[0] == 't';
}

enum outcome command_findings(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    PGresult *found CLEAN_RESULT = NULL;
    enum output_format format;
    struct failure failure;
    enum outcome outcome;
    int threshold =
        request->fail_on != NULL && strcmp(request->fail_on, "never") != 0 ? finding_rank(request->fail_on) : 3;

    if (threshold < 0)
        return say_usage(
            TR("--fail-on is breach, finding, check or never", "--fail-on vaut breach, finding, check ou never"));
    if (strcmp(verb, "explain") == 0)
        return request->operand_count > 1
                   ? explain(request, request->operands[1])
                   : say_usage(TR("findings explain: which rule?", "findings explain : quelle règle ?"));
    if (strcmp(verb, "waive") == 0 || strcmp(verb, "restore") == 0)
        return waive(request, strcmp(verb, "waive") == 0 ? "true" : "false");
    if (strcmp(verb, "list") != 0)
        return say_usage(TR("findings takes list, explain, waive or restore, not %s",
                            "findings prend list, explain, waive ou restore, pas %s"),
                         verb);
    if (!request_format(request, &format, &failure) || !request_open(request, &database, STORE_READER, &failure) ||
        (found = question_findings(&request->asked, &database, NULL, &failure)) == NULL)
        return say_failure(&failure);
    outcome = print(request, &database, found, format, &failure);
    if (PQntuples(found) == 0 && !examined(&database))
        (void)fputs(TR("no register is imported: no transfer was examined\n",
                       "aucun registre importé : aucun transfert n'a été examiné\n"),
                    stderr);
    if (outcome != OUTCOME_DONE) return outcome;
    return reached(found, threshold) ? OUTCOME_FINDINGS : OUTCOME_DONE;
}
