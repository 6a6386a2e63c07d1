#include "contrepartie/text.h"

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
}
