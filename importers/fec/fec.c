#include "fec/fec.h"

#include "csv/csv.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of the text, and the elements of the XML, which spells some of them in two ways. */
enum {
    FEC_JOURNAL,
    FEC_NUMBER,
    FEC_DATE,
    FEC_ACCOUNT,
    FEC_ACCOUNT_LABEL,
    FEC_REFERENCE,
    FEC_LABEL,
    FEC_DEBIT,
    FEC_CREDIT,
    FEC_AMOUNT,
    FEC_SENSE,
    FEC_VALID,
    FEC_CLOSING, /* of the XML: the last day of the fiscal year */
    FEC_FIELDS
};
static const char *const fields[FEC_FIELDS] = {"JournalCode", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
                                               "PieceRef",    "EcritureLib", "Debit",        "Credit",    "Montant",
                                               "Sens",        "ValidDate",   "DateCloture"};

#define VALUE_MAX 512
#define CODE_MAX  400 /* as the tables of facts take them; labels are cut there */

struct fec {
    struct import_job *job;
    struct reader *reader; /* NULL: text */
    char values[FEC_FIELDS][VALUE_MAX];
    bool present[FEC_FIELDS];
    int field; /* whose text is being read; -1: none */
    long line;
    bool asked, ready; /* asked: whether whose books these are was looked for; ready: it is known */
};

static void tell(struct fec *fec, enum message_level level, const char *code, int field, const char *expected,
                 const char *text)
{
    struct message message = {.level = level, .line = fec->line};

    message_say(&message, code, field < FEC_FIELDS ? fec->values[field] : "", expected, text);
    if (field < FEC_FIELDS)
        (void)snprintf(message.path, sizeof message.path, fec->reader != NULL ? "/comptabilite/exercice//%s" : "%s",
                       fields[field]);
    job_add(fec->job, &message);
}

/* --- whose books, which year ---------------------------------------------------------------------------------- */

/* {SIREN}FEC{YYYYMMDD}: the name the tax office asks for is the only place that says whose file it is. */
static bool name_says(const char *name, int32_t *ret_siren, char *ret_closing)
{
    for (const char *mark = strstr(name, "FEC"); mark != NULL; mark = strstr(mark + 1, "FEC"))
        if (mark - name >= SIREN_DIGITS && digits_only(mark - SIREN_DIGITS, SIREN_DIGITS, SIREN_DIGITS) &&
            strlen(mark) >= 11 && digits_only(mark + 3, 8, 8)) {
            *ret_siren = siren_read(mark - SIREN_DIGITS, SIREN_DIGITS);
            (void)snprintf(ret_closing, 11, "%.4s-%.2s-%.2s", mark + 3, mark + 7, mark + 9);
            return true;
        }
    return false;
}

static bool open_books(struct fec *fec)
{
    struct import_job *job = fec->job;
    struct document *document = job->document;
    char closing[16] = "", named_closing[16] = "", siren[16];
    PGresult *added CLEAN_RESULT = NULL;

    (void)name_says(job->result->file_name, &document->siren, named_closing);
    if (job->options->entity != NULL) document->siren = siren_read(job->options->entity, strlen(job->options->entity));
    if (document->siren == 0) {
        tell(fec, MESSAGE_ERROR, "FEC-101", FEC_FIELDS, "123456789FEC20251231",
             TR("nothing in a FEC says whose books it is: name the file SIRENFECdate, or say --entity SIREN",
                "rien dans un FEC ne dit à qui il est : nommez le fichier SIRENFECdate, ou dites --entity SIREN"));
        return false;
    }
    (void)snprintf(siren, sizeof siren, "%09d", (int)document->siren);
    if (!siren_check(siren, SIREN_DIGITS))
        tell(fec, MESSAGE_WARNING, "FEC-102", FEC_FIELDS, siren,
             TR("the SIREN does not pass its check digit", "la clé du SIREN est fausse"));
    if (!csv_date(fec->values[FEC_CLOSING], closing)) (void)snprintf(closing, sizeof closing, "%s", named_closing);
    if (!text_is_date(closing) && job->options->plan_year != 0)
        (void)snprintf(closing, sizeof closing, "%d-12-31", job->options->plan_year);
    if (!text_is_date(closing)) {
        if (!csv_date(fec->values[FEC_DATE], closing)) {
            tell(fec, MESSAGE_ERROR, "FEC-104", FEC_DATE, "20251231",
                 TR("the date of the entry cannot be read", "la date de l'écriture est illisible"));
            return false;
        }
        (void)snprintf(closing + 4, sizeof closing - 4, "-12-31");
        tell(fec, MESSAGE_WARNING, "FEC-123", FEC_DATE, closing,
             TR("nothing says when the fiscal year ends: the year of the first entry is taken; --year says another",
                "rien ne dit la clôture de l'exercice : l'année de la première écriture est prise ; --year en dit une "
                "autre"));
    }
    (void)snprintf(document->date, sizeof document->date, "%s", closing);
    document->fiscal_year = (int)strtol(closing, NULL, 10);
    /* the closing day, month and day: two fiscal years may close in one calendar year */
    document->stage_number = (int)(strtol(closing + 5, NULL, 10) * 100 + strtol(closing + 8, NULL, 10));
    (void)snprintf(document->norm, sizeof document->norm, "PCG");
    added = database_query(job->database, EXPECT_NOTHING, "select body_find($1, $2)", DATABASE_PARAMETERS(siren, siren),
                           job->failure);
    if (added != NULL) job->posting = posting_begin(job->database, document->siren, job->failure);
    job->broken = job->posting == NULL;
    return !job->broken;
}

