/* serve: the ledger in a browser, on this machine or behind a proxy. */
#include "cli/command.h"

#include "contrepartie/server.h"

#include <stdlib.h>
#include <string.h>

enum outcome command_serve(struct request *request)
{
    struct server_options options = {.store = request->store,
                                     .socket = request->socket,
                                     .user_header = request->user_header,
                                     .read_only = request->read_only,
                                     .incognito = request->incognito,
                                     .browser = !request->no_browser};
    struct failure failure;

    if (request->operand_count > 0) return say_usage(TR("serve takes no argument", "serve ne prend pas d'argument"));
    if (request->port != NULL &&
        (strspn(request->port, "0123456789") != strlen(request->port) || strlen(request->port) > 5 ||
         (options.port = (int)strtol(request->port, NULL, 10)) > 65535))
        return say_usage(TR("--port is a number up to 65535, not %s", "--port est un nombre jusqu'à 65535, pas %s"),
                         request->port);
    return serve(&options, &failure) ? OUTCOME_DONE : say_failure(&failure);
}
