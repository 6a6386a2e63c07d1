/* What a format gives to the front door. */
#ifndef CONTREPARTIE_FORMAT_H
#define CONTREPARTIE_FORMAT_H

#include "contrepartie/importer.h"

#include "xml/reader.h"

#include <stdio.h>

/* One file on its way in. */
struct import_job {
    struct database *database;
    const char *path;
    FILE *text; /* of a workbook: what path names then; or NULL */
    const struct import_options *options;
    struct import_result *result;
    struct document *document; /* result->document */
    struct messages *messages; /* result->messages */
    struct posting *posting;   /* begun by the format once it knows the body */
    struct original *original; /* the file itself */
    struct failure *failure;   /* set with broken when the database failed under the reader */
    bool broken;
};

struct format {
    const char *name;       /* as documents say it; a reader that finds out more may say more */
    const char *root, *uri; /* XML: the root element it recognises */
    const struct handler *handler;
    /* State for one file; the root's start event follows (reader NULL: `read` follows). */
    void *(*begin)(struct import_job *job, struct reader *reader);
    /* Text: whether its first bytes are of this format, and reading it whole. */
    bool (*sniff)(const char *head, size_t length);
    bool (*read)(void *state, struct failure *failure);
    /* After a clean parse, rows in the database: last checks, and what is computed there. NULL: nothing. */
    bool (*finish)(void *state, struct failure *failure);
    /* Once no other document speaks of the same thing: what follows from this one and from those that are here. */
    bool (*settle)(void *state, struct failure *failure);
    void (*end)(void *state);
};

extern const struct format formats[]; /* ends with a NULL name */

/* The database failed: the job stops with its failure. */
void job_broken(struct import_job *job, struct reader *reader);

/*
 * Adds a message. An error of a check that judges sense, not structure (codes 2xx), becomes a warning that says why
 * when the user overrides it (--override CODE --reason TEXT).
 */
void job_add(struct import_job *job, const struct message *message);

/* Said when a format begins: the file carries personal data; its bytes are not kept unless --keep-original asks. */
void job_personal(struct import_job *job);

/* A fiscal year of four digits, from 1990 to 2100; 0 for anything else. */
int job_year(const char *text);

/* The body and number of the document being posted, as parameters of queries. */
void job_keys(const struct import_job *job, char ret_siren[16], char ret_number[16]);

/* The rows of a query as messages: code, level, line, path, found, expected, English, French. */
bool job_defects(struct import_job *job, const char *sql, struct parameters parameters, struct failure *failure);

/* The body and budget of a SIRET, made known; *ret_budget 0 on failure. */
bool job_budget(struct import_job *job, int32_t siren, const char *body_name, const char *siret, const char *code,
                const char *label, const char *kind, int32_t *ret_budget);

/* The département that a file says a body is in, as the file writes it; empty: it says none. */
bool job_department(struct import_job *job, int32_t siren, const char *said);

/* An error, warning or notice at the reader's line. */
void job_message(struct import_job *job, struct reader *reader, enum message_level level, const char *code,
                 const char *path, const char *found, const char *expected, const char *text);

#endif
