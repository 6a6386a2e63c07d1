/*
 * The browser's door. A page is one or more reports and a renderer: no SQL and no arithmetic is here. What is asked
 * stands in the address; pages need no script to be read.
 *
 * Each connection has a thread, each request a session of the database for its time (sessions.c). Threads share the
 * server, which does not change once it listens, and what has a lock of its own: sessions, imports, links.
 */
#ifndef CONTREPARTIE_WEB_H
#define CONTREPARTIE_WEB_H

#include "contrepartie/importer.h"
#include "contrepartie/question.h"
#include "contrepartie/server.h"
#include "report/html.h"
#include "report/kept.h"

#include <microhttpd.h>
#include <stdio.h>

#define FIELDS_MAX  64
#define UPLOADS_MAX 32
#define ROWS_A_PAGE 100
#define SECRET_TEXT 65 /* 32 bytes in hexadecimal */

struct sessions;
struct imports;

struct server {
    const struct server_options *options;
    struct sessions *sessions;
    struct imports *imports;
    struct MHD_Daemon *daemon;
    int port;
    char secret[SECRET_TEXT]; /* what the cookie holds */
    char cookie[40];          /* its name, with the port: two servers do not share it */
};

struct field {
    char *name, *value;
};

struct upload {
    char *field;       /* of the form */
    char *name, *path; /* as the browser calls it; where it is, removed with the request unless it was taken over */
    FILE *file;
};

/* One request and its answer. */
struct visit {
    struct server *server;
    struct MHD_Connection *connection;
    const char *method;
    char path[256];                  /* decoded, without the extension that asks for a format */
    char *operands;                  /* what follows the route */
    enum output_format format;       /* OUTPUT_HTML: a page */
    char user[64];                   /* a shared server's: who asks; empty: the session's own */
    struct field fields[FIELDS_MAX]; /* of the address, then of the form */
    int field_count, address_count;
    struct upload uploads[UPLOADS_MAX];
    int upload_count;
    int64_t received, began; /* bytes of the body; seconds of the clock */
    struct MHD_PostProcessor *form;
    bool refused;             /* already answered */
    bool failed;              /* the body could not be kept */
    bool unreadable;          /* the address or a field is too long, or one too many */
    struct question question; /* of the fields */
    struct database *database;
    FILE *output;
    unsigned status;
    const char *type, *policy; /* media type; content security policy, NULL: the strict one */
    char location[600], file_name[160];
    int refresh; /* seconds after which the page asks again; 0: never */
    int sections;
};

/* --- requests ------------------------------------------------------------------------------------------------ */

/* NULL when absent or empty. */
const char *visit_field(const struct visit *visit, const char *name);

/* The visit's session of the database, in that role. */
bool visit_open(struct visit *visit, enum store_role role, struct failure *failure);

