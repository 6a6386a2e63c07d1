/* What every command does with a request: open, filter, print. */
#include "cli/command.h"

#include "contrepartie/scope.h"
#include "contrepartie/siren.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum outcome say_failure(const struct failure *failure)
{
    (void)fprintf(stderr, "contrepartie: %s\n", failure->message);
    if (failure->remedy[0] != '\0') (void)fprintf(stderr, "  %s\n", failure->remedy);
    return failure->outcome != OUTCOME_DONE ? failure->outcome : OUTCOME_INTERNAL;
}

bool request_open(const struct request *request, struct database *database, enum store_role role,
                  struct failure *failure)
{
    PGresult *set CLEAN_RESULT = NULL;
    const char *language = language_get() == LANGUAGE_FRENCH ? "fr" : "en";
    const struct passwd *account = getpwuid(getuid());
    char author[64];

    /* copied: the account's entry is the library's, and opening the store looks up another */
    (void)snprintf(author, sizeof author, "%s",
                   getenv("SUDO_USER") != NULL ? getenv("SUDO_USER")
                   : account != NULL           ? account->pw_name
                                               : "");
    if (!database_open(database, &request->store, role, failure)) return false;
    /* a wrong day is refused here, by the database's own reading of dates */
    set = database_query(database, EXPECT_ONE_ROW,
                         "select set_config('contrepartie.language', $1, false), "
                         "set_config('contrepartie.as_of', coalesce($2::date::text, ''), false), "
                         "set_config('contrepartie.author', $3, false), row_security_active('contrepartie.entry')",
                         DATABASE_PARAMETERS(language, request->as_of, author), failure);
    database->limited = set != NULL && PQgetvalue(set, 0, 3)[0] == 't';
    if (set == NULL && request->as_of != NULL) {
        fail(failure, OUTCOME_USAGE,
             TR("--as-of is a day as 2021-06-30, not %s", "--as-of est une date comme 2021-06-30, pas %s"),
             request->as_of);
    }
    return set != NULL;
}

/* --- output -------------------------------------------------------------------------------------------------- */

static bool refuse_svg(struct failure *failure)
{
    return fail(failure, OUTCOME_USAGE,
                TR("only flows are drawn as svg: report flows", "seuls les flux se dessinent en svg : report flows"));
}

static bool format_asked(const struct request *request, enum output_format *ret_format, struct failure *failure)
{
    const char *name = request->format, *dot;

    *ret_format = OUTPUT_TABLE;
    if (name == NULL && request->output != NULL && (dot = strrchr(request->output, '.')) != NULL)
        name = strcmp(dot, ".txt") == 0 ? "table" : dot + 1;
    if (name == NULL || output_format_find(name, ret_format)) return true;
    fail(failure, OUTCOME_USAGE, TR("unknown output format: %s", "format de sortie inconnu : %s"), name);
    return fail_remedy(failure, "table csv csv-fr tsv json ndjson html xlsx ods svg");
}

bool request_format(const struct request *request, enum output_format *ret_format, struct failure *failure)
{
    if (!format_asked(request, ret_format, failure)) return false;
    return *ret_format != OUTPUT_SVG || refuse_svg(failure);
}

static FILE *pager_open(void)
{
    const char *pager = getenv("CONTREPARTIE_PAGER");

    if (pager == NULL) pager = getenv("PAGER");
    if (pager == NULL || *pager == '\0') pager = "less -FIRXS";
    return popen(pager, "we"); // NOLINT(cert-env33-c): a pager is a command line of the user's own
}

FILE *output_open(const struct request *request, bool page, struct failure *failure)
{
    FILE *output = stdout;

    if (request->output != NULL && strcmp(request->output, "-") != 0) {
        output = fopen(request->output, "we");
        if (output == NULL) (void)fail(failure, OUTCOME_CANNOT_WRITE, "%s: %s", request->output, strerror(errno));
        return output;
    }
    if (page && !request->no_pager && isatty(STDOUT_FILENO) && (output = pager_open()) == NULL) output = stdout;
    return output;
}

bool output_close(FILE *output, const struct request *request, struct failure *failure)
{
    bool file = request->output != NULL && strcmp(request->output, "-") != 0;
    bool written = fflush(output) == 0 && ferror(output) == 0;
    int cause = errno;

    if (file)
        written = fclose(output) == 0 && written;
    else if (output != stdout)
        (void)pclose(output);
    if (written || cause == EPIPE) return true;
    return fail(failure, OUTCOME_CANNOT_WRITE, "%s: %s", file ? request->output : "stdout", strerror(cause));
}

/* --- filters ------------------------------------------------------------------------------------------------- */

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

bool filters_read(const struct request *request, struct database *database, const char *default_scope,
                  struct filters *filters, struct failure *failure)
{
    const char *scope = request->scope != NULL ? request->scope : default_scope;

    if (request->year != NULL && !read_years(request->year, filters, failure)) return false;
    if (request->entity != NULL && !read_entity(request->entity, database, filters, failure)) return false;
    if (request->document != NULL && strspn(request->document, "0123456789") != strlen(request->document))
        return fail(failure, OUTCOME_USAGE, TR("--document is a number, not %s", "--document est un numéro, pas %s"),
                    request->document);
    filters->has_predicate = scope != NULL;
    return scope == NULL || scope_predicate(database, scope, &filters->predicate, failure);
}

