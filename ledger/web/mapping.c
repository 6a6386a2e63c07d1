/* What the columns of a sent table mean: chosen column by column, kept as a mapping file, imported with it. */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "contrepartie/mapping.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX (FIELDS_MAX - 16) /* one field each, beside the others of the form */

static const struct meaning *meaning_find(const char *name)
{
    const struct meaning *meaning = meanings;

    while (name != NULL && meaning->name != NULL && strcmp(meaning->name, name) != 0)
        meaning++;
    return name != NULL && meaning->name != NULL ? meaning : NULL;
}

static void options_write(struct visit *visit, const struct meaning *chosen)
{
    (void)fprintf(visit->output, "<option value=\"\">%s</option>", TR("kept aside", "laissée de côté"));
    for (const struct meaning *meaning = meanings; meaning->name != NULL; meaning++)
        (void)fprintf(visit->output, "<option value=\"%s\"%s>%s</option>", meaning->name,
                      meaning == chosen ? " selected" : "", meaning->label[language_get()]);
}

static void columns_write(struct visit *visit, const struct table *table)
{
    (void)fprintf(visit->output,
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table><caption>%s</caption>"
                  "<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead>"
                  "<tbody>\n",
                  TR("Columns of the table", "Colonnes du tableau"), TR("Columns of the table", "Colonnes du tableau"),
                  TR("Column", "Colonne"), TR("First rows", "Premières lignes"), TR("It means", "Elle signifie"));
    for (int place = 0; place < table->count && place < SHOWN_MAX; place++) {
        const struct table_column *column = &table->columns[place];
        if (column->heading[0] == '\0') continue;
        (void)fputs("<tr><td>", visit->output);
        html_text(visit->output, column->heading);
        (void)fputs("</td><td>", visit->output);
        for (int row = 0; row < EXAMPLES_MAX; row++) {
            (void)fputs(row > 0 && column->examples[row][0] != '\0' ? "<br>" : "", visit->output);
            text_write(visit, column->examples[row]);
        }
        (void)fprintf(visit->output, "</td><td><select name=\"c%d\" aria-label=\"", place);
        html_text(visit->output, column->heading);
        (void)fputs("\">", visit->output);
        options_write(visit, column->meaning);
        (void)fputs("</select></td></tr>\n", visit->output);
    }
    (void)fputs("</tbody></table></div>\n", visit->output);
}

/* What no column says is the same in each row. */
static void constants_write(struct visit *visit)
{
    (void)fprintf(
        visit->output, "<fieldset><legend>%s</legend>\n",
        TR("What no column says, the same in each row", "Ce qu'aucune colonne ne dit, identique à chaque ligne"));
    for (const struct meaning *meaning = meanings; meaning->name != NULL; meaning++)
        if (meaning->same)
            (void)fprintf(visit->output, "<p><label>%s <input name=\"%s\" maxlength=\"120\"></label></p>\n",
                          meaning->label[language_get()], meaning->name);
    (void)fputs("</fieldset>\n", visit->output);
}

static bool look(const char *path, const char *sheet, struct table *table, struct failure *failure)
{
    struct messages messages CLEAN_MESSAGES = {0};

    return table_look(path, sheet, table, &messages, failure) && messages_good(&messages, TR("line", "ligne"), failure);
}

