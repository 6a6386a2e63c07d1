#include "xml/reader.h"

#include "xml/canonical.h"
#include "xml/latin1.h"
#include "xml/schema.h"

#include "contrepartie/buffer.h"
#include "contrepartie/digest.h"
#include "contrepartie/limits.h"
#include "contrepartie/progress.h"
#include "contrepartie/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK            (64 * 1024)
#define TAG_ROOM         (4 * 1024)          /* of a tag around its longest attribute */
#define CDATA_MAX        (8 * 1024 * 1024)   /* libxml2 itself stops at ten million bytes */
#define GZIP_FREE_BYTES  (INT64_C(64) << 20) /* below this, any ratio */
#define CANONICAL_BLOCK  (64 * 1024)
#define CANONICAL_BLOCKS 4
#define LATIN1_PIECE     (16 * 1024) /* converted at once */
#define PARSE_OPTIONS    (XML_PARSE_NONET | XML_PARSE_BIG_LINES)

struct reader {
    xmlParserCtxtPtr parser;
    bool begun;   /* the parser has had its first bytes */
    char *latin1; /* of a file in ISO-8859-1: room for a piece of it in UTF-8 */
    const struct handler *handler;
    void *handler_context;
    reader_recognise recognise;
    void *recognise_context;
    struct messages *messages;
    int depth;
    int64_t elements;
    bool stopped, reported; /* reported: the reason is in the messages */
    bool wants_text;
    /* the seal */
    struct worker *hasher;
    struct canonical *canonical;
    struct digest *md5, *sha1;
    reader_sealed sealed;
    void *sealed_context;
    bool seal_seen;
    atomic_bool without_md5, without_sha1; /* the digest the seal is not held against: dropped on the way */
};

/* --- messages ------------------------------------------------------------------------------------------------ */

static void report(struct reader *reader, const char *code, const char *found, const char *expected, const char *text)
{
    struct message message = {.level = MESSAGE_ERROR, .line = reader->parser != NULL ? reader_line(reader) : 0};

    if (reader->reported) return;
    reader->reported = true;
    message_say(&message, code, found, expected, text);
    message_add(reader->messages, &message);
}

void reader_stop(struct reader *reader)
{
    reader->stopped = reader->reported = true;
    xmlStopParser(reader->parser);
}

static void refuse(struct reader *reader, const char *code, const char *found, const char *expected, const char *text)
{
    report(reader, code, found, expected, text);
    reader_stop(reader);
}

static void refuse_beyond(struct reader *reader, enum limit limit, const char *code, const char *found,
                          const char *text)
{
    char expected[160];

    refuse(reader, code, found, limit_text(limit, expected, sizeof expected), text);
}

/* --- SAX ----------------------------------------------------------------------------------------------------- */

static const char *too_long(void)
{
    return TR("an attribute, a tag, a comment or an instruction that is too long",
              "un attribut, une balise, un commentaire ou une instruction trop long");
}

