/* generate_totem: a TotEM DocumentBudgetaire of any size, to measure imports no published file allows.
 *
 *   generate_totem --size-mb N [--seed N] [--year Y] [--siren 9DIGITS] [--no-seal] OUTPUT
 *
 * OUTPUT must be seekable, its seal being filled in last; with --no-seal it may be - (standard output).  The
 * same arguments give the same bytes; a megabyte is 1 000 000 bytes, and N may be 0.5.
 *
 * Proportions: unweighted mean of four real accounts (Montpellier 2018 and 2022, Montreuil 2019, Grenoble
 * 2018; each in brackets where they differ much: Grenoble has few annexes, no indentation, no absent amount).
 *   bytes in LigneBudget   27.5 % (19.7 21.6 14.3 54.5); the rest is annexes, see their table below
 *   one line               11.7 children (10.6 10.6 10.4 15.1), 377 bytes (392 393 366 358)
 *   non-zero               MtReal 91.6 %, CredOuv 96.2 %, MtRAR3112 8.7 %, MtRARPrec 9.1 % of lines, MtPrev,
 *                          MtBudgPrec and MtPropNouv never; MtReal negative 0.35 %, median 20 000 euros
 *   operations             F/D 69.2 %, I/D 15.5 %, F/R 9.0 %, I/R 2.8 %; order 2.9 % (type 2), 0.5 % (type 1)
 *   MtSup                  1.42 a line: BudgetHorsRAR always, ProdChaRat non-zero 18.6 %, MtOpeCumul 1.3 %
 *   CaracSup               0.09 a line: ProgAutoNum and ProgAutoLib 3.9 %, TypOpe 1.2 %
 *   ten commonest          natures 19 %, functions 38 % of lines; fifty commonest: 64 %, 94 %
 *
 * Choices: three spaces and CRLF, as Montpellier.  One line in four has Grenoble's full form: indented, it
 * brings the mean line to 420 bytes.  Accounts and chapters are M57_D 2022's, by decreasing use in
 * Montpellier, under a vote by nature (ContNat) with functions.  Every BLOCK lines, as in one document, a few
 * equate D and R credits in each section, so amounts do not grow with the file; order operations balance in
 * every column.  No body named here exists, and no person is. */
#include "luhn.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 1700

