/*
 * Commands: one row of the table in commands.c and one file each. The parser, the help and the manual are cut from
 * the two tables (commands and options): what is not in them does not exist.
 */
#ifndef CONTREPARTIE_COMMAND_H
#define CONTREPARTIE_COMMAND_H

#include "contrepartie/question.h"
#include "contrepartie/store.h"

#include <stdbool.h>
#include <stdio.h>

/* What was asked on the command line; NULL or false: not said. */
struct request {
    /* global */
    struct store_options store;
    const char *format, *output;
    bool quiet, verbose, no_pager, help;
    struct question asked; /* the filters */
    /* of some commands */
    bool dry_run, replace, keep_persons, keep_original, round_amounts;
    const char *override, *reason, *fail_on, *label, *jobs, *schema, *anchor, *mapping, *expected;
    const char *index, *operating_years, *key; /* assumptions of a simulation */
    const char *port, *socket, *user_header;   /* of the browser's door */
    bool read_only, incognito, no_browser;
    /* operands: what is left after the command's name */
    char **operands;
    int operand_count;
};

struct command {
    const char *name, *arguments;
    const char *summary[2]; /* by enum language */
    const char *options;    /* the letters of the options it takes beside the global ones (options.c) */
    enum outcome (*run)(struct request *request);
};

extern const struct command commands[]; /* ends with a NULL name */

/* Fills the request; on a mistake says it on stderr and returns false. *ret_command is NULL without a command. */
bool request_parse(int argc, char **argv, struct request *request, const struct command **ret_command);

void help_print(FILE *output);
void help_command_print(FILE *output, const struct command *command);

/* Says a failure on stderr, as `contrepartie: message` and its remedy; returns its outcome. */
enum outcome say_failure(const struct failure *failure);

/* Usage mistake: says it with the command's help line; returns OUTCOME_USAGE. */
enum outcome say_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Opens the store the request names, tells it the language. */
bool request_open(const struct request *request, struct database *database, enum store_role role,
                  struct failure *failure);

/* The output file, standard output or a pager; close it with output_close, which reports a full disk. */
FILE *output_open(const struct request *request, bool page, struct failure *failure);
bool output_close(FILE *output, const struct request *request, struct failure *failure);

/* The format asked for, inferred from -o's extension, or a table. */
bool request_format(const struct request *request, enum output_format *ret_format, struct failure *failure);

/* Runs a report with the request's filters and prints it. page: through a pager on a terminal. */
bool request_report(struct request *request, struct database *database, const char *name, long *ret_rows,
                    struct failure *failure);

enum outcome command_import(struct request *request);
enum outcome command_check(struct request *request);
enum outcome command_documents(struct request *request);
enum outcome command_journal(struct request *request);
enum outcome command_report(struct request *request);
enum outcome command_findings(struct request *request);
enum outcome command_match(struct request *request);
enum outcome command_institutions(struct request *request);
enum outcome command_simulate(struct request *request);
enum outcome command_transfers(struct request *request);
enum outcome command_scope(struct request *request);
enum outcome command_nomenclature(struct request *request);
enum outcome command_entities(struct request *request);
enum outcome command_export(struct request *request);
enum outcome command_close(struct request *request);
enum outcome command_verify(struct request *request);
enum outcome command_db(struct request *request);
enum outcome command_serve(struct request *request);
enum outcome command_doctor(struct request *request);
enum outcome command_mapping(struct request *request);

/* Verbs of db, in files of their own. */
enum outcome db_access(struct request *request);
enum outcome db_anchor(struct request *request);
enum outcome command_help(struct request *request);

/* Verbs of db with a file of their own (backup.c). */
enum outcome db_backup(struct request *request);
enum outcome db_restore(struct request *request);
enum outcome db_upgrade(struct request *request);

/* Proves the books of an opened store again and says what was found. */
enum outcome say_verification(const struct request *request, struct database *database);

#endif
