/*
 * The store: a PostgreSQL database, either in a private cluster that this program creates, starts and stops, or an
 * existing one named by a libpq connection string.
 */
#ifndef CONTREPARTIE_STORE_H
#define CONTREPARTIE_STORE_H

#include "contrepartie/buffer.h"
#include "contrepartie/failure.h"

#include <libpq-fe.h>
#include <stddef.h>

/* Where the data are. Both NULL: the private cluster in the user's data directory. */
struct store_options {
    const char *directory; /* -D: private data directory */
    const char *conninfo;  /* --db: an existing PostgreSQL, 13 or later */
};

/* What a session may do; each is a database role (sql/schema/001-roles.sql). */
enum store_role { STORE_READER, STORE_IMPORTER, STORE_AUDITOR, STORE_ADMIN };

struct database {
    PGconn *connection;
    int usage_lock; /* held shared while a private cluster is in use; -1 otherwise */
    bool limited;   /* row-level security is on for this session (sql/schema/099-access.sql) */
    const char *loading_table, *loading_columns; /* of the load that is going on */
    bool keeps_plans;                            /* of what database_ask asks: the session is for many questions */
    struct buffer kept;                          /* the names of those questions, each between two ends of line */
    int kept_count;
};

/* Starts what must be started, brings the schema up to date, takes the role. */
bool database_open(struct database *database, const struct store_options *options, enum store_role role,
                   struct failure *failure);
/* The same without the schema and the role: what is there is left as it is. */
bool database_connect(struct database *database, const struct store_options *options, struct failure *failure);
void database_close(struct database *database);
#define CLEAN_DATABASE __attribute__((cleanup(database_close)))

/* Another role for the rest of the session. */
bool database_role(struct database *database, enum store_role role, struct failure *failure);

/* What the caller expects of a query; anything else is a failure. */
enum rows_expected { EXPECT_NOTHING, EXPECT_ONE_ROW, EXPECT_ROWS };

/* Text parameters, NULL is SQL NULL: DATABASE_PARAMETERS(siren, year). */
struct parameters {
    int count;
    const char *const *values;
};
#define DATABASE_PARAMETERS(...)                                                                                       \
    (struct parameters)                                                                                                \
    {                                                                                                                  \
        (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)), (const char *const[])                \
        {                                                                                                              \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }
#define NO_PARAMETERS ((struct parameters){0, NULL})

/* NULL on failure. The caller clears the result (CLEAN_RESULT). */
PGresult *database_query(struct database *database, enum rows_expected expected, const char *sql,
                         struct parameters parameters, struct failure *failure);

/*
 * Sends a question whose rows the caller takes one by one with PQgetResult. A session that keeps plans knows it by its
 * name, which stands for that text. Its optional filters, "$N::type is null or ...", are decided by which parameters
 * are given: a plan made for "perhaps one body, perhaps all" reads all.
 */
bool database_ask(struct database *database, const char *name, const char *sql, struct parameters parameters,
                  struct failure *failure);

/* False, and not permitted, in a session that sees some bodies only. */
bool database_whole(struct database *database, struct failure *failure);

/* Several statements, no result wanted. */
bool database_run(struct database *database, const char *sql, struct failure *failure);

/* COPY ... FROM STDIN: begin, then database_copy for each run of bytes, then end (rows, or -1 on failure). */
bool database_copy_begin(struct database *database, const char *sql, struct failure *failure);
bool database_copy(struct database *database, const char *bytes, size_t length, struct failure *failure);
long long database_copy_end(struct database *database, struct failure *failure);
void database_copy_abort(struct database *database);

/*
 * The same into a table kept by body. COPY refuses tables under row-level security: a limited session loads into a
 * temporary table, from which the rows go, past the policies, to their own. The names must outlive the load.
 */
bool database_load_begin(struct database *database, const char *table, const char *columns, struct failure *failure);
long long database_load_end(struct database *database, struct failure *failure);

/* COPY ... TO STDOUT: each run of bytes goes to consume. */
bool database_copy_out(struct database *database, const char *sql,
                       bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                       void *context, struct failure *failure);

/* Says what the server said, with the exit status its SQLSTATE deserves. Always false. */
bool database_failure(struct database *database, const PGresult *result, struct failure *failure);

void result_clear(PGresult **result);
#define CLEAN_RESULT __attribute__((cleanup(result_clear)))

/* Until released, an interruption (contrepartie/progress.h) ends what the server does for this session. */
void database_interruptible(struct database *database);
void database_uninterruptible(void);

/* The schema and the shipped charts of accounts, brought up to date under a lock. */
bool migration_apply(struct database *database, struct failure *failure);

/* How many steps that takes, and how many there are; none is done. Fails where a later version has been. */
bool migration_missing(struct database *database, size_t *ret_missing, size_t *ret_steps, struct failure *failure);

#endif
