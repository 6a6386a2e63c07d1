/*
 * The SCDL "budget" table of a budget document: 22 columns, one row a line, amounts copied as text. Read again from
 * the kept original, so that nothing of the source is lost on the way. Rules: docs/reference/totem.md, "SCDL".
 */
#include "totem/totem.h"

#include "totem/totem_reader.h"

#include "contrepartie/buffer.h"
#include "contrepartie/nomenclature.h"
#include "contrepartie/temporary.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char heading[] = "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_CONTNAT_LABEL,BGT_NATURE,BGT_"
                              "NATURE_LABEL,BGT_FONCTION,BGT_FONCTION_LABEL,BGT_OPERATION,"
                              "BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,"
                              "BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE\r\n";

static const enum totem_field amounts[] = {FIELD_REALISED, FIELD_PREVIOUS_BUDGET, FIELD_PREVIOUS_PENDING,
                                           FIELD_PROPOSED, FIELD_VOTED,           FIELD_OPENED,
                                           FIELD_PENDING};

struct scdl {
    struct database *database;
    struct buffer *output;
    struct totem_reader *totem;
    struct plan *plan;
    struct totem_header header;
    struct failure *failure;
    bool failed;
};

static void put_cell(struct buffer *output, const char *text, size_t length, bool last)
{
    bool quoted = false;

    for (size_t index = 0; index < length; index++)
        quoted = quoted || strchr(",\"\r\n", text[index]) != NULL;
    if (quoted) buffer_text(output, "\"");
    for (size_t index = 0; index < length; index++) {
        if (text[index] == '"') buffer_text(output, "\"");
        buffer_write(output, text + index, 1);
    }
    if (quoted) buffer_text(output, "\"");
    buffer_text(output, last ? "\r\n" : ",");
}

static void put_text(struct buffer *output, const char *text)
{
    put_cell(output, text, strlen(text), false);
}

static void put_field(struct scdl *scdl, const struct totem_line *line, enum totem_field field)
{
    put_cell(scdl->output, line->field[field].text, line->field[field].length, false);
}

static const char *coded(const struct totem_line *line, enum totem_field field, const char *const pairs[])
{
    for (; pairs[0] != NULL; pairs += 2)
        if (line->field[field].length == strlen(pairs[0]) &&
            memcmp(line->field[field].text, pairs[0], line->field[field].length) == 0)
            return pairs[1];
    return "";
}

/* SCDL has no word for a CFU: it is published as an administrative account. */
static const char *stage_name(const char *stage)
{
    if (strcmp(stage, "01") == 0) return "Budget primitif";
    if (strcmp(stage, "02") == 0) return "Décision modificative";
    return strcmp(stage, "03") == 0 ? "Budget supplémentaire" : "Compte administratif";
}

static void on_header(void *context, struct reader *reader, const struct totem_header *header)
{
    struct scdl *scdl = context;
    char norm[64];
    const char *dash = strchr(header->nomenclature, '-');

    scdl->header = *header;
    text_copy(header->nomenclature, dash != NULL ? (size_t)(dash - header->nomenclature) : 0, norm, sizeof norm);
    scdl->plan = plan_load(scdl->database, norm, dash != NULL ? dash + 1 : "", (int)strtol(header->year, NULL, 10),
                           scdl->failure);
    scdl->failed = scdl->plan == NULL;
    if (scdl->failed) reader_stop(reader);
}

static void on_line(void *context, struct reader *reader, const struct totem_line *line)
{
    static const char *const sections[] = {"F", "fonctionnement", "I", "investissement", NULL};
    static const char *const orders[] = {"0", "réel", "1", "ordre", NULL};
    static const char *const directions[] = {"D", "dépense", "R", "recette", NULL};
    static const char *const specials[] = {"true", "spécialisé",     "1", "spécialisé", "false", "non spécialisé",
                                           "0",    "non spécialisé", NULL};
    struct scdl *scdl = context;
    const struct plan_chapter *chapter =
        plan_chapter(scdl->plan, line->field[FIELD_CONT_NATURE].text, line->field[FIELD_CONT_NATURE].length);
    const struct plan_account *account =
        plan_account(scdl->plan, line->field[FIELD_NATURE].text, line->field[FIELD_NATURE].length);
    const struct plan_function *function =
        plan_function(scdl->plan, line->field[FIELD_FUNCTION].text, line->field[FIELD_FUNCTION].length);
    char section[2] = {chapter != NULL && chapter->exact ? chapter->section : '\0', '\0'};

    (void)reader;
    if (line->calculated) return;
    put_text(scdl->output, stage_name(scdl->header.stage));
    put_text(scdl->output, scdl->header.year);
    put_text(scdl->output, scdl->header.siret);
    put_text(scdl->output, scdl->header.body);
    put_field(scdl, line, FIELD_CONT_NATURE);
    put_text(scdl->output, chapter != NULL && chapter->exact ? chapter->label : "");
    put_field(scdl, line, FIELD_NATURE);
    put_text(scdl->output, account != NULL && account->exact ? account->label : "");
    put_field(scdl, line, FIELD_FUNCTION);
    put_text(scdl->output, function != NULL && function->exact ? function->label : "");
    put_field(scdl, line, FIELD_OPERATION);
    put_text(scdl->output, section[0] == 'F' ? sections[1] : section[0] == 'I' ? sections[3] : "");
    put_text(scdl->output, coded(line, FIELD_ORDER, orders));
    put_text(scdl->output, coded(line, FIELD_DIRECTION, directions));
    for (size_t index = 0; index < sizeof amounts / sizeof amounts[0]; index++)
        put_field(scdl, line, amounts[index]);
    put_cell(scdl->output, coded(line, FIELD_SPECIAL_ARTICLE, specials),
             strlen(coded(line, FIELD_SPECIAL_ARTICLE, specials)), true);
}

static const struct handler *recognise(void *context, struct reader *reader, const struct element *root,
                                       void **ret_context)
{
    static const struct totem_listener listener = {.header = on_header, .line = on_line};
    static const struct handler handler = {
        (void (*)(void *, struct reader *, const struct element *))totem_reader_start,
        (void (*)(void *, struct reader *, const char *, int))totem_reader_end, NULL};
    struct scdl *scdl = context;

    (void)root;
    scdl->totem = totem_reader_new(reader, &listener, scdl);
    reader_unsealed(reader);
    *ret_context = scdl->totem;
    return &handler;
}

static bool write_bytes(void *context, const char *bytes, size_t length, struct failure *failure)
{
    if (fwrite(bytes, 1, length, context) == length) return true;
    return fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file", "fichier temporaire"));
}

bool scdl_budget_write(struct database *database, int32_t siren, int32_t number, struct buffer *output,
                       struct failure *failure)
{
    struct scdl scdl = {.database = database, .output = output, .failure = failure};
    struct messages messages CLEAN_MESSAGES = {0};
    FILE *copy = temporary_file();
    char path[64];
    bool done;

    if (copy == NULL) return fail(failure, OUTCOME_UNAVAILABLE, TR("no temporary file", "pas de fichier temporaire"));
    done = original_read(database, siren, number, write_bytes, copy, failure) && fflush(copy) == 0;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(copy));
    buffer_text(output, heading);
    done = done && reader_run(path, NULL, &messages, recognise, &scdl, failure) && !scdl.failed;
    plan_free(scdl.plan);
    totem_reader_free(scdl.totem);
    (void)fclose(copy);
    return done;
}
