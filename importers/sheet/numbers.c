/* Numbers and days of workbooks, in integers and digits: no float is made of them. */
#include "sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

#define SIGNIFICANT 15 /* what spreadsheets keep; digits behind are the rounding of binary fractions */
#define DIGITS_MAX  400

struct decimal {
    char digits[DIGITS_MAX]; /* without leading zeros */
    int count;
    int point; /* how many of them stand before the point; may be negative, or beyond them */
    bool negative;
};

static bool decimal_read(const char *text, struct decimal *decimal)
{
    bool after_point = false, any = false;
    long exponent = 0;
    char *end;

    *decimal = (struct decimal){.negative = *text == '-'};
    if (*text == '-' || *text == '+') text++;
    for (; (*text >= '0' && *text <= '9') || *text == '.'; text++) {
        if (*text == '.') {
            if (after_point) return false;
            after_point = true;
            continue;
        }
        any = true;
        if (!after_point && (decimal->count > 0 || *text != '0')) decimal->point++;
        if (decimal->count == 0 && *text == '0') {
            if (after_point) decimal->point--;
            continue;
        }
        if (decimal->count == DIGITS_MAX) return false;
        decimal->digits[decimal->count++] = *text;
    }
    if (!any) return false;
    if (*text == 'e' || *text == 'E') {
        exponent = strtol(text + 1, &end, 10);
        if (end == text + 1 || *end != '\0' || exponent > 300 || exponent < -300) return false;
        decimal->point += (int)exponent;
        return true;
    }
    return *text == '\0';
}

/* Half up at the fifteenth digit. */
static void decimal_round(struct decimal *decimal)
{
    bool up;

    if (decimal->count <= SIGNIFICANT) return;
    up = decimal->digits[SIGNIFICANT] >= '5';
    decimal->count = SIGNIFICANT;
    for (int index = SIGNIFICANT - 1; up && index >= 0; index--) {
        up = decimal->digits[index] == '9';
        decimal->digits[index] = up ? '0' : (char)(decimal->digits[index] + 1);
    }
    if (!up) return;
    memmove(decimal->digits + 1, decimal->digits, (size_t)decimal->count - 1);
    decimal->digits[0] = '1';
    decimal->point++;
}

bool number_plain(const char *text, char *plain, size_t size)
{
    struct decimal decimal;
    size_t used = 0;
    int decimals;

    if (!decimal_read(text, &decimal)) return false;
    decimal_round(&decimal);
    while (decimal.count > 0 && decimal.digits[decimal.count - 1] == '0' && decimal.count > decimal.point)
        decimal.count--;
    if (decimal.count == 0) decimal.point = 0;
    decimals = decimal.count > decimal.point ? decimal.count - decimal.point : 0;
    if ((size_t)(decimal.point > 0 ? decimal.point : 1) + (size_t)decimals + 5 > size) return false;
    if (decimal.negative && decimal.count > 0) plain[used++] = '-';
    if (decimal.point <= 0) plain[used++] = '0';
    for (int index = 0; index < decimal.point; index++)
        plain[used++] = index < decimal.count ? decimal.digits[index] : '0';
    if (decimals > 0) plain[used++] = '.';
    for (int index = 0; index < decimals; index++) {
        int place = decimal.point + index;
        plain[used++] = place < 0 ? '0' : decimal.digits[place];
    }
    if (decimals == 3) plain[used++] = '0'; /* "1.250" could be a grouped 1250: this one is not */
    plain[used] = '\0';
    return true;
}

bool serial_date(const char *serial, bool since_1904, char ret_date[11])
{
    char plain[64];
    long days, era, year_of_era, day_of_year, month, day, year;

    if (!number_plain(serial, plain, sizeof plain)) return false;
    days = strtol(plain, NULL, 10);
    if (days < 0 || days > 2958465) return false;
    if (since_1904)
        days += 1462;
    else if (days < 60)
        days++; /* 1900 is a leap year to these programs: before its 29 February they count one day less */
    if (days < 2 || days > 2958465) return false;
    days += 693899; /* days since 0000-03-01; 25569 is 1970-01-01 */
    era = days / 146097;
    days -= era * 146097;
    year_of_era = (days - days / 1460 + days / 36524 - days / 146096) / 365;
    day_of_year = days - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month = (5 * day_of_year + 2) / 153;
    day = day_of_year - (153 * month + 2) / 5 + 1;
    year = year_of_era + era * 400 + (month >= 10);
    month = month < 10 ? month + 3 : month - 9;
    (void)snprintf(ret_date, 11, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100, (unsigned)day % 100);
    return true;
}
