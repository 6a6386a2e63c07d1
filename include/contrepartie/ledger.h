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
#define ACCOUNT_EXECUTION  "@execution"
#define ACCOUNT_ORDER      "@order"
#define ACCOUNT_CARRIED    "@carried"
#define ACCOUNT_CREDIT     "@credit"
#define ACCOUNT_PENDING    "@pending"
#define ACCOUNT_OPENING    "@opening"
#define ACCOUNT_NON_BUDGET "@non_budget"

enum book { BOOK_ACCOUNTS = 'A', BOOK_BUDGET = 'B', BOOK_VOUCHERS = 'V', BOOK_COMMITMENTS = 'C' };
enum operation { OPERATION_REAL = 'R', OPERATION_ORDER = 'O', OPERATION_ORDER_INSIDE = 'P', OPERATION_CARRIED = 'C' };

/*
 * One double entry of a budget line, or of a line of a voucher. An expense (or an entry without direction) debits
 * `account`, a receipt credits it, against counter_account. Texts need not be NUL-terminated and hold no tab, newline
 * or backslash.
 */
struct entry {
    enum book book;
    char direction;      /* 'D' depense, 'R' recette */
    char section;        /* 'F', 'I', or 0: unknown */
    bool outside_budget; /* VAT, cash and the like: the sides as for the direction, but no budget execution */
    enum operation operation;
    int fiscal_year;
    int64_t amount; /* cents; negative swaps the two sides; 0 posts nothing */
    const char *account, *chapter, *function;
    size_t account_length, chapter_length, function_length; /* function_length 0: none */
    const char *counter_account; /* a technical account; in the book of vouchers, the third party's */
    int32_t counterparty;        /* SIREN of the third party; 0: none */
    int32_t voucher_no;          /* of this document; 0: none */
    int32_t siren;               /* in a document of several bodies: whose; else 0 */
    const char *date;            /* ISO; NULL or empty: the document's */
    long source_line, source_ordinal;
};

/* A subsidy, as the annex of grants or a published list states it. */
struct grant {
    int64_t amount; /* cents, 0 for a benefit in kind */
    int fiscal_year;
    int32_t beneficiary_siren; /* 0: not given */
    const char *account, *section, *legal_kind, *beneficiary, *in_kind;
    const char *purpose, *date; /* NULL: not said; date is ISO */
    long source_line;
};

struct optional_amount {
    bool given;
    int64_t cents;
};

/* Vouchers (sql/schema/045-voucher.sql). Texts are NUL-terminated UTF-8, dates ISO or empty, amounts cents. */
#define VOUCHER_BITS 24 /* voucher_id: document << 24 | voucher_no */
#define VOUCHERS_MAX ((1 << VOUCHER_BITS) - 1)

struct slip {
    char direction; /* 'D', 'R' */
    int fiscal_year, number, pieces;
    const char *type, *date;
    int64_t amount;
    struct optional_amount cumulative;
    long source_line;
};

struct voucher { /* posted after its entries, which are the last `entries` ones */
    int64_t entries, amount;
    int slip_no, slip_number, fiscal_year; /* slip_no 0: in no slip */
    char direction;
    const char *slip_type, *piece_number, *piece_type, *piece_nature, *date, *attachments, *label;
    long source_line;
};

struct correction {
    int32_t voucher_no, counterparty;
    long line_no, original_line, source_line;
    char direction, original_direction;
    int fiscal_year, original_year;
    int64_t amount_net, amount_vat;
    const char *account, *function, *original_number;
};

struct party {
    int32_t voucher_no, siren; /* siren 0: not given */
    long line_no;
    const char *name;
};

struct voucher_event {
    char direction;
    int fiscal_year, slip_number;
    const char *slip_type, *piece_number, *event, *date, *code;
    long line_no, source_line;
    int64_t amount;
};

struct attachment {
    const char *unique_id, *kind, *declared, *found, *sha256;
    int64_t size;
    long source_line;
};

struct signature {
    const char *covers, *algorithm, *signed_at, *role, *certificate;
    long source_line;
};

struct control_total {
    int32_t budget_id;
    int fiscal_year;
    const char *statement, *account, *chapter, *direction, *section, *label;
    struct optional_amount forecast, issued, cancelled, net, previous;
    long source_line;
};

/* The columns of a published balance, in cents (sql/schema/032-budget-balance.sql). */
enum {
    BALANCE_OPENING_DEBIT, /* BEDEB, BECRE */
    BALANCE_OPENING_CREDIT,
    BALANCE_BUDGET_DEBIT, /* OBNETDEB, OBNETCRE: net of cancellations, order operations included */
    BALANCE_BUDGET_CREDIT,
    BALANCE_NON_BUDGET_DEBIT, /* ONBDEB, ONBCRE */
    BALANCE_NON_BUDGET_CREDIT,
    BALANCE_ORDER_DEBIT, /* OOBDEB, OOBCRE */
    BALANCE_ORDER_CREDIT,
    BALANCE_COLUMNS
};

