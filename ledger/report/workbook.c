#include "report/workbook.h"

#include "report/totals.h"

#include "contrepartie/siren.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Numbers, each once, with commas between. */
struct numbers {
    void *tree;
    struct buffer text;
};

struct workbook {
    struct spreadsheet *spreadsheet;
    const struct report *report;
    struct totals *totals;
    bool names_documents;
    struct numbers documents, bodies; /* what the rows name */
    long rows;
};

static int compare(const void *one, const void *other)
{
    return (one > other) - (one < other);
}

/* The number stands for the address: nothing is there. */
static void numbers_add(struct numbers *numbers, const char *text)
{
    void *number = (void *)(uintptr_t)strtoul(text, NULL, 10);

    if (tfind(number, &numbers->tree, compare) != NULL) return;
    if (tsearch(number, &numbers->tree, compare) == NULL) abort();
    buffer_format(&numbers->text, "%s%s", numbers->text.length == 0 ? "" : ",", text);
}

static void keep(void *number)
{
    (void)number;
}

static void numbers_free(struct numbers *numbers)
{
    tdestroy(numbers->tree, keep);
    buffer_free(&numbers->text);
}

static bool names_document(const struct column *column)
{
    return column->type == COLUMN_INTEGER &&
           (strcmp(column->name, "document") == 0 || strcmp(column->name, "active") == 0);
}

struct workbook *workbook_new(const struct report *report, enum output_format format, FILE *output)
{
    struct workbook *workbook = must_alloc(sizeof *workbook);

    workbook->spreadsheet = spreadsheet_new(format, output);
    workbook->report = report;
    workbook->totals = totals_new(report);
    for (int index = 0; index < report->column_count; index++)
        if (names_document(&report->columns[index])) workbook->names_documents = true;
    return workbook;
}

static void begin(void *state, const struct column *columns, int count)
{
    struct workbook *workbook = state;

    spreadsheet_sheet(workbook->spreadsheet, workbook->report->title[language_get()], columns, count);
}

static void row(void *state, const char *const *values)
{
    struct workbook *workbook = state;

    spreadsheet_row(workbook->spreadsheet, values);
    totals_row(workbook->totals, values);
    for (int index = 0; index < workbook->report->column_count; index++) {
        const struct column *column = &workbook->report->columns[index];
        const char *value = values[index];
        if (value == NULL) continue;
        if (names_document(column))
            numbers_add(&workbook->documents, value);
        else if (!workbook->names_documents && column->type == COLUMN_CODE &&
                 digits_only(value, strlen(value), SIREN_DIGITS) && siren_check(value, SIREN_DIGITS))
            numbers_add(&workbook->bodies, value);
    }
    workbook->rows++;
}

static void end(void *state)
{
    (void)state; /* other sheets follow */
}

struct renderer workbook_renderer(struct workbook *workbook)
{
    return (struct renderer){begin, row, end, workbook};
}

/* --- what was asked ------------------------------------------------------------------------------------------------
 */

static void said(struct spreadsheet *spreadsheet, const char *what, const char *value)
{
    if (value != NULL && *value != '\0') spreadsheet_row(spreadsheet, (const char *const[]){what, value});
}

void about_sheet(struct spreadsheet *spreadsheet, const struct report *report, const struct question *question)
{
    static const struct column columns[] = {{"what", COLUMN_TEXT, false, {"What", "Quoi"}},
                                            {"value", COLUMN_TEXT, false, {"Value", "Valeur"}}};
    time_t now = time(NULL);
    char written[32];
    struct tm day;

    spreadsheet_sheet(spreadsheet, TR("Read me", "Lisez-moi"), columns, 2);
    said(spreadsheet, TR("Report", "État"), report->title[language_get()]);
    said(spreadsheet, TR("What it says", "Ce qu'il dit"), report->about[language_get()]);
    said(spreadsheet, TR("Its name", "Son nom"), report->name);
    said(spreadsheet, TR("Body", "Collectivité"), question->entity);
    said(spreadsheet, TR("Years", "Exercices"), question->year);
    said(spreadsheet, TR("Scope", "Périmètre"), question->scope != NULL ? question->scope : report_scope(report));
    said(spreadsheet, TR("Account", "Compte"), question->account);
    said(spreadsheet, TR("Function", "Fonction"), question->function);
    said(spreadsheet, TR("Document", "Document"), question->document);
    said(spreadsheet, TR("Book", "Livre"), question->book);
    said(spreadsheet, TR("Transfer", "Transfert"), question->transfer);
    said(spreadsheet, TR("Name", "Nom"), question->name);
    said(spreadsheet, TR("As known on", "Tel que connu au"), question->as_of);
    (void)strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &day));
    said(spreadsheet, TR("Written", "Écrit le"), written);
    said(spreadsheet, TR("By", "Par"), "contrepartie " CONTREPARTIE_VERSION);
    said(spreadsheet, TR("Sources", "Sources"),
         TR("the documents that the figures name; where they name none, every active one of their bodies and of the "
            "years asked for",
            "les documents que les chiffres nomment ; s'ils n'en nomment pas, tous les actifs de leurs collectivités "
            "et des exercices demandés"));
    if (report->summed != 0)
        said(spreadsheet, TR("Totals", "Totaux"),
             TR("formulas over the rows that have the same codes; nothing else is a formula",
                "des formules sur les lignes de mêmes codes ; rien d'autre n'est une formule"));
}

