#include "xml/canonical.h"

#include "contrepartie/buffer.h"

#include <stdlib.h>
#include <string.h>

struct namespace
{
    const xmlChar *prefix, *uri; /* of the parser's dictionary: they live as long as it */
    int depth;
};

#define PIECE 4096 /* names and values are a few bytes each: they are written straight into the worker's blocks */

struct canonical {
    struct worker *worker;
    char *start, *to, *end; /* room reserved there, what is written of it */
    const xmlChar *name;    /* of the parser's dictionary: the last that was measured */
    size_t name_length;
    struct namespace *scope; /* the declarations in force, innermost last */
    size_t scope_count, scope_capacity;
    int depth;
    int left_out_depth; /* 0, or the depth of the element being left out */
    bool swallow_space; /* the white space after it goes too */
    bool root_ended;
};

struct canonical *canonical_begin(struct worker *worker)
{
    struct canonical *canonical = must_alloc(sizeof *canonical);

    canonical->worker = worker;
    canonical->start = canonical->to = canonical->end = worker_reserve(worker, 0);
    return canonical;
}

void canonical_free(struct canonical *canonical)
{
    if (canonical == NULL) return;
    worker_commit(canonical->worker, (size_t)(canonical->to - canonical->start));
    free(canonical->scope);
    free(canonical);
}

/* Room for `length` bytes, at most PIECE. */
static inline void make_room(struct canonical *canonical, size_t length)
{
    if (length <= (size_t)(canonical->end - canonical->to)) return;
    worker_commit(canonical->worker, (size_t)(canonical->to - canonical->start));
    canonical->start = canonical->to = worker_reserve(canonical->worker, PIECE);
    canonical->end = canonical->start + PIECE;
}

static inline void write_bytes(struct canonical *canonical, const void *bytes, size_t length)
{
    const char *from = bytes;

    for (; length > PIECE; from += PIECE, length -= PIECE) {
        make_room(canonical, PIECE);
        memcpy(canonical->to, from, PIECE);
        canonical->to += PIECE;
    }
    make_room(canonical, length);
    memcpy(canonical->to, from, length);
    canonical->to += length;
}

static void write_text(struct canonical *canonical, const char *text)
{
    write_bytes(canonical, text, strlen(text));
}

static void write_name(struct canonical *canonical, const xmlChar *prefix, const xmlChar *name)
{
    if (prefix != NULL) {
        write_text(canonical, (const char *)prefix);
        write_bytes(canonical, ":", 1);
    }
    write_text(canonical, (const char *)name);
}

/* What C14N writes instead of a byte, in an attribute or in text; NULL: the byte itself. */
static const char *const attribute_escapes[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['"'] = "&quot;", ['\t'] = "&#x9;", ['\n'] = "&#xA;", ['\r'] = "&#xD;",
};
static const char *const text_escapes[256] = {['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\r'] = "&#xD;"};

/* The frequent text: a new line and its indentation. */
static bool write_indentation(struct canonical *canonical, const xmlChar *text, size_t length)
{
    static const char indentation[] = "\n                                                               ";

    if (length >= sizeof indentation || memcmp(text, indentation, length) != 0) return false;
    write_bytes(canonical, text, length);
    return true;
}

static void write_escaped(struct canonical *canonical, const xmlChar *text, const xmlChar *end,
                          const char *const escapes[256])
{
    const xmlChar *run = text;

    for (; text < end; text++) {
        if (escapes[*text] == NULL) continue;
        write_bytes(canonical, run, (size_t)(text - run));
        write_text(canonical, escapes[*text]);
        /* libxml2 gives an ampersand of an attribute as "&#38;" (it would be parsed once more for a tree) */
        if (escapes == attribute_escapes && *text == '&' && end - text >= 5 && memcmp(text, "&#38;", 5) == 0) text += 4;
        run = text + 1;
    }
    write_bytes(canonical, run, (size_t)(end - run));
}

/* --- namespaces ---------------------------------------------------------------------------------------------- */

