# Genuine files, which are not in this repository: run when they lie beside the checkout, silent otherwise.
. "$TESTS/lib/ledger.sh"
shared=$TESTS/../../shared/data
if [ ! -d "$shared" ]; then finished; exit 0; fi
totem=$shared/totem/files

# --- accounts published by local authorities -------------------------------------------------------------------------------

new_ledger
# genuine files of SOURCES.tsv that are there, with what was measured of them
tail -n +2 "$shared/totem/SOURCES.tsv" | tr '\t' '|' | grep -v '^megalis_bad_\|^megalis_alamarge\|^megalis_meta_totem_cfu\|^herault_' |
  while IFS='|' read -r file rest; do [ -f "$totem/$file" ] && echo "$file|$rest"; done >"$scratch/sources"
check "genuine files are there" yes "$([ "$(wc -l <"$scratch/sources")" -ge 15 ] && echo yes)"
exits "all genuine files import" 0 c import -O tsv $(cut -d '|' -f 1 "$scratch/sources" | sed "s|^|$totem/|")
check "all genuine files are posted" "posted" "$(only status <"$scratch/out" | sort -u | short | sed 's/ $//')"
table documents | only document,file,siret,year,stage,seal,lines,skipped >"$scratch/documents"
awk -F '|' '{ s = $32 ~ /^OK/ ? "valid" : $32 ~ /^NO/ ? "altered" : "absent"; print $1 "|" $12 "|" $13 "|" s "|" $21 "|" ($20 - $21) }' "$scratch/sources" | sort >"$scratch/wanted"
awk -F '|' '{ print $2 "|" $3 "|" $4 "|" $6 "|" $7 "|" $8 }' "$scratch/documents" | sort >"$scratch/found"
same_file "SIRET, year, seal, lines and totals left out are those measured apart" "$scratch/wanted" "$scratch/found"

table report execution >"$scratch/execution"
money() { awk -F '|' '{ for (i = 2; i <= NF; i++) $i = sprintf("%.2f", $i == "-0.00" ? 0 : $i); print }' OFS='|' | sed 's/-0\.00/0.00/g' | sort; }
awk -F '|' '$14 == "09" || $14 == "10" { print $12 " " $13 "|" $23 "|" $24 "|" $25 "|" $26 "|" $29 "|" $30 }' "$scratch/sources" | money | grep -v '|0.00|0.00|0.00|0.00|0.00|0.00$' >"$scratch/wanted" # a line of zeros is no entry
by '$c["stage"] ~ /^C/ { k = $c["siret"] " " $c["year"]; o = $c["operation"] ~ /^order/; keys[k]
    r[k, $c["direction"], o] += $c["realised"]; p[k, $c["direction"]] += $c["opened"] }
  END { for (k in keys) print k "|" r[k, "D", 0] + 0 "|" r[k, "D", 1] + 0 "|" r[k, "R", 0] + 0 "|" r[k, "R", 1] + 0 "|" p[k, "D"] + 0 "|" p[k, "R"] + 0 }' CONVFMT=%.2f OFMT=%.2f <"$scratch/execution" | money >"$scratch/found"
same_file "realised amounts and credits are those measured apart" "$scratch/wanted" "$scratch/found"
awk -F '|' '$14 == "01" || $14 == "02" { print $12 " " $13 " " ($14 == "01" ? "BP" : "DM") "|" $27 "|" $28 }' "$scratch/sources" | money >"$scratch/wanted"
by '$c["stage"] !~ /^C/ { k = $c["siret"] " " $c["year"] " " $c["stage"]; keys[k]; p[k, $c["direction"]] += $c["opened"] }
  END { for (k in keys) print k "|" p[k, "D"] + 0 "|" p[k, "R"] + 0 }' CONVFMT=%.2f OFMT=%.2f <"$scratch/execution" | money >"$scratch/found"
same_file "voted amounts are those measured apart" "$scratch/wanted" "$scratch/found"

