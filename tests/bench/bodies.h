/*
 * Fictional bodies by their number: what the balances and the register about them must say alike. The SIREN is 99, the
 * number, the key. Number 0 is the State, every 350th a department, every other 50th an institution of culture, the
 * rest communes. Amounts are cents; they come from the body and grow by 2 % a year. No body named here exists.
 */
#ifndef CONTREPARTIE_BENCH_BODIES_H
#define CONTREPARTIE_BENCH_BODIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BODIES 999599 /* more would be of a department beyond six digits */
#define ARTS   8

enum body { COMMUNE = 1, DEPARTMENT = 2, INSTITUTION = 4, ANY = 7 };

struct art {
    const char *name, *function;
};
extern const struct art arts[ARTS];
extern const char *const funders[3]; /* the accounts on which State, department and commune pay an institution */

uint64_t mixed(uint64_t z);
/* Of a body, for one purpose: the same for all years. */
uint64_t trait(uint64_t body, unsigned purpose);
unsigned below(uint64_t random, unsigned n);
/* Near log-normal, in cents. */
int64_t amount(uint64_t random, unsigned base);
/* The year of the amounts from now on; an amount of 2020 in it. */
void set_year(uint64_t its_year);
int64_t grown(int64_t of_2020);

uint64_t siren(uint64_t body);
enum body kind_of(uint64_t body);
size_t art_of(uint64_t body, unsigned purpose);
const char *name(uint64_t body, bool annexed, char to[96]);

/* The function that was transferred to a department, and what the State pays for it. */
const char *competence(uint64_t department);
int64_t compensation(uint64_t department);
/* What a funder owes an institution. */
int64_t funding(uint64_t institution, unsigned funder);

#endif
