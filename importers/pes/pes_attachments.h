/* PES_PJ: supporting documents as they pass. Their facts are posted, their bytes are not kept; what is too large or
   unpacks to too many times its size is told as an error of the job. */
#ifndef CONTREPARTIE_PES_ATTACHMENTS_H
#define CONTREPARTIE_PES_ATTACHMENTS_H

#include "format.h"

#include "xml/reader.h"

struct pes_attachments;

struct pes_attachments *pes_attachments_new(struct reader *reader);
void pes_attachments_free(struct pes_attachments *attachments);

/* True for an element of an attachment, which is then nobody else's. */
bool pes_attachments_start(struct pes_attachments *attachments, struct reader *reader, const struct element *element);
/* True while the bytes of one pass: the text is theirs. */
bool pes_attachments_text(struct pes_attachments *attachments, const char *text, size_t length);

enum attachment_state {
    ATTACHMENT_NONE, /* the element is nobody's here */
    ATTACHMENT_INSIDE,
    ATTACHMENT_WHOLE, /* pes_attachments_post may be called */
};

enum attachment_state pes_attachments_end(struct pes_attachments *attachments, struct reader *reader, const char *name,
                                          int depth);

/* Posts the attachment that has just ended, and tells what is wrong with it. */
void pes_attachments_post(const struct pes_attachments *attachments, struct import_job *job, struct reader *reader);

#endif