bool page_mapping(struct visit *visit, struct failure *failure)
{
    const char *sheet = visit_field(visit, "sheet") != NULL ? visit_field(visit, "sheet") : "";
    struct table *table;
    char path[600];
    bool done;

    if (!sent_file(visit, path, sizeof path, failure)) return false;
    table = must_alloc(sizeof *table);
    reading_begin();
    done = look(path, sheet, table, failure);
    reading_end();
    if (done) {
        page_begin(visit, TR("What do its columns mean?", "Que signifient ses colonnes ?"));
        (void)fprintf(visit->output,
                      "<p>%s</p>\n<form method=\"get\" action=\"/columns/%s\"><label>%s <input "
                      "name=\"sheet\" maxlength=\"60\" value=\"",
                      TR("For a list of subsidies with columns of your own. What is proposed comes from the headings "
                         "alone: read it again.",
                         "Pour une liste de subventions à vos propres colonnes. Ce qui est proposé vient des seuls "
                         "en-têtes : à relire."),
                      visit->operands, TR("Sheet (empty: the first)", "Feuille (vide : la première)"));
        html_text(visit->output, sheet);
        (void)fprintf(visit->output, "\"></label> <button>%s</button></form>\n",
                      TR("Look at this sheet", "Voir cette feuille"));
        form_begin(visit, visit->path);
        (void)fputs("<input type=\"hidden\" name=\"sheet\" value=\"", visit->output);
        html_text(visit->output, sheet);
        (void)fputs("\">\n", visit->output);
        columns_write(visit, table);
        constants_write(visit);
        (void)fprintf(visit->output,
                      "<p><label>%s <select name=\"decimal\"><option value=\"\">%s</option><option "
                      "value=\",\">%s</option><option value=\".\">%s</option></select></label></p>\n"
                      "<p><label>%s <input name=\"left-out\" maxlength=\"90\" placeholder=\"Total\"></label></p>\n"
                      "<p><label><input type=\"checkbox\" name=\"check\" value=\"1\" checked> %s</label></p>\n"
                      "<p><button>%s</button> <button name=\"keep\" value=\"1\">%s</button></p></form>\n",
                      TR("Amounts written as text", "Montants écrits en texte"),
                      TR("refused when they may be read twice", "refusés s'ils se lisent de deux façons"),
                      TR("with a decimal comma", "à virgule décimale"), TR("with a decimal point", "à point décimal"),
                      TR("Rows that begin so are no data", "Lignes à ignorer, commençant par"),
                      TR("Only check, write nothing", "Contrôler seulement, ne rien écrire"),
                      TR("Send with these columns", "Envoyer avec ces colonnes"),
                      TR("Save the mapping", "Enregistrer la correspondance"));
        page_end(visit);
    }
    free(table);
    return done;
}

static void column_take(struct mapping *mapping, const char *theirs, const char *ours, const char *value)
{
    if (mapping->column_count == MAPPING_COLUMNS_MAX) return;
    (void)snprintf(mapping->columns[mapping->column_count].theirs, sizeof mapping->columns[0].theirs, "%s", theirs);
    (void)snprintf(mapping->columns[mapping->column_count].ours, sizeof mapping->columns[0].ours, "%s", ours);
    (void)snprintf(mapping->columns[mapping->column_count].value, sizeof mapping->columns[0].value, "%s", value);
    mapping->columns[mapping->column_count++].constant = theirs[0] == '\0';
}

/* The form as a mapping. A meaning stands once. */
static bool mapping_take(const struct visit *visit, const struct table *table, struct mapping *mapping,
                         struct failure *failure)
{
    const char *decimal = visit_field(visit, "decimal"), *left_out = visit_field(visit, "left-out"),
               *sheet = visit_field(visit, "sheet");

    (void)snprintf(mapping->sheet, sizeof mapping->sheet, "%s", sheet != NULL ? sheet : "");
    (void)snprintf(mapping->left_out, sizeof mapping->left_out, "%s", left_out != NULL ? left_out : "");
    mapping->decimal = decimal != NULL && (*decimal == ',' || *decimal == '.') ? *decimal : '\0';
    for (const struct meaning *meaning = meanings; meaning->name != NULL; meaning++) {
        const char *value = visit_field(visit, meaning->name);
        int found = 0;
        for (int place = 0; place < table->count && place < SHOWN_MAX; place++) {
            char name[8];
            (void)snprintf(name, sizeof name, "c%d", place);
            if (meaning_find(visit_field(visit, name)) != meaning) continue;
            column_take(mapping, table->columns[place].heading, meaning->name, "");
            found++;
        }
        if (found == 0 && value != NULL) column_take(mapping, "", meaning->name, value);
        if (found + (value != NULL) > 1)
            return fail(failure, OUTCOME_USAGE, TR("two columns say it: %s", "deux colonnes le disent : %s"),
                        meaning->label[language_get()]);
    }
    return true;
}

bool do_mapping(struct visit *visit, struct failure *failure)
{
    const char *sheet = visit_field(visit, "sheet") != NULL ? visit_field(visit, "sheet") : "";
    struct table *table;
    struct mapping *mapping;
    char path[600];
    bool done;

    if (!sent_file(visit, path, sizeof path, failure)) return false;
    table = must_alloc(sizeof *table);
    mapping = must_alloc(sizeof *mapping);
    *mapping = (struct mapping){.column_count = 0};
    reading_begin();
    done = look(path, sheet, table, failure);
    reading_end();
    done = done && mapping_take(visit, table, mapping, failure);
    if (done && visit_field(visit, "keep") != NULL) {
        mapping_write(visit->output, mapping);
        visit->type = "text/plain; charset=utf-8";
        (void)snprintf(visit->file_name, sizeof visit->file_name, "correspondance.map");
    } else if (done)
        done = import_mapped(visit, mapping, failure);
    free(table);
    free(mapping);
    return done;
}
