# Every file of tests/data/totem against figures computed apart from the program (EXPECTED.tsv and the comments of the
# files), then the trap each is named after, then variants made here.
. "$TESTS/lib/ledger.sh"
data=$TESTS/data/totem

# --- each file alone: imported, compared, undone ----------------------------------------------------------------------

# Real operations by function of the culture scope, as the comments of the files state them.
culture() {
  case "$1" in
  altered_seal.xml) echo "321 F D 460.00" ;;
  budget_bp.xml) echo "311 F D 52000.00;312 I R 1500.00;313 I D 12000.00;316 F D 20000.00" ;;
  budget_dm.xml) echo "311 F D -1500.00;313 I D 800.00;314 I D -800.00;316 F D 1500.00" ;;
  carried_results.xml | utf8_prefixed.xml) echo "311 F D 43644.90;313 F D 2750.00;313 F R 1980.00;313 I D 25312.45" ;;
  cfu.xml | no_function.xml) echo "not_determinable" ;;
  crlf_iso8859_15.xml) echo "33 F D 2350.75" ;;
  grants.xml) echo "311 F D 2350.50;313 F D 3000.00;316 F D 12134167.00" ;;
  mtsup_open_lists.xml) echo "321 F D 880.00;321 I D 399.00" ;;
  order_mistyped.xml) echo "311 F D 49000.00;313 I D 7000.00" ;;
  project_bp.xml) echo "313 F D 6000.00;313 I D 2500.00" ;;
  section_unbalanced.xml) echo "313 F D 29000.00;313 I D 11000.00" ;;
  unknown_nature.xml) echo "321 F D 10234.56" ;;
  vote_by_function.xml) echo "30 F D 43111.25;30 I D 5400.10;311 F D 118250.40;312 I D 61200.00;312 I R 18000.00;314 F R 5320.50;316 F D 20000.00" ;;
  windows_1252.xml) echo "311 I D 750.00;321 F D 1100.00" ;;
  esac
}

spent() {
  by '$c["stage"] == s && $c["function"] == "" { print $c["domain"] $c["opened"] $c["realised"]; next }
      $c["stage"] == s { v = $c[s ~ /^C/ ? "realised" : "opened"]; if (v != "0.00") print $c["function"], $c["section"], $c["direction"], v }' s="$stage" |
    sort | tr '\n' ';' | sed 's/;$//'
}

# Opened credits of a CA; what was voted, and with the arrears of the year before, of a budget.
budgeted() {
  if [ -n "$voted_d" ]; then
    echo "$(sum opened '$c["direction"] == "D"' <"$scratch/execution") $(sum opened '$c["direction"] == "R"' <"$scratch/execution") $(
      table journal --document "$number" --book budget >"$scratch/journal"
      sum amount '$c["credit"] == "@pending" || $c["credit"] == "@credit" && $c["path"] !~ /Nouv/' <"$scratch/journal") $(
      sum amount '$c["debit"] == "@pending" || $c["debit"] == "@credit" && $c["path"] !~ /Nouv/' <"$scratch/journal")"
  else
    echo "$(sum opened '$c["direction"] == "D"' <"$scratch/execution") $(sum opened '$c["direction"] == "R"' <"$scratch/execution")"
  fi
}

posted_file() {
  c import -O tsv "$data/$file" >"$scratch/import" 2>"$scratch/err"
  check "$file: imports" "0|posted|$siren|$year|$stage|$lines|0" "$?|$(only status,siren,year,stage,lines,errors <"$scratch/import")"
  number=$(only document <"$scratch/import")
  check "$file: is listed as it is" "$siret|$year|$stage|$nomenclature|$seal|$lines|$skipped|active" \
    "$(table documents | by '$c["document"] == n' n="$number" >"$scratch/row"; { table documents | head -n 1; cat "$scratch/row"; } | only siret,year,stage,nomenclature,seal,lines,skipped,status)"
  table report execution --year "$year" | awk -F '\t' -v s="$stage" 'NR == 1 || $6 == s' >"$scratch/execution"
  check "$file: realised amounts are those of the file" "$d_real $d_order $r_real $r_order" \
    "$(sum realised '$c["operation"] == "real" && $c["direction"] == "D"' <"$scratch/execution") $(
       sum realised '$c["operation"] ~ /^order/ && $c["direction"] == "D"' <"$scratch/execution") $(
       sum realised '$c["operation"] == "real" && $c["direction"] == "R"' <"$scratch/execution") $(
       sum realised '$c["operation"] ~ /^order/ && $c["direction"] == "R"' <"$scratch/execution")"
  case $file in
  budget_dm.xml) check "$file: voted amounts are those of the file" "0.00 0.00" "$(budgeted | cut -d ' ' -f 1,2)" ;;
  project_bp.xml) check "$file: proposed amounts are those of the file" "$voted_d $voted_r" "$(budgeted | cut -d ' ' -f 1,2)" ;;
  budget_*) check "$file: voted amounts, and with arrears, are those of the file" "$voted_d $voted_r $opened_d $opened_r" "$(budgeted)" ;;
  *) check "$file: credits are those of the file" "$opened_d $opened_r" "$(budgeted)" ;;
  esac
  check "$file: culture is what its comment says" "$(culture "$file")" "$(table report spending --year "$year" | spent)"
  must documents undo "$number" --reason "the next file takes its place"
}

