/*
 * The rows of a document as COPY text: one statement to write each table, one to read it back in the same bytes.
 * The digest of a document's entries is over these bytes, so their columns and order are a format: verify reads them
 * back with the twin statement. The digest of its facts is over the digests of their tables, in the order below.
 */
#ifndef CONTREPARTIE_ROWS_H
#define CONTREPARTIE_ROWS_H

#include "contrepartie/store.h"

#include <stddef.h>
#include <stdint.h>

enum sealed_table {
    SEALED_ENTRIES,
    SEALED_GRANTS,
    SEALED_ELEMENTS,
    SEALED_PUBLISHED,
    SEALED_SLIPS,
    SEALED_VOUCHERS,
    SEALED_CORRECTIONS,
    SEALED_PARTIES,
    SEALED_EVENTS,
    SEALED_ATTACHMENTS,
    SEALED_SIGNATURES,
    SEALED_TOTALS,
    SEALED_LEGS,
    SEALED_BALANCES,
    SEALED_TABLES
};

/* True when documents of that format keep facts in that table. */
bool rows_has_facts(const char *format, enum sealed_table table);

/* Begins to load a table; database_load_end ends it. */
bool rows_load_begin(struct database *database, enum sealed_table table, struct failure *failure);

/* COPY ... TO STDOUT of a document's rows in order, those numbered after `after`. `size` bytes are enough at ROWS_SQL.
 */
#define ROWS_SQL 1024
void rows_copy_out(enum sealed_table table, int32_t siren, int32_t document, int64_t after, char *sql, size_t size);

/* The SHA-256 of those bytes as they stand in the database, and how many rows they are. */
bool digest_rows(struct database *database, enum sealed_table table, int32_t siren, int32_t document,
                 unsigned char *ret_digest, int64_t *ret_rows, struct failure *failure);

/* The digest of all facts of a document as they stand in the database, and how many rows they are. */
bool digest_facts(struct database *database, const char *format, int32_t siren, int32_t document,
                  unsigned char *ret_digest, int64_t *ret_rows, struct failure *failure);

/* Writes text escaped for COPY (backslash, tab, newline, return); returns the end. Room: 2 * length. */
char *rows_escape(char *to, const char *text, size_t length);
char *rows_integer(char *to, int64_t number);

#endif
