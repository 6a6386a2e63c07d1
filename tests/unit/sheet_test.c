#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/sheet.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_fill_a_sheet_and_go_on_in_the_next),
        cmocka_unit_test(a_text_longer_than_a_cell_is_cut_and_shows_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
