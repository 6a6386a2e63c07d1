/* Delimited text: records, cells, headings, amounts and days as French files write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/csv.h"

#include "contrepartie/limits.h"

#include <cmocka.h>
#undef fail /* the house's own is meant */

static char path[] = "/tmp/csv_test.XXXXXX";

static void write_bytes(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static struct csv *open_text(const char *text, bool quoted)
{
    struct failure failure;
    struct csv *csv;

    write_bytes(text, strlen(text));
    csv = csv_open(path, quoted, &failure);
    assert_non_null(csv);
    return csv;
}

/* The next record is these cells, with "/" between; the cells themselves hold none. */
static void expect(struct csv *csv, const char *wanted, long line)
{
    char *cells[CSV_CELLS_MAX], joined[4096] = "";
    int count = csv_next(csv, cells);

    assert_true(count > 0);
    for (int index = 0; index < count; index++) {
        if (index > 0) strcat(joined, "/");
        strcat(joined, cells[index]);
    }
    assert_string_equal(joined, wanted);
    assert_int_equal(csv_line(csv), line);
}

static void expect_end(struct csv *csv)
{
    char *cells[CSV_CELLS_MAX];

    assert_int_equal(csv_next(csv, cells), 0);
    assert_int_equal(csv_next(csv, cells), 0); /* and it stays the end */
    csv_close(csv);
}

/* --- records ------------------------------------------------------------------------------------------------- */

static void any_of_four_separators_is_found_in_the_heading(void **state)
{
    static const char separators[] = {'\t', '|', ';', ','};

    (void)state;
    for (size_t index = 0; index < sizeof separators; index++) {
        char text[] = "a;b;c\n1;2;3\n";
        struct csv *csv;
        for (char *letter = text; *letter != '\0'; letter++)
            if (*letter == ';') *letter = separators[index];
        csv = open_text(text, false);
        expect(csv, "a/b/c", 1);
        expect(csv, "1/2/3", 2);
        expect_end(csv);
    }
}

static void the_separator_is_that_of_the_first_record(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a;b\n1,2;3,4,5,6\n", false);
    expect(csv, "a/b", 1);
    expect(csv, "1,2/3,4,5,6", 2);
    expect_end(csv);
}

static void a_byte_order_mark_is_no_letter(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("\xEF\xBB\xBF"
                    "a;b\n1;2\n",
                    false);
    expect(csv, "a/b", 1);
    expect(csv, "1/2", 2);
    expect_end(csv);
}

static void line_ends_of_every_kind_are_ends(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a;b\r\r\n1;2\r\n3;4\n5;6", false);
    expect(csv, "a/b", 1);
    expect(csv, "1/2", 2);
    expect(csv, "3/4", 3);
    expect(csv, "5/6", 4); /* the last line has none */
    expect_end(csv);
}

static void blank_lines_are_passed_and_counted(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("\n \t \na;b\n\r\n1;2\n\n\n", false);
    expect(csv, "a/b", 3);
    expect(csv, "1/2", 5);
    expect_end(csv);
}

static void a_trailing_separator_is_one_empty_cell_more(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a|b|\n1|2|\n", false);
    expect(csv, "a/b/", 1);
    expect(csv, "1/2/", 2);
    expect_end(csv);
}

static void empty_cells_are_kept(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a\tb\tc\n\t\t\n1\t\t3\n", false);
    expect(csv, "a/b/c", 1);
    expect(csv, "1//3", 3); /* a line of separators that are blanks is a blank line */
    expect_end(csv);
    csv = open_text("a;b;c\n;;\n1;;3\n", false);
    expect(csv, "a/b/c", 1);
    expect(csv, "//", 2);
    expect(csv, "1//3", 3);
    expect_end(csv);
}

static void spaces_around_cells_do_not_count(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text(" a ; b c \n  1;2  \n", false);
    expect(csv, "a/b c", 1);
    expect(csv, "1/2", 2);
    expect_end(csv);
}

/* --- quotes -------------------------------------------------------------------------------------------------- */

static void quotes_hold_separators_and_doubled_quotes(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a;b\n\"x;y\";\"dit \"\"non\"\"\"\n\"\";2\n", true);
    expect(csv, "a/b", 1);
    expect(csv, "x;y/dit \"non\"", 2);
    expect(csv, "/2", 3);
    expect_end(csv);
}