/* --- legs ----------------------------------------------------------------------------------------------------- */

static bool amount_of(struct fec *fec, int field, int64_t *ret_cents)
{
    *ret_cents = 0;
    if (fec->values[field][0] == '\0') return true;
    switch (csv_amount(fec->values[field], false, ret_cents)) {
    case CSV_AMOUNT:
        return true;
    case CSV_DECIMALS:
        tell(fec, MESSAGE_ERROR, "FEC-106", field, TR("two decimals", "deux décimales"),
             TR("more than two decimals", "plus de deux décimales"));
        return false;
    default:
        tell(fec, MESSAGE_ERROR, "FEC-103", field, "1234,56",
             TR("not an amount: digits and two decimals, without exponent",
                "ce n'est pas un montant : chiffres et deux décimales, sans exposant"));
        return false;
    }
}

/* Debit and Credit, or Montant and Sens (D, C, 1, -1). */
static bool sides_of(struct fec *fec, struct leg *leg)
{
    int64_t amount;
    const char *sense = fec->values[FEC_SENSE];

    if (fec->values[FEC_DEBIT][0] == '\0' && fec->values[FEC_CREDIT][0] == '\0' && fec->values[FEC_AMOUNT][0] == '\0') {
        tell(fec, MESSAGE_ERROR, "FEC-112", FEC_DEBIT, "0,00",
             TR("a line without any amount: it is cut short", "une ligne sans aucun montant : elle est tronquée"));
        return false;
    }
    if (!fec->present[FEC_DEBIT] && !fec->present[FEC_CREDIT]) {
        bool debit = sense[0] == 'D' || sense[0] == 'd' || strcmp(sense, "1") == 0 || strcmp(sense, "+1") == 0;
        bool credit = sense[0] == 'C' || sense[0] == 'c' || strcmp(sense, "-1") == 0;
        if (debit == credit) {
            tell(fec, MESSAGE_ERROR, "FEC-107", FEC_SENSE, "D, C",
                 TR("neither debit nor credit", "ni débit ni crédit"));
            return false;
        }
        if (!amount_of(fec, FEC_AMOUNT, &amount)) return false;
        *(debit ? &leg->debit : &leg->credit) = amount;
    } else if (!amount_of(fec, FEC_DEBIT, &leg->debit) || !amount_of(fec, FEC_CREDIT, &leg->credit)) {
        return false;
    }
    if (leg->debit < 0 || leg->credit < 0) { /* a negative debit is a credit */
        int64_t debit = (leg->debit > 0 ? leg->debit : 0) + (leg->credit < 0 ? -leg->credit : 0);
        leg->credit = (leg->credit > 0 ? leg->credit : 0) + (leg->debit < 0 ? -leg->debit : 0);
        leg->debit = debit;
        tell(fec, MESSAGE_NOTICE, "FEC-121", FEC_DEBIT, "",
             TR("a negative amount stands on the other side", "un montant négatif est porté de l'autre côté"));
    }
    if (leg->debit != 0 && leg->credit != 0) {
        tell(fec, MESSAGE_ERROR, "FEC-108", FEC_CREDIT, "0,00",
             TR("a line with both a debit and a credit", "une ligne avec un débit et un crédit"));
        return false;
    }
    return true;
}

