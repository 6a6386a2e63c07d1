#include "format.h"

#include "expected.h"
#include "sheet/sheet.h"

#include "contrepartie/digest.h"
#include "contrepartie/limits.h"
#include "contrepartie/progress.h"
#include "contrepartie/siren.h"
#include "contrepartie/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *import_status_name(enum import_status status)
{
    static const char *const names[] = {"posted", "unchanged", "replaced", "control", "refused", "checked"};

    return names[status];
}

void job_broken(struct import_job *job, struct reader *reader)
{
    job->broken = true;
    reader_stop(reader);
}

/* Codes 2xx judge the sense of what was read; the others say that it could not be read. */
static bool overridden(const struct import_job *job, const char *code)
{
    const char *codes = job->options->override, *digit = strchr(code, '-');

    if (codes == NULL || digit == NULL || digit[1] != '2') return false;
    for (; *codes != '\0'; codes += strspn(codes, ", ")) {
        size_t length = strcspn(codes, ", ");
        if (length == strlen(code) && strncmp(codes, code, length) == 0) return true;
        codes += length;
    }
    return false;
}

void job_add(struct import_job *job, const struct message *message)
{
    struct message accepted = *message;
    size_t used = strlen(accepted.text);

    if (message->level == MESSAGE_ERROR && overridden(job, message->code)) {
        accepted.level = MESSAGE_WARNING;
        (void)snprintf(accepted.text + used, sizeof accepted.text - used,
                       TR(" (accepted: %.120s)", " (accepté : %.120s)"), job->options->reason);
        job->document->reason = job->options->reason;
    }
    message_add(job->messages, &accepted);
}

void job_message(struct import_job *job, struct reader *reader, enum message_level level, const char *code,
                 const char *path, const char *found, const char *expected, const char *text)
{
    struct message message = {.level = level, .line = reader != NULL ? reader_line(reader) : 0};

    (void)snprintf(message.path, sizeof message.path, "%s", path);
    message_say(&message, code, found, expected, text);
    job_add(job, &message);
}

static enum message_level level_of(const char *name)
{
    if (strcmp(name, "error") == 0) return MESSAGE_ERROR;
    return strcmp(name, "warning") == 0 ? MESSAGE_WARNING : MESSAGE_NOTICE;
}

bool job_defects(struct import_job *job, const char *sql, struct parameters parameters, struct failure *failure)
{
    PGresult *defects CLEAN_RESULT = database_query(job->database, EXPECT_ROWS, sql, parameters, failure);

    if (defects == NULL) return false;
    for (int row = 0; row < PQntuples(defects); row++) {
        struct message message = {.level = level_of(PQgetvalue(defects, row, 1)),
                                  .line = strtol(PQgetvalue(defects, row, 2), NULL, 10)};
        (void)snprintf(message.path, sizeof message.path, "%s", PQgetvalue(defects, row, 3));
        message_say(&message, PQgetvalue(defects, row, 0), PQgetvalue(defects, row, 4), PQgetvalue(defects, row, 5),
                    PQgetvalue(defects, row, language_get() == LANGUAGE_FRENCH ? 7 : 6));
        job_add(job, &message);
    }
    return true;
}

int job_year(const char *text)
{
    int year = digits_only(text, strlen(text), 4) ? (int)strtol(text, NULL, 10) : 0;

    return year >= 1990 && year <= 2100 ? year : 0;
}

void job_keys(const struct import_job *job, char ret_siren[16], char ret_number[16])
{
    (void)snprintf(ret_siren, 16, "%d", (int)job->document->siren);
    (void)snprintf(ret_number, 16, "%d", (int)posting_number(job->posting));
}

void job_personal(struct import_job *job)
{
    if (job->options->keep_original) return;
    job->document->original_forgotten = true;
}

bool job_budget(struct import_job *job, int32_t siren, const char *body_name, const char *siret, const char *code,
                const char *label, const char *kind, int32_t *ret_budget)
{
    char body[16];
    PGresult *added CLEAN_RESULT = NULL;
    PGresult *budget CLEAN_RESULT = NULL;

    (void)snprintf(body, sizeof body, "%d", (int)siren);
    added = database_query(job->database, EXPECT_NOTHING, "select body_find($1, $2)",
                           DATABASE_PARAMETERS(body, body_name), job->failure);
    if (added == NULL) return false;
    budget = database_query(job->database, EXPECT_ONE_ROW, "select budget_find($1, $2, $3, $4, $5)",
                            DATABASE_PARAMETERS(body, siret, code, label, kind), job->failure);
    if (budget == NULL) return false;
    *ret_budget = (int32_t)strtol(PQgetvalue(budget, 0, 0), NULL, 10);
    return true;
}

