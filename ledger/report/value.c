/* A cell as people read it, on a terminal or a page: official words, grouped amounts, dates of the language. */
#include "report/value.h"

#include "contrepartie/money.h"
#include "contrepartie/vocabulary.h"

#include <string.h>

const char *value_display(const struct column *column, const char *value, char *buffer, size_t size)
{
    if (value == NULL) return "";
    switch (column->type) {
    case COLUMN_MONEY:
        return money_display(value, buffer, size);
    case COLUMN_CODE:
        return vocabulary_word(value);
    case COLUMN_BOOLEAN:
        return *value == 't' ? TR("yes", "oui") : TR("no", "non");
    case COLUMN_RATIO:
        (void)snprintf(buffer, size, "%s\u00A0%%", value);
        if (language_get() == LANGUAGE_FRENCH && strchr(buffer, '.') != NULL) *strchr(buffer, '.') = ',';
        return buffer;
    case COLUMN_DATE:
        if (language_get() != LANGUAGE_FRENCH || strlen(value) != 10) return value;
        (void)snprintf(buffer, size, "%.2s/%.2s/%.4s", value + 8, value + 5, value);
        return buffer;
    default:
        return value;
    }
}
