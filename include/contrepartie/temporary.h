/* Temporary files in TMPDIR (else /tmp), readable by this account only, gone with the process. */
#ifndef CONTREPARTIE_TEMPORARY_H
#define CONTREPARTIE_TEMPORARY_H

#include <stdio.h>

const char *temporary_directory(void);

/* An unlinked file open for reading and writing; NULL with errno. */
FILE *temporary_file(void);

#endif
