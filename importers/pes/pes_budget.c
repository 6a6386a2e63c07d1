#include "pes/pes_budget.h"

#include "contrepartie/buffer.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* About IdColl, at its own line. */
static void header_message(struct import_job *job, const struct pes_reader *pes, enum message_level level,
                           const char *code, const char *found, const char *expected, const char *text)
{
    struct message message = {.level = level, .line = pes_value_line(pes, PES_BODY)};

    (void)snprintf(message.path, sizeof message.path, "/%s/EnTetePES/IdColl",
                   strcmp(job->document->format, "pes-retour") == 0   ? "PES_Retour"
                   : strcmp(job->document->format, "pes-acquit") == 0 ? "PES_ACQUIT"
                                                                      : "PES_Aller");
    message_say(&message, code, found, expected, text);
    job_add(job, &message);
}

bool pes_budget_open(struct import_job *job, struct reader *reader, const struct pes_reader *pes)
{
    struct document *document = job->document;
    const char *siret = pes_value(pes, PES_BODY), *date = pes_value(pes, PES_DATE),
               *name = pes_value(pes, PES_BODY_NAME);
    const char *code = pes_value(pes, PES_BUDGET);
    PGresult *found CLEAN_RESULT = NULL;

    if (!digits_only(siret, strlen(siret), SIRET_DIGITS)) {
        header_message(
            job, pes, MESSAGE_ERROR, "PES-101", siret, TR("14 digits", "14 chiffres"),
            TR("the SIRET of the budget is wrong or missing; the software's editor or the finance office must "
               "mend it",
               "le SIRET du budget est faux ou absent ; à corriger par l'éditeur ou le service financier"));
        reader_stop(reader);
        return false;
    }
    if (!siren_check(siret, SIRET_DIGITS))
        header_message(job, pes, MESSAGE_WARNING, "PES-109", siret, "",
                       TR("the SIRET does not pass its check digit", "la clé du SIRET est fausse"));
    if (date[0] != '\0' && text_is_date(date)) (void)snprintf(document->date, sizeof document->date, "%s", date);
    document->siren = siren_read(siret, SIRET_DIGITS);
    text_copy(name, strlen(name), job->result->entity, sizeof job->result->entity);
    /* a budget is known by its SIRET: the code of Hélios may differ from that of the accounts */
    found = database_query(job->database, EXPECT_ROWS, "select code from budget_of_siret($1, $2)",
                           DATABASE_PARAMETERS(siret, code), job->failure);
    if (found != NULL && PQntuples(found) > 0) code = PQgetvalue(found, 0, 0);
    if (found == NULL ||
        !job_budget(job, document->siren, name[0] != '\0' ? name : siret, siret, code, name,
                    strcmp(pes_value(pes, PES_BUDGET), "00") == 0 ? "P" : "A", &document->budget_id) ||
        (job->posting = posting_begin(job->database, document->siren, job->failure)) == NULL) {
        job_broken(job, reader);
        return false;
    }
    return true;
}

/* The chart of the budget for a year, into the document; *ret_assumed when nothing here says it. */
static bool find_chart(struct import_job *job, int year, bool *ret_assumed)
{
    struct document *document = job->document;
    char siren[16], budget[16], wanted[16];
    PGresult *chart CLEAN_RESULT = NULL;

    (void)snprintf(siren, sizeof siren, "%d", (int)document->siren);
    (void)snprintf(budget, sizeof budget, "%d", (int)document->budget_id);
    (void)snprintf(wanted, sizeof wanted, "%d", year);
    chart = database_query(job->database, EXPECT_ONE_ROW, "select norm, variant, assumed from budget_chart($1, $2, $3)",
                           DATABASE_PARAMETERS(siren, budget, wanted), job->failure);
    if (chart == NULL) return false;
    (void)snprintf(document->norm, sizeof document->norm, "%s", PQgetvalue(chart, 0, 0));
    (void)snprintf(document->variant, sizeof document->variant, "%s", PQgetvalue(chart, 0, 1));
    *ret_assumed = PQgetvalue(chart, 0, 2)[0] == 't';
    return true;
}

struct plan *pes_budget_plan(struct import_job *job, struct reader *reader, int year)
{
    struct document *document = job->document;
    struct plan *plan = NULL;
    bool assumed;

    document->norm[0] = '\0';
    if (find_chart(job, year, &assumed)) {
        if (assumed)
            job_message(job, reader, MESSAGE_NOTICE, "PES-117", "", "", "M57-M57_D",
                        TR("the file does not say its chart, and no account of this budget is here: it is read with "
                           "M57-M57_D; import an account (CA, CFU, BP) first if it has another",
                           "le fichier ne dit pas sa nomenclature, et aucun compte de ce budget n'est là : lu en "
                           "M57-M57_D ; importez d'abord un compte (CA, CFU, BP) s'il en a une autre"));
    }
    if (!job->broken && document->norm[0] != '\0')
        plan = plan_load(job->database, document->norm, document->variant, year, job->failure);
    if (plan == NULL) job_broken(job, reader);
    return plan;
}

