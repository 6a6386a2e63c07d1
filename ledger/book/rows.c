#include "book/rows.h"

#include <stdio.h>
#include <string.h>

#define ENTRY_COLUMNS                                                                                                  \
    "siren, document_id, entry_no, fiscal_year, book, direction, section, operation, chapter, amount, "                \
    "debit_account, credit_account, function, counterparty, voucher_id, source_ordinal, source_line"
#define GRANT_COLUMNS                                                                                                  \
    "siren, document_id, grant_no, fiscal_year, amount, account, section, legal_kind, beneficiary, "                   \
    "beneficiary_siren, in_kind, source_line"
#define PUBLISHED_COLUMNS "document_id, row_no, source_line, amount, tolerance, act, recipient, component"
#define ELEMENT_COLUMNS   "document_id, element_no, parent_no, line, name, attributes"

const char *const rows_copy_in[SEALED_TABLES] = {
    [SEALED_ENTRIES] = "copy entry (" ENTRY_COLUMNS ") from stdin",
    [SEALED_GRANTS] = "copy grant_paid (" GRANT_COLUMNS ") from stdin",
    [SEALED_ELEMENTS] = "copy register_element (" ELEMENT_COLUMNS ") from stdin",
    [SEALED_PUBLISHED] = "copy published_amount (" PUBLISHED_COLUMNS ") from stdin",
};

enum sealed_table rows_facts_table(const char *format)
{
    if (strcmp(format, "register") == 0) return SEALED_ELEMENTS;
    return strcmp(format, "table") == 0 ? SEALED_PUBLISHED : SEALED_GRANTS;
}

void rows_copy_out(enum sealed_table table, int32_t siren, int32_t document, char *sql, size_t size)
{
    char bodies[64];

    /* a register's entries are in the books of several bodies; naming them keeps the primary key in use */
    if (siren == 0)
        (void)snprintf(bodies, sizeof bodies, "siren in (select b.siren from body b)");
    else
        (void)snprintf(bodies, sizeof bodies, "siren = %d", (int)siren);
    switch (table) {
    case SEALED_ENTRIES:
        (void)snprintf(sql, size,
                       "copy (select " ENTRY_COLUMNS " from entry where %s and document_id = %d order by "
                       "%s entry_no) to stdout",
                       bodies, (int)document, siren == 0 ? "siren," : "siren, document_id,");
        break;
    case SEALED_GRANTS:
        (void)snprintf(sql, size,
                       "copy (select " GRANT_COLUMNS " from grant_paid where siren = %d and document_id = %d "
                       "order by grant_no) to stdout",
                       (int)siren, (int)document);
        break;
    case SEALED_PUBLISHED:
        (void)snprintf(sql, size,
                       "copy (select " PUBLISHED_COLUMNS
                       " from published_amount where document_id = %d order by row_no) to stdout",
                       (int)document);
        break;
    default:
        (void)snprintf(sql, size,
                       "copy (select " ELEMENT_COLUMNS " from register_element where document_id = %d "
                       "order by element_no) to stdout",
                       (int)document);
    }
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
