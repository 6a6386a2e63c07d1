/* A line of a piece: the entry of its amount net of VAT and that of its VAT, or the correction of another line. */
#include "pes/pes_import.h"

#include "contrepartie/money.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        pes_tell(import, MESSAGE_ERROR, "PES-108", PES_FUNCTION, PES_LINE, TR("digits", "des chiffres"),
                 TR("not a function code", "ce n'est pas un code de fonction"));
        return "";
    }
    import->job->document->has_functions = true;
    if (plan_function(import->plan, function, length) != NULL) return function;
    if (length > 2 && function[0] == '9' && (function[1] == '0' || function[1] == '3') &&
        plan_function(import->plan, function + 2, length - 2) != NULL)
        return function + 2;
    pes_tell(import, MESSAGE_NOTICE, "PES-112", PES_FUNCTION, PES_LINE,
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
        pes_tell(import, MESSAGE_WARNING, "PES-110", PES_NATURE, PES_LINE,
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
        pes_tell(import, MESSAGE_ERROR, "PES-116", PES_NATURE, PES_LINE, "",
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
                          .date = pes_slip_date(import),
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
        pes_tell(import, MESSAGE_ERROR, "PES-123", PES_ORIGINAL_NUMBER, PES_LINE,
                 "RattachPiece: NatPceOrig 01 02, ExerRat, IdPceOrig, IdLigneOrig",
                 TR("a correction that does not say which piece it corrects",
                    "une pièce corrective qui ne dit pas quelle pièce elle corrige"));
        return false;
    }
    (void)snprintf(year, sizeof year, "%d", import->slip_year);
    if (import->treatment == PES_REDUCTION && strcmp(pes_value(import->pes, PES_ORIGINAL_YEAR), year) != 0)
        pes_tell(import, MESSAGE_ERROR, "PES-206", PES_ORIGINAL_YEAR, PES_LINE, year,
                 TR("a reduction corrects a piece of its own year; of a closed year it is 01 02 09",
                    "une annulation-réduction porte sur une pièce de l'exercice ; sur exercice clos c'est 01 02 09"));
    return true;
}

void pes_line_post(struct pes_import *import, struct reader *reader, long number)
{
    int32_t counterparty;
    int64_t net = 0, vat = 0, slip;

    import->job->document->lines++;
    if (!code_is_good(pes_value(import->pes, PES_NATURE), 12)) {
        pes_tell(import, MESSAGE_ERROR, "PES-107", PES_NATURE, PES_LINE, TR("digits", "des chiffres"),
                 TR("not an account code", "ce n'est pas un code de compte"));
        return;
    }
    if (!pes_read_amount(import, PES_NET, PES_LINE, &net) ||
        (pes_value(import->pes, PES_VAT)[0] != '\0' && !pes_read_amount(import, PES_VAT, PES_LINE, &vat)) ||
        !check_original(import))
        return;
    if (net <= 0 || vat < 0)
        pes_tell(import, MESSAGE_ERROR, "PES-204", net <= 0 ? PES_NET : PES_VAT, PES_LINE, "> 0",
                 TR("amounts of a PES are positive: the triplet says the sign",
                    "les montants du PES sont positifs : c'est le triplet qui donne le sens"));
    if (!money_add(&import->net, net) || !money_add(&import->vat, vat) || !money_add(&import->amount, net + vat) ||
        (slip = import->net, !money_add(&slip, import->vat))) { /* the slip's total is both */
        pes_tell(import, MESSAGE_ERROR, "PES-119", PES_NET, PES_LINE, "",
                 TR("the sum of the amounts is beyond any budget", "la somme des montants dépasse tout budget"));
        return;
    }
    counterparty = pes_party(import->parties, import->job, reader, import->pes, import->voucher_no, number,
                             &import->natural_person);
    if (import->treatment == PES_REDUCTION || import->treatment == PES_ACCRUAL_BACK)
        post_correction(import, counterparty, number, net, vat);
    else
        post_line(import, counterparty, number, net, vat);
}
