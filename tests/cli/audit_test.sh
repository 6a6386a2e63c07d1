# The audit report: a page whose every amount leads to the entries behind it, in both languages; the same figures in
# workbooks. The sample world, with what makes links and texts difficult: declared payments without accounts, a merger, an
# object without a transfer, a table that is off, names and reasons full of signs.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
sample=$TESTS/../docs/sample
signs="<b>don</b> & \"legs\" de l'État" # five signs to escape
formula="=SUM(A1:A9)+cmd|' /C calc'!A0"  # what a spreadsheet must not run

register "$scratch/difficult.xml" <<R
  <merger from="$NORTH" to="$UNION" year="2022" act="loi"/>
  <transfer id="T-DECLARED" nature="transfer" competence="lecture" from="$STATE" effective="2021-01-01" act="loi">
    <evaluation state="definitive" act="arrete" date="2021-02-01" value-year="2021" opinion="2021-01-15"/>
    <right siren="$SOUTH" amount="1000.00"/>
    <right siren="$NORTH" amount="2000.00"/>
    <resource id="DGD-D" kind="dgd" account="74631"><paid siren="$SOUTH" year="2021" amount="900.00"/><paid siren="$NORTH" year="2022" amount="1500.00"/></resource>
  </transfer>
  <object id="O-MUSIC" label="Conservatoires" payer="$STATE"><spent year="2020" amount="100.00"/><spent year="2021" amount="50.00"/></object>
R
sed "s#name=\"Région fictive du Sud\"#name=\"$formula\"#" "$scratch/difficult.xml" >"$scratch/formula.xml"
printf 'act;recipient;component;amount\nTableau;un;a;1\nTableau;TOTAL;a;2\n' >"$scratch/off.csv"
must import -q "$sample"/CA-*.xml "$sample/register.xml" "$scratch/formula.xml" "$scratch/off.csv"
must findings waive CMP-005 T-MUSEE --reason "$signs"
must findings waive CMP-004 T-ENSEIGNEMENT --reason "$formula"
c findings -O csv >"$scratch/findings.csv"
c report compensation -O csv >"$scratch/compensation.csv"
rows=$(tail -n +2 "$scratch/compensation.csv" | wc -l)
totals=$(c report compensation-totals -O csv | tail -n +2 | wc -l)

# --- the page

