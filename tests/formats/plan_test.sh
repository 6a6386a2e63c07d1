# Charts of accounts: a fictional chart in the official format, and what the program ships.
. "$TESTS/lib/ledger.sh"
chart=$TESTS/data/plan/planDeCompte.xml

new_ledger
must db start
listed() { table nomenclature list | by '$c["variant"] == v && $c["year"] == y' v="$1" y="$2" | cut -f 3-6 | tr '\t' '|'; }
shown() { table nomenclature show "$1" --year "$2" | by '$c["kind"] == k && $c["code"] == code' k="$3" code="$4" | cut -f 3,4,5 | tr '\t' '|' | tr -s ' '; }

# --- refused ----------------------------------------------------------------------------------------------------------

before=$(state)
refused() {
  exits "$1 is refused" 65 c import "$4"
  contains "$1 is refused by rule $2" "$2" "$scratch/err"
  contains "$1 is told at its line" "$4:$3" "$scratch/err"
}
sed 's/ Norme="M99"//' "$chart" >"$scratch/norm.xml"
refused "a chart of no norm" PLA-101 5 "$scratch/norm.xml"
sed 's/Exer="2030"/Exer="20A0"/' "$chart" >"$scratch/year.xml"
refused "a chart of no year" PLA-101 5 "$scratch/year.xml"
sed '/Code="21" Libelle="Immobilisations d/s/Section="I"/Section="X"/' "$chart" >"$scratch/section.xml"
refused "a chapter of no section" PLA-102 9 "$scratch/section.xml"
sed '/<Compte/d; /<\/Compte>/d' "$chart" | sed 's|</Comptes>||' >"$scratch/accounts.xml"
exits "a chart without accounts is refused" 65 c import "$scratch/accounts.xml"
contains "a chart without accounts is refused by its rule" PLA-103 "$scratch/err"
check "refused charts leave nothing behind" "$before" "$(state)"

# --- imported ---------------------------------------------------------------------------------------------------------

check "a chart nobody imported is not known" "" "$(listed M99_T 2030)"
exits "a chart is imported" 0 c import -O tsv "$chart"
check "a chart is of a year and of no body" "posted|plan|||2030" "$(only status,format,stage,siren,year <"$scratch/out")"
number=$(only document <"$scratch/out")
check "4 chapters, 10 accounts and 6 functions are read, 6 functional accounts left out" "20|6|M99-M99_T|2030|plan" "$(table documents | only lines,skipped,nomenclature,year,format)"
check "a chart is listed with what it holds" "2030|10|6|true" "$(listed M99_T 2030)"
check "kinds of codes are all there" "account 10
chapter 4
function 6" "$(table nomenclature show M99-M99_T --year 2030 | only kind | sort | uniq -c | awk '{ print $2, $1 }')"
check "an account of expense has its chapter" "Fournitures d'atelier|011|true" "$(shown M99-M99_T 2030 account 6061)"
check "an account of receipt has its chapter" "Billetterie & visites|011|true" "$(shown M99-M99_T 2030 account 7061)"
check "an account of both has both" "Matériel de scène|21 21|true" "$(shown M99-M99_T 2030 account 2181)"
check "a withdrawn account is still read" "Ancien matériel|21 21|true" "$(shown M99-M99_T 2030 account 2189)"
check "an account that only gathers others has no chapter" "Immobilisations corporelles||true" "$(shown M99-M99_T 2030 account 21)"
check "chapters have their section" "F I F I" "$(for code in 011 21 933 903; do shown M99-M99_T 2030 chapter $code | cut -d '|' -f 2; done | short | sed 's/ $//')"
check "functions have their label" "Arts de la scène||true" "$(shown M99-M99_T 2030 function 311)"
check "a chart serves the years beside it" "Fournitures d'atelier|011" "$(shown M99-M99_T 2031 account 6061 | cut -d '|' -f 1,2)"
check "an account filter selects a subtree" "6 60 6061" "$(table nomenclature show M99-M99_T --year 2030 --account 6 | by '$c["kind"] == "account" { print $c["code"] }' | short | sed 's/ $//')"

