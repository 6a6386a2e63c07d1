# Every report of the catalogue as .xlsx and .ods holds the figures of its CSV: as it is written, and as LibreOffice opens it.
# csv-fr opens in its dialect with columns and amounts intact. The same for what no report gives: findings, the audit, a
# simulation, what an import had to say, and for files of the browser.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/web.sh"
sample=$TESTS/../docs/sample
books=$scratch/books
mkdir "$books"

new_ledger
# what a spreadsheet would spoil: texts that begin like formulas, codes of zeros, quotes, semicolons, an amount of 14 digits
budget_label='=1+1|cmd' body_name='Ville; &quot;neuve&quot;, la = belle' budget CA 99341001800010 2023 >"$scratch/formula.xml" <<END
64111 311 D 123456789012.34 123456789012.34
65748 - D 10.00 -5.25
73111 01 R 10.00 0.00
END
budget_label='+33 1' body_name='@home' budget CA 99341002600019 2023 </dev/null >"$scratch/plus.xml"
c import -q "$sample"/CA-*.xml "$sample/register.xml" "$sample"/vouchers/* "$sample"/balances/* >"$scratch/out" 2>&1
must import -q "$scratch/formula.xml" "$scratch/plus.xml"
must findings waive CMP-005 T-MUSEE --reason "=SUM(A1:A9)+cmd|' /C calc'!A0"
(cd "$scratch" && sha256sum -- *.xml) | sed 's/  / /' >"$books/sha256"
(cd "$sample" && find . -type f -exec sha256sum {} +) | sed 's#  .*/# #' >>"$books/sha256"

# header NAME FILE: the types of the columns, the totals and the sheets that a report's header asks for
header() {
  sed -nE 's/^-- column: ([a-z0-9_]+) ([a-z]+).*/\1 \2/p' "$2" >"$books/$1.columns"
  sed -n 's/^-- totals: //p' "$2" >"$books/$1.totals"
  title=$(sed -n 's/^-- title: \(.*\) | .*/\1/p' "$2" | tr -d "[]:*?/\\\\'" | cut -c 1-31)
  { echo "$title"; [ ! -s "$books/$1.totals" ] || echo Totals; echo "Read me"; echo Sources; } >"$books/$1.sheets"
}
# written NAME ARGUMENTS…: that command in each format; what this test is about by the checked build
written() {
  name=$1; shift
  for format in csv:csv csv-fr:fr.csv; do "$RELEASE" -D "$ledger" --lang en "$@" -O "${format%:*}" </dev/null >"$books/$name.${format#*:}" 2>>"$scratch/err"; done
  for format in xlsx ods; do c "$@" -O $format >"$books/$name.$format" 2>>"$scratch/err"; done
}
: >"$scratch/err"
for report in "$TESTS"/../sql/reports/*.sql; do
  name=$(basename "$report" .sql)
  header "$name" "$report"
  case $name in
    entry | messages | checks) written "$name" report "$name" --document 5 ;;
    nomenclature-codes) written "$name" nomenclature show M57-M57_D --year 2023 --account 65 ;;
    simulation) written "$name" simulate "$sample/simulations/monuments.xml" ;;
    *) written "$name" report "$name" ;;
  esac
done
printf '%s\n' Coverage Totals Findings Entries Rules "Read me" Sources >"$books/compensation.sheets"
written spending-2022 report spending --year 2022 --entity 993040047 --scope 'D & F3'
header spending-2022 "$TESTS/../sql/reports/spending.sql"
written findings findings
printf '%s\n' "code code" "level code" "transfer code" "siren code" "year year" "amount money" "message text" "waived text" >"$books/findings.columns"
: >"$books/findings.totals"; printf '%s\n' Findings "Read me" Sources >"$books/findings.sheets"
check "every file is written" "" "$(find "$books" -size 0 ! -name '*.totals' | sort | short)"

# the reports whose rows show what is to be tried are not empty
for name in spending execution trial-balance journal documents compensation vouchers grants acts reconciliation simulation findings spending-2022; do
  check "$name has rows" yes "$([ "$(wc -l <"$books/$name.csv")" -gt 2 ] && echo yes)"
done
contains "a formula is among them" '=1+1|cmd' "$books/entities.csv"
contains "an amount of 14 digits is among them" ',123456789012.34,' "$books/execution.csv"

# --- by the browser

sed 's/V="64111"/V="ABC"/' "$scratch/formula.xml" >"$scratch/wrong.xml"
serve; enter
for name in spending journal findings; do
  for kind in columns totals sheets csv fr.csv; do cp "$books/$name.$kind" "$books/web-$name.$kind"; done
  for kind in xlsx ods; do
    case $name in findings) page=/findings ;; journal) page=/journal ;; *) page=/reports/$name ;; esac
    check "the browser gives $name.$kind" 200 "$(w "$site$page.$kind")"
    cp "$scratch/body" "$books/web-$name.$kind"
  done
done
post /imports -F "file=@$scratch/wrong.xml" >/dev/null
number=$(head_of Location); number=${number##*/}
sent "$number"
for format in csv:csv csv-fr:fr.csv xlsx:xlsx ods:ods; do
  check "the browser gives what was found as ${format%:*}" 200 "$(w "$site/messages/$number.${format%:*}")"
  cp "$scratch/body" "$books/messages-of-import.${format#*:}"
