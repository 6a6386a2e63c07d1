# The balances that the DGFiP publishes: every body in one file. A budget of theirs counts while nothing better says its year.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

sample=$TESTS/../docs/sample/balances/BalanceSPL-Fonction-2024.csv
CASTELMAUR=993040047
HEADING='EXER;IDENT;NDEPT;LBUDG;MODVTHEL;INSEE;CBUDG;CTYPE;CSTYP;NOMEN;siren;CREGI;CACTI;SECTEUR;FINESS;CODBUD1;CATEG;BAL;FONCTION;COMPTE;BEDEB;BECRE;OBNETDEB;OBNETCRE;ONBDEB;ONBCRE;OOBDEB;OOBCRE;SD;SC'
# crossed [YEAR] [STATE]: lines "siren function account debit credit [order debit]" as rows of the crossed balance; "-" is no
# function; budget operations only
crossed() {
  echo "$HEADING"
  while read -r siren function account debit credit order; do
    [ "$function" = - ] && function=""
    echo "${1:-2024};$(siret "$siren");099;Commune fictive;;001;1;101;00;${nomen-M57};$siren;99;40;;;;Commune;${2:-DEF};$function;$account;0;0;$debit;$credit;0;0;${order:-0};0;$debit;$credit"
  done
}
plain() { crossed "$@" | cut -d';' -f 1-4,6-18,20-; } # the same without MODVTHEL and FONCTION
last() { columns document documents | sort -n | tail -n 1; }
status_of() { columns document,status documents | grep "^$1," | cut -d, -f2; }
realised() { columns siren,function,realised report spending --year "${1:-2024}" | paste -sd' ' -; }
balance_of() { columns account,balance report trial-balance --entity "$1" --year 2024 --book accounts | grep -v '^@' | sort | paste -sd' ' -; }

# --- a file as it is published ---------------------------------------------------------------------------------------------

exits "a balance is imported" 0 c import -O csv "$sample"
check "a balance of one body is that body's" "posted,dgfip-balance,$CASTELMAUR,2024,15,24,0,0" "$(pick "$scratch/out" status,format,siren,year,lines,entries,errors,warnings | tail -n 1)"
# the columns SD and SC of the file say what each account is left with, by chart and account
tail -n +2 "$sample" | iconv -f ISO-8859-1 -t UTF-8 | tr ',' '.' | awk -F';' '{ b[$10 " " $20] += $29 - $30 } END { for (a in b) printf "%s %.2f\n", a, b[a] }' | LC_ALL=C sort >"$scratch/expected"
columns chart,account,balance report trial-balance | grep -v '^CTP' | tr ',' ' ' | LC_ALL=C sort >"$scratch/found"
same_file "each account is left with what the file says (SD, SC)" "$scratch/expected" "$scratch/found"
check "what was brought forward is zero over a whole budget" "0.00" "$(columns account,balance report trial-balance | sed -n 's/^@opening,//p')"
check "order operations are zero over a whole budget" "0.00" "$(columns account,balance report trial-balance | sed -n 's/^@order,//p')"
check "operations of the budget and outside it answer each other" "13800.00 -13800.00" "$(columns account,balance report trial-balance | sed -n 's/^@execution,//p; s/^@non_budget,//p' | paste -sd' ' -)"
check "real spending leaves order operations out, by function, section and domain" \
  "311,F,D,152000.00,cultural_action 313,F,D,48200.00,libraries 314,I,D,90000.00,museums ,,,,not_determinable" \
  "$(columns function,section,direction,realised,domain report spending | paste -sd' ' -)"
check "it is read from accounts" accounts "$(columns source report spending | sort -u)"
check "an order operation is known as one" "6811,order,12000.00 28131,order,12000.00" "$(columns nature,operation,realised report execution | grep ',order,' | sort -t, -k1,1r | paste -sd' ' -)"
check "every figure leads to its line and column" "3,OBNETDEB,90000.00 3,BEDEB,500000.00" \
  "$(columns line,path,amount journal --account 21318 | sort -t, -k2,2r | paste -sd' ' -)"
