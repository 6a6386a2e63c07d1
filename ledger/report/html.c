#include "report/html.h"

#include "contrepartie/embedded.h"

#include <string.h>

#define LONG_WORD 36 /* bytes without a space: a path, a digest */

void html_text(FILE *output, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            (void)fputs("&amp;", output);
            break;
        case '<':
            (void)fputs("&lt;", output);
            break;
        case '>':
            (void)fputs("&gt;", output);
            break;
        case '"':
            (void)fputs("&quot;", output);
            break;
        case '\'':
            (void)fputs("&#39;", output);
            break;
        default:
            (void)fputc(*text, output);
        }
    }
}

const char *html_style(void)
{
    return embedded_text("ledger/report/style.css");
}

void html_begin(FILE *output, const char *title)
{
    (void)fprintf(output,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
                  language_get() == LANGUAGE_FRENCH ? "fr" : "en");
    html_text(output, title);
    (void)fprintf(output, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", html_style());
    html_text(output, title);
    (void)fputs("</h1>\n", output);
}

void html_end(FILE *output)
{
    (void)fprintf(output, "</main>\n<footer><p class=\"source\">contrepartie %s</p></footer>\n</body>\n</html>\n",
                  CONTREPARTIE_VERSION);
}

bool html_is_number(const struct column *column)
{
    return column->type == COLUMN_MONEY || column->type == COLUMN_RATIO || column->type == COLUMN_INTEGER;
}

void html_cell_begin(FILE *output, const struct column *column, const char *text)
{
    bool whole = strchr(text, ' ') == NULL;

    if (html_is_number(column))
        (void)fputs("<td class=\"n\">", output);
    else if (whole && strlen(text) > LONG_WORD)
        (void)fputs("<td class=\"w\">", output);
    else if (whole && *text != '\0' && (column->type == COLUMN_CODE || column->type == COLUMN_DATE))
        (void)fputs("<td class=\"c\">", output);
    else
        (void)fputs("<td>", output);
}

void html_cell(FILE *output, const struct column *column, const char *value, const char *href)
{
    char buffer[96];
    const char *text = value_display(column, value, buffer, sizeof buffer);

    html_cell_begin(output, column, text);
    if (href != NULL && value != NULL) {
        (void)fputs("<a href=\"#", output);
        html_text(output, href);
        (void)fputs("\">", output);
    }
    html_text(output, text);
    (void)fputs(href != NULL && value != NULL ? "</a></td>" : "</td>", output);
}

void html_heading(FILE *output, const struct column *columns, int count)
{
    (void)fputs("<thead><tr>", output);
    for (int index = 0; index < count; index++) {
        (void)fputs(html_is_number(&columns[index]) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", output);
        html_text(output, columns[index].label[language_get()]);
        (void)fputs("</th>", output);
    }
    (void)fputs("</tr></thead>\n", output);
}