/* In lists of accounts, "=" gives the chapter of those that follow. */
static const struct kind {
    char section, side;
    unsigned weight, base; /* lines in 10 000; log2 of the smallest amount, in cents */
    unsigned real, credit, over, equal, negative, outstanding, brought, accrued, programme, operation; /* ‰ */
    const char *accounts;
} kinds[] = {
    {'F', 'D', 7124, 7, 940, 992, 66, 139, 4, 3, 3, 265, 0, 0,
     "=011 60632 60628 6188 60631 6064 =012 6458 =011 6282 =012 64118 6338 64112 64111 6331 6336 6332 6453 "
     "6451 =011 61558 =012 64131 64138 6454 =011 6068 =65 65748 =011 6236 =012 64113 =011 61358 6156 6238 "
     "615221 60668 60636 611 60623 6233 6281 6283 617 615232 =012 64731 =65 65888 =011 6234 60612 =012 "
     "64114 =011 6231 =012 64134 =011 6232 62268 6182 6227 637 6241 62876 627 =012 6216 =011 6065 6251 "
     "60624 61521 =012 6218 =011 61551 6247 6042 6132 6228 6184 6261 60611 6185 =012 64171 6417 =011 6067 "
     "=65 65818 =011 6262 =67 673 =65 65312 =65 6584 =011 61524 =66 6615 66112 66111 =014 7391118 739211 "
     "=65 657362"},
    {'I', 'D', 1599, 9, 841, 976, 4, 193, 0, 635, 553, 0, 248, 66,
     "=20 2031 =21 2188 =23 2313 =21 21318 =20 2051 =21 21848 =204 20422 =23 2312 =21 21312 21838 21314 "
     "21828 2152 21841 2128 21538 2111 =23 2315 =21 21831 21351 =23 238 =21 21568 2121 21533 =204 2041512 "
     "20421 =21 2138 =23 2316 =21 21621 21311 =23 237 =21 21611 2185 2113 =204 204182 =20 2033 =204 2046 "
     "=21 2151 =10 10226 =16 16818 1641 165 =27 275 2764 =26 261"},
    {'F', 'R', 925, 9, 922, 810, 470, 85, 3, 0, 0, 175, 0, 0,
     "=75 75888 =70 70876 =74 74718 74788 =75 752 =70 70846 70323 7062 =75 755 =70 7066 70878 70688 70848 "
     "7088 70631 7067 =77 775 =75 75813 =70 70632 70383 70384 70328 7083 =74 74611 741127 741123 744 743 "
     "=73 73212 =74 74111 =73 732221 =731 73174 =74 7473 =731 73123 73118 73132 73111 =70 70311 70321 =013 "
     "6479 6459 6419 =75 7584 =74 74888 74833 7482 =77 773 =76 764 =70 70873 =74 7484 =75 757 =76 761"},
    {'I', 'R', 287, 11, 730, 825, 180, 205, 0, 260, 160, 0, 85, 16,
     "=13 1321 1328 1311 =23 237 238 2315 2312 =21 2152 =27 2764 2745 =16 1641 165 16441 =21 2138 2111 =10 "
     "10226 10222 =204 2041512 =13 13151 13251 1322 1323 =23 2313 =13 1312 13172 1318 1348 =20 2031"},
};
/* One line faces up to `most` of the other side in investment: 6811 and each 28. */
static const struct order {
    char section, side;
    unsigned type, most;
    const char *accounts, *others;
} orders[] = {
    {'F', 'D', 2, 18, "=042 6811 6815 6817 68128 6761 675",
     "=040 28128 28121 28152 281321 28088 280421 2804182 28046 280422 28041512 28033 28031 281534 281568 "
     "281538 281831 281828 281841 281838 28181 28158 28188 28185 281848 2805 192 15112 4912"},
    {'F', 'R', 2, 3, "=042 777 7811 7815 7817 7761 7768", "=040 13911 198 139151 13918 15112 4912 192"},
    {'I', 'R', 1, 3, "=041 237 238 2031 2138", "=041 21538 2111 2128 21311 2031 2313"},
};
static const char *const functions =
    "=- 020 213 30 515 511 325 4221 64 632 281 316 025 13 338 315 317 028 023 331 314 420 212 588 11 211 "
    "10 428 321 313 031 322 024 038 311 326 510 288 18 022 312 318 7222 60 412 845 410 425 71 70 201 552 "
    "4212 61 323 518 424 4238 512 551 555 76 758 87 4228";

/* "Name=value|" or "Name Code=value|", kept half the time after "?": ~9 is a digit, ~a an amount, ~y a past
 * year, ~(a,b) a choice, ~E, ~X and ~N the document's SIRET, year and next year.  Measured shares:
 * EMPRUNT 15.5 %, CONCOURS 5.4, PATRIMOINE 16.4, PERSONNEL 30.7; twenty others, 4.3 % in all, left out. */
