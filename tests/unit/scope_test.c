/* What the compiler of formulas reads and refuses; what the predicates select is proved on real rows by
   tests/cli/report_test.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "contrepartie/scope.h"

static void assert_reads(const char *formula)
{
    struct buffer predicate CLEAN_BUFFER = {0};
    struct scope_error error;

    if (!scope_compile(formula, &predicate, &error)) fail_msg("%s: %s at %zu", formula, error.text, error.position);
    assert_true(predicate.length > 0);
}

static void assert_same(const char *left, const char *right)
{
    struct buffer one CLEAN_BUFFER = {0}, other CLEAN_BUFFER = {0};
    struct scope_error error;

    assert_true(scope_compile(left, &one, &error));
    assert_true(scope_compile(right, &other, &error));
    assert_string_equal(one.bytes, other.bytes);
}

static void assert_refused_at(const char *formula, size_t position)
{
    struct buffer predicate CLEAN_BUFFER = {0};
    struct scope_error error = {.position = 9999};

    if (scope_compile(formula, &predicate, &error)) fail_msg("%s was read", formula);
    if (error.position != position) fail_msg("%s: at %zu, not %zu", formula, error.position, position);
    assert_true(error.text[0] != '\0');
}

static void every_selection_is_read(void **state)
{
    static const char *const good[] = {"D",          "R",          "F",     "I",     "DF",        "DI",
                                       "RF",         "RI",         "Ch65",  "Ch041", "C6574",     "C6",
                                       "F31",        "F020",       "M57",   "M4",    "Y2023",     "Ann2023",
                                       "S990012007", "T990015000", "C=6574",     "F=31",   "O",    "BP",  "CA",    "CFU", "((D))", "D&F31", "D | R - I", "DF∩(C65+C62)∩F31"};

    (void)state;
    for (size_t index = 0; index < sizeof good / sizeof good[0]; index++)
        assert_reads(good[index]);
}

static void operators_have_twins(void **state)
{
    (void)state;
    assert_same("D & F31", "D ∩ F31");
    assert_same("D | R", "D ∪ R");
    assert_same("D | R", "D + R");
    assert_same("D - C65", "D − C65"); /* U+2212 */
    assert_same("Y2023", "Ann2023");
}

static void white_space_does_not_count(void **state)
{
    (void)state;
    assert_same("D&F31|R", "  D\t&\nF31  |\u00A0R\u00A0");
    assert_same("(D)", "( D )");
}

static void intersection_binds_tighter_than_union_and_difference(void **state)
{
    struct buffer loose CLEAN_BUFFER = {0}, tight CLEAN_BUFFER = {0};
    struct scope_error error;

    (void)state;
    assert_true(scope_compile("R | D & F31", &loose, &error));
    assert_true(scope_compile("(R | D) & F31", &tight, &error));
    assert_string_not_equal(loose.bytes, tight.bytes);
    buffer_clear(&loose);
    buffer_clear(&tight);
    assert_true(scope_compile("R - D & F31", &loose, &error));
    assert_true(scope_compile("(R - D) & F31", &tight, &error));
    assert_string_not_equal(loose.bytes, tight.bytes);
}

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    assert_refused_at("", 0);
    assert_refused_at("   ", 3);
    assert_refused_at("X12", 0);
    assert_refused_at("d", 0);
    assert_refused_at("C", 0);
    assert_refused_at("M", 0);
    assert_refused_at("Ch", 0);
    assert_refused_at("31", 0);
    assert_refused_at("D31", 0);
    assert_refused_at("Y20", 0);
    assert_refused_at("Y20233", 0);
    assert_refused_at("S99001200", 0);
    assert_refused_at("S9900120078", 0);
    assert_refused_at("D & ", 4);
    assert_refused_at("D & & R", 4);
    assert_refused_at("D & X", 4);
    assert_refused_at("D R", 2);
    assert_refused_at("D )", 2);
    assert_refused_at("()", 1);
    assert_refused_at("D & (F31", 8);
    assert_refused_at("(D | (R & I)", 12);
    assert_refused_at("F31.1", 3);
    assert_refused_at("D ∩ X", 6); /* in bytes: the sign has three */
    assert_refused_at("C6574%", 5);
    assert_refused_at("C65' or '1'='1", 3);
    assert_refused_at("D; drop table entry", 1);
    assert_refused_at("D -- R", 3);
}

