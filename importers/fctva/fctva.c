#include "fctva/fctva.h"

#include "pes/pes_budget.h"
#include "pes/pes_mapping.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Elements hold text. Those of a level are forgotten when the next of its kind begins. */
enum {
    FCTVA_NAME,
    FCTVA_SIRET,
    FCTVA_YEAR,
    FCTVA_NUMBER, /* first of an order */
    FCTVA_KIND,
    FCTVA_ISSUED,
    FCTVA_LINE, /* first of a line */
    FCTVA_AMOUNT,
    FCTVA_ACCOUNT,
    FCTVA_FUNCTION,
    FCTVA_FIELDS
};
#define ACCOUNT_MAX  30 /* as in any format: docs/reference/limits.md */
#define FUNCTION_MAX 10
static const char *const names[FCTVA_FIELDS] = {"Libelle",      "Siret",        "CodeExercice", "Numero",
                                                "TypeMandat",   "DateEmission", "NumLigne",     "Montant",
                                                "CompteNature", "Fonction"};

struct fctva {
    struct import_job *job;
    struct plan *plan;
    char values[FCTVA_FIELDS][128], supplier[24];
    char *text; /* where the text in hand goes, or NULL */
    bool in_order, in_supplier, ready, asked;
    int32_t voucher_no;
    int64_t first_entry, amount;
    long line, order_line, header_lines[FCTVA_NUMBER];
};

static void tell(struct fctva *fctva, const char *code, int field, const char *expected, const char *text)
{
    struct message message = {.level = MESSAGE_ERROR,
                              .line = field < FCTVA_NUMBER ? fctva->header_lines[field] : fctva->line};

    (void)snprintf(message.path, sizeof message.path, "/FCTVA/BudgetCollectivite//Mandat[%.20s]/%s",
                   fctva->values[FCTVA_NUMBER], names[field]);
    message_say(&message, code, fctva->values[field], expected, text);
    job_add(fctva->job, &message);
}

static bool open_budget(struct fctva *fctva, struct reader *reader)
{
    struct import_job *job = fctva->job;
    const char *siret = fctva->values[FCTVA_SIRET], *year = fctva->values[FCTVA_YEAR];
    PGresult *found CLEAN_RESULT = NULL;

    if (!digits_only(siret, strlen(siret), SIRET_DIGITS)) {
        tell(fctva, "FCT-101", FCTVA_SIRET, TR("14 digits", "14 chiffres"),
             TR("the SIRET of the budget is wrong", "le SIRET du budget est faux"));
        return false;
    }
    job->document->fiscal_year = job_year(year);
    if (job->document->fiscal_year == 0) {
        tell(fctva, "FCT-102", FCTVA_YEAR,
             TR("a year of 4 digits, 1990 to 2100", "une année sur 4 chiffres, de 1990 à 2100"),
             TR("the fiscal year is wrong", "l'exercice est faux"));
        return false;
    }
    job->document->siren = siren_read(siret, SIRET_DIGITS);
    (void)snprintf(job->result->entity, sizeof job->result->entity, "%s", fctva->values[FCTVA_NAME]);
    found = database_query(job->database, EXPECT_ROWS, "select code from budget_of_siret($1, '00')",
                           DATABASE_PARAMETERS(siret), job->failure);
    if (found == NULL ||
        !job_budget(job, job->document->siren, fctva->values[FCTVA_NAME], siret,
                    PQntuples(found) > 0 ? PQgetvalue(found, 0, 0) : "00", fctva->values[FCTVA_NAME], "P",
                    &job->document->budget_id) ||
        (job->posting = posting_begin(job->database, job->document->siren, job->failure)) == NULL) {
        job_broken(job, reader);
        return false;
    }
    fctva->plan = pes_budget_plan(job, reader, job->document->fiscal_year);
    return fctva->plan != NULL;
}

static bool is_code(const char *text, size_t longest)
{
    return strlen(text) <= longest && strspn(text, "0123456789") == strlen(text);
}

