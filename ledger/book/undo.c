/* What people ask of a document by its number: whose it is, whether its bytes were kept, to undo it. */
#include "contrepartie/ledger.h"

#include <stdlib.h>
#include <string.h>

bool document_look_up(struct database *database, const char *number, int32_t *ret_siren, int32_t *ret_number,
                      struct failure *failure)
{
    PGresult *result CLEAN_RESULT = NULL;

    if (*number == '\0' || strspn(number, "0123456789") != strlen(number) || strlen(number) > 9)
        return fail(failure, OUTCOME_USAGE,
                    TR("a document has a number, not “%s”", "un document a un numéro, pas « %s »"), number);
    result = database_query(database, EXPECT_ROWS, "select siren from document where document_id = $1",
                            DATABASE_PARAMETERS(number), failure);
    if (result == NULL) return false;
    if (PQntuples(result) == 0) {
        (void)fail(failure, OUTCOME_NO_INPUT, TR("there is no document %s", "il n'y a pas de document %s"), number);
        return fail_remedy(failure, "%s",
                           TR("contrepartie documents, or the page “Import”, lists them",
                              "contrepartie documents, ou la page « Importer », les liste"));
    }
    *ret_siren = (int32_t)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    *ret_number = (int32_t)strtol(number, NULL, 10);
    return true;
}

/* A file that names persons leaves its digest only, unless its bytes were asked for. */
bool original_kept(struct database *database, const char *number, struct failure *failure)
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

bool ledger_undo(struct database *database, const char *number, const char *reason, int32_t *ret_document,
                 int32_t *ret_reversal, struct failure *failure)
{
    int32_t siren;
    struct failure ignored;

    if (reason == NULL || *reason == '\0')
        return fail(failure, OUTCOME_USAGE,
                    TR("undo needs --reason: it is kept with the reversal",
                       "undo demande --reason : il est conservé avec la contre-passation"));
    if (!document_look_up(database, number, &siren, ret_document, failure) || !database_run(database, "begin", failure))
        return false;
    if (ledger_reverse(database, siren, *ret_document, "undone", reason, ret_reversal, failure) &&
        database_run(database, "commit", failure))
        return true;
    (void)database_run(database, "rollback", &ignored);
    return false;
}
