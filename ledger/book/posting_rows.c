/* The rows a posting is fed, one function for each noun: columns in the order of rows.c. */
#include "book/posting.h"

#include "contrepartie/buffer.h"

#include <stdlib.h>
#include <string.h>

#define ROW_ROOM    512 /* the longest row without its texts; each of these asks for TEXT_ROOM */
#define TEXT_COLUMN 400 /* longest free text of a fact; longer is cut, never the amount beside it */
#define TEXT_ROOM   ((size_t)2 * TEXT_COLUMN + 1)

static char *put(char *to, const char *text, size_t length)
{
    memcpy(to, text, length);
    to += length;
    *to++ = '\t';
    return to;
}

static char *put_null(char *to)
{
    return put(to, "\\N", 2);
}

static char *put_code(char *to, char code)
{
    return code != 0 ? put(to, &code, 1) : put_null(to);
}

static char *put_integer(char *to, int64_t number)
{
    to = rows_integer(to, number);
    *to++ = '\t';
    return to;
}

/* 0: not given. */
static char *put_optional(char *to, int64_t number)
{
    return number != 0 ? put_integer(to, number) : put_null(to);
}

static char *put_amount(char *to, const struct optional_amount *amount)
{
    return amount->given ? put_integer(to, amount->cents) : put_null(to);
}

static char *put_text(char *to, const char *text)
{
    size_t length = strlen(text);

    if (length > TEXT_COLUMN) {
        length = TEXT_COLUMN;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--; /* not in the middle of a letter */
    }
    to = rows_escape(to, text, length);
    *to++ = '\t';
    return to;
}

static char *put_date(char *to, const char *date)
{
    return date[0] != '\0' ? put(to, date, strlen(date)) : put_null(to);
}

/* A row begins with its body, document and number, which say nothing of the content. */
struct row {
    struct posting *posting;
    enum sealed_table table;
    char *to, *content;
};

/* siren: the row's, in a document of several bodies; 0: the posting's. */
static bool row_begin_of(struct row *row, struct posting *posting, enum sealed_table table, int32_t siren, size_t room)
{
    *row = (struct row){posting, table, posting_row(posting, table, room), NULL};
    if (row->to == NULL) return false;
    if (table != SEALED_ELEMENTS && table != SEALED_PUBLISHED)
        row->to = put_integer(row->to, siren != 0 ? siren : posting->siren);
    row->to = put_integer(row->to, posting->number);
    row->to = put_integer(row->to, posting->outlets[table].count + 1);
    row->content = row->to;
    return true;
}

static bool row_begin(struct row *row, struct posting *posting, enum sealed_table table, size_t room)
{
    return row_begin_of(row, posting, table, 0, room);
}

/* Ends with where it stood in the file, which is no content either. */
static bool row_end(struct row *row, long source_line)
{
    digest_add(row->posting->content, row->content, (size_t)(row->to - row->content));
    row->to = rows_integer(row->to, source_line);
    *row->to++ = '\n';
    posting_row_end(row->posting, row->table, row->to);
    return true;
}

