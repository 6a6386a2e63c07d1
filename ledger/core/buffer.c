#include "contrepartie/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static _Noreturn void out_of_memory(void)
{
    (void)fputs("contrepartie: out of memory\n", stderr);
    exit(EX_SOFTWARE);
}

void *must_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (memory == NULL) out_of_memory();
    return memory;
}

char *must_copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(must_alloc(size), text, size);
}

void *must_grow(void *items, size_t count, size_t *capacity, size_t item_size)
{
    void *larger;

    if (count < *capacity) return items;
    *capacity = *capacity > 0 ? 2 * *capacity : 16;
    larger = must_alloc(*capacity * item_size);
    if (count > 0) memcpy(larger, items, count * item_size);
    free(items);
    return larger;
}

static void buffer_grow(struct buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    char *bytes;

    if (buffer->length + more + 1 <= buffer->capacity) return;
    while (capacity < buffer->length + more + 1)
        capacity *= 2;
    bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL) out_of_memory();
    buffer->bytes = bytes;
    buffer->capacity = capacity;
}

void buffer_write(struct buffer *buffer, const char *bytes, size_t length)
{
    buffer_grow(buffer, length);
    if (length > 0) memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_write(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    buffer_grow(buffer, (size_t)length);
    va_start(arguments, format);
    (void)vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    if (buffer->bytes != NULL) buffer->bytes[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

const char *buffer_cstring(const struct buffer *buffer)
{
    return buffer->bytes != NULL ? buffer->bytes : "";
}
