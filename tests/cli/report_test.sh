# Reports, the journal, scopes and exports: what the contract says of their columns, and figures that must agree.
. "$TESTS/lib/ledger.sh"
data=$TESTS/data/totem
sample=$TESTS/../docs/sample
reports=$TESTS/../sql/reports

# --- columns, on an empty ledger --------------------------------------------------------------------------------------

new_ledger
must db start
contract() {
  case "$1" in
  spending) echo siren,siret,entity,budget,year,stage,nomenclature,function,function_label,domain,section,direction,opened,realised,lines ;;
  execution) echo siren,siret,entity,budget,year,stage,nomenclature,nature,nature_label,chapter,section,direction,opened,realised,outstanding,lines ;;
  trial-balance) echo siren,year,book,chart,account,label,debit,credit,balance ;;
  checks) echo document,check,level,passed,found,expected,difference,message ;;
  compensation) echo transfer,nature,siren,year,right,resources,legal_gap,legal_coverage,charge,dynamic_gap,dynamic_coverage,state,basis ;;
  reconciliation) echo institution,funder,year,agreed,paid,received,difference,kind,agreed_share,actual_share,drift ;;
  grants) echo siren,year,document,account,beneficiary,beneficiary_siren,legal_kind,amount,in_kind,source ;;
  documents) echo document,format,stage,siren,siret,entity,budget,year,nomenclature,seal,lines,skipped,entries,status,sha256,file,imported_at,reverses,reason ;;
  journal) echo siren,document,entry,book,year,date,debit,credit,amount,function,section,operation,counterparty,voucher,line,path,counted ;;
  esac
}
c report | awk '{ print $1 }' | sort >"$scratch/catalogue"
ls "$reports" | sed 's/\.sql$//' | sort >"$scratch/files"
same_file "the catalogue is the folder of reports" "$scratch/files" "$scratch/catalogue"
c --lang fr report >"$scratch/french"
check "the catalogue has a French title for each" "" "$(c report | sort >"$scratch/english"; awk 'NF < 2' "$scratch/french"; awk '{ n = $1; $1 = ""; if (n in seen && seen[n] == $0) print n; seen[n] = $0 }' "$scratch/english" "$scratch/french" | grep -v '^documents$\|^journal$')"
while read -r name; do
  exits "report $name runs on an empty ledger" 0 c report "$name" -O csv
  check "report $name has the columns of its header, and no row" "$(sed -n 's/^-- column: \([a-z0-9_]*\).*/\1/p' "$reports/$name.sql" | tr '\n' ',' | sed 's/,$//')" "$(grep -v '^M[0-9]*,\|^all,\|^culture,\|,0,$' "$scratch/out")"
  [ -z "$(contract "$name")" ] || check "report $name begins with the contract's columns" "$(contract "$name")" "$(head -n 1 "$scratch/out" | cut -d, -f "1-$(contract "$name" | awk -F, '{ print NF }')")"
done <"$scratch/files"
check "documents has the contract's columns" "$(contract documents)" "$(c documents -O csv | head -n 1)"
check "journal has the contract's columns" "$(contract journal)" "$(c journal -O csv | head -n 1)"
check "findings has the contract's columns" "code,level,transfer,siren,year,amount,message,waived" "$(c findings -O csv)"

# --- a ledger of everything -------------------------------------------------------------------------------------------

c import -q "$data" "$sample" >/dev/null 2>&1
must import "$TESTS/data/register/minimal.xml"
budget_label='=1+1|cmd' body_name='Ville; &quot;neuve&quot;, la = belle' budget CA 99341001800010 2023 >"$scratch/formula.xml" <<END
64111 311 D 1234567.89 1234567.89
65748 - D 10.00 -5.25
73111 01 R 10.00 0.00
END
budget_label='+33 1' body_name='@home' budget CA 99341002600019 2023 </dev/null >"$scratch/plus.xml"
budget_label='-2' body_name='- minus' budget CA 99341003400017 2023 </dev/null >"$scratch/minus.xml"
must import "$scratch/formula.xml" "$scratch/plus.xml" "$scratch/minus.xml"

