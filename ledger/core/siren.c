#include "contrepartie/siren.h"

bool digits_only(const char *text, size_t length, size_t digits)
{
    if (length != digits) return false;
    for (size_t position = 0; position < length; position++)
        if (text[position] < '0' || text[position] > '9') return false;
    return true;
}

int32_t siren_read(const char *text, size_t length)
{
    int32_t siren = 0;

    if (!digits_only(text, length, SIREN_DIGITS) && !digits_only(text, length, SIRET_DIGITS)) return 0;
    for (size_t position = 0; position < SIREN_DIGITS; position++)
        siren = siren * 10 + (text[position] - '0');
    return siren;
}

bool siren_check(const char *text, size_t length)
{
    int luhn = 0, sum = 0;

    if (siren_read(text, length) == 0) return false;
    for (size_t position = 0; position < length; position++) {
        int digit = text[position] - '0';
        sum += digit;
        if ((length - position) % 2 == 0) digit *= 2;
        luhn += digit > 9 ? digit - 9 : digit;
    }
    if (luhn % 10 == 0) return true;
    return siren_read(text, length) == 356000000 && sum % 5 == 0;
}
