# The register: rights, resources, charges and commitments of the sample world and of small registers, against figures
# computed apart from the program.
. "$TESTS/lib/ledger.sh"
data=$TESTS/data/register
sample=$TESTS/../docs/sample

# --- the sample world -------------------------------------------------------------------------------------------------

new_ledger
exits "the sample world imports" 0 c import "$sample"/CA-*.xml "$sample/register.xml"
summed_spending() {
  echo siren,year,function,section,direction,realised
  table report spending | by '$c["function"] != "" { s[$c["siren"] "," $c["year"] "," $c["function"] "," $c["section"] "," $c["direction"]] += $c["realised"] }
    END { for (k in s) if (s[k] > 0.005 || s[k] < -0.005) printf "%s,%.2f\n", k, s[k] }' | sort
}
summed_spending >"$scratch/spending.csv"
{ head -n 1 "$sample/expected_spending.csv"; tail -n +2 "$sample/expected_spending.csv" | sort; } >"$scratch/wanted.csv"
same_file "spending of the sample world is as computed apart" "$scratch/wanted.csv" "$scratch/spending.csv"
c report compensation -O csv >"$scratch/compensation.full"
cut -d, -f 1-11 "$scratch/compensation.full" >"$scratch/compensation.csv"
same_file "compensation of the sample world is as computed apart" "$sample/expected_compensation.csv" "$scratch/compensation.csv"
check "recipients with accounts are on the booked basis" booked "$(table report compensation | only basis | sort -u)"
check "the state of the evaluation is told, and its absence" "T-CINEMA| T-ENSEIGNEMENT|definitive T-LECTURE|definitive T-MUSEE|definitive" "$(table report compensation | only transfer,state | sort -u | short | sed 's/ $//')"
c findings -O csv >"$scratch/findings.full"
cut -d, -f 1-5 "$scratch/findings.full" >"$scratch/findings.csv"
same_file "findings of the sample world are as computed apart" "$sample/expected_findings.csv" "$scratch/findings.csv"
exits "findings end well unless asked" 0 c findings
exits "a breach fails on breach" 1 c findings --fail-on breach
exits "a breach fails on check" 1 c findings --fail-on check
exits "a finding alone does not fail on breach" 0 c findings --fail-on breach --transfer T-ENSEIGNEMENT
exits "a finding alone fails on finding" 1 c findings --fail-on finding --transfer T-ENSEIGNEMENT
exits "never does not fail" 0 c findings --fail-on never
exits "another word for a level is a mistake" 2 c findings --fail-on sometimes
check "findings are filtered by body and year" "CMP-005|993040047|2022" "$(table findings --entity 993040047 --year 2022 | only code,siren,year)"
exits "the sample world is whole" 0 c verify

# --- commitments ------------------------------------------------------------------------------------------------------

# Rights (of the expected figures) and promises of agreements; nothing is matched yet, so nothing reverses them.
tail -n +2 "$sample/expected_compensation.csv" | awk -F, '{ print $3, $4, $5 }' >"$scratch/claims"
sed -n 's/.*<agreement .*institution="\([0-9]*\)".*/agreement \1/p; s/.*<transfer .*/transfer/p
  s/.*<due year="\([0-9]*\)" amount="\([0-9.]*\)".*/due \1 \2/p' "$sample/register.xml" |
  awk '$1 == "agreement" { body = $2 } $1 == "due" { print body, $2, $3 }' >>"$scratch/claims"
awk '{ s[$1 " " $2] += $3 } END { for (k in s) printf "%s %.2f\n", k, ((s[k] < 0.005 && s[k] > -0.005) ? 0 : s[k]) }' "$scratch/claims" | sort >"$scratch/open.wanted"
table report trial-balance --book commitments >"$scratch/balance"
by '$c["account"] == "802" { print $c["siren"], $c["year"], $c["balance"] }' <"$scratch/balance" | sort >"$scratch/open"
same_file "what remains on 802 is the right and the promises, until they are matched" "$scratch/open.wanted" "$scratch/open"
check "over the years too" "$(awk '{ s += $3 } END { printf "%.2f", s }' "$scratch/open.wanted")" "$(sum balance '$c["account"] == "802"' <"$scratch/balance")"
check "what some may claim on 802 others owe on 801" "0.00" "$(sum balance '$c["account"] == "802" || $c["account"] == "801"' <"$scratch/balance")"
check "commitments debit what they credit" "$(sum debit <"$scratch/balance")" "$(sum credit <"$scratch/balance")"
check "a commitment points at its element" '/register/transfer[@id="T-CINEMA"]/right[@siren="993020023"]' \
  "$(table journal --book commitments --entity 993020023 --year 2023 | by '$c["amount"] == "60000.00" { print $c["path"] }')"
