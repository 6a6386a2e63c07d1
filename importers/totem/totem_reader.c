#include "totem/totem_reader.h"

#include "totem/totem.h"

#include "contrepartie/buffer.h"

#include <stdlib.h>
#include <string.h>

const char *const totem_field_names[FIELD_COUNT] = {
    "Nature",     "LibCpte",   "Fonction",   "Operation", "ContNat", "ArtSpe", "ContFon",   "ContOp", "CodRD",
    "MtBudgPrec", "MtRARPrec", "MtPropNouv", "MtPrev",    "CredOuv", "MtReal", "MtRAR3112", "OpBudg", "TypOpBudg",
};

/* Codes of the open lists MtSup and CaracSup met in genuine files; others are reported, none is an amount here. */
static const char *const known_supplements[] = {
    "BudgetHorsRAR", "ProdChaRat", "MtOpeCumul", "RARPrec", "ICNE",       "ICNEPrec",   "MtOpeInfo",
    "APVote",        "MtAPVote",   "Brut",       "Net",     "Comp",       "MtPropNouv", "ProgAutoNum",
    "ProgAutoLib",   "Section",    "TypOpe",     "ChapSpe", "VirCredNum", "CodeRegion",
};

struct scalar {
    const char *name;
    size_t offset, size;
};

#define SCALAR(element, member)                                                                                        \
    {                                                                                                                  \
        element, offsetof(struct totem_header, member), sizeof(((struct totem_header *)0)->member)                     \
    }
static const struct scalar header_scalars[] = {
    SCALAR("DteStr", letter_date),
    SCALAR("LibelleColl", body),
    SCALAR("IdColl", body_id),
    SCALAR("Departement", department),
    SCALAR("LibelleEtab", budget),
    SCALAR("IdEtab", siret),
    SCALAR("CodBud", code),
    SCALAR("Nomenclature", nomenclature),
    SCALAR("NatDec", stage),
    SCALAR("NumDec", stage_number),
    SCALAR("Exer", year),
    SCALAR("ProjetBudget", project),
    SCALAR("DteDec", decision_date),
    SCALAR("NatFonc", by_function),
    SCALAR("CodTypBud", kind),
    SCALAR("VersionSchema", schema),
};
#define HEADER_SCALARS (sizeof header_scalars / sizeof header_scalars[0])

#undef SCALAR
#define SCALAR(element, member)                                                                                        \
    {                                                                                                                  \
        element, offsetof(struct totem_grant, member), sizeof(((struct totem_grant *)0)->member)                       \
    }
static const struct scalar grant_scalars[] = {
    SCALAR("CodArticle", account),
    SCALAR("CodInvFonc", section),
    SCALAR("CodNatJurBenefCA", legal_kind),
    SCALAR("LibOrgaBenef", beneficiary),
    SCALAR("MtSubv", amount),
    SCALAR("LibPrestaNat", in_kind),
    SCALAR("Siret", siret),
};
#define GRANT_SCALARS (sizeof grant_scalars / sizeof grant_scalars[0])

#define LABEL_MAX 512
#define LINE_TEXT 8192 /* the values of one line, side by side; XSD lengths add up to less */

struct totem_reader {
    const struct totem_listener *listener;
    void *context;
    /* names of this reader's dictionary, compared by pointer */
    const char *document_name, *budget_name, *line_name, *grant_name, *seal_name, *amount_supplement, *trait_supplement;
    const char *field_names[FIELD_COUNT];
    int document_depth, line_depth, grant_depth; /* 0: outside */
    int budgets;
    bool header_told;
    unsigned next_field; /* where the search of a field begins: they come in the schema's order */
    struct totem_header header;
    struct totem_line line;
    struct totem_grant grant;
    long lines, grants;
    char text[LINE_TEXT];
    size_t text_used;
};

struct totem_reader *totem_reader_new(struct reader *reader, const struct totem_listener *listener, void *context)
{
    struct totem_reader *totem = must_alloc(sizeof *totem);

    totem->listener = listener;
    totem->context = context;
    totem->document_name = reader_name(reader, "DocumentBudgetaire");
    totem->budget_name = reader_name(reader, "Budget");
    totem->line_name = reader_name(reader, "LigneBudget");
    totem->grant_name = reader_name(reader, "CONCOURS");
    totem->seal_name = reader_name(reader, "Scellement");
    totem->amount_supplement = reader_name(reader, "MtSup");
    totem->trait_supplement = reader_name(reader, "CaracSup");
    for (int field = 0; field < FIELD_COUNT; field++)
        totem->field_names[field] = reader_name(reader, totem_field_names[field]);
    return totem;
}

long totem_header_line(const struct totem_header *header, const char *element)
{
    size_t index = 0;

    while (strcmp(header_scalars[index].name, element) != 0)
        index++; /* it is one of them */
    return header->lines[index];
}

void totem_reader_free(struct totem_reader *totem)
{
    free(totem);
}

const struct totem_header *totem_reader_header(const struct totem_reader *totem)
{
    return &totem->header;
}

static const struct scalar *read_scalar(const struct scalar *scalars, size_t count, void *target,
                                        const struct element *element)
{
    for (size_t index = 0; index < count; index++)
        if (strcmp(scalars[index].name, element->name) == 0) {
            (void)element_text(element, "V", (char *)target + scalars[index].offset, scalars[index].size);
            return &scalars[index];
        }
    return NULL;
}

