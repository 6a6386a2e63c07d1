#include "balance/balance.h"

#include "balance/charts.h"
#include "csv/csv.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMN_YEAR,
    COLUMN_SIRET,
    COLUMN_LABEL,
    COLUMN_KIND,
    COLUMN_NORM,
    COLUMN_SIREN,
    COLUMN_CODE,
    COLUMN_CATEGORY,
    COLUMN_DEPARTMENT,
    COLUMN_STATE,
    COLUMN_FUNCTION,
    COLUMN_ACCOUNT,
    COLUMN_SUMS, /* the BALANCE_COLUMNS amounts, in their order */
    COLUMN_DEBTOR = COLUMN_SUMS + BALANCE_COLUMNS,
    COLUMN_CREDITOR,
    COLUMNS
};
static const char *const columns[COLUMNS] = {
    "EXER",   "IDENT", "LBUDG", "CBUDG",    "NOMEN",    "SIREN",  "CODBUD1", "CATEG",  "NDEPT",  "BAL", "FONCTION",
    "COMPTE", "BEDEB", "BECRE", "OBNETDEB", "OBNETCRE", "ONBDEB", "ONBCRE",  "OOBDEB", "OOBCRE", "SD",  "SC"};

#define TEXT_MAX   256
#define MANY_LINES 50000 /* a load that changes what the planner should believe */

/* Which accounts and functions the budget being read has had: a repeated pair is told. */
struct seen {
    uint64_t *keys; /* 0: free */
    size_t mask, count;
};

struct balance {
    struct import_job *job;
    int places[COLUMNS];
    char *cells[CSV_CELLS_MAX];
    int count, wanted; /* cells of this row, cells of the heading */
    long line;
    struct charts *charts;
    /* the budget being read */
    bool open;
    struct budget_balance budget;
    const struct chart *chart;
    char name[128]; /* of the body, by its own budget */
    char siret[SIRET_DIGITS + 1], code[TEXT_MAX], label[TEXT_MAX], category[TEXT_MAX], department[8], kind[8], year[8],
        nomen[16];
    struct seen seen;
    int64_t entries;             /* of the budgets before */
    int32_t budgets, only_siren; /* only_siren: -1: several */
    int only_year;               /* -1: several */
    const struct chart *only_chart;
    bool several_charts;
};

void *balance_begin(struct import_job *job, struct reader *reader)
{
    struct balance *balance = must_alloc(sizeof *balance);

    (void)reader;
    balance->job = job;
    balance->charts = charts_new();
    return balance;
}

void balance_end(void *state)
{
    struct balance *balance = state;

    charts_free(balance->charts);
    free(balance->seen.keys);
    free(balance);
}

static void tell(struct balance *balance, enum message_level level, const char *code, int column, const char *found,
                 const char *expected, const char *text)
{
    struct message message = {.level = level, .line = balance->line};

    message_say(&message, code, found, expected, text);
    if (column < COLUMNS) (void)snprintf(message.path, sizeof message.path, "%s", columns[column]);
    job_add(balance->job, &message);
}

static const char *cell(const struct balance *balance, int column)
{
    int place = balance->places[column];

    return place >= 0 && place < balance->count ? balance->cells[place] : "";
}

/* --- the heading ---------------------------------------------------------------------------------------------- */

bool balance_sniff(const char *head, size_t length)
{
    static const char *const wanted[] = {"EXER", "IDENT", "NOMEN", "COMPTE", "OBNETDEB", "OBNETCRE"};

    return csv_sniff(head, length, wanted, 6) == 6;
}

static bool heading_is_whole(struct balance *balance)
{
    bool whole = true;

    for (int column = 0; column < COLUMNS; column++) {
        if (balance->places[column] >= 0 || column == COLUMN_FUNCTION || column == COLUMN_CODE ||
            column == COLUMN_DEPARTMENT)
            continue;
        tell(balance, MESSAGE_ERROR, "BAL-101", column, columns[column], "",
             TR("this column of a balance of the DGFiP is missing",
                "cette colonne des balances de la DGFiP est absente"));
        whole = false;
    }
    return whole;
}

