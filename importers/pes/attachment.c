#include "pes/attachment.h"

#include "contrepartie/buffer.h"
#include "contrepartie/digest.h"
#include "contrepartie/limits.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define DECODED 4096

struct attachment_stream {
    struct digest *digest;
    unsigned bits, count; /* of the group of four in hand */
    bool padded;
    struct attachment_result result;
    unsigned char head[8];
    size_t head_length, decoded;
    unsigned char bytes[DECODED];
    z_stream inflater;
    bool inflating;
    int64_t inflated;
};

struct attachment_stream *attachment_begin(void)
{
    struct attachment_stream *stream = must_alloc(sizeof *stream);

    stream->digest = digest_begin(DIGEST_SHA256);
    return stream;
}

/* Counts what a gzip grows to, up to the cap. */
static void inflate_count(struct attachment_stream *stream)
{
    unsigned char thrown_away[16384];

    stream->inflater.next_in = stream->bytes;
    stream->inflater.avail_in = (uInt)stream->decoded;
    while (stream->inflating && stream->inflater.avail_in > 0) {
        int state;
        stream->inflater.next_out = thrown_away;
        stream->inflater.avail_out = sizeof thrown_away;
        state = inflate(&stream->inflater, Z_NO_FLUSH);
        stream->inflated += (int64_t)(sizeof thrown_away - stream->inflater.avail_out);
        stream->result.bomb =
            stream->inflated > ATTACHMENT_FREE && stream->inflated / limit_value(LIMIT_RATIO) > stream->result.size;
        stream->inflating = state == Z_OK && !stream->result.bomb;
    }
}

static const char *kind_of(const unsigned char *head, size_t length)
{
    if (length >= 2 && memcmp(head, "\x1F\x8B", 2) == 0) return "gzip";
    if (length >= 4 && memcmp(head, "%PDF", 4) == 0) return "pdf";
    if (length >= 4 && memcmp(head, "PK\3\4", 4) == 0) return "zip";
    if (length >= 5 && memcmp(head, "<?xml", 5) == 0) return "xml";
    return "other";
}

static void flush(struct attachment_stream *stream)
{
    bool first = stream->result.size == 0;

    digest_add(stream->digest, stream->bytes, stream->decoded);
    if (first && stream->decoded > 0) {
        stream->head_length = stream->decoded < sizeof stream->head ? stream->decoded : sizeof stream->head;
        memcpy(stream->head, stream->bytes, stream->head_length);
        stream->inflating = strcmp(kind_of(stream->head, stream->head_length), "gzip") == 0 &&
                            inflateInit2(&stream->inflater, 15 + 16) == Z_OK;
    }
    stream->result.size += (int64_t)stream->decoded;
    stream->result.too_large = stream->result.size > limit_value(LIMIT_ATTACHMENT_SIZE);
    if (stream->inflating) inflate_count(stream);
    stream->decoded = 0;
}

/* The value plus 1; 65: padding, 66: white space, 0: no base64. */
static const unsigned char base64_values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,   ['E'] = 5,   ['F'] = 6,   ['G'] = 7,  ['H'] = 8,  ['I'] = 9,
    ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13,  ['N'] = 14,  ['O'] = 15,  ['P'] = 16, ['Q'] = 17, ['R'] = 18,
    ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22,  ['W'] = 23,  ['X'] = 24,  ['Y'] = 25, ['Z'] = 26, ['a'] = 27,
    ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31,  ['f'] = 32,  ['g'] = 33,  ['h'] = 34, ['i'] = 35, ['j'] = 36,
    ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,  ['o'] = 41,  ['p'] = 42,  ['q'] = 43, ['r'] = 44, ['s'] = 45,
    ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,  ['x'] = 50,  ['y'] = 51,  ['z'] = 52, ['0'] = 53, ['1'] = 54,
    ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58,  ['6'] = 59,  ['7'] = 60,  ['8'] = 61, ['9'] = 62, ['+'] = 63,
    ['/'] = 64, ['='] = 65, [' '] = 66, ['\n'] = 66, ['\r'] = 66, ['\t'] = 66,
};

void attachment_text(struct attachment_stream *stream, const char *text, size_t length)
{
    for (const char *end = text + length; text < end; text++) {
        unsigned value = base64_values[(unsigned char)*text];
        if (value == 66) continue;
        if (value == 65) {
            stream->padded = true;
            continue;
        }
        if (value == 0 || stream->padded) {
            stream->result.not_base64 = true;
            return;
        }
        stream->bits = stream->bits << 6 | (value - 1);
        if (++stream->count < 4) continue;
        stream->bytes[stream->decoded++] = (unsigned char)(stream->bits >> 16);
        stream->bytes[stream->decoded++] = (unsigned char)(stream->bits >> 8);
        stream->bytes[stream->decoded++] = (unsigned char)stream->bits;
        stream->bits = stream->count = 0;
        if (stream->decoded > DECODED - 3) flush(stream);
    }
}

void attachment_end(struct attachment_stream *stream, struct attachment_result *ret_result)
{
    unsigned char bytes[DIGEST_SIZE_MAX];

    if (stream->count == 3) {
        stream->bytes[stream->decoded++] = (unsigned char)(stream->bits >> 10);
        stream->bytes[stream->decoded++] = (unsigned char)(stream->bits >> 2);
    } else if (stream->count == 2)
        stream->bytes[stream->decoded++] = (unsigned char)(stream->bits >> 4);
    else if (stream->count == 1)
        stream->result.not_base64 = true;
    flush(stream);
    hex_write(bytes, digest_end(stream->digest, bytes), stream->result.sha256);
    stream->result.found = kind_of(stream->head, stream->head_length);
    (void)inflateEnd(&stream->inflater);
    *ret_result = stream->result;
    free(stream);
}
