/* A map of squares, one a département, as large for a small one as for a large one: what is shown is a rate, not a
   surface. Where each stands: sql/nomenclature/department.tsv. The rate is written in the square, so colour is never
   alone. */
#include "report/html.h"
#include "report/kept.h"

#include "contrepartie/embedded.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 50, COLUMNS = 12, ROWS = 14, LEGEND = 40 };

static const struct step {
    int64_t least; /* hundredths of a percent */
    const char *fill, *ink;
    const char *label[2];
} steps[] = {
    {10000, "#000091", "#fff", {"100 % and more", "100 % et plus"}},
    {9500, "#c3d5f5", "#161616", {"95 to 100 %", "95 à 100 %"}},
    {7500, "#f5dcae", "#161616", {"75 to 95 %", "75 à 95 %"}},
    {5000, "#b34000", "#fff", {"50 to 75 %", "50 à 75 %"}},
    {INT64_MIN, "#5e0b1e", "#fff", {"less than 50 %", "moins de 50 %"}},
};
#define STEPS ((int)(sizeof steps / sizeof steps[0]))

static const struct step *step_of(int64_t rate)
{
    const struct step *step = steps;

    while (rate < step->least)
        step++;
    return step;
}

/* The value of a département in the last year of the rows; NULL: none. */
static const char *rate_of(const struct kept *rows, const char *department, const char *year, const char *column)
{
    for (long row = 0; row < rows->count; row++)
        if (strcmp(kept_word(rows, row, "department"), department) == 0 &&
            strcmp(kept_word(rows, row, "year"), year) == 0 && *kept_word(rows, row, column) != '\0')
            return kept_word(rows, row, column);
    return NULL;
}

static void tile(FILE *output, const char *code, const char *label, int column, int row, const char *rate)
{
    static const struct column ratio = {.type = COLUMN_RATIO};
    int x = (column - 1) * SIDE, y = (row - 1) * SIDE;
    const struct step *step = rate != NULL ? step_of(kept_cents(rate)) : NULL;
    const char *ink = step != NULL ? step->ink : "#595959";
    char shown[48];

    (void)fprintf(output,
                  "<g><title>%s %s%s%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" "
                  "stroke=\"#8a8a8a\"/>",
                  code, label, rate != NULL ? TR(": ", " : ") : "",
                  rate != NULL ? value_display(&ratio, rate, shown, sizeof shown) : "", x + 1, y + 1, SIDE - 2,
                  SIDE - 2, step != NULL ? step->fill : "#fff");
    (void)fprintf(output, "<text x=\"%d\" y=\"%d\" font-size=\"13\" font-weight=\"bold\" fill=\"%s\">%s</text>", x + 6,
                  y + 18, ink, code);
    if (rate != NULL) /* whole percents: what is under the next is not said to be it */
        (void)fprintf(output,
                      "<text x=\"%d\" y=\"%d\" font-size=\"13\" text-anchor=\"end\" fill=\"%s\">%.*s\u00A0%%</text>",
                      x + SIDE - 5, y + 40, ink, (int)strcspn(rate, "."), rate);
    (void)fputs("</g>\n", output);
}

void chart_tiles(FILE *output, const char *title, const struct kept *rows, const char *column)
{
    const char *year = rows->count > 0 ? kept_word(rows, rows->count - 1, "year") : "";
    const char *text = embedded_text("sql/nomenclature/department.tsv");

    (void)fprintf(output, "<figure><svg class=\"tiles\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                  COLUMNS * SIDE, ROWS * SIDE + LEGEND);
    html_text(output, title);
    (void)fprintf(output, " %s\">\n", year);
    for (text += strcspn(text, "\n") + 1; *text != '\0'; text += strcspn(text, "\n") + 1) {
        char code[8], label[64], across[4], down[4];
        if (sscanf(text, "%7[^\t]\t%63[^\t]\t%3[0-9]\t%3[0-9]", code, label, across, down) != 4) break;
        tile(output, code, label, (int)strtol(across, NULL, 10), (int)strtol(down, NULL, 10),
             rate_of(rows, code, year, column));
    }
    for (int step = 0; step < STEPS; step++)
        (void)fprintf(
            output,
            "<rect x=\"%d\" y=\"%d\" width=\"16\" height=\"16\" fill=\"%s\" stroke=\"#8a8a8a\"/><text x=\"%d\" "
            "y=\"%d\" font-size=\"12\">%s</text>\n",
            step * 120, ROWS * SIDE + 14, steps[step].fill, step * 120 + 22, ROWS * SIDE + 27,
            steps[step].label[language_get()]);
    (void)fputs("</svg><figcaption class=\"source\">", output);
    html_text(output, title);
    (void)fprintf(output, " %s. %s</figcaption></figure>\n", year,
                  TR("White: no transfer is known there.", "En blanc : aucun transfert connu."));
}
