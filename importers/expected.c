/*
 * Totals that a file must give, as a finance department knows them: perimetre;exercice;sens;montant, and siren where
 * the file holds several bodies. Each is a scope over the document's own lines, to the cent; what is realised, or voted
 * where the document is a vote.
 */
#include "expected.h"

#include "contrepartie/money.h"
#include "contrepartie/scope.h"
#include "contrepartie/siren.h"
#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_SCOPE, COLUMN_EXERCICE, COLUMN_SENS, COLUMN_AMOUNT, COLUMN_SIREN, EXPECTED_COLUMNS };
static const char *const names[EXPECTED_COLUMNS] = {"perimetre|scope", "exercice|year", "sens|direction",
                                                    "montant|amount", "siren"};

struct expectation {
    const char *scope, *year, *direction, *amount, *siren;
    long line;
};

/* A line of the file of totals that cannot be understood refuses what is imported with it. */
static void unclear(struct import_job *job, const struct expectation *expectation, const char *found,
                    const char *expected)
{
    char text[200];

    (void)snprintf(text, sizeof text,
                   TR("line %ld of the expected totals cannot be understood",
                      "la ligne %ld des totaux attendus est incompréhensible"),
                   expectation->line);
    job_message(job, NULL, MESSAGE_ERROR, "IMP-150", "", found, expected, text);
}

static bool predicate_of(struct import_job *job, const struct expectation *expectation, struct buffer *predicate,
                         struct failure *failure)
{
    struct buffer formula CLEAN_BUFFER = {0};
    struct scope_error error;
    PGresult *named CLEAN_RESULT =
        database_query(job->database, EXPECT_ROWS, "select formula from scope where name = $1",
                       DATABASE_PARAMETERS(expectation->scope), failure);

    if (named == NULL) return false;
    buffer_format(&formula, "(%s)%s%s", PQntuples(named) == 1 ? PQgetvalue(named, 0, 0) : expectation->scope,
                  expectation->direction[0] != '\0' ? " & " : "", expectation->direction);
    if (!scope_compile(formula.bytes, predicate, &error)) unclear(job, expectation, expectation->scope, error.text);
    return true;
}

static bool hold(struct import_job *job, const struct expectation *expectation, int64_t cents, const char *siren,
                 const char *number, struct failure *failure)
{
    struct buffer predicate CLEAN_BUFFER = {0};
    PGresult *total CLEAN_RESULT = NULL;
    char found[MONEY_TEXT_SIZE], expected[MONEY_TEXT_SIZE], difference[MONEY_TEXT_SIZE], text[320];
    int64_t sum;

    if (!predicate_of(job, expectation, &predicate, failure)) return false;
    if (predicate.length == 0 || job->messages->errors > 0) return true;
    total =
        database_query(job->database, EXPECT_ONE_ROW, "select cents, lines, places from document_total($1, $2, $3, $4)",
                       DATABASE_PARAMETERS(siren, number, predicate.bytes, expectation->year), failure);
    if (total == NULL) return false;
    sum = strtoll(PQgetvalue(total, 0, 0), NULL, 10);
    if (sum == cents) return true;
    (void)money_write(sum, found);
    (void)money_write(cents, expected);
    (void)money_write(sum - cents, difference);
    (void)snprintf(text, sizeof text,
                   TR("expected total of line %ld: %s %s; difference %s; %s lines in the scope: %.120s",
                      "total attendu, ligne %ld : %s %s ; écart %s ; %s lignes dans le périmètre : %.120s"),
                   expectation->line, expectation->scope, expectation->direction, difference, PQgetvalue(total, 0, 1),
                   PQgetvalue(total, 0, 2));
    {
        struct message message = {.level = MESSAGE_ERROR};
        message_say(&message, "IMP-152", found, expected, text);
        (void)snprintf(message.path, sizeof message.path, "%s", expectation->scope);
        job_add(job, &message);
    }
    return true;
}

/* Whether a line is about this document: its year, and its body unless the line names another. */
static bool concerns(const struct import_job *job, const struct expectation *expectation)
{
    if (job->document->fiscal_year > 0 && (int)strtol(expectation->year, NULL, 10) != job->document->fiscal_year)
        return false;
    return expectation->siren[0] == '\0'
               ? job->document->siren > 0
               : job->document->siren == 0 ||
                     siren_read(expectation->siren, strlen(expectation->siren)) == job->document->siren;
}

static bool take(struct import_job *job, const struct expectation *expectation, bool *any, struct failure *failure)
{
    char siren[16], number[16];
    int64_t cents;

    if (!digits_only(expectation->year, strlen(expectation->year), 4)) {
        unclear(job, expectation, expectation->year, "2023");
        return true;
    }
    if (strcmp(expectation->direction, "D") != 0 && strcmp(expectation->direction, "R") != 0 &&
        expectation->direction[0] != '\0') {
        unclear(job, expectation, expectation->direction, "D, R");
        return true;
    }
    if (csv_amount(expectation->amount, true, &cents) != CSV_AMOUNT) {
        unclear(job, expectation, expectation->amount, "1234,56");
        return true;
    }
    if (expectation->siren[0] != '\0' && siren_read(expectation->siren, strlen(expectation->siren)) == 0) {
        unclear(job, expectation, expectation->siren, "SIREN");
        return true;
    }
    if (!concerns(job, expectation)) return true;
    *any = true;
    (void)snprintf(siren, sizeof siren, "%d", (int)job->document->siren);
    (void)snprintf(number, sizeof number, "%d", (int)job->document->number);
    if (expectation->siren[0] != '\0') (void)snprintf(siren, sizeof siren, "%s", expectation->siren);
    return hold(job, expectation, cents, siren, number, failure);
}

bool expected_hold(struct import_job *job, struct failure *failure)
{
    struct csv *csv = csv_open(job->options->expected, true, failure);
    char *cells[CSV_CELLS_MAX];
    int places[EXPECTED_COLUMNS], count;
    bool any = false, done = true;

    if (csv == NULL) return false;
    count = csv_next(csv, cells);
    csv_heading(cells, count > 0 ? count : 0, names, EXPECTED_COLUMNS, places);
    for (int column = 0; column < COLUMN_SIREN && count >= 0; column++)
        if (places[column] < 0) {
            struct expectation heading = {.line = 1};
            unclear(job, &heading, "", "perimetre;exercice;sens;montant");
            csv_close(csv);
            return true;
        }
    while (done && count > 0 && (count = csv_next(csv, cells)) > 0) {
        const char *text[EXPECTED_COLUMNS];
        struct expectation expectation;
        for (int column = 0; column < EXPECTED_COLUMNS; column++)
            text[column] = places[column] >= 0 && places[column] < count ? cells[places[column]] : "";
        expectation = (struct expectation){text[COLUMN_SCOPE],  text[COLUMN_EXERCICE], text[COLUMN_SENS],
                                           text[COLUMN_AMOUNT], text[COLUMN_SIREN],    csv_line(csv)};
        done = take(job, &expectation, &any, failure);
    }
    if (count < 0) message_add(job->messages, csv_defect(csv));
    csv_close(csv);
    if (done && !any && job->messages->errors == 0)
        job_message(job, NULL, MESSAGE_WARNING, "IMP-151", "", "", "",
                    TR("no expected total is about this file", "aucun total attendu ne concerne ce fichier"));
    return done;
}
