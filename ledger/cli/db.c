#include "cli/command.h"

#include "contrepartie/cluster.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum outcome status(struct request *request)
{
    struct cluster cluster;
    struct failure failure;
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    PGresult *facts CLEAN_RESULT = NULL;

    if (request->store.conninfo == NULL) {
        if (!cluster_locate(&cluster, request->store.directory, &failure)) return say_failure(&failure);
        (void)printf(TR("database  %s, %s, run by %s\n", "base      %s, %s, exécutée par %s\n"), cluster.directory,
                     cluster_running(&cluster) ? TR("running", "démarrée")
                                               : TR("stopped (starts by itself)", "arrêtée (démarre seule)"),
                     cluster.account);
        (void)printf(TR("programs  %s\n", "programmes %s\n"), cluster.programs);
        if (!cluster_running(&cluster)) return OUTCOME_DONE;
    }
    if (!request_open(request, &database, STORE_READER, &failure)) return say_failure(&failure);
    facts = database_query(
        &database, EXPECT_ONE_ROW,
        "select current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())), count(*) "
        "filter (where status = 'active'), "
        "count(*), coalesce(min(fiscal_year)::text, '-'), coalesce(max(fiscal_year)::text, '-') from document_state",
        NO_PARAMETERS, &failure);
    if (facts == NULL) return say_failure(&failure);
    (void)printf(TR("server    PostgreSQL %s, %s\ndata      %s active documents of %s, years %s to %s\n",
                    "serveur   PostgreSQL %s, %s\ndonnées   %s documents actifs sur %s, exercices %s à %s\n"),
                 PQgetvalue(facts, 0, 0), PQgetvalue(facts, 0, 1), PQgetvalue(facts, 0, 2), PQgetvalue(facts, 0, 3),
                 PQgetvalue(facts, 0, 4), PQgetvalue(facts, 0, 5));
    return OUTCOME_DONE;
}

/* psql takes this process's place; it keeps the usage lock, so the server stays up while it runs. */
static enum outcome psql(struct request *request)
{
    struct database database;
    struct failure failure;
    struct cluster cluster;
    char conninfo[2 * PATH_MAX], program[PATH_MAX] = "psql";
    char **arguments = must_alloc(((size_t)request->operand_count + 4) * sizeof *arguments);
    int count = 0, lock = -1;

    if (!database_open(&database, &request->store, STORE_READER, &failure)) {
        database_close(&database);
        return say_failure(&failure);
    }
    if (request->store.conninfo == NULL) {
        if (!cluster_locate(&cluster, request->store.directory, &failure)) return say_failure(&failure);
        cluster_conninfo(&cluster, conninfo, sizeof conninfo);
        (void)snprintf(program, sizeof program, "%.4000s/psql", cluster.programs);
        lock = dup(database.usage_lock); /* without close-on-exec */
        (void)lock;
    } else
        (void)snprintf(conninfo, sizeof conninfo, "%s", request->store.conninfo);
    arguments[count++] = "psql";
    arguments[count++] = "-d";
    arguments[count++] = conninfo;
    for (int index = 1; index < request->operand_count; index++)
        arguments[count++] = request->operands[index];
    arguments[count] = NULL;
    (void)setenv("PGOPTIONS", "-c search_path=contrepartie", 1);
    PQfinish(database.connection);
    execvp(program, arguments);
    (void)fail(&failure, OUTCOME_UNAVAILABLE, "psql: %s", strerror(errno));
    return say_failure(&failure);
}

enum outcome command_db(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "status";
    struct cluster cluster;
    struct failure failure;

    if (strcmp(verb, "status") == 0) return status(request);
    if (strcmp(verb, "psql") == 0) return psql(request);
    if (strcmp(verb, "access") == 0) return db_access(request);
    if (strcmp(verb, "anchor") == 0) return db_anchor(request);
    if (strcmp(verb, "backup") == 0) return db_backup(request);
    if (strcmp(verb, "restore") == 0) return db_restore(request);
    if (strcmp(verb, "upgrade") == 0) return db_upgrade(request);
    if (strcmp(verb, "start") == 0) {
        struct database database CLEAN_DATABASE = {.usage_lock = -1};
        return request_open(request, &database, STORE_READER, &failure) ? OUTCOME_DONE : say_failure(&failure);
    }
    if (strcmp(verb, "stop") != 0)
        return say_usage(TR("db takes start, stop, status, psql, backup, restore, upgrade, access or anchor, not %s",
                            "db prend start, stop, status, psql, backup, restore, upgrade, access ou anchor, pas %s"),
                         verb);
    if (request->store.conninfo != NULL)
        return say_usage(
            TR("a server given by --db is not ours to stop", "un serveur donné par --db ne nous appartient pas"));
    if (!cluster_locate(&cluster, request->store.directory, &failure) || !cluster_stop(&cluster, &failure))
        return say_failure(&failure);
    return OUTCOME_DONE;
}

enum outcome command_help(struct request *request)
{
    for (const struct command *command = commands; request->operand_count > 0 && command->name != NULL; command++)
        if (strcmp(command->name, request->operands[0]) == 0) {
            help_command_print(stdout, command);
            return OUTCOME_DONE;
        }
    if (request->operand_count > 0)
        return say_usage(TR("unknown command “%s”", "commande inconnue « %s »"), request->operands[0]);
    help_print(stdout);
    return OUTCOME_DONE;
}
