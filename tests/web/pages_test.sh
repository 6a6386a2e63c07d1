# Every page of the sample world, in both languages: it answers, it is whole, it leads to pages that answer; the files that
# it leads to hold the rows of the command line.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/web.sh"
sample=$TESTS/../docs/sample
PROGRAM=$RELEASE # attacks_test.sh drives the checked build

must import -q "$sample"/CA-*.xml "$sample/register.xml" "$sample"/vouchers "$sample"/balances
serve
enter
reports=$(c report | awk '{ print $1 }')

# whole FILE LANGUAGE: what a page lacks
whole() {
  [ "$(grep -c "<html lang=\"$2\">" "$1")" = 1 ] || echo "its language"
  [ "$(grep -o '<h1[ >]' "$1" | wc -l)" = 1 ] || echo "one h1"
  [ "$(grep -o '<main[ >]' "$1" | wc -l)" = 1 ] || echo "one main"
  [ "$(wc -c <"$1")" -le 102400 ] || echo "at most 100 KiB: $(wc -c <"$1")"
  grep -o ' id="[^"]*"' "$1" | sort | uniq -d | sed 's/^/once/'
  grep -oE ' (style|on[a-z]+)="' "$1" | sort -u
  iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || echo "UTF-8"
  for tag in a b button caption dd dl dt div footer form h1 h2 h3 header label li main nav ol p section select span strong svg table tbody td th thead tr ul; do
    [ "$(grep -oE "<$tag[ >]" "$1" | wc -l)" -eq "$(grep -o "</$tag>" "$1" | wc -l)" ] || echo "the end of $tag"
  done
}
# Words that a sentence of one language has and one of the other has not.
english='the|of|and|which|with|does|are|is|from|what|nothing|each'
french='le|la|les|des|une|est|sont|qui|avec|dans|aucune|chaque'
: >"$scratch/links"
for language in en fr; do
  for path in / /imports /transfers /transfers/T-ENSEIGNEMENT /institutions /institutions/993050053 /entities /entities/993020023 /findings "/findings/CMP-004?transfer=T-ENSEIGNEMENT" \
    /flows /map /journal "/journal?document=1" /entries/1/993040047/1 /reconciliation /glossary /state /simulation /documents/1 $(for report in $reports; do echo "/reports/$report"; done) /reports; do
    check "$path answers in $language" 200 "$(w "$site$path")"
    check "$path is whole in $language" "" "$(whole "$scratch/body" $language)"
    grep -o 'href="/[^"]*"' "$scratch/body" | sed 's/^href="//; s/"$//; s/&amp;/\&/g; s/#.*//' >>"$scratch/links"
    # interface sentences alone: cells, lists of facts, names of bodies and drawings hold data, <i lang> a term of the other language
    tr '\n' ' ' <"$scratch/body" | sed 's/<td[^>]*>[^<]*<\/td>//g; s/<dd>[^<]*<\/dd>//g; s/<svg.*<\/svg>//g; s/<code>[^<]*<\/code>//g; s/<td[^>]*><a[^>]*>[^<]*<\/a><\/td>//g; s/<i lang[^>]*>[^<]*<\/i>//g; s/<\(h1\|title\)>[^<]*, [0-9]\{9\}\( —[^<]*\)*<\/\1>//g' >"$scratch/frame"
    case $language in en) words=$french ;; fr) words=$english ;; esac
    check "$path speaks no other language than $language" "" "$(visible "$scratch/frame" | grep -E ' .* ' | grep -wiE "$words" | head -n 3)"
  done
done

# every link once, that of the language apart; two of each form
language=en
sort -u "$scratch/links" | grep -v '^/language\|^/assets' | awk '{ form = $0; gsub(/[0-9]+/, "N", form); if (seen[form]++ < 2) print }' | head -n 300 >"$scratch/once"
check "there are links to follow" yes "$([ "$(wc -l <"$scratch/once")" -gt 100 ] && echo yes || wc -l <"$scratch/once")"
while read -r path; do
  status=$(w "$site$path")
  [ "$status" = 200 ] || echo "$status $path"
done <"$scratch/once" >"$scratch/dead"
check "every link answers" "" "$(head -n 5 "$scratch/dead")"

