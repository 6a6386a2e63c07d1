/*
 * From a line of a voucher to the accounts it moves. The triplet TypBord, TypPce, NatPce decides (PES v5.17, comments
 * of CommunDepense.xsd and CommunRecette.xsd); third parties' accounts are those of the charts of accounts (class 4 of
 * M57), cut to the longest that the budget's own chart has.
 */
#ifndef CONTREPARTIE_PES_MAPPING_H
#define CONTREPARTIE_PES_MAPPING_H

#include <stdbool.h>

enum pes_treatment {
    PES_UNKNOWN,
    PES_ORDINARY,      /* budget account against the third party */
    PES_REDUCTION,     /* of a piece of the same year: its reversal, once it is here */
    PES_CLOSED_YEAR,   /* of a piece of a closed year: income or expense of this one, never netted */
    PES_ACCRUAL,       /* charges a payer, produits a recevoir: against 408, 418 */
    PES_ACCRUAL_BACK,  /* its cancellation in the next year */
    PES_PREPAID,       /* charges et produits constates d'avance: 486, 487, out of the year */
    PES_AFTER_PAYMENT, /* cash moved before: against 472, 471 */
    PES_ORDER,         /* ordre budgetaire: against the other half, in this file or another */
    PES_BAD_DEBT,      /* admission en non-valeur: against the debtor */
    PES_PAYMENT_ORDER, /* class 4 against cash: no spending */
};

enum pes_treatment pes_treatment(char direction, const char *slip_type, const char *piece_type,
                                 const char *piece_nature);

/* True for treatments that wait for the piece their line must name (RattachPiece). */
bool pes_corrects(enum pes_treatment treatment);

/* The account that stands against `account`; `category` is CatTiers, `payroll` NatPce 11. */
const char *pes_counter_account(char direction, enum pes_treatment treatment, const char *account, const char *category,
                                bool payroll);

/* The account of VAT: deductible (of investment or not), collected. */
const char *pes_vat_account(char direction, char section);
#define PES_SELF_ASSESSED_VAT "4452" /* due on acquisitions from another member state */

#endif
