#include "csv/csv.h"

#include "contrepartie/buffer.h"
#include "contrepartie/limits.h"
#include "contrepartie/money.h"
#include "contrepartie/progress.h"
#include "contrepartie/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK (64 * 1024)

struct csv {
    FILE *file;
    char chunk[CHUNK];
    size_t length, at;
    int64_t read;
    bool quoted;
    char separator; /* 0 until the first record */
    long line, record_line;
    size_t longest;       /* record, in bytes */
    char *record, *plain; /* as it stands; in UTF-8, at most three times as long */
    struct message defect;
};

struct csv *csv_open(const char *path, bool quoted, struct failure *failure)
{
    FILE *file = fopen(path, "re");
    struct csv *csv;

    if (file == NULL) {
        (void)fail(failure, OUTCOME_NO_INPUT, "%s: %s", path, strerror(errno));
        return NULL;
    }
    csv = must_alloc(sizeof *csv);
    csv->file = file;
    csv->quoted = quoted;
    csv->line = 1;
    csv->longest = (size_t)limit_value(LIMIT_ROW_LENGTH);
    csv->record = must_alloc(csv->longest + 1);
    csv->plain = must_alloc(3 * csv->longest + 1);
    return csv;
}

void csv_close(struct csv *csv)
{
    if (csv == NULL) return;
    (void)fclose(csv->file);
    free(csv->record);
    free(csv->plain);
    free(csv);
}

long csv_line(const struct csv *csv)
{
    return csv->record_line;
}

static int next_byte(struct csv *csv)
{
    if (csv->at == csv->length) {
        csv->length = fread(csv->chunk, 1, CHUNK, csv->file);
        csv->at = 0;
        if (csv->length == 0) return EOF;
        csv->read += (int64_t)csv->length;
        progress_step(csv->read);
    }
    return (unsigned char)csv->chunk[csv->at++];
}

const struct message *csv_defect(const struct csv *csv)
{
    return &csv->defect;
}

/* Always -1. */
static int refuse_length(struct csv *csv, bool inside)
{
    limit_reached(&csv->defect, LIMIT_ROW_LENGTH, "ENC-002", "",
                  inside ? TR("a row that is too long, or a quote that never closes",
                              "une ligne trop longue, ou un guillemet jamais refermé")
                         : TR("a row that is too long", "une ligne trop longue"));
    csv->defect.line = csv->record_line;
    return -1;
}

static int refuse_cells(struct csv *csv)
{
    char expected[40];

    (void)snprintf(expected, sizeof expected, TR("at most %d", "au plus %d"), CSV_CELLS_MAX);
    csv->defect = (struct message){.level = MESSAGE_ERROR, .line = csv->record_line};
    message_say(&csv->defect, "ENC-003", "", expected,
                TR("a row with too many cells", "une ligne avec trop de cellules"));
    return -1;
}

/* What ended is no end of the file. Always -1. */
static int refuse_reading(struct csv *csv)
{
    csv->defect = (struct message){.level = MESSAGE_ERROR, .line = csv->record_line};
    message_say(&csv->defect, "ENC-004", strerror(errno), "",
                TR("the file cannot be read to its end", "le fichier ne peut être lu jusqu'au bout"));
    return -1;
}

/* Bytes up to the end of the record, without it. -1 when it is too long, 0 at the end of the file, else 1. */
static int read_record(struct csv *csv, size_t *ret_length)
{
    size_t used = 0;
    bool inside = false;
    int byte = EOF;

    csv->record_line = csv->line;
    while ((byte = next_byte(csv)) != EOF) {
        if (byte == '"' && csv->quoted) inside = !inside;
        if (byte == '\n') csv->line++;
        if (byte == '\n' && !inside) break;
        if (used == csv->longest) return refuse_length(csv, inside);
        csv->record[used++] = byte != '\0' ? (char)byte : ' '; /* a zero byte would end the record */
    }
    if (byte == EOF && ferror(csv->file)) return refuse_reading(csv);
    while (used > 0 && csv->record[used - 1] == '\r')
        used--;
    csv->record[used] = '\0';
    *ret_length = used;
    if (inside && byte == EOF) return refuse_length(csv, inside);
    return byte == EOF && used == 0 ? 0 : 1;
}