/* --- amounts -------------------------------------------------------------------------------------------------- */

static bool read_amount(struct balance *balance, int column, int64_t *ret_cents)
{
    const char *text = cell(balance, column);

    *ret_cents = 0;
    if (text[0] == '\0' || (text[0] == '0' && text[1] == '\0')) return true; /* most are */
    switch (csv_amount(text, false, ret_cents)) {
    case CSV_AMOUNT:
        return true;
    case CSV_DECIMALS:
        if (balance->job->options->round_amounts) {
            tell(balance, MESSAGE_WARNING, "BAL-202", column, "", TR("two decimals", "deux décimales"),
                 TR("rounded half up to the cent, as asked", "arrondi au centime, à la demande"));
            return true;
        }
        tell(balance, MESSAGE_ERROR, "BAL-104", column, text, TR("two decimals", "deux décimales"),
             TR("more than two decimals; --round-amounts rounds them",
                "plus de deux décimales ; --round-amounts les arrondit"));
        return false;
    default:
        tell(balance, MESSAGE_ERROR, "BAL-103", column, text, "1234,56",
             TR("not an amount: digits and two decimals, without exponent",
                "ce n'est pas un montant : chiffres et deux décimales, sans exposant"));
        return false;
    }
}

/* SD = max(0, BEDEB - BECRE + OBNETDEB - OBNETCRE + ONBDEB - ONBCRE), SC the other way round. */
static void check_sums(struct balance *balance, const int64_t *sums, int64_t debtor, int64_t creditor)
{
    int64_t left = sums[BALANCE_OPENING_DEBIT] - sums[BALANCE_OPENING_CREDIT] + sums[BALANCE_BUDGET_DEBIT] -
                   sums[BALANCE_BUDGET_CREDIT] + sums[BALANCE_NON_BUDGET_DEBIT] - sums[BALANCE_NON_BUDGET_CREDIT];
    char found[128], expected[MONEY_TEXT_SIZE];

    if (debtor - creditor == left && (debtor == 0 || creditor == 0)) return;
    (void)snprintf(found, sizeof found, "%.60s - %.60s", cell(balance, COLUMN_DEBTOR), cell(balance, COLUMN_CREDITOR));
    (void)money_write(left, expected);
    tell(balance, MESSAGE_ERROR, "BAL-201", COLUMN_DEBTOR, found, expected,
         TR("the balance of the account is not what its columns make (SD, SC)",
            "le solde du compte n'est pas celui de ses colonnes (SD, SC)"));
}

/* --- budgets -------------------------------------------------------------------------------------------------- */

static void close_budget(struct balance *balance)
{
    if (!balance->open) return;
    balance->open = false;
    balance->budgets++;
    if (balance->job->posting == NULL) return;
    balance->budget.entries = posting_entries(balance->job->posting) - balance->entries;
    balance->entries += balance->budget.entries;
    (void)posting_balance(balance->job->posting, &balance->budget);
}

/* The chart of the row's NOMEN and year; what is said of it is said once. */
static const struct chart *chart_of_row(struct balance *balance)
{
    bool is_new;
    const char *nomen = cell(balance, COLUMN_NORM);
    const struct chart *chart = charts_find(balance->charts, balance->job, nomen, balance->budget.fiscal_year, &is_new);

    if (chart == NULL && !balance->job->broken)
        tell(balance, MESSAGE_ERROR, "BAL-108", COLUMN_NORM, nomen, "64",
             TR("too many charts and years in one file", "trop de nomenclatures et d'exercices dans un fichier"));
    if (chart != NULL && is_new && chart->plan == NULL)
        tell(balance, MESSAGE_NOTICE, "BAL-112", COLUMN_NORM, nomen, "",
             TR("no chart of accounts is known for it: classes 6 and 7 are operating, the others investment",
                "aucun plan de comptes n'est connu pour elle : classes 6 et 7 en fonctionnement, les autres en "
                "investissement"));
    return chart;
}

