/* Who runs the server, where its data, its socket and its programs are. */
#include "store/location.h"

#include "contrepartie/buffer.h"
#include "contrepartie/program.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OLDEST_MAJOR    13
#define SOCKET_PATH_MAX 90 /* sun_path holds 108 bytes with "/.s.PGSQL.5432" */

void path_join(char *path, const char *directory, const char *name)
{
    (void)snprintf(path, PATH_MAX, "%.3800s/%s", directory, name);
}

bool path_exists(const char *directory, const char *name)
{
    char path[PATH_MAX];

    path_join(path, directory, name);
    return access(path, F_OK) == 0;
}

static bool account_find(struct cluster *cluster, struct failure *failure)
{
    const char *candidates[] = {getenv("CONTREPARTIE_ACCOUNT"), "contrepartie", "postgres"};
    struct stat status;
    struct passwd *entry = NULL;

    if (geteuid() != 0)
        entry = getpwuid(geteuid());
    else if (stat(cluster->directory, &status) == 0 && status.st_uid != 0)
        entry = getpwuid(status.st_uid);
    else
        for (size_t index = 0; index < 3 && entry == NULL; index++)
            if (candidates[index] != NULL) entry = getpwnam(candidates[index]);
    if (entry == NULL || (geteuid() == 0 && entry->pw_uid == 0)) {
        fail(failure, OUTCOME_UNAVAILABLE,
             TR("PostgreSQL does not run as root, and there is no unprivileged account to run it",
                "PostgreSQL refuse de démarrer sous root, et aucun compte sans privilège n'existe"));
        return fail_remedy(failure, TR("apt install postgresql-15 (its account is used), or set "
                                       "CONTREPARTIE_ACCOUNT, or run the command as yourself",
                                       "apt install postgresql-15 (son compte sera utilisé), ou CONTREPARTIE_ACCOUNT, "
                                       "ou lancez la commande sous votre compte"));
    }
    (void)snprintf(cluster->account, sizeof cluster->account, "%s", entry->pw_name);
    cluster->uid = entry->pw_uid;
    cluster->gid = entry->pw_gid;
    return true;
}

static void directory_default(char *path)
{
    const char *data_home = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

    if (data_home != NULL && *data_home == '/')
        path_join(path, data_home, "contrepartie");
    else if (geteuid() == 0 || home == NULL)
        (void)snprintf(path, PATH_MAX, "/var/lib/contrepartie"); /* the server's account cannot enter /root */
    else
        path_join(path, home, ".local/share/contrepartie");
}

/* Under another name first: who finds it there finds it given already to who runs the server. */
static bool make_given(const char *path, const struct cluster *owner, struct failure *failure)
{
    char fresh[PATH_MAX];

    (void)snprintf(fresh, sizeof fresh, "%.3800s.%ld", path, (long)getpid());
    if (mkdir(fresh, 0700) != 0 && errno != EEXIST) /* of one that was killed here */
        return fail(failure, OUTCOME_UNAVAILABLE,
                    TR("cannot make the directory %s: %s", "impossible de créer le dossier %s : %s"), path,
                    strerror(errno));
    if (geteuid() == 0 && chown(fresh, owner->uid, owner->gid) != 0) {
        (void)rmdir(fresh);
        return fail(failure, OUTCOME_UNAVAILABLE, "chown %s: %s", path, strerror(errno));
    }
    if (rename(fresh, path) != 0) (void)rmdir(fresh); /* another was first, and is in it */
    return true;
}

bool directory_make(const char *path, const struct cluster *owner, struct failure *failure)
{
    char partial[PATH_MAX];

    (void)snprintf(partial, sizeof partial, "%s", path);
    for (char *slash = strchr(partial + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(partial, 0755) != 0 && errno != EEXIST)
            return fail(failure, OUTCOME_UNAVAILABLE,
                        TR("cannot make the directory %s: %s", "impossible de créer le dossier %s : %s"), partial,
                        strerror(errno));
        *slash = '/';
    }
    return access(path, F_OK) == 0 || make_given(path, owner, failure);
}

int programs_major(const char *programs)
{
    char *version[] = {"postgres", "--version", NULL};
    struct buffer words CLEAN_BUFFER = {0};
    const char *number;

    if (!program_run(&(struct program){programs, NULL, -1, -1}, version, &words)) return 0;
    number = strstr(buffer_cstring(&words), "(PostgreSQL) ");
    return number != NULL ? (int)strtol(number + strlen("(PostgreSQL) "), NULL, 10) : 0;
}

