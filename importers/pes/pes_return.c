/*
 * PES Retour: what the accountant did with orders. States of pieces and payments are kept as events; in the journal a
 * rejected piece is reversed and a payment moves cash (sql/schema/086-settlement.sql), once the order is here.
 */
#include "pes/pes.h"

#include "pes/pes_budget.h"
#include "pes/pes_reader.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pes_return {
    struct import_job *job;
    struct pes_reader *pes;
    int first_year;
    bool several_years, state_told; /* state_told: of the piece in hand */
};

static void tell(struct pes_return *import, enum message_level level, const char *code, enum pes_field field,
                 enum pes_level where, const char *expected, const char *text)
{
    struct message message = {.level = level, .line = pes_line(import->pes, where)};

    (void)snprintf(message.path, sizeof message.path, "/PES_Retour/*/Bordereau[%.8s]/Piece[%.13s]/%s",
                   pes_value(import->pes, PES_SLIP_NUMBER), pes_value(import->pes, PES_PIECE_NUMBER),
                   pes_name(import->pes, field));
    message_say(&message, code, pes_value(import->pes, field), expected, text);
    job_add(import->job, &message);
}

static long number_of(struct pes_return *import, enum pes_field field, enum pes_level level)
{
    const char *text = pes_value(import->pes, field);

    if (text[0] != '\0' && strlen(text) <= 9 && strspn(text, "0123456789") == strlen(text))
        return strtol(text, NULL, 10);
    tell(import, MESSAGE_ERROR, "PES-103", field, level, TR("a number", "un numéro"),
         TR("a slip, piece or line without a readable number",
            "un bordereau, une pièce ou une ligne sans numéro lisible"));
    return 0;
}

static int64_t amount_of(struct pes_return *import, enum pes_field field, enum pes_level level)
{
    const char *text = pes_value(import->pes, field);
    int64_t cents = 0;

    if (money_read(text, strlen(text), &cents) != MONEY_READ)
        tell(import, MESSAGE_ERROR, "PES-104", field, level,
             TR("digits, a point, two decimals", "chiffres, point, deux décimales"),
             TR("not an amount", "ce n'est pas un montant"));
    return cents;
}

/* Slips of types 04, 05 and 07 hold what the accountant asks an order for: no order of ours, yet. */
static bool asks_for_order(struct pes_return *import)
{
    const char *type = pes_value(import->pes, PES_SLIP_TYPE);
    bool asks = strcmp(type, "04") == 0 || strcmp(type, "05") == 0 || strcmp(type, "07") == 0;

    if (asks)
        tell(import, MESSAGE_NOTICE, "PES-216", PES_SLIP_TYPE, PES_SLIP, "01, 02, 03, 06",
             TR("operations the accountant asks orders for; they concern no order and are left out",
                "opérations à régulariser par l'ordonnateur ; elles ne portent sur aucune pièce et sont laissées"));
    return asks;
}

static bool ready(struct pes_return *import, struct reader *reader)
{
    int number = job_year(pes_value(import->pes, PES_YEAR));

    if (import->job->posting == NULL && !pes_budget_open(import->job, reader, import->pes)) return false;
    if (number == 0) {
        tell(import, MESSAGE_ERROR, "PES-102", PES_YEAR, PES_SLIP, TR("a year of 4 digits", "une année sur 4 chiffres"),
             TR("the fiscal year is wrong", "l'exercice est faux"));
        return false;
    }
    if (import->first_year == 0) import->first_year = number;
    import->several_years = import->several_years || number != import->first_year;
    return !asks_for_order(import);
}

static void event(struct pes_return *import, const char *name, long line_no, enum pes_field date, int64_t amount,
                  const char *code, enum pes_level level)
{
    const char *day = date < PES_FIELDS ? pes_value(import->pes, date) : "";
    struct voucher_event row = {.direction = pes_direction(import->pes),
                                .fiscal_year = (int)strtol(pes_value(import->pes, PES_YEAR), NULL, 10),
                                .slip_number = (int)number_of(import, PES_SLIP_NUMBER, PES_SLIP),
                                .slip_type = pes_value(import->pes, PES_SLIP_TYPE),
                                .piece_number = pes_value(import->pes, PES_PIECE_NUMBER),
                                .event = name,
                                .date = text_is_date(day) ? day : "",
                                .code = code,
                                .line_no = line_no,
                                .source_line = pes_line(import->pes, level),
                                .amount = amount};

    (void)posting_event(import->job->posting, &row);
}

static bool piece_rejected(const struct pes_return *import)
{
    return strcmp(pes_value(import->pes, PES_STATE), "04") == 0;
}