static void quotes_hold_line_ends_and_the_line_is_the_first(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a;b\n\"un\ndeux\r\ntrois\";2\n3;4\n", true);
    expect(csv, "a/b", 1);
    expect(csv, "un deux trois/2", 2); /* a cell is one line of words */
    expect(csv, "3/4", 5);
    expect_end(csv);
}

static void a_quote_is_a_letter_where_cells_are_not_quoted(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a|b\n\"x|5\" de large\nl\"eau|\"\n", false);
    expect(csv, "a/b", 1);
    expect(csv, "\"x/5\" de large", 2);
    expect(csv, "l\"eau/\"", 3);
    expect_end(csv);
}

static void a_quote_that_never_closes_is_an_error(void **state)
{
    char *cells[CSV_CELLS_MAX];
    struct csv *csv;

    (void)state;
    csv = open_text("a;b\n\"x;y\n1;2\n", true);
    expect(csv, "a/b", 1);
    assert_int_equal(csv_next(csv, cells), -1);
    csv_close(csv);
}

static void a_record_may_be_as_long_as_the_limit_and_no_longer(void **state)
{
    const size_t longest = (size_t)limit_value(LIMIT_ROW_LENGTH);
    char *cells[CSV_CELLS_MAX], *text = malloc(longest + 16);
    struct csv *csv;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', longest + 16);
    memcpy(text + longest, "\n1\n", 4);
    csv = open_text(text, false);
    assert_int_equal(csv_next(csv, cells), 1);
    assert_int_equal(strlen(cells[0]), longest);
    expect(csv, "1", 2);
    expect_end(csv);
    memcpy(text + longest, "x\n1\n", 5);
    csv = open_text(text, false);
    assert_int_equal(csv_next(csv, cells), -1);
    csv_close(csv);
    free(text);
}

/* As spreadsheets leave them behind the last column. */
static void empty_cells_beyond_the_limit_are_none(void **state)
{
    char text[4 * CSV_CELLS_MAX + 2], *cells[CSV_CELLS_MAX];
    struct csv *csv;

    (void)state;
    memset(text, ';', sizeof text);
    text[sizeof text - 2] = '\n';
    text[sizeof text - 1] = '\0';
    csv = open_text(text, false);
    assert_int_equal(csv_next(csv, cells), CSV_CELLS_MAX);
    expect_end(csv);
}

static void a_row_may_have_as_many_cells_as_the_limit_and_no_more(void **state)
{
    char text[2 * CSV_CELLS_MAX + 4] = "", *cells[CSV_CELLS_MAX];
    struct csv *csv;

    (void)state;
    for (int cell = 0; cell < CSV_CELLS_MAX; cell++)
        memcpy(text + 2 * cell, "x;", 2);
    memcpy(text + 2 * CSV_CELLS_MAX - 1, "\n", 2);
    csv = open_text(text, false);
    assert_int_equal(csv_next(csv, cells), CSV_CELLS_MAX);
    expect_end(csv);
    memcpy(text + 2 * CSV_CELLS_MAX - 1, ";x\n", 4);
    csv = open_text(text, false);
    assert_int_equal(csv_next(csv, cells), -1);
    assert_string_equal(csv_defect(csv)->code, "ENC-003");
    assert_int_equal(csv_defect(csv)->line, 1);
    csv_close(csv);
}

static void an_empty_file_has_no_record(void **state)
{
    (void)state;
    expect_end(open_text("", false));
    expect_end(open_text("\n\n", true));
}