check "an order operation leads to its own column" "4,OOBCRE" "$(columns line,path journal --account 28131 | grep OOB)"
check "the bodies and budgets of the file are known, with their accounts" "$CASTELMAUR,commune,00,2024 $CASTELMAUR,commune,06,2024" "$(columns siren,kind,budget,years entities list | paste -sd' ' -)"
check "letters of ISO-8859-1 are kept" "CINÉMA MUNICIPAL" "$(columns label,budget entities list | sed -n 's/,06$//p')"
must verify

before=$(state)
check "the same file again is unchanged" unchanged "$(status "$sample")"
{ printf '\357\273\277'; iconv -f ISO-8859-1 -t UTF-8 "$sample" | sed '1s/siren/SIREN/; 2,$s/,/./g'; } >"$scratch/export.csv"
check "the portal's export of it, UTF-8 with points, is unchanged" unchanged "$(status "$scratch/export.csv")"
zip_of "$sample" >"$scratch/balances.zip"
check "the zip of it is unchanged" unchanged "$(status "$scratch/balances.zip")"
check "it stands once" "$before" "$(state)"

# --- what is refused ----------------------------------------------------------------------------------------------------------

new_ledger
printf '%s\n' "$TOWN 311 6065 10,00 0" "$TOWN 313 6065 20,00 0" | crossed >"$scratch/good.csv"
must db start
before=$(state)
spoilt() { sed "$1" "$scratch/good.csv" >"$scratch/spoilt.csv"; } # the good file with one thing wrong
spoilt '1s/OBNETDEB/AUTRE/; 1s/OBNETCRE/OBNETCRE/'; mv "$scratch/spoilt.csv" "$scratch/other.csv"
check "a heading without its columns is no balance" refused "$(status "$scratch/other.csv")"
spoilt '1s/;SC$/;AUTRE/'; refused_as "a heading without SC" BAL-101 "$scratch/spoilt.csv"
spoilt '3s/;10,00$//; 3s/;[^;]*$//'; refused_as "a row cut short" BAL-102 "$scratch/spoilt.csv"
contains "it names the line" "spoilt.csv:3" "$scratch/err"
spoilt '3s/20,00/2E1/'; refused_as "an amount with an exponent" BAL-103 "$scratch/spoilt.csv"
spoilt '3s/20,00/20,001/g'; refused_as "an amount of three decimals" BAL-104 "$scratch/spoilt.csv"
spoilt "3s/$(siret $TOWN)/123/"; refused_as "a SIRET of three digits" BAL-105 "$scratch/spoilt.csv"
spoilt '3s/^2024/20X4/'; refused_as "a year that is none" BAL-107 "$scratch/spoilt.csv"
for year in 0000 1989 2101; do
  spoilt "3s/^2024/$year/"; refused_as "a year that no budget has ($year)" BAL-107 "$scratch/spoilt.csv"
  contains "its line ($year)" "spoilt.csv:3" "$scratch/err"
  contains "what was found and expected ($year)" "found: $year   expected: 1990 to 2100" "$scratch/err"
done
spoilt '3s/;6065;/;6_65;/'; refused_as "an account that is none" BAL-109 "$scratch/spoilt.csv"
spoilt '2,$d'; refused_as "a heading alone" BAL-110 "$scratch/spoilt.csv"
spoilt '3s/;20,00;0$/;19,99;0/'; refused_as "a balance that its columns do not make" BAL-201 "$scratch/spoilt.csv"
contains "it says what was found and expected" "found: 19,99 - 0   expected: 20.00" "$scratch/err"
{ cat "$scratch/good.csv"; cat "$scratch/good.csv"; } >"$scratch/twice.csv"
awk -F';' -v OFS=';' 'NR == 1 { print } NR == 2 { for (n = 1; n <= 65; n++) { $10 = "X" n; print } }' "$scratch/good.csv" >"$scratch/charts.csv"
refused_as "a file of 65 charts" BAL-108 "$scratch/charts.csv"
contains "it names the first that is one too many" "charts.csv:66" "$scratch/err"
LARGEST=99999999999999 # as large as one amount may be: 923 of them are more than 64 bits of cents
awk -v row="$TOWN 311 6065 $LARGEST $LARGEST" 'BEGIN { for (n = 1; n <= 923; n++) print row }' | crossed | sed "s/;$LARGEST;$LARGEST\$/;0;0/" >"$scratch/sum.csv"
refused_as "a sum beyond 64 bits" BAL-115 "$scratch/sum.csv"
contains "it names the line" "sum.csv:924" "$scratch/err"
spoilt '3s/;Commune fictive;/;"Commune fictive;/'; refused_as "a quote that never closes" ENC-002 "$scratch/spoilt.csv"
refused_as "two files pasted together" BAL-107 "$scratch/twice.csv"
check "what is refused leaves nothing" "$before" "$(state)"
spoilt '3s/;20,00;0$/;19,99;0/'
check "a wrong balance is accepted knowingly" posted "$(status "$scratch/spoilt.csv" --override BAL-201 --reason "confirmed")"
contains "a budget that is not in balance is warned of" BAL-203 "$scratch/messages"
check "the columns are what is posted" "$TOWN,311,10.00 $TOWN,313,20.00" "$(realised)"

