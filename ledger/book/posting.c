#include "book/document_record.h"
#include "book/rows.h"

#include "contrepartie/buffer.h"
#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"
#include "contrepartie/spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_ROOM    512 /* the longest entry row: numbers and codes */
#define SQL_ROOM    1024
#define TEXT_COLUMN 400 /* longest free text of a fact; longer is cut, never the amount beside it */
#define NO_TABLE    SEALED_TABLES

struct posting {
    struct database *database;
    int32_t siren, number;
    enum sealed_table table; /* of the rows being written, or NO_TABLE */
    enum sealed_table sent;  /* the COPY now open; while there is a sender, the sender's alone, with the connection */
    struct spool *sender;
    struct digest *entries, *facts, *content;
    unsigned char content_sha256[SHA256_SIZE];
    int64_t entry_count, fact_count;
    bool failed;
    struct failure failure;
};

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
    posting->table = posting->sent = NO_TABLE;
    posting->entries = digest_begin(DIGEST_SHA256);
    posting->facts = digest_begin(DIGEST_SHA256);
    posting->content = digest_begin(DIGEST_SHA256);
    return posting;
}

/* In the sender's thread: hashed as sent; the rows of another table end one COPY and begin the next. */
static bool send_rows(void *context, int table, const char *bytes, size_t length, struct failure *failure)
{
    struct posting *posting = context;

    if ((enum sealed_table)table != posting->sent) {
        bool ended = posting->sent == NO_TABLE || database_copy_end(posting->database, failure) >= 0;
        posting->sent = NO_TABLE;
        if (!ended || !database_copy_begin(posting->database, rows_copy_in[table], failure)) return false;
        posting->sent = (enum sealed_table)table;
    }
    digest_add(table == SEALED_ENTRIES ? posting->entries : posting->facts, bytes, length);
    return database_copy(posting->database, bytes, length, failure);
}

bool posting_flush(struct posting *posting, struct failure *failure)
{
    if (posting->sender != NULL) {
        bool sent = spool_finish(posting->sender, &posting->failure);
        posting->sender = NULL;
        posting->table = NO_TABLE;
        if (sent && posting->sent != NO_TABLE) sent = database_copy_end(posting->database, &posting->failure) >= 0;
        if (sent) posting->sent = NO_TABLE;
        posting->failed = posting->failed || !sent;
    }
    if (posting->failed) *failure = posting->failure;
    return !posting->failed;
}

static bool table_open(struct posting *posting, enum sealed_table table)
{
    if (posting->table == table) return !posting->failed;
    if (posting->failed) return false;
    if (posting->sender == NULL) posting->sender = spool_start(send_rows, posting, &posting->failure);
    posting->failed = posting->sender == NULL;
    if (posting->failed) return false;
    spool_tag(posting->sender, table);
    posting->table = table;
    return true;
}

static char *put(char *to, const char *text, size_t length)
{
    memcpy(to, text, length);
    to += length;
    *to++ = '\t';
    return to;
}

static char *put_code(char *to, char code)
{
    if (code != 0)
        *to++ = code;
    else {
        *to++ = '\\';
        *to++ = 'N';
    }
    *to++ = '\t';
    return to;
}

static char *put_integer(char *to, int64_t number)
{
    to = rows_integer(to, number);
    *to++ = '\t';
    return to;
}

bool posting_entry(struct posting *posting, const struct entry *entry)
{
    bool expense = (entry->direction == 'D') == (entry->amount >= 0); /* a negative amount swaps the sides */
    size_t counter_length = strlen(entry->counter_account);
    char *row, *to, *content;

    if (entry->amount == 0) return true;
    if (!table_open(posting, SEALED_ENTRIES)) return false;
    row = to = spool_reserve(posting->sender, ROW_ROOM);
    to = put_integer(to, posting->siren);
    to = put_integer(to, posting->number);
    to = put_integer(to, ++posting->entry_count);
    content = to;
    to = put_integer(to, entry->fiscal_year);
    to = put_code(to, (char)entry->book);
    to = put_code(to, entry->direction);
    to = put_code(to, entry->section);
    to = put_code(to, (char)entry->operation);
    to = put(to, entry->chapter, entry->chapter_length);
    to = put_integer(to, entry->amount < 0 ? -entry->amount : entry->amount);
    if (expense) {
        to = put(to, entry->account, entry->account_length);
        to = put(to, entry->counter_account, counter_length);
    } else {
        to = put(to, entry->counter_account, counter_length);
        to = put(to, entry->account, entry->account_length);
    }
    to = entry->function_length > 0 ? put(to, entry->function, entry->function_length) : put_code(to, 0);
    to = put(to, "\\N\t\\N", 5); /* counterparty and voucher: a budget line has neither */
    to = put_integer(to, entry->source_ordinal);
    digest_add(posting->content, content, (size_t)(to - content)); /* all but where it stood in the file */
    to = rows_integer(to, entry->source_line);
    *to++ = '\n';
    spool_commit(posting->sender, (size_t)(to - row));
    return true;
}