static int compare_text(const xmlChar *left, const xmlChar *right)
{
    return strcmp(left != NULL ? (const char *)left : "", right != NULL ? (const char *)right : "");
}

/* Declared already with the same value: canonical form does not repeat it. */
static bool in_force(const struct canonical *canonical, const xmlChar *prefix, const xmlChar *uri)
{
    for (size_t index = canonical->scope_count; index > 0; index--)
        if (compare_text(canonical->scope[index - 1].prefix, prefix) == 0)
            return compare_text(canonical->scope[index - 1].uri, uri) == 0;
    return prefix == NULL && (uri == NULL || *uri == '\0');
}

static void declare(struct canonical *canonical, const xmlChar *prefix, const xmlChar *uri)
{
    canonical->scope =
        must_grow(canonical->scope, canonical->scope_count, &canonical->scope_capacity, sizeof *canonical->scope);
    canonical->scope[canonical->scope_count++] = (struct namespace){prefix, uri, canonical->depth};
}

static int by_prefix(const void *left, const void *right)
{
    return compare_text(((const struct namespace *)left)->prefix, ((const struct namespace *)right)->prefix);
}

static void write_namespaces(struct canonical *canonical, int count, const xmlChar **namespaces)
{
    size_t first = canonical->scope_count;

    for (int index = 0; index < count; index++)
        if (!in_force(canonical, namespaces[2 * index], namespaces[2 * index + 1]))
            declare(canonical, namespaces[2 * index], namespaces[2 * index + 1]);
    if (canonical->scope_count - first > 1)
        qsort(canonical->scope + first, canonical->scope_count - first, sizeof *canonical->scope, by_prefix);
    for (size_t index = first; index < canonical->scope_count; index++) {
        const struct namespace *declared = &canonical->scope[index];
        write_text(canonical, " xmlns");
        if (declared->prefix != NULL) {
            write_bytes(canonical, ":", 1);
            write_text(canonical, (const char *)declared->prefix);
        }
        write_bytes(canonical, "=\"", 2);
        if (declared->uri != NULL)
            write_escaped(canonical, declared->uri, declared->uri + strlen((const char *)declared->uri),
                          attribute_escapes);
        write_bytes(canonical, "\"", 1);
    }
}

/* --- attributes: five pointers each (name, prefix, uri, value, end) -------------------------------------------- */

static int by_uri_and_name(const void *left, const void *right)
{
    const xmlChar *const *a = *(const xmlChar *const *const *)left, *const *b = *(const xmlChar *const *const *)right;
    int order = compare_text(a[2], b[2]);

    return order != 0 ? order : compare_text(a[0], b[0]);
}

static void write_attribute(struct canonical *canonical, const xmlChar *const *attribute)
{
    write_bytes(canonical, " ", 1);
    write_name(canonical, attribute[1], attribute[0]);
    write_bytes(canonical, "=\"", 2);
    write_escaped(canonical, attribute[3], attribute[4], attribute_escapes);
    write_bytes(canonical, "\"", 1);
}

static void write_attributes(struct canonical *canonical, int count, const xmlChar **attributes)
{
    const xmlChar **few[16], ***order = few;

    if (count == 1) {
        write_attribute(canonical, attributes);
        return;
    }
    if (count > 16) order = must_alloc((size_t)count * sizeof *order);
    for (int index = 0; index < count; index++)
        order[index] = &attributes[5 * index];
    if (count > 1) qsort(order, (size_t)count, sizeof *order, by_uri_and_name);
    for (int index = 0; index < count; index++)
        write_attribute(canonical, order[index]);
    if (order != few) free(order);
}

/* An empty element's name is asked for twice. */
static size_t name_length(struct canonical *canonical, const xmlChar *name)
{
    if (name != canonical->name) canonical->name_length = strlen((const char *)name);
    canonical->name = name;
    return canonical->name_length;
}

