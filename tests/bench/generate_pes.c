/* generate_pes: a PES_Aller of expenses of any size, to measure imports no published file allows.
 *
 *   generate_pes [--lines N] [--attachments N] [--attachments-mb N] [--seed N] [--year Y] [--siren 9DIGITS] [--utf8]
 *                [--indent] OUTPUT
 *
 * OUTPUT may be - (standard output). The same arguments give the same bytes. Unless told: 1 000 000 lines, 60
 * attachments that take 24 MB (24 000 000 bytes) of base64, ISO-8859-1, one line without indentation as most genuine
 * files. What is written is in the schema (v5.17), and every check of the accountant's software passes.
 *
 * Choices, there being no published file of a whole year: a slip has 100 pieces, a piece 1 to 6 lines of one third
 * party; a third of the lines has VAT, 1 % of the pieces is reduced later in the file (slips of type 02, up to 20
 * pieces). 80 % of the lines have a SIRET, the others are natural persons, payroll, or bodies without a number; a third
 * party comes back as often as in a real budget (product of two uniform draws among 9 000), and is written in full each
 * time, with address and account. Half of the pieces name a supporting document, of which 60 are in the file. Accounts,
 * functions and the spread of amounts are those of generate_totem.c. An attachment is a gzip of random bytes, as PDF
 * does not shrink.
 *
 * No body, person or bank account named here exists: SIRENs begin with 991, postcodes with 99, banks are 99999. */
#include "luhn.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define PIECES     100 /* of a slip */
#define LINES      6   /* of a piece */
#define REDUCTIONS 20  /* of a slip of type 02 */
#define PARTIES    9000
#define DAYS       336 /* of a year of 12 months of 28 days */

static const struct kind {
    unsigned weight, base; /* pieces in 1000; log2 of the smallest amount, in cents */
    const char *type, *nature, *legal;
    unsigned vat, person, unnumbered, contract, due; /* ‰ of lines; of pieces */
    const char *accounts, *objects;
} kinds[] = {
    {620, 8, "01", "01", "03", 400, 40, 90, 100, 800,
     "60632 60628 6188 60631 6064 6282 61558 6068 6236 61358 6156 6238 615221 60668 60636 611 60623 6233 6281 6283 617 "
     "615232 6234 60612 6231 6232 62268 6182 6227 637 6241 627 6065 6251 60624 61521 61551 6247 6132 6228 6184 6261",
     "FOURNITURES D'ENTRETIEN|Électricité des équipements|LOCATION DE MATÉRIEL SCÉNIQUE|Prestations de restauration|"
     "MAINTENANCE DES BÂTIMENTS|CACHETS &amp; DROITS D'AUTEUR|Acquisition de livres et périodiques|FRAIS DE TRANSPORT"},
    {200, 10, "09", "02", "03", 430, 10, 20, 900, 900,
     "2031 2188 2313 21318 2051 21848 2312 21312 21838 21314 21828 2152 21841 2128 21538 2111 2315 21831 21351 21568 "
     "2138",
     "TRAVAUX MUSÉE LOT|Étude de maîtrise d'œuvre|RÉHABILITATION DU THÉÂTRE SITUATION|ACQUISITION DE MOBILIER"},
    {100, 13, "01", "01", "06", 0, 60, 60, 0, 0, "65748 65748 65748 657362 65888",
     "SUBVENTION DE FONCTIONNEMENT|Aide à projet culturel|SUBVENTION EXCEPTIONNELLE FESTIVAL"},
    {80, 14, "01", "11", "01", 0, 1000, 0, 0, 0, "64111 64131 6451 6453 6331 6336 64118 64138 6332 6458",
     "PAIE DU PERSONNEL PERMANENT|PAIE DES CONTRACTUELS"},
};
static const char *const functions =
    "020 213 30 515 511 325 4221 64 632 281 316 025 13 338 315 317 028 023 331 314 420 212 588 11 211 10 428 321 313 "
    "031 "
    "322 024 038 311 326 510 288 18 022 312 318 60 412 845 410 425 71 201 552 4212 61 323 518 424 4238";
static const char *const streets = "PLACE DU THÉÂTRE|RUE DES ÉCOLES|AVENUE DE LA GARE|CHEMIN DU MOULIN|QUAI DES ARTS";
static const char *const towns = "MONTFICTIF|VILLE-IMAGINAIRE|SAINT-INVENTÉ|FICTIONVILLE";
static const char *const companies = "BÂTISSEURS|FOURNITURES|ÉLECTRICITÉ|IMPRIMERIE|LOCATION|TRANSPORTS|SPECTACLES";
static const char *const associations = "ASSOCIATION THÉÂTRE|COMPAGNIE|FESTIVAL|ORCHESTRE|COMITÉ DES FÊTES|CINÉ-CLUB";
static const char *const surnames = "FICTIF|IMAGINAIRE|INVENTÉ|SUPPOSÉ|HYPOTHÈSE|EXEMPLE";
static const char *const first_names = "Adèle|Basile|Chloé|Désiré|Élise|Fantin";

