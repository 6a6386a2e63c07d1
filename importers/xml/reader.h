/*
 * The one XML reader: libxml2's SAX2 push parser, hardened, for files of any size at constant memory.
 *
 * A DOCTYPE stops it; nothing outside the file is ever opened; depth, length of a value and number of elements have
 * limits; gzip is accepted with a cap on its ratio. What is not well-formed is a message with its line.
 */
#ifndef CONTREPARTIE_READER_H
#define CONTREPARTIE_READER_H

#include "contrepartie/digest.h"
#include "contrepartie/failure.h"
#include "contrepartie/message.h"

struct reader;

/* A start tag, valid during the callback only. */
struct element {
    const char *name; /* local name, interned: equal names are equal pointers within one reader (reader_name) */
    const char *uri;  /* namespace, or "" */
    int attribute_count;
    const unsigned char **attributes; /* libxml2's five pointers each */
    int depth;                        /* the root is 1 */
};

struct handler {
    void (*start)(void *context, struct reader *reader, const struct element *element);
    void (*end)(void *context, struct reader *reader, const char *name, int depth);
    /* Text in the pieces it comes in, while reader_text asks for it; NULL: never. */
    void (*text)(void *context, struct reader *reader, const char *text, size_t length);
};

/* Which format reads a root element; NULL leaves the file refused as unknown. */
typedef const struct handler *(*reader_recognise)(void *context, struct reader *reader, const struct element *root,
                                                  void **ret_handler_context);

/*
 * Reads a file through: its elements go to the handler chosen at the root. What is
 * not valid against the XSD `schema` (NULL: none) is told as warnings. False when the file could not be read at all;
 * what is wrong with its content is in messages.
 */
bool reader_run(const char *path, const char *schema, struct messages *messages, reader_recognise recognise,
                void *context, struct failure *failure);

/* A name interned in this reader's dictionary, to compare with element->name by pointer. */
const char *reader_name(struct reader *reader, const char *name);

/* The line being read, from 1. */
long reader_line(const struct reader *reader);

/* The value of an attribute without namespace; NULL when absent. Not NUL-terminated; "&" may stand as "&#38;". */
const char *element_value(const struct element *element, const char *name, size_t *ret_length);

/* The same as text in a buffer of `size` bytes, "&" restored, cut when longer. False when absent. */
bool element_text(const struct element *element, const char *name, char *text, size_t size);

/* From now on text is handed to the handler, or no more: attachments are streamed past, never held. */
void reader_text(struct reader *reader, bool wanted);

/* Stops at the next chance; the caller has said why in a message. */
void reader_stop(struct reader *reader);

/*
 * The seal: when the start tag of the sealing element is seen, the handler says "leave this out" and which digest the
 * seal is held against: one is enough, and a second would cost a large file a fifth of its import. reader_unsealed
 * says that no seal will come: nothing more is hashed.
 */
void reader_seal_here(struct reader *reader, enum digest_kind kind);
void reader_unsealed(struct reader *reader);

struct seal_digests {
    char md5[33], sha1[41]; /* lower-case hexadecimal; empty when it was not computed */
};
/* Called once, after the end of the root element. */
typedef void (*reader_sealed)(void *context, const struct seal_digests *digests);
void reader_on_sealed(struct reader *reader, reader_sealed sealed, void *context);

#endif
