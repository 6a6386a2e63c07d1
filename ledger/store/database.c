#include "contrepartie/store.h"

#include "contrepartie/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OLDEST_SERVER 130000

static const char *const role_names[] = {
    [STORE_READER] = "set role contrepartie_reader",
    [STORE_IMPORTER] = "set role contrepartie_importer",
    [STORE_AUDITOR] = "set role contrepartie_auditor",
    [STORE_ADMIN] = "set role contrepartie_admin",
};

void result_clear(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

static void quiet(void *context, const char *message)
{
    (void)context; /* notices such as "already exists, skipping" are not for the user */
    (void)message;
}

/* SQLSTATE class or code -> exit status. */
static enum outcome outcome_of(const char *state)
{
    if (state == NULL || strncmp(state, "08", 2) == 0 || strncmp(state, "57", 2) == 0 || strncmp(state, "53", 2) == 0)
        return OUTCOME_UNAVAILABLE;
    if (strcmp(state, "42501") == 0) return OUTCOME_NOT_PERMITTED;
    if (strcmp(state, "55P03") == 0) return OUTCOME_BUSY;
    if (strncmp(state, "23", 2) == 0 || strcmp(state, "P0001") == 0) return OUTCOME_DATA;
    return OUTCOME_INTERNAL;
}

bool database_failure(struct database *database, const PGresult *result, struct failure *failure)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *detail = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : NULL;
    const char *hint = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_HINT) : NULL;

    if (message == NULL) message = PQerrorMessage(database->connection);
    fail(failure, outcome_of(state), "%s%s%s", message, detail != NULL ? ": " : "", detail != NULL ? detail : "");
    failure->message[strcspn(failure->message, "\n")] = '\0';
    if (hint != NULL) fail_remedy(failure, "%s", hint);
    if (state != NULL && strcmp(state, "53100") == 0)
        fail_remedy(failure, TR("the disk is full: free some space and run the command again; nothing was written",
                                "le disque est plein : libérez de la place et recommencez ; rien n'a été écrit"));
    return false;
}

PGresult *database_query(struct database *database, enum rows_expected expected, const char *sql,
                         struct parameters parameters, struct failure *failure)
{
    PGresult *result = PQexecParams(database->connection, sql, parameters.count, NULL, parameters.values, NULL, NULL, 0);
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

bool database_run(struct database *database, const char *sql, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = PQexec(database->connection, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return true;
    return database_failure(database, result, failure);
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

bool database_role(struct database *database, enum store_role role, struct failure *failure)
{
    return database_run(database, role_names[role], failure);
}

static bool connect_to(struct database *database, const char *conninfo)
{
    database->connection = PQconnectdb(conninfo);
    if (PQstatus(database->connection) == CONNECTION_OK) return true;
    return false;
}

static bool connect_cluster(struct database *database, const char *directory, struct failure *failure)
{
    struct cluster cluster;
    char conninfo[2 * PATH_MAX];

    if (!cluster_locate(&cluster, directory, failure)) return false;
    database->usage_lock = cluster_use(&cluster, failure);
    if (database->usage_lock < 0) return false;
    cluster_conninfo(&cluster, conninfo, sizeof conninfo);
    if (connect_to(database, conninfo)) return true;
    PQfinish(database->connection);
    database->connection = NULL;
    if (!cluster_start(&cluster, failure)) return false;
    if (connect_to(database, conninfo)) return true;
    fail(failure, OUTCOME_UNAVAILABLE, TR("the server is started but refuses the connection: %s",
                                          "le serveur est démarré mais refuse la connexion : %s"),
         PQerrorMessage(database->connection));
    failure->message[strcspn(failure->message, "\n")] = '\0';
    return fail_remedy(failure, TR("run the command as %s or root", "lancez la commande sous %s ou root"), cluster.account);
}

static bool connect_server(struct database *database, const char *conninfo, struct failure *failure)
{
    if (!connect_to(database, conninfo)) {
        fail(failure, OUTCOME_UNAVAILABLE, TR("cannot connect: %s", "connexion impossible : %s"), PQerrorMessage(database->connection));
        failure->message[strcspn(failure->message, "\n")] = '\0';
        return fail_remedy(failure, TR("check the connection string given to --db", "vérifiez la chaîne donnée à --db"));
    }
    if (PQserverVersion(database->connection) >= OLDEST_SERVER) return true;
    return fail(failure, OUTCOME_UNAVAILABLE, TR("the server is PostgreSQL %d; 13 or later is needed",
                                                 "le serveur est PostgreSQL %d ; il faut la version 13 ou plus"),
                PQserverVersion(database->connection) / 10000);
}

bool database_open(struct database *database, const struct store_options *options, enum store_role role,
                   struct failure *failure)
{
    bool connected;

    *database = (struct database){.usage_lock = -1};
    connected = options->conninfo != NULL ? connect_server(database, options->conninfo, failure)
                                          : connect_cluster(database, options->directory, failure);
    if (!connected) return false;
    PQsetNoticeProcessor(database->connection, quiet, NULL);
    /* The text of a row must not depend on the user's settings: seals are computed over it. */
    return database_run(database,
                        "set client_encoding = 'UTF8'; set search_path = contrepartie, pg_temp; set datestyle = 'ISO';"
                        "set bytea_output = 'hex'; set timezone = 'UTC'; set lock_timeout = '60s'; set jit = off",
                        failure) &&
           migration_apply(database, failure) && database_role(database, role, failure);
}

void database_close(struct database *database)
{
    PQfinish(database->connection);
    database->connection = NULL;
    if (database->usage_lock >= 0) (void)close(database->usage_lock);
    database->usage_lock = -1;
}
