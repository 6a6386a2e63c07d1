/* What the readers of the PES share: whose budget a file is, its chart, its third parties, and settling with what is
   here already. */
#ifndef CONTREPARTIE_PES_BUDGET_H
#define CONTREPARTIE_PES_BUDGET_H

#include "format.h"

#include "pes/pes_reader.h"

#include "contrepartie/nomenclature.h"

/* From the header: body, budget, date; begins the posting. False once the header is wrong: the reader is stopped. */
bool pes_budget_open(struct import_job *job, struct reader *reader, const struct pes_reader *pes);

/* The chart of the budget's other documents of that year, else of the nearest, else M57 (told). NULL: stopped. */
struct plan *pes_budget_plan(struct import_job *job, struct reader *reader, int year);

/* Third parties of one file: each SIREN's name is told once. */
struct pes_parties;
struct pes_parties *pes_parties_new(void);
void pes_parties_free(struct pes_parties *parties);

/* The SIREN of the line's third party, 0 without one or when it is a natural person; posts its name. */
int32_t pes_party(struct pes_parties *parties, struct import_job *job, struct reader *reader,
                  const struct pes_reader *pes, int32_t voucher_no, long line_no, bool *natural_person);

/* Corrections, rejections and payments meet the orders they are about; then what a set can tell is told. */
bool pes_settle(struct import_job *job, struct failure *failure);

#endif
