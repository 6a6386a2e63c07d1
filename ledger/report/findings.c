#include "contrepartie/report.h"

#include "contrepartie/buffer.h"
#include "contrepartie/embedded.h"

#include <string.h>

#define PREFIX "sql/rules/"

const struct column findings_columns[FINDINGS_COLUMNS] = {
    {"code", COLUMN_CODE, false, {"Rule", "Règle"}},
    {"level", COLUMN_CODE, false, {"Level", "Niveau"}},
    {"transfer", COLUMN_CODE, false, {"Transfer", "Transfert"}},
    {"siren", COLUMN_CODE, false, {"Recipient", "Bénéficiaire"}},
    {"year", COLUMN_YEAR, false, {"Year", "Exercice"}},
    {"amount", COLUMN_MONEY, false, {"Amount", "Montant"}},
    {"message", COLUMN_TEXT, false, {"Message", "Message"}},
    {"waived", COLUMN_TEXT, false, {"Waived", "Écarté"}},
};

void findings_shape(struct report *ret_report)
{
    *ret_report = (struct report){
        .name = "findings",
        .title = {"Findings", "Constats"},
        .about = {"What the rules found in the accounts and transfers; a waived one is shown with its reason.",
                  "Ce que les règles ont relevé dans les comptes et les transferts ; un constat écarté est montré avec "
                  "son motif."},
        .parameters = {"siren", "year_first", "year_last", "transfer"},
        .parameter_count = 4,
        .column_count = FINDINGS_COLUMNS};
    memcpy(ret_report->columns, findings_columns, sizeof findings_columns);
}

const struct rule_part rule_parts[RULE_PARTS] = {{"title", {"Rule", "Règle"}},
                                                 {"basis", {"Basis", "Fondement"}},
                                                 {"formula", {"Formula", "Calcul"}},
                                                 {"parameters", {"Parameters", "Paramètres"}}};

/* One query of all rules; each is a file that is a query on its own. */
PGresult *findings_query(struct database *database, struct parameters filters, struct failure *failure)
{
    struct buffer sql CLEAN_BUFFER = {0};
    const char *between = "";

    if (!database_whole(database, failure)) return NULL;
    /* the rules read the same three views: each is computed once, under its own name, of what is asked about */
    buffer_text(&sql, "with asked as materialized (select rights_beside($1, $4) as rights), "
                      "compensation_year as materialized (select c.* from asked, compensation_of(rights) c), "
                      "recomputed_right as materialized (select r.* from asked, recomputed_of(rights) r), "
                      "foot_check as materialized (select * from contrepartie.foot_check) ");
    buffer_text(&sql,
                "select code, level, transfer_id, coalesce(siren_text(siren), ''), year, amount::numeric(18, 2), "
                "case when current_setting('contrepartie.language', true) = 'fr' then message_fr else message_en end, "
                "coalesce(waived_for(code, transfer_id, siren, year), '') from (");
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++) {
        if (strncmp(file->path, PREFIX, strlen(PREFIX)) != 0) continue;
        buffer_format(&sql, "%s select '%.7s' as code, r.* from (\n%s\n) r", between, file->path + strlen(PREFIX),
                      file->begin);
        between = " union all";
    }
    buffer_text(&sql, ") f where ($1::integer is null or siren = $1) and ($2::integer is null or year >= $2)"
                      " and ($3::integer is null or year <= $3) and ($4::text is null or transfer_id = $4)"
                      " and ($5::text is null or code = $5) order by code, transfer_id collate \"C\", siren, year");
    return database_query(database, EXPECT_ROWS, sql.bytes, filters, failure);
}

int finding_rank(const char *level)
{
    static const char *const levels[] = {"check", "finding", "breach"};

    for (int rank = 0; rank < 3; rank++)
        if (strcmp(levels[rank], level) == 0) return rank;
    return -1;
}

const char *finding_word(const char *level)
{
    switch (finding_rank(level)) {
    case 2:
        return TR("▲ breach", "▲ manquement");
    case 1:
        return TR("■ finding", "■ constat");
    default:
        return TR("● to check", "● à vérifier");
    }
}

const char *rule_code(size_t index, char *buffer, size_t size)
{
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++)
        if (strncmp(file->path, PREFIX, strlen(PREFIX)) == 0 && index-- == 0) {
            (void)snprintf(buffer, size, "%.7s", file->path + strlen(PREFIX));
            return buffer;
        }
    return NULL;
}

const char *rule_text(const char *code)
{
    char path[64];

    (void)snprintf(path, sizeof path, PREFIX "%.20s.sql", code);
    return embedded_text(path);
}

bool rule_field(const char *rule, const char *name, char *text, size_t size)
{
    size_t length = strlen(name);

    text[0] = '\0';
    for (; strncmp(rule, "-- ", 3) == 0; rule = strchr(rule, '\n') + 1) {
        const char *value = rule + 3 + length + 2, *end = strchr(rule, '\n'), *bar;
        if (strncmp(rule + 3, name, length) != 0 || rule[3 + length] != ':') continue;
        bar = strstr(value, " | ");
        if (bar != NULL && bar < end) {
            if (language_get() == LANGUAGE_FRENCH)
                value = bar + 3;
            else
                end = bar;
        }
        (void)snprintf(text, size, "%.*s", (int)(end - value), value);
        return true;
    }
    return false;
}