bool job_department(struct import_job *job, int32_t siren, const char *said)
{
    char body[16];
    PGresult *known CLEAN_RESULT = NULL;

    if (said[0] == '\0') return true;
    (void)snprintf(body, sizeof body, "%d", (int)siren);
    known = database_query(job->database, EXPECT_NOTHING, "select body_department($1, $2)",
                           DATABASE_PARAMETERS(body, said), job->failure);
    return known != NULL;
}

/* --- recognising --------------------------------------------------------------------------------------------- */

struct recognition {
    struct import_job *job;
    const struct format *format;
    void *state;
};

static const struct handler *recognise(void *context, struct reader *reader, const struct element *root,
                                       void **ret_handler_context)
{
    struct recognition *recognition = context;

    for (const struct format *format = formats; format->name != NULL; format++) {
        if (format->root == NULL || strcmp(format->root, root->name) != 0 || strcmp(format->uri, root->uri) != 0)
            continue;
        recognition->format = format;
        (void)snprintf(recognition->job->document->format, sizeof recognition->job->document->format, "%s",
                       format->name);
        recognition->state = format->begin(recognition->job, reader);
        if (!original_start(recognition->job->original, !recognition->job->document->original_forgotten,
                            recognition->job->failure))
            job_broken(recognition->job, reader);
        *ret_handler_context = recognition->state;
        return format->handler;
    }
    return NULL;
}

/* --- the same file, or the same document ---------------------------------------------------------------------- */

/* Hashes a file only when one of its size was imported before: a first import is read once. */
static bool find_same_bytes(struct database *database, const char *path, int64_t size, int32_t *ret_number,
                            struct failure *failure)
{
    char text[2 + 2 * SHA256_SIZE + 1] = "\\x", chunk[65536];
    unsigned char bytes[DIGEST_SIZE_MAX];
    PGresult *same CLEAN_RESULT = NULL;
    PGresult *found CLEAN_RESULT = NULL;
    struct digest *digest;
    FILE *file;
    size_t length;

    *ret_number = 0;
    (void)snprintf(chunk, sizeof chunk, "%lld", (long long)size);
    same = database_query(database, EXPECT_ONE_ROW, "select exists (select from document where file_size = $1)",
                          DATABASE_PARAMETERS(chunk), failure);
    if (same == NULL) return false;
    if (PQgetvalue(same, 0, 0)[0] != 't') return true;
    file = fopen(path, "re");
    if (file == NULL) return fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    digest = digest_begin(DIGEST_SHA256);
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0)
        digest_add(digest, chunk, length);
    (void)fclose(file);
    hex_write(bytes, digest_end(digest, bytes), text + 2);
    found = database_query(
        database, EXPECT_ROWS,
        "select document_id from document_state where sha256 = $1 and status in ('active', 'control') and "
        "format <> 'fec'" /* whose books those are, only the file's name says */,
        DATABASE_PARAMETERS(text), failure);
    if (found == NULL) return false;
    if (PQntuples(found) > 0) *ret_number = (int32_t)strtol(PQgetvalue(found, 0, 0), NULL, 10);
    return true;
}

/* The active documents with the same business key (sql/schema/088-import.sql says which that is for each format). */
static PGresult *rivals(struct import_job *job, struct failure *failure)
{
    const struct document *document = job->document;
    char siren[16], number[16], budget[16], year[16], stage_number[16], content[2 + 2 * SHA256_SIZE + 1] = "\\x";
    unsigned char digest[SHA256_SIZE];

    posting_content(job->posting, digest);
    hex_write(digest, SHA256_SIZE, content + 2);
    (void)snprintf(siren, sizeof siren, "%d", (int)document->siren);
    (void)snprintf(number, sizeof number, "%d", (int)posting_number(job->posting));
    (void)snprintf(budget, sizeof budget, "%d", (int)document->budget_id);
    (void)snprintf(year, sizeof year, "%d", document->fiscal_year);
    (void)snprintf(stage_number, sizeof stage_number, "%d", document->stage_number);
    return database_query(job->database, EXPECT_ROWS,
                          "select * from document_rivals($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                          DATABASE_PARAMETERS(document->format, siren, number, budget, year, document->stage,
                                              stage_number, document->norm, document->variant, content),
                          failure);
}

static bool content_of(struct database *database, const char *number, char *ret_hex, size_t size,
                       struct failure *failure)
{
    PGresult *result CLEAN_RESULT = database_query(
        database, EXPECT_ONE_ROW, "select encode(content_sha256, 'hex') from document where document_id = $1",
        DATABASE_PARAMETERS(number), failure);

