/* Sessions of the database, one for each request in hand, kept for the next: opening one costs more than a page. */
#include "web/web.h"

#include "contrepartie/buffer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_MAX 8

struct session {
    char user[64];
    struct database database;
};

struct sessions {
    const struct server_options *options;
    pthread_mutex_t mutex;
    struct session *kept[KEPT_MAX];
    int count;
};

struct sessions *sessions_new(const struct server_options *options)
{
    struct sessions *sessions = must_alloc(sizeof *sessions);

    sessions->options = options;
    pthread_mutex_init(&sessions->mutex, NULL);
    return sessions;
}

static struct session *take_kept(struct sessions *sessions, const char *user)
{
    struct session *found = NULL;

    pthread_mutex_lock(&sessions->mutex);
    for (int index = sessions->count - 1; index >= 0 && found == NULL; index--) {
        if (strcmp(sessions->kept[index]->user, user) != 0) continue;
        found = sessions->kept[index];
        sessions->kept[index] = sessions->kept[--sessions->count];
    }
    pthread_mutex_unlock(&sessions->mutex);
    return found;
}

static void session_end(struct session *session)
{
    database_close(&session->database);
    free(session);
}

struct database *session_take(struct sessions *sessions, const char *user, struct failure *failure)
{
    struct session *session;
    struct store_options store = sessions->options->store;
    struct buffer conninfo CLEAN_BUFFER = {0};

    while ((session = take_kept(sessions, user)) != NULL) {
        if (PQstatus(session->database.connection) == CONNECTION_OK && PQconsumeInput(session->database.connection))
            return &session->database;
        session_end(session); /* the server was started again meanwhile */
    }
    session = must_alloc(sizeof *session);
    (void)snprintf(session->user, sizeof session->user, "%s", user);
    if (*user != '\0') { /* letters and digits only (guard.c); the last of two users counts */
        buffer_format(&conninfo, "%s user=%s", store.conninfo, user);
        store.conninfo = buffer_cstring(&conninfo);
    }
    if (database_open(&session->database, &store, STORE_READER, failure)) {
        session->database.keeps_plans = true;
        return &session->database;
    }
    session_end(session);
    return NULL;
}

void session_give(struct sessions *sessions, struct database *database)
{
    struct session *session = (struct session *)((char *)database - offsetof(struct session, database));
    bool kept = false;

    pthread_mutex_lock(&sessions->mutex);
    /* one that was left inside a transaction is not used again */
    if (sessions->count < KEPT_MAX && PQtransactionStatus(database->connection) == PQTRANS_IDLE) {
        sessions->kept[sessions->count++] = session;
        kept = true;
    }
    pthread_mutex_unlock(&sessions->mutex);
    if (!kept) session_end(session);
}

void sessions_free(struct sessions *sessions)
{
    for (int index = 0; index < sessions->count; index++)
        session_end(sessions->kept[index]);
    pthread_mutex_destroy(&sessions->mutex);
    free(sessions);
}