# --- more than two decimals, rounded because it was asked for -------------------------------------------------------------------

new_ledger
printf '%s\n' "$TOWN 311 6065 10,005 0" "$TOWN 313 6065 -20,005 0" "$TOWN 314 6065 0 -0,004" | crossed >"$scratch/decimals.csv"
check "more than two decimals are rounded on request" posted "$(status "$scratch/decimals.csv" --round-amounts)"
contains "and told" BAL-202 "$scratch/messages"
contains "with the line" "decimals.csv:2" "$scratch/messages"
check "half up, away from zero, on the side they stand on" "$TOWN,311,10.01 $TOWN,313,-20.01" "$(realised)"

# --- spellings of functions, repeated and scattered rows ----------------------------------------------------------------------

new_ledger
printf '%s\n' "$TOWN 93316 6226 1200,5 0" "$TOWN 316 6226 0,25 0" "$STAGE 311 6065 1,00 0" "$TOWN 90314 21318 7,00 0" "$TOWN 316 6226 0,25 0" | crossed >"$scratch/spelt.csv"
check "a vote by function is read" posted "$(status "$scratch/spelt.csv")"
check "its function is without the prefix of the vote, and rows of one account add up" "$TOWN,314,7.00 $TOWN,316,1201.00 $STAGE,311,1.00" "$(realised)"
contains "rows that stand apart are told" BAL-206 "$scratch/messages"
printf '%s\n' "$NORTH 311 6065 1,00 0" "$NORTH 311 6065 2,00 0" | crossed >"$scratch/repeated.csv"
check "an account twice in a budget is read" posted "$(status "$scratch/repeated.csv")"
contains "and told" BAL-205 "$scratch/messages"
check "and added up" "$NORTH,311,3.00" "$(columns siren,function,realised report spending --entity $NORTH)"
nomen=M22; printf '%s\n' "$SOUTH - 6065 5,00 0" "$SOUTH - 2188 6,00 0" | crossed >"$scratch/social.csv"; nomen=M57
check "a chart that is not known is read" posted "$(status "$scratch/social.csv" -v)"
contains "the chart is told" BAL-112 "$scratch/messages"
check "by class" "F,5.00 I,6.00" "$(columns section,realised report execution --entity $SOUTH | sort | paste -sd' ' -)"
printf '%s\n' "993630012 999 6065 4,00 0" | crossed >"$scratch/unsure.csv"
check "a SIREN whose check digit is wrong and a function that is none are read" posted "$(status "$scratch/unsure.csv" -v)"
contains "the SIREN is warned of" BAL-106 "$scratch/messages"
contains "the function is told" BAL-113 "$scratch/messages"
check "and kept as it stands" 999 "$(sql "select function from entry where siren = 993630012")"
printf '%s\n' "$DEPARTMENT 311 60659 4,00 0" | crossed >"$scratch/below.csv"
check "an account that its chart does not know is read" posted "$(status "$scratch/below.csv" -v)"
contains "and told" BAL-111 "$scratch/messages"
check "as the nearest above it" "60659,F,011" "$(columns nature,section,chapter report execution --entity $DEPARTMENT)"
# more accounts than the table of a budget's accounts begins with, the first of them twice
awk -v town="$UNION" 'BEGIN { for (n = 1; n <= 600; n++) print town, "311", 60650000 + n, "1,00 0"; print town, "311 60650001 1,00 0" }' | crossed >"$scratch/many.csv"
check "600 accounts in a budget are read" posted "$(status "$scratch/many.csv")"
check "and only the one that comes twice is told" "1 602" "$(sql "select occurrences, line from message where code = 'BAL-205' and document_id = (select max(document_id) from document)" | tr '|' ' ')"

