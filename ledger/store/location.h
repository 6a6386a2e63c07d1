/* Who and where: what cluster.c asks of location.c. Paths are written into PATH_MAX bytes of the caller's. */
#ifndef CONTREPARTIE_LOCATION_H
#define CONTREPARTIE_LOCATION_H

#include "contrepartie/cluster.h"

void path_join(char *path, const char *directory, const char *name);
bool path_exists(const char *directory, const char *name);

/* Makes it with its parents, and gives it to who runs the server. */
bool directory_make(const char *path, const struct cluster *owner, struct failure *failure);

/* The major version of the server in that folder; 0: there is none. */
int programs_major(const char *programs);

/* The folder chosen by CONTREPARTIE_PG_BIN, or the newest PostgreSQL of Debian's layout; of `major` when it is not 0. A
   chosen folder without a server is taken, so that the failure names it. */
bool programs_find(char *programs, int major);

/* The major version that made the data; 0: there are none yet. */
int data_major(const struct cluster *cluster);

void socket_locate(struct cluster *cluster);

#endif
