#include "contrepartie/money.h"

#include "contrepartie/failure.h"

#include <stdio.h>
#include <string.h>

#define LARGEST_CENTS INT64_C(99999999999999) /* totalDigits 14 of Base_Montant */

enum money_reading money_read(const char *text, size_t length, int64_t *ret_cents)
{
    const char *end = text + length;
    int64_t cents = 0;
    int decimals = 0;
    bool negative = false, point = false, digit = false, extra = false;
    int next_digit = -1; /* the third decimal, which decides the rounding */

    if (length >= MONEY_TEXT_SIZE) return MONEY_NOT_A_NUMBER; /* readers cut values, longer than that */
    if (text < end && (*text == '-' || *text == '+')) negative = *text++ == '-';
    for (; text < end; text++) {
        if (*text == '.' && !point) {
            point = true;
            continue;
        }
        if (*text < '0' || *text > '9') return MONEY_NOT_A_NUMBER;
        digit = true;
        if (decimals == 2) {
            if (next_digit < 0) next_digit = *text - '0';
            if (*text != '0') extra = true;
            continue;
        }
        cents = cents * 10 + (*text - '0');
        if (cents > LARGEST_CENTS) return MONEY_TOO_LARGE;
        if (point) decimals++;
    }
    if (!digit) return MONEY_NOT_A_NUMBER;
    for (; decimals < 2; decimals++)
        cents *= 10;
    if (cents > LARGEST_CENTS * 100) return MONEY_TOO_LARGE;
    if (next_digit >= 5) cents++;
    *ret_cents = negative ? -cents : cents;
    return extra ? MONEY_TOO_MANY_DECIMALS : MONEY_READ;
}

size_t money_write(int64_t cents, char *buffer)
{
    char reversed[MONEY_TEXT_SIZE];
    uint64_t rest = cents < 0 ? (uint64_t)0 - (uint64_t)cents : (uint64_t)cents;
    size_t count = 0, length = 0;

    do {
        if (count == 2) reversed[count++] = '.';
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0 || count < 4);
    if (cents < 0) buffer[length++] = '-';
    while (count > 0)
        buffer[length++] = reversed[--count];
    buffer[length] = '\0';
    return length;
}

bool money_add(int64_t *total, int64_t cents)
{
    int64_t sum;

    if (__builtin_add_overflow(*total, cents, &sum)) return false;
    *total = sum;
    return true;
}

const char *money_display(const char *plain, char *buffer, size_t size)
{
    bool french = language_get() == LANGUAGE_FRENCH;
    const char *separator = french ? "\u202F" : ",";
    size_t whole = strcspn(plain, "."), used = 0;

    for (size_t index = 0; index < whole && used + 8 < size; index++) {
        if (index > 0 && plain[index - 1] != '-' && (whole - index) % 3 == 0)
            used += (size_t)snprintf(buffer + used, size - used, "%s", separator);
        buffer[used++] = plain[index];
    }
    if (plain[whole] == '.')
        used += (size_t)snprintf(buffer + used, size - used, "%s%s", french ? "," : ".", plain + whole + 1);
    (void)snprintf(buffer + used, size - used, "\u00A0€");
    return buffer;
}
