/* Transfers that do not exist yet: a register is sent, read in a transaction that is rolled back, and shown beside
   itself without its assumptions. */
#include "web/web.h"

#include <stdlib.h>
#include <string.h>

static void form_write(struct visit *visit)
{
    (void)fprintf(
        visit->output,
        "<form class=\"drop\" method=\"post\" action=\"/simulation\" enctype=\"multipart/form-data\">\n"
        "<p><label for=\"study\">%s</label> <input id=\"study\" type=\"file\" name=\"file\" required></p>\n"
        "<p><label>%s <input name=\"index\" placeholder=\"DGF\"></label></p>\n"
        "<p><label>%s <input name=\"operating-years\" inputmode=\"numeric\" pattern=\"[0-9]{1,2}\"></label></p>\n"
        "<p><label>%s <select name=\"key\"><option value=\"\">%s</option><option "
        "value=\"population\">%s</option><option "
        "value=\"spending\">%s</option></select></label></p>\n<p><button>%s</button></p>\n</form>\n",
        TR("Register of the study (XML)", "Registre de l'étude (XML)"),
        TR("Index of the mean (none: not indexed)", "Indice de la moyenne (none : sans indice)"),
        TR("Mean of the last … years", "Moyenne des … dernières années"), TR("Sharing key", "Clé de répartition"),
        TR("of the register", "celle du registre"), TR("population", "population"), TR("spending", "dépense"),
        TR("Simulate", "Simuler"));
}

bool page_simulation(struct visit *visit, struct failure *failure)
{
    (void)failure;
    page_begin(visit, TR("Simulate a transfer", "Simuler un transfert"));
    (void)fprintf(visit->output, "<p>%s</p>\n",
                  TR("Nothing is written: the study is read, computed and forgotten.",
                     "Rien n'est écrit : l'étude est lue, calculée, puis oubliée."));
    if (visit->server->options->read_only)
        (void)fprintf(visit->output, "<p class=\"notice\">%s</p>\n",
                      TR("This server only reads.", "Ce serveur ne fait que lire."));
    else
        form_write(visit);
    page_end(visit);
    return true;
}

static bool show(void *context, struct database *database, const struct import_result *result, struct failure *failure)
{
    struct visit *visit = context;
    struct report report;
    const char *key = visit_field(visit, "key"), *index = visit_field(visit, "index"),
               *years = visit_field(visit, "operating-years");
    char document[16];

    (void)database; /* the visit's own */
    if (strcmp(result->document.format, "register") != 0)
        return fail(failure, OUTCOME_DATA,
                    TR("a study is a register, not a %s document", "une étude est un registre, pas un document %s"),
                    result->document.format);
    (void)snprintf(document, sizeof document, "%d", (int)result->document.number);
    if (!report_find("simulation", &report)) return false;
    if (!table_write(visit, &report, TR("With these assumptions", "Avec ces hypothèses"),
                     (const char *const[]){document, index, years, key, NULL}, failure))
        return false;
    return (key == NULL && index == NULL && years == NULL) ||
           table_write(visit, &report, TR("As the register says", "Telle que le registre la décrit"),
                       (const char *const[]){document, NULL, NULL, NULL, NULL}, failure);
}

bool do_simulate(struct visit *visit, struct failure *failure)
{
    struct import_options options = {.dry_run = true, .quiet = true, .inspect = show, .inspect_context = visit};
    struct import_result result = {.status = IMPORT_REFUSED};
    const char *years = visit_field(visit, "operating-years"), *key = visit_field(visit, "key");
    bool done;

    if (visit->upload_count != 1) return fail(failure, OUTCOME_USAGE, TR("which register?", "quel registre ?"));
    if (years != NULL && (strspn(years, "0123456789") != strlen(years) || strlen(years) > 2 ||
                          (int)strtol(years, NULL, 10) < 1 || (int)strtol(years, NULL, 10) > 50))
        return fail(failure, OUTCOME_USAGE,
                    TR("the years of the mean are 1 to 50", "les années de la moyenne vont de 1 à 50"));
    if (key != NULL && strcmp(key, "population") != 0 && strcmp(key, "spending") != 0)
        return fail(failure, OUTCOME_USAGE,
                    TR("the key is population or spending", "la clé est population ou spending"));
    if (!visit_open(visit, STORE_IMPORTER, failure)) return false;
    page_begin(visit, TR("Simulation", "Simulation"));
    reading_begin();
    done = import_file(visit->database, visit->uploads[0].path, visit->uploads[0].name, &options, &result, failure);
    reading_end();
    if (done && result.status != IMPORT_CHECKED) {
        done = messages_good(&result.messages, result.file_name, failure) &&
               fail(failure, OUTCOME_DATA,
                    TR("this register is in force already: a study is of transfers that are not",
                       "ce registre est déjà en vigueur : une étude porte sur ce qui ne l'est pas"));
    }
    messages_free(&result.messages);
    if (!done) return false;
    form_write(visit);
    page_end(visit);
    return true;
}
