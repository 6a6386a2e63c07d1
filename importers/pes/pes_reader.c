#include "pes/pes_reader.h"

#include "contrepartie/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL_TEXT 4096 /* the values of one level, side by side; the schema's lengths add up to less */
#define NAMES_MAX  256

static const enum pes_field first_field[PES_LEVELS + 1] = {PES_DATE,        PES_YEAR,   PES_PIECE_NUMBER,
                                                           PES_LINE_NUMBER, PES_ORIGIN, PES_FIELDS};

/* Both spellings of each field: expense and receipt differ, and so do sending and return. */
static const struct spelling {
    const char *name;
    enum pes_field field;
    bool number;
} spellings[] = {
    {"DteStr", PES_DATE, false},
    {"IdPost", PES_POST, false},
    {"IdColl", PES_BODY, false},
    {"CodCol", PES_BODY_CODE, false},
    {"CodColl", PES_BODY_CODE, false},
    {"CodBud", PES_BUDGET, false},
    {"LibelleColBud", PES_BODY_NAME, false},
    {"NomFic", PES_FILE, false},
    {"Sigle", PES_EDITOR, false},
    {"IdVer", PES_VERSION, false},
    {"InfoDematerialisee", PES_DEMATERIAL, false},
    {"Exer", PES_YEAR, false},
    {"IdBord", PES_SLIP_NUMBER, true},
    {"DteBordEm", PES_SLIP_DATE, false},
    {"TypBord", PES_SLIP_TYPE, false},
    {"NbrPce", PES_PIECES, false},
    {"MtCumulAnnuel", PES_CUMULATIVE, false},
    {"MtBordHT", PES_TOTAL_NET, false},
    {"MtBordHt", PES_TOTAL_NET, false},
    {"MtBordTVA", PES_TOTAL_VAT, false},
    {"IdPce", PES_PIECE_NUMBER, true},
    {"TypPce", PES_PIECE_TYPE, false},
    {"NatPce", PES_PIECE_NATURE, false},
    {"Obj", PES_OBJECT, false},
    {"ObjPce", PES_OBJECT, false},
    {"EtatPce", PES_STATE, false},
    {"ObsEtat", PES_REASONS, false},
    {"DtePcePec", PES_TAKEN_OVER, false},
    {"DtePceRej", PES_REJECTED, false},
    {"DtePceInst", PES_SUSPENDED, false},
    {"IdLigne", PES_LINE_NUMBER, true},
    {"Nature", PES_NATURE, false},
    {"Fonction", PES_FUNCTION, false},
    {"CpteTiers", PES_THIRD_ACCOUNT, false},
    {"TVAIntraCom", PES_INTRA_VAT, false},
    {"TvaIntraCom", PES_INTRA_VAT, false},
    {"MtHT", PES_NET, false},
    {"MtTVA", PES_VAT, false},
    {"NatPceOrig", PES_ORIGINAL_KIND, false},
    {"ExerRat", PES_ORIGINAL_YEAR, false},
    {"IdPceOrig", PES_ORIGINAL_NUMBER, true},
    {"IdLigneOrig", PES_ORIGINAL_LINE, true},
    {"IdCollBen", PES_OTHER_BUDGET, false},
    {"IdTiers", PES_PARTY_ID, false},
    {"NatIdTiers", PES_PARTY_ID_KIND, false},
    {"CatTiers", PES_PARTY_CATEGORY, false},
    {"NatJur", PES_PARTY_LEGAL, false},
    {"Nom", PES_PARTY_NAME, false},
    {"EtatLigPce", PES_LINE_STATE, false},
    {"NbrPay", PES_PAID_COUNT, false},
    {"NbrReco", PES_PAID_COUNT, false},
    {"MtPayTot", PES_PAID_TOTAL, false},
    {"MtRecoTot", PES_PAID_TOTAL, false},
    {"OrgEma", PES_ORIGIN, false},
    {"DtePay", PES_PAID_ON, false},
    {"DteReco", PES_PAID_ON, false},
    {"MtPay", PES_PAID, false},
    {"MtReco", PES_PAID, false},
};
#define SPELLINGS (sizeof spellings / sizeof spellings[0])

