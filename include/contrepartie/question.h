/*
 * What somebody asks of the ledger, on the command line or in a browser: filters as people write them, and what they
 * mean to a report. NULL: not said, everything.
 */
#ifndef CONTREPARTIE_QUESTION_H
#define CONTREPARTIE_QUESTION_H

#include "contrepartie/buffer.h"
#include "contrepartie/report.h"

struct question {
    const char *entity;                     /* SIREN, SIRET or a part of a name */
    const char *year;                       /* 2019 or 2016..2023 */
    const char *account, *function;         /* and all below */
    const char *scope;                      /* a name of table scope, or a formula */
    const char *document, *book, *transfer; /* a number, a book's English name, an id of a register */
    const char *as_of;                      /* a day, ISO */
    const char *name;                       /* what some reports take beside: NORM-VARIANT, a simulation's */
};

/* The same as text parameters. */
struct filters {
    char siren[16], siret[24], year_first[8], year_last[8], norm[24], variant[48];
    struct buffer predicate; /* free it */
    bool has_siren, has_siret, has_year, has_predicate, has_norm;
};

/* Tells the session the language, the day and who asks. */
bool question_session(const struct question *question, struct database *database, const char *author,
                      struct failure *failure);

/* False with a failure when a filter cannot be understood. */
bool filters_read(const struct question *question, struct database *database, const char *default_scope,
                  struct filters *filters, struct failure *failure);

/* The same for a report, which refuses filters it cannot apply: the figures would not be those that were asked for. */
bool question_read(const struct question *question, struct database *database, const struct report *report,
                   struct filters *filters, struct failure *failure);

/* False with a failure when the ledger does not know the body, transfer or document that is asked for: an empty table
   would say that it has nothing. */
bool question_known(const struct question *question, const struct filters *filters, struct database *database,
                    struct failure *failure);

bool question_run(const struct question *question, struct database *database, const struct report *report,
                  const struct filters *filters, const struct renderer *renderer, long *ret_rows,
                  struct failure *failure);

/* The same as a file of that format. A workbook says also what was asked and which documents the figures came from. */
bool question_write(const struct question *question, struct database *database, const struct report *report,
                    const struct filters *filters, enum output_format format, FILE *output, long *ret_rows,
                    struct failure *failure);

/* The same for a report whose values are known: one for each of its parameters. */
bool answer_write(const struct question *question, struct database *database, const struct report *report,
                  const char *const *values, enum output_format format, FILE *output, long *ret_rows,
                  struct failure *failure);

/* The findings that the filters leave (findings_columns), of one rule or, code NULL, of all; the caller clears them.
   NULL with a failure. */
PGresult *question_findings(const struct question *question, struct database *database, const char *code,
                            struct failure *failure);

/* Writes them as a file of that format, as question_write writes a report. */
bool findings_file(const struct question *question, struct database *database, const PGresult *found,
                   enum output_format format, FILE *output, struct failure *failure);

/* The audit that the question asks for; it lives as long as both. */
void question_audit(const struct question *question, const struct filters *filters, struct audit *ret_audit);

/* A scope's formula compiled: a name of table scope, or a formula itself. */
bool scope_predicate(struct database *database, const char *name, struct buffer *predicate, struct failure *failure);

#endif
