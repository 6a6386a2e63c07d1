/* What a question's filters mean: checked, looked up, and given to a report as its parameters. */
#include "contrepartie/question.h"

#include "report/workbook.h"

#include "contrepartie/scope.h"
#include "contrepartie/siren.h"

#include <string.h>

bool question_session(const struct question *question, struct database *database, const char *author,
                      struct failure *failure)
{
    PGresult *set CLEAN_RESULT = NULL;
    const char *language = language_get() == LANGUAGE_FRENCH ? "fr" : "en";

    /* a wrong day is refused here, by the database's own reading of dates */
    set = database_query(database, EXPECT_ONE_ROW,
                         "select set_config('contrepartie.language', $1, false), "
                         "set_config('contrepartie.as_of', coalesce($2::date::text, ''), false), "
                         "set_config('contrepartie.author', $3, false), row_security_active('contrepartie.entry')",
                         DATABASE_PARAMETERS(language, question->as_of, author), failure);
    database->limited = set != NULL && PQgetvalue(set, 0, 3)[0] == 't';
    if (set == NULL && question->as_of != NULL) {
        fail(failure, OUTCOME_USAGE,
             TR("--as-of is a day as 2021-06-30, not %s", "--as-of est une date comme 2021-06-30, pas %s"),
             question->as_of);
    }
    return set != NULL;
}

static bool read_years(const char *text, struct filters *filters, struct failure *failure)
{
    const char *dots = strstr(text, "..");
    size_t length = dots != NULL ? (size_t)(dots - text) : strlen(text);
    const char *last = dots != NULL ? dots + 2 : text;

    if (!digits_only(text, length, 4) || !digits_only(last, strlen(last), 4))
        return fail(failure, OUTCOME_USAGE,
                    TR("--year is 2019 or 2016..2023, not %s", "--year vaut 2019 ou 2016..2023, pas %s"), text);
    (void)snprintf(filters->year_first, sizeof filters->year_first, "%.4s", text);
    (void)snprintf(filters->year_last, sizeof filters->year_last, "%.4s", last);
    filters->has_year = true;
    return strcmp(filters->year_first, filters->year_last) <= 0 ||
           fail(failure, OUTCOME_USAGE, TR("the years of %s go backwards", "les exercices de %s sont à rebours"), text);
}

static bool find_by_name(struct database *database, const char *name, struct filters *filters, struct failure *failure)
{
    PGresult *found CLEAN_RESULT =
        database_query(database, EXPECT_ROWS,
                       "select siren_text(siren), name from body where name ilike '%' || $1 || '%' order by 2 limit 5",
                       DATABASE_PARAMETERS(name), failure);

    if (found == NULL) return false;
    if (PQntuples(found) == 1) {
        (void)snprintf(filters->siren, sizeof filters->siren, "%s", PQgetvalue(found, 0, 0));
        return true;
    }
    if (PQntuples(found) == 0)
        return fail(failure, OUTCOME_USAGE, TR("no body is called %s", "aucune collectivité ne s'appelle %s"), name);
    fail(failure, OUTCOME_USAGE, TR("several bodies are called %s", "plusieurs collectivités s'appellent %s"), name);
    return fail_remedy(failure, "%s %s, %s %s…", PQgetvalue(found, 0, 0), PQgetvalue(found, 0, 1),
                       PQgetvalue(found, 1, 0), PQgetvalue(found, 1, 1));
}

static bool read_entity(const char *text, struct database *database, struct filters *filters, struct failure *failure)
{
    int32_t siren = siren_read(text, strlen(text));

    filters->has_siren = true;
    if (siren == 0) {
        if (strspn(text, "0123456789 ") == strlen(text))
            return fail(failure, OUTCOME_USAGE,
                        TR("a SIREN has 9 digits, a SIRET 14: %s", "un SIREN a 9 chiffres, un SIRET 14 : %s"), text);
        return find_by_name(database, text, filters, failure);
    }
    (void)snprintf(filters->siren, sizeof filters->siren, "%d", (int)siren);
    filters->has_siret = strlen(text) == SIRET_DIGITS;
    if (filters->has_siret) (void)snprintf(filters->siret, sizeof filters->siret, "%s", text);
    return true;
}

bool scope_predicate(struct database *database, const char *name, struct buffer *predicate, struct failure *failure)
{
    PGresult *named CLEAN_RESULT = database_query(database, EXPECT_ROWS, "select formula from scope where name = $1",
                                                  DATABASE_PARAMETERS(name), failure);
    const char *formula;
    struct scope_error error;

    if (named == NULL) return false;
    formula = PQntuples(named) == 1 ? PQgetvalue(named, 0, 0) : name;
    if (scope_compile(formula, predicate, &error)) return true;
    fail(failure, OUTCOME_USAGE,
         TR("the scope “%s” is neither a name nor a formula: %s (at %zu)",
            "le périmètre « %s » n'est ni un nom ni une formule : %s (en %zu)"),
         formula, error.text, error.position + 1);
    return fail_remedy(failure,
                       TR("contrepartie scope list shows the names", "contrepartie scope list montre les noms"));
}

