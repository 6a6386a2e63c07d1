/*
 * Money: signed integer cents. There is no floating point in this house.
 *
 * The largest public budget is near 10^14 cents; int64_t holds 9 * 10^18.
 */
#ifndef CONTREPARTIE_MONEY_H
#define CONTREPARTIE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum money_reading {
    MONEY_READ,              /* exact */
    MONEY_TOO_MANY_DECIMALS, /* digits other than 0 after the second decimal: cents hold the half-up rounding */
    MONEY_NOT_A_NUMBER,      /* empty, letters, exponent, two points */
    MONEY_TOO_LARGE,         /* beyond 14 digits, the schema's limit (Base_Montant, totalDigits 14) */
};

/* Reads an xs:decimal with a point ("-12.5", "+3", ".50"); length bytes, no NUL needed. */
enum money_reading money_read(const char *text, size_t length, int64_t *ret_cents);

/* Writes "-1234.50"; returns the length. buffer holds at least MONEY_TEXT_SIZE bytes. */
#define MONEY_TEXT_SIZE 32
size_t money_write(int64_t cents, char *buffer);

/* total += cents; false when the sum leaves int64_t, and total is unchanged. */
bool money_add(int64_t *total, int64_t cents);

/* An amount as people read it in the language of the session: 1 234 567,89 or 1,234,567.89; returns buffer. */
const char *money_display(const char *plain, char *buffer, size_t size);

#endif