/* The value of a report's parameter, by its name; NULL: everything. */
static const char *filter_value(const struct request *request, const struct filters *filters, const char *name)
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
        {"document", request->document},
        {"account", request->account},
        {"function", request->function},
        {"book", request->book},
        {"transfer", request->transfer},
        {"name", request->operand_count > 1 ? request->operands[1] : NULL},
    };

    for (size_t index = 0; index < sizeof values / sizeof values[0]; index++)
        if (strcmp(values[index].name, name) == 0) return values[index].value;
    return NULL;
}

static bool has_parameter(const struct report *report, const char *name)
{
    for (int index = 0; index < report->parameter_count; index++)
        if (strcmp(report->parameters[index], name) == 0) return true;
    return false;
}

/* A filter that a report cannot apply is a mistake: the figures would not be those that were asked for. */
static bool check_filters(const struct request *request, const struct report *report, struct failure *failure)
{
    const struct {
        const char *option, *given, *parameter;
    } filters[] = {
        {"entity", request->entity, "siren"},        {"year", request->year, "year_first"},
        {"account", request->account, "account"},    {"function", request->function, "function"},
        {"document", request->document, "document"}, {"book", request->book, "book"},
        {"transfer", request->transfer, "transfer"}, {"scope", request->scope, "predicate"},
    };
    static const char *const books[] = {"accounts", "budget", "vouchers", "commitments"};
    bool known = request->book == NULL;

    for (size_t index = 0; index < sizeof filters / sizeof filters[0]; index++)
        if (filters[index].given != NULL && !has_parameter(report, filters[index].parameter))
            return fail(failure, OUTCOME_USAGE,
                        TR("the report %s cannot be limited by --%s", "l'état %s ne peut pas être limité par --%s"),
                        report->name, filters[index].option);
    for (size_t index = 0; index < 4 && !known; index++)
        known = strcmp(books[index], request->book) == 0;
    if (!known)
        return fail(failure, OUTCOME_USAGE,
                    TR("--book is accounts, budget, vouchers or commitments, not %s",
                       "--book vaut accounts, budget, vouchers ou commitments, pas %s"),
                    request->book);
    if (request->entity != NULL && digits_only(request->entity, strlen(request->entity), SIRET_DIGITS) &&
        !has_parameter(report, "siret")) {
        fail(failure, OUTCOME_USAGE,
             TR("the report %s is by body, not by establishment",
                "l'état %s est par collectivité, pas par établissement"),
             report->name);
        return fail_remedy(failure, "--entity %.9s", request->entity);
    }
    return true;
}

static bool read_norm(const struct request *request, const struct report *report, struct filters *filters)
{
    const char *dash;

    if (report->parameter_count == 0 || strcmp(report->parameters[0], "norm") != 0 || request->operand_count < 2)
        return true;
    dash = strchr(request->operands[1], '-');
    if (dash == NULL) return false;
    (void)snprintf(filters->norm, sizeof filters->norm, "%.*s", (int)(dash - request->operands[1]),
                   request->operands[1]);
    (void)snprintf(filters->variant, sizeof filters->variant, "%s", dash + 1);
    filters->has_norm = true;
    return true;
}

bool request_report(const struct request *request, struct database *database, const char *name, long *ret_rows,
                    struct failure *failure)
{
    struct report report;
    struct filters filters = {0};
    struct renderer renderer;
    enum output_format format;
    const char *values[REPORT_PARAMETERS_MAX];
    FILE *output;
    bool done;

    if (!report_find(name, &report)) {
        fail(failure, OUTCOME_USAGE, TR("no report is called %s", "aucun état ne s'appelle %s"), name);
        return fail_remedy(failure, TR("contrepartie report lists them", "contrepartie report les énumère"));
    }
    if (!format_asked(request, &format, failure) || !check_filters(request, &report, failure)) return false;
    if (format == OUTPUT_SVG && !report_drawable(&report)) return refuse_svg(failure);
    /* a journal or a document list is not limited to culture unless a scope is asked for */
    done = filters_read(request, database,
                        has_parameter(&report, "predicate") && strcmp(name, "journal") != 0 ? report.scope : NULL,
                        &filters, failure) &&
           (read_norm(request, &report, &filters) ||
            fail(failure, OUTCOME_USAGE,
                 TR("a chart is NORM-VARIANT, as M57-M57_D", "un plan s'écrit NORME-DECLINAISON, comme M57-M57_D")));
    if (done && (output = output_open(request, format == OUTPUT_TABLE, failure)) != NULL) {
        for (int index = 0; index < report.parameter_count; index++)
            values[index] = filter_value(request, &filters, report.parameters[index]);
        if (strcmp(name, "compensation") == 0 &&
            (format == OUTPUT_HTML || format == OUTPUT_XLSX || format == OUTPUT_ODS)) {
            struct audit audit = {filters.has_siren ? filters.siren : NULL,
                                  filters.has_year ? filters.year_first : NULL,
                                  filters.has_year ? filters.year_last : NULL, request->transfer, request->as_of};
            done = audit_write(database, &audit, format, output, failure);
            *ret_rows = 1;
        } else {
            renderer = renderer_new(format, report.title[language_get()], output);
            done = report_run(database, &report, values, &renderer, ret_rows, failure);
            renderer_free(&renderer);
        }
        done = output_close(output, request, failure) && done;
    } else
        done = false;
    buffer_free(&filters.predicate);
    return done;
}
