#include "contrepartie/spool.h"
#include "contrepartie/temporary.h"

#include "contrepartie/buffer.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct spool {
    spool_consume consume;
    void *context;
    FILE *file; /* unlinked: it goes with the process */
    off_t written, consumed;
    struct tag {
        off_t start;
        int tag;
    } * tags; /* a document changes table two or three times; nothing forbids more */
    int tag_count;
    size_t tag_capacity;
    bool closed, failed;
    struct failure failure;
    enum language language; /* of who started it */
    size_t gathered;
    char gather[SPOOL_PIECE], piece[SPOOL_PIECE];
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
};

/* The tag in force at an offset, and where the next one begins. Under the mutex. */
static int tag_at(const struct spool *spool, off_t offset, off_t *ret_next)
{
    int index = spool->tag_count > 0 ? spool->tag_count - 1 : 0;

    while (index > 0 && spool->tags[index].start > offset)
        index--;
    *ret_next = index + 1 < spool->tag_count ? spool->tags[index + 1].start : spool->written;
    return spool->tag_count > 0 ? spool->tags[index].tag : 0;
}

static bool consume_piece(struct spool *spool, off_t offset, off_t next, int tag)
{
    size_t wanted = (size_t)(next - offset) < SPOOL_PIECE ? (size_t)(next - offset) : SPOOL_PIECE;
    ssize_t length = pread(fileno(spool->file), spool->piece, wanted, offset);

    if (length != (ssize_t)wanted)
        return fail(&spool->failure, OUTCOME_INTERNAL, TR("temporary file: %s", "fichier temporaire : %s"),
                    strerror(errno));
    return spool->consume(spool->context, tag, spool->piece, wanted, &spool->failure);
}

static void *work(void *argument)
{
    struct spool *spool = argument;

    language_set(spool->language);
    pthread_mutex_lock(&spool->mutex);
    for (;;) {
        off_t offset, next;
        int tag;
        bool done;
        while (spool->consumed == spool->written && !spool->closed)
            pthread_cond_wait(&spool->changed, &spool->mutex);
        if (spool->consumed == spool->written || spool->failed) break;
        offset = spool->consumed;
        tag = tag_at(spool, offset, &next);
        pthread_mutex_unlock(&spool->mutex);
        done = consume_piece(spool, offset, next, tag);
        pthread_mutex_lock(&spool->mutex);
        spool->failed = spool->failed || !done;
        spool->consumed += next - offset < SPOOL_PIECE ? next - offset : SPOOL_PIECE;
    }
    pthread_mutex_unlock(&spool->mutex);
    return NULL;
}

struct spool *spool_start(spool_consume consume, void *context, struct failure *failure)
{
    struct spool *spool = must_alloc(sizeof *spool);

    spool->language = language_get();
    spool->consume = consume;
    spool->context = context;
    spool->file = temporary_file();
    pthread_mutex_init(&spool->mutex, NULL);
    pthread_cond_init(&spool->changed, NULL);
    if (spool->file != NULL && pthread_create(&spool->thread, NULL, work, spool) == 0) return spool;
    (void)fail(failure, OUTCOME_UNAVAILABLE, TR("no temporary file: %s", "pas de fichier temporaire : %s"),
               strerror(errno));
    if (spool->file != NULL) (void)fclose(spool->file);
    free(spool);
    return NULL;
}

static void hand_over(struct spool *spool)
{
    size_t done = 0;
    bool written = true;

    while (written && done < spool->gathered) {
        ssize_t length =
            pwrite(fileno(spool->file), spool->gather + done, spool->gathered - done, spool->written + (off_t)done);
        if (length < 0 && errno == EINTR) continue;
        written = length > 0;
        if (written) done += (size_t)length;
    }
    pthread_mutex_lock(&spool->mutex);
    if (!written && !spool->failed) {
        spool->failed = true;
        (void)fail(&spool->failure, OUTCOME_UNAVAILABLE, TR("temporary file: %s", "fichier temporaire : %s"),
                   strerror(errno));
        (void)fail_remedy(&spool->failure, TR("free some space in TMPDIR", "libérez de la place dans TMPDIR"));
    }
    spool->written += (off_t)done;
    pthread_cond_signal(&spool->changed);
    pthread_mutex_unlock(&spool->mutex);
    spool->gathered = 0;
}

void spool_tag(struct spool *spool, int tag)
{
    hand_over(spool);
    pthread_mutex_lock(&spool->mutex);
    spool->tags = must_grow(spool->tags, (size_t)spool->tag_count, &spool->tag_capacity, sizeof *spool->tags);
    spool->tags[spool->tag_count].start = spool->written;
    spool->tags[spool->tag_count++].tag = tag;
    pthread_mutex_unlock(&spool->mutex);
}

char *spool_reserve(struct spool *spool, size_t length)
{
    if (length > SPOOL_PIECE - spool->gathered) hand_over(spool);
    return spool->gather + spool->gathered;
}

void spool_commit(struct spool *spool, size_t length)
{
    spool->gathered += length;
}

void spool_write(struct spool *spool, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t part = length < SPOOL_PIECE ? length : SPOOL_PIECE;
        memcpy(spool_reserve(spool, part), bytes, part);
        spool_commit(spool, part);
        bytes += part;
        length -= part;
    }
}

bool spool_failed(struct spool *spool)
{
    bool failed;

    pthread_mutex_lock(&spool->mutex);
    failed = spool->failed;
    pthread_mutex_unlock(&spool->mutex);
    return failed;
}

bool spool_finish(struct spool *spool, struct failure *failure)
{
    bool done;

    if (spool == NULL) return true;
    hand_over(spool);
    pthread_mutex_lock(&spool->mutex);
    spool->closed = true;
    pthread_cond_signal(&spool->changed);
    pthread_mutex_unlock(&spool->mutex);
    pthread_join(spool->thread, NULL);
    done = !spool->failed;
    if (!done) *failure = spool->failure;
    (void)fclose(spool->file);
    pthread_mutex_destroy(&spool->mutex);
    pthread_cond_destroy(&spool->changed);
    free(spool->tags);
    free(spool);
    return done;
}
