/* Dispatches to a command; everything else is in its file. */
#include "cli/command.h"

#include "contrepartie/progress.h"

#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct request request;
    const struct command *command;

    (void)setlocale(LC_CTYPE, "C.UTF-8"); /* widths of letters; numbers are never the locale's */
    (void)signal(SIGPIPE, SIG_IGN);       /* `| head` is a written-to pipe that closed, not a crash */
    (void)mallopt(M_ARENA_MAX, 1);        /* four threads, each with few allocations: one heap is smaller */
    (void)mallopt(M_TOP_PAD, 0);          /* and it holds no more than is in use */
    (void)mallopt(M_TRIM_THRESHOLD, 65536);
    if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)) {
        (void)printf("contrepartie %s\n", CONTREPARTIE_VERSION);
        return OUTCOME_DONE;
    }
    if (!request_parse(argc, argv, &request, &command)) return OUTCOME_USAGE;
    if (command == NULL) {
        help_print(request.help ? stdout : stderr);
        return request.help ? OUTCOME_DONE : OUTCOME_USAGE;
    }
    if (request.help) {
        help_command_print(stdout, command);
        return OUTCOME_DONE;
    }
    interruption_leave();
    return (int)command->run(&request);
}
