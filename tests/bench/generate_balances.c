/* generate_balances: the accountants' balances (DGFiP) of as many fictional bodies as wanted.
 *
 *   generate_balances [--bodies N] [--first-body K] [--rows R] [--year Y] [--annex P] [--plain] [--utf8] OUTPUT
 *
 * OUTPUT may be - (standard output). The same arguments give the same bytes. Unless told: 1000 bodies from number 1,
 * 100 rows a budget, 2024, 10 % of the bodies with an annex budget, crossed nature and function (30 columns),
 * ISO-8859-1 with decimal commas. --plain sums the rows by account (28 columns), so it says the same with some rows
 * less. --utf8 is the export of the API: UTF-8 with its mark, decimal points.
 *
 * A body is its number: the SIREN is 99, the number, the key. Number 0 is the State, every 350th a department, every
 * other 50th an institution of culture, the rest communes. Accounts and functions exist in M57_D 2024. Amounts come
 * from the body, the account and the function, and grow by 2 % a year, give or take 0.6 (what closes a budget may do
 * otherwise). Every budget balances: its openings, its movements, its order operations. Its surplus pays for its
 * investment, a loan for the rest. Opening balances are drawn as well: they are not the closing ones of the file of the
 * year before. What is known of the bodies: bodies.h; a register about them: generate_register.c. */
#include "bodies.h"
#include "luhn.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS     10000 /* of a budget */
#define ACCOUNTS 160

enum column { BE_D, BE_C, OB_D, OB_C, ONB_D, ONB_C, OO_D, OO_C, COLUMNS };

struct code {
    char text[12];
    size_t length;
};
struct list {
    struct code codes[ACCOUNTS];
    unsigned count;
};

/* What rows are drawn, ‰ of those of a budget; the last kind takes what is left. No account is in two kinds. */
static const struct kind {
    unsigned bodies, permille, base; /* log2 of the smallest amount, in cents */
    enum column movement, opening;
    unsigned opened, order; /* ‰ of rows */
    const char *function;   /* null: those of the body */
    const char *accounts;
} kinds[] = {
    {ANY, 40, 14, BE_D, BE_D, 0, 0, "", "2112 2113 2115 2118 2121 21311 21316 2135 2161 237 261 266 271 275 2764"},
    {ANY, 15, 15, BE_C, BE_C, 0, 0, "", "1021 10251 1027 10223 193"},
    {ANY, 100, 10, OB_D, BE_D, 250, 100, NULL,
     "2031 2033 2051 204182 2041512 20421 20422 2111 2128 21312 21314 21318 21351 2138 2151 2152 21531 21533 21538 "
     "21568 2158 21578 21611 21621 21828 21831 21838 21841 21848 2185 2188 2312 2313 2315 2316"},
    {ANY, 30, 10, OB_C, BE_C, 400, 0, NULL, "1311 1312 1313 1318 1321 1322 1323 13251 1328 13461 13462 1348"},
    {COMMUNE | DEPARTMENT, 10, 10, OB_C, BE_C, 600, 0, "01", "10222 10226 16878"},
    {ANY, 35, 10, OB_C, BE_C, 1000, 1000, "01",
     "28031 28033 2804182 28041512 280421 280422 2805 28121 28128 28152 281538 28158 28181 281828 281831 281838 281841 "
     "281848 28185 28188"},
    {ANY, 10, 9, OB_D, BE_D, 1000, 1000, "01", "13911 13912 13913 139151 13918"},
    {ANY, 120, 10, ONB_D, BE_D, 700, 0, "",
     "409 411 4161 4181 425 4287 429 4387 4411 4416 44312 44322 44332 44342 44562 44566 44567 451 4621 46721 46726 "
     "47218 4722 4728 486 5113 5115 5117 5411 5412"},
    {ANY, 100, 10, ONB_C, BE_C, 700, 0, "",
     "4011 40171 4041 40471 408 4198 421 427 4286 431 437 4386 4421 44311 44331 44551 44571 447 4486 466 46711 4686 "
     "4711 4712 47134 47138 4718 487 51931 588"},
    {ANY, 20, 11, OB_D, OB_D, 0, 0, "01", "66111 6615 6616 6618 6688 6815 6817"},
    {COMMUNE, 30, 11, OB_C, OB_C, 0, 0, "01",
     "73123 73132 73141 73174 73211 73212 732221 74111 741121 741127 744 748313 74833 74834 7484 7485"},
    {DEPARTMENT, 30, 12, OB_C, OB_C, 0, 0, "01", "73112 73114 73122 73224 7324 7351 7352 744 748312 74833"},
    {COMMUNE | DEPARTMENT, 30, 10, OB_C, OB_C, 0, 0, NULL, "74718 7472 7473 74748 74758 74788"},
    {ANY, 130, 9, OB_C, OB_C, 0, 0, NULL,
     "6419 6459 7018 70311 70323 70328 70383 70631 70632 7066 7067 70688 7078 7083 70846 70848 70872 70873 70876 70878 "
     "7088 752 755 757 75813 7584 75888 761 764 773 775"},
    {ANY, 0, 10, OB_D, OB_D, 0, 0, NULL,
     "6042 60611 60612 60613 60621 60622 60623 60624 60628 60631 60632 60633 60636 6064 6067 60668 6068 611 6132 61358 "
     "614 61521 615221 615228 615231 615232 61551 61558 6156 6161 6168 617 6182 6184 6185 6188 6218 62268 6227 6228 "
     "6231 6232 6233 6234 6236 6237 6238 6241 6247 6248 6251 6261 6262 627 6281 6282 6283 6288 6331 6332 6336 6338 "
     "6355 637 64111 64112 64113 64118 64131 64138 6417 6451 6453 6454 6455 6458 6474 6475 6478 648 6488 6553 657361 "
     "657362 65742 65748 65811 65818 65888 673"},
};
static const char *const places[] = {
    "30 311 312 313 314 315 316 317 318 020 023 025 11 211 212 213 251 281 321 325 331 338 4221 511 512 515 845",
    "30 311 312 313 314 315 318 020 031 12 221 251 281 326 411 4213 4238 425 431 441 447 581 633 76 843"};
