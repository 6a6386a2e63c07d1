/* A growing run of bytes, always NUL-terminated, owned by whoever declares it. */
#ifndef CONTREPARTIE_BUFFER_H
#define CONTREPARTIE_BUFFER_H

#include <stddef.h>

struct buffer {
    char *bytes; /* NULL until the first write */
    size_t length;
    size_t capacity;
};

void buffer_write(struct buffer *buffer, const char *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer); /* empties, keeps the memory */
void buffer_free(struct buffer *buffer);

/* Never NULL. */
const char *buffer_cstring(const struct buffer *buffer);

#define CLEAN_BUFFER __attribute__((cleanup(buffer_free)))

/* malloc and strdup that end the program with a message when memory is out: no caller can go on without it. */
void *must_alloc(size_t size);
char *must_copy(const char *text);

/* Room for one more item after `count`: the array itself, or a larger copy that takes its place; frees the old one. */
void *must_grow(void *items, size_t count, size_t *capacity, size_t item_size);

#endif
