#include "contrepartie/scope.h"

#include "contrepartie/failure.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define FORMULA_MAX 4096 /* bytes */
#define TERMS_MAX   256
#define TERMS_OPEN  16 /* beyond, unions and differences in turn take a planner hours: it gets one closed condition */
#define DEPTH_MAX   64
#define CODE_MAX    30

struct parser {
    const char *formula, *at;
    struct buffer *predicate;
    struct scope_error *error;
    int depth, terms;
};

static bool refuse(struct parser *parser, const char *text)
{
    parser->error->position = (size_t)(parser->at - parser->formula);
    (void)snprintf(parser->error->text, sizeof parser->error->text, "%s", text);
    return false;
}

static void skip_space(struct parser *parser)
{
    for (;;) {
        if (isspace((unsigned char)*parser->at))
            parser->at++;
        else if (strncmp(parser->at, "\xC2\xA0", 2) == 0) /* no-break space, from a word processor */
            parser->at += 2;
        else
            return;
    }
}

/* Takes one of the spellings of an operator. */
static bool take(struct parser *parser, const char *const spellings[])
{
    skip_space(parser);
    for (; *spellings != NULL; spellings++)
        if (strncmp(parser->at, *spellings, strlen(*spellings)) == 0) {
            parser->at += strlen(*spellings);
            return true;
        }
    return false;
}

static const char *const intersection[] = {"&", "∩", NULL};
static const char *const unions[] = {"|", "∪", "+", NULL};
static const char *const difference[] = {"-", "−", NULL};
static const char *const opening[] = {"(", NULL};
static const char *const closing[] = {")", NULL};

/* What each prefix selects; a prefix with `digits` wants that many (0: any number, at least one). */
static const struct atom {
    const char *prefix;
    bool coded;
    int digits;
    const char *before, *after;
} atoms[] = {
    {"DF", false, 0, "m.direction = 'D' and coalesce(m.section, '?') = 'F'", ""},
    {"DI", false, 0, "m.direction = 'D' and coalesce(m.section, '?') = 'I'", ""},
    {"RF", false, 0, "m.direction = 'R' and coalesce(m.section, '?') = 'F'", ""},
    {"RI", false, 0, "m.direction = 'R' and coalesce(m.section, '?') = 'I'", ""},
    {"Ann", true, 4, "m.year = ", ""},
    {"Ch", true, 0, "m.chapter = '", "'"},
    {"Y", true, 4, "m.year = ", ""},
    {"C", true, 0, "m.account like '", "%'"},
    {"C=", true, 0, "m.account = '", "'"},
    {"F", true, 0, "coalesce(m.function, '') like '", "%'"},
    {"F=", true, 0, "coalesce(m.function, '') = '", "'"},
    {"M", true, 0, "m.norm = 'M", "'"},
    {"S", true, 9, "m.siren = ", ""},
    {"T", true, 9, "coalesce(m.counterparty, 0) = ", ""},
    {"D", false, 0, "m.direction = 'D'", ""},
    {"R", false, 0, "m.direction = 'R'", ""},
    {"F", false, 0, "coalesce(m.section, '?') = 'F'", ""},
    {"I", false, 0, "coalesce(m.section, '?') = 'I'", ""},
    {"O", false, 0, "coalesce(m.operation, 'R') <> 'R'", ""},
    {"BP", false, 0, "m.stage = 'BP'", ""},
    {"BS", false, 0, "m.stage = 'BS'", ""},
    {"DM", false, 0, "m.stage = 'DM'", ""},
    {"CA", false, 0, "m.stage = 'CA'", ""},
    {"CFU", false, 0, "m.stage = 'CFU'", ""},
};

static bool parse_atom(struct parser *parser)
{
    size_t letters = 0, digits = 0;
    const char *code;

    skip_space(parser);
    if (++parser->terms > TERMS_MAX) return refuse(parser, TR("more than 256 terms", "plus de 256 termes"));
    while (isalpha((unsigned char)parser->at[letters]))
        letters++;
    if (parser->at[letters] == '=') letters++;
    code = parser->at + letters;
    while (isdigit((unsigned char)code[digits]))
        digits++;
    for (size_t index = 0; index < sizeof atoms / sizeof atoms[0]; index++) {
        const struct atom *atom = &atoms[index];
        if (strlen(atom->prefix) != letters || strncmp(atom->prefix, parser->at, letters) != 0) continue;
        if (atom->coded != (digits > 0)) continue;
        if (digits > CODE_MAX || (atom->digits > 0 && digits != (size_t)atom->digits))
            return refuse(parser, TR("wrong number of digits", "nombre de chiffres incorrect"));
        buffer_format(parser->predicate, "(%s", atom->before);
        buffer_write(parser->predicate, code, digits);
        buffer_format(parser->predicate, "%s)", atom->after);
        parser->at = code + digits;
        return true;
    }
    return refuse(parser, TR("D, R, F, I, C6574, F31, Ch65, M57, Y2023, S…, T… or a parenthesis",
                             "D, R, F, I, C6574, F31, Ch65, M57, Y2023, S…, T… ou une parenthèse"));
}

static bool parse_union(struct parser *parser);

/* NOLINTBEGIN(misc-no-recursion): the grammar is recursive, to DEPTH_MAX */
static bool parse_factor(struct parser *parser)
{
    bool parsed;

    if (!take(parser, opening)) return parse_atom(parser);
    if (++parser->depth > DEPTH_MAX) return refuse(parser, TR("too many parentheses", "trop de parenthèses"));
    buffer_text(parser->predicate, "(");
    parsed = parse_union(parser);
    if (parsed && !take(parser, closing))
        return refuse(parser, TR("a closing parenthesis is missing", "il manque une parenthèse fermante"));
    buffer_text(parser->predicate, ")");
    parser->depth--;
    return parsed;
}

static bool parse_intersection(struct parser *parser)
{
    if (!parse_factor(parser)) return false;
    while (take(parser, intersection)) {
        buffer_text(parser->predicate, " and ");
        if (!parse_factor(parser)) return false;
    }
    return true;
}

/* Left to right: what is on the left is wrapped at each operator, so `a | b - c` is (a or b) and not c. */
static bool parse_union(struct parser *parser)
{
    size_t start = parser->predicate->length;

    if (!parse_intersection(parser)) return false;
    for (;;) {
        bool either = take(parser, unions);
        struct buffer left CLEAN_BUFFER = {0};
        if (!either && !take(parser, difference)) return true;
        buffer_write(&left, parser->predicate->bytes + start, parser->predicate->length - start);
        parser->predicate->length = start;
        buffer_format(parser->predicate, "(%s) %s (", left.bytes, either ? "or" : "and not");
        if (!parse_intersection(parser)) return false;
        buffer_text(parser->predicate, ")");
    }
}
/* NOLINTEND(misc-no-recursion) */

bool scope_compile(const char *formula, struct buffer *predicate, struct scope_error *error)
{
    struct parser parser = {formula, formula, predicate, error, 0, 0};
    const size_t start = predicate->length;

    if (strlen(formula) > FORMULA_MAX)
        return refuse(&parser, TR("longer than 4,096 bytes", "plus longue que 4 096 octets"));
    if (!parse_union(&parser)) return false;
    skip_space(&parser);
    if (*parser.at != '\0') return refuse(&parser, TR("an operator is missing here", "il manque un opérateur ici"));
    if (parser.terms > TERMS_OPEN) {
        struct buffer open CLEAN_BUFFER = {0};
        buffer_text(&open, predicate->bytes + start);
        predicate->length = start;
        buffer_format(predicate, "coalesce((%s), false)", open.bytes);
    }
    return true;
}
