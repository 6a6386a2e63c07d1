#include "cli/command.h"

#include "contrepartie/anchor.h"
#include "contrepartie/ledger.h"

static void say_defect(void *context, int32_t number, const char *what)
{
    (void)context;
    if (number == 0)
        (void)printf("✗ %s\n", what);
    else
        (void)printf(TR("✗ document %d: %s\n", "✗ document %d : %s\n"), (int)number, what);
}

static bool check_anchor(const struct request *request, struct database *database, bool *ret_held,
                         struct failure *failure)
{
    struct anchor anchor;

    if (request->anchor == NULL) return true;
    if (!anchor_check(database, request->anchor, say_defect, NULL, &anchor, ret_held, failure)) return false;
    if (*ret_held && !request->quiet)
        (void)printf(plural(anchor.chains,
                            TR("✓ %d chain goes on from what was anchored; SHA-256 of the anchor: %s\n",
                               "✓ %d chaîne prolonge ce qui a été ancré ; SHA-256 de l'ancre : %s\n"),
                            TR("✓ %d chains go on from what was anchored; SHA-256 of the anchor: %s\n",
                               "✓ %d chaînes prolongent ce qui a été ancré ; SHA-256 de l'ancre : %s\n")),
                     anchor.chains, anchor.sha256);
    return true;
}

enum outcome say_verification(const struct request *request, struct database *database)
{
    struct failure failure = {0};
    bool whole, held = true;
    int documents;

    whole = ledger_verify(database, say_defect, NULL, &documents, &failure);
    if (failure.outcome != OUTCOME_DONE || !check_anchor(request, database, &held, &failure))
        return say_failure(&failure);
    if (whole && !request->quiet)
        (void)printf(plural(documents,
                            TR("✓ %d document: originals, entries, facts, chains and references are whole\n",
                               "✓ %d document : originaux, écritures, faits, chaînes et références sont intacts\n"),
                            TR("✓ %d documents: originals, entries, facts, chains and references are whole\n",
                               "✓ %d documents : originaux, écritures, faits, chaînes et références sont intacts\n")),
                     documents);
    return whole && held ? OUTCOME_DONE : OUTCOME_FINDINGS;
}

enum outcome command_verify(struct request *request)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;

    if (!request_open(request, &database, STORE_ADMIN, &failure) || !database_whole(&database, &failure))
        return say_failure(&failure);
    return say_verification(request, &database);
}

enum outcome db_anchor(struct request *request)
{
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure = {0};
    struct anchor anchor;
    FILE *output;
    bool done;

    if (!request_open(request, &database, STORE_READER, &failure) || !database_whole(&database, &failure) ||
        (output = output_open(request, false, &failure)) == NULL)
        return say_failure(&failure);
    done = anchor_write(&database, output, &anchor, &failure);
    done = output_close(output, request, &failure) && done;
    if (!done) return say_failure(&failure);
    if (!request->quiet)
        (void)fprintf(stderr,
                      TR("%d chains; file this where whoever runs the database cannot reach: %s\n",
                         "%d chaînes ; à conserver hors de portée de qui administre la base : %s\n"),
                      anchor.chains, anchor.sha256);
    return OUTCOME_DONE;
}