/* False once the reader is stopped. */
static bool within_limits(struct reader *reader, const struct element *element, int namespace_count)
{
    char found[24];

    if (++reader->elements > limit_value(LIMIT_ELEMENTS))
        refuse_beyond(reader, LIMIT_ELEMENTS, "XML-004", element->name, TR("too many elements", "trop d'éléments"));
    else if (element->depth > limit_value(LIMIT_ELEMENT_DEPTH))
        refuse_beyond(reader, LIMIT_ELEMENT_DEPTH, "XML-008", element->name,
                      TR("too many elements inside each other", "trop d'éléments l'un dans l'autre"));
    else if (element->attribute_count + namespace_count > limit_value(LIMIT_ATTRIBUTES)) {
        (void)snprintf(found, sizeof found, "%d", element->attribute_count + namespace_count);
        refuse_beyond(reader, LIMIT_ATTRIBUTES, "XML-009", found,
                      TR("an element with too many attributes", "un élément avec trop d'attributs"));
    } else if (xmlDictSize(reader->parser->dict) > limit_value(LIMIT_NAMES))
        refuse_beyond(reader, LIMIT_NAMES, "XML-010", element->name,
                      TR("too many distinct names of elements, attributes and namespaces",
                         "trop de noms distincts d'éléments, d'attributs et d'espaces de noms"));
    for (int index = 0; index < element->attribute_count && !reader->stopped; index++)
        if (element->attributes[5 * index + 4] - element->attributes[5 * index + 3] >
            limit_value(LIMIT_ATTRIBUTE_LENGTH))
            refuse_beyond(reader, LIMIT_ATTRIBUTE_LENGTH, "XML-005", element->name, too_long());
    return !reader->stopped;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
    struct reader *reader = context;
    struct element element = {(const char *)name, uri != NULL ? (const char *)uri : "", attribute_count, attributes,
                              ++reader->depth};

    (void)defaulted;
    if (reader->stopped) return;
    if (!within_limits(reader, &element, namespace_count)) return;
    if (reader->depth == 1) {
        reader->handler = reader->recognise(reader->recognise_context, reader, &element, &reader->handler_context);
        if (reader->handler == NULL) {
            char found[120];
            (void)snprintf(found, sizeof found, "<%s> %s", element.name, element.uri);
            refuse(reader, "XML-003", found,
                   TR("DocumentBudgetaire, CompteFinancierUnique, PES, FEC, Nomenclature or register "
                      "(docs/reference/formats.md)",
                      "DocumentBudgetaire, CompteFinancierUnique, PES, FEC, Nomenclature ou register "
                      "(docs/reference/formats.md)"),
                   TR("this XML is of no format that is read here", "ce XML n'est d'aucun format lu"));
            return;
        }
    }
    reader->handler->start(reader->handler_context, reader, &element);
    if (reader->canonical != NULL && !reader->stopped) /* a stopped parser has let its input go */
        canonical_start(reader->canonical, name, prefix, namespace_count, namespaces, attribute_count, attributes);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct reader *reader = context;

    (void)uri;
    if (reader->stopped) return;
    if (reader->canonical != NULL) canonical_end(reader->canonical, name, prefix);
    reader->handler->end(reader->handler_context, reader, (const char *)name, reader->depth--);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    struct reader *reader = context;

    if (reader->stopped) return;
    if (reader->canonical != NULL && reader->depth > 0) canonical_text(reader->canonical, text, length);
    if (reader->wants_text) reader->handler->text(reader->handler_context, reader, (const char *)text, (size_t)length);
}

/* In CDATA the push parser leaves line ends as they stand in the file; XML makes them one newline each. */
static void on_cdata(void *context, const xmlChar *text, int length)
{
    const xmlChar *end = text + length, *run = text;

    for (; text < end; text++) {
        if (*text != '\r') continue;
        on_text(context, run, (int)(text - run));
        run = text + 1;
        if (text + 1 == end || text[1] != '\n') on_text(context, (const xmlChar *)"\n", 1);
    }
    on_text(context, run, (int)(end - run));
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    struct reader *reader = context;

    if (reader->canonical != NULL) canonical_instruction(reader->canonical, target, data);
}

static void on_comment(void *context, const xmlChar *text)
{
    struct reader *reader = context;

    (void)text;
    if (reader->canonical != NULL) canonical_comment(reader->canonical);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    struct reader *reader = context;

    (void)external;
    (void)system;
    refuse(reader, "XML-002", (const char *)name, TR("no DOCTYPE", "aucun DOCTYPE"),
           TR("a DOCTYPE can hide attacks and no official format has one",
              "un DOCTYPE peut cacher une attaque et aucun format officiel n'en a"));
}

static void report_encoding(struct reader *reader, const char *found)
{
    report(reader, "ENC-001", found, TR("bytes of the declared encoding", "des octets de l'encodage déclaré"),
           TR("the encoding is not the declared one", "l'encodage n'est pas celui déclaré"));
}

static void on_error(void *context, xmlErrorPtr error)
{
    /* not `context`: a schema between the parser and its callbacks has its own */
    struct reader *reader = ((xmlParserCtxtPtr)error->ctxt)->_private;
    char text[200];

    (void)context;
    if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE) return;
    (void)snprintf(text, sizeof text, "%s", error->message != NULL ? error->message : "");
    text[strcspn(text, "\n")] = '\0';
    if (error->code == XML_ERR_INVALID_ENCODING || error->code == XML_ERR_UNSUPPORTED_ENCODING ||
        error->code == XML_ERR_UNKNOWN_ENCODING || error->code == XML_ERR_INVALID_CHAR)
        report_encoding(reader, text);
    else
        report(reader, "XML-001", text, TR("well-formed XML", "un XML bien formé"),
               TR("the XML is not well formed; a truncated transmission is the usual cause: compare its size with the "
                  "original",
                  "XML mal formé ; souvent un fichier tronqué à la transmission : comparez sa taille à l'original"));
}

