/*
 * SIREN (9 digits: a body) and SIRET (14 digits: an establishment, SIREN + NIC), the keys of INSEE's register.
 * A SIREN is kept as an integer and printed with its leading zeros.
 */
#ifndef CONTREPARTIE_SIREN_H
#define CONTREPARTIE_SIREN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIREN_DIGITS 9
#define SIRET_DIGITS 14

/* True when text is exactly `digits` decimal digits. */
bool digits_only(const char *text, size_t length, size_t digits);

/* The SIREN at the head of a SIREN or SIRET text; 0 when it is not one. Does not judge the check digit. */
int32_t siren_read(const char *text, size_t length);

/* Luhn's check over all digits, as INSEE computes it; La Poste (356000000) sums its digits instead. */
bool siren_check(const char *text, size_t length);

#endif
