/* UTF-8 as it comes from outside. */
#ifndef CONTREPARTIE_TEXT_H
#define CONTREPARTIE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* True when the text is well-formed UTF-8. */
bool text_is_utf8(const char *text);

/* True for a day that exists, written as 2024-06-30, from 1900 on. */
bool text_is_date(const char *text);

/* Copies the first `length` bytes of a text, cut to fit `size` with its NUL, never inside a letter. */
void text_copy(const char *text, size_t length, char *copy, size_t size);

/* Copies a text, each byte that is not of UTF-8 as '?', cut to fit `size` with its NUL; then neutral, one line. */
void text_clean(const char *text, char *clean, size_t size);

/*
 * A text from outside that a terminal or a page may show: what would move the cursor, colour, erase or turn the
 * direction of reading (C0, DEL, C1, the bidirectional controls) becomes '?', in place. The characters of `kept` are
 * left.
 */
void text_neutral(char *text, const char *kept);

#endif
