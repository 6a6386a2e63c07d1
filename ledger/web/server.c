/* Listens, reads what is asked, finds its page, answers. */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "contrepartie/embedded.h"
#include "contrepartie/limits.h"
#include "contrepartie/progress.h"
#include "contrepartie/temporary.h"
#include "contrepartie/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 64
#define IDLE_SECONDS    30
#define FORM_ROOM       32768
#define STRICT_POLICY                                                                                                  \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action "        \
    "'self'; "                                                                                                         \
    "frame-ancestors 'none'; base-uri 'none'"

/* A route is the beginning of a path; what follows it is for the page. */
static const struct route {
    const char *path;
    bool more, posts, files; /* takes what follows; is posted to; answers in other formats, too */
    page_function page;
} routes[] = {
    {"/", false, false, false, page_home},
    {"/imports", false, false, false, page_imports},
    {"/imports", false, true, false, do_import},
    {"/imports/", true, false, false, page_import},
    {"/imports/", true, true, false, do_import_again},
    {"/messages/", true, false, true, page_import_messages},
    {"/columns/", true, false, false, page_mapping},
    {"/columns/", true, true, false, do_mapping},
    {"/documents/", true, false, false, page_document},
    {"/documents/", true, true, false, do_undo},
    {"/originals/", true, false, false, page_original},
    {"/transfers", false, false, true, page_transfers},
    {"/transfers/", true, false, false, page_transfers},
    {"/audit", false, false, true, page_audit},
    {"/findings", false, false, true, page_findings},
    {"/findings/", true, false, false, page_findings},
    {"/findings/", true, true, false, do_waive},
    {"/institutions", false, false, true, page_institutions},
    {"/institutions/", true, false, false, page_institutions},
    {"/reconciliation", false, false, false, page_reconciliation},
    {"/reconciliation", false, true, false, do_reconcile},
    {"/simulation", false, false, false, page_simulation},
    {"/simulation", false, true, false, do_simulate},
    {"/entities", false, false, true, page_entities},
    {"/entities/", true, false, false, page_entities},
    {"/journal", false, false, true, page_journal},
    {"/entries/", true, false, false, page_entry},
    {"/reports", false, false, false, page_reports},
    {"/reports/", true, false, true, page_reports},
    {"/flows", false, false, true, page_flows},
    {"/map", false, false, true, page_map},
    {"/glossary", false, false, false, page_glossary},
    {"/state", false, false, false, page_state},
};

static const struct {
    const char *path, *file, *type;
} assets[] = {
    {"/assets/report.css", "ledger/report/style.css", "text/css; charset=utf-8"},
    {"/assets/site.css", "ledger/web/site.css", "text/css; charset=utf-8"},
    {"/assets/site.js", "ledger/web/site.js", "text/javascript; charset=utf-8"},
    {"/assets/icon.svg", "ledger/web/icon.svg", "image/svg+xml"},
    {"/favicon.ico", "ledger/web/icon.svg", "image/svg+xml"}, /* asked for by pages that name none */
};

/* --- answers ------------------------------------------------------------------------------------------------- */

void answer_headers(const struct visit *visit, struct MHD_Response *response)
{
    (void)MHD_add_response_header(response, "Content-Security-Policy",
                                  visit->policy != NULL ? visit->policy : STRICT_POLICY);
    (void)MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    (void)MHD_add_response_header(response, "Referrer-Policy", "same-origin");
    (void)MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    (void)MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (strncmp(visit->path, "/assets/", 8) != 0) (void)MHD_add_response_header(response, "Cache-Control", "no-store");
}

