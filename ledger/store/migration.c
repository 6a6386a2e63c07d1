/*
 * Numbered migrations: each file of sql/schema/ runs once, in the order of its number, in one transaction with all
 * the others that are missing. The shipped nomenclature tables (sql/nomenclature/NAME.tsv) are loaded into the table
 * of that NAME by the same run, once.
 */
#include "contrepartie/buffer.h"
#include "contrepartie/embedded.h"
#include "contrepartie/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_PREFIX       "sql/schema/"
#define NOMENCLATURE_PREFIX "sql/nomenclature/"
#define MIGRATIONS_MAX      128

static bool is_migration(const char *path)
{
    size_t length = strlen(path);

    return strncmp(path, SCHEMA_PREFIX, strlen(SCHEMA_PREFIX)) == 0 ||
           (strncmp(path, NOMENCLATURE_PREFIX, strlen(NOMENCLATURE_PREFIX)) == 0 &&
            strcmp(path + length - 4, ".tsv") == 0);
}

/* Schema files first, by number; then the tables they made are filled. */
static int by_order(const void *left, const void *right)
{
    const struct embedded_file *const *a = left, *const *b = right;
    bool left_schema = strncmp((*a)->path, SCHEMA_PREFIX, strlen(SCHEMA_PREFIX)) == 0;
    bool right_schema = strncmp((*b)->path, SCHEMA_PREFIX, strlen(SCHEMA_PREFIX)) == 0;

    if (left_schema != right_schema) return left_schema ? -1 : 1;
    return strcmp((*a)->path, (*b)->path);
}

static size_t migrations_list(const struct embedded_file *files[], size_t room)
{
    size_t count = 0;

    for (const struct embedded_file *file = embedded_files; file->path != NULL && count < room; file++)
        if (is_migration(file->path)) files[count++] = file;
    // cppcheck-suppress uninitvar ; the first count are set, and only they are sorted
    qsort(files, count, sizeof files[0], by_order); // NOLINT(bugprone-sizeof-expression): of pointers, as meant
    return count;
}

static bool load_table(struct database *database, const struct embedded_file *file, struct failure *failure)
{
    const char *name = file->path + strlen(NOMENCLATURE_PREFIX);
    const char *rows = strchr(file->begin, '\n'); /* the first line names the columns */
    struct buffer columns CLEAN_BUFFER = {0};
    char sql[512];

    if (rows == NULL) return fail(failure, OUTCOME_INTERNAL, "%s has no header line", file->path);
    buffer_write(&columns, file->begin, (size_t)(rows - file->begin));
    for (char *letter = columns.bytes; *letter != '\0'; letter++)
        if (*letter == '\t') *letter = ',';
    /* "plan_account-M57.tsv" fills plan_account: a large table may come in several files */
    (void)snprintf(sql, sizeof sql, "copy contrepartie.%.*s (%s) from stdin", (int)strcspn(name, "-."), name,
                   buffer_cstring(&columns));
    return database_copy_begin(database, sql, failure) &&
           database_copy(database, rows + 1, (size_t)(file->end - rows - 2), failure) &&
           database_copy_end(database, failure) >= 0;
}

static bool apply_one(struct database *database, const struct embedded_file *file, struct failure *failure)
{
    bool schema = strncmp(file->path, SCHEMA_PREFIX, strlen(SCHEMA_PREFIX)) == 0;
    struct failure cause;

    if (schema ? database_run(database, file->begin, failure) : load_table(database, file, failure)) return true;
    cause = *failure;
    return fail(failure, cause.outcome, "%s: %.900s", file->path, cause.message);
}

static bool record_one(struct database *database, const struct embedded_file *file, struct failure *failure)
{
    PGresult *done CLEAN_RESULT =
        database_query(database, EXPECT_NOTHING, "insert into contrepartie.migration (name) values ($1)",
                       DATABASE_PARAMETERS(file->path), failure);

    return done != NULL;
}