# culture: file, exer, natdec, fonction, section, codrd and MtReal, held against siret, year, function, section, direction
awk -F '|' 'NR == FNR { siret[$1] = $12; next }
  { gsub(/\t/, "|"); split($0, f, "|") } f[1] in siret && (f[4] == "09" || f[4] == "10") { s[siret[f[1]] " " f[3] " " f[6] " " f[7] " " f[8]] += f[11] }
  END { for (k in s) if (s[k] > 0.005 || s[k] < -0.005) printf "%s %.2f\n", k, s[k] }' "$scratch/sources" "$shared/totem/culture_expected.tsv" | sort >"$scratch/wanted"
table report spending | by '$c["stage"] ~ /^C/ && $c["function"] != "" { s[$c["siret"] " " $c["year"] " " $c["function"] " " $c["section"] " " $c["direction"]] += $c["realised"] }
  END { for (k in s) if (s[k] > 0.005 || s[k] < -0.005) printf "%s %.2f\n", k, s[k] }' | sort >"$scratch/found"
check "culture was measured in many functions" yes "$([ "$(wc -l <"$scratch/wanted")" -gt 80 ] && echo yes)"
same_file "culture is to the cent what was measured apart" "$scratch/wanted" "$scratch/found"
check "budgets without functions are not determinable" "$(awk -F '|' '$22 == 0 { print $12, $13 }' "$scratch/sources" | sort -u | short)" "$(table report spending | by '$c["domain"] == "not_determinable" { print $c["siret"], $c["year"] }' | sort -u | short)"

number() { awk -F '|' -v f="$1" '$2 == f { print $1 }' "$scratch/documents"; }
table report checks | by '$c["passed"] == "false" && $c["level"] == "warning" && $c["check"] ~ /^order/ { print $c["document"], $c["check"], $c["difference"] }' | sort >"$scratch/found"
check "of order operations only those mistyped in 2021 do not mirror each other" "$(number montpellier_ville_CA_2021.xml) order-040-042 1793304.84 $(number montpellier_ville_CA_2021.xml) order-042-040 1793304.84" "$(short <"$scratch/found" | sed 's/ $//')"
{ echo "$(number montpellier_metro_2018__Flux_XML_CA_2018_eau_potable.xml) balance-I 34279.15"; echo "$(number montpellier_metro_2018__Flux_XML_CA_2018_transports.xml) balance-I 543229.16"; } | sort >"$scratch/wanted"
table report checks | by '$c["passed"] == "false" && $c["check"] ~ /^balance/ { d = $c["difference"]; sub(/^-/, "", d); print $c["document"], $c["check"], d }' | sort >"$scratch/found"
same_file "of sections only those known are out of balance" "$scratch/wanted" "$scratch/found"
check "every account of genuine files is known" "" "$(sql "select distinct found from message where code = 'TOT-110'")"
check "grants of 2018 meet the lines they detail" "0.00" "$(table report checks | by '$c["document"] == n && $c["check"] ~ /^grants-(20422|65733|657361|657362)$/ { s += $c["difference"] < 0 ? -$c["difference"] : $c["difference"]; k++ } END { printf k == 4 ? "%.2f" : "only " k, s }' n="$(number montpellier_ville_CA_2018.xml)")"
check "no natural person is named unless asked for" 0 "$(sql "select count(*) from grant_paid where legal_kind = 'P3' and beneficiary not like '%masqu%'")"

