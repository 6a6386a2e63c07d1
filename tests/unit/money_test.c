#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "contrepartie/money.h"

static int64_t read_exact(const char *text)
{
    int64_t cents = 0;

    assert_int_equal(money_read(text, strlen(text), &cents), MONEY_READ);
    return cents;
}

static void money_reads_what_public_files_write(void **state)
{
    (void)state;
    assert_int_equal(read_exact("0.00"), 0);
    assert_int_equal(read_exact("500.0"), 50000);
    assert_int_equal(read_exact("12133417"), 1213341700);
    assert_int_equal(read_exact("-1595.00"), -159500);
    assert_int_equal(read_exact("+3"), 300);
    assert_int_equal(read_exact(".50"), 50);
    assert_int_equal(read_exact("228006791.620000"), 22800679162);
}

static void money_refuses_what_is_no_amount(void **state)
{
    static const char *const wrong[] = {"", "-", ".", "1e5", "1,50", "1.2.3", "12 000", "NaN", "0x10"};
    int64_t cents;

    (void)state;
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++)
        assert_int_equal(money_read(wrong[index], strlen(wrong[index]), &cents), MONEY_NOT_A_NUMBER);
}

static void money_reports_more_than_two_decimals_and_rounds_half_up(void **state)
{
    int64_t cents;

    (void)state;
    assert_int_equal(money_read("292173021.7399999", 17, &cents), MONEY_TOO_MANY_DECIMALS);
    assert_int_equal(cents, 29217302174);
    assert_int_equal(money_read("0.005", 5, &cents), MONEY_TOO_MANY_DECIMALS);
    assert_int_equal(cents, 1);
    assert_int_equal(money_read("-0.004", 6, &cents), MONEY_TOO_MANY_DECIMALS);
    assert_int_equal(cents, 0);
}

static void money_has_the_schemas_limit_of_fourteen_digits(void **state)
{
    int64_t cents, total = INT64_MAX - 1;

    (void)state;
    assert_int_equal(read_exact("999999999999.99"), 99999999999999);
    assert_int_equal(money_read("9999999999999999999", 19, &cents), MONEY_TOO_LARGE);
    assert_false(money_add(&total, 2));
    assert_int_equal(total, INT64_MAX - 1);
}

static void money_writes_what_it_reads(void **state)
{
    static const char *const texts[] = {"0.00", "0.05", "-0.05", "1.00", "-1234567.89", "92233720368547758.07"};
    static const int64_t cents[] = {0, 5, -5, 100, -123456789, INT64_MAX};
    char text[MONEY_TEXT_SIZE];

    (void)state;
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        assert_int_equal(money_write(cents[index], text), strlen(texts[index]));
        assert_string_equal(text, texts[index]);
    }
    assert_int_equal(money_write(INT64_MIN, text), strlen("-92233720368547758.08"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_reads_what_public_files_write),
        cmocka_unit_test(money_refuses_what_is_no_amount),
        cmocka_unit_test(money_reports_more_than_two_decimals_and_rounds_half_up),
        cmocka_unit_test(money_has_the_schemas_limit_of_fourteen_digits),
        cmocka_unit_test(money_writes_what_it_reads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