static bool account_is_good(const char *account)
{
    size_t length = strlen(account);

    return length >= 3 && length <= 30 && strspn(account, "0123456789") >= 3 &&
           strspn(account, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == length;
}

static void leg_read(struct fec *fec)
{
    char date[16] = "", label[VALUE_MAX] = "";
    struct leg leg = {.journal = fec->values[FEC_JOURNAL],
                      .number = fec->values[FEC_NUMBER],
                      .account = fec->values[FEC_ACCOUNT],
                      .account_label = fec->values[FEC_ACCOUNT_LABEL],
                      .reference = fec->values[FEC_REFERENCE],
                      .date = date,
                      .label = label,
                      .source_line = fec->line};
    /* the label of a subsidy names its payer; elsewhere labels may name natural persons */
    bool subsidy = strncmp(leg.account, "74", 2) == 0 || strncmp(leg.account, "13", 2) == 0;

    if (!fec->asked) fec->ready = open_books(fec);
    fec->asked = true; /* without it, the rest of the file is still read for what is wrong with it */
    if (fec->job->broken) return;
    fec->job->document->lines++;
    for (int field = 0; field < FEC_FIELDS; field++)
        if (strlen(fec->values[field]) > CODE_MAX && field != FEC_LABEL && field != FEC_ACCOUNT_LABEL) {
            tell(fec, MESSAGE_ERROR, "FEC-113", field, "400", /* words may be cut, codes and amounts never */
                 TR("a value that is too long", "une valeur trop longue"));
            return;
        }
    if (!account_is_good(leg.account)) {
        tell(fec, MESSAGE_ERROR, "FEC-105", FEC_ACCOUNT, TR("three digits or more", "trois chiffres au moins"),
             TR("not an account of the general chart", "ce n'est pas un compte du plan comptable général"));
        return;
    }
    /* third parties' accounts may be named after them */
    if (leg.account[0] == '4' && !fec->job->options->keep_persons) leg.account_label = "";
    if (!csv_date(fec->values[FEC_DATE], date)) {
        tell(fec, MESSAGE_ERROR, "FEC-104", FEC_DATE, "20251231",
             TR("the date of the entry cannot be read", "la date de l'écriture est illisible"));
        return;
    }
    if (fec->ready && strncmp(date, fec->job->document->date, 10) > 0)
        tell(fec, MESSAGE_WARNING, "FEC-201", FEC_DATE, fec->job->document->date,
             TR("an entry later than the end of the fiscal year", "une écriture postérieure à la clôture"));
    if (fec->values[FEC_VALID][0] == '\0')
        tell(fec, MESSAGE_NOTICE, "FEC-122", FEC_VALID, "",
             TR("an entry without validation date", "une écriture sans date de validation"));
    if (!sides_of(fec, &leg)) return;
    if (subsidy || fec->job->options->keep_persons) (void)snprintf(label, sizeof label, "%s", fec->values[FEC_LABEL]);
    leg.fiscal_year = fec->job->document->fiscal_year;
    if (!fec->ready || (leg.debit == 0 && leg.credit == 0)) return; /* zero moves nothing */
    (void)posting_leg(fec->job->posting, &leg);
}

static void tell_empty(struct fec *fec)
{
    if (fec->job->posting == NULL && fec->job->messages->errors == 0)
        tell(fec, MESSAGE_ERROR, "FEC-111", FEC_FIELDS, "",
             TR("the file holds no entry", "le fichier ne contient aucune écriture"));
}

/* --- text ----------------------------------------------------------------------------------------------------- */

bool fec_sniff(const char *head, size_t length)
{
    static const char *const wanted[] = {"JournalCode", "EcritureNum", "EcritureDate", "CompteNum"};

    return csv_sniff(head, length, wanted, 4) == 4;
}

static bool heading_is_whole(struct fec *fec, const int *places)
{
    static const int mandatory[] = {FEC_JOURNAL, FEC_NUMBER, FEC_DATE, FEC_ACCOUNT};
    bool whole = true;

    for (size_t index = 0; index < sizeof mandatory / sizeof mandatory[0]; index++)
        whole = whole && places[mandatory[index]] >= 0;
    whole = whole && ((places[FEC_DEBIT] >= 0 && places[FEC_CREDIT] >= 0) ||
                      (places[FEC_AMOUNT] >= 0 && places[FEC_SENSE] >= 0));
    if (!whole)
        tell(fec, MESSAGE_ERROR, "FEC-109", FEC_FIELDS, "JournalCode EcritureNum EcritureDate CompteNum Debit Credit",
             TR("a mandatory column is missing (LPF, art. A. 47 A-1)",
                "une colonne obligatoire manque (LPF, art. A. 47 A-1)"));
    return whole;
}

bool fec_read(void *state, struct failure *failure)
{
    struct fec *fec = state;
    struct csv *csv = csv_open(fec->job->path, false, failure);
    char *cells[CSV_CELLS_MAX];
    int places[FEC_FIELDS], count;
    bool going = true;

    if (csv == NULL) return false;
    for (bool heading = true; going && (count = csv_next(csv, cells)) != 0; heading = false) {
        fec->line = csv_line(csv);
        if (count < 0) {
            job_add(fec->job, csv_defect(csv));
            break;
        }
        if (heading) {
            csv_heading(cells, count, fields, FEC_CLOSING, places);
            going = heading_is_whole(fec, places);
            continue;
        }
        for (int field = 0; field < FEC_CLOSING; field++) {
            const char *cell = places[field] >= 0 && places[field] < count ? cells[places[field]] : "";
            fec->present[field] = places[field] >= 0;
            text_copy(cell, strlen(cell), fec->values[field], VALUE_MAX);
        }
        leg_read(fec);
        going = !fec->job->broken;
    }
    csv_close(csv);
    tell_empty(fec);
    if (fec->job->broken) *failure = *fec->job->failure;
    return !fec->job->broken;
}

/* --- XML ------------------------------------------------------------------------------------------------------ */

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct fec *fec = context;

    fec->field = -1;
    if (strcmp(element->name, "ligne") == 0) {
        static const int of_line[] = {FEC_ACCOUNT, FEC_ACCOUNT_LABEL, FEC_DEBIT, FEC_CREDIT, FEC_AMOUNT, FEC_SENSE};
        for (size_t index = 0; index < sizeof of_line / sizeof of_line[0]; index++) {
            fec->values[of_line[index]][0] = '\0';
            fec->present[of_line[index]] = false;
        }
        fec->line = reader_line(reader);
    } else if (strcmp(element->name, "ecriture") == 0) {
        static const int of_entry[] = {FEC_NUMBER, FEC_DATE, FEC_LABEL, FEC_REFERENCE, FEC_VALID};
        for (size_t index = 0; index < sizeof of_entry / sizeof of_entry[0]; index++)
            fec->values[of_entry[index]][0] = '\0';
    } else
        for (int field = 0; field < FEC_FIELDS; field++)
            if (strcmp(element->name, fields[field]) == 0) {
                fec->field = field;
                fec->values[field][0] = '\0';
                fec->present[field] = true;
                reader_text(reader, true);
            }
}

