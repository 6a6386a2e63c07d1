#include "cli/command.h"

#include "contrepartie/ledger.h"

#include <string.h>

static bool write_bytes(void *context, const char *bytes, size_t length, struct failure *failure)
{
    if (fwrite(bytes, 1, length, context) == length) return true;
    return fail(failure, OUTCOME_CANNOT_WRITE, TR("the output cannot be written", "la sortie ne peut pas être écrite"));
}

static bool write_original(struct request *request, struct database *database, const char *number,
                           struct failure *failure)
{
    int32_t siren = 0, document = 0;
    FILE *output;
    bool done;

    if (!document_look_up(database, number, &siren, &document, failure) || !original_kept(database, number, failure) ||
        !database_role(database, STORE_ADMIN, failure))
        return false;
    output = output_open(request, false, failure);
    if (output == NULL) return false;
    done = original_read(database, siren, document, write_bytes, output, failure);
    return output_close(output, request, failure) && done;
}

static bool undo(struct request *request, struct database *database, const char *number, struct failure *failure)
{
    int32_t document, reversal;

    if (!database_role(database, STORE_IMPORTER, failure) ||
        !ledger_undo(database, number, request->reason, &document, &reversal, failure))
        return false;
    if (!request->quiet)
        (void)printf(TR("✓ document %d is undone: document %d reverses its entries\n",
                        "✓ document %d annulé : le document %d contre-passe ses écritures\n"),
                     (int)document, (int)reversal);
    return true;
}

static bool show(struct request *request, struct database *database, const char *number, struct failure *failure)
{
    int32_t siren = 0, document = 0;
    long rows;

    if (!document_look_up(database, number, &siren, &document, failure)) return false;
    request->asked.document = number;
    return request_report(request, database, "documents", &rows, failure) &&
           (request->format != NULL || request->output != NULL ||
            (request_report(request, database, "messages", &rows, failure) &&
             request_report(request, database, "checks", &rows, failure)));
}

enum outcome command_documents(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    const char *number = request->operand_count > 1 ? request->operands[1] : NULL;
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    long rows;
    bool list = strcmp(verb, "list") == 0, done;

    if (!list && number == NULL)
        return say_usage(TR("documents %s: which number?", "documents %s : quel numéro ?"), verb);
    if (!request_open(request, &database, STORE_READER, &failure)) return say_failure(&failure);
    if (list)
        done = request_report(request, &database, "documents", &rows, &failure);
    else if (strcmp(verb, "show") == 0)
        done = show(request, &database, number, &failure);
    else if (strcmp(verb, "original") == 0)
        done = write_original(request, &database, number, &failure);
    else if (strcmp(verb, "undo") == 0)
        done = undo(request, &database, number, &failure);
    else
        return say_usage(TR("documents takes list, show, original or undo, not %s",
                            "documents prend list, show, original ou undo, pas %s"),
                         verb);
    return done ? OUTCOME_DONE : say_failure(&failure);
}