# Rule, line, found and expected of each refusal.
refusal() {
  case "$1" in
  bad_nomenclature.xml) echo "TOT-103|7|M14-M14_nowhere|M57-M57_D" ;;
  bad_siret.xml) echo "TOT-101|7|9934000190001|14 digits" ;;
  bad_stage.xml) echo "TOT-104|8|99999|01, 02, 03, 09, 10" ;;
  bad_year.xml) echo "TOT-102|8|2O22|a year of 4 digits" ;;
  doctype.xml | entity_bomb.xml) echo "XML-002|3|DocumentBudgetaire|no DOCTYPE" ;;
  empty.xml) echo "XML-000|1|empty file|TotEM" ;;
  no_budget.xml) echo "TOT-106|6||1" ;;
  report.pdf) echo "XML-000|1|PDF|TotEM" ;;
  three_decimals.xml) echo "TOT-121|10|100.125|two decimals" ;;
  truncated.xml) echo "XML-001|11|AttValue|well-formed XML" ;;
  wrong_root.xml) echo "XML-003|3|<DocumentBudget>|DocumentBudgetaire" ;;
  *) echo "no refusal is known for $1" ;;
  esac
}

# says NAME CODE|LINE|FOUND|EXPECTED FILE: whether the last messages tell all four, of that file.
says() {
  lacking=$(awk -v wanted="$2" -v file="$3" '
    BEGIN { split(wanted, w, "|") }
    $1 ~ /^(ERROR|WARNING|notice)$/ { mine = $2 == w[1]; if (mine) rule = 1 }
    mine && (p = index($0, file ":" w[2])) && substr($0, p + length(file ":" w[2])) !~ /^[0-9]/ { place = 1 }
    mine && index($0, "found: " w[3]) { found = 1 }
    mine && (p = index($0, "expected: ")) && index(substr($0, p), w[4]) { expected = 1 }
    END { if (w[3] == "") found = 1; if (w[4] == "") expected = 1
          printf "%s%s%s%s", rule ? "" : " rule", place ? "" : " line", found ? "" : " found", expected ? "" : " expected" }' "$scratch/err")
  if [ -z "$lacking" ]; then ok "$1"; else not_ok "$1" "no$lacking of $2 in: $(short <"$scratch/err")"; fi
}

refused_file() {
  exits "$file: is refused" 65 c import -O tsv "$data/$file"
  check "$file: is told refused" "refused|" "$(only status,document <"$scratch/out")"
  says "$file: the message says where, what, and what was expected" "$(refusal "$file")" "$file"
}

must db start
before=$(state)
tail -n +2 "$data/EXPECTED.tsv" | tr '\t' '|' >"$scratch/expected"
while IFS='|' read -r file siret year stage nomenclature seal lines skipped d_real d_order r_real r_order voted_d voted_r opened_d opened_r status; do
  siren=$(printf '%.9s' "$siret")
  if [ "$status" = refused ]; then refused_file; fi
done <"$scratch/expected"
check "refused files leave nothing behind" "$before" "$(state)"
check "refused files are in no list" "0 0" "$(table documents | by 'END { printf "%d", NR - 1 }') $(table journal | by 'END { printf "%d", NR - 1 }')"
while IFS='|' read -r file siret year stage nomenclature seal lines skipped d_real d_order r_real r_order voted_d voted_r opened_d opened_r status; do
  siren=$(printf '%.9s' "$siret")
  if [ "$status" = posted ]; then posted_file; fi
done <"$scratch/expected"
check "what was undone weighs nothing" "" "$(table report trial-balance | only account)"
exits "what was imported and undone is whole" 0 c verify

# --- missing and unreadable -------------------------------------------------------------------------------------------

before=$(state)
exits "a missing file is no input" 66 c import "$scratch/nowhere.xml"
contains "a missing file is named" "$scratch/nowhere.xml" "$scratch/err"
mkfifo "$scratch/pipe.xml"
exits "a pipe is no input" 66 timeout 5 "$PROGRAM" -D "$ledger" import "$scratch/pipe.xml"
if [ "$(id -u)" -ne 0 ]; then
  cp "$data/carried_results.xml" "$scratch/secret.xml"; chmod 000 "$scratch/secret.xml"
  exits "an unreadable file is no input" 66 c import "$scratch/secret.xml"
fi
exits "a refusal is worse than a missing file" 65 c import "$scratch/nowhere.xml" "$data/bad_siret.xml" "$scratch/nowhere2.xml"
check "what is no input writes nothing" "$before" "$(state)"
exits "a good file beside a refused one is posted" 65 c import -O tsv "$data/bad_siret.xml" "$data/altered_seal.xml"
check "each file has its own line" "refused posted" "$(only status <"$scratch/out" | short | sed 's/ $//')"

# --- all of them in one ledger ----------------------------------------------------------------------------------------

new_ledger
exits "a directory is taken file by file" 65 c import -O tsv "$data"
check "a directory has a line for each file" "$(ls "$data" | wc -l)" "$(only file <"$scratch/out" | wc -l)"
check "of two spellings of one content the second is unchanged" "unchanged|$(document carried_results.xml)" \
  "$(by '$c["file"] ~ /utf8_prefixed/ { print $c["status"] "|" $c["document"] }' <"$scratch/out")"
check "two spellings of one content are one document" "" "$(document utf8_prefixed.xml)"

checks() { table report checks | by '$c["passed"] == "false" { print $c["document"], $c["level"], $c["check"], $c["found"], $c["expected"], $c["difference"] }'; }
mistyped=$(document order_mistyped.xml)
check "only the mistyped order operations and the unbalanced section are warned of" \
"$mistyped warning order-042-040 17300.00 9800.00 7500.00
$mistyped warning order-040-042 9450.00 1950.00 7500.00
$(document section_unbalanced.xml) warning balance-I 12000.00 12543.16 -543.16" "$(checks)"

voted=$(document vote_by_function.xml)
check "a vote by function loses its prefix 93 or 90" "020 30 311 312 314 316" "$(table journal --document "$voted" --book accounts | only function | sed '/^$/d' | sort -u | short | sed 's/ $//')"
check "the function 020 behind 93 is a function" 28450.75 "$(table journal --document "$voted" --function 020 --book accounts | sum amount)"
check "92, 94, 95 and a bare 93 are no function" "023|021|10222|10226|1641|2031|2313|28188|66112|6811|73111" \
  "$(table journal --document "$voted" | by '$c["function"] == "" { a = substr($c["credit"], 1, 1) == "@" ? $c["debit"] : $c["credit"]; if (!seen[a]++) print a }' | sort | tr '\n' '|' | sed 's/|$//; s/021|023/023|021/')"

carried=$(document carried_results.xml)
check "001 and 002 are carried results, against @carried" \
"001|@carried|25000.00|I|carried
@carried|002|8000.00|F|carried" "$(table journal --document "$carried" --book accounts | by '$c["operation"] == "carried"' | cut -f 7,8,9,11,12 | tr '\t' '|')"
check "carried results are no spending of any scope" "" "$(table report spending --year 2020 --scope all | by '$c["function"] == "" && $c["domain"] != "not_determinable" { print }')"
check "carried results stand on @carried in the balance" "8000.00|25000.00|-17000.00" "$(table report trial-balance --year 2020 --book accounts | awk -F '\t' 'NR == 1 || $5 == "@carried"' | only debit,credit,balance)"
check "a negative amount swaps the two sides" "@execution|64111|350.20" "$(table journal --document "$carried" --account 64111 --book accounts | by '$c["amount"] == "350.20" { print $c["debit"] "|" $c["credit"] "|" $c["amount"] }')"
check "a cancelled expense is no receipt" "43995.10|350.20|43644.90" "$(table report trial-balance --year 2020 --book accounts | awk -F '\t' 'NR == 1 || $5 == "64111"' | only debit,credit,balance)"
check "lines with the same key are all kept" "3 2" \
  "$(table journal --document "$carried" --account 64111 --book accounts | only amount | wc -l) $(table journal --document "$carried" --account 2188 --book accounts | only amount | wc -l)"

check "a BP realises nothing, whatever its MtReal" "" "$(table journal --document "$(document budget_bp.xml)" --book accounts | only amount)"
check "a DM realises nothing, whatever its MtReal" "" "$(table journal --document "$(document budget_dm.xml)" --book accounts | only amount)"
check "a budget has no realised amount, not zero" "" "$(table report execution --year 2021 | by '$c["stage"] != "CA" { print $c["realised"] $c["outstanding"] }' | sort -u)"
check "a project of budget posts what is proposed" "MtPropNouv" "$(table journal --document "$(document project_bp.xml)" | by '{ sub(".*/", "", $c["path"]); print $c["path"] }' | sort -u)"

unknown=$(document unknown_nature.xml)
check "an account of no plan is reported" "TOT-110|warning|12|6599999" "$(sql "select concat_ws('|', code, level, line, found) from message where document_id = $unknown")"
check "an account of no plan keeps its amount" "1234.56|0.00|1234.56" "$(table report trial-balance --year 2017 --book accounts | awk -F '\t' 'NR == 1 || $5 == "6599999"' | only debit,credit,balance)"
check "a budget without functions is not determinable" "CA||not_determinable|||||0" "$(table report spending --year 2023 | only stage,function,domain,section,direction,opened,realised,lines)"
check "the totals of a CFU are in no report" 34590.60 "$(table report execution --year 2024 | sum realised '$c["direction"] == "D" && $c["operation"] == "real"')"

# --- SCDL, the table other tools read -----------------------------------------------------------------------------------

for file in vote_by_function carried_results budget_bp cfu no_function unknown_nature windows_1252 crlf_iso8859_15; do
  exits "$file.xml: its SCDL table is exported" 0 c export scdl-budget --document "$(document $file.xml)"
  cp "$scratch/out" "$scratch/$file.csv"
  check "$file.xml: its SCDL table has a row a line" "$(table documents | by '$c["file"] == f { print $c["lines"] + 1 }' f=$file.xml)" "$(wc -l <"$scratch/$file.csv")"
  check "$file.xml: its SCDL table has CRLF line ends" "$(wc -l <"$scratch/$file.csv")" "$(grep -c "$(printf '\r')$" "$scratch/$file.csv")"
done
check "an SCDL table has its 22 columns" "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_CONTNAT_LABEL,BGT_NATURE,BGT_NATURE_LABEL,BGT_FONCTION,BGT_FONCTION_LABEL,BGT_OPERATION,BGT_SECTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL,BGT_MTBUDGPREC,BGT_MTRARPREC,BGT_MTPROPNOUV,BGT_MTPREV,BGT_CREDOUV,BGT_MTRAR3112,BGT_ARTSPE" "$(head -n 1 "$scratch/carried_results.csv" | tr -d '\r')"
check "an SCDL row copies its line: a negative amount" 1 "$(grep -c '^Compte administratif,2020,99340001900010,Commune de Piégeac,012,.*,64111,.*,311,.*,,fonctionnement,réel,dépense,-350.20,,,,,0.00,,non spécialisé.$' "$scratch/carried_results.csv")"
check "an SCDL row copies its line: an operation, investment" 1 "$(grep -c ',2188,.*,313,.*,14,investissement,réel,dépense,7312.45,,,,,10000.00,,non spécialisé.$' "$scratch/carried_results.csv")"
check "an SCDL row copies its line: an order operation" 1 "$(grep -c '^Budget primitif,2021,.*,021,.*,021,.*,01,.*,,investissement,ordre,recette,,,,,10000.00,10000.00,,non spécialisé.$' "$scratch/budget_bp.csv")"
exits "grants have no row in an SCDL table" 0 c export scdl-budget --document "$(document grants.xml)"
check "its rows are its lines" "$(table documents | by '$c["file"] == "grants.xml" { print $c["lines"] + 1 }')" "$(wc -l <"$scratch/out")"
exits "the SCDL table of no budget is no input" 66 c export scdl-budget --document 999999
exits "the SCDL table needs a document" 2 c export scdl-budget

# --- grants -----------------------------------------------------------------------------------------------------------

granted() { table report grants --year 2018 >"$scratch/grants"; }
granted
check "grants are the rows of the annex, duplicates and all" "8 12139517.50" "$(by 'END { printf "%d", NR - 1 }' <"$scratch/grants") $(sum amount <"$scratch/grants")"
check "two grants alike are two grants" 2 "$(by '$c["beneficiary"] == "LES CORDES FICTIVES" && $c["amount"] == "500.00"' <"$scratch/grants" | wc -l)"
check "grants by account are those of the lines" "12133417.00 2350.50 3000.00 750.00" \
  "$(sum amount '$c["account"] == "657381"' <"$scratch/grants") $(sum amount '$c["account"] == "65748"' <"$scratch/grants") $(sum amount '$c["account"] == "657348"' <"$scratch/grants") $(sum amount '$c["account"] == "65741"' <"$scratch/grants")"
check "a SIREN and a SIRET are the same beneficiary" "LE MOULIN FICTIF|LES CORDES FICTIVES|THEATRE FICTIF DE PIEGEAC" "$(by '$c["beneficiary_siren"] != "" { print $c["beneficiary"] }' <"$scratch/grants" | sort -u | tr '\n' '|' | sed 's/|$//')"
check "a benefit in kind is a grant of no amount" "LE MOULIN FICTIF|1 200 de locaux" "$(by '$c["amount"] == "0.00" { print $c["beneficiary"] "|" $c["in_kind"] }' <"$scratch/grants" | tr '\302\240' '  ' | tr -s ' ')"
check "natural persons and nameless kinds are masked" 2 "$(by '$c["beneficiary"] ~ /masqu/' <"$scratch/grants" | wc -l)"
lacks "a natural person's name is in no report" "PERSONNE FICTIVE" "$scratch/grants"
lacks "a beneficiary without legal kind is in no report" "ORGANISME SANS CODE" "$scratch/grants"
check "a natural person's name is in no table" 0 "$(sql "select count(*) from (select to_jsonb(g)::text t from grant_paid g union all select to_jsonb(m)::text from message m union all select to_jsonb(d)::text from document d) x where t ~ 'PERSONNE FICTIVE|ORGANISME SANS CODE'")"
check "a grant points at its line" "LE MOULIN FICTIF" "$(by '$c["amount"] == "1250.50" { print $c["source"] }' <"$scratch/grants" | { IFS=: read -r name at; [ "$name" = grants.xml ] && sed -n "${at}p" "$data/grants.xml" | grep -o 'LE MOULIN FICTIF'; })"
must documents undo "$(document grants.xml)" --reason "again, with names"
must import --keep-persons "$data/grants.xml"
granted
contains "a natural person's name is kept on request" "PERSONNE FICTIVE UNE" "$scratch/grants"
contains "a beneficiary without legal kind is kept on request" "ORGANISME SANS CODE" "$scratch/grants"

# --- encodings --------------------------------------------------------------------------------------------------------

# variant NAME FILE SED...: a file made from another, byte by byte
variant() {
  variant_name=$1 variant_of=$2; shift 2
  LC_ALL=C sed "$@" "$data/$variant_of" >"$scratch/$variant_name"
}
siret_of() { printf 's/99340001900010/%s/g' "$1"; }
label() { table entities | by '$c["siret"] == s { print $c["label"] }' s="$1"; }

concours='<Annexes><DATA_CONCOURS><CONCOURS><CodNatJurBenefCA V="P1"/><LibOrgaBenef V="Amis de l\x92\x8Cuvre"/><MtSubv V="5.00"/></CONCOURS></DATA_CONCOURS></Annexes>'
variant w1252.xml windows_1252.xml -e "$(siret_of 99341001800010)" -e "s|</Budget>|$concours</Budget>|"
must import "$scratch/w1252.xml"
check "windows-1252 text is UTF-8 in entities" "BUDGET DE L’ŒUVRE – 12 €" "$(label 99341001800010)"
check "windows-1252 text is UTF-8 in grants" "Amis de l’Œuvre" "$(table report grants --entity 993410018 | only beneficiary)"
variant w885915.xml crlf_iso8859_15.xml -e "$(siret_of 99341003400017)"
must import "$scratch/w885915.xml"
check "ISO-8859-15 text is UTF-8 in entities" "BUDGET À 12 €" "$(label 99341003400017)"
variant markup.xml altered_seal.xml -e "$(siret_of 99341002600019)" -e 's/BUDGET PRINCIPAL/A\&amp;B \&lt;C\&gt; \&quot;D\&quot; E\\F\&#9;G/'
must import "$scratch/markup.xml"
check "markup and backslashes in a text are themselves" "A&B <C> \"D\" E\\F G" "$(label 99341002600019)"

variant long_name.xml altered_seal.xml -e "$(siret_of 99341004200010)" -e "s/BUDGET PRINCIPAL/$(printf '\351%.0s' $(seq 60))/"
must import "$scratch/long_name.xml"
check "a name too long is cut between letters" "$(printf 'é%.0s' $(seq 51))" "$(label 99341004200010)"

# the parser ends at such a byte without a word: a file cut there must not pass for a whole one
before=$(state)
LC_ALL=C awk '/<LigneBudget>/ && !long { long = 1; for (i = 0; i < 300; i++) print }
  /<\/Budget>/ { print "<!-- \201 -->" } { print }' "$data/windows_1252.xml" >"$scratch/undefined.xml"
check "this file is longer than a block" yes "$([ "$(wc -c <"$scratch/undefined.xml")" -gt 65536 ] && echo yes)"
exits "a byte that the declared encoding does not know refuses the file, wherever it stands" 65 c import "$scratch/undefined.xml"
contains "such a byte is told" ENC-001 "$scratch/err"
lacks "in the program's words alone" "encoder error" "$scratch/err"
check "nothing of such a file stays" "$before" "$(state)"
variant day.xml windows_1252.xml -e "$(siret_of 99341001800010)" -e 's/DteStr V="[^"]*"/DteStr V="2016-02-30"/' -e '/<Scellement/d'
c import "$scratch/day.xml" --replace >"$scratch/out" 2>"$scratch/err"
contains "a day that does not exist is warned of" TOT-108 "$scratch/err"

# --- variants: what a reader must not be led astray by -------------------------------------------------------------------

new_ledger
line='<LigneBudget><Nature V="60632"/><Fonction V="313"/><ContNat V="011"/><CodRD V="D"/><MtReal V="77.00"/><OpBudg V="0"/></LigneBudget>'
realised() { table report execution --year "$1" | sum realised '$c["direction"] == "D" && $c["operation"] == "real"'; }
undo_all() { for number in $(table documents | by '$c["status"] == "active" { print $c["document"] }'); do must documents undo "$number" --reason next; done; }

exits "more than two decimals are rounded on request" 0 c import --round-amounts "$data/three_decimals.xml"
says "rounding is warned of" "TOT-121|10|100.125|two decimals" three_decimals.xml
check "rounding is half up" 100.13 "$(realised 2022)"
undo_all

(printf '\357\273\277'; cat "$data/utf8_prefixed.xml") >"$scratch/bom.xml"
exits "a byte order mark is no mistake" 0 c import "$scratch/bom.xml"
undo_all
sed 's/encoding="UTF-8"/encoding="UTF-16"/' "$data/utf8_prefixed.xml" | iconv -f UTF-8 -t UTF-16 >"$scratch/utf16.xml"
exits "UTF-16 is read" 0 c import "$scratch/utf16.xml"
check "UTF-16 has the same amounts" 71707.35 "$(realised 2020)"
undo_all

variant calculated.xml altered_seal.xml "s|</Budget>|$(echo "$line" | sed 's/LigneBudget>/LigneBudget calculated="1">/')</Budget>|"
must import -O tsv "$scratch/calculated.xml"
check "calculated=\"1\" is a total too" 460.00 "$(realised 2014)"
undo_all
variant total.xml altered_seal.xml "s|</Budget>|$(echo "$line" | sed 's/OpBudg V="0"/OpBudg V="T"/')</Budget>|"
must import "$scratch/total.xml"
check "an operation T is a total too" 460.00 "$(realised 2014)"
undo_all

variant check_digit.xml altered_seal.xml -e "$(siret_of 99340001900011)"
exits "a wrong check digit is no refusal" 0 c import "$scratch/check_digit.xml"
says "a wrong check digit is told" "TOT-105|9|99340001900011|" check_digit.xml
undo_all

variant twice.xml unknown_nature.xml 's|</Budget>|<LigneBudget><Nature V="6599999"/><CodRD V="D"/><MtReal V="1.00"/><OpBudg V="0"/></LigneBudget></Budget>|'
must import "$scratch/twice.xml"
contains "one cause is one message with a count" "(2 times)" "$scratch/err"
undo_all

# a label longer than the schema allows may be refused or kept, but never costs the amounts that follow it
long=$(head -c 8170 /dev/zero | tr '\0' x)
variant long_label.xml altered_seal.xml "s|<Fonction V=\"321\"/>|<LibCpte V=\"$long\"/><Fonction V=\"321\"/>|"
c import "$scratch/long_label.xml" >/dev/null 2>&1; status=$?
check "a long label does not swallow the amounts behind it" "460.00" "$(if [ $status -eq 65 ]; then echo 460.00; else realised 2014; fi)"
undo_all

# two decimals of a grant
variant granted.xml grants.xml 's/MtSubv V="3000.00"/MtSubv V="3000.005"/'
exits "a grant of more than two decimals is rounded on request" 0 c import --round-amounts "$scratch/granted.xml"
contains "and told" TOT-126 "$scratch/err"
check "half up" 3000.01 "$(table report grants --year 2018 | by '$c["account"] == "657348" { print $c["amount"] }')"
undo_all

# an account of no class, a function and a supplement that nobody described, in a document changed after it was sealed
class() { printf '<LigneBudget><Nature V="%s"/><CodRD V="D"/><MtReal V="%s"/><OpBudg V="0"/></LigneBudget>' "$1" "$2"; }
variant nowhere.xml altered_seal.xml -e 's|<Nature V="60632"/><Fonction V="321"/><ContNat V="011"/>|<Nature V="9999"/><Fonction V="987"/><MtSup Code="Nouveau" V="1"/>|' -e "s|</Budget>|$(class 2 7.00)$(class 6 8.00)$(class 9998 9.00 | sed 's|</L|<CaracSup Code="Section" V="I"/>&|')&|"
exits "what the charts cannot place is imported" 0 c import -v -O tsv "$scratch/nowhere.xml"
says "an account that nothing places is told" "TOT-111|12|9999|" nowhere.xml
says "a function of no chart is told" "TOT-112|12|987|a function of the plan" nowhere.xml
says "a supplement of no list is told" "TOT-140|12|Nouveau|" nowhere.xml
contains "a seal that does not match is told with the digest that it says" "expected: 68C97F42ECB972185AA648A4D535DCFA90AC4395" "$scratch/err"
contains "a seal that does not match is told" TOT-150 "$scratch/err"
check "its amounts are kept, without a section; others are of the section that is said, or of their class" \
  "2|I|7.00 6|F|8.00 73111|F|500.00 9998|I|9.00 9999||460.00" \
  "$(table report execution --year 2014 | only nature,section,realised | LC_ALL=C sort | paste -sd ' ' -)"
exits "its SCDL table is exported" 0 c export scdl-budget --document "$(document nowhere.xml)"
check "what a line does not say is an empty cell" 1 "$(grep -c ',9998,,,,,,réel,dépense,9.00,,,,,,,.$' "$scratch/out")"
undo_all

# grants between the lines, as no schema has it: read or refused, and never a crash
{ sed -n '1,/<InformationsGenerales/p' "$data/altered_seal.xml"
  for turn in $(seq 200); do echo "$line<Annexes><DATA_CONCOURS><CONCOURS><LibOrgaBenef V=\"X\"/><MtSubv V=\"1.00\"/></CONCOURS></DATA_CONCOURS></Annexes>"; done
  echo '</Budget></DocumentBudgetaire>'; } >"$scratch/between.xml"
c import "$scratch/between.xml" >"$scratch/out" 2>"$scratch/err"; status=$?
check "grants between the lines are read or refused" yes "$([ $status -eq 0 ] || [ $status -eq 65 ] && echo yes || echo "exit $status")"
undo_all
{ sed -n '1,/<InformationsGenerales/p' "$data/altered_seal.xml"; echo '</Budget></DocumentBudgetaire>'; } >"$scratch/lineless.xml"
c import "$scratch/lineless.xml" >"$scratch/out" 2>"$scratch/err"; status=$?
check "a budget without lines is read or refused" yes "$([ $status -eq 0 ] || [ $status -eq 65 ] && echo yes || echo "exit $status")"
undo_all

# a date that is none is told or left out, and the files behind it are still read
for date in 2014-0V-31 2014-02-30 31/12/2014 0000-00-00 99999-1-01; do
  variant date.xml altered_seal.xml "s|DteStr V=\"[^\"]*\"|DteStr V=\"$date\"|"
  c import -O tsv "$scratch/date.xml" "$data/crlf_iso8859_15.xml" >"$scratch/out" 2>"$scratch/err"; status=$?
  check "the date $date is read or refused" yes "$([ $status -eq 0 ] || [ $status -eq 65 ] && echo yes || echo "exit $status: $(short <"$scratch/err")")"
  check "the file behind the date $date is posted" posted "$(only status <"$scratch/out" | tail -n 1)"
  undo_all
done

# lines beyond 65 535, where libxml2 counts on request only
{ sed -n '1,/<InformationsGenerales/p' "$data/altered_seal.xml" | LC_ALL=C sed 's/2014/2012/'; head -c 70000 /dev/zero | tr '\0' '\n'; sed '1,/<InformationsGenerales/d' "$data/altered_seal.xml"; } >"$scratch/far.xml"
must import "$scratch/far.xml"
check "lines beyond 65 535 are counted" "$(grep -n '460.00' "$scratch/far.xml" | tail -n 1 | cut -d: -f1)" "$(table journal --year 2012 --account 60632 --book accounts | only line)"
undo_all

before=$(state)
# refuse NAME CODE FILE...: exit 65 with that rule
refuse() {
  exits "$1 is refused" 65 timeout 30 "$PROGRAM" -D "$ledger" --lang en import "$3"
  contains "$1 is refused by rule $2" "$2" "$scratch/err"
}
variant second_budget.xml altered_seal.xml '/<\/Budget>/{
a\
<Budget><EnTeteBudget><LibelleEtab V="X"/></EnTeteBudget></Budget>
}'
refuse "a second budget" TOT-107 "$scratch/second_budget.xml"
# stopped at a line with an attribute, while the seal is still being computed
variant stopped.xml cfu.xml 's/NatDec V="10"/NatDec V="99"/'
refuse "a CFU of no stage" TOT-104 "$scratch/stopped.xml"
variant exponent.xml altered_seal.xml 's/V="460.00"/V="4.6e2"/'
refuse "an amount with an exponent" TOT-120 "$scratch/exponent.xml"
variant comma.xml altered_seal.xml 's/V="460.00"/V="460,00"/'
refuse "an amount with a comma" TOT-120 "$scratch/comma.xml"
variant large.xml altered_seal.xml 's/V="460.00"/V="1234567890123.00"/'
refuse "an amount of fifteen digits" TOT-120 "$scratch/large.xml"
variant direction.xml altered_seal.xml 's/CodRD V="D"/CodRD V="X"/'
refuse "a line neither expense nor receipt" TOT-122 "$scratch/direction.xml"
variant account.xml altered_seal.xml 's/Nature V="60632"/Nature V="606\&amp;32"/'
refuse "an account that is no code" TOT-123 "$scratch/account.xml"
variant long_account.xml altered_seal.xml "s/Nature V=\"60632\"/Nature V=\"$(head -c 300 /dev/zero | tr '\0' 7)\"/"
refuse "an account of 300 digits" TOT-123 "$scratch/long_account.xml"
contains "its first digits are told" "found: 7777777777" "$scratch/err"
variant long_line.xml altered_seal.xml "s/Nature V=\"60632\"/Nature V=\"$(head -c 9000 /dev/zero | tr '\0' 7)\"/"
refuse "a line longer than any schema allows" TOT-127 "$scratch/long_line.xml"
contains "with its line" "long_line.xml:12" "$scratch/err"
variant function.xml altered_seal.xml "s/Fonction V=\"321\"/Fonction V=\"3'1\"/"
refuse "a function that is no code" TOT-124 "$scratch/function.xml"
variant nothing.xml altered_seal.xml -e 's|<Nature V="60632"/>||' -e 's|<Fonction V="321"/>||'
refuse "a line with neither account nor function" TOT-125 "$scratch/nothing.xml"
variant grant.xml grants.xml 's/MtSubv V="3000.00"/MtSubv V="3 000,00"/'
refuse "a grant that is no amount" TOT-126 "$scratch/grant.xml"
refuse "a grant of more than two decimals" TOT-126 "$scratch/granted.xml"
variant mojibake.xml altered_seal.xml 's/encoding="ISO-8859-1"/encoding="UTF-8"/'
refuse "a file that is not in its declared encoding" ENC-001 "$scratch/mojibake.xml"
{ printf '<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">'; for deep in $(seq 2000); do printf '<a>'; done; } >"$scratch/deep.xml"
refuse "a tree too deep" XML-008 "$scratch/deep.xml"
variant wide.xml altered_seal.xml "s|BUDGET PRINCIPAL|wide|"
awk -v n=$((1024 * 1024 + 1)) '{ i = index($0, "wide"); if (!i) { print; next } printf "%s", substr($0, 1, i - 1); s = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; for (k = 0; k < n; k += 32) printf "%s", s; print substr($0, i + 4) }' "$scratch/wide.xml" >"$scratch/wider.xml"
refuse "an attribute of more than a mebibyte" XML-005 "$scratch/wider.xml"
(cat "$data/altered_seal.xml"; echo '<more/>') >"$scratch/after.xml"
refuse "content after the root" XML-001 "$scratch/after.xml"
printf '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">&x;</DocumentBudgetaire>' >"$scratch/xxe.xml"
refuse "an external entity" XML-002 "$scratch/xxe.xml"
check "refused variants leave nothing behind" "$before" "$(state)"