    if (result == NULL) return false;
    (void)snprintf(ret_hex, size, "%s", PQgetvalue(result, 0, 0));
    return true;
}

/*
 * What to do about active documents with the same key: the same content is the same document, another content is
 * refused or, on request, supersedes them. True with *ret_go when the posting may be finished.
 */
static bool make_way(struct import_job *job, bool *ret_go, struct failure *failure)
{
    struct import_result *result = job->result;
    unsigned char content[SHA256_SIZE];
    char mine[2 * SHA256_SIZE + 1], theirs[2 * SHA256_SIZE + 1], siren[16];
    PGresult *lock CLEAN_RESULT = NULL;
    PGresult *others CLEAN_RESULT = NULL;

    *ret_go = false;
    (void)snprintf(siren, sizeof siren, "%d", (int)job->document->siren);
    lock = database_query(job->database, EXPECT_ONE_ROW, "select pg_advisory_xact_lock($1::integer)",
                          DATABASE_PARAMETERS(siren), failure);
    if (lock == NULL || (others = rivals(job, failure)) == NULL) return false;
    posting_content(job->posting, content);
    hex_write(content, SHA256_SIZE, mine);
    for (int row = 0; row < PQntuples(others); row++) {
        const char *number = PQgetvalue(others, row, 1);
        int32_t reversal;
        result->other = (int32_t)strtol(number, NULL, 10);
        if (!content_of(job->database, number, theirs, sizeof theirs, failure)) return false;
        if (strcmp(mine, theirs) == 0) {
            result->status = IMPORT_UNCHANGED;
            return true;
        }
        if (!job->options->replace && PQgetvalue(others, row, 3)[0] != 't') {
            char text[320];
            (void)snprintf(text, sizeof text,
                           TR("document %s holds the same thing (%s), and is not the same; --replace supersedes it",
                              "le document %s porte le même objet (%s), sans être le même ; --replace le remplace"),
                           number, PQgetvalue(others, row, 2));
            job_message(job, NULL, MESSAGE_ERROR, "IMP-130", "", number, "", text);
            result->status = IMPORT_REFUSED;
            return true;
        }
        if (!ledger_reverse(job->database, (int32_t)strtol(PQgetvalue(others, row, 0), NULL, 10), result->other,
                            "superseded", "replaced", &reversal, failure))
            return false;
        result->status = IMPORT_REPLACED;
    }
    *ret_go = true;
    return true;
}

/* What the checks of the posted budget document found: warnings of the import. */
static bool check_posted(struct import_job *job, struct failure *failure)
{
    char siren[16], number[16];
    PGresult *checks CLEAN_RESULT = NULL;

    if (job->document->stage[0] == '\0') return true;
    (void)snprintf(siren, sizeof siren, "%d", (int)job->document->siren);
    (void)snprintf(number, sizeof number, "%d", (int)job->document->number);
    checks = database_query(job->database, EXPECT_ROWS,
                            "select check_name, level, found, expected, message_en, message_fr from "
                            "document_checks($1, $2, $3) where not passed",
                            DATABASE_PARAMETERS(siren, number, job->document->stage), failure);
    if (checks == NULL) return false;
    for (int row = 0; row < PQntuples(checks); row++)
        job_message(job, NULL, strcmp(PQgetvalue(checks, row, 1), "warning") == 0 ? MESSAGE_WARNING : MESSAGE_NOTICE,
                    PQgetvalue(checks, row, 0), "", PQgetvalue(checks, row, 2), PQgetvalue(checks, row, 3),
                    TR(PQgetvalue(checks, row, 4), PQgetvalue(checks, row, 5)));
    return true;
}

/* --- one file ------------------------------------------------------------------------------------------------ */

static bool status_of_posted(struct import_job *job, struct failure *failure)
{
    char siren[16], number[16];
    PGresult *result CLEAN_RESULT = NULL;

    (void)snprintf(siren, sizeof siren, "%d", (int)job->document->siren);
    (void)snprintf(number, sizeof number, "%d", (int)job->document->number);
    result = database_query(job->database, EXPECT_ONE_ROW,
                            "select shown_status(document_id, format, status), shown_siren(document_id, format, siren) "
                            "from document_state where siren = $1 and document_id = $2",
                            DATABASE_PARAMETERS(siren, number), failure);
    if (result == NULL) return false;
    if (job->result->status == IMPORT_POSTED && strcmp(PQgetvalue(result, 0, 0), "control") == 0)
        job->result->status = IMPORT_CONTROL;
    job->document->siren = (int32_t)strtol(PQgetvalue(result, 0, 1), NULL, 10);
    return true;
}

