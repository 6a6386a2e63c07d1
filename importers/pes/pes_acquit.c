/*
 * Acquit: the gateway's answer to a PES. A slip that it refused never reached the accountant: its entries are reversed
 * like rejected ones. Its domains: 5 expense, 6 receipt; the others (signature, attachments) concern no entry.
 */
#include "pes/pes.h"

#include "pes/pes_budget.h"
#include "pes/pes_reader.h"

#include "contrepartie/buffer.h"
#include "contrepartie/siren.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACQUIT_DOMAIN, ACQUIT_STATE, ACQUIT_YEAR, ACQUIT_SLIP, ACQUIT_PIECE, ACQUIT_CODE, ACQUIT_FIELDS };
static const char *const names[ACQUIT_FIELDS] = {"DomaineAck", "EtatAck",  "ExerciceBord",
                                                 "NumBord",    "NumPiece", "NumAnoAck"};

struct pes_acquit {
    struct import_job *job;
    struct pes_reader *pes; /* for the header, which is that of a PES */
    const char *element;
    int element_depth, first_year;
    long line;
    bool several_years;
    char values[ACQUIT_FIELDS][24];
};

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct pes_acquit *import = context;

    if (element->name == import->element) {
        import->element_depth = element->depth;
        import->line = reader_line(reader);
        memset(import->values, 0, sizeof import->values);
    } else if (import->element_depth > 0) {
        for (int field = 0; field < ACQUIT_FIELDS; field++)
            if (strcmp(element->name, names[field]) == 0 && import->values[field][0] == '\0')
                (void)element_text(element, "V", import->values[field], sizeof import->values[field]);
    } else
        pes_reader_start(import->pes, reader, element);
}

static void acknowledge(struct pes_acquit *import, struct reader *reader)
{
    const char *domain = import->values[ACQUIT_DOMAIN], *state = import->values[ACQUIT_STATE];
    const char *year = import->values[ACQUIT_YEAR], *slip = import->values[ACQUIT_SLIP];
    bool accepted = strcmp(state, "1") == 0 || strcmp(state, "true") == 0;
    struct voucher_event event = {.direction = strcmp(domain, "6") == 0 ? 'R' : 'D',
                                  .event = accepted ? "acknowledged" : "refused",
                                  .slip_type = "",
                                  .code = import->values[ACQUIT_CODE],
                                  .piece_number = "",
                                  .source_line = import->line};

    if (import->job->posting == NULL && !pes_budget_open(import->job, reader, import->pes)) return;
    import->job->document->lines++;
    if (!accepted && slip[0] == '\0')
        job_message(
            import->job, reader, MESSAGE_WARNING, "PES-215", "/PES_ACQUIT/ACQUIT/ElementACQUIT", domain, "",
            TR("the gateway refused something that is no slip (the file, a signature, an attachment): nothing is "
               "reversed",
               "la passerelle a refusé autre chose qu'un bordereau (fichier, signature, pièce jointe) : rien n'est "
               "contre-passé"));
    if (strcmp(domain, "5") != 0 && strcmp(domain, "6") != 0) return;
    if (slip[0] == '\0' || year[0] == '\0') return;
    if (!digits_only(year, strlen(year), 4) || strspn(slip, "0123456789") != strlen(slip) || strlen(slip) > 9) {
        job_message(import->job, reader, MESSAGE_ERROR, "PES-103", "/PES_ACQUIT/ACQUIT/ElementACQUIT/NumBord", slip,
                    TR("a number", "un numéro"),
                    TR("a slip, piece or line without a readable number",
                       "un bordereau, une pièce ou une ligne sans numéro lisible"));
        return;
    }
    event.fiscal_year = (int)strtol(year, NULL, 10);
    event.slip_number = (int)strtol(slip, NULL, 10);
    if (import->first_year == 0) import->first_year = event.fiscal_year;
    import->several_years = import->several_years || event.fiscal_year != import->first_year;
    event.date = import->job->document->date;
    (void)posting_event(import->job->posting, &event);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct pes_acquit *import = context;

    (void)name;
    if (import->job->broken) return;
    if (depth == import->element_depth) {
        import->element_depth = 0;
        acknowledge(import, reader);
    }
    if (depth == 1 && import->job->posting == NULL && import->job->messages->errors == 0 && !import->job->broken)
        job_message(import->job, reader, MESSAGE_ERROR, "PES-106", "/PES_ACQUIT", "", "ElementACQUIT",
                    TR("the file holds neither a slip nor an attachment",
                       "le fichier ne contient ni bordereau ni pièce jointe"));
}

const struct handler pes_acquit_handler = {on_start, on_end, NULL};

static void on_too_long(void *context, struct reader *reader, const char *element)
{
    struct pes_acquit *import = context;

    job_message(import->job, reader, MESSAGE_ERROR, "PES-113", element, "", "",
                TR("values longer than any schema allows", "des valeurs plus longues que ne le permet aucun schéma"));
}

void *pes_acquit_begin(struct import_job *job, struct reader *reader)
{
    static const struct pes_listener listener = {.too_long = on_too_long}; /* no slip is ever opened */
    struct pes_acquit *import = must_alloc(sizeof *import);

    import->job = job;
    import->pes = pes_reader_new(reader, "Acquit", &listener, import);
    import->element = reader_name(reader, "ElementACQUIT");
    reader_unsealed(reader);
    job_personal(job);
    return import;
}

bool pes_acquit_settle(void *state, struct failure *failure)
{
    struct pes_acquit *import = state;

    import->job->document->fiscal_year = import->several_years ? 0 : import->first_year;
    return pes_settle(import->job, failure);
}

void pes_acquit_end(void *state)
{
    struct pes_acquit *import = state;

    pes_reader_free(import->pes);
    free(import);
}
