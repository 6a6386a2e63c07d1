#include "cli/command.h"

#include "contrepartie/failure.h"
#include "contrepartie/limits.h"
#include "contrepartie/text.h"

#include <getopt.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* One row per option. Letters in upper case or lower case are the short form when `is_short`. */
static const struct option_row {
    int letter;
    bool is_short, global;
    const char *name, *argument;
    size_t offset; /* into struct request: a const char * with an argument, a bool without */
    const char *help[2];
} rows[] = {
    {'D',
     true,
     true,
     "data",
     "DIR",
     offsetof(struct request, store.directory),
     {"private data directory", "dossier de données privé"}},
    {'B',
     false,
     true,
     "db",
     "CONNINFO",
     offsetof(struct request, store.conninfo),
     {"an existing PostgreSQL instead", "un PostgreSQL existant à la place"}},
    {'O',
     true,
     true,
     "output-format",
     "FORMAT",
     offsetof(struct request, format),
     {"table csv csv-fr tsv json ndjson html xlsx ods svg", "table csv csv-fr tsv json ndjson html xlsx ods svg"}},
    {'o',
     true,
     true,
     "output",
     "FILE",
     offsetof(struct request, output),
     {"write there; the extension gives the format", "écrire là ; l'extension donne le format"}},
    {'l', false, true, "lang", "en|fr", 0, {"language of messages and labels", "langue des messages et libellés"}},
    {'q',
     true,
     true,
     "quiet",
     NULL,
     offsetof(struct request, quiet),
     {"no progress, no talk", "ni progression ni commentaires"}},
    {'v', true, true, "verbose", NULL, offsetof(struct request, verbose), {"say more", "en dire plus"}},
    {'P', false, true, "no-pager", NULL, offsetof(struct request, no_pager), {"never use a pager", "sans pagineur"}},
    {'c', false, true, "no-color", NULL, 0, {"accepted; nothing is coloured", "accepté ; rien n'est coloré"}},
    {'h', true, true, "help", NULL, offsetof(struct request, help), {"this help", "cette aide"}},
    {'e',
     false,
     false,
     "entity",
     "SIREN|SIRET|NAME",
     offsetof(struct request, asked.entity),
     {"one body or establishment", "une collectivité ou un établissement"}},
    {'y',
     false,
     false,
     "year",
     "YEAR[..YEAR]",
     offsetof(struct request, asked.year),
     {"fiscal year or years", "exercice ou exercices"}},
    {'a',
     false,
     false,
     "account",
     "CODE",
     offsetof(struct request, asked.account),
     {"account and all below it", "compte et ses subdivisions"}},
    {'f',
     false,
     false,
     "function",
     "CODE",
     offsetof(struct request, asked.function),
     {"function and all below it", "fonction et ses subdivisions"}},
    {'s',
     false,
     false,
     "scope",
     "NAME|FORMULA",
     offsetof(struct request, asked.scope),
     {"selection of lines: culture, all, D & F31…", "périmètre : culture, all, D & F31…"}},
    {'d', false, false, "document", "N", offsetof(struct request, asked.document), {"one document", "un document"}},
    {'b',
     false,
     false,
     "book",
     "BOOK",
     offsetof(struct request, asked.book),
     {"accounts budget vouchers commitments", "accounts budget vouchers commitments"}},
    {'t', false, false, "transfer", "ID", offsetof(struct request, asked.transfer), {"one transfer", "un transfert"}},
    {'A',
     false,
     false,
     "as-of",
     "DATE",
     offsetof(struct request, asked.as_of),
     {"as known on a day (2021-06-30)", "tel que connu à une date (2021-06-30)"}},
    {'n',
     true,
     false,
     "dry-run",
     NULL,
     offsetof(struct request, dry_run),
     {"check everything, write nothing", "tout contrôler, ne rien écrire"}},
    {'R',
     false,
     false,
     "replace",
     NULL,
     offsetof(struct request, replace),
     {"supersede the document of the same budget, year and stage",
      "remplacer le document de mêmes budget, exercice et étape"}},
    {'K',
     false,
     false,
     "keep-persons",
     NULL,
     offsetof(struct request, keep_persons),
     {"keep the names of natural persons", "garder les noms des personnes physiques"}},
    {'G',
     false,
     false,
     "keep-original",
     NULL,
     offsetof(struct request, keep_original),
     {"keep the bytes of files that name persons (PES, FEC), too",
      "garder aussi les octets des fichiers nominatifs (PES, FEC)"}},
    {'C',
     false,
     false,
     "override",
     "CODE,CODE…",
     offsetof(struct request, override),
     {"accept what these checks (2xx) refuse; with --reason",
      "accepter ce que ces contrôles (2xx) refusent ; avec --reason"}},
    {'M',
     false,
     false,
     "round-amounts",
     NULL,
     offsetof(struct request, round_amounts),
     {"round amounts with more than two decimals", "arrondir les montants à plus de deux décimales"}},
    {'j',
     true,
     false,
     "jobs",
     "N",
     offsetof(struct request, jobs),
     {"files at once, each on its own", "fichiers à la fois, chacun pour soi"}},
    {'X',
     false,
     false,
     "schema",
     "FILE",
     offsetof(struct request, schema),
     {"tell what is not valid against this XSD; refuses nothing",
      "dire ce qui n'est pas conforme à ce XSD ; ne refuse rien"}},
    {'g',
     false,
     false,
     "mapping",
     "FILE",
     offsetof(struct request, mapping),
     {"the columns of your own table or workbook, by this file",
      "les colonnes de votre tableau ou classeur, par ce fichier"}},
    {'Z',
     false,
     false,
     "assert",
     "FILE",
     offsetof(struct request, expected),
     {"totals that each file must give, or be refused", "totaux que chaque fichier doit donner, sinon refusé"}},
    {'H',
     false,
     false,
     "anchor",
     "FILE",
     offsetof(struct request, anchor),
     {"hold the chains against what `db anchor` wrote", "comparer les chaînes à ce que `db anchor` a écrit"}},
    {'m',
     false,
     false,
     "limit",
     "NAME=VALUE",
     0,
     {"move a limit of the readers; as often as needed", "déplacer une limite des lecteurs ; autant que besoin"}},
    {'r',
     false,
     false,
     "reason",
     "TEXT",
     offsetof(struct request, reason),
     {"why; it is kept", "pourquoi ; c'est conservé"}},
    {'F',
     false,
     false,
     "fail-on",
     "LEVEL",
     offsetof(struct request, fail_on),
     {"exit 1 from this level up: breach finding check", "code 1 dès ce niveau : breach finding check"}},
    {'x',
     false,
     false,
     "index",
     "ID|none",
     offsetof(struct request, index),
     {"index the mean with this series", "indexer la moyenne avec cette série"}},
    {'w',
     false,
     false,
     "operating-years",
     "N",
     offsetof(struct request, operating_years),
     {"mean of the last N years", "moyenne des N dernières années"}},
    {'k',
     false,
     false,
     "key",
     "population|spending|FILE",
     offsetof(struct request, key),
     {"how the total is shared", "clé de répartition"}},
    {'p',
     false,
     false,
     "port",
     "N",
     offsetof(struct request, port),
     {"listen there on 127.0.0.1; else on a free one", "écouter là sur 127.0.0.1 ; sinon sur un port libre"}},
    {'S',
     false,
     false,
     "socket",
     "FILE",
     offsetof(struct request, socket),
     {"a Unix socket instead, for a proxy", "une socket Unix à la place, pour un mandataire"}},
    {'U',
     false,
     false,
     "user-header",
     "NAME",
     offsetof(struct request, user_header),
     {"the proxy's header that names who asks: a login of --db",
      "l'en-tête du mandataire qui nomme le demandeur : un compte de --db"}},
    {'E',
     false,
     false,
     "read-only",
     NULL,
     offsetof(struct request, read_only),
     {"nothing can be written", "rien ne peut être écrit"}},
    {'I',
     false,
     false,
     "incognito",
     NULL,
     offsetof(struct request, incognito),
     {"hide every amount", "masquer tous les montants"}},
    {'N',
     false,
     false,
     "no-browser",
     NULL,
     offsetof(struct request, no_browser),
     {"print the link, open nothing", "écrire le lien sans l'ouvrir"}},
    {'L', false, false, "label", "TEXT", offsetof(struct request, label), {"what people call it", "libellé"}},
};
#define ROWS (sizeof rows / sizeof rows[0])

