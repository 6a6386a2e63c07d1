/* generate_register: agreements and transfers of the bodies that generate_balances writes accounts of (bodies.h).
 *
 *   generate_register [--bodies N] [--first-body K] [--years FIRST..LAST] OUTPUT
 *
 * OUTPUT may be - (standard output). The same arguments give the same bytes. Unless told: 1000 bodies from number 1,
 * 2022..2024. An agreement for each institution, whose State, department and commune pay what stands on 74718, 7473 and
 * 74748 of its balance, and a transfer to each department, of libraries or of archives, whose resource is on 74621
 * (DGD) under 313 or 315. 3 % of what it says was paid is some euros away from the balances; one right in ten is 4 %
 * more than the money, three resources in four do not grow. A department serves the 349 bodies numbered before it, or
 * after when the files end before it. */
#include "bodies.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *output;
static uint64_t bodies = 1000, first_body = 1, year = 2022; /* year: the first */

static void fail(const char *message)
{
    fprintf(stderr, "generate_register: %s\n", message);
    exit(EXIT_FAILURE);
}

static uint64_t department_of(uint64_t body)
{
    const uint64_t next = (body + 349) / 350 * 350;

    return next >= first_body + bodies && next >= first_body + 350 ? next - 350 : next;
}

/* The one before, except where the file begins with the institution. */
static uint64_t commune_of(uint64_t institution)
{
    return institution == first_body ? institution + 1 : institution - 1;
}

static void write_body(uint64_t body)
{
    static const char *const words[] = {"", "commune", "department", "", "institution"};
    const enum body kind = kind_of(body);
    const uint64_t population = trait(body, 12) % 40000 + 400;
    char label[96];

    fprintf(output, "  <body siren=\"%09" PRIu64 "\" kind=\"%s\" name=\"%s\"", siren(body), words[kind],
            name(body, false, label));
    if (kind != INSTITUTION) fprintf(output, " population=\"%" PRIu64 "\"", population * (kind == DEPARTMENT ? 30 : 1));
    fprintf(output, "/>\n");
}

/* Each once: an institution is followed by its commune; departments are those of the file, without any the next. */
static void write_bodies(void)
{
    const uint64_t after = first_body + bodies;
    bool orphans = false;

    fprintf(output, "  <body siren=\"%09" PRIu64 "\" kind=\"state\" name=\"État, services de la culture (fictif)\"/>\n",
            siren(0));
    for (uint64_t body = (first_body + 49) / 50 * 50; body < after; body += 50) {
        write_body(body);
        if (kind_of(body) == INSTITUTION) write_body(commune_of(body));
        orphans = orphans || department_of(body) >= after;
    }
    if (orphans) write_body(department_of(first_body));
}

static void write_yearly(const char *tag, const char *who, uint64_t its_year, int64_t cents)
{
    fprintf(output, "      <%s%s year=\"%" PRIu64 "\" amount=\"%" PRId64 ".%02" PRId64 "\"/>\n", tag, who, its_year,
            cents / 100, cents % 100);
}

/* By the word of who pays: one amount in 33 is 2 to 41 euros away. */
static int64_t stated(int64_t cents, uint64_t random)
{
    const int64_t gap = 200 + 100 * (int64_t)below(random, 40);

    return random % 1000 >= 30 ? cents : (random & 1 << 16) != 0 ? cents + gap : cents - gap;
}

static void write_agreement(uint64_t institution, uint64_t last)
{
    const uint64_t payers[] = {0, department_of(institution), commune_of(institution)};

    fprintf(output,
            "  <act id=\"convention-%" PRIu64 "\" kind=\"agreement\" date=\"%" PRIu64
            "-12-18\" title=\"Convention pluriannuelle d'objectifs fictive n° %" PRIu64 "\"/>\n"
            "  <agreement id=\"A-%" PRIu64 "\" institution=\"%09" PRIu64 "\" from=\"%" PRIu64 "-01-01\" to=\"%" PRIu64
            "-12-31\" act=\"convention-%" PRIu64 "\">\n",
            institution, year - 1, institution, institution, siren(institution), year, last, institution);
    for (unsigned i = 0; i < 3; i++) {
        fprintf(output, "    <funder siren=\"%09" PRIu64 "\" receipt-account=\"%s\">\n", siren(payers[i]), funders[i]);
        for (uint64_t y = year; y <= last; y++) {
            set_year(y);
            write_yearly("due", "", y, funding(institution, i));
            write_yearly("paid", "", y, stated(funding(institution, i), trait(institution, (unsigned)y * 4 + i)));
        }
        fprintf(output, "    </funder>\n");
    }
    fprintf(output, "  </agreement>\n");
}

