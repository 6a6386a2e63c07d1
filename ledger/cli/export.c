#include "cli/command.h"

#include "contrepartie/importer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- hledger and ledger: one transaction an entry --------------------------------------------------------------- */

enum { CELL_DATE, CELL_DESCRIPTION, CELL_DEBIT, CELL_CREDIT, CELL_AMOUNT };

static void hledger_begin(void *state, const struct column *columns, int count)
{
    (void)columns;
    (void)count;
    (void)fputs("commodity EUR\n    format 1000.00 EUR\n\n", state);
}

/* Two spaces end the name of an account and ";" begins a comment: what is no letter or digit of ours is "_". */
static const char *account_name(const char *account, char *name, size_t size)
{
    (void)snprintf(name, size, "%s", account);
    for (char *letter = name; *letter != '\0'; letter++)
        if (!isalnum((unsigned char)*letter) && strchr(":@_-.", *letter) == NULL) *letter = '_';
    return name;
}

static void hledger_row(void *state, const char *const *values)
{
    char debit[160], credit[160];

    (void)fprintf(state, "%s * %s\n    %s  %s EUR\n    %s  -%s EUR\n\n", values[CELL_DATE], values[CELL_DESCRIPTION],
                  account_name(values[CELL_DEBIT], debit, sizeof debit), values[CELL_AMOUNT],
                  account_name(values[CELL_CREDIT], credit, sizeof credit), values[CELL_AMOUNT]);
}

static void hledger_end(void *state)
{
    (void)state;
}

static bool export_hledger(struct request *request, struct database *database, struct failure *failure)
{
    struct report report;
    struct filters filters = {0};
    struct renderer renderer = {hledger_begin, hledger_row, hledger_end, NULL};
    FILE *output;
    long rows;
    bool done;

    if (request->asked.document != NULL)
        return fail(failure, OUTCOME_USAGE,
                    TR("export hledger is by body, year and book, not by document",
                       "export hledger se limite par collectivité, exercice et livre, pas par document"));
    if (!report_find("hledger", &report) || !filters_read(&request->asked, database, NULL, &filters, failure))
        return false;
    renderer.state = output = output_open(request, false, failure);
    if (output == NULL) return false;
    done = report_run(database, &report,
                      (const char *const[]){filters.has_year ? filters.year_first : NULL,
                                            filters.has_year ? filters.year_last : NULL,
                                            filters.has_siren ? filters.siren : NULL, request->asked.book},
                      &renderer, &rows, failure);
    return output_close(output, request, failure) && done;
}

/* --- SCDL ------------------------------------------------------------------------------------------------------- */

static bool export_scdl(struct request *request, struct database *database, struct failure *failure)
{
    struct buffer table CLEAN_BUFFER = {0};
    PGresult *found CLEAN_RESULT = NULL;
    FILE *output;
    bool written;

    if (request->asked.document == NULL)
        return fail(failure, OUTCOME_USAGE,
                    TR("export scdl-budget needs --document N", "export scdl-budget demande --document N"));
    found = database_query(
        database, EXPECT_ROWS,
        "select siren from document where document_id = $1 and format in ('totem', 'cfu') and reverses is null",
        DATABASE_PARAMETERS(request->asked.document), failure);
    if (found == NULL) return false;
    if (PQntuples(found) == 0)
        return fail(failure, OUTCOME_NO_INPUT,
                    TR("document %s is no budget document", "le document %s n'est pas un document budgétaire"),
                    request->asked.document);
    if (!database_role(database, STORE_ADMIN, failure) ||
        !scdl_budget_write(database, (int32_t)strtol(PQgetvalue(found, 0, 0), NULL, 10),
                           (int32_t)strtol(request->asked.document, NULL, 10), &table, failure))
        return false;
    output = output_open(request, false, failure);
    if (output == NULL) return false;
    written = fwrite(buffer_cstring(&table), 1, table.length, output) == table.length;
    return output_close(output, request, failure) && written;
}

enum outcome command_export(struct request *request)
{
    const char *what = request->operand_count > 0 ? request->operands[0] : "";
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    bool done;
    long rows;

    if (strcmp(what, "scdl-budget") != 0 && strcmp(what, "hledger") != 0 && strcmp(what, "csv") != 0)
        return say_usage(TR("export scdl-budget, hledger or csv", "export scdl-budget, hledger ou csv"));
    if (!request_open(request, &database, STORE_READER, &failure)) return say_failure(&failure);
    if (strcmp(what, "hledger") == 0)
        done = export_hledger(request, &database, &failure);
    else if (strcmp(what, "scdl-budget") == 0)
        done = export_scdl(request, &database, &failure);
    else {
        if (request->format == NULL) request->format = "csv";
        done = request_report(request, &database, "journal", &rows, &failure);
    }
    return done ? OUTCOME_DONE : say_failure(&failure);
}
