/* match: receipts against rights. The rule proposes; a person decides, with a reason. */
#include "cli/command.h"

#include "contrepartie/ledger.h"

#include <string.h>

static bool decide(struct request *request, struct database *database, const char *decision, struct failure *failure)
{
    struct filters filters = {0};
    struct matching matching = {.decision = decision,
                                .reason = request->reason,
                                .transfer = request->asked.transfer,
                                .document = request->asked.document};
    int32_t document;
    int decided;

    if (request->reason == NULL || *request->reason == '\0')
        return fail(failure, OUTCOME_USAGE,
                    TR("a decision needs --reason: it is kept with its author",
                       "une décision demande --reason : il est conservé avec son auteur"));
    if (request->asked.transfer == NULL && request->asked.entity == NULL)
        return fail(failure, OUTCOME_USAGE,
                    TR("say what to match: --transfer or --entity", "dites quoi lettrer : --transfer ou --entity"));
    if (!filters_read(&request->asked, database, NULL, &filters, failure)) return false;
    matching.siren = filters.has_siren ? filters.siren : NULL;
    matching.year_first = filters.has_year ? filters.year_first : NULL;
    matching.year_last = filters.has_year ? filters.year_last : NULL;
    if (!ledger_match(database, &matching, &document, &decided, failure)) return false;
    if (document > 0)
        (void)printf(
            plural(decided,
                   TR("✓ %d receipt matched, posted as document %d\n", "✓ %d recette lettrée, passée au document %d\n"),
                   TR("✓ %d receipts matched, posted as document %d\n",
                      "✓ %d recettes lettrées, passées au document %d\n")),
            decided, (int)document);
    else
        (void)printf(
            plural(decided, TR("%d receipt %s\n", "%d recette %s\n"), TR("%d receipts %s\n", "%d recettes %s\n")),
            decided,
            decided > 0 ? plural(decided, TR("refused", "refusée"), TR("refused", "refusées"))
                        : TR("to decide on", "à décider"));
    return true;
}

enum outcome command_match(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    bool accept = strcmp(verb, "accept") == 0, refuse = strcmp(verb, "refuse") == 0, done;
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    long rows;

    if (strcmp(verb, "list") != 0 && !accept && !refuse)
        return say_usage(TR("match takes list, accept or refuse, not %s", "match prend list, accept ou refuse, pas %s"),
                         verb);
    if (!request_open(request, &database, accept || refuse ? STORE_AUDITOR : STORE_READER, &failure))
        return say_failure(&failure);
    if (accept || refuse)
        done = decide(request, &database, accept ? "accepted" : "refused", &failure);
    else
        done = request_report(request, &database, "matching", &rows, &failure);
    return done ? OUTCOME_DONE : say_failure(&failure);
}
