#include "contrepartie/json.h"

#include <string.h>

void json_string(struct buffer *buffer, const char *text, size_t length)
{
    const char *end = text + length, *run = text;

    buffer_write(buffer, "\"", 1);
    for (; text < end; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter >= 0x20 && letter != '"' && letter != '\\') continue;
        buffer_write(buffer, run, (size_t)(text - run));
        run = text + 1;
        if (letter == '"' || letter == '\\')
            buffer_format(buffer, "\\%c", letter);
        else
            buffer_format(buffer, "\\u%04x", letter);
    }
    buffer_write(buffer, run, (size_t)(end - run));
    buffer_write(buffer, "\"", 1);
}

static void field_name(struct buffer *buffer, const char *name)
{
    if (buffer->length > 0 && buffer->bytes[buffer->length - 1] != '{') buffer_text(buffer, ",");
    json_string(buffer, name, strlen(name));
    buffer_text(buffer, ":");
}

void json_text_field(struct buffer *buffer, const char *name, const char *text)
{
    field_name(buffer, name);
    if (text == NULL)
        buffer_text(buffer, "null");
    else
        json_string(buffer, text, strlen(text));
}

void json_number_field(struct buffer *buffer, const char *name, int64_t number)
{
    field_name(buffer, name);
    buffer_format(buffer, "%lld", (long long)number);
}
