#include "book/rows.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *table, *columns, *number; /* number: what orders a document's rows */
    bool by_siren;                        /* rows are kept by body; else by document alone */
    const char *formats;                  /* which documents keep facts there; NULL: no facts */
} tables[SEALED_TABLES] = {
    [SEALED_ENTRIES] = {"entry",
                        "siren, document_id, entry_no, voucher_id, fiscal_year, book, direction, section, operation, "
                        "budget_side, chapter, amount, debit_account, credit_account, function, counterparty, "
                        "entry_date, source_ordinal, source_document, source_line",
                        "entry_no", true, NULL},
    [SEALED_GRANTS] = {"grant_paid",
                       "siren, document_id, grant_no, fiscal_year, amount, account, section, legal_kind, beneficiary, "
                       "beneficiary_siren, in_kind, purpose, grant_date, source_line",
                       "grant_no", true, "totem cfu scdl-subventions state-grants"},
    [SEALED_ELEMENTS] = {"register_element", "document_id, element_no, parent_no, line, name, attributes", "element_no",
                         false, "register"},
    [SEALED_PUBLISHED] = {"published_amount",
                          "document_id, row_no, amount, tolerance, act, recipient, component, source_line", "row_no",
                          false, "table"},
    [SEALED_SLIPS] = {"voucher_slip",
                      "siren, document_id, slip_no, direction, fiscal_year, slip_type, slip_number, slip_date, pieces, "
                      "amount, cumulative, source_line",
                      "slip_no", true, "pes-depense pes-recette"},
    [SEALED_VOUCHERS] = {"voucher",
                         "siren, document_id, voucher_no, first_entry, entries, slip_no, slip_number, direction, "
                         "fiscal_year, slip_type, piece_number, piece_type, piece_nature, journal, voucher_date, "
                         "amount, attachments, label, source_line",
                         "voucher_no", true, "pes-depense pes-recette fctva fec"},
    [SEALED_CORRECTIONS] = {"voucher_correction",
                            "siren, document_id, correction_no, voucher_no, line_no, direction, fiscal_year, "
                            "amount_net, amount_vat, account, function, counterparty, original_direction, "
                            "original_year, original_number, original_line, source_line",
                            "correction_no", true, "pes-depense pes-recette"},
    [SEALED_PARTIES] = {"voucher_party", "siren, document_id, party_no, voucher_no, line_no, party_siren, name",
                        "party_no", true, "pes-depense pes-recette"},
    [SEALED_EVENTS] = {"voucher_event",
                       "siren, document_id, event_no, direction, fiscal_year, slip_type, slip_number, piece_number, "
                       "line_no, event, event_date, amount, code, source_line",
                       "event_no", true, "pes-retour pes-acquit"},
    [SEALED_ATTACHMENTS] = {"attachment",
                            "siren, document_id, attachment_no, unique_id, kind, declared, found, size, sha256, "
                            "source_line",
                            "attachment_no", true, "pes-depense pes-recette pes-pj"},
    [SEALED_SIGNATURES] = {"signature",
                           "siren, document_id, signature_no, covers, algorithm, signed_at, role, certificate, "
                           "source_line",
                           "signature_no", true, "pes-depense pes-recette pes-pj"},
    [SEALED_TOTALS] = {"control_total",
                       "siren, document_id, total_no, budget_id, fiscal_year, statement, account, chapter, direction, "
                       "section, label, forecast, issued, cancelled, net, previous, source_line",
                       "total_no", true, "cfu-comptable"},
    [SEALED_BALANCES] =
        {"budget_balance",
         "siren, document_id, budget_no, first_entry, entries, fiscal_year, siret, code, kind, label, category, "
         "department, norm, variant, crossed, has_functions, lines, opening_debit, opening_credit, budget_debit, "
         "budget_credit, non_budget_debit, non_budget_credit, order_debit, order_credit, source_line",
         "budget_no", true, "dgfip-balance"},
    [SEALED_LEGS] = {"fec_leg",
                     "siren, document_id, leg_no, fiscal_year, journal, number, entry_date, account, account_label, "
                     "reference, label, debit, credit, source_line",
                     "leg_no", true, "fec"},
};

bool rows_has_facts(const char *format, enum sealed_table table)
{
    size_t length = strlen(format);

    for (const char *word = tables[table].formats; word != NULL && *word != '\0'; word += strspn(word, " ")) {
        size_t size = strcspn(word, " ");
        if (size == length && strncmp(word, format, length) == 0) return true;
        word += size;
    }
    return false;
}

bool rows_load_begin(struct database *database, enum sealed_table table, struct failure *failure)
{
    return database_load_begin(database, tables[table].table, tables[table].columns, failure);
}

void rows_copy_out(enum sealed_table table, int32_t siren, int32_t document, int64_t after, char *sql, size_t size)
{
    char body[64] = "";

    if (tables[table].by_siren && siren != 0) (void)snprintf(body, sizeof body, "siren = %d and ", (int)siren);
    /* a document of several bodies numbers its rows through them all; a register's entries, in each */
    (void)snprintf(sql, size, "copy (select %s from %s where %sdocument_id = %d and %s > %lld order by %s%s) to stdout",
                   tables[table].columns, tables[table].table, body, (int)document, tables[table].number,
                   (long long)after, tables[table].number, tables[table].by_siren ? ", siren" : "");
}

char *rows_escape(char *to, const char *text, size_t length)
{
    for (const char *end = text + length; text < end; text++) {
        switch (*text) {
        case '\\':
            *to++ = '\\';
            *to++ = '\\';
            break;
        case '\t':
            *to++ = '\\';
            *to++ = 't';
            break;
        case '\n':
            *to++ = '\\';
            *to++ = 'n';
            break;
        case '\r':
            *to++ = '\\';
            *to++ = 'r';
            break;
        default:
            *to++ = *text;
        }
    }
    return to;
}

char *rows_integer(char *to, int64_t number)
{
    char reversed[24];
    uint64_t rest = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
    size_t count = 0;

    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) *to++ = '-';
    while (count > 0)
        *to++ = reversed[--count];
    return to;
}