static void tell_header(struct totem_reader *totem, struct reader *reader)
{
    if (totem->header_told) return;
    totem->header_told = true;
    totem->listener->header(totem->context, reader, &totem->header);
}

/* --- lines --------------------------------------------------------------------------------------------------- */

static void start_line(struct totem_reader *totem, struct reader *reader, const struct element *element)
{
    size_t length;
    const char *value = element_value(element, "calculated", &length);
    bool calculated =
        value != NULL && ((length == 4 && memcmp(value, "true", 4) == 0) || (length == 1 && *value == '1'));

    totem->line_depth = element->depth;
    memset(&totem->line, 0, sizeof totem->line);
    totem->line.line = reader_line(reader);
    totem->line.ordinal = ++totem->lines;
    totem->line.calculated = calculated;
    totem->text_used = 0;
    totem->next_field = 0;
    tell_header(totem, reader); /* last: it may stop the reader, which lets the element go */
}

static void read_supplement(struct totem_reader *totem, struct reader *reader, const struct element *element)
{
    char code[64], value[16];

    (void)element_text(element, "Code", code, sizeof code);
    if (element->name == totem->trait_supplement && strcmp(code, "Section") == 0 &&
        element_text(element, "V", value, sizeof value) && (strcmp(value, "F") == 0 || strcmp(value, "I") == 0))
        totem->line.section_hint = value[0];
    for (size_t index = 0; index < sizeof known_supplements / sizeof known_supplements[0]; index++)
        if (strcasecmp(known_supplements[index], code) == 0) return; /* "RARprec" and "RARPrec" both occur */
    if (totem->listener->unknown_supplement != NULL)
        totem->listener->unknown_supplement(totem->context, reader, element->name, code);
}

static void read_field(struct totem_reader *totem, struct reader *reader, const struct element *element)
{
    size_t length;
    const char *value;

    for (unsigned step = 0; step < FIELD_COUNT; step++) {
        unsigned field = (totem->next_field + step) % FIELD_COUNT;

        if (totem->field_names[field] != element->name) continue;
        totem->next_field = field + 1;
        value = element_value(element, "V", &length);
        if (value == NULL) return;
        if (field == FIELD_LABEL && length > LABEL_MAX)
            length = LABEL_MAX; /* words may be cut, codes and amounts never */
        if (length > sizeof totem->text - totem->text_used) {
            if (totem->listener->too_long != NULL)
                totem->listener->too_long(totem->context, reader, totem_field_names[field]);
            return;
        }
        memcpy(totem->text + totem->text_used, value, length);
        totem->line.field[field].text = totem->text + totem->text_used;
        totem->line.field[field].length = length;
        totem->line.field[field].present = true;
        totem->text_used += length;
        return;
    }
    if (element->name == totem->amount_supplement || element->name == totem->trait_supplement)
        read_supplement(totem, reader, element);
}

/* --- the tree ------------------------------------------------------------------------------------------------ */

void totem_reader_start(struct totem_reader *totem, struct reader *reader, const struct element *element)
{
    if (totem->line_depth > 0) {
        if (element->depth == totem->line_depth + 1 && !totem->line.calculated) read_field(totem, reader, element);
        return;
    }
    if (totem->document_depth == 0) {
        if (element->name == totem->document_name && strcmp(element->uri, TOTEM_URI) == 0)
            totem->document_depth = element->depth;
        return;
    }
    if (totem->grant_depth > 0) {
        if (element->depth == totem->grant_depth + 1)
            (void)read_scalar(grant_scalars, GRANT_SCALARS, &totem->grant, element);
    } else if (element->name == totem->line_name && element->depth == totem->document_depth + 2) {
        start_line(totem, reader, element);
    } else if (element->name == totem->grant_name) {
        totem->grant_depth = element->depth;
        totem->grant = (struct totem_grant){.line = reader_line(reader), .ordinal = ++totem->grants};
    } else if (element->name == totem->seal_name && element->depth == totem->document_depth + 1) {
        totem->header.sealed = true;
        (void)element_text(element, "md5", totem->header.seal_md5, sizeof totem->header.seal_md5);
        (void)element_text(element, "sha1", totem->header.seal_sha1, sizeof totem->header.seal_sha1);
        /* SHA-1 decides where the seal has one; MD5, which says no more, only where it stands alone */
        reader_seal_here(reader, totem->header.seal_sha1[0] != '\0' ? DIGEST_SHA1 : DIGEST_MD5);
    } else if (element->name == totem->budget_name && element->depth == totem->document_depth + 1) {
        if (++totem->budgets > 1 && totem->listener->second_budget != NULL)
            totem->listener->second_budget(totem->context, reader);
        reader_unsealed(reader);
    } else if (!totem->header_told) {
        const struct scalar *scalar = read_scalar(header_scalars, HEADER_SCALARS, &totem->header, element);
        if (scalar != NULL) totem->header.lines[scalar - header_scalars] = reader_line(reader);
    }
}

void totem_reader_end(struct totem_reader *totem, struct reader *reader, const char *name, int depth)
{
    if (depth == totem->line_depth) {
        totem->line_depth = 0;
        totem->listener->line(totem->context, reader, &totem->line);
    } else if (depth == totem->grant_depth) {
        totem->grant_depth = 0;
        if (totem->listener->grant != NULL) totem->listener->grant(totem->context, reader, &totem->grant);
    } else if (depth == totem->document_depth + 1 && name == totem->budget_name) {
        tell_header(totem, reader);
    } else if (depth == totem->document_depth) {
        totem->document_depth = 0;
    }
}
