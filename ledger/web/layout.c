/* The frame of every page, the filters that go from page to page, and reports as sections of one. */
#include "web/web.h"

#include "contrepartie/buffer.h"

#include <stdlib.h>
#include <string.h>

/* The filters of the address that go with every page. */
static const char *const carried[] = {"entity", "year", "scope", "as-of"};
#define CARRIED ((int)(sizeof carried / sizeof carried[0]))

bool is_incognito(const struct visit *visit)
{
    return visit->server->options->incognito;
}

bool fail_incognito(struct failure *failure)
{
    return fail(failure, OUTCOME_NOT_PERMITTED,
                TR("no file leaves while amounts are hidden", "aucun fichier ne sort quand les montants sont masqués"));
}

/* Digits with separators from `text` on that say an amount: two decimals at their end, or a euro sign behind. */
static size_t amount_length(const char *text)
{
    static const char *const separators[] = {" ", ",", ".", "\u00A0", "\u202F"};
    size_t length = strspn(text, "0123456789"), decimals = 0;
    bool more = length > 0;

    while (more) {
        more = false;
        for (size_t index = 0; index < sizeof separators / sizeof separators[0] && !more; index++) {
            size_t width = strlen(separators[index]);
            size_t digits;
            if (strncmp(text + length, separators[index], width) != 0) continue;
            if (strncmp(text + length + width, "€", strlen("€")) == 0) return length;
            digits = strspn(text + length + width, "0123456789");
            if (digits == 0) continue;
            decimals = *separators[index] == ',' || *separators[index] == '.' ? digits : 0;
            length += width + digits;
            more = true;
        }
    }
    return decimals == 2 || strncmp(text + length, "€", strlen("€")) == 0 ? length : 0;
}

void text_write(const struct visit *visit, const char *text)
{
    while (is_incognito(visit) && *text != '\0') {
        char before[2] = {*text, '\0'};
        size_t amount = amount_length(text), digits = strspn(text, "0123456789");
        if (amount > 0) {
            (void)fputs(HIDDEN, visit->output);
            text += amount;
        } else if (digits > 0)
            text += fwrite(text, 1, digits, visit->output);
        else {
            html_text(visit->output, before);
            text++;
        }
    }
    html_text(visit->output, text);
}

/* --- addresses ----------------------------------------------------------------------------------------------- */

void address_write(FILE *output, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~@";

    for (; *text != '\0'; text++)
        if (strchr(plain, *text) != NULL)
            (void)fputc(*text, output);
        else
            (void)fprintf(output, "%%%02X", (unsigned char)*text);
}

static void field_write(FILE *output, const char *name, const char *value, char *between)
{
    if (value == NULL) return;
    (void)fprintf(output, "%s%s=", *between == '?' ? "?" : "&amp;", name);
    address_write(output, value);
    *between = '&';
}

void filters_write(FILE *output, const struct visit *visit)
{
    char between = '?';

    for (int index = 0; index < CARRIED; index++)
        field_write(output, carried[index], visit_field(visit, carried[index]), &between);
}

void link_write(FILE *output, const char *address, const char *label)
{
    (void)fprintf(output, "<a href=\"%s\">", address);
    html_text(output, label);
    (void)fputs("</a>", output);
}

void again_write(FILE *output, const struct visit *visit, const char *extension, const char *name, const char *value)
{
    char between = '?';

    html_text(output, visit->path);
    (void)fputs(extension, output);
    for (int index = 0; index < visit->address_count; index++)
        if (name == NULL || strcmp(visit->fields[index].name, name) != 0)
            field_write(output, visit->fields[index].name, visit->fields[index].value, &between);
    if (name != NULL) field_write(output, name, value, &between);
}

/* --- the frame ----------------------------------------------------------------------------------------------- */