static enum MHD_Result answer_text(struct visit *visit, unsigned status, const char *type, const char *text,
                                   enum MHD_ResponseMemoryMode mode)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, mode);
    enum MHD_Result queued;

    answer_headers(visit, response);
    (void)MHD_add_response_header(response, "Content-Type", type);
    if (status >= 400) (void)MHD_add_response_header(response, "Connection", "close"); /* a body may still be coming */
    queued = MHD_queue_response(visit->connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

enum MHD_Result answer_plain(struct visit *visit, unsigned status, const char *text)
{
    return answer_text(visit, status, "text/plain; charset=utf-8", text, MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result answer_asset(struct visit *visit)
{
    for (size_t index = 0; index < sizeof assets / sizeof assets[0]; index++)
        if (strcmp(assets[index].path, visit->path) == 0)
            return answer_text(visit, MHD_HTTP_OK, assets[index].type, embedded_text(assets[index].file),
                               MHD_RESPMEM_PERSISTENT);
    return answer_plain(visit, MHD_HTTP_NOT_FOUND, TR("no such file\n", "pas de tel fichier\n"));
}

/* What was written, from its file. */
static enum MHD_Result answer_output(struct visit *visit)
{
    struct MHD_Response *response;
    struct stat status;
    char text[240];
    enum MHD_Result queued;
    int file;

    if (fflush(visit->output) != 0 || fstat(fileno(visit->output), &status) != 0 ||
        (file = dup(fileno(visit->output))) < 0)
        return answer_plain(visit, MHD_HTTP_INSUFFICIENT_STORAGE, TR("the disk is full\n", "le disque est plein\n"));
    response = MHD_create_response_from_fd64((uint64_t)status.st_size, file);
    answer_headers(visit, response);
    (void)MHD_add_response_header(response, "Content-Type", visit->type);
    if (visit->file_name[0] != '\0') {
        (void)snprintf(text, sizeof text, "attachment; filename=\"%s\"", visit->file_name);
        (void)MHD_add_response_header(response, "Content-Disposition", text);
    }
    if (visit->refresh > 0) {
        (void)snprintf(text, sizeof text, "%d", visit->refresh);
        (void)MHD_add_response_header(response, "Refresh", text);
    }
    queued = MHD_queue_response(visit->connection, visit->status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result answer_elsewhere(struct visit *visit, const char *cookie)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued;

    answer_headers(visit, response);
    (void)MHD_add_response_header(response, "Location", visit->location);
    if (cookie != NULL) (void)MHD_add_response_header(response, "Set-Cookie", cookie);
    queued = MHD_queue_response(visit->connection, MHD_HTTP_SEE_OTHER, response);
    MHD_destroy_response(response);
    return queued;
}

void visit_go(struct visit *visit, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(visit->location, sizeof visit->location, format, arguments);
    va_end(arguments);
}

/* --- what is asked ------------------------------------------------------------------------------------------- */

const char *visit_field(const struct visit *visit, const char *name)
{
    /* the form's before the address's */
    for (int index = visit->field_count - 1; index >= 0; index--)
        if (strcmp(visit->fields[index].name, name) == 0 && visit->fields[index].value[0] != '\0')
            return visit->fields[index].value;
    return NULL;
}

bool field_add(struct visit *visit, const char *name, const char *value)
{
    if (visit->field_count == FIELDS_MAX) return false;
    visit->fields[visit->field_count++] = (struct field){must_copy(name), must_copy(value)};
    return true;
}

/* A filter that cannot be read is not left out: the page would show other figures than those that were asked for. */
static bool fields_readable(struct visit *visit)
{
    for (int index = 0; index < visit->field_count; index++) {
        struct field *field = &visit->fields[index];
        if (!text_is_utf8(field->name) || !text_is_utf8(field->value)) return false;
        text_neutral(field->name, "");
        text_neutral(field->value, "\n\r\t");
    }
    return true;
}

static enum MHD_Result on_argument(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct visit *visit = context;

    (void)kind;
    visit->unreadable = visit->unreadable || !field_add(visit, name, value != NULL ? value : "");
    return MHD_YES;
}

/* fr or en: the cookie's, else the first of them that the browser names, else French. */
static enum language language_of(struct MHD_Connection *connection)
{
    const char *cookie = MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, "contrepartie-language");
    const char *accepted = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Language");
    const char *english, *french;

    if (cookie != NULL) return strcmp(cookie, "en") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_FRENCH;
    if (accepted == NULL) return LANGUAGE_FRENCH;
    english = strstr(accepted, "en");
    french = strstr(accepted, "fr");
    return english != NULL && (french == NULL || english < french) ? LANGUAGE_ENGLISH : LANGUAGE_FRENCH;
}

/* "/reports/spending.xlsx" asks for /reports/spending as a workbook. */
static void take_format(struct visit *visit)
{
    char *dot = strrchr(visit->path, '.'), *slash = strrchr(visit->path, '/');
    enum output_format format;

    visit->format = OUTPUT_HTML;
    if (dot == NULL || slash == NULL || dot < slash || strncmp(visit->path, "/assets/", 8) == 0 ||
        !output_format_find(dot + 1, &format) || format == OUTPUT_TABLE || format == OUTPUT_HTML)
        return;
    visit->format = format;
    *dot = '\0';
}

static struct visit *visit_begin(struct server *server, struct MHD_Connection *connection, const char *url,
                                 const char *method)
{
    struct visit *visit = must_alloc(sizeof *visit);

    *visit = (struct visit){.server = server,
                            .connection = connection,
                            .method = method,
                            .status = MHD_HTTP_OK,
                            .type = "text/html; charset=utf-8",
                            .began = (int64_t)time(NULL)};
    visit->unreadable = strlen(url) >= sizeof visit->path;
    (void)snprintf(visit->path, sizeof visit->path, "%s", url);
    text_neutral(visit->path, "");
    language_set(language_of(connection));
    return visit;
}

static void visit_end(void *context, struct MHD_Connection *connection, void **request,
                      enum MHD_RequestTerminationCode reason)
{
    struct visit *visit = *request;

    (void)context;
    (void)connection;
    (void)reason;
    if (visit == NULL) return;
    if (visit->form != NULL) (void)MHD_destroy_post_processor(visit->form);
    for (int index = 0; index < visit->field_count; index++) {
        free(visit->fields[index].name);
        free(visit->fields[index].value);
    }
    for (int index = 0; index < visit->upload_count; index++) {
        struct upload *upload = &visit->uploads[index];
        if (upload->file != NULL) (void)fclose(upload->file);
        if (upload->path != NULL) (void)unlink(upload->path);
        free(upload->field);
        free(upload->name);
        free(upload->path);
    }
    if (visit->database != NULL) session_give(visit->server->sessions, visit->database);
    if (visit->output != NULL) (void)fclose(visit->output);
    free(visit);
    *request = NULL;
}

bool visit_open(struct visit *visit, enum store_role role, struct failure *failure)
{
    char author[80];

    if (visit->database == NULL &&
        (visit->database = session_take(visit->server->sessions, visit->user, failure)) == NULL)
        return false;
    (void)snprintf(author, sizeof author, "%s", visit->user[0] != '\0' ? visit->user : "");
    if (author[0] == '\0' && getenv("USER") != NULL) (void)snprintf(author, sizeof author, "%s", getenv("USER"));
    return database_role(visit->database, role, failure) &&
           question_session(&visit->question, visit->database, author, failure);
}

/* --- pages --------------------------------------------------------------------------------------------------- */

static unsigned status_of(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_USAGE:
        return MHD_HTTP_BAD_REQUEST;
    case OUTCOME_NO_INPUT:
        return MHD_HTTP_NOT_FOUND;
    case OUTCOME_NOT_PERMITTED:
        return MHD_HTTP_FORBIDDEN;
    case OUTCOME_DATA:
        return MHD_HTTP_UNPROCESSABLE_CONTENT;
    case OUTCOME_BUSY:
        return MHD_HTTP_CONFLICT;
    case OUTCOME_UNAVAILABLE:
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    default:
        return MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
}

/* Instead of what was written so far. */
static enum MHD_Result answer_failure(struct visit *visit, const struct failure *failure)
{
    rewind(visit->output);
    if (ftruncate(fileno(visit->output), 0) != 0)
        return answer_plain(visit, MHD_HTTP_INTERNAL_SERVER_ERROR, failure->message);
    visit->status = status_of(failure->outcome);
    visit->type = "text/html; charset=utf-8";
    visit->file_name[0] = '\0';
    visit->refresh = 0;
    page_begin(visit, TR("This cannot be shown", "Affichage impossible"));
    (void)fputs("<p role=\"alert\">", visit->output);
    text_write(visit, failure->message);
    (void)fputs("</p>\n<p>", visit->output);
    html_text(visit->output, failure->remedy);
    (void)fputs("</p>\n", visit->output);
    page_end(visit);
    return answer_output(visit);
}

static const struct route *route_search(struct visit *visit)
{
    bool posts = strcmp(visit->method, "POST") == 0;

    for (size_t index = 0; index < sizeof routes / sizeof routes[0]; index++) {
        size_t length = strlen(routes[index].path);
        if (routes[index].posts != posts || strncmp(visit->path, routes[index].path, length) != 0) continue;
        if (visit->path[length] != '\0' && !routes[index].more) continue;
        if (routes[index].more && visit->path[length] == '\0') continue;
        visit->operands = visit->path + length;
        return &routes[index];
    }
    return NULL;
}

static const struct route *route_find(struct visit *visit)
{
    const struct route *route = route_search(visit);

    if (visit->format == OUTPUT_HTML || (route != NULL && route->files)) return route;
    visit->path[strlen(visit->path)] = '.'; /* what seemed to ask for a format is a part of the name */
    visit->format = OUTPUT_HTML;
    return route_search(visit);
}

static void take_question(struct visit *visit)
{
    visit->question = (struct question){.entity = visit_field(visit, "entity"),
                                        .year = visit_field(visit, "year"),
                                        .account = visit_field(visit, "account"),
                                        .function = visit_field(visit, "function"),
                                        .scope = visit_field(visit, "scope"),
                                        .document = visit_field(visit, "document"),
                                        .book = visit_field(visit, "book"),
                                        .transfer = visit_field(visit, "transfer"),
                                        .as_of = visit_field(visit, "as-of"),
                                        .name = visit_field(visit, "name")};
}

void visit_back(struct visit *visit, const char *otherwise)
{
    const char *back = visit_field(visit, "back");

    /* an address of ours only: one slash, then no other; and one that a header can hold */
    if (back == NULL || back[0] != '/' || back[1] == '/' || back[1] == '\\' || strpbrk(back, "\r\n\t") != NULL ||
        strlen(back) >= sizeof visit->location)
        back = otherwise;
    visit_go(visit, "%s", back);
}

static enum MHD_Result choose_language(struct visit *visit)
{
    char cookie[120];

    visit_back(visit, "/");
    (void)snprintf(cookie, sizeof cookie, "contrepartie-language=%s; SameSite=Strict; Path=/; Max-Age=31536000",
                   visit_field(visit, "to") != NULL && strcmp(visit_field(visit, "to"), "en") == 0 ? "en" : "fr");
    return answer_elsewhere(visit, cookie);
}

static enum MHD_Result visit_answer(struct visit *visit)
{
    const struct route *route;
    struct failure failure = {.outcome = OUTCOME_INTERNAL};

    if (strncmp(visit->path, "/assets/", 8) == 0 || strcmp(visit->path, "/favicon.ico") == 0)
        return answer_asset(visit);
    if (visit->form != NULL && MHD_destroy_post_processor(visit->form) == MHD_NO)
        visit->failed = true; /* it has no end */
    visit->form = NULL;
    if (visit->unreadable || !text_is_utf8(visit->path) || !fields_readable(visit))
        return answer_plain(visit, MHD_HTTP_BAD_REQUEST,
                            TR("The address or the form is too long, or is no UTF-8.\n",
                               "L'adresse ou le formulaire est trop long, ou n'est pas en UTF-8.\n"));
    for (int index = 0; index < visit->upload_count; index++) {
        FILE *file = visit->uploads[index].file;
        visit->uploads[index].file = NULL;
        if (file != NULL && fclose(file) != 0) visit->failed = true;
    }
    if (visit->failed)
        return answer_plain(visit, MHD_HTTP_BAD_REQUEST,
                            TR("What was sent could not be kept whole; nothing was imported.\n",
                               "L'envoi n'a pas pu être conservé en entier ; rien n'a été importé.\n"));
    take_question(visit);
    if (strcmp(visit->path, "/language") == 0) return choose_language(visit);
    visit->output = temporary_file();
    if (visit->output == NULL)
        return answer_plain(visit, MHD_HTTP_INSUFFICIENT_STORAGE,
                            TR("no temporary file\n", "pas de fichier temporaire\n"));
    route = route_find(visit);
    if (route == NULL) {
        (void)fail(&failure, OUTCOME_NO_INPUT, TR("there is no page %s", "il n'y a pas de page %s"), visit->path);
        return answer_failure(visit, &failure);
    }
    if (!route->page(visit, &failure)) return answer_failure(visit, &failure);
    if (visit->location[0] != '\0') return answer_elsewhere(visit, NULL);
    return answer_output(visit);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *body, size_t *body_size, void **request)
{
    struct visit *visit = *request;
    enum MHD_Result answered = MHD_NO;

    (void)version;
    if (visit == NULL) {
        *request = visit = visit_begin(context, connection, url, method);
        if (!guard_admits(visit, &answered)) return answered;
        take_format(visit);
        (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, on_argument, visit);
        visit->address_count = visit->field_count;
        if (strcmp(method, "POST") != 0) return MHD_YES;
        if (body_too_large(visit)) {
            visit->refused = true;
            return answer_plain(visit, MHD_HTTP_CONTENT_TOO_LARGE,
                                TR("The file is larger than this server takes (--limit file-size).\n",
                                   "Le fichier est plus grand que ce que ce serveur accepte (--limit file-size).\n"));
        }
        visit->form = MHD_create_post_processor(connection, FORM_ROOM, body_form, visit);
        return MHD_YES;
    }
    language_set(language_of(connection));
    if (*body_size > 0) {
        answered = visit->refused ? MHD_YES : body_take(visit, body, *body_size);
        *body_size = 0;
        return answered;
    }
    return visit->refused ? MHD_YES : visit_answer(visit);
}

/* --- listening ----------------------------------------------------------------------------------------------- */

static int listen_on_socket(const char *path, struct failure *failure)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat status;
    mode_t before;
    int file = -1;

    if (strlen(path) >= sizeof address.sun_path) {
        fail(
            failure, OUTCOME_USAGE,
            TR("the path of a socket has at most %zu letters: %s", "le chemin d'une socket a au plus %zu lettres : %s"),
            sizeof address.sun_path - 1, path);
        return -1;
    }
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode)) (void)unlink(path); /* one that was left behind */
    file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    before = umask(0117); /* its owner and group */
    if (file >= 0 && bind(file, (const struct sockaddr *)&address, sizeof address) == 0 && listen(file, 64) == 0) {
        (void)umask(before);
        return file;
    }
    (void)umask(before);
    fail(failure, OUTCOME_UNAVAILABLE, "%s: %s", path, strerror(errno));
    if (file >= 0) (void)close(file);
    return -1;
}

