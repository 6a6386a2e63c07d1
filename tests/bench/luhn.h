/* The last digit of a SIREN or SIRET, for the generators. */
#ifndef CONTREPARTIE_BENCH_LUHN_H
#define CONTREPARTIE_BENCH_LUHN_H

#include <stdint.h>

static inline uint64_t append_luhn(uint64_t number)
{
    unsigned sum = 0, twice = 1;

    for (uint64_t rest = number; rest > 0; rest /= 10, twice = 1 - twice) {
        const unsigned digit = (unsigned)(rest % 10) << twice;
        sum += digit > 9 ? digit - 9 : digit;
    }
    return number * 10 + (10 - sum % 10) % 10;
}

#endif
