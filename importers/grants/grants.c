#include "grants/grants.h"

#include "csv/csv.h"

#include "contrepartie/buffer.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    GRANT_PAYER_NAME,
    GRANT_PAYER,
    GRANT_DATE,
    GRANT_BENEFICIARY_NAME,
    GRANT_BENEFICIARY,
    GRANT_AMOUNT,
    GRANT_PURPOSE,
    GRANT_KIND,
    GRANT_SHARE,
    GRANT_YEAR,
    GRANT_PROGRAMME,
    GRANT_COLUMNS
};

/* As the schema names them, and as portals do. */
static const char *const scdl_columns[GRANT_COLUMNS] = {
    "nomAttribuant|Nom attributaire|Nom de l attribuant|Nom de l'attribuant|Nom attribuant",
    "idAttribuant|Identification de l'attributaire|Identification attribuant|SIRET attribuant",
    "dateConvention|Date de convention|Date convention",
    "nomBeneficiaire|nomBeneficiere|Nom du bénéficiaire|Nom bénéficiaire",
    "idBeneficiaire|Identification du bénéficiaire|SIRET bénéficiaire|numero_siret",
    "montant|Montant total de la subvention|Montant de la subvention|montant_vote",
    "objet|object|Objet de la convention|Objet du dossier",
    "nature|Nature de la subvention",
    "pourcentageSubvention|Pourcentage du montant de la subvention attribué au bénéficiaire",
    "exercice|annee_budgetaire|année",
    "\x01"};
static const char *const state_columns[GRANT_COLUMNS] = {
    "\x01",
    "\x01",
    "\x01",
    "denomination|Dénomination|Bénéficiaire|Nom de l'association",
    "siren|N° SIREN|Numéro SIREN",
    "montant|Total des subventions|Montant de la subvention|Montant subvention",
    "objet*",
    "\x01",
    "\x01",
    "\x01",
    "programme|Programme budgétaire|N° programme|Numéro de programme"};

struct grants {
    struct import_job *job;
    int places[GRANT_COLUMNS];
    long line;
    int32_t payer;
    int year, first_year;
    bool several_years;
};

void *grants_begin(struct import_job *job, struct reader *reader)
{
    struct grants *grants = must_alloc(sizeof *grants);

    (void)reader;
    grants->job = job;
    return grants;
}

void grants_end(void *state)
{
    free(state);
}

static void tell(struct grants *grants, enum message_level level, const char *code, const char *found,
                 const char *expected, const char *text)
{
    struct message message = {.level = level, .line = grants->line};

    message_say(&message, code, found, expected, text);
    job_add(grants->job, &message);
}

static const char *cell(const struct grants *grants, char *cells[CSV_CELLS_MAX], int count, int column)
{
    int place = grants->places[column];

    return place >= 0 && place < count ? cells[place] : "";
}

/* "NR", "NR CHORUS": not given. A SIRET gives its SIREN. */
static int32_t siren_of(const char *text)
{
    char digits[SIRET_DIGITS + 1];
    size_t used = 0;

    for (; *text != '\0' && used < SIRET_DIGITS; text++)
        if (isdigit((unsigned char)*text)) digits[used++] = *text;
    digits[used] = '\0';
    return used == SIREN_DIGITS || used == SIRET_DIGITS ? siren_read(digits, used) : 0;
}

/* --- the payer ------------------------------------------------------------------------------------------------ */

static bool named_payer(struct grants *grants)
{
    const char *entity = grants->job->options->entity;

    if (entity != NULL) grants->payer = siren_read(entity, strlen(entity));
    return grants->payer != 0;
}