bool posting_entry(struct posting *posting, const struct entry *entry)
{
    /* a negative amount swaps the two sides */
    bool expense = (entry->direction == 'R') == (entry->amount < 0);
    size_t counter_length = strlen(entry->counter_account);
    struct row row;

    if (entry->amount == 0) return true;
    if (!row_begin_of(&row, posting, SEALED_ENTRIES, entry->siren,
                      ROW_ROOM + entry->chapter_length + entry->account_length + counter_length +
                          entry->function_length))
        return false;
    row.to = entry->voucher_no != 0 ? put_integer(row.to, (int64_t)posting->number << VOUCHER_BITS | entry->voucher_no)
                                    : put_null(row.to);
    row.content = row.to;
    row.to = put_integer(row.to, entry->fiscal_year);
    row.to = put_code(row.to, (char)entry->book);
    row.to = put_code(row.to, entry->outside_budget ? 0 : entry->direction);
    row.to = put_code(row.to, entry->section);
    row.to = put_code(row.to, entry->outside_budget ? 0 : (char)entry->operation);
    row.to = put_code(row.to, entry->voucher_no == 0 || entry->outside_budget ? 0 : expense ? 'D' : 'C');
    row.to = put(row.to, entry->chapter, entry->chapter_length);
    row.to = put_integer(row.to, entry->amount < 0 ? -entry->amount : entry->amount);
    if (expense) {
        row.to = put(row.to, entry->account, entry->account_length);
        row.to = put(row.to, entry->counter_account, counter_length);
    } else {
        row.to = put(row.to, entry->counter_account, counter_length);
        row.to = put(row.to, entry->account, entry->account_length);
    }
    row.to = entry->function_length > 0 ? put(row.to, entry->function, entry->function_length) : put_null(row.to);
    row.to = put_optional(row.to, entry->counterparty);
    row.to = put_date(row.to, entry->date != NULL ? entry->date : "");
    row.to = put_integer(row.to, entry->source_ordinal);
    row.to = put_null(row.to);
    return row_end(&row, entry->source_line);
}

bool posting_grant(struct posting *posting, const struct grant *grant)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_GRANTS, 6 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, grant->fiscal_year);
    row.to = put_integer(row.to, grant->amount);
    row.to = put_text(row.to, grant->account);
    row.to = put_text(row.to, grant->section);
    row.to = put_text(row.to, grant->legal_kind);
    row.to = put_text(row.to, grant->beneficiary);
    row.to = put_optional(row.to, grant->beneficiary_siren);
    row.to = put_text(row.to, grant->in_kind);
    row.to = put_text(row.to, grant->purpose != NULL ? grant->purpose : "");
    row.to = put_date(row.to, grant->date != NULL ? grant->date : "");
    return row_end(&row, grant->source_line);
}

bool posting_element(struct posting *posting, long number, long parent, long line, const char *name, const char *json)
{
    struct buffer row CLEAN_BUFFER = {0};
    size_t length = strlen(json);
    char *escaped, *to;

    if (posting_row(posting, SEALED_ELEMENTS, 0) == NULL) return false;
    buffer_format(&row, "%d\t%ld\t", (int)posting->number, number);
    if (parent > 0)
        buffer_format(&row, "%ld\t%ld\t%s\t", parent, line, name);
    else
        buffer_format(&row, "\\N\t%ld\t%s\t", line, name);
    escaped = must_alloc(2 * length + 1);
    buffer_write(&row, escaped, (size_t)(rows_escape(escaped, json, length) - escaped));
    free(escaped);
    buffer_text(&row, "\n");
    digest_add(posting->content, name, strlen(name));
    digest_add(posting->content, json, length);
    to = posting_row(posting, SEALED_ELEMENTS, row.length);
    if (to == NULL) return false;
    memcpy(to, row.bytes, row.length);
    posting_row_end(posting, SEALED_ELEMENTS, to + row.length);
    return true;
}

bool posting_published(struct posting *posting, const struct published *published)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_PUBLISHED, 3 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, published->amount);
    row.to = put_integer(row.to, published->tolerance);
    row.to = put_text(row.to, published->act);
    row.to = put_text(row.to, published->recipient);
    row.to = put_text(row.to, published->component);
    return row_end(&row, published->source_line);
}

bool posting_slip(struct posting *posting, const struct slip *slip)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_SLIPS, TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_code(row.to, slip->direction);
    row.to = put_integer(row.to, slip->fiscal_year);
    row.to = put_text(row.to, slip->type);
    row.to = put_integer(row.to, slip->number);
    row.to = put_date(row.to, slip->date);
    row.to = put_integer(row.to, slip->pieces);
    row.to = put_integer(row.to, slip->amount);
    row.to = put_amount(row.to, &slip->cumulative);
    return row_end(&row, slip->source_line);
}

