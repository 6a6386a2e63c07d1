/* A mapping: a small file of somebody's own, one thing a line, `clé = valeur`. */
#include "sheet/sheet.h"

#include "contrepartie/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct place {
    struct messages *messages;
    const char *path;
    long line;
};

static void unclear(const struct place *place, const char *found, const char *expected, const char *text)
{
    struct message message = {.level = MESSAGE_ERROR};
    const char *slash = strrchr(place->path, '/');

    message_say(&message, "MAP-001", found, expected, text);
    (void)snprintf(message.path, sizeof message.path, "%.100s:%ld", slash != NULL ? slash + 1 : place->path,
                   place->line);
    message_add(place->messages, &message);
}

/* Without the spaces and the quotes around. */
static char *trimmed(char *text)
{
    size_t length;

    text += strspn(text, " \t");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        text[--length] = '\0';
    if (length > 1 && text[0] == '"' && text[length - 1] == '"') {
        text[length - 1] = '\0';
        text++;
    }
    return text;
}

static void take(const struct place *place, const char *value, char *to, size_t size)
{
    if (strlen(value) >= size) unclear(place, value, "", TR("a text that is too long", "un texte trop long"));
    (void)snprintf(to, size, "%s", value);
}

static void column_add(struct mapping *mapping, const struct place *place, char *name, char *value, bool constant)
{
    if (mapping->column_count == MAPPING_COLUMNS_MAX) {
        unclear(place, name, "64", TR("too many columns", "trop de colonnes"));
        return;
    }
    mapping->columns[mapping->column_count].constant = constant;
    if (constant) {
        take(place, name, mapping->columns[mapping->column_count].ours, sizeof mapping->columns[0].ours);
        take(place, value, mapping->columns[mapping->column_count].value, sizeof mapping->columns[0].value);
    } else {
        take(place, name, mapping->columns[mapping->column_count].theirs, sizeof mapping->columns[0].theirs);
        take(place, value, mapping->columns[mapping->column_count].ours, sizeof mapping->columns[0].ours);
    }
    mapping->column_count++;
}

/* The sign between the two, which a name in quotes may hold as well; NULL: none. */
static char *equals_of(char *text)
{
    bool inside = false;

    for (char *at = text; *at != '\0'; at++) {
        inside ^= *at == '"';
        if (!inside && strncmp(at, " = ", 3) == 0) return at;
    }
    return strstr(text, " = ");
}

static void line_read(struct mapping *mapping, const struct place *place, char *text)
{
    char *equals = equals_of(text), *key, *value;

    if (*trimmed(text) == '\0' || *trimmed(text) == '#') return;
    if (equals == NULL) {
        unclear(place, trimmed(text), "clé = valeur", TR("a line of a mapping", "une ligne de correspondance"));
        return;
    }
    *equals = '\0';
    key = trimmed(text);
    value = trimmed(equals + 3);
    if (strcmp(key, "feuille") == 0)
        take(place, value, mapping->sheet, sizeof mapping->sheet);
    else if (strcmp(key, "entete") == 0)
        take(place, value, mapping->heading, sizeof mapping->heading);
    else if (strcmp(key, "ignorer") == 0)
        take(place, value, mapping->left_out, sizeof mapping->left_out);
    else if (strcmp(key, "decimale") == 0 && (strcmp(value, "virgule") == 0 || strcmp(value, "point") == 0))
        mapping->decimal = *value == 'v' ? ',' : '.';
    else if (strncmp(key, "colonne ", 8) == 0)
        column_add(mapping, place, trimmed(key + 8), value, false);
    else if (strncmp(key, "valeur ", 7) == 0)
        column_add(mapping, place, trimmed(key + 7), value, true);
    else
        unclear(place, key, "feuille, entete, ignorer, decimale, colonne X, valeur X",
                TR("a line of a mapping", "une ligne de correspondance"));
}

bool mapping_read(const char *path, struct mapping *ret_mapping, struct messages *messages, struct failure *failure)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;
    ssize_t length;
    bool whole;
    struct place place = {messages, path, 0};

    *ret_mapping = (struct mapping){.column_count = 0};
    if (file == NULL) return fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    while ((length = getline(&text, &size, file)) > 0) {
        place.line++;
        if (strlen(text) != (size_t)length) {
            unclear(&place, "", "UTF-8", TR("a line with a zero byte", "une ligne qui contient un octet nul"));
            continue;
        }
        if (place.line == 1 && strncmp(text, "\xEF\xBB\xBF", 3) == 0) memmove(text, text + 3, strlen(text) - 2);
        if (!text_is_utf8(text))
            unclear(&place, "", "UTF-8", TR("a mapping is written in UTF-8", "une correspondance s'écrit en UTF-8"));
        else
            line_read(ret_mapping, &place, text);
    }
    whole = ferror(file) == 0;
    free(text);
    (void)fclose(file);
    return whole || fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
}

/* On one line, between quotes: letters and digits alone are compared. */
static void quoted(FILE *output, const char *text)
{
    (void)fputc('"', output);
    for (; *text != '\0'; text++)
        (void)fputc(*text == '\n' || *text == '\r' || *text == '"' ? ' ' : *text, output);
    (void)fputc('"', output);
}

void mapping_column_write(FILE *output, const char *theirs, const char *ours)
{
    (void)fputs("colonne ", output);
    quoted(output, theirs);
    (void)fprintf(output, " = %s\n", ours);
}

static void said(FILE *output, const char *key, const char *text)
{
    if (*text == '\0') return;
    (void)fprintf(output, "%s = ", key);
    quoted(output, text);
    (void)fputc('\n', output);
}

void mapping_write(FILE *output, const struct mapping *mapping)
{
    said(output, "feuille", mapping->sheet);
    said(output, "entete", mapping->heading);
    said(output, "ignorer", mapping->left_out);
    if (mapping->decimal != 0) (void)fprintf(output, "decimale = %s\n", mapping->decimal == ',' ? "virgule" : "point");
    for (int column = 0; column < mapping->column_count; column++) {
        char key[128];
        if (!mapping->columns[column].constant) {
            mapping_column_write(output, mapping->columns[column].theirs, mapping->columns[column].ours);
            continue;
        }
        (void)snprintf(key, sizeof key, "valeur %s", mapping->columns[column].ours);
        said(output, key, mapping->columns[column].value);
    }
}