static void codes_and_parentheses_have_limits(void **state)
{
    char formula[300];
    size_t depth = 64;

    (void)state;
    assert_reads("C123456789012345678901234567890");          /* 30 digits */
    assert_refused_at("C1234567890123456789012345678901", 0); /* 31 */
    memset(formula, '(', depth);
    formula[depth] = 'D';
    memset(formula + depth + 1, ')', depth);
    formula[2 * depth + 1] = '\0';
    assert_reads(formula);
    memset(formula, '(', depth + 1);
    formula[depth + 1] = 'D';
    memset(formula + depth + 2, ')', depth + 1);
    formula[2 * depth + 3] = '\0';
    assert_refused_at(formula, 65);
}

static void parentheses_side_by_side_are_not_deep(void **state)
{
    struct buffer formula CLEAN_BUFFER = {0};

    (void)state;
    buffer_text(&formula, "(D)");
    for (int index = 0; index < 200; index++)
        buffer_text(&formula, " | (D)");
    assert_reads(formula.bytes);
}

/* Whatever is written, the predicate holds no character that the compiler did not choose: quotes are paired and
   nothing stands in them but digits and the percent sign of a prefix. */
static void assert_harmless(const char *formula, const struct buffer *predicate)
{
    bool quoted = false;

    for (size_t index = 0; index < predicate->length; index++) {
        char letter = predicate->bytes[index];
        if (letter == '\'')
            quoted = !quoted;
        else if (letter == ';' || letter == '\\' || letter == '"' || (unsigned char)letter >= 0x80)
            fail_msg("%s gives %s", formula, predicate->bytes);
    }
    if (quoted || strstr(predicate->bytes, "--") != NULL) fail_msg("%s gives %s", formula, predicate->bytes);
}

static void formulas_written_at_random_do_no_harm(void **state)
{
    static const char *const words[] = {"D",  "R", "F",  "I",  "C",   "F31", "C65", "Ch", "M57", "Y2023", "S990012007",
                                        "&",  "|", "-",  "(",  ")",   "∩",   "∪",   "−",  "+",   " ",     "'",
                                        "\"", ";", "--", "\\", "%",   "0",   "9",   "x",  "é",   "\xC2",  "\xE2\x88",
                                        "/*", "$", "T",  "D",  "Ann", "(",   ")",   "&",  "D",   "|",     "R"};
    uint32_t seed = 20260101;
    size_t read = 0;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        struct buffer formula CLEAN_BUFFER = {0}, predicate CLEAN_BUFFER = {0};
        struct scope_error error;
        for (int word = 0; word < 1 + round % 12; word++) {
            seed = seed * 1664525 + 1013904223;
            buffer_text(&formula, words[(seed >> 8) % (sizeof words / sizeof words[0])]);
        }
        if (scope_compile(formula.bytes, &predicate, &error)) {
            read++;
            assert_harmless(formula.bytes, &predicate);
        } else
            assert_true(error.position <= formula.length);
    }
    assert_true(read > 1000); /* or it proves nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_selection_is_read),
        cmocka_unit_test(operators_have_twins),
        cmocka_unit_test(white_space_does_not_count),
        cmocka_unit_test(intersection_binds_tighter_than_union_and_difference),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(codes_and_parentheses_have_limits),
        cmocka_unit_test(parentheses_side_by_side_are_not_deep),
        cmocka_unit_test(formulas_written_at_random_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
