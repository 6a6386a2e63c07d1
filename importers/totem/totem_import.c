/*
 * A budget document becomes entries: one per amount that matters.
 *
 *   stage            amount              book         against
 *   CA, CFU          MtReal              accounts     @execution, @order or @carried
 *   CA, CFU          CredOuv             budget       @credit
 *   CA, CFU          MtRAR3112           commitments  @pending
 *   BP               MtPrev              budget       @credit   (MtPropNouv while the budget is a project)
 *   BP, BS           MtRARPrec           budget       @pending
 *   BS, DM           MtPrev (a delta)    budget       @credit
 *
 * An expense debits its account, a receipt credits it; a negative amount swaps the sides. MtReal of a BP, BS or DM
 * (results of the year before on 001/002) is no execution and is left out.
 */
#include "totem/totem.h"

#include "totem/totem_reader.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/nomenclature.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_PATH "/DocumentBudgetaire/Budget/LigneBudget"

struct totem_import {
    struct import_job *job;
    struct totem_reader *totem;
    struct plan *plan;
    bool by_function; /* voted by function: Fonction is a functional account, 90 or 93 before the function */
    bool execution;   /* CA or CFU */
    bool project;
    bool ready; /* the header is good: lines may be posted */
};

static const struct stage {
    const char *code, *name; /* NatDec; 10 is the CFU, later than the published enumeration */
} stages[] = {{"01", "BP"}, {"02", "DM"}, {"03", "BS"}, {"09", "CA"}, {"10", "CFU"}};

/* --- header -------------------------------------------------------------------------------------------------- */

/* At the element's own line: `path` ends with its name. */
static void header_message(struct totem_import *import, const struct totem_header *header, enum message_level level,
                           const char *code, const char *path, const char *found, const char *expected,
                           const char *text)
{
    struct message message = {.level = level, .line = totem_header_line(header, strrchr(path, '/') + 1)};

    (void)snprintf(message.path, sizeof message.path, "%s", path);
    message_say(&message, code, found, expected, text);
    message_add(import->job->messages, &message);
}

static bool check_siret(struct totem_import *import, const struct totem_header *header, const char **ret_siret)
{
    const char *siret = header->siret[0] != '\0' ? header->siret : header->body_id;

    if (!digits_only(siret, strlen(siret), SIRET_DIGITS)) {
        header_message(
            import, header, MESSAGE_ERROR, "TOT-101", "/DocumentBudgetaire/Budget/EnTeteBudget/IdEtab", siret,
            TR("14 digits", "14 chiffres"),
            TR("the SIRET of the establishment is wrong; the software's editor or the finance office must mend it",
               "le SIRET de l'établissement est faux ; à corriger par l'éditeur du logiciel ou le service financier"));
        return false;
    }
    if (!siren_check(siret, SIRET_DIGITS))
        header_message(import, header, MESSAGE_WARNING, "TOT-105", "/DocumentBudgetaire/Budget/EnTeteBudget/IdEtab",
                       siret, "", TR("the SIRET does not pass its check digit", "la clé du SIRET est fausse"));
    *ret_siret = siret;
    return true;
}

static bool check_year(struct totem_import *import, const struct totem_header *header)
{
    import->job->document->fiscal_year = job_year(header->year);
    if (import->job->document->fiscal_year > 0) return true;
    header_message(import, header, MESSAGE_ERROR, "TOT-102", "/DocumentBudgetaire/Budget/BlocBudget/Exer", header->year,
                   TR("a year of 4 digits", "une année sur 4 chiffres"),
                   TR("the fiscal year is wrong", "l'exercice est faux"));
    return false;
}

