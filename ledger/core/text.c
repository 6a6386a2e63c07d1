#include "contrepartie/text.h"

#include "contrepartie/siren.h"

#include <stdlib.h>
#include <string.h>

/* The length of the well-formed sequence that begins here; 0 when there is none. */
static size_t sequence(const unsigned char *byte)
{
    size_t length = *byte < 0x80                    ? 1
                    : *byte >= 0xC2 && *byte < 0xE0 ? 2
                    : *byte >= 0xE0 && *byte < 0xF0 ? 3
                    : *byte >= 0xF0 && *byte < 0xF5 ? 4
                                                    : 0;

    for (size_t index = 1; index < length; index++)
        if ((byte[index] & 0xC0) != 0x80) return 0;
    if ((*byte == 0xE0 && byte[1] < 0xA0) || (*byte == 0xED && byte[1] > 0x9F) || (*byte == 0xF0 && byte[1] < 0x90) ||
        (*byte == 0xF4 && byte[1] > 0x8F))
        return 0; /* overlong, surrogate, beyond Unicode */
    return length;
}

bool text_is_utf8(const char *text)
{
    for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0';) {
        size_t length = sequence(byte);
        if (length == 0) return false;
        byte += length;
    }
    return true;
}

void text_copy(const char *text, size_t length, char *copy, size_t size)
{
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
}

void text_clean(const char *text, char *clean, size_t size)
{
    size_t used = 0;

    for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0';) {
        size_t length = sequence(byte);
        if (used + (length > 0 ? length : 1) >= size) break;
        if (length == 0) {
            clean[used++] = '?';
            byte++;
        }
        for (; length > 0; length--)
            clean[used++] = (char)*byte++;
    }
    clean[used] = '\0';
    text_neutral(clean, "");
}

/* The length of the control that begins here; 0 when it is none. */
static size_t control(const unsigned char *byte)
{
    if (*byte < 0x20 || *byte == 0x7F) return 1;
    if (*byte == 0xC2 && byte[1] >= 0x80 && byte[1] < 0xA0) return 2;
    if (*byte == 0xD8 && byte[1] == 0x9C) return 2; /* U+061C */
    if (*byte == 0xE2 && byte[1] == 0x80 &&
        (byte[2] == 0x8E || byte[2] == 0x8F || (byte[2] >= 0xA8 && byte[2] <= 0xAE)))
        return 3; /* U+200E, U+200F; U+2028 to U+202E, with the ends of line and paragraph */
    return *byte == 0xE2 && byte[1] == 0x81 && byte[2] >= 0xA6 && byte[2] <= 0xA9 ? 3 : 0; /* U+2066 to U+2069 */
}

void text_neutral(char *text, const char *kept)
{
    char *to = text;

    while (*text != '\0') {
        size_t length = strchr(kept, *text) == NULL ? control((const unsigned char *)text) : 0;
        *to++ = length > 0 ? '?' : *text;
        text += length > 0 ? length : 1;
    }
    *to = '\0';
}

bool text_is_date(const char *text)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    long year, month, day;

    if (strlen(text) != 10 || !digits_only(text, 4, 4) || text[4] != '-' || !digits_only(text + 5, 2, 2) ||
        text[7] != '-' || !digits_only(text + 8, 2, 2))
        return false;
    year = strtol(text, NULL, 10);
    month = strtol(text + 5, NULL, 10);
    day = strtol(text + 8, NULL, 10);
    if (year < 1900 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
    return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}
