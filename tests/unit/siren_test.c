#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "contrepartie/siren.h"

static bool valid(const char *text)
{
    return siren_check(text, strlen(text));
}

static int32_t read_siren(const char *text)
{
    return siren_read(text, strlen(text));
}

static void digits_are_decimal_digits_and_nothing_else(void **state)
{
    (void)state;
    assert_true(digits_only("0123456789", 10, 10));
    assert_false(digits_only("012345678", 9, 10));
    assert_false(digits_only("01234567 9", 10, 10));
    assert_false(digits_only("012345678/", 10, 10));
    assert_false(digits_only("012345678:", 10, 10));
    assert_false(digits_only("\xC2\xB2"
                             "34",
                             4, 4)); /* superscript two */
    assert_true(digits_only("", 0, 0));
}

static void siren_is_the_head_of_a_siren_or_siret(void **state)
{
    (void)state;
    assert_int_equal(read_siren("732829320"), 732829320);
    assert_int_equal(read_siren("73282932000074"), 732829320);
    assert_int_equal(read_siren("000000018"), 18);
    assert_int_equal(read_siren("999999999"), 999999999);
}

static void siren_refuses_other_lengths_and_letters(void **state)
{
    static const char *const wrong[] = {"",          "73282932",  "7328293200",  "7328293200007",   "732829320 ",
                                        "73282932O", "-73282932", "732 829 320", "732829320000740", "+73282932"};

    (void)state;
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        assert_int_equal(read_siren(wrong[index]), 0);
        assert_false(valid(wrong[index]));
    }
}

static void siren_check_digit_is_luhns(void **state)
{
    (void)state;
    assert_true(valid("732829320"));
    assert_true(valid("219300480"));      /* a commune */
    assert_true(valid("73282932000074")); /* the whole SIRET is summed */
    assert_true(valid("21380185500015"));
    assert_false(valid("732829321"));
    assert_false(valid("723829320")); /* two digits exchanged */
    assert_false(valid("73282932000075"));
    assert_false(valid("000000000"));
}

static void each_wrong_digit_of_a_siren_is_found(void **state)
{
    (void)state;
    for (size_t position = 0; position < SIREN_DIGITS; position++)
        for (char digit = '0'; digit <= '9'; digit++) {
            char text[] = "732829320";
            if (text[position] == digit) continue;
            text[position] = digit;
            assert_false(valid(text));
        }
}

static void establishments_of_la_poste_sum_their_digits(void **state)
{
    (void)state;
    assert_true(valid("356000000"));
    assert_true(valid("35600000000048"));  /* its seat passes Luhn's check */
    assert_true(valid("35600000049837"));  /* 45, a multiple of 5 */
    assert_false(valid("35600000049838")); /* 46 */
    assert_false(valid("73282932000016")); /* a multiple of 5, of another body */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_decimal_digits_and_nothing_else),
        cmocka_unit_test(siren_is_the_head_of_a_siren_or_siret),
        cmocka_unit_test(siren_refuses_other_lengths_and_letters),
        cmocka_unit_test(siren_check_digit_is_luhns),
        cmocka_unit_test(each_wrong_digit_of_a_siren_is_found),
        cmocka_unit_test(establishments_of_la_poste_sum_their_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