bool filters_read(const struct question *question, struct database *database, const char *default_scope,
                  struct filters *filters, struct failure *failure)
{
    const char *scope = question->scope != NULL ? question->scope : default_scope;

    if (question->year != NULL && !read_years(question->year, filters, failure)) return false;
    if (question->entity != NULL && !read_entity(question->entity, database, filters, failure)) return false;
    if (question->document != NULL && strspn(question->document, "0123456789") != strlen(question->document))
        return fail(failure, OUTCOME_USAGE, TR("--document is a number, not %s", "--document est un numéro, pas %s"),
                    question->document);
    filters->has_predicate = scope != NULL;
    return scope == NULL || scope_predicate(database, scope, &filters->predicate, failure);
}

/* The value of a report's parameter, by its name; NULL: everything. */
static const char *filter_value(const struct question *question, const struct filters *filters, const char *name)
{
    const struct {
        const char *name, *value;
    } values[] = {
        {"predicate", filters->has_predicate ? buffer_cstring(&filters->predicate) : NULL},
        {"year_first", filters->has_year ? filters->year_first : NULL},
        {"year_last", filters->has_year ? filters->year_last : NULL},
        {"siren", filters->has_siren ? filters->siren : NULL},
        {"siret", filters->has_siret ? filters->siret : NULL},
        {"norm", filters->has_norm ? filters->norm : NULL},
        {"variant", filters->has_norm ? filters->variant : NULL},
        {"document", question->document},
        {"account", question->account},
        {"function", question->function},
        {"book", question->book},
        {"transfer", question->transfer},
        {"name", question->name},
    };

    for (size_t index = 0; index < sizeof values / sizeof values[0]; index++)
        if (strcmp(values[index].name, name) == 0) return values[index].value;
    return NULL;
}

/* A filter that a report cannot apply is a mistake: the figures would not be those that were asked for. */
static bool check_filters(const struct question *question, const struct report *report, struct failure *failure)
{
    const struct {
        const char *option, *given, *parameter;
    } filters[] = {
        {"entity", question->entity, "siren"},        {"year", question->year, "year_first"},
        {"account", question->account, "account"},    {"function", question->function, "function"},
        {"document", question->document, "document"}, {"book", question->book, "book"},
        {"transfer", question->transfer, "transfer"}, {"scope", question->scope, "predicate"},
    };
    static const char *const books[] = {"accounts", "budget", "vouchers", "commitments"};
    bool known = question->book == NULL;

    for (size_t index = 0; index < sizeof filters / sizeof filters[0]; index++)
        if (filters[index].given != NULL && !report_takes(report, filters[index].parameter))
            return fail(failure, OUTCOME_USAGE,
                        TR("the report %s cannot be limited by --%s", "l'état %s ne peut pas être limité par --%s"),
                        report->name, filters[index].option);
    for (size_t index = 0; index < 4 && !known; index++)
        known = strcmp(books[index], question->book) == 0;
    if (!known)
        return fail(failure, OUTCOME_USAGE,
                    TR("--book is accounts, budget, vouchers or commitments, not %s",
                       "--book vaut accounts, budget, vouchers ou commitments, pas %s"),
                    question->book);
    if (question->entity != NULL && digits_only(question->entity, strlen(question->entity), SIRET_DIGITS) &&
        !report_takes(report, "siret")) {
        fail(failure, OUTCOME_USAGE,
             TR("the report %s is by body, not by establishment",
                "l'état %s est par collectivité, pas par établissement"),
             report->name);
        return fail_remedy(failure, "--entity %.9s", question->entity);
    }
    return true;
}

static bool read_norm(const struct question *question, const struct report *report, struct filters *filters)
{
    const char *dash;

    if (report->parameter_count == 0 || strcmp(report->parameters[0], "norm") != 0 || question->name == NULL)
        return true;
    dash = strchr(question->name, '-');
    if (dash == NULL) return false;
    (void)snprintf(filters->norm, sizeof filters->norm, "%.*s", (int)(dash - question->name), question->name);
    (void)snprintf(filters->variant, sizeof filters->variant, "%s", dash + 1);
    filters->has_norm = true;
    return true;
}

bool question_read(const struct question *question, struct database *database, const struct report *report,
                   struct filters *filters, struct failure *failure)
{
    /* a journal or a document list is not limited to culture unless a scope is asked for */
    const char *scope = report_scope(report);

    return check_filters(question, report, failure) && filters_read(question, database, scope, filters, failure) &&
           (read_norm(question, report, filters) ||
            fail(failure, OUTCOME_USAGE,
                 TR("a chart is NORM-VARIANT, as M57-M57_D", "un plan s'écrit NORME-DECLINAISON, comme M57-M57_D")));
}

static bool is_there(struct database *database, const char *sql, const char *value, bool *ret_there,
                     struct failure *failure)
{
    PGresult *found CLEAN_RESULT = database_query(database, EXPECT_ROWS, sql, DATABASE_PARAMETERS(value), failure);

    *ret_there = found != NULL && PQntuples(found) > 0;
    return found != NULL;
}