table report trial-balance >"$scratch/balance"
check "the balance has many accounts" yes "$([ "$(wc -l <"$scratch/balance")" -gt 300 ] && echo yes)"
check "debits equal credits for each body, year and book" "" "$(by '{ k = $c["siren"] " " $c["year"] " " $c["book"]; d[k] += $c["debit"] - $c["credit"] } END { for (k in d) if (d[k] > 0.005 || d[k] < -0.005) print k, d[k] }' <"$scratch/balance")"
check "a balance is its debit less its credit" "" "$(by '{ d = $c["debit"] - $c["credit"] - $c["balance"]; if (d > 0.005 || d < -0.005) print }' <"$scratch/balance")"
check "an account stands once for a body, year, book and chart" "" "$(only siren,year,book,chart,account <"$scratch/balance" | sort | uniq -d)"
check "every account of the balance has a label, but the unknown one" "6599999" "$(by '$c["label"] == "" { print $c["account"] }' <"$scratch/balance" | sort -u | short | sed 's/ $//')"

# --- hledger and ledger -----------------------------------------------------------------------------------------------

by '{ print $c["siren"] ":" $c["year"] ":" $c["book"] ":" $c["chart"] ":" $c["account"], $c["balance"] }' <"$scratch/balance" | sort >"$scratch/accounts"
exits "hledger's journal is exported" 0 c export hledger -o "$scratch/all.journal"
exits "hledger finds nothing wrong" 0 hledger -f "$scratch/all.journal" check
check "hledger reads without a warning" "" "$(cat "$scratch/err")"
hledger_balances() { hledger -f "$1" bal --flat -N -E -O csv -c '1000.00 EUR' | tail -n +2 | sed 's/^"\([^"]*\)","\(.*\)"$/\1 \2/; s/ EUR$//; s/ 0$/ 0.00/' | sort; }
hledger_balances "$scratch/all.journal" >"$scratch/hledger"
same_file "hledger finds the balance of each account" "$scratch/accounts" "$scratch/hledger"
absolute() { awk '{ s += $2 < 0 ? -$2 : $2 } END { printf "%.2f", s }'; }
check "the sum of balances is hledger's" "$(absolute <"$scratch/accounts")" "$(absolute <"$scratch/hledger")"
ledger -f "$scratch/all.journal" bal --flat --empty --no-total --format '%(account) %(display_total)\n' >"$scratch/ledger.out" 2>"$scratch/err"
check "ledger reads without a warning" "0 " "$? $(cat "$scratch/err")"
sed 's/ EUR$//; s/ 0$/ 0.00/' "$scratch/ledger.out" | sort >"$scratch/ledger.balances"
same_file "ledger finds the balance of each account" "$scratch/accounts" "$scratch/ledger.balances"
exits "a part of the journal is exported" 0 c export hledger --entity 993020023 --year 2022 --book accounts -o "$scratch/part.journal"
hledger_balances "$scratch/part.journal" >"$scratch/hledger"
grep '^993020023:2022:accounts:' "$scratch/accounts" >"$scratch/part"
same_file "hledger finds the balance of a part" "$scratch/part" "$scratch/hledger"

# --- spreadsheets and machines ----------------------------------------------------------------------------------------

