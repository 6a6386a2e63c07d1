#include "book/document_record.h"

#include "contrepartie/digest.h"
#include "contrepartie/json.h"

#include <stdlib.h>

static void json_bytes_field(struct buffer *json, const char *name, const unsigned char *bytes)
{
    char text[2 + 2 * SHA256_SIZE + 1] = "\\x";

    hex_write(bytes, SHA256_SIZE, text + 2);
    json_text_field(json, name, text);
}

bool document_next_number(struct database *database, int32_t *ret_number, struct failure *failure)
{
    PGresult *result CLEAN_RESULT =
        database_query(database, EXPECT_ONE_ROW, "select nextval('document_number')", NO_PARAMETERS, failure);

    if (result == NULL) return false;
    *ret_number = (int32_t)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    return true;
}

bool document_insert(struct database *database, const struct document *document, struct failure *failure)
{
    struct buffer json CLEAN_BUFFER = {0};
    PGresult *result CLEAN_RESULT = NULL;

    buffer_text(&json, "{");
    json_number_field(&json, "siren", document->siren);
    json_number_field(&json, "document_id", document->number);
    json_text_field(&json, "format", document->format);
    json_text_field(&json, "stage", document->stage);
    json_number_field(&json, "stage_number", document->stage_number);
    if (document->budget_id != 0) json_number_field(&json, "budget_id", document->budget_id);
    if (document->fiscal_year != 0) json_number_field(&json, "fiscal_year", document->fiscal_year);
    json_text_field(&json, "norm", document->norm);
    json_text_field(&json, "variant", document->variant);
    json_text_field(&json, "has_functions", document->has_functions ? "true" : "false");
    json_text_field(&json, "project", document->project ? "true" : "false");
    json_text_field(&json, "document_date", document->date[0] != '\0' ? document->date : NULL);
    json_text_field(&json, "seal", document->seal != NULL ? document->seal : "");
    json_number_field(&json, "lines", document->lines);
    json_number_field(&json, "skipped", document->skipped);
    json_number_field(&json, "entries", document->entries);
    json_number_field(&json, "facts", document->facts);
    json_text_field(&json, "file_name", document->file_name);
    json_number_field(&json, "file_size", document->file_size);
    json_bytes_field(&json, "sha256", document->sha256);
    json_bytes_field(&json, "content_sha256", document->content_sha256);
    json_bytes_field(&json, "entries_sha256", document->entries_sha256);
    json_bytes_field(&json, "facts_sha256", document->facts_sha256);
    if (document->reverses != 0) json_number_field(&json, "reverses", document->reverses);
    if (document->reversal_kind != NULL) json_text_field(&json, "reversal_kind", document->reversal_kind);
    json_text_field(&json, "reason", document->reason != NULL ? document->reason : "");
    json_text_field(&json, "original_kept", document->original_forgotten ? "false" : "true");
    buffer_text(&json, "}");
    result = database_query(database, EXPECT_NOTHING,
                            "insert into document select * from jsonb_populate_record(null::document, $1)",
                            DATABASE_PARAMETERS(json.bytes), failure);
    return result != NULL;
}
