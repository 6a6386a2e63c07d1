/* A document: what it is, what was found in it, what it holds; its bytes; to undo it. And an entry down to its line. */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "contrepartie/text.h"
#include "report/kept.h"

#include <stdlib.h>
#include <string.h>

#define BEFORE     4 /* lines of the file around the one that is asked for */
#define AFTER      5
#define LINE_SHOWN 300

bool page_document(struct visit *visit, struct failure *failure)
{
    struct question of_it = {.document = visit->operands};
    struct section sections[] = {{.report = "documents", .question = of_it, .bare = true},
                                 {.report = "messages", .question = of_it},
                                 {.report = "checks", .question = of_it},
                                 {.report = "control", .question = of_it}};
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

struct excerpt {
    FILE *output;
    long wanted, line; /* 1-based */
    size_t length;
    char text[LINE_SHOWN + 1];
    bool packed;
};

/* As it stands in the file: bytes that are no UTF-8 are read as ISO-8859-1, as these files are. */
static void line_write(struct excerpt *excerpt)
{
    bool utf8;

    excerpt->text[excerpt->length] = '\0';
    utf8 = text_is_utf8(excerpt->text);
    (void)fprintf(excerpt->output, "<li value=\"%ld\"%s><code>", excerpt->line,
                  excerpt->line == excerpt->wanted ? " class=\"here\"" : "");
    for (size_t index = 0; index < excerpt->length; index++) {
        unsigned char byte = (unsigned char)excerpt->text[index];
        char letter[3] = {(char)byte, '\0', '\0'};
        if (!utf8 && byte >= 0x80) {
            letter[0] = (char)(0xC0 | byte >> 6);
            letter[1] = (char)(0x80 | (byte & 0x3F));
        }
        if (byte >= 0x20 || byte == '\t') html_text(excerpt->output, letter);
    }
    (void)fprintf(excerpt->output, "%s</code></li>\n", excerpt->length == LINE_SHOWN ? "…" : "");
}

static bool excerpt_take(void *context, const char *bytes, size_t length, struct failure *failure)
{
    struct excerpt *excerpt = context;

    (void)failure;
    if (excerpt->line == 1 && excerpt->length == 0 && length > 1 &&
        (memcmp(bytes, "\x1F\x8B", 2) == 0 || memcmp(bytes, "PK", 2) == 0))
        excerpt->packed = true;
    for (size_t index = 0; index < length; index++) {
        bool shown = excerpt->line >= excerpt->wanted - BEFORE && excerpt->line <= excerpt->wanted + AFTER;
        if (bytes[index] == '\n') {
            if (shown && !excerpt->packed) line_write(excerpt);
            excerpt->line++;
            excerpt->length = 0;
        } else if (shown && excerpt->length < LINE_SHOWN)
            excerpt->text[excerpt->length++] = bytes[index];
    }
    return true;
}

/* Who may read originals sees the lines; others, where they are. */
static void source_write(struct visit *visit, const char *document, const char *line)
{
    struct excerpt excerpt = {.output = visit->output, .wanted = strtol(line, NULL, 10), .line = 1};
    struct failure failure = {.outcome = OUTCOME_DONE};
    int32_t siren, number;

    (void)fprintf(visit->output, "<h2>%s</h2>\n<ol class=\"lines\">\n",
                  TR("The line of the file", "La ligne du fichier"));
    if (visit_open(visit, STORE_ADMIN, &failure) &&
        document_look_up(visit->database, document, &siren, &number, &failure) &&
        original_kept(visit->database, document, &failure) &&
        original_read(visit->database, siren, number, excerpt_take, &excerpt, &failure) && excerpt.length > 0 &&
        !excerpt.packed && excerpt.line <= excerpt.wanted + AFTER)
        line_write(&excerpt);
    (void)fputs("</ol>\n", visit->output);
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
    if (rows == 0)
        return fail(failure, OUTCOME_NO_INPUT, TR("there is no such entry", "il n'y a pas de telle écriture"));
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
    if (!is_incognito(visit)) source_write(visit, kept_word(&entry, 0, "document"), kept_word(&entry, 0, "line"));
    page_end(visit);
    return true;
}
