# Institutions financed by several bodies: the sample world against figures computed apart from the program.
. "$TESTS/lib/ledger.sh"
sample=$TESTS/../docs/sample

must import -q "$sample"/CA-*.xml "$sample/register.xml"
c report reconciliation -O csv >"$scratch/all.csv"
cut -d, -f1-8 "$scratch/all.csv" >"$scratch/compared.csv"
same_file reconciliation_of_the_sample_world_is_exact "$sample/expected_reconciliation.csv" "$scratch/compared.csv"
check reconciliation_has_its_columns "institution,funder,year,agreed,paid,received,difference,kind,agreed_share,actual_share,drift,paid_basis,received_basis" "$(head -n 1 "$scratch/all.csv")"
# 2021: 450000 + 380000 + 220000 + 900000 = 1950000; 450000 / 1950000 = 23.0769 %
check reconciliation_shares_are_of_all_funders_of_the_year "23.08,23.08,0.00" "$(grep '^993050053,993010016,2021' "$scratch/all.csv" | cut -d, -f9-11)"
# 2023: the department paid 198000 of 1928000 in all: 10.2697 %, agreed 11.2821 %
check reconciliation_shows_the_drift_of_a_share "11.28,10.27,-1.01" "$(grep '^993050053,993030030,2023' "$scratch/all.csv" | cut -d, -f9-11)"

# without the institution's accounts nothing is received; without the funder's, what the agreement declares stands in
new_ledger
must import -q "$sample"/CA-*-commune.xml "$sample/register.xml"
check reconciliation_names_a_payee_that_booked_nothing "900000.00,0.00,-900000.00,missing_payee" \
  "$(c report reconciliation --entity 993040047 --year 2021 -O csv | tail -n 1 | cut -d, -f5-8)"
check reconciliation_takes_the_declared_payment_without_accounts "450000.00,0.00" \
  "$(c report reconciliation --entity 993010016 --year 2021 -O csv | tail -n 1 | cut -d, -f5,6)"
finished