static void on_invalid(void *context, const char *text)
{
    struct reader *reader = context;
    struct message message = {.level = MESSAGE_WARNING, .line = reader_line(reader)};

    message_say(&message, "XSD-001", text, "",
                TR("not valid against the schema that was given; nothing is refused for it",
                   "non conforme au schéma donné ; rien n'est refusé pour cela"));
    message_add(reader->messages, &message);
}

/* --- the seal ------------------------------------------------------------------------------------------------ */

static bool hash_block(void *context, const char *bytes, size_t length, struct failure *failure)
{
    struct reader *reader = context;

    (void)failure;
    if (!reader->without_md5) digest_add(reader->md5, bytes, length);
    if (!reader->without_sha1) digest_add(reader->sha1, bytes, length);
    return true;
}

static void canonical_setup(struct reader *reader)
{
    reader->md5 = digest_begin(DIGEST_MD5);
    reader->sha1 = digest_begin(DIGEST_SHA1);
    reader->hasher = worker_start(hash_block, reader, CANONICAL_BLOCK, CANONICAL_BLOCKS);
    if (reader->hasher != NULL) reader->canonical = canonical_begin(reader->hasher);
}

void reader_seal_here(struct reader *reader, enum digest_kind kind)
{
    if (reader->canonical == NULL) return;
    reader->seal_seen = true;
    reader->without_md5 = kind != DIGEST_MD5;
    reader->without_sha1 = kind != DIGEST_SHA1;
    canonical_leave_out(reader->canonical);
}

void reader_unsealed(struct reader *reader)
{
    if (reader->seal_seen || reader->canonical == NULL) return;
    canonical_free(reader->canonical);
    reader->canonical = NULL;
    reader_text(reader, reader->wants_text);
}

void reader_text(struct reader *reader, bool wanted)
{
    bool heard = wanted || reader->canonical != NULL; /* text that nobody wants is not even called back */

    reader->wants_text = wanted;
    reader->parser->sax->characters = heard ? on_text : NULL;
    reader->parser->sax->ignorableWhitespace = heard ? on_text : NULL;
}

void reader_on_sealed(struct reader *reader, reader_sealed sealed, void *context)
{
    reader->sealed = sealed;
    reader->sealed_context = context;
}

static void seal_finish(struct reader *reader)
{
    struct seal_digests digests = {"", ""};
    unsigned char bytes[DIGEST_SIZE_MAX];
    struct failure ignored;

    canonical_free(reader->canonical);
    (void)worker_finish(reader->hasher, &ignored);
    hex_write(bytes, digest_end(reader->md5, bytes), digests.md5);
    hex_write(bytes, digest_end(reader->sha1, bytes), digests.sha1);
    if (reader->without_md5) digests.md5[0] = '\0';
    if (reader->without_sha1) digests.sha1[0] = '\0';
    if (reader->sealed != NULL && !reader->stopped && !reader->reported && reader->parser->wellFormed)
        reader->sealed(reader->sealed_context, &digests);
}

/* --- what handlers ask --------------------------------------------------------------------------------------- */

const char *reader_name(struct reader *reader, const char *name)
{
    return (const char *)xmlDictLookup(reader->parser->dict, (const xmlChar *)name, -1);
}

long reader_line(const struct reader *reader)
{
    return reader->parser->input != NULL ? reader->parser->input->line : 0;
}

const char *element_value(const struct element *element, const char *name, size_t *ret_length)
{
    for (int index = 0; index < element->attribute_count; index++) {
        const unsigned char **attribute = &element->attributes[5 * index];
        if (attribute[1] != NULL || strcmp((const char *)attribute[0], name) != 0) continue;
        *ret_length = (size_t)(attribute[4] - attribute[3]);
        return (const char *)attribute[3];
    }
    return NULL;
}

bool element_text(const struct element *element, const char *name, char *text, size_t size)
{
    size_t length, used = 0, index = 0;
    const char *value = element_value(element, name, &length);

    text[0] = '\0';
    if (value == NULL) return false;
    if (length < size && memchr(value, '&', length) == NULL) {
        memcpy(text, value, length);
        text[length] = '\0';
        return true;
    }
    for (; index < length && used + 1 < size; index++) {
        text[used++] = value[index];
        if (value[index] == '&' && length - index >= 5 && memcmp(value + index, "&#38;", 5) == 0) index += 4;
    }
    for (; used > 0 && index < length && ((unsigned char)value[index] & 0xC0) == 0x80; index--)
        used--; /* cut: not inside a letter */
    text[used] = '\0';
    return true;
}