/* Rows may come before the first that names the payer: the file is read once for it. */
static bool scdl_payer(struct grants *grants, struct failure *failure)
{
    struct csv *csv;
    char *cells[CSV_CELLS_MAX];
    int count;

    (void)named_payer(grants);
    csv = csv_open(grants->job->path, true, failure);
    if (csv == NULL) return false;
    for (bool heading = true; (count = csv_next(csv, cells)) > 0; heading = false) {
        int32_t payer = heading ? 0 : siren_of(cell(grants, cells, count, GRANT_PAYER));
        if (heading) csv_heading(cells, count, scdl_columns, GRANT_COLUMNS, grants->places);
        if (payer == 0) continue;
        grants->line = csv_line(csv);
        if (grants->payer != 0 && payer != grants->payer) {
            char found[16], expected[16];
            (void)snprintf(found, sizeof found, "%09d", (int)payer);
            (void)snprintf(expected, sizeof expected, "%09d", (int)grants->payer);
            tell(grants, MESSAGE_ERROR, "GRT-102", found, expected,
                 TR("a list of subsidies of several payers; split it by payer",
                    "une liste de subventions de plusieurs attribuants ; séparez-la par attribuant"));
        }
        if (grants->payer == 0) grants->payer = payer;
    }
    csv_close(csv);
    grants->line = 1;
    if (grants->payer == 0)
        tell(grants, MESSAGE_ERROR, "GRT-103", "", "--entity SIREN",
             TR("no row says whose subsidies these are", "aucune ligne ne dit de qui sont ces subventions"));
    return true;
}

static bool state_payer(struct grants *grants, struct failure *failure)
{
    PGresult *states CLEAN_RESULT = NULL;

    if (named_payer(grants)) return true;
    states = database_query(grants->job->database, EXPECT_ROWS, "select siren from body where kind = 'state' limit 2",
                            NO_PARAMETERS, failure);
    if (states == NULL) return false;
    if (PQntuples(states) == 1) grants->payer = (int32_t)strtol(PQgetvalue(states, 0, 0), NULL, 10);
    if (grants->payer == 0)
        tell(grants, MESSAGE_ERROR, "GRT-103", "", "--entity SIREN",
             TR("no row says whose subsidies these are", "aucune ligne ne dit de qui sont ces subventions"));
    return true;
}

static bool open_list(struct grants *grants, const char *name, struct failure *failure)
{
    char siren[16];
    PGresult *added CLEAN_RESULT = NULL;

    if (grants->job->messages->errors > 0) return true;
    (void)snprintf(siren, sizeof siren, "%09d", (int)grants->payer);
    added = database_query(grants->job->database, EXPECT_NOTHING, "select body_find($1, $2)",
                           DATABASE_PARAMETERS(siren, name[0] != '\0' ? name : siren), failure);
    if (added == NULL) return false;
    grants->job->document->siren = grants->payer;
    grants->job->posting = posting_begin(grants->job->database, grants->payer, failure);
    return grants->job->posting != NULL;
}

/* --- rows ----------------------------------------------------------------------------------------------------- */

static bool read_amount(struct grants *grants, const char *text, int64_t *ret_cents)
{
    switch (csv_amount(text, true, ret_cents)) {
    case CSV_AMOUNT:
        return true;
    case CSV_AMBIGUOUS:
        tell(grants, MESSAGE_ERROR, "GRT-104", text, "1234.56",
             TR("an ambiguous amount: thousands or decimals?", "montant ambigu : milliers ou décimales ?"));
        return false;
    case CSV_DECIMALS:
        tell(grants, MESSAGE_ERROR, "GRT-105", text, "1234.56", TR("more than two decimals", "plus de deux décimales"));
        return false;
    default:
        tell(grants, MESSAGE_WARNING, "GRT-201", text, "1234.56",
             TR("an amount that is not said is not zero: the row is left out",
                "un montant non communiqué n'est pas zéro : la ligne est laissée de côté"));
        return false;
    }
}

/* What of the amount is the beneficiary's: 0.01 to 1; to the cent, half up, told when it is not exact. */
static bool apply_share(struct grants *grants, const char *text, int64_t *cents)
{
    int64_t share, product;

    if (text[0] == '\0') return true;
    if (csv_amount(text, false, &share) != CSV_AMOUNT || share <= 0 || share > 100) {
        tell(grants, MESSAGE_ERROR, "GRT-106", text, TR("0.01 to 1", "0,01 à 1"),
             TR("the beneficiary's share cannot be read", "la part du bénéficiaire est illisible"));
        return false;
    }
    product = *cents * share;
    if (product % 100 != 0)
        tell(grants, MESSAGE_NOTICE, "GRT-202", text, "",
             TR("the beneficiary's share of the amount is rounded half up to the cent",
                "la part du bénéficiaire est arrondie au centime"));
    *cents = (product + (product >= 0 ? 50 : -50)) / 100;
    return true;
}

