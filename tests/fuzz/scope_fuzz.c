/* The selection language: a formula becomes a predicate, or is refused where it says why. */
#include "contrepartie/scope.h"

#include "fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer formula CLEAN_BUFFER = {0}, predicate CLEAN_BUFFER = {0};
    struct scope_error error = {0};

    buffer_write(&formula, (const char *)data, size);
    if (scope_compile(formula.bytes, &predicate, &error))
        fuzz_check_predicate(predicate.bytes);
    else
        FUZZ_CHECK(error.position <= strlen(formula.bytes) && error.text[0] != '\0');
    return 0;
}
