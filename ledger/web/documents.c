/* A document: what it is, what was found in it, what it holds; its bytes; to undo it. And an entry down to its line. */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"
#include "contrepartie/text.h"

#include <stdlib.h>
#include <string.h>

#define BEFORE     4 /* lines of the file around the one that is asked for */
#define AFTER      5
#define SEARCHED   40 /* lines of an element that may come before its amount */
#define LINE_SHOWN 300

bool page_document(struct visit *visit, struct failure *failure)
{
    struct question of_it = {.document = visit->operands};
    struct section sections[] = {
        {.report = "documents", .question = of_it, .bare = true},
        {.report = "messages", .title = TR("What was found in it", "Ce qui y a été relevé"), .question = of_it},
        {.report = "checks",
         .without = "document",
         .title = TR("Accounting checks", "Contrôles comptables"),
         .question = of_it},
        {.report = "control",
         .title = TR("Differences with the active source", "Écarts avec la source active"),
         .question = of_it}};
    int32_t siren, number;
    char title[48];

    if (!visit_open(visit, STORE_READER, failure) ||
        !document_look_up(visit->database, visit->operands, &siren, &number, failure))
        return false;
    (void)snprintf(title, sizeof title, "%s %d", TR("Document", "Document"), (int)number);
    page_begin(visit, title);
    (void)fprintf(visit->output, "<p><a href=\"/journal?document=%d\">%s</a> · <a href=\"/originals/%d\">%s</a></p>\n",
                  (int)number, TR("Its entries", "Ses écritures"), (int)number,
                  TR("The original file", "Le fichier d'origine"));
    for (size_t index = 0; index < sizeof sections / sizeof sections[0]; index++)
        if (!section_write(visit, &sections[index], failure)) return false;
    if (!visit->server->options->read_only) {
        (void)fprintf(visit->output, "<h2>%s</h2>\n<p>%s</p>\n", TR("Undo this import", "Annuler cet import"),
                      TR("A new document reverses its entries; nothing is erased.",
                         "Un nouveau document contre-passe ses écritures ; rien n'est effacé."));
        form_begin(visit, visit->path);
        (void)fprintf(
            visit->output,
            "<label>%s <input name=\"reason\" required maxlength=\"200\"></label> <button>%s</button></form>\n",
            TR("Reason", "Motif"), TR("Undo", "Annuler l'import"));
    }
    page_end(visit);
    return true;
}

bool do_undo(struct visit *visit, struct failure *failure)
{
    int32_t document, reversal;

    if (!visit_open(visit, STORE_IMPORTER, failure) ||
        !ledger_undo(visit->database, visit->operands, visit_field(visit, "reason"), &document, &reversal, failure))
        return false;
    visit_go(visit, "/documents/%d", (int)document);
    return true;
}

static bool write_bytes(void *context, const char *bytes, size_t length, struct failure *failure)
{
    if (fwrite(bytes, 1, length, context) == length) return true;
    return fail(failure, OUTCOME_CANNOT_WRITE, TR("the disk is full", "le disque est plein"));
}

bool page_original(struct visit *visit, struct failure *failure)
{
    int32_t siren, number;

    if (is_incognito(visit)) return fail_incognito(failure);
    if (!visit_open(visit, STORE_ADMIN, failure) ||
        !document_look_up(visit->database, visit->operands, &siren, &number, failure) ||
        !original_kept(visit->database, visit->operands, failure) ||
        !original_read(visit->database, siren, number, write_bytes, visit->output, failure))
        return false;
    /* never as a page of ours: it comes from elsewhere */
    visit->type = "application/octet-stream";
    (void)snprintf(visit->file_name, sizeof visit->file_name, "document-%d", (int)number);
    return true;
}

/* --- an entry ------------------------------------------------------------------------------------------------ */

/* The lines of the file around the one that is asked for. */
struct excerpt {
    int64_t cents;
    long wanted, line; /* 1-based */
    size_t length;
    char text[BEFORE + 1 + SEARCHED][LINE_SHOWN + 1];
    long first, count; /* of the lines that are kept */
    bool packed;
};

