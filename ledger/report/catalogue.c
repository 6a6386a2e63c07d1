#include "contrepartie/report.h"

#include "report/sankey.h"

#include "contrepartie/buffer.h"
#include "contrepartie/embedded.h"
#include "contrepartie/text.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "sql/reports/"

static const char *const type_names[] = {"code", "text", "money", "ratio", "integer", "year", "date", "boolean"};

/* Copies up to a delimiter or the end of the line, without the spaces around. */
static const char *take(const char *from, const char *delimiters, char *to, size_t size)
{
    size_t length = strcspn(from, delimiters), kept;
    const char *rest = from + length;

    while (length > 0 && *from == ' ') {
        from++;
        length--;
    }
    while (length > 0 && from[length - 1] == ' ')
        length--;
    kept = length < size ? length : size - 1;
    memcpy(to, from, kept);
    to[kept] = '\0';
    return *rest == '|' ? rest + 1 : rest;
}

static void read_column(struct report *report, const char *line)
{
    struct column *column = &report->columns[report->column_count];
    char words[96], type[16] = "";
    char *space;

    if (report->column_count == REPORT_COLUMNS_MAX) abort();
    line = take(line, "|\n", words, sizeof words);
    space = strchr(words, ' ');
    if (space != NULL) {
        *space = '\0';
        column->hidden = strstr(space + 1, "hidden") != NULL;
        (void)take(space + 1, " ", type, sizeof type);
    }
    (void)take(words, "", column->name, sizeof column->name);
    for (size_t index = 0; index < sizeof type_names / sizeof type_names[0]; index++)
        if (strcmp(type_names[index], type) == 0) column->type = (enum column_type)index;
    line = take(line, "|\n", column->label[LANGUAGE_ENGLISH], sizeof column->label[0]);
    (void)take(line, "|\n", column->label[LANGUAGE_FRENCH], sizeof column->label[0]);
    report->column_count++;
}

static void read_parameters(struct report *report, const char *line)
{
    while (*line != '\n' && *line != '\0') {
        while (*line == ' ')
            line++;
        if (*line == '\n') return;
        if (report->parameter_count == REPORT_PARAMETERS_MAX) abort();
        line = take(line, " \n", report->parameters[report->parameter_count++], sizeof report->parameters[0]);
    }
}

/* "opened,realised /journal?entity={siren} when kind=funding": the columns, the address, the rows if not all. */
static void read_lead(struct report *report, const char *line)
{
    int lead = report->lead_count++;
    size_t length;

    if (lead == REPORT_LEADS_MAX) abort();
    while (*line == ' ')
        line++;
    length = strcspn(line, " \n");
    (void)take(line, " \n", report->leads[lead].columns, sizeof report->leads[lead].columns);
    line += length + strspn(line + length, " ");
    length = strcspn(line, " \n");
    (void)take(line, " \n", report->leads[lead].address, sizeof report->leads[lead].address);
    if (strncmp(line + length, " when ", 6) != 0) return;
    line += length + 6;
    length = strcspn(line, "=\n");
    (void)take(line, "=\n", report->leads[lead].column, sizeof report->leads[lead].column);
    (void)take(line + length + 1, "\n", report->leads[lead].value, sizeof report->leads[lead].value);
}

static uint32_t column_bit(const struct report *report, const char *name)
{
    for (int index = 0; index < report->column_count; index++)
        if (strcmp(report->columns[index].name, name) == 0) return UINT32_C(1) << index;
    abort(); /* a header that names what it does not have */
}

/* "debit,credit by siren,year,book" */
static void read_totals(struct report *report, const char *line)
{
    uint32_t *columns = &report->summed;
    char name[sizeof report->columns[0].name];

    while (*line != '\n') {
        size_t length = strcspn(line, ", \n");
        (void)take(line, ", \n", name, sizeof name);
        if (strcmp(name, "by") == 0)
            columns = &report->summed_by;
        else if (length > 0)
            *columns |= column_bit(report, name);
        line += length + strspn(line + length, ", ");
    }
}

static const char *field(const char *line, const char *name)
{
    size_t length = strlen(name);

    return strncmp(line, "-- ", 3) == 0 && strncmp(line + 3, name, length) == 0 ? line + 3 + length : NULL;
}