# --- one source for one budget and year ---------------------------------------------------------------------------------------

new_ledger
printf '%s\n' "$TOWN - 6065 30,00 0" "$STAGE - 6065 5,00 0" | plain >"$scratch/plain.csv"
check "a balance without functions is read" posted "$(status "$scratch/plain.csv")"
check "its budgets cannot be told apart by function" "not_determinable not_determinable" "$(columns domain report spending | paste -sd' ' -)"
check "the crossed balance of one body comes beside it" posted "$(status "$scratch/good.csv")"
check "and counts in its place, for that body" "$TOWN,311,10.00 $TOWN,313,20.00 $STAGE,," "$(realised)"
check "in the trial balance too" "6065,30.00 | 6065,5.00" "$(balance_of $TOWN) | $(balance_of $STAGE)"
check "the plain one still counts for the other" "active active" "$(status_of 1) $(status_of 2)"
printf '%s\n' "6065 311 D 11.00" | account "$scratch/ca.xml" $TOWN 2024
check "the account of the body comes" posted "$(status "$scratch/ca.xml")"
check "and counts in the place of both" "$TOWN,311,11.00 $STAGE,," "$(realised)"
check "in the trial balance too" "6065,11.00" "$(balance_of $TOWN)"
check "the crossed balance is a control" "active control active" "$(status_of 1) $(status_of 2) $(status_of 3)"
check "what the control says is compared" "2,3,6065,30.00,11.00,19.00" "$(columns document,active,account,control,counted,difference report control --document 2)"
must verify
must documents undo 3 --reason "the wrong file"
check "without the account the balance counts again" "$TOWN,311,10.00 $TOWN,313,20.00 $STAGE,," "$(realised)"
check "national figures are those of the bodies" "6065,35.00" "$(columns account,balance report national-balance --year 2024 | grep -v '^@')"
must verify
check "a balance after the account is a control at once" "posted control" "$(status "$scratch/ca.xml") $(printf '%s\n' "$TOWN 311 6065 11,00 0" | crossed >"$scratch/late.csv"; must documents undo 2 --reason "again"; status "$scratch/late.csv")"

# --- republication ------------------------------------------------------------------------------------------------------------

new_ledger
printf '%s\n' "$TOWN 311 6065 10,00 0" "$STAGE 311 6065 5,00 0" | crossed 2024 PRO >"$scratch/july.csv"
printf '%s\n' "$TOWN 311 6065 12,00 0" "$STAGE 311 6065 5,00 0" "$NORTH 311 6065 1,00 0" | crossed >"$scratch/december.csv"
printf '%s\n' "$TOWN 311 6065 13,00 0" "$STAGE 311 6065 5,00 0" "$NORTH 311 6065 1,00 0" | crossed >"$scratch/later.csv"
printf '%s\n' "$TOWN 311 6065 14,00 0" | crossed >"$scratch/extract.csv"
check "a provisional balance is read" posted "$(status "$scratch/july.csv" -v)"
contains "and told" BAL-114 "$scratch/messages"
sed 's/;PRO;/;DEF;/' "$scratch/july.csv" >"$scratch/same.csv"
check "the final one with the same figures is another document" replaced "$(status "$scratch/same.csv")"
must documents undo "$(columns document,status documents | sed -n 's/,active$//p')" --reason "the other way"
check "the provisional one comes back" posted "$(status "$scratch/july.csv")"
check "the final one takes its place without being asked" replaced "$(status "$scratch/december.csv")"
check "and counts" "$NORTH,311,1.00 $TOWN,311,12.00 $STAGE,311,5.00" "$(realised)"
refused_as "another final one" IMP-130 "$scratch/later.csv"
refused_as "an extract in its place" BAL-204 "$scratch/extract.csv" --replace
check "on request it is replaced" replaced "$(status "$scratch/later.csv" --replace)"
check "the trial balance has the last only" "6065,13.00" "$(balance_of $TOWN)"
check "superseded twice, undone once, active once" "undone undone superseded superseded superseded superseded superseded superseded active" "$(columns document,status documents | sort -t, -n | cut -d, -f2 | sort -r | paste -sd' ' -)"
must verify
must close 2023 --entity $TOWN
printf '%s\n' "$TOWN 311 6065 10,00 0" "$STAGE 311 6065 5,00 0" | crossed 2023 >"$scratch/closed.csv"
exits "nothing counts in a closed year" 65 c import "$scratch/closed.csv"
contains "it is said" "fiscal year 2023 of $TOWN is closed" "$scratch/err"

