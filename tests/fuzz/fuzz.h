/* What the harnesses share: one input as a file, and a database that keeps nothing but looks at everything. */
#ifndef CONTREPARTIE_FUZZ_H
#define CONTREPARTIE_FUZZ_H

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

/* Forgets the document before. */
void fuzz_database_reset(void);

#endif
