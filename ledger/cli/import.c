/* import and check: the same work, the second without the last step. */
#include "cli/command.h"
#include "cli/jobs.h"

#include "contrepartie/importer.h"
#include "contrepartie/progress.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"
#include "contrepartie/vocabulary.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct import_run {
    struct request *request;
    struct database database;
    struct import_options options;
    enum output_format format;
    struct renderer renderer;
    FILE *output;
    const char *zip;   /* the archive being read */
    struct jobs *jobs; /* several files at once; NULL: one after the other */
    bool at_work;      /* one of these: rows go to the parent, which renders them */
    long files, refused;
    enum outcome worst;
};

/* The columns of the result lines: docs/reference/formats.md, "Imports". */
static const struct column columns[] = {
    {"file", COLUMN_TEXT, false, {"File", "Fichier"}},
    {"status", COLUMN_CODE, false, {"Status", "Statut"}},
    {"document", COLUMN_INTEGER, false, {"Document", "Document"}},
    {"format", COLUMN_CODE, false, {"Format", "Format"}},
    {"stage", COLUMN_CODE, false, {"Stage", "Étape"}},
    {"siren", COLUMN_CODE, false, {"SIREN", "SIREN"}},
    {"year", COLUMN_YEAR, false, {"Year", "Exercice"}},
    {"lines", COLUMN_INTEGER, false, {"Lines", "Lignes"}},
    {"entries", COLUMN_INTEGER, false, {"Entries", "Écritures"}},
    {"errors", COLUMN_INTEGER, false, {"Errors", "Erreurs"}},
    {"warnings", COLUMN_INTEGER, false, {"Warnings", "Alertes"}},
    {"message", COLUMN_TEXT, false, {"Message", "Message"}},
};
#define COLUMNS ((int)(sizeof columns / sizeof columns[0]))

/* --- what was found, for people: stderr ------------------------------------------------------------------------ */

static const char *level_word(enum message_level level)
{
    if (level == MESSAGE_ERROR) return TR("ERROR  ", "ERREUR ");
    return level == MESSAGE_WARNING ? TR("WARNING", "ALERTE ") : TR("notice ", "info   ");
}

static void say_message(const char *path, const struct message *message)
{
    (void)fprintf(stderr, "  %s  %-12s %s", level_word(message->level), message->code, message->text);
    if (message->occurrences > 1) (void)fprintf(stderr, TR(" (%ld times)", " (%ld fois)"), message->occurrences);
    (void)fputc('\n', stderr);
    if (message->line > 0)
        (void)fprintf(stderr, "           %s:%ld%s%s\n", path, message->line, message->path[0] != '\0' ? "  " : "",
                      message->path);
    else if (message->path[0] != '\0') /* of another file: a mapping's */
        (void)fprintf(stderr, "           %s\n", message->path);
    if (message->found[0] != '\0')
        (void)fprintf(stderr, TR("           found: %s", "           trouvé : %s"), message->found);
    if (message->expected[0] != '\0')
        (void)fprintf(stderr, TR("%sexpected: %s", "%sattendu : %s"), message->found[0] != '\0' ? "   " : "           ",
                      message->expected);
    if (message->found[0] != '\0' || message->expected[0] != '\0') (void)fputc('\n', stderr);
}

/* The worst last, just above the prompt. */
static void say_messages(const struct import_run *run, const char *path, const struct messages *messages)
{
    for (int level = run->request->verbose ? MESSAGE_NOTICE : MESSAGE_WARNING; level <= MESSAGE_ERROR; level++)
        for (size_t index = 0; index < messages->count; index++)
            if ((int)messages->all[index].level == level && !(run->request->quiet && level < MESSAGE_ERROR))
                say_message(path, &messages->all[index]);
}

static void say_counts(FILE *output, const struct document *document)
{
    (void)fprintf(output,
                  plural(document->lines, TR("\n  %lld line read", "\n  %lld ligne lue"),
                         TR("\n  %lld lines read", "\n  %lld lignes lues")),
                  (long long)document->lines);
    (void)fprintf(output,
                  plural(document->skipped, TR(", %lld total left out", ", %lld total ignoré"),
                         TR(", %lld totals left out", ", %lld totaux ignorés")),
                  (long long)document->skipped);
    (void)fprintf(output,
                  plural(document->entries, TR(", %lld double entry", ", %lld écriture en partie double"),
                         TR(", %lld double entries", ", %lld écritures en partie double")),
                  (long long)document->entries);
}