c entities -O csv-fr >"$scratch/entities.csv"
check "csv-fr begins with a byte order mark" "357 273 277" "$(head -c 3 "$scratch/entities.csv" | od -An -to1 | tr -s ' ' | sed 's/^ //; s/ $//')"
check "csv-fr has semicolons and CRLF" "siren;entity;kind;siret;budget;label;tags;years;closed" "$(head -n 1 "$scratch/entities.csv" | tail -c +4 | tr -d '\r')"
check "csv-fr has a carriage return at each line end" "$(wc -l <"$scratch/entities.csv")" "$(tr -dc '\r' <"$scratch/entities.csv" | wc -c)"
contains "a formula is neutralised" ";\"'=1+1|cmd\";" "$scratch/entities.csv"
contains "a plus is neutralised" ";\"'+33 1\";" "$scratch/entities.csv"
contains "an at sign is neutralised" ";\"'@home\";" "$scratch/entities.csv"
contains "a minus is neutralised" ";\"'-2\";" "$scratch/entities.csv"
contains "quotes and semicolons are quoted" ';"Ville; ""neuve"", la = belle";' "$scratch/entities.csv"
c entities -O csv >"$scratch/entities.csv"
contains "csv leaves text as it is, quoted where it must be" ',"Ville; ""neuve"", la = belle",,99341001800010,00,=1+1|cmd,' "$scratch/entities.csv"
lacks "csv has no carriage return" "$(printf '\r')" "$scratch/entities.csv"
c report execution --entity 99341001800010 -O csv-fr >"$scratch/execution.csv"
contains "csv-fr has decimal commas and no grouping" ";1234567,89;1234567,89;" "$scratch/execution.csv"
contains "a negative amount is a number" ";10,00;-5,25;" "$scratch/execution.csv"
lacks "a negative amount is no formula" "'-5,25" "$scratch/execution.csv"
c --lang fr report execution --entity 99341001800010 >"$scratch/execution.txt"
contains "French people read spaces and a comma" "$(printf '1\342\200\257234\342\200\257567,89\302\240€')" "$scratch/execution.txt"
contains "French people read French headings" "Crédits ouverts" "$scratch/execution.txt"
c --lang en report execution --entity 99341001800010 >"$scratch/execution.txt"
contains "English people read commas and a point" "$(printf '1,234,567.89\302\240€')" "$scratch/execution.txt"
c report checks -O json >"$scratch/checks.json"
check "json has booleans, numbers and amounts as strings" "boolean number string" "$(json "$scratch/checks.json" "concat_ws(' ', jsonb_typeof(j->0->'passed'), jsonb_typeof(j->0->'document'), jsonb_typeof(j->0->'found'))")"
check "json has the columns of csv" "$(contract checks | tr ',' '\n' | sort | tr '\n' ',')" "$(json "$scratch/checks.json" "(select string_agg(k, ',' order by k collate \"C\") || ',' from jsonb_object_keys(j->0) k)")"
c report spending --entity 993400019 --year 2023 -O json >"$scratch/none.json"
check "json has null for no amount" "null null" "$(json "$scratch/none.json" "concat_ws(' ', jsonb_typeof(j->0->'opened'), jsonb_typeof(j->0->'realised'))")"
c entities -O json >"$scratch/entities.json"
check "json holds quotes" 'Ville; "neuve", la = belle' "$(json "$scratch/entities.json" "(select e->>'entity' from jsonb_array_elements(j) e where e->>'siren' = '993410018')")"
check "json, ndjson, csv and tsv have the same rows" "$(c journal -O csv | tail -n +2 | wc -l) same" "$(c journal -O ndjson | wc -l) $([ "$(c journal -O tsv | wc -l)" = "$(c journal -O csv | wc -l)" ] && echo same)"
exits "the extension gives the format" 0 c documents -o "$scratch/documents.json"
check "the extension gives json" "$(table documents | only document | wc -l)" "$(json "$scratch/documents.json" 'jsonb_array_length(j)')"

# --- filters ------------------------------------------------------------------------------------------------------------

table report execution >"$scratch/execution"
# filtered NAME CONDITION ARGUMENTS...: a filter gives the rows of the whole that meet a condition
filtered() {
  name=$1 condition=$2; shift 2
  { head -n 1 "$scratch/execution"; by "$condition" <"$scratch/execution"; } >"$scratch/wanted"
  table report execution "$@" >"$scratch/filtered"
  if [ "$(wc -l <"$scratch/wanted")" -gt 1 ]; then same_file "$name" "$scratch/wanted" "$scratch/filtered"; else not_ok "$name" "nothing to compare"; fi
}
filtered "a year selects its rows" '$c["year"] == 2022' --year 2022
filtered "a range of years selects its rows" '$c["year"] >= 2016 && $c["year"] <= 2018' --year 2016..2018
filtered "a SIREN selects a body" '$c["siren"] == "993040047"' --entity 993040047
siret=$(by '$c["siren"] == "993040047" { print $c["siret"]; exit }' <"$scratch/execution")
filtered "a SIRET selects an establishment" '$c["siret"] == "'"$siret"'"' --entity "$siret"
filtered "a name selects a body" '$c["siren"] == "993040047"' --entity castelmaur
filtered "a body and a year select together" '$c["siren"] == "993040047" && $c["year"] == 2021' --entity 993040047 --year 2021
exits "a name of several bodies is a mistake" 2 c report execution --entity fictive
contains "a name of several bodies names them" "993510015" "$scratch/err"
exits "a name of no body is a mistake" 2 c report execution --entity Atlantis
exits "half a range is a mistake" 2 c report execution --year 2016..
check "another body's SIRET selects nothing" "" "$(table report execution --entity 99304004799999 | only siren)"

# A filter that a report does not know is a mistake; a filter taken and then ignored would be a wrong figure.
# honest NAME CONDITION ARGUMENTS...
honest() {
  name=$1 condition=$2; shift 2
  c "$@" -O tsv >"$scratch/out" 2>"$scratch/err"; status=$?
  wrong=$(by "!($condition)" <"$scratch/out" | wc -l)
  if [ $status -eq 2 ] || { [ $status -eq 0 ] && [ "$wrong" -eq 0 ]; }; then ok "$name"; else not_ok "$name" "exit $status, $wrong rows the filter should have left out"; fi
}
honest "an account filters execution, or is refused" '$c["nature"] ~ /^657/' report execution --account 657
honest "a function filters spending, or is refused" '$c["function"] ~ /^31/' report spending --function 31
honest "an account filters the balance, or is refused" '$c["account"] ~ /^657/' report trial-balance --account 657
honest "a document filters execution, or is refused" '$c["year"] == 2014' report execution --document "$(document altered_seal.xml)"
honest "a book filters the journal, or is refused" '$c["book"] == "budget"' journal --book budget
honest "a function filters the journal, or is refused" '$c["function"] ~ /^31/' journal --function 31
honest "an account filters the journal, or is refused" '$c["debit"] ~ /^657/ || $c["credit"] ~ /^657/' journal --account 657
honest "a scope filters the journal, or is refused" '$c["function"] ~ /^311/' journal --scope 'D & F311'
honest "a transfer filters compensation, or is refused" '$c["transfer"] == "T-MUSEE"' report compensation --transfer T-MUSEE
honest "a scope filters compensation, or is refused" '0' report compensation --scope 'D & F311'
honest "a transfer filters findings, or is refused" '$c["transfer"] == "T-MUSEE"' findings --transfer T-MUSEE
honest "an establishment filters the journal, or is refused" '0' journal --entity 99304004799999
honest "a document filters grants, or is refused" '0' report grants --document "$(document altered_seal.xml)"
c export hledger --document "$(document altered_seal.xml)" >"$scratch/out" 2>/dev/null; status=$?
check "a document filters hledger's export, or is refused" yes "$([ $status -eq 2 ] || [ "$(grep -c '^20.*document ' "$scratch/out")" = "$(grep -c "document $(document altered_seal.xml) " "$scratch/out")" ] && echo yes)"

# --- scopes -------------------------------------------------------------------------------------------------------------

filtered "C is an account and all below it" '$c["nature"] ~ /^657/' --scope C657
filtered "D and R are directions" '$c["direction"] == "D"' --scope D
filtered "F and I are sections" '$c["section"] == "I"' --scope I
filtered "DF is both at once" '$c["direction"] == "D" && $c["section"] == "F"' --scope DF
filtered "Ch is a chapter, exactly" '$c["chapter"] == "65"' --scope Ch65
filtered "M is a norm" '$c["nomenclature"] ~ /^M14-/' --scope M14
filtered "Y is a year" '$c["year"] == 2020' --scope Y2020
filtered "Ann is a year too" '$c["year"] == 2020' --scope Ann2020
filtered "S is a body" '$c["siren"] == "993040047"' --scope S993040047
filtered "∩ binds tighter than ∪" '$c["direction"] == "R" || $c["direction"] == "D" && $c["chapter"] == "65"' --scope 'R ∪ D ∩ Ch65'
filtered "parentheses come first" '($c["direction"] == "R" || $c["section"] == "I") && $c["year"] == 2020' --scope '(R | I) & Y2020'
filtered "a difference takes away" '$c["nature"] ~ /^65/ && $c["nature"] !~ /^657/' --scope 'C65 - C657'
filtered "a difference is read from left to right" '($c["nature"] ~ /^6/ && $c["nature"] !~ /^65/ && $c["direction"] != "R") || $c["section"] == "I"' --scope 'C6 − C65 − R + I'
filtered "a formula as finance people write it" '$c["direction"] == "D" && $c["section"] == "F" && ($c["nature"] ~ /^65/ || $c["nature"] ~ /^62/)' --scope 'DF∩(C65+C62)'
table report spending --scope all >"$scratch/spending"
{ head -n 1 "$scratch/spending"; by '$c["function"] ~ /^31/ && $c["direction"] == "D" || $c["domain"] == "not_determinable"' <"$scratch/spending"; } >"$scratch/wanted"
table report spending --scope 'D & F31' >"$scratch/filtered"
same_file "F is a function and all below it" "$scratch/wanted" "$scratch/filtered"
check "spending is culture unless another scope is asked for" "$(table report spending --scope culture | sum realised)" "$(table report spending | sum realised)"
check "culture is 3 in M14, 30 and 31 elsewhere" "" "$(table report spending | by '$c["domain"] != "not_determinable" && !($c["nomenclature"] ~ /^M14/ ? $c["function"] ~ /^3/ : $c["function"] ~ /^3[01]/)')"
check "M14 33 is culture" "2350.75" "$(table report spending --year 2016 | by '$c["function"] == "33" { print $c["realised"] }')"
exits "a formula that cannot be read is a mistake" 2 c report spending --scope 'D & (F31'
contains "a formula that cannot be read is told where" "at 9" "$scratch/err"
exits "a formula cannot smuggle SQL" 2 c report spending --scope "C1' or '1'='1"

exits "a scope is set" 0 c scope set stage "F311 | F316" --label "Arts de la scène"
check "a scope is shown" "stage|F311 | F316|Arts de la scène" "$(table scope show stage | only name,formula,label)"
check "scopes are listed" "all culture stage" "$(table scope list | only name | short | sed 's/ $//')"
check "a named scope selects as its formula" "$(table report spending --scope 'F311 | F316' | sum realised)" "$(table report spending --scope stage | sum realised)"
exits "a scope is set again" 0 c scope set stage "F316"
check "a scope set again has its new formula" "F316" "$(table scope show stage | only formula)"
exits "a scope of a wrong formula is a mistake" 2 c scope set broken "F311 |"
contains "a wrong formula is pointed at" "^" "$scratch/err"
check "a scope of a wrong formula is not set" "" "$(table scope show broken | only name)"
exits "a scope of a wrong name is refused" 2 c scope set "A name" "F311"
exits "expenses and receipts are a partition" 0 c scope test all D R
exits "a partition of a partition is one" 0 c scope test 'D & F31' 'D & F311' 'D & (F31 - F311)'
exits "an overlap is no partition" 1 c scope test all D R C657
contains "an overlap names both parts" "D, C657" "$scratch/out"
exits "a gap is no partition" 1 c scope test culture F311 F316
contains "a gap says so" "in none" "$scratch/out"
check "a gap is no overlap" "" "$(grep -v 'in none$' "$scratch/out")"
exits "a partition of unknown scopes is a mistake" 2 c scope test all nothing

# --- budgets tagged as cultural -------------------------------------------------------------------------------------------

exits "a budget is tagged as cultural" 0 c entities tag 99340001900010 culture
check "a tagged budget without functions counts as a whole" "F|D|35071.09 F|R|36500.00 I|D|3999.99 I|R|4000.00" \
  "$(table report spending --year 2023 --entity 993400019 | by '$c["domain"] == "whole_budget" { print $c["section"] "|" $c["direction"] "|" $c["realised"] }' | sort | short | sed 's/ $//')"
check "a tagged budget is determinable" "" "$(table report spending --year 2023 --entity 993400019 | only domain | grep not_determinable)"
exits "a budget of no SIRET is no input" 66 c entities tag 99999999999999 culture
exits "another tag is refused" 65 c entities tag 99340001900010 sport

# a function is called as in the chart of the year: 316 changed its name in 2018, 313 never did
for year in 2017 2018; do
  budget CA 99341001800010 $year M57-M57 >"$scratch/named-$year.xml" <<END
65748 316 D 100.00 100.00
65748 313 D 200.00 200.00
END
  must import -q "$scratch/named-$year.xml"
done
check "a function has the name and domain of its year" \
  "2017|313|Bibliothèques, médiathèques|libraries 2017|316|Théâtres|performing_arts 2018|313|Bibliothèques, médiathèques|libraries 2018|316|Théâtres et spectacles vivants|performing_arts" \
  "$(table report spending --entity 99341001800010 --year 2017..2018 | only year,function,function_label,domain | sort | tr '\n' ' ' | sed 's/ $//')"

# --- the journal leads to the file ------------------------------------------------------------------------------------------

# Each entry of the document of a file, held against the line it names: the LigneBudget of that ordinal, with that amount.
traced() {
  table journal --document "$2" | only line,amount,path >"$scratch/entries"
  LC_ALL=C awk -F '|' -v file="$1" '
    BEGIN { while ((getline text < file) > 0) { line[++n] = text; if (text ~ /<([a-z]*:)?LigneBudget/) place[n] = ++k } }
    { element = $3; sub(/.*\//, "", element); ordinal = $3; sub(/.*\[/, "", ordinal); sub(/\].*/, "", ordinal)
      if (place[$1] != ordinal) { print FILENAME, $0, "is not LigneBudget", ordinal; next }
      if (!match(line[$1], element " V=\"[-0-9.]*\"")) { print $0, "has no", element; next }
      value = substr(line[$1], RSTART, RLENGTH); gsub(/[^-0-9.]/, "", value); if (element == "MtRAR3112") sub(/^3112/, "", value)
      if (value < 0) value = -value
      if (sprintf("%.2f", value) != $2) print $0, "is", value }
    END { if (NR == 0) print "no entry" }' "$scratch/entries" | head -n 3
}
table documents | by '$c["stage"] != "" && $c["status"] == "active" { print $c["document"] "|" $c["file"] }' >"$scratch/list"
wrong=$(while IFS='|' read -r number file; do
  for folder in "$data" "$sample" "$scratch"; do [ -f "$folder/$file" ] && case $file in plus.xml | minus.xml) ;; *) traced "$folder/$file" "$number" ;; esac; done
done <"$scratch/list")
check "each entry points at its line and element" "" "$wrong"
check "many documents were traced" yes "$([ "$(wc -l <"$scratch/list")" -gt 25 ] && echo yes)"
exits "books that were reported on are whole" 0 c verify
finished
