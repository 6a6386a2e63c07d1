/*
 * The ledger: documents and their entries. Importers post through this header and know no table.
 *
 * A posting is one document's writing: begin, entries, facts, then finish, all inside the caller's transaction.
 * Rows leave through a worker while the caller goes on reading.
 */
#ifndef CONTREPARTIE_LEDGER_H
#define CONTREPARTIE_LEDGER_H

#include "contrepartie/document.h"
#include "contrepartie/message.h"
#include "contrepartie/store.h"

#include <stddef.h>

/* The technical accounts of chart CTP (sql/schema/040-entry.sql). */
#define ACCOUNT_EXECUTION "@execution"
#define ACCOUNT_ORDER     "@order"
#define ACCOUNT_CARRIED   "@carried"
#define ACCOUNT_CREDIT    "@credit"
#define ACCOUNT_PENDING   "@pending"

enum book { BOOK_ACCOUNTS = 'A', BOOK_BUDGET = 'B', BOOK_VOUCHERS = 'V', BOOK_COMMITMENTS = 'C' };
enum operation { OPERATION_REAL = 'R', OPERATION_ORDER = 'O', OPERATION_ORDER_INSIDE = 'P', OPERATION_CARRIED = 'C' };

/* One double entry of a budget line. Texts need not be NUL-terminated and hold no tab, newline or backslash. */
struct entry {
    enum book book;
    char direction; /* 'D' depense, 'R' recette */
    char section;   /* 'F', 'I', or 0: unknown */
    enum operation operation;
    int fiscal_year;
    int64_t amount; /* cents; negative swaps the two sides; 0 posts nothing */
    const char *account, *chapter, *function;
    size_t account_length, chapter_length, function_length; /* function_length 0: none */
    const char *counter_account;                            /* a technical account */
    long source_line, source_ordinal;
};

/* A subsidy paid, as the annex states it. */
struct grant {
    int64_t amount; /* cents, 0 for a benefit in kind */
    int fiscal_year;
    int32_t beneficiary_siren; /* 0: not given */
    const char *account, *section, *legal_kind, *beneficiary, *in_kind;
    long source_line;
};

struct posting;

/* Takes a document number. Free with posting_abandon if posting_finish is not reached. */
struct posting *posting_begin(struct database *database, int32_t siren, struct failure *failure);
int32_t posting_number(const struct posting *posting);

/* False once a row could not be sent; the cause comes with posting_finish. */
bool posting_entry(struct posting *posting, const struct entry *entry);
bool posting_grant(struct posting *posting, const struct grant *grant);

/* An element of a register, with its attributes as a JSON object. */
bool posting_element(struct posting *posting, long number, long parent, long line, const char *name, const char *json);

/* A cell of a published table: evidence, not an entry. */
struct published {
    int64_t amount, tolerance; /* cents */
    const char *act, *recipient, *component;
    long source_line;
};
bool posting_published(struct posting *posting, const struct published *published);

/* Waits for the rows to be in the database; entries and facts then stand in it. */
bool posting_flush(struct posting *posting, struct failure *failure);

/* Seals: fills the digests and counts of document, writes it, its messages. Frees the posting. */
bool posting_finish(struct posting *posting, struct document *document, const struct messages *messages,
                    struct failure *failure);
void posting_abandon(struct posting *posting);

/* Adds to the digest of what was read, for formats that write other tables than entries and facts. */
void posting_content_add(struct posting *posting, const char *bytes, size_t length);

/* The digest of what was read, whatever its spelling (posting_flush first); SHA256_SIZE bytes. */
void posting_content(struct posting *posting, unsigned char *ret_digest);

/* The original file, compressed as it is read, stored once the document is written. */
struct original;
struct original *original_begin(struct failure *failure);
void original_write(struct original *original, const char *bytes, size_t length);
/* Waits; the digest and size of what was written. */
bool original_end(struct original *original, unsigned char *ret_sha256, int64_t *ret_size, struct failure *failure);
bool original_store(struct original *original, struct database *database, int32_t siren, int32_t number,
                    struct failure *failure);
void original_free(struct original *original);

/* The original of a document, decompressed, to consume. */
bool original_read(struct database *database, int32_t siren, int32_t number,
                   bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                   void *context, struct failure *failure);

/* Cancels a document by a reversal; kind is undone or superseded. In the caller's transaction. */
bool ledger_reverse(struct database *database, int32_t siren, int32_t number, const char *kind, const char *reason,
                    int32_t *ret_reversal, struct failure *failure);

/* What to match: NULL filters mean everything proposed. */
struct matching {
    const char *decision; /* accepted or refused */
    const char *reason;   /* kept with it */
    const char *transfer, *siren, *year_first, *year_last, *document;
};

/* Decides proposals (sql/schema/075-matching.sql); accepted ones are posted as one document, 0 when none was. */
bool ledger_match(struct database *database, const struct matching *matching, int32_t *ret_document, int *ret_decided,
                  struct failure *failure);

/* Recomputes every original, entry, fact, link and reference; calls report for each defect. */
bool ledger_verify(struct database *database, void (*report)(void *context, int32_t number, const char *what),
                   void *context, int *ret_documents, struct failure *failure);

#endif
