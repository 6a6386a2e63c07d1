#include "contrepartie/limits.h"

#include <stdlib.h>
#include <string.h>

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* most: what the code itself holds. The reasons for the values: docs/reference/limits.md. */
static struct {
    const char *name;
    int64_t value, most;
    bool bytes;
    const char *help[2];
} limits[LIMITS] = {
    [LIMIT_FILE_SIZE] =
        {"file-size", 16 * GIB, INT64_MAX, true, {"bytes of a file, unpacked", "octets d'un fichier, décompressé"}},
    [LIMIT_ELEMENTS] =
        {"elements", 2000000000, INT32_MAX, false, {"elements of an XML file", "éléments d'un fichier XML"}},
    [LIMIT_ELEMENT_DEPTH] =
        {"element-depth", 100, 10000, false, {"elements inside each other", "éléments l'un dans l'autre"}},
    [LIMIT_ATTRIBUTES] = {"attributes", 256, 65536, false, {"attributes of one element", "attributs d'un élément"}},
    [LIMIT_ATTRIBUTE_LENGTH] =
        {"attribute-length", 32 * KIB, 8 * MIB, true, {"bytes of an attribute", "octets d'un attribut"}},
    [LIMIT_NAMES] = {"names",
                     10000,
                     INT32_MAX,
                     false,
                     {"distinct names and namespaces of an XML file", "noms et espaces de noms distincts d'un XML"}},
    [LIMIT_ROW_LENGTH] =
        {"row-length", 64 * KIB, 64 * MIB, true, {"bytes of a row of text", "octets d'une ligne de texte"}},
    [LIMIT_ATTACHMENT_SIZE] = {"attachment-size",
                               50 * MIB,
                               INT64_MAX,
                               true,
                               {"bytes of an attachment, decoded", "octets d'une pièce jointe, décodée"}},
    [LIMIT_RATIO] = {"ratio",
                     200,
                     INT32_MAX,
                     false,
                     {"times its size that a gzip, zip or attachment unpacks to",
                      "fois sa taille que donne un gzip, un zip ou une pièce jointe"}},
    [LIMIT_ZIP_FILES] = {"zip-files", 100000, INT32_MAX, false, {"files of a zip", "fichiers d'un zip"}},
};

int64_t limit_value(enum limit limit)
{
    return limits[limit].value;
}

static int find(const char *text, size_t length)
{
    for (int limit = 0; limit < LIMITS; limit++)
        if (strlen(limits[limit].name) == length && strncmp(limits[limit].name, text, length) == 0) return limit;
    return LIMITS;
}

/* 1 to `most`; 0 when it is no such number. */
static int64_t read_value(const char *text, int64_t most)
{
    size_t digits = strspn(text, "0123456789");
    const char *unit = text + digits;
    int64_t value = 0, times = *unit == 'K' ? KIB : *unit == 'M' ? MIB : *unit == 'G' ? GIB : 1;

    if (digits == 0 || digits > 18 || (*unit != '\0' && (times == 1 || unit[1] != '\0'))) return 0;
    if (__builtin_mul_overflow(strtoll(text, NULL, 10), times, &value)) return 0;
    return value <= most ? value : 0;
}

bool limit_set(const char *text, struct failure *failure)
{
    size_t length = strcspn(text, "=");
    int limit = find(text, length);
    int64_t value;

    if (limit == LIMITS || text[length] == '\0')
        return fail(failure, OUTCOME_USAGE,
                    TR("--limit is NAME=VALUE, as element-depth=200 (contrepartie help import lists them), not %s",
                       "--limit s'écrit NOM=VALEUR, comme element-depth=200 (contrepartie help import les énumère), "
                       "pas %s"),
                    text);
    value = read_value(text + length + 1, limits[limit].most);
    if (value == 0)
        return fail(failure, OUTCOME_USAGE,
                    TR("the limit %s is a number from 1 to %lld, with K, M or G behind it: not %s",
                       "la limite %s est un nombre de 1 à %lld, suivi de K, M ou G : pas %s"),
                    limits[limit].name, (long long)limits[limit].most, text + length + 1);
    limits[limit].value = value;
    return true;
}

const char *limit_text(enum limit limit, char *buffer, size_t size)
{
    (void)snprintf(buffer, size, TR("at most %lld; --limit %s=N raises it", "au plus %lld ; --limit %s=N permet plus"),
                   (long long)limits[limit].value, limits[limit].name);
    return buffer;
}

void limit_reached(struct message *message, enum limit limit, const char *code, const char *found, const char *text)
{
    char expected[sizeof message->expected];

    message->level = MESSAGE_ERROR;
    message_say(message, code, found, limit_text(limit, expected, sizeof expected), text);
}

void limits_print(FILE *output)
{
    (void)fprintf(output, "\n%s\n",
                  TR("Limits of --limit, with their values (K, M, G: 1024):",
                     "Limites de --limit et leurs valeurs (K, M, G : 1024) :"));
    for (int limit = 0; limit < LIMITS; limit++) {
        int64_t value = limits[limit].value;
        const char *unit = "";
        char shown[32];
        if (limits[limit].bytes && value % GIB == 0)
            value /= GIB, unit = "G";
        else if (limits[limit].bytes && value % MIB == 0)
            value /= MIB, unit = "M";
        else if (limits[limit].bytes && value % KIB == 0)
            value /= KIB, unit = "K";
        (void)snprintf(shown, sizeof shown, "%s=%lld%s", limits[limit].name, (long long)value, unit);
        (void)fprintf(output, "  %-34s %s\n", shown, limits[limit].help[language_get()]);
    }
}
