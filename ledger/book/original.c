#include "contrepartie/buffer.h"
#include "contrepartie/digest.h"
#include "contrepartie/ledger.h"
#include "contrepartie/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define CHUNK      (64 * 1024)
#define WINDOW_LOG 17 /* 128 KiB: the same elements come back soon, and memory stays small */
#define LEVEL      1  /* XML shrinks 20 times at the fastest level; the import waits for nothing else */
#define PIECE_SIZE (128 * 1024)
#define STORE_SIZE (8 * PIECE_SIZE) /* worth a COPY of its own while the file is still being read */
#define NICENESS   10               /* of the thread: the reader and the server go first, it fills what they leave */

struct original {
    const char *path;
    int file;
    struct stat status; /* of the file when it was opened */
    bool started;
    atomic_bool stopped;
    pthread_t thread;
    enum language language; /* of who started it */
    struct failure failure; /* set by the thread */
    bool failed;
    struct digest *digest;
    ZSTD_CCtx *compressor; /* NULL: the bytes are not kept */
    FILE *spool;           /* compressed bytes wait here, unlinked, until they are in: memory stays constant */
    char *output;
    int64_t size;
    _Atomic off_t kept; /* bytes in the spool */
    atomic_bool ended;  /* no more will come */
    off_t stored;       /* of those, bytes in the database */
    int32_t pieces;
};

static bool append(struct original *original, size_t length, struct failure *failure)
{
    for (size_t done = 0; done < length;) {
        ssize_t part = pwrite(fileno(original->spool), original->output + done, length - done, original->kept);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) {
            fail(failure, OUTCOME_UNAVAILABLE,
                 TR("cannot keep the original: %s", "impossible de conserver l'original : %s"), strerror(errno));
            return fail_remedy(failure, TR("free some space in TMPDIR", "libérez de la place dans TMPDIR"));
        }
        done += (size_t)part;
        original->kept += part;
    }
    return true;
}

static bool spool_write(struct original *original, const char *bytes, size_t length, ZSTD_EndDirective end,
                        struct failure *failure)
{
    ZSTD_inBuffer in = {bytes, length, 0};
    size_t left;

    do {
        ZSTD_outBuffer out = {original->output, PIECE_SIZE, 0};
        left = ZSTD_compressStream2(original->compressor, &out, &in, end);
        if (ZSTD_isError(left)) return fail(failure, OUTCOME_INTERNAL, "zstd: %s", ZSTD_getErrorName(left));
        if (!append(original, out.pos, failure)) return false;
    } while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
    return true;
}

static bool read_through(struct original *original, struct failure *failure)
{
    char *bytes = must_alloc(CHUNK);
    ssize_t length = 1;
    bool done = true;

    while (done && length > 0 && !original->stopped) {
        length = read(original->file, bytes, CHUNK);
        if (length < 0 && errno == EINTR) {
            length = 1;
            continue;
        }
        if (length < 0)
            done = fail(failure, OUTCOME_NO_INPUT, TR("cannot read %s: %s", "lecture impossible de %s : %s"),
                        original->path, strerror(errno));
        if (length <= 0) break;
        digest_add(original->digest, bytes, (size_t)length);
        original->size += length;
        done = original->compressor == NULL || spool_write(original, bytes, (size_t)length, ZSTD_e_continue, failure);
    }
    free(bytes);
    return done && (original->compressor == NULL || spool_write(original, "", 0, ZSTD_e_end, failure));
}

static void *follow(void *argument)
{
    struct original *original = argument;

    language_set(original->language);
    (void)!nice(NICENESS); /* Linux: of this thread alone */
    original->failed = !read_through(original, &original->failure);
    return NULL;
}

struct original *original_begin(const char *path, struct failure *failure)
{
    struct original *original = must_alloc(sizeof *original);

    original->path = path;
    original->digest = digest_begin(DIGEST_SHA256);
    original->file = open(path, O_RDONLY | O_CLOEXEC);
    if (original->file >= 0 && fstat(original->file, &original->status) == 0) return original;
    fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    original_free(original);
    return NULL;
}

