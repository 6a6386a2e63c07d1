/* What a format gives to the front door. */
#ifndef CONTREPARTIE_FORMAT_H
#define CONTREPARTIE_FORMAT_H

#include "contrepartie/importer.h"

#include "xml/reader.h"

/* One file on its way in. */
struct import_job {
    struct database *database;
    const char *path;
    const struct import_options *options;
    struct import_result *result;
    struct document *document; /* result->document */
    struct messages *messages; /* result->messages */
    struct posting *posting;   /* begun by the format once it knows the body */
    struct failure *failure;   /* set with broken when the database failed under the reader */
    bool broken;
};

struct format {
    const char *name;       /* as documents say it, and the folder of its reader */
    const char *root, *uri; /* the root element it recognises */
    const struct handler *handler;
    /* State for one file; the root's start event follows. */
    void *(*begin)(struct import_job *job, struct reader *reader);
    /* After a clean parse, rows in the database: last checks, and what is computed there. */
    bool (*finish)(void *state, struct failure *failure);
    void (*end)(void *state);
};

extern const struct format formats[]; /* ends with a NULL name */

/* The database failed: the job stops with its failure. */
void job_broken(struct import_job *job, struct reader *reader);

/* An error, warning or notice at the reader's line. */
void job_message(struct import_job *job, struct reader *reader, enum message_level level, const char *code,
                 const char *path, const char *found, const char *expected, const char *text);

#endif
