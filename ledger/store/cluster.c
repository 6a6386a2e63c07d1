#include "store/location.h"

#include "contrepartie/buffer.h"
#include "contrepartie/program.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define IDLE_SECONDS   300 /* the server stops after five minutes without a command */
#define START_ATTEMPTS 4
#define WATCH_SECONDS  5

/* --- locks --------------------------------------------------------------------------------------------------- */

static bool fail_busy(struct failure *failure)
{
    fail(failure, OUTCOME_BUSY, TR("a command is still using the database", "une commande utilise encore la base"));
    return fail_remedy(failure, TR("wait for it to end, then try again", "attendez sa fin, puis recommencez"));
}

static int lock_open(const struct cluster *cluster, const char *name, int operation)
{
    char path[PATH_MAX];
    int lock;

    path_join(path, cluster->directory, name);
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return -1;
    if (geteuid() == 0) (void)!fchown(lock, cluster->uid, cluster->gid);
    while (flock(lock, operation) != 0)
        if (errno != EINTR) {
            (void)close(lock);
            return -1;
        }
    return lock;
}

int cluster_use(const struct cluster *cluster, struct failure *failure)
{
    int lock = lock_open(cluster, "use.lock", LOCK_SH);

    if (lock < 0) {
        fail(failure, OUTCOME_NOT_PERMITTED,
             TR("cannot use the data directory %s: %s", "dossier de données %s inaccessible : %s"), cluster->directory,
             strerror(errno));
        fail_remedy(
            failure,
            TR("run as its owner (%s) or choose another with -D", "lancez la commande sous %s ou choisissez -D"),
            cluster->account);
        return -1;
    }
    (void)futimens(lock, NULL); /* the watcher counts idleness from here */
    return lock;
}

bool cluster_use_alone(int lock, struct failure *failure)
{
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) return true;
    return fail_busy(failure);
}

/* --- running the server's programs --------------------------------------------------------------------------- */

static bool server_program(const struct cluster *cluster, char *arguments[], struct buffer *words)
{
    return program_run(&(struct program){cluster->programs, cluster, -1, -1}, arguments, words);
}

static bool server_failure(const struct cluster *cluster, const char *what, struct buffer *output,
                           struct failure *failure)
{
    struct statvfs space;
    struct buffer log CLEAN_BUFFER = {0};
    char path[PATH_MAX], line[1024];
    FILE *file;

    path_join(path, cluster->directory, "server.log");
    file = fopen(path, "re");
    if (file != NULL) {
        while (fgets(line, sizeof line, file) != NULL)
            if (strstr(line, "FATAL") != NULL || strstr(line, "PANIC") != NULL) {
                buffer_clear(&log);
                buffer_text(&log, line);
            }
        (void)fclose(file);
    }
    fail(failure, OUTCOME_UNAVAILABLE, "%s: %s", what, log.length > 0 ? last_words(&log) : last_words(output));
    if (statvfs(cluster->directory, &space) == 0 &&
        (uint64_t)space.f_bavail * space.f_frsize < (uint64_t)CLUSTER_SMALLEST_FREE_MB << 20)
        return fail_remedy(
            failure,
            TR("the disk of %s is full: free at least %d MB", "le disque de %s est plein : libérez au moins %d Mo"),
            cluster->directory, CLUSTER_SMALLEST_FREE_MB);
    return fail_remedy(
        failure,
        TR("the server's log is %s; the data are untouched", "journal du serveur : %s ; vos données sont intactes"),
        path);
}

