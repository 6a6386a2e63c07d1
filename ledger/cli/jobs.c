#include "cli/jobs.h"

#include "contrepartie/buffer.h"
#include "contrepartie/progress.h"
#include "contrepartie/temporary.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
    struct job *next;
    pid_t process;
    FILE *answer, *said;
    bool ended;
    enum outcome outcome;
};

struct jobs {
    int most, running;
    bool stopping;
    jobs_tell *tell;
    void *context;
    struct job *first, **last; /* those not told yet, in the order given */
};

struct jobs *jobs_begin(int most, jobs_tell *tell, void *context)
{
    struct jobs *jobs = must_alloc(sizeof *jobs);

    *jobs = (struct jobs){.most = most, .tell = tell, .context = context};
    jobs->last = &jobs->first;
    interruption_catch(); /* the pieces at work are ended in order */
    return jobs;
}

static void tell_ended(struct jobs *jobs)
{
    while (jobs->first != NULL && jobs->first->ended) {
        struct job *job = jobs->first;
        rewind(job->answer);
        rewind(job->said);
        jobs->tell(jobs->context, job->answer, job->said, job->outcome);
        (void)fclose(job->answer);
        (void)fclose(job->said);
        jobs->first = job->next;
        if (jobs->first == NULL) jobs->last = &jobs->first;
        free(job);
    }
}

static void stop_all(struct jobs *jobs)
{
    jobs->stopping = true;
    for (struct job *job = jobs->first; job != NULL; job = job->next)
        if (!job->ended) (void)kill(job->process, SIGTERM);
}

/* Until one ends; an interruption is passed on once. */
static void wait_for_one(struct jobs *jobs)
{
    int status;
    pid_t process;

    while ((process = waitpid(-1, &status, 0)) < 0 && errno == EINTR)
        if (interrupted() && !jobs->stopping) stop_all(jobs);
    for (struct job *job = jobs->first; job != NULL; job = job->next) {
        if (process < 0) job->ended = true; /* there is none left */
        if (job->process != process) continue;
        job->ended = true;
        job->outcome = WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : OUTCOME_INTERRUPTED;
        jobs->running--;
    }
    tell_ended(jobs);
}

static _Noreturn void at_work(enum outcome (*work)(void *, const char *, const char *, FILE *), void *context,
                              const char *path, const char *name, const struct job *job)
{
    enum outcome outcome;

    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    (void)dup2(fileno(job->said), STDERR_FILENO);
    outcome = work(context, path, name, job->answer);
    (void)fflush(job->answer);
    (void)fflush(stderr);
    _exit((int)outcome); /* what the parent has open is the parent's to close */
}

bool jobs_give(struct jobs *jobs, enum outcome (*work)(void *context, const char *path, const char *name, FILE *answer),
               void *context, const char *path, const char *name)
{
    struct job *job;

    while (jobs->running >= jobs->most)
        wait_for_one(jobs);
    if (interrupted() || jobs->stopping) return false;
    job = must_alloc(sizeof *job);
    *job = (struct job){.answer = temporary_file(), .said = temporary_file()};
    (void)fflush(NULL); /* what waits to be written is not written twice */
    if (job->answer != NULL && job->said != NULL) job->process = fork();
    if (job->answer == NULL || job->said == NULL || job->process < 0) {
        (void)fprintf(stderr, TR("contrepartie: %s\n", "contrepartie : %s\n"), strerror(errno));
        if (job->answer != NULL) (void)fclose(job->answer);
        if (job->said != NULL) (void)fclose(job->said);
        free(job);
        return false;
    }
    if (job->process == 0) at_work(work, context, path, name, job);
    *jobs->last = job;
    jobs->last = &job->next;
    jobs->running++;
    return true;
}

void jobs_end(struct jobs *jobs)
{
    while (jobs->first != NULL)
        wait_for_one(jobs);
    interruption_leave();
    free(jobs);
}
