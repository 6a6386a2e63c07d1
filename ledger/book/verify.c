/* Proves the books again: originals, entries, facts, chains and references, from what is stored now. */
#include "book/rows.h"

#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"
#include "contrepartie/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counting {
    struct digest *digest;
    int64_t rows, bytes;
};

static bool count_row(void *context, const char *bytes, size_t length, struct failure *failure)
{
    struct counting *counting = context;

    (void)failure;
    digest_add(counting->digest, bytes, length);
    counting->rows++;
    counting->bytes += (int64_t)length;
    return true;
}

bool digest_rows(struct database *database, enum sealed_table table, int32_t siren, int32_t number,
                 unsigned char *ret_digest, int64_t *ret_rows, struct failure *failure)
{
    struct counting counting = {digest_begin(DIGEST_SHA256), 0, 0};
    char sql[ROWS_SQL];
    bool done;

    rows_copy_out(table, siren, number, 0, sql, sizeof sql);
    done = database_copy_out(database, sql, count_row, &counting, failure);
    (void)digest_end(counting.digest, ret_digest);
    *ret_rows = counting.rows;
    return done;
}

bool digest_facts(struct database *database, const char *format, int32_t siren, int32_t document,
                  unsigned char *ret_digest, int64_t *ret_rows, struct failure *failure)
{
    struct digest *facts = digest_begin(DIGEST_SHA256);
    unsigned char bytes[DIGEST_SIZE_MAX];
    int64_t rows;
    bool done = true;

    *ret_rows = 0;
    for (int table = 0; done && table < SEALED_TABLES; table++) {
        if (!rows_has_facts(format, (enum sealed_table)table)) continue;
        done = digest_rows(database, (enum sealed_table)table, siren, document, bytes, &rows, failure);
        digest_add(facts, bytes, SHA256_SIZE);
        *ret_rows += rows;
    }
    (void)digest_end(facts, ret_digest);
    return done;
}

struct verification {
    struct database *database;
    void (*report)(void *context, int32_t number, const char *what);
    void *context;
    bool clean;
};

static void defect(struct verification *verification, int32_t number, const char *what)
{
    verification->clean = false;
    verification->report(verification->context, number, what);
}

static bool same_digest(const char *stored_hex, const unsigned char *found)
{
    char hex[2 * SHA256_SIZE + 1];

    hex_write(found, SHA256_SIZE, hex);
    return strcmp(stored_hex, hex) == 0;
}

/* The columns of view verify_documents (sql/schema/080-verify.sql). */
enum {
    COLUMN_SIREN,
    COLUMN_NUMBER,
    COLUMN_FORMAT,
    COLUMN_ENTRIES,
    COLUMN_FACTS,
    COLUMN_SHA256,
    COLUMN_ENTRIES_SHA256,
    COLUMN_FACTS_SHA256,
    COLUMN_KEPT
};

static bool verify_original(struct verification *verification, const PGresult *documents, int row,
                            struct failure *failure)
{
    int32_t siren = (int32_t)strtol(PQgetvalue(documents, row, COLUMN_SIREN), NULL, 10);
    int32_t number = (int32_t)strtol(PQgetvalue(documents, row, COLUMN_NUMBER), NULL, 10);
    struct counting counting = {digest_begin(DIGEST_SHA256), 0, 0};
    unsigned char found[DIGEST_SIZE_MAX];
    bool read = original_read(verification->database, siren, number, count_row, &counting, failure);

    (void)digest_end(counting.digest, found);
    if (!read && failure->outcome != OUTCOME_DATA) return false;
    if (!read || !same_digest(PQgetvalue(documents, row, COLUMN_SHA256), found))
        defect(verification, number,
               TR("the kept original is not the file that was imported",
                  "l'original conservé n'est pas le fichier importé"));
    return true;
}

static void compare_rows(struct verification *verification, const PGresult *documents, int row, int digest_column,
                         int count_column, const unsigned char *found, int64_t rows, const char *what)
{
    if (rows != strtoll(PQgetvalue(documents, row, count_column), NULL, 10) ||
        !same_digest(PQgetvalue(documents, row, digest_column), found))
        defect(verification, (int32_t)strtol(PQgetvalue(documents, row, COLUMN_NUMBER), NULL, 10), what);
}

static bool verify_document(struct verification *verification, const PGresult *documents, int row,
                            struct failure *failure)
{
    int32_t siren = (int32_t)strtol(PQgetvalue(documents, row, COLUMN_SIREN), NULL, 10);
    int32_t number = (int32_t)strtol(PQgetvalue(documents, row, COLUMN_NUMBER), NULL, 10);
    const char *format = PQgetvalue(documents, row, COLUMN_FORMAT);
    unsigned char entries[DIGEST_SIZE_MAX], facts[DIGEST_SIZE_MAX];
    int64_t entry_rows, fact_rows;

    if (interrupted()) return fail_interrupted(failure);
    if (!digest_rows(verification->database, SEALED_ENTRIES, siren, number, entries, &entry_rows, failure) ||
        !digest_facts(verification->database, format, siren, number, facts, &fact_rows, failure))
        return false;
    compare_rows(
        verification, documents, row, COLUMN_ENTRIES_SHA256, COLUMN_ENTRIES, entries, entry_rows,
        TR("its entries are not those that were posted", "ses écritures ne sont pas celles qui ont été passées"));
    compare_rows(verification, documents, row, COLUMN_FACTS_SHA256, COLUMN_FACTS, facts, fact_rows,
                 TR("its facts (grants, vouchers, register elements…) are not those that were read",
                    "ses faits (subventions, pièces, éléments de registre…) ne sont pas ceux qui ont été lus"));
    return PQgetvalue(documents, row, COLUMN_KEPT)[0] != 't' || verify_original(verification, documents, row, failure);
}

/* Each row of view verify_books (sql/schema/080-verify.sql) is a defect: a document number and what is wrong. */
static bool verify_books(struct verification *verification, const char *sql, struct failure *failure)
{
    PGresult *defects CLEAN_RESULT = database_query(verification->database, EXPECT_ROWS, sql, NO_PARAMETERS, failure);

    if (defects == NULL) return false;
    for (int row = 0; row < PQntuples(defects); row++)
        defect(verification, (int32_t)strtol(PQgetvalue(defects, row, 0), NULL, 10),
               TR(PQgetvalue(defects, row, 1), PQgetvalue(defects, row, 2)));
    return true;
}

bool ledger_verify(struct database *database, void (*report)(void *context, int32_t number, const char *what),
                   void *context, int *ret_documents, struct failure *failure)
{
    struct verification verification = {database, report, context, true};
    PGresult *documents CLEAN_RESULT = NULL;
    bool done;

    /* one snapshot, so that an import in the middle changes nothing here */
    if (!database_run(database, "begin isolation level repeatable read read only", failure)) return false;
    documents = database_query(database, EXPECT_ROWS, "select * from verify_documents", NO_PARAMETERS, failure);
    done = documents != NULL;
    for (int row = 0; done && row < PQntuples(documents); row++)
        done = verify_document(&verification, documents, row, failure);
    done = done && verify_books(&verification, "select document_id, defect, defect_fr from verify_books order by 1, 2",
                                failure);
    *ret_documents = documents != NULL ? PQntuples(documents) : 0;
    if (done) done = database_run(database, "commit", failure);
    return done && verification.clean;
}
