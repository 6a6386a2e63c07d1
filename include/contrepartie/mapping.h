/*
 * Tables with columns of somebody's own: what a mapping file says of them, and what one may be begun with.
 * The file: docs/how-to/import-a-spreadsheet.md.
 */
#ifndef CONTREPARTIE_MAPPING_H
#define CONTREPARTIE_MAPPING_H

#include "contrepartie/failure.h"
#include "contrepartie/message.h"

#include <stdbool.h>
#include <stdio.h>

#define MAPPING_COLUMNS_MAX 64
#define MAPPING_NAME_SIZE   400 /* a heading may be of several lines; some 120 letters of it are compared */

/* Empty texts: not said. */
struct mapping {
    char sheet[64];                  /* feuille: its name; empty: the first */
    char heading[MAPPING_NAME_SIZE]; /* entete: the heading is the row that has this cell */
    char left_out[96];               /* ignorer: rows whose first cell begins so */
    char decimal;                    /* decimale: ',' or '.' in amounts that stand as text; 0: as they say themselves */
    struct {
        char theirs[MAPPING_NAME_SIZE], ours[96]; /* colonne X = Y; valeur Y = Z: theirs empty, value below */
        char value[128];
        bool constant;
    } columns[MAPPING_COLUMNS_MAX];
    int column_count;
};

/* Reads a mapping; what is wrong in it is an error with its line. False when it cannot be read at all. */
bool mapping_read(const char *path, struct mapping *ret_mapping, struct messages *messages, struct failure *failure);

/* The same as a file, and one line of it. */
void mapping_write(FILE *output, const struct mapping *mapping);
void mapping_column_write(FILE *output, const char *theirs, const char *ours);

/* What a column of a list of subsidies may mean (reference: formats, lists of subsidies). A name of NULL ends them. */
struct meaning {
    const char *name, *spellings; /* spellings: as csv_heading reads them */
    const char *label[2];         /* English, French */
    bool needed;                  /* no list is read without it */
    bool same;                    /* may be the same in each row, without a column of its own */
};
extern const struct meaning meanings[];

#define EXAMPLES_MAX 3

struct table_column {
    char heading[MAPPING_NAME_SIZE];
    char examples[EXAMPLES_MAX][64];
    const struct meaning *meaning; /* what its heading says it is; NULL: it says nothing, or two columns say the same */
};

struct table {
    struct table_column columns[MAPPING_COLUMNS_MAX];
    int count;
    long line; /* of the heading */
};

/* The columns of a workbook's sheet ("" the first) or of delimited text, with what stands in their first rows. No
   columns when the messages say why; false when the file cannot be read at all. */
bool table_look(const char *path, const char *sheet, struct table *ret_table, struct messages *messages,
                struct failure *failure);

/* What the headings say, as a mapping to read again and to complete: what stands in each column, what no heading says.
 */
void table_write_mapping(FILE *output, const struct table *table, const char *sheet);

#endif