# --- a file of national kind --------------------------------------------------------------------------------------------------

new_ledger
cmake --build "$(dirname "$RELEASE")" --target generate_balances generate_register >"$scratch/build.log" 2>&1 || not_ok "the generators build" "$(tail -n 3 "$scratch/build.log" | short)"
generate_balances() { "$(dirname "$RELEASE")/tests/generate_balances" "$@" 2>"$scratch/generated"; }
generate_balances --bodies 700 --year 2023 "$scratch/2023.csv"
generate_balances --bodies 700 --year 2022 "$scratch/2022.csv"
generate_balances --bodies 700 --year 2023 --plain "$scratch/2023-plain.csv"
"$(dirname "$RELEASE")/tests/generate_register" --bodies 700 --years 2022..2023 "$scratch/register.xml" 2>"$scratch/generated"
check "several files at once are told in their order" "2023.csv,posted 2022.csv,posted register.xml,posted" \
  "$(c import -O csv --jobs 3 "$scratch/2023.csv" "$scratch/2022.csv" "$scratch/register.xml" 2>/dev/null | tail -n +2 | cut -d, -f1,2 | sed 's,.*/,,' | paste -sd' ' -)"
check "a file of several bodies is no body's" "" "$(columns format,siren documents | sed -n 's/^dgfip-balance,//p' | sort -u)"
lines=$(($(wc -l <"$scratch/2023.csv") - 1))
check "every row is read" "$lines" "$(columns file,lines documents | sed -n 's/^2023.csv,//p')"
tail -n +2 "$scratch/2023.csv" | iconv -f ISO-8859-1 -t UTF-8 | cut -d';' -f 11,20,29,30 | sed 's/,//g; s/;0$/;000/; s/;0;/;000;/g' |
  awk -F';' '{ b[$1 "," $2] += $3 - $4 } END { for (a in b) printf "%s,%.2f\n", a, b[a] / 100 }' | LC_ALL=C sort >"$scratch/expected"
columns siren,account,balance report trial-balance --year 2023 --book accounts | grep -v ',@' | LC_ALL=C sort >"$scratch/found"
same_file "each body's balance is the file's, account by account" "$scratch/expected" "$scratch/found"
awk -F, '{ sub(/\./, "", $3); b[$2] += $3 } END { for (a in b) printf "%s,%.2f\n", a, b[a] / 100 }' "$scratch/found" | LC_ALL=C sort >"$scratch/expected"
columns account,balance report national-balance --year 2023 --book accounts | grep -v '^@' | LC_ALL=C sort >"$scratch/national"
same_file "the national balance is the sum of theirs" "$scratch/expected" "$scratch/national"
check "what a compensation is made of leads to the column of the file" "charge,OBNETDEB resource,OBNETCRE" \
  "$(columns what,path report explain | grep -E '^(charge|resource),' | sort -u | paste -sd' ' -)"
columns siren,function,section,direction,realised report spending >"$scratch/before"
check "the plain file of the same year changes nothing" control "$(status "$scratch/2023-plain.csv")"
columns siren,function,section,direction,realised report spending >"$scratch/after"
same_file "what counts is the crossed one still" "$scratch/before" "$scratch/after"
columns account,balance report national-balance --year 2023 --book accounts | grep -v '^@' | LC_ALL=C sort >"$scratch/national"
same_file "in the national balance too" "$scratch/expected" "$scratch/national"
check "what is compared with the control agrees" "" "$(columns document report control | sort -u)"
exits "the whole of it is proved" 0 c verify
# what spending counts as lines where a body has balances alone
check "a row is one expense and one receipt of a kind at most" 0 \
  "$(sql "select count(*) - count(distinct (document_id, siren, source_ordinal, direction, operation)) from entry where direction is not null and document_id in (select document_id from document where format = 'dgfip-balance')")"

