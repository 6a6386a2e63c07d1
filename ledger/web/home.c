/* The first page: what the three users come for, what the ledger holds, what is open. And the state of the data. */
#include "web/web.h"

#include <string.h>

static void door(struct visit *visit, const char *path, const char *title, const char *text)
{
    (void)fprintf(visit->output, "<li><h2><a href=\"%s\">%s</a></h2><p>%s</p></li>\n", path, title, text);
}

bool page_home(struct visit *visit, struct failure *failure)
{
    struct section state = {.report = "state",
                            .title = TR("What the ledger holds", "Ce que le grand livre contient"),
                            .question = visit->question};
    struct section documents = {.report = "documents", .title = TR("Imports", "Imports"), .question = visit->question};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    page_begin(visit,
               TR("The ledger of public cultural spending", "Le grand livre des financements culturels publics"));
    (void)fputs("<ul class=\"doors\">\n", visit->output);
    door(visit, "/imports", TR("Import accounts", "Importer des comptes"),
         TR("Finance officers: drop a file, read what is wrong with it and who mends it, follow each figure to its "
            "line.",
            "Services financiers : déposer un fichier, lire ce qui ne va pas et qui le corrige, suivre chaque chiffre "
            "jusqu'à sa ligne."));
    door(visit, "/transfers", TR("Audit a transfer", "Auditer un transfert"),
         TR("Auditors: when a competence moved, did the money move with it?",
            "Auditeurs : quand une compétence a été transférée, l'argent a-t-il suivi ?"));
    door(visit, "/institutions", TR("Reconcile an institution", "Rapprocher un établissement"),
         TR("Ministries: what was agreed, paid and received, by each funder and year.",
            "Ministères : ce qui a été convenu, payé et reçu, par financeur et par exercice."));
    (void)fputs("</ul>\n", visit->output);
    if (!section_write(visit, &state, failure) || !section_write(visit, &documents, failure)) return false;
    page_end(visit);
    return true;
}

bool page_state(struct visit *visit, struct failure *failure)
{
    struct section sections[] = {{.report = "state", .question = visit->question, .note = true},
                                 {.report = "completeness", .question = visit->question, .note = true},
                                 {.report = "control", .question = visit->question, .note = true},
                                 {.report = "nomenclature", .question = visit->question, .note = true}};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    page_begin(visit, TR("State of the data", "État des données"));
    for (size_t index = 0; index < sizeof sections / sizeof sections[0]; index++)
        if (!section_write(visit, &sections[index], failure)) return false;
    page_end(visit);
    return true;
}