static int32_t siren_of_row(struct balance *balance)
{
    const char *siren = cell(balance, COLUMN_SIREN), *siret = cell(balance, COLUMN_SIRET);
    size_t length = strlen(siren);

    if (!digits_only(siret, strlen(siret), SIRET_DIGITS) || (length > 0 && !digits_only(siren, length, SIREN_DIGITS))) {
        tell(balance, MESSAGE_ERROR, "BAL-105", length > 0 ? COLUMN_SIREN : COLUMN_SIRET, length > 0 ? siren : siret,
             TR("a SIRET of 14 digits and a SIREN of 9", "un SIRET à 14 chiffres et un SIREN à 9"),
             TR("whose budget it is cannot be read", "on ne peut lire de qui est ce budget"));
        return 0;
    }
    if (length == 0) siren = siret; /* the SIRET begins with it */
    if (!siren_check(siren, SIREN_DIGITS))
        tell(balance, MESSAGE_WARNING, "BAL-106", COLUMN_SIREN, siren, "",
             TR("the SIREN does not pass its check digit", "la clé du SIREN est fausse"));
    return siren_read(siren, SIREN_DIGITS);
}

static void copy_cell(const struct balance *balance, int column, char *to, size_t size)
{
    const char *text = cell(balance, column);

    text_copy(text, strlen(text), to, size);
}

static void open_budget(struct balance *balance)
{
    const char *year = cell(balance, COLUMN_YEAR), *state = cell(balance, COLUMN_STATE);
    struct document *document = balance->job->document;
    struct budget_balance *budget = &balance->budget;

    copy_cell(balance, COLUMN_YEAR, balance->year, sizeof balance->year);
    copy_cell(balance, COLUMN_SIRET, balance->siret, sizeof balance->siret);
    copy_cell(balance, COLUMN_KIND, balance->kind, sizeof balance->kind);
    copy_cell(balance, COLUMN_CODE, balance->code, sizeof balance->code);
    copy_cell(balance, COLUMN_NORM, balance->nomen, sizeof balance->nomen);
    copy_cell(balance, COLUMN_LABEL, balance->label, sizeof balance->label);
    copy_cell(balance, COLUMN_CATEGORY, balance->category, sizeof balance->category);
    copy_cell(balance, COLUMN_DEPARTMENT, balance->department, sizeof balance->department);
    *budget = (struct budget_balance){.annex = balance->kind[0] == '3',
                                      .crossed = balance->places[COLUMN_FUNCTION] >= 0,
                                      .siret = balance->siret,
                                      .code = balance->code,
                                      .label = balance->label,
                                      .category = balance->category,
                                      .department = balance->department,
                                      .source_line = balance->line};
    budget->fiscal_year = job_year(year);
    if (budget->fiscal_year == 0) {
        tell(balance, MESSAGE_ERROR, "BAL-107", COLUMN_YEAR, year, TR("1990 to 2100", "de 1990 à 2100"),
             TR("the fiscal year cannot be read", "l'exercice est illisible"));
        return;
    }
    budget->siren = siren_of_row(balance);
    if (budget->siren == 0) return;
    balance->chart = chart_of_row(balance);
    if (balance->chart == NULL) return;
    budget->norm = balance->chart->norm;
    budget->variant = balance->chart->variant;
    if (strcmp(state, "DEF") != 0 && !document->project) {
        document->project = true;
        tell(balance, MESSAGE_NOTICE, "BAL-114", COLUMN_STATE, state, "DEF",
             TR("a provisional balance: the final one will take its place",
                "balance provisoire : la définitive prendra sa place"));
    }
    if (!budget->annex || balance->name[0] == '\0')
        text_copy(balance->label, strlen(balance->label), balance->name, sizeof balance->name);
    balance->only_siren = balance->budgets == 0 || balance->only_siren == budget->siren ? budget->siren : -1;
    balance->only_year = balance->budgets == 0 || balance->only_year == budget->fiscal_year ? budget->fiscal_year : -1;
    balance->several_charts =
        balance->several_charts || (balance->budgets > 0 && balance->only_chart != balance->chart);
    balance->only_chart = balance->chart;
    if (balance->seen.keys != NULL)
        memset(balance->seen.keys, 0, (balance->seen.mask + 1) * sizeof *balance->seen.keys);
    balance->seen.count = 0;
    balance->open = true;
}

