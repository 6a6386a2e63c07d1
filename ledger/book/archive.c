#include "contrepartie/buffer.h"
#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"
#include "contrepartie/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define BLOCK_SIZE (64 * 1024)
#define BLOCKS     4
#define WINDOW_LOG 17                /* 128 KiB: the same elements come back soon, and memory stays small */
#define LEVEL      1             /* XML shrinks 20 times at the fastest level; the import waits for nothing else */
#define PIECE_SIZE (128 * 1024)

struct archive {
    struct worker *worker;
    struct digest *digest;
    ZSTD_CCtx *compressor;
    FILE *spool; /* compressed bytes wait here, unlinked, until the entries are in: memory stays constant */
    char *output;
    int64_t size;
};

static bool spool_write(struct archive *archive, const char *bytes, size_t length, ZSTD_EndDirective end,
                        struct failure *failure)
{
    ZSTD_inBuffer in = {bytes, length, 0};
    size_t left;

    do {
        ZSTD_outBuffer out = {archive->output, PIECE_SIZE, 0};
        left = ZSTD_compressStream2(archive->compressor, &out, &in, end);
        if (ZSTD_isError(left)) return fail(failure, OUTCOME_INTERNAL, "zstd: %s", ZSTD_getErrorName(left));
        if (fwrite(archive->output, 1, out.pos, archive->spool) != out.pos) {
            fail(failure, OUTCOME_UNAVAILABLE, TR("cannot keep the original: %s", "impossible de conserver l'original : %s"), strerror(errno));
            return fail_remedy(failure, TR("free some space in TMPDIR", "libérez de la place dans TMPDIR"));
        }
    } while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
    return true;
}

static bool keep(void *context, const char *bytes, size_t length, struct failure *failure)
{
    struct archive *archive = context;

    digest_add(archive->digest, bytes, length);
    archive->size += (int64_t)length;
    return spool_write(archive, bytes, length, ZSTD_e_continue, failure);
}

struct archive *archive_begin(struct failure *failure)
{
    struct archive *archive = must_alloc(sizeof *archive);

    archive->digest = digest_begin(DIGEST_SHA256);
    archive->output = must_alloc(PIECE_SIZE);
    archive->compressor = ZSTD_createCCtx();
    archive->spool = tmpfile();
    if (archive->compressor != NULL && archive->spool != NULL) {
        (void)ZSTD_CCtx_setParameter(archive->compressor, ZSTD_c_compressionLevel, LEVEL);
        (void)ZSTD_CCtx_setParameter(archive->compressor, ZSTD_c_windowLog, WINDOW_LOG);
        archive->worker = worker_start(keep, archive, BLOCK_SIZE, BLOCKS);
        if (archive->worker != NULL) return archive;
    }
    fail(failure, OUTCOME_UNAVAILABLE, TR("no temporary file for the original: %s", "pas de fichier temporaire pour l'original : %s"),
         strerror(errno));
    archive_free(archive);
    return NULL;
}

void archive_write(struct archive *archive, const char *bytes, size_t length)
{
    worker_write(archive->worker, bytes, length);
}

bool archive_end(struct archive *archive, unsigned char *ret_sha256, int64_t *ret_size, struct failure *failure)
{
    bool done = worker_finish(archive->worker, failure);

    archive->worker = NULL;
    done = done && spool_write(archive, "", 0, ZSTD_e_end, failure);
    (void)digest_end(archive->digest, ret_sha256);
    archive->digest = NULL;
    *ret_size = archive->size;
    return done;
}

static void put_int32(struct buffer *buffer, int32_t number)
{
    uint32_t value = (uint32_t)number;
    char bytes[4] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8), (char)value};

    buffer_write(buffer, bytes, 4);
}

static void put_int32_field(struct buffer *buffer, int32_t number)
{
    put_int32(buffer, 4);
    put_int32(buffer, number);
}

bool archive_store(struct archive *archive, struct database *database, int32_t siren, int32_t number,
                   struct failure *failure)
{
    static const char signature[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* and its two zero words */
    struct buffer row CLEAN_BUFFER = {0};
    size_t length;
    int32_t piece = 0;

    rewind(archive->spool);
    if (!database_copy_begin(database, "copy original from stdin (format binary)", failure) ||
        !database_copy(database, signature, 19, failure))
        return false;
    while ((length = fread(archive->output, 1, PIECE_SIZE, archive->spool)) > 0) {
        buffer_clear(&row);
        buffer_write(&row, "\0\4", 2);
        put_int32_field(&row, siren);
        put_int32_field(&row, number);
        put_int32_field(&row, ++piece);
        put_int32(&row, (int32_t)length);
        buffer_write(&row, archive->output, length);
        if (!database_copy(database, row.bytes, row.length, failure)) return false;
    }
    return database_copy_end(database, failure) >= 0;
}

void archive_free(struct archive *archive)
{
    struct failure ignored;
    unsigned char unused[DIGEST_SIZE_MAX];

    if (archive == NULL) return;
    (void)worker_finish(archive->worker, &ignored);
    (void)digest_end(archive->digest, unused);
    ZSTD_freeCCtx(archive->compressor);
    if (archive->spool != NULL) (void)fclose(archive->spool);
    free(archive->output);
    free(archive);
}

/* One piece through the decompressor. */
static bool piece_read(ZSTD_DCtx *decompressor, const char *bytes, size_t length, char *output,
                       bool (*consume)(void *, const char *, size_t, struct failure *), void *context,
                       struct failure *failure)
{
    ZSTD_inBuffer in = {bytes, length, 0};

    while (in.pos < in.size) {
        ZSTD_outBuffer out = {output, PIECE_SIZE, 0};
        size_t left = ZSTD_decompressStream(decompressor, &out, &in);
        if (ZSTD_isError(left)) return fail(failure, OUTCOME_DATA, "zstd: %s", ZSTD_getErrorName(left));
        if (out.pos > 0 && !consume(context, output, out.pos, failure)) return false;
    }
    return true;
}

bool archive_read(struct database *database, int32_t siren, int32_t number,
                  bool (*consume)(void *context, const char *bytes, size_t length, struct failure *failure),
                  void *context, struct failure *failure)
{
    ZSTD_DCtx *decompressor = ZSTD_createDCtx();
    char *output = must_alloc(PIECE_SIZE), body[16], document[16], piece[16];
    bool done = decompressor != NULL, more = true;

    (void)snprintf(body, sizeof body, "%d", (int)siren);
    (void)snprintf(document, sizeof document, "%d", (int)number);
    for (int32_t number_of_piece = 1; done && more; number_of_piece++) {
        (void)snprintf(piece, sizeof piece, "%d", (int)number_of_piece);
        PGresult *result CLEAN_RESULT = PQexecParams(
            database->connection, "select bytes from original where siren = $1 and document_id = $2 and piece_no = $3", 3,
            NULL, (const char *const[]){body, document, piece}, NULL, NULL, 1);
        if (PQresultStatus(result) != PGRES_TUPLES_OK)
            done = database_failure(database, result, failure);
        else if (PQntuples(result) == 0)
            more = false;
        else
            done = piece_read(decompressor, PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), output, consume,
                              context, failure);
    }
    (void)ZSTD_freeDCtx(decompressor);
    free(output);
    return done;
}
