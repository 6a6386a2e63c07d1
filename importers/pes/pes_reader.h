/*
 * Walks a PES Aller or Retour and keeps the values in force: of the header, the slip (Bordereau), the piece (Piece),
 * the line (LigneDePiece) and the payment. Knows the tree and its spellings, nothing of accounting.
 */
#ifndef CONTREPARTIE_PES_READER_H
#define CONTREPARTIE_PES_READER_H

#include "xml/reader.h"

#include <stdint.h>

enum pes_level { PES_HEADER, PES_SLIP, PES_PIECE, PES_LINE, PES_PAYMENT, PES_LEVELS };

/* In the order of their levels. Where expense and receipt, or sending and return, spell one thing in two ways, it is
   one field. */
enum pes_field {
    /* header */
    PES_DATE,       /* DteStr */
    PES_POST,       /* IdPost */
    PES_BODY,       /* IdColl: the SIRET of the budget */
    PES_BODY_CODE,  /* CodCol; CodColl in a return */
    PES_BUDGET,     /* CodBud */
    PES_BODY_NAME,  /* LibelleColBud */
    PES_FILE,       /* NomFic */
    PES_EDITOR,     /* Sigle */
    PES_VERSION,    /* IdVer of the domain */
    PES_DEMATERIAL, /* InfoDematerialisee */
    /* slip */
    PES_YEAR,        /* Exer */
    PES_SLIP_NUMBER, /* IdBord */
    PES_SLIP_DATE,   /* DteBordEm */
    PES_SLIP_TYPE,   /* TypBord */
    PES_PIECES,      /* NbrPce */
    PES_CUMULATIVE,  /* MtCumulAnnuel */
    PES_TOTAL_NET,   /* MtBordHT; MtBordHt of receipts */
    PES_TOTAL_VAT,   /* MtBordTVA */
    /* piece */
    PES_PIECE_NUMBER, /* IdPce */
    PES_PIECE_TYPE,   /* TypPce */
    PES_PIECE_NATURE, /* NatPce */
    PES_OBJECT,       /* Obj; ObjPce of receipts */
    PES_STATE,        /* EtatPce, of a return */
    PES_REASONS,      /* ObsEtat */
    PES_TAKEN_OVER,   /* DtePcePec */
    PES_REJECTED,     /* DtePceRej */
    PES_SUSPENDED,    /* DtePceInst */
    /* line */
    PES_LINE_NUMBER, /* IdLigne */
    PES_NATURE,
    PES_FUNCTION,
    PES_THIRD_ACCOUNT,   /* CpteTiers */
    PES_INTRA_VAT,       /* TVAIntraCom; TvaIntraCom of receipts */
    PES_NET,             /* MtHT: net of VAT, or with it where MtTVA is absent */
    PES_VAT,             /* MtTVA */
    PES_ORIGINAL_KIND,   /* NatPceOrig */
    PES_ORIGINAL_YEAR,   /* ExerRat */
    PES_ORIGINAL_NUMBER, /* IdPceOrig */
    PES_ORIGINAL_LINE,   /* IdLigneOrig */
    PES_OTHER_BUDGET,    /* IdCollBen: the amount belongs to another budget (ORMC) */
    PES_PARTY_ID,        /* IdTiers */
    PES_PARTY_ID_KIND,   /* NatIdTiers */
    PES_PARTY_CATEGORY,  /* CatTiers */
    PES_PARTY_LEGAL,     /* NatJur */
    PES_PARTY_NAME,      /* Nom */
    PES_LINE_STATE,      /* EtatLigPce, of a return */
    PES_PAID_COUNT,      /* NbrPay; NbrReco */
    PES_PAID_TOTAL,      /* MtPayTot; MtRecoTot */
    /* payment */
    PES_ORIGIN,  /* OrgEma */
    PES_PAID_ON, /* DtePay; DteReco */
    PES_PAID,    /* MtPay; MtReco */
    PES_FIELDS
};

struct pes_reader;

/* NULL: not listened to; line, piece and too_long always are. */
struct pes_listener {
    void (*line)(void *context, struct reader *reader);      /* a LigneDePiece ended */
    void (*piece)(void *context, struct reader *reader);     /* a Piece ended */
    void (*slip)(void *context, struct reader *reader);      /* a Bordereau ended */
    void (*payment)(void *context, struct reader *reader);   /* a PaiementEmargement or EncaissementEmargement ended */
    void (*reference)(void *context, const char *unique_id); /* PJRef/IdUnique of the piece in hand */
    void (*too_long)(void *context, struct reader *reader, const char *element);
};

/* suffix: "Aller" or "Retour". */
struct pes_reader *pes_reader_new(struct reader *reader, const char *suffix, const struct pes_listener *listener,
                                  void *context);
void pes_reader_free(struct pes_reader *pes);
void pes_reader_start(struct pes_reader *pes, struct reader *reader, const struct element *element);
void pes_reader_end(struct pes_reader *pes, struct reader *reader, const char *name, int depth);

/* The value in force, NUL-terminated; "" when absent. */
const char *pes_value(const struct pes_reader *pes, enum pes_field field);

/* The source line of that value; 0 when absent. */
long pes_value_line(const struct pes_reader *pes, enum pes_field field);

/* What says that a third party is a natural person: CatTiers 01, NatJur 01, a NIR (04) or an NFP (12) as identifier. */
bool pes_is_person(enum pes_field field, const char *value);

/* True when a further third party of the line (jointly liable) is one. */
bool pes_other_person(const struct pes_reader *pes);

/* The element name of a field, as messages show it. */
const char *pes_name(const struct pes_reader *pes, enum pes_field field);

/* 'D' or 'R', of the domain being read; 0 outside. */
char pes_direction(const struct pes_reader *pes);

/* The source line where the element of a level began, and its rank in the file. */
long pes_line(const struct pes_reader *pes, enum pes_level level);

#endif
