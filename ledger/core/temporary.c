#include "contrepartie/temporary.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

FILE *temporary_file(void)
{
    const char *directory = getenv("TMPDIR");
    char path[PATH_MAX];
    FILE *stream = NULL;
    int file;

    (void)snprintf(path, sizeof path, "%s/contrepartie-XXXXXX",
                   directory != NULL && *directory == '/' ? directory : "/tmp");
    file = mkostemp(path, O_CLOEXEC);
    if (file < 0) return NULL;
    (void)unlink(path);
    stream = fdopen(file, "w+");
    if (stream == NULL) (void)close(file);
    return stream;
}