/* --- third parties ------------------------------------------------------------------------------------------- */

struct pes_parties {
    int32_t *sirens; /* open addressing, a power of two; 0 is free */
    size_t size, count;
};

struct pes_parties *pes_parties_new(void)
{
    struct pes_parties *parties = must_alloc(sizeof *parties);

    parties->size = 256;
    parties->sirens = must_alloc(parties->size * sizeof *parties->sirens);
    return parties;
}

void pes_parties_free(struct pes_parties *parties)
{
    free(parties->sirens);
    free(parties);
}

static bool set_add(int32_t *sirens, size_t size, int32_t siren)
{
    size_t place = (size_t)((uint32_t)siren * 2654435761u) & (size - 1);

    while (sirens[place] != 0 && sirens[place] != siren)
        place = (place + 1) & (size - 1);
    if (sirens[place] == siren) return false;
    sirens[place] = siren;
    return true;
}

/* True the first time. */
static bool first_seen(struct pes_parties *parties, int32_t siren)
{
    if (4 * parties->count >= 3 * parties->size) {
        int32_t *larger = must_alloc(2 * parties->size * sizeof *larger);
        for (size_t place = 0; place < parties->size; place++)
            if (parties->sirens[place] != 0) (void)set_add(larger, 2 * parties->size, parties->sirens[place]);
        free(parties->sirens);
        parties->sirens = larger;
        parties->size *= 2;
    }
    if (!set_add(parties->sirens, parties->size, siren)) return false;
    parties->count++;
    return true;
}

/* Real files leave the kind of the identifier out, or write a SIRET under another: its length and check digit tell. */
static int32_t party_siren(struct import_job *job, struct reader *reader, const struct pes_reader *pes)
{
    const char *id = pes_value(pes, PES_PARTY_ID), *kind = pes_value(pes, PES_PARTY_ID_KIND);
    size_t length = strlen(id);
    bool siret = strcmp(kind, "01") == 0, siren = strcmp(kind, "02") == 0;

    if ((siret && digits_only(id, length, SIRET_DIGITS)) || (siren && digits_only(id, length, SIREN_DIGITS))) {
        if (!siren_check(id, length))
            job_message(job, reader, MESSAGE_WARNING, "PES-208", "/PES_Aller/*/LigneDePiece/Tiers/InfoTiers/IdTiers",
                        id, "",
                        TR("the SIRET of a third party does not pass its check digit (ERREUR_SIRET)",
                           "la clé du SIRET d'un tiers est fausse (ERREUR_SIRET)"));
        return siren_read(id, length);
    }
    if (kind[0] == '\0' && (length == SIRET_DIGITS || length == SIREN_DIGITS) && digits_only(id, length, length) &&
        siren_check(id, length))
        return siren_read(id, length);
    return 0;
}

int32_t pes_party(struct pes_parties *parties, struct import_job *job, struct reader *reader,
                  const struct pes_reader *pes, int32_t voucher_no, long line_no, bool *natural_person)
{
    struct party party = {.voucher_no = voucher_no, .line_no = line_no, .name = pes_value(pes, PES_PARTY_NAME)};
    bool natural = pes_is_person(PES_PARTY_CATEGORY, pes_value(pes, PES_PARTY_CATEGORY)) ||
                   pes_is_person(PES_PARTY_LEGAL, pes_value(pes, PES_PARTY_LEGAL)) ||
                   pes_is_person(PES_PARTY_ID_KIND, pes_value(pes, PES_PARTY_ID_KIND));

    party.siren = natural && !job->options->keep_persons ? 0 : party_siren(job, reader, pes);
    natural = natural || (pes_value(pes, PES_PARTY_CATEGORY)[0] == '\0' && party.siren == 0); /* it may be one */
    /* the object of the piece may name any of them, and one without a SIREN may be a person under a wrong category */
    *natural_person =
        !job->options->keep_persons && (*natural_person || natural || party.siren == 0 || pes_other_person(pes));
    if (natural && !job->options->keep_persons) return 0;
    if (party.name[0] != '\0' && (party.siren == 0 || first_seen(parties, party.siren)))
        (void)posting_party(job->posting, &party);
    return party.siren;
}

/* --- settling ------------------------------------------------------------------------------------------------ */

bool pes_settle(struct import_job *job, struct failure *failure)
{
    char siren[16], number[16], budget[16];
    bool assumed;
    PGresult *settled CLEAN_RESULT = NULL;

    /* what a return reverses is on the accounts of the budget's chart */
    if (job->document->norm[0] == '\0' && !find_chart(job, job->document->fiscal_year, &assumed)) {
        *failure = *job->failure;
        return false;
    }

    job_keys(job, siren, number);
    (void)snprintf(budget, sizeof budget, "%d", (int)job->document->budget_id);
    settled = database_query(job->database, EXPECT_NOTHING, "select settle($1, $2, $3)",
                             DATABASE_PARAMETERS(siren, number, budget), failure);
    return settled != NULL && job_defects(job, "select * from voucher_defects($1, $2, $3)",
                                          DATABASE_PARAMETERS(siren, number, budget), failure);
}
