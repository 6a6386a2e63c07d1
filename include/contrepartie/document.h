/* A document: what one imported file is, and what was kept of it. The row of table `document`. */
#ifndef CONTREPARTIE_DOCUMENT_H
#define CONTREPARTIE_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

#define SHA256_SIZE 32

struct document {
    int32_t siren; /* 0: several bodies */
    int32_t number;
    char format[24];
    char stage[4];     /* BP BS DM CA CFU, or empty */
    int stage_number;  /* NumDec of a DM; the closing day of a FEC, month and day: 1231 */
    int32_t budget_id; /* 0: none */
    int fiscal_year;   /* 0: none */
    char norm[16], variant[32];
    bool has_functions; /* some line names a function */
    bool project;
    char date[16];    /* ISO, or empty */
    const char *seal; /* valid, altered, absent, or empty where the format has no seal */
    int64_t lines, skipped, entries, facts;
    const char *file_name;
    int64_t file_size;
    unsigned char sha256[SHA256_SIZE], content_sha256[SHA256_SIZE];
    unsigned char entries_sha256[SHA256_SIZE], facts_sha256[SHA256_SIZE];
    int32_t reverses;          /* the cancelled document, or 0 */
    const char *reversal_kind; /* undone, superseded, or NULL */
    const char *reason;        /* of a reversal, or of the checks that were overridden */
    bool original_forgotten;   /* personal data: the bytes are not kept */
};

#endif
