/*
 * Nomenclature{@Norme @Declinaison @Exer} > Nature{Chapitres, Comptes}, Fonction{Chapitres, Comptes,
 * RefFonctionnelles}. Accounts nest; only leaves name chapters. The functional accounts (90311, 93311) say nothing that
 * the functions and chapters do not: they are counted as skipped.
 */
#include "plan/plan_import.h"

#include "contrepartie/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plan_import {
    struct import_job *job;
    struct buffer chapters, accounts, functions; /* COPY rows; a chart is a few hundred KiB */
    char axis;                                   /* N: by nature, F: by function */
    int position;
};

static void put_field(struct buffer *row, const char *text, bool last)
{
    for (const char *letter = text; *letter != '\0'; letter++)
        if (*letter == '\\' || *letter == '\t' || *letter == '\n' || *letter == '\r')
            buffer_format(row, "\\%c", *letter == '\\' ? '\\' : *letter == '\t' ? 't' : *letter == '\n' ? 'n' : 'r');
        else
            buffer_write(row, letter, 1);
    buffer_text(row, last ? "\n" : "\t");
}

static void put_attributes(struct buffer *row, const struct element *element, const char *const names[], size_t count)
{
    char text[512];

    for (size_t index = 0; index < count; index++) {
        (void)element_text(element, names[index], text, sizeof text);
        put_field(row, text, false);
    }
}

/* Ends a row begun at `start`: what was read of it is content, where it stood is not. */
static void put_origin(struct plan_import *import, struct buffer *row, size_t start)
{
    posting_content_add(import->job->posting, row->bytes + start, row->length - start);
    buffer_format(row, "%d\t%d\n", ++import->position, (int)posting_number(import->job->posting));
}

static size_t put_key(struct plan_import *import, struct buffer *row)
{
    struct document *document = import->job->document;
    size_t start = row->length;

    put_field(row, document->norm, false);
    put_field(row, document->variant, false);
    buffer_format(row, "%d\t%d\t", document->fiscal_year, document->fiscal_year);
    document->lines++;
    return start;
}

static void on_root(struct plan_import *import, struct reader *reader, const struct element *element)
{
    struct document *document = import->job->document;
    char year[16];

    (void)element_text(element, "Norme", document->norm, sizeof document->norm);
    (void)element_text(element, "Declinaison", document->variant, sizeof document->variant);
    (void)element_text(element, "Exer", year, sizeof year);
    document->fiscal_year = (int)strtol(year, NULL, 10);
    if (import->job->options->plan_year != 0 && import->job->options->plan_year != document->fiscal_year) {
        job_message(import->job, reader, MESSAGE_WARNING, "PLA-104", "/Nomenclature/@Exer", year, "",
                    TR("the chart declares another year than the one asked for; it is kept for the year asked for",
                       "le plan déclare un autre exercice que celui demandé ; il est gardé pour l'exercice demandé"));
        document->fiscal_year = import->job->options->plan_year;
    }
    (void)snprintf(import->job->result->entity, sizeof import->job->result->entity, "%s-%s", document->norm,
                   document->variant);
    if (document->norm[0] == '\0' || document->variant[0] == '\0' || document->fiscal_year < 1990 ||
        document->fiscal_year > 2100) {
        job_message(import->job, reader, MESSAGE_ERROR, "PLA-101", "/Nomenclature", year, "Norme, Declinaison, Exer",
                    TR("the chart does not say its norm, variant and year",
                       "le plan n'indique pas sa norme, sa déclinaison et son exercice"));
        reader_stop(reader);
        return;
    }
    import->job->posting = posting_begin(import->job->database, 0, import->job->failure);
    if (import->job->posting == NULL) job_broken(import->job, reader);
}

static void on_chapter(struct plan_import *import, struct reader *reader, const struct element *element)
{
    static const char *const names[] = {"Code", "Libelle", "Section"};
    char section[8], axis[2] = {import->axis, '\0'};
    size_t start;

    (void)element_text(element, "Section", section, sizeof section);
    if (strcmp(section, "F") != 0 && strcmp(section, "I") != 0) {
        job_message(import->job, reader, MESSAGE_ERROR, "PLA-102", "/Nomenclature/Nature/Chapitres/Chapitre/@Section",
                    section, "F, I", TR("a chapter of no section", "un chapitre sans section"));
        return;
    }
    start = put_key(import, &import->chapters);
    put_field(&import->chapters, axis, false);
    put_attributes(&import->chapters, element, names, 3);
    put_origin(import, &import->chapters, start);
}

static void on_account(struct plan_import *import, const struct element *element)
{
    static const char *const names[] = {"Code", "Libelle", "DR", "DOES", "DOIS", "RR", "ROES", "ROIS"};
    size_t start;

    if (import->axis != 'N') {
        import->job->document->skipped++;
        return;
    }
    start = put_key(import, &import->accounts);
    put_attributes(&import->accounts, element, names, 8);
    put_origin(import, &import->accounts, start);
}

static void on_function(struct plan_import *import, const struct element *element)
{
    static const char *const names[] = {"Code", "Libelle"};
    size_t start;

    start = put_key(import, &import->functions);
    put_attributes(&import->functions, element, names, 2);
    put_origin(import, &import->functions, start);
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct plan_import *import = context;

    if (element->depth == 1)
        on_root(import, reader, element);
    else if (element->depth == 2)
        import->axis = strcmp(element->name, "Nature") == 0 ? 'N' : 'F';
    else if (strcmp(element->name, "Chapitre") == 0)
        on_chapter(import, reader, element);
    else if (strcmp(element->name, "Compte") == 0)
        on_account(import, element);
    else if (strcmp(element->name, "RefFonc") == 0)
        on_function(import, element);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    (void)context;
    (void)reader;
    (void)name;
    (void)depth;
}

const struct handler plan_handler = {.start = on_start, .end = on_end};

void *plan_begin(struct import_job *job, struct reader *reader)
{
    struct plan_import *import = must_alloc(sizeof *import);

    import->job = job;
    reader_unsealed(reader);
    return import;
}

static bool copy_rows(struct database *database, const char *sql, const struct buffer *rows, struct failure *failure)
{
    return database_copy_begin(database, sql, failure) &&
           database_copy(database, buffer_cstring(rows), rows->length, failure) &&
           database_copy_end(database, failure) >= 0;
}

bool plan_finish(void *state, struct failure *failure)
{
    struct plan_import *import = state;
    struct database *database = import->job->database;

    if (import->accounts.length == 0) {
        job_message(import->job, NULL, MESSAGE_ERROR, "PLA-103", "/Nomenclature/Nature/Comptes", "", "",
                    TR("the chart has no account", "le plan n'a aucun compte"));
        return true;
    }
    return copy_rows(database,
                     "copy plan_chapter (norm, variant, first_year, last_year, axis, code, label, section, position, "
                     "document_id) from stdin",
                     &import->chapters, failure) &&
           copy_rows(database,
                     "copy plan_account (norm, variant, first_year, last_year, code, label, dr, does, dois, rr, roes, "
                     "rois, position, document_id) from stdin",
                     &import->accounts, failure) &&
           copy_rows(database,
                     "copy plan_function (norm, variant, first_year, last_year, code, label, position, document_id) "
                     "from stdin",
                     &import->functions, failure);
}

void plan_end(void *state)
{
    struct plan_import *import = state;

    buffer_free(&import->chapters);
    buffer_free(&import->accounts);
    buffer_free(&import->functions);
    free(import);
}
