/* db backup, db restore and db upgrade, which is both. */
#include "cli/command.h"

#include "contrepartie/backup.h"
#include "contrepartie/cluster.h"
#include "contrepartie/progress.h"

#include <string.h>
#include <unistd.h>

/* Where a request's database is, for pg_dump and pg_restore. */
struct home {
    struct store_options store;
    char conninfo[2 * PATH_MAX];
    struct backup_place place;
};

static void home_private(struct home *home, const struct cluster *cluster)
{
    home->store = (struct store_options){.directory = cluster->directory};
    cluster_conninfo(cluster, home->conninfo, sizeof home->conninfo);
    home->place = (struct backup_place){cluster->programs, home->conninfo};
}

static void home_shared(struct home *home, const struct request *request)
{
    home->store = request->store;
    home->place = (struct backup_place){NULL, request->store.conninfo};
}

static const char *file_named(const struct request *request)
{
    if (request->operand_count == 2) return request->operands[1];
    (void)say_usage(TR("db %s: which file?", "db %s : quel fichier ?"), request->operands[0]);
    return NULL;
}

enum outcome db_backup(struct request *request)
{
    const char *path = file_named(request);
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct cluster cluster;
    struct home home;
    struct backup backup;
    struct failure failure;

    if (path == NULL) return OUTCOME_USAGE;
    if (!request_open(request, &database, STORE_READER, &failure)) return say_failure(&failure);
    if (request->store.conninfo != NULL)
        home_shared(&home, request);
    else if (cluster_locate(&cluster, request->store.directory, &failure))
        home_private(&home, &cluster);
    else
        return say_failure(&failure);
    interruption_catch();
    if (!backup_write(&database, &home.place, path, &backup, &failure)) return say_failure(&failure);
    if (!request->quiet)
        (void)printf(TR("✓ %s: %lld documents, %lld bytes\n  SHA-256 %s\n", "✓ %s : %lld documents, %lld octets\n"
                                                                            "  SHA-256 %s\n"),
                     path, (long long)backup.documents, (long long)backup.size, backup.sha256);
    return OUTCOME_DONE;
}

/* Loads the backup there, brings it up to date and proves it. */
static enum outcome restore_there(const struct request *request, const struct home *home, int backup)
{
    struct request there = *request;
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure, ignored;
    bool done;

    there.store = home->store;
    done =
        database_connect(&database, &home->store, &failure) && backup_load(&database, &home->place, backup, &failure);
    database_close(&database);
    if (!done) return say_failure(&failure);
    if (request_open(&there, &database, STORE_ADMIN, &failure) &&
        database_run(&database, "reset role; set role contrepartie_owner; analyze", &failure) &&
        database_role(&database, STORE_ADMIN, &failure))
        return say_verification(request, &database);
    if (database.connection != NULL) (void)backup_unload(&database, &ignored);
    return say_failure(&failure);
}

static enum outcome restore_private(struct request *request, int backup)
{
    struct cluster cluster, beside;
    struct home home;
    struct failure failure;
    enum outcome outcome;
    int data_major, newest, lock;

    if (!cluster_locate(&cluster, request->store.directory, &failure)) return say_failure(&failure);
    lock = cluster_use(&cluster, &failure);
    if (lock < 0 || !cluster_use_alone(lock, &failure)) return say_failure(&failure);
    cluster_majors(&cluster, &data_major, &newest);
    if (data_major != 0) {
        (void)fail(&failure, OUTCOME_DATA,
                   TR("there is a ledger in %s already; nothing was changed",
                      "il y a déjà une base dans %s ; rien n'a été modifié"),
                   cluster.directory);
        (void)fail_remedy(&failure, TR("restore into another directory: -D DIR", "restaurez ailleurs : -D DOSSIER"));
        return say_failure(&failure);
    }
    if (!cluster_beside(&cluster, &beside, &failure)) return say_failure(&failure);
    home_private(&home, &beside);
    outcome = restore_there(request, &home, backup);
    if (outcome == OUTCOME_DONE && !cluster_replace(&cluster, &beside, NULL, &failure)) outcome = say_failure(&failure);
    if (outcome != OUTCOME_DONE) cluster_remove(&beside);
    (void)close(lock);
    return outcome;
}

static enum outcome say_unproven(const char *path, bool removed)
{
    struct failure failure;

    (void)fail(&failure, OUTCOME_DATA, TR("what %s holds is not whole", "le contenu de %s n'est pas intact"), path);
    (void)fail_remedy(&failure, removed ? TR("it was removed again", "il a été retiré")
                                        : TR("it is left in the database, to be looked into",
                                             "il reste dans la base, pour être examiné"));
    return say_failure(&failure);
}

enum outcome db_restore(struct request *request)
{
    const char *path = file_named(request);
    struct home home;
    struct failure failure;
    enum outcome outcome;
    bool proven;
    int backup;