/* The names already applied, sorted; NULL when there is no schema yet. */
static PGresult *applied(struct database *database, struct failure *failure)
{
    return database_query(database, EXPECT_ROWS, "select name from contrepartie.migration", NO_PARAMETERS, failure);
}

static bool is_applied(const PGresult *names, const char *path)
{
    for (int row = 0; names != NULL && row < PQntuples(names); row++)
        if (strcmp(PQgetvalue(names, row, 0), path) == 0) return true;
    return false;
}

static bool schema_exists(struct database *database, bool *ret_exists, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = database_query(
        database, EXPECT_ONE_ROW, "select to_regclass('contrepartie.migration') is not null", NO_PARAMETERS, failure);

    if (result == NULL) return false;
    *ret_exists = PQgetvalue(result, 0, 0)[0] == 't';
    return true;
}

/* In one transaction: what is missing now, while nobody else looks. */
static bool apply_missing(struct database *database, const struct embedded_file *files[], size_t count,
                          struct failure *failure)
{
    PGresult *names CLEAN_RESULT = NULL;
    bool exists, done = database_run(database, "begin", failure) && schema_exists(database, &exists, failure);

    if (done && exists) done = (names = applied(database, failure)) != NULL;
    for (size_t index = 0; done && index < count; index++)
        if (!is_applied(names, files[index]->path)) done = apply_one(database, files[index], failure);
    /* by the owner of the table, not by who came: a backup names no login */
    done = done && database_run(database, "set local role contrepartie_owner", failure);
    for (size_t index = 0; done && index < count; index++)
        if (!is_applied(names, files[index]->path)) done = record_one(database, files[index], failure);
    if (done) return database_run(database, "commit", failure);
    if (PQtransactionStatus(database->connection) != PQTRANS_IDLE) {
        struct failure ignored;
        (void)database_run(database, "rollback", &ignored);
    }
    return false;
}

/* Fails where a later version has been. */
static bool look(struct database *database, const struct embedded_file *files[], size_t count, size_t *ret_missing,
                 struct failure *failure)
{
    PGresult *names CLEAN_RESULT = NULL;
    bool exists;

    if (!schema_exists(database, &exists, failure)) return false;
    if (exists && (names = applied(database, failure)) == NULL) return false;
    *ret_missing = 0;
    for (size_t index = 0; index < count; index++)
        *ret_missing += !is_applied(names, files[index]->path);
    if (names == NULL || (size_t)PQntuples(names) <= count - *ret_missing) return true;
    fail(failure, OUTCOME_UNAVAILABLE,
         TR("the database was made by a later version of contrepartie",
            "la base a été créée par une version plus récente de contrepartie"));
    return fail_remedy(failure, TR("install that version; the data are intact",
                                   "installez cette version ; vos données sont intactes"));
}

bool migration_missing(struct database *database, size_t *ret_missing, size_t *ret_steps, struct failure *failure)
{
    const struct embedded_file *files[MIGRATIONS_MAX];

    *ret_steps = migrations_list(files, MIGRATIONS_MAX);
    return look(database, files, *ret_steps, ret_missing, failure);
}

bool migration_apply(struct database *database, struct failure *failure)
{
    const struct embedded_file *files[MIGRATIONS_MAX];
    size_t count = migrations_list(files, MIGRATIONS_MAX), missing;
    struct failure ignored;
    bool done;

    if (!look(database, files, count, &missing, failure)) return false;
    if (missing == 0) return true;

    /*
     * Two programs may find an empty database at once: the second waits, looks again and finds nothing to do. The lock
     * comes before the transaction: one that began while it waited would still see the database as it was.
     */
    if (!database_run(database, "select pg_advisory_lock(20260101)", failure)) return false;
    done = apply_missing(database, files, count, failure);
    (void)database_run(database, "select pg_advisory_unlock(20260101)", &ignored);
    return done;
}
