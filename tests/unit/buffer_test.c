/* Buffers, the JSON written into them, messages gathered by cause, and texts cut to their room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "contrepartie/buffer.h"
#include "contrepartie/json.h"
#include "contrepartie/message.h"
#include "contrepartie/text.h"

static void buffer_that_holds_nothing_is_an_empty_text(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    assert_string_equal(buffer_cstring(&buffer), "");
    buffer_clear(&buffer);
    buffer_write(&buffer, "", 0);
    assert_string_equal(buffer_cstring(&buffer), "");
    assert_int_equal(buffer.length, 0);
}

static void buffer_grows_and_ends_with_nul(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    for (int index = 0; index < 10000; index++) {
        buffer_format(&buffer, "%d,", index);
        assert_int_equal(buffer.bytes[buffer.length], 0);
        assert_true(buffer.length < buffer.capacity);
    }
    assert_memory_equal(buffer.bytes, "0,1,2,3,", 8);
    assert_memory_equal(buffer.bytes + buffer.length - 10, "9998,9999,", 10);
    assert_int_equal(buffer.length, 48890);
}

static void buffer_formats_longer_than_itself(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    buffer_text(&buffer, "a");
    buffer_format(&buffer, "%5000d%s", 7, "z");
    assert_int_equal(buffer.length, 5002);
    assert_int_equal(buffer.bytes[5000], '7');
    assert_int_equal(buffer.bytes[5001], 'z');
}

static void buffer_keeps_nul_bytes(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    buffer_write(&buffer, "a\0b", 3);
    assert_int_equal(buffer.length, 3);
    assert_memory_equal(buffer.bytes, "a\0b", 4);
}

static void buffer_cleared_is_written_anew(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    buffer_text(&buffer, "old text");
    buffer_clear(&buffer);
    assert_string_equal(buffer_cstring(&buffer), "");
    buffer_text(&buffer, "new");
    assert_string_equal(buffer.bytes, "new");
}

static void json_escapes_what_must_be(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};
    static const char text[] = "a\"b\\c/\n\t\x01\x1F\x7F é€𝄞";

    (void)state;
    json_string(&buffer, text, sizeof text - 1);
    assert_string_equal(buffer.bytes, "\"a\\\"b\\\\c/\\u000a\\u0009\\u0001\\u001f\x7F é€𝄞\"");
}

static void json_string_has_the_length_it_is_told(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    json_string(&buffer, "a\0b", 3);
    json_string(&buffer, "abc", 2);
    json_string(&buffer, "", 0);
    assert_string_equal(buffer.bytes, "\"a\\u0000b\"\"ab\"\"\"");
}

static void json_fields_have_commas_between(void **state)
{
    struct buffer buffer CLEAN_BUFFER = {0};

    (void)state;
    buffer_text(&buffer, "{");
    json_text_field(&buffer, "text", "value");
    json_text_field(&buffer, "none", NULL);
    json_number_field(&buffer, "least", INT64_MIN);
    json_number_field(&buffer, "most", INT64_MAX);
    json_text_field(&buffer, "brace", "{");
    json_text_field(&buffer, "last", "");
    buffer_text(&buffer, "}");
    assert_string_equal(buffer.bytes, "{\"text\":\"value\",\"none\":null,\"least\":-9223372036854775808,"
                                      "\"most\":9223372036854775807,\"brace\":\"{\",\"last\":\"\"}");
}

static struct message message(const char *code, enum message_level level, long line, const char *found)
{
    struct message one = {.level = level, .line = line};

    (void)snprintf(one.code, sizeof one.code, "%s", code);
    (void)snprintf(one.found, sizeof one.found, "%s", found);
    return one;
}

static void messages_of_one_cause_are_one_with_a_count(void **state)
{
    struct messages messages CLEAN_MESSAGES = {0};

    (void)state;
    for (long line = 10; line < 4010; line++) {
        struct message one = message("TOT-110", MESSAGE_WARNING, line, "6599999");
        message_add(&messages, &one);
    }
    assert_int_equal(messages.count, 1);
    assert_int_equal(messages.warnings, 1);
    assert_int_equal(messages.errors, 0);
    assert_int_equal(messages.all[0].occurrences, 4000);
    assert_int_equal(messages.all[0].line, 10); /* the first keeps its place */
}

