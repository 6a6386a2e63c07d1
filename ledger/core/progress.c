#include "contrepartie/progress.h"

#include "contrepartie/failure.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS   500
#define BETWEEN_MS 200
#define BAR_WIDTH  30

static struct {
    const char *label;
    _Atomic int64_t done, total; /* another thread may look */
    int64_t started_ms, shown_ms;
    bool wanted, shown;
} progress;

static volatile sig_atomic_t asked_to_stop;

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(const char *label, int64_t total, bool wanted)
{
    progress.label = label;
    progress.done = 0;
    progress.total = total;
    progress.wanted = wanted && isatty(STDERR_FILENO);
    progress.shown = false;
    progress.started_ms = now_ms();
    progress.shown_ms = progress.started_ms + FIRST_MS - BETWEEN_MS;
}

void progress_step(int64_t done)
{
    int64_t now, filled, left;

    progress.done = done;
    if (!progress.wanted || progress.total <= 0) return;
    now = now_ms();
    if (now - progress.shown_ms < BETWEEN_MS) return;
    progress.shown_ms = now;
    progress.shown = true;
    filled = done * BAR_WIDTH / progress.total;
    left = done > 0 ? (now - progress.started_ms) * (progress.total - done) / done / 1000 : 0;
    (void)fprintf(stderr, "\r\033[K%s [", progress.label);
    for (int64_t cell = 0; cell < BAR_WIDTH; cell++)
        (void)fputs(cell < filled ? "█" : "░", stderr);
    (void)fprintf(stderr, "] %3lld %%  %s %lld min %02lld s", (long long)(done * 100 / progress.total),
                  TR("left", "reste"), (long long)(left / 60), (long long)(left % 60));
    (void)fflush(stderr);
}

int progress_percent(void)
{
    int64_t total = progress.total;

    return total > 0 ? (int)(progress.done * 100 / total) : 0;
}

void progress_end(void)
{
    if (progress.wanted && progress.shown) (void)fputs("\r\033[K", stderr);
    progress.wanted = false;
}

static bool caught;

/* A command that holds no work ends at once. */
static void on_signal_leave(int number)
{
    (void)number;
    _exit(OUTCOME_INTERRUPTED);
}

void interruption_leave(void)
{
    struct sigaction action = {.sa_handler = on_signal_leave};

    caught = false;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

static void (*volatile also_call)(void *context);
static void *volatile also_with;

void interruption_calls(void (*call)(void *context), void *context)
{
    also_call = NULL;
    also_with = context;
    also_call = call;
}

static void on_signal(int number)
{
    (void)number;
    asked_to_stop = 1;
    if (also_call != NULL) also_call(also_with);
}

bool interruption_catch(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}; /* a second Ctrl-C kills */
    bool before = caught;

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    caught = true;
    return before;
}

bool interrupted(void)
{
    return asked_to_stop != 0;
}

bool fail_interrupted(struct failure *failure)
{
    return fail(failure, OUTCOME_INTERRUPTED,
                TR("interrupted; nothing was written", "interrompu ; rien n'a été écrit"));
}