static bool check_stage(struct totem_import *import, const struct totem_header *header)
{
    struct document *document = import->job->document;

    for (size_t index = 0; index < sizeof stages / sizeof stages[0]; index++)
        if (strcmp(stages[index].code, header->stage) == 0) {
            (void)snprintf(document->stage, sizeof document->stage, "%s", stages[index].name);
            document->stage_number = (int)strtol(header->stage_number, NULL, 10) % 1000;
            import->execution = document->stage[0] == 'C';
            return true;
        }
    header_message(import, header, MESSAGE_ERROR, "TOT-104", "/DocumentBudgetaire/Budget/BlocBudget/NatDec",
                   header->stage, "01, 02, 03, 09, 10",
                   TR("the budget stage is unknown", "l'étape budgétaire est inconnue"));
    return false;
}

static bool load_plan(struct totem_import *import, struct reader *reader, const struct totem_header *header)
{
    struct document *document = import->job->document;
    const char *dash = strchr(header->nomenclature, '-');
    struct failure cause = {0};

    if (dash != NULL) {
        text_copy(header->nomenclature, (size_t)(dash - header->nomenclature), document->norm, sizeof document->norm);
        text_copy(dash + 1, strlen(dash + 1), document->variant, sizeof document->variant);
        import->plan =
            plan_load(import->job->database, document->norm, document->variant, document->fiscal_year, &cause);
    }
    if (import->plan != NULL) return true;
    if (dash != NULL && cause.outcome != OUTCOME_DATA) {
        *import->job->failure = cause;
        job_broken(import->job, reader);
        return false;
    }
    header_message(import, header, MESSAGE_ERROR, "TOT-103", "/DocumentBudgetaire/Budget/EnTeteBudget/Nomenclature",
                   header->nomenclature, "M57-M57_D, M14-M14_COM_SUP3500…",
                   TR("no chart of accounts has this name; import its planDeCompte.xml if it is new",
                      "aucun plan de comptes de ce nom ; importez son planDeCompte.xml s'il est nouveau"));
    return false;
}

/* The day of the decision, else that of the document; a day that does not exist is told and left out. */
static void read_date(struct totem_import *import, const struct totem_header *header)
{
    struct document *document = import->job->document;
    bool decided = header->decision_date[0] != '\0';
    const char *date = decided ? header->decision_date : header->letter_date;

    document->date[0] = '\0';
    if (text_is_date(date))
        (void)snprintf(document->date, sizeof document->date, "%s", date);
    else if (date[0] != '\0')
        header_message(import, header, MESSAGE_WARNING, "TOT-108",
                       decided ? "/DocumentBudgetaire/Budget/BlocBudget/DteDec"
                               : "/DocumentBudgetaire/EnTeteDocBudgetaire/DteStr",
                       date, TR("a day as 2024-06-30", "une date comme 2024-06-30"),
                       TR("the date does not exist; the document is kept without it",
                          "la date n'existe pas ; le document est gardé sans elle"));
}

static void on_header(void *context, struct reader *reader, const struct totem_header *header)
{
    struct totem_import *import = context;
    struct document *document = import->job->document;
    const char *siret = NULL;
    bool good = check_siret(import, header, &siret);
    bool year = check_year(import, header);

    good = check_stage(import, header) && good && year;
    if (year) good = load_plan(import, reader, header) && good;
    if (import->job->broken) return;
    if (!good) {
        reader_stop(reader); /* without these, no line can be read rightly */
        return;
    }
    document->siren = siren_read(siret, SIRET_DIGITS);
    document->project = strcmp(header->project, "true") == 0 || strcmp(header->project, "1") == 0;
    read_date(import, header);
    text_copy(header->body, strlen(header->body), import->job->result->entity, sizeof import->job->result->entity);
    import->by_function = strcmp(header->by_function, "2") == 0;
    import->project = document->project;
    import->ready =
        job_budget(import->job, document->siren, header->body, siret, header->code, header->budget,
                   strcmp(header->kind, "A") == 0 ? "A" : "P", &document->budget_id) &&
        job_department(import->job, document->siren, header->department) &&
        (import->job->posting = posting_begin(import->job->database, document->siren, import->job->failure)) != NULL;
    if (!import->ready)
        job_broken(import->job, reader);
    else
        posting_beside(import->job->posting, import->job->original, document->norm);
}