/* The frequent element: no prefix, no declaration, one plain attribute, all within a piece. */
static bool write_simple(struct canonical *canonical, const xmlChar *name, const xmlChar **attribute)
{
    size_t length = name_length(canonical, name), label = strlen((const char *)attribute[0]);
    size_t room = length + label + (size_t)(attribute[4] - attribute[3]) + sizeof "< =\"\">";
    char *to;

    if (attribute[1] != NULL || room > PIECE) return false;
    make_room(canonical, room);
    to = canonical->to;
    *to++ = '<';
    memcpy(to, name, length);
    to += length;
    *to++ = ' ';
    memcpy(to, attribute[0], label);
    to += label;
    *to++ = '=';
    *to++ = '"';
    for (const xmlChar *letter = attribute[3]; letter < attribute[4]; letter++) {
        if (attribute_escapes[*letter] != NULL) return false; /* nothing was taken yet */
        *to++ = (char)*letter;
    }
    *to++ = '"';
    *to++ = '>';
    canonical->to = to;
    return true;
}

/* --- events -------------------------------------------------------------------------------------------------- */

void canonical_leave_out(struct canonical *canonical)
{
    if (canonical->left_out_depth == 0) canonical->left_out_depth = canonical->depth + 1;
}

void canonical_start(struct canonical *canonical, const xmlChar *name, const xmlChar *prefix, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, const xmlChar **attributes)
{
    canonical->depth++;
    if (canonical->left_out_depth > 0) return;
    canonical->swallow_space = false;
    if (prefix == NULL && namespace_count == 0 && attribute_count == 1 && write_simple(canonical, name, attributes))
        return;
    write_bytes(canonical, "<", 1);
    write_name(canonical, prefix, name);
    if (namespace_count > 0) write_namespaces(canonical, namespace_count, namespaces);
    if (attribute_count > 0) write_attributes(canonical, attribute_count, attributes);
    write_bytes(canonical, ">", 1);
}

void canonical_end(struct canonical *canonical, const xmlChar *name, const xmlChar *prefix)
{
    int depth = canonical->depth--;

    canonical->root_ended = canonical->depth == 0;

    if (canonical->left_out_depth > 0) {
        if (depth == canonical->left_out_depth) {
            canonical->left_out_depth = 0;
            canonical->swallow_space = true;
        }
        return;
    }
    canonical->swallow_space = false;
    while (canonical->scope_count > 0 && canonical->scope[canonical->scope_count - 1].depth >= depth)
        canonical->scope_count--;
    write_bytes(canonical, "</", 2);
    if (prefix != NULL) {
        write_text(canonical, (const char *)prefix);
        write_bytes(canonical, ":", 1);
    }
    write_bytes(canonical, name, name_length(canonical, name));
    write_bytes(canonical, ">", 1);
}

void canonical_text(struct canonical *canonical, const xmlChar *text, int length)
{
    const xmlChar *end = text + length;

    if (canonical->left_out_depth > 0) return;
    while (canonical->swallow_space && text < end && (*text == ' ' || *text == '\n' || *text == '\t' || *text == '\r'))
        text++;
    if (text == end) return;
    canonical->swallow_space = false;
    if (write_indentation(canonical, text, (size_t)(end - text))) return;
    write_escaped(canonical, text, end, text_escapes);
}

void canonical_comment(struct canonical *canonical)
{
    canonical->swallow_space = false; /* it is left out itself, but parts two texts */
}

/* Outside the root each instruction has a line: its newline follows before the root, comes first after it. */
void canonical_instruction(struct canonical *canonical, const xmlChar *target, const xmlChar *data)
{
    bool outside = canonical->depth == 0;

    if (canonical->left_out_depth > 0) return;
    canonical->swallow_space = false;
    write_text(canonical, outside && canonical->root_ended ? "\n<?" : "<?");
    write_text(canonical, (const char *)target);
    if (data != NULL && *data != '\0') {
        write_bytes(canonical, " ", 1);
        write_text(canonical, (const char *)data);
    }
    write_text(canonical, outside && !canonical->root_ended ? "?>\n" : "?>");
}
