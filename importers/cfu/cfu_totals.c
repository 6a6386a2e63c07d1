#include "cfu/cfu_totals.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOTAL_STATEMENT,
    TOTAL_LABEL,
    TOTAL_ACCOUNT,
    TOTAL_CHAPTER,
    TOTAL_DIRECTION,
    TOTAL_SECTION,
    TOTAL_TREATMENT,
    TOTAL_FORECAST,
    TOTAL_ISSUED,
    TOTAL_CANCELLED,
    TOTAL_NET,
    TOTAL_BALANCE,
    TOTAL_PREVIOUS,
    TOTAL_NOTE,
    TOTAL_FIELDS
};
static const char *const names[TOTAL_FIELDS] = {
    "Etat",         "Intitule1",   "Nature",        "Chapitre",     "CodeRD", "Section", "ModeTraitement",
    "MtPrevisions", "MtEmissions", "MtAnnulations", "MtRealNettes", "MtNet",  "MtNet-1", "NoteBasTableau"};

struct cfu_totals {
    struct import_job *job;
    const char *line_name, *budget_name;
    char nomenclature[64], year[16], siret[24], name[64], kind[8], edition_date[16], edition[8], currency[8];
    int32_t budget_id;
    bool ready;
    int line_depth;
    long line;
    char values[TOTAL_FIELDS][280];
    bool present[TOTAL_FIELDS];
};

static void tell(struct cfu_totals *import, struct reader *reader, const char *code, const char *element,
                 const char *found, const char *expected, const char *text)
{
    char path[128];

    (void)snprintf(path, sizeof path, "/DocumentComptable/%s", element);
    job_message(import->job, reader, MESSAGE_ERROR, code, path, found, expected, text);
}

static void read_header(struct cfu_totals *import, const struct element *element)
{
    if (strcmp(element->name, "Nomenclature") == 0)
        (void)element_text(element, "V", import->nomenclature, sizeof import->nomenclature);
    else if (strcmp(element->name, "Exercice") == 0)
        (void)element_text(element, "V", import->year, sizeof import->year);
    else if (strcmp(element->name, "Edition") == 0) {
        (void)element_text(element, "TypeEdition", import->edition, sizeof import->edition);
        (void)element_text(element, "Monnaie", import->currency, sizeof import->currency);
        if (!element_text(element, "DateArrete", import->edition_date, sizeof import->edition_date))
            (void)element_text(element, "DateEdition", import->edition_date, sizeof import->edition_date);
    } else if (strcmp(element->name, "Collectivite") == 0) {
        (void)element_text(element, "Siret", import->siret, sizeof import->siret);
        (void)element_text(element, "Libelle", import->name, sizeof import->name);
        (void)element_text(element, "TypeBC", import->kind, sizeof import->kind);
    }
}

/* The body and year, at the first budget. */
static bool open_document(struct cfu_totals *import, struct reader *reader)
{
    struct document *document = import->job->document;
    const char *dash = strchr(import->nomenclature, '-');

    document->fiscal_year = job_year(import->year);
    if (document->fiscal_year == 0) {
        tell(import, reader, "CFC-102", "EnteteComptable/Infos/Exercice", import->year,
             TR("a year of 4 digits", "une année sur 4 chiffres"),
             TR("the fiscal year is wrong", "l'exercice est faux"));
        return false;
    }
    if (!digits_only(import->siret, strlen(import->siret), SIRET_DIGITS)) {
        tell(import, reader, "CFC-101", "EnteteComptable/Infos/Collectivite/@Siret", import->siret,
             TR("14 digits", "14 chiffres"), TR("the SIRET is wrong", "le SIRET est faux"));
        return false;
    }
    if (import->currency[0] != '\0' && strcmp(import->currency, "EUR") != 0) {
        tell(import, reader, "CFC-103", "EnteteComptable/Infos/Edition/@Monnaie", import->currency, "EUR",
             TR("amounts in another currency than the euro", "montants dans une autre monnaie que l'euro"));
        return false;
    }
    text_copy(import->nomenclature, dash != NULL ? (size_t)(dash - import->nomenclature) : strlen(import->nomenclature),
              document->norm, sizeof document->norm);
    if (dash != NULL) text_copy(dash + 1, strlen(dash + 1), document->variant, sizeof document->variant);
    /* a provisional edition gives way to the next */
    document->project = strcmp(import->edition, "P") == 0;
    if (text_is_date(import->edition_date))
        (void)snprintf(document->date, sizeof document->date, "%s", import->edition_date);
    document->siren = siren_read(import->siret, SIRET_DIGITS);
    text_copy(import->name, strlen(import->name), import->job->result->entity, sizeof import->job->result->entity);
    import->job->posting = posting_begin(import->job->database, document->siren, import->job->failure);
    if (import->job->posting == NULL) job_broken(import->job, reader);
    return import->job->posting != NULL;
}

