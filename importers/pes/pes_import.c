/*
 * PES Aller: payment orders (mandats) and collection orders (titres) become entries in the book of vouchers: the amount
 * net of VAT between the budget account and the third party, the VAT beside it. Corrections wait for what they correct
 * (sql/schema/086-settlement.sql). Attachments and signatures are streamed past: their facts stay, their bytes do not.
 */
#include "pes/pes.h"

#include "pes/attachment.h"
#include "pes/numbers.h"
#include "pes/pes_budget.h"
#include "pes/pes_mapping.h"
#include "pes/pes_reader.h"
#include "pes/signature.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/nomenclature.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCES_MAX 8192
#define YEARS_MAX      8 /* years in one file: two, at the turn of the year */

struct pes_import {
    struct import_job *job;
    struct pes_reader *pes;
    struct plan *plan; /* of the slip's year: one of plans */
    struct {
        int year;
        struct plan *plan;
    } plans[YEARS_MAX];
    struct pes_parties *parties;
    bool ready, broken_slip, has_expenses;
    /* the slip in hand */
    int slips, pieces, slip_year, first_year;
    size_t errors_before; /* the slip */
    long slip_number;
    bool several_years;
    int64_t net, vat;
    struct numbers piece_numbers;
    struct numbers slip_numbers[2][8]; /* by direction and type of slip */
    long last_piece[2][8];             /* of those before: in growing order, none can come twice */
    bool pieces_unordered;
    /* the piece in hand */
    int32_t voucher_no;
    int64_t first_entry, amount;
    bool natural_person;
    enum pes_treatment treatment;
    bool in_piece; /* its header was read, at its first line */
    struct numbers line_numbers;
    char references[REFERENCES_MAX];
    /* attachments: names of the dictionary, and what is known of the one in hand */
    const char *attachments_name, *attachment_name, *file_name, *unique_id, *kind;
    int attachments_depth, file_depth;
    struct attachment_stream *stream;
    struct attachment_result stream_result;
    char attachment_id[64], attachment_kind[16], attachment_type[64];
    long attachment_line, attachments;
    struct signature_reader *signatures;
};

/* What a number met twice means in one container. */
struct duplicate {
    struct pes_import *import;
    const char *code, *path, *text;
};

/* A message about a field: where it stands, what it holds. `level` tells the line. */
static void tell(struct pes_import *import, enum message_level level, const char *code, enum pes_field field,
                 enum pes_level where, const char *expected, const char *text)
{
    struct message message = {.level = level, .line = pes_line(import->pes, where)};
    const char *domain = pes_direction(import->pes) == 'R' ? "PES_RecetteAller" : "PES_DepenseAller";
    size_t used = (size_t)snprintf(message.path, sizeof message.path, "/PES_Aller/%s",
                                   where == PES_HEADER ? "EnTetePES" : domain);

    if (where >= PES_SLIP)
        used += (size_t)snprintf(message.path + used, sizeof message.path - used, "/Bordereau[%.8s]",
                                 pes_value(import->pes, PES_SLIP_NUMBER));
    if (where >= PES_PIECE)
        used += (size_t)snprintf(message.path + used, sizeof message.path - used, "/Piece[%.8s]",
                                 pes_value(import->pes, PES_PIECE_NUMBER));
    if (where >= PES_LINE)
        used += (size_t)snprintf(message.path + used, sizeof message.path - used, "/LigneDePiece[%.6s]",
                                 pes_value(import->pes, PES_LINE_NUMBER));
    (void)snprintf(message.path + used, sizeof message.path - used, "/%s", pes_name(import->pes, field));
    message_say(&message, code, pes_value(import->pes, field), expected, text);
    job_add(import->job, &message);
}

static void tell_found(struct pes_import *import, const char *code, long line, const char *path, const char *found,
                       const char *expected, const char *text)
{
    struct message message = {.level = MESSAGE_ERROR, .line = line};

    (void)snprintf(message.path, sizeof message.path, "%s", path);
    message_say(&message, code, found, expected, text);
    job_add(import->job, &message);
}

static void duplicate(void *context, const struct number *number)
{
    const struct duplicate *kind = context;
    char found[24];

    (void)snprintf(found, sizeof found, "%ld", number->value);
    tell_found(kind->import, kind->code, number->line, kind->path, found, "", kind->text);
}

static void end_numbers(struct pes_import *import, struct numbers *numbers, const char *code, const char *path,
                        const char *text)
{
    struct duplicate kind = {import, code, path, text};

    numbers_end(numbers, duplicate, &kind);
}

/* --- values -------------------------------------------------------------------------------------------------- */