/* The rows of one budget and year that stand together in a balance of several bodies. */
struct budget_balance { /* posted after its entries, which are the last `entries` ones */
    int32_t siren;
    int fiscal_year;
    bool annex, crossed, has_functions; /* crossed: the file's rows may name functions */
    const char *siret, *code, *label, *category, *department, *norm, *variant;
    int64_t lines, entries, sums[BALANCE_COLUMNS];
    long source_line;
};

struct leg { /* of an entry of a FEC: debit or credit */
    int fiscal_year;
    const char *journal, *number, *date, *account, *account_label, *reference, *label;
    int64_t debit, credit;
    long source_line;
};

struct posting;
struct original;

/* Takes a document number. Free with posting_abandon if posting_finish is not reached. */
struct posting *posting_begin(struct database *database, int32_t siren, struct failure *failure);
int32_t posting_number(const struct posting *posting);
/*
 * What the sender does beside the rows while the file is still being read: it stores the original as it is compressed
 * (for documents that never forget it) and, with the norm of the document's budget (NULL: not), sums its entries once
 * others than entries come.
 */
void posting_beside(struct posting *posting, struct original *original, const char *norm);

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

bool posting_slip(struct posting *posting, const struct slip *slip);
bool posting_voucher(struct posting *posting, const struct voucher *voucher);
bool posting_correction(struct posting *posting, const struct correction *correction);
bool posting_party(struct posting *posting, const struct party *party);
bool posting_event(struct posting *posting, const struct voucher_event *event);
bool posting_attachment(struct posting *posting, const struct attachment *attachment);
bool posting_signature(struct posting *posting, const struct signature *signature);
bool posting_total(struct posting *posting, const struct control_total *total);
bool posting_leg(struct posting *posting, const struct leg *leg);
bool posting_balance(struct posting *posting, const struct budget_balance *balance);

/* How many entries were posted so far. */
int64_t posting_entries(const struct posting *posting);

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

/* The original file. It is read for itself, beside the reader and with what the reader and the server leave of the
   processors: on two of them that hides most of it. `path` must outlive it. NULL with a failure. */
struct original *original_begin(const char *path, struct failure *failure);
/* Once its format is known: hashes it in a thread and, where its bytes are kept, compresses it. */
bool original_start(struct original *original, bool kept, struct failure *failure);
/* Waits; the digest and size of what was read. */
bool original_end(struct original *original, unsigned char *ret_sha256, int64_t *ret_size, struct failure *failure);
/* After original_end: whether the file is not the one it was at first (its identity, size, time of change): then what
   was read of it may not be what is kept. */
bool original_changed(const struct original *original);
/* Stores what is compressed and was not stored yet: whole pieces, and the last one after original_end. Nothing of one
   that is not kept. */
bool original_store(struct original *original, struct database *database, int32_t siren, int32_t number,
                    struct failure *failure);
/* True when enough waits for original_store while the file is still being read. */
bool original_waits(const struct original *original);
void original_free(struct original *original);

/* The original of a document, decompressed, to consume. */
bool original_read(struct database *database, int32_t siren, int32_t number,
                   bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                   void *context, struct failure *failure);

/* Cancels a document by a reversal; kind is undone or superseded. In the caller's transaction. */
bool ledger_reverse(struct database *database, int32_t siren, int32_t number, const char *kind, const char *reason,
                    int32_t *ret_reversal, struct failure *failure);

/* The same of a document as people name it, in a transaction of its own; the reason is kept with the reversal. */
bool ledger_undo(struct database *database, const char *number, const char *reason, int32_t *ret_document,
                 int32_t *ret_reversal, struct failure *failure);

/* The body of a document by its number (0: several bodies); false with a failure when there is none. */
bool document_look_up(struct database *database, const char *number, int32_t *ret_siren, int32_t *ret_number,
                      struct failure *failure);

/* False with a failure when a document's bytes were not kept. */
bool original_kept(struct database *database, const char *number, struct failure *failure);

/* A finding put aside, or back: what it is about (siren, year NULL: all) and why. It is kept with its author. */
struct waiver {
    const char *code, *transfer, *siren, *year, *reason;
    bool waived;
};
bool ledger_waive(struct database *database, const struct waiver *waiver, struct failure *failure);

/* What to match: NULL filters mean everything proposed. */
struct matching {
    const char *decision; /* accepted or refused */
    const char *reason;   /* kept with it */
    const char *transfer, *siren, *year_first, *year_last, *document;
};

/* Decides proposals (sql/schema/075-matching.sql); accepted ones are posted as one document, 0 when none was. */
bool ledger_match(struct database *database, const struct matching *matching, int32_t *ret_document, int *ret_decided,
                  struct failure *failure);

/* Decides one proposal across books (sql/schema/095-payment-matching.sql); *ret_decided is 0 when there is none. */
bool ledger_decide_payment(struct database *database, const char *proposal, const char *decision, const char *reason,
                           int *ret_decided, struct failure *failure);

/* Recomputes every original, entry, fact, link and reference; calls report for each defect. */
bool ledger_verify(struct database *database, void (*report)(void *context, int32_t number, const char *what),
                   void *context, int *ret_documents, struct failure *failure);

#endif
