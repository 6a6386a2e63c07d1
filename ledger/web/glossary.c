/* The words of the field, and what this tool does not say. */
#include "web/web.h"

#include "contrepartie/embedded.h"

#include <string.h>

/* One line of glossary.tsv: id, French term, English term, French definition, English definition. */
static void term_write(struct visit *visit, const char *line, size_t length)
{
    char text[1024], *cells[5], *next = text;
    bool french = language_get() == LANGUAGE_FRENCH;

    if (length >= sizeof text) return;
    memcpy(text, line, length);
    text[length] = '\0';
    for (int cell = 0; cell < 5; cell++) {
        cells[cell] = next != NULL ? strsep(&next, "\t") : NULL;
        if (cells[cell] == NULL) return;
    }
    (void)fprintf(visit->output, "<dt id=\"%s\">", cells[0]);
    html_text(visit->output, cells[french ? 1 : 2]);
    if (!french) {
        (void)fputs(" (<i lang=\"fr\">", visit->output);
        html_text(visit->output, cells[1]);
        (void)fputs("</i>)", visit->output);
    }
    (void)fputs("</dt><dd>", visit->output);
    html_text(visit->output, cells[french ? 3 : 4]);
    (void)fputs("</dd>\n", visit->output);
}

bool page_glossary(struct visit *visit, struct failure *failure)
{
    const char *line = embedded_text("ledger/web/glossary.tsv");
    const char *limits[] = {
        TR("A finding measures; it accuses nobody. Only a breach names a written rule that is not met.",
           "Un constat mesure ; il n'accuse personne. Seul un manquement nomme une règle écrite qui n'est pas "
           "respectée."),
        TR("The right is what the registers give: an act that was not entered does not exist here.",
           "Le droit est celui des registres : un acte qui n'y est pas saisi n'existe pas ici."),
        TR("Charge is spending in the competence's scope: what it would cost to do it well is not known.",
           "La charge est la dépense du périmètre de la compétence : ce que coûterait un service suffisant n'est pas "
           "connu."),
        TR("A budget without functions is not determinable, never zero.",
           "Un budget sans fonctions est non déterminable, jamais nul."),
        TR("Amounts of several bodies are added only once where they pass from one to another.",
           "Les montants de plusieurs organismes ne sont comptés qu'une fois quand ils passent de l'un à l'autre."),
    };

    (void)failure;
    page_begin(visit, TR("Glossary", "Glossaire"));
    (void)fputs("<dl class=\"glossary\">\n", visit->output);
    for (line = strchr(line, '\n') + 1; *line != '\0';
         line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n'))
        term_write(visit, line, strcspn(line, "\n"));
    (void)fprintf(visit->output, "</dl>\n<h2 id=\"limits\">%s</h2>\n<ul>\n",
                  TR("What this tool does not say", "Ce que cet outil ne dit pas"));
    for (size_t index = 0; index < sizeof limits / sizeof limits[0]; index++)
        (void)fprintf(visit->output, "<li>%s</li>\n", limits[index]);
    (void)fputs("</ul>\n", visit->output);
    page_end(visit);
    return true;
}
