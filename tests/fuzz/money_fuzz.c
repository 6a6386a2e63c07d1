/* Amounts, days and SIREN: what is read is what was written, and no more than 14 digits are taken. */
#include "contrepartie/money.h"

#include "contrepartie/buffer.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"
#include "csv/csv.h"
#include "fuzz.h"

#include <string.h>

#define DIGITS  INT64_C(99999999999999) /* fourteen, the decimals among them */
#define LARGEST (DIGITS * 100)

static void check_cents(int64_t cents)
{
    char text[MONEY_TEXT_SIZE];
    int64_t again = 0;

    FUZZ_CHECK(cents >= -LARGEST && cents <= LARGEST);
    FUZZ_CHECK(money_write(cents, text) == strlen(text));
    if (cents >= -DIGITS && cents <= DIGITS)
        FUZZ_CHECK(money_read(text, strlen(text), &again) == MONEY_READ && again == cents);
}

/* An amount told apart from its writing: sign, then digits with at most one point. */
static void check_reading(const char *text, int64_t cents)
{
    bool negative = *text == '-', point = false;
    int64_t whole = 0;
    int decimals = 0;

    for (text += *text == '-' || *text == '+'; *text != '\0'; text++) {
        if (*text == '.') {
            FUZZ_CHECK(!point);
            point = true;
        } else if (decimals < 2) {
            FUZZ_CHECK(*text >= '0' && *text <= '9' && whole <= LARGEST);
            whole = whole * 10 + (*text - '0');
            decimals += point;
        } else
            FUZZ_CHECK(*text == '0');
    }
    for (; decimals < 2; decimals++)
        whole *= 10;
    FUZZ_CHECK(cents == (negative ? -whole : whole));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer text CLEAN_BUFFER = {0};
    int64_t cents = 0, total = INT64_MAX - 5;
    char date[11], shown[64], clean[32];
    enum money_reading reading;
    const char *plain;

    buffer_write(&text, (const char *)data, size);
    plain = text.bytes;
    reading = money_read(plain, size, &cents);
    if (reading == MONEY_READ || reading == MONEY_TOO_MANY_DECIMALS) check_cents(cents);
    if (reading == MONEY_READ) check_reading(plain, cents);
    for (int grouped = 0; grouped < 2; grouped++)
        if (csv_amount(plain, grouped != 0, &cents) == CSV_AMOUNT) check_cents(cents);
    (void)money_add(&total, cents);
    if (csv_date(plain, date)) FUZZ_CHECK(text_is_date(date));
    (void)text_is_date(plain);
    if (siren_read(plain, size) != 0)
        FUZZ_CHECK(siren_read(plain, size) > 0 && (size == SIREN_DIGITS || size == SIRET_DIGITS));
    (void)siren_check(plain, size);
    text_clean(plain, clean, sizeof clean);
    FUZZ_CHECK(text_is_utf8(clean));
    if (size < MONEY_TEXT_SIZE) (void)money_display(plain, shown, sizeof shown);
    return 0;
}