for language in en fr; do
  page=$scratch/report-$language.html
  "$PROGRAM" -D "$ledger" --lang $language report compensation -O html </dev/null >"$page" 2>"$scratch/err"
  check "${language}_is_written" "0" "$([ -s "$page" ] && grep -c . "$scratch/err")"
  contains "${language}_says_its_language" "<html lang=\"$language\">" "$page"

  grep -o 'href="#[^"]*"' "$page" | sed 's/^href="#//; s/"$//' | sort -u >"$scratch/hrefs"
  grep -o ' id="[^"]*"' "$page" | sed 's/^ id="//; s/"$//' | sort >"$scratch/ids"
  check "${language}_has_links" yes "$([ "$(wc -l <"$scratch/hrefs")" -gt 30 ] && echo yes)"
  check "${language}_every_link_has_its_place" "" "$(sort -u "$scratch/ids" | comm -23 "$scratch/hrefs" - | paste -sd' ' -)"
  check "${language}_every_place_is_named_once" "" "$(uniq -d "$scratch/ids" | paste -sd' ' -)"

  # table 1: six amounts and two ratios a row; the amounts are links, the ratios are not
  awk -v mark="<caption>[A-Za-z]* 1\\. " '$0 ~ mark { inside = 1 } inside && /<\/table>/ { exit } inside && /^<tr>/' "$page" >"$scratch/table1"
  check "${language}_table_1_has_every_row" "$rows" "$(wc -l <"$scratch/table1")"
  check "${language}_every_amount_of_table_1_is_a_link" $((6 * rows)) "$(grep -o '<td class="n"><a href="#[^"]*">[^<]*€</a></td>' "$scratch/table1" | wc -l)"
  check "${language}_no_amount_of_table_1_is_without" 0 "$(grep -o '<td class="n">[^<]*€</td>' "$scratch/table1" | wc -l)"
  check "${language}_no_ratio_is_a_link" 0 "$(grep -o '<a href="#[^"]*">[^<]*%</a>' "$scratch/table1" | wc -l)"

  # table 2 and the summary: every amount leads to the list of the lines that it sums, each of which leads to its entries
  awk -v mark="<caption>[A-Za-z]* 2\\. " '$0 ~ mark { inside = 1 } inside && /<\/table>/ { exit } inside && /^<tr>/' "$page" >"$scratch/table2"
  check "${language}_table_2_has_every_total" "$totals" "$(wc -l <"$scratch/table2")"
  check "${language}_no_amount_of_table_2_is_without" 0 "$(grep -o '<td class="n">[^<]*€</td>' "$scratch/table2" | wc -l)"
  check "${language}_every_total_names_its_lines" "$totals" "$(grep -c '^<li id="t-[0-9]*">.*<a href="#e-' "$page")"
  check "${language}_all_sums_every_line" "$rows" "$(grep '^<li id="t-' "$page" | tail -n 1 | grep -o '<a href="#e-[^"]*-all">' | wc -l)"
  check "${language}_amounts_of_the_summary_are_links" "3 0" "$(grep -c '^<li><b><a href="#t-' "$page") $(grep -c '^<li><b>[^<]*€' "$page")"

  # three words, three sections, each with the findings of its level
  for level in breach finding check; do
    case $level-$language in
      breach-en) word=Breaches ;; finding-en) word=Findings ;; check-en) word="To check" ;;
      breach-fr) word=Manquements ;; finding-fr) word=Constats ;; check-fr) word="À vérifier" ;;
    esac
    count=$(grep -c ",$level," "$scratch/findings.csv")
    awk -v mark="<section class=\"$level\">" 'index($0, mark) { inside = 1 } inside; inside && /<\/section>/ { exit }' "$page" >"$scratch/section"
    check "${language}_${level}_has_its_section" "$word $count" "$(sed -n "1s/.*<h3>\\($word\\).*(\\([0-9]*\\))<.*/\\1 \\2/p" "$scratch/section")"
    check "${language}_${level}_lists_them" "$count" "$(grep -c '^<tr><td' "$scratch/section")"
  done
  check "${language}_three_sections" 3 "$(grep -o '<section class=' "$page" | wc -l)"

  # nothing runs, nothing is fetched
  check "${language}_runs_no_script" "" "$(grep -oiE '<script|javascript:| on[a-z]+=' "$page" | sort -u | paste -sd' ' -)"
  check "${language}_fetches_nothing" "" "$(grep -oE '(src|href)="[^#"][^"]*"|url\([^)]*\)|@import' "$page" | sort -u | paste -sd' ' -)"

  # signs stay signs
  contains "${language}_escapes_a_reason" '&lt;b&gt;don&lt;/b&gt; &amp; &quot;legs&quot; de l&#39;État' "$page"
  check "${language}_holds_no_raw_sign" 0 "$(grep -c '<b>don</b>' "$page")"

  # what opens, closes
  for tag in table thead tbody tr td th section main nav h1 h2 h3 svg a p ul li dl dt dd; do
    [ "$(grep -oE "<$tag[ >]" "$page" | wc -l)" -eq "$(grep -o "</$tag>" "$page" | wc -l)" ] || echo "$tag"
  done >"$scratch/open"
  check "${language}_every_tag_is_closed" "" "$(paste -sd' ' "$scratch/open")"
  if command -v xmllint >/dev/null; then
    # its parser is of HTML 4: elements it has not heard of are not errors
    xmllint --html --noout "$page" 2>&1 | grep 'parser error' | grep -v 'Tag [a-z]* invalid' >"$scratch/parsed"
    check "${language}_is_well_formed" "" "$(head -n 3 "$scratch/parsed" | paste -sd' ' -)"
  else
    echo "# no xmllint: well-formedness of the page is not examined"
  fi
done
check both_languages_hold_the_same_amounts "$(grep -oE '>[0-9 , .  -]*€<' "$scratch/report-en.html" | tr -cd '0-9\n' | sort | cksum)" \
  "$(grep -oE '>[0-9 , .  -]*€<' "$scratch/report-fr.html" | tr -cd '0-9\n' | sort | cksum)"

# an amount leads to entries whose file and line hold it: the freeze of 2023
page=$scratch/report-en.html
awk '/id="e-T-ENSEIGNEMENT-993020023-2023-resource"/' "$page" | sed 's/<[^>]*>/|/g; s/|\{1,\}/|/g' >"$scratch/entry"
contains an_entry_names_its_file_and_line "CA-2023-region.xml|77" "$scratch/entry"
c report compensation -O html --as-of 2022-01-01 >"$scratch/as-of.html"
contains as_of_is_said "As known on 2022-01-01" "$scratch/as-of.html"
c report compensation -O html --entity 993040047 --year 2022 >"$scratch/one.html"
check filters_hold_in_the_page "0 1" "$(grep -c T-ENSEIGNEMENT "$scratch/one.html") $(awk '/<caption>Table 1/ { inside = 1 } inside && /<\/table>/ { exit } inside && /^<tr>/' "$scratch/one.html" | wc -l)"
check links_hold_with_filters "" "$(grep -o ' id="[^"]*"' "$scratch/one.html" | sed 's/^ id="//; s/"$//' | sort -u >"$scratch/ids"
  grep -o 'href="#[^"]*"' "$scratch/one.html" | sed 's/^href="#//; s/"$//' | sort -u | comm -23 - "$scratch/ids" | paste -sd' ' -)"

# the sources of a part are its documents, the register that gives the rights among them
c report compensation --entity 993020023 --year 2022 -O html >"$scratch/part.html"
contains register_is_a_source "<td>register.xml</td>" "$scratch/part.html"
contains accounts_of_the_year_are_a_source "<td>CA-2022-region.xml</td>" "$scratch/part.html"
lacks accounts_of_another_year_are_none "<td>CA-2021-region.xml</td>" "$scratch/part.html"
lacks accounts_of_another_body_are_none "<td>CA-2022-commune.xml</td>" "$scratch/part.html"

# --- the workbooks

if command -v unzip >/dev/null; then
  part() { unzip -p "$1" "$2"; }
elif command -v python3 >/dev/null; then
  part() { python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' "$1" "$2"; }
else
  echo "# neither unzip nor python3: workbooks are not examined"
  finished
  exit
fi
# the figures of the CSV, row by row: year, right, resources, gap, coverage, charge, gap, coverage, arrears; empty ones left out
pick "$scratch/compensation.csv" year,right,resources,legal_gap,legal_coverage,charge,dynamic_gap,dynamic_coverage,arrears |
  tail -n +2 | sed 's/,,*/ /g; s/ $//' >"$scratch/figures"

c report compensation -o "$scratch/report.xlsx"
part "$scratch/report.xlsx" xl/workbook.xml >"$scratch/workbook.xml"
check xlsx_has_its_sheets "Coverage,Totals,Findings,Entries,Rules,Read me,Sources" "$(grep -o '<sheet name="[^"]*"' "$scratch/workbook.xml" | sed 's/.*="//; s/"$//' | paste -sd, -)"
part "$scratch/report.xlsx" xl/worksheets/sheet1.xml | sed 's/<row /\n<row /g' | grep '^<row r="' | tail -n +2 |
  awk '{ line = ""; rest = $0
    while (match(rest, /<v>[^<]*<\/v>/)) {
      value = substr(rest, RSTART + 3, RLENGTH - 7); rest = substr(rest, RSTART + RLENGTH)
      line = line (line == "" ? sprintf("%d", value) : sprintf(" %.2f", value)) }
    print line }' >"$scratch/xlsx-figures"
same_file xlsx_holds_the_figures_of_the_csv "$scratch/figures" "$scratch/xlsx-figures"
for sheet in 1 2 3 4 5 6 7; do part "$scratch/report.xlsx" xl/worksheets/sheet$sheet.xml; done >"$scratch/sheets.xml"
part "$scratch/report.xlsx" xl/sharedStrings.xml >>"$scratch/sheets.xml" 2>/dev/null
check xlsx_runs_no_formula 0 "$(grep -o '<f[ >]' "$scratch/sheets.xml" | wc -l)"
contains xlsx_keeps_the_text_of_a_formula "<t>=SUM(A1:A9)+cmd|' /C calc'!A0</t>" "$scratch/sheets.xml"
contains xlsx_escapes_a_reason '&lt;b&gt;don&lt;/b&gt; &amp; ' "$scratch/sheets.xml"

c report compensation -o "$scratch/report.ods"
check ods_begins_with_its_kind application/vnd.oasis.opendocument.spreadsheet "$(part "$scratch/report.ods" mimetype)"
part "$scratch/report.ods" content.xml >"$scratch/content.xml"
check ods_has_its_sheets "Coverage,Totals,Findings,Entries,Rules,Read me,Sources" "$(grep -o 'table:table table:name="[^"]*"' "$scratch/content.xml" | sed 's/.*name="//; s/"$//' | paste -sd, -)"
sed 's/<table:table /\n<table:table /g' "$scratch/content.xml" | grep 'name="Coverage"' | sed 's/<table:table-row>/\n/g' | tail -n +3 |
  awk '{ line = ""; rest = $0
    while (match(rest, /office:value="[^"]*"/)) {
      line = line (line == "" ? "" : " ") substr(rest, RSTART + 14, RLENGTH - 15); rest = substr(rest, RSTART + RLENGTH) }
    print line }' >"$scratch/ods-figures"
same_file ods_holds_the_figures_of_the_csv "$scratch/figures" "$scratch/ods-figures"
check ods_runs_no_formula 0 "$(grep -o 'table:formula' "$scratch/content.xml" | wc -l)"
contains ods_keeps_the_text_of_a_formula "office:value-type=\"string\"><text:p>=SUM(A1:A9)+cmd|' /C calc'!A0" "$scratch/content.xml"
if command -v xmllint >/dev/null; then
  check ods_is_well_formed "" "$(xmllint --noout "$scratch/content.xml" 2>&1 | head -n 2)"
  check xlsx_is_well_formed "" "$(part "$scratch/report.xlsx" xl/worksheets/sheet3.xml | xmllint --noout - 2>&1 | head -n 2)"
fi

finished