/* --- bytes --------------------------------------------------------------------------------------------------- */

struct source {
    int file;
    bool gzip, gzip_ended;
    z_stream inflater;
    int64_t read, inflated;
    char raw[CHUNK], plain[CHUNK];
};

static void parse_latin1(struct reader *reader, const char *bytes, size_t length)
{
    while (length > 0 && !reader->stopped) {
        size_t piece = length < LATIN1_PIECE ? length : LATIN1_PIECE;
        const char *end = latin1_convert(bytes, piece, reader->latin1);
        (void)xmlParseChunk(reader->parser, reader->latin1, (int)(end - reader->latin1), false);
        bytes += piece;
        length -= piece;
    }
}

/* What the parser holds back until it sees the end of it: a tag, a comment, an instruction. Sections of CDATA it holds,
   too, of which only the end matters to nobody. */
static void check_held_back(struct reader *reader)
{
    xmlParserInputPtr input = reader->parser->input;
    int64_t held = input != NULL ? input->end - input->cur : 0;

    if (reader->stopped || held <= limit_value(LIMIT_ATTRIBUTE_LENGTH) + TAG_ROOM) return;
    if (reader->parser->instate != XML_PARSER_CDATA_SECTION)
        refuse_beyond(reader, LIMIT_ATTRIBUTE_LENGTH, "XML-005", "", too_long());
    else if (held > CDATA_MAX)
        refuse(reader, "XML-005", "CDATA", TR("at most 8 MiB", "au plus 8 Mio"),
               TR("a section of CDATA that is too long", "une section CDATA trop longue"));
}

static bool parse_bytes(struct reader *reader, const char *bytes, size_t length, bool last)
{
    if (reader->stopped) return false;
    if (!reader->begun && latin1_declared(bytes, length)) {
        reader->latin1 = must_alloc(2 * LATIN1_PIECE);
        (void)xmlCtxtUseOptions(reader->parser, PARSE_OPTIONS | XML_PARSE_IGNORE_ENC);
    }
    reader->begun = true;
    if (reader->latin1 != NULL && length > 0)
        parse_latin1(reader, bytes, length);
    else
        (void)xmlParseChunk(reader->parser, bytes, (int)length, last);
    check_held_back(reader);
    /* bytes that its encoding does not know end the parser without a word, as if the file were whole */
    if (!reader->stopped && reader->parser->disableSAX) report_encoding(reader, "");
    return !reader->stopped && !reader->reported && reader->parser->wellFormed;
}

static bool inflate_bytes(struct reader *reader, struct source *source, size_t length)
{
    source->inflater.next_in = (Bytef *)source->raw;
    source->inflater.avail_in = (uInt)length;
    do {
        int state;
        size_t made;
        source->inflater.next_out = (Bytef *)source->plain;
        source->inflater.avail_out = sizeof source->plain;
        state = inflate(&source->inflater, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
            refuse(reader, "XML-006", source->inflater.msg != NULL ? source->inflater.msg : "", "",
                   TR("the gzip data are damaged", "les données gzip sont abîmées"));
            return false;
        }
        source->gzip_ended = state == Z_STREAM_END;
        made = sizeof source->plain - source->inflater.avail_out;
        source->inflated += (int64_t)made;
        if (source->inflated > GZIP_FREE_BYTES && source->inflated / limit_value(LIMIT_RATIO) > source->read) {
            refuse_beyond(reader, LIMIT_RATIO, "XML-007", "",
                          TR("the gzip data grow too many times: a decompression bomb",
                             "données gzip grossissant trop de fois : bombe de décompression"));
            return false;
        }
        if (source->inflated > limit_value(LIMIT_FILE_SIZE)) {
            refuse_beyond(reader, LIMIT_FILE_SIZE, "IMP-002", "",
                          TR("the file is too large once unpacked", "le fichier est trop grand une fois décompressé"));
            return false;
        }
        if (made > 0 && !parse_bytes(reader, source->plain, made, false)) return false;
        if (state == Z_STREAM_END && source->inflater.avail_in > 0) (void)inflateReset(&source->inflater);
    } while (source->inflater.avail_in > 0 || source->inflater.avail_out == 0);
    return true;
}

