/*
 * Mutations that keep a document a document: values, elements, rows and columns change, the syntax around them stays.
 * One in four is libFuzzer's own on the bytes, so that the syntax is tried as well.
 */
#include "contrepartie/text.h"
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#define PARTS_MAX 4096
#define LONG_SIZE ((size_t)70 * 1024) /* longer than any block or outlet in the program */

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

struct part {
    size_t start, end;
};
struct parts {
    struct part all[PARTS_MAX];
    size_t count;
};

static unsigned state;

static size_t chance(size_t bound)
{
    state = state * 1664525u + 1013904223u;
    return bound > 0 ? (state >> 8) % bound : 0;
}

static void part_add(struct parts *parts, size_t start, size_t end)
{
    if (parts->count < PARTS_MAX) parts->all[parts->count++] = (struct part){start, end};
}

/* The bytes between start and end become those of `with`; the new size, the old one when there is no room. */
static size_t replace(char *text, size_t size, size_t max_size, struct part part, const char *with, size_t length)
{
    size_t rest = size - part.end;

    if (part.start + length + rest > max_size) return size;
    memmove(text + part.start + length, text + part.end, rest);
    if (length > 0) memcpy(text + part.start, with, length);
    return part.start + length + rest;
}

/* --- values ---------------------------------------------------------------------------------------------------- */

static const char *const edges[] = {
    "",
    "0",
    "-0",
    "1",
    "-1",
    "0.00",
    "0.005",
    "-0.01",
    "00",
    "1e5",
    ".5",
    "5.",
    ".",
    "-",
    "+1",
    "1,5",
    "1 234,56",
    "1.234,56",
    "NaN",
    "0x10",
    "00000001",
    "12.345",
    "255",
    "256",
    "32767",
    "32768",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967296",
    "99999999999999",
    "999999999999.99",
    "9223372036854775807",
    "9223372036854775808",
    "92233720368547758.07",
    "92233720368547758.08",
    "-9223372036854775808",
    "18446744073709551616",
    "2024-02-29",
    "2023-02-29",
    "0000-00-00",
    "9999-12-31",
    "20240230",
    "31/12/2023",
    "2023-12-31",
    "2023",
    "1899",
    "9999",
    "10000",
    "true",
    "false",
    "01",
    "02",
    "03",
    "09",
    "10",
    "D",
    "R",
    "F",
    "I",
    "C",
    "O",
    "M57",
    "M57-M57_D",
    "M14-M14_SUP3500",
    "M4-M49",
    "M99-X",
    "993600006",
    "99360000600014",
    "990000015",
    "000000000",
    "999999999",
    "abc",
    "é",
    "€uro",
    "\\",
    "\\N",
    "\\.",
    "a\tb",
    "a\nb",
    "%s%n",
    "';--",
    "*",
    "@execution",
    "65748",
    "6574",
    "74631",
    "64111",
    "311",
    "313",
    "90311",
    "93313",
    "001",
    "002",
    "040",
    "041",
};

/* A value that is not the document's: an edge, a very long one, or the old one in other bytes. */
static size_t new_value(const char *old, size_t length, char *value)
{
    size_t kind = chance(16);

    if (kind < 9) {
        const char *edge = edges[chance(sizeof edges / sizeof edges[0])];
        memcpy(value, edge, strlen(edge));
        return strlen(edge);
    }
    if (kind == 9) {
        static const char *const letters[] = {"9", "a", "é", "\\", "€", "&"};
        static const size_t sizes[] = {60, 127, 128, 255, 256, 400, 512, 1024, 4096, LONG_SIZE};
        const char *letter = letters[chance(6)];
        size_t wanted = sizes[chance(chance(8) == 0 ? 10 : 9)], used = chance(2);
        if (used > 0) value[0] = '1';
        for (; used + strlen(letter) <= wanted; used += strlen(letter))
            memcpy(value + used, letter, strlen(letter));
        return used;
    }
    if (length > 1024) length = 1024;
    memcpy(value, old, length);
    return LLVMFuzzerMutate((uint8_t *)value, length, length + 64);
}

/* A value as an attribute may hold it: escaped, and without the high bytes of one that is no UTF-8. */
static size_t escape(char *value, size_t length, char *escaped)
{
    bool letters;
    size_t used = 0;

    value[length] = '\0';
    letters = text_is_utf8(value);
    for (size_t index = 0; index < length; index++) {
        unsigned char letter = (unsigned char)value[index];
        const char *entity = letter == '<' ? "&lt;" : letter == '&' ? "&amp;" : letter == '"' ? "&quot;" : NULL;
        if (entity != NULL) {
            memcpy(escaped + used, entity, strlen(entity));
            used += strlen(entity);
        } else if ((letter >= 0x20 && letter < 0x80) || (letter >= 0x80 && letters) || letter == '\t' || letter == '\n')
            escaped[used++] = (char)letter;
    }
    return used;
}

