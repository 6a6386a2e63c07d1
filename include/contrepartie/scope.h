/*
 * The selection language: set formulas over budget lines, as finance people write them, compiled to one SQL
 * predicate over view `movement` (alias m).
 *
 *   D R            direction: depense, recette           F I          section: fonctionnement, investissement
 *   DF DI RF RI    both at once                           Ch65         chapter, exactly
 *   C6574          account and all below it               F31          function and all below it
 *   C=6574         that account alone                     F=31         that function alone
 *   O              order operations                       BP BS DM CA CFU   stage of the budget
 *   M57            norm                                   Y2023        fiscal year (also Ann2023)
 *   S990012007     body                                   T990015000   third party
 *   intersection & or ∩     union | or ∪ or +     difference - or −     parentheses
 *
 * Intersection binds tighter; union and difference are read from left to right.
 */
#ifndef CONTREPARTIE_SCOPE_H
#define CONTREPARTIE_SCOPE_H

#include "contrepartie/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct scope_error {
    size_t position; /* bytes from the start of the formula */
    char text[160];
};

/* Appends the predicate. It holds nothing of the formula but letters and digits that were checked. */
bool scope_compile(const char *formula, struct buffer *predicate, struct scope_error *error);

#endif