static const struct option_row *row_find(int letter)
{
    for (size_t index = 0; index < ROWS; index++)
        if (rows[index].letter == letter) return &rows[index];
    return NULL;
}

enum outcome say_usage(const char *format, ...)
{
    va_list arguments;
    char text[1024];

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    text_neutral(text, "\n");
    (void)fprintf(stderr, "contrepartie: %s", text);
    (void)fputs(TR("\nTry: contrepartie help\n", "\nVoir : contrepartie help\n"), stderr);
    return OUTCOME_USAGE;
}

/* Edit distance of two short words, to guess what was meant. */
static size_t distance(const char *left, const char *right)
{
    size_t previous[32], current[32], columns = strlen(right);

    if (columns > 30 || strlen(left) > 30) return 99;
    for (size_t column = 0; column <= columns; column++)
        previous[column] = column;
    for (size_t row = 0; left[row] != '\0'; row++) {
        current[0] = row + 1;
        for (size_t column = 0; column < columns; column++) {
            size_t change = previous[column] + (left[row] != right[column]);
            size_t shorter = previous[column + 1] < current[column] ? previous[column + 1] : current[column];
            current[column + 1] = change < shorter + 1 ? change : shorter + 1;
        }
        memcpy(previous, current, sizeof previous);
    }
    return previous[columns];
}