/* --- creation ------------------------------------------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static bool file_write(const char *directory, const char *name, const char *mode, const char *text)
{
    char path[PATH_MAX];
    FILE *file;
    bool written;

    path_join(path, directory, name);
    file = fopen(path, mode);
    if (file == NULL) return false;
    written = fputs(text, file) >= 0;
    return fclose(file) == 0 && written;
}

/* wal_init_zero: an import that opens a file of the log does not wait until 16 MB of zeros are on the disk. */
static bool configure(const struct cluster *cluster, const char *data)
{
    static const char settings[] =
        "\n# contrepartie: one machine, one writer at a time, a Unix socket (start_server says where) and nothing "
        "else\n"
        "listen_addresses = ''\nunix_socket_permissions = 0700\n"
        "max_connections = 40\nshared_buffers = 256MB\nwork_mem = 32MB\nmaintenance_work_mem = 128MB\n"
        "wal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = 4GB\nwal_init_zero = off\n"
        "checkpoint_timeout = 15min\nrandom_page_cost = 1.1\n"
        "jit = off\nlog_min_messages = warning\nlc_messages = 'C'\ntimezone = 'UTC'\n";
    char text[512];

    if (!file_write(data, "postgresql.conf", "ae", settings)) return false;
    if (!file_write(data, "pg_hba.conf", "we", "local all all peer map=owners\n")) return false;
    (void)snprintf(text, sizeof text, "owners root %s\nowners %s %s\n", CLUSTER_USER, cluster->account, CLUSTER_USER);
    return file_write(data, "pg_ident.conf", "we", text);
}

/* Made beside its place and moved there when whole: a half-made cluster is never taken for one. */
static bool create(const struct cluster *cluster, int start_lock, struct failure *failure)
{
    char fresh[PATH_MAX];
    struct buffer output CLEAN_BUFFER = {0};
    char *initdb[] = {
        "initdb",         "-D", fresh,  "-U",        CLUSTER_USER,        "-k", "-E", "UTF8", "--locale=C.UTF-8",
        "--lc-collate=C", "-A", "peer", "--no-sync", "--no-instructions", NULL};
    char *sync_files[] = {"initdb", "-S", "-D", fresh, NULL};
    bool made;

    path_join(fresh, cluster->directory, "cluster.new");
    if (access(fresh, F_OK) == 0) (void)nftw(fresh, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    /* an initdb that outlives a killed command holds the lock until it ends: nobody makes the same place beside it */
    (void)fcntl(start_lock, F_SETFD, 0);
    made = server_program(cluster, initdb, &output);
    (void)fcntl(start_lock, F_SETFD, FD_CLOEXEC);
    if (!made)
        return server_failure(cluster, TR("the database cannot be created", "la base ne peut pas être créée"), &output,
                              failure);
    if (!configure(cluster, fresh) || !server_program(cluster, sync_files, &output) ||
        rename(fresh, cluster->data) != 0)
        return server_failure(cluster,
                              TR("the new database cannot be written", "la base créée ne peut pas être écrite"),
                              &output, failure);
    return true;
}

/* --- start and stop ------------------------------------------------------------------------------------------ */

static pid_t server_pid(const struct cluster *cluster)
{
    char path[PATH_MAX], text[32] = "";
    FILE *file;

    path_join(path, cluster->data, "postmaster.pid");
    file = fopen(path, "re");
    if (file == NULL) return 0;
    if (fgets(text, sizeof text, file) == NULL) text[0] = '\0';
    (void)fclose(file);
    return (pid_t)strtol(text, NULL, 10);
}

/* The server of this directory: not a dead process nobody reaped, nor another server with a reused number. */
bool cluster_running(const struct cluster *cluster)
{
    char path[64], line[128];
    pid_t pid = server_pid(cluster);
    bool alive = false, postgres = false;
    struct stat home, data;
    FILE *file;

    if (pid <= 0) return false;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    file = fopen(path, "re");
    if (file == NULL) return false;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Name:", 5) == 0) postgres = strstr(line, "postgres") != NULL;
        if (strncmp(line, "State:", 6) == 0) alive = strchr(line + 6, 'Z') == NULL;
    }
    (void)fclose(file);
    if (!alive || !postgres) return false;
    (void)snprintf(path, sizeof path, "/proc/%d/cwd", (int)pid);
    return stat(path, &home) != 0 || stat(cluster->data, &data) != 0 ||
           (home.st_dev == data.st_dev && home.st_ino == data.st_ino);
}

static bool stop_server(const struct cluster *cluster, struct failure *failure)
{
    char data[PATH_MAX];
    struct buffer output CLEAN_BUFFER = {0};
    char *stop[] = {"pg_ctl", "stop", "-D", data, "-m", "fast", "-w", "-s", NULL};

    (void)snprintf(data, sizeof data, "%s", cluster->data);
    if (!cluster_running(cluster) || server_program(cluster, stop, &output) || !cluster_running(cluster)) return true;
    return fail(failure, OUTCOME_UNAVAILABLE, TR("the server does not stop: %s", "le serveur ne s'arrête pas : %s"),
                last_words(&output));
}