#define DATE "~y-0~(1,4,7)-1~9"
#define BODY "~(ASSOCIATION,COMITE,COMPAGNIE,REGIE) ~(FICTIVE,IMAGINAIRE,INVENTEE) ~9~9~9~9"
static const struct annex {
    const char *tag;
    unsigned permille;
    const char *fields;
} annexes[] = {
    {"EMPRUNT", 165,
     "CodTypEmpr=09|CodProfilAmort=~(C,P,F,X)|CodProfilAmortDtVote=~(C,P,F,X)|AnEncaisse=~y|"
     "ObjEmpr=Opération fictive ~9~9~9~9|MtEmprOrig=~a|DureeRest=~9.~9~9|?DureeRestInit=~9.~9~9|"
     "LibOrgaPreteur=~(Banque,Caisse) fictive de prêt ~9~9|CodPeriodRemb=~(A,S,I,M)|CodTyptxInit=~(F,V)|"
     "IndexTxVariInit=~(FIXE,LIVRETA,EURIBOR 3M)|TxActuaInit=~9.~9~9|IndexTxVariDtVote=~(FIXE,LIVRETA)|"
     "TxActua=~9.~9~9|MtIntExer=~a|MtCapitalExer=~a|MtCapitalRestDu_01_01=~a|?MtICNE=~a|"
     "MtCapitalRestDu_31_12=~a|NomBenefEmprGaranti=" BODY "|CodTypEmprGaranti=0~(1,2,3)|?TotGarEchoirExer=~a|"
     "NumContrat=FIC#~9~9~9~9~9|IndSousJacent=1|IndSousJacentDtVote=1|Structure=A|StructureDtVote=A|"
     "DtSignInit=" DATE "|DtEmission=" DATE "|RtAnticipe=~(true,false)|Couverture=false|Renegocie=false|"},
    {"CONCOURS", 60,
     "?CodArticle=~(65748,65748,20421,20422,657362)|CodNatJurBenefCA=~(P1,P1,P1,P1,P2,U4,U6)|"
     "LibOrgaBenef=" BODY "|MtSubv=~a|?ObjSubv=Aide n°~9~9~9 &amp; suites|"
     "?Siret=~(99000101800011,99000202400018,99000303000014)|"},
    {"PATRIMOINE", 175,
     "CodVariPatrim=01|CodEntreeSorti=E|CodModalAcqui=0~(1,2)|LibBien=~(ETUDES,TRAVAUX) - MUSEE FICTIF ~9~9|"
     "MtValAcquiBien=~a|?MtAmortExer=0.00|DureeAmortBien=~(0,5,10,15)|?NumInventaire=~yM~9~9~9~9~9|"
     "DtAcquiBien=" DATE "|?MtVNCBien3112=~a|"},
    {"PERSONNEL", 325,
     "CodTypAgent=~(I,N)|EmploiGradeAgent=~(Adjoint technique,Attaché,Rédacteur,Agent de maîtrise)|"
     "CodCatAgent=~(A,B,C,C)|TempsComplet=~(true,true,false)|Permanent=true|"
     "CodSectAgentTitulaire=~(ADM,TECH,CULT,ANIM,MS)|?IndiceAgent=~(3,4,5)~9~9|EffectifBud=1.0|"
     "EffectifPourvu=~(1.0,0.8)|"},
};

struct line {
    char section, side, nature[12], chapter[8], function[12];
    unsigned type; /* of order operation */
    bool operation, programme;
    int64_t brought, credit, real, outstanding, accrued;
};

static FILE *output;
static EVP_MD_CTX *digests[2]; /* MD5 and SHA-1, null without a seal */
static char pending[1 << 14];  /* at most one tag and the elements before it */
static size_t pending_fill;
static uint64_t file_size, random_state = 1, year = 2022, siren = 990012007, siret, lines;
static int64_t gap_f, gap_i; /* D less R credits since the last balance */

static void fail(const char *message)
{
    fprintf(stderr, "generate_totem: %s\n", message);
    exit(EXIT_FAILURE);
}

#define put(...) (pending_fill += (size_t)snprintf(pending + pending_fill, sizeof pending - pending_fill, __VA_ARGS__))

/* What is pending is in the canonical form, which the seal covers: UTF-8, LF, no empty-element tag.  The file
 * is ISO-8859-1 with CRLF and empty-element tags. */
static void flush(void)
{
    unsigned char to[2 * sizeof pending];
    size_t fill = 0;

    for (int i = 0; i < 2; i++)
        if (digests[i] != NULL && EVP_DigestUpdate(digests[i], pending, pending_fill) != 1)
            fail("cannot compute the seal");
    for (const char *at = pending; *at != '\0'; at++) {
        if (*at == '\n') to[fill++] = '\r';
        if (*at == '>' && at[1] == '<') {
            to[fill++] = '/';
            at = strchr(at + 1, '>');
        }
        to[fill++] = (unsigned char)((*at & 0xC0) != 0xC0 ? *at : (*at & 3) << 6 | (at[1] & 0x3F));
        at += (*at & 0xC0) == 0xC0;
    }
    if (fwrite(to, 1, fill, output) != fill) fail("cannot write the output");
    file_size += fill;
    pending_fill = 0;
}

static void tag(int depth, const char *opening, const char *name)
{
    put("%*s%s%s>\n", 3 * depth, "", opening, name);
    flush();
}

static void element(int depth, const char *name, const char *value)
{
    const int length = (int)strcspn(name, " ");
    const char *code = name + length;

    put("%*s<%.*s", 3 * depth, "", length, name);
    if (*code != '\0') put(" Code=\"%s\"", code + 1);
    put(" V=\"%s\"></%.*s>\n", value, length, name);
}

/* splitmix64, scaled to [0, n). */
static unsigned below(unsigned n)
{
    uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (unsigned)((((z ^ (z >> 31)) >> 32) * n) >> 32);
}

static bool chance(unsigned permille)
{
    return below(1000) < permille;
}

