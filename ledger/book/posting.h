/* One document's writing, from the inside: the life of a posting (posting.c) and the rows it is fed (posting_rows.c).
 */
#ifndef CONTREPARTIE_POSTING_H
#define CONTREPARTIE_POSTING_H

#include "book/rows.h"

#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"
#include "contrepartie/spool.h"

/* Rows of one table wait together, so that a file whose tables alternate does not begin a COPY for every row. */
#define OUTLET_SIZE ((size_t)64 * 1024)
struct outlet {
    char *rows;        /* NULL until the first row */
    size_t used, size; /* size: OUTLET_SIZE, or the longest row where that is more */
    int64_t count;
};

struct posting {
    struct database *database;
    int32_t siren, number;
    enum sealed_table sent; /* the COPY now open; while there is a sender, the sender's alone, with the connection */
    struct spool *sender;
    struct original *original; /* stored by the sender; NULL: by the importer */
    const char *norm;          /* of the sums that the sender asks for; NULL: none */
    int64_t unsummed;          /* entries sent and not summed yet */
    struct outlet outlets[SEALED_TABLES];
    struct digest *digests[SEALED_TABLES]; /* the sender's, of what it sent */
    struct digest *content;
    unsigned char mixed[SHA256_SIZE]; /* the sum of the digests of rows whose order is no content */
    unsigned char content_sha256[SHA256_SIZE];
    bool failed;
    struct failure failure;
};

/* Room for one row of at most `room` bytes; NULL once a row could not be sent. posting_row_end takes it. */
char *posting_row(struct posting *posting, enum sealed_table table, size_t room);
void posting_row_end(struct posting *posting, enum sealed_table table, const char *end);

#endif