static long idle_limit(void)
{
    const char *text = getenv("CONTREPARTIE_IDLE_SECONDS");
    long seconds = text != NULL ? strtol(text, NULL, 10) : 0;

    return seconds > 0 ? seconds : IDLE_SECONDS;
}

/* The watcher's life: wake, look, and stop the server once no command has used it for a while. */
static _Noreturn void watch(const struct cluster *cluster)
{
    long limit = idle_limit();
    int only = lock_open(cluster, "watch.lock", LOCK_EX | LOCK_NB);

    if (only < 0) _exit(0); /* another watches already */
    for (;;) {
        struct stat used;
        char path[PATH_MAX];
        struct failure ignored;
        time_t idle;
        int lock;

        (void)sleep(limit < WATCH_SECONDS ? (unsigned)limit : WATCH_SECONDS);
        path_join(path, cluster->directory, "use.lock");
        if (!cluster_running(cluster) || stat(path, &used) != 0) _exit(0);
        idle = time(NULL) - used.st_mtime;
        if (idle >= 0 && idle < limit) continue; /* less than 0: the clock went back */
        lock = lock_open(cluster, "use.lock", LOCK_EX | LOCK_NB);
        if (lock < 0) continue;
        (void)stop_server(cluster, &ignored);
        (void)close(only); /* first: who waits for the other starts a server, and a watcher */
        (void)close(lock);
        _exit(0);
    }
}

static void watcher_start(const struct cluster *cluster)
{
    pid_t child = fork();

    if (child != 0) {
        if (child > 0) (void)waitpid(child, NULL, 0);
        return;
    }
    if (fork() != 0) _exit(0); /* twice, so that nobody waits for it */
    (void)setsid();
    become_account(cluster);
    (void)!chdir("/");
    closefrom(3);
    for (int stream = 0; stream < 3; stream++) {
        (void)close(stream);
        (void)!open("/dev/null", O_RDWR);
    }
    watch(cluster);
}

static bool start_server(const struct cluster *cluster, struct failure *failure)
{
    char data[PATH_MAX], log[PATH_MAX], stale[PATH_MAX], place[PATH_MAX + 2];
    struct buffer output CLEAN_BUFFER = {0};
    /* not in postgresql.conf: a copy of the directory has a socket of its own. pg_ctl hands the option to a shell. */
    char socket[] = "-c unix_socket_directories=\"$CONTREPARTIE_SOCKET\"";
    char *start[] = {"pg_ctl", "start", "-D", data, "-l", log, "-o", socket, "-w", "-t", "60", "-s", NULL};

    (void)snprintf(data, sizeof data, "%s", cluster->data);
    path_join(log, cluster->directory, "server.log");
    /* stale: whoever wrote them is no server of this directory, and no other server has its socket here */
    path_join(stale, cluster->data, "postmaster.pid");
    (void)unlink(stale);
    path_join(stale, cluster->socket, ".s.PGSQL.5432.lock");
    (void)unlink(stale);
    if (!directory_make(cluster->socket, cluster, failure)) return false;
    (void)snprintf(place, sizeof place, "\"%s\"", cluster->socket); /* in quotes, a comma is no list */
    (void)setenv("CONTREPARTIE_SOCKET", place, 1);
    /* after a crash, orphans of the last server may hold its memory for a moment */
    for (int attempt = 0; !server_program(cluster, start, &output); attempt++) {
        if (cluster_running(cluster)) return true; /* by a start that was killed, and went on without its command */
        if (attempt < START_ATTEMPTS) {
            (void)sleep(1);
            continue;
        }
        return server_failure(cluster, TR("the server does not start", "le serveur ne démarre pas"), &output, failure);
    }
    return true;
}

