/*
 * ledger/store/database.c without a server. Rows are dropped, but first held against what PostgreSQL would say: as many
 * fields as columns, each of its column's type and in UTF-8, no escape that COPY does not know. A value that only the
 * server would refuse ends an import as a defect of the program (exit 70), so it is one. Queries get the answers of a
 * small ledger: one state, one budget, one chart of accounts.
 */
#include "contrepartie/store.h"

#include "fuzz.h"

#include "contrepartie/buffer.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define COLUMNS_MAX 32
#define FIELD_MAX   ((size_t)4 << 20)

enum type { TYPE_TEXT, TYPE_INTEGER, TYPE_SMALLINT, TYPE_BIGINT, TYPE_DATE, TYPE_CHAR, TYPE_BOOLEAN, TYPE_JSON };

/* The columns that are no text, in whatever table (sql/schema/). */
static const struct {
    enum type type;
    const char *columns;
} typed[] = {
    {TYPE_SMALLINT, " fiscal_year original_year first_year last_year "},
    {TYPE_BIGINT, " amount tolerance voucher_id cumulative amount_net amount_vat size forecast issued cancelled net "
                  "previous debit credit opening_debit opening_credit budget_debit budget_credit non_budget_debit "
                  "non_budget_credit order_debit order_credit "},
    {TYPE_DATE, " entry_date grant_date slip_date voucher_date event_date "},
    {TYPE_CHAR, " book operation budget_side original_direction "},
    {TYPE_BOOLEAN, " crossed has_functions "},
    {TYPE_JSON, " attributes "},
    {TYPE_INTEGER, " siren document_id entry_no source_line source_ordinal counterparty source_document "
                   "grant_no beneficiary_siren element_no parent_no line row_no slip_no slip_number pieces voucher_no "
                   "first_entry entries correction_no line_no original_line party_no party_siren event_no "
                   "attachment_no signature_no total_no budget_id leg_no lines position "},
};

/* Columns that may stay empty. */
static const char nullable[] =
    " voucher_id counterparty source_document entry_date direction section operation "
    "budget_side function beneficiary_siren grant_date parent_no cumulative slip_date slip_no "
    "slip_number voucher_date party_siren event_date forecast issued cancelled net previous ";

static bool among(const char *words, const char *word)
{
    char wanted[64];

    (void)snprintf(wanted, sizeof wanted, " %s ", word);
    return strstr(words, wanted) != NULL;
}

/* --- JSON ----------------------------------------------------------------------------------------------------------
 */

static bool json_text(const char **at)
{
    if (*(*at)++ != '"') return false;
    for (; **at != '"'; (*at)++) {
        if ((unsigned char)**at < 0x20) return false;
        if (**at != '\\') continue;
        (*at)++;
        if (**at == 'u') {
            if (strspn(*at + 1, "0123456789abcdefABCDEF") < 4 || strncmp(*at, "u0000", 5) == 0) return false;
            *at += 4;
        } else if (**at == '\0' || strchr("\"\\/bfnrt", **at) == NULL)
            return false;
    }
    (*at)++;
    return true;
}

/* One flat object of texts, numbers and nulls: more is never written. */
static bool json_object(const char *at)
{
    if (*at++ != '{') return false;
    if (*at == '}') return at[1] == '\0';
    for (;; at++) {
        if (!json_text(&at) || *at++ != ':') return false;
        if (*at == '"') {
            if (!json_text(&at)) return false;
        } else if (strncmp(at, "null", 4) == 0)
            at += 4;
        else {
            size_t digits = strspn(at + (*at == '-'), "0123456789");
            if (digits == 0) return false;
            at += digits + (*at == '-');
        }
        if (*at == '}') return at[1] == '\0';
        if (*at != ',') return false;
    }
}

/* --- rows of COPY --------------------------------------------------------------------------------------------------
 */

static struct {
    char table[64], columns[COLUMNS_MAX][32];
    int count;
    bool open;
    long long rows;
    struct buffer rest; /* of the last row, not whole yet */
} copy;

static bool whole(const char *text, long long lowest, long long highest)
{
    char *end;
    long long number = strtoll(text, &end, 10);

    return *text != '\0' && *end == '\0' && number >= lowest && number <= highest && strlen(text) < 20 + (*text == '-');
}