struct row {
    const struct code *account, *function;
    int64_t amounts[COLUMNS];
};

static FILE *output;
static char pending[1 << 16];
static size_t pending_fill;
static bool plain, utf8;
static uint64_t bodies = 1000, first_body = 1, wanted = 100, year = 2024, annex = 10;
static uint64_t rows_written, budgets;
static struct list account_lists[sizeof kinds / sizeof *kinds], place_lists[2], own;
static struct row rows[ROWS];
static size_t row_count;

static void fail(const char *message)
{
    fprintf(stderr, "generate_balances: %s\n", message);
    exit(EXIT_FAILURE);
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void split(const char *text, struct list *list)
{
    for (size_t length; *text != '\0'; text += length + (text[length] == ' ')) {
        struct code *code = &list->codes[list->count++];
        length = strcspn(text, " ");
        code->length = length;
        memcpy(code->text, text, length);
    }
}

/* The code of a row that is not drawn, kept for the run. */
static const struct code *known(const char *text)
{
    static struct list seen;

    for (unsigned i = 0; i < seen.count; i++)
        if (strcmp(seen.codes[i].text, text) == 0) return &seen.codes[i];
    seen.codes[seen.count].length = strlen(text);
    memcpy(seen.codes[seen.count].text, text, strlen(text));
    return &seen.codes[seen.count++];
}

static int64_t *add(const char *account, const char *function)
{
    struct row *row = &rows[row_count++];

    *row = (struct row){.account = known(account), .function = known(function)};
    return row->amounts;
}

static void draw_row(const struct kind *kind, uint64_t random, unsigned size, int64_t amounts[COLUMNS])
{
    const int64_t jitter = 994 + (int64_t)below(mixed(random + year), 13);
    const int64_t moved = grown(amount(random, kind->base + size)) * jitter / 1000 + 1;
    const uint64_t more = mixed(random);

    amounts[kind->movement] = moved;
    if (kind->movement == ONB_D || kind->movement == ONB_C) /* what is paid in the year, of this one and the last */
        amounts[ONB_D + ONB_C - kind->movement] = moved * (int64_t)(900 + more % 180) / 1000;
    if (below(more, 1000) < kind->opened) amounts[kind->opening] += moved * (int64_t)(1 + more % 8);
    if (below(more << 20, 1000) < kind->order)
        amounts[kind->movement + OO_D - OB_D] = kind->order == 1000 ? moved : moved * (int64_t)(more % 1000) / 1000;
}

/* Pairs of account and function: one in each of as many equal shares of all pairs, so none comes twice and those of an
 * account stand together. */
static void draw_rows(const struct kind *kind, const struct list *functions, uint64_t count, uint64_t seed,
                      unsigned size)
{
    const struct list *accounts = &account_lists[kind - kinds];
    const uint64_t across = kind->function == NULL ? functions->count : 1, all = accounts->count * across;

    if (count > all) count = all;
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t from = i * all / count, to = (i + 1) * all / count;
        const uint64_t pair = from + mixed(seed + i) % (to - from);
        struct row *row = &rows[row_count++];

        *row = (struct row){
            .account = &accounts->codes[pair / across],
            .function = kind->function == NULL ? &functions->codes[pair % across] : known(kind->function),
        };
        draw_row(kind, mixed(seed ^ (pair + 1) << 20), size, row->amounts);
    }
}

