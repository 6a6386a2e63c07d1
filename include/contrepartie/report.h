/*
 * Reports: each is one file of sql/reports/, whose header comment says its title, parameters and columns; the
 * catalogue reads it. The command line, the web and the tests run them through the same function.
 */
#ifndef CONTREPARTIE_REPORT_H
#define CONTREPARTIE_REPORT_H

#include "contrepartie/store.h"

#include <stdint.h>
#include <stdio.h>

enum column_type {
    COLUMN_CODE,
    COLUMN_TEXT,
    COLUMN_MONEY,
    COLUMN_RATIO,
    COLUMN_INTEGER,
    COLUMN_YEAR,
    COLUMN_DATE,
    COLUMN_BOOLEAN
};

#define REPORT_COLUMNS_MAX    32
#define REPORT_PARAMETERS_MAX 12
#define REPORT_LEADS_MAX      6

struct column {
    char name[32]; /* as in machine formats: a public interface (docs/reference/formats.md) */
    enum column_type type;
    bool hidden;       /* left out of tables on a terminal, never of machine formats */
    char label[2][48]; /* by enum language */
};

struct report {
    char name[48];
    char title[2][128];
    char about[2][320];
    char scope[48]; /* the named scope it selects by default */
    bool hidden;    /* serves another command or page: not in the browser's catalogue */
    bool compares;  /* books of several bodies: wrong, not only shorter, for who sees some of them */
    char parameters[REPORT_PARAMETERS_MAX][24];
    int parameter_count;
    struct column columns[REPORT_COLUMNS_MAX];
    int column_count;
    /* where a figure leads in a browser: an address of the site, {column} standing for a value of the same row; of the
       rows only that have that value in a column, if any is said */
    struct {
        char columns[64];
        char address[192];
        char column[32], value[32];
    } leads[REPORT_LEADS_MAX];
    int lead_count;
    /* columns whose amounts add up over the rows that are the same in other columns: bits, 1 the first */
    uint32_t summed, summed_by;
    long rows_max; /* 0: every row */
    const char *sql;
};

/* Reads the header of sql/reports/NAME.sql; false when there is no such report. */
bool report_find(const char *name, struct report *ret_report);

/* The names of all reports, in order; NULL after the last. The program owns them. */
const char *report_name(size_t index, char *buffer, size_t size);

enum output_format {
    OUTPUT_TABLE,
    OUTPUT_CSV,
    OUTPUT_CSV_FR,
    OUTPUT_TSV,
    OUTPUT_JSON,
    OUTPUT_NDJSON,
    OUTPUT_HTML,
    OUTPUT_XLSX,
    OUTPUT_ODS,
    OUTPUT_SVG /* reports of flows only: report_drawable */
};

/* False for an unknown name. */
bool output_format_find(const char *name, enum output_format *ret_format);

/* Rows come one by one: memory does not grow with the report, but for tables, whose widths need every row. */
struct renderer {
    void (*begin)(void *state, const struct column *columns, int count);
    void (*row)(void *state, const char *const *values); /* NULL: no value */
    void (*end)(void *state);
    void *state;
};

/* A renderer of that format writing to `output`; free with renderer_free. */
struct renderer renderer_new(enum output_format format, const char *title, FILE *output);
void renderer_free(struct renderer *renderer);

/* True when its rows can be drawn as flows (columns from, to, via, amount). */
bool report_drawable(const struct report *report);

/* Whether that is one of its parameters. */
bool report_takes(const struct report *report, const char *name);

/* The scope that it is read with when none is asked for; NULL: every line. */
const char *report_scope(const struct report *report);

/* Runs it. values: one per parameter of the report, in its order; NULL means everything. */
bool report_run(struct database *database, const struct report *report, const char *const *values,
                const struct renderer *renderer, long *ret_rows, struct failure *failure);

/* Findings: every rule of sql/rules/, in one query. Filters: siren, first year, last year, transfer, code. */
#define FINDINGS_COLUMNS 8
extern const struct column findings_columns[FINDINGS_COLUMNS];
void findings_shape(struct report *ret_report); /* as if they were a report */
PGresult *findings_query(struct database *database, struct parameters filters, struct failure *failure);

/* 0 check, 1 finding, 2 breach; -1 for another word. */
int finding_rank(const char *level);

/* A level with its sign, in the session's language. */
const char *finding_word(const char *level);

/* The codes of all rules, in order; NULL after the last. */
const char *rule_code(size_t index, char *buffer, size_t size);

/* A rule's file; NULL when there is none. The program owns it. */
const char *rule_text(const char *code);

/* A field of its header ("title", "basis", "formula", "parameters"), in the session's language. */
#define RULE_PARTS 4
extern const struct rule_part {
    const char *name, *label[2]; /* by enum language */
} rule_parts[RULE_PARTS];        /* the fields that explain a rule, in the order they are read */
bool rule_field(const char *rule, const char *name, char *text, size_t size);

/*
 * The audit report on compensation: summary, numbered tables with their source, charts, findings by level, method,
 * room for the audited body's answer, and every amount down to the line it came from. One HTML page that prints on A4,
 * or a workbook of sheets.
 */
struct question;
struct audit {
    const char *siren, *year_first, *year_last, *transfer, *as_of; /* NULL: everything */
    const struct question *question;                               /* as it was asked */
};
bool audit_write(struct database *database, const struct audit *audit, enum output_format format, FILE *output,
                 struct failure *failure);

#endif