/* Answers with another address (303), once something was done. */
void visit_go(struct visit *visit, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Answers with the page whose form was sent, or another. */
void visit_back(struct visit *visit, const char *otherwise);

/* A value in an address. */
void address_write(FILE *output, const char *text);

/* The filters that go with every page, as "?entity=…&year=…" or nothing. */
void filters_write(FILE *output, const struct visit *visit);

/* This page again: in another format, with another field in the place of one, if any. */
void again_write(FILE *output, const struct visit *visit, const char *extension, const char *name, const char *value);

/* --- pages --------------------------------------------------------------------------------------------------- */

void page_begin(struct visit *visit, const char *title);
void page_end(struct visit *visit);

/* A report as a section: heading, table of the rows of this page, the way to all of them in other formats. `title`
   NULL: the report's own. `actions`, if any, writes a last cell for each row. The filters that the report cannot apply
   are left out, and the section says so. */
struct section {
    const char *report, *title;
    const char *without; /* columns that the page itself says, with commas between; NULL: none */
    struct question question;
    void (*actions)(struct visit *visit, const struct report *report, const char *const *values);
    bool note; /* say what the report is about */
    bool bare; /* neither heading nor ways out: the page says it */
    const struct kept *rows; /* what the page has read of that report already (rows_read); NULL: they are asked for */
};
bool section_write(struct visit *visit, const struct section *section, struct failure *failure);

/* The same of a report whose parameters are not filters: no ways out. */
bool table_write(struct visit *visit, const struct report *report, const char *title, const char *const *values,
                 struct failure *failure);

/* A report by its name; false with a failure that says where they are listed. */
bool report_look_up(const char *name, struct report *ret_report, struct failure *failure);

/* The rows of a report, for pages that say more than one thing of them. */
bool rows_read(struct visit *visit, const char *name, const struct question *question, struct kept *kept,
               struct failure *failure);

/* The findings that match, as a table. */
bool findings_write(struct visit *visit, const struct question *question, const char *code, struct failure *failure);

/* A link; the label is escaped, the address is not. */
void link_write(FILE *output, const char *address, const char *label);

/* Opens a form that posts to an address of the site, with this page to come back to. */
void form_begin(struct visit *visit, const char *address);

/* The value of a column in a row that a renderer is given; "" for none. */
const char *row_word(const struct report *report, const char *const *values, const char *name);

bool is_incognito(const struct visit *visit);
bool fail_incognito(struct failure *failure); /* no file leaves */

/* Escaped; --incognito hides the amounts that it says. */
void text_write(const struct visit *visit, const char *text);
#define HIDDEN "•••"

typedef bool (*page_function)(struct visit *visit, struct failure *failure);

bool page_home(struct visit *visit, struct failure *failure);
bool page_imports(struct visit *visit, struct failure *failure);
bool page_import(struct visit *visit, struct failure *failure);
bool page_import_messages(struct visit *visit, struct failure *failure);
bool page_mapping(struct visit *visit, struct failure *failure);
bool page_document(struct visit *visit, struct failure *failure);
bool page_original(struct visit *visit, struct failure *failure);
bool page_transfers(struct visit *visit, struct failure *failure);
bool page_audit(struct visit *visit, struct failure *failure);
bool page_findings(struct visit *visit, struct failure *failure);
bool page_institutions(struct visit *visit, struct failure *failure);
bool page_reconciliation(struct visit *visit, struct failure *failure);
bool page_entities(struct visit *visit, struct failure *failure);
bool page_journal(struct visit *visit, struct failure *failure);
bool page_entry(struct visit *visit, struct failure *failure);
bool page_reports(struct visit *visit, struct failure *failure);
bool page_flows(struct visit *visit, struct failure *failure);
bool page_map(struct visit *visit, struct failure *failure);
bool page_glossary(struct visit *visit, struct failure *failure);
bool page_state(struct visit *visit, struct failure *failure);
bool page_simulation(struct visit *visit, struct failure *failure);

bool do_import(struct visit *visit, struct failure *failure);
bool do_import_again(struct visit *visit, struct failure *failure);
bool do_mapping(struct visit *visit, struct failure *failure);
bool do_undo(struct visit *visit, struct failure *failure);
bool do_waive(struct visit *visit, struct failure *failure);
bool do_reconcile(struct visit *visit, struct failure *failure);
bool do_simulate(struct visit *visit, struct failure *failure);

/* The media type and name of a file in the format that the address asks for. */
void format_answer(struct visit *visit, const char *name);

/* A page that is one report, or its file; title NULL: the report's own. */
bool page_of_report(struct visit *visit, const char *name, const char *title, struct failure *failure);

/* A report of the catalogue in the format the address asks for. */
bool report_write(struct visit *visit, const char *name, const struct question *question, struct failure *failure);

/* --- bodies -------------------------------------------------------------------------------------------------- */

/* The post processor's iterator; the next bytes of a body; whether its length was said to be beyond the limit. */
enum MHD_Result body_form(void *context, enum MHD_ValueKind kind, const char *name, const char *file_name,
                          const char *type, const char *encoding, const char *bytes, uint64_t offset, size_t size);
enum MHD_Result body_take(struct visit *visit, const char *bytes, size_t size);
bool body_too_large(struct visit *visit);

/* A field of the request; false, and said in the visit, when it cannot be kept. */
bool field_add(struct visit *visit, const char *name, const char *value);

/* --- the door ------------------------------------------------------------------------------------------------ */

/* Who may come in: false when the visit was answered (guard.c). */
bool guard_admits(struct visit *visit, enum MHD_Result *ret_answered);

/* The address that lets in once, to be printed. A new one each time. */
void guard_link(struct server *server, char *link, size_t size);

/* Answers with a short text and the headers of every answer. */
enum MHD_Result answer_plain(struct visit *visit, unsigned status, const char *text);
void answer_headers(const struct visit *visit, struct MHD_Response *response);

/* --- shared -------------------------------------------------------------------------------------------------- */

struct sessions *sessions_new(const struct server_options *options);
struct database *session_take(struct sessions *sessions, const char *user, struct failure *failure);
void session_give(struct sessions *sessions, struct database *database);
void sessions_free(struct sessions *sessions);

/* Files that were sent, imported one after the other by a thread of their own. */
struct imports *imports_new(struct server *server);
/* A reading has the process to itself: its progress and what interrupts it are the process's. */
void reading_begin(void);
void reading_end(void);
void imports_free(struct imports *imports);

/* The file of the import that the address names, once it was read; the same file again, with a mapping of its own. */
bool sent_file(const struct visit *visit, char *path, size_t size, struct failure *failure);
struct mapping;
bool import_mapped(struct visit *visit, const struct mapping *mapping, struct failure *failure);

#endif
