/* The files of sql/, the schemas of importers/, styles and scripts, as they stand in the tree, inside the program. */
#ifndef CONTREPARTIE_EMBEDDED_H
#define CONTREPARTIE_EMBEDDED_H

struct embedded_file {
    const char *path;  /* as in the tree: "sql/reports/spending.sql" */
    const char *begin; /* the text, followed by a NUL that is not part of it */
    const char *end;   /* just past that NUL */
};

/* In the order of their paths; ends with a NULL path. */
extern const struct embedded_file embedded_files[];

/* The text of a file, or NULL. The program owns it. */
const char *embedded_text(const char *path);

#endif
