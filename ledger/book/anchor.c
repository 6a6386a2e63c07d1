#include "contrepartie/anchor.h"

#include "contrepartie/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "contrepartie anchor 1\n"

bool anchor_write(struct database *database, FILE *output, struct anchor *ret_anchor, struct failure *failure)
{
    struct buffer text CLEAN_BUFFER = {0};
    struct digest *digest;
    unsigned char bytes[DIGEST_SIZE_MAX];
    PGresult *heads CLEAN_RESULT =
        database_query(database, EXPECT_ROWS, "select siren_text(siren), chain_no, link from anchor order by siren",
                       NO_PARAMETERS, failure);

    if (heads == NULL) return false;
    buffer_text(&text, FIRST_LINE);
    for (int row = 0; row < PQntuples(heads); row++)
        buffer_format(&text, "%s %s %s\n", PQgetvalue(heads, row, 0), PQgetvalue(heads, row, 1),
                      PQgetvalue(heads, row, 2));
    digest = digest_begin(DIGEST_SHA256);
    digest_add(digest, text.bytes, text.length);
    hex_write(bytes, digest_end(digest, bytes), ret_anchor->sha256);
    ret_anchor->chains = PQntuples(heads);
    (void)fprintf(output, "%ssha256 %s\n", buffer_cstring(&text), ret_anchor->sha256);
    return true;
}

/* The anchored heads as three arrays of SQL. */
struct heads {
    struct buffer sirens, numbers, links;
};

static void heads_free(struct heads *heads)
{
    buffer_free(&heads->sirens);
    buffer_free(&heads->numbers);
    buffer_free(&heads->links);
}

static void append(struct buffer *array, const char *value)
{
    buffer_format(array, "%s%s", array->length == 0 ? "{" : ",", value);
}

/* "SIREN NUMBER LINK\n" of digits and hexadecimal, or false. */
static bool read_head(char *line, struct heads *heads)
{
    size_t digits = strspn(line, "0123456789"), count;
    char *number = line + digits + 1, *link;

    if (digits != 9 || line[digits] != ' ') return false;
    count = strspn(number, "0123456789");
    if (count == 0 || count > 9 || number[count] != ' ') return false;
    link = number + count + 1;
    if (strspn(link, "0123456789abcdef") != 64 || strcmp(link + 64, "\n") != 0) return false;
    line[digits] = number[count] = link[64] = '\0';
    append(&heads->sirens, line);
    append(&heads->numbers, number);
    append(&heads->links, link);
    return true;
}

static bool read_file(FILE *file, struct heads *heads, struct anchor *anchor)
{
    struct digest *digest = digest_begin(DIGEST_SHA256);
    unsigned char bytes[DIGEST_SIZE_MAX];
    char line[128];
    bool good = fgets(line, sizeof line, file) != NULL && strcmp(line, FIRST_LINE) == 0, ended = false;

    digest_add(digest, FIRST_LINE, strlen(FIRST_LINE));
    while (good && !ended && fgets(line, sizeof line, file) != NULL) {
        ended = strncmp(line, "sha256 ", 7) == 0;
        if (ended) break;
        digest_add(digest, line, strlen(line));
        good = read_head(line, heads);
        anchor->chains++;
    }
    hex_write(bytes, digest_end(digest, bytes), anchor->sha256);
    return good && ended && strncmp(line + 7, anchor->sha256, 64) == 0 && fgetc(file) == EOF;
}

bool anchor_check(struct database *database, const char *path,
                  void (*report)(void *context, int32_t number, const char *what), void *context,
                  struct anchor *ret_anchor, bool *ret_held, struct failure *failure)
{
    __attribute__((cleanup(heads_free))) struct heads heads = {0};
    PGresult *defects CLEAN_RESULT = NULL;
    FILE *file = fopen(path, "re");
    bool whole;

    *ret_anchor = (struct anchor){0};
    if (file == NULL) return fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
    whole = read_file(file, &heads, ret_anchor);
    (void)fclose(file);
    if (!whole) {
        fail(failure, OUTCOME_DATA, TR("%s is no whole anchor", "%s n'est pas une ancre entière"), path);
        return fail_remedy(failure, TR("it was cut or changed since `db anchor` wrote it",
                                       "elle a été tronquée ou modifiée depuis `db anchor`"));
    }
    if (ret_anchor->chains == 0) {
        *ret_held = true;
        return true;
    }
    buffer_text(&heads.sirens, "}");
    buffer_text(&heads.numbers, "}");
    buffer_text(&heads.links, "}");
    defects =
        database_query(database, EXPECT_ROWS, "select document_id, defect, defect_fr from anchor_defects($1, $2, $3)",
                       DATABASE_PARAMETERS(buffer_cstring(&heads.sirens), buffer_cstring(&heads.numbers),
                                           buffer_cstring(&heads.links)),
                       failure);
    if (defects == NULL) return false;
    for (int row = 0; row < PQntuples(defects); row++)
        report(context, (int32_t)strtol(PQgetvalue(defects, row, 0), NULL, 10),
               TR(PQgetvalue(defects, row, 1), PQgetvalue(defects, row, 2)));
    *ret_held = PQntuples(defects) == 0;
    return true;
}
