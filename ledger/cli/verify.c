#include "cli/command.h"

#include "contrepartie/ledger.h"

static void say_defect(void *context, int32_t number, const char *what)
{
    (void)context;
    (void)printf(TR("✗ document %d: %s\n", "✗ document %d : %s\n"), (int)number, what);
}

enum outcome command_verify(struct request *request)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure = {0};
    int documents;

    if (!request_open(request, &database, STORE_ADMIN, &failure) || !database_whole(&database, &failure))
        return say_failure(&failure);
    if (ledger_verify(&database, say_defect, NULL, &documents, &failure)) {
        if (!request->quiet)
            (void)printf(TR("✓ %d documents: originals, entries, facts, chains and references are whole\n",
                            "✓ %d documents : originaux, écritures, faits, chaînes et références sont intacts\n"),
                         documents);
        return OUTCOME_DONE;
    }
    return failure.outcome != OUTCOME_DONE ? say_failure(&failure) : OUTCOME_FINDINGS;
}
