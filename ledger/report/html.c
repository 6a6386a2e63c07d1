#include "report/html.h"

static const char style[] =
    "body{font:15px/1.45 \"Marianne\",\"Liberation Sans\",Arial,sans-serif;color:#161616;margin:0 "
    "auto;max-width:1100px;padding:1.5rem}"
    "h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.25rem;margin-top:2.2rem;border-bottom:2px solid "
    "#000091;padding-bottom:.2rem}"
    "h3{font-size:1.05rem;margin-top:1.4rem}a{color:#000091}table{border-collapse:collapse;width:100%;font-size:.82rem;"
    "margin:.6rem 0}"
    "caption{text-align:left;font-weight:bold;padding:.3rem 0}th,td{border-bottom:1px solid #ccc;padding:.25rem "
    ".4rem;text-align:left;vertical-align:top}"
    "th{background:#f2f2f2}td.n,th.n{text-align:right}"
    "td.n{white-space:nowrap;font-variant-numeric:tabular-nums}th{hyphens:auto}"
    "tbody tr:target,td:target,li:target{background:#fff3c4}.source{font-size:.78rem;color:#555;margin:.1rem 0 "
    "1rem}.scroll{overflow-x:auto}"
    ".figures{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}.figures li{border:1px solid "
    "#ccc;border-top:4px solid #000091;padding:.6rem 1rem;min-width:9rem}"
    ".figures b{display:block;font-size:1.25rem;white-space:nowrap}.breach{border-left:6px solid "
    "#b34000;padding-left:.7rem}"
    ".finding{border-left:6px solid #b27200;padding-left:.7rem}.check{border-left:6px solid #3a3a3a;padding-left:.7rem}"
    ".answer{border:1px solid #888;min-height:11cm;padding:.6rem}svg{max-width:100%;height:auto}nav ol{columns:2}"
    "@media print{@page{size:A4;margin:16mm "
    "14mm}body{font-size:10.5pt;max-width:none;padding:0}h2{break-before:page}#c1{break-before:auto}"
    "table{font-size:7pt}th,td{padding:.15rem "
    ".2rem}tr,figure,.answer{break-inside:avoid}thead{display:table-header-group}nav,.screen{display:"
    "none}a{color:inherit;text-decoration:none}.scroll{overflow:visible}}";

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

void html_begin(FILE *output, const char *title)
{
    (void)fprintf(output,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
                  language_get() == LANGUAGE_FRENCH ? "fr" : "en");
    html_text(output, title);
    (void)fprintf(output, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", style);
    html_text(output, title);
    (void)fputs("</h1>\n", output);
}

void html_end(FILE *output)
{
    (void)fprintf(output, "</main>\n<footer><p class=\"source\">contrepartie %s</p></footer>\n</body>\n</html>\n",
                  CONTREPARTIE_VERSION);
}

static bool is_number(const struct column *column)
{
    return column->type == COLUMN_MONEY || column->type == COLUMN_RATIO || column->type == COLUMN_INTEGER;
}

void html_cell(FILE *output, const struct column *column, const char *value, const char *href)
{
    char buffer[96];

    (void)fputs(is_number(column) ? "<td class=\"n\">" : "<td>", output);
    if (href != NULL && value != NULL) {
        (void)fputs("<a href=\"#", output);
        html_text(output, href);
        (void)fputs("\">", output);
    }
    html_text(output, value_display(column, value, buffer, sizeof buffer));
    (void)fputs(href != NULL && value != NULL ? "</a></td>" : "</td>", output);
}

void html_heading(FILE *output, const struct column *columns, int count)
{
    (void)fputs("<thead><tr>", output);
    for (int index = 0; index < count; index++) {
        (void)fputs(is_number(&columns[index]) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", output);
        html_text(output, columns[index].label[language_get()]);
        (void)fputs("</th>", output);
    }
    (void)fputs("</tr></thead>\n", output);
}