static void year_met(struct grants *grants, int year)
{
    if (grants->first_year == 0) grants->first_year = year;
    grants->several_years = grants->several_years || year != grants->first_year;
}

static void scdl_row(struct grants *grants, char *cells[CSV_CELLS_MAX], int count)
{
    const char *date_text = cell(grants, cells, count, GRANT_DATE), *kind = cell(grants, cells, count, GRANT_KIND);
    const char *year_text = cell(grants, cells, count, GRANT_YEAR);
    char date[16] = "", account[8] = "";
    bool in_kind = strcasestr(kind, "nature") != NULL && strcasestr(kind, "num") == NULL;
    struct grant grant = {.account = account,
                          .section = "",
                          .legal_kind = "",
                          .beneficiary = cell(grants, cells, count, GRANT_BENEFICIARY_NAME),
                          .in_kind = in_kind ? "aide en nature" : "",
                          .purpose = cell(grants, cells, count, GRANT_PURPOSE),
                          .date = date,
                          .source_line = grants->line};

    grants->job->document->lines++;
    if (siren_of(cell(grants, cells, count, GRANT_PAYER)) == 0)
        tell(grants, MESSAGE_WARNING, "GRT-203", "", "",
             TR("a row without payer; it is taken as the list's",
                "une ligne sans attribuant ; elle est prise à celui de la liste"));
    if (!csv_date(date_text, date)) date[0] = '\0';
    grant.fiscal_year =
        digits_only(year_text, strlen(year_text), 4) ? (int)strtol(year_text, NULL, 10) : (int)strtol(date, NULL, 10);
    if (grant.fiscal_year == 0) {
        tell(grants, MESSAGE_ERROR, "GRT-107", date_text, "2024-06-30",
             TR("neither a year nor a date of agreement", "ni exercice ni date de convention"));
        return;
    }
    if (!read_amount(grants, cell(grants, cells, count, GRANT_AMOUNT), &grant.amount) ||
        !apply_share(grants, cell(grants, cells, count, GRANT_SHARE), &grant.amount))
        return;
    grant.beneficiary_siren = siren_of(cell(grants, cells, count, GRANT_BENEFICIARY));
    if (grant.beneficiary_siren == 0)
        tell(grants, MESSAGE_NOTICE, "GRT-204", cell(grants, cells, count, GRANT_BENEFICIARY), "SIRET",
             TR("a beneficiary without SIRET is known by its name only",
                "un bénéficiaire sans SIRET n'est connu que par son nom"));
    year_met(grants, grant.fiscal_year);
    (void)posting_grant(grants->job->posting, &grant);
}

static void state_row(struct grants *grants, char *cells[CSV_CELLS_MAX], int count)
{
    const char *programme = cell(grants, cells, count, GRANT_PROGRAMME);
    char account[10] = "P";
    struct grant grant = {.account = account,
                          .section = "",
                          .legal_kind = "",
                          .beneficiary = cell(grants, cells, count, GRANT_BENEFICIARY_NAME),
                          .in_kind = "",
                          .purpose = cell(grants, cells, count, GRANT_PURPOSE),
                          .fiscal_year = grants->year,
                          .beneficiary_siren = siren_of(cell(grants, cells, count, GRANT_BENEFICIARY)),
                          .source_line = grants->line};

    grants->job->document->lines++;
    text_copy(programme, strlen(programme), account + 1, sizeof account - 1);
    if (read_amount(grants, cell(grants, cells, count, GRANT_AMOUNT), &grant.amount)) {
        year_met(grants, grant.fiscal_year);
        (void)posting_grant(grants->job->posting, &grant);
    }
}