struct pes_reader {
    const struct pes_listener *listener;
    void *context;
    /* names of this reader's dictionary, found by their pointer */
    struct {
        const char *name;
        const struct spelling *spelling;
    } names[NAMES_MAX];
    const char *level_names[PES_LEVELS], *other_payment, *expense, *receipt, *reference, *unique_id, *support, *party;
    char direction;
    enum pes_level level;
    int depths[PES_LEVELS]; /* of the open element of each level; 0: closed */
    int domain_depth, reference_depth, party_depth;
    int parties; /* of the line: the first is the debtor or creditor, others are jointly liable */
    long lines[PES_LEVELS];
    char text[PES_LEVELS][LEVEL_TEXT];
    size_t used[PES_LEVELS];
    const char *values[PES_FIELDS]; /* NULL: absent */
    const char *spelt[PES_FIELDS];
    long value_lines[PES_FIELDS];
    bool other_person;   /* a further third party of the line is a natural person */
    bool held_elsewhere; /* the attachment referred to is on paper or a disc: PJRef/Support other than 01 */
};

/* The names of a dictionary lie side by side: the product spreads them. */
static size_t place_of(const char *name)
{
    return (size_t)((uint64_t)(uintptr_t)name * UINT64_C(0x9E3779B97F4A7C15) >> 56) % NAMES_MAX;
}

static void name_add(struct pes_reader *pes, struct reader *reader, const struct spelling *spelling)
{
    const char *name = reader_name(reader, spelling->name);
    size_t place = place_of(name);

    while (pes->names[place].name != NULL)
        place = (place + 1) % NAMES_MAX;
    pes->names[place].name = name;
    pes->names[place].spelling = spelling;
}

static const struct spelling *spelling_of(const struct pes_reader *pes, const char *name)
{
    for (size_t place = place_of(name); pes->names[place].name != NULL; place = (place + 1) % NAMES_MAX)
        if (pes->names[place].name == name) return pes->names[place].spelling;
    return NULL;
}

struct pes_reader *pes_reader_new(struct reader *reader, const char *suffix, const struct pes_listener *listener,
                                  void *context)
{
    struct pes_reader *pes = must_alloc(sizeof *pes);
    char name[32];

    pes->listener = listener;
    pes->context = context;
    for (size_t index = 0; index < SPELLINGS; index++)
        name_add(pes, reader, &spellings[index]);
    pes->level_names[PES_SLIP] = reader_name(reader, "Bordereau");
    pes->level_names[PES_PIECE] = reader_name(reader, "Piece");
    pes->level_names[PES_LINE] = reader_name(reader, "LigneDePiece");
    pes->level_names[PES_PAYMENT] = reader_name(reader, "PaiementEmargement");
    pes->other_payment = reader_name(reader, "EncaissementEmargement");
    (void)snprintf(name, sizeof name, "PES_Depense%s", suffix);
    pes->expense = reader_name(reader, name);
    (void)snprintf(name, sizeof name, "PES_Recette%s", suffix);
    pes->receipt = reader_name(reader, name);
    pes->reference = reader_name(reader, "PJRef");
    pes->unique_id = reader_name(reader, "IdUnique");
    pes->support = reader_name(reader, "Support");
    pes->party = reader_name(reader, "Tiers");
    return pes;
}

void pes_reader_free(struct pes_reader *pes)
{
    free(pes);
}

const char *pes_value(const struct pes_reader *pes, enum pes_field field)
{
    return pes->values[field] != NULL ? pes->values[field] : "";
}

const char *pes_name(const struct pes_reader *pes, enum pes_field field)
{
    size_t index = 0;

    if (pes->spelt[field] != NULL) return pes->spelt[field];
    while (spellings[index].field != field)
        index++; /* each field has one */
    return spellings[index].name;
}

char pes_direction(const struct pes_reader *pes)
{
    return pes->direction;
}

long pes_line(const struct pes_reader *pes, enum pes_level level)
{
    return pes->lines[level];
}

static void open_level(struct pes_reader *pes, struct reader *reader, enum pes_level level, int depth)
{
    pes->level = level;
    pes->depths[level] = depth;
    pes->lines[level] = reader_line(reader);
    for (enum pes_level inner = level; inner < PES_LEVELS; inner++)
        pes->used[inner] = 0;
    memset(&pes->values[first_field[level]], 0,
           (PES_FIELDS - first_field[level]) * sizeof pes->values[0]); /* and of all levels inside it */
    if (level == PES_LINE) {
        pes->parties = 0;
        pes->other_person = false;
    }
}

static enum pes_level level_of(enum pes_field field)
{
    enum pes_level level = PES_HEADER;

    while (field >= first_field[level + 1])
        level++;
    return level;
}