# what the ledger does not know is no empty table: the page says what is unknown, and what to do
for asked in "/entities/993999999 993999999 Bodies" "/entities/993999999?year=2022 993999999 Bodies" "/reports/spending?entity=993999999 993999999 Bodies" "/journal?entity=99399999900019 99399999900019 Bodies" \
  "/transfers/T-NOWHERE T-NOWHERE Transfers" "/findings?transfer=T-NOWHERE T-NOWHERE Transfers" "/findings/CMP-001?transfer=T-NOWHERE T-NOWHERE Transfers" "/audit?transfer=T-NOWHERE T-NOWHERE Transfers" \
  "/documents/999 999 Import" "/journal?document=999 999 Import" "/institutions/993020023 993020023 Institutions" "/institutions/993999999 993999999 Bodies" "/entries/1/993040047/99999 99999 journal" \
  "/reports/spending.csv?entity=993999999 993999999 Bodies" "/findings.csv?transfer=T-NOWHERE T-NOWHERE Transfers" "/findings/CMP-999 CMP-999 Findings" "/reports/nothing nothing Reports"; do
  set -- $asked
  check "$1 is not there" 404 "$(w "$site$1")"
  visible "$scratch/body" | sed '1,/This cannot be shown/d' >"$scratch/said"
  contains "$1 says what is unknown" "$2" "$scratch/said"
  contains "$1 says where to look" "$3" "$scratch/said"
done

for report in $reports; do
  case $report in simulation | entry | nomenclature-codes) continue ;; esac
  c report "$report" -O csv >"$scratch/expected" 2>/dev/null
  w "$site/reports/$report.csv" >/dev/null
  same_file "$report is the same by the browser" "$scratch/expected" "$scratch/body"
done
# A session keeps the plans of its questions: whatever it was asked before, and however often, the next answer is that of its own filters.
for filters in "" entity=993020023 "entity=993020023&year=2021" year=2022 entity=993030030; do
  set -- $(echo "$filters" | tr '&' '\n' | sed 's/^/--/; s/=/ /')
  c report spending -O csv "$@" >"$scratch/expected.$filters" 2>/dev/null
done
for round in 1 2 3 4 5 6 7 8; do
  for filters in "" entity=993020023 "entity=993020023&year=2021" year=2022 entity=993030030; do
    w "$site/reports/spending.csv?$filters" >/dev/null
    cmp -s "$scratch/expected.$filters" "$scratch/body" || echo "round $round, $filters: $(diff "$scratch/expected.$filters" "$scratch/body" | short 300)"
  done
done >"$scratch/wrong"
check "spending asked eight times by each of five filters is that of the command line" "" "$(cat "$scratch/wrong")"
wrong=$(for page in $(seq 1 80); do echo "$(w "$site/journal?page=$page") $(w "$site/reports/spending.csv?entity=993020023")"; done | sort | uniq -c | sed 's/^ *//')
check "a session that was asked for many pages answers on" "80 200 200" "$wrong"
same_file "and answers the same" "$scratch/expected.entity=993020023" "$scratch/body"
differs "one body is not another" "$(cat "$scratch/expected.entity=993020023")" "$(cat "$scratch/expected.entity=993030030")"
c report spending -O csv >"$scratch/rows"
rows=$(wc -l <"$scratch/rows")
w "$site/reports/spending.xlsx" >/dev/null
check "a workbook has its rows" yes "$([ "$(unzip -p "$scratch/body" xl/worksheets/sheet1.xml | grep -o '<row ' | wc -l)" -ge "$rows" ] && echo yes)"
w "$site/reports/spending.ods" >/dev/null
check "so has the other kind" yes "$([ "$(unzip -p "$scratch/body" content.xml | grep -o '<table:table-row' | wc -l)" -ge "$rows" ] && echo yes)"
# more flows than can be drawn
{ echo '<register xmlns="urn:contrepartie:register:1"><body siren="993600006" kind="institution" name="Many"/>'
  for n in $(seq 1001 1070); do echo "<body siren=\"99370$n\" kind=\"commune\" name=\"Commune $n\"/>"; done
  echo '<act id="many" kind="agreement" date="2020-01-01" title="Many"/><agreement id="A-MANY" institution="993600006" from="2020-01-01" to="2030-12-31" act="many">'
  for n in $(seq 1001 1070); do echo "<funder siren=\"99370$n\"><due year=\"2030\" amount=\"$n.00\"/><paid year=\"2030\" amount=\"$n.00\"/></funder>"; done
  echo '</agreement></register>'; } >"$scratch/many.xml"
must import -q "$scratch/many.xml"
check "flows of many bodies are shown" 200 "$(w "$site/flows")"
check "of seventy flows sixty are drawn" 60 "$(sed -n '/<figure/,/<\/figure>/p' "$scratch/body" | grep -o 'Commune 10[0-9]*</text>' | sort -u | wc -l)"
contains "and it is said" "The table has all of them" "$scratch/body"
check "the page of many flows is whole" "" "$(whole "$scratch/body" en)"

stop
check "the server ends in order" 0 "$ended"

finished
