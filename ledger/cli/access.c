/* db access: which bodies a login of a shared server may see and post for (sql/schema/099-access.sql). */
#include "cli/command.h"

#include "contrepartie/siren.h"

#include <stdlib.h>
#include <string.h>

static bool change(struct request *request, struct database *database, bool grant, struct failure *failure)
{
    const char *login, *body;
    bool all;
    PGresult *done CLEAN_RESULT = NULL;

    if (request->operand_count != 4)
        return fail(failure, OUTCOME_USAGE,
                    TR("db access grant|revoke LOGIN SIREN|all", "db access grant|revoke COMPTE SIREN|all"));
    login = request->operands[2];
    body = request->operands[3];
    all = strcmp(body, "all") == 0;
    /* nine zeros pass the check digit, and 0 is how the table says all */
    if (!all && (strlen(body) != SIREN_DIGITS || !siren_check(body, SIREN_DIGITS) || strtol(body, NULL, 10) == 0))
        return fail(failure, OUTCOME_USAGE,
                    TR("%s is no SIREN: 9 digits, of which the last is a check digit; or all",
                       "%s n'est pas un SIREN : 9 chiffres dont une clé ; ou all"),
                    body);
    done = database_query(database, EXPECT_ROWS, grant ? "select access_grant($1, $2)" : "select access_revoke($1, $2)",
                          DATABASE_PARAMETERS(login, all ? "0" : body), failure);
    return done != NULL;
}

enum outcome db_access(struct request *request)
{
    const char *verb = request->operand_count > 1 ? request->operands[1] : "list";
    bool grant = strcmp(verb, "grant") == 0, revoke = strcmp(verb, "revoke") == 0, done;
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    long rows;

    if (!grant && !revoke && strcmp(verb, "list") != 0)
        return say_usage(
            TR("db access takes list, grant or revoke, not %s", "db access prend list, grant ou revoke, pas %s"), verb);
    if (!request_open(request, &database, grant || revoke ? STORE_ADMIN : STORE_READER, &failure))
        return say_failure(&failure);
    done = grant || revoke ? change(request, &database, grant, &failure)
                           : request_report(request, &database, "access", &rows, &failure);
    return done ? OUTCOME_DONE : say_failure(&failure);
}