static void navigation(struct visit *visit)
{
    const struct {
        const char *path, *label;
    } places[] = {{"/", TR("Home", "Accueil")},
                  {"/imports", TR("Import", "Importer")},
                  {"/transfers", TR("Transfers", "Transferts")},
                  {"/institutions", TR("Institutions", "Établissements")},
                  {"/entities", TR("Bodies", "Collectivités")},
                  {"/findings", TR("Findings", "Constats")},
                  {"/flows", TR("Flows", "Flux")},
                  {"/map", TR("Map", "Carte")},
                  {"/journal", TR("Journal", "Journal")},
                  {"/reports", TR("Reports", "États")},
                  {"/glossary", TR("Glossary", "Glossaire")},
                  {"/state", TR("State of the data", "État des données")}};

    (void)fprintf(visit->output, "<nav class=\"site\" aria-label=\"%s\"><ul>\n", TR("Main", "Navigation principale"));
    for (size_t index = 0; index < sizeof places / sizeof places[0]; index++) {
        size_t length = strlen(places[index].path);
        bool here = length == 1 ? strcmp(visit->path, "/") == 0 : strncmp(visit->path, places[index].path, length) == 0;
        (void)fprintf(visit->output, "<li><a href=\"%s", places[index].path);
        filters_write(visit->output, visit);
        (void)fprintf(visit->output, "\"%s>%s</a></li>\n", here ? " aria-current=\"page\"" : "", places[index].label);
    }
    (void)fputs("</ul></nav>\n", visit->output);
}

static void input(struct visit *visit, const char *name, const char *label, const char *hint, const char *value)
{
    (void)fprintf(visit->output, "<label>%s <input name=\"%s\" placeholder=\"%s\" value=\"", label, name, hint);
    html_text(visit->output, value != NULL ? value : "");
    (void)fputs("\"></label>\n", visit->output);
}

/* What the page asks beside these stays as it is. */
static void filter_form(struct visit *visit)
{
    (void)fputs("<form class=\"filters\" method=\"get\" action=\"", visit->output);
    html_text(visit->output, visit->path);
    (void)fprintf(visit->output, "\" role=\"search\" aria-label=\"%s\">\n", TR("Filters", "Filtres"));
    input(visit, "entity", TR("Body", "Collectivité"), TR("SIREN or name", "SIREN ou nom"),
          visit_field(visit, "entity"));
    input(visit, "year", TR("Years", "Exercices"), "2021..2023", visit_field(visit, "year"));
    input(visit, "scope", TR("Scope", "Périmètre"), "culture", visit_field(visit, "scope"));
    input(visit, "as-of", TR("As known on", "Connu au"), "2021-06-30", visit_field(visit, "as-of"));
    for (int index = 0; index < visit->address_count; index++) {
        bool shown = strcmp(visit->fields[index].name, "page") == 0;
        for (int known = 0; known < CARRIED && !shown; known++)
            shown = strcmp(visit->fields[index].name, carried[known]) == 0;
        if (shown) continue;
        (void)fputs("<input type=\"hidden\" name=\"", visit->output);
        html_text(visit->output, visit->fields[index].name);
        (void)fputs("\" value=\"", visit->output);
        html_text(visit->output, visit->fields[index].value);
        (void)fputs("\">\n", visit->output);
    }
    (void)fprintf(visit->output, "<button>%s</button>\n</form>\n", TR("Apply", "Appliquer"));
}

static void language_link(struct visit *visit)
{
    bool french = language_get() == LANGUAGE_FRENCH;
    char between = '?', *address = NULL;
    size_t size = 0;
    FILE *back = open_memstream(&address, &size);

    if (back == NULL) return;
    (void)fputs(visit->path, back);
    for (int index = 0; index < visit->address_count; index++) {
        (void)fprintf(back, "%c%s=", between, visit->fields[index].name);
        address_write(back, visit->fields[index].value);
        between = '&';
    }
    (void)fclose(back);
    (void)fprintf(visit->output, "<a class=\"language\" hreflang=\"%s\" lang=\"%s\" href=\"/language?to=%s&amp;back=",
                  french ? "en" : "fr", french ? "en" : "fr", french ? "en" : "fr");
    address_write(visit->output, address);
    (void)fprintf(visit->output, "\">%s</a>\n", french ? "English" : "Français");
    free(address);
}

