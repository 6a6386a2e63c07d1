/* simulate: a register of transfers that do not exist yet, read and posted in a transaction that is rolled back. */
#include "cli/command.h"

#include "contrepartie/importer.h"
#include "contrepartie/json.h"
#include "contrepartie/siren.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct simulation {
    struct request *request;
    struct buffer keys; /* a JSON object of weights read from --key FILE, or empty */
};

/* Lines "siren;weight" (or a comma): the key that an auditor brings. */
static bool read_keys(const char *path, struct buffer *keys, struct failure *failure)
{
    FILE *file = fopen(path, "re");
    char line[256];
    bool weighs = false;
    long number = 0;

    if (file == NULL) return fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    buffer_text(keys, "{");
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strcspn(line, ";,");
        char *weight = line + length + (line[length] != '\0');
        number++;
        weight[strcspn(weight, "\r\n")] = '\0';
        if (!digits_only(line, length, SIREN_DIGITS) && number == 1) continue; /* a heading */
        if (!digits_only(line, length, SIREN_DIGITS) || *weight == '\0' || strlen(weight) > 30 ||
            strspn(weight, "0123456789.") != strlen(weight) || strchr(weight, '.') != strrchr(weight, '.') ||
            strcmp(weight, ".") == 0) {
            (void)fclose(file);
            return fail(failure, OUTCOME_DATA, TR("%s:%ld: expected SIREN;weight", "%s:%ld : attendu SIREN;poids"),
                        path, number);
        }
        weighs = weighs || strspn(weight, "0.") != strlen(weight);
        line[length] = '\0';
        json_text_field(keys, line, weight);
    }
    buffer_text(keys, "}");
    (void)fclose(file);
    return weighs || fail(failure, OUTCOME_DATA, TR("%s: no weight above 0", "%s : aucun poids supérieur à 0"), path);
}

/* An index the register does not give would leave the figures as they are, and say otherwise. */
static bool index_known(struct database *database, const char *document, const char *index, struct failure *failure)
{
    PGresult *rates CLEAN_RESULT = NULL;

    if (index == NULL || strcmp(index, "none") == 0) return true;
    rates = database_query(database, EXPECT_ROWS,
                           "select 1 from index_rate where document_id = $1 and index_id = $2 limit 1",
                           DATABASE_PARAMETERS(document, index), failure);
    if (rates == NULL) return false;
    return PQntuples(rates) == 1 ||
           fail(failure, OUTCOME_USAGE, TR("the register gives no index %s", "le registre ne donne pas d'indice %s"),
                index);
}

static bool key_known(struct database *database, const char *document, const struct buffer *keys,
                      struct failure *failure)
{
    PGresult *weighed CLEAN_RESULT = NULL;

    if (keys->length == 0) return true;
    weighed = database_query(database, EXPECT_ROWS,
                             "select 1 from transfer_part where document_id = $1 and name in ('right', 'today') "
                             "and ($2::jsonb->>(attributes->>'siren'))::numeric > 0 limit 1",
                             DATABASE_PARAMETERS(document, keys->bytes), failure);
    if (weighed == NULL) return false;
    return PQntuples(weighed) == 1 || fail(failure, OUTCOME_DATA,
                                           TR("the key gives no recipient of the study a weight",
                                              "la clé ne donne de poids à aucun bénéficiaire de l'étude"));
}

static bool show(void *context, struct database *database, const struct import_result *result, struct failure *failure)
{
    struct simulation *simulation = context;
    struct request *request = simulation->request;
    struct report report;
    enum output_format format;
    char document[16];
    FILE *output;
    long rows;
    bool done;

    if (strcmp(result->document.format, "register") != 0)
        return fail(
            failure, OUTCOME_DATA,
            TR("%s is a %s document: a study is a register", "%s est un document %s : une étude est un registre"),
            request->operands[0], result->document.format);
    (void)snprintf(document, sizeof document, "%d", (int)result->document.number);
    if (!index_known(database, document, request->index, failure)) return false;
    if (!report_find("simulation", &report) || !request_format(request, &format, failure)) return false;
    if (!key_known(database, document, &simulation->keys, failure)) return false;
    output = output_open(request, format == OUTPUT_TABLE, failure);
    if (output == NULL) return false;
    done = answer_write(&request->asked, database, &report,
                        (const char *const[]){document, request->index, request->operating_years, request->key,
                                              simulation->keys.length > 0 ? simulation->keys.bytes : NULL},
                        format, output, &rows, failure);
    return output_close(output, request, failure) && done;
}

enum outcome command_simulate(struct request *request)
{
    struct simulation simulation = {.request = request};
    struct import_options options = {.dry_run = true, .quiet = true, .inspect = show, .inspect_context = &simulation};
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct import_result result = {0};
    struct failure failure;
    enum outcome outcome = OUTCOME_DONE;

    if (request->operand_count != 1) return say_usage(TR("simulate: which register?", "simulate : quel registre ?"));
    if (request->operating_years != NULL &&
        (strspn(request->operating_years, "0123456789") != strlen(request->operating_years) ||
         strtol(request->operating_years, NULL, 10) < 1 || strtol(request->operating_years, NULL, 10) > 50))
        return say_usage(TR("--operating-years is 1 to 50", "--operating-years va de 1 à 50"));
    if (request->key != NULL && strcmp(request->key, "population") != 0 && strcmp(request->key, "spending") != 0 &&
        !read_keys(request->key, &simulation.keys, &failure)) {
        buffer_free(&simulation.keys);
        return say_failure(&failure);
    }
    if (!request_open(request, &database, STORE_IMPORTER, &failure) ||
        !import_file(&database, request->operands[0], NULL, &options, &result, &failure))
        outcome = say_failure(&failure);
    else if (result.status != IMPORT_CHECKED) {
        for (size_t index = 0; index < result.messages.count; index++)
            (void)fprintf(stderr, "%s:%ld: %s %s (%s) %s\n", result.file_name, result.messages.all[index].line,
                          result.messages.all[index].code, result.messages.all[index].text,
                          result.messages.all[index].found, result.messages.all[index].expected);
        if (result.messages.count == 0)
            (void)fprintf(
                stderr,
                TR("contrepartie: %s is in force already, as document %d: a study is of transfers that are not\n",
                   "contrepartie : %s est déjà en vigueur (document %d) : une étude porte sur ce qui ne l'est pas\n"),
                request->operands[0], (int)result.other);
        outcome = OUTCOME_DATA;
    }
    messages_free(&result.messages);
    buffer_free(&simulation.keys);
    return outcome;
}
