/* doctor: what the program stands on, one line each: whether it is there, and what mends it. Makes nothing; starts the
   private server of a ledger that is there. */
#include "cli/command.h"

#include "contrepartie/buffer.h"
#include "contrepartie/cluster.h"
#include "contrepartie/program.h"
#include "contrepartie/temporary.h"
#include "contrepartie/text.h"

#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME "/.s.PGSQL.5432"

/* What the checks hand on to those after them. */
struct patient {
    const struct request *request;
    struct cluster cluster;
    bool directory, ledger; /* there already */
    struct database database;
    char found[2 * PATH_MAX]; /* what a check has to say when all is well */
};

static bool found(struct patient *patient, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool found(struct patient *patient, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(patient->found, sizeof patient->found, format, arguments);
    va_end(arguments);
    text_neutral(patient->found, "");
    return true;
}

static bool enough_room(const char *path, long long *ret_megabytes, struct failure *failure)
{
    struct statvfs space;

    if (statvfs(path, &space) != 0) return fail(failure, OUTCOME_UNAVAILABLE, "%s: %s", path, strerror(errno));
    *ret_megabytes = (long long)(((unsigned long long)space.f_bavail * space.f_frsize) >> 20);
    if (*ret_megabytes >= CLUSTER_SMALLEST_FREE_MB) return true;
    fail(failure, OUTCOME_UNAVAILABLE, TR("%s: %lld MB free, %d are needed", "%s : %lld Mo libres, il en faut %d"),
         path, *ret_megabytes, CLUSTER_SMALLEST_FREE_MB);
    return fail_remedy(failure, TR("free some space there", "libérez-y de la place"));
}

static bool check_program(struct patient *patient, struct failure *failure)
{
    (void)failure;
    return found(patient, "contrepartie %s, libpq %d.%d", CONTREPARTIE_VERSION, PQlibVersion() / 10000,
                 PQlibVersion() % 10000);
}

/* They are run, by the account that will run them. */
static bool check_programs(struct patient *patient, struct failure *failure)
{
    struct cluster *cluster = &patient->cluster;
    char *version[] = {"postgres", "--version", NULL};
    struct buffer words CLEAN_BUFFER = {0};
    const char *said, *number;

    if (!cluster_find(cluster, patient->request->store.directory, failure)) return false;
    if (program_run(&(struct program){cluster->programs, cluster, -1, -1}, version, &words)) {
        said = last_words(&words);
        number = strstr(said, "PostgreSQL) "); /* postgres (PostgreSQL) 15.13 */
        return found(patient, TR("PostgreSQL %s in %s, run by %s", "PostgreSQL %s dans %s, exécuté par %s"),
                     number != NULL ? number + strlen("PostgreSQL) ") : said, cluster->programs, cluster->account);
    }
    fail(failure, OUTCOME_UNAVAILABLE,
         TR("the account %s cannot run PostgreSQL: %s", "le compte %s ne peut pas exécuter PostgreSQL : %s"),
         cluster->account, words.length > 0 ? last_words(&words) : cluster->programs);
    return fail_remedy(failure,
                       TR("apt install postgresql-15; CONTREPARTIE_PG_BIN, when it is set, names the folder of initdb "
                          "and postgres",
                          "apt install postgresql-15 ; CONTREPARTIE_PG_BIN, si elle est définie, nomme le dossier "
                          "d'initdb et de postgres"));
}

/* The directory where it will be made is the nearest that is there. */
static bool check_place(struct patient *patient, struct failure *failure)
{
    char place[PATH_MAX];
    long long megabytes;

    (void)snprintf(place, sizeof place, "%s", patient->cluster.directory);
    while (access(place, F_OK) != 0 && strcmp(place, "/") != 0)
        (void)dirname(place);
    if (access(place, W_OK | X_OK) != 0) {
        fail(failure, OUTCOME_UNAVAILABLE,
             TR("%s cannot be made: %s is not yours to write", "%s ne peut pas être créé : %s ne vous est pas ouvert"),
             patient->cluster.directory, place);
        return fail_remedy(failure, TR("choose another directory with -D", "choisissez un autre dossier avec -D"));
    }
    return enough_room(place, &megabytes, failure) &&
           found(patient,
                 TR("no ledger yet; the first import makes it in %s, %lld MB free",
                    "pas encore de base ; le premier import la crée dans %s, %lld Mo libres"),
                 patient->cluster.directory, megabytes);
}

static bool check_directory(struct patient *patient, struct failure *failure)
{
    const struct cluster *cluster = &patient->cluster;
    int made_by, newest;
    long long megabytes;
    char hint[128] = "";

    patient->directory = access(cluster->directory, F_OK) == 0;
    if (!patient->directory) return check_place(patient, failure);
    if (!cluster_enterable(cluster, failure)) return false;
    cluster_majors(cluster, &made_by, &newest);
    patient->ledger = made_by != 0;
    if (!patient->ledger) return check_place(patient, failure);
    if (!enough_room(cluster->directory, &megabytes, failure)) return false;
    if (newest > made_by)
        (void)snprintf(
            hint, sizeof hint,
            TR("; %d is installed too: contrepartie db upgrade", " ; %d est installé aussi : contrepartie db upgrade"),
            newest);
    return found(
        patient,
        TR("data in %s, of PostgreSQL %d, %lld MB free%s", "données dans %s, de PostgreSQL %d, %lld Mo libres%s"),
        cluster->directory, made_by, megabytes, hint);
}

/* Under /tmp when the directory's own path is too long: there, somebody else may have taken the name. */
static bool check_socket(struct patient *patient, struct failure *failure)
{
    const struct cluster *cluster = &patient->cluster;
    size_t length = strlen(cluster->socket) + strlen(SOCKET_NAME), most = sizeof((struct sockaddr_un){0}).sun_path - 1;
    struct stat status;

    if (length > most) {
        fail(failure, OUTCOME_UNAVAILABLE,
             TR("the path of the socket has %zu letters, %zu at most: %s",
                "le chemin de la socket a %zu lettres, %zu au plus : %s"),
             length, most, cluster->socket);
        return fail_remedy(failure,
                           TR("choose a shorter directory with -D", "choisissez un dossier plus court avec -D"));
    }
    if (lstat(cluster->socket, &status) == 0 &&
        (!S_ISDIR(status.st_mode) || status.st_uid != cluster->uid || (status.st_mode & 077) != 0)) {
        fail(failure, OUTCOME_UNAVAILABLE,
             TR("%s is not a directory that only %s may enter", "%s n'est pas un dossier réservé à %s"),
             cluster->socket, cluster->account);
        return fail_remedy(failure, TR("stop the server, then remove it: it is made again",
                                       "arrêtez le serveur, puis supprimez-le : il est recréé"));
    }
    return found(patient, TR("socket in %s (%zu letters of %zu)", "socket dans %s (%zu lettres sur %zu)"),
                 cluster->socket, length, most);
}

static bool check_temporary(struct patient *patient, struct failure *failure)
{
    const char *directory = temporary_directory();
    FILE *file = temporary_file();
    long long megabytes;

    if (file == NULL)
        fail(failure, OUTCOME_UNAVAILABLE,
             TR("no temporary file can be made in %s: %s", "aucun fichier temporaire ne peut être créé dans %s : %s"),
             directory, strerror(errno));
    else {
        (void)fclose(file);
        if (enough_room(directory, &megabytes, failure))
            return found(patient,
                         TR("temporary files in %s, %lld MB free", "fichiers temporaires dans %s, %lld Mo libres"),
                         directory, megabytes);
    }
    return fail_remedy(failure, TR("free some space, or set TMPDIR to a folder that you may write",
                                   "libérez de la place, ou donnez dans TMPDIR un dossier qui vous est ouvert"));
}

static bool check_server(struct patient *patient, struct failure *failure)
{
    if (!database_connect(&patient->database, &patient->request->store, failure)) return false;
    return found(patient, TR("the server answers: PostgreSQL %s", "le serveur répond : PostgreSQL %s"),
                 PQparameterStatus(patient->database.connection, "server_version"));
}

/* Every command but this one brings it up to date, if it may. */
static bool check_schema(struct patient *patient, struct failure *failure)
{
    size_t missing, steps;

    if (!migration_missing(&patient->database, &missing, &steps, failure) ||
        (missing == 0 && !database_role(&patient->database, STORE_READER, failure)))
        return failure->outcome == OUTCOME_NOT_PERMITTED
                   ? fail_remedy(failure,
                                 TR("an administrator gives a role: grant contrepartie_reader to %s",
                                    "un administrateur donne un rôle : grant contrepartie_reader to %s"),
                                 PQuser(patient->database.connection))
                   : false;
    if (missing == 0)
        return found(patient, TR("the schema is up to date: %zu steps", "le schéma est à jour : %zu étapes"), steps);
    fail(failure, OUTCOME_UNAVAILABLE,
         TR("the schema lacks %zu of %zu steps", "il manque au schéma %zu étapes sur %zu"), missing, steps);
    return fail_remedy(failure, patient->request->store.conninfo == NULL
                                    ? "contrepartie db start"
                                    : TR("contrepartie --db … db start, as the role that made the ledger",
                                         "contrepartie --db … db start, sous le rôle qui a créé la base"));
}

/* Says the line; false when something is missing. */
static bool examine(struct patient *patient, bool (*check)(struct patient *, struct failure *))
{
    struct failure failure = {0};

    if (check(patient, &failure)) {
        if (!patient->request->quiet) (void)printf("✓ %s\n", patient->found);
        return true;
    }
    (void)printf("✗ %s\n", failure.message);
    if (failure.remedy[0] != '\0') (void)printf("  %s\n", failure.remedy);
    return false;
}

enum outcome command_doctor(struct request *request)
{
    struct patient patient = {.request = request, .database = {.usage_lock = -1}};
    bool well, reachable = true;

    if (request->operand_count > 0) return say_usage(TR("doctor takes no argument", "doctor ne prend pas d'argument"));
    (void)examine(&patient, check_program);
    if (request->store.conninfo == NULL)
        reachable =
            examine(&patient, check_programs) && examine(&patient, check_directory) && examine(&patient, check_socket);
    well = examine(&patient, check_temporary) && reachable;
    if (reachable && (request->store.conninfo != NULL || patient.ledger))
        well = examine(&patient, check_server) && examine(&patient, check_schema) && well;
    else if (!reachable)
        (void)fputs(
            TR("the server and the schema were not looked at\n", "le serveur et le schéma n'ont pas été examinés\n"),
            stdout);
    database_close(&patient.database);
    return well ? OUTCOME_DONE : OUTCOME_UNAVAILABLE;
}
