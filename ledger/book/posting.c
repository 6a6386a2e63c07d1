#include "book/posting.h"
#include "book/document_record.h"

#include "contrepartie/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_TABLE SEALED_TABLES

int32_t posting_number(const struct posting *posting)
{
    return posting->number;
}

struct posting *posting_begin(struct database *database, int32_t siren, struct failure *failure)
{
    struct posting *posting;
    int32_t number;

    if (!document_next_number(database, &number, failure)) return NULL;
    posting = must_alloc(sizeof *posting);
    posting->database = database;
    posting->siren = siren;
    posting->number = number;
    posting->sent = NO_TABLE;
    posting->content = digest_begin(DIGEST_SHA256);
    return posting;
}

void posting_beside(struct posting *posting, struct original *original, const char *norm)
{
    posting->original = original;
    posting->norm = norm;
}

/* The server sums the entries of a large document (is_summed, sql/schema/040-entry.sql) while it would wait for the
   rest of the file. */
static bool sum_entries(struct posting *posting, struct failure *failure)
{
    char siren[16], number[16], unsummed[24];
    PGresult *summed CLEAN_RESULT = NULL;

    if (posting->norm == NULL || posting->unsummed == 0) return true;
    (void)snprintf(siren, sizeof siren, "%d", (int)posting->siren);
    (void)snprintf(number, sizeof number, "%d", (int)posting->number);
    (void)snprintf(unsummed, sizeof unsummed, "%lld", (long long)posting->unsummed);
    summed = database_query(posting->database, EXPECT_ROWS,
                            "select entries from document_sums($1, $2, $2, null, $3) where is_summed($4)",
                            DATABASE_PARAMETERS(siren, number, posting->norm, unsummed), failure);
    if (summed != NULL && PQntuples(summed) > 0) posting->unsummed = 0;
    return summed != NULL;
}

static bool copy_end(struct posting *posting, struct failure *failure)
{
    int64_t rows;

    if (posting->sent == NO_TABLE) return true;
    rows = database_load_end(posting->database, failure);
    if (posting->sent == SEALED_ENTRIES && rows > 0) posting->unsummed += rows;
    posting->sent = NO_TABLE;
    return rows >= 0;
}

/* In the sender's thread: hashed as sent; the rows of another table end one COPY and begin the next, and so does an
   original that waits. */
static bool send_rows(void *context, int table, const char *bytes, size_t length, struct failure *failure)
{
    struct posting *posting = context;

    if ((enum sealed_table)table != posting->sent || original_waits(posting->original)) {
        if (!copy_end(posting, failure)) return false;
        if (original_waits(posting->original) &&
            !original_store(posting->original, posting->database, posting->siren, posting->number, failure))
            return false;
        if (table != SEALED_ENTRIES && !sum_entries(posting, failure)) return false;
        if (!rows_load_begin(posting->database, (enum sealed_table)table, failure)) return false;
        posting->sent = (enum sealed_table)table;
    }
    if (posting->digests[table] == NULL) posting->digests[table] = digest_begin(DIGEST_SHA256);
    digest_add(posting->digests[table], bytes, length);
    return database_copy(posting->database, bytes, length, failure);
}

static bool outlet_flush(struct posting *posting, enum sealed_table table)
{
    struct outlet *outlet = &posting->outlets[table];

    if (outlet->used == 0 || posting->failed) return !posting->failed;
    if (posting->sender == NULL) posting->sender = spool_start(send_rows, posting, &posting->failure);
    posting->failed = posting->sender == NULL;
    if (posting->failed) return false;
    spool_tag(posting->sender, table);
    spool_write(posting->sender, outlet->rows, outlet->used);
    outlet->used = 0;
    return true;
}

bool posting_flush(struct posting *posting, struct failure *failure)
{
    for (int table = 0; table < SEALED_TABLES; table++)
        (void)outlet_flush(posting, (enum sealed_table)table);
    if (posting->sender != NULL) {
        bool sent = spool_finish(posting->sender, &posting->failure);
        posting->sender = NULL;
        sent = sent && copy_end(posting, &posting->failure);
        posting->failed = posting->failed || !sent;
    }
    if (posting->failed) *failure = posting->failure;
    return !posting->failed;
}

char *posting_row(struct posting *posting, enum sealed_table table, size_t room)
{
    struct outlet *outlet = &posting->outlets[table];

    if (outlet->used + room > outlet->size && !outlet_flush(posting, table)) return NULL;
    if (outlet->rows == NULL || room > outlet->size) {
        outlet->size = room > OUTLET_SIZE ? room : OUTLET_SIZE;
        free(outlet->rows);
        outlet->rows = must_alloc(outlet->size);
    }
    return outlet->rows + outlet->used;
}

void posting_row_end(struct posting *posting, enum sealed_table table, const char *end)
{
    struct outlet *outlet = &posting->outlets[table];

    outlet->used = (size_t)(end - outlet->rows);
    outlet->count++;
}

void posting_content_add(struct posting *posting, const char *bytes, size_t length)
{
    digest_add(posting->content, bytes, length);
}