at=$(table journal --book commitments --entity 993020023 --year 2023 | by '$c["amount"] == "60000.00" { print $c["line"] }')
check "a commitment points at its line" 1 "$(sed -n "${at:-0}p" "$sample/register.xml" | grep -c '<right siren="993020023" amount="60000.00"')"

# --- the order of import ------------------------------------------------------------------------------------------------

new_ledger
exits "the sample world imports backwards" 0 c import "$sample/register.xml" $(ls -r "$sample"/CA-*.xml)
c report compensation -O csv >"$scratch/backwards"
same_file "compensation does not depend on the order of import" "$scratch/compensation.full" "$scratch/backwards"
c findings -O csv >"$scratch/backwards"
same_file "findings do not depend on the order of import" "$scratch/findings.full" "$scratch/backwards"
summed_spending >"$scratch/backwards"
same_file "spending does not depend on the order of import" "$scratch/spending.csv" "$scratch/backwards"

# --- minimal.xml: keys, index, until, recomputed right ----------------------------------------------------------------------

new_ledger
must db start
before=$(state)
# refused NAME CODE LINE FILE (libxml2 tells a key defined twice at the end of its element)
refused() {
  exits "$1 is refused" 65 c import "$4"
  contains "$1 is refused by rule $2" "$2" "$scratch/err"
  check "$1 is told at its line" "$4:$3" "$(grep -o "$4:[0-9]*" "$scratch/err" | head -n 1)"
}
refused "a scope that cannot be read" REG-010 9 "$data/bad_scope.xml"
contains "the formula and the place in it are told" "D & (F311 | " "$scratch/err"
refused "a body that is not declared" REG-001 12 "$data/unknown_body.xml"
contains "the body that is not declared is named" 993590090 "$scratch/err"
refused "a transfer defined twice" REG-001 17 "$data/duplicate_transfer.xml"
contains "the transfer defined twice is named" T-SCENE "$scratch/err"
sed 's/effective="2022-01-01"/effective="2022-13-01"/' "$data/minimal.xml" >"$scratch/date.xml"
refused "a date that is none" REG-001 22 "$scratch/date.xml"
sed 's/effective="2022-01-01"/effective="2022-01-01" colour="red"/' "$data/minimal.xml" >"$scratch/attribute.xml"
refused "an attribute that is none" REG-001 22 "$scratch/attribute.xml"
sed 's/key="0.25"/key="1.25"/' "$data/minimal.xml" >"$scratch/key.xml"
refused "a share above the whole" REG-001 35 "$scratch/key.xml"
sed 's/amount="30300.00"/amount="30300.001"/' "$data/minimal.xml" >"$scratch/decimals.xml"
refused "an amount of three decimals" REG-001 38 "$scratch/decimals.xml"
sed 's|<resource |<ressource/><resource |' "$data/minimal.xml" >"$scratch/element.xml"
refused "an element that is none" REG-001 37 "$scratch/element.xml"
sed 's|<resource |<x:resource xmlns:x="urn:autre"/><resource |' "$data/minimal.xml" >"$scratch/foreign.xml"
refused "an element of another format" REG-001 37 "$scratch/foreign.xml"
{ sed -n '1,/<register/p' "$data/unknown_body.xml"; head -c 70000 /dev/zero | tr '\0' '\n'; sed '1,/<register/d' "$data/unknown_body.xml"; } >"$scratch/far.xml"
refused "a body that is not declared, far down" REG-001 70012 "$scratch/far.xml"
check "refused registers leave nothing behind" "$before" "$(state)"

sed 's/993510023/993510024/g' "$data/minimal.xml" >"$scratch/check_digit.xml"
exits "a SIREN whose check digit is wrong is no refusal" 0 c check "$scratch/check_digit.xml"
contains "it is warned of" REG-020 "$scratch/err"
contains "with its line" "check_digit.xml:10" "$scratch/err"