/* From the clean end of the file to the commit. */
static bool post(struct import_job *job, const struct format *format, void *state, struct original *original,
                 struct failure *failure)
{
    struct import_result *result = job->result;
    bool go = false;

    if (!posting_flush(job->posting, failure) || (format->finish != NULL && !format->finish(state, failure)))
        return false;
    if (job->messages->errors > 0) {
        result->status = IMPORT_REFUSED;
        return true;
    }
    if (!make_way(job, &go, failure)) return false;
    if (!go) return true;
    if (format->settle != NULL && !format->settle(state, failure)) return false;
    if (job->messages->errors > 0) {
        result->status = IMPORT_REFUSED;
        return true;
    }
    {
        struct posting *posting = job->posting;
        job->posting = NULL;
        if (!posting_finish(posting, job->document, job->messages, failure)) return false;
    }
    if (!original_store(original, job->database, job->document->siren, job->document->number, failure) ||
        !check_posted(job, failure) || !status_of_posted(job, failure) ||
        (job->options->expected != NULL && !expected_hold(job, failure)))
        return false;
    if (job->messages->errors > 0) {
        result->status = IMPORT_REFUSED;
        return true;
    }
    if (job->options->dry_run) {
        result->status = IMPORT_CHECKED;
        return job->options->inspect == NULL ||
               job->options->inspect(job->options->inspect_context, job->database, result, failure);
    }
    return database_run(job->database, "commit", failure);
}

/* What a text file says of itself in its first bytes; XML says it at its root. NULL: no text format. */
static const struct format *text_format(const char *path)
{
    char head[4096];
    FILE *file = fopen(path, "re");
    size_t length = file != NULL ? fread(head, 1, sizeof head - 1, file) : 0, blank;

    if (file != NULL) (void)fclose(file);
    head[length] = '\0';
    blank = strspn(head, "\r\n"); /* rows of a workbook keep their numbers */
    for (const struct format *format = formats; format->name != NULL; format++)
        if (format->sniff != NULL && format->sniff(head + blank, length - blank)) return format;
    return NULL;
}

static bool read_file(struct import_job *job, const char *path, struct recognition *recognition,
                      struct failure *failure)
{
    const struct format *text = text_format(path);

    if (text == NULL) return reader_run(path, job->options->schema, job->messages, recognise, recognition, failure);
    recognition->format = text;
    (void)snprintf(job->document->format, sizeof job->document->format, "%s", text->name);
    recognition->state = text->begin(job, NULL);
    return original_start(job->original, !job->document->original_forgotten, failure) &&
           text->read(recognition->state, failure);
}

/* A workbook, or text with a mapping, is read as the text that its rows make; its original is the file itself. */
static bool read_as_text(struct import_job *job, struct recognition *recognition, struct failure *failure)
{
    const char *of = job->options->mapping;
    struct mapping *mapping = must_alloc(sizeof *mapping);
    bool done = true;
    FILE *text = NULL;
    const char *of_file = job->path;
    char path[64];

    if (of != NULL) done = mapping_read(of, mapping, job->messages, failure);
    if (done && job->messages->errors == 0)
        done = sheet_convert(job->path, of != NULL ? mapping : NULL, job->messages, &text, failure);
    free(mapping);
    if (!done || text == NULL) return done;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(text));
    job->path = path;
    job->text = text; /* some read it twice */
    done = read_file(job, path, recognition, failure);
    job->path = of_file;
    return done;
}

static bool read_and_post(struct import_job *job, const char *path, struct original *original, struct failure *failure)
{
    struct recognition recognition = {.job = job};
    bool done;

    job->original = original;
    done = (job->options->mapping != NULL || is_workbook(path) ? read_as_text(job, &recognition, failure)
                                                               : read_file(job, path, &recognition, failure)) &&
           !job->broken;
    if (done && job->messages->errors == 0) {
        done = original_end(original, job->document->sha256, &job->document->file_size, failure);
        if (done && original_changed(original))
            job_message(
                job, NULL, MESSAGE_ERROR, "IMP-003", "", "", "",
                TR("the file was changed, replaced or moved while it was read; import it again when nobody writes it",
                   "le fichier a été modifié, remplacé ou déplacé pendant sa lecture ; réimportez-le quand "
                   "personne n'y écrit"));
    }
    if (done && (job->messages->errors > 0 || recognition.format == NULL || job->posting == NULL))
        job->result->status = IMPORT_REFUSED;
    else if (done)
        done = post(job, recognition.format, recognition.state, original, failure);
    if (job->posting != NULL) posting_abandon(job->posting);
    if (recognition.format != NULL && recognition.state != NULL) recognition.format->end(recognition.state);
    if (job->text != NULL) (void)fclose(job->text);
    return done;
}