static void excerpt_end_line(struct excerpt *excerpt)
{
    if (excerpt->line >= excerpt->first && excerpt->count < BEFORE + 1 + SEARCHED)
        excerpt->text[excerpt->count++][excerpt->length] = '\0';
    excerpt->line++;
    excerpt->length = 0;
}

static bool excerpt_take(void *context, const char *bytes, size_t length, struct failure *failure)
{
    struct excerpt *excerpt = context;

    (void)failure;
    if (excerpt->line == 1 && excerpt->length == 0 && length > 1 &&
        (memcmp(bytes, "\x1F\x8B", 2) == 0 || memcmp(bytes, "PK", 2) == 0))
        excerpt->packed = true;
    for (size_t index = 0; index < length; index++) {
        if (bytes[index] == '\n')
            excerpt_end_line(excerpt);
        else if (excerpt->length < LINE_SHOWN) {
            if (excerpt->line >= excerpt->first && excerpt->count < BEFORE + 1 + SEARCHED)
                excerpt->text[excerpt->count][excerpt->length] = bytes[index];
            excerpt->length++;
        }
    }
    return true;
}

/* A number of the line, with a point or a comma, is that amount. */
static bool holds(const char *line, int64_t cents)
{
    while (*(line += strcspn(line, "0123456789")) != '\0') {
        char number[40];
        size_t length = strspn(line, "0123456789.,");
        int64_t found = 0;
        if (length < sizeof number) {
            memcpy(number, line, length);
            number[length] = '\0';
            for (char *comma = number; (comma = strchr(comma, ',')) != NULL;)
                *comma = '.';
            if (money_read(number, length, &found) == MONEY_READ && found == cents) return true;
        }
        line += length;
    }
    return false;
}

/* As it stands in the file: bytes that are no UTF-8 are read as ISO-8859-1, as these files are. */
static void line_write(FILE *output, const char *text, long number, bool here)
{
    bool utf8 = text_is_utf8(text);

    (void)fprintf(output, "<li value=\"%ld\"%s><code>", number, here ? " class=\"here\"" : "");
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        char letter[3] = {*at, '\0', '\0'};
        if (!utf8 && byte >= 0x80) {
            letter[0] = (char)(0xC0 | byte >> 6);
            letter[1] = (char)(0x80 | (byte & 0x3F));
        }
        if (byte >= 0x20 || byte == '\t') html_text(output, letter);
    }
    (void)fprintf(output, "%s</code></li>\n", strlen(text) == LINE_SHOWN ? "…" : "");
}

/* The line marked is that of the amount: an element may begin some lines before it. */
static void excerpt_write(const struct excerpt *excerpt, FILE *output)
{
    long wanted = excerpt->wanted - excerpt->first, here = wanted;

    while (here < excerpt->count && !holds(excerpt->text[here], excerpt->cents))
        here++;
    if (here >= excerpt->count) here = wanted; /* computed from what the line says */
    for (long line = 0; line < excerpt->count && line <= here + AFTER; line++)
        line_write(output, excerpt->text[line], excerpt->first + line, line == here);
}

