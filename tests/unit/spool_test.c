/* Spool and worker: one thread fed by another, in order, whatever the sizes and the pace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "contrepartie/spool.h"
#include "contrepartie/worker.h"

#include <cmocka.h>
#undef fail /* the house's own is meant */

/* Byte number n of the stream every test writes; its period is no power of two. */
static char byte_at(size_t position)
{
    return (char)(position % 251);
}

static void nap(long microseconds)
{
    struct timespec time = {.tv_nsec = microseconds * 1000};

    (void)nanosleep(&time, NULL);
}

struct seen {
    size_t total;
    size_t longest;
    size_t fails_at; /* 0: never */
    long pace;       /* microseconds a run */
    size_t runs, wrong;
    int tags[256];
    size_t tag_starts[256];
    size_t tag_count;
};

static bool take(struct seen *seen, const char *bytes, size_t length, struct failure *failure)
{
    for (size_t index = 0; index < length; index++)
        seen->wrong += bytes[index] != byte_at(seen->total + index);
    seen->total += length;
    seen->runs++;
    if (length > seen->longest) seen->longest = length;
    if (seen->pace > 0) nap(seen->pace);
    if (seen->fails_at > 0 && seen->total >= seen->fails_at)
        return fail(failure, OUTCOME_DATA, "enough at %zu", seen->fails_at);
    return true;
}

static bool take_spooled(void *context, int tag, const char *bytes, size_t length, struct failure *failure)
{
    struct seen *seen = context;

    if (seen->tag_count == 0 || seen->tags[seen->tag_count - 1] != tag) {
        seen->tags[seen->tag_count] = tag;
        seen->tag_starts[seen->tag_count++] = seen->total;
    }
    return take(seen, bytes, length, failure);
}

static bool take_block(void *context, const char *bytes, size_t length, struct failure *failure)
{
    return take(context, bytes, length, failure);
}

static size_t fill(char *bytes, size_t length, size_t position)
{
    for (size_t index = 0; index < length; index++)
        bytes[index] = byte_at(position + index);
    return position + length;
}

/* --- spool ----------------------------------------------------------------------------------------------------- */

static void spool_keeps_the_order_of_runs_of_any_size(void **state)
{
    static const size_t lengths[] = {1, 2,      3, 255, 256, 4096, SPOOL_PIECE - 1, SPOOL_PIECE, 1, SPOOL_PIECE + 1,
                                     7, 300000, 0, 5};
    static char bytes[300000];
    struct seen seen = {0};
    struct failure failure;
    struct spool *spool = spool_start(take_spooled, &seen, &failure);
    size_t written = 0;

    (void)state;
    assert_non_null(spool);
    for (int round = 0; round < 20; round++)
        for (size_t index = 0; index < sizeof lengths / sizeof lengths[0]; index++) {
            size_t end = fill(bytes, lengths[index], written);
            spool_write(spool, bytes, lengths[index]);
            written = end;
        }
    assert_true(spool_finish(spool, &failure));
    assert_int_equal(seen.wrong, 0);
    assert_int_equal(seen.total, written);
    assert_true(seen.longest <= SPOOL_PIECE);
}

static void spool_keeps_what_was_reserved_and_committed(void **state)
{
    struct seen seen = {0};
    struct failure failure;
    struct spool *spool = spool_start(take_spooled, &seen, &failure);
    size_t written = 0;

    (void)state;
    for (int round = 0; round < 100000; round++) {
        size_t used = (size_t)round % 97;
        char *room = spool_reserve(spool, 512);
        written = fill(room, used, written);
        spool_commit(spool, used);
    }
    assert_true(spool_finish(spool, &failure));
    assert_int_equal(seen.wrong, 0);
    assert_int_equal(seen.total, written);
}