/* A code of digits as a number; told and -1 when it is not one. */
static long read_number(struct pes_import *import, enum pes_field field, enum pes_level level)
{
    const char *text = pes_value(import->pes, field);
    size_t length = strlen(text);

    if (length > 0 && length <= 9 && strspn(text, "0123456789") == length) return strtol(text, NULL, 10);
    tell(import, MESSAGE_ERROR, "PES-103", field, level, TR("a number", "un numéro"),
         TR("a slip, piece or line without a readable number",
            "un bordereau, une pièce ou une ligne sans numéro lisible"));
    return -1;
}

static bool read_amount(struct pes_import *import, enum pes_field field, enum pes_level level, int64_t *ret_cents)
{
    const char *text = pes_value(import->pes, field);
    bool rounded = import->job->options->round_amounts;

    switch (money_read(text, strlen(text), ret_cents)) {
    case MONEY_READ:
        return true;
    case MONEY_TOO_MANY_DECIMALS:
        tell(import, rounded ? MESSAGE_WARNING : MESSAGE_ERROR, "PES-105", field, level,
             TR("two decimals", "deux décimales"),
             rounded ? TR("rounded half up, as asked", "arrondi au centime, comme demandé")
                     : TR("more than two decimals; --round-amounts rounds them half up",
                          "plus de deux décimales ; --round-amounts les arrondit"));
        return rounded;
    default:
        tell(import, MESSAGE_ERROR, "PES-104", field, level,
             TR("digits, a point, two decimals", "chiffres, point, deux décimales"),
             TR("not an amount", "ce n'est pas un montant"));
        return false;
    }
}

static const char *read_date(struct pes_import *import, enum pes_field field, enum pes_level level)
{
    const char *text = pes_value(import->pes, field);

    if (text[0] == '\0' || text_is_date(text)) return text;
    tell(import, MESSAGE_WARNING, "PES-114", field, level, TR("a day as 2024-06-30", "une date comme 2024-06-30"),
         TR("the date does not exist; it is left out", "la date n'existe pas ; elle est laissée de côté"));
    return "";
}

/* A day that does not exist is told once, at the end of the slip. */
static const char *slip_date(struct pes_import *import)
{
    const char *date = pes_value(import->pes, PES_SLIP_DATE);

    return text_is_date(date) ? date : "";
}

/* --- header -------------------------------------------------------------------------------------------------- */

static struct plan *find_plan(struct pes_import *import, struct reader *reader, int year)
{
    struct import_job *job = import->job;
    int place = 0;

    while (place < YEARS_MAX - 1 && import->plans[place].plan != NULL && import->plans[place].year != year)
        place++;
    if (import->plans[place].plan != NULL && import->plans[place].year == year) return import->plans[place].plan;
    plan_free(import->plans[place].plan);
    import->plans[place].plan = NULL;
    import->plans[place].year = year;
    /* rows on their way hold the connection: they arrive first */
    if (posting_flush(job->posting, job->failure))
        import->plans[place].plan = pes_budget_plan(job, reader, year);
    else
        job_broken(job, reader);
    return import->plans[place].plan;
}

/* At the first slip: the header is read, and the year that the chart of accounts depends on. */
static void begin_slips(struct pes_import *import, struct reader *reader, int year)
{
    const char *version = pes_value(import->pes, PES_VERSION);

    if (import->job->posting == NULL && !pes_budget_open(import->job, reader, import->pes)) return;
    if (version[0] != '\0' && strcmp(version, "2") != 0)
        tell(import, MESSAGE_WARNING, "PES-207", PES_VERSION, PES_HEADER, "2",
             TR("another version of the PES than 2; it is read as version 2",
                "une autre version du PES que la 2 ; elle est lue comme telle"));
    import->plan = find_plan(import, reader, year);
    import->ready = import->plan != NULL;
    import->first_year = import->first_year == 0 ? year : import->first_year;
    import->several_years = import->several_years || year != import->first_year;
}

/* --- slips --------------------------------------------------------------------------------------------------- */

/* The type of the slip as an index: 1 to 7, 0 for another. */
static int slip_kind(const struct pes_import *import)
{
    long type = strtol(pes_value(import->pes, PES_SLIP_TYPE), NULL, 10);

    return type > 0 && type < 8 ? (int)type : 0;
}

