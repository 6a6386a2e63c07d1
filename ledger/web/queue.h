/*
 * Files that were sent: a queue, and one thread that imports them one after the other. What is asked of them is kept as
 * long as the server runs, so that a file that was refused can be sent through again without being sent again.
 */
#ifndef CONTREPARTIE_QUEUE_H
#define CONTREPARTIE_QUEUE_H

#include "web/web.h"

#include <pthread.h>

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE };

/* One file of a job: a zip has several. */
struct item {
    char name[256];
    bool answered; /* result says what became of it; else failure says why nothing can be said */
    struct import_result result;
    struct failure failure;
};

struct job {
    char *name, *path;
    char *mapping, *expected; /* files that came along, or NULL; removed with it */
    char user[64], override[160], reason[240], siren[16];
    bool replace, check;
    enum language language;
    enum job_state state;
    struct item *items;
    size_t count, capacity;
};

struct imports {
    struct server *server;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
    struct job **jobs;
    size_t count, capacity, next;
    bool closed, started;
};

/* A user finds jobs of his own only. A job lives as long as the server. */

/* Takes the file over, with copies of what came along (paths, or NULL), as the form asks; returns the job's number,
 * from 1. */
size_t queue_give(struct imports *imports, struct visit *visit, struct upload *upload, const char *mapping,
                  const char *expected);

/* The same file once more, with another mapping, if any; answers with its page. */
bool queue_give_again(struct visit *visit, const struct job *job, const char *mapping, struct failure *failure);

/* The job that the address names, and the same once it is over; NULL with a failure. Its items are read under the
 * mutex. */
struct job *queue_find(const struct visit *visit, struct failure *failure);
struct job *queue_find_done(const struct visit *visit, struct failure *failure);

#endif