for expected in "$shared"/totem/scdl_expected/*.expected.csv; do
  file=$(basename "$expected" .expected.csv).xml
  c export scdl-budget --document "$(number "$file")" >"$scratch/scdl.csv" 2>"$scratch/err"
  same_file "another team's SCDL file is ours, byte for byte: $file" "$expected" "$scratch/scdl.csv"
done
before=$(state)
exits "genuine files imported again are unchanged" 0 c import -O tsv $(cut -d '|' -f 1 "$scratch/sources" | sed "s|^|$totem/|")
check "genuine files imported again are told unchanged" unchanged "$(only status <"$scratch/out" | sort -u | short | sed 's/ $//')"
for file in "$totem"/megalis_bad_* "$totem"/megalis_alamarge*; do exits "a broken copy is refused: $(basename "$file")" 65 c import "$file"; done

# --- attacks ------------------------------------------------------------------------------------------------------------------

for file in "$shared"/hostile/*.xml; do
  start=$(date +%s%N)
  exits "an attack is refused: $(basename "$file")" 65 timeout 20 "$PROGRAM" -D "$ledger" import "$file"
  check "an attack is refused at once: $(basename "$file")" yes "$([ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ] && echo yes)"
done
check "broken copies and attacks write nothing" "$before" "$(state)"
exits "genuine books are whole" 0 c verify

# --- scenarios ------------------------------------------------------------------------------------------------------------------

spending() {
  table report spending | by '$c["function"] != "" { s[$c["siren"] "," $c["year"] "," $c["function"] "," $c["section"] "," $c["direction"]] += $c["realised"] }
    END { for (k in s) if (s[k] > 0.005 || s[k] < -0.005) printf "%s,%.2f\n", k, s[k] }' | sort
}
# columns FILE: a report as CSV, cut to the columns of an expected file, sorted
columns() { awk -F, -v head="$(head -n 1 "$1")" 'NR == 1 { n = split(head, w, ","); for (i = 1; i <= NF; i++) c[$i] = i; next } { s = ""; for (k = 1; k <= n; k++) s = s (k > 1 ? "," : "") $c[w[k]]; print s }' | plain; }
rows() { tail -n +2 "$1" | tr -d '\r' | plain; }
# a zero may be written 0 or 0.00
plain() { sed 's/,0\(,\|$\)/,0.00\1/g; s/,0\(,\|$\)/,0.00\1/g' | sort; }
for scenario in "$shared"/scenario*; do
  [ -f "$scenario/register.xml" ] || continue
  new_ledger
  exits "the scenario imports" 0 c import "$scenario"/accounts/*.xml "$scenario/register.xml"
  rows "$scenario/expected_spending.csv" >"$scratch/wanted"; spending >"$scratch/found"
  same_file "spending of the scenario is as computed apart" "$scratch/wanted" "$scratch/found"
  for report in compensation reconciliation; do
    c report | grep -q "^$report " || continue
    rows "$scenario/expected_$report.csv" >"$scratch/wanted"; c report $report -O csv | columns "$scenario/expected_$report.csv" >"$scratch/found"
    same_file "$report of the scenario is as computed apart" "$scratch/wanted" "$scratch/found"
  done
  rows "$scenario/expected_findings.csv" >"$scratch/wanted"; c findings -O csv | columns "$scenario/expected_findings.csv" >"$scratch/found"
  same_file "findings of the scenario are as computed apart" "$scratch/wanted" "$scratch/found"
  c report compensation -O csv >"$scratch/forwards"
  exits "the scenario is whole" 0 c verify
  new_ledger
  must import "$scenario/register.xml" $(ls -r "$scenario"/accounts/*.xml)
  c report compensation -O csv >"$scratch/backwards"
  same_file "the scenario does not depend on the order of import" "$scratch/forwards" "$scratch/backwards"
done

# --- the shipped charts, built again from the official ones -----------------------------------------------------------------------

if command -v xz >/dev/null; then
  new_ledger
  mkdir "$scratch/charts" "$scratch/built"
  tar xJf "$shared/totem/plans-de-comptes.tar.xz" -C "$scratch/charts"
  exits "of the official charts four contradict others" 65 c import -O tsv "$scratch/charts"
  check "the four that contradict others are those known" "M4/M42 M4/M43_A M4/M43_D M57/M57" "$(by '$c["status"] == "refused" { print $c["file"] }' <"$scratch/out" | sed 's|.*/2022/||; s|/planDeCompte.xml||' | sort | short | sed 's/ $//')"
  exits "the four are taken for their year on request" 0 c import --year 2022 $(for chart in M57/M57 M4/M42 M4/M43_A M4/M43_D; do find "$scratch/charts" -path "*/2022/$chart/planDeCompte.xml"; done)
  exits "the shipped tables are built" 0 c nomenclature build "$scratch/built"
  for built in "$scratch"/built/*.tsv; do
    [ "$(wc -l <"$built")" -gt 1 ] || continue # no functions in M4 and M61
    same_file "the shipped table is the one built from the official charts: $(basename "$built")" "$TESTS/../sql/nomenclature/$(basename "$built")" "$built"
  done
fi
finished
