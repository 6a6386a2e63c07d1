/* The reader of delimited text, with and without quotes: cells are lines of UTF-8, amounts and days are what they say.
 */
#include "csv/csv.h"

#include "contrepartie/text.h"
#include "fuzz.h"

#include <string.h>

static void check_cell(const char *cell)
{
    int64_t cents;
    char date[11];

    FUZZ_CHECK(text_is_utf8(cell));
    FUZZ_CHECK(cell[0] != ' ' && (cell[0] == '\0' || cell[strlen(cell) - 1] != ' '));
    (void)csv_amount(cell, true, &cents);
    (void)csv_amount(cell, false, &cents);
    if (csv_date(cell, date)) FUZZ_CHECK(text_is_date(date));
}

static void read_all(const char *path, bool quoted)
{
    static const char *const names[] = {"act", "amount|montant*", "Exercice"};
    struct failure failure = {0};
    struct csv *csv = csv_open(path, quoted, &failure);
    char *cells[CSV_CELLS_MAX];
    int count, places[3];
    long line = 0;

    FUZZ_CHECK(csv != NULL);
    while ((count = csv_next(csv, cells)) > 0) {
        FUZZ_CHECK(count <= CSV_CELLS_MAX && csv_line(csv) > line);
        if (line == 0) csv_heading(cells, count, names, 3, places);
        line = csv_line(csv);
        for (int cell = 0; cell < count; cell++)
            check_cell(cells[cell]);
    }
    csv_close(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);

    read_all(path, true);
    read_all(path, false);
    return 0;
}
