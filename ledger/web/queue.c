#include "web/queue.h"

#include "contrepartie/buffer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
    struct imports *imports;
    struct job *job;
    struct database *database;
};

static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;

void reading_begin(void)
{
    pthread_mutex_lock(&reading);
}

void reading_end(void)
{
    pthread_mutex_unlock(&reading);
}

static bool import_one(void *context, const char *path, const char *name)
{
    struct run *run = context;
    struct job *job = run->job;
    struct import_options options = {.quiet = true,
                                     .dry_run = job->check,
                                     .replace = job->replace,
                                     .mapping = job->mapping,
                                     .expected = job->expected,
                                     .override = job->override[0] != '\0' ? job->override : NULL,
                                     .reason = job->reason[0] != '\0' ? job->reason : NULL,
                                     .entity = job->siren[0] != '\0' ? job->siren : NULL};
    struct item item = {.answered = false};

    (void)snprintf(item.name, sizeof item.name, "%s", name);
    reading_begin();
    item.answered = import_file(run->database, path, name, &options, &item.result, &item.failure);
    reading_end();
    pthread_mutex_lock(&run->imports->mutex);
    job->items = must_grow(job->items, job->count, &job->capacity, sizeof *job->items);
    job->items[job->count++] = item;
    pthread_mutex_unlock(&run->imports->mutex);
    return item.answered || item.failure.outcome == OUTCOME_NO_INPUT;
}

static void import_job(struct imports *imports, struct job *job)
{
    struct visit visit = {.server = imports->server};
    struct run run = {imports, job, NULL};
    struct item item = {.answered = false};
    bool done;

    language_set(job->language);
    (void)snprintf(visit.user, sizeof visit.user, "%s", job->user);
    (void)snprintf(item.name, sizeof item.name, "%s", job->name);
    done = visit_open(&visit, STORE_IMPORTER, &item.failure);
    if (done) {
        run.database = visit.database;
        item.failure.outcome = OUTCOME_DONE;
        done = is_zip(job->path)
                   ? zip_files(job->path, import_one, &run, &item.failure) || item.failure.outcome == OUTCOME_DONE
                   : (import_one(&run, job->path, job->name), true);
    }
    if (visit.database != NULL) session_give(imports->server->sessions, visit.database);
    pthread_mutex_lock(&imports->mutex);
    if (!done) {
        job->items = must_grow(job->items, job->count, &job->capacity, sizeof *job->items);
        job->items[job->count++] = item;
    }
    job->state = JOB_DONE;
    pthread_mutex_unlock(&imports->mutex);
}

static void *work(void *argument)
{
    struct imports *imports = argument;

    pthread_mutex_lock(&imports->mutex);
    for (;;) {
        struct job *job;
        while (imports->next == imports->count && !imports->closed)
            pthread_cond_wait(&imports->changed, &imports->mutex);
        if (imports->closed) break;
        job = imports->jobs[imports->next++];
        job->state = JOB_RUNNING;
        pthread_mutex_unlock(&imports->mutex);
        import_job(imports, job);
        pthread_mutex_lock(&imports->mutex);
    }
    pthread_mutex_unlock(&imports->mutex);
    return NULL;
}

struct imports *imports_new(struct server *server)
{
    struct imports *imports = must_alloc(sizeof *imports);

    imports->server = server;
    pthread_mutex_init(&imports->mutex, NULL);
    pthread_cond_init(&imports->changed, NULL);
    imports->started = pthread_create(&imports->thread, NULL, work, imports) == 0;
    return imports;
}

static void items_free(struct job *job)
{
    for (size_t index = 0; index < job->count; index++)
        messages_free(&job->items[index].result.messages);
    free(job->items);
    job->items = NULL;
    job->count = job->capacity = 0;
}

static void file_free(char *path)
{
    if (path != NULL) (void)unlink(path);
    free(path);
}

