/*
 * The front door: one file, read, checked, posted, sealed and committed, or refused with nothing written.
 *
 *   sniff -> stream -> check -> COPY -> verify references as a set -> seal -> commit
 *
 * A format is one folder of importers/ and one line in importers/formats.c.
 */
#ifndef CONTREPARTIE_IMPORTER_H
#define CONTREPARTIE_IMPORTER_H

#include "contrepartie/buffer.h"
#include "contrepartie/ledger.h"
#include "contrepartie/message.h"
#include "contrepartie/store.h"

struct import_result;

struct import_options {
    bool dry_run;                  /* check everything, write nothing */
    bool replace;                  /* supersede the active document of the same key */
    bool keep_persons;             /* keep natural persons' names */
    bool round_amounts;            /* round amounts with more than two decimals, half up, instead of refusing them */
    bool quiet;                    /* no progress bar */
    bool keep_original;            /* keep the bytes of formats that carry personal data, too */
    const char *override, *reason; /* codes of checks (2xx) whose errors are accepted, and why; or NULL */
    const char *mapping;           /* whose columns somebody's own table has: a file (importers/sheet), or NULL */
    const char *expected;          /* totals it must give: a file (importers/expected.c), or NULL */
    const char *schema;            /* an XSD to report on; or NULL */
    const char *entity;            /* whose books a file is that does not say it itself: a SIREN, or NULL */
    /* With dry_run: called while the document stands in the transaction, before it is rolled back. */
    bool (*inspect)(void *context, struct database *database, const struct import_result *result,
                    struct failure *failure);
    void *inspect_context;
    int plan_year; /* the year a chart of accounts stands for, against its own word; 0: as it says */
};

enum import_status { IMPORT_POSTED, IMPORT_UNCHANGED, IMPORT_REPLACED, IMPORT_CONTROL, IMPORT_REFUSED, IMPORT_CHECKED };

struct import_result {
    enum import_status status;
    struct document document; /* what is known of it; number 0 when nothing was written */
    int32_t other;            /* the document it equals, replaces or contradicts, or 0 */
    struct messages messages; /* the caller frees them */
    char reason[1024];        /* why refused, one sentence, or empty */
    char file_name[256];      /* as stored: its last part, in UTF-8 */
    char entity[128];         /* the name of the body, for people */
};

/*
 * Imports one file, known to people by `name` (its path when NULL). True with a result, refused or not; false when
 * nothing can be said about the file (missing, database down, interrupted): then failure tells.
 */
bool import_file(struct database *database, const char *path, const char *name, const struct import_options *options,
                 struct import_result *result, struct failure *failure);

/* True for a zip archive: each file of it is then imported on its own (zip_files), but for a workbook's. */
bool is_zip(const char *path);
bool is_workbook(const char *path);

/* Calls one(context, path, name) for each file of a zip, in its order, with a path that lasts for the call. */
bool zip_files(const char *path, bool (*one)(void *context, const char *path, const char *name), void *context,
               struct failure *failure);

const char *import_status_name(enum import_status status);

/* The SCDL "budget" table (22 columns, CRLF) of a TotEM document, from its kept original. */
bool scdl_budget_write(struct database *database, int32_t siren, int32_t number, struct buffer *output,
                       struct failure *failure);

#endif