bool question_known(const struct question *question, const struct filters *filters, struct database *database,
                    struct failure *failure)
{
    const struct {
        const char *value, *sql, *unknown, *remedy;
    } asked[] = {
        {filters->has_siren ? filters->siren : NULL, "select from body where siren = $1",
         TR("there is no body %s in the ledger", "il n'y a pas d'organisme %s dans le grand livre"),
         TR("Check its number, or import its accounts; the page “Bodies” lists those that are known.",
            "Vérifiez son numéro, ou importez ses comptes ; la page « Collectivités » liste ceux qui sont connus.")},
        {question->transfer,
         "select from transfer t join active_register r using (document_id) where t.transfer_id = $1",
         TR("there is no transfer %s in the register", "il n'y a pas de transfert %s dans le registre"),
         TR("Check its name, or import the register that has it; the page “Transfers” lists those that are known.",
            "Vérifiez son nom, ou importez le registre qui le porte ; la page « Transferts » liste ceux qui sont "
            "connus.")},
        {question->document, "select from document where document_id = $1",
         TR("there is no document %s", "il n'y a pas de document %s"),
         TR("Check its number; the page “Import” lists the documents.",
            "Vérifiez son numéro ; la page « Importer » liste les documents.")}};

    for (size_t index = 0; index < sizeof asked / sizeof asked[0]; index++) {
        bool there = true;
        if (asked[index].value != NULL && !is_there(database, asked[index].sql, asked[index].value, &there, failure))
            return false;
        if (there) continue;
        (void)fail(failure, OUTCOME_NO_INPUT, asked[index].unknown, index == 0 ? question->entity : asked[index].value);
        return fail_remedy(failure, "%s", asked[index].remedy);
    }
    return true;
}

PGresult *question_findings(const struct question *question, struct database *database, const char *code,
                            struct failure *failure)
{
    struct question asked = *question;
    struct filters filters = {0};

    asked.scope = NULL; /* a transfer has its own */
    if (!filters_read(&asked, database, NULL, &filters, failure)) return NULL;
    return findings_query(database,
                          DATABASE_PARAMETERS(filters.has_siren ? filters.siren : NULL,
                                              filters.has_year ? filters.year_first : NULL,
                                              filters.has_year ? filters.year_last : NULL, asked.transfer, code),
                          failure);
}

void question_audit(const struct question *question, const struct filters *filters, struct audit *ret_audit)
{
    *ret_audit = (struct audit){filters->has_siren ? filters->siren : NULL,
                                filters->has_year ? filters->year_first : NULL,
                                filters->has_year ? filters->year_last : NULL,
                                question->transfer,
                                question->as_of,
                                question};
}

static void filter_values(const struct question *question, const struct filters *filters, const struct report *report,
                          const char **values)
{
    for (int index = 0; index < report->parameter_count; index++)
        values[index] = filter_value(question, filters, report->parameters[index]);
}

bool question_run(const struct question *question, struct database *database, const struct report *report,
                  const struct filters *filters, const struct renderer *renderer, long *ret_rows,
                  struct failure *failure)
{
    const char *values[REPORT_PARAMETERS_MAX];

    filter_values(question, filters, report, values);
    return report_run(database, report, values, renderer, ret_rows, failure);
}

bool question_write(const struct question *question, struct database *database, const struct report *report,
                    const struct filters *filters, enum output_format format, FILE *output, long *ret_rows,
                    struct failure *failure)
{
    const char *values[REPORT_PARAMETERS_MAX];

    filter_values(question, filters, report, values);
    return answer_write(question, database, report, values, format, output, ret_rows, failure);
}

static void findings_rows(const PGresult *found, enum output_format format, const struct renderer *renderer)
{
    renderer->begin(renderer->state, findings_columns, FINDINGS_COLUMNS);
    for (int row = 0; row < PQntuples(found); row++) {
        const char *values[FINDINGS_COLUMNS];
        for (int column = 0; column < FINDINGS_COLUMNS; column++)
            values[column] = PQgetisnull(found, row, column) ? NULL : PQgetvalue(found, row, column);
        if (format == OUTPUT_TABLE) values[1] = finding_word(values[1]);
        renderer->row(renderer->state, values);
    }
    renderer->end(renderer->state);
}

bool findings_file(const struct question *question, struct database *database, const PGresult *found,
                   enum output_format format, FILE *output, struct failure *failure)
{
    struct question asked = *question;
    struct filters filters = {0};
    struct workbook *workbook;
    struct renderer renderer;
    struct report report;
    const char *values[REPORT_PARAMETERS_MAX];

    asked.scope = NULL; /* a transfer has its own */
    findings_shape(&report);
    if (format != OUTPUT_XLSX && format != OUTPUT_ODS) {
        renderer = renderer_new(format, report.title[language_get()], output);
        findings_rows(found, format, &renderer);
        renderer_free(&renderer);
        return true;
    }
    if (!filters_read(&asked, database, NULL, &filters, failure)) return false;
    filter_values(&asked, &filters, &report, values);
    workbook = workbook_new(&report, format, output);
    renderer = workbook_renderer(workbook);
    findings_rows(found, format, &renderer);
    return workbook_end(workbook, &asked, database, values, failure);
}
