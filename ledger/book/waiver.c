#include "contrepartie/ledger.h"

bool ledger_waive(struct database *database, const struct waiver *waiver, struct failure *failure)
{
    PGresult *recorded CLEAN_RESULT = database_query(
        database, EXPECT_NOTHING,
        "insert into waiver (code, transfer_id, siren, fiscal_year, waived, reason) values ($1, $2, $3, $4, $5, $6)",
        DATABASE_PARAMETERS(waiver->code, waiver->transfer, waiver->siren, waiver->year,
                            waiver->waived ? "true" : "false", waiver->reason),
        failure);

    return recorded != NULL;
}