/* Of the piece: expense 01 held 02 taken over 04 rejected 05 settled; receipt 01 02 03 04, and 05 cancelled. */
static void tell_state(struct pes_return *import)
{
    const char *state = pes_value(import->pes, PES_STATE), *reasons = pes_value(import->pes, PES_REASONS);
    bool expense = pes_direction(import->pes) == 'D';

    if (import->state_told) return;
    import->state_told = true;
    if (pes_value(import->pes, PES_TAKEN_OVER)[0] != '\0')
        event(import, "taken_over", 0, PES_TAKEN_OVER, 0, "", PES_PIECE);
    if (strcmp(state, "01") == 0)
        event(import, "suspended", 0, PES_SUSPENDED, 0, reasons, PES_PIECE);
    else if (piece_rejected(import))
        event(import, "rejected", 0, PES_REJECTED, 0, reasons, PES_PIECE);
    else if (strcmp(state, "05") == 0)
        event(import, expense ? "settled" : "cancelled", 0, PES_FIELDS, 0, reasons, PES_PIECE);
    else if (pes_value(import->pes, PES_TAKEN_OVER)[0] == '\0' &&
             (strcmp(state, "02") == 0 || strcmp(state, "03") == 0))
        event(import, "taken_over", 0, PES_FIELDS, 0, "", PES_PIECE);
}

/* Of a line: expense 02 09 10 rejected; receipt 01 rejected. */
static bool line_rejected(const struct pes_return *import)
{
    const char *state = pes_value(import->pes, PES_LINE_STATE);

    if (pes_direction(import->pes) == 'R') return strcmp(state, "01") == 0;
    return strcmp(state, "02") == 0 || strcmp(state, "09") == 0 || strcmp(state, "10") == 0;
}

static void on_payment(void *context, struct reader *reader)
{
    struct pes_return *import = context;

    if (import->job->broken || !ready(import, reader)) return;
    event(import, "payment", number_of(import, PES_LINE_NUMBER, PES_LINE), PES_PAID_ON,
          amount_of(import, PES_PAID, PES_PAYMENT), pes_value(import->pes, PES_ORIGIN), PES_PAYMENT);
}

static void on_line(void *context, struct reader *reader)
{
    struct pes_return *import = context;
    long number;

    if (import->job->broken || !ready(import, reader)) return;
    import->job->document->lines++;
    number = number_of(import, PES_LINE_NUMBER, PES_LINE);
    tell_state(import);
    if (line_rejected(import) && !piece_rejected(import))
        event(import, "rejected", number, PES_REJECTED, 0, "", PES_LINE);
    if (pes_value(import->pes, PES_PAID_TOTAL)[0] != '\0')
        event(import, "paid_total", number, PES_FIELDS, amount_of(import, PES_PAID_TOTAL, PES_LINE), "", PES_LINE);
}

static void on_piece(void *context, struct reader *reader)
{
    struct pes_return *import = context;

    if (!import->job->broken && ready(import, reader)) tell_state(import);
    import->state_told = false;
}

static void on_too_long(void *context, struct reader *reader, const char *element)
{
    struct pes_return *import = context;

    job_message(import->job, reader, MESSAGE_ERROR, "PES-113", element, "", "",
                TR("values longer than any schema allows", "des valeurs plus longues que ne le permet aucun schéma"));
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct pes_return *import = context;

    pes_reader_start(import->pes, reader, element);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct pes_return *import = context;

    if (import->job->broken) return;
    pes_reader_end(import->pes, reader, name, depth);
    if (depth == 1 && import->job->posting == NULL && import->job->messages->errors == 0)
        job_message(import->job, reader, MESSAGE_ERROR, "PES-106", "/PES_Retour", "", "Bordereau",
                    TR("the file holds neither a slip nor an attachment",
                       "le fichier ne contient ni bordereau ni pièce jointe"));
}

const struct handler pes_return_handler = {on_start, on_end, NULL};

void *pes_return_begin(struct import_job *job, struct reader *reader)
{
    static const struct pes_listener listener = {
        .line = on_line, .piece = on_piece, .payment = on_payment, .too_long = on_too_long};
    struct pes_return *import = must_alloc(sizeof *import);

    import->job = job;
    import->pes = pes_reader_new(reader, "Retour", &listener, import);
    reader_unsealed(reader);
    job_personal(job);
    return import;
}

bool pes_return_settle(void *state, struct failure *failure)
{
    struct pes_return *import = state;

    import->job->document->fiscal_year = import->several_years ? 0 : import->first_year;
    return pes_settle(import->job, failure);
}

void pes_return_end(void *state)
{
    struct pes_return *import = state;

    pes_reader_free(import->pes);
    free(import);
}
