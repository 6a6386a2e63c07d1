/* XAdES signatures as they pass: what they cover, when, in what role, by which certificate. Nothing is verified, and
   the signer's name stays in the certificate, of which only the digest is kept. */
#ifndef CONTREPARTIE_PES_SIGNATURE_H
#define CONTREPARTIE_PES_SIGNATURE_H

#include "contrepartie/ledger.h"
#include "xml/reader.h"

struct signature_reader;

struct signature_reader *signature_reader_new(struct reader *reader);
void signature_reader_free(struct signature_reader *signatures);

/* True for an element of a signature, which is then nobody else's. */
bool signature_start(struct signature_reader *signatures, struct reader *reader, const struct element *element);
void signature_text(struct signature_reader *signatures, const char *text, size_t length);

/* True at the end of a whole signature: *ret_signature then holds until the next one begins. */
bool signature_end(struct signature_reader *signatures, struct reader *reader, const char *name, int depth,
                   struct signature *ret_signature);

/* True while inside one. */
bool signature_open(const struct signature_reader *signatures);

/* How many there were. */
long signature_count(const struct signature_reader *signatures);

#endif