# --- gzip -------------------------------------------------------------------------------------------------------------

gzip -c "$data/vote_by_function.xml" >"$scratch/vote.xml.gz"
exits "a gzip of a file imports" 0 c import -O tsv "$scratch/vote.xml.gz"
number=$(only document <"$scratch/out")
check "a gzip has the seal and lines of its file" "valid|19|2022" "$(table documents | awk -F '\t' -v n="$number" 'NR == 1 || $1 == n' | only seal,lines,year)"
c documents original "$number" >"$scratch/original"
same_file "the original of a gzip is the gzip" "$scratch/vote.xml.gz" "$scratch/original"
exits "the file of an imported gzip is unchanged" 0 c import -O tsv "$data/vote_by_function.xml"
check "the file of an imported gzip is told unchanged" "unchanged|$number" "$(only status,document <"$scratch/out")"
undo_all
LC_ALL=C awk 'NR <= 12' "$data/vote_by_function.xml" | gzip -c >"$scratch/members.xml.gz"
LC_ALL=C awk 'NR > 12' "$data/vote_by_function.xml" | gzip -c >>"$scratch/members.xml.gz"
exits "a gzip of several members is one file" 0 c import "$scratch/members.xml.gz"
undo_all

before=$(state)
size=$(wc -c <"$scratch/vote.xml.gz")
head -c $((size / 2)) "$scratch/vote.xml.gz" >"$scratch/half.xml.gz"
refuse "half a gzip" XML-00 "$scratch/half.xml.gz"
head -c $((size - 8)) "$scratch/vote.xml.gz" >"$scratch/tail.xml.gz"
refuse "a gzip without its check sum" XML-00 "$scratch/tail.xml.gz"
{ head -c $((size - 8)) "$scratch/vote.xml.gz"; printf 'abcd'; tail -c 4 "$scratch/vote.xml.gz"; } >"$scratch/crc.xml.gz"
refuse "a gzip whose check sum is wrong" XML-006 "$scratch/crc.xml.gz"
gzip -c "$data/doctype.xml" >"$scratch/doctype.xml.gz"
refuse "a DOCTYPE in a gzip" XML-002 "$scratch/doctype.xml.gz"
{ printf '<?xml version="1.0"?>\n<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">'; head -c 200M /dev/zero | tr '\0' ' '; } | gzip -1 >"$scratch/bomb.xml.gz"
start=$(date +%s)
refuse "a gzip bomb" XML-007 "$scratch/bomb.xml.gz"
check "a gzip bomb is refused at once" yes "$([ $(($(date +%s) - start)) -le 5 ] && echo yes)"
{ printf '<?xml version="1.0"?>'; head -c 200M /dev/zero; } | gzip -1 >"$scratch/zeros.xml.gz"
refuse "a gzip of zeros" XML-00 "$scratch/zeros.xml.gz"
check "refused gzips leave nothing behind" "$before" "$(state)"

