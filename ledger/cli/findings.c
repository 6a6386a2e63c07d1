/*
 * findings: every rule of sql/rules/CMP-*.sql, in one query. Three words, never one: breach (a written rule is not
 * met), finding (a measured drift), check (the data cannot tell).
 */
#include "cli/command.h"

#include "contrepartie/embedded.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "sql/rules/CMP-"

static const struct column columns[] = {
    {"code", COLUMN_CODE, false, {"Rule", "Règle"}},
    {"level", COLUMN_CODE, false, {"Level", "Niveau"}},
    {"transfer", COLUMN_CODE, false, {"Transfer", "Transfert"}},
    {"siren", COLUMN_CODE, false, {"Recipient", "Bénéficiaire"}},
    {"year", COLUMN_YEAR, false, {"Year", "Exercice"}},
    {"amount", COLUMN_MONEY, false, {"Amount", "Montant"}},
    {"message", COLUMN_TEXT, false, {"Message", "Message"}},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

static const char *const levels[] = {"check", "finding", "breach"};

static int level_rank(const char *level)
{
    for (int rank = 0; rank < 3; rank++)
        if (strcmp(levels[rank], level) == 0) return rank;
    return -1;
}

static const char *level_display(const char *level)
{
    switch (level_rank(level)) {
    case 2:
        return TR("▲ breach", "▲ manquement");
    case 1:
        return TR("■ finding", "■ constat");
    default:
        return TR("● check", "● à vérifier");
    }
}

/* The rule's query without its header comment. */
static void compose(struct buffer *sql)
{
    const char *between = "";

    buffer_text(sql, "select * from (");
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++) {
        if (strncmp(file->path, PREFIX, strlen(PREFIX)) != 0) continue;
        buffer_format(sql, "%s select '%.7s' as code, r.* from (\n%s\n) r", between, file->path + strlen("sql/rules/"),
                      file->begin);
        between = " union all";
    }
    buffer_text(sql, ") f where ($1::integer is null or siren = $1) and ($2::integer is null or year >= $2) and "
                     "($3::integer is null or year <= $3)"
                     " and ($4::text is null or transfer_id = $4) order by code, transfer_id, siren, year");
}

static enum outcome print(const struct request *request, const PGresult *found, enum output_format format,
                          struct failure *failure)
{
    FILE *output = output_open(request, format == OUTPUT_TABLE, failure);
    struct renderer renderer;
    int counts[3] = {0};

    if (output == NULL) return say_failure(failure);
    renderer = renderer_new(format, output);
    renderer.begin(renderer.state, columns, COLUMNS);
    for (int row = 0; row < PQntuples(found); row++) {
        const char *level = PQgetvalue(found, row, 1);
        char siren[16], amount[40];
        const char *values[COLUMNS] = {PQgetvalue(found, row, 0),
                                       format == OUTPUT_TABLE ? level_display(level) : level,
                                       PQgetvalue(found, row, 2),
                                       siren,
                                       PQgetvalue(found, row, 4),
                                       PQgetisnull(found, row, 5) ? NULL : amount,
                                       PQgetvalue(found, row, language_get() == LANGUAGE_FRENCH ? 7 : 6)};
        (void)snprintf(siren, sizeof siren, "%09ld", strtol(PQgetvalue(found, row, 3), NULL, 10));
        (void)snprintf(amount, sizeof amount, "%s", PQgetvalue(found, row, 5));
        counts[level_rank(level)]++;
        renderer.row(renderer.state, values);
    }
    renderer.end(renderer.state);
    renderer_free(&renderer);
    if (format == OUTPUT_TABLE)
        (void)fprintf(output,
                      TR("%d breaches, %d findings, %d to check\n", "%d manquements, %d constats, %d à vérifier\n"),
                      counts[2], counts[1], counts[0]);
    return output_close(output, request, failure) ? OUTCOME_DONE : say_failure(failure);
}

static enum outcome explain(const char *code)
{
    char path[64];
    const char *text;

    (void)snprintf(path, sizeof path, "sql/rules/%.20s.sql", code);
    text = embedded_text(path);
    if (text == NULL) return say_usage(TR("there is no rule %s", "il n'y a pas de règle %s"), code);
    (void)printf("%s\n\n%s\n", code, text);
    return OUTCOME_DONE;
}

static bool reached(const PGresult *found, int threshold)
{
    for (int row = 0; row < PQntuples(found); row++)
        if (level_rank(PQgetvalue(found, row, 1)) >= threshold) return true;
    return false;
}

enum outcome command_findings(struct request *request)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct buffer sql CLEAN_BUFFER = {0};
    struct filters filters = {0};
    PGresult *found CLEAN_RESULT = NULL;
    enum output_format format;
    struct failure failure;
    enum outcome outcome;
    int threshold =
        request->fail_on != NULL && strcmp(request->fail_on, "never") != 0 ? level_rank(request->fail_on) : 3;

    if (threshold < 0)
        return say_usage(
            TR("--fail-on is breach, finding, check or never", "--fail-on vaut breach, finding, check ou never"));
    if (request->operand_count > 0 && strcmp(request->operands[0], "explain") == 0)
        return request->operand_count > 1
                   ? explain(request->operands[1])
                   : say_usage(TR("findings explain: which rule?", "findings explain : quelle règle ?"));
    if (request->operand_count > 0 && strcmp(request->operands[0], "list") != 0)
        return say_usage(TR("findings takes list or explain, not %s", "findings prend list ou explain, pas %s"),
                         request->operands[0]);
    compose(&sql);
    if (!request_format(request, &format, &failure) || !request_open(request, &database, STORE_READER, &failure) ||
        !filters_read(request, &database, NULL, &filters, &failure))
        return say_failure(&failure);
    found = database_query(&database, EXPECT_ROWS, sql.bytes,
                           DATABASE_PARAMETERS(filters.has_siren ? filters.siren : NULL,
                                               filters.has_year ? filters.year_first : NULL,
                                               filters.has_year ? filters.year_last : NULL, request->transfer),
                           &failure);
    if (found == NULL) return say_failure(&failure);
    outcome = print(request, found, format, &failure);
    if (outcome != OUTCOME_DONE) return outcome;
    return reached(found, threshold) ? OUTCOME_FINDINGS : OUTCOME_DONE;
}