static void write_transfer(uint64_t department, uint64_t last)
{
    const bool archives = strcmp(competence(department), "315") == 0;
    char who[24];
    int64_t right;

    set_year(year);
    right = compensation(department) * (trait(department, 13) % 10 == 0 ? 104 : 100) / 100;
    (void)snprintf(who, sizeof who, " siren=\"%09" PRIu64 "\"", siren(department));
    fprintf(output,
            "  <transfer id=\"T-%" PRIu64 "\" nature=\"transfer\" competence=\"%s\" from=\"%09" PRIu64
            "\" effective=\"%" PRIu64 "-01-01\" act=\"loi\">\n"
            "    <evaluation state=\"definitive\" act=\"arrete\" date=\"%" PRIu64 "-11-16\" value-year=\"%" PRIu64
            "\" opinion=\"%" PRIu64 "-10-06\"/>\n"
            "    <right%s amount=\"%" PRId64 ".%02" PRId64 "\"/>\n"
            "    <resource id=\"DGD-%" PRIu64 "\" kind=\"dgd\" account=\"74621\" function=\"%s\">\n",
            department, archives ? "archives" : "lecture", siren(0), year, year - 1, year, year - 1, who, right / 100,
            right % 100, department, competence(department));
    for (uint64_t y = year; y <= last; y++) {
        set_year(y);
        write_yearly("paid", who, y, stated(compensation(department), trait(department, (unsigned)y * 4)));
    }
    fprintf(output, "    </resource>\n  </transfer>\n");
}

static void write_register(uint64_t last)
{
    uint64_t agreements = 0, transfers = 0;

    fprintf(output, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<register xmlns=\"urn:contrepartie:register:1\" label=\"Registre fictif\">\n");
    write_bodies();
    fprintf(output,
            "  <act id=\"loi\" kind=\"law\" number=\"%" PRIu64 "-9999\" date=\"%" PRIu64
            "-07-10\" title=\"Loi fictive de transfert de compétences culturelles\"/>\n"
            "  <act id=\"arrete\" kind=\"order\" date=\"%" PRIu64
            "-11-16\" title=\"Arrêté fictif constatant le droit à compensation\"/>\n"
            "  <competence id=\"lecture\" label=\"Lecture publique\" scope=\"M57 &amp; F313\"/>\n"
            "  <competence id=\"archives\" label=\"Archives\" scope=\"M57 &amp; F315\"/>\n",
            year - 1, year - 1, year - 1);
    for (uint64_t body = (first_body + 49) / 50 * 50; body < first_body + bodies; body += 50)
        if (kind_of(body) == DEPARTMENT) {
            write_transfer(body, last);
            transfers++;
        } else {
            write_agreement(body, last);
            agreements++;
        }
    fprintf(output, "</register>\n");
    fprintf(stderr, "%" PRIu64 " agreements, %" PRIu64 " transfers\n", agreements, transfers);
}

int main(int argc, char **argv)
{
    uint64_t last_year = 2024;
    const char *path = NULL;

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--bodies") == 0 && i + 1 < argc)
            bodies = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--first-body") == 0 && i + 1 < argc)
            first_body = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--years") == 0 && i + 1 < argc) {
            char *rest;
            year = last_year = strtoull(argv[++i], &rest, 10);
            if (strncmp(rest, "..", 2) == 0) last_year = strtoull(rest + 2, NULL, 10);
        } else
            path = argv[i];
    if (path == NULL || strncmp(path, "--", 2) == 0 || bodies < 1 || bodies > BODIES || first_body < 1 ||
        first_body > BODIES || first_body + bodies - 1 > BODIES || year < 1960 || last_year < year || last_year > 2100)
        fail("usage: [--bodies N] [--first-body K] [--years FIRST..LAST] OUTPUT");
    output = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    if (output == NULL) fail("cannot open the output");
    write_register(last_year);
    if (ferror(output) != 0 || fclose(output) != 0) fail("cannot write the output");
    return EXIT_SUCCESS;
}