# --- a schema: told, never a gate -----------------------------------------------------------------------------------------

xsd() { # xsd CONTENT: a schema whose root element holds that
  echo "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"http://www.minefi.gouv.fr/cp/demat/docbudgetaire\" elementFormDefault=\"qualified\">
    <xs:element name=\"DocumentBudgetaire\"><xs:complexType><xs:sequence>$1</xs:sequence></xs:complexType></xs:element></xs:schema>"
}
xsd '<xs:any maxOccurs="unbounded" processContents="skip" namespace="##any"/>' >"$scratch/lax.xsd"
xsd '<xs:element name="Absent"/>' >"$scratch/strict.xsd"
exits "what is valid is imported" 0 c import --schema "$scratch/lax.xsd" "$data/vote_by_function.xml"
lacks "and nothing is said of the schema" XSD-001 "$scratch/err"
journal=$(c journal --document "$(document vote_by_function.xml)" -O csv | cut -d, -f4- | cksum)
undo_all
exits "what is not valid is imported too" 0 c import --schema "$scratch/strict.xsd" "$data/vote_by_function.xml"
contains "and told" XSD-001 "$scratch/err"
contains "with its line" "vote_by_function.xml:" "$scratch/err"
check "the journal is the same" "$journal" "$(c journal --document "$(document vote_by_function.xml)" -O csv | cut -d, -f4- | cksum)"
undo_all
exits "a schema that is not there" 66 c import --schema "$scratch/none.xsd" "$data/vote_by_function.xml"
head -c 900 "$data/vote_by_function.xml" >"$scratch/cut.xml"
exits "a cut file under a schema is refused" 65 c import --schema "$scratch/lax.xsd" "$scratch/cut.xml"
contains "as any cut file" XML-001 "$scratch/err"

exits "the ledger is whole after all that" 0 c verify
finished
