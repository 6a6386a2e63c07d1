/*
 * Backups of the ledger: the schema contrepartie as `pg_dump -Fc` writes it, in one file, with its SHA-256 beside it in
 * FILE.sha256 (as sha256sum writes it). What it stands on (roles, schema, extension: sql/schema/001-roles.sql) is made
 * again before it is loaded.
 */
#ifndef CONTREPARTIE_BACKUP_H
#define CONTREPARTIE_BACKUP_H

#include "contrepartie/store.h"

#include <stdint.h>

/* Where pg_dump and pg_restore are and what they connect to. */
struct backup_place {
    const char *programs; /* a folder; NULL: found by PATH */
    const char *conninfo;
};

struct backup {
    int64_t size, documents;
    char sha256[65];
};

/* Writes one snapshot while others go on, as the owner of the tables, who sees every row. FILE is there whole or not at
   all. Its mode is 0600: originals may name persons. */
bool backup_write(struct database *database, const struct backup_place *place, const char *path,
                  struct backup *ret_backup, struct failure *failure);

/* Opens a backup to load it; -1 with a failure when it is none, or not the one whose digest is beside it.
 *ret_proven is false when no digest is. The descriptor is the caller's. */
int backup_open(const char *path, bool *ret_proven, struct failure *failure);

/* Loads it into a database without tables of a ledger, or leaves the database as it was. The schema may be of an
   earlier version: database_open brings it up to date. */
bool backup_load(struct database *database, const struct backup_place *place, int backup, struct failure *failure);

/* Takes away what backup_load loaded. */
bool backup_unload(struct database *database, struct failure *failure);

#endif