void imports_free(struct imports *imports)
{
    pthread_mutex_lock(&imports->mutex);
    imports->closed = true;
    pthread_cond_signal(&imports->changed);
    pthread_mutex_unlock(&imports->mutex);
    if (imports->started) (void)pthread_join(imports->thread, NULL); /* an import in hand was interrupted */
    for (size_t index = 0; index < imports->count; index++) {
        struct job *job = imports->jobs[index];
        items_free(job);
        file_free(job->path);
        file_free(job->mapping);
        file_free(job->expected);
        free(job->name);
        free(job);
    }
    free(imports->jobs);
    free(imports);
}

/* --- what is asked of it ------------------------------------------------------------------------------------- */

static void options_take(struct job *job, const struct visit *visit)
{
    const char *override = visit_field(visit, "override"), *reason = visit_field(visit, "reason"),
               *siren = visit_field(visit, "siren");

    job->check = visit_field(visit, "check") != NULL;
    job->replace = visit_field(visit, "replace") != NULL;
    job->language = language_get();
    (void)snprintf(job->user, sizeof job->user, "%s", visit->user);
    (void)snprintf(job->override, sizeof job->override, "%s", override != NULL ? override : "");
    (void)snprintf(job->reason, sizeof job->reason, "%s", reason != NULL ? reason : "");
    (void)snprintf(job->siren, sizeof job->siren, "%s", siren != NULL ? siren : "");
}

/* The same bytes under a name of their own, as each job removes its files; NULL when there are none. */
static char *another_name(const char *path)
{
    static _Atomic unsigned names;
    char other[600];

    if (path == NULL) return NULL;
    (void)snprintf(other, sizeof other, "%s-%u", path, ++names);
    return link(path, other) == 0 ? must_copy(other) : NULL;
}

size_t queue_give(struct imports *imports, struct visit *visit, struct upload *upload, const char *mapping,
                  const char *expected)
{
    struct job *job = must_alloc(sizeof *job);
    size_t number;

    *job = (struct job){.name = upload->name,
                        .path = upload->path,
                        .mapping = another_name(mapping),
                        .expected = another_name(expected)};
    upload->name = upload->path = NULL;
    options_take(job, visit);
    pthread_mutex_lock(&imports->mutex);
    imports->jobs = must_grow(imports->jobs, imports->count, &imports->capacity, sizeof(struct job *));
    imports->jobs[imports->count++] = job;
    number = imports->count;
    pthread_cond_signal(&imports->changed);
    pthread_mutex_unlock(&imports->mutex);
    return number;
}

struct job *queue_find(const struct visit *visit, struct failure *failure)
{
    struct imports *imports = visit->server->imports;
    size_t number = strspn(visit->operands, "0123456789") == strlen(visit->operands) && strlen(visit->operands) < 9
                        ? (size_t)strtoul(visit->operands, NULL, 10)
                        : 0;
    struct job *job = NULL;

    pthread_mutex_lock(&imports->mutex);
    if (number > 0 && number <= imports->count && strcmp(imports->jobs[number - 1]->user, visit->user) == 0)
        job = imports->jobs[number - 1];
    pthread_mutex_unlock(&imports->mutex);
    if (job == NULL)
        (void)fail(failure, OUTCOME_NO_INPUT, TR("there is no import %s", "il n'y a pas d'import %s"), visit->operands);
    return job;
}
struct job *queue_find_done(const struct visit *visit, struct failure *failure)
{
    struct imports *imports = visit->server->imports;
    struct job *job = queue_find(visit, failure);
    bool done;

    if (job == NULL) return NULL;
    pthread_mutex_lock(&imports->mutex);
    done = job->state == JOB_DONE;
    pthread_mutex_unlock(&imports->mutex);
    if (done) return job;
    (void)fail(failure, OUTCOME_BUSY, TR("this import is not over", "cet import n'est pas terminé"));
    return NULL;
}

bool queue_give_again(struct visit *visit, const struct job *job, const char *mapping, struct failure *failure)
{
    struct upload same = {.name = must_copy(job->name), .path = another_name(job->path)};

    if (same.path != NULL) {
        visit_go(visit, "/imports/%zu", queue_give(visit->server->imports, visit, &same, mapping, job->expected));
        return true;
    }
    free(same.name);
    return fail(failure, OUTCOME_NO_INPUT,
                TR("the file is gone: send it again", "le fichier n'est plus là : renvoyez-le"));
}
