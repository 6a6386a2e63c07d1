#include "cli/command.h"

#include <stddef.h>

const struct command commands[] = {
    {"import", "FILE…", {"import accounts, charts and registers", "importer comptes, plans de comptes et registres"}, "nRKMy", command_import},
    {"check", "FILE…", {"check files and write nothing", "contrôler des fichiers sans rien écrire"}, "KMy", command_check},
    {"documents", "[show N | original N | undo N --reason TEXT]",
     {"list what was imported, show it, undo it", "lister les imports, en montrer un, l'annuler"}, "eydr", command_documents},
    {"journal", "", {"the entries, each with its source line", "les écritures, chacune avec sa ligne d'origine"}, "eyafsdb", command_journal},
    {"report", "[NAME]", {"a report; without a name, the catalogue", "un état ; sans nom, le catalogue"}, "eyafsdbt", command_report},
    {"findings", "[explain CODE]", {"breaches, findings and points to check", "manquements, constats et points à vérifier"}, "eytF", command_findings},
    {"transfers", "[list | show ID]", {"the transfers of the registers", "les transferts des registres"}, "et", command_transfers},
    {"scope", "[list | show NAME | set NAME FORMULA | test NAME…]",
     {"selections of budget lines", "périmètres : sélections de lignes"}, "eyL", command_scope},
    {"nomenclature", "[list | show NORM-VARIANT | build]", {"charts of accounts and functions", "plans de comptes et fonctions"}, "ya", command_nomenclature},
    {"entities", "[list | show SIREN | add SIREN NAME [KIND] | tag SIRET culture]",
     {"public bodies and their budgets", "collectivités et budgets"}, "e", command_entities},
    {"export", "scdl-budget | hledger | csv", {"data for other programs", "données pour d'autres programmes"}, "eydb", command_export},
    {"close", "YEAR --entity SIREN", {"close a fiscal year: only reversals after", "clore un exercice : ensuite, seules des contre-passations"}, "e", command_close},
    {"verify", "", {"prove every seal, chain and entry again", "prouver à nouveau scellés, chaînes et écritures"}, "", command_verify},
    {"db", "start | stop | status | psql [-- ARGS]", {"the private database", "la base privée"}, "", command_db},
    {"help", "[COMMAND]", {"this help, or a command's", "cette aide, ou celle d'une commande"}, "", command_help},
    {0},
};