/* --- XML ------------------------------------------------------------------------------------------------------- */

/* Elements from their first to their last byte, values between their quotes, texts between tags. */
static void parse_xml(const char *text, size_t size, struct parts *elements, struct parts *values, struct parts *texts)
{
    static size_t open[256];
    size_t depth = 0;

    elements->count = values->count = texts->count = 0;
    for (size_t at = 0; at < size;) {
        const char *stop = memchr(text + at, text[at] == '<' ? '>' : '<', size - at);
        size_t end = stop != NULL ? (size_t)(stop - text) : size;
        bool closed;
        if (text[at] != '<') {
            if (depth > 0) part_add(texts, at, end);
            at = end;
            continue;
        }
        if (stop == NULL) return;
        closed = text[end - 1] == '/';
        if (text[at + 1] == '/') {
            if (depth > 0 && --depth < 256) part_add(elements, open[depth], end + 1);
        } else if (text[at + 1] != '?' && text[at + 1] != '!') {
            for (size_t byte = at; byte < end; byte++) {
                const char *quote = text[byte] == '"' || text[byte] == '\''
                                        ? memchr(text + byte + 1, text[byte], end - byte - 1)
                                        : NULL;
                if (quote == NULL) continue;
                part_add(values, byte + 1, (size_t)(quote - text));
                byte = (size_t)(quote - text);
            }
            if (closed)
                part_add(elements, at, end + 1);
            else if (depth++ < 256)
                open[depth - 1] = at;
        }
        at = end + 1;
    }
}

static size_t mutate_xml(char *text, size_t size, size_t max_size)
{
    static struct parts elements, values, texts;
    static char value[2 * LONG_SIZE + 1], escaped[12 * LONG_SIZE];
    struct part one, other;
    size_t length;

    parse_xml(text, size, &elements, &values, &texts);
    switch (chance(10)) {
    case 0: /* an element again, behind itself */
    case 1: /* or behind another one */
        if (elements.count == 0) return size;
        one = elements.all[chance(elements.count)];
        other = chance(2) == 0 ? one : elements.all[chance(elements.count)];
        length = one.end - one.start;
        if (length > sizeof value) return size;
        memcpy(value, text + one.start, length);
        return replace(text, size, max_size, (struct part){other.end, other.end}, value, length);
    case 2: /* without an element */
        if (elements.count < 2) return size;
        return replace(text, size, max_size, elements.all[chance(elements.count - 1)], "", 0);
    case 3: /* an element in the place of another one */
        if (elements.count < 2) return size;
        one = elements.all[chance(elements.count)];
        other = elements.all[chance(elements.count)];
        length = one.end - one.start;
        if (length > sizeof value) return size;
        memcpy(value, text + one.start, length);
        return replace(text, size, max_size, other, value, length);
    case 4: /* a value of another place */
        if (values.count < 2) return size;
        one = values.all[chance(values.count)];
        length = one.end - one.start;
        if (length > sizeof value) return size;
        memcpy(value, text + one.start, length);
        return replace(text, size, max_size, values.all[chance(values.count)], value, length);
    case 5: /* a text */
        if (texts.count > 0) {
            one = texts.all[chance(texts.count)];
            length = new_value(text + one.start, one.end - one.start, value);
            return replace(text, size, max_size, one, escaped, escape(value, length, escaped));
        }
        break;
    default:
        break;
    }
    if (values.count == 0) return size;
    one = values.all[chance(values.count)];
    length = new_value(text + one.start, one.end - one.start, value);
    return replace(text, size, max_size, one, escaped, escape(value, length, escaped));
}

/* --- delimited text ------------------------------------------------------------------------------------------------
 */

static char separator_of(const char *text, size_t size)
{
    static const char candidates[] = "\t|;,="; /* the last: of a mapping */
    const char *stop = memchr(text, '\n', size);
    size_t most = 0, end = stop != NULL ? (size_t)(stop - text) : size;
    char best = ',';

    for (const char *candidate = candidates; *candidate != '\0'; candidate++) {
        size_t count = 0;
        for (size_t at = 0; at < end; at++)
            count += text[at] == *candidate;
        if (count > most) best = *candidate;
        if (count > most) most = count;
    }
    return best;
}

static void split(const char *text, struct part whole, char separator, struct parts *parts)
{
    parts->count = 0;
    for (size_t at = whole.start; at <= whole.end;) {
        const char *stop = memchr(text + at, separator, whole.end - at);
        size_t end = stop != NULL ? (size_t)(stop - text) : whole.end;
        part_add(parts, at, end);
        at = end + 1;
    }
}