static void say_result(const struct import_run *run, const char *path, const struct import_result *result)
{
    const struct document *document = &result->document;

    switch (result->status) {
    case IMPORT_POSTED:
    case IMPORT_REPLACED:
    case IMPORT_CONTROL:
    case IMPORT_CHECKED:
        (void)fprintf(run->output, "✓ %s  %s %s %s", path, document->format, document->stage, result->entity);
        if (document->fiscal_year > 0) (void)fprintf(run->output, " %d", document->fiscal_year);
        say_counts(run->output, document);
        if (document->seal != NULL && document->seal[0] != '\0')
            (void)fprintf(run->output, TR("; seal %s", " ; scellement %s"), vocabulary_word(document->seal));
        if (result->status == IMPORT_CHECKED)
            (void)fputs(TR("\n  checked; nothing was written\n", "\n  contrôlé ; rien n'a été écrit\n"), run->output);
        else
            (void)fprintf(run->output, "\n  document %d, %s\n", (int)document->number,
                          vocabulary_word(import_status_name(result->status)));
        break;
    case IMPORT_UNCHANGED:
        (void)fprintf(run->output, TR("= %s  already imported as document %d\n", "= %s  déjà importé : document %d\n"),
                      path, (int)result->other);
        break;
    case IMPORT_REFUSED:
        (void)fprintf(run->output, TR("✗ %s  refused, nothing was written\n", "✗ %s  refusé, rien n'a été écrit\n"),
                      path);
        break;
    }
}

/* --- what was found, for programs: stdout ----------------------------------------------------------------------- */

/* "TOT-101: the sentence", of the first error. */
static void first_reason(const struct import_result *result, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t index = 0; index < result->messages.count && text[0] == '\0'; index++)
        if (result->messages.all[index].level == MESSAGE_ERROR)
            (void)snprintf(text, size, "%s: %s", result->messages.all[index].code, result->messages.all[index].text);
}

static void row_result(const struct import_run *run, const char *path, const struct import_result *result)
{
    const struct document *document = &result->document;
    int32_t shown = result->status == IMPORT_UNCHANGED ? result->other : document->number;
    char number[16] = "", siren[16] = "", year[16] = "", lines[24], entries[24], errors[24], warnings[24], reason[400];
    const char *values[] = {path,
                            import_status_name(result->status),
                            number,
                            document->format,
                            document->stage,
                            siren,
                            year,
                            lines,
                            entries,
                            errors,
                            warnings,
                            reason};

    first_reason(result, reason, sizeof reason);
    if (shown > 0) (void)snprintf(number, sizeof number, "%d", (int)shown);
    if (document->siren > 0) (void)snprintf(siren, sizeof siren, "%09d", (int)document->siren);
    if (document->fiscal_year > 0) (void)snprintf(year, sizeof year, "%d", document->fiscal_year);
    (void)snprintf(lines, sizeof lines, "%lld", (long long)document->lines);
    (void)snprintf(entries, sizeof entries, "%lld", (long long)document->entries);
    (void)snprintf(errors, sizeof errors, "%zu", result->messages.errors);
    (void)snprintf(warnings, sizeof warnings, "%zu", result->messages.warnings);
    if (run->at_work)
        for (int column = 0; column < COLUMNS; column++)
            (void)fwrite(values[column], 1, strlen(values[column]) + 1, run->output);
    else
        run->renderer.row(run->renderer.state, values);
}

/* --- files ------------------------------------------------------------------------------------------------------ */

static void refuse_unreadable(struct import_run *run, const char *path, const struct failure *failure)
{
    struct import_result result = {.status = IMPORT_REFUSED};
    struct message message = {.code = "IMP-001", .level = MESSAGE_ERROR};

    (void)snprintf(message.text, sizeof message.text, "%.300s", failure->message);
    message_add(&result.messages, &message);
    (void)say_failure(failure);
    if (run->format != OUTPUT_TABLE) row_result(run, path, &result);
    messages_free(&result.messages);
}