static void a_missing_file_is_said(void **state)
{
    struct failure failure;

    (void)state;
    assert_null(csv_open("/nowhere/at/all.csv", false, &failure));
    assert_int_equal(failure.outcome, OUTCOME_NO_INPUT);
}

/* --- letters ------------------------------------------------------------------------------------------------- */

static void utf8_is_left_as_it_is(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("été;œuvre\n€;ÿ\n", false);
    expect(csv, "été/œuvre", 1);
    expect(csv, "€/ÿ", 2);
    expect_end(csv);
}

static void one_byte_letters_are_those_of_french(void **state)
{
    struct csv *csv;

    (void)state;
    /* ISO-8859-15: é à œ Œ €; Windows-1252: ’ … œ € */
    csv = open_text("a;b\n\xE9t\xE9;voil\xE0\n\xBDuvre;\xBC\xA4\nl\x92\xE9t\xE9;\x85\x9C\x80\n", false);
    expect(csv, "a/b", 1);
    expect(csv, "été/voilà", 2);
    expect(csv, "œuvre/Œ€", 3);
    expect(csv, "l’été/…œ€", 4);
    expect_end(csv);
}

static void one_wrong_byte_does_not_spoil_the_other_lines(void **state)
{
    struct csv *csv;

    (void)state;
    csv = open_text("a;b\nété;1\nthe\xE2tre;2\nœuvre;3\n", false);
    expect(csv, "a/b", 1);
    expect(csv, "été/1", 2);
    expect(csv, "theâtre/2", 3);
    expect(csv, "œuvre/3", 4);
    expect_end(csv);
}

static void a_zero_byte_does_not_end_the_file(void **state)
{
    static const char bytes[] = "a;b\n1\0x;2\n3;4\n";
    char *cells[CSV_CELLS_MAX];
    struct failure failure;
    struct csv *csv;

    (void)state;
    write_bytes(bytes, sizeof bytes - 1);
    csv = csv_open(path, false, &failure);
    assert_non_null(csv);
    expect(csv, "a/b", 1);
    assert_true(csv_next(csv, cells) > 0);
    expect(csv, "3/4", 3);
    expect_end(csv);
}

/* --- headings ------------------------------------------------------------------------------------------------ */

static void headings_are_found_whatever_their_case_accents_spaces_and_stars(void **state)
{
    static const char *const names[] = {"nomBeneficiaire|Nom du bénéficiaire", "montant", "objet*", "absent"};
    char a[] = " NOM DU BENEFICIAIRE* ", b[] = "Montant", c[] = "objet_2023", d[] = "\"x\"";
    char *cells[CSV_CELLS_MAX] = {d, c, b, a};
    int places[4];

    (void)state;
    csv_heading(cells, 4, names, 4, places);
    assert_int_equal(places[0], 3);
    assert_int_equal(places[1], 2);
    assert_int_equal(places[2], 1);
    assert_int_equal(places[3], -1);
}

static void a_name_inside_another_is_not_found(void **state)
{
    static const char *const names[] = {"montant"};
    char a[] = "montant_vote", b[] = "le montant", c[] = "";
    char *cells[CSV_CELLS_MAX] = {a, b, c};
    int places[1];

    (void)state;
    csv_heading(cells, 3, names, 1, places);
    assert_int_equal(places[0], -1);
}

static int sniff(const char *head)
{
    static const char *const wanted[] = {"JournalCode", "EcritureNum", "Debit"};

    return csv_sniff(head, strlen(head), wanted, 3);
}

static void the_first_line_tells_the_format(void **state)
{
    (void)state;
    assert_int_equal(sniff("JournalCode|EcritureNum|Debit\nVE|1|2\n"), 3);
    assert_int_equal(sniff("\xEF\xBB\xBFJournalCode\tEcritureNum\tx\r\r\n"), 2);
    assert_int_equal(sniff("\"JournalCode\";\"Debit\"\n"), 2);
    assert_int_equal(sniff("JournalCode"), 1); /* the whole head */
    assert_int_equal(sniff("x\nJournalCode|EcritureNum|Debit\n"), 0);
    assert_int_equal(sniff(""), 0);
    assert_int_equal(sniff("\nJournalCode\n"), 0);
}