# a question about one body never reads the journal through
sql "analyze" >/dev/null # as the server does by itself within minutes
body=$(sed -n 2p "$scratch/2023.csv" | cut -d';' -f 11)
plan() { sql "set search_path = contrepartie; set plan_cache_mode = force_custom_plan; explain select * from $1" | grep -c 'Seq Scan on entry\( \|$\)'; }
for question in "movement where siren = $body" "journal where siren = $body" "counted_entry where siren = $body" \
  "accounts_year where siren = $body" "scope_movement('true', 2022, 2023, $body)"; do
  check "$question: by index" 0 "$(plan "$question")"
done
check "its trial balance: by index" 0 "$(plan "($(sed "/^--/d; s/;\$//; s/\$[12]/2023/g; s/\$3/$body/g; s/\$4/null/g" "$TESTS/../sql/reports/trial-balance.sql")) answer")"
scans() { sql "select sum(seq_scan) from pg_stat_user_tables where relname = 'entry'"; }
first=$(scans)
for report in "$TESTS"/../sql/reports/*.sql; do
  grep -q '^-- parameters:.* siren\|^-- parameters: siren' "$report" || continue
  report=$(basename "$report" .sql)
  case $report in entry) continue ;; esac # asks for one entry
  must report "$report" --entity "$body" -O csv
  now=$(scans)
  check "$report of one body: by index" "$first" "$now"
  first=$now
done
sql "select sum(amount) from entry" >/dev/null
check "what reads the journal through is counted" yes "$([ "$(scans)" -gt "$first" ] && echo yes)"

# --- tampering ------------------------------------------------------------------------------------------------------------------

number=$(columns document,file documents | sed -n "s/,2023.csv$//p")
tampered() { # tampered NAME STATEMENT UNDOING
  tamper "$2"; exits "$1 is found" 1 c verify; tamper "$3"
}
tampered "a changed sum of a document" "update contrepartie.entry_sum set amount = amount + 100 where document_id = $number and sum_no = 1" \
  "update contrepartie.entry_sum set amount = amount - 100 where document_id = $number and sum_no = 1"
tampered "a budget that no longer counts" "update contrepartie.balance_state set counts = not counts where document_id = $number and budget_no = 3" \
  "update contrepartie.balance_state set counts = not counts where document_id = $number and budget_no = 3"
tampered "a budget's entries taken for those of the next" "update contrepartie.budget_balance set entries = entries - 1 where document_id = $number and budget_no = 3" \
  "update contrepartie.budget_balance set entries = entries + 1 where document_id = $number and budget_no = 3"
tampered "a changed budget of a file" "update contrepartie.budget_balance set budget_debit = budget_debit + 1 where document_id = $number and budget_no = 3" \
  "update contrepartie.budget_balance set budget_debit = budget_debit - 1 where document_id = $number and budget_no = 3"
exits "put back, it is whole" 0 c verify

# each entry of a balance is in one of its budgets, or the balance is not sealed: a copy of it under another number
sealed_with() { # sealed_with MORE: its third budget holds so many entries more
  sql "begin; set local role contrepartie_owner; set local search_path = contrepartie;
    insert into entry select (jsonb_populate_record(e, '{\"document_id\": 900001}')).* from entry e where document_id = $number;
    insert into budget_balance select (jsonb_populate_record(b, jsonb_build_object('document_id', 900001,
      'entries', b.entries + case when b.budget_no = 3 then $1 else 0 end))).* from budget_balance b where document_id = $number;
    insert into document select (jsonb_populate_record(d, '{\"document_id\": 900001}')).* from document d where document_id = $number;
    rollback" 2>&1 | sed -n 's/^ERROR: *//p'
}
check "a copy whose budgets hold every entry is sealed" "" "$(sealed_with 0)"
check "one with an entry in none of them is not" "document 900001: 1 entries in no budget" "$(sealed_with -1)"
finished
