/*
 * PES Aller: payment orders (mandats) and collection orders (titres) become entries in the book of vouchers: the amount
 * net of VAT between the budget account and the third party, the VAT beside it. Corrections wait for what they correct
 * (sql/schema/086-settlement.sql). Attachments and signatures are streamed past: their facts stay, their bytes do not.
 */
#include "pes/pes.h"

#include "pes/pes_import.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a number met twice means in one container. */
struct duplicate {
    struct pes_import *import;
    const char *code, *path, *text;
};

void pes_tell(struct pes_import *import, enum message_level level, const char *code, enum pes_field field,
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
    pes_tell(import, MESSAGE_ERROR, "PES-103", field, level, TR("a number", "un numéro"),
             TR("a slip, piece or line without a readable number",
                "un bordereau, une pièce ou une ligne sans numéro lisible"));
    return -1;
}

bool pes_read_amount(struct pes_import *import, enum pes_field field, enum pes_level level, int64_t *ret_cents)
{
    const char *text = pes_value(import->pes, field);
    bool rounded = import->job->options->round_amounts;

    switch (money_read(text, strlen(text), ret_cents)) {
    case MONEY_READ:
        return true;
    case MONEY_TOO_MANY_DECIMALS:
        pes_tell(import, rounded ? MESSAGE_WARNING : MESSAGE_ERROR, "PES-105", field, level,
                 TR("two decimals", "deux décimales"),
                 rounded ? TR("rounded half up, as asked", "arrondi au centime, comme demandé")
                         : TR("more than two decimals; --round-amounts rounds them half up",
                              "plus de deux décimales ; --round-amounts les arrondit"));
        return rounded;
    default:
        pes_tell(import, MESSAGE_ERROR, "PES-104", field, level,
                 TR("digits, a point, two decimals", "chiffres, point, deux décimales"),
                 TR("not an amount", "ce n'est pas un montant"));
        return false;
    }
}

static const char *read_date(struct pes_import *import, enum pes_field field, enum pes_level level)
{
    const char *text = pes_value(import->pes, field);

    if (text[0] == '\0' || text_is_date(text)) return text;
    pes_tell(import, MESSAGE_WARNING, "PES-114", field, level, TR("a day as 2024-06-30", "une date comme 2024-06-30"),
             TR("the date does not exist; it is left out", "la date n'existe pas ; elle est laissée de côté"));
    return "";
}