struct line {
    char account[12], function[12];
    int64_t net, vat;
};
struct piece {
    const struct kind *kind;
    uint64_t number, reference;    /* IdPce; of its supporting document, 0: none */
    uint64_t original;             /* of a reduction: the piece */
    unsigned party, object, count; /* count: of lines */
    unsigned original_line;
    struct line lines[LINES];
};

static FILE *output;
static char *pending; /* one piece, or one attachment */
static size_t pending_fill, pending_size;
static int depth;
static bool utf8, indent;
static uint64_t wanted = 1000000, attachments = 60, random_state = 1, year = 2024, siren = 990012007;
static uint64_t lines, pieces[2], slips[2], references; /* of types 01 and 02 */
static int64_t cumulative[2];
static double attachments_mb = 24;

static void fail(const char *message)
{
    fprintf(stderr, "generate_pes: %s\n", message);
    exit(EXIT_FAILURE);
}

/* --- random draws ------------------------------------------------------------------------------------------------ */

static uint64_t mixed(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* splitmix64, scaled to [0, n). */
static unsigned below(unsigned n)
{
    return (unsigned)(((mixed(random_state += UINT64_C(0x9E3779B97F4A7C15)) >> 32) * n) >> 32);
}

static bool chance(unsigned permille)
{
    return below(1000) < permille;
}

/* Codes at the head of the list come more often: the product of two uniform draws. */
static void draw(const char *list, char code[12])
{
    const char *at = list + (((uint64_t)below(1024) * below(1024) * strlen(list)) >> 20);

    while (at > list && at[-1] != ' ')
        at--;
    (void)snprintf(code, 12, "%.*s", (int)strcspn(at, " "), at);
}

/* The nth of a list separated by bars, n taken modulo their number. */
static const char *nth(const char *list, unsigned n, int *ret_length)
{
    unsigned count = 1;

    for (const char *at = list; *at != '\0'; at++)
        count += *at == '|';
    for (n %= count; n > 0; n--)
        list = strchr(list, '|') + 1;
    *ret_length = (int)strcspn(list, "|");
    return list;
}

/* Near log-normal: the exponent is a sum of draws. */
static int64_t amount(unsigned base)
{
    const unsigned exponent = base + below(6) + below(6) + below(6);

    return (int64_t)(((UINT64_C(1024) + below(2048)) << exponent) >> 10);
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void reserve(size_t room)
{
    if (pending_fill + room <= pending_size) return;
    pending_size = 2 * (pending_fill + room);
    pending = realloc(pending, pending_size);
    if (pending == NULL) fail("out of memory");
}

static void put(const char *format, ...)
{
    va_list arguments;
    int length;

    reserve(512);
    va_start(arguments, format);
    length = vsnprintf(pending + pending_fill, 512, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= 512) fail("a value is too long");
    pending_fill += (size_t)length;
}

/* What is pending is UTF-8 whose letters all are in ISO-8859-1 but one. */
static void flush(void)
{
    size_t fill = 0;

    for (size_t at = 0; at < pending_fill && !utf8; at++) {
        const unsigned char byte = (unsigned char)pending[at];
        if (byte == 0xC5) /* an oe, written as in the field */
            pending[fill++] = 'o', pending[fill++] = 'e', at++;
        else if (byte >= 0xC0)
            pending[fill++] = (char)((byte & 3) << 6 | (pending[++at] & 0x3F));
        else
            pending[fill++] = (char)byte;
    }
    if (!utf8) pending_fill = fill;
    if (fwrite(pending, 1, pending_fill, output) != pending_fill) fail("cannot write the output");
    pending_fill = 0;
}

static void margin(void)
{
    if (indent) put("\n%*s", 2 * depth, "");
}

static void begin(const char *name)
{
    margin();
    put("<%s>", name);
    depth++;
}

static void end(const char *name)
{
    depth--;
    margin();
    put("</%s>", name);
}

static void value(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void value(const char *name, const char *format, ...)
{
    char text[256];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    margin();
    put("<%s V=\"%s\"/>", name, text);
}

static void money(const char *name, int64_t cents)
{
    value(name, "%" PRId64 ".%02" PRId64, cents / 100, cents % 100);
}

static void date(const char *name, uint64_t day)
{
    value(name, "%" PRIu64 "-%02" PRIu64 "-%02" PRIu64, year, day / 28 + 1, day % 28 + 1);
}

/* --- third parties ----------------------------------------------------------------------------------------------- */

/* A third party is its number: everything about it comes from there, so it is the same whenever it comes back. */
static void write_party(const struct kind *kind, unsigned party)
{
    const uint64_t random = mixed(party * UINT64_C(0x9E3779B97F4A7C15));
    const unsigned any = (unsigned)(random >> 40), lot = (unsigned)(random % 1000);
    const bool person = lot < kind->person, numbered = !person && lot < 1000 - kind->unnumbered;
    const bool payroll = person && kind->person == 1000, association = kind->legal[1] == '6';
    char name[64];
    int length;
    const char *word = nth(person ? surnames : association ? associations : companies, any, &length);

    (void)snprintf(name, sizeof name, person ? "%.*s %u" : "%.*s FICTIF %u", length, word, party);
    if (payroll) (void)snprintf(name, sizeof name, "SALARIES");
    begin("Tiers");
    begin("InfoTiers");
    if (numbered) {
        value("IdTiers", "%" PRIu64, append_luhn(append_luhn(99100000 + party) * 10000 + any % 3 + 1));
        value("NatIdTiers", "01");
    }
    value("RefTiers", "T%06u", party);
    value("CatTiers", person ? "01" : "60");
    value("NatJur", "%s", person ? "01" : kind->legal);
    if (person && !payroll) value("Civilite", any % 2 == 0 ? "M" : "MME");
    value("Nom", "%s", name);
    if (person && !payroll) {
        word = nth(first_names, any, &length);
        value("Prenom", "%.*s", length, word);
    }
    end("InfoTiers");
    begin("Adresse");
    value("TypAdr", "1");
    word = nth(streets, any / 8, &length);
    value("Adr2", "%u %.*s", any % 97 + 1, length, word);
    value("CP", "99%03u", any % 900);
    word = nth(towns, any, &length);
    value("Ville", "%.*s", length, word);
    value("CodRes", "0");
    end("Adresse");
    begin("CpteBancaire");
    value("IBAN", "FR769999900001%011u%02u", any, any % 97 + 1);
    value("TitCpte", "%s", name);
    end("CpteBancaire");
    end("Tiers");
}

/* --- pieces ------------------------------------------------------------------------------------------------------ */

static void draw_piece(struct piece *piece, unsigned count)
{
    unsigned pick = below(1000);
    const struct kind *kind = kinds;

    while (pick >= kind->weight)
        pick -= kind++->weight;
    *piece = (struct piece){.kind = kind, .number = ++pieces[0], .count = count, .object = below(1000)};
    piece->party = (unsigned)(kind - kinds) * PARTIES + (unsigned)((uint64_t)below(PARTIES) * below(PARTIES) / PARTIES);
    if (chance(500)) piece->reference = ++references;
    for (unsigned i = 0; i < count; i++) {
        struct line *line = &piece->lines[i];
        draw(kind->accounts, line->account);
        draw(functions, line->function);
        line->net = amount(kind->base) + 100;
        if (chance(kind->vat)) line->vat = (line->net * (chance(800) ? 200 : 55) + 500) / 1000;
    }
}

/* The whole of a line of the piece, or a part. */
static struct piece reduction_of(const struct piece *piece)
{
    struct piece reduction = *piece;
    const unsigned reduced = below(piece->count), part = chance(400) ? 1000 : 100 + below(800);
    struct line *line = &reduction.lines[0];

    reduction.number = ++pieces[1];
    reduction.original = piece->number;
    reduction.original_line = reduced + 1;
    reduction.reference = 0;
    reduction.count = 1;
    *line = piece->lines[reduced];
    line->net = line->net * part / 1000;
    line->vat = line->vat * part / 1000;
    return reduction;
}

static void write_line(const struct piece *piece, unsigned number)
{
    const struct line *line = &piece->lines[number];
    const bool contract = piece->original == 0 && mixed(piece->number) % 1000 < piece->kind->contract;

    begin("LigneDePiece");
    begin("BlocLignePiece");
    begin("InfoLignePce");
    value("IdLigne", "%u", number + 1);
    value("Nature", "%s", line->account);
    value("Fonction", "%s", line->function);
    if (contract) value("Operation", "%u", 1000 + piece->object);
    if (piece->kind->vat > 0) value("Facture", "F%" PRIu64 "-%u", year, piece->object);
    value("LibVir1", "FACTURE %u DU MOIS", piece->object);
    value("ModRegl", "03");
    value("TVAIntraCom", "0");
    money("MtHT", line->net);
    if (line->vat > 0) money("MtTVA", line->vat);
    end("InfoLignePce");
    if (piece->original > 0) {
        begin("RattachPiece");
        value("NatPceOrig", "01");
        value("ExerRat", "%" PRIu64, year);
        value("IdPceOrig", "%" PRIu64, piece->original);
        value("IdLigneOrig", "%u", piece->original_line);
        end("RattachPiece");
    }
    if (contract) {
        begin("LiensIdent");
        value("IdMarche", "%" PRIu64 "M%04u", year, piece->object);
        end("LiensIdent");
    }
    end("BlocLignePiece");
    write_party(piece->kind, piece->party);
    end("LigneDePiece");
    lines++;
}

static void write_piece(const struct piece *piece, uint64_t day)
{
    int length;
    const char *object = nth(piece->kind->objects, piece->object, &length);

    begin("Piece");
    begin("BlocPiece");
    begin("InfoPce");
    value("CodServ", "S%03u", piece->object % 120);
    value("IdPce", "%" PRIu64, piece->number);
    value("TypPce", "%s", piece->original > 0 ? "02" : piece->kind->type);
    value("NatPce", "%s", piece->original > 0 ? "06" : piece->kind->nature);
    if (piece->original > 0)
        value("Obj", "RÉDUCTION DU MANDAT %" PRIu64, piece->original);
    else
        value("Obj", "%.*s %u", length, object, piece->object);
    if (piece->reference > 0) {
        begin("PJRef");
        value("Support", "01");
        value("IdUnique", "%" PRIu64 "FAC%07" PRIu64, year, piece->reference);
        value("NomPJ", "FACTURE %" PRIu64 ".pdf", piece->reference);
        end("PJRef");
    }
    end("InfoPce");
    if (piece->original == 0 && mixed(piece->number + 1) % 1000 < piece->kind->due) {
        begin("DGP");
        value("Dgp", "0");
        date("DteDebDgp", day);
        date("DteFinDgp", day + 28 < DAYS ? day + 28 : DAYS - 1);
        value("DureeDgp", "30");
        end("DGP");
    }
    end("BlocPiece");
    for (unsigned number = 0; number < piece->count; number++)
        write_line(piece, number);
    end("Piece");
    flush();
}

static void write_slip(int type, const struct piece *all, unsigned count)
{
    const uint64_t day = lines * DAYS / (wanted + 1);
    int64_t net = 0, vat = 0;
    char opening[64];

    for (unsigned i = 0; i < count; i++)
        for (unsigned number = 0; number < all[i].count; number++) {
            net += all[i].lines[number].net;
            vat += all[i].lines[number].vat;
        }
    cumulative[type] += net + vat;
    (void)snprintf(opening, sizeof opening, "Bordereau Id=\"B%" PRIu64 "T0%d\"", ++slips[type], type + 1);
    begin(opening);
    begin("BlocBordereau");
    value("Exer", "%" PRIu64, year);
    value("IdBord", "%" PRIu64, slips[type]);
    date("DteBordEm", day);
    value("TypBord", "0%d", type + 1);
    value("NbrPce", "%u", count);
    money("MtCumulAnnuel", cumulative[type]);
    money("MtBordHT", net);
    if (vat > 0) money("MtBordTVA", vat);
    end("BlocBordereau");
    for (unsigned i = 0; i < count; i++)
        write_piece(&all[i], day);
    end("Bordereau");
}

static void write_slips(void)
{
    static struct piece slip[PIECES], reductions[PIECES + REDUCTIONS];
    unsigned reduced = 0;

    while (lines + reduced < wanted) {
        uint64_t left = wanted - lines - reduced;
        unsigned count = 0;

        while (count < PIECES && left > 0) {
            unsigned size = 1 + below(LINES);
            if (size > left) size = (unsigned)left;
            left -= size;
            draw_piece(&slip[count], size);
            if (left > 0 && chance(10)) {
                reductions[reduced++] = reduction_of(&slip[count]);
                left--;
            }
            count++;
        }
        write_slip(0, slip, count);
        if (reduced < REDUCTIONS && left > 0) continue;
        if (reduced > 0) write_slip(1, reductions, reduced);
        reduced = 0;
    }
}

/* --- attachments ------------------------------------------------------------------------------------------------- */

/* In pending: the base64 of a gzip of so many random bytes. */
static void put_gzip(size_t size)
{
    const size_t room = size + size / 1000 + 100;
    unsigned char *plain = malloc(size + 8), *packed = malloc(room);
    z_stream stream = {.next_in = plain, .avail_in = (uInt)size, .next_out = packed, .avail_out = (uInt)room};

    if (plain == NULL || packed == NULL || deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        fail("out of memory");
    for (size_t at = 0; at < size; at += 8) {
        const uint64_t random = mixed(random_state += UINT64_C(0x9E3779B97F4A7C15));
        memcpy(plain + at, &random, 8);
    }
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) fail("cannot compress");
    reserve(2 * stream.total_out + 4);
    pending_fill += (size_t)EVP_EncodeBlock((unsigned char *)pending + pending_fill, packed, (int)stream.total_out);
    (void)deflateEnd(&stream);
    free(plain);
    free(packed);
}

static void write_attachments(void)
{
    const uint64_t step = references > attachments ? references / attachments : 1;

    begin("PES_PJ");
    begin("EnTetePES_PJ");
    value("IdVer", "1");
    end("EnTetePES_PJ");
    for (uint64_t i = 0; i < attachments; i++) {
        begin("PJ");
        begin("Contenu");
        margin();
        put("<Fichier MIMEType=\"application/pdf\">");
        put_gzip((size_t)(attachments_mb * 750000 / (double)attachments));
        put("</Fichier>");
        end("Contenu");
        value("IdUnique", "%" PRIu64 "FAC%07" PRIu64, year, i * step + 1);
        value("NomPJ", "FACTURE %" PRIu64 ".pdf", i * step + 1);
        value("TypePJ", "007");
        value("Description", "Facture reçue");
        end("PJ");
        flush();
    }
    end("PES_PJ");
}

static void write_document(void)
{
    put("<?xml version=\"1.0\" encoding=\"%s\"?>\n", utf8 ? "UTF-8" : "ISO-8859-1");
    put("<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    depth = 1;
    begin("Enveloppe");
    begin("Parametres");
    value("Version", "2");
    value("TypFic", "PESALR1");
    value("NomFic", "PESALR1_FICTIF_%" PRIu64 "_%" PRIu64, year, wanted);
    end("Parametres");
    begin("Emetteur");
    value("Sigle", "EDITEUR FICTIF");
    value("Adresse", "GÉNÉRATEUR V1");
    end("Emetteur");
    end("Enveloppe");
    begin("EnTetePES");
    value("DteStr", "%" PRIu64 "-12-28", year);
    value("IdPost", "099001");
    value("IdColl", "%" PRIu64, append_luhn(siren * 10000 + 1));
    value("CodCol", "101");
    value("CodBud", "00");
    value("LibelleColBud", "VILLE FICTIVE");
    end("EnTetePES");
    begin("PES_DepenseAller");
    begin("EnTeteDepense");
    value("IdVer", "2");
    value("InfoDematerialisee", "0");
    end("EnTeteDepense");
    write_slips();
    end("PES_DepenseAller");
    if (attachments > 0) write_attachments();
    end("n:PES_Aller");
    put("\n");
    flush();
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"--lines", "--attachments", "--seed", "--year", "--siren"};
    uint64_t *const values[] = {&wanted, &attachments, &random_state, &year, &siren};
    const char *path = NULL;

    for (int i = 1; i < argc; i++) {
        size_t option = 0;

        while (option < 5 && strcmp(argv[i], names[option]) != 0)
            option++;
        if (option < 5 && i + 1 < argc)
            *values[option] = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--attachments-mb") == 0 && i + 1 < argc)
            attachments_mb = strtod(argv[++i], NULL);
        else if (strcmp(argv[i], "--utf8") == 0)
            utf8 = true;
        else if (strcmp(argv[i], "--indent") == 0)
            indent = true;
        else
            path = argv[i];
    }
    if (path == NULL || strncmp(path, "--", 2) == 0 || wanted < 1 || wanted > 50000000 || attachments > 10000 ||
        !(attachments_mb >= 0 && attachments_mb <= 1000) || year < 1990 || year > 2100 || siren < 100000000 ||
        siren > 999999999)
        fail("usage: [--lines N] [--attachments N] [--attachments-mb N] [--seed N] [--year Y] [--siren 9DIGITS] "
             "[--utf8] "
             "[--indent] OUTPUT");
    output = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    if (output == NULL) fail("cannot open the output");
    write_document();
    if (ferror(output) != 0 || fclose(output) != 0) fail("cannot write the output");
    fprintf(stderr, "%" PRIu64 " lines, %" PRIu64 " pieces, %" PRIu64 " slips\n", lines, pieces[0] + pieces[1],
            slips[0] + slips[1]);
    return EXIT_SUCCESS;
}
