/*
 * Who may come in. On loopback: whoever holds the cookie, which is given once for the link that was printed; the host
 * must be ours, or a page of another name could have been pointed here. On a socket the file's permissions are the
 * door, and a proxy says who asks. What writes must come from our own pages.
 */
#include "web/web.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char token[SECRET_TEXT]; /* of the link; empty once it was used */

static void secret_make(char *text)
{
    unsigned char bytes[32];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) abort();
    for (size_t index = 0; index < sizeof bytes; index++)
        (void)snprintf(text + 2 * index, 3, "%02x", bytes[index]);
}

/* In a time that does not tell how much of it was right. */
static bool same(const char *left, const char *right)
{
    unsigned char difference = 0;

    if (strlen(left) != SECRET_TEXT - 1 || strlen(right) != SECRET_TEXT - 1) return false;
    for (size_t index = 0; index < SECRET_TEXT - 1; index++)
        difference |= (unsigned char)(left[index] ^ right[index]);
    return difference == 0;
}

void guard_link(struct server *server, char *link, size_t size)
{
    if (server->secret[0] == '\0') {
        secret_make(server->secret);
        (void)snprintf(server->cookie, sizeof server->cookie, "contrepartie-%d", server->port);
    }
    pthread_mutex_lock(&mutex);
    secret_make(token);
    (void)snprintf(link, size, "http://127.0.0.1:%d/?token=%s", server->port, token);
    pthread_mutex_unlock(&mutex);
}

static bool token_use(const char *given)
{
    bool right;

    pthread_mutex_lock(&mutex);
    right = same(given, token);
    if (right) token[0] = '\0';
    pthread_mutex_unlock(&mutex);
    return right;
}

static const char *header(const struct visit *visit, const char *name)
{
    return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

static bool is_ours(const struct server *server, const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char ours[40];

    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        (void)snprintf(ours, sizeof ours, "%s:%d", names[index], server->port);
        if (host != NULL && strcmp(host, ours) == 0) return true;
    }
    return false;
}

/* Browsers say where a post comes from; what says nothing is no browser, and has to say so by an Origin. */
static bool from_here(const struct visit *visit)
{
    const char *site = header(visit, "Sec-Fetch-Site"), *origin = header(visit, "Origin"),
               *host = header(visit, "Host");
    const char *slashes;

    if (site != NULL) return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    if (origin == NULL || host == NULL || (slashes = strstr(origin, "://")) == NULL) return false;
    return strcmp(slashes + 3, host) == 0;
}

static enum MHD_Result let_in(struct visit *visit)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    char cookie[160];
    enum MHD_Result queued;

    (void)snprintf(cookie, sizeof cookie, "%s=%s; HttpOnly; SameSite=Strict; Path=/", visit->server->cookie,
                   visit->server->secret);
    answer_headers(visit, response);
    (void)MHD_add_response_header(response, "Set-Cookie", cookie);
    (void)MHD_add_response_header(response, "Location", visit->path);
    queued = MHD_queue_response(visit->connection, MHD_HTTP_SEE_OTHER, response);
    MHD_destroy_response(response);
    return queued;
}

/* A new link, once the last one was used: whoever knocks neither ends that one nor fills the terminal. */
static enum MHD_Result turn_away(struct visit *visit)
{
    char link[160];
    bool used;

    pthread_mutex_lock(&mutex);
    used = token[0] == '\0';
    pthread_mutex_unlock(&mutex);
    if (used) {
        guard_link(visit->server, link, sizeof link);
        (void)fprintf(stderr, "%s\n", link);
    }
    return answer_plain(visit, MHD_HTTP_UNAUTHORIZED,
                        TR("Open the last address that contrepartie serve printed in its terminal.\n",
                           "Ouvrez la dernière adresse que contrepartie serve a écrite dans son terminal.\n"));
}

/* The login a proxy names: only what can be one. */
static bool take_user(struct visit *visit)
{
    const char *user = header(visit, visit->server->options->user_header);

    if (user == NULL || *user == '\0' || strlen(user) >= sizeof visit->user ||
        strspn(user, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@") != strlen(user))
        return false;
    (void)snprintf(visit->user, sizeof visit->user, "%s", user);
    return true;
}

static bool knows_us(const struct visit *visit)
{
    const char *cookie = MHD_lookup_connection_value(visit->connection, MHD_COOKIE_KIND, visit->server->cookie);

    return cookie != NULL && same(cookie, visit->server->secret);
}

bool guard_admits(struct visit *visit, enum MHD_Result *ret_answered)
{
    const struct server_options *options = visit->server->options;
    const char *given = MHD_lookup_connection_value(visit->connection, MHD_GET_ARGUMENT_KIND, "token");
    bool writes = strcmp(visit->method, "POST") == 0;

    visit->refused = true;
    if (!writes && strcmp(visit->method, "GET") != 0 && strcmp(visit->method, "HEAD") != 0)
        *ret_answered = answer_plain(visit, MHD_HTTP_METHOD_NOT_ALLOWED, TR("GET or POST\n", "GET ou POST\n"));
    else if (options->socket == NULL && !is_ours(visit->server, header(visit, "Host")))
        *ret_answered = answer_plain(visit, MHD_HTTP_MISDIRECTED_REQUEST,
                                     TR("This server answers to 127.0.0.1 and localhost only.\n",
                                        "Ce serveur ne répond qu'à 127.0.0.1 et localhost.\n"));
    else if (strncmp(visit->path, "/assets/", 8) == 0 || strcmp(visit->path, "/favicon.ico") == 0)
        visit->refused = false;
    else if (options->socket == NULL && given != NULL && !writes && token_use(given))
        *ret_answered = let_in(visit);
    else if (options->socket == NULL && given != NULL && !knows_us(visit))
        *ret_answered = answer_plain(visit, MHD_HTTP_FORBIDDEN,
                                     TR("This link was used already: each lets in once.\n",
                                        "Ce lien a déjà servi : chacun ne sert qu'une fois.\n"));
    else if (options->socket == NULL && !knows_us(visit))
        *ret_answered = turn_away(visit);
    else if (options->user_header != NULL && !take_user(visit))
        *ret_answered =
            answer_plain(visit, MHD_HTTP_FORBIDDEN,
                         TR("The proxy does not say who asks.\n", "Le mandataire ne dit pas qui demande.\n"));
    else if (writes && options->read_only)
        *ret_answered =
            answer_plain(visit, MHD_HTTP_FORBIDDEN, TR("This server only reads.\n", "Ce serveur ne fait que lire.\n"));
    else if (writes && !from_here(visit))
        *ret_answered =
            answer_plain(visit, MHD_HTTP_FORBIDDEN,
                         TR("This request comes from another site.\n", "Cette demande vient d'un autre site.\n"));
    else
        visit->refused = false;
    return !visit->refused;
}
