# In which département a body is, as its own files say, and the coverage of transfers there: the report, and the map beside it.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/web.sh"
cd "$scratch" || exit 1
sample=$TESTS/../docs/sample

# in DEPARTMENT FILE: that account with another département
in_department() { sed "s|<Departement V=\"[^\"]*\"/>|<Departement V=\"$1\"/>|" "$2"; }
new_ledger
for body in region:02A department:034 commune:099; do
  for year in 2022 2023; do in_department "${body#*:}" "$sample/CA-$year-${body%:*}.xml" >"$year-${body%:*}.xml"; done
done
must import -q "$sample/register.xml" 202[23]-*.xml
department_of() { sql "select department from body where siren = $1"; }
check "three characters are read as the official code" "2A 34" "$(department_of 993020023) $(department_of 993030030)"
check "what is no département says nothing" "" "$(department_of 993040047)"
check "codes of balances, overseas too" "971|974|976|13|2B|56|||" "$(for said in 101 104 106 013 02B 56 099 107 ''; do sql "select department_code('$said')"; done | paste -sd'|')"
iconv -f ISO-8859-1 -t UTF-8 "$sample/balances/BalanceSPL-Fonction-2024.csv" | sed 's/;099;/;101;/' >balance.csv
must import -q balance.csv
check "a balance says it of who is not placed yet" 971 "$(department_of 993040047)"
in_department 056 "$sample/CA-2021-region.xml" >moved.xml
must import -q moved.xml
check "the first word counts" 2A "$(department_of 993020023)"

columns department,siren,year,department_legal report coverage-by-department --year 2023 >found
check "each recipient stands in its own" "2A,993020023,2023,99.78 34,993030030,2023,100.00 971,993040047,2023,0.00" "$(sort found | paste -sd' ')"
sql "set role contrepartie_owner; update body set department = '34' where siren = 993040047" >/dev/null
columns year,department,right,resources,department_legal report coverage-by-department --year 2023 | grep ',34,' >found
check "a département is covered as its recipients are together" "$(awk -F, '{ r += $3; s += $4 } END { printf "%.2f", 100 * s / r }' found)" "$(cut -d, -f5 found | sort -u)"
sql "set role contrepartie_owner; update body set department = '' where siren = 993040047" >/dev/null
check "who is in none comes last" 993040047 "$(columns siren report coverage-by-department --year 2023 | tail -n 1)"

serve
enter
check "the map answers" 200 "$(w "$site/map?year=2023")"
check "a square for each département" 101 "$(grep -o '<title>[0-9AB]* ' body | wc -l)"
contains "with its rate, cut to the percent" "Corse-du-Sud: 99.78" body
contains "written in it" ">99 %</text>" body
check "others are white" 99 "$(grep -o 'fill="#fff" stroke="#8a8a8a"' body | wc -l)"
contains "the table stands beside" "Département de la Vernoise" body
check "no two squares are on one place" "" "$(grep -o '<rect x="[0-9]*" y="[0-9]*" width="48"' body | sort | uniq -d)"
check "the same as a file" 200 "$(w "$site/map.csv?year=2023")"
c report coverage-by-department --year 2023 -O csv >report.csv
same_file "of the same rows" report.csv body
stop
serve --incognito
enter
w "$site/map" >/dev/null
lacks "no rate is shown where amounts are hidden" ">99 %</text>" body
finished
