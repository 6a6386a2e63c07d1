/* What is sent, and what became of it: the form, the report on each file, the same file again in another way. */
#include "web/queue.h"

#include "contrepartie/buffer.h"
#include "contrepartie/mapping.h"
#include "contrepartie/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool reason_given(const struct visit *visit, struct failure *failure)
{
    return visit_field(visit, "override") == NULL || visit_field(visit, "reason") != NULL ||
           fail(failure, OUTCOME_USAGE,
                TR("--override needs --reason: it is kept with the document",
                   "passer outre demande un motif : il est conservé avec le document"));
}

/* What came in a field of the form that takes one file. */
static const char *sent_as(const struct visit *visit, const char *field)
{
    for (int index = 0; index < visit->upload_count; index++)
        if (strcmp(visit->uploads[index].field, field) == 0) return visit->uploads[index].path;
    return NULL;
}

bool do_import(struct visit *visit, struct failure *failure)
{
    size_t first = 0;
    int given = 0;

    if (!reason_given(visit, failure)) return false;
    for (int index = 0; index < visit->upload_count; index++) {
        size_t number;
        if (strcmp(visit->uploads[index].field, "file") != 0) continue;
        number = queue_give(visit->server->imports, visit, &visit->uploads[index], sent_as(visit, "mapping"),
                            sent_as(visit, "expected"));
        if (given++ == 0) first = number;
    }
    if (given == 0) return fail(failure, OUTCOME_USAGE, TR("which file?", "quel fichier ?"));
    if (given == 1)
        visit_go(visit, "/imports/%zu", first);
    else
        visit_go(visit, "/imports");
    return true;
}

/* The same file, with other options. */
bool do_import_again(struct visit *visit, struct failure *failure)
{
    struct job *job = queue_find_done(visit, failure);

    return job != NULL && reason_given(visit, failure) && queue_give_again(visit, job, job->mapping, failure);
}

bool sent_file(const struct visit *visit, char *path, size_t size, struct failure *failure)
{
    struct job *job = queue_find_done(visit, failure);

    if (job != NULL) (void)snprintf(path, size, "%s", job->path);
    return job != NULL;
}

bool import_mapped(struct visit *visit, const struct mapping *mapping, struct failure *failure)
{
    struct job *job = queue_find_done(visit, failure);
    char path[640];
    int descriptor;
    FILE *file;
    bool done;

    if (job == NULL) return false;
    (void)snprintf(path, sizeof path, "%s-mapping-XXXXXX", job->path);
    descriptor = mkostemp(path, O_CLOEXEC);
    file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (file == NULL)
        return fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"), strerror(errno));
    mapping_write(file, mapping);
    done = fclose(file) == 0 ||
           fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"), strerror(errno));
    done = done && queue_give_again(visit, job, path, failure);
    (void)unlink(path); /* the job has its own */
    return done;
}

/* --- pages --------------------------------------------------------------------------------------------------- */

static const char *level_word(enum message_level level)
{
    if (level == MESSAGE_ERROR) return TR("✗ error", "✗ erreur");
    return level == MESSAGE_WARNING ? TR("▲ warning", "▲ alerte") : TR("● notice", "● information");
}

static const char *became(const struct item *item)
{
    if (!item->answered) return TR("not read", "non lu");
    switch (item->result.status) {
    case IMPORT_POSTED:
        return TR("posted", "importé");
    case IMPORT_REPLACED:
        return TR("posted, in the place of another", "importé, en remplacement");
    case IMPORT_CONTROL:
        return TR("held as a control", "conservé comme contrôle");
    case IMPORT_UNCHANGED:
        return TR("already imported: nothing was written", "déjà importé : rien n'a été écrit");
    case IMPORT_CHECKED:
        return TR("checked: nothing was written", "contrôlé : rien n'a été écrit");
    default:
        return TR("refused: nothing was written", "refusé : rien n'a été écrit");
    }
}