/* False when the run cannot go on (database down, interrupted). */
static bool import_one(struct import_run *run, const char *path, const char *name)
{
    struct import_result result;
    struct failure failure;
    char shown[PATH_MAX];
    bool done;

    run->files++;
    done = import_file(&run->database, path, name, &run->options, &result, &failure);
    text_clean(name, shown, sizeof shown);
    name = shown;
    if (!done) {
        messages_free(&result.messages);
        run->refused++;
        if (failure.outcome != OUTCOME_NO_INPUT) {
            run->worst = say_failure(&failure);
            return false;
        }
        refuse_unreadable(run, name, &failure);
        if (run->worst == OUTCOME_DONE) run->worst = OUTCOME_NO_INPUT;
        return true;
    }
    if (run->format == OUTPUT_TABLE) {
        if (!run->request->quiet || result.status == IMPORT_REFUSED) say_result(run, name, &result);
        (void)fflush(run->output);
    } else
        row_result(run, name, &result);
    say_messages(run, name, &result.messages);
    if (result.status == IMPORT_REFUSED) {
        run->refused++;
        run->worst = OUTCOME_DATA;
    }
    messages_free(&result.messages);
    return true;
}

/* --- several at once -------------------------------------------------------------------------------------------- */

static enum outcome import_at_work(void *context, const char *path, const char *name, FILE *answer)
{
    struct import_run run = *(const struct import_run *)context;
    struct failure failure;

    run.output = answer;
    run.jobs = NULL;
    run.at_work = true;
    run.options.quiet = true; /* bars of several would overwrite each other */
    run.worst = OUTCOME_DONE;
    if (!request_open(run.request, &run.database, STORE_IMPORTER, &failure)) return say_failure(&failure);
    (void)import_one(&run, path, name);
    database_close(&run.database);
    return run.worst;
}

static void copy(FILE *from, FILE *to)
{
    char bytes[4096];
    size_t length;

    while ((length = fread(bytes, 1, sizeof bytes, from)) > 0)
        (void)fwrite(bytes, 1, length, to);
}

static void tell_result(void *context, FILE *answer, FILE *said, enum outcome outcome)
{
    struct import_run *run = context;

    run->files++;
    if (outcome != OUTCOME_DONE) run->refused++;
    if (outcome != OUTCOME_DONE && (outcome != OUTCOME_NO_INPUT || run->worst == OUTCOME_DONE)) run->worst = outcome;
    if (run->format == OUTPUT_TABLE)
        copy(answer, run->output);
    else {
        char *texts[COLUMNS] = {NULL};
        const char *values[COLUMNS];
        size_t sizes[COLUMNS] = {0};
        int column = 0;
        while (column < COLUMNS && getdelim(&texts[column], &sizes[column], '\0', answer) > 0)
            column++;
        for (int index = 0; index < COLUMNS; index++)
            values[index] = texts[index];
        if (column == COLUMNS) run->renderer.row(run->renderer.state, values);
        for (int index = 0; index < COLUMNS; index++)
            free(texts[index]);
    }
    (void)fflush(run->output);
    copy(said, stderr);
}

static bool import_or_give(struct import_run *run, const char *path, const char *name)
{
    if (run->jobs == NULL) return import_one(run, path, name);
    return jobs_give(run->jobs, import_at_work, run, path, name) &&
           (run->worst == OUTCOME_DONE || run->worst == OUTCOME_DATA || run->worst == OUTCOME_NO_INPUT);
}

static bool import_zipped(void *context, const char *path, const char *name)
{
    struct import_run *run = context;
    struct buffer shown CLEAN_BUFFER = {0};

    buffer_format(&shown, "%s/%s", run->zip, name);
    return import_or_give(run, path, shown.bytes);
}

