#include "cli/command.h"

#include "contrepartie/ledger.h"

#include <stdlib.h>
#include <string.h>

/* The body of a document by its number; false with a failure when there is none. */
static bool find_document(struct database *database, const char *number, int32_t *ret_siren, int32_t *ret_number,
                          struct failure *failure)
{
    PGresult *result CLEAN_RESULT = NULL;

    if (*number == '\0' || strspn(number, "0123456789") != strlen(number) || strlen(number) > 9)
        return fail(failure, OUTCOME_USAGE,
                    TR("a document has a number, not “%s”", "un document a un numéro, pas « %s »"), number);
    result = database_query(database, EXPECT_ROWS, "select siren from document where document_id = $1",
                            DATABASE_PARAMETERS(number), failure);
    if (result == NULL) return false;
    if (PQntuples(result) == 0)
        return fail(failure, OUTCOME_NO_INPUT, TR("there is no document %s", "il n'y a pas de document %s"), number);
    *ret_siren = (int32_t)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    *ret_number = (int32_t)strtol(number, NULL, 10);
    return true;
}

static bool write_bytes(void *context, const char *bytes, size_t length, struct failure *failure)
{
    if (fwrite(bytes, 1, length, context) == length) return true;
    return fail(failure, OUTCOME_CANNOT_WRITE, TR("the output cannot be written", "la sortie ne peut pas être écrite"));
}

/* A file that names persons leaves its digest only, unless its bytes were asked for. */
static bool is_kept(struct database *database, const char *number, struct failure *failure)
{
    PGresult *kept CLEAN_RESULT =
        database_query(database, EXPECT_ONE_ROW,
                       "select original_kept, encode(sha256, 'hex'), file_size from document where document_id = $1",
                       DATABASE_PARAMETERS(number), failure);

    if (kept == NULL) return false;
    if (PQgetvalue(kept, 0, 0)[0] == 't') return true;
    fail(failure, OUTCOME_NO_INPUT,
         TR("the bytes of document %s were not kept: it carries personal data (SHA-256 %s, %s bytes)",
            "les octets du document %s n'ont pas été conservés : données personnelles (SHA-256 %s, %s octets)"),
         number, PQgetvalue(kept, 0, 1), PQgetvalue(kept, 0, 2));
    return fail_remedy(failure, "contrepartie import --keep-original");
}

static bool write_original(struct request *request, struct database *database, const char *number,
                           struct failure *failure)
{
    int32_t siren = 0, document = 0;
    FILE *output;
    bool done;

    if (!find_document(database, number, &siren, &document, failure) || !is_kept(database, number, failure) ||
        !database_role(database, STORE_ADMIN, failure))
        return false;
    output = output_open(request, false, failure);
    if (output == NULL) return false;
    done = original_read(database, siren, document, write_bytes, output, failure);
    return output_close(output, request, failure) && done;
}

static bool undo(struct request *request, struct database *database, const char *number, struct failure *failure)
{
    int32_t siren = 0, document = 0, reversal;
    struct failure ignored;

    if (request->reason == NULL || *request->reason == '\0')
        return fail(failure, OUTCOME_USAGE,
                    TR("undo needs --reason: it is kept with the reversal",
                       "undo demande --reason : il est conservé avec la contre-passation"));
    if (!find_document(database, number, &siren, &document, failure) ||
        !database_role(database, STORE_IMPORTER, failure) || !database_run(database, "begin", failure))
        return false;
    if (!ledger_reverse(database, siren, document, "undone", request->reason, &reversal, failure) ||
        !database_run(database, "commit", failure)) {
        (void)database_run(database, "rollback", &ignored);
        return false;
    }
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

    if (!find_document(database, number, &siren, &document, failure)) return false;
    request->document = number;
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