/* The report on one file: rule, place, found, expected; the worst first. */
static void messages_write(struct visit *visit, const struct messages *messages)
{
    FILE *output = visit->output;
    const char *headings[] = {
        TR("Level", "Niveau"), TR("Rule", "Règle"),       TR("Line", "Ligne"), TR("Element", "Élément"),
        TR("Found", "Trouvé"), TR("Expected", "Attendu"), TR("Times", "Fois"), TR("What and who", "Quoi et par qui")};

    (void)fprintf(output,
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table class=\"messages\">\n"
                  "<caption>%s</caption><thead><tr>",
                  TR("What was found", "Ce qui a été relevé"), TR("What was found", "Ce qui a été relevé"));
    for (size_t index = 0; index < sizeof headings / sizeof headings[0]; index++)
        (void)fprintf(output, "<th scope=\"col\">%s</th>", headings[index]);
    (void)fputs("</tr></thead><tbody>\n", output);
    for (int level = MESSAGE_ERROR; level >= MESSAGE_NOTICE; level--)
        for (size_t index = 0; index < messages->count; index++) {
            const struct message *message = &messages->all[index];
            if ((int)message->level != level) continue;
            (void)fprintf(output, "<tr><td>%s</td><td>%s</td><td class=\"n\">", level_word(message->level),
                          message->code);
            if (message->line > 0) (void)fprintf(output, "%ld", message->line);
            (void)fputs("</td><td>", output);
            html_text(output, message->path);
            (void)fputs("</td><td>", output);
            html_text(output, is_incognito(visit) && message->found[0] != '\0' ? HIDDEN : message->found);
            (void)fputs("</td><td>", output);
            html_text(output, is_incognito(visit) && message->expected[0] != '\0' ? HIDDEN : message->expected);
            (void)fprintf(output, "</td><td class=\"n\">%ld</td><td>", message->occurrences);
            text_write(visit, message->text);
            (void)fputs("</td></tr>\n", output);
        }
    (void)fputs("</tbody></table></div>\n", output);
}

static bool has_error(const struct messages *messages, const char *code, size_t length)
{
    for (size_t index = 0; index < messages->count; index++)
        if (messages->all[index].level == MESSAGE_ERROR && strncmp(messages->all[index].code, code, length) == 0)
            return true;
    return false;
}

/* The checks (2xx) that refused it, with commas between. */
static void overridable(const struct messages *messages, char *codes, size_t size)
{
    size_t used = 0;

    codes[0] = '\0';
    for (size_t index = 0; index < messages->count; index++) {
        const struct message *message = &messages->all[index];
        const char *dash = strchr(message->code, '-');
        if (message->level != MESSAGE_ERROR || dash == NULL || dash[1] != '2' || strstr(codes, message->code) != NULL)
            continue;
        used += (size_t)snprintf(codes + used, size - used, "%s%s", used > 0 ? "," : "", message->code);
        if (used >= size) return;
    }
}

static bool is_table(const char *name)
{
    static const char *const endings[] = {".xlsx", ".ods", ".csv", ".tsv", ".txt"};
    size_t length = strlen(name);

    for (size_t index = 0; index < sizeof endings / sizeof endings[0]; index++)
        if (length > strlen(endings[index]) && strcasecmp(name + length - strlen(endings[index]), endings[index]) == 0)
            return true;
    return false;
}

static void again_forms(struct visit *visit, const struct item *item)
{
    char codes[160];

    if (visit->server->options->read_only || item->result.status != IMPORT_REFUSED) return;
    if (item->result.other > 0 || has_error(&item->result.messages, "IMP-1", 5)) {
        form_begin(visit, visit->path);
        (void)fprintf(
            visit->output, "<input type=\"hidden\" name=\"replace\" value=\"1\"><button>%s</button></form>\n",
            TR("Import it in the place of the one that is there", "Importer à la place de celui qui s'y trouve"));
    }
    overridable(&item->result.messages, codes, sizeof codes);
    if (codes[0] == '\0') return;
    form_begin(visit, visit->path);
    (void)fprintf(visit->output,
                  "<input type=\"hidden\" name=\"override\" value=\"%s\"><label>%s <input name=\"reason\" "
                  "required maxlength=\"200\"></label> <button>%s %s</button></form>\n",
                  codes, TR("Reason, kept with the document", "Motif, conservé avec le document"),
                  TR("Import all the same, despite", "Importer malgré"), codes);
}

static void counts_write(struct visit *visit, const struct document *document)
{
    (void)fprintf(visit->output,
                  plural(document->lines, TR("<p>%lld line read", "<p>%lld ligne lue"),
                         TR("<p>%lld lines read", "<p>%lld lignes lues")),
                  (long long)document->lines);
    (void)fprintf(visit->output,
                  plural(document->skipped, TR(", %lld computed total left out", ", %lld total calculé ignoré"),
                         TR(", %lld computed totals left out", ", %lld totaux calculés ignorés")),
                  (long long)document->skipped);
    (void)fprintf(visit->output,
                  plural(document->entries, TR(", %lld double entry.</p>\n", ", %lld écriture en partie double.</p>\n"),
                         TR(", %lld double entries.</p>\n", ", %lld écritures en partie double.</p>\n")),
                  (long long)document->entries);
}