static void special_rows(uint64_t body)
{
    const uint64_t random = trait(body, 8);

    switch (kind_of(body)) {
    case INSTITUTION:
        for (unsigned i = 0; i < 3; i++)
            add(funders[i], own.codes[0].text)[OB_C] = funding(body, i);
        break;
    case DEPARTMENT:
        add("74621", competence(body))[OB_C] = compensation(body);
        add("6065", competence(body))[OB_D] =
            grown((int64_t)(30000000 + trait(body, 4) % 270000000) * (int64_t)(95 + random % 60) / 100);
        break;
    default:
        add("6065", "313")[OB_D] = grown(amount(random, 11));
    }
}

static int64_t positive(int64_t value)
{
    return value > 0 ? value : 0;
}

/* The rows that make a budget balance: receipts 6 % above expenses; the depreciation, the subsidies and the advances
 * that order operations face; last year's result; a loan; reserves or buildings at the opening; the treasury. */
static void close_budget(enum body kind, const struct code *function)
{
    int64_t sums[10][COLUMNS] = {0}, total[COLUMNS] = {0}, subsidies = 0, depreciation = 0, advances = 0;
    int64_t *row, expenses, receipts, affected, debt, repaid, opening;

    for (size_t i = 0; i < row_count; i++) {
        const char *account = rows[i].account->text;
        if (memcmp(account, "28", 2) == 0)
            depreciation += rows[i].amounts[OO_C];
        else if (*account == '1')
            subsidies += rows[i].amounts[OO_D];
        else
            advances += rows[i].amounts[OO_D];
        for (size_t column = 0; column < COLUMNS; column++)
            sums[*account - '0'][column] += rows[i].amounts[column];
    }
    row = add("6811", "01");
    row[OB_D] = row[OO_D] = depreciation;
    row = add("777", "01");
    row[OB_C] = row[OO_C] = subsidies;
    expenses = sums[6][OB_D] + depreciation;
    receipts = sums[6][OB_C] + sums[7][OB_C] + subsidies;
    row = kind == COMMUNE ? add("73111", "01") : kind == DEPARTMENT ? add("73121", "01") : add("7062", function->text);
    row[OB_C] = positive(expenses + expenses * 6 / 100 - receipts) + expenses / 50 + 1;
    row = add("238", "01");
    row[BE_D] = 2 * advances;
    row[OB_C] = row[OO_C] = advances;

    affected = expenses / 20;
    row = add("12", "");
    row[BE_C] = row[ONB_D] = affected + affected / 4;
    row = add("110", "");
    row[BE_C] = affected / 3;
    row[ONB_C] = affected / 4;
    debt = sums[2][OB_D] * 4;
    repaid = debt / 15;
    row = add("1641", "01");
    row[BE_C] = debt;
    row[OB_D] = repaid;
    row[OB_C] = positive(sums[1][OB_D] + sums[2][OB_D] + repaid - sums[1][OB_C] - sums[2][OB_C] - advances - affected -
                         expenses / 10);
    row = add("1068", "01");
    row[OB_C] = affected;

    for (size_t i = 0; i < row_count; i++)
        for (size_t column = 0; column < COLUMNS; column++)
            total[column] += rows[i].amounts[column];
    opening = total[BE_D] + expenses / 8 - total[BE_C];
    row[BE_C] = positive(opening);
    row = add("21321", "");
    row[BE_D] = positive(-opening);
    row = add("515", "");
    row[BE_D] = expenses / 8;
    row[ONB_C] = total[OB_D] - total[OO_D];
    row[ONB_D] = total[OB_C] + total[ONB_C] + row[ONB_C] - total[OB_D] - total[ONB_D];
    if (row[ONB_D] < 0) {
        row[ONB_C] -= row[ONB_D];
        row[ONB_D] = 0;
    }
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void flush(void)
{
    if (fwrite(pending, 1, pending_fill, output) != pending_fill) fail("cannot write the output");
    pending_fill = 0;
}

static char *put_amount(char *at, int64_t cents)
{
    char digits[24];
    size_t first = sizeof digits;
    uint64_t rest = (uint64_t)cents;

    if (cents == 0) {
        *at++ = '0';
        return at;
    }
    for (unsigned i = 0; rest > 0 || i < 3; i++, rest /= 10) {
        if (i == 2) digits[--first] = utf8 ? '.' : ',';
        digits[--first] = (char)('0' + rest % 10);
    }
    memcpy(at, digits + first, sizeof digits - first);
    return at + (sizeof digits - first);
}

static char *put_code(char *at, const struct code *code)
{
    memcpy(at, code->text, sizeof code->text); /* a fixed size is faster; what is too much is written over */
    at[code->length] = ';';
    return at + code->length + 1;
}

static void write_row(const char *prefix, size_t length, const struct row *row)
{
    const int64_t *amounts = row->amounts;
    const int64_t balance =
        amounts[BE_D] - amounts[BE_C] + amounts[OB_D] - amounts[OB_C] + amounts[ONB_D] - amounts[ONB_C];
    bool moved = false;
    char *at;

    for (size_t column = 0; column < COLUMNS; column++)
        moved = moved || amounts[column] != 0;
    if (!moved) return;
    if (pending_fill + length + 400 > sizeof pending) flush();
    at = pending + pending_fill;
    memcpy(at, prefix, length);
    at += length;
    if (!plain) at = put_code(at, row->function);
    at = put_code(at, row->account);
    for (size_t column = 0; column < COLUMNS; column++) {
        at = put_amount(at, amounts[column]);
        *at++ = ';';
    }
    at = put_amount(at, positive(balance));
    *at++ = ';';
    at = put_amount(at, positive(-balance));
    *at++ = '\n';
    pending_fill = (size_t)(at - pending);
    rows_written++;
}

/* What a row says before its function and account; every letter is in ISO-8859-1. */
static size_t write_prefix(uint64_t body, bool annexed, char to[256])
{
    const enum body kind = kind_of(body);
    char label[96], insee[8] = "";
    size_t fill = 0;

    if (kind != DEPARTMENT) (void)snprintf(insee, sizeof insee, "%03" PRIu64, body % 350);
    (void)snprintf(to, 256, "%" PRIu64 ";%" PRIu64 ";9%02" PRIu64 ";%s;%s%s;%d;%s;00;M57;%" PRIu64 ";99;40;;;;%s;DEF;",
                   year, append_luhn(siren(body) * 10000 + (annexed ? 2 : 1)), (body + 349) / 350 % 100,
                   name(body, annexed, label), plain ? "" : ";", insee, annexed ? 3 : 1,
                   kind == COMMUNE      ? "101"
                   : kind == DEPARTMENT ? "201"
                                        : "437",
                   siren(body),
                   kind == COMMUNE      ? "Commune"
                   : kind == DEPARTMENT ? "DEPT"
                                        : "EPL");
    if (utf8) return strlen(to);
    for (const char *at = to; *at != '\0'; at++) {
        to[fill++] = (char)((*at & 0xC0) != 0xC0 ? *at : (*at & 3) << 6 | (at[1] & 0x3F));
        at += (*at & 0xC0) == 0xC0;
    }
    return fill;
}

static void write_rows(uint64_t body, bool annexed)
{
    char prefix[256];
    const size_t length = write_prefix(body, annexed, prefix);

    for (size_t i = 0; i < row_count; i++) {
        for (; plain && i + 1 < row_count && rows[i].account == rows[i + 1].account; i++)
            for (size_t column = 0; column < COLUMNS; column++)
                rows[i + 1].amounts[column] += rows[i].amounts[column];
        write_row(prefix, length, &rows[i]);
    }
    budgets++;
}

static void write_budget(uint64_t body, bool annexed)
{
    const enum body kind = annexed ? INSTITUTION : kind_of(body);
    const struct list *functions = kind == INSTITUTION ? &own : &place_lists[kind == DEPARTMENT];
    const uint64_t seed = trait(body, annexed ? 9 : 10);
    const unsigned size = below(seed, kind == COMMUNE ? 4 : 2) + (kind == DEPARTMENT ? 3 : 0);
    const size_t count = sizeof kinds / sizeof *kinds;
    uint64_t left;

    row_count = 0;
    if (kind == INSTITUTION) own.codes[0] = *known(arts[art_of(body, annexed ? 3 : 2)].function);
    if (!annexed) special_rows(body);
    left = wanted - row_count - 10;
    for (size_t i = 0; i < count; i++) {
        const uint64_t share = i + 1 < count ? (wanted * kinds[i].permille + 500) / 1000 : left;
        const size_t before = row_count;
        if ((kinds[i].bodies & kind) == 0) continue;
        draw_rows(&kinds[i], functions, share < left ? share : left, mixed(seed + i), size);
        left -= row_count - before;
    }
    close_budget(kind, &own.codes[0]);
    write_rows(body, annexed);
}

static void write_balances(void)
{
    set_year(year);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        split(kinds[i].accounts, &account_lists[i]);
    split(places[0], &place_lists[0]);
    split(places[1], &place_lists[1]);
    split("316 30 020", &own);
    pending_fill = (size_t)snprintf(
        pending, sizeof pending,
        "%sEXER;IDENT;NDEPT;LBUDG;%sINSEE;CBUDG;CTYPE;CSTYP;NOMEN;%s;CREGI;CACTI;SECTEUR;FINESS;CODBUD1;"
        "CATEG;BAL;%sCOMPTE;BEDEB;BECRE;OBNETDEB;OBNETCRE;ONBDEB;ONBCRE;OOBDEB;OOBCRE;SD;SC\n",
        utf8 ? "\xEF\xBB\xBF" : "", plain ? "" : "MODVTHEL;", plain ? "SIREN" : "siren", plain ? "" : "FONCTION;");
    for (uint64_t body = first_body; body < first_body + bodies; body++) {
        write_budget(body, false);
        if (trait(body, 11) % 100 < annex) write_budget(body, true);
    }
    flush();
    fprintf(stderr, "%" PRIu64 " rows, %" PRIu64 " budgets\n", rows_written, budgets);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"--bodies", "--first-body", "--rows", "--year", "--annex"};
    uint64_t *const values[] = {&bodies, &first_body, &wanted, &year, &annex};
    const char *path = NULL;

    for (int i = 1; i < argc; i++) {
        size_t option = 0;

        while (option < 5 && strcmp(argv[i], names[option]) != 0)
            option++;
        if (option < 5 && i + 1 < argc)
            *values[option] = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--plain") == 0)
            plain = true;
        else if (strcmp(argv[i], "--utf8") == 0)
            utf8 = true;
        else
            path = argv[i];
    }
    if (path == NULL || strncmp(path, "--", 2) == 0 || bodies < 1 || bodies > BODIES || first_body < 1 ||
        first_body > BODIES || first_body + bodies - 1 > BODIES || wanted < 30 || wanted > ROWS || annex > 100 ||
        year < 1960 || year > 2100)
        fail(
            "usage: [--bodies N] [--first-body K] [--rows 30..10000] [--year Y] [--annex P] [--plain] [--utf8] OUTPUT");
    output = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    if (output == NULL) fail("cannot open the output");
    write_balances();
    if (ferror(output) != 0 || fclose(output) != 0) fail("cannot write the output");
    return EXIT_SUCCESS;
}