static bool listen_on(struct server *server, struct failure *failure)
{
    const struct server_options *options = server->options;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_OptionItem where[] = {{MHD_OPTION_SOCK_ADDR, 0, &address}, {MHD_OPTION_END, 0, NULL}};
    const union MHD_DaemonInfo *bound;
    int file;

    if (options->socket != NULL) {
        if ((file = listen_on_socket(options->socket, failure)) < 0) return false;
        where[0] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, file, NULL};
    }
    server->daemon = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
                                      (uint16_t)options->port, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, where,
                                      MHD_OPTION_NOTIFY_COMPLETED, visit_end, NULL, MHD_OPTION_CONNECTION_LIMIT,
                                      (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
                                      MHD_OPTION_END);
    if (server->daemon == NULL)
        return fail(failure, OUTCOME_UNAVAILABLE, TR("cannot listen on port %d", "impossible d'écouter sur le port %d"),
                    options->port);
    bound = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = bound != NULL ? bound->port : options->port;
    return true;
}

static void open_browser(const char *link)
{
    pid_t child;

    if (getenv("DISPLAY") == NULL && getenv("WAYLAND_DISPLAY") == NULL) return;
    child = fork();
    if (child != 0) return;
    (void)execlp("xdg-open", "xdg-open", link, (char *)NULL);
    _exit(127);
}