static void xml_is_no_delimited_text(void **state)
{
    (void)state;
    assert_int_equal(sniff("<JournalCode>|EcritureNum|Debit\n"), 0);
    assert_int_equal(sniff("  <a b=\"c\">\n"), 0);
    assert_int_equal(sniff("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n"), 0);
}

/* --- amounts ------------------------------------------------------------------------------------------------- */

static void amount_is(const char *text, int64_t wanted)
{
    int64_t cents = -1;

    assert_int_equal(csv_amount(text, false, &cents), CSV_AMOUNT);
    assert_int_equal(cents, wanted);
    cents = -1;
    assert_int_equal(csv_amount(text, true, &cents), CSV_AMOUNT);
    assert_int_equal(cents, wanted);
}

static void amounts_have_a_comma_or_a_point(void **state)
{
    (void)state;
    amount_is("1234,56", 123456);
    amount_is("1234.56", 123456);
    amount_is("0,00", 0);
    amount_is("0", 0);
    amount_is("12,5", 1250);
    amount_is("45000", 4500000);
    amount_is("1234,5600", 123456); /* zeros behind say nothing */
}

static void amounts_are_grouped_by_spaces_of_any_kind(void **state)
{
    (void)state;
    amount_is("1 500,00", 150000);
    amount_is("1\302\240234\302\240567,89", 123456789);
    amount_is("1\342\200\257234,5", 123450);
    amount_is("2 300 €", 230000);
    amount_is("2300,10€", 230010);
}

static void amounts_may_be_padded(void **state)
{
    (void)state;
    amount_is("0000000069,60", 6960);
    amount_is("000000000000,00", 0);
    amount_is("00000000000000000000000000000001", 100);
    amount_is("-0000001,50", -150);
}

static void a_sign_stands_before_or_behind(void **state)
{
    (void)state;
    amount_is("-12,50", -1250);
    amount_is("12,50-", -1250);
    amount_is("+12,50", 1250);
    amount_is("12,50+", 1250);
    amount_is("- 1 000,00", -100000);
}

static void what_is_no_amount_is_told(void **state)
{
    static const char *const wrong[] = {"",    "n/c",  "-",      "€",     "1.055000E+03", "1e3", "NaN",  "INF", "-INF",
                                        "1-2", "--12", "-12,5-", "1,2,3", "1.234,56",     "12a", "0x10", ",",   "."};
    int64_t cents;

    (void)state;
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        bool told = csv_amount(wrong[index], false, &cents) == CSV_NO_AMOUNT &&
                    csv_amount(wrong[index], true, &cents) != CSV_AMOUNT;
        if (!told) print_error("“%s” was read\n", wrong[index]);
        assert_true(told);
    }
}

static void an_amount_beyond_fourteen_digits_is_none(void **state)
{
    int64_t cents;

    (void)state;
    assert_int_equal(csv_amount("999999999999,99", false, &cents), CSV_AMOUNT);
    assert_int_equal(csv_amount("1000000000000000", false, &cents), CSV_NO_AMOUNT);
    assert_int_equal(csv_amount("99999999999999999999999999", false, &cents), CSV_NO_AMOUNT);
}

static void three_decimals_may_be_thousands(void **state)
{
    int64_t cents;

    (void)state;
    assert_int_equal(csv_amount("1.234", true, &cents), CSV_AMBIGUOUS);
    assert_int_equal(csv_amount("-1,234", true, &cents), CSV_AMBIGUOUS);
    assert_int_equal(csv_amount("1.234", false, &cents), CSV_DECIMALS);
    assert_int_equal(csv_amount("12,3456", true, &cents), CSV_DECIMALS);
    assert_int_equal(csv_amount("-20,005", false, &cents), CSV_DECIMALS); /* rounded, and still negative */
    assert_int_equal(cents, -2001);
}