static bool same_budget(const struct balance *balance)
{
    return balance->open && strcmp(cell(balance, COLUMN_SIRET), balance->siret) == 0 &&
           strcmp(cell(balance, COLUMN_YEAR), balance->year) == 0 &&
           strcmp(cell(balance, COLUMN_KIND), balance->kind) == 0 &&
           strcmp(cell(balance, COLUMN_NORM), balance->nomen) == 0 &&
           strcmp(cell(balance, COLUMN_CODE), balance->code) == 0;
}

/* --- rows ----------------------------------------------------------------------------------------------------- */

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * 1099511628211u;
    return (hash ^ 0xFF) * 1099511628211u;
}

static uint64_t *seen_place(const struct seen *seen, uint64_t key)
{
    size_t index = (size_t)(key ^ (key >> 32)) & seen->mask;

    while (seen->keys[index] != 0 && seen->keys[index] != key)
        index = (index + 1) & seen->mask;
    return &seen->keys[index];
}

static bool seen_before(struct seen *seen, const char *account, const char *function)
{
    uint64_t key = hash_text(hash_text(1469598103934665603u, account), function) | 1, *place;

    if (2 * (seen->count + 1) > seen->mask) {
        struct seen larger = {.mask = seen->keys == NULL ? 1023 : 2 * seen->mask + 1, .count = seen->count};
        larger.keys = must_alloc((larger.mask + 1) * sizeof *larger.keys);
        for (size_t index = 0; seen->keys != NULL && index <= seen->mask; index++)
            if (seen->keys[index] != 0) *seen_place(&larger, seen->keys[index]) = seen->keys[index];
        free(seen->keys);
        *seen = larger;
    }
    place = seen_place(seen, key);
    if (*place == key) return true;
    *place = key;
    seen->count++;
    return false;
}

static bool is_code(const char *text, size_t longest)
{
    size_t length = strlen(text);

    return length <= longest &&
           strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == length;
}

/*
 * A vote by function writes 90 (investment) or 93 before the function, M14 90 or 92: a code that the chart does not
 * know as it stands is read without them.
 */
static const char *function_of_row(struct balance *balance)
{
    const char *function = cell(balance, COLUMN_FUNCTION);
    const struct plan *plan = balance->chart->plan;
    size_t length = strlen(function);

    if (length == 0 || plan == NULL || plan_function(plan, function, length) != NULL) return function;
    if (length > 2 && function[0] == '9' && (function[1] == '0' || function[1] == '2' || function[1] == '3') &&
        plan_function(plan, function + 2, length - 2) != NULL)
        return function + 2;
    tell(balance, MESSAGE_NOTICE, "BAL-113", COLUMN_FUNCTION, function, "",
         TR("a function that its chart does not know; kept as it stands",
            "fonction inconnue de sa nomenclature ; conservée telle quelle"));
    return function;
}

static void place_of(struct balance *balance, struct entry *entry)
{
    bool known = true;
    struct plan_place place = {"", 0, 0};

    if (balance->chart->plan != NULL)
        place = plan_place(balance->chart->plan, entry->account, entry->account_length, entry->direction,
                           entry->operation == OPERATION_REAL ? PLAN_REAL : PLAN_ORDER, &known);
    if (!known)
        tell(balance, MESSAGE_NOTICE, "BAL-111", COLUMN_ACCOUNT, cell(balance, COLUMN_ACCOUNT), "",
             TR("an account that its chart does not know; placed as the nearest above it",
                "compte inconnu de son plan ; classé comme le plus proche au-dessus"));
    if (place.section == 0) place.section = entry->account[0] == '6' || entry->account[0] == '7' ? 'F' : 'I';
    entry->section = place.section;
    entry->chapter = place.chapter;
    entry->chapter_length = place.chapter_length;
}