static void on_second_budget(void *context, struct reader *reader)
{
    struct totem_import *import = context;

    job_message(import->job, reader, MESSAGE_ERROR, "TOT-107", "/DocumentBudgetaire/Budget[2]", "2", "1",
                TR("the document holds a second budget; the schema allows one",
                   "le document contient un second budget ; le schéma en permet un"));
}

/* --- lines --------------------------------------------------------------------------------------------------- */

static bool same_text(const struct totem_line *line, enum totem_field field, const char *text)
{
    return line->field[field].length == strlen(text) &&
           memcmp(line->field[field].text, text, line->field[field].length) == 0;
}

static void line_message(struct totem_import *import, const struct totem_line *line, enum message_level level,
                         const char *code, enum totem_field field, const char *expected, const char *text)
{
    struct message message = {.level = level, .line = line->line};
    char found[sizeof message.found];

    text_copy(line->field[field].text != NULL ? line->field[field].text : "", line->field[field].length, found,
              sizeof found);
    (void)snprintf(message.path, sizeof message.path, LINE_PATH "[%ld]/%s", line->ordinal, totem_field_names[field]);
    message_say(&message, code, found, expected, text);
    message_add(import->job->messages, &message);
}

static bool place_chapter(const struct totem_import *import, struct plan_place *place, const char *chapter,
                          size_t length)
{
    const struct plan_chapter *known = length > 0 ? plan_chapter(import->plan, chapter, length) : NULL;

    if (known == NULL) return false;
    *place = (struct plan_place){known->code, length, known->section};
    return true;
}

/* Chapter and section: the plan's account, the longest known prefix, the voted chapter, the editor's own hint, the
   first digit. Whatever the account, an unknown one is told; without any section the amount stays, section unknown. */
static struct plan_place find_place(struct totem_import *import, const struct totem_line *line, char direction,
                                    enum plan_operation operation)
{
    const char *nature = line->field[FIELD_NATURE].text;
    size_t length = line->field[FIELD_NATURE].length;
    bool known;
    struct plan_place place = plan_place(import->plan, nature, length, direction, operation, &known);

    if (!known && length > 0)
        line_message(import, line, MESSAGE_WARNING, "TOT-110", FIELD_NATURE,
                     TR("an account of the plan of that year", "un compte du plan de l'exercice"),
                     TR("account unknown to the plan; its amounts are kept, its chapter is taken from the nearest one",
                        "compte inconnu du plan ; ses montants sont gardés, son chapitre est pris du compte voisin"));
    if (place.section != 0) return place;
    if (place_chapter(import, &place, line->field[FIELD_CONT_NATURE].text, line->field[FIELD_CONT_NATURE].length) ||
        place_chapter(import, &place, line->field[FIELD_CONT_FUNCTION].text, line->field[FIELD_CONT_FUNCTION].length))
        return place;
    if (line->section_hint != 0)
        place.section = line->section_hint;
    else if (length > 0 && (*nature == '6' || *nature == '7'))
        place.section = 'F';
    else if (length > 0 && (*nature == '1' || *nature == '2' || *nature == '4'))
        place.section = 'I';
    else
        line_message(import, line, MESSAGE_WARNING, "TOT-111", FIELD_NATURE, "",
                     TR("the section of this account is unknown; its amounts are kept apart",
                        "section inconnue pour ce compte ; ses montants sont gardés à part"));
    return place;
}

/* The function of the plan: a vote by function writes it behind 90 (investment) or 93 (operating; 92 in M14). */
static void find_function(const struct totem_import *import, const struct totem_line *line, struct entry *entry)
{
    const char *text = line->field[FIELD_FUNCTION].text;
    size_t length = line->field[FIELD_FUNCTION].length;
    bool m14 = strcmp(import->job->document->norm, "M14") == 0;

    if (import->by_function && length > 0) {
        bool functional = length > 2 && text[0] == '9' && (text[1] == '0' || text[1] == (m14 ? '2' : '3'));
        text = functional ? text + 2 : "";
        length = functional ? length - 2 : 0;
    }
    entry->function = text;
    entry->function_length = length;
}