/* What a first block that is no XML gives away about the file. */
static const char *foreign_kind(const char *bytes, size_t length)
{
    if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0) return "PDF";
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) return "ZIP (xlsx, ods…)";
    if (length >= 4 && memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0) return "Microsoft Office (xls, doc)";
    for (size_t index = 0; index < length; index++) {
        if (bytes[index] == '<') return NULL;
        if (strchr(" \t\r\n\xEF\xBB\xBF", bytes[index]) == NULL || bytes[index] == '\0') break;
    }
    if (length >= 2 && ((bytes[0] == '\xFF' && bytes[1] == '\xFE') || (bytes[0] == '\xFE' && bytes[1] == '\xFF')))
        return NULL;
    return TR("no XML", "pas du XML");
}

static void first_block(struct reader *reader, struct source *source, size_t length)
{
    const char *kind;

    source->gzip = length >= 2 && memcmp(source->raw, "\x1F\x8B", 2) == 0;
    if (source->gzip) {
        if (inflateInit2(&source->inflater, 15 + 16) != Z_OK) abort();
        return;
    }
    kind = length == 0 ? TR("empty file", "fichier vide") : foreign_kind(source->raw, length);
    if (kind != NULL)
        refuse(reader, "XML-000", kind,
               TR("XML of TotEM, CFU, PES, FEC, planDeCompte or a register; a FEC, SCDL or evidence table as text",
                  "XML TotEM, CFU, PES, FEC, planDeCompte ou registre ; FEC, SCDL ou table de preuves en texte"),
               TR("this file is of no format that is read here", "ce fichier n'est d'aucun format lu"));
}

static bool read_through(struct reader *reader, struct source *source, const char *path, struct failure *failure)
{
    bool first = true, wanted = true;

    for (;;) {
        ssize_t length = read(source->file, source->raw, sizeof source->raw);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) {
            fail(failure, OUTCOME_NO_INPUT, TR("cannot read %s: %s", "lecture impossible de %s : %s"), path,
                 strerror(errno));
            return false;
        }
        if (first) first_block(reader, source, (size_t)length);
        first = false;
        if (length == 0 || reader->stopped || interrupted()) break;
        source->read += length;
        progress_step(source->read);
        wanted = wanted && (source->gzip ? inflate_bytes(reader, source, (size_t)length)
                                         : parse_bytes(reader, source->raw, (size_t)length, false));
        if (!wanted) break;
    }
    if (interrupted()) return fail_interrupted(failure);
    if (wanted && !reader->stopped && source->gzip && !source->gzip_ended)
        refuse(reader, "XML-006", "", "", TR("the gzip data are cut short", "les données gzip sont tronquées"));
    if (wanted && !reader->stopped) (void)parse_bytes(reader, "", 0, true);
    return true;
}

static xmlParserInputPtr no_entity(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    (void)url;
    (void)id;
    (void)parser;
    return NULL;
}

/* What libxml2 says without a parser it would print itself. */
static void say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

bool reader_run(const char *path, const char *schema, struct messages *messages, reader_recognise recognise,
                void *context, struct failure *failure)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .ignorableWhitespace = on_text,
                         .cdataBlock = on_cdata,
                         .processingInstruction = on_instruction,
                         .comment = on_comment,
                         .internalSubset = on_doctype,
                         .serror = on_error};
    struct reader reader = {.recognise = recognise, .recognise_context = context, .messages = messages};
    struct source *source;
    struct schema *rules = NULL;
    bool done;
    int file;

    if (schema != NULL && (rules = schema_open(schema, failure)) == NULL) return false;
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        schema_close(rules);
        return fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    }
    source = must_alloc(sizeof *source);
    source->file = file;
    xmlSetExternalEntityLoader(no_entity);
    xmlSetGenericErrorFunc(NULL, say_nothing);
    reader.parser = xmlCreatePushParserCtxt(&sax, &reader, NULL, 0, NULL);
    reader.parser->_private = &reader;
    (void)xmlCtxtUseOptions(reader.parser, PARSE_OPTIONS);
    if (rules != NULL && schema_plug(rules, reader.parser, on_invalid, &reader))
        reader.parser->sax->serror = on_error; /* the schema passes on all but this */
    canonical_setup(&reader);
    done = read_through(&reader, source, path, failure);
    if (done && !reader.stopped && !reader.reported && !reader.parser->wellFormed)
        report(&reader, "XML-001", "", TR("well-formed XML", "un XML bien formé"),
               TR("the XML is not well formed", "XML mal formé"));
    seal_finish(&reader);
    if (source->gzip) (void)inflateEnd(&source->inflater);
    schema_close(rules); /* before the parser that it was plugged into */
    xmlFreeParserCtxt(reader.parser);
    free(reader.latin1);
    free(source);
    (void)close(file);
    return done;
}