/* The slip's own header is complete at its first piece. */
static bool slip_begin(struct pes_import *import, struct reader *reader)
{
    const char *year = pes_value(import->pes, PES_YEAR);

    import->slip_year = digits_only(year, strlen(year), 4) ? (int)strtol(year, NULL, 10) : 0;
    import->slip_number = read_number(import, PES_SLIP_NUMBER, PES_SLIP);
    if (import->slip_year < 1990 || import->slip_year > 2100) {
        tell(import, MESSAGE_ERROR, "PES-102", PES_YEAR, PES_SLIP, TR("a year of 4 digits", "une année sur 4 chiffres"),
             TR("the fiscal year is wrong", "l'exercice est faux"));
        return false;
    }
    if (import->slip_number < 0) return false;
    begin_slips(import, reader, import->slip_year);
    return import->ready;
}

static void compare_total(struct pes_import *import, const char *code, enum pes_field field, int64_t sum,
                          const char *text)
{
    char found[MONEY_TEXT_SIZE];
    const char *declared = pes_value(import->pes, field);
    int64_t total = 0;
    struct message message = {.level = MESSAGE_ERROR, .line = pes_line(import->pes, PES_SLIP)};

    if (declared[0] != '\0' && !read_amount(import, field, PES_SLIP, &total)) return;
    if (total == sum) return;
    (void)money_write(sum, found);
    (void)snprintf(message.path, sizeof message.path, "/PES_Aller/%s/Bordereau[%.8s]/BlocBordereau/%s",
                   pes_direction(import->pes) == 'R' ? "PES_RecetteAller" : "PES_DepenseAller",
                   pes_value(import->pes, PES_SLIP_NUMBER), pes_name(import->pes, field));
    message_say(&message, code, declared, found, text);
    job_add(import->job, &message);
}

static void check_slip(struct pes_import *import)
{
    const char *declared = pes_value(import->pes, PES_PIECES);
    char counted[16];

    (void)snprintf(counted, sizeof counted, "%d", import->pieces);
    if (strtol(declared, NULL, 10) != import->pieces)
        tell(import, MESSAGE_ERROR, "PES-201", PES_PIECES, PES_SLIP, counted,
             TR("the slip announces another number of pieces than it holds",
                "le bordereau annonce un autre nombre de pièces qu'il n'en contient"));
    end_numbers(import, &import->piece_numbers, "PES-121", "/PES_Aller/*/Bordereau/Piece/IdPce",
                TR("two pieces of one slip have this number (ERREUR_DOUBLON_PIECE)",
                   "deux pièces d'un bordereau ont ce numéro (ERREUR_DOUBLON_PIECE)"));
    if (import->job->messages->errors > import->errors_before) return; /* of lines that could not be read */
    compare_total(import, "PES-202", PES_TOTAL_NET, import->net,
                  TR("the slip's total is not the sum of its lines (ERREUR_CUMUL_MONTANTS)",
                     "le total du bordereau n'est pas la somme de ses lignes (ERREUR_CUMUL_MONTANTS)"));
    compare_total(import, "PES-203", PES_TOTAL_VAT, import->vat,
                  TR("the slip's VAT is not the sum of its lines' (ERREUR_MONTANT_TVA)",
                     "la TVA du bordereau n'est pas la somme de celle de ses lignes (ERREUR_MONTANT_TVA)"));
}

static void on_slip(void *context, struct reader *reader)
{
    struct pes_import *import = context;
    struct slip slip = {.direction = pes_direction(import->pes),
                        .fiscal_year = import->slip_year,
                        .number = (int)import->slip_number,
                        .pieces = import->pieces,
                        .type = pes_value(import->pes, PES_SLIP_TYPE),
                        .amount = import->net + import->vat,
                        .source_line = pes_line(import->pes, PES_SLIP)};

    if (import->job->broken) return;
    if (import->pieces == 0 && !slip_begin(import, reader)) return;
    if (import->ready && !import->broken_slip) {
        check_slip(import);
        slip.date = read_date(import, PES_SLIP_DATE, PES_SLIP);
        slip.cumulative.given = pes_value(import->pes, PES_CUMULATIVE)[0] != '\0' &&
                                read_amount(import, PES_CUMULATIVE, PES_SLIP, &slip.cumulative.cents);
        number_met(&import->slip_numbers[slip.direction == 'R'][slip_kind(import)],
                   (long)slip.fiscal_year * 10000000 + slip.number % 10000000, slip.source_line);
        (void)posting_slip(import->job->posting, &slip);
        import->slips++;
        import->has_expenses = import->has_expenses || slip.direction == 'D';
    }
    import->pieces = 0;
    import->net = import->vat = 0;
    import->broken_slip = false;
}

/* --- pieces -------------------------------------------------------------------------------------------------- */

