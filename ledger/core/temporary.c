#include "contrepartie/temporary.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

const char *temporary_directory(void)
{
    const char *directory = getenv("TMPDIR");

    return directory != NULL && *directory == '/' ? directory : "/tmp";
}

FILE *temporary_file(void)
{
    const char *directory = temporary_directory();
    char path[PATH_MAX];
    FILE *stream = NULL;
    int file;

    file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) { /* a file system that makes none without a name */
        (void)snprintf(path, sizeof path, "%s/contrepartie-XXXXXX", directory);
        file = mkostemp(path, O_CLOEXEC);
        if (file < 0) return NULL;
        (void)unlink(path);
    }
    stream = fdopen(file, "w+");
    if (stream == NULL) (void)close(file);
    return stream;
}
