#include "cli/command.h"

#include "contrepartie/scope.h"

#include <stdlib.h>
#include <string.h>

static bool scope_set(struct request *request, struct database *database, struct failure *failure)
{
    struct buffer predicate CLEAN_BUFFER = {0};
    struct scope_error error;
    PGresult *stored CLEAN_RESULT = NULL;

    if (request->operand_count < 3) return fail(failure, OUTCOME_USAGE, "scope set NAME FORMULA");
    if (strspn(request->operands[1], "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(request->operands[1]) ||
        request->operands[1][0] == '\0' || request->operands[1][0] == '-')
        return fail(failure, OUTCOME_USAGE,
                    TR("a scope's name is made of a-z, 0-9, - and _: %s",
                       "le nom d'un périmètre est fait de a-z, 0-9, - et _ : %s"),
                    request->operands[1]);
    if (!scope_compile(request->operands[2], &predicate, &error)) {
        fail(failure, OUTCOME_USAGE, TR("the formula cannot be read: %s", "formule illisible : %s"), error.text);
        return fail_remedy(failure, "%s\n  %*s^", request->operands[2], (int)error.position, "");
    }
    stored = database_query(
        database, EXPECT_NOTHING,
        "insert into scope (name, formula, label) values ($1, $2, $3) on conflict (name) do update set formula = "
        "excluded.formula, "
        "label = excluded.label, set_at = now(), set_by = author()",
        DATABASE_PARAMETERS(request->operands[1], request->operands[2], request->label != NULL ? request->label : ""),
        failure);
    return stored != NULL;
}

static void array_add(struct buffer *array, const char *text)
{
    buffer_text(array, array->length == 0 ? "{\"" : ",\"");
    for (; *text != '\0'; text++)
        buffer_format(array, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    buffer_text(array, "\"");
}

/* Proves that scopes are a partition of the lines of the first one: which fall in none, which in two. */
static bool scope_test(struct request *request, struct database *database, bool *ret_partition, struct failure *failure)
{
    struct buffer names CLEAN_BUFFER = {0}, predicates CLEAN_BUFFER = {0}, whole CLEAN_BUFFER = {0};
    struct filters filters = {0};
    PGresult *result CLEAN_RESULT = NULL;

    if (request->operand_count < 3)
        return fail(failure, OUTCOME_USAGE,
                    TR("scope test WHOLE PART PART…: is every line of WHOLE in exactly one PART?",
                       "scope test TOUT PARTIE PARTIE… : chaque ligne du TOUT est-elle dans une seule PARTIE ?"));
    for (int index = 2; index < request->operand_count; index++) {
        struct buffer predicate CLEAN_BUFFER = {0};
        if (!scope_predicate(database, request->operands[index], &predicate, failure)) return false;
        array_add(&names, request->operands[index]);
        array_add(&predicates, predicate.bytes);
    }
    buffer_text(&names, "}");
    buffer_text(&predicates, "}");
    if (!scope_predicate(database, request->operands[1], &whole, failure) ||
        !filters_read(&request->asked, database, NULL, &filters, failure))
        return false;
    result = database_query(
        database, EXPECT_ROWS, "select * from scope_partition($1, $2, $3, $4, $5, $6)",
        DATABASE_PARAMETERS(whole.bytes, names.bytes, predicates.bytes, filters.has_year ? filters.year_first : NULL,
                            filters.has_year ? filters.year_last : NULL, filters.has_siren ? filters.siren : NULL),
        failure);
    if (result == NULL) return false;
    *ret_partition = PQntuples(result) == 0;
    for (int row = 0; row < PQntuples(result); row++)
        (void)printf("%s  %s  %s  %s  %s  %s\n", PQgetvalue(result, row, 0), PQgetvalue(result, row, 1),
                     PQgetvalue(result, row, 2), PQgetvalue(result, row, 3), PQgetvalue(result, row, 4),
                     PQgetvalue(result, row, 5)[0] != '\0' ? PQgetvalue(result, row, 5) : TR("in none", "dans aucun"));
    (void)fprintf(stderr,
                  *ret_partition ? TR("a partition: every line is in exactly one\n",
                                      "une partition : chaque ligne est dans un seul périmètre\n")
                                 : TR("%d groups of lines are in none or in several\n",
                                      "%d groupes de lignes dans aucun ou plusieurs périmètres\n"),
                  PQntuples(result));
    return true;
}

enum outcome command_scope(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    bool done, partition = true;
    long rows;

    if (!request_open(request, &database, strcmp(verb, "set") == 0 ? STORE_IMPORTER : STORE_READER, &failure))
        return say_failure(&failure);
    if (strcmp(verb, "list") == 0 || strcmp(verb, "show") == 0)
        done = request_report(request, &database, "scopes", &rows, &failure);
    else if (strcmp(verb, "set") == 0)
        done = scope_set(request, &database, &failure);
    else if (strcmp(verb, "test") == 0)
        done = scope_test(request, &database, &partition, &failure);
    else
        return say_usage(
            TR("scope takes list, show, set or test, not %s", "scope prend list, show, set ou test, pas %s"), verb);
    if (!done) return say_failure(&failure);
    return partition ? OUTCOME_DONE : OUTCOME_FINDINGS;
}