bool original_start(struct original *original, bool kept, struct failure *failure)
{
    if (kept) {
        original->output = must_alloc(PIECE_SIZE);
        original->compressor = ZSTD_createCCtx();
        original->spool = temporary_file();
        if (original->compressor == NULL || original->spool == NULL)
            return fail(failure, OUTCOME_UNAVAILABLE,
                        TR("no temporary file for the original: %s", "pas de fichier temporaire pour l'original : %s"),
                        strerror(errno));
        (void)ZSTD_CCtx_setParameter(original->compressor, ZSTD_c_compressionLevel, LEVEL);
        (void)ZSTD_CCtx_setParameter(original->compressor, ZSTD_c_windowLog, WINDOW_LOG);
    }
    original->language = language_get();
    original->started = pthread_create(&original->thread, NULL, follow, original) == 0;
    return original->started || fail(failure, OUTCOME_INTERNAL, TR("no thread can be made", "aucun fil d'exécution"));
}

static void join(struct original *original)
{
    if (original->started) (void)pthread_join(original->thread, NULL);
    original->started = false;
}

bool original_end(struct original *original, unsigned char *ret_sha256, int64_t *ret_size, struct failure *failure)
{
    join(original);
    if (original->failed) {
        *failure = original->failure;
        return false;
    }
    (void)digest_end(original->digest, ret_sha256);
    original->digest = NULL;
    *ret_size = original->size;
    original->ended = true;
    return true;
}

bool original_changed(const struct original *original)
{
    const struct stat *before = &original->status;
    struct stat now;

    return stat(original->path, &now) != 0 || now.st_dev != before->st_dev || now.st_ino != before->st_ino ||
           now.st_size != before->st_size || now.st_size != original->size ||
           now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}

bool original_waits(const struct original *original)
{
    return original != NULL && original->kept - original->stored >= STORE_SIZE;
}

/* The next `length` bytes of the spool as one row. */
static bool store_piece(struct original *original, struct database *database, int32_t siren, int32_t number,
                        char *bytes, size_t length, struct failure *failure)
{
    PGresult *result CLEAN_RESULT = NULL;
    char body[16], document[16], piece[16];

    if (pread(fileno(original->spool), bytes, length, original->stored) != (ssize_t)length)
        return fail(failure, OUTCOME_INTERNAL, TR("temporary file: %s", "fichier temporaire : %s"), strerror(errno));
    original->stored += (off_t)length;
    (void)snprintf(body, sizeof body, "%d", (int)siren);
    (void)snprintf(document, sizeof document, "%d", (int)number);
    (void)snprintf(piece, sizeof piece, "%d", (int)++original->pieces);
    result = PQexecParams(database->connection, "insert into original values ($1, $2, $3, $4)", 4, NULL,
                          (const char *const[]){body, document, piece, bytes}, (const int[]){0, 0, 0, (int)length},
                          (const int[]){0, 0, 0, 1}, 0);
    return PQresultStatus(result) == PGRES_COMMAND_OK || database_failure(database, result, failure);
}

bool original_store(struct original *original, struct database *database, int32_t siren, int32_t number,
                    struct failure *failure)
{
    bool ended = original->ended; /* before its bytes are counted: the last piece may be a short one */
    off_t kept = original->kept;
    char *bytes;
    bool done = true;

    if (original->compressor == NULL || (kept - original->stored < PIECE_SIZE && !ended)) return true;
    bytes = must_alloc(PIECE_SIZE);
    while (done && (kept - original->stored >= PIECE_SIZE || (ended && kept > original->stored))) {
        size_t length = kept - original->stored < PIECE_SIZE ? (size_t)(kept - original->stored) : PIECE_SIZE;
        done = store_piece(original, database, siren, number, bytes, length, failure);
    }
    free(bytes);
    return done;
}

void original_free(struct original *original)
{
    unsigned char unused[DIGEST_SIZE_MAX];

    if (original == NULL) return;
    original->stopped = true;
    join(original);
    if (original->digest != NULL) (void)digest_end(original->digest, unused);
    (void)ZSTD_freeCCtx(original->compressor);
    if (original->spool != NULL) (void)fclose(original->spool);
    if (original->file >= 0) (void)close(original->file);
    free(original->output);
    free(original);
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

bool original_read(struct database *database, int32_t siren, int32_t number,
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
            database->connection, "select bytes from original where siren = $1 and document_id = $2 and piece_no = $3",
            3, NULL, (const char *const[]){body, document, piece}, NULL, NULL, 1);
        if (PQresultStatus(result) != PGRES_TUPLES_OK)
            done = database_failure(database, result, failure);
        else if (PQntuples(result) == 0)
            more = false;
        else
            done = piece_read(decompressor, PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), output,
                              consume, context, failure);
    }
    (void)ZSTD_freeDCtx(decompressor);
    free(output);
    return done;
}
