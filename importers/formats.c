#include "format.h"

#include "plan/plan_import.h"
#include "register/register_import.h"
#include "totem/totem.h"

const struct format formats[] = {
    {"totem", "DocumentBudgetaire", TOTEM_URI, &totem_handler, totem_begin, totem_finish, totem_end},
    {"cfu", "CompteFinancierUnique", CFU_URI, &totem_handler, totem_begin, totem_finish, totem_end},
    {"plan", "Nomenclature", "", &plan_handler, plan_begin, plan_finish, plan_end},
    {"register", "register", REGISTER_URI, &register_handler, register_begin, register_finish, register_end},
    {.name = "table", .root = "", .uri = ""}, /* CSV: table/table_import.c */
    {0},
};
