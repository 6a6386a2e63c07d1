#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/totals.h"

#include "contrepartie/buffer.h"
#include "contrepartie/temporary.h"

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

static const struct column columns[] = {{"text", COLUMN_TEXT, false, {"Text", "Texte"}}};

/* The bytes of a member of a workbook; NULL without it. The caller frees them. */
static char *member(FILE *workbook, const char *name, size_t *ret_size)
{
    struct archive *zip = archive_read_new();
    struct archive_entry *entry;
    char *bytes = NULL;

    rewind(workbook);
    (void)archive_read_support_format_zip(zip);
    assert_int_equal(archive_read_open_FILE(zip, workbook), ARCHIVE_OK);
    while (archive_read_next_header(zip, &entry) == ARCHIVE_OK) {
        size_t used = 0, room = (size_t)64 << 20;
        la_ssize_t length;
        if (strcmp(archive_entry_pathname(entry), name) != 0) continue;
        bytes = must_alloc(room);
        while ((length = archive_read_data(zip, bytes + used, room - used - 1)) > 0)
            used += (size_t)length;
        assert_true(used < room - 1);
        bytes[used] = '\0';
        *ret_size = used;
        break;
    }
    (void)archive_read_free(zip);
    return bytes;
}

static FILE *workbook_of(enum output_format format, const char *title, const char *text, long rows)
{
    FILE *output = temporary_file();
    struct spreadsheet *spreadsheet = spreadsheet_new(format, output);
    struct failure failure;

    spreadsheet_sheet(spreadsheet, title, columns, 1);
    for (long row = 0; row < rows; row++)
        spreadsheet_row(spreadsheet, &text);
    assert_true(spreadsheet_end(spreadsheet, &failure));
    return output;
}

static void rows_fill_a_sheet_and_go_on_in_the_next(void **state)
{
    FILE *output = workbook_of(OUTPUT_XLSX, "A title as long as may be for a sheet", "x", 1048577);
    size_t size;
    char *sheet = member(output, "xl/worksheets/sheet2.xml", &size), *book = member(output, "xl/workbook.xml", &size);

    (void)state;
    assert_non_null(sheet);
    assert_non_null(strstr(sheet, "<row r=\"3\""));
    assert_null(strstr(sheet, "<row r=\"4\""));
    assert_non_null(strstr(book, "name=\"A title as long as may be  (2)\""));
    free(sheet);
    free(book);
    (void)fclose(output);
}

static void a_text_longer_than_a_cell_is_cut_and_shows_it(void **state)
{
    char text[32769], *sheet;
    size_t size;
    FILE *output;

    (void)state;
    memset(text, 'x', sizeof text);
    text[32767] = '\0';
    output = workbook_of(OUTPUT_XLSX, "Rows", text, 1);
    sheet = member(output, "xl/worksheets/sheet1.xml", &size);
    assert_non_null(strstr(sheet, text));
    free(sheet);
    (void)fclose(output);
    memcpy(text + 32767, "x", 2);
    output = workbook_of(OUTPUT_XLSX, "Rows", text, 1);
    sheet = member(output, "xl/worksheets/sheet1.xml", &size);
    assert_non_null(strstr(sheet, "x…"));
    free(sheet);
    (void)fclose(output);
}

static void a_name_is_cut_between_letters(void **state)
{
    static const char *const titles[][2] = {
        {"Établissements à financements croisés", "name=\"Établissements à financements c\""},
        {"éééééééééééééééééééééééééééééééé", "name=\"ééééééééééééééééééééééééééééééé\""},
        {"Qui: [peut] voir/quoi?", "name=\"Qui peut voirquoi\""},
    };

    (void)state;
    for (size_t index = 0; index < sizeof titles / sizeof titles[0]; index++) {
        FILE *output = workbook_of(OUTPUT_XLSX, titles[index][0], "x", 1);
        size_t size;
        char *book = member(output, "xl/workbook.xml", &size);
        assert_non_null(strstr(book, titles[index][1]));
        free(book);
        (void)fclose(output);
    }
}

