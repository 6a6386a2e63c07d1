#include "contrepartie/store.h"

#include "contrepartie/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MAX 64 /* plans of a session: a tenth to some tenths of a MB each */

void result_clear(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

static PGcancel *cancellation;

/* libpq allows this in a signal handler. */
static void cancel(void *context)
{
    char reason[256];

    (void)PQcancel(context, reason, sizeof reason);
}

void database_interruptible(struct database *database)
{
    cancellation = PQgetCancel(database->connection);
    if (cancellation != NULL) interruption_calls(cancel, cancellation);
}

void database_uninterruptible(void)
{
    interruption_calls(NULL, NULL);
    PQfreeCancel(cancellation);
    cancellation = NULL;
}

/* SQLSTATE class or code -> exit status. */
static enum outcome outcome_of(const char *state)
{
    if (state != NULL && strcmp(state, "57014") == 0 && interrupted()) return OUTCOME_INTERRUPTED;
    if (state == NULL || strncmp(state, "08", 2) == 0 || strncmp(state, "57", 2) == 0 || strncmp(state, "53", 2) == 0)
        return OUTCOME_UNAVAILABLE;
    if (strcmp(state, "42501") == 0) return OUTCOME_NOT_PERMITTED;
    if (strcmp(state, "25P03") == 0 || strcmp(state, "2200H") == 0)
        return OUTCOME_UNAVAILABLE; /* limits of the server */
    if (strcmp(state, "55P03") == 0) return OUTCOME_BUSY;
    if (strncmp(state, "23", 2) == 0 || strcmp(state, "P0001") == 0 || strcmp(state, "22003") == 0) return OUTCOME_DATA;
    return OUTCOME_INTERNAL;
}

bool database_failure(struct database *database, const PGresult *result, struct failure *failure)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *detail = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : NULL;
    const char *hint = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_HINT) : NULL;

    if (outcome_of(state) == OUTCOME_INTERRUPTED)
        return fail(failure, OUTCOME_INTERRUPTED,
                    TR("interrupted; nothing was written", "interrompu ; rien n'a été écrit"));
    if (message == NULL) message = PQerrorMessage(database->connection);
    fail(failure, outcome_of(state), "%s%s%s", message, detail != NULL ? ": " : "", detail != NULL ? detail : "");
    failure->message[strcspn(failure->message, "\n")] = '\0';
    if (hint != NULL) fail_remedy(failure, "%s", hint);
    if (state != NULL && strcmp(state, "22003") == 0)
        fail_remedy(failure,
                    TR("a sum of amounts is larger than the books hold: 9,999,999,999,999,999.99 euros",
                       "une somme de montants dépasse ce que tiennent les livres : 9 999 999 999 999 999,99 euros"));
    if (state != NULL && strcmp(state, "57014") == 0)
        fail_remedy(failure,
                    TR("the server's statement_timeout: ask for less (--year, --entity), or have it raised",
                       "statement_timeout du serveur : demandez moins (--year, --entity), ou faites-le relever"));
    if (state != NULL && strcmp(state, "53100") == 0)
        fail_remedy(failure, TR("the disk is full: free some space and run the command again; nothing was written",
                                "le disque est plein : libérez de la place et recommencez ; rien n'a été écrit"));
    return false;
}

PGresult *database_query(struct database *database, enum rows_expected expected, const char *sql,
                         struct parameters parameters, struct failure *failure)
{
    PGresult *result =
        PQexecParams(database->connection, sql, parameters.count, NULL, parameters.values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        database_failure(database, result, failure);
        PQclear(result);
        return NULL;
    }
    if (expected == EXPECT_ONE_ROW && PQntuples(result) != 1) {
        fail(failure, OUTCOME_INTERNAL, "expected one row, found %d: %.200s", PQntuples(result), sql);
        PQclear(result);
        return NULL;
    }
    return result;
}

/* "$N::type is null" with "and false" or "or true" behind it: the type stays said, and the planner leaves it out. */
static void decide_filters(const char *sql, struct parameters parameters, struct buffer *decided)
{
    const char *rest = sql, *found;

    while ((found = strchr(rest, '$')) != NULL) {
        char *end;
        long number = strtol(found + 1, &end, 10);
        if (strncmp(end, "::", 2) == 0) end += 2 + strspn(end + 2, "abcdefghijklmnopqrstuvwxyz");
        if (number < 1 || number > parameters.count || strncmp(end, " is null", strlen(" is null")) != 0) {
            buffer_write(decided, rest, (size_t)(found + 1 - rest));
            rest = found + 1;
            continue;
        }
        end += strlen(" is null");
        buffer_write(decided, rest, (size_t)(found - rest));
        buffer_format(decided, "(%.*s %s)", (int)(end - found), found,
                      parameters.values[number - 1] != NULL ? "and false" : "or true");
        rest = end;
    }
    buffer_text(decided, rest);
}

static bool prepare(struct database *database, const char *name, const char *sql, struct parameters parameters,
                    struct failure *failure)
{
    struct buffer decided CLEAN_BUFFER = {0};
    PGresult *prepared CLEAN_RESULT = NULL;
    char line[128];