bool serve(const struct server_options *options, struct failure *failure)
{
    struct server server = {.options = options};
    struct database *database;
    char link[160];

    if (options->user_header != NULL && (options->socket == NULL || options->store.conninfo == NULL))
        return fail(
            failure, OUTCOME_USAGE,
            TR("--user-header needs --socket, which only a proxy reaches, and --db, where each user has a login",
               "--user-header demande --socket, que seul un mandataire atteint, et --db, où chacun a un compte"));
    server.sessions = sessions_new(options);
    /* the first session proves the ledger, and starts it, before anybody comes */
    database = options->user_header == NULL ? session_take(server.sessions, "", failure) : NULL;
    if (options->user_header == NULL && database == NULL) {
        sessions_free(server.sessions);
        return false;
    }
    if (database != NULL) session_give(server.sessions, database);
    interruption_catch();
    server.imports = imports_new(&server);
    if (!listen_on(&server, failure)) {
        imports_free(server.imports);
        sessions_free(server.sessions);
        return false;
    }
    if (options->socket == NULL) {
        guard_link(&server, link, sizeof link);
        (void)printf("%s\n", link);
        (void)fputs(TR("This link lets in once; Ctrl-C ends the server.\n",
                       "Ce lien ne sert qu'une fois ; Ctrl-C arrête le serveur.\n"),
                    stderr);
        if (options->browser) open_browser(link);
    } else
        (void)printf("%s\n", options->socket);
    (void)fflush(stdout);
    while (!interrupted())
        (void)usleep(100000);
    MHD_stop_daemon(server.daemon);
    imports_free(server.imports);
    sessions_free(server.sessions);
    if (options->socket != NULL) (void)unlink(options->socket);
    return true;
}