void page_begin(struct visit *visit, const char *title)
{
    FILE *output = visit->output;

    visit->sections = 0;
    (void)fprintf(output,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
                  language_get() == LANGUAGE_FRENCH ? "fr" : "en");
    html_text(output, title);
    (void)fputs(" — Contrepartie</title>\n<link rel=\"stylesheet\" href=\"/assets/report.css\">\n"
                "<link rel=\"stylesheet\" href=\"/assets/site.css\">\n<link rel=\"icon\" href=\"/assets/icon.svg\">\n"
                "<script src=\"/assets/site.js\" defer></script>\n</head>\n<body>\n",
                output);
    (void)fprintf(
        output,
        "<a class=\"skip\" href=\"#content\">%s</a>\n<header>\n<p class=\"brand\"><a href=\"/\">Contrepartie</a></p>\n",
        TR("Skip to the content", "Aller au contenu"));
    language_link(visit);
    navigation(visit);
    filter_form(visit);
    (void)fputs("</header>\n<main id=\"content\">\n<h1>", output);
    html_text(output, title);
    (void)fputs("</h1>\n", output);
    if (is_incognito(visit))
        (void)fprintf(output, "<p class=\"notice\">%s</p>\n",
                      TR("Amounts are hidden (--incognito).", "Les montants sont masqués (--incognito)."));
}

void page_end(struct visit *visit)
{
    (void)fprintf(
        visit->output,
        "</main>\n<footer><p>contrepartie %s · <a href=\"/glossary#limits\">%s</a></p></footer>\n</body>\n</html>\n",
        CONTREPARTIE_VERSION, TR("What this tool does not say", "Ce que cet outil ne dit pas"));
}

void form_begin(struct visit *visit, const char *address)
{
    (void)fputs("<form method=\"post\" action=\"", visit->output);
    html_text(visit->output, address);
    (void)fputs("\">\n<input type=\"hidden\" name=\"back\" value=\"", visit->output);
    again_write(visit->output, visit, "", NULL, NULL);
    (void)fputs("\">\n", visit->output);
}

/* --- tables -------------------------------------------------------------------------------------------------- */

/* Columns that lead to a page of their own, in every report. */
static const struct {
    const char *column, *page;
} known_pages[] = {{"siren", "/entities/"},
                   {"funder", "/entities/"},
                   {"from", "/entities/"},
                   {"to", "/entities/"},
                   {"via", "/entities/"},
                   {"counterparty", "/entities/"},
                   {"institution", "/institutions/"},
                   {"transfer", "/transfers/"},
                   {"document", "/documents/"}};

const char *row_word(const struct report *report, const char *const *values, const char *name)
{
    for (int column = 0; column < report->column_count; column++)
        if (strcmp(report->columns[column].name, name) == 0) return values[column] != NULL ? values[column] : "";
    return "";
}

static bool is_listed(const char *names, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = names; *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strcspn(at, ",") == length && strncmp(at, name, length) == 0) return true;
    return false;
}

/* The places of an address filled with the row's values; false when one of them is empty. */
static bool template_fill(const struct report *report, const char *const *values, const char *template,
                          struct buffer *address)
{
    buffer_clear(address);
    while (*template != '\0') {
        char column[32], *encoded = NULL;
        size_t length = strcspn(template, "{"), size = 0;
        const char *value;
        FILE *memory;
        buffer_write(address, template, length);
        template += length;
        if (*template == '\0') break;
        (void)snprintf(column, sizeof column, "%.*s", (int)strcspn(template + 1, "}"), template + 1);
        template += strcspn(template, "}") + 1;
        value = row_word(report, values, column);
        if (*value == '\0' || (memory = open_memstream(&encoded, &size)) == NULL) return false;
        address_write(memory, value);
        (void)fclose(memory);
        buffer_text(address, encoded);
        free(encoded);
    }
    return true;
}

