# FCTVA: the investment orders of the extract for the refund of VAT. A second account of them: a control, never counted.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

TOWN_SIRET=$(siret "$TOWN")
cat >"$scratch/extract.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<FCTVA xmlns="http://www.interieur.gouv.fr/dsic/fctva">
<BudgetCollectivite><Libelle>VILLE FICTIVE</Libelle><Siret>$TOWN_SIRET</Siret><CodeExercice>2024</CodeExercice>
<Mandat><Numero>12</Numero><TypeMandat>Ordinaire</TypeMandat><DateEmission>2024-03-14</DateEmission><Fournisseur><Siret>$(siret "$STAGE")</Siret></Fournisseur>
<LigneMandat><NumLigne>1</NumLigne><Montant>1200.50</Montant><CompteNature>2188</CompteNature><Fonction>313</Fonction></LigneMandat>
<LigneMandat><NumLigne>2</NumLigne><Montant>100</Montant><CompteNature>2188</CompteNature></LigneMandat></Mandat>
<Mandat><Numero>13</Numero><TypeMandat>Annulation</TypeMandat><DateEmission>2024-04-14</DateEmission>
<LigneMandat><NumLigne>1</NumLigne><Montant>200.50</Montant><CompteNature>2188</CompteNature><Fonction>313</Fonction></LigneMandat></Mandat>
</BudgetCollectivite>
</FCTVA>
X
account "$scratch/account.xml" "$TOWN" 2024 <<L
2188 313 D 1100.00
L
must import "$scratch/account.xml"
spending=$(columns function,realised report spending | paste -sd' ' -)

# --- refused, with the reason: before anything of the kind stands ---------------------------------------------------------------

before=$(state)
wrong() { # wrong NAME CODE SED
  sed "$3" "$scratch/extract.xml" >"$scratch/wrong.xml"
  refused_as "$1" "$2" "$scratch/wrong.xml"
}
wrong "a SIRET cut short" FCT-101 "s/$TOWN_SIRET/9936/"
wrong "a year that is none" FCT-102 's/>2024</>24</'
for year in 0000 1989 2101; do
  wrong "a year that no budget has ($year)" FCT-102 "s/>2024</>$year</"
  contains "the line, what was found and expected ($year)" "wrong.xml:3" "$scratch/err"
  contains "the year itself ($year)" "found: $year   expected: a year of 4 digits, 1990 to 2100" "$scratch/err"
done
wrong "an account that is too long" FCT-103 's/>2188</>2188000000000000000000000000000</'
contains "how long it may be" "at most 30 digits" "$scratch/err"
wrong "a function that is too long" FCT-103 's/>313</>31300000000</'
wrong "a number of a line beyond 32 bits" FCT-107 's/<NumLigne>2</<NumLigne>4294967297</'
contains "its line, what was found and expected" "wrong.xml:6" "$scratch/err"
contains "the number itself" "found: 4294967297   expected: at most 9 digits" "$scratch/err"
wrong "a number of a line that is none" FCT-107 's/<NumLigne>2</<NumLigne>2b</'
wrong "an account that is none" FCT-103 's/>2188</>21B8</'
wrong "a function that is none" FCT-103 's/>313</>3A3</'
wrong "an amount with an exponent" FCT-104 's/1200.50/1E3/'
wrong "an amount with three decimals" FCT-104 's/1200.50/1200.505/'
wrong "a sum beyond 64 bits" FCT-106 "$(awk 'BEGIN { printf "s|<LigneMandat><NumLigne>2.*</LigneMandat>|"; for (n = 2; n <= 924; n++) printf "<LigneMandat><NumLigne>%d</NumLigne><Montant>99999999999999</Montant><CompteNature>2188</CompteNature></LigneMandat>", n; print "|" }')"
wrong "an extract without any order" FCT-105 '/<Mandat>/,/<\/Mandat>/d'
check "what is refused leaves nothing" "$before" "$(state)"

# --- read -----------------------------------------------------------------------------------------------------------------------

check "an extract is a control" control "$(status "$scratch/extract.xml")"
# 1200.50 + 100.00 = 1300.50; what is annulled counts below zero
check "its orders are those of the file" "12 130050, 13 -20050" \
  "$(sql "select string_agg(piece_number || ' ' || amount, ', ' order by voucher_no) from voucher")"
check "nothing of it is spending" "$spending" "$(columns function,realised report spending | paste -sd' ' -)"
check "the same extract again is unchanged" unchanged "$(status "$scratch/extract.xml")"
must verify
finished