static void on_text(void *context, struct reader *reader, const char *text, size_t length)
{
    struct fec *fec = context;
    size_t used;

    (void)reader;
    if (fec->field < 0) return;
    used = strlen(fec->values[fec->field]);
    text_copy(text, length, fec->values[fec->field] + used, VALUE_MAX - used);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct fec *fec = context;

    if (fec->field >= 0) {
        char *value = fec->values[fec->field], *from = value;
        size_t length;
        while (*from != '\0' && strchr(" \t\r\n", *from) != NULL)
            from++;
        length = strlen(from);
        while (length > 0 && strchr(" \t\r\n", from[length - 1]) != NULL)
            length--;
        memmove(value, from, length);
        value[length] = '\0';
        fec->field = -1;
        reader_text(reader, false);
    }
    if (strcmp(name, "ligne") == 0) {
        leg_read(fec);
        if (fec->job->broken) job_broken(fec->job, reader);
    }
    if (depth == 1) tell_empty(fec);
}

const struct handler fec_handler = {on_start, on_end, on_text};

/* --- both ----------------------------------------------------------------------------------------------------- */

void *fec_begin(struct import_job *job, struct reader *reader)
{
    struct fec *fec = must_alloc(sizeof *fec);

    fec->job = job;
    fec->reader = reader;
    fec->field = -1;
    if (reader != NULL) reader_unsealed(reader);
    job_personal(job); /* names of customers, staff and donors stand in labels and auxiliary accounts */
    return fec;
}

bool fec_finish(void *state, struct failure *failure)
{
    struct fec *fec = state;
    char siren[16], number[16], lines[24];
    PGresult *analyzed CLEAN_RESULT = NULL;

    if (fec->job->messages->errors > 0) return true;
    job_keys(fec->job, siren, number);
    (void)snprintf(lines, sizeof lines, "%lld", (long long)fec->job->document->lines);
    /* unknown legs are joined row by row: minutes for some thousand lines */
    analyzed = database_query(fec->job->database, EXPECT_NOTHING, "select analyze_loaded($1, 'fec_leg')",
                              DATABASE_PARAMETERS(lines), failure);
    return analyzed != NULL &&
           job_defects(fec->job, "select * from fec_defects($1, $2)", DATABASE_PARAMETERS(siren, number), failure);
}

bool fec_settle(void *state, struct failure *failure)
{
    struct fec *fec = state;
    char siren[16], number[16];
    PGresult *posted CLEAN_RESULT = NULL;

    job_keys(fec->job, siren, number);
    posted = database_query(fec->job->database, EXPECT_NOTHING, "select post_fec($1, $2)",
                            DATABASE_PARAMETERS(siren, number), failure);
    return posted != NULL;
}

void fec_end(void *state)
{
    free(state);
}