const char *pes_slip_date(const struct pes_import *import)
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
        pes_tell(import, MESSAGE_WARNING, "PES-207", PES_VERSION, PES_HEADER, "2",
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
    import->slip_year = job_year(pes_value(import->pes, PES_YEAR));
    import->slip_number = read_number(import, PES_SLIP_NUMBER, PES_SLIP);
    if (import->slip_year == 0) {
        pes_tell(import, MESSAGE_ERROR, "PES-102", PES_YEAR, PES_SLIP,
                 TR("a year of 4 digits", "une année sur 4 chiffres"),
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

    if (declared[0] != '\0' && !pes_read_amount(import, field, PES_SLIP, &total)) return;
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
        pes_tell(import, MESSAGE_ERROR, "PES-201", PES_PIECES, PES_SLIP, counted,
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
                                pes_read_amount(import, PES_CUMULATIVE, PES_SLIP, &slip.cumulative.cents);
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
    long number, *last;

    if (import->pieces == 0) {
        import->errors_before = import->job->messages->errors;
        import->broken_slip = !slip_begin(import, reader);
    }
    if (import->broken_slip) return;
    number = read_number(import, PES_PIECE_NUMBER, PES_PIECE);
    number_met(&import->piece_numbers, number, pes_line(import->pes, PES_PIECE));
    last = &import->last_piece[direction == 'R'][slip_kind(import)];
    import->pieces_unordered = import->pieces_unordered || number <= *last;
    *last = number;
    import->treatment = pes_treatment(direction, pes_value(import->pes, PES_SLIP_TYPE),
                                      pes_value(import->pes, PES_PIECE_TYPE), pes_value(import->pes, PES_PIECE_NATURE));
    if (import->treatment == PES_UNKNOWN) {
        char found[64];
        (void)snprintf(found, sizeof found, "%.8s %.8s %.8s", pes_value(import->pes, PES_SLIP_TYPE),
                       pes_value(import->pes, PES_PIECE_TYPE), pes_value(import->pes, PES_PIECE_NATURE));
        pes_tell(
            import, MESSAGE_ERROR, "PES-205", PES_PIECE_NATURE, PES_PIECE, found,
            TR("unknown triplet of slip, piece and nature (ERREUR_CODIFICATION); overridden, it is posted as an "
               "ordinary piece",
               "triplet bordereau, pièce, nature inconnu (ERREUR_CODIFICATION) ; forcé, il est passé comme une pièce "
               "ordinaire"));
        import->treatment = strcmp(pes_value(import->pes, PES_SLIP_TYPE), "02") == 0 ? PES_REDUCTION : PES_ORDINARY;
    }
    if (import->voucher_no == VOUCHERS_MAX) {
        pes_tell(
            import, MESSAGE_ERROR, "PES-115", PES_PIECE_NUMBER, PES_PIECE, "",
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
    voucher = (struct voucher){.entries = posting_entries(import->job->posting) - import->first_entry,
                               .amount = import->amount,
                               .slip_no = import->slips + 1,
                               .slip_number = (int)import->slip_number,
                               .fiscal_year = import->slip_year,
                               .direction = pes_direction(import->pes),
                               .slip_type = pes_value(import->pes, PES_SLIP_TYPE),
                               .piece_number = pes_value(import->pes, PES_PIECE_NUMBER),
                               .piece_type = pes_value(import->pes, PES_PIECE_TYPE),
                               .piece_nature = pes_value(import->pes, PES_PIECE_NATURE),
                               .date = pes_slip_date(import),
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
        pes_tell(import, MESSAGE_WARNING, "PES-118", PES_PIECE_NUMBER, PES_PIECE, "",
                 TR("a piece refers to more attachments than are followed; the rest is left out",
                    "une pièce renvoie à plus de pièces jointes qu'on n'en suit ; le reste est laissé"));
    else
        (void)snprintf(import->references + used, sizeof import->references - used, "%s%s", used > 0 ? " " : "",
                       unique_id);
}

/* --- lines --------------------------------------------------------------------------------------------------- */

static void on_line(void *context, struct reader *reader)
{
    struct pes_import *import = context;
    long number;

    if (import->job->broken) return;
    if (!import->in_piece) piece_begin(import, reader);
    import->in_piece = true;
    number = import->broken_slip ? 0 : read_number(import, PES_LINE_NUMBER, PES_LINE);
    number_met(&import->line_numbers, number, pes_line(import->pes, PES_LINE));
    if (!import->ready || import->broken_slip || number < 0) return;
    pes_line_post(import, reader, number);
}

static void on_too_long(void *context, struct reader *reader, const char *element)
{
    struct pes_import *import = context;

    job_message(import->job, reader, MESSAGE_ERROR, "PES-113", element, "", "",
                TR("values longer than any schema allows", "des valeurs plus longues que ne le permet aucun schéma"));
}

/* --- the file ------------------------------------------------------------------------------------------------ */

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct pes_import *import = context;

    if (signature_start(import->signatures, reader, element)) return;
    if (!pes_attachments_start(import->attachments, reader, element)) pes_reader_start(import->pes, reader, element);
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
    } else {
        enum attachment_state state = pes_attachments_end(import->attachments, reader, name, depth);
        if (state == ATTACHMENT_WHOLE &&
            (import->job->posting != NULL || pes_budget_open(import->job, reader, import->pes)))
            pes_attachments_post(import->attachments, import->job, reader);
        if (state == ATTACHMENT_NONE) pes_reader_end(import->pes, reader, name, depth);
    }
    if (depth == 1 && import->job->posting == NULL && import->job->messages->errors == 0 && !import->job->broken)
        job_message(import->job, reader, MESSAGE_ERROR, "PES-106", "/PES_Aller", "", "Bordereau",
                    TR("the file holds neither a slip nor an attachment",
                       "le fichier ne contient ni bordereau ni pièce jointe"));
}

static void on_text(void *context, struct reader *reader, const char *text, size_t length)
{
    struct pes_import *import = context;

    (void)reader;
    if (!pes_attachments_text(import->attachments, text, length)) signature_text(import->signatures, text, length);
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
    import->attachments = pes_attachments_new(reader);
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
        pes_tell(import, MESSAGE_WARNING, "PES-270", PES_DEMATERIAL, PES_HEADER, "0",
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

    pes_attachments_free(import->attachments);
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