bool programs_find(char *programs, int major)
{
    const char *chosen = getenv("CONTREPARTIE_PG_BIN");
    int best = 0, its_major = chosen != NULL && major != 0 ? programs_major(chosen) : 0;
    struct dirent *entry;
    DIR *folder;

    if (chosen != NULL && (its_major == 0 || its_major == major)) return snprintf(programs, PATH_MAX, "%s", chosen) > 0;
    folder = opendir("/usr/lib/postgresql");
    if (folder == NULL) return false;
    while ((entry = readdir(folder)) != NULL) {
        int version = (int)strtol(entry->d_name, NULL, 10);
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "/usr/lib/postgresql/%d/bin", version);
        if (version < OLDEST_MAJOR || (major != 0 && version != major) || version <= best) continue;
        if (!path_exists(path, "initdb") || !path_exists(path, "pg_ctl")) continue;
        best = version;
        (void)snprintf(programs, PATH_MAX, "%s", path);
    }
    (void)closedir(folder);
    return best != 0;
}

int data_major(const struct cluster *cluster)
{
    char path[PATH_MAX], text[16] = "";
    FILE *file;

    path_join(path, cluster->data, "PG_VERSION");
    file = fopen(path, "re");
    if (file == NULL) return 0;
    if (fgets(text, sizeof text, file) == NULL) text[0] = '\0';
    (void)fclose(file);
    return (int)strtol(text, NULL, 10);
}

static bool programs_locate(struct cluster *cluster, struct failure *failure)
{
    int major = data_major(cluster);

    if (programs_find(cluster->programs, major)) return true;
    if (major != 0 && programs_find(cluster->programs, 0)) {
        fail(failure, OUTCOME_UNAVAILABLE,
             TR("the data were made by PostgreSQL %d, which is not installed any more; they are intact",
                "la base a été créée par PostgreSQL %d, qui n'est plus installé ; vos données sont intactes"),
             major);
        return fail_remedy(failure, "apt install postgresql-%d", major);
    }
    fail(failure, OUTCOME_UNAVAILABLE,
         TR("no PostgreSQL server (%d or later) on this machine",
            "aucun serveur PostgreSQL (%d ou plus) sur cette machine"),
         OLDEST_MAJOR);
    return fail_remedy(failure, TR("apt install postgresql-15, or --db CONNINFO for a server elsewhere",
                                   "apt install postgresql-15, ou --db CONNINFO pour un serveur existant"));
}

void socket_locate(struct cluster *cluster)
{
    uint64_t hash = 1469598103934665603u; /* FNV-1a of the directory: a short name, the same each time */

    path_join(cluster->socket, cluster->directory, "socket");
    if (strlen(cluster->socket) <= SOCKET_PATH_MAX) return;
    for (const char *letter = cluster->directory; *letter != '\0'; letter++)
        hash = (hash ^ (uint8_t)*letter) * 1099511628211u;
    (void)snprintf(cluster->socket, sizeof cluster->socket, "/tmp/contrepartie-%u-%016llx", (unsigned)cluster->uid,
                   (unsigned long long)hash);
}

/* Its directory and the account, by name. */
static bool named(struct cluster *cluster, const char *directory, struct failure *failure)
{
    *cluster = (struct cluster){0};
    if (directory == NULL)
        directory_default(cluster->directory);
    else if (directory[0] == '/')
        (void)snprintf(cluster->directory, sizeof cluster->directory, "%s", directory);
    else {
        char here[PATH_MAX];
        if (getcwd(here, sizeof here) == NULL) return fail(failure, OUTCOME_UNAVAILABLE, "getcwd: %s", strerror(errno));
        path_join(cluster->directory, here, directory);
    }
    for (size_t end = strlen(cluster->directory); end > 1 && cluster->directory[end - 1] == '/'; end--)
        cluster->directory[end - 1] = '\0';
    return account_find(cluster, failure);
}

/* What follows from the directory. */
static bool located(struct cluster *cluster, struct failure *failure)
{
    char real[PATH_MAX];

    /* one name for one place: the socket may be named after it */
    if (realpath(cluster->directory, real) != NULL)
        (void)snprintf(cluster->directory, sizeof cluster->directory, "%s", real);
    path_join(cluster->data, cluster->directory, "cluster");
    socket_locate(cluster);
    return programs_locate(cluster, failure);
}

bool cluster_locate(struct cluster *cluster, const char *directory, struct failure *failure)
{
    return named(cluster, directory, failure) && directory_make(cluster->directory, cluster, failure) &&
           located(cluster, failure);
}

bool cluster_find(struct cluster *cluster, const char *directory, struct failure *failure)
{
    return named(cluster, directory, failure) && located(cluster, failure);
}

void cluster_conninfo(const struct cluster *cluster, char *buffer, size_t size)
{
    (void)snprintf(buffer, size, "host='%s' user=%s dbname=postgres application_name=contrepartie", cluster->socket,
                   CLUSTER_USER);
}