static void check_function(struct totem_import *import, const struct totem_line *line, const struct entry *entry)
{
    import->job->document->has_functions = import->job->document->has_functions || entry->function_length > 0;
    if (entry->function_length > 0 && plan_function(import->plan, entry->function, entry->function_length) == NULL)
        line_message(
            import, line, MESSAGE_NOTICE, "TOT-112", FIELD_FUNCTION,
            TR("a function of the plan", "une fonction du plan"),
            TR("function unknown to the plan; kept as written", "fonction inconnue du plan ; conservée telle quelle"));
}

static void post_amount(struct totem_import *import, const struct totem_line *line, struct entry *entry,
                        enum totem_field field, enum book book, const char *counter_account)
{
    enum money_reading reading;

    if (line->field[field].length == 0) return; /* absent is no amount, not zero */
    reading = money_read(line->field[field].text, line->field[field].length, &entry->amount);
    if (reading == MONEY_NOT_A_NUMBER || reading == MONEY_TOO_LARGE) {
        line_message(import, line, MESSAGE_ERROR, "TOT-120", field,
                     TR("digits, a point, two decimals", "chiffres, point, deux décimales"),
                     TR("not an amount", "ce n'est pas un montant"));
        return;
    }
    if (reading == MONEY_TOO_MANY_DECIMALS) {
        bool rounded = import->job->options->round_amounts;
        line_message(import, line, rounded ? MESSAGE_WARNING : MESSAGE_ERROR, "TOT-121", field,
                     TR("two decimals", "deux décimales"),
                     rounded ? TR("rounded half up, as asked", "arrondi au centime, comme demandé")
                             : TR("more than two decimals; --round-amounts rounds them half up",
                                  "plus de deux décimales ; --round-amounts les arrondit"));
        if (!rounded) return;
    }
    entry->book = book;
    entry->counter_account = counter_account;
    (void)posting_entry(import->job->posting, entry);
}

static bool code_is_good(const char *text, size_t length, size_t longest)
{
    if (length > longest) return false;
    for (size_t index = 0; index < length; index++)
        if ((text[index] < '0' || text[index] > '9') && (text[index] < 'A' || text[index] > 'Z') &&
            (text[index] < 'a' || text[index] > 'z'))
            return false;
    return true;
}

/* Direction and codes fit to be posted; says why not. */
static bool check_codes(struct totem_import *import, const struct totem_line *line)
{
    if (!same_text(line, FIELD_DIRECTION, "D") && !same_text(line, FIELD_DIRECTION, "R")) {
        line_message(import, line, MESSAGE_ERROR, "TOT-122", FIELD_DIRECTION, "D, R",
                     TR("neither expense nor receipt", "ni dépense ni recette"));
        return false;
    }
    if (!code_is_good(line->field[FIELD_NATURE].text, line->field[FIELD_NATURE].length, 30)) {
        line_message(import, line, MESSAGE_ERROR, "TOT-123", FIELD_NATURE, TR("digits", "des chiffres"),
                     TR("not an account code", "ce n'est pas un code de compte"));
        return false;
    }
    if (!code_is_good(line->field[FIELD_FUNCTION].text, line->field[FIELD_FUNCTION].length, 10)) {
        line_message(import, line, MESSAGE_ERROR, "TOT-124", FIELD_FUNCTION, TR("digits", "des chiffres"),
                     TR("not a function code", "ce n'est pas un code de fonction"));
        return false;
    }
    return true;
}