/* --- the documents --------------------------------------------------------------------------------------------------
 */

static const char *value_of(const struct report *report, const char *const *values, const char *parameter)
{
    for (int index = 0; index < report->parameter_count; index++)
        if (strcmp(report->parameters[index], parameter) == 0) return values[index];
    return NULL;
}

static void sources_begin(void *state, const struct column *columns, int count)
{
    spreadsheet_sheet(((struct workbook *)state)->spreadsheet, TR("Sources", "Sources"), columns, count);
}

static void sources_row(void *state, const char *const *values)
{
    spreadsheet_row(((struct workbook *)state)->spreadsheet, values);
}

static bool sources_sheet(struct workbook *workbook, struct database *database, const char *const *values,
                          struct failure *failure)
{
    const struct report *report = workbook->report;
    struct renderer renderer = {sources_begin, sources_row, end, workbook};
    struct report sources;
    const char *documents = NULL, *bodies = NULL;
    long rows;

    if (!report_find("sources", &sources)) return fail(failure, OUTCOME_INTERNAL, "no report sources");
    if (workbook->names_documents || workbook->rows == 0)
        documents = buffer_cstring(&workbook->documents.text);
    else if (workbook->bodies.text.length > 0)
        bodies = buffer_cstring(&workbook->bodies.text);
    else
        bodies = value_of(report, values, "siren");
    return report_run(database, &sources,
                      (const char *const[]){documents, bodies, value_of(report, values, "year_first"),
                                            value_of(report, values, "year_last")},
                      &renderer, &rows, failure);
}

bool workbook_end(struct workbook *workbook, const struct question *question, struct database *database,
                  const char *const *values, struct failure *failure)
{
    bool done;

    totals_sheet(workbook->totals, workbook->spreadsheet, workbook->report->title[language_get()]);
    about_sheet(workbook->spreadsheet, workbook->report, question);
    done = sources_sheet(workbook, database, values, failure);
    done = spreadsheet_end(workbook->spreadsheet, failure) && done;
    totals_free(workbook->totals);
    numbers_free(&workbook->documents);
    numbers_free(&workbook->bodies);
    free(workbook);
    return done;
}

bool answer_write(const struct question *question, struct database *database, const struct report *report,
                  const char *const *values, enum output_format format, FILE *output, long *ret_rows,
                  struct failure *failure)
{
    bool whole = format == OUTPUT_XLSX || format == OUTPUT_ODS, alone, done;
    struct workbook *workbook;
    struct renderer renderer;

    if (!whole) {
        renderer = renderer_new(format, report->title[language_get()], output);
        done = report_run(database, report, values, &renderer, ret_rows, failure);
        renderer_free(&renderer);
        return done;
    }
    /* one snapshot: no figure without its document, whatever is imported meanwhile */
    alone = PQtransactionStatus(database->connection) == PQTRANS_IDLE;
    if (alone && !database_run(database, "begin isolation level repeatable read read only", failure)) return false;
    workbook = workbook_new(report, format, output);
    renderer = workbook_renderer(workbook);
    done = report_run(database, report, values, &renderer, ret_rows, failure);
    if (!done) {
        struct failure ignored;
        (void)workbook_end(workbook, question, database, values, &ignored);
        return false;
    }
    done = workbook_end(workbook, question, database, values, failure);
    return (!alone || database_run(database, "commit", failure)) && done;
}