static bool import_zip(struct import_run *run, const char *path)
{
    struct failure failure;
    char shown[PATH_MAX];

    run->zip = path;
    if (zip_files(path, import_zipped, run, &failure)) return true;
    if (failure.outcome == OUTCOME_DONE) return false; /* a file stopped the run and said why */
    run->files++;
    run->refused++;
    run->worst = OUTCOME_DATA;
    text_clean(path, shown, sizeof shown);
    refuse_unreadable(run, shown, &failure);
    return true;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Something that was named cannot be read; the run goes on: true. */
static bool not_read(struct import_run *run, const char *path, const char *why)
{
    struct failure failure;

    char shown[PATH_MAX];

    text_clean(path, shown, sizeof shown);
    (void)fail(&failure, OUTCOME_NO_INPUT, "%s: %s", shown, why);
    run->files++;
    run->refused++;
    if (run->worst == OUTCOME_DONE) run->worst = OUTCOME_NO_INPUT;
    refuse_unreadable(run, shown, &failure);
    return true;
}

/* A directory is taken file by file, in the order of names; a zip in its own order. Links to directories are not
   entered from inside one: they could lead back to it. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as the folders the user named; a path is shorter than PATH_MAX
static bool import_path(struct import_run *run, const char *path, bool inside)
{
    struct stat status;
    struct dirent **entries;
    bool going = true;
    int count;

    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return is_zip(path) ? import_zip(run, path) : import_or_give(run, path, path);
    if (inside && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
        return not_read(run, path,
                        TR("a link to a folder: name the folder itself", "lien vers un dossier : nommez-le"));
    count = scandir(path, &entries, not_hidden, alphasort);
    if (count < 0) return not_read(run, path, strerror(errno));
    for (int index = 0; index < count; index++) {
        struct buffer below CLEAN_BUFFER = {0};
        buffer_format(&below, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/", entries[index]->d_name);
        if (going) going = import_path(run, below.bytes, true);
        free(entries[index]);
    }
    free(entries);
    return going;
}

static enum outcome import_files(struct request *request, bool dry_run)
{
    struct import_run run = {.request = request,
                             .options = {.dry_run = dry_run || request->dry_run,
                                         .replace = request->replace,
                                         .keep_persons = request->keep_persons,
                                         .keep_original = request->keep_original,
                                         .round_amounts = request->round_amounts,
                                         .override = request->override,
                                         .reason = request->reason,
                                         .entity = request->asked.entity,
                                         .schema = request->schema,
                                         .mapping = request->mapping,
                                         .expected = request->expected,
                                         .quiet = request->quiet}};
    struct failure failure;
    bool going = true;
    int jobs = request->jobs != NULL ? (int)strtol(request->jobs, NULL, 10) : 1;

    if (jobs < 1 || jobs > JOBS_MAX)
        return say_usage(
            TR("--jobs is how many files at once, 1 to %d", "--jobs est le nombre de fichiers à la fois, de 1 à %d"),
            JOBS_MAX);
    if (request->operand_count == 0) return say_usage(TR("which file?", "quel fichier ?"));
    if (request->asked.year != NULL && (run.options.plan_year = (int)strtol(request->asked.year, NULL, 10)) == 0)
        return say_usage(TR("--year is the year a chart of accounts, or a list of the State's subsidies, stands for",
                            "--year est l'exercice d'un plan de comptes, ou d'une liste de subventions de l'État"));
    if (request->override != NULL && (request->reason == NULL || *request->reason == '\0'))
        return say_usage(TR("--override needs --reason: it is kept with the document",
                            "--override demande --reason : il est conservé avec le document"));
    if (request->asked.entity != NULL && siren_read(request->asked.entity, strlen(request->asked.entity)) == 0)
        return say_usage(
            TR("--entity is here a SIREN: whose file it is", "--entity est ici un SIREN : à qui est le fichier"));
    if (!request_format(request, &run.format, &failure)) return say_failure(&failure);
    if (!request_open(request, &run.database, STORE_IMPORTER, &failure)) {
        database_close(&run.database);
        return say_failure(&failure);
    }
    run.output = output_open(request, false, &failure);
    if (run.output == NULL) {
        database_close(&run.database);
        return say_failure(&failure);
    }
    if (run.format != OUTPUT_TABLE) {
        run.renderer = renderer_new(run.format, "import", run.output);
        run.renderer.begin(run.renderer.state, columns, COLUMNS);
    }
    if (jobs > 1) run.jobs = jobs_begin(jobs, tell_result, &run);
    for (int index = 0; going && index < request->operand_count; index++)
        going = import_path(&run, request->operands[index], false);
    if (run.jobs != NULL) jobs_end(run.jobs);
    if (going && run.files == 0 && !request->quiet) (void)fputs(TR("no file\n", "aucun fichier\n"), stderr);
    if (run.format != OUTPUT_TABLE) {
        run.renderer.end(run.renderer.state);
        renderer_free(&run.renderer);
    } else if (run.files > 1 && !request->quiet)
        (void)fprintf(run.output,
                      plural(run.refused, TR("%ld files, %ld refused\n", "%ld fichiers, %ld refusé\n"),
                             TR("%ld files, %ld refused\n", "%ld fichiers, %ld refusés\n")),
                      run.files, run.refused);
    database_close(&run.database);
    if (!output_close(run.output, request, &failure)) return say_failure(&failure);
    return run.worst;
}

enum outcome command_import(struct request *request)
{
    return import_files(request, false);
}

enum outcome command_check(struct request *request)
{
    return import_files(request, true);
}