static void on_line(void *context, struct reader *reader, const struct totem_line *line)
{
    struct totem_import *import = context;
    struct document *document = import->job->document;
    struct entry entry = {
        .fiscal_year = document->fiscal_year, .source_line = line->line, .source_ordinal = line->ordinal};
    bool order = same_text(line, FIELD_ORDER, "1"), inside = same_text(line, FIELD_ORDER_KIND, "1"), carried;
    struct plan_place place;
    const char *counter;

    (void)reader;
    if (!import->ready) return;
    if (line->calculated || same_text(line, FIELD_ORDER, "T")) { /* a total of other lines */
        document->skipped++;
        return;
    }
    document->lines++;
    if (!check_codes(import, line)) return;
    entry.direction = line->field[FIELD_DIRECTION].text[0];
    carried = same_text(line, FIELD_NATURE, "001") || same_text(line, FIELD_NATURE, "002");
    place = find_place(import, line, entry.direction, !order ? PLAN_REAL : inside ? PLAN_ORDER_INSIDE : PLAN_ORDER);
    entry.section = place.section;
    entry.chapter = place.chapter;
    entry.chapter_length = place.chapter_length;
    entry.operation = carried  ? OPERATION_CARRIED
                      : !order ? OPERATION_REAL
                      : inside ? OPERATION_ORDER_INSIDE
                               : OPERATION_ORDER;
    /* a vote by function may name no nature (chapters of transfer): the functional account stands for it */
    entry.account =
        line->field[FIELD_NATURE].length > 0 ? line->field[FIELD_NATURE].text : line->field[FIELD_FUNCTION].text;
    entry.account_length =
        line->field[FIELD_NATURE].length > 0 ? line->field[FIELD_NATURE].length : line->field[FIELD_FUNCTION].length;
    if (entry.account_length == 0) {
        line_message(import, line, MESSAGE_ERROR, "TOT-125", FIELD_NATURE, TR("an account", "un compte"),
                     TR("the line has neither account nor function", "la ligne n'a ni nature ni fonction"));
        return;
    }
    find_function(import, line, &entry);
    check_function(import, line, &entry);

    counter = carried ? ACCOUNT_CARRIED : order ? ACCOUNT_ORDER : ACCOUNT_EXECUTION;
    if (import->execution) {
        post_amount(import, line, &entry, FIELD_REALISED, BOOK_ACCOUNTS, counter);
        post_amount(import, line, &entry, FIELD_OPENED, BOOK_BUDGET, ACCOUNT_CREDIT);
        post_amount(import, line, &entry, FIELD_PENDING, BOOK_COMMITMENTS, ACCOUNT_PENDING);
    } else {
        post_amount(import, line, &entry, import->project ? FIELD_PROPOSED : FIELD_VOTED, BOOK_BUDGET, ACCOUNT_CREDIT);
        if (document->stage[0] == 'B')
            post_amount(import, line, &entry, FIELD_PREVIOUS_PENDING, BOOK_BUDGET, ACCOUNT_PENDING);
    }
}

/* --- grants -------------------------------------------------------------------------------------------------- */

static bool read_granted(struct totem_import *import, struct reader *reader, const struct totem_grant *source,
                         int64_t *ret_cents)
{
    enum money_reading reading = money_read(source->amount, strlen(source->amount), ret_cents);
    bool rounded = reading == MONEY_TOO_MANY_DECIMALS && import->job->options->round_amounts;
    char path[128];

    if (reading == MONEY_READ) return true;
    (void)snprintf(path, sizeof path, "/DocumentBudgetaire/Budget/Annexes/DATA_CONCOURS/CONCOURS[%ld]/MtSubv",
                   source->ordinal);
    job_message(import->job, reader, rounded ? MESSAGE_WARNING : MESSAGE_ERROR, "TOT-126", path, source->amount,
                TR("an amount with two decimals", "un montant à deux décimales"),
                rounded ? TR("rounded half up, as asked", "arrondi au centime, comme demandé")
                        : TR("the amount of a grant cannot be read", "le montant d'une subvention est illisible"));
    return rounded;
}

