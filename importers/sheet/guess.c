/* What the columns of a table may be: from their headings alone, for somebody to confirm. */
#include "sheet/sheet.h"

#include "contrepartie/text.h"
#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

const struct meaning meanings[] = {
    {"montant",
     "montant|montant verse*|montant mandate*|montant paye*|montant ttc*|montant*|somme*|verse*|mandate*",
     {"amount", "montant"},
     true,
     false},
    {"nomBeneficiaire",
     "nomBeneficiaire|beneficiaire|nom du beneficiaire|nom beneficiaire*|beneficiaire*|tiers|nom du tiers|nom tiers|"
     "association*|raison sociale*|denomination*|nom",
     {"beneficiary, name", "bénéficiaire, nom"},
     true,
     false},
    {"idBeneficiaire",
     "idBeneficiaire|siret beneficiaire|siret du beneficiaire|siret|n siret|numero siret|siret tiers|siren|n siren|"
     "numero siren|siren beneficiaire",
     {"beneficiary, SIRET or SIREN", "bénéficiaire, SIRET ou SIREN"},
     false,
     false},
    {"objet", "objet|objet*|libelle|intitule*|projet*|motif*", {"purpose", "objet"}, false, false},
    {"dateConvention", "dateConvention|date convention|date de convention|date|date*", {"day", "date"}, false, false},
    {"exercice", "exercice|annee|annee*|exercice*", {"fiscal year", "exercice"}, false, true},
    {"nature", "nature|nature*", {"kind: in money, in kind", "nature : en numéraire, en nature"}, false, true},
    {"nomAttribuant",
     "nomAttribuant|nom attribuant|nom de l attribuant|attribuant|payeur|financeur",
     {"payer, name", "payeur, nom"},
     true,
     true},
    {"idAttribuant",
     "idAttribuant|siret attribuant|siret payeur|siret financeur",
     {"payer, SIRET", "payeur, SIRET"},
     true,
     true},
    {0},
};

/* The one column that a meaning's first spelling that fits names; -1 for none, or when it fits two. */
static int place_of(const struct meaning *meaning, char *headings[CSV_CELLS_MAX], int count)
{
    char spellings[512], *rest = spellings, *spelling;

    (void)snprintf(spellings, sizeof spellings, "%s", meaning->spellings);
    while ((spelling = strsep(&rest, "|")) != NULL) {
        const char *name = spelling;
        int first, place;
        csv_heading(headings, count, &name, 1, &first);
        if (first < 0) continue;
        csv_heading(headings + first + 1, count - first - 1, &name, 1, &place);
        return place < 0 ? first : -1;
    }
    return -1;
}

struct look {
    struct table *table;
    int rows;
};

static bool row_seen(void *context, long number, const char *const *cells, int count)
{
    struct look *look = context;
    struct table *table = look->table;

    if (number < table->line) return true;
    if (number == table->line) {
        for (int place = 0; place < count && place < MAPPING_COLUMNS_MAX; place++)
            text_clean(cells[place], table->columns[place].heading, sizeof table->columns[0].heading);
        table->count = count < MAPPING_COLUMNS_MAX ? count : MAPPING_COLUMNS_MAX;
        return true;
    }
    for (int place = 0; place < table->count && place < count; place++)
        text_clean(cells[place], table->columns[place].examples[look->rows], sizeof table->columns[0].examples[0]);
    return ++look->rows < EXAMPLES_MAX;
}

bool table_look(const char *path, const char *sheet, struct table *ret_table, struct messages *messages,
                struct failure *failure)
{
    struct mapping mapping = {.decimal = 0};
    struct look look = {.table = ret_table};
    struct rows_out out = {row_seen, &look};
    char *headings[CSV_CELLS_MAX];
    rows_reader *read_rows;

    *ret_table = (struct table){.count = 0};
    (void)snprintf(mapping.sheet, sizeof mapping.sheet, "%s", sheet);
    if (!sheet_heading(path, &mapping, messages, &read_rows, &ret_table->line, failure)) return false;
    if (messages->errors > 0) return true;
    if (!read_rows(path, mapping.sheet, messages, &out, failure)) return false;
    for (int place = 0; place < ret_table->count; place++)
        headings[place] = ret_table->columns[place].heading;
    for (const struct meaning *meaning = meanings; meaning->name != NULL; meaning++) {
        int place = place_of(meaning, headings, ret_table->count);
        if (place >= 0 && ret_table->columns[place].meaning == NULL) ret_table->columns[place].meaning = meaning;
    }
    return true;
}

static void comment_cells(FILE *output, const struct table_column *column)
{
    (void)fputc('#', output);
    for (int row = 0; row < EXAMPLES_MAX; row++) {
        (void)fputs(row > 0 ? " | " : " ", output);
        for (const char *letter = column->examples[row]; *letter != '\0'; letter++)
            (void)fputc(*letter == '\n' || *letter == '\r' ? ' ' : *letter, output);
    }
    (void)fputc('\n', output);
}

void table_write_mapping(FILE *output, const struct table *table, const char *sheet)
{
    struct mapping begun = {.decimal = 0};

    (void)fprintf(output,
                  TR("# Proposed from the headings of line %ld: read it again before importing.\n",
                     "# Proposé d'après les en-têtes de la ligne %ld : à relire avant l'import.\n"),
                  table->line);
    (void)snprintf(begun.sheet, sizeof begun.sheet, "%s", sheet);
    mapping_write(output, &begun);
    for (int place = 0; place < table->count; place++) {
        const struct table_column *column = &table->columns[place];
        if (column->heading[0] == '\0') continue;
        comment_cells(output, column);
        if (column->meaning == NULL) (void)fputs("# ", output);
        mapping_column_write(output, column->heading, column->meaning != NULL ? column->meaning->name : "?");
    }
    for (const struct meaning *meaning = meanings; meaning->name != NULL; meaning++) {
        bool there = false;
        for (int place = 0; place < table->count; place++)
            there = there || table->columns[place].meaning == meaning;
        if (!there && meaning->needed)
            (void)fprintf(
                output,
                TR("# no column says it: %s\n# valeur %s = ?\n", "# aucune colonne ne le dit : %s\n# valeur %s = ?\n"),
                meaning->label[language_get()], meaning->name);
    }
}
