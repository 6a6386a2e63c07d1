/* Zip deliveries, read as a stream by libarchive; each file is spooled to a temporary file of its own. */
#include "contrepartie/importer.h"
#include "contrepartie/limits.h"
#include "contrepartie/temporary.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK      (64 * 1024)
#define FREE_BYTES (INT64_C(64) << 20) /* below this, any ratio */

/* Members may share their compressed bytes: what counts is what all of them unpack to, against the size of the zip. */
struct unpacking {
    int64_t size, unpacked, files;
    struct failure *failure;
};

static bool has_head(const char *path)
{
    char head[4] = "";
    struct stat status;
    /* a pipe would wait for its other end */
    FILE *file = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
    bool zip =
        file != NULL && fread(head, 1, sizeof head, file) == sizeof head && memcmp(head, "PK\3\4", sizeof head) == 0;

    if (file != NULL) (void)fclose(file);
    return zip;
}

static bool first_name(void *context, const char *path, const char *name)
{
    static const char *const begins[] = {"[Content_Types].xml", "mimetype",   "_rels/", "xl/",
                                         "docProps/",           "content.xml"};
    bool *workbook = context;

    (void)path;
    for (size_t index = 0; index < sizeof begins / sizeof begins[0]; index++)
        *workbook = *workbook || strncmp(name, begins[index], strlen(begins[index])) == 0;
    return false; /* the first says it */
}

bool is_workbook(const char *path)
{
    bool workbook = false;
    struct failure ignored;

    if (has_head(path)) (void)zip_files(path, first_name, &workbook, &ignored);
    return workbook;
}

bool is_zip(const char *path)
{
    return has_head(path) && !is_workbook(path);
}

static bool beyond(struct unpacking *unpacking, enum limit limit, const char *text)
{
    char expected[160];

    (void)fail(unpacking->failure, OUTCOME_DATA, "zip: %s", text);
    return fail_remedy(unpacking->failure, "%s", limit_text(limit, expected, sizeof expected));
}

static bool spool_entry(struct archive *archive, FILE *spool, struct unpacking *unpacking)
{
    struct failure *failure = unpacking->failure;
    char block[BLOCK];
    int64_t total = 0;
    la_ssize_t length;

    if (++unpacking->files > limit_value(LIMIT_ZIP_FILES))
        return beyond(unpacking, LIMIT_ZIP_FILES, TR("too many files in it", "trop de fichiers"));
    while ((length = archive_read_data(archive, block, sizeof block)) > 0) {
        total += length;
        unpacking->unpacked += length;
        if (unpacking->unpacked > FREE_BYTES && unpacking->unpacked / limit_value(LIMIT_RATIO) > unpacking->size)
            return beyond(unpacking, LIMIT_RATIO,
                          TR("it grows too many times: a decompression bomb",
                             "il grossit trop de fois : bombe de décompression"));
        if (total > limit_value(LIMIT_FILE_SIZE))
            return beyond(unpacking, LIMIT_FILE_SIZE,
                          TR("a file that is too large once unpacked", "un fichier trop grand une fois décompressé"));
        if (fwrite(block, 1, (size_t)length, spool) != (size_t)length)
            return fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"),
                        strerror(errno));
    }
    if (length < 0) return fail(failure, OUTCOME_DATA, "zip: %s", archive_error_string(archive));
    return fflush(spool) == 0;
}

static bool each_entry(struct archive *archive, bool (*one)(void *, const char *, const char *), void *context,
                       struct unpacking *unpacking)
{
    struct failure *failure = unpacking->failure;
    struct archive_entry *entry;
    int state;

    while ((state = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
        char path[64];
        FILE *spool;
        bool done;
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        spool = temporary_file();
        if (spool == NULL)
            return fail(failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"),
                        strerror(errno));
        (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(spool));
        done = spool_entry(archive, spool, unpacking) && one(context, path, archive_entry_pathname(entry));
        (void)fclose(spool);
        if (!done) return false;
    }
    return state == ARCHIVE_EOF || fail(failure, OUTCOME_DATA, "zip: %s", archive_error_string(archive));
}

bool zip_files(const char *path, bool (*one)(void *context, const char *path, const char *name), void *context,
               struct failure *failure)
{
    struct unpacking unpacking = {.failure = failure};
    struct archive *archive = archive_read_new();
    struct stat status;
    bool done;

    *failure = (struct failure){0};
    (void)archive_read_support_format_zip(archive);
    if (archive_read_open_filename(archive, path, BLOCK) != ARCHIVE_OK)
        done = fail(failure, OUTCOME_DATA, "zip: %s", archive_error_string(archive));
    else {
        unpacking.size = stat(path, &status) == 0 ? status.st_size : 0;
        done = each_entry(archive, one, context, &unpacking);
    }
    (void)archive_read_free(archive);
    return done;
}