exits "the minimal register imports" 0 c import -O tsv "$data/minimal.xml"
check "a register is of no body and no year" "posted|register||||" "$(only status,format,stage,siren,year,message <"$scratch/out")"
minimal=$(only document <"$scratch/out")
check "shares of a right, indexed" "993510015|30300.00
993510023|90900.00" "$(table report compensation --year 2022 | only siren,right)"
check "the recomputed right is rounded half up, at the end only" "993510015|30000.01
993510023|90000.00" "$(sql "select siren, amount from recomputed_right order by 1")"
check "a recomputed right within the tolerance is no finding" "" "$(table findings | only code | grep CMP-007)"
check "without accounts what was declared stands in" "993510015|30300.00|declared
993510023|90000.00|declared" "$(table report compensation --year 2022 | only siren,resources,basis)"
check "a coverage of no charge is empty" "|" "$(table report compensation --year 2022 | by '$c["siren"] == "993510015" { print $c["dynamic_coverage"] "|" }')"
check "open rights stand on 802" "993510015|802|30300.00
993510023|802|90900.00" "$(table report trial-balance --year 2022 --book commitments | awk -F '\t' 'NR == 1 || $5 == "802"' | only siren,account,balance)"

for year in 2023 2024; do
  budget CA 99351001500013 $year >"$scratch/CA-$year.xml" <<END
64111 311 D 40000.00 35000.00
65748 316 D 9000.00 8000.00
65748 317 D 500.00 400.00
74631 311 R 30000.00 30300.00
74631 316 R 600.00 500.00
73111 01 R 20000.00 20000.00
END
  must import "$scratch/CA-$year.xml"
done
check "an index stops at its last year" "2022|30300.00 2023|30300.00 2024|30300.00" "$(table report compensation --entity 993510015 | only year,right | short | sed 's/ $//')"
check "the basis of each year is that of its accounts" "2022|30300.00|declared 2023|30800.00|booked 2024|30800.00|booked" "$(table report compensation --entity 993510015 | only year,resources,basis | short | sed 's/ $//')"
check "the charge is the scope's, both expenses, nothing else" "2023|43000.00|12200.00|71.63" "$(table report compensation --entity 993510015 --year 2023 | only year,charge,dynamic_gap,dynamic_coverage)"

# --- the same register, another register -----------------------------------------------------------------------------------

before=$(state)
exits "a register imported again is unchanged" 0 c import -O tsv "$data/minimal.xml"
check "a register imported again is told unchanged" "unchanged|$minimal" "$(only status,document <"$scratch/out")"
sed -e 's/<act id="loi-x" kind="law"/<act kind="law" id="loi-x"/' -e 's|<index id="prix" |<!-- a price index -->\n\n  <index   id="prix" |' "$data/minimal.xml" >"$scratch/spelling.xml"
exits "another spelling of a register is unchanged" 0 c import -O tsv "$scratch/spelling.xml"
check "another spelling of a register is told unchanged" "unchanged|$minimal" "$(only status,document <"$scratch/out")"
check "unchanged registers write nothing" "$before" "$(state)"

sed 's/amount="120000.00"/amount="124000.00"/' "$data/minimal.xml" >"$scratch/revised.xml"
exits "another register of the same transfer is refused" 65 c import -O tsv "$scratch/revised.xml"
check "another register of the same transfer is told refused" refused "$(only status <"$scratch/out")"
contains "the register that defines the transfer already is named" "document $minimal" "$scratch/err"
check "another register refused writes nothing" "$before" "$(state)"
exits "another register replaces on request" 0 c import --replace -O tsv "$scratch/revised.xml"
check "another register is told replaced" replaced "$(only status <"$scratch/out")"
check "the first register is superseded, and its reversal with it" "superseded superseded active" "$(table documents | by '$c["format"] == "register" { print $c["status"] }' | sort -r | short | sed 's/ $//')"
check "rights are those of the register in force" "993510015|31310.00
993510023|93930.00" "$(table report compensation --year 2022 | only siren,right)"
check "commitments are those of the register in force" "993510015|31310.00
993510023|93930.00" "$(table report trial-balance --year 2022 --book commitments | awk -F '\t' 'NR == 1 || $5 == "802"' | only siren,balance)"
check "a transfer of a superseded register is listed once" "T-SCENE|993510015 T-SCENE|993510023" "$(table transfers | only transfer,siren | short | sed 's/ $//')"
exits "registers replaced are whole" 0 c verify
number=$(table documents | by '$c["format"] == "register" && $c["status"] == "active" { print $c["document"] }')
exits "a register is undone" 0 c documents undo "$number" --reason "not in force"
check "an undone register reports nothing" "" "$(table report compensation | only transfer)"
check "an undone register commits nobody" "" "$(table report trial-balance --book commitments | only account)"
exits "an undone register may come back" 0 c import -O tsv "$scratch/revised.xml"
check "an undone register comes back as posted" posted "$(only status <"$scratch/out")"
exits "registers undone and imported again are whole" 0 c verify
finished