static bool fits(enum type type, const char *text)
{
    switch (type) {
    case TYPE_SMALLINT:
        return whole(text, INT16_MIN, INT16_MAX);
    case TYPE_INTEGER:
        return whole(text, INT32_MIN, INT32_MAX);
    case TYPE_BIGINT:
        return whole(text, INT64_MIN, INT64_MAX);
    case TYPE_DATE:
        return text_is_date(text);
    case TYPE_CHAR:
        return strlen(text) == 1;
    case TYPE_BOOLEAN:
        return strcmp(text, "t") == 0 || strcmp(text, "f") == 0;
    case TYPE_JSON:
        return json_object(text);
    default:
        return true;
    }
}

static enum type type_of(const char *column)
{
    for (size_t index = 0; index < sizeof typed / sizeof typed[0]; index++)
        if (among(typed[index].columns, column)) return typed[index].type;
    return strcmp(copy.table, "entry") == 0 && (strcmp(column, "direction") == 0 || strcmp(column, "section") == 0)
               ? TYPE_CHAR
               : TYPE_TEXT;
}

/* A field with its escapes undone, held against its column. */
static void check_field(int column, const char *field, size_t length)
{
    static char text[FIELD_MAX];
    const char *name = copy.columns[column];
    size_t used = 0;

    FUZZ_CHECK(length < FIELD_MAX);
    if (length == 2 && memcmp(field, "\\N", 2) == 0) {
        if (!among(nullable, name)) FUZZ_TRAP("null in %s.%s", copy.table, name);
        return;
    }
    for (size_t index = 0; index < length; index++) {
        char letter = field[index];
        if (letter == '\0' || letter == '\r') FUZZ_TRAP("a bare control in %s.%s", copy.table, name);
        if (letter == '\\') {
            const char *escape = index + 1 < length ? strchr("\\\\t\tn\nr\r", field[index + 1]) : NULL;
            if (escape == NULL) FUZZ_TRAP("a bare backslash in %s.%s: %.*s", copy.table, name, (int)length, field);
            letter = escape[1];
            index++;
        }
        text[used++] = letter;
    }
    text[used] = '\0';
    if (!text_is_utf8(text)) FUZZ_TRAP("no UTF-8 in %s.%s: %.80s", copy.table, name, text);
    if (!fits(type_of(name), text)) FUZZ_TRAP("%s.%s cannot be %.80s", copy.table, name, text);
}

static void check_row(const char *row, size_t length)
{
    const char *end = row + length;
    int column = 0;

    for (;; column++) {
        const char *tab = memchr(row, '\t', (size_t)(end - row)), *stop = tab != NULL ? tab : end;
        if (column == copy.count) FUZZ_TRAP("too many fields for %s", copy.table);
        check_field(column, row, (size_t)(stop - row));
        if (tab == NULL) break;
        row = tab + 1;
    }
    if (column + 1 != copy.count) FUZZ_TRAP("%d fields for %s, not %d", column + 1, copy.table, copy.count);
}

bool database_copy_begin(struct database *database, const char *sql, struct failure *failure)
{
    const char *at = strchr(sql, '(');

    (void)database;
    (void)failure;
    FUZZ_CHECK(!copy.open && at != NULL && sscanf(sql, "copy %63s", copy.table) == 1);
    copy.count = 0;
    for (at++; copy.count == 0 || *at == ','; at += strspn(at, " ")) {
        size_t length;
        at += strspn(at, ", ");
        length = strcspn(at, ",) ");
        FUZZ_CHECK(copy.count < COLUMNS_MAX && length < sizeof copy.columns[0]);
        (void)snprintf(copy.columns[copy.count++], sizeof copy.columns[0], "%.*s", (int)length, at);
        at += length;
    }
    copy.open = true;
    copy.rows = 0;
    buffer_clear(&copy.rest);
    return true;
}

bool database_copy(struct database *database, const char *bytes, size_t length, struct failure *failure)
{
    const char *row, *end;

    (void)database;
    (void)failure;
    FUZZ_CHECK(copy.open);
    buffer_write(&copy.rest, bytes, length);
    row = copy.rest.bytes;
    end = row + copy.rest.length;
    for (char *line; (line = memchr(row, '\n', (size_t)(end - row))) != NULL; row = line + 1, copy.rows++)
        check_row(row, (size_t)(line - row));
    copy.rest.length = (size_t)(end - row);
    memmove(copy.rest.bytes, row, copy.rest.length);
    return true;
}

long long database_copy_end(struct database *database, struct failure *failure)
{
    (void)database;
    (void)failure;
    FUZZ_CHECK(copy.open && copy.rest.length == 0);
    copy.open = false;
    return copy.rows;
}

void database_interruptible(struct database *database)
{
    (void)database;
}

void database_uninterruptible(void)
{
}