/* Where a cell leads: the report's own ways first, then the page that every column of that name has. */
static bool lead_find(const struct report *report, const char *const *values, const char *name, struct buffer *address)
{
    char template[64];

    for (int index = 0; index < report->lead_count; index++)
        if (is_listed(report->leads[index].columns, name) &&
            (report->leads[index].column[0] == '\0' ||
             strcmp(row_word(report, values, report->leads[index].column), report->leads[index].value) == 0) &&
            template_fill(report, values, report->leads[index].address, address))
            return true;
    for (size_t index = 0; index < sizeof known_pages / sizeof known_pages[0]; index++) {
        if (strcmp(known_pages[index].column, name) != 0) continue;
        (void)snprintf(template, sizeof template, "%s{%s}", known_pages[index].page, name);
        return template_fill(report, values, template, address);
    }
    return false;
}

static void cell_write(struct visit *visit, const struct report *report, int column, const char *const *values)
{
    const struct column *shape = &report->columns[column];
    struct buffer address CLEAN_BUFFER = {0};
    const char *value = values[column];
    bool leads = value != NULL && *value != '\0' && lead_find(report, values, shape->name, &address);
    char text[96];

    html_cell_begin(visit->output, shape, value_display(shape, value, text, sizeof text));
    if (leads) {
        (void)fputs("<a href=\"", visit->output);
        html_text(visit->output, buffer_cstring(&address));
        (void)fputs("\">", visit->output);
    }
    if (is_incognito(visit) && (shape->type == COLUMN_MONEY || shape->type == COLUMN_RATIO ||
                                strcmp(shape->name, "found") == 0 || strcmp(shape->name, "expected") == 0))
        (void)fputs(value != NULL && *value != '\0' ? HIDDEN : "", visit->output);
    else
        text_write(visit, value_display(shape, value, text, sizeof text));
    (void)fputs(leads ? "</a></td>" : "</td>", visit->output);
}

struct table {
    struct visit *visit;
    const struct section *section;
    const struct report *report;
    const char *title;
    long first, rows; /* first: of the rows that this page shows */
};

static void table_begin(void *state, const struct column *columns, int count)
{
    (void)state;
    (void)columns;
    (void)count;
}

static bool is_shown(const struct table *table, int column)
{
    const char *without = table->section->without;

    return !table->report->columns[column].hidden &&
           (without == NULL || !is_listed(without, table->report->columns[column].name));
}

/* With the first row: a table without any says nothing. */
static void table_head(const struct table *table)
{
    const struct column *columns = table->report->columns;
    FILE *output = table->visit->output;

    (void)fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", output);
    html_text(output, table->title);
    (void)fputs("\"><table>\n<caption class=\"hidden\">", output);
    html_text(output, table->title);
    (void)fputs("</caption>\n<thead><tr>", output);
    for (int index = 0; index < table->report->column_count; index++)
        if (is_shown(table, index)) {
            (void)fprintf(output, "<th scope=\"col\"%s>", html_is_number(&columns[index]) ? " class=\"n\"" : "");
            html_text(output, columns[index].label[language_get()]);
            (void)fputs("</th>", output);
        }
    if (table->section->actions != NULL) (void)fprintf(output, "<th scope=\"col\">%s</th>", TR("Decide", "Décider"));
    (void)fputs("</tr></thead>\n<tbody>\n", output);
}

static void table_row(void *state, const char *const *values)
{
    struct table *table = state;

    if (++table->rows <= table->first || table->rows > table->first + ROWS_A_PAGE) return;
    if (table->rows == table->first + 1) table_head(table);
    (void)fputs("<tr>", table->visit->output);
    for (int index = 0; index < table->report->column_count; index++)
        if (is_shown(table, index)) cell_write(table->visit, table->report, index, values);
    if (table->section->actions != NULL) {
        (void)fputs("<td>", table->visit->output);
        table->section->actions(table->visit, table->report, values);
        (void)fputs("</td>", table->visit->output);
    }
    (void)fputs("</tr>\n", table->visit->output);
}

