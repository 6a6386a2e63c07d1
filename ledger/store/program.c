#include "contrepartie/program.h"

#include "contrepartie/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_MS 200 /* between two looks at whether an interruption came */

void become_account(const struct cluster *cluster)
{
    if (geteuid() != 0) return;
    if (initgroups(cluster->account, cluster->gid) != 0 || setgid(cluster->gid) != 0 || setuid(cluster->uid) != 0)
        _exit(126);
}

static _Noreturn void program_become(const struct program *program, char *arguments[], int words)
{
    char path[PATH_MAX];

    if (program->account != NULL) {
        become_account(program->account);
        (void)!chdir("/");
    } else
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    (void)dup2(program->output >= 0 ? program->output : words, STDOUT_FILENO);
    (void)dup2(words, STDERR_FILENO);
    if (program->input >= 0)
        (void)dup2(program->input, STDIN_FILENO);
    else
        (void)!freopen("/dev/null", "re", stdin);
    (void)setenv("LC_ALL", "C", 1);
    (void)setenv("PGOPTIONS", "", 1);
    (void)umask(0077);
    if (program->directory == NULL)
        (void)execvp(arguments[0], arguments);
    else {
        /* the whole path as its own name too: initdb and pg_ctl look for the server beside themselves */
        (void)snprintf(path, sizeof path, "%.3800s/%s", program->directory, arguments[0]);
        arguments[0] = path;
        (void)execv(path, arguments);
    }
    (void)dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

static void listen_to(int channel, const struct program *program, pid_t child, struct buffer *words)
{
    struct pollfd ready = {.fd = channel, .events = POLLIN};
    char chunk[4096];
    ssize_t count;
    bool told = program->account != NULL; /* a server is started or stopped, not left between */

    for (;;) {
        if (!told && interrupted()) told = kill(child, SIGTERM) == 0;
        if (poll(&ready, 1, LOOK_MS) <= 0) continue;
        count = read(channel, chunk, sizeof chunk);
        if (count == 0 || (count < 0 && errno != EINTR)) return;
        if (count > 0) buffer_write(words, chunk, (size_t)count);
    }
}

bool program_run(const struct program *program, char *arguments[], struct buffer *words)
{
    int channel[2], status;
    pid_t child;

    if (pipe2(channel, O_CLOEXEC) != 0) return false;
    child = fork();
    if (child == 0) program_become(program, arguments, channel[1]);
    (void)close(channel[1]);
    if (child > 0) listen_to(channel[0], program, child, words);
    (void)close(channel[0]);
    if (child < 0) return false;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

const char *last_words(struct buffer *words)
{
    char *line;

    while (words->length > 0 && strchr("\n\r ", words->bytes[words->length - 1]) != NULL)
        words->bytes[--words->length] = '\0';
    line = words->length > 0 ? strrchr(words->bytes, '\n') : NULL;
    return line != NULL ? line + 1 : buffer_cstring(words);
}