void posting_content(struct posting *posting, unsigned char *ret_digest)
{
    if (posting->content != NULL) {
        digest_add(posting->content, posting->mixed, sizeof posting->mixed);
        (void)digest_end(posting->content, posting->content_sha256);
    }
    posting->content = NULL;
    memcpy(ret_digest, posting->content_sha256, SHA256_SIZE);
}

static bool messages_insert(struct database *database, const struct document *document, const struct messages *messages,
                            struct failure *failure)
{
    char siren[16], number[16];

    (void)snprintf(siren, sizeof siren, "%d", (int)document->siren);
    (void)snprintf(number, sizeof number, "%d", (int)document->number);
    for (size_t index = 0; messages != NULL && index < messages->count; index++) {
        const struct message *message = &messages->all[index];
        PGresult *result CLEAN_RESULT = NULL;
        char order[24], line[24], occurrences[24];
        (void)snprintf(order, sizeof order, "%zu", index + 1);
        (void)snprintf(line, sizeof line, "%ld", message->line);
        (void)snprintf(occurrences, sizeof occurrences, "%ld", message->occurrences);
        result = database_query(
            database, EXPECT_NOTHING, "insert into message values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            DATABASE_PARAMETERS(siren, number, order, message->code, message_level_name(message->level),
                                message->line > 0 ? line : NULL, message->path, message->found, message->expected,
                                occurrences, message->text),
            failure);
        if (result == NULL) return false;
    }
    return true;
}

static bool add_row(void *context, const char *bytes, size_t length, struct failure *failure)
{
    struct posting *posting = context;

    (void)failure;
    if (posting->digests[SEALED_ENTRIES] == NULL) posting->digests[SEALED_ENTRIES] = digest_begin(DIGEST_SHA256);
    digest_add(posting->digests[SEALED_ENTRIES], bytes, length);
    posting->outlets[SEALED_ENTRIES].count++;
    return true;
}

/* Entries that the database made after those that were sent are hashed as they stand in it. */
static bool add_derived(struct posting *posting, struct failure *failure)
{
    char sql[ROWS_SQL];

    rows_copy_out(SEALED_ENTRIES, posting->siren, posting->number, posting->outlets[SEALED_ENTRIES].count, sql,
                  sizeof sql);
    return database_copy_out(posting->database, sql, add_row, posting, failure);
}

static void facts_digest(struct posting *posting, struct document *document)
{
    struct digest *facts = digest_begin(DIGEST_SHA256);
    unsigned char bytes[DIGEST_SIZE_MAX];

    for (int table = 0; table < SEALED_TABLES; table++) {
        if (!rows_has_facts(document->format, (enum sealed_table)table)) continue;
        (void)digest_end(posting->digests[table] != NULL ? posting->digests[table] : digest_begin(DIGEST_SHA256),
                         bytes);
        posting->digests[table] = NULL;
        digest_add(facts, bytes, SHA256_SIZE);
        document->facts += posting->outlets[table].count;
    }
    (void)digest_end(facts, document->facts_sha256);
}

bool posting_finish(struct posting *posting, struct document *document, const struct messages *messages,
                    struct failure *failure)
{
    /* a register's entries and a FEC's vouchers are made by the database, in no order that was seen here */
    bool by_database = strcmp(document->format, "register") == 0 || strcmp(document->format, "fec") == 0;
    bool done = posting_flush(posting, failure);

    document->siren = posting->siren;
    document->number = posting->number;
    document->facts = 0;
    posting_content(posting, document->content_sha256);
    if (by_database) {
        done = done &&
               digest_rows(posting->database, SEALED_ENTRIES, posting->siren, posting->number, document->entries_sha256,
                           &document->entries, failure) &&
               digest_facts(posting->database, document->format, posting->siren, posting->number,
                            document->facts_sha256, &document->facts, failure);
    } else {
        done = done && add_derived(posting, failure);
        (void)digest_end(posting->digests[SEALED_ENTRIES] != NULL ? posting->digests[SEALED_ENTRIES]
                                                                  : digest_begin(DIGEST_SHA256),
                         document->entries_sha256);
        posting->digests[SEALED_ENTRIES] = NULL;
        document->entries = posting->outlets[SEALED_ENTRIES].count;
        facts_digest(posting, document);
    }
    done = done && document_insert(posting->database, document, failure) &&
           messages_insert(posting->database, document, messages, failure);
    posting_abandon(posting);
    return done;
}

void posting_abandon(struct posting *posting)
{
    unsigned char unused[DIGEST_SIZE_MAX];
    struct failure ignored;

    if (posting == NULL) return;
    (void)spool_finish(posting->sender, &ignored);
    if (posting->sent != NO_TABLE) database_copy_abort(posting->database);
    for (int table = 0; table < SEALED_TABLES; table++) {
        if (posting->digests[table] != NULL) (void)digest_end(posting->digests[table], unused);
        free(posting->outlets[table].rows);
    }
    if (posting->content != NULL) (void)digest_end(posting->content, unused);
    free(posting);
}