/* --- days ---------------------------------------------------------------------------------------------------- */

static void date_is(const char *text, const char *wanted)
{
    char date[11] = "";

    assert_true(csv_date(text, date));
    assert_string_equal(date, wanted);
}

static void days_are_read_in_four_ways(void **state)
{
    (void)state;
    date_is("20240630", "2024-06-30");
    date_is("2024-06-30", "2024-06-30");
    date_is("30/06/2024", "2024-06-30");
    date_is("30-06-2024", "2024-06-30");
    date_is("29/02/2024", "2024-02-29");
}

static void what_is_no_day_is_told(void **state)
{
    static const char *const wrong[] = {"",           "20240631",   "20230229",   "2024-13-01", "31/02/2024",
                                        "2024/06/30", "30/06-2024", "30.06.2024", "240630",     "2024063",
                                        "202406300",  "30/06/24",   "2024-06-3x", "aaaaaaaa"};
    char date[11];

    (void)state;
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        bool told = !csv_date(wrong[index], date);
        if (!told) print_error("“%s” was read as %s\n", wrong[index], date);
        assert_true(told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_of_four_separators_is_found_in_the_heading),
        cmocka_unit_test(the_separator_is_that_of_the_first_record),
        cmocka_unit_test(a_byte_order_mark_is_no_letter),
        cmocka_unit_test(line_ends_of_every_kind_are_ends),
        cmocka_unit_test(blank_lines_are_passed_and_counted),
        cmocka_unit_test(a_trailing_separator_is_one_empty_cell_more),
        cmocka_unit_test(empty_cells_are_kept),
        cmocka_unit_test(spaces_around_cells_do_not_count),
        cmocka_unit_test(quotes_hold_separators_and_doubled_quotes),
        cmocka_unit_test(quotes_hold_line_ends_and_the_line_is_the_first),
        cmocka_unit_test(a_quote_is_a_letter_where_cells_are_not_quoted),
        cmocka_unit_test(a_quote_that_never_closes_is_an_error),
        cmocka_unit_test(a_record_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(empty_cells_beyond_the_limit_are_none),
        cmocka_unit_test(a_row_may_have_as_many_cells_as_the_limit_and_no_more),
        cmocka_unit_test(an_empty_file_has_no_record),
        cmocka_unit_test(a_missing_file_is_said),
        cmocka_unit_test(utf8_is_left_as_it_is),
        cmocka_unit_test(one_byte_letters_are_those_of_french),
        cmocka_unit_test(one_wrong_byte_does_not_spoil_the_other_lines),
        cmocka_unit_test(a_zero_byte_does_not_end_the_file),
        cmocka_unit_test(headings_are_found_whatever_their_case_accents_spaces_and_stars),
        cmocka_unit_test(a_name_inside_another_is_not_found),
        cmocka_unit_test(the_first_line_tells_the_format),
        cmocka_unit_test(xml_is_no_delimited_text),
        cmocka_unit_test(amounts_have_a_comma_or_a_point),
        cmocka_unit_test(amounts_are_grouped_by_spaces_of_any_kind),
        cmocka_unit_test(amounts_may_be_padded),
        cmocka_unit_test(a_sign_stands_before_or_behind),
        cmocka_unit_test(what_is_no_amount_is_told),
        cmocka_unit_test(an_amount_beyond_fourteen_digits_is_none),
        cmocka_unit_test(three_decimals_may_be_thousands),
        cmocka_unit_test(days_are_read_in_four_ways),
        cmocka_unit_test(what_is_no_day_is_told),
    };
    int descriptor = mkstemp(path), failed;

    if (descriptor < 0) return 1;
    (void)close(descriptor);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