static char *put_text(char *to, const char *text)
{
    size_t length = strlen(text);

    while (length > TEXT_COLUMN && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--; /* not in the middle of a letter */
    to = rows_escape(to, text, length > TEXT_COLUMN ? TEXT_COLUMN : length);
    *to++ = '\t';
    return to;
}

bool posting_grant(struct posting *posting, const struct grant *grant)
{
    char *row, *to, *content;

    if (!table_open(posting, SEALED_GRANTS)) return false;
    row = to = spool_reserve(posting->sender, 5 * 2 * TEXT_COLUMN + ROW_ROOM);
    to = put_integer(to, posting->siren);
    to = put_integer(to, posting->number);
    to = put_integer(to, ++posting->fact_count);
    content = to;
    to = put_integer(to, grant->fiscal_year);
    to = put_integer(to, grant->amount);
    to = put_text(to, grant->account);
    to = put_text(to, grant->section);
    to = put_text(to, grant->legal_kind);
    to = put_text(to, grant->beneficiary);
    to = grant->beneficiary_siren != 0 ? put_integer(to, grant->beneficiary_siren) : put_code(to, 0);
    to = put_text(to, grant->in_kind);
    digest_add(posting->content, content, (size_t)(to - content));
    to = rows_integer(to, grant->source_line);
    *to++ = '\n';
    spool_commit(posting->sender, (size_t)(to - row));
    return true;
}

bool posting_element(struct posting *posting, long number, long parent, long line, const char *name, const char *json)
{
    struct buffer row CLEAN_BUFFER = {0};
    char *escaped;

    if (!table_open(posting, SEALED_ELEMENTS)) return false;
    posting->fact_count++;
    buffer_format(&row, "%d\t%ld\t", (int)posting->number, number);
    if (parent > 0)
        buffer_format(&row, "%ld\t%ld\t%s\t", parent, line, name);
    else
        buffer_format(&row, "\\N\t%ld\t%s\t", line, name);
    escaped = must_alloc(2 * strlen(json) + 1);
    buffer_write(&row, escaped, (size_t)(rows_escape(escaped, json, strlen(json)) - escaped));
    free(escaped);
    buffer_text(&row, "\n");
    digest_add(posting->content, name, strlen(name));
    digest_add(posting->content, json, strlen(json));
    spool_write(posting->sender, row.bytes, row.length);
    return true;
}

bool posting_published(struct posting *posting, const struct published *published)
{
    char *row, *to, *content;

    if (!table_open(posting, SEALED_PUBLISHED)) return false;
    row = to = spool_reserve(posting->sender, (size_t)3 * 2 * TEXT_COLUMN + ROW_ROOM);
    to = put_integer(to, posting->number);
    to = put_integer(to, ++posting->fact_count);
    to = put_integer(to, published->source_line);
    content = to;
    to = put_integer(to, published->amount);
    to = put_integer(to, published->tolerance);
    to = put_text(to, published->act);
    to = put_text(to, published->recipient);
    to = put_text(to, published->component);
    digest_add(posting->content, content, (size_t)(to - content));
    to[-1] = '\n'; /* the last column ends the row */
    spool_commit(posting->sender, (size_t)(to - row));
    return true;
}

void posting_content_add(struct posting *posting, const char *bytes, size_t length)
{
    digest_add(posting->content, bytes, length);
}

void posting_content(struct posting *posting, unsigned char *ret_digest)
{
    if (posting->content != NULL) (void)digest_end(posting->content, posting->content_sha256);
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

bool posting_finish(struct posting *posting, struct document *document, const struct messages *messages,
                    struct failure *failure)
{
    bool done = posting_flush(posting, failure);

    document->siren = posting->siren;
    document->number = posting->number;
    document->entries = posting->entry_count;
    document->facts = posting->fact_count;
    posting_content(posting, document->content_sha256);
    (void)digest_end(posting->entries, document->entries_sha256);
    (void)digest_end(posting->facts, document->facts_sha256);
    posting->entries = posting->facts = NULL;
    /* A register's facts and entries are made by the database: they are hashed as they stand in it. */
    if (done && posting->siren == 0) {
        enum sealed_table facts = rows_facts_table(document->format);
        int64_t rows;
        done = digest_rows(posting->database, SEALED_ENTRIES, 0, posting->number, document->entries_sha256,
                           &document->entries, failure) &&
               digest_rows(posting->database, facts, 0, posting->number, document->facts_sha256, &rows, failure);
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
    (void)digest_end(posting->entries, unused);
    (void)digest_end(posting->facts, unused);
    (void)digest_end(posting->content, unused);
    free(posting);
}
