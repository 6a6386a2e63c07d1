/* The local web application (docs/how-to/browser.md). */
#ifndef CONTREPARTIE_SERVER_H
#define CONTREPARTIE_SERVER_H

#include "contrepartie/store.h"

#include <stdbool.h>

struct server_options {
    struct store_options store;
    int port;                /* on 127.0.0.1; 0: a free one */
    const char *socket;      /* a Unix socket instead, for a reverse proxy or ssh -L; NULL: none */
    const char *user_header; /* the proxy's header that names who asks, each a login of the database; with a socket */
    bool read_only, incognito, browser; /* browser: open it */
};

/* Serves until interrupted. */
bool serve(const struct server_options *options, struct failure *failure);

#endif