static void post_outside(struct balance *balance, struct entry entry, const char *counter, const int64_t *sums)
{
    entry.outside_budget = true;
    entry.counter_account = counter;
    for (int side = 0; side < 2; side++) {
        entry.direction = side == 0 ? 'D' : 'R';
        entry.amount = sums[side];
        if (entry.amount != 0) (void)posting_entry(balance->job->posting, &entry);
    }
}

static void post_budget(struct balance *balance, struct entry entry, enum operation operation, const char *counter,
                        int64_t debit, int64_t credit)
{
    entry.operation = operation;
    entry.counter_account = counter;
    for (int side = 0; side < 2; side++) {
        entry.direction = side == 0 ? 'D' : 'R';
        entry.amount = side == 0 ? debit : credit;
        if (entry.amount == 0) continue;
        place_of(balance, &entry);
        (void)posting_entry(balance->job->posting, &entry);
    }
}

static void row_read(struct balance *balance)
{
    int64_t sums[BALANCE_COLUMNS], debtor, creditor;
    struct budget_balance *budget = &balance->budget;
    const char *account = cell(balance, COLUMN_ACCOUNT), *function;
    bool readable = true;

    balance->job->document->lines++;
    if (balance->count < balance->wanted) {
        tell(balance, MESSAGE_ERROR, "BAL-102", COLUMNS, "", "",
             TR("the row has fewer cells than the heading: it is cut short",
                "la ligne a moins de cellules que l'en-tête : elle est tronquée"));
        return;
    }
    if (!same_budget(balance)) {
        close_budget(balance);
        open_budget(balance);
        if (!balance->open) return;
    }
    for (int column = 0; column < BALANCE_COLUMNS; column++)
        readable = read_amount(balance, COLUMN_SUMS + column, &sums[column]) && readable;
    readable =
        read_amount(balance, COLUMN_DEBTOR, &debtor) && read_amount(balance, COLUMN_CREDITOR, &creditor) && readable;
    if (strlen(account) < 2 || !is_code(account, 30) || !is_code(cell(balance, COLUMN_FUNCTION), 10)) {
        tell(balance, MESSAGE_ERROR, "BAL-109", COLUMN_ACCOUNT, account, "60611",
             TR("not an account or not a function: digits and letters",
                "ce n'est pas un compte ou pas une fonction : chiffres et lettres"));
        readable = false;
    }
    if (!readable) return;
    check_sums(balance, sums, debtor, creditor);
    function = function_of_row(balance);
    if (seen_before(&balance->seen, account, function))
        tell(balance, MESSAGE_WARNING, "BAL-205", COLUMN_ACCOUNT, "", "",
             TR("the same account and function twice in one budget; they are added up",
                "deux fois les mêmes compte et fonction dans un budget ; ils s'additionnent"));
    budget->lines++;
    for (int column = 0; column < BALANCE_COLUMNS; column++)
        if (!money_add(&budget->sums[column], sums[column])) {
            tell(balance, MESSAGE_ERROR, "BAL-115", COLUMN_SUMS + column, cell(balance, COLUMN_SUMS + column), "",
                 TR("the budget's sum is beyond any budget: the amounts are not in euros",
                    "la somme du budget dépasse tout budget : les montants ne sont pas en euros"));
            return;
        }
    {
        struct entry entry = {.book = BOOK_ACCOUNTS,
                              .fiscal_year = budget->fiscal_year,
                              .siren = budget->siren,
                              .account = account,
                              .account_length = strlen(account),
                              .chapter = "",
                              .function = function,
                              .function_length = strlen(function),
                              .source_line = balance->line,
                              .source_ordinal = (long)balance->job->document->lines};
        budget->has_functions = budget->has_functions || function[0] != '\0';
        balance->job->document->has_functions = balance->job->document->has_functions || budget->has_functions;
        post_outside(balance, entry, ACCOUNT_OPENING, &sums[BALANCE_OPENING_DEBIT]);
        post_budget(balance, entry, OPERATION_REAL, ACCOUNT_EXECUTION,
                    sums[BALANCE_BUDGET_DEBIT] - sums[BALANCE_ORDER_DEBIT],
                    sums[BALANCE_BUDGET_CREDIT] - sums[BALANCE_ORDER_CREDIT]);
        post_budget(balance, entry, OPERATION_ORDER, ACCOUNT_ORDER, sums[BALANCE_ORDER_DEBIT],
                    sums[BALANCE_ORDER_CREDIT]);
        post_outside(balance, entry, ACCOUNT_NON_BUDGET, &sums[BALANCE_NON_BUDGET_DEBIT]);
    }
}