bool cluster_enterable(const struct cluster *cluster, struct failure *failure)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        become_account(cluster);
        _exit(access(cluster->directory, R_OK | W_OK | X_OK) == 0 ? 0 : 1);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return true;
    fail(failure, OUTCOME_NOT_PERMITTED,
         TR("the account %s, which runs the server, cannot enter %s",
            "le compte %s, qui exécute le serveur, ne peut pas entrer dans %s"),
         cluster->account, cluster->directory);
    return fail_remedy(failure, TR("choose a directory it can reach with -D, for example /var/lib/contrepartie",
                                   "choisissez avec -D un dossier accessible, par exemple /var/lib/contrepartie"));
}

bool cluster_start(const struct cluster *cluster, struct failure *failure)
{
    int lock = lock_open(cluster, "start.lock", LOCK_EX);
    bool started;

    if (lock < 0)
        return fail(failure, OUTCOME_NOT_PERMITTED,
                    TR("cannot lock the data directory %s: %s", "verrou impossible sur %s : %s"), cluster->directory,
                    strerror(errno));
    /* a server whose socket is gone (its directory was removed and made again) can be reached by nobody */
    if (cluster_running(cluster) && !path_exists(cluster->socket, ".s.PGSQL.5432")) (void)stop_server(cluster, failure);
    started =
        cluster_running(cluster) || (cluster_enterable(cluster, failure) &&
                                     (path_exists(cluster->data, "PG_VERSION") || create(cluster, lock, failure)) &&
                                     start_server(cluster, failure));
    if (started) watcher_start(cluster);
    (void)close(lock);
    return started;
}

bool cluster_stop(const struct cluster *cluster, struct failure *failure)
{
    int lock = lock_open(cluster, "use.lock", LOCK_EX | LOCK_NB);
    bool stopped;

    if (lock < 0) return fail_busy(failure);
    stopped = stop_server(cluster, failure);
    (void)close(lock);
    return stopped;
}

/* --- another in its place ------------------------------------------------------------------------------------ */

void cluster_majors(const struct cluster *cluster, int *ret_data, int *ret_newest)
{
    char newest[PATH_MAX];

    *ret_data = data_major(cluster);
    *ret_newest = programs_find(newest, 0) ? programs_major(newest) : 0;
}

bool cluster_beside(const struct cluster *cluster, struct cluster *ret_beside, struct failure *failure)
{
    *ret_beside = *cluster; /* the same account runs it */
    path_join(ret_beside->directory, cluster->directory, "beside");
    path_join(ret_beside->data, ret_beside->directory, "cluster");
    socket_locate(ret_beside);
    (void)programs_find(ret_beside->programs, 0);
    cluster_remove(ret_beside);
    return directory_make(ret_beside->directory, cluster, failure);
}

void cluster_remove(const struct cluster *beside)
{
    struct failure ignored;

    (void)stop_server(beside, &ignored);
    (void)nftw(beside->socket, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    (void)nftw(beside->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* At no moment is there no cluster, which a command would take for a ledger to make; where the file system cannot
   exchange two names, for as short as can be. */
static bool exchange(const struct cluster *cluster, const struct cluster *beside, const char *kept)
{
    if (renameat2(AT_FDCWD, beside->data, AT_FDCWD, cluster->data, RENAME_EXCHANGE) == 0)
        return rename(beside->data, kept) == 0;
    if (rename(cluster->data, kept) != 0) return false;
    if (rename(beside->data, cluster->data) == 0) return true;
    (void)rename(kept, cluster->data);
    return false;
}

bool cluster_replace(const struct cluster *cluster, const struct cluster *beside, const char *kept,
                     struct failure *failure)
{
    char path[PATH_MAX];
    int directory;

    path_join(path, cluster->directory, kept != NULL ? kept : "");
    if (!stop_server(beside, failure) || !stop_server(cluster, failure)) return false;
    if (!(kept != NULL ? exchange(cluster, beside, path) : rename(beside->data, cluster->data) == 0))
        return fail(failure, OUTCOME_CANNOT_WRITE, TR("%s cannot be changed: %s", "%s ne peut pas être modifié : %s"),
                    cluster->directory, strerror(errno));
    directory = open(cluster->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) (void)fsync(directory);
    (void)close(directory);
    cluster_remove(beside);
    return true;
}