static void on_grant(void *context, struct reader *reader, const struct totem_grant *source)
{
    struct totem_import *import = context;
    struct grant grant = {.fiscal_year = import->job->document->fiscal_year,
                          .account = source->account,
                          .section = source->section,
                          .legal_kind = source->legal_kind,
                          .beneficiary = source->beneficiary,
                          .in_kind = source->in_kind,
                          .source_line = source->line};
    bool legal_person, natural_person;

    if (!import->ready) return;
    grant.beneficiary_siren = siren_read(source->siret, strlen(source->siret));
    /* CRPA L. 311-7: P3 is a natural person; without a kind and without a SIREN, it may be one */
    legal_person = grant.beneficiary_siren != 0;
    natural_person = strcmp(source->legal_kind, "P3") == 0 || (source->legal_kind[0] == '\0' && !legal_person);
    if (natural_person && !import->job->options->keep_persons) {
        grant.beneficiary = "personne physique (masquée)";
        grant.in_kind = source->in_kind[0] != '\0' ? "en nature (masqué)" : "";
        grant.beneficiary_siren = 0;
    }
    if (source->amount[0] == '\0' || read_granted(import, reader, source, &grant.amount))
        (void)posting_grant(import->job->posting, &grant);
}

static void on_unknown_supplement(void *context, struct reader *reader, const char *element, const char *code)
{
    struct totem_import *import = context;
    char path[128];

    (void)snprintf(path, sizeof path, LINE_PATH "/%s/@Code", element);
    job_message(import->job, reader, MESSAGE_NOTICE, "TOT-140", path, code, "",
                TR("a supplement nobody has described; it is kept in the original only",
                   "un complément non répertorié ; il reste dans l'original"));
}

static void on_too_long(void *context, struct reader *reader, const char *element)
{
    struct totem_import *import = context;
    char path[128];

    (void)snprintf(path, sizeof path, LINE_PATH "/%s", element);
    job_message(import->job, reader, MESSAGE_ERROR, "TOT-127", path, "", "",
                TR("a line longer than any schema allows", "une ligne plus longue que ne le permet aucun schéma"));
}

/* --- the seal and the end ------------------------------------------------------------------------------------ */

static void on_sealed(void *context, const struct seal_digests *digests)
{
    struct totem_import *import = context;
    const struct totem_header *header = totem_reader_header(import->totem);
    bool sha1 = digests->sha1[0] != '\0';
    const char *written = sha1 ? header->seal_sha1 : header->seal_md5, *computed = sha1 ? digests->sha1 : digests->md5;

    if (!header->sealed) {
        import->job->document->seal = "absent";
        return;
    }
    import->job->document->seal = strcasecmp(written, computed) == 0 ? "valid" : "altered";
    if (strcmp(import->job->document->seal, "altered") == 0)
        job_message(
            import->job, NULL, MESSAGE_WARNING, "TOT-150", "/DocumentBudgetaire/Scellement", computed, written,
            TR("the seal does not match: the file was changed after it was sealed (anonymised, or edited)",
               "le scellement ne correspond pas : le fichier a été modifié après scellement (anonymisé ou retouché)"));
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct totem_import *import = context;

    totem_reader_start(import->totem, reader, element);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    struct totem_import *import = context;

    totem_reader_end(import->totem, reader, name, depth);
    if (depth == 1 && !import->ready && import->job->messages->errors == 0 && !import->job->broken)
        job_message(import->job, reader, MESSAGE_ERROR, "TOT-106", "/DocumentBudgetaire/Budget", "", "1",
                    TR("the document holds no budget", "le document ne contient aucun budget"));
}

const struct handler totem_handler = {.start = on_start, .end = on_end};

void *totem_begin(struct import_job *job, struct reader *reader)
{
    static const struct totem_listener listener = {on_header,        on_line,    on_grant, on_unknown_supplement,
                                                   on_second_budget, on_too_long};
    struct totem_import *import = must_alloc(sizeof *import);

    import->job = job;
    import->totem = totem_reader_new(reader, &listener, import);
    reader_on_sealed(reader, on_sealed, import);
    return import;
}

bool totem_finish(void *state, struct failure *failure)
{
    (void)state; /* everything was posted on the way */
    (void)failure;
    return true;
}

void totem_end(void *state)
{
    struct totem_import *import = state;

    plan_free(import->plan);
    totem_reader_free(import->totem);
    free(import);
}