/* The product of two uniform draws gives each code about its real weight. */
static void draw(const char *list, char code[12], char chapter[8])
{
    const char *at, *mark;

    do
        for (at = list + (((uint64_t)below(1024) * below(1024) * strlen(list)) >> 20); *at != ' ' && *at != '=';)
            at--;
    while (at[*at == ' '] == '='); /* a chapter */
    for (mark = at; *mark != '='; mark--)
        continue;
    (void)snprintf(code, 12, "%.*s", (int)strcspn(at + 1, " "), at + 1);
    (void)snprintf(chapter, 8, "%.*s", (int)strcspn(mark + 1, " "), mark + 1);
}

/* Near log-normal: the exponent is a sum of draws. */
static int64_t amount(unsigned base)
{
    const unsigned exponent = base + below(6) + below(6) + below(6) + below(6) + below(6);

    return (int64_t)(((UINT64_C(1024) + below(2048)) << exponent) >> 10);
}

static int64_t part(int64_t whole, unsigned least, unsigned most)
{
    return whole * (int64_t)(least + below(most - least)) / 1000 + 1;
}

static const char *money(char to[24], int64_t cents)
{
    const long long size = cents < 0 ? -cents : cents;

    (void)snprintf(to, 24, "%s%lld.%02lld", cents < 0 ? "-" : "", size / 100, size % 100);
    return to;
}

/* Expands the ~ at s; returns what follows it. */
static const char *expand(const char *s, char to[64])
{
    static const char codes[] = "9yXNE";
    const unsigned any = below(250);
    const uint64_t values[] = {any % 10, year - any / 10, year, year + 1, siret};
    const char *choice = s + 2, *code = strchr(codes, s[1]);
    unsigned seen = 1;

    if (s[1] == 'a') money(to, amount(10));
    if (code != NULL) (void)snprintf(to, 64, "%" PRIu64, values[code - codes]);
    if (s[1] != '(') return choice;
    for (s = choice; *s != ')'; s++)
        if (*s == ',' && below(++seen) == 0) choice = s + 1;
    (void)snprintf(to, 64, "%.*s", (int)strcspn(choice, ",)"), choice);
    return s + 1;
}

static void fields(int depth, const char *s)
{
    char name[48], value[256];

    while (*s != '\0') {
        const bool kept = *s != '?' || chance(500);
        size_t n = 0;

        s += *s == '?';
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(s, "="), s);
        for (s += strlen(name) + 1; *s != '|'; n = strlen(value))
            if (*s == '~')
                s = expand(s, value + n);
            else
                (void)snprintf(value + n, 2, "%c", *s++);
        s++;
        if (kept) element(depth, name, value);
    }
}

static void block(int depth, const char *name, const char *content)
{
    tag(depth, "<", name);
    fields(depth + 1, content);
    tag(depth, "</", name);
}

static void write_line(const struct line *line)
{
    const bool full = chance(250);
    char to[24];

    tag(2, "<", "LigneBudget");
    element(3, "Nature", line->nature);
    if (line->operation) element(3, "LibCpte", "OPERATION D'EQUIPEMENT FICTIVE");
    element(3, "Fonction", line->function);
    if (line->operation) fields(3, "Operation=10~9~9|");
    element(3, "ContNat", line->chapter);
    element(3, "ArtSpe", "false");
    element(3, "CodRD", line->side == 'D' ? "D" : "R");
    if (full) element(3, "MtBudgPrec", "0.00");
    if (full || line->brought != 0) element(3, "MtRARPrec", money(to, line->brought));
    if (full) element(3, "MtPropNouv", "0.00");
    element(3, "MtPrev", "0.00");
    if (full || line->credit != 0) element(3, "CredOuv", money(to, line->credit));
    element(3, "MtReal", money(to, line->real));
    if (full || line->outstanding != 0) element(3, "MtRAR3112", money(to, line->outstanding));
    element(3, "OpBudg", line->type != 0 ? "1" : "0");
    if (line->type != 0) element(3, "TypOpBudg", line->type == 1 ? "1" : "2");
    if (line->operation) fields(3, "MtSup MtOpeCumul=~a|");
    if (full || line->accrued != 0) element(3, "MtSup ProdChaRat", money(to, line->accrued));
    /* Montpellier and Montreuil deduct the amount brought forward twice, hence negative values. */
    element(3, "MtSup BudgetHorsRAR", money(to, line->credit - (full ? 1 : 2) * line->brought));
    if (line->operation) fields(3, "CaracSup TypOpe=2|");
    if (line->programme) fields(3, "CaracSup ProgAutoNum=V~9~9FIC0~9 ~X/1|CaracSup ProgAutoLib=PROGRAMME FICTIF ~9|");
    tag(2, "</", "LigneBudget");

    *(line->section == 'F' ? &gap_f : &gap_i) += line->side == 'D' ? line->credit : -line->credit;
    lines++;
}