    (void)snprintf(line, sizeof line, "\n%s\n", name);
    if (strstr(buffer_cstring(&database->kept), line) != NULL) return true;
    if (database->kept_count >= KEPT_MAX) { /* names may come from addresses: each page of a journal has one */
        if (!database_run(database, "deallocate all", failure)) return false;
        buffer_clear(&database->kept);
        database->kept_count = 0;
    }
    decide_filters(sql, parameters, &decided);
    prepared = PQprepare(database->connection, name, buffer_cstring(&decided), parameters.count, NULL);
    if (PQresultStatus(prepared) != PGRES_COMMAND_OK) return database_failure(database, prepared, failure);
    buffer_text(&database->kept, line);
    database->kept_count++;
    return true;
}

bool database_ask(struct database *database, const char *name, const char *sql, struct parameters parameters,
                  struct failure *failure)
{
    struct buffer shape CLEAN_BUFFER = {0};
    int sent;

    if (database->keeps_plans) {
        buffer_format(&shape, "%s ", name);
        for (int index = 0; index < parameters.count; index++)
            buffer_text(&shape, parameters.values[index] != NULL ? "1" : "0");
        if (!prepare(database, buffer_cstring(&shape), sql, parameters, failure)) return false;
        sent = PQsendQueryPrepared(database->connection, buffer_cstring(&shape), parameters.count, parameters.values,
                                   NULL, NULL, 0);
    } else {
        sent = PQsendQueryParams(database->connection, sql, parameters.count, NULL, parameters.values, NULL, NULL, 0);
    }
    if (sent != 1) return database_failure(database, NULL, failure);
    (void)PQsetSingleRowMode(database->connection);
    return true;
}

bool database_run(struct database *database, const char *sql, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = PQexec(database->connection, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return true;
    return database_failure(database, result, failure);
}

bool database_whole(struct database *database, struct failure *failure)
{
    return !database->limited || database_run(database, "select need_every_body()", failure);
}

bool database_copy_begin(struct database *database, const char *sql, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = PQexec(database->connection, sql);

    if (PQresultStatus(result) == PGRES_COPY_IN) return true;
    return database_failure(database, result, failure);
}

bool database_copy(struct database *database, const char *bytes, size_t length, struct failure *failure)
{
    if (PQputCopyData(database->connection, bytes, (int)length) == 1) return true;
    return database_failure(database, NULL, failure);
}

long long database_copy_end(struct database *database, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = NULL;
    PGresult *rest;
    long long rows = -1;

    if (PQputCopyEnd(database->connection, NULL) != 1) {
        database_failure(database, NULL, failure);
        return -1;
    }
    result = PQgetResult(database->connection);
    if (PQresultStatus(result) == PGRES_COMMAND_OK)
        rows = strtoll(PQcmdTuples(result), NULL, 10);
    else
        database_failure(database, result, failure);
    while ((rest = PQgetResult(database->connection)) != NULL)
        PQclear(rest);
    return rows;
}

void database_copy_abort(struct database *database)
{
    PGresult *result;

    (void)PQputCopyEnd(database->connection, "import refused");
    while ((result = PQgetResult(database->connection)) != NULL)
        PQclear(result);
}

#define LOAD_SQL 2048

bool database_load_begin(struct database *database, const char *table, const char *columns, struct failure *failure)
{
    char sql[LOAD_SQL];

    database->loading_table = table;
    database->loading_columns = columns;
    if (database->limited) {
        (void)snprintf(sql, sizeof sql, "create temporary table if not exists load_%s (like %s) on commit drop", table,
                       table);
        if (!database_run(database, sql, failure)) return false;
    }
    (void)snprintf(sql, sizeof sql, "copy %s%s (%s) from stdin", database->limited ? "load_" : "", table, columns);
    return database_copy_begin(database, sql, failure);
}

long long database_load_end(struct database *database, struct failure *failure)
{
    long long rows = database_copy_end(database, failure);
    const char *table = database->loading_table, *columns = database->loading_columns;
    char sql[LOAD_SQL];

    if (rows < 0 || !database->limited) return rows;
    (void)snprintf(sql, sizeof sql, "insert into %s (%s) select %s from load_%s; truncate load_%s", table, columns,
                   columns, table, table);
    return database_run(database, sql, failure) ? rows : -1;
}

bool database_copy_out(struct database *database, const char *sql,
                       bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                       void *context, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = PQexec(database->connection, sql);
    bool done = true;
    char *row;
    int length;

    if (PQresultStatus(result) != PGRES_COPY_OUT) return database_failure(database, result, failure);
    while ((length = PQgetCopyData(database->connection, &row, 0)) > 0) {
        if (done) done = consume(context, row, (size_t)length, failure);
        PQfreemem(row);
    }
    result_clear(&result);
    while ((result = PQgetResult(database->connection)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK) done = database_failure(database, result, failure);
        PQclear(result);
    }
    return done;
}