static bool read_list(struct grants *grants, const char *const *names,
                      bool (*heading_read)(struct grants *, char *cells[CSV_CELLS_MAX], int count),
                      void (*row)(struct grants *, char *cells[CSV_CELLS_MAX], int count), struct failure *failure)
{
    struct csv *csv = csv_open(grants->job->path, true, failure);
    char *cells[CSV_CELLS_MAX];
    bool going = csv != NULL, opened = true;
    int count;

    for (bool heading = true; going && (count = csv_next(csv, cells)) != 0; heading = false) {
        grants->line = csv_line(csv);
        if (count < 0) {
            job_add(grants->job, csv_defect(csv));
            break;
        }
        if (heading) {
            csv_heading(cells, count, names, GRANT_COLUMNS, grants->places);
            going = heading_read(grants, cells, count);
            continue;
        }
        if (grants->job->posting == NULL) {
            opened = open_list(grants, cell(grants, cells, count, GRANT_PAYER_NAME), failure);
            going = opened && grants->job->posting != NULL;
        }
        if (going) row(grants, cells, count);
    }
    csv_close(csv);
    if (csv != NULL && opened && grants->job->posting == NULL && grants->job->messages->errors == 0)
        tell(grants, MESSAGE_ERROR, "GRT-109", "", "",
             TR("the list holds no subsidy", "la liste ne contient aucune subvention"));
    grants->job->document->fiscal_year = grants->several_years ? 0 : grants->first_year;
    return csv != NULL && opened;
}

static bool missing(struct grants *grants, const char *const *names, const int *mandatory, size_t count)
{
    bool lacks = false;

    for (size_t index = 0; index < count; index++) {
        char name[64];
        if (grants->places[mandatory[index]] >= 0) continue;
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(names[mandatory[index]], "|"), names[mandatory[index]]);
        tell(grants, MESSAGE_ERROR, "GRT-101", name, "",
             TR("this mandatory column is missing", "cette colonne obligatoire manque"));
        lacks = true;
    }
    return lacks;
}

/* --- SCDL ----------------------------------------------------------------------------------------------------- */

bool scdl_sniff(const char *head, size_t length)
{
    /* the payer or the day of the agreement, and the beneficiary: what no other list calls so */
    return csv_sniff(head, length, scdl_columns, GRANT_BENEFICIARY_NAME + 1) >= 3;
}

static bool scdl_heading(struct grants *grants, char *cells[CSV_CELLS_MAX], int count)
{
    static const int mandatory[] = {GRANT_PAYER, GRANT_BENEFICIARY_NAME, GRANT_BENEFICIARY, GRANT_AMOUNT};

    (void)cells;
    (void)count;
    return !missing(grants, scdl_columns, mandatory, sizeof mandatory / sizeof mandatory[0]);
}

bool scdl_read(void *state, struct failure *failure)
{
    struct grants *grants = state;

    return scdl_payer(grants, failure) && read_list(grants, scdl_columns, scdl_heading, scdl_row, failure);
}

/* --- the State's list ------------------------------------------------------------------------------------------ */

bool state_grants_sniff(const char *head, size_t length)
{
    static const char *const names[] = {"programme|Programme budgétaire|N° programme|Numéro de programme",
                                        "siren|N° SIREN|Numéro SIREN",
                                        "montant|Total des subventions|Montant de la subvention|Montant subvention"};

    return csv_sniff(head, length, names, 3) == 3;
}

/* The list of a bill for 2025 holds payments of 2023; only the name of its column of purposes says so. */
static bool state_heading(struct grants *grants, char *cells[CSV_CELLS_MAX], int count)
{
    static const int mandatory[] = {GRANT_BENEFICIARY_NAME, GRANT_BENEFICIARY, GRANT_AMOUNT, GRANT_PROGRAMME};
    const char *purpose = cell(grants, cells, count, GRANT_PURPOSE);

    if (missing(grants, state_columns, mandatory, sizeof mandatory / sizeof mandatory[0])) return false;
    grants->year = grants->job->options->plan_year;
    purpose += strcspn(purpose, "0123456789");
    if (grants->year == 0 && digits_only(purpose, strlen(purpose), 4)) grants->year = (int)strtol(purpose, NULL, 10);
    if (grants->year != 0) return true;
    tell(grants, MESSAGE_ERROR, "GRT-108", "", "--year YEAR",
         TR("the list does not say of which year its payments are; the year of the bill is not it",
            "la liste ne dit pas de quelle année sont ses versements ; ce n'est pas celle du projet de loi"));
    return false;
}

bool state_grants_read(void *state, struct failure *failure)
{
    struct grants *grants = state;

    return state_payer(grants, failure) && read_list(grants, state_columns, state_heading, state_row, failure);
}
