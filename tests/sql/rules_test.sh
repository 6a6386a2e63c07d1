# Each rule of sql/rules/ on figures at its edge, computed by hand from its definition.
. "$TESTS/lib/ledger.sh"

new_ledger
recipient=993510015
# Receipts by transfer in 2020, 2021, 2022 and 2023; "-" is no line.
receipts='
74611 - 900.00 999.00 998.99
74612 - 900.00 1000.00 1000.00
74613 - 900.00 1000.00 1000.00
74614 - 900.00 1000.00 1000.00
74615 - - 500.00 500.00
74616 - 100.00 101.00 102.00
74617 - 100.00 101.00 102.00
74621 - 1000.00 1004.00 1005.00
74622 - 1000.00 1004.00 1005.01
74623 - 1000.00 1004.00 1005.00
74631 - 298.99 299.00 300.00
74632 10.00 10.00 10.00 10.00
74633 - 102.00 102.00 102.00
74634 - 100.00 100.00 100.00
74635 - 100.90 100.90 100.90
74636 - 440.00 440.00 440.00'
for year in 2020 2021 2022 2023; do
  {
    echo "$receipts" | awk -v column=$((year - 2018)) 'NF && $column != "-" { print $1, "01 R", $column, $column }'
    case $year in 2021) echo 64111 311 D 500.00 500.00 ;; 2022) echo 64111 311 D 700.00 700.00 ;; 2023) echo 64111 311 D 501.00 501.00 ;; esac
    echo 64111 312 D 500.00 500.00 # a charge that does not grow
  } | budget CA ${recipient}00013 $year >"$scratch/CA-$year.xml"
done
must import "$scratch"/CA-*.xml

good='<evaluation state="definitive" act="order" date="2020-12-01" value-year="2021" opinion="2020-11-05"/>'
# transfer ID NATURE COMPETENCE RIGHT ACCOUNT [INSIDE [ATTRIBUTES [EFFECTIVE [PAID]]]]
transfer() {
  echo "<transfer id=\"$1\" nature=\"$2\" competence=\"$3\" from=\"993500016\" effective=\"${8-2021-01-01}\" act=\"law\" ${7-}>${6-$good}<right siren=\"$recipient\" amount=\"$4\"/>"
  echo "<resource id=\"R\" kind=\"dgd\" account=\"$5\">${9-}</resource></transfer>"
}
paid() { echo "<paid siren=\"$recipient\" year=\"$1\" amount=\"$2\"/>"; }
rule() { echo "<rule method=\"mean\" operating-years=\"$1\" value-year=\"2020\"/><reference siren=\"$recipient\" year=\"2019\" section=\"F\" amount=\"100.00\"/><reference siren=\"$recipient\" year=\"2020\" section=\"F\" amount=\"100.00\"/>$good"; }
{
  echo '<register xmlns="urn:contrepartie:register:1"><body siren="993500016" kind="state" name="State"/><body siren="993510015" kind="region" name="Region"/>
  <act id="law" kind="law" date="2020-07-01" title="Law"/><act id="order" kind="order" date="2020-12-01" title="Order"/>
  <competence id="growing" label="Growing" scope="D &amp; F311"/><competence id="flat" label="Flat" scope="D &amp; F312"/><competence id="none" label="None" scope="D &amp; F999"/>'
  transfer T-01 transfer none 1000.00 74611
  transfer T-01-creation creation none 1000.00 74612
  transfer T-01-delegation delegation none 1000.00 74613
  transfer T-01-tolerance transfer none 1000.00 74614 "$good" 'tolerance="200.00"'
  transfer T-02 local_to_local none 500.00 74615
  transfer T-03 property_transfer none 100.00 74616 ""
  transfer T-03-extension extension none 100.00 74616 ""
  transfer T-03-experiment experiment none 100.00 74616 ""
  transfer T-03-opinion transfer none 100.00 74617 '<evaluation state="definitive" act="order" date="2020-12-01" value-year="2021"/>'
  transfer T-04 transfer growing 1000.00 74621
  transfer T-04-moves transfer growing 1000.00 74622
  transfer T-04-flat transfer flat 1000.00 74623
  transfer T-06 transfer none 299.00 74631 "$good" "" 2021-01-01 "$(paid 2021 300.00)$(paid 2022 300.00)$(paid 2023 300.00)"
  transfer T-07 transfer none 102.00 74633 "$(rule 2)"
  transfer T-07-years transfer none 100.00 74634 "$(rule 3)"
  transfer T-07-near transfer none 100.90 74635 "$(rule 2)"
  transfer T-08 transfer none 10.00 74632 "$(echo "$good" | sed 's/definitive/provisional/')" "" 2020-01-01
  transfer T-08-later transfer none 10.00 74632 "$(echo "$good" | sed 's/definitive/provisional/')$(echo "$good" | sed 's/2020-12-01/2022-06-01/')" "" 2020-01-01
  transfer T-09-a transfer none 110.00 74636 "$good" "" 2021-01-01 "$(paid 2021 100.00)$(paid 2022 100.00)$(paid 2023 440.00)"
  transfer T-09-b transfer none 330.00 74636 "$good" "" 2021-01-01 "$(paid 2021 300.00)$(paid 2022 300.00)"
  echo '</register>'
} >"$scratch/register.xml"
exits "a register of every rule imports" 0 c import "$scratch/register.xml"

