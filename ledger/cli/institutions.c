/* institutions: who finances them, what was agreed, paid and received, and what answers what. */
#include "cli/command.h"

#include "contrepartie/ledger.h"

#include <string.h>

static bool show(struct request *request, struct database *database, struct failure *failure)
{
    long rows;

    request->asked.entity = request->operands[1];
    return request_report(request, database, "funding-plan", &rows, failure) &&
           (request->format != NULL || request->output != NULL ||
            request_report(request, database, "reconciliation", &rows, failure));
}

static bool decide(struct request *request, struct database *database, const char *decision, struct failure *failure)
{
    if (request->reason == NULL || *request->reason == '\0')
        return fail(failure, OUTCOME_USAGE,
                    TR("a decision needs --reason: it is kept with its author",
                       "une décision demande --reason : il est conservé avec son auteur"));
    /* all of them or none */
    if (!database_run(database, "begin", failure)) return false;
    for (int index = 2; index < request->operand_count; index++) {
        int decided;
        if (!ledger_decide_payment(database, request->operands[index], decision, request->reason, &decided, failure))
            return false;
        if (decided == 0) {
            fail(failure, OUTCOME_NO_INPUT,
                 TR("there is nothing to decide under %s", "il n'y a rien à décider sous %s"),
                 request->operands[index]);
            return fail_remedy(failure, "contrepartie institutions reconcile");
        }
        if (!request->quiet)
            (void)printf("✓ %s %s\n", request->operands[index],
                         strcmp(decision, "accepted") == 0 ? TR("accepted", "accepté") : TR("refused", "refusé"));
    }
    return database_run(database, "commit", failure);
}

static bool reconcile(struct request *request, struct database *database, struct failure *failure)
{
    const char *verb = request->operand_count > 1 ? request->operands[1] : "list";
    long rows;

    if (strcmp(verb, "accept") == 0) return decide(request, database, "accepted", failure);
    if (strcmp(verb, "refuse") == 0) return decide(request, database, "refused", failure);
    if (strcmp(verb, "list") != 0) request->asked.entity = verb;
    if (!request_report(request, database, "matches", &rows, failure)) return false;
    if (request->format == NULL && !request->quiet)
        (void)fputs(
            TR("matched: same payer, payee and amount, the same year, at most 92 days apart when both are dated.\n"
               "proposed: the next or last year (0.90), several for one (0.80), a name alone (its likeness).\n",
               "rapproché : mêmes payeur, bénéficiaire et montant, même exercice, 92 jours au plus si datés.\n"
               "proposé : exercice voisin (0,90), plusieurs pour un (0,80), nom seul (sa ressemblance).\n"),
            stderr);
    return true;
}

enum outcome command_institutions(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    bool deciding = strcmp(verb, "reconcile") == 0 && request->operand_count > 1 &&
                    (strcmp(request->operands[1], "accept") == 0 || strcmp(request->operands[1], "refuse") == 0);
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    long rows;
    bool done;

    if ((strcmp(verb, "show") == 0 && request->operand_count < 2) || (deciding && request->operand_count < 3))
        return say_usage(TR("institutions %s: which one?", "institutions %s : lequel ?"), verb);
    if (strcmp(verb, "list") != 0 && strcmp(verb, "show") != 0 && strcmp(verb, "reconcile") != 0)
        return say_usage(TR("institutions takes list, show or reconcile, not %s",
                            "institutions prend list, show ou reconcile, pas %s"),
                         verb);
    if (!request_open(request, &database, deciding ? STORE_AUDITOR : STORE_READER, &failure))
        return say_failure(&failure);
    if (strcmp(verb, "show") == 0)
        done = show(request, &database, &failure);
    else if (strcmp(verb, "reconcile") == 0)
        done = reconcile(request, &database, &failure);
    else
        done = request_report(request, &database, "institutions", &rows, &failure);
    return done ? OUTCOME_DONE : say_failure(&failure);
}
