/*
 * The private cluster: a PostgreSQL server of this program's own, in a directory of the user's, reachable through a
 * Unix socket in a directory that only its owner may enter. No administrator, no port, no password.
 *
 * PostgreSQL refuses to run as root: under root the server runs as an unprivileged account (the directory's owner,
 * else CONTREPARTIE_ACCOUNT, else "contrepartie", else "postgres"), and the directory belongs to that account.
 *
 * Three lock files make the rest simple: `use.lock` is held shared by every running command and taken exclusively by
 * whoever stops the server; `start.lock` serialises creation and start; `watch.lock` is held by the one watcher.
 */
#ifndef CONTREPARTIE_CLUSTER_H
#define CONTREPARTIE_CLUSTER_H

#include "contrepartie/failure.h"

#include <limits.h>
#include <sys/types.h>

struct cluster {
    char directory[PATH_MAX]; /* the private data directory */
    char data[PATH_MAX];      /* PGDATA */
    char socket[PATH_MAX];
    char programs[PATH_MAX]; /* where postgres, initdb and pg_ctl are */
    char account[64];        /* who runs the server, and the database's superuser by peer authentication */
    uid_t uid;
    gid_t gid;
};

#define CLUSTER_USER             "contrepartie"
#define CLUSTER_SMALLEST_FREE_MB 200 /* of its disk: with less, the server may not start */

/* Finds the directory (made if need be), the account and the server programs. */
bool cluster_locate(struct cluster *cluster, const char *directory, struct failure *failure);

/* The same without making the directory: for who only looks. */
bool cluster_find(struct cluster *cluster, const char *directory, struct failure *failure);

/* Whether the account that runs the server can work in the directory. */
bool cluster_enterable(const struct cluster *cluster, struct failure *failure);

/* Creates the cluster when there is none, starts it when it is down; leaves a watcher that stops it when idle. */
bool cluster_start(const struct cluster *cluster, struct failure *failure);

/* Stops it; false with OUTCOME_BUSY while commands use it. Stopping a stopped server is done. */
bool cluster_stop(const struct cluster *cluster, struct failure *failure);

/* The lock that says "in use"; -1 when it cannot be had. Released by close(). */
int cluster_use(const struct cluster *cluster, struct failure *failure);

/* The same lock, alone: nobody else uses the cluster until it is closed. False with OUTCOME_BUSY while others do. */
bool cluster_use_alone(int lock, struct failure *failure);

/* True when a server process holds the data directory. */
bool cluster_running(const struct cluster *cluster);

/* A libpq connection string for it; the buffer is the caller's. */
void cluster_conninfo(const struct cluster *cluster, char *buffer, size_t size);

/* The major versions of PostgreSQL: of the data (0: there are none yet), and of the newest programs (0: none found). */
void cluster_majors(const struct cluster *cluster, int *ret_data, int *ret_newest);

/* The directory of an empty cluster, inside the directory of this one; what an earlier attempt left there is removed.
 */
bool cluster_beside(const struct cluster *cluster, struct cluster *ret_beside, struct failure *failure);
void cluster_remove(const struct cluster *beside);

/* Puts the cluster beside in the place of this one, which stays under that name in the directory (NULL: there is none).
   For who uses it alone. Both are stopped. False: the old one is where it was. */
bool cluster_replace(const struct cluster *cluster, const struct cluster *beside, const char *kept,
                     struct failure *failure);

#endif