static void piece_begin(struct pes_import *import, struct reader *reader)
{
    char direction = pes_direction(import->pes);
    long number;

    if (import->pieces == 0) {
        import->errors_before = import->job->messages->errors;
        import->broken_slip = !slip_begin(import, reader);
    }
    if (import->broken_slip) return;
    number = read_number(import, PES_PIECE_NUMBER, PES_PIECE);
    number_met(&import->piece_numbers, number, pes_line(import->pes, PES_PIECE));
    {
        long *last = &import->last_piece[direction == 'R'][slip_kind(import)];
        import->pieces_unordered = import->pieces_unordered || number <= *last;
        *last = number;
    }
    import->treatment = pes_treatment(direction, pes_value(import->pes, PES_SLIP_TYPE),
                                      pes_value(import->pes, PES_PIECE_TYPE), pes_value(import->pes, PES_PIECE_NATURE));
    if (import->treatment == PES_UNKNOWN) {
        char found[64];
        (void)snprintf(found, sizeof found, "%.8s %.8s %.8s", pes_value(import->pes, PES_SLIP_TYPE),
                       pes_value(import->pes, PES_PIECE_TYPE), pes_value(import->pes, PES_PIECE_NATURE));
        tell(import, MESSAGE_ERROR, "PES-205", PES_PIECE_NATURE, PES_PIECE, found,
             TR("unknown triplet of slip, piece and nature (ERREUR_CODIFICATION); overridden, it is posted as an "
                "ordinary piece",
                "triplet bordereau, pièce, nature inconnu (ERREUR_CODIFICATION) ; forcé, il est passé comme une pièce "
                "ordinaire"));
        import->treatment = strcmp(pes_value(import->pes, PES_SLIP_TYPE), "02") == 0 ? PES_REDUCTION : PES_ORDINARY;
    }
    if (import->voucher_no == VOUCHERS_MAX) {
        tell(import, MESSAGE_ERROR, "PES-115", PES_PIECE_NUMBER, PES_PIECE, "",
             TR("more than sixteen million pieces in one file", "plus de seize millions de pièces dans un fichier"));
        reader_stop(reader);
    }
    import->voucher_no++;
    import->first_entry = posting_entries(import->job->posting);
    import->amount = 0;
    import->natural_person = false;
}

static void on_piece(void *context, struct reader *reader)
{
    struct pes_import *import = context;
    struct voucher voucher;

    if (import->job->broken) return;
    if (!import->in_piece) piece_begin(import, reader);
    import->in_piece = false;
    import->pieces++;
    if (!import->ready || import->broken_slip) {
        import->line_numbers.count = 0;
        return;
    }
    end_numbers(import, &import->line_numbers, "PES-120", "/PES_Aller/*/Bordereau/Piece/LigneDePiece/IdLigne",
                TR("two lines of one piece have this number (ERREUR_DOUBLON_LIGNE)",
                   "deux lignes d'une pièce ont ce numéro (ERREUR_DOUBLON_LIGNE)"));
    voucher = (struct voucher){
        .entries = posting_entries(import->job->posting) - import->first_entry,
        .amount = import->amount,
        .slip_no = import->slips + 1,
        .slip_number = (int)import->slip_number,
        .fiscal_year = import->slip_year,
        .direction = pes_direction(import->pes),
        .slip_type = pes_value(import->pes, PES_SLIP_TYPE),
        .piece_number = pes_value(import->pes, PES_PIECE_NUMBER),
        .piece_type = pes_value(import->pes, PES_PIECE_TYPE),
        .piece_nature = pes_value(import->pes, PES_PIECE_NATURE),
        .date = text_is_date(pes_value(import->pes, PES_SLIP_DATE)) ? pes_value(import->pes, PES_SLIP_DATE) : "",
        .attachments = import->references,
        /* what a piece is for may name who it is for */
        .label = import->natural_person ? "" : pes_value(import->pes, PES_OBJECT),
        .source_line = pes_line(import->pes, PES_PIECE)};
    (void)posting_voucher(import->job->posting, &voucher);
    import->references[0] = '\0';
}

static void on_reference(void *context, const char *unique_id)
{
    struct pes_import *import = context;
    size_t used = strlen(import->references);

    if (used + strlen(unique_id) + 2 > sizeof import->references)
        tell(import, MESSAGE_WARNING, "PES-118", PES_PIECE_NUMBER, PES_PIECE, "",
             TR("a piece refers to more attachments than are followed; the rest is left out",
                "une pièce renvoie à plus de pièces jointes qu'on n'en suit ; le reste est laissé"));
    else
        (void)snprintf(import->references + used, sizeof import->references - used, "%s%s", used > 0 ? " " : "",
                       unique_id);
}

/* --- lines --------------------------------------------------------------------------------------------------- */

static bool code_is_good(const char *text, size_t longest)
{
    size_t length = strlen(text);

    return length > 0 && length <= longest &&
           strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == length;
}

