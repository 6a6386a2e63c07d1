#include "book/document_record.h"
#include "book/rows.h"

#include "contrepartie/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool seal_matching(struct database *database, int32_t number, const char *reason, struct failure *failure)
{
    struct document document = {.number = number, .format = "matching", .file_name = "", .reason = reason};
    int64_t rows;

    return digest_rows(database, SEALED_ENTRIES, 0, number, document.entries_sha256, &document.entries, failure) &&
           digest_facts(database, document.format, 0, number, document.facts_sha256, &rows, failure) &&
           document_insert(database, &document, failure);
}

bool ledger_match(struct database *database, const struct matching *matching, int32_t *ret_document, int *ret_decided,
                  struct failure *failure)
{
    bool accepted = strcmp(matching->decision, "accepted") == 0, done;
    char number[16];
    int32_t document;
    struct failure ignored;
    PGresult *posted CLEAN_RESULT = NULL;

    if (!database_run(database, "begin; select pg_advisory_xact_lock(0)", failure)) return false;
    if (document_next_number(database, &document, failure)) {
        (void)snprintf(number, sizeof number, "%d", (int)document);
        posted = database_query(database, EXPECT_ONE_ROW, "select post_matching($1, $2, $3, $4, $5, $6, $7, $8)",
                                DATABASE_PARAMETERS(number, matching->decision, matching->reason, matching->transfer,
                                                    matching->siren, matching->year_first, matching->year_last,
                                                    matching->document),
                                failure);
    }
    done = posted != NULL;
    *ret_decided = done ? (int)strtol(PQgetvalue(posted, 0, 0), NULL, 10) : 0;
    *ret_document = 0;
    if (done && accepted && *ret_decided > 0) {
        *ret_document = document;
        done = seal_matching(database, *ret_document, matching->reason, failure);
    }
    if (done && database_run(database, "commit", failure)) return true;
    (void)database_run(database, "rollback", &ignored);
    return false;
}

bool ledger_decide_payment(struct database *database, const char *proposal, const char *decision, const char *reason,
                           int *ret_decided, struct failure *failure)
{
    PGresult *decided CLEAN_RESULT = database_query(database, EXPECT_ONE_ROW, "select decide_payment($1, $2, $3)",
                                                    DATABASE_PARAMETERS(proposal, decision, reason), failure);

    *ret_decided = decided != NULL ? (int)strtol(PQgetvalue(decided, 0, 0), NULL, 10) : 0;
    return decided != NULL;
}