static void item_write(struct visit *visit, const struct item *item)
{
    const struct document *document = &item->result.document;
    int32_t number = item->result.status == IMPORT_UNCHANGED ? item->result.other : document->number;

    (void)fputs("<section><h2>", visit->output);
    html_text(visit->output, item->name);
    (void)fprintf(visit->output, "</h2>\n<p role=\"status\"><strong>%s</strong>", became(item));
    if (item->answered && document->format[0] != '\0') {
        (void)fputs(" · ", visit->output);
        html_text(visit->output, document->format);
        (void)fprintf(visit->output, " %s ", document->stage);
        html_text(visit->output, item->result.entity);
        if (document->fiscal_year > 0) (void)fprintf(visit->output, " %d", document->fiscal_year);
    }
    (void)fputs("</p>\n", visit->output);
    if (!item->answered) {
        (void)fputs("<p>", visit->output);
        html_text(visit->output, item->failure.message);
        (void)fputs("</p><p>", visit->output);
        html_text(visit->output, item->failure.remedy);
        (void)fputs("</p></section>\n", visit->output);
        return;
    }
    if (number > 0 && item->result.status != IMPORT_REFUSED)
        (void)fprintf(
            visit->output, "<p><a href=\"/documents/%d\">%s %d</a> · <a href=\"/journal?document=%d\">%s</a></p>\n",
            (int)number, TR("Document", "Document"), (int)number, (int)number, TR("its entries", "ses écritures"));
    if (item->result.status != IMPORT_REFUSED && item->result.status != IMPORT_UNCHANGED) counts_write(visit, document);
    if (item->result.messages.count > 0) messages_write(visit, &item->result.messages);
    if (item->result.status == IMPORT_REFUSED && is_table(item->name) && !visit->server->options->read_only)
        (void)fprintf(visit->output, "<p><a href=\"/columns/%s\">%s</a></p>\n", visit->operands,
                      TR("A list of subsidies with columns of your own? Say what they mean",
                         "Une liste de subventions à vos propres colonnes ? Dites ce qu'elles signifient"));
    again_forms(visit, item);
    (void)fputs("</section>\n", visit->output);
}

bool page_import(struct visit *visit, struct failure *failure)
{
    struct imports *imports = visit->server->imports;
    struct job *job = queue_find(visit, failure);

    if (job == NULL) return false;
    page_begin(visit, TR("Import report", "Rapport d'import"));
    pthread_mutex_lock(&imports->mutex);
    for (size_t index = 0; index < job->count; index++)
        item_write(visit, &job->items[index]);
    if (job->state != JOB_DONE) {
        int percent = job->state == JOB_RUNNING ? progress_percent() : 0;
        (void)fputs("<p role=\"status\">", visit->output);
        html_text(visit->output, job->name);
        (void)fprintf(
            visit->output, "%s%s</p>\n<progress max=\"100\" value=\"%d\" aria-label=\"%s\">%d %%</progress>\n",
            TR(": ", " : "), job->state == JOB_WAITING ? TR("waiting", "en attente") : TR("in hand", "en cours"),
            percent, TR("Progress", "Avancement"), percent);
        visit->refresh = 1;
    } else
        (void)fprintf(visit->output, "<p><a href=\"/messages/%s.xlsx\">%s</a> · <a href=\"/imports\">%s</a></p>\n",
                      visit->operands, TR("This report as a workbook", "Ce rapport en classeur"),
                      TR("Import another file", "Importer un autre fichier"));
    pthread_mutex_unlock(&imports->mutex);
    page_end(visit);
    return true;
}

/* What was found in the files of an import, for whoever mends them. */
bool page_import_messages(struct visit *visit, struct failure *failure)
{
    static const struct column columns[] = {{"file", COLUMN_TEXT, false, {"File", "Fichier"}},
                                            {"level", COLUMN_CODE, false, {"Level", "Niveau"}},
                                            {"code", COLUMN_CODE, false, {"Rule", "Règle"}},
                                            {"line", COLUMN_INTEGER, false, {"Line", "Ligne"}},
                                            {"path", COLUMN_TEXT, false, {"Element", "Élément"}},
                                            {"found", COLUMN_TEXT, false, {"Found", "Trouvé"}},
                                            {"expected", COLUMN_TEXT, false, {"Expected", "Attendu"}},
                                            {"occurrences", COLUMN_INTEGER, false, {"Times", "Fois"}},
                                            {"message", COLUMN_TEXT, false, {"Message", "Message"}}};
    struct imports *imports = visit->server->imports;
    struct job *job = queue_find(visit, failure);
    struct renderer renderer;

    if (is_incognito(visit)) return fail_incognito(failure);
    if (job == NULL) return false;
    renderer = renderer_new(visit->format, TR("Import report", "Rapport d'import"), visit->output);
    renderer.begin(renderer.state, columns, (int)(sizeof columns / sizeof columns[0]));
    pthread_mutex_lock(&imports->mutex);
    for (size_t item = 0; item < job->count; item++)
        for (size_t index = 0; index < job->items[item].result.messages.count; index++) {
            const struct message *message = &job->items[item].result.messages.all[index];
            char line[24], occurrences[24];
            (void)snprintf(line, sizeof line, "%ld", message->line);
            (void)snprintf(occurrences, sizeof occurrences, "%ld", message->occurrences);
            renderer.row(renderer.state,
                         (const char *const[]){job->items[item].name, message_level_name(message->level), message->code,
                                               message->line > 0 ? line : NULL, message->path, message->found,
                                               message->expected, occurrences, message->text});
        }
    pthread_mutex_unlock(&imports->mutex);
    renderer.end(renderer.state);
    renderer_free(&renderer);
    format_answer(visit, "rapport-import");
    return true;
}