/* The function of the plan: a vote by function may write it behind 90 or 93. */
static const char *find_function(struct pes_import *import)
{
    const char *function = pes_value(import->pes, PES_FUNCTION);
    size_t length = strlen(function);

    if (length == 0) return "";
    if (!code_is_good(function, 10)) {
        tell(import, MESSAGE_ERROR, "PES-108", PES_FUNCTION, PES_LINE, TR("digits", "des chiffres"),
             TR("not a function code", "ce n'est pas un code de fonction"));
        return "";
    }
    import->job->document->has_functions = true;
    if (plan_function(import->plan, function, length) != NULL) return function;
    if (length > 2 && function[0] == '9' && (function[1] == '0' || function[1] == '3') &&
        plan_function(import->plan, function + 2, length - 2) != NULL)
        return function + 2;
    tell(import, MESSAGE_NOTICE, "PES-112", PES_FUNCTION, PES_LINE,
         TR("a function of the plan", "une fonction du plan"),
         TR("function unknown to the plan; kept as written", "fonction inconnue du plan ; conservée telle quelle"));
    return function;
}

static struct plan_place find_place(struct pes_import *import, const char *nature, char direction)
{
    size_t length = strlen(nature);
    bool known;
    struct plan_place place = plan_place(import->plan, nature, length, direction,
                                         import->treatment == PES_ORDER ? PLAN_ORDER : PLAN_REAL, &known);

    if (!known && import->treatment != PES_PAYMENT_ORDER)
        tell(import, MESSAGE_WARNING, "PES-110", PES_NATURE, PES_LINE,
             TR("an account of the plan of that year", "un compte du plan de l'exercice"),
             TR("account unknown to the plan; its chapter is taken from the nearest one",
                "compte inconnu du plan ; son chapitre est pris du compte voisin"));
    if (place.section == 0 && (*nature == '6' || *nature == '7')) place.section = 'F';
    if (place.section == 0 && (*nature == '1' || *nature == '2')) place.section = 'I';
    return place;
}

/* The longest account of the budget's chart that begins the wanted one: charts go into more or less detail. */
static void counter_account(struct pes_import *import, const char *wanted, char *ret_account, size_t size)
{
    const struct plan_account *known = plan_account(import->plan, wanted, strlen(wanted));

    if (known == NULL) known = plan_account_above(import->plan, wanted, strlen(wanted));
    (void)snprintf(ret_account, size, "%s", known != NULL ? known->code : wanted);
}

static void post_leg(struct pes_import *import, struct entry *entry, const char *account, const char *counter,
                     int64_t amount)
{
    if (strcmp(account, counter) == 0) {
        tell(import, MESSAGE_ERROR, "PES-116", PES_NATURE, PES_LINE, "",
             TR("the line would debit and credit the same account",
                "la ligne débiterait et créditerait le même compte"));
        return;
    }
    entry->account = account;
    entry->account_length = strlen(account);
    entry->counter_account = counter;
    entry->amount = amount;
    (void)posting_entry(import->job->posting, entry);
}

static void post_line(struct pes_import *import, int32_t counterparty, long line_number, int64_t net, int64_t vat)
{
    const char *nature = pes_value(import->pes, PES_NATURE), *function = find_function(import);
    const char *third = pes_value(import->pes, PES_THIRD_ACCOUNT), *intra = pes_value(import->pes, PES_INTRA_VAT);
    char direction = pes_direction(import->pes), counter[32], vat_account[32], self_assessed[32];
    struct plan_place place = find_place(import, nature, direction);
    struct entry entry = {.book = BOOK_VOUCHERS,
                          .direction = direction,
                          .section = place.section,
                          .operation = import->treatment == PES_ORDER ? OPERATION_ORDER : OPERATION_REAL,
                          .fiscal_year = import->slip_year,
                          .chapter = place.chapter,
                          .chapter_length = place.chapter_length,
                          .function = function,
                          .function_length = strlen(function),
                          .counterparty = counterparty,
                          .voucher_no = import->voucher_no,
                          .date = slip_date(import),
                          .source_line = pes_line(import->pes, PES_LINE),
                          .source_ordinal = line_number};

    if (import->treatment == PES_ORDER)
        (void)snprintf(counter, sizeof counter, ACCOUNT_ORDER);
    else if (third[0] != '\0' && code_is_good(third, 12) && import->treatment != PES_PREPAID &&
             import->treatment != PES_PAYMENT_ORDER)
        (void)snprintf(counter, sizeof counter, "%s", third);
    else
        counter_account(import,
                        pes_counter_account(direction, import->treatment, nature,
                                            pes_value(import->pes, PES_PARTY_CATEGORY),
                                            strcmp(pes_value(import->pes, PES_PIECE_NATURE), "11") == 0),
                        counter, sizeof counter);
    /* not spending of this budget: cash before its order, another budget's article of a roll */
    entry.outside_budget =
        import->treatment == PES_PAYMENT_ORDER || pes_value(import->pes, PES_OTHER_BUDGET)[0] != '\0';
    /* what is paid or due for the next year leaves this one */
    post_leg(import, &entry, nature, counter, import->treatment == PES_PREPAID ? -net : net);
    if (vat == 0) return;
    counter_account(import, pes_vat_account(direction, place.section), vat_account, sizeof vat_account);
    counter_account(import, PES_SELF_ASSESSED_VAT, self_assessed, sizeof self_assessed);
    entry.outside_budget = true;
    entry.section = 0;
    entry.chapter_length = entry.function_length = 0;
    post_leg(import, &entry, vat_account, strcmp(intra, "1") == 0 ? self_assessed : counter,
             import->treatment == PES_PREPAID ? -vat : vat);
}