static void messages_of_other_codes_or_findings_stand_apart(void **state)
{
    struct messages messages CLEAN_MESSAGES = {0};
    struct message one = message("TOT-110", MESSAGE_WARNING, 1, "6599999");
    struct message two = message("TOT-110", MESSAGE_WARNING, 2, "6588888");
    struct message three = message("TOT-120", MESSAGE_ERROR, 3, "6599999");

    (void)state;
    message_add(&messages, &one);
    message_add(&messages, &two);
    message_add(&messages, &three);
    assert_int_equal(messages.count, 3);
    assert_int_equal(messages.warnings, 2);
    assert_int_equal(messages.errors, 1);
}

static void a_letter_that_a_reader_cut_in_two_is_no_letter_of_a_message(void **state)
{
    struct messages messages CLEAN_MESSAGES = {0};
    struct message one = message("TOT-110", MESSAGE_WARNING, 1, "");

    (void)state;
    memcpy(one.found, "a\u20AC\xE2", 6); /* one letter of three bytes, and one byte of the next */
    memcpy(one.path, "a\xC3", 3);
    message_add(&messages, &one);
    message_add(&messages, &one);
    assert_int_equal(messages.count, 1);
    assert_string_equal(messages.all[0].found, "a\u20AC?");
    assert_string_equal(messages.all[0].path, "a?");
}

static void a_copy_of_a_text_ends_with_a_whole_letter(void **state)
{
    static const char *const copies[] = {
        "", "a", "a", "a\u00E9", "a\u00E9", "a\u00E9", "a\u00E9\u20AC", "a\u00E9\u20AC"};
    char copy[8];

    (void)state;
    for (size_t size = 1; size <= sizeof copy; size++) {
        text_copy("a\u00E9\u20AC...", 6, copy, size);
        assert_string_equal(copy, copies[size - 1]);
    }
    text_copy("a\u00E9\u20AC", 1, copy, sizeof copy); /* of the wanted bytes alone */
    assert_string_equal(copy, "a");
}

static void errors_are_counted_however_many_messages_came_before(void **state)
{
    struct messages messages CLEAN_MESSAGES = {0};
    struct message error = message("TOT-120", MESSAGE_ERROR, 1, "x");
    long occurrences = 0;

    (void)state;
    for (int index = 0; index < 5000; index++) {
        char found[32];
        struct message one;
        (void)snprintf(found, sizeof found, "%d", index);
        one = message("TOT-110", MESSAGE_WARNING, index, found);
        message_add(&messages, &one);
    }
    message_add(&messages, &error);
    assert_int_equal(messages.errors, 1);
    assert_true(messages.count < 1000); /* memory does not grow with the file */
    for (size_t index = 0; index < messages.count; index++)
        occurrences += messages.all[index].occurrences;
    assert_int_equal(occurrences, 5001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_that_holds_nothing_is_an_empty_text),
        cmocka_unit_test(buffer_grows_and_ends_with_nul),
        cmocka_unit_test(buffer_formats_longer_than_itself),
        cmocka_unit_test(buffer_keeps_nul_bytes),
        cmocka_unit_test(buffer_cleared_is_written_anew),
        cmocka_unit_test(json_escapes_what_must_be),
        cmocka_unit_test(json_string_has_the_length_it_is_told),
        cmocka_unit_test(json_fields_have_commas_between),
        cmocka_unit_test(messages_of_one_cause_are_one_with_a_count),
        cmocka_unit_test(messages_of_other_codes_or_findings_stand_apart),
        cmocka_unit_test(a_letter_that_a_reader_cut_in_two_is_no_letter_of_a_message),
        cmocka_unit_test(a_copy_of_a_text_ends_with_a_whole_letter),
        cmocka_unit_test(errors_are_counted_however_many_messages_came_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
