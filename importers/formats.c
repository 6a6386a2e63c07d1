#include "format.h"

#include "balance/balance.h"
#include "cfu/cfu_totals.h"
#include "fctva/fctva.h"
#include "fec/fec.h"
#include "grants/grants.h"
#include "pes/pes.h"
#include "plan/plan_import.h"
#include "register/register_import.h"
#include "table/table_import.h"
#include "totem/totem.h"

/* Text formats are tried in this order. */
const struct format formats[] = {
    {"totem", "DocumentBudgetaire", TOTEM_URI, &totem_handler, totem_begin, .finish = totem_finish, .end = totem_end},
    {"cfu", "CompteFinancierUnique", CFU_URI, &totem_handler, totem_begin, .finish = totem_finish, .end = totem_end},
    {"pes-depense", "PES_Aller", PES_ALLER_URI, &pes_handler, pes_begin, .finish = pes_finish,
     .settle = pes_settle_orders, .end = pes_end},
    {"pes-retour", "PES_Retour", PES_RETOUR_URI, &pes_return_handler, pes_return_begin, .settle = pes_return_settle,
     .end = pes_return_end},
    {"pes-acquit", "PES_ACQUIT", PES_ACQUIT_URI, &pes_acquit_handler, pes_acquit_begin, .settle = pes_acquit_settle,
     .end = pes_acquit_end},
    {"pes-acquit", "PES_ACQUIT", PES_RETOUR_URI, &pes_acquit_handler, pes_acquit_begin, .settle = pes_acquit_settle,
     .end = pes_acquit_end},
    {"cfu-comptable", "DocumentComptable", CFU_TOTALS_URI, &cfu_totals_handler, cfu_totals_begin,
     .finish = cfu_totals_finish, .end = cfu_totals_end},
    {"fctva", "FCTVA", FCTVA_URI, &fctva_handler, fctva_begin, .end = fctva_end},
    {"fec", "comptabilite", "", &fec_handler, fec_begin, .finish = fec_finish, .settle = fec_settle, .end = fec_end},
    {"plan", "Nomenclature", "", &plan_handler, plan_begin, .finish = plan_finish, .end = plan_end},
    {"register", "register", REGISTER_URI, &register_handler, register_begin, .finish = register_finish,
     .end = register_end},
    {.name = "fec",
     .begin = fec_begin,
     .sniff = fec_sniff,
     .read = fec_read,
     .finish = fec_finish,
     .settle = fec_settle,
     .end = fec_end},
    {.name = "dgfip-balance",
     .begin = balance_begin,
     .sniff = balance_sniff,
     .read = balance_read,
     .finish = balance_finish,
     .end = balance_end},
    {.name = "scdl-subventions", .begin = grants_begin, .sniff = scdl_sniff, .read = scdl_read, .end = grants_end},
    {.name = "state-grants",
     .begin = grants_begin,
     .sniff = state_grants_sniff,
     .read = state_grants_read,
     .end = grants_end},
    {.name = "table", .begin = table_begin, .sniff = table_sniff, .read = table_read, .end = table_end},
    {0},
};