/* NatPceOrig: 01 is the piece's own kind, 02 the other; "attention, inversees", says the schema. */
static char original_direction(struct pes_import *import)
{
    char direction = pes_direction(import->pes);
    const char *kind = pes_value(import->pes, PES_ORIGINAL_KIND);

    if (strcmp(kind, "01") == 0) return direction;
    if (strcmp(kind, "02") == 0) return direction == 'D' ? 'R' : 'D';
    return 0;
}

static bool number_given(struct pes_import *import, enum pes_field field)
{
    const char *text = pes_value(import->pes, field);

    return text[0] != '\0' && strlen(text) <= 13 && strspn(text, "0123456789") == strlen(text);
}

static void post_correction(struct pes_import *import, int32_t counterparty, long line_number, int64_t net, int64_t vat)
{
    struct correction correction = {.voucher_no = import->voucher_no,
                                    .counterparty = counterparty,
                                    .line_no = line_number,
                                    .original_line = strtol(pes_value(import->pes, PES_ORIGINAL_LINE), NULL, 10),
                                    .source_line = pes_line(import->pes, PES_LINE),
                                    .direction = pes_direction(import->pes),
                                    .original_direction = original_direction(import),
                                    .fiscal_year = import->slip_year,
                                    .original_year = (int)strtol(pes_value(import->pes, PES_ORIGINAL_YEAR), NULL, 10),
                                    .amount_net = net,
                                    .amount_vat = vat,
                                    .account = pes_value(import->pes, PES_NATURE),
                                    .function = find_function(import),
                                    .original_number = pes_value(import->pes, PES_ORIGINAL_NUMBER)};

    (void)posting_correction(import->job->posting, &correction);
}

/* A correction without what it corrects can neither be posted nor wait. */
static bool check_original(struct pes_import *import)
{
    char year[16];

    if (!pes_corrects(import->treatment)) return true; /* what corrects a closed year is posted on its own */
    if (original_direction(import) == 0 || !number_given(import, PES_ORIGINAL_YEAR) ||
        !number_given(import, PES_ORIGINAL_NUMBER) || !number_given(import, PES_ORIGINAL_LINE)) {
        tell(import, MESSAGE_ERROR, "PES-123", PES_ORIGINAL_NUMBER, PES_LINE,
             "RattachPiece: NatPceOrig 01 02, ExerRat, IdPceOrig, IdLigneOrig",
             TR("a correction that does not say which piece it corrects",
                "une pièce corrective qui ne dit pas quelle pièce elle corrige"));
        return false;
    }
    (void)snprintf(year, sizeof year, "%d", import->slip_year);
    if (import->treatment == PES_REDUCTION && strcmp(pes_value(import->pes, PES_ORIGINAL_YEAR), year) != 0)
        tell(import, MESSAGE_ERROR, "PES-206", PES_ORIGINAL_YEAR, PES_LINE, year,
             TR("a reduction corrects a piece of its own year; of a closed year it is 01 02 09",
                "une annulation-réduction porte sur une pièce de l'exercice ; sur exercice clos c'est 01 02 09"));
    return true;
}

