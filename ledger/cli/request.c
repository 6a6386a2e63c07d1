/* What every command does with a request: open, filter, print. */
#include "cli/command.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum outcome say_failure(const struct failure *failure)
{
    (void)fprintf(stderr, TR("contrepartie: %s\n", "contrepartie : %s\n"), failure->message);
    if (failure->remedy[0] != '\0') (void)fprintf(stderr, "  %s\n", failure->remedy);
    return failure->outcome != OUTCOME_DONE ? failure->outcome : OUTCOME_INTERNAL;
}

bool request_open(const struct request *request, struct database *database, enum store_role role,
                  struct failure *failure)
{
    const struct passwd *account = getpwuid(getuid());
    char author[64];

    /* copied: the account's entry is the library's, and opening the store looks up another */
    (void)snprintf(author, sizeof author, "%s",
                   getenv("SUDO_USER") != NULL ? getenv("SUDO_USER")
                   : account != NULL           ? account->pw_name
                                               : "");
    return database_open(database, &request->store, role, failure) &&
           question_session(&request->asked, database, author, failure);
}

/* --- output -------------------------------------------------------------------------------------------------- */

static bool refuse_svg(struct failure *failure)
{
    return fail(failure, OUTCOME_USAGE,
                TR("only flows are drawn as svg: report flows", "seuls les flux se dessinent en svg : report flows"));
}

static bool format_asked(const struct request *request, enum output_format *ret_format, struct failure *failure)
{
    const char *name = request->format, *dot;

    *ret_format = OUTPUT_TABLE;
    if (name == NULL && request->output != NULL && (dot = strrchr(request->output, '.')) != NULL)
        name = strcmp(dot, ".txt") == 0 ? "table" : dot + 1;
    if (name == NULL || output_format_find(name, ret_format)) return true;
    fail(failure, OUTCOME_USAGE, TR("unknown output format: %s", "format de sortie inconnu : %s"), name);
    return fail_remedy(failure, "table csv csv-fr tsv json ndjson html xlsx ods svg");
}

bool request_format(const struct request *request, enum output_format *ret_format, struct failure *failure)
{
    if (!format_asked(request, ret_format, failure)) return false;
    return *ret_format != OUTPUT_SVG || refuse_svg(failure);
}

static FILE *pager_open(void)
{
    const char *pager = getenv("CONTREPARTIE_PAGER");

    if (pager == NULL) pager = getenv("PAGER");
    if (pager == NULL || *pager == '\0') pager = "less -FIRXS";
    return popen(pager, "we"); // NOLINT(cert-env33-c): a pager is a command line of the user's own
}

FILE *output_open(const struct request *request, bool page, struct failure *failure)
{
    FILE *output = stdout;

    if (request->output != NULL && strcmp(request->output, "-") != 0) {
        output = fopen(request->output, "we");
        if (output == NULL) (void)fail(failure, OUTCOME_CANNOT_WRITE, "%s: %s", request->output, strerror(errno));
        return output;
    }
    if (page && !request->no_pager && isatty(STDOUT_FILENO) && (output = pager_open()) == NULL) output = stdout;
    return output;
}

bool output_close(FILE *output, const struct request *request, struct failure *failure)
{
    bool file = request->output != NULL && strcmp(request->output, "-") != 0;
    bool written = fflush(output) == 0 && ferror(output) == 0;
    int cause = errno;

    if (file)
        written = fclose(output) == 0 && written;
    else if (output != stdout)
        (void)pclose(output);
    if (written || cause == EPIPE) return true;
    return fail(failure, OUTCOME_CANNOT_WRITE, "%s: %s", file ? request->output : "stdout", strerror(cause));
}

static bool write_report(const struct request *request, struct database *database, const struct report *report,
                         const struct filters *filters, enum output_format format, long *ret_rows,
                         struct failure *failure)
{
    FILE *output = output_open(request, format == OUTPUT_TABLE, failure);
    bool done;

    if (output == NULL) return false;
    if (strcmp(report->name, "compensation") == 0 &&
        (format == OUTPUT_HTML || format == OUTPUT_XLSX || format == OUTPUT_ODS)) {
        struct audit audit;
        question_audit(&request->asked, filters, &audit);
        done = audit_write(database, &audit, format, output, failure);
        *ret_rows = 1;
    } else
        done = question_write(&request->asked, database, report, filters, format, output, ret_rows, failure);
    return output_close(output, request, failure) && done;
}

bool request_report(struct request *request, struct database *database, const char *name, long *ret_rows,
                    struct failure *failure)
{
    struct report report;
    struct filters filters = {0};
    enum output_format format;
    bool done;

    if (!report_find(name, &report)) {
        fail(failure, OUTCOME_USAGE, TR("no report is called %s", "aucun état ne s'appelle %s"), name);
        return fail_remedy(failure, TR("contrepartie report lists them", "contrepartie report les énumère"));
    }
    if (!format_asked(request, &format, failure)) return false;
    if (format == OUTPUT_SVG && !report_drawable(&report)) return refuse_svg(failure);
    request->asked.name = request->operand_count > 1 ? request->operands[1] : NULL;
    done = question_read(&request->asked, database, &report, &filters, failure) &&
           write_report(request, database, &report, &filters, format, ret_rows, failure);
    buffer_free(&filters.predicate);
    return done;
}