static void real_line(const struct kind *kind)
{
    struct line line = {.section = kind->section, .side = kind->side};
    const int64_t size = amount(kind->base);
    const unsigned how = below(1000);

    draw(functions, line.function, line.chapter);
    draw(kind->accounts, line.nature, line.chapter);
    /* Debt, taxes and equity belong to no function. */
    if (strstr("10 16 66 014 73 731", line.chapter) != NULL) memcpy(line.function, "01", 3);
    if (chance(kind->credit)) line.credit = size;
    if (how < kind->negative)
        line.real = -part(size, 0, 200);
    else if (how < kind->over)
        line.real = size + part(size, 0, 400);
    else if (how < kind->over + kind->equal)
        line.real = size;
    else
        line.real = chance(600) ? part(size, 900, 1000) : part(size, 0, 900);
    if (!chance(kind->real)) line.real = 0;
    if (line.credit != 0 && chance(kind->brought)) line.brought = chance(200) ? size : part(size, 0, 750);
    if (line.credit > line.real && chance(kind->outstanding))
        line.outstanding = chance(200) ? size - line.real : part(size - line.real, 500, 1000);
    if (line.real > 0 && chance(kind->accrued)) line.accrued = part(line.real, 100, 500);
    line.operation = chance(kind->operation);
    line.programme = !line.operation && chance(kind->programme);
    write_line(&line);
}

static void order_lines(const struct order *order)
{
    const bool credit = !chance(160), real = !credit || !chance(120); /* some unforeseen, some not executed */
    struct line one = {.section = order->section, .side = order->side, .function = "01", .type = order->type};
    struct line other = {.section = 'I', .side = one.side == 'D' ? 'R' : 'D', .function = "01", .type = one.type};

    for (unsigned left = 1 + below(order->most); left > 0; left--) {
        const int64_t size = amount(11);

        draw(order->others, other.nature, other.chapter);
        other.credit = credit ? size : 0;
        other.real = !real ? 0 : chance(330) ? size : part(size, 200, 1000);
        one.credit += other.credit;
        one.real += other.real;
        write_line(&other);
    }
    draw(order->accounts, one.nature, one.chapter);
    write_line(&one);
}

static void single_line(const char *place, const char *account, unsigned type, int64_t credit, int64_t real)
{
    struct line line = {.section = place[0], .side = place[1], .function = "01", .type = type};

    draw(account, line.nature, line.chapter);
    line.credit = credit;
    line.real = real;
    if (credit != 0) write_line(&line);
}

/* A transfer between sections, never executed, then a tax, and a loan or works. */
static void balance(void)
{
    const int64_t transfer = gap_f < 0 ? -gap_f : gap_i > 0 ? gap_i / 4 : 0;

    single_line("FD", "=023 023", 2, transfer, 0);
    single_line("IR", "=021 021", 2, transfer, 0);
    single_line("FR", "=731 73111", 0, gap_f, gap_f);
    if (gap_i > 0) single_line("IR", "=16 1641", 0, gap_i, part(gap_i, 400, 900));
    if (gap_i < 0) single_line("ID", "=23 2313", 0, -gap_i, part(-gap_i, 400, 900));
}

static void write_lines(uint64_t until)
{
    /* Last year's results: 1068 covers the deficit. */
    single_line("ID", "=001 001", 0, 1234567890, 1234567890);
    single_line("IR", "=10 1068", 0, 1234567890, 1234567890);
    single_line("FR", "=002 002", 0, 765432101, 765432101);
    for (uint64_t next = BLOCK; file_size < until;) {
        unsigned pick = below(10000), i = 0;
        while (i < 4 && pick >= kinds[i].weight)
            pick -= kinds[i++].weight;
        if (i < 4)
            real_line(&kinds[i]);
        else
            order_lines(&orders[below(3)]);
        if (lines < next) continue;
        balance();
        next = lines + BLOCK;
    }
    balance();
}