bool database_load_begin(struct database *database, const char *table, const char *columns, struct failure *failure)
{
    char sql[2048];

    (void)snprintf(sql, sizeof sql, "copy %s (%s) from stdin", table, columns);
    return database_copy_begin(database, sql, failure);
}

long long database_load_end(struct database *database, struct failure *failure)
{
    return database_copy_end(database, failure);
}

bool database_whole(struct database *database, struct failure *failure)
{
    (void)database;
    (void)failure;
    return true;
}

void database_copy_abort(struct database *database)
{
    (void)database;
    copy.open = false;
}

bool database_copy_out(struct database *database, const char *sql,
                       bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                       void *context, struct failure *failure)
{
    (void)database;
    (void)sql;
    (void)consume;
    (void)context;
    (void)failure;
    return true;
}

/* --- queries -------------------------------------------------------------------------------------------------------
 */

/* The chart of every norm: kind, code, label, six chapters or the section, exact. */
static const char plan[] =
    "A|6574|Subventions|65|040|041||||t\nA|65748|Autres|65||||||t\nA|64111|Personnel|012||||||t\n"
    "A|7478|Participations||||74|040|041|t\nA|74631|Droit||||74|||t\nA|73|Impôts||||73|||t\n"
    "A|2188|Immobilisations|21|040|041|21|040|041|t\nA|204|Subventions|204|040|||||f\n"
    "A|13|Subventions||||13|040|041|t\nA|6811|Dotations||042||||| t\nA|28|Amortissements|||||040||t\n"
    "A|40|Fournisseurs|||||||t\nA|4671|Créditeurs|||||||t\nA|60|Achats|011|||011|||t\n"
    "C|65|Gestion|F||||||t\nC|012|Personnel|F||||||t\nC|011|Général|F||||||t\nC|74|Dotations|F||||||t\n"
    "C|73|Impôts|F||||||t\nC|21|Corporel|I||||||t\nC|204|Versé|I||||||t\nC|13|Reçu|I||||||t\n"
    "C|040|Ordre|I||||||t\nC|041|Ordre|I||||||t\nC|042|Ordre|F||||||t\nC|001|Report|I||||||t\n"
    "C|002|Report|F||||||t\nF|311|Musique|||||||t\nF|313|Lecture|||||||t\nF|31|Culture|||||||t\n"
    "F|01|Non ventilable|||||||f\n";

/* Answers by a word of the statement; columns apart by "|", rows by lines. No answer: no row. */
static const struct {
    const char *word, *rows;
} answers[] = {
    {"from document where file_size", "f"},
    {"nextval('document_number')", "7"},
    {"budget_find(", "3"},
    {"budget_of_siret(", "00"},
    {"budget_chart(", "M57|M57_D|t"},
    {"kind = 'state'", "993600006"},
    {"plan_known(", "t"},
    {"plan_rows(", plan},
    {"pg_advisory_xact_lock(", ""},
    {"fec_defects(", "FEC-999|warning|2|Debit|1.00|2.00|a balance|un solde"},
    {"document_checks(", "CHK-999|notice|1.00|2.00|a total|un total"},
    {"shown_status(", "active|993600006"},
    {"is_summed(", "12"},
    {"document_total(", "8010|2|10, 12"},
};

static PGresult *answer(const char *rows, ExecStatusType status)
{
    static char names[COLUMNS_MAX][8];
    PGresAttDesc columns[COLUMNS_MAX] = {0};
    PGresult *result = PQmakeEmptyPGresult(NULL, status);
    int count = 1, row = 0;

    FUZZ_CHECK(result != NULL);
    if (rows == NULL) return result;
    for (const char *at = rows; *at != '\0' && *at != '\n'; at++)
        count += *at == '|';
    for (int column = 0; column < count; column++) {
        (void)snprintf(names[column], sizeof names[column], "c%d", column);
        columns[column].name = names[column];
    }
    FUZZ_CHECK(PQsetResultAttrs(result, count, columns) != 0);
    do {
        for (int column = 0; column < count; column++) {
            size_t length = strcspn(rows, "|\n");
            char value[64];
            (void)snprintf(value, sizeof value, "%.*s", (int)length, rows);
            FUZZ_CHECK(PQsetvalue(result, row, column, value, (int)length) != 0);
            rows += length + (rows[length] == '|');
        }
        row++;
    } while (*rows++ == '\n' && *rows != '\0' && status != PGRES_SINGLE_TUPLE);
    return result;
}

static const char *rows_of(const char *sql)
{
    for (size_t index = 0; index < sizeof answers / sizeof answers[0]; index++)
        if (strstr(sql, answers[index].word) != NULL) return answers[index].rows;
    return NULL;
}