/* A rule of the database refused the document: that is about the file, not about the program. */
static bool refused_by_database(struct import_result *result, struct failure *failure)
{
    struct message message = {.code = "IMP-140", .level = MESSAGE_ERROR};

    if (failure->outcome != OUTCOME_DATA) return false;
    (void)snprintf(message.text, sizeof message.text, "%.200s%s%.100s", failure->message,
                   failure->remedy[0] != '\0' ? "; " : "", failure->remedy);
    message_add(&result->messages, &message);
    result->status = IMPORT_REFUSED;
    return true;
}

/* What the known document is, for a file that was not read again. */
static bool describe_known(struct database *database, struct import_result *result, struct failure *failure)
{
    struct document *document = &result->document;
    char number[16];
    PGresult *known CLEAN_RESULT = NULL;

    (void)snprintf(number, sizeof number, "%d", (int)result->other);
    known = database_query(database, EXPECT_ONE_ROW,
                           "select shown_siren(document_id, format, siren), format, stage, coalesce(fiscal_year, 0), "
                           "lines, entries from document where document_id = $1",
                           DATABASE_PARAMETERS(number), failure);
    if (known == NULL) return false;
    document->siren = (int32_t)strtol(PQgetvalue(known, 0, 0), NULL, 10);
    (void)snprintf(document->format, sizeof document->format, "%s", PQgetvalue(known, 0, 1));
    (void)snprintf(document->stage, sizeof document->stage, "%s", PQgetvalue(known, 0, 2));
    document->fiscal_year = (int)strtol(PQgetvalue(known, 0, 3), NULL, 10);
    document->lines = strtoll(PQgetvalue(known, 0, 4), NULL, 10);
    document->entries = strtoll(PQgetvalue(known, 0, 5), NULL, 10);
    return true;
}

bool import_file(struct database *database, const char *path, const char *name, const struct import_options *options,
                 struct import_result *result, struct failure *failure)
{
    struct import_job job = {
        .database = database, .path = path, .options = options, .result = result, .failure = failure};
    const char *shown = name != NULL ? name : path, *slash = strrchr(shown, '/');
    struct original *original;
    struct stat status;
    bool done, caught;

    *result = (struct import_result){.status = IMPORT_POSTED};
    *failure = (struct failure){0};
    job.document = &result->document;
    job.messages = &result->messages;
    text_clean(slash != NULL ? slash + 1 : shown, result->file_name, sizeof result->file_name);
    result->document.file_name = result->file_name;
    if (stat(path, &status) != 0) return fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(failure, OUTCOME_NO_INPUT, TR("%s is not a regular file", "%s n'est pas un fichier ordinaire"),
                    path);
    if (status.st_size > limit_value(LIMIT_FILE_SIZE)) {
        struct message message = {0};
        char size[24];
        (void)snprintf(size, sizeof size, "%lld", (long long)status.st_size);
        limit_reached(&message, LIMIT_FILE_SIZE, "IMP-002", size,
                      TR("the file is too large", "le fichier est trop grand"));
        message_add(&result->messages, &message);
        result->status = IMPORT_REFUSED;
        return true;
    }
    if (!find_same_bytes(database, path, status.st_size, &result->other, failure)) return false;
    if (result->other != 0) {
        result->status = IMPORT_UNCHANGED;
        return describe_known(database, result, failure);
    }
    original = original_begin(path, failure);
    if (original == NULL || !database_run(database, "begin", failure)) {
        original_free(original);
        return false;
    }
    caught = interruption_catch(); /* a transaction is open: it is rolled back in order */
    database_interruptible(database);
    progress_begin(result->document.file_name, status.st_size, !options->quiet);
    done = read_and_post(&job, path, original, failure);
    progress_end();
    if (!caught) interruption_leave();
    database_uninterruptible();
    original_free(original);
    if (!done && refused_by_database(result, failure)) done = true;
    /* Whatever was not committed is rolled back; after a commit this is a no-op with a notice. */
    if (PQtransactionStatus(database->connection) != PQTRANS_IDLE) {
        struct failure ignored;
        (void)database_run(database, "rollback", &ignored);
    }
    if (result->status == IMPORT_REFUSED || result->status == IMPORT_UNCHANGED || result->status == IMPORT_CHECKED)
        result->document.number = 0;
    text_neutral(result->entity, "");
    return done;
}