static void post_line(struct fctva *fctva)
{
    const char *account = fctva->values[FCTVA_ACCOUNT], *function = fctva->values[FCTVA_FUNCTION];
    const char *counter = pes_counter_account('D', PES_ORDINARY, account, "", false);
    const struct plan_account *known = plan_account_above(fctva->plan, counter, strlen(counter));
    bool in_plan;
    struct plan_place place = plan_place(fctva->plan, account, strlen(account), 'D', PLAN_REAL, &in_plan);
    struct entry entry = {.book = BOOK_VOUCHERS,
                          .direction = 'D',
                          .section = place.section != 0 ? place.section : 'I',
                          .operation = OPERATION_REAL,
                          .fiscal_year = fctva->job->document->fiscal_year,
                          .account = account,
                          .account_length = strlen(account),
                          .chapter = place.chapter,
                          .chapter_length = place.chapter_length,
                          .function = function,
                          .function_length = strlen(function),
                          .counter_account =
                              known != NULL && plan_account(fctva->plan, counter, strlen(counter)) == NULL ? known->code
                                                                                                           : counter,
                          .counterparty = siren_read(fctva->supplier, strlen(fctva->supplier)),
                          .voucher_no = fctva->voucher_no,
                          .date = text_is_date(fctva->values[FCTVA_ISSUED]) ? fctva->values[FCTVA_ISSUED] : "",
                          .source_line = fctva->line,
                          .source_ordinal = strtol(fctva->values[FCTVA_LINE], NULL, 10)};

    if (!is_code(account, ACCOUNT_MAX) || account[0] == '\0') {
        tell(fctva, "FCT-103", FCTVA_ACCOUNT, TR("at most 30 digits", "au plus 30 chiffres"),
             TR("not an account code", "ce n'est pas un code de compte"));
        return;
    }
    if (!is_code(function, FUNCTION_MAX)) {
        tell(fctva, "FCT-103", FCTVA_FUNCTION, TR("at most 10 digits", "au plus 10 chiffres"),
             TR("not a function code", "ce n'est pas un code de fonction"));
        return;
    }
    if (!is_code(fctva->values[FCTVA_LINE], 9)) {
        tell(fctva, "FCT-107", FCTVA_LINE, TR("at most 9 digits", "au plus 9 chiffres"),
             TR("not the number of a line", "ce n'est pas un numéro de ligne"));
        return;
    }
    if (money_read(fctva->values[FCTVA_AMOUNT], strlen(fctva->values[FCTVA_AMOUNT]), &entry.amount) != MONEY_READ) {
        tell(fctva, "FCT-104", FCTVA_AMOUNT, "1234.56",
             TR("not an amount: digits, a point, two decimals, without exponent",
                "ce n'est pas un montant : chiffres, point, deux décimales, sans exposant"));
        return;
    }
    if (strcmp(fctva->values[FCTVA_KIND], "Annulation") == 0) entry.amount = -entry.amount;
    if (!money_add(&fctva->amount, entry.amount)) {
        tell(fctva, "FCT-106", FCTVA_AMOUNT, "",
             TR("the sum of the amounts is beyond any budget", "la somme des montants dépasse tout budget"));
        return;
    }
    (void)posting_entry(fctva->job->posting, &entry);
}

static void end_order(struct fctva *fctva)
{
    const char *date = fctva->values[FCTVA_ISSUED];
    struct voucher voucher = {.entries = posting_entries(fctva->job->posting) - fctva->first_entry,
                              .amount = fctva->amount,
                              .fiscal_year = fctva->job->document->fiscal_year,
                              .direction = 'D',
                              .slip_type = "",
                              .piece_number = fctva->values[FCTVA_NUMBER],
                              .piece_type = fctva->values[FCTVA_KIND],
                              .piece_nature = "",
                              .date = text_is_date(date) ? date : "",
                              .attachments = "",
                              .label = "",
                              .source_line = fctva->order_line};

    (void)posting_voucher(fctva->job->posting, &voucher);
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct fctva *fctva = context;

    fctva->text = NULL;
    if (strcmp(element->name, "Mandat") == 0) {
        if (!fctva->asked) fctva->ready = open_budget(fctva, reader);
        fctva->asked = fctva->in_order = true;
        if (!fctva->ready) {
            reader_stop(reader);
            return;
        }
        for (int field = FCTVA_NUMBER; field < FCTVA_FIELDS; field++)
            fctva->values[field][0] = '\0';
        fctva->order_line = reader_line(reader);
        fctva->voucher_no++;
        fctva->first_entry = posting_entries(fctva->job->posting);
        fctva->amount = 0;
    } else if (strcmp(element->name, "LigneMandat") == 0) {
        for (int field = FCTVA_LINE; field < FCTVA_FIELDS; field++)
            fctva->values[field][0] = '\0';
        fctva->supplier[0] = '\0';
        fctva->line = reader_line(reader);
    } else if (strcmp(element->name, "Fournisseur") == 0) {
        fctva->in_supplier = true;
    } else if (fctva->in_supplier && strcmp(element->name, "Siret") == 0) {
        fctva->text = fctva->supplier;
    } else if (!fctva->in_supplier)
        for (int field = fctva->in_order ? FCTVA_NUMBER : 0; field < FCTVA_FIELDS; field++)
            if (strcmp(element->name, names[field]) == 0) {
                fctva->text = fctva->values[field];
                if (field < FCTVA_NUMBER) fctva->header_lines[field] = reader_line(reader);
            }
    if (fctva->text != NULL) fctva->text[0] = '\0';
    reader_text(reader, fctva->text != NULL);
}

static void on_text(void *context, struct reader *reader, const char *text, size_t length)
{
    struct fctva *fctva = context;
    size_t size = fctva->text == fctva->supplier ? sizeof fctva->supplier : sizeof fctva->values[0], used;

    (void)reader;
    if (fctva->text == NULL) return;
    used = strlen(fctva->text);
    text_copy(text, length, fctva->text + used, size - used);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct fctva *fctva = context;

    fctva->text = NULL;
    reader_text(reader, false);
    if (strcmp(name, "Fournisseur") == 0) {
        fctva->in_supplier = false;
    } else if (strcmp(name, "LigneMandat") == 0 && fctva->ready) {
        fctva->job->document->lines++;
        post_line(fctva);
    } else if (strcmp(name, "Mandat") == 0 && fctva->ready) {
        fctva->in_order = false;
        end_order(fctva);
    }
    if (depth == 1 && fctva->job->posting == NULL && fctva->job->messages->errors == 0)
        tell(fctva, "FCT-105", FCTVA_NUMBER, "Mandat",
             TR("the file holds no order", "le fichier ne contient aucun mandat"));
}

const struct handler fctva_handler = {on_start, on_end, on_text};

void *fctva_begin(struct import_job *job, struct reader *reader)
{
    struct fctva *fctva = must_alloc(sizeof *fctva);

    fctva->job = job;
    reader_unsealed(reader);
    job_personal(job);
    return fctva;
}

void fctva_end(void *state)
{
    struct fctva *fctva = state;

    plan_free(fctva->plan);
    free(fctva);
}