void fuzz_check_predicate(const char *predicate)
{
    long depth = 0;
    bool quoted = false;

    for (; *predicate != '\0'; predicate++) {
        FUZZ_CHECK(isalnum((unsigned char)*predicate) || strchr(" ().,=<>%'?", *predicate) != NULL);
        quoted ^= *predicate == '\'';
        depth += (*predicate == '(') - (*predicate == ')');
        FUZZ_CHECK(depth >= 0);
    }
    FUZZ_CHECK(depth == 0 && !quoted);
}

static void check_parameters(const char *sql, struct parameters parameters)
{
    for (int index = 0; index < parameters.count; index++)
        if (parameters.values[index] != NULL && !text_is_utf8(parameters.values[index]))
            FUZZ_TRAP("no UTF-8 in $%d of %s: %.300s", index + 1, sql, parameters.values[index]);
    if (strstr(sql, "body_find(") != NULL && !whole(parameters.values[0], 1, 999999999))
        FUZZ_TRAP("no body: %s", parameters.values[0]);
    if (strstr(sql, "budget_find(") != NULL &&
        !digits_only(parameters.values[1], strlen(parameters.values[1]), SIRET_DIGITS))
        FUZZ_TRAP("no budget: %.80s", parameters.values[1]);
    if (strstr(sql, "budget_chart(") != NULL && !whole(parameters.values[2], INT32_MIN, INT32_MAX))
        FUZZ_TRAP("no year: %.80s", parameters.values[2]);
    if (strstr(sql, "document_total(") != NULL) {
        FUZZ_CHECK(whole(parameters.values[0], 1, 999999999) && whole(parameters.values[1], 1, INT32_MAX) &&
                   whole(parameters.values[3], 0, 9999));
        fuzz_check_predicate(parameters.values[2]);
    }
    if (strncmp(sql, "insert into document ", 21) == 0) {
        static const char *const numbers[] = {"\"fiscal_year\":", "\"stage_number\":"};
        const char *json = parameters.values[0], *date = strstr(json, "\"document_date\":\"");
        FUZZ_CHECK(json_object(json));
        for (size_t index = 0; index < 2; index++) {
            const char *number = strstr(json, numbers[index]);
            long long value = number != NULL ? strtoll(number + strlen(numbers[index]), NULL, 10) : 0;
            if (value < INT16_MIN || value > INT16_MAX) FUZZ_TRAP("document: %.40s", number);
        }
        if (date != NULL) {
            char day[11];
            (void)snprintf(day, sizeof day, "%s", date + strlen("\"document_date\":\""));
            if (!text_is_date(day) || date[strlen("\"document_date\":\"") + 10] != '"')
                FUZZ_TRAP("document: %.40s", date);
        }
    }
}

PGresult *database_query(struct database *database, enum rows_expected expected, const char *sql,
                         struct parameters parameters, struct failure *failure)
{
    const char *rows = rows_of(sql);

    (void)database;
    (void)failure;
    FUZZ_CHECK(!copy.open);
    check_parameters(sql, parameters);
    if (expected == EXPECT_ONE_ROW && rows == NULL) FUZZ_TRAP("no answer for: %s", sql);
    return answer(rows, PGRES_TUPLES_OK);
}

bool database_run(struct database *database, const char *sql, struct failure *failure)
{
    (void)database;
    (void)sql;
    (void)failure;
    return true;
}

bool database_failure(struct database *database, const PGresult *result, struct failure *failure)
{
    (void)database;
    (void)result;
    return fail(failure, OUTCOME_UNAVAILABLE, "no server");
}

void result_clear(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

/* A chart is asked for, and read row by row from libpq itself (ledger/nomenclature/plan.c). */
static const char *next_row;

bool database_ask(struct database *database, const char *name, const char *sql, struct parameters parameters,
                  struct failure *failure)
{
    (void)database;
    (void)name;
    (void)failure;
    check_parameters(sql, parameters);
    next_row = rows_of(sql);
    return true;
}

PGresult *PQgetResult(PGconn *connection)
{
    const char *row = next_row;

    (void)connection;
    if (row == NULL) return NULL;
    if (*row == '\0') {
        next_row = NULL;
        return answer(NULL, PGRES_TUPLES_OK);
    }
    next_row += strcspn(row, "\n");
    next_row += *next_row == '\n';
    return answer(row, PGRES_SINGLE_TUPLE);
}

void fuzz_database_reset(void)
{
    copy.open = false;
    next_row = NULL;
}
