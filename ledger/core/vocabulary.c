#include "contrepartie/vocabulary.h"

#include "contrepartie/failure.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *code, *english, *french;
} words[] = {
    /* natures of transfers */
    {"transfer", "transfer", "transfert"},
    {"creation", "creation", "création"},
    {"extension", "extension", "extension"},
    {"regulatory_change", "regulatory change", "modification réglementaire"},
    {"property_transfer", "property transfer", "transfert de propriété"},
    {"experiment", "experiment", "expérimentation"},
    {"delegation", "delegation", "délégation"},
    {"local_to_local", "local to local", "entre collectivités"},
    {"perimeter_change", "perimeter change", "changement de périmètre"},
    /* states of evaluations, bases */
    {"estimated", "estimated", "estimé"},
    {"provisional", "provisional", "provisoire"},
    {"opinion", "opinion", "avis rendu"},
    {"definitive", "definitive", "définitif"},
    {"regularised", "regularised", "régularisé"},
    {"booked", "booked", "comptabilisé"},
    {"declared", "declared", "déclaré"},
    /* documents and seals */
    {"active", "active", "actif"},
    {"control", "control", "contrôle"},
    {"superseded", "superseded", "remplacé"},
    {"undone", "undone", "annulé"},
    {"posted", "posted", "enregistré"},
    {"unchanged", "unchanged", "inchangé"},
    {"replaced", "replaced", "en remplacement"},
    {"checked", "checked", "contrôlé"},
    {"valid", "valid", "valide"},
    {"altered", "altered", "altéré"},
    {"absent", "absent", "absent"},
    /* levels of findings */
    {"breach", "breach", "manquement"},
    {"finding", "finding", "constat"},
    {"check", "to check", "à vérifier"},
    {"warning", "warning", "alerte"},
    {"notice", "notice", "information"},
    /* bodies */
    {"state", "State", "État"},
    {"region", "region", "région"},
    {"department", "department", "département"},
    {"commune", "commune", "commune"},
    {"institution", "institution", "établissement"},
    {"unknown", "unknown", "inconnu"},
    {"recipient", "recipient", "bénéficiaire"},
    {"level", "level", "niveau"},
    {"all", "all", "ensemble"},
    {"act", "act", "acte"},
    {"year", "year", "exercice"},
    /* books and operations */
    {"accounts", "accounts", "comptes"},
    {"budget", "budget", "budget"},
    {"vouchers", "vouchers", "pièces"},
    {"commitments", "commitments", "engagements"},
    {"real", "real", "réelle"},
    {"order", "order", "d'ordre"},
    {"order_inside", "order, inside a section", "d'ordre interne"},
    {"carried", "carried result", "résultat reporté"},
    /* domains of culture */
    {"performing_arts", "performing arts", "spectacle vivant"},
    {"visual_arts", "visual arts", "arts plastiques"},
    {"art_education", "art education", "enseignement artistique"},
    {"museums", "museums", "musées"},
    {"heritage", "heritage", "patrimoine"},
    {"libraries", "libraries", "bibliothèques"},
    {"archives", "archives", "archives"},
    {"archaeology", "archaeology", "archéologie"},
    {"cinema", "cinema", "cinéma"},
    {"cultural_action", "cultural action", "action culturelle"},
    {"common_services", "common services", "services communs"},
    {"culture", "culture", "culture"},
    {"artistic_expression", "artistic expression", "expression artistique"},
    {"not_determinable", "not determinable", "non déterminable"},
    {"whole_budget", "whole budget", "budget entier"},
    /* matching, simulation, tables */
    {"proposed", "proposed", "proposé"},
    {"accepted", "accepted", "accepté"},
    {"refused", "refused", "refusé"},
    {"gains", "gains", "gagne"},
    {"loses", "loses", "perd"},
    {"same", "same", "égal"},
    {"exact", "exact", "exact"},
    {"within", "within tolerance", "dans la tolérance"},
    {"off", "off", "faux"},
    {"timing", "timing", "décalage d'exercice"},
    {"missing_payee", "not received", "non reçu"},
    {"missing_payer", "not paid", "non payé"},
    {"vat", "VAT", "TVA"},
    {"in_kind", "in kind", "en nature"},
    {"amount", "amount", "montant"},
    {"under_paid", "under-paid", "payé en deçà"},
    {"over_paid", "over-paid", "payé au-delà"},
    {"none", "none", "aucun"},
    /* vouchers */
    {"emitted", "emitted", "émis"},
    {"acknowledged", "acknowledged", "acquitté"},
    {"taken_over", "taken over", "pris en charge"},
    {"suspended", "held", "en instance"},
    {"rejected", "rejected", "rejeté"},
    {"settled", "settled", "soldé"},
    {"cancelled", "cancelled", "annulé"},
    {"payment", "payment", "paiement"},
    {"correction", "correction", "correction"},
    {"attachment", "attachment", "pièce jointe"},
    {"slip", "slip", "bordereau"},
    {"account", "account", "compte"},
    {"total", "total", "total"},
    {"cumulative", "running total", "cumul annuel"},
    {"annex", "annex of grants", "annexe des concours"},
    {"published", "published list", "liste publiée"},
    {"matched", "matched", "rapproché"},
    {"grouped", "grouped", "groupé"},
    {"name", "name", "nom"},
    {"compensation", "compensation", "compensation"},
    {"funding", "funding", "financement"},
    {"right", "right", "droit"},
    {"resource", "resource", "ressource"},
    {"charge", "charge", "charge"},
    {"reference F", "reference F", "référence F"},
    {"reference I", "reference I", "référence I"},
    /* methods of a right */
    {"mean", "mean", "moyenne"},
    {"last_year", "last year", "dernière année"},
    {"clect_equipment", "CLECT, cost of equipment", "CLECT, coût des équipements"},
    {"tax_share", "share of a tax", "part d'impôt"},
    {"flat", "flat amount", "montant forfaitaire"},
    {"given", "given", "donné par l'acte"},
};

const char *vocabulary_word(const char *code)
{
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++)
        if (strcmp(words[index].code, code) == 0) return TR(words[index].english, words[index].french);
    return code;
}
