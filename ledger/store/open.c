/* Opening and closing the store: connection, schema brought up to date, role taken. */
#include "contrepartie/cluster.h"
#include "contrepartie/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OLDEST_SERVER         130000
#define RECOVERY_ATTEMPTS     600
#define RECOVERY_MICROSECONDS 100000
#define REFUSALS_MAX          5

static const char *const role_names[] = {
    [STORE_READER] = "set role contrepartie_reader",
    [STORE_IMPORTER] = "set role contrepartie_importer",
    [STORE_AUDITOR] = "set role contrepartie_auditor",
    [STORE_ADMIN] = "set role contrepartie_admin",
};

static void quiet(void *context, const char *message)
{
    (void)context; /* notices such as "already exists, skipping" are not for the user */
    (void)message;
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

/* The private cluster is reached by its socket alone: what libpq would take from the environment is for other servers.
 */
static void environment_clear(void)
{
    static const char *const names[] = {"PGHOST",
                                        "PGHOSTADDR",
                                        "PGPORT",
                                        "PGDATABASE",
                                        "PGUSER",
                                        "PGPASSWORD",
                                        "PGPASSFILE",
                                        "PGSERVICE",
                                        "PGSERVICEFILE",
                                        "PGOPTIONS",
                                        "PGAPPNAME",
                                        "PGSSLMODE",
                                        "PGREQUIRESSL",
                                        "PGREQUIREPEER",
                                        "PGCHANNELBINDING",
                                        "PGTARGETSESSIONATTRS",
                                        "PGCLIENTENCODING",
                                        "PGDATESTYLE",
                                        "PGTZ",
                                        "PGGEQO",
                                        "PGCONNECT_TIMEOUT",
                                        "PGGSSENCMODE",
                                        "PGKRBSRVNAME"};

    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++)
        (void)unsetenv(names[index]);
}

/* libpq 15 gives no code of a connection that failed; the private cluster speaks English. */
static bool is_full(const struct database *database)
{
    return strstr(PQerrorMessage(database->connection), "too many clients") != NULL;
}

static bool connect_cluster(struct database *database, const char *directory, struct failure *failure)
{
    struct cluster cluster;
    char conninfo[2 * PATH_MAX];

    if (!cluster_locate(&cluster, directory, failure)) return false;
    environment_clear();
    database->usage_lock = cluster_use(&cluster, failure);
    if (database->usage_lock < 0) return false;
    cluster_conninfo(&cluster, conninfo, sizeof conninfo);
    if (connect_to(database, conninfo)) return true;
    /* a server that comes back from a crash refuses until it is done, one that is full until somebody leaves; one that
       goes down is gone then. Where it answers others, it is asked a few times more: since a moment ago, perhaps. */
    for (int attempt = 0, refusals = 0; attempt < RECOVERY_ATTEMPTS && refusals < REFUSALS_MAX; attempt++) {
        PQfinish(database->connection);
        database->connection = NULL;
        if (!cluster_start(&cluster, failure)) return false;
        if (connect_to(database, conninfo)) return true;
        if (!is_full(database) && PQping(conninfo) == PQPING_OK) refusals++;
        (void)usleep(RECOVERY_MICROSECONDS);
    }
    fail(failure, OUTCOME_UNAVAILABLE,
         TR("the server is started but refuses the connection: %s",
            "le serveur est démarré mais refuse la connexion : %s"),
         PQerrorMessage(database->connection));
    failure->message[strcspn(failure->message, "\n")] = '\0';
    return fail_remedy(failure, TR("run the command as %s or root", "lancez la commande sous %s ou root"),
                       cluster.account);
}

static bool connect_server(struct database *database, const char *conninfo, struct failure *failure)
{
    if (!connect_to(database, conninfo)) {
        fail(failure, OUTCOME_UNAVAILABLE, TR("cannot connect: %s", "connexion impossible : %s"),
             PQerrorMessage(database->connection));
        failure->message[strcspn(failure->message, "\n")] = '\0';
        return fail_remedy(failure,
                           TR("check the connection string given to --db", "vérifiez la chaîne donnée à --db"));
    }
    if (PQserverVersion(database->connection) >= OLDEST_SERVER) return true;
    return fail(failure, OUTCOME_UNAVAILABLE,
                TR("the server is PostgreSQL %d; 13 or later is needed",
                   "le serveur est PostgreSQL %d ; il faut la version 13 ou plus"),
                PQserverVersion(database->connection) / 10000);
}

bool database_connect(struct database *database, const struct store_options *options, struct failure *failure)
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
                        failure);
}

bool database_open(struct database *database, const struct store_options *options, enum store_role role,
                   struct failure *failure)
{
    return database_connect(database, options, failure) && migration_apply(database, failure) &&
           database_role(database, role, failure);
}

void database_close(struct database *database)
{
    PQfinish(database->connection);
    database->connection = NULL;
    buffer_free(&database->kept);
    if (database->usage_lock >= 0) (void)close(database->usage_lock);
    database->usage_lock = -1;
}
