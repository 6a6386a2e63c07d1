#include "contrepartie/backup.h"

#include "contrepartie/digest.h"
#include "contrepartie/embedded.h"
#include "contrepartie/program.h"
#include "contrepartie/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOUNDATION "sql/schema/001-roles.sql"
#define HEX_LENGTH 64

static void descriptor_close(const int *descriptor)
{
    if (*descriptor >= 0) (void)close(*descriptor);
}
#define CLEAN_DESCRIPTOR __attribute__((cleanup(descriptor_close)))

static bool fail_file(struct failure *failure, enum outcome outcome, const char *path)
{
    return fail(failure, outcome, "%s: %s", path, strerror(errno));
}

static bool file_digest(int file, const char *path, int64_t *ret_size, char *ret_hex, struct failure *failure)
{
    struct digest *digest = digest_begin(DIGEST_SHA256);
    size_t room = 1 << 20;
    char *bytes = must_alloc(room);
    unsigned char found[DIGEST_SIZE_MAX];
    ssize_t count;

    for (*ret_size = 0; (count = pread(file, bytes, room, *ret_size)) > 0 && !interrupted(); *ret_size += count)
        digest_add(digest, bytes, (size_t)count);
    free(bytes);
    (void)digest_end(digest, found);
    hex_write(found, HEX_LENGTH / 2, ret_hex);
    if (interrupted()) return fail_interrupted(failure);
    return count == 0 || fail_file(failure, OUTCOME_NO_INPUT, path);
}

/* What pg_dump or pg_restore said first of what went wrong: the lines after it are consequences. */
static bool fail_program(struct failure *failure, enum outcome outcome, const char *program, struct buffer *words)
{
    const char *said = strstr(buffer_cstring(words), "error: ");

    if (interrupted()) return fail_interrupted(failure);
    said = said != NULL ? said + strlen("error: ") : last_words(words);
    if (strstr(said, strerror(ENOSPC)) != NULL) outcome = OUTCOME_CANNOT_WRITE;
    return fail(failure, outcome, "%s: %.*s", program, (int)strcspn(said, "\n"),
                *said != '\0' ? said : TR("it was ended", "il a été arrêté"));
}

/* --- writing ------------------------------------------------------------------------------------------------- */

/* FILE.partial, for this process alone; a rest of one that was killed is written over. */
static int partial_open(const char *partial, struct failure *failure)
{
    int file = open(partial, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0 && fchmod(file, 0600) == 0 && ftruncate(file, 0) == 0)
        return file;
    if (file >= 0 && errno == EWOULDBLOCK)
        fail(failure, OUTCOME_BUSY, TR("%s: another backup writes it", "%s : une autre sauvegarde l'écrit"), partial);
    else
        fail_file(failure, OUTCOME_CANNOT_WRITE, partial);
    descriptor_close(&file);
    return -1;
}

/* The snapshot that pg_dump takes, and how many documents are in it. */
static PGresult *snapshot(struct database *database, struct failure *failure)
{
    if (!database_run(database, "set role contrepartie_owner; begin isolation level repeatable read read only",
                      failure))
        return NULL;
    return database_query(database, EXPECT_ONE_ROW, "select pg_export_snapshot(), count(*) from document",
                          NO_PARAMETERS, failure);
}

static bool dump(struct database *database, const struct backup_place *place, int file, int64_t *ret_documents,
                 struct failure *failure)
{
    PGresult *taken CLEAN_RESULT = snapshot(database, failure);
    struct buffer words CLEAN_BUFFER = {0};
    char *arguments[] = {"pg_dump",
                         "-Fc",
                         "--schema=contrepartie",
                         "--role=contrepartie_owner",
                         "--no-password",
                         "--snapshot",
                         NULL,
                         "-d",
                         NULL,
                         NULL};
    char *conninfo;
    bool done;

    if (taken == NULL) return false;
    *ret_documents = strtoll(PQgetvalue(taken, 0, 1), NULL, 10);
    conninfo = must_copy(place->conninfo);
    arguments[6] = PQgetvalue(taken, 0, 0);
    arguments[8] = conninfo;
    done = program_run(&(struct program){place->programs, NULL, -1, file}, arguments, &words) ||
           fail_program(failure, OUTCOME_UNAVAILABLE, "pg_dump", &words);
    free(conninfo);
    return done && database_run(database, "commit", failure);
}

/* In the order that never leaves a digest beside a file it is not of. */
static bool publish(const char *path, const char *partial, const char *sha256, struct failure *failure)
{
    char digest[PATH_MAX], name[PATH_MAX], folder[PATH_MAX];
    int directory CLEAN_DESCRIPTOR = -1;
    FILE *file;
    bool written;

    (void)snprintf(digest, sizeof digest, "%.4000s.sha256", path);
    (void)snprintf(name, sizeof name, "%s", path);
    (void)snprintf(folder, sizeof folder, "%s", path);
    if ((unlink(digest) != 0 && errno != ENOENT) || rename(partial, path) != 0)
        return fail_file(failure, OUTCOME_CANNOT_WRITE, path);
    file = fopen(digest, "wxe");
    written = file != NULL && fprintf(file, "%s  %s\n", sha256, basename(name)) > 0 && fflush(file) == 0 &&
              fsync(fileno(file)) == 0;
    if (file != NULL) written = fclose(file) == 0 && written;
    directory = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) (void)fsync(directory); /* not every file system can */
    return written || fail_file(failure, OUTCOME_CANNOT_WRITE, digest);
}