/* Windows-1252, but for the places where ISO-8859-15 has letters of French: the euro and the joined oe. */
static void from_one_byte(const char *text, char *to)
{
    static const unsigned short high[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                            0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                            0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                            0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

    for (; *text != '\0'; text++) {
        unsigned letter = (unsigned char)*text;
        if (letter >= 0x80 && letter < 0xA0) letter = high[letter - 0x80] != 0 ? high[letter - 0x80] : '?';
        if (letter == 0xA4) letter = 0x20AC;
        if (letter == 0xBC) letter = 0x0152;
        if (letter == 0xBD) letter = 0x0153;
        if (letter < 0x80) {
            *to++ = (char)letter;
        } else if (letter < 0x800) {
            *to++ = (char)(0xC0 | letter >> 6);
            *to++ = (char)(0x80 | (letter & 0x3F));
        } else {
            *to++ = (char)(0xE0 | letter >> 12);
            *to++ = (char)(0x80 | (letter >> 6 & 0x3F));
            *to++ = (char)(0x80 | (letter & 0x3F));
        }
    }
    *to = '\0';
}

/* The most frequent of them, outside of quotes where those are quotes; 0 when there is none. */
static char separator_of(const char *heading, bool quoted)
{
    static const char candidates[] = "\t|;,";
    char best = '\0';
    size_t most = 0;

    for (const char *candidate = candidates; *candidate != '\0'; candidate++) {
        size_t count = 0;
        bool inside = false;
        for (const char *letter = heading; *letter != '\0'; letter++) {
            inside ^= quoted && *letter == '"';
            count += !inside && *letter == *candidate;
        }
        if (count > most) {
            most = count;
            best = *candidate;
        }
    }
    return best;
}

static char *trim(char *text)
{
    size_t length;

    while (*text == ' ' || *text == '\t')
        text++;
    length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
        text[--length] = '\0';
    return text;
}

/* In place. Empty cells behind the last that is taken are none; others make it one more than may be. */
static int split(char *record, char separator, bool quoted, char *cells[CSV_CELLS_MAX])
{
    int count = 0;
    char *from = record;

    while (count < CSV_CELLS_MAX) {
        char *cell = from, *to = from;
        bool inside = quoted && *from == '"';
        if (inside) from++;
        while (*from != '\0' && (inside || *from != separator)) {
            if (inside && *from == '"') {
                if (from[1] != '"') {
                    inside = false;
                    from++;
                    continue;
                }
                from++;
            }
            if (inside && (*from == '\n' || *from == '\r')) { /* a cell is one line of words */
                if (to > cell && to[-1] != ' ') *to++ = ' ';
                from += strspn(from, "\r\n ");
            } else
                *to++ = *from++;
        }
        bool last = *from == '\0';
        *to = '\0';
        cells[count++] = trim(cell);
        if (last) return count;
        from++;
    }
    while (*from == separator || strchr(" \t\r\"", *from) != NULL) {
        if (*from == '\0') return count;
        from++;
    }
    return CSV_CELLS_MAX + 1;
}

int csv_next(struct csv *csv, char *cells[CSV_CELLS_MAX])
{
    size_t length;
    int state, count;
    char *text;

    do {
        state = read_record(csv, &length);
        if (state <= 0) return state;
    } while (strspn(csv->record, " \t\r") == length);
    if (text_is_utf8(csv->record))
        memcpy(csv->plain, csv->record, length + 1);
    else
        from_one_byte(csv->record, csv->plain);
    text = csv->plain;
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    if (csv->separator == 0) csv->separator = separator_of(text, csv->quoted); /* a title above has none */
    count = split(text, csv->separator, csv->quoted, cells);
    return count <= CSV_CELLS_MAX ? count : refuse_cells(csv);
}

/* --- headings ------------------------------------------------------------------------------------------------ */

/* Letters and digits without accents, in lower case. */
static void plain_name(const char *text, char *to, size_t size)
{
    static const char *const accents[][2] = {{"à", "a"}, {"â", "a"}, {"é", "e"}, {"è", "e"}, {"ê", "e"}, {"ë", "e"},
                                             {"î", "i"}, {"ï", "i"}, {"ô", "o"}, {"û", "u"}, {"ù", "u"}, {"ç", "c"},
                                             {"É", "e"}, {"À", "a"}, {"Ê", "e"}, {"Ç", "c"}, {"Î", "i"}, {"Ô", "o"}};
    size_t used = 0;

    while (*text != '\0' && used + 1 < size) {
        bool letter = (unsigned char)*text >= 0x80, accented = false;
        for (size_t index = 0; letter && index < sizeof accents / sizeof accents[0] && !accented; index++)
            if (strncmp(text, accents[index][0], strlen(accents[index][0])) == 0) {
                to[used++] = accents[index][1][0];
                text += strlen(accents[index][0]);
                accented = true;
            }
        if (accented) continue;
        if (*text >= 'A' && *text <= 'Z') to[used++] = (char)(*text - 'A' + 'a');
        if ((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9')) to[used++] = *text;
        text++;
    }
    to[used] = '\0';
}

static bool named(const char *cell, const char *names)
{
    char plain[128], wanted[128], name[128];

    plain_name(cell, plain, sizeof plain);
    for (; *names != '\0'; names += strspn(names, "|")) {
        size_t length = strcspn(names, "|");
        (void)snprintf(name, sizeof name, "%.*s", (int)length, names);
        plain_name(name, wanted, sizeof wanted);
        if (name[length - 1] == '*' ? strncmp(plain, wanted, strlen(wanted)) == 0 : strcmp(plain, wanted) == 0)
            return wanted[0] != '\0';
        names += length;
    }
    return false;
}

void csv_heading(char *cells[], int count, const char *const *names, int name_count, int *ret_places)
{
    for (int name = 0; name < name_count; name++) {
        ret_places[name] = -1;
        for (int cell = 0; cell < count && ret_places[name] < 0; cell++)
            if (named(cells[cell], names[name])) ret_places[name] = cell;
    }
}

int csv_column(const char *const *cells, int count, const char *name)
{
    char wanted[128], plain[128];

    plain_name(name, wanted, sizeof wanted);
    for (int cell = 0; cell < count && wanted[0] != '\0'; cell++) {
        plain_name(cells[cell], plain, sizeof plain);
        if (strcmp(plain, wanted) == 0) return cell;
    }
    return -1;
}

int csv_sniff(const char *head, size_t length, const char *const *names, int name_count)
{
    char line[4096], plain[3 * sizeof line], *cells[CSV_CELLS_MAX], *text = plain;
    size_t size = strcspn(head, "\n");
    int places[CSV_CELLS_MAX], found = 0, count;

    if (size > length || size >= sizeof line || size == 0 || name_count > CSV_CELLS_MAX) return 0;
    memcpy(line, head, size);
    line[size] = '\0';
    if (strncmp(line, "\xEF\xBB\xBF", 3) == 0) memset(line, ' ', 3);
    if (line[strspn(line, " ")] == '<') return 0; /* XML */
    if (text_is_utf8(line))
        memcpy(plain, line, size + 1);
    else
        from_one_byte(line, plain);
    count = split(text, separator_of(text, true), true, cells);
    csv_heading(cells, count <= CSV_CELLS_MAX ? count : CSV_CELLS_MAX, names, name_count, places);
    for (int name = 0; name < name_count; name++)
        found += places[name] >= 0;
    return found;
}

/* --- values -------------------------------------------------------------------------------------------------- */

enum csv_amount csv_amount(const char *text, bool grouped, int64_t *ret_cents)
{
    char plain[64];
    size_t used = 0, mark;
    bool negative = false;
    enum money_reading reading;

    for (; *text != '\0'; text++) {
        if (*text == ' ' || strncmp(text, "\xC2\xA0", 2) == 0 || strncmp(text, "\xE2\x80\xAF", 3) == 0 ||
            strncmp(text, "\xE2\x82\xAC", 3) == 0) { /* spaces, the euro */
            if ((unsigned char)*text >= 0xE0)
                text += 2;
            else if ((unsigned char)*text >= 0xC0)
                text++;
            continue;
        }
        if (*text == '-' && (used == 0 || text[1] == '\0') && !negative) {
            negative = true;
            continue;
        }
        if (*text == '+' && (used == 0 || text[1] == '\0')) continue;
        if (used + 2 >= sizeof plain) return CSV_NO_AMOUNT;
        if (used == 1 && plain[0] == '0' && *text >= '0' && *text <= '9') used = 0; /* leading zeros */
        plain[used++] = *text == ',' ? '.' : *text;
    }
    plain[used] = '\0';
    if (used == 0 || strspn(plain, "0123456789.") != used) return CSV_NO_AMOUNT;
    mark = strcspn(plain, ".");
    if (grouped && mark < used && used - mark - 1 == 3) return CSV_AMBIGUOUS;
    reading = money_read(plain, used, ret_cents);
    if (reading != MONEY_READ && reading != MONEY_TOO_MANY_DECIMALS) return CSV_NO_AMOUNT;
    if (negative) *ret_cents = -*ret_cents;
    return reading == MONEY_READ ? CSV_AMOUNT : CSV_DECIMALS;
}

bool csv_date(const char *text, char *ret_date)
{
    size_t length = strlen(text);

    if (length == 8 && strspn(text, "0123456789") == 8)
        (void)snprintf(ret_date, 11, "%.4s-%.2s-%.2s", text, text + 4, text + 6);
    else if (length == 10 && text[4] == '-')
        (void)snprintf(ret_date, 11, "%s", text);
    else if (length == 10 && (text[2] == '/' || text[2] == '-') && text[5] == text[2])
        (void)snprintf(ret_date, 11, "%.4s-%.2s-%.2s", text + 6, text + 3, text);
    else
        return false;
    return text_is_date(ret_date);
}