bool report_find(const char *name, struct report *ret_report)
{
    char path[96];
    const char *line, *rest;

    *ret_report = (struct report){.scope = "culture"};
    if (strlen(name) >= sizeof ret_report->name) return false;
    (void)snprintf(path, sizeof path, PREFIX "%s.sql", name);
    (void)snprintf(ret_report->name, sizeof ret_report->name, "%s", name);
    ret_report->sql = embedded_text(path);
    for (line = ret_report->sql; line != NULL && strncmp(line, "--", 2) == 0; line = strchr(line, '\n') + 1) {
        if ((rest = field(line, "title:")) != NULL) {
            rest = take(rest, "|\n", ret_report->title[LANGUAGE_ENGLISH], sizeof ret_report->title[0]);
            (void)take(rest, "|\n", ret_report->title[LANGUAGE_FRENCH], sizeof ret_report->title[0]);
        } else if ((rest = field(line, "about:")) != NULL) {
            rest = take(rest, "|\n", ret_report->about[LANGUAGE_ENGLISH], sizeof ret_report->about[0]);
            (void)take(rest, "|\n", ret_report->about[LANGUAGE_FRENCH], sizeof ret_report->about[0]);
        } else if ((rest = field(line, "scope:")) != NULL)
            (void)take(rest, "\n", ret_report->scope, sizeof ret_report->scope);
        else if ((rest = field(line, "parameters:")) != NULL)
            read_parameters(ret_report, rest);
        else if (field(line, "compares:") != NULL)
            ret_report->compares = true;
        else if (field(line, "hidden:") != NULL)
            ret_report->hidden = true;
        else if ((rest = field(line, "column:")) != NULL)
            read_column(ret_report, rest);
        else if ((rest = field(line, "leads:")) != NULL)
            read_lead(ret_report, rest);
        else if ((rest = field(line, "totals:")) != NULL)
            read_totals(ret_report, rest);
    }
    return ret_report->sql != NULL;
}

const char *report_name(size_t index, char *buffer, size_t size)
{
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++)
        if (strncmp(file->path, PREFIX, strlen(PREFIX)) == 0 && index-- == 0) {
            (void)snprintf(buffer, size, "%.*s", (int)(strlen(file->path) - strlen(PREFIX) - 4),
                           file->path + strlen(PREFIX));
            return buffer;
        }
    return NULL;
}

bool report_takes(const struct report *report, const char *name)
{
    for (int index = 0; index < report->parameter_count; index++)
        if (strcmp(report->parameters[index], name) == 0) return true;
    return false;
}

/* The journal shows every entry until it is asked for some. */
const char *report_scope(const struct report *report)
{
    return report_takes(report, "predicate") && strcmp(report->name, "journal") != 0 ? report->scope : NULL;
}

bool report_drawable(const struct report *report)
{
    struct sankey *sankey = sankey_new(report->columns, report->column_count);

    free(sankey);
    return sankey != NULL;
}

/* The one place where texts that came from a file go to a renderer: ends of line and tabs are the renderer's. */
static const char *neutral(char *text)
{
    text_neutral(text, "\t\n\r");
    return text;
}

bool report_run(struct database *database, const struct report *report, const char *const *values,
                const struct renderer *renderer, long *ret_rows, struct failure *failure)
{
    const char *cells[REPORT_COLUMNS_MAX];
    char name[sizeof report->name + 24];
    struct buffer first CLEAN_BUFFER = {0};
    const char *sql = report->sql;
    PGresult *result;
    bool done = true;

    *ret_rows = 0;
    if (report->rows_max > 0) { /* the report's order is its own: the server keeps it */
        buffer_format(&first, "select * from (%.*s) r limit %ld", (int)strlen(sql) - (int)strlen(strrchr(sql, ';')),
                      sql, report->rows_max);
        sql = first.bytes;
    }
    if (report->compares && !database_whole(database, failure)) return false;
    (void)snprintf(name, sizeof name, "%s %ld", report->name, report->rows_max);
    if (!database_ask(database, name, sql, (struct parameters){report->parameter_count, values}, failure)) return false;
    renderer->begin(renderer->state, report->columns, report->column_count);
    while ((result = PQgetResult(database->connection)) != NULL) {
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_SINGLE_TUPLE && PQnfields(result) == report->column_count) {
            for (int column = 0; column < report->column_count; column++)
                cells[column] = PQgetisnull(result, 0, column) ? NULL : neutral(PQgetvalue(result, 0, column));
            renderer->row(renderer->state, cells);
            ++*ret_rows;
        } else if (status == PGRES_SINGLE_TUPLE) {
            done = fail(failure, OUTCOME_INTERNAL, "report %s declares %d columns and gives %d", report->name,
                        report->column_count, PQnfields(result));
        } else if (status != PGRES_TUPLES_OK) {
            done = database_failure(database, result, failure);
        }
        PQclear(result);
    }
    renderer->end(renderer->state);
    return done;
}
