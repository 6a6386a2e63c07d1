/* The selection language: a predicate holds nothing but its own words and what was checked, and its parentheses close.
 */
#include "contrepartie/scope.h"

#include "fuzz.h"

#include <ctype.h>
#include <string.h>

static void check_predicate(const char *predicate)
{
    long depth = 0;
    bool quoted = false;

    for (; *predicate != '\0'; predicate++) {
        FUZZ_CHECK(isalnum((unsigned char)*predicate) || strchr(" ().,=%'?", *predicate) != NULL);
        quoted ^= *predicate == '\'';
        depth += (*predicate == '(') - (*predicate == ')');
        FUZZ_CHECK(depth >= 0);
    }
    FUZZ_CHECK(depth == 0 && !quoted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer formula CLEAN_BUFFER = {0}, predicate CLEAN_BUFFER = {0};
    struct scope_error error = {0};

    buffer_write(&formula, (const char *)data, size);
    if (scope_compile(formula.bytes, &predicate, &error))
        check_predicate(predicate.bytes);
    else
        FUZZ_CHECK(error.position <= strlen(formula.bytes) && error.text[0] != '\0');
    return 0;
}
