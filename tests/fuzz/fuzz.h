/* What the harnesses share: one input as a file, and a database that keeps nothing but looks at everything. */
#ifndef CONTREPARTIE_FUZZ_H
#define CONTREPARTIE_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the run as a crash does: the input is kept by libFuzzer. */
#define FUZZ_TRAP(...)                                                                                                 \
    do {                                                                                                               \
        (void)fprintf(stderr, "fuzz: " __VA_ARGS__);                                                                   \
        (void)fputc('\n', stderr);                                                                                     \
        abort();                                                                                                       \
    } while (0)
#define FUZZ_CHECK(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition)) FUZZ_TRAP("%s:%d: %s", __FILE__, __LINE__, #condition);                                      \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* The input as a file in memory; its path holds until the next one. */
const char *fuzz_file(const uint8_t *data, size_t size);

/*
 * Inputs that are several files are written as `<delivery><part name="…">…</part>…</delivery>`: the parts named
 * `mapping` and `expected` are those files, one named `text` is the file itself, any others are the parts of a zip that
 * is made of them, so that its checksums hold. Paths hold until the next one; NULL: no such part.
 */
struct fuzz_delivery {
    const char *file, *mapping, *expected;
};
bool fuzz_is_delivery(const char *data, size_t size);
/* The part that begins behind `at`: where its name and its content are. False: none. */
bool fuzz_part(const char *data, size_t size, size_t at, size_t name[2], size_t content[2]);
struct fuzz_delivery fuzz_deliver(const uint8_t *data, size_t size);

/* A predicate holds nothing but the language's own words and what was checked, and its parentheses close. */
void fuzz_check_predicate(const char *predicate);

/* Forgets the document before. */
void fuzz_database_reset(void);

#endif
