#include "pes/pes_attachments.h"

#include "pes/attachment.h"

#include "contrepartie/buffer.h"
#include "contrepartie/limits.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>

struct pes_attachments {
    const char *block, *attachment, *file, *unique_id, *kind; /* names of the dictionary */
    int depth, file_depth;
    struct attachment_stream *stream;
    /* the one in hand */
    struct attachment_result result;
    char id[64], kind_code[16], declared[64];
    long line;
};

struct pes_attachments *pes_attachments_new(struct reader *reader)
{
    struct pes_attachments *attachments = must_alloc(sizeof *attachments);

    attachments->block = reader_name(reader, "PES_PJ");
    attachments->attachment = reader_name(reader, "PJ");
    attachments->file = reader_name(reader, "Fichier");
    attachments->unique_id = reader_name(reader, "IdUnique");
    attachments->kind = reader_name(reader, "TypePJ");
    return attachments;
}

void pes_attachments_free(struct pes_attachments *attachments)
{
    struct attachment_result unused;

    if (attachments->stream != NULL) attachment_end(attachments->stream, &unused);
    free(attachments);
}

static void start_inside(struct pes_attachments *attachments, struct reader *reader, const struct element *element)
{
    if (element->name == attachments->attachment) {
        attachments->id[0] = attachments->kind_code[0] = attachments->declared[0] = '\0';
        attachments->result = (struct attachment_result){.found = "other"};
        attachments->line = reader_line(reader);
    } else if (element->name == attachments->file && attachments->stream == NULL) {
        (void)element_text(element, "MIMEType", attachments->declared, sizeof attachments->declared);
        attachments->stream = attachment_begin();
        attachments->file_depth = element->depth;
        reader_text(reader, true);
    } else if (element->name == attachments->unique_id)
        (void)element_text(element, "V", attachments->id, sizeof attachments->id);
    else if (element->name == attachments->kind)
        (void)element_text(element, "V", attachments->kind_code, sizeof attachments->kind_code);
}

bool pes_attachments_start(struct pes_attachments *attachments, struct reader *reader, const struct element *element)
{
    if (element->depth == 2 && (element->name == attachments->block || element->name == attachments->attachment))
        attachments->depth = element->depth; /* in the field, a PJ also stands behind its block */
    if (attachments->depth == 0) return false;
    start_inside(attachments, reader, element);
    return true;
}

bool pes_attachments_text(struct pes_attachments *attachments, const char *text, size_t length)
{
    if (attachments->stream == NULL) return false;
    attachment_text(attachments->stream, text, length);
    return true;
}

enum attachment_state pes_attachments_end(struct pes_attachments *attachments, struct reader *reader, const char *name,
                                          int depth)
{
    if (attachments->depth == 0) return ATTACHMENT_NONE;
    if (depth == attachments->file_depth) {
        attachments->file_depth = 0;
        reader_text(reader, false);
        attachment_end(attachments->stream, &attachments->result);
        attachments->stream = NULL;
        return ATTACHMENT_INSIDE;
    }
    if (depth == attachments->depth) attachments->depth = 0;
    return name == attachments->attachment ? ATTACHMENT_WHOLE : ATTACHMENT_INSIDE;
}

static void tell_beyond(struct import_job *job, const struct pes_attachments *attachments, enum limit limit,
                        const char *code, const char *found, const char *text)
{
    struct message message = {.line = attachments->line, .path = "/PES_Aller/PES_PJ/PJ/Contenu/Fichier"};

    limit_reached(&message, limit, code, found, text);
    job_add(job, &message);
}

void pes_attachments_post(const struct pes_attachments *attachments, struct import_job *job, struct reader *reader)
{
    const struct attachment_result *result = &attachments->result;
    struct attachment attachment = {attachments->id, attachments->kind_code, attachments->declared, result->found,
                                    result->sha256,  result->size,           attachments->line};
    char size[32];

    (void)snprintf(size, sizeof size, "%lld", (long long)result->size);
    if (result->bomb)
        tell_beyond(job, attachments, LIMIT_RATIO, "PES-261", attachments->id,
                    TR("an attachment that unpacks to too many times its size: a decompression bomb",
                       "une pièce jointe qui se décompresse à trop de fois sa taille : bombe de décompression"));
    if (result->too_large)
        tell_beyond(job, attachments, LIMIT_ATTACHMENT_SIZE, "PES-263", size,
                    TR("an attachment that is too large", "une pièce jointe trop grande"));
    if (result->not_base64)
        job_message(job, reader, MESSAGE_WARNING, "PES-262", "/PES_Aller/PES_PJ/PJ/Contenu/Fichier", attachments->id,
                    "base64",
                    TR("an attachment that is not base64; its digest is that of nothing readable",
                       "une pièce jointe qui n'est pas en base64 ; son empreinte n'est celle de rien de lisible"));
    (void)posting_attachment(job->posting, &attachment);
}