/* --- the file ------------------------------------------------------------------------------------------------- */

bool balance_read(void *state, struct failure *failure)
{
    struct balance *balance = state;
    struct import_job *job = balance->job;
    struct csv *csv = csv_open(job->path, true, failure);
    bool going = csv != NULL;

    if (!going) return false;
    job->posting = posting_begin(job->database, 0, failure);
    going = job->posting != NULL;
    if (going) posting_beside(job->posting, job->original, NULL);
    for (bool heading = true; going && (balance->count = csv_next(csv, balance->cells)) != 0; heading = false) {
        balance->line = csv_line(csv);
        if (balance->count < 0) {
            job_add(job, csv_defect(csv));
            break;
        }
        if (heading) {
            csv_heading(balance->cells, balance->count, columns, COLUMNS, balance->places);
            balance->wanted = balance->count;
            going = heading_is_whole(balance);
        } else
            row_read(balance);
        going = going && !job->broken;
    }
    csv_close(csv);
    if (job->posting == NULL) return false;
    if (job->broken) {
        *failure = *job->failure;
        return false;
    }
    close_budget(balance);
    /* the final balance is another document, even where no figure changed */
    if (job->document->project) posting_content_add(job->posting, "provisional", 11);
    if (job->document->lines == 0 && job->messages->errors == 0)
        tell(balance, MESSAGE_ERROR, "BAL-110", COLUMNS, "", "",
             TR("the file holds no account", "le fichier ne contient aucun compte"));
    if (balance->budgets > 0 && balance->only_siren > 0)
        text_copy(balance->name, strlen(balance->name), job->result->entity, sizeof job->result->entity);
    else
        (void)snprintf(job->result->entity, sizeof job->result->entity, "%d budgets", (int)balance->budgets);
    if (balance->budgets > 0 && balance->only_year > 0) job->document->fiscal_year = balance->only_year;
    if (balance->budgets > 0 && !balance->several_charts) {
        (void)snprintf(job->document->norm, sizeof job->document->norm, "%s", balance->only_chart->norm);
        (void)snprintf(job->document->variant, sizeof job->document->variant, "%s", balance->only_chart->variant);
    }
    return true;
}

bool balance_finish(void *state, struct failure *failure)
{
    struct balance *balance = state;
    char siren[16], number[16], lines[24];
    PGresult *analyzed CLEAN_RESULT = NULL;
    PGresult *known CLEAN_RESULT = NULL;

    job_keys(balance->job, siren, number);
    (void)snprintf(lines, sizeof lines, "%lld", (long long)balance->job->document->lines);
    if (balance->job->document->lines >= MANY_LINES) {
        analyzed =
            database_query(balance->job->database, EXPECT_NOTHING,
                           "select analyze_loaded($1, 'entry', 'budget_balance')", DATABASE_PARAMETERS(lines), failure);
        if (analyzed == NULL) return false;
    }
    known = database_query(balance->job->database, EXPECT_NOTHING, "select balance_budgets($1)",
                           DATABASE_PARAMETERS(number), failure);
    return known != NULL &&
           job_defects(balance->job, "select * from balance_defects($1)", DATABASE_PARAMETERS(number), failure);
}