bool posting_voucher(struct posting *posting, const struct voucher *voucher)
{
    int64_t last = posting->outlets[SEALED_ENTRIES].count;
    struct row row;
    size_t references = strlen(voucher->attachments);

    if (!row_begin(&row, posting, SEALED_VOUCHERS, 2 * references + 5 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, last - voucher->entries + 1);
    row.to = put_integer(row.to, voucher->entries);
    row.to = put_optional(row.to, voucher->slip_no);
    row.to = voucher->slip_no != 0 ? put_integer(row.to, voucher->slip_number) : put_null(row.to);
    row.to = put_code(row.to, voucher->direction);
    row.to = put_integer(row.to, voucher->fiscal_year);
    row.to = put_text(row.to, voucher->slip_type);
    row.to = put_text(row.to, voucher->piece_number);
    row.to = put_text(row.to, voucher->piece_type);
    row.to = put_text(row.to, voucher->piece_nature);
    row.to = put(row.to, "", 0);
    row.to = put_date(row.to, voucher->date);
    row.to = put_integer(row.to, voucher->amount);
    row.to = rows_escape(row.to, voucher->attachments, references); /* identifiers: never cut */
    *row.to++ = '\t';
    row.to = put_text(row.to, voucher->label);
    return row_end(&row, voucher->source_line);
}

int64_t posting_entries(const struct posting *posting)
{
    return posting->outlets[SEALED_ENTRIES].count;
}

bool posting_correction(struct posting *posting, const struct correction *correction)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_CORRECTIONS, 3 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, correction->voucher_no);
    row.to = put_integer(row.to, correction->line_no);
    row.to = put_code(row.to, correction->direction);
    row.to = put_integer(row.to, correction->fiscal_year);
    row.to = put_integer(row.to, correction->amount_net);
    row.to = put_integer(row.to, correction->amount_vat);
    row.to = put_text(row.to, correction->account);
    row.to = put_text(row.to, correction->function);
    row.to = put_optional(row.to, correction->counterparty);
    row.to = put_code(row.to, correction->original_direction);
    row.to = put_integer(row.to, correction->original_year);
    row.to = put_text(row.to, correction->original_number);
    row.to = put_integer(row.to, correction->original_line);
    return row_end(&row, correction->source_line);
}

bool posting_party(struct posting *posting, const struct party *party)
{
    struct row row;
    char *end;

    if (!row_begin(&row, posting, SEALED_PARTIES, TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, party->voucher_no);
    row.to = put_integer(row.to, party->line_no);
    row.to = put_optional(row.to, party->siren);
    end = put_text(row.to, party->name);
    digest_add(posting->content, row.content, (size_t)(end - row.content));
    end[-1] = '\n';
    posting_row_end(posting, SEALED_PARTIES, end);
    return true;
}

bool posting_event(struct posting *posting, const struct voucher_event *event)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_EVENTS, 4 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_code(row.to, event->direction);
    row.to = put_integer(row.to, event->fiscal_year);
    row.to = put_text(row.to, event->slip_type);
    row.to = put_integer(row.to, event->slip_number);
    row.to = put_text(row.to, event->piece_number);
    row.to = put_integer(row.to, event->line_no);
    row.to = put_text(row.to, event->event);
    row.to = put_date(row.to, event->date);
    row.to = put_integer(row.to, event->amount);
    row.to = put_text(row.to, event->code);
    return row_end(&row, event->source_line);
}

bool posting_attachment(struct posting *posting, const struct attachment *attachment)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_ATTACHMENTS, 5 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_text(row.to, attachment->unique_id);
    row.to = put_text(row.to, attachment->kind);
    row.to = put_text(row.to, attachment->declared);
    row.to = put_text(row.to, attachment->found);
    row.to = put_integer(row.to, attachment->size);
    row.to = put_text(row.to, attachment->sha256);
    return row_end(&row, attachment->source_line);
}

