#include "cli/command.h"

#include "contrepartie/ledger.h"

static void say_defect(void *context, int32_t number, const char *what)
{
    (void)context;
    (void)printf(TR("✗ document %d: %s\n", "✗ document %d : %s\n"), (int)number, what);
}

enum outcome say_verification(struct database *database, bool quiet)
{
    struct failure failure = {0};
    int documents;

    if (ledger_verify(database, say_defect, NULL, &documents, &failure)) {
        if (!quiet)
            (void)printf(TR("✓ %d documents: originals, entries, facts, chains and references are whole\n",
                            "✓ %d documents : originaux, écritures, faits, chaînes et références sont intacts\n"),
                         documents);
        return OUTCOME_DONE;
    }
    return failure.outcome != OUTCOME_DONE ? say_failure(&failure) : OUTCOME_FINDINGS;
}

enum outcome command_verify(struct request *request)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;

    if (!request_open(request, &database, STORE_ADMIN, &failure)) return say_failure(&failure);
    return say_verification(&database, request->quiet);
}
