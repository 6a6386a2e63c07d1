/*
 * The front door: whatever the bytes, a file is posted or refused. The size of the input chooses the options, so that
 * an input alone reproduces a run. A delivery (fuzz.h) is a workbook by its parts, or a file with its mapping or with
 * the totals that are expected of it.
 */
#include "contrepartie/importer.h"
#include "contrepartie/mapping.h"
#include "contrepartie/temporary.h"
#include "contrepartie/text.h"

#include "book/posting.h"
#include "fuzz.h"

#include <string.h>

/* No row is longer than the room it asked for: an outlet would hide that until it is full. */
static const char *row_start;
static size_t row_room;
char *__real_posting_row(struct posting *posting, enum sealed_table table, size_t room);
void __real_posting_row_end(struct posting *posting, enum sealed_table table, const char *end);
char *__wrap_posting_row(struct posting *posting, enum sealed_table table, size_t room);
void __wrap_posting_row_end(struct posting *posting, enum sealed_table table, const char *end);

char *__wrap_posting_row(struct posting *posting, enum sealed_table table, size_t room)
{
    row_room = room;
    return (char *)(row_start = __real_posting_row(posting, table, room));
}

void __wrap_posting_row_end(struct posting *posting, enum sealed_table table, const char *end)
{
    if ((size_t)(end - row_start) > row_room) FUZZ_TRAP("a row of table %d leaves its room", (int)table);
    __real_posting_row_end(posting, table, end);
}

/* FUZZ_TELL=1: what became of the file, for whoever reproduces a run. */
static void tell(const struct import_result *result)
{
    (void)fprintf(stderr, "%s: %s, %lld entries\n", result->document.format, import_status_name(result->status),
                  (long long)result->document.entries);
    for (size_t index = 0; index < result->messages.count; index++)
        (void)fprintf(stderr, "  %ld: %s %s [%s]\n", result->messages.all[index].line, result->messages.all[index].code,
                      result->messages.all[index].text, result->messages.all[index].found);
}

static void check_result(const struct import_result *result, const struct failure *failure, bool done)
{
    if (!done) FUZZ_TRAP("no result: %s", failure->message);
    FUZZ_CHECK(text_is_utf8(result->entity) && text_is_utf8(result->file_name));
    FUZZ_CHECK((result->status == IMPORT_REFUSED) == (result->messages.errors > 0));
    for (size_t index = 0; index < result->messages.count; index++) {
        const struct message *message = &result->messages.all[index];
        FUZZ_CHECK(message->line >= 0 && message->code[0] != '\0' && message->text[0] != '\0');
        if (!text_is_utf8(message->path) || !text_is_utf8(message->found) || !text_is_utf8(message->expected) ||
            !text_is_utf8(message->text))
            FUZZ_TRAP("%s is no UTF-8", message->code);
    }
}

/* A mapping that is begun from any table can be read again. */
static void check_begun(const char *path)
{
    static struct table table;
    static struct mapping mapping;
    struct messages messages CLEAN_MESSAGES = {0}, again CLEAN_MESSAGES = {0};
    struct failure failure;
    FILE *written;
    char name[32];

    if (!table_look(path, "", &table, &messages, &failure) || messages.errors > 0) return;
    written = temporary_file();
    FUZZ_CHECK(written != NULL);
    table_write_mapping(written, &table, "");
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", fileno(written));
    FUZZ_CHECK(fflush(written) == 0 && mapping_read(name, &mapping, &again, &failure));
    if (again.errors > 0) FUZZ_TRAP("%s: %s %s", again.all[0].path, again.all[0].text, again.all[0].found);
    (void)fclose(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct fuzz_delivery delivery = fuzz_deliver(data, size);
    const struct import_options options = {
        .mapping = delivery.mapping,
        .expected = delivery.expected,
        .quiet = true,
        .keep_persons = (size & 1) != 0,
        .round_amounts = (size & 2) != 0,
        .keep_original = (size & 4) != 0,
        .override = (size & 8) != 0 ? "TOT-201,TOT-202,PES-201,PES-202,PES-203,GRT-201" : NULL,
        .reason = "accepted",
        .entity = (size & 16) != 0 ? "993630011" : NULL,
        .plan_year = (size & 32) != 0 ? 2023 : 0,
    };
    struct database database = {.usage_lock = -1};
    struct import_result result;
    struct failure failure;
    bool done;

    fuzz_database_reset();
    language_set((size & 64) != 0 ? LANGUAGE_FRENCH : LANGUAGE_ENGLISH);
    done = import_file(&database, delivery.file, "990000015FEC20231231.txt", &options, &result, &failure);
    if (getenv("FUZZ_TELL") != NULL) tell(&result);
    check_result(&result, &failure, done);
    if (result.status == IMPORT_POSTED &&
        (strcmp(result.document.format, "totem") == 0 || strcmp(result.document.format, "cfu") == 0)) {
        struct buffer table CLEAN_BUFFER = {0};
        FUZZ_CHECK(scdl_budget_write(&database, result.document.siren, result.document.number, &table, &failure));
        FUZZ_CHECK(text_is_utf8(buffer_cstring(&table)));
    }
    messages_free(&result.messages);
    if (delivery.mapping != NULL) check_begun(delivery.file);
    return 0;
}
