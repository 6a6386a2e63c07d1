/*
 * Walks a DocumentBudgetaire and hands over its header, its lines and its grants as text; knows the tree and nothing
 * of accounting. The importer and the SCDL export both listen to it.
 */
#ifndef CONTREPARTIE_TOTEM_READER_H
#define CONTREPARTIE_TOTEM_READER_H

#include "xml/reader.h"

#include <stddef.h>

/* Every scalar is <X V="..."/>. Absent elements are empty texts. */
struct totem_header {
    char letter_date[16];   /* DteStr */
    char body[104];         /* LibelleColl */
    char body_id[24];       /* IdColl, 9 to 14 digits */
    char department[16];    /* Departement, "034" or "56" */
    char budget[104];       /* LibelleEtab */
    char siret[24];         /* IdEtab */
    char code[16];          /* CodBud */
    char nomenclature[64];  /* "M57-M57_D" */
    char stage[16];         /* NatDec */
    char stage_number[16];  /* NumDec, of a DM */
    char year[24];          /* Exer */
    char project[8];        /* ProjetBudget */
    char decision_date[16]; /* DteDec */
    char by_function[8];    /* NatFonc: 2 is a vote by function */
    char kind[8];           /* CodTypBud: P, A */
    char schema[32];        /* VersionSchema */
    char seal_md5[48], seal_sha1[48];
    bool sealed;
    long lines[16]; /* of the scalars above, for messages: totem_header_line */
};

/* The source line of a header element; 0 when it is absent. */
long totem_header_line(const struct totem_header *header, const char *element);

enum totem_field {
    FIELD_NATURE,
    FIELD_LABEL,
    FIELD_FUNCTION,
    FIELD_OPERATION,
    FIELD_CONT_NATURE,
    FIELD_SPECIAL_ARTICLE,
    FIELD_CONT_FUNCTION,
    FIELD_CONT_OPERATION,
    FIELD_DIRECTION,
    FIELD_PREVIOUS_BUDGET,
    FIELD_PREVIOUS_PENDING,
    FIELD_PROPOSED,
    FIELD_VOTED,
    FIELD_OPENED,
    FIELD_REALISED,
    FIELD_PENDING,
    FIELD_ORDER,
    FIELD_ORDER_KIND,
    FIELD_COUNT
};

extern const char *const totem_field_names[FIELD_COUNT]; /* the element names */

struct totem_line {
    struct {
        const char *text; /* not NUL-terminated */
        size_t length;
        bool present;
    } field[FIELD_COUNT];
    char section_hint;  /* CaracSup Code="Section": F, I, or 0 */
    bool calculated;    /* a total written by the tool: never an amount of the accounts */
    long line, ordinal; /* source line of LigneBudget[ordinal] */
};

/* A row of the CONCOURS annex. */
struct totem_grant {
    char account[32], section[8], legal_kind[8], beneficiary[208], amount[40], in_kind[208], siret[24];
    long line, ordinal;
};

/* What a listener does; every callback may stop the reader after saying why. NULL: not listened to; header and line
   always are. */
struct totem_listener {
    void (*header)(void *context, struct reader *reader, const struct totem_header *header); /* before the first line */
    void (*line)(void *context, struct reader *reader, const struct totem_line *line);
    void (*grant)(void *context, struct reader *reader, const struct totem_grant *grant);
    void (*unknown_supplement)(void *context, struct reader *reader, const char *element, const char *code);
    void (*second_budget)(void *context, struct reader *reader);
    void (*too_long)(void *context, struct reader *reader,
                     const char *element); /* a value beyond any schema's length */
};

struct totem_reader;

struct totem_reader *totem_reader_new(struct reader *reader, const struct totem_listener *listener, void *context);
void totem_reader_free(struct totem_reader *totem);
const struct totem_header *totem_reader_header(const struct totem_reader *totem);

void totem_reader_start(struct totem_reader *totem, struct reader *reader, const struct element *element);
void totem_reader_end(struct totem_reader *totem, struct reader *reader, const char *name, int depth);

#endif