static void table_end(void *state)
{
    struct table *table = state;

    if (table->rows > table->first) (void)fputs("</tbody></table></div>\n", table->visit->output);
}

/* The filters that a report has no use for are left out; says which. */
static void keep_applicable(const struct report *report, struct question *question, struct buffer *left_out)
{
    struct {
        const char **value, *parameter, *label;
    } filters[] = {{&question->entity, "siren", TR("body", "collectivité")},
                   {&question->year, "year_first", TR("year", "exercice")},
                   {&question->account, "account", TR("account", "compte")},
                   {&question->function, "function", TR("function", "fonction")},
                   {&question->document, "document", TR("document", "document")},
                   {&question->book, "book", TR("book", "livre")},
                   {&question->transfer, "transfer", TR("transfer", "transfert")},
                   {&question->scope, "predicate", TR("scope", "périmètre")}};

    for (size_t index = 0; index < sizeof filters / sizeof filters[0]; index++) {
        if (*filters[index].value == NULL || report_takes(report, filters[index].parameter)) continue;
        buffer_format(left_out, "%s%s", left_out->length > 0 ? ", " : "", filters[index].label);
        *filters[index].value = NULL;
    }
}

/* The question as an address of /reports/NAME. */
static void report_address(FILE *output, const struct section *section, const char *extension)
{
    const struct question *question = &section->question;
    char between = '?';

    (void)fprintf(output, "/reports/%s%s", section->report, extension);
    field_write(output, "entity", question->entity, &between);
    field_write(output, "year", question->year, &between);
    field_write(output, "scope", question->scope, &between);
    field_write(output, "account", question->account, &between);
    field_write(output, "function", question->function, &between);
    field_write(output, "document", question->document, &between);
    field_write(output, "book", question->book, &between);
    field_write(output, "transfer", question->transfer, &between);
    field_write(output, "as-of", question->as_of, &between);
    field_write(output, "name", question->name, &between);
}

static void ways_out(struct visit *visit, const struct section *section, const struct table *table)
{
    static const char *const extensions[] = {".xlsx", ".ods", ".csv-fr", ".csv", ".json"};
    static const char *const labels[] = {"XLSX", "ODS", "CSV (Excel)", "CSV", "JSON"};
    bool cut = table->rows > table->first + ROWS_A_PAGE;
    char page[24];

    if (table->rows <= table->first)
        (void)fprintf(visit->output, "<p class=\"source\">%s</p>\n", TR("No rows.", "Aucune ligne."));
    if (table->rows == 0) return;
    (void)fputs("<p class=\"source ways\">", visit->output);
    if (table->first > 0 || cut) {
        long last = cut ? table->first + ROWS_A_PAGE : table->rows;
        (void)fprintf(visit->output, TR("Rows %ld to %ld. ", "Lignes %ld à %ld. "), table->first + 1, last);
    }
    if (table->first > 0) {
        (void)snprintf(page, sizeof page, "%ld", table->first / ROWS_A_PAGE);
        (void)fputs("<a href=\"", visit->output);
        again_write(visit->output, visit, "", "page", page);
        (void)fprintf(visit->output, "\">%s</a> ", TR("Previous", "Précédentes"));
    }
    if (cut && strncmp(visit->path, "/reports/", 9) != 0 && strcmp(visit->path, "/journal") != 0) {
        (void)fputs("<a href=\"", visit->output);
        report_address(visit->output, section, "");
        (void)fprintf(visit->output, "\">%s</a> ", TR("All of them", "Toutes"));
    } else if (cut) {
        (void)snprintf(page, sizeof page, "%ld", table->first / ROWS_A_PAGE + 2);
        (void)fputs("<a href=\"", visit->output);
        again_write(visit->output, visit, "", "page", page);
        (void)fprintf(visit->output, "\">%s</a> ", TR("Next", "Suivantes"));
    }
    if (!is_incognito(visit))
        for (size_t index = 0; index < sizeof extensions / sizeof extensions[0]; index++) {
            (void)fputs("<a href=\"", visit->output);
            report_address(visit->output, section, extensions[index]);
            (void)fprintf(visit->output, "\" aria-label=\"%s : ", labels[index]);
            html_text(visit->output, table->title);
            (void)fprintf(visit->output, "\">%s</a> ", labels[index]);
        }
    (void)fputs("</p>\n", visit->output);
}