before=$(state)
exits "a chart imported again is unchanged" 0 c import -O tsv "$chart"
check "a chart imported again is told unchanged" "unchanged|$number" "$(only status,document <"$scratch/out")"
sed -e 's/<Chapitre Code="011" Libelle="\([^"]*\)"/<Chapitre Libelle="\1" Code="011"/' -e 's|<Nature>|<!-- by nature -->\n  <Nature>|' "$chart" >"$scratch/spelling.xml"
exits "another spelling of a chart is unchanged" 0 c import -O tsv "$scratch/spelling.xml"
check "another spelling of a chart is told unchanged" "unchanged|$number" "$(only status,document <"$scratch/out")"
sed "s/Fournitures d'atelier/Fournitures de bureau/" "$chart" >"$scratch/changed.xml"
exits "a changed label is refused" 65 c import -O tsv "$scratch/changed.xml"
check "a changed label is told refused" refused "$(only status <"$scratch/out")"
contains "the chart that says otherwise is named" "document $number" "$scratch/err"
check "unchanged and refused charts write nothing" "$before" "$(state)"

# --- used -------------------------------------------------------------------------------------------------------------

budget CA 99341001800010 2030 M99-M99_T >"$scratch/CA.xml" <<END
6061 311 D 100.00 90.00
7061 311 R 100.00 80.00
2181 311 D 50.00 40.00
2181 01 R 50.00 45.00
END
exits "accounts are read with an imported chart" 0 c import "$scratch/CA.xml"
check "chapters and sections come from the imported chart" "7061|011|F|R 6061|011|F|D 2181|21|I|R 2181|21|I|D" "$(table report execution --year 2030 | only nature,chapter,section,direction | short | sed 's/ $//')"
must documents undo "$(document CA.xml)" --reason "the chart changes"

exits "a changed chart replaces on request" 0 c import --replace -O tsv "$scratch/changed.xml"
check "a changed chart is told replaced" replaced "$(only status <"$scratch/out")"
check "a superseded chart and its reversal are out of force" "superseded superseded active" "$(table documents | by '$c["format"] == "plan" { print $c["status"] }' | sort -r | short | sed 's/ $//')"
check "labels are those of the chart in force" "Fournitures de bureau|011|true" "$(shown M99-M99_T 2030 account 6061)"
check "a replaced chart is listed once" "2030|10|6|true" "$(listed M99_T 2030)"
exits "charts replaced are whole" 0 c verify
must documents undo "$(document changed.xml)" --reason "fictional"
check "an undone chart is not known any more" "" "$(listed M99_T 2030)"
exits "accounts of an undone chart are refused" 65 c import "$scratch/CA.xml"
contains "accounts of an undone chart are refused for their chart" TOT-103 "$scratch/err"

exits "a chart may stand for another year on request" 0 c import --year 2031 "$chart"
contains "a chart that stands for another year is warned of" PLA-104 "$scratch/err"
check "a chart that stands for another year is listed for it" "2031|10|6|true" "$(listed M99_T 2031)"
exits "charts undone are whole" 0 c verify

# --- shipped ----------------------------------------------------------------------------------------------------------

check "charts of six norms are shipped" "M14 M4 M52 M57 M61 M71" "$(table nomenclature list | by '$c["imported"] == "false" { print $c["norm"] }' | sort -u | short | sed 's/ $//')"
check "shipped charts begin in 2013 and end in 2024" "2013 2024" "$(table nomenclature list | by '$c["imported"] == "false" { y = $c["year"]; if (!a || y < a) a = y; if (y > b) b = y } END { print a, b }')"
check "a code means what its norm says" "M14 Théâtres|M57 Bibliothèques, médiathèques|M71 Patrimoine" \
  "M14 $(shown M14-M14_COM_SUP3500 2019 function 313 | sed 's/[|].*//')|M57 $(shown M57-M57_D 2022 function 313 | sed 's/[|].*//')|M71 $(shown M71-M71 2019 function 313 | sed 's/ *[(|].*//')"
check "chapters of all kinds of operation are shipped" "040 041 23" "$(table nomenclature show M57-M57_D --year 2022 --account 2313 | by '$c["code"] == "2313" { print $c["chapters"] }' | tr ' ' '\n' | sed '/^$/d' | sort -u | short | sed 's/ $//')"

# --- letters that a row of COPY writes otherwise ------------------------------------------------------------------------

sed -e 's/M99_T/M99_U/' -e "s/Fournitures d'atelier/A\\\\B\&#9;C\&#10;D\&#13;E/" "$chart" >"$scratch/letters.xml"
must import "$scratch/letters.xml"
check "letters that part rows and columns are kept" t "$(sql "select label = E'A\\\\B\\tC\\nD\\rE' from plan_account where variant = 'M99_U' and code = '6061'")"
finished
