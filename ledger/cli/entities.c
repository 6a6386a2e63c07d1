#include "cli/command.h"

#include "contrepartie/siren.h"

#include <stdlib.h>
#include <string.h>

static bool add(struct request *request, struct database *database, struct failure *failure)
{
    const char *siren = request->operand_count > 1 ? request->operands[1] : "";
    PGresult *added CLEAN_RESULT = NULL;

    if (request->operand_count < 3) return fail(failure, OUTCOME_USAGE, "entities add SIREN NAME [KIND]");
    if (strlen(siren) != SIREN_DIGITS || !siren_check(siren, SIREN_DIGITS))
        return fail(failure, OUTCOME_USAGE,
                    TR("%s is no SIREN: 9 digits, of which the last is a check digit",
                       "%s n'est pas un SIREN : 9 chiffres dont une clé"),
                    siren);
    added = database_query(
        database, EXPECT_NOTHING, "select body_find($1, $2, $3)",
        DATABASE_PARAMETERS(siren, request->operands[2], request->operand_count > 3 ? request->operands[3] : ""),
        failure);
    return added != NULL;
}

/* An opera run as an annex budget has no functions: the whole budget is tagged. */
static bool tag(struct request *request, struct database *database, struct failure *failure)
{
    PGresult *tagged CLEAN_RESULT = NULL;

    if (request->operand_count < 3) return fail(failure, OUTCOME_USAGE, "entities tag SIRET culture");
    tagged = database_query(database, EXPECT_ROWS,
                            "insert into budget_tag (siren, budget_id, tag) select siren, budget_id, $2 from budget "
                            "where siret = $1 on conflict do nothing returning 1",
                            DATABASE_PARAMETERS(request->operands[1], request->operands[2]), failure);
    if (tagged == NULL) return false;
    if (PQntuples(tagged) == 0)
        return fail(failure, OUTCOME_NO_INPUT,
                    TR("no budget with SIRET %s, or it is tagged already", "aucun budget de SIRET %s, ou déjà marqué"),
                    request->operands[1]);
    return true;
}

enum outcome command_entities(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    bool writes = strcmp(verb, "add") == 0 || strcmp(verb, "tag") == 0, done;
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    long rows;

    if (strcmp(verb, "show") == 0) {
        if (request->operand_count < 2) return say_usage(TR("entities show: which one?", "entities show : laquelle ?"));
        request->asked.entity = request->operands[1];
    }
    if (!request_open(request, &database, writes ? STORE_IMPORTER : STORE_READER, &failure))
        return say_failure(&failure);
    if (strcmp(verb, "list") == 0 || strcmp(verb, "show") == 0)
        done = request_report(request, &database, "entities", &rows, &failure);
    else if (strcmp(verb, "add") == 0)
        done = add(request, &database, &failure);
    else if (strcmp(verb, "tag") == 0)
        done = tag(request, &database, &failure);
    else
        return say_usage(
            TR("entities takes list, show, add or tag, not %s", "entities prend list, show, add ou tag, pas %s"), verb);
    return done ? OUTCOME_DONE : say_failure(&failure);
}

enum outcome command_close(struct request *request)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct filters filters = {0};
    PGresult *closed CLEAN_RESULT = NULL;
    struct failure failure;

    if (request->operand_count != 1 || !digits_only(request->operands[0], strlen(request->operands[0]), 4) ||
        request->asked.entity == NULL)
        return say_usage("close YEAR --entity SIREN");
    if (!request_open(request, &database, STORE_ADMIN, &failure) ||
        !filters_read(&request->asked, &database, NULL, &filters, &failure))
        return say_failure(&failure);
    closed = database_query(&database, EXPECT_ROWS,
                            "insert into closed_year (siren, fiscal_year) select siren, $2 from body where siren = $1 "
                            "on conflict do nothing returning 1",
                            DATABASE_PARAMETERS(filters.siren, request->operands[0]), &failure);
    if (closed == NULL) return say_failure(&failure);
    if (PQntuples(closed) == 0) {
        (void)fail(&failure, OUTCOME_NO_INPUT,
                   TR("%s is unknown, or closed already for %s", "%s est inconnu, ou déjà clos pour %s"),
                   request->asked.entity, request->operands[0]);
        return say_failure(&failure);
    }
    if (!request->quiet)
        (void)printf(TR("✓ %s is closed for %s: only reversals may be posted\n",
                        "✓ %s est clos pour %s : seules des contre-passations sont possibles\n"),
                     request->asked.entity, request->operands[0]);
    return OUTCOME_DONE;
}