static void on_line(void *context, struct reader *reader)
{
    struct pes_import *import = context;
    int32_t counterparty = 0;
    int64_t net = 0, vat = 0;
    long number;

    if (import->job->broken) return;
    if (!import->in_piece) piece_begin(import, reader);
    import->in_piece = true;
    number = import->broken_slip ? 0 : read_number(import, PES_LINE_NUMBER, PES_LINE);
    number_met(&import->line_numbers, number, pes_line(import->pes, PES_LINE));
    if (!import->ready || import->broken_slip || number < 0) return;
    import->job->document->lines++;
    if (!code_is_good(pes_value(import->pes, PES_NATURE), 12)) {
        tell(import, MESSAGE_ERROR, "PES-107", PES_NATURE, PES_LINE, TR("digits", "des chiffres"),
             TR("not an account code", "ce n'est pas un code de compte"));
        return;
    }
    if (!read_amount(import, PES_NET, PES_LINE, &net) ||
        (pes_value(import->pes, PES_VAT)[0] != '\0' && !read_amount(import, PES_VAT, PES_LINE, &vat)) ||
        !check_original(import))
        return;
    if (net <= 0 || vat < 0)
        tell(import, MESSAGE_ERROR, "PES-204", net <= 0 ? PES_NET : PES_VAT, PES_LINE, "> 0",
             TR("amounts of a PES are positive: the triplet says the sign",
                "les montants du PES sont positifs : c'est le triplet qui donne le sens"));
    import->net += net;
    import->vat += vat;
    import->amount += net + vat;
    counterparty = pes_party(import->parties, import->job, reader, import->pes, import->voucher_no, number,
                             &import->natural_person);
    if (import->treatment == PES_REDUCTION || import->treatment == PES_ACCRUAL_BACK)
        post_correction(import, counterparty, number, net, vat);
    else
        post_line(import, counterparty, number, net, vat);
}

static void on_too_long(void *context, struct reader *reader, const char *element)
{
    struct pes_import *import = context;

    job_message(import->job, reader, MESSAGE_ERROR, "PES-113", element, "", "",
                TR("values longer than any schema allows", "des valeurs plus longues que ne le permet aucun schéma"));
}

/* --- attachments --------------------------------------------------------------------------------------------- */

static void start_attachment(struct pes_import *import, struct reader *reader, const struct element *element)
{
    if (element->name == import->attachment_name) {
        import->attachment_id[0] = import->attachment_kind[0] = import->attachment_type[0] = '\0';
        import->stream_result = (struct attachment_result){.found = "other"};
        import->attachment_line = reader_line(reader);
    } else if (element->name == import->file_name && import->stream == NULL) {
        (void)element_text(element, "MIMEType", import->attachment_type, sizeof import->attachment_type);
        import->stream = attachment_begin();
        import->file_depth = element->depth;
        reader_text(reader, true);
    } else if (element->name == import->unique_id)
        (void)element_text(element, "V", import->attachment_id, sizeof import->attachment_id);
    else if (element->name == import->kind)
        (void)element_text(element, "V", import->attachment_kind, sizeof import->attachment_kind);
}

static void attachment_post(struct pes_import *import, struct reader *reader)
{
    const struct attachment_result *result = &import->stream_result;
    struct attachment attachment = {import->attachment_id,  import->attachment_kind, import->attachment_type,
                                    result->found,          result->sha256,          result->size,
                                    import->attachment_line};
    char size[32];

    if (import->job->posting == NULL && !pes_budget_open(import->job, reader, import->pes)) return;
    (void)snprintf(size, sizeof size, "%lld", (long long)result->size);
    if (result->bomb)
        tell_found(import, "PES-261", import->attachment_line, "/PES_Aller/PES_PJ/PJ/Contenu/Fichier",
                   import->attachment_id, "",
                   TR("an attachment that unpacks to more than 200 times its size: a decompression bomb",
                      "une pièce jointe qui se décompresse à plus de 200 fois sa taille : bombe de décompression"));
    if (result->too_large)
        tell_found(import, "PES-263", import->attachment_line, "/PES_Aller/PES_PJ/PJ/Contenu/Fichier", size, "52428800",
                   TR("an attachment larger than 50 MiB", "une pièce jointe de plus de 50 Mio"));
    if (result->not_base64)
        job_message(import->job, reader, MESSAGE_WARNING, "PES-262", "/PES_Aller/PES_PJ/PJ/Contenu/Fichier",
                    import->attachment_id, "base64",
                    TR("an attachment that is not base64; its digest is that of nothing readable",
                       "une pièce jointe qui n'est pas en base64 ; son empreinte n'est celle de rien de lisible"));
    (void)posting_attachment(import->job->posting, &attachment);
    import->attachments++;
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct pes_import *import = context;

    if (signature_start(import->signatures, reader, element)) return;
    if (element->depth == 2 && (element->name == import->attachments_name || element->name == import->attachment_name))
        import->attachments_depth = element->depth; /* in the field, a PJ also stands behind its block */
    if (import->attachments_depth > 0)
        start_attachment(import, reader, element);
    else
        pes_reader_start(import->pes, reader, element);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct pes_import *import = context;
    struct signature signature;

    if (import->job->broken) return;
    if (signature_open(import->signatures)) {
        if (!signature_end(import->signatures, reader, name, depth, &signature)) return;
        if (import->job->posting != NULL || pes_budget_open(import->job, reader, import->pes))
            (void)posting_signature(import->job->posting, &signature);
    } else if (depth == import->file_depth) {
        import->file_depth = 0;
        reader_text(reader, false);
        attachment_end(import->stream, &import->stream_result);
        import->stream = NULL;
    } else if (import->attachments_depth > 0) {
        if (name == import->attachment_name) attachment_post(import, reader);
        if (depth == import->attachments_depth) import->attachments_depth = 0;
    } else
        pes_reader_end(import->pes, reader, name, depth);
    if (depth == 1 && import->job->posting == NULL && import->job->messages->errors == 0 && !import->job->broken)
        job_message(import->job, reader, MESSAGE_ERROR, "PES-106", "/PES_Aller", "", "Bordereau",
                    TR("the file holds neither a slip nor an attachment",
                       "le fichier ne contient ni bordereau ni pièce jointe"));
}

