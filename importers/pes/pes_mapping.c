#include "pes/pes_mapping.h"

#include <stddef.h>
#include <string.h>

/* "*" stands for any code of the field. The first row that fits counts. */
static const struct {
    char direction;
    const char *slip, *piece, *nature;
    enum pes_treatment treatment;
} triplets[] = {
    {'D', "02", "02", "06", PES_REDUCTION},
    {'D', "02", "02", "10", PES_ACCRUAL_BACK},
    {'D', "01", "02", "09", PES_CLOSED_YEAR},
    {'D', "01", "01", "*", PES_ORDINARY},
    {'D', "01", "03", "*", PES_ORDER},
    {'D', "01", "04", "*", PES_ORDINARY}, /* ordre mixte: real for the third party, without cash */
    {'D', "01", "05", "*", PES_AFTER_PAYMENT},
    {'D', "01", "06", "*", PES_ORDINARY},
    {'D', "01", "07", "01", PES_BAD_DEBT},
    {'D', "01", "08", "*", PES_ORDINARY},
    {'D', "01", "09", "*", PES_ORDINARY},
    {'D', "01", "10", "*", PES_ACCRUAL},
    {'D', "01", "13", "01", PES_PREPAID},
    {'D', "03", "11", "*", PES_PAYMENT_ORDER},
    {'R', "02", "02", "06", PES_REDUCTION},
    {'R', "02", "02", "10", PES_ACCRUAL_BACK},
    {'R', "01", "02", "09", PES_CLOSED_YEAR},
    {'R', "01", "01", "*", PES_ORDINARY},
    {'R', "01", "03", "*", PES_ORDER},
    {'R', "01", "04", "*", PES_ORDINARY},
    {'R', "01", "05", "*", PES_AFTER_PAYMENT},
    {'R', "01", "06", "*", PES_ORDINARY},
    {'R', "01", "07", "*", PES_ORDINARY},
    {'R', "01", "09", "*", PES_ORDINARY},
    {'R', "01", "10", "*", PES_ORDINARY},
    {'R', "01", "11", "*", PES_ACCRUAL},
    {'R', "01", "14", "01", PES_PREPAID},
    {'R', "03", "12", "*", PES_PAYMENT_ORDER},
    {'R', "06", "15", "*", PES_ORDINARY}, /* ORMC: an article of a roll */
};

/* Natures that an order of payment or collection may have: CommunDepense.xsd, CommunRecette.xsd. */
static const char *const natures[] = {"01", "02", "03", "04", "05", "07", "08",
                                      "10", "11", "12", "13", "14", "18", NULL};

static bool fits(const char *pattern, const char *code)
{
    if (strcmp(pattern, "*") != 0) return strcmp(pattern, code) == 0;
    for (const char *const *nature = natures; *nature != NULL; nature++)
        if (strcmp(*nature, code) == 0) return true;
    return false;
}

enum pes_treatment pes_treatment(char direction, const char *slip_type, const char *piece_type,
                                 const char *piece_nature)
{
    for (size_t index = 0; index < sizeof triplets / sizeof triplets[0]; index++)
        if (triplets[index].direction == direction && strcmp(triplets[index].slip, slip_type) == 0 &&
            strcmp(triplets[index].piece, piece_type) == 0 && fits(triplets[index].nature, piece_nature))
            return triplets[index].treatment;
    return PES_UNKNOWN;
}

bool pes_corrects(enum pes_treatment treatment)
{
    return treatment == PES_REDUCTION || treatment == PES_ACCRUAL_BACK;
}

static bool begins(const char *account, const char *prefix)
{
    return strncmp(account, prefix, strlen(prefix)) == 0;
}

static const char *creditor(const char *account, bool payroll)
{
    if (payroll || begins(account, "64"))
        return begins(account, "645") || begins(account, "647") ? "431" : "421"; /* social bodies; staff */
    if (begins(account, "65") || begins(account, "67") || begins(account, "204") || begins(account, "1"))
        return "46711";                            /* subsidies, contributions, loans: other creditors */
    return begins(account, "2") ? "4041" : "4011"; /* suppliers of fixed assets; of the rest */
}

/* State, regions, departments, communes, groups: CatTiers 20 to 24. */
static const char *debtor(const char *account, const char *category)
{
    bool public = category[0] == '2' && category[1] >= '0' && category[1] <= '4';

    if (public && (begins(account, "74") || begins(account, "13") || begins(account, "73"))) return "4411";
    return begins(account, "7") ? "4111" : "46721";
}

const char *pes_counter_account(char direction, enum pes_treatment treatment, const char *account, const char *category,
                                bool payroll)
{
    bool expense = direction == 'D';

    switch (treatment) {
    case PES_ACCRUAL:
    case PES_ACCRUAL_BACK:
        return expense ? "408" : "418";
    case PES_PREPAID:
        return expense ? "486" : "487";
    case PES_AFTER_PAYMENT:
        return expense ? "472" : "471";
    case PES_BAD_DEBT:
        return "4111";
    case PES_CLOSED_YEAR: /* an expense cancels what a debtor owed, a receipt what a creditor was owed */
        return expense ? "4111" : "46721";
    case PES_PAYMENT_ORDER:
        return "515";
    default:
        return expense ? creditor(account, payroll) : debtor(account, category);
    }
}

const char *pes_vat_account(char direction, char section)
{
    if (direction == 'R') return "44571";
    return section == 'I' ? "44562" : "44566";
}