static void queue(struct visit *visit)
{
    struct imports *imports = visit->server->imports;
    bool any = false;

    pthread_mutex_lock(&imports->mutex);
    for (size_t number = imports->count; number > 0 && number + 20 > imports->count; number--) {
        const struct job *job = imports->jobs[number - 1];
        if (strcmp(job->user, visit->user) != 0) continue;
        if (!any)
            (void)fprintf(visit->output, "<h2>%s</h2>\n<ul class=\"queue\">\n",
                          TR("Sent since the server started", "Envoyés depuis le démarrage"));
        any = true;
        (void)fprintf(visit->output, "<li><a href=\"/imports/%zu\">", number);
        html_text(visit->output, job->name);
        (void)fputs(TR("</a>: ", "</a> : "), visit->output);
        if (job->state != JOB_DONE) {
            (void)fputs(job->state == JOB_WAITING ? TR("waiting", "en attente") : TR("in hand", "en cours"),
                        visit->output);
            visit->refresh = 2;
        } else if (job->count == 1)
            (void)fputs(became(&job->items[0]), visit->output);
        else
            (void)fprintf(visit->output,
                          plural((long long)job->count, TR("%zu file", "%zu fichier"), TR("%zu files", "%zu fichiers")),
                          job->count);
        (void)fputs("</li>\n", visit->output);
    }
    if (any) (void)fputs("</ul>\n", visit->output);
    pthread_mutex_unlock(&imports->mutex);
}

bool page_imports(struct visit *visit, struct failure *failure)
{
    struct section documents = {.report = "documents", .question = visit->question};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    page_begin(visit, TR("Import accounts", "Importer des comptes"));
    if (!visit->server->options->read_only) {
        (void)fprintf(
            visit->output,
            "<form class=\"drop\" method=\"post\" action=\"/imports\" enctype=\"multipart/form-data\">\n"
            "<p><label for=\"files\">%s</label>\n<input id=\"files\" type=\"file\" name=\"file\" multiple "
            "required></p>\n"
            "<p><label><input type=\"checkbox\" name=\"check\" value=\"1\"> %s</label></p>\n"
            "<p><label><input type=\"checkbox\" name=\"replace\" value=\"1\"> %s</label></p>\n"
            "<p><label>%s <input name=\"siren\" inputmode=\"numeric\" pattern=\"[0-9]{9}\"></label></p>\n"
            "<p><label for=\"mapping\">%s</label> <input id=\"mapping\" type=\"file\" name=\"mapping\"></p>\n"
            "<p><label for=\"expected\">%s</label> <input id=\"expected\" type=\"file\" name=\"expected\"></p>\n"
            "<p><button>%s</button></p>\n<p class=\"source\">%s</p>\n</form>\n",
            TR("Files of accounts, vouchers or registers: TotEM, CFU, PES, FEC, DGFiP balances, lists of subsidies, "
               "zip",
               "Fichiers de comptes, de pièces ou registres : TotEM, CFU, PES, FEC, balances DGFiP, listes de "
               "subventions, zip"),
            TR("Only check, write nothing", "Contrôler seulement, ne rien écrire"),
            TR("Take the place of the document of the same budget, year and stage",
               "Remplacer le document de mêmes budget, exercice et étape"),
            TR("SIREN, for a file that does not say whose it is (FEC)",
               "SIREN, pour un fichier qui ne dit pas à qui il est (FEC)"),
            TR("Mapping, for a table or workbook with columns of your own",
               "Correspondance, pour un tableau ou classeur à vos propres colonnes"),
            TR("Expected totals, to hold each file against", "Totaux attendus, auxquels comparer chaque fichier"),
            TR("Import", "Importer"),
            TR("Each file is taken whole or refused whole; nothing is ever half imported.",
               "Chaque fichier est pris en entier ou refusé en entier ; rien n'est jamais importé à moitié."));
        queue(visit);
    }
    if (!section_write(visit, &documents, failure)) return false;
    page_end(visit);
    return true;
}