/* Who may read originals sees the lines; others, where they are. */
static void source_write(struct visit *visit, const char *document, const char *line, const char *amount)
{
    struct excerpt excerpt = {.wanted = strtol(line, NULL, 10), .line = 1, .cents = kept_cents(amount)};
    struct failure failure = {.outcome = OUTCOME_DONE};
    int32_t siren, number;

    excerpt.first = excerpt.wanted > BEFORE ? excerpt.wanted - BEFORE : 1;
    (void)fprintf(visit->output, "<h2>%s</h2>\n", TR("The line of the file", "La ligne du fichier"));
    if (excerpt.wanted == 0) {
        (void)fprintf(visit->output, "<p class=\"notice\">%s</p>\n",
                      TR("This entry comes from a decision taken in the ledger: its document says which.",
                         "Cette écriture vient d'une décision prise dans le grand livre : son document dit laquelle."));
        return;
    }
    if (visit_open(visit, STORE_ADMIN, &failure) &&
        document_look_up(visit->database, document, &siren, &number, &failure) &&
        original_kept(visit->database, document, &failure) &&
        original_read(visit->database, siren, number, excerpt_take, &excerpt, &failure) && !excerpt.packed) {
        if (excerpt.length > 0) excerpt_end_line(&excerpt);
        (void)fputs("<ol class=\"lines\">\n", visit->output);
        excerpt_write(&excerpt, visit->output);
        (void)fputs("</ol>\n", visit->output);
    }
    if (excerpt.packed)
        (void)fprintf(
            visit->output, "<p class=\"notice\">%s</p>\n",
            TR("The file is compressed, or a workbook: its lines are not shown here. The line is the row of the sheet.",
               "Le fichier est compressé, ou un classeur : ses lignes ne sont pas affichées ici. La ligne est celle de "
               "la feuille."));
    if (failure.outcome != OUTCOME_DONE) {
        (void)fputs("<p class=\"notice\">", visit->output);
        html_text(visit->output, failure.message);
        (void)fputs("</p>\n", visit->output);
    }
}

/* /entries/DOCUMENT/SIREN/ENTRY */
bool page_entry(struct visit *visit, struct failure *failure)
{
    char document[12] = "", siren[16] = "", number[12] = "", title[80];
    struct kept entry __attribute__((cleanup(kept_free))) = {.count = 0};
    struct renderer keep = kept_renderer(&entry);
    long rows;

    if (sscanf(visit->operands, "%11[0-9]/%14[0-9]/%11[0-9]", document, siren, number) != 3)
        return fail(failure, OUTCOME_USAGE,
                    TR("an entry is DOCUMENT/SIREN/NUMBER", "une écriture est DOCUMENT/SIREN/NUMÉRO"));
    if (!visit_open(visit, STORE_READER, failure) || !report_find("entry", &entry.report) ||
        !report_run(visit->database, &entry.report, (const char *const[]){document, siren, number}, &keep, &rows,
                    failure))
        return false;
    if (rows == 0) {
        (void)fail(failure, OUTCOME_NO_INPUT, TR("there is no entry %s", "il n'y a pas d'écriture %s"),
                   visit->operands);
        return fail_remedy(
            failure, "%s",
            TR("An entry is DOCUMENT/SIREN/NUMBER: the journal has them all, and each figure leads to its own.",
               "Une écriture est DOCUMENT/SIREN/NUMÉRO : le journal les a toutes, et chaque chiffre mène aux "
               "siennes."));
    }
    (void)snprintf(title, sizeof title, "%s %s, %s %s", TR("Entry", "Écriture"), number, TR("document", "document"),
                   document);
    page_begin(visit, title);
    (void)fputs("<dl class=\"entry\">\n", visit->output);
    for (int column = 0; column < entry.report.column_count; column++) {
        const struct column *shape = &entry.report.columns[column];
        char text[96];
        if (entry.cells[column] == NULL || *entry.cells[column] == '\0') continue;
        (void)fputs("<dt>", visit->output);
        html_text(visit->output, shape->label[language_get()]);
        (void)fputs("</dt><dd>", visit->output);
        if (strcmp(shape->name, "document") == 0)
            (void)fprintf(visit->output, "<a href=\"/documents/%s\">%s</a>", entry.cells[column], entry.cells[column]);
        else if (is_incognito(visit) && shape->type == COLUMN_MONEY)
            (void)fputs(HIDDEN, visit->output);
        else
            html_text(visit->output, value_display(shape, entry.cells[column], text, sizeof text));
        (void)fputs("</dd>\n", visit->output);
    }
    (void)fputs("</dl>\n", visit->output);
    if (!is_incognito(visit))
        source_write(visit, kept_word(&entry, 0, "document"), kept_word(&entry, 0, "line"),
                     kept_word(&entry, 0, "amount"));
    page_end(visit);
    return true;
}