static void on_text(void *context, struct reader *reader, const char *text, size_t length)
{
    struct pes_import *import = context;

    (void)reader;
    if (import->stream != NULL)
        attachment_text(import->stream, text, length);
    else
        signature_text(import->signatures, text, length);
}

const struct handler pes_handler = {on_start, on_end, on_text};

void *pes_begin(struct import_job *job, struct reader *reader)
{
    static const struct pes_listener listener = {
        .line = on_line, .piece = on_piece, .slip = on_slip, .reference = on_reference, .too_long = on_too_long};
    struct pes_import *import = must_alloc(sizeof *import);

    import->job = job;
    import->pes = pes_reader_new(reader, "Aller", &listener, import);
    import->parties = pes_parties_new();
    import->signatures = signature_reader_new(reader);
    import->attachments_name = reader_name(reader, "PES_PJ");
    import->attachment_name = reader_name(reader, "PJ");
    import->file_name = reader_name(reader, "Fichier");
    import->unique_id = reader_name(reader, "IdUnique");
    import->kind = reader_name(reader, "TypePJ");
    reader_unsealed(reader);
    job_personal(job);
    return import;
}

bool pes_finish(void *state, struct failure *failure)
{
    struct pes_import *import = state;
    struct document *document = import->job->document;

    (void)failure;
    document->fiscal_year = import->several_years ? 0 : import->first_year;
    if (import->slips == 0)
        (void)snprintf(document->format, sizeof document->format, "pes-pj");
    else if (!import->has_expenses)
        (void)snprintf(document->format, sizeof document->format, "pes-recette");
    for (int type = 0; type < 16; type++)
        end_numbers(import, &import->slip_numbers[type / 8][type % 8], "PES-122",
                    "/PES_Aller/*/Bordereau/BlocBordereau/IdBord",
                    TR("two slips of one year and type have this number (ERREUR_DOUBLON_BORDEREAU)",
                       "deux bordereaux d'un exercice et d'un type ont ce numéro (ERREUR_DOUBLON_BORDEREAU)"));
    if (import->slips > 0 && strcmp(pes_value(import->pes, PES_DEMATERIAL), "1") == 0 &&
        signature_count(import->signatures) == 0)
        tell(import, MESSAGE_WARNING, "PES-270", PES_DEMATERIAL, PES_HEADER, "0",
             TR("the file says it is dematerialised and carries no signature",
                "le fichier se dit dématérialisé et ne porte aucune signature"));
    return true;
}

bool pes_settle_orders(void *state, struct failure *failure)
{
    struct pes_import *import = state;
    char siren[16], number[16];

    job_keys(import->job, siren, number);
    if (import->pieces_unordered && !job_defects(import->job, "select * from voucher_duplicates($1, $2)",
                                                 DATABASE_PARAMETERS(siren, number), failure))
        return false;
    return pes_settle(import->job, failure);
}

void pes_end(void *state)
{
    struct pes_import *import = state;
    struct attachment_result unused;

    if (import->stream != NULL) attachment_end(import->stream, &unused);
    for (int type = 0; type < 16; type++)
        free(import->slip_numbers[type / 8][type % 8].all);
    free(import->piece_numbers.all);
    free(import->line_numbers.all);
    signature_reader_free(import->signatures);
    pes_parties_free(import->parties);
    for (int place = 0; place < YEARS_MAX; place++)
        plan_free(import->plans[place].plan);
    pes_reader_free(import->pes);
    free(import);
}
