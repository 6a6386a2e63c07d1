/*
 * Anchors: the heads of all chains in a file, to be kept where whoever owns the database cannot reach. `verify` proves
 * that a chain is whole, not that its end was not cut off, nor that everything was not made again: an anchor does.
 *
 * Text, one line a chain: SIREN (000000000: what speaks of several bodies), how many documents, the last one's link in
 * hexadecimal. The first line is "contrepartie anchor 1"; the last is "sha256" and the SHA-256 of the lines before it.
 */
#ifndef CONTREPARTIE_ANCHOR_H
#define CONTREPARTIE_ANCHOR_H

#include "contrepartie/digest.h"
#include "contrepartie/store.h"

#include <stdint.h>
#include <stdio.h>

struct anchor {
    int chains;
    char sha256[2 * DIGEST_SIZE_MAX + 1];
};

/* Writes the anchor of what is in the database now. */
bool anchor_write(struct database *database, FILE *output, struct anchor *ret_anchor, struct failure *failure);

/*
 * Calls report for each anchored chain that is shorter or other now: the document, or 0, and what. False with a failure
 * when the file is no whole anchor (OUTCOME_DATA), or is not there; *ret_held: nothing was reported.
 */
bool anchor_check(struct database *database, const char *path,
                  void (*report)(void *context, int32_t number, const char *what), void *context,
                  struct anchor *ret_anchor, bool *ret_held, struct failure *failure);

#endif
