/* journal, report, transfers: reports under their own names. */
#include "cli/command.h"

#include <string.h>

static enum outcome run_report(struct request *request, const char *name)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    long rows;

    if (!request_open(request, &database, STORE_READER, &failure) ||
        !request_report(request, &database, name, &rows, &failure))
        return say_failure(&failure);
    if (rows == 0 && request->format == NULL && !request->quiet) (void)fputs(TR("no rows\n", "aucune ligne\n"), stderr);
    return OUTCOME_DONE;
}

static enum outcome catalogue(void)
{
    char name[48];

    for (size_t index = 0; report_name(index, name, sizeof name) != NULL; index++) {
        struct report report;
        if (report_find(name, &report)) (void)printf("%-20s %s\n", name, report.title[language_get()]);
    }
    return OUTCOME_DONE;
}

enum outcome command_report(struct request *request)
{
    return request->operand_count == 0 ? catalogue() : run_report(request, request->operands[0]);
}

enum outcome command_journal(struct request *request)
{
    return run_report(request, "journal");
}

enum outcome command_transfers(struct request *request)
{
    if (request->operand_count > 0 && strcmp(request->operands[0], "show") == 0) {
        if (request->operand_count < 2) return say_usage(TR("transfers show: which one?", "transfers show : lequel ?"));
        request->asked.transfer = request->operands[1];
    } else if (request->operand_count > 0 && strcmp(request->operands[0], "list") != 0)
        return say_usage(TR("transfers takes list or show, not %s", "transfers prend list ou show, pas %s"),
                         request->operands[0]);
    if (request->asked.transfer != NULL && request->format == NULL) {
        enum outcome outcome = run_report(request, "transfers");
        return outcome == OUTCOME_DONE ? run_report(request, "compensation") : outcome;
    }
    return run_report(request, "transfers");
}
