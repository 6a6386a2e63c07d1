#include "pes/signature.h"

#include "pes/attachment.h"

#include "contrepartie/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XMLDSIG_URI "http://www.w3.org/2000/09/xmldsig#"

struct signature_reader {
    const char *signature, *reference, *method, *certificate, *time, *role;
    int depth; /* of the open signature; 0: none */
    long count, line;
    struct buffer covers, signed_at, claimed_role;
    struct buffer *text; /* where the text in hand goes, or NULL */
    struct attachment_stream *stream;
    struct attachment_result decoded;
    bool decoded_once;
    char algorithm[96];
};

struct signature_reader *signature_reader_new(struct reader *reader)
{
    struct signature_reader *signatures = must_alloc(sizeof *signatures);

    signatures->signature = reader_name(reader, "Signature");
    signatures->reference = reader_name(reader, "Reference");
    signatures->method = reader_name(reader, "SignatureMethod");
    signatures->certificate = reader_name(reader, "X509Certificate");
    signatures->time = reader_name(reader, "SigningTime");
    signatures->role = reader_name(reader, "ClaimedRole");
    return signatures;
}

void signature_reader_free(struct signature_reader *signatures)
{
    struct attachment_result unused;

    if (signatures->stream != NULL) attachment_end(signatures->stream, &unused);
    buffer_free(&signatures->covers);
    buffer_free(&signatures->signed_at);
    buffer_free(&signatures->claimed_role);
    free(signatures);
}

long signature_count(const struct signature_reader *signatures)
{
    return signatures->count;
}

bool signature_open(const struct signature_reader *signatures)
{
    return signatures->depth > 0;
}

static void begin(struct signature_reader *signatures, struct reader *reader, int depth)
{
    signatures->depth = depth;
    signatures->line = reader_line(reader);
    signatures->decoded_once = false;
    signatures->decoded.sha256[0] = signatures->algorithm[0] = '\0';
    buffer_clear(&signatures->covers);
    buffer_clear(&signatures->signed_at);
    buffer_clear(&signatures->claimed_role);
}

bool signature_start(struct signature_reader *signatures, struct reader *reader, const struct element *element)
{
    char value[128];

    if (signatures->depth == 0) {
        if (element->name != signatures->signature || strcmp(element->uri, XMLDSIG_URI) != 0) return false;
        begin(signatures, reader, element->depth);
    } else if (element->name == signatures->reference) {
        if (element_text(element, "URI", value, sizeof value) && value[0] == '#' && signatures->covers.length < 300)
            buffer_format(&signatures->covers, "%s%s", signatures->covers.length > 0 ? " " : "", value);
    } else if (element->name == signatures->method) {
        (void)element_text(element, "Algorithm", signatures->algorithm, sizeof signatures->algorithm);
    } else if (element->name == signatures->certificate && !signatures->decoded_once && signatures->stream == NULL) {
        signatures->stream = attachment_begin(); /* the first certificate is the signer's */
        reader_text(reader, true);
    } else if (element->name == signatures->time || element->name == signatures->role) {
        signatures->text = element->name == signatures->time ? &signatures->signed_at : &signatures->claimed_role;
        reader_text(reader, true);
    }
    return true;
}

void signature_text(struct signature_reader *signatures, const char *text, size_t length)
{
    if (signatures->stream != NULL)
        attachment_text(signatures->stream, text, length);
    else if (signatures->text != NULL && signatures->text->length < 200)
        buffer_write(signatures->text, text, length < 200 ? length : 200);
}

bool signature_end(struct signature_reader *signatures, struct reader *reader, const char *name, int depth,
                   struct signature *ret_signature)
{
    if (signatures->depth == 0) return false;
    if (signatures->stream != NULL && name == signatures->certificate) {
        attachment_end(signatures->stream, &signatures->decoded);
        signatures->stream = NULL;
        signatures->decoded_once = true;
    }
    signatures->text = NULL;
    reader_text(reader, false);
    if (depth != signatures->depth) return false;
    signatures->depth = 0;
    signatures->count++;
    *ret_signature = (struct signature){
        buffer_cstring(&signatures->covers),       signatures->algorithm,      buffer_cstring(&signatures->signed_at),
        buffer_cstring(&signatures->claimed_role), signatures->decoded.sha256, signatures->line};
    return true;
}