    if (path == NULL) return OUTCOME_USAGE;
    interruption_catch();
    backup = backup_open(path, &proven, &failure);
    if (backup < 0) return say_failure(&failure);
    if (!proven && !request->quiet)
        (void)fprintf(stderr,
                      TR("no %s.sha256: whether the file is as it was written is not known\n",
                         "pas de %s.sha256 : rien ne dit si le fichier est tel qu'il a été écrit\n"),
                      path);
    if (request->store.conninfo == NULL)
        outcome = restore_private(request, backup);
    else {
        home_shared(&home, request);
        outcome = restore_there(request, &home, backup);
    }
    (void)close(backup);
    return outcome == OUTCOME_FINDINGS ? say_unproven(path, request->store.conninfo == NULL) : outcome;
}

/* Its backup, restored beside it by the newest programs. */
static enum outcome upgrade_beside(struct request *request, struct database *database, const struct home *old,
                                   const struct cluster *beside)
{
    char path[PATH_MAX];
    struct home home;
    struct backup written;
    struct failure failure;
    enum outcome outcome;
    bool proven;
    int backup;

    home_private(&home, beside);
    (void)snprintf(path, sizeof path, "%.4000s/backup", beside->directory);
    /* written by the newer programs too: they know both */
    if (!backup_write(database, &(struct backup_place){beside->programs, old->conninfo}, path, &written, &failure) ||
        (backup = backup_open(path, &proven, &failure)) < 0)
        return say_failure(&failure);
    PQfinish(database->connection); /* its lock stays */
    database->connection = NULL;
    outcome = restore_there(request, &home, backup);
    (void)close(backup);
    return outcome == OUTCOME_FINDINGS ? say_unproven(path, true) : outcome;
}

static enum outcome upgrade(struct request *request, const struct cluster *cluster, int from, int to)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct cluster beside, upgraded;
    struct home home;
    struct failure failure;
    enum outcome outcome;
    char kept[32], path[PATH_MAX];

    (void)snprintf(kept, sizeof kept, "cluster-%d", from);
    (void)snprintf(path, sizeof path, "%.4000s/%s", cluster->directory, kept);
    if (access(path, F_OK) == 0) {
        (void)fail(&failure, OUTCOME_CANNOT_WRITE, TR("there is already %s", "il y a déjà %s"), path);
        (void)fail_remedy(&failure, TR("it is of an earlier upgrade: move it away or delete it",
                                       "il vient d'une mise à niveau passée : déplacez-le ou supprimez-le"));
        return say_failure(&failure);
    }
    home_private(&home, cluster);
    if (!request_open(request, &database, STORE_READER, &failure) ||
        !cluster_use_alone(database.usage_lock, &failure) || !cluster_beside(cluster, &beside, &failure))
        return say_failure(&failure);
    interruption_catch();
    outcome = upgrade_beside(request, &database, &home, &beside);
    if (outcome == OUTCOME_DONE && !cluster_replace(cluster, &beside, kept, &failure)) outcome = say_failure(&failure);
    if (outcome != OUTCOME_DONE) {
        cluster_remove(&beside);
        (void)fputs(TR("the ledger is as it was\n", "la base est telle qu'elle était\n"), stderr);
        return outcome;
    }
    /* before the lock goes: who waits for it would start the old programs */
    if (!cluster_locate(&upgraded, cluster->directory, &failure) || !cluster_start(&upgraded, &failure))
        return say_failure(&failure);
    if (!request->quiet)
        (void)printf(TR("✓ PostgreSQL %d, not %d any more\n  the old database is kept; once all is well: rm -r '%s'\n",
                        "✓ PostgreSQL %d, et non plus %d\n  l'ancienne base est gardée ; quand tout va bien : rm -r "
                        "'%s'\n"),
                     to, from, path);
    return OUTCOME_DONE;
}

enum outcome db_upgrade(struct request *request)
{
    struct cluster cluster;
    struct failure failure;
    int from, to;

    if (request->store.conninfo != NULL)
        return say_usage(
            TR("a server given by --db is not ours to upgrade", "un serveur donné par --db ne nous appartient pas"));
    if (!cluster_locate(&cluster, request->store.directory, &failure)) return say_failure(&failure);
    cluster_majors(&cluster, &from, &to);
    if (from != 0 && from < to) return upgrade(request, &cluster, from, to);
    if (request->quiet) return OUTCOME_DONE;
    if (from == 0)
        (void)printf(
            TR("nothing to upgrade: no ledger in %s yet\n", "rien à mettre à niveau : pas encore de base dans %s\n"),
            cluster.directory);
    else
        (void)printf(TR("nothing to upgrade: PostgreSQL %d, and no later one is installed\n",
                        "rien à mettre à niveau : PostgreSQL %d, et aucun plus récent n'est installé\n"),
                     from);
    return OUTCOME_DONE;
}