static void take_value(struct pes_reader *pes, struct reader *reader, const struct element *element,
                       const struct spelling *spelling)
{
    enum pes_level level = level_of(spelling->field);
    size_t length, room = LEVEL_TEXT - pes->used[level];
    const char *value = element_value(element, "V", &length);
    char *text = pes->text[level] + pes->used[level];

    if (value == NULL) return;
    if (length >= room) {
        pes->listener->too_long(pes->context, reader, spelling->name);
        return;
    }
    (void)element_text(element, "V", text, room);
    pes->used[level] += strlen(text) + 1;
    if (spelling->number) /* 0101 and 101 are one piece */
        while (text[0] == '0' && text[1] != '\0')
            text++;
    pes->values[spelling->field] = text;
    pes->spelt[spelling->field] = spelling->name;
    pes->value_lines[spelling->field] = reader_line(reader);
}

bool pes_is_person(enum pes_field field, const char *value)
{
    if (field == PES_PARTY_CATEGORY || field == PES_PARTY_LEGAL) return strcmp(value, "01") == 0;
    return field == PES_PARTY_ID_KIND && (strcmp(value, "04") == 0 || strcmp(value, "12") == 0);
}

bool pes_other_person(const struct pes_reader *pes)
{
    return pes->other_person;
}

long pes_value_line(const struct pes_reader *pes, enum pes_field field)
{
    return pes->values[field] != NULL ? pes->value_lines[field] : 0;
}

static void start_inside(struct pes_reader *pes, struct reader *reader, const struct element *element)
{
    const struct spelling *spelling;

    if (element->name == pes->level_names[PES_LINE]) {
        open_level(pes, reader, PES_LINE, element->depth);
    } else if (element->name == pes->level_names[PES_PIECE]) {
        open_level(pes, reader, PES_PIECE, element->depth);
    } else if (element->name == pes->level_names[PES_SLIP]) {
        open_level(pes, reader, PES_SLIP, element->depth);
    } else if (element->name == pes->level_names[PES_PAYMENT] || element->name == pes->other_payment) {
        open_level(pes, reader, PES_PAYMENT, element->depth);
    } else if (element->name == pes->reference) {
        pes->reference_depth = element->depth;
        pes->held_elsewhere = false;
    } else if (pes->reference_depth > 0) {
        char unique_id[64];
        if (element->name == pes->support && element_text(element, "V", unique_id, sizeof unique_id))
            pes->held_elsewhere = strcmp(unique_id, "01") != 0;
        if (!pes->held_elsewhere && element->name == pes->unique_id && pes->listener->reference != NULL &&
            element_text(element, "V", unique_id, sizeof unique_id))
            pes->listener->reference(pes->context, unique_id);
    } else if (element->name == pes->party && pes->party_depth == 0 && pes->level == PES_LINE) {
        pes->party_depth = element->depth;
        pes->parties++;
    } else if (pes->party_depth == 0 || pes->parties == 1) {
        spelling = spelling_of(pes, element->name);
        if (spelling != NULL) take_value(pes, reader, element, spelling);
    } else {
        char value[8];
        spelling = spelling_of(pes, element->name);
        if (spelling != NULL && element_text(element, "V", value, sizeof value))
            pes->other_person = pes->other_person || pes_is_person(spelling->field, value);
    }
}

void pes_reader_start(struct pes_reader *pes, struct reader *reader, const struct element *element)
{
    const struct spelling *spelling;

    if (pes->domain_depth > 0) {
        start_inside(pes, reader, element);
    } else if (element->depth == 2 && (element->name == pes->expense || element->name == pes->receipt)) {
        pes->domain_depth = element->depth;
        pes->direction = element->name == pes->expense ? 'D' : 'R';
    } else if (element->depth > 2 && element->depth < 5 && element->attribute_count > 0) {
        /* other domains (PES_Facture, PES_Marche) come after the ones read here: their names no longer count */
        spelling = pes->direction == 0 ? spelling_of(pes, element->name) : NULL;
        if (spelling != NULL && level_of(spelling->field) == PES_HEADER) take_value(pes, reader, element, spelling);
    }
}

void pes_reader_end(struct pes_reader *pes, struct reader *reader, const char *name, int depth)
{
    (void)name;
    if (pes->domain_depth == 0) return;
    if (depth == pes->party_depth) pes->party_depth = 0;
    if (depth == pes->reference_depth) pes->reference_depth = 0;
    if (depth == pes->domain_depth) {
        pes->domain_depth = 0;
    } else if (depth == pes->depths[pes->level] && pes->level != PES_HEADER) {
        enum pes_level ended = pes->level;
        pes->level--;
        if (ended == PES_PAYMENT) {
            if (pes->listener->payment != NULL) pes->listener->payment(pes->context, reader);
        } else if (ended == PES_LINE)
            pes->listener->line(pes->context, reader);
        else if (ended == PES_PIECE)
            pes->listener->piece(pes->context, reader);
        else if (pes->listener->slip != NULL)
            pes->listener->slip(pes->context, reader);
    }
}
