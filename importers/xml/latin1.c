#include "xml/latin1.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

bool latin1_declared(const char *bytes, size_t length)
{
    static const char declaration[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"";
    const size_t declared = sizeof declaration - 1;

    return length >= declared + 2 && strncasecmp(bytes, declaration, declared) == 0 &&
           (bytes[declared] == ' ' || memcmp(bytes + declared, "?>", 2) == 0);
}

char *latin1_convert(const char *bytes, size_t length, char *to)
{
    const char *end = bytes + length;

    while (bytes < end) {
        uint64_t eight;
        if (end - bytes >= 8 && (memcpy(&eight, bytes, 8), (eight & UINT64_C(0x8080808080808080)) == 0)) {
            memcpy(to, &eight, 8);
            to += 8;
            bytes += 8;
            continue;
        }
        if (((unsigned char)*bytes & 0x80) == 0) {
            *to++ = *bytes++;
            continue;
        }
        *to++ = (char)(0xC0 | (unsigned char)*bytes >> 6);
        *to++ = (char)(0x80 | (*bytes++ & 0x3F));
    }
    return to;
}