bool report_look_up(const char *name, struct report *ret_report, struct failure *failure)
{
    if (report_find(name, ret_report)) return true;
    (void)fail(failure, OUTCOME_NO_INPUT, TR("no report is called %s", "aucun état ne s'appelle %s"), name);
    return fail_remedy(failure, "%s", TR("The page “Reports” lists them.", "La page « États » en donne la liste."));
}

bool section_write(struct visit *visit, const struct section *asked, struct failure *failure)
{
    struct section section = *asked;
    struct report report;
    struct filters filters = {0};
    struct buffer left_out CLEAN_BUFFER = {0};
    struct table table = {.visit = visit, .section = &section, .report = &report};
    struct renderer renderer = {table_begin, table_row, table_end, &table};
    const char *page = visit_field(visit, "page");
    long rows;
    bool done = true;

    if (!report_look_up(section.report, &report, failure)) return false;
    table.title = section.title != NULL ? section.title : report.title[language_get()];
    if (visit->sections++ == 0 && page != NULL && strspn(page, "0123456789") == strlen(page) && strlen(page) < 8 &&
        strtol(page, NULL, 10) > 1)
        table.first = (strtol(page, NULL, 10) - 1) * ROWS_A_PAGE;
    report.rows_max = table.first + ROWS_A_PAGE + 1;
    keep_applicable(&report, &section.question, &left_out);
    if (!section.bare) {
        (void)fputs("<h2>", visit->output);
        html_text(visit->output, table.title);
        (void)fputs("</h2>\n", visit->output);
    }
    if (section.note) {
        (void)fputs("<p class=\"source\">", visit->output);
        html_text(visit->output, report.about[language_get()]);
        (void)fputs("</p>\n", visit->output);
    }
    if (left_out.length > 0)
        (void)fprintf(visit->output, "<p class=\"notice\">%s %s</p>\n", TR("Not limited by:", "Non limité par :"),
                      left_out.bytes);
    if (section.rows != NULL)
        kept_give(section.rows, &renderer);
    else
        done = question_read(&section.question, visit->database, &report, &filters, failure) &&
               question_known(&section.question, &filters, visit->database, failure) &&
               question_run(&section.question, visit->database, &report, &filters, &renderer, &rows, failure);
    buffer_free(&filters.predicate);
    if (done) ways_out(visit, &section, &table);
    return done;
}

bool table_write(struct visit *visit, const struct report *report, const char *title, const char *const *values,
                 struct failure *failure)
{
    struct section section = {.report = report->name};
    struct table table = {.visit = visit, .section = &section, .report = report, .title = title};
    struct renderer renderer = {table_begin, table_row, table_end, &table};
    long rows;

    (void)fputs("<h2>", visit->output);
    html_text(visit->output, title);
    (void)fputs("</h2>\n", visit->output);
    return report_run(visit->database, report, values, &renderer, &rows, failure);
}

bool rows_read(struct visit *visit, const char *name, const struct question *question, struct kept *kept,
               struct failure *failure)
{
    struct filters filters = {0};
    struct renderer keep = kept_renderer(kept);
    long rows;
    bool done;

    if (!report_look_up(name, &kept->report, failure)) return false;
    done = question_read(question, visit->database, &kept->report, &filters, failure) &&
           question_known(question, &filters, visit->database, failure) &&
           question_run(question, visit->database, &kept->report, &filters, &keep, &rows, failure);
    buffer_free(&filters.predicate);
    return done;
}