static void spool_does_not_wait_for_a_slow_consumer(void **state)
{
    static char bytes[SPOOL_PIECE];
    struct seen seen = {.pace = 5000};
    struct failure failure;
    struct spool *spool = spool_start(take_spooled, &seen, &failure);
    struct timespec start, end;
    size_t written = 0;

    (void)state;
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    for (int round = 0; round < 200; round++) {
        size_t next = fill(bytes, sizeof bytes, written);
        spool_write(spool, bytes, sizeof bytes);
        written = next;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(seen.total < written); /* read without the lock: at worst it is behind */
    assert_true(spool_finish(spool, &failure));
    assert_int_equal(seen.wrong, 0);
    assert_int_equal(seen.total, written);
    assert_true(end.tv_sec - start.tv_sec < 5);
}

static void spool_hands_each_run_over_with_its_tag(void **state)
{
    static char bytes[100000];
    struct seen seen = {.pace = 50};
    struct failure failure;
    struct spool *spool = spool_start(take_spooled, &seen, &failure);
    size_t written = 0, starts[30];

    (void)state;
    for (size_t round = 0; round < 30; round++) {
        size_t length = 1 + round * 3331;
        spool_tag(spool, (int)(round % 3) + 1);
        starts[round] = written;
        written = fill(bytes, length, written);
        spool_write(spool, bytes, length);
    }
    assert_true(spool_finish(spool, &failure));
    assert_int_equal(seen.wrong, 0);
    assert_int_equal(seen.total, written);
    assert_int_equal(seen.tag_count, 30);
    for (size_t round = 0; round < 30; round++) {
        assert_int_equal(seen.tags[round], round % 3 + 1);
        assert_int_equal(seen.tag_starts[round], starts[round]);
    }
}

static void spool_forgets_a_tag_that_nothing_followed(void **state)
{
    struct seen seen = {0};
    struct failure failure;
    struct spool *spool = spool_start(take_spooled, &seen, &failure);
    char byte = byte_at(0);

    (void)state;
    spool_tag(spool, 1);
    spool_tag(spool, 2);
    spool_write(spool, &byte, 1);
    spool_tag(spool, 3);
    assert_true(spool_finish(spool, &failure));
    assert_int_equal(seen.total, 1);
    assert_int_equal(seen.tag_count, 1);
    assert_int_equal(seen.tags[0], 2);
}

static void spool_says_why_its_consumer_failed(void **state)
{
    static char bytes[SPOOL_PIECE];
    struct seen seen = {.fails_at = 200000};
    struct failure failure = {0};
    struct spool *spool = spool_start(take_spooled, &seen, &failure);
    size_t written = 0;
    int waited = 0;

    (void)state;
    for (int round = 0; round < 10; round++) {
        size_t next = fill(bytes, sizeof bytes, written);
        spool_write(spool, bytes, sizeof bytes);
        written = next;
    }
    while (!spool_failed(spool) && waited++ < 5000)
        nap(1000);
    assert_true(spool_failed(spool));
    spool_write(spool, bytes, sizeof bytes); /* thrown away */
    assert_false(spool_finish(spool, &failure));
    assert_int_equal(failure.outcome, OUTCOME_DATA);
    assert_string_equal(failure.message, "enough at 200000");
    assert_true(seen.total < written);
    assert_true(seen.total >= 200000);
}

static void spool_that_holds_nothing_is_finished(void **state)
{
    struct seen seen = {0};
    struct failure failure;

    (void)state;
    assert_true(spool_finish(spool_start(take_spooled, &seen, &failure), &failure));
    assert_int_equal(seen.runs, 0);
    assert_true(spool_finish(NULL, &failure));
}

/* --- worker ---------------------------------------------------------------------------------------------------- */

static void worker_keeps_the_order_of_runs_of_any_size(void **state)
{
    static const size_t lengths[] = {1, 63, 64, 65, 128, 0, 1000, 64, 64, 3};
    char bytes[1000];

    (void)state;
    for (unsigned blocks = 2; blocks < 6; blocks++)
        for (long pace = 0; pace < 40; pace += 20) {
            struct seen seen = {.pace = pace};
            struct failure failure;
            struct worker *worker = worker_start(take_block, &seen, 64, blocks);
            size_t written = 0;
            for (int round = 0; round < 50; round++)
                for (size_t index = 0; index < sizeof lengths / sizeof lengths[0]; index++) {
                    size_t end = fill(bytes, lengths[index], written);
                    worker_write(worker, bytes, lengths[index]);
                    written = end;
                }
            assert_true(worker_finish(worker, &failure));
            assert_int_equal(seen.wrong, 0);
            assert_int_equal(seen.total, written);
            assert_true(seen.longest <= 64);
        }
}

static void worker_keeps_what_was_reserved_and_committed(void **state)
{
    (void)state;
    for (unsigned blocks = 2; blocks < 6; blocks++) {
        struct seen seen = {0};
        struct failure failure;
        struct worker *worker = worker_start(take_block, &seen, 64, blocks);
        size_t written = 0;
        for (int round = 0; round < 10000; round++) {
            size_t used = (size_t)round % 60;
            char *room = worker_reserve(worker, 64);
            written = fill(room, used, written);
            worker_commit(worker, used);
        }
        assert_true(worker_finish(worker, &failure));
        assert_int_equal(seen.wrong, 0);
        assert_int_equal(seen.total, written);
    }
}

static void worker_finishes_on_the_edge_of_a_block(void **state)
{
    char bytes[256];

    (void)state;
    for (size_t length = 0; length <= 256; length++) {
        struct seen seen = {0};
        struct failure failure;
        struct worker *worker = worker_start(take_block, &seen, 64, 2);
        (void)fill(bytes, length, 0);
        worker_write(worker, bytes, length);
        assert_true(worker_finish(worker, &failure));
        assert_int_equal(seen.wrong, 0);
        assert_int_equal(seen.total, length);
        assert_int_equal(seen.runs, (length + 63) / 64);
    }
}

static void worker_says_why_its_consumer_failed(void **state)
{
    static char bytes[100000];
    struct seen seen = {.fails_at = 1000};
    struct failure failure = {0};
    struct worker *worker = worker_start(take_block, &seen, 64, 4);

    (void)state;
    (void)fill(bytes, sizeof bytes, 0);
    worker_write(worker, bytes, sizeof bytes); /* the rest is thrown away, and nobody waits for ever */
    assert_false(worker_finish(worker, &failure));
    assert_int_equal(failure.outcome, OUTCOME_DATA);
    assert_string_equal(failure.message, "enough at 1000");
    assert_int_equal(seen.total, 1024);
    assert_true(worker_finish(NULL, &failure));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spool_keeps_the_order_of_runs_of_any_size),
        cmocka_unit_test(spool_keeps_what_was_reserved_and_committed),
        cmocka_unit_test(spool_does_not_wait_for_a_slow_consumer),
        cmocka_unit_test(spool_hands_each_run_over_with_its_tag),
        cmocka_unit_test(spool_forgets_a_tag_that_nothing_followed),
        cmocka_unit_test(spool_says_why_its_consumer_failed),
        cmocka_unit_test(spool_that_holds_nothing_is_finished),
        cmocka_unit_test(worker_keeps_the_order_of_runs_of_any_size),
        cmocka_unit_test(worker_keeps_what_was_reserved_and_committed),
        cmocka_unit_test(worker_finishes_on_the_edge_of_a_block),
        cmocka_unit_test(worker_says_why_its_consumer_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
