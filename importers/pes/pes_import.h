/*
 * What the parts of an import of a PES Aller share: pes_import.c reads files, slips and pieces, pes_line.c posts lines.
 * Amounts are cents, years have four digits.
 */
#ifndef CONTREPARTIE_PES_IMPORT_H
#define CONTREPARTIE_PES_IMPORT_H

#include "pes/numbers.h"
#include "pes/pes_attachments.h"
#include "pes/pes_budget.h"
#include "pes/pes_mapping.h"
#include "pes/pes_reader.h"
#include "pes/signature.h"

#include "contrepartie/nomenclature.h"

#define REFERENCES_MAX 8192
#define YEARS_MAX      8 /* years in one file: two, at the turn of the year */

struct pes_import {
    struct import_job *job;
    struct pes_reader *pes;
    struct plan *plan; /* of the slip's year: one of plans */
    struct {
        int year;
        struct plan *plan;
    } plans[YEARS_MAX];
    struct pes_parties *parties;
    bool ready, broken_slip, has_expenses;
    /* the slip in hand */
    int slips, pieces, slip_year, first_year;
    size_t errors_before; /* the slip */
    long slip_number;
    bool several_years;
    int64_t net, vat;
    struct numbers piece_numbers;
    struct numbers slip_numbers[2][8]; /* by direction and type of slip */
    long last_piece[2][8];             /* of those before: in growing order, none can come twice */
    bool pieces_unordered;
    /* the piece in hand */
    int32_t voucher_no;
    int64_t first_entry, amount;
    bool natural_person;
    enum pes_treatment treatment;
    bool in_piece; /* its header was read, at its first line */
    struct numbers line_numbers;
    char references[REFERENCES_MAX];
    struct pes_attachments *attachments;
    struct signature_reader *signatures;
};

/* A message about a field: where it stands, what it holds. `where` tells the line. */
void pes_tell(struct pes_import *import, enum message_level level, const char *code, enum pes_field field,
              enum pes_level where, const char *expected, const char *text);

/* Tells what cannot be read, and what is rounded where rounding was asked for. */
bool pes_read_amount(struct pes_import *import, enum pes_field field, enum pes_level level, int64_t *ret_cents);

/* "" when there is none: a day that does not exist is told once, at the end of the slip. */
const char *pes_slip_date(const struct pes_import *import);

/* The line in hand, whose piece has begun: its entries, or the correction that waits for its original. */
void pes_line_post(struct pes_import *import, struct reader *reader, long number);

#endif