static const struct command *command_find(const char *name)
{
    const struct command *nearest = NULL;
    size_t best = 3;

    for (const struct command *command = commands; command->name != NULL; command++) {
        size_t far = distance(name, command->name);
        if (far == 0) return command;
        if (far < best) {
            best = far;
            nearest = command;
        }
    }
    if (nearest != NULL)
        (void)say_usage(
            TR("unknown command “%s”. Did you mean “%s”?", "commande inconnue « %s ». Vouliez-vous dire « %s » ?"),
            name, nearest->name);
    else
        (void)say_usage(TR("unknown command “%s”", "commande inconnue « %s »"), name);
    return NULL;
}

static bool language_choose(const char *name)
{
    if (strcmp(name, "fr") == 0)
        language_set(LANGUAGE_FRENCH);
    else if (strcmp(name, "en") == 0)
        language_set(LANGUAGE_ENGLISH);
    else {
        (void)say_usage(TR("--lang is en or fr, not %s", "--lang vaut en ou fr, pas %s"), name);
        return false;
    }
    return true;
}

static void language_default(void)
{
    const char *locale = getenv("LC_ALL");

    if (locale == NULL || *locale == '\0') locale = getenv("LC_MESSAGES");
    if (locale == NULL || *locale == '\0') locale = getenv("LANG");
    language_set(locale != NULL && strncmp(locale, "fr", 2) == 0 ? LANGUAGE_FRENCH : LANGUAGE_ENGLISH);
}

static bool option_take(struct request *request, const struct option_row *row, const char *value)
{
    char *member = (char *)request + row->offset;

    if (row->letter == 'l') return language_choose(value);
    if (row->letter == 'c') return true;
    if (row->letter == 'm') {
        struct failure failure;
        return limit_set(value, &failure) || (say_usage("%s", failure.message), false);
    }
    if (row->argument != NULL)
        memcpy(member, &value, sizeof value);
    else
        *(bool *)member = true;
    return true;
}

/* An option that the command does not take is a mistake, not noise. */
static bool option_allowed(const struct option_row *row, const struct command *command)
{
    if (row->global || command == NULL || strchr(command->options, row->letter) != NULL) return true;
    (void)say_usage(TR("%s takes no --%s", "%s ne prend pas --%s"), command->name, row->name);
    return false;
}