done
stop
printf '%s\n' "file text" "level code" "code code" "line integer" "path text" "found text" "expected text" "occurrences integer" "message text" >"$books/messages-of-import.columns"
: >"$books/messages-of-import.totals"; echo "Import report" >"$books/messages-of-import.sheets"
check "something was found" yes "$([ "$(wc -l <"$books/messages-of-import.csv")" -gt 1 ] && echo yes)"

# --- as they are written

python3 "$TESTS/cli/workbook.py" "$books"

# what was asked stands in the workbook; names of sheets are cut between letters, as Excel refuses a file otherwise
c --lang fr report spending --year 2022 --entity castelmaur --as-of 2024-01-31 -o "$scratch/asked.ods"
unzip -p "$scratch/asked.ods" content.xml >"$scratch/asked.xml"
for text in castelmaur 2022 culture 2024-01-31 'Dépense par fonction et domaine'; do contains "the workbook says $text" "<text:p>$text</text:p>" "$scratch/asked.xml"; done
for report in "$TESTS"/../sql/reports/*.sql; do
  "$RELEASE" -D "$ledger" --lang fr report "$(basename "$report" .sql)" -O xlsx </dev/null >"$scratch/french.xlsx" 2>/dev/null
  unzip -p "$scratch/french.xlsx" xl/workbook.xml | xmllint --noout - 2>&1
done >"$scratch/out"
check "the names of sheets are whole letters" "" "$(short <"$scratch/out")"

# --- as LibreOffice opens them

if ! command -v soffice >/dev/null; then
  echo "# skipped what LibreOffice makes of the workbooks: libreoffice-calc-nogui is not installed"
  finished; exit 0
fi
mkdir -p "$scratch/opened" "$scratch/office/user"
# it computes every formula again, whatever the file says that it gave
cat >"$scratch/office/user/registrymodifications.xcu" <<END
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>
END
office() { # INPUT FORMAT FOLDER FILE…: opens them, all at once, and writes what it finds into the folder
  office_input=$1 office_format=$2 office_folder=$scratch/opened/$3; shift 3
  soffice "-env:UserInstallation=file://$scratch/office" --headless --norestore ${office_input:+"--infilter=$office_input"} \
    --convert-to "$office_format" --outdir "$office_folder" "$@" >"$scratch/office.out" 2>&1 || not_ok "LibreOffice opens them" "$(short <"$scratch/office.out")"
}
every_sheet='csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1'
office "" "$every_sheet" xlsx "$books"/*.xlsx
office "" "$every_sheet" ods "$books"/*.ods
office "Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true" ods fr "$books"/*.fr.csv # 1036: as in France
python3 "$TESTS/cli/workbook.py" "$books" "$scratch/opened"
finished
