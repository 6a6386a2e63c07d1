#include "book/document_record.h"
#include "book/rows.h"

#include "contrepartie/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns the reversal takes from the document it cancels, in the order of view reversal_source. */
enum {
    SOURCE_FORMAT,
    SOURCE_STAGE,
    SOURCE_STAGE_NUMBER,
    SOURCE_BUDGET,
    SOURCE_YEAR,
    SOURCE_NORM,
    SOURCE_VARIANT,
    SOURCE_FUNCTIONS,
    SOURCE_PROJECT,
    SOURCE_DATE,
    SOURCE_FILE,
    SOURCE_STATUS
};

static int32_t number_of(const PGresult *result, int column)
{
    return (int32_t)strtol(PQgetvalue(result, 0, column), NULL, 10);
}

static void text_of(const PGresult *result, int column, char *text, size_t size)
{
    (void)snprintf(text, size, "%s", PQgetvalue(result, 0, column));
}

static void describe(struct document *reversal, const PGresult *source)
{
    text_of(source, SOURCE_FORMAT, reversal->format, sizeof reversal->format);
    text_of(source, SOURCE_STAGE, reversal->stage, sizeof reversal->stage);
    reversal->stage_number = (int)number_of(source, SOURCE_STAGE_NUMBER);
    reversal->budget_id = number_of(source, SOURCE_BUDGET);
    reversal->fiscal_year = (int)number_of(source, SOURCE_YEAR);
    text_of(source, SOURCE_NORM, reversal->norm, sizeof reversal->norm);
    text_of(source, SOURCE_VARIANT, reversal->variant, sizeof reversal->variant);
    text_of(source, SOURCE_DATE, reversal->date, sizeof reversal->date);
    reversal->has_functions = PQgetvalue(source, 0, SOURCE_FUNCTIONS)[0] == 't';
    reversal->project = PQgetvalue(source, 0, SOURCE_PROJECT)[0] == 't';
    reversal->file_name = PQgetvalue(source, 0, SOURCE_FILE);
}

/* What was matched or settled with a document holds it: that posting goes first. */
static bool unheld(struct database *database, const char *siren, const char *number, struct failure *failure)
{
    PGresult *held CLEAN_RESULT =
        database_query(database, EXPECT_ROWS, "select holder, what from document_holders($1, $2)",
                       DATABASE_PARAMETERS(siren, number), failure);

    if (held == NULL) return false;
    if (PQntuples(held) == 0) return true;
    if (strcmp(PQgetvalue(held, 0, 1), "matching") == 0)
        fail(failure, OUTCOME_DATA,
             TR("receipts of document %s are matched in document %s",
                "des recettes du document %s sont lettrées au document %s"),
             number, PQgetvalue(held, 0, 0));
    else
        fail(failure, OUTCOME_DATA,
             TR("document %s was settled with document %s (corrections, rejections or payments)",
                "le document %s est dénoué par le document %s (corrections, rejets ou paiements)"),
             number, PQgetvalue(held, 0, 0));
    return fail_remedy(failure, "contrepartie documents undo %s --reason …", PQgetvalue(held, 0, 0));
}

bool ledger_reverse(struct database *database, int32_t siren, int32_t number, const char *kind, const char *reason,
                    int32_t *ret_reversal, struct failure *failure)
{
    char body[16], cancelled[16], cancelling[16];
    PGresult *source CLEAN_RESULT = NULL;
    PGresult *locked CLEAN_RESULT = NULL;
    PGresult *posted CLEAN_RESULT = NULL;
    struct document reversal = {.siren = siren, .reverses = number, .reversal_kind = kind, .reason = reason};
    int64_t rows;

    (void)snprintf(body, sizeof body, "%d", (int)siren);
    (void)snprintf(cancelled, sizeof cancelled, "%d", (int)number);
    /* the lock of the body's chain first: two reversals of one document cannot both find it active */
    locked = database_query(database, EXPECT_ONE_ROW, "select pg_advisory_xact_lock($1::integer)",
                            DATABASE_PARAMETERS(body), failure);
    if (locked == NULL) return false;
    source = database_query(database, EXPECT_ONE_ROW, "select * from reversal_source($1, $2)",
                            DATABASE_PARAMETERS(body, cancelled), failure);
    if (source == NULL) return false;
    if (strcmp(PQgetvalue(source, 0, SOURCE_STATUS), "active") != 0 &&
        strcmp(PQgetvalue(source, 0, SOURCE_STATUS), "control") != 0)
        return fail(failure, OUTCOME_DATA, TR("document %d is %s already", "le document %d est déjà %s"), (int)number,
                    PQgetvalue(source, 0, SOURCE_STATUS));
    if (!unheld(database, body, cancelled, failure)) return false;
    describe(&reversal, source);
    if (!document_next_number(database, &reversal.number, failure)) return false;
    (void)snprintf(cancelling, sizeof cancelling, "%d", (int)reversal.number);
    posted = database_query(database, EXPECT_NOTHING, "select post_reversal($1, $2, $3)",
                            DATABASE_PARAMETERS(body, cancelled, cancelling), failure);
    *ret_reversal = reversal.number;
    return posted != NULL &&
           digest_rows(database, SEALED_ENTRIES, siren, reversal.number, reversal.entries_sha256, &reversal.entries,
                       failure) &&
           digest_facts(database, reversal.format, siren, reversal.number, reversal.facts_sha256, &rows, failure) &&
           document_insert(database, &reversal, failure);
}
