#include "bodies.h"

#include "luhn.h"

#include <inttypes.h>
#include <stdio.h>

const struct art arts[ARTS] = {{"ORCHESTRE", "311"}, {"CHÂTEAU", "312"}, {"MÉDIATHÈQUE", "313"}, {"MUSÉE", "314"},
                               {"THÉÂTRE", "316"},   {"OPÉRA", "316"},   {"SCÈNE", "316"},       {"CINÉMA", "317"}};
static const char *const towns[] = {"VILLEFICTIVE", "SAINT-INVENTÉ", "CHÂTEAU-SUPPOSÉ", "MONTFICTIF", "FORÊT-RÊVÉE"};
static const char *const waters[] = {"SUR-ORGE", "LÈS-BOIS", "SUR-VÈNE", "EN-PLAINE", "LA-FORÊT", "AUX-CHÊNES"};
const char *const funders[3] = {"74718", "7473", "74748"};

static int64_t growth; /* from 2020 to the year, in 2^20ths */

/* --- draws ------------------------------------------------------------------------------------------------------- */

uint64_t mixed(uint64_t z)
{
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Of a body, for one purpose: the same for all years. */
uint64_t trait(uint64_t body, unsigned purpose)
{
    return mixed(mixed(body) + purpose);
}

unsigned below(uint64_t random, unsigned n)
{
    return (unsigned)(((random >> 32) * n) >> 32);
}

/* Near log-normal: the exponent is a sum of draws. One amount in 64 is of a few cents or euros. */
int64_t amount(uint64_t random, unsigned base)
{
    const unsigned exponent = base + (unsigned)((random & 255) * 6 >> 8) + (unsigned)((random >> 8 & 255) * 6 >> 8) +
                              (unsigned)((random >> 16 & 255) * 6 >> 8);
    const uint64_t size = ((1024 + (random >> 24 & 2047)) << exponent) >> 10;

    return (int64_t)(random >> 58 == 0 ? (size >> 12) + 1 : size);
}

void set_year(uint64_t its_year)
{
    growth = 1 << 20;
    for (uint64_t y = 2020; y < its_year; y++)
        growth = growth * 51 / 50;
    for (uint64_t y = 2020; y > its_year; y--)
        growth = growth * 50 / 51;
}

int64_t grown(int64_t of_2020)
{
    return of_2020 * growth >> 20;
}

/* --- bodies ------------------------------------------------------------------------------------------------------ */

uint64_t siren(uint64_t body)
{
    return append_luhn(99000000 + body);
}

enum body kind_of(uint64_t body)
{
    return body % 350 == 0 ? DEPARTMENT : body % 50 == 0 ? INSTITUTION : COMMUNE;
}

size_t art_of(uint64_t body, unsigned purpose)
{
    return below(trait(body, purpose), ARTS);
}

const char *name(uint64_t body, bool annexed, char to[96])
{
    const uint64_t random = trait(body, 1);
    const char *town = towns[random % 5];

    if (annexed)
        (void)snprintf(to, 96, "BUDGET ANNEXE %s %" PRIu64, arts[art_of(body, 3)].name, body);
    else if (kind_of(body) == DEPARTMENT)
        (void)snprintf(to, 96, "DÉPARTEMENT DE LA FICTIVE-%s %" PRIu64, waters[random / 8 % 6], body);
    else if (kind_of(body) == INSTITUTION)
        (void)snprintf(to, 96, "%s DE %s %" PRIu64, arts[art_of(body, 2)].name, town, body);
    else
        (void)snprintf(to, 96, "%s-%s %" PRIu64, town, waters[random / 8 % 6], body);
    return to;
}

const char *competence(uint64_t department)
{
    return department / 350 % 2 == 0 ? "313" : "315";
}

/* What the State pays a department for its competence: three in four are frozen. */
int64_t compensation(uint64_t department)
{
    const uint64_t random = trait(department, 4);
    const int64_t of_2020 = (int64_t)(30000000 + random % 270000000);

    return random >> 62 == 0 ? grown(of_2020) : of_2020;
}

/* What a funder owes an institution: hundreds of euros. */
int64_t funding(uint64_t institution, unsigned funder)
{
    return grown((int64_t)(50 + below(trait(institution, 5 + funder), 950)) * 100000) / 10000 * 10000;
}
