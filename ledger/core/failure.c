#include "contrepartie/failure.h"

#include "contrepartie/text.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local enum language current_language = LANGUAGE_ENGLISH;

bool fail(struct failure *failure, enum outcome outcome, const char *format, ...)
{
    va_list arguments;

    failure->outcome = outcome;
    failure->remedy[0] = '\0';
    va_start(arguments, format);
    (void)vsnprintf(failure->message, sizeof failure->message, format, arguments);
    text_neutral(failure->message, "\n"); /* database_failure cuts at the end of a line */
    va_end(arguments);
    return false;
}

bool fail_remedy(struct failure *failure, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(failure->remedy, sizeof failure->remedy, format, arguments);
    text_neutral(failure->remedy, "\n");
    va_end(arguments);
    return false;
}

void language_set(enum language language)
{
    current_language = language;
}

enum language language_get(void)
{
    return current_language;
}

const char *plural(long long count, const char *one, const char *many)
{
    return count == 1 || (count == 0 && current_language == LANGUAGE_FRENCH) ? one : many;
}