table findings | only code,level,transfer,year,amount >"$scratch/findings"
# found CODE: the findings of one rule
found() { awk -F '|' -v code="$1" '$1 == code { print $2, $3, $4, $5 }' "$scratch/findings"; }
check "CMP-001: resources below the right by more than the tolerance, a breach or a finding by nature" \
"breach T-01 2021 100.00
breach T-01 2023 1.01
finding T-01-creation 2021 100.00" "$(found CMP-001 | grep T-01)"
check "CMP-002: the first resource after the effective year, in that first year" "breach T-02 2022 " "$(found CMP-002)"
check "CMP-003: no act fixes the right, or no opinion" \
"breach T-03 2021 
finding T-03-extension 2021 
check T-03-opinion 2021 " "$(found CMP-003)"
check "CMP-004: resources within 0.5 % over three years while the charge grows" "finding T-04 2023 1.00" "$(found CMP-004)"
check "CMP-005: no resource at all" "breach T-02 2021 500.00" "$(found CMP-005 | grep -v T-09)"
check "CMP-006: what was paid is not what was booked, by more than the tolerance" "check T-06 2021 -1.01" "$(found CMP-006 | grep T-06)"
check "CMP-007: the recomputed right is another, or reference years are missing" \
"check T-07 2021 2.00
check T-07-years 2021 0.00" "$(found CMP-007)"
check "CMP-008: provisional after three years, if the latest evaluation is" "finding T-08 2023 10.00" "$(found CMP-008)"
check "a shared account is shared as it was paid" "T-09-a|2021|110.00 T-09-a|2022|110.00 T-09-a|2023|440.00 T-09-b|2021|330.00 T-09-b|2022|330.00 T-09-b|2023|0.00" \
  "$(table report compensation | by '$c["transfer"] ~ /^T-09/ { print $c["transfer"] "|" $c["year"] "|" $c["resources"] }' | short | sed 's/ $//')"
check "findings are in the order of code, transfer, body and year" "" "$(sort -t '|' -k 1,1 -k 3,3 -k 4,4 -c "$scratch/findings" 2>&1)"
check "findings are the same in French" "$(c findings -O csv | cut -d, -f 1-6)" "$(c --lang fr findings -O csv | cut -d, -f 1-6)"
for rule in "$TESTS"/../sql/rules/CMP-*.sql; do
  code=$(basename "$rule" .sql)
  exits "$code is explained" 0 c findings explain "$code"
  contains "$code is explained by its file" "$(sed -n 's/^-- title: \(.*\) | .*/\1/p' "$rule")" "$scratch/out"
done
exits "a rule that is none is a mistake" 2 c findings explain CMP-999
finished