static const struct report spent = {
    .column_count = 3,
    .columns = {{"body", COLUMN_CODE, false, {"Body", "Organisme"}},
                {"name", COLUMN_TEXT, false, {"Name", "Nom"}},
                {"amount", COLUMN_MONEY, false, {"Amount", "Montant"}}},
    .summed = 4,
    .summed_by = 3,
};

/* The sheets of totals over rows that rows_of gives. */
static char *totals_of(enum output_format format, const char *const (*rows)[3], long count, long times,
                       const char *name)
{
    FILE *output = temporary_file();
    struct spreadsheet *spreadsheet = spreadsheet_new(format, output);
    struct totals *totals = totals_new(&spent);
    struct failure failure;
    size_t size;
    char *sheet;

    spreadsheet_sheet(spreadsheet, "Spent", spent.columns, 3);
    for (long row = 0; row < count * times; row++) {
        spreadsheet_row(spreadsheet, rows[row / times]);
        totals_row(totals, rows[row / times]);
    }
    totals_sheet(totals, spreadsheet, "Spent");
    assert_true(spreadsheet_end(spreadsheet, &failure));
    totals_free(totals);
    sheet = member(output, name, &size);
    (void)fclose(output);
    return sheet;
}

static void rows_together_are_a_range_others_are_compared(void **state)
{
    static const char *const rows[][3] = {
        {"1", "a", "0.10"}, {"1", "a", "0.20"}, {"2", "b", "-5.00"}, {"say \"3\"", "c", "1.00"},
        {"2", "b", NULL},   {"2", "b", "7.50"}, {"4", "d", NULL},
    };
    char *sheet = totals_of(OUTPUT_XLSX, rows, 7, 1, "xl/worksheets/sheet2.xml");

    (void)state;
    assert_non_null(strstr(sheet, "<f>SUM('Spent'!$C$2:$C$3)</f><v>0.3</v>"));
    assert_non_null(strstr(sheet, "<f>SUMPRODUCT(('Spent'!$A$4:$A$7=\"2\"),'Spent'!$C$4:$C$7)</f><v>2.5</v>"));
    assert_non_null(strstr(sheet, "<f>SUM('Spent'!$C$5:$C$5)</f><v>1</v>"));
    assert_null(strstr(sheet, "<row r=\"5\"")); /* nothing is known of the fourth */
    free(sheet);
    sheet = totals_of(OUTPUT_ODS, rows, 7, 1, "content.xml");
    assert_non_null(strstr(sheet, "\"of:=SUMPRODUCT(([$'Spent'.$A$4:.$A$7]=&quot;2&quot;);[$'Spent'.$C$4:.$C$7])\""));
    free(sheet);
}

static void a_total_goes_on_in_the_next_sheet(void **state)
{
    static const char *const rows[][3] = {{"1", "a", "0.01"}};
    char *sheet = totals_of(OUTPUT_XLSX, rows, 1, 1048577, "xl/worksheets/sheet3.xml");

    (void)state;
    assert_non_null(strstr(sheet, "<f>SUM('Spent'!$C$2:$C$1048576)+SUM('Spent (2)'!$C$2:$C$3)</f><v>10485.77</v>"));
    free(sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_fill_a_sheet_and_go_on_in_the_next),
        cmocka_unit_test(a_name_is_cut_between_letters),
        cmocka_unit_test(rows_together_are_a_range_others_are_compared),
        cmocka_unit_test(a_total_goes_on_in_the_next_sheet),
        cmocka_unit_test(a_text_longer_than_a_cell_is_cut_and_shows_it),
    };

    /* a million rows take minutes under valgrind, and do nothing there that a few do not */
    if (getenv("UNDER_VALGRIND") != NULL) cmocka_set_skip_filter("*next*");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