bool posting_signature(struct posting *posting, const struct signature *signature)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_SIGNATURES, 5 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_text(row.to, signature->covers);
    row.to = put_text(row.to, signature->algorithm);
    row.to = put_text(row.to, signature->signed_at);
    row.to = put_text(row.to, signature->role);
    row.to = put_text(row.to, signature->certificate);
    row.content = row.to; /* the same content under another signature is the same content */
    return row_end(&row, signature->source_line);
}

bool posting_total(struct posting *posting, const struct control_total *total)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_TOTALS, 6 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, total->budget_id);
    row.to = put_integer(row.to, total->fiscal_year);
    row.to = put_text(row.to, total->statement);
    row.to = put_text(row.to, total->account);
    row.to = put_text(row.to, total->chapter);
    row.to = put_text(row.to, total->direction);
    row.to = put_text(row.to, total->section);
    row.to = put_text(row.to, total->label);
    row.to = put_amount(row.to, &total->forecast);
    row.to = put_amount(row.to, &total->issued);
    row.to = put_amount(row.to, &total->cancelled);
    row.to = put_amount(row.to, &total->net);
    row.to = put_amount(row.to, &total->previous);
    return row_end(&row, total->source_line);
}

/* The same legs are the same content whether a file goes by journal or by day. */
static void mix(struct posting *posting, const char *bytes, size_t length)
{
    struct digest *digest = digest_begin(DIGEST_SHA256);
    unsigned char one[DIGEST_SIZE_MAX];
    unsigned carry = 0;

    digest_add(digest, bytes, length);
    (void)digest_end(digest, one);
    for (size_t index = 0; index < SHA256_SIZE; index++) {
        carry += (unsigned)posting->mixed[index] + one[index];
        posting->mixed[index] = (unsigned char)carry;
        carry >>= 8;
    }
}

bool posting_balance(struct posting *posting, const struct budget_balance *balance)
{
    struct row row;

    if (!row_begin_of(&row, posting, SEALED_BALANCES, balance->siren, 9 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, posting_entries(posting) - balance->entries + 1);
    row.to = put_integer(row.to, balance->entries);
    row.to = put_integer(row.to, balance->fiscal_year);
    row.to = put_text(row.to, balance->siret);
    row.to = put_text(row.to, balance->code);
    row.to = put_code(row.to, balance->annex ? 'A' : 'P');
    row.to = put_text(row.to, balance->label);
    row.to = put_text(row.to, balance->category);
    row.to = put_text(row.to, balance->department);
    row.to = put_text(row.to, balance->norm);
    row.to = put_text(row.to, balance->variant);
    row.to = put_code(row.to, balance->crossed ? 't' : 'f');
    row.to = put_code(row.to, balance->has_functions ? 't' : 'f');
    row.to = put_integer(row.to, balance->lines);
    for (int column = 0; column < BALANCE_COLUMNS; column++)
        row.to = put_integer(row.to, balance->sums[column]);
    return row_end(&row, balance->source_line);
}

bool posting_leg(struct posting *posting, const struct leg *leg)
{
    struct row row;

    if (!row_begin(&row, posting, SEALED_LEGS, 6 * TEXT_ROOM + ROW_ROOM)) return false;
    row.to = put_integer(row.to, leg->fiscal_year);
    row.to = put_text(row.to, leg->journal);
    row.to = put_text(row.to, leg->number);
    row.to = put_date(row.to, leg->date);
    row.to = put_text(row.to, leg->account);
    row.to = put_text(row.to, leg->account_label);
    row.to = put_text(row.to, leg->reference);
    row.to = put_text(row.to, leg->label);
    row.to = put_integer(row.to, leg->debit);
    row.to = put_integer(row.to, leg->credit);
    mix(posting, row.content, (size_t)(row.to - row.content));
    row.content = row.to;
    return row_end(&row, leg->source_line);
}