bool backup_write(struct database *database, const struct backup_place *place, const char *path,
                  struct backup *ret_backup, struct failure *failure)
{
    char partial[PATH_MAX];
    struct stat status;
    int file CLEAN_DESCRIPTOR = -1;
    bool done;

    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) /* a device would be replaced by the file */
        return fail(failure, OUTCOME_CANNOT_WRITE, TR("%s is not a file", "%s n'est pas un fichier"), path);
    (void)snprintf(partial, sizeof partial, "%.4000s.partial", path);
    file = partial_open(partial, failure);
    if (file < 0) return false;
    done = dump(database, place, file, &ret_backup->documents, failure) &&
           (fsync(file) == 0 || fail_file(failure, OUTCOME_CANNOT_WRITE, partial)) &&
           file_digest(file, partial, &ret_backup->size, ret_backup->sha256, failure) &&
           publish(path, partial, ret_backup->sha256, failure);
    if (!done) (void)unlink(partial);
    return done;
}

/* --- reading ------------------------------------------------------------------------------------------------- */

/* The digest that stands beside the file; *ret_there false when none does. */
static bool digest_beside(const char *path, char *ret_hex, bool *ret_there, struct failure *failure)
{
    char beside[PATH_MAX], line[HEX_LENGTH + 8] = "";
    const char *hex = line;
    FILE *file;

    (void)snprintf(beside, sizeof beside, "%.4000s.sha256", path);
    file = fopen(beside, "re");
    *ret_there = file != NULL;
    if (file == NULL) return errno == ENOENT || fail_file(failure, OUTCOME_NO_INPUT, beside);
    (void)!fgets(line, sizeof line, file);
    (void)fclose(file);
    if (*hex == '\\') hex++; /* sha256sum writes so when the name needed it */
    (void)snprintf(ret_hex, HEX_LENGTH + 1, "%.64s", hex);
    if (strspn(hex, "0123456789abcdefABCDEF") == HEX_LENGTH) return true;
    return fail(failure, OUTCOME_DATA, TR("%s does not begin with a SHA-256", "%s ne commence pas par un SHA-256"),
                beside);
}

int backup_open(const char *path, bool *ret_proven, struct failure *failure)
{
    char magic[5] = "", wanted[HEX_LENGTH + 1], found[HEX_LENGTH + 1];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int64_t size;
    bool good;

    if (file < 0) {
        fail_file(failure, OUTCOME_NO_INPUT, path);
        return -1;
    }
    good = digest_beside(path, wanted, ret_proven, failure) &&
           (!*ret_proven || file_digest(file, path, &size, found, failure));
    if (good && *ret_proven && strcasecmp(wanted, found) != 0)
        good = fail(failure, OUTCOME_DATA,
                    TR("%s is not the file that was written: SHA-256 %s, and %s in %s.sha256",
                       "%s n'est pas le fichier qui a été écrit : SHA-256 %s, et %s dans %s.sha256"),
                    path, found, wanted, path);
    if (good && (pread(file, magic, sizeof magic, 0) != sizeof magic || memcmp(magic, "PGDMP", sizeof magic) != 0))
        good = fail(failure, OUTCOME_DATA, TR("%s is no backup", "%s n'est pas une sauvegarde"), path);
    if (good) return file;
    (void)close(file);
    return -1;
}

/* --- loading ------------------------------------------------------------------------------------------------- */

/* False with a failure when tables stand in the schema, a ledger's or others. */
static bool is_empty(struct database *database, bool *ret_schema, struct failure *failure)
{
    PGresult *found CLEAN_RESULT =
        database_query(database, EXPECT_ONE_ROW,
                       "select to_regnamespace('contrepartie') is not null, "
                       "exists (select from pg_class where relnamespace = to_regnamespace('contrepartie'))",
                       NO_PARAMETERS, failure);

    if (found == NULL) return false;
    *ret_schema = PQgetvalue(found, 0, 0)[0] == 't';
    if (PQgetvalue(found, 0, 1)[0] != 't') return true;
    fail(failure, OUTCOME_DATA,
         TR("there is a ledger already; nothing was changed", "il y a déjà une base ; rien n'a été modifié"));
    return fail_remedy(failure, TR("restore into an empty database", "restaurez dans une base vide"));
}

static bool foundation_lay(struct database *database, struct failure *failure)
{
    struct failure ignored;

    if (database_run(database, "begin", failure) && database_run(database, embedded_text(FOUNDATION), failure) &&
        database_run(database, "commit", failure))
        return true;
    (void)database_run(database, "rollback", &ignored);
    return false;
}

bool backup_load(struct database *database, const struct backup_place *place, int backup, struct failure *failure)
{
    struct buffer words CLEAN_BUFFER = {0};
    char *conninfo = must_copy(place->conninfo);
    /* the schema itself is laid: of the backup come the objects in it */
    char *arguments[] = {"pg_restore",
                         "--exit-on-error",
                         "--single-transaction",
                         "--no-owner",
                         "--no-tablespaces",
                         "--role=contrepartie_owner",
                         "--schema=contrepartie",
                         "--no-password",
                         "-d",
                         conninfo,
                         NULL};
    struct failure ignored;
    bool schema, done = is_empty(database, &schema, failure) && foundation_lay(database, failure);

    if (done) {
        done = program_run(&(struct program){place->programs, NULL, backup, -1}, arguments, &words) ||
               fail_program(failure, OUTCOME_DATA, "pg_restore", &words);
        if (!done && !schema) (void)backup_unload(database, &ignored);
    }
    free(conninfo);
    return done;
}

bool backup_unload(struct database *database, struct failure *failure)
{
    return database_run(database, "reset role; drop schema if exists contrepartie cascade", failure);
}
