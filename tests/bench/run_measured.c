/* run_measured: runs a command and writes what it cost, as one line, to a file.
 *
 *   run_measured RESULT COMMAND [ARGUMENT...]
 *
 * RESULT gets "wall user sys maxrss": seconds, and the peak resident memory of the command in KiB. Processor time
 * and memory are those of the command and of the children it waited for, not those of a server it talks to. The
 * exit status is the command's, 126 when it ended by a signal or could not be measured, 127 when it was not found. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    double begin, wall;
    int status;
    pid_t child;
    FILE *result;

    if (argc < 3) {
        (void)fputs("usage: run_measured RESULT COMMAND [ARGUMENT...]\n", stderr);
        return 64;
    }
    begin = now();
    child = fork();
    if (child == 0) {
        (void)execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("run_measured");
        return 126;
    }
    wall = now() - begin;
    result = fopen(argv[1], "w");
    if (result == NULL ||
        fprintf(result, "%.6f %.6f %.6f %ld\n", wall, seconds(usage.ru_utime), seconds(usage.ru_stime),
                usage.ru_maxrss) < 0 ||
        fclose(result) != 0) {
        perror(argv[1]);
        return 126;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