/* In every row, the cell of one column goes, stands twice, or changes places with another; from the last row up. */
static size_t mutate_columns(char *text, size_t size, size_t max_size, const struct parts *rows, char separator)
{
    static struct parts cells;
    static char row[64 * 1024];
    size_t kind = chance(3), one, other;

    split(text, rows->all[0], separator, &cells);
    one = chance(cells.count);
    other = chance(cells.count);
    for (size_t index = rows->count; index-- > 0;) {
        size_t used = 0;
        split(text, rows->all[index], separator, &cells);
        if (cells.count <= one || cells.count <= other ||
            2 * (rows->all[index].end - rows->all[index].start) + 2 > sizeof row)
            continue;
        for (size_t cell = 0; cell < cells.count; cell++) {
            struct part from = cells.all[kind == 0 && cell == one ? other : kind == 0 && cell == other ? one : cell];
            for (int times = kind == 1 && cell == one ? 0 : kind == 2 && cell == one ? 2 : 1; times > 0; times--) {
                if (used > 0) row[used++] = separator;
                memcpy(row + used, text + from.start, from.end - from.start);
                used += from.end - from.start;
            }
        }
        size = replace(text, size, max_size, rows->all[index], row, used);
    }
    return size;
}

static size_t mutate_rows(char *text, size_t size, size_t max_size)
{
    static struct parts rows, cells;
    static char value[2 * LONG_SIZE];
    char separator = separator_of(text, size);
    struct part row, cell;
    size_t length;

    split(text, (struct part){0, size}, '\n', &rows);
    row = rows.all[chance(rows.count)];
    switch (chance(10)) {
    case 0:
        return mutate_columns(text, size, max_size, &rows, separator);
    case 1: /* a row again */
        length = row.end - row.start + 1;
        if (row.end == size || length > sizeof value) return size;
        memcpy(value, text + row.start, length);
        row = rows.all[chance(rows.count)];
        return replace(text, size, max_size, (struct part){row.start, row.start}, value, length);
    case 2: /* without a row */
        if (row.end == size || row.start == 0) return size;
        return replace(text, size, max_size, (struct part){row.start, row.end + 1}, "", 0);
    default:
        break;
    }
    if (row.start == 0 && chance(8) != 0)
        row = rows.all[chance(rows.count)]; /* the heading says the format: more seldom */
    split(text, row, separator, &cells);
    cell = cells.all[chance(cells.count)];
    if (chance(6) == 0) { /* a cell of another row */
        split(text, rows.all[chance(rows.count)], separator, &cells);
        row = cells.all[chance(cells.count)];
        length = row.end - row.start;
        if (length > sizeof value) return size;
        memcpy(value, text + row.start, length);
    } else
        length = new_value(text + cell.start, cell.end - cell.start, value);
    return replace(text, size, max_size, cell, value, length);
}

static size_t mutate_document(char *text, size_t size, size_t max_size)
{
    size_t blank = 0;

    if (size == 0 || chance(4) == 0 || text[0] == '\x1F') return LLVMFuzzerMutate((uint8_t *)text, size, max_size);
    while (blank < size && strchr(" \r\n\t\xEF\xBB\xBF", text[blank]) != NULL)
        blank++;
    for (size_t times = 1 + chance(3); times > 0; times--)
        size =
            blank < size && text[blank] == '<' ? mutate_xml(text, size, max_size) : mutate_rows(text, size, max_size);
    return size;
}

/* One part of a delivery as the document it is; at times its parts and elements change places. */
static size_t mutate_delivery(char *text, size_t size, size_t max_size)
{
    static char document[128 * 1024];
    size_t name[2], content[2], at = 0, count = 0, chosen, length, most = sizeof document;

    for (; fuzz_part(text, size, at, name, content); at = content[1])
        count++;
    if (count == 0 || chance(8) == 0) return mutate_xml(text, size, max_size);
    chosen = chance(count);
    for (at = 0; fuzz_part(text, size, at, name, content) && chosen > 0; chosen--)
        at = content[1];
    length = content[1] - content[0];
    if (length > most) return size;
    if (max_size - size + length < most) most = max_size - size + length;
    memcpy(document, text + content[0], length);
    return replace(text, size, max_size, (struct part){content[0], content[1]}, document,
                   mutate_document(document, length, most));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    char *text = (char *)data;

    state = seed;
    return fuzz_is_delivery(text, size) ? mutate_delivery(text, size, max_size) : mutate_document(text, size, max_size);
}