/* Of the budget whose totals follow: the body's, or one of its annex budgets'. */
static bool open_budget(struct cfu_totals *import, struct reader *reader, const struct element *element)
{
    char siret[24];
    PGresult *found CLEAN_RESULT = NULL;

    if (import->job->posting == NULL && !open_document(import, reader)) return false;
    if (!posting_flush(import->job->posting, import->job->failure)) { /* rows on their way hold the connection */
        job_broken(import->job, reader);
        return false;
    }
    if (!element_text(element, "SIRET", siret, sizeof siret) || !digits_only(siret, strlen(siret), SIRET_DIGITS) ||
        siren_read(siret, SIRET_DIGITS) != import->job->document->siren) {
        tell(import, reader, "CFC-104", "BudgetComptable/@SIRET", siret, import->siret,
             TR("a budget of another body than the document's",
                "le budget d'une autre collectivité que celle du document"));
        return false;
    }
    found = database_query(import->job->database, EXPECT_ROWS, "select code from budget_of_siret($1, '00')",
                           DATABASE_PARAMETERS(siret), import->job->failure);
    if (found == NULL || !job_budget(import->job, import->job->document->siren, import->name, siret,
                                     PQntuples(found) > 0 ? PQgetvalue(found, 0, 0) : "00", import->name,
                                     strcmp(import->kind, "BA") == 0 ? "A" : "P", &import->budget_id)) {
        job_broken(import->job, reader);
        return false;
    }
    if (import->job->document->budget_id == 0) import->job->document->budget_id = import->budget_id;
    return true;
}

static bool read_amount(struct cfu_totals *import, struct reader *reader, int field, struct optional_amount *ret_amount)
{
    ret_amount->given = import->present[field] && import->values[field][0] != '\0';
    if (!ret_amount->given ||
        money_read(import->values[field], strlen(import->values[field]), &ret_amount->cents) == MONEY_READ)
        return true;
    tell(import, reader, "CFC-105", names[field], import->values[field],
         TR("digits, a point, two decimals", "chiffres, point, deux décimales"),
         TR("not an amount", "ce n'est pas un montant"));
    return false;
}

/* Totals, groupings, titles and notes repeat other lines: DETAIL... and BALANCE are what they are made of. */
static bool is_detail(const struct cfu_totals *import)
{
    const char *treatment = import->values[TOTAL_TREATMENT];

    return !import->present[TOTAL_NOTE] &&
           (treatment[0] == '\0' || strncmp(treatment, "DETAIL", 6) == 0 || strncmp(treatment, "BALANCE", 7) == 0);
}

static void end_line(struct cfu_totals *import, struct reader *reader)
{
    struct control_total total = {.budget_id = import->budget_id,
                                  .fiscal_year = import->job->document->fiscal_year,
                                  .statement = import->values[TOTAL_STATEMENT],
                                  .account = import->values[TOTAL_ACCOUNT],
                                  .chapter = import->values[TOTAL_CHAPTER],
                                  .direction = import->values[TOTAL_DIRECTION],
                                  .section = import->values[TOTAL_SECTION],
                                  .label = import->values[TOTAL_LABEL],
                                  .source_line = import->line};

    if (!is_detail(import)) {
        import->job->document->skipped++;
        return;
    }
    import->job->document->lines++;
    if (read_amount(import, reader, TOTAL_FORECAST, &total.forecast) &&
        read_amount(import, reader, TOTAL_ISSUED, &total.issued) &&
        read_amount(import, reader, TOTAL_CANCELLED, &total.cancelled) &&
        read_amount(import, reader, import->present[TOTAL_NET] ? TOTAL_NET : TOTAL_BALANCE, &total.net) &&
        read_amount(import, reader, TOTAL_PREVIOUS, &total.previous))
        (void)posting_total(import->job->posting, &total);
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct cfu_totals *import = context;

    if (import->line_depth > 0) {
        for (int field = 0; field < TOTAL_FIELDS; field++)
            if (strcmp(element->name, names[field]) == 0) {
                import->present[field] = true;
                (void)element_text(element, "V", import->values[field], sizeof import->values[field]);
            }
    } else if (element->name == import->line_name && import->ready) {
        import->line_depth = element->depth;
        import->line = reader_line(reader);
        memset(import->present, 0, sizeof import->present);
        for (int field = 0; field < TOTAL_FIELDS; field++)
            import->values[field][0] = '\0';
    } else if (element->name == import->budget_name) {
        import->ready = open_budget(import, reader, element);
        if (!import->ready) reader_stop(reader);
    } else
        read_header(import, element);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct cfu_totals *import = context;

    (void)name;
    if (depth == import->line_depth) {
        import->line_depth = 0;
        end_line(import, reader);
    }
    if (depth == 1 && import->job->posting == NULL && import->job->messages->errors == 0)
        tell(import, reader, "CFC-106", "BudgetComptable", "", "1",
             TR("the document holds no budget", "le document ne contient aucun budget"));
}

const struct handler cfu_totals_handler = {on_start, on_end, NULL};

void *cfu_totals_begin(struct import_job *job, struct reader *reader)
{
    struct cfu_totals *import = must_alloc(sizeof *import);

    import->job = job;
    import->line_name = reader_name(reader, "LigneComptable");
    import->budget_name = reader_name(reader, "BudgetComptable");
    reader_unsealed(reader);
    return import;
}

bool cfu_totals_finish(void *state, struct failure *failure)
{
    (void)state; /* everything was posted on the way */
    (void)failure;
    return true;
}

void cfu_totals_end(void *state)
{
    free(state);
}