bool request_parse(int argc, char **argv, struct request *request, const struct command **ret_command)
{
    struct option long_options[ROWS + 1] = {{0}};
    char short_options[2 * ROWS + 2] = "";
    const struct option_row *given[64];
    size_t given_count = 0, used = 0;
    int letter;

    *request = (struct request){0};
    *ret_command = NULL;
    language_default();
    for (size_t index = 0; index < ROWS; index++) {
        long_options[index] = (struct option){rows[index].name, rows[index].argument != NULL, NULL, rows[index].letter};
        if (!rows[index].is_short) continue;
        short_options[used++] = (char)rows[index].letter;
        if (rows[index].argument != NULL) short_options[used++] = ':';
    }
    opterr = 0;
    while ((letter = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
        const struct option_row *row = row_find(letter);
        if (given_count == sizeof given / sizeof given[0]) {
            (void)say_usage(TR("more than %zu options", "plus de %zu options"), given_count);
            return false;
        }
        if (row == NULL) {
            (void)say_usage(
                TR("unknown option, or its value is missing: %s", "option inconnue, ou valeur manquante : %s"),
                argv[optind - 1]);
            return false;
        }
        if (!option_take(request, row, optarg)) return false;
        given[given_count++] = row;
    }
    if (optind < argc && (*ret_command = command_find(argv[optind++])) == NULL) return false;
    for (size_t index = 0; index < given_count; index++)
        if (!option_allowed(given[index], *ret_command)) return false;
    request->operands = argv + optind;
    request->operand_count = argc - optind;
    return true;
}

static void option_print(FILE *output, const struct option_row *row)
{
    char words[64];
    int bytes = 0; /* that are no letter of their own */

    (void)snprintf(words, sizeof words, "%c%c%s --%s%s%s", row->is_short ? '-' : ' ', row->is_short ? row->letter : ' ',
                   row->is_short ? "," : " ", row->name, row->argument != NULL ? " " : "",
                   row->argument != NULL ? row->argument : "");
    for (const char *letter = words; *letter != '\0'; letter++)
        bytes += ((unsigned char)*letter & 0xC0) == 0x80;
    (void)fprintf(output, "  %-*s %s\n", 34 + bytes, words, row->help[language_get()]);
}

void help_print(FILE *output)
{
    (void)fprintf(output, "%s\n\n%s contrepartie %s\n\n%s\n",
                  TR("contrepartie — the double-entry ledger of public cultural spending",
                     "contrepartie — grand livre des financements culturels publics"),
                  TR("Usage:", "Usage :"), TR("[OPTIONS] COMMAND [ARGUMENTS]", "[OPTIONS] COMMANDE [ARGUMENTS]"),
                  TR("Commands:", "Commandes :"));
    for (const struct command *command = commands; command->name != NULL; command++)
        (void)fprintf(output, "  %-14s %s\n", command->name, command->summary[language_get()]);
    (void)fprintf(output, "\n%s\n",
                  TR("Options of all commands (and --version alone):", "Options communes (et --version seul) :"));
    for (size_t index = 0; index < ROWS; index++)
        if (rows[index].global) option_print(output, &rows[index]);
    (void)fprintf(output,
                  "\n%s\n  contrepartie import CA2023.xml\n  contrepartie report compensation --year 2021..2023\n",
                  TR("Examples:", "Exemples :"));
}

void help_command_print(FILE *output, const struct command *command)
{
    (void)fprintf(output, "%s contrepartie %s %s\n\n%s\n", TR("Usage:", "Usage :"), command->name, command->arguments,
                  command->summary[language_get()]);
    if (command->options[0] != '\0') (void)fputs("\n", output);
    for (size_t index = 0; index < ROWS; index++)
        if (strchr(command->options, rows[index].letter) != NULL) option_print(output, &rows[index]);
    if (strchr(command->options, 'm') != NULL) limits_print(output);
}