static void write_seal(uint64_t at)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    for (int i = 0; i < 2; i++) {
        if (EVP_DigestFinal_ex(digests[i], bytes, &length) != 1 || fseek(output, (long)at, SEEK_SET) != 0)
            fail("cannot write the seal");
        for (unsigned k = 0; k < length; k++)
            fprintf(output, "%02X", bytes[k]);
        at += 2UL * length + strlen("\" sha1=\"");
    }
}

static void write_document(uint64_t size)
{
    uint64_t seal, until = size / 1000 * 275;

    file_size = (uint64_t)fprintf(output, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n");
    tag(0, "<", "DocumentBudgetaire xmlns=\"http://www.minefi.gouv.fr/cp/demat/docbudgetaire\"");
    fields(1, "VersionSchema=115|");
    block(1, "BlocEditeur", "CodeEditeur=Contrepartie, générateur fictif|");
    seal = file_size + strlen("   <Scellement md5=\"");
    if (digests[0] != NULL) /* the seal covers neither itself nor one of the two blanks beside it */
        file_size += (uint64_t)fprintf(
            output, "   <Scellement md5=\"%032u\" sha1=\"%040u\" date=\"%" PRIu64 "-06-13T09:41:04\"/>\r\n", 0U, 0U,
            year + 1);
    block(1, "EnTeteDocBudgetaire",
          "DteStr=~N-06-10|LibellePoste=SGC|IdPost=099001|LibelleColl=VILLE FICTIVE|IdColl=~E|NatCEPL=Ville|");
    tag(1, "<", "Budget");
    block(2, "EnTeteBudget", "LibelleEtab=BUDGET PRINCIPAL|IdEtab=~E|CodColl=001|CodBud=00|Nomenclature=M57-M57_D|");
    block(2, "BlocBudget",
          "NatDec=09|Exer=~X|DteDec=~N-06-06|NatVote=FcIc|OpeEquip=true|BudgPrec=1|ReprRes=3|NatFonc=3|"
          "CodTypBud=P|");
    block(2, "InformationsGenerales",
          "Information PopTot=12 345|Information ValDepRFonc=1 105,20|Information EPCI=Communauté fictive|");
    write_lines(until);
    tag(2, "<", "Annexes");
    for (size_t i = 0; i < sizeof annexes / sizeof *annexes; i++) {
        until += size / 1000 * annexes[i].permille;
        put("         <DATA_%s>\n", annexes[i].tag);
        do
            block(4, annexes[i].tag, annexes[i].fields);
        while (file_size < until);
        put("         </DATA_%s>\n", annexes[i].tag);
    }
    put("      </Annexes>\n   </Budget>\n</DocumentBudgetaire>");
    flush();
    if (digests[0] != NULL) write_seal(seal);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"--seed", "--year", "--siren"};
    uint64_t *const values[] = {&random_state, &year, &siren};
    const char *path = NULL;
    double megabytes = 0;
    bool sealed = true;

    for (int i = 1; i < argc; i++) {
        size_t option = 0;

        while (option < 3 && strcmp(argv[i], names[option]) != 0)
            option++;
        if (strcmp(argv[i], "--size-mb") == 0 && i + 1 < argc)
            megabytes = strtod(argv[++i], NULL);
        else if (option < 3 && i + 1 < argc)
            *values[option] = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--no-seal") == 0)
            sealed = false;
        else
            path = argv[i];
    }
    if (path == NULL || strncmp(path, "--", 2) == 0 || !(megabytes >= 0.1 && megabytes <= 1000000) || year < 1970 ||
        year > 2200 || siren < 100000000 || siren > 999999999)
        fail("usage: --size-mb N [--seed N] [--year Y] [--siren 9DIGITS] [--no-seal] OUTPUT");
    siret = append_luhn(siren * 10000 + 1);
    output = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    if (output == NULL || (sealed && fseek(output, 0, SEEK_SET) != 0)) fail("the output must be a file");
    for (int i = 0; i < 2 && sealed; i++) {
        digests[i] = EVP_MD_CTX_new();
        if (EVP_DigestInit_ex(digests[i], i == 0 ? EVP_md5() : EVP_sha1(), NULL) != 1) fail("no digest");
    }
    write_document((uint64_t)(megabytes * 1000000));
    if (ferror(output) != 0 || fclose(output) != 0) fail("cannot write the output");
    fprintf(stderr, "%" PRIu64 " lines\n", lines);
    return EXIT_SUCCESS;
}
