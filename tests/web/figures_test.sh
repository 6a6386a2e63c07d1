# Each figure of the pages against what it leads to (tests/web/figures.py), on the sample world with a file of every format.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/web.sh"
sample=$TESTS/../docs/sample
PROGRAM=$RELEASE # attacks_test.sh drives the checked build

# an annex budget of another chart in the same body and year, the votes that accounts replaced, and a year with votes alone
fec=$scratch/${STAGE}FEC20231231.txt
printf '64111 311 D 1000.00\n657341 311 D 200.00\n65734 311 D 30.00\n7472 311 R 700.00\n' | account "$scratch/accounts.xml" "$TOWN" 2023
sed 's/<NatDec V="09"/<NatDec V="01"/; s/MtReal/MtPrev/; s/ *<CredOuv[^>]*>//' "$scratch/accounts.xml" >"$scratch/votes.xml"
sed 's/Exer V="2023"/Exer V="2024"/' "$scratch/votes.xml" >"$scratch/next.xml"
printf '%s\n' 'JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise' \
  'BQ|Banque|1|20230314|512000|Banque|||V-1|20230314|Subvention|40000,00|0,00|||20230314||' \
  'BQ|Banque|1|20230314|740000|Subventions|||V-1|20230314|Subvention|0,00|40000,00|||20230314||' \
  'OD|Divers|2|20230331|622600|Honoraires|||OD-7|20230331|Honoraires|1200,50|0,00|||20230331||' \
  'OD|Divers|2|20230331|408100|Fournisseurs|||OD-7|20230331|Honoraires|0,00|1200,50|||20230331||' >"$fec"
must import -q --keep-original "$sample"/CA-*.xml "$sample/register.xml" "$sample"/vouchers "$sample"/balances "$TESTS/data/totem/cfu.xml" "$scratch/votes.xml" "$scratch/accounts.xml" "$scratch/next.xml" "$fec"
must match accept --transfer T-CINEMA --reason "vu"
serve
enter
python3 "$TESTS/web/figures.py" "$site" "$cookie" "$TESTS/../sql/reports" || not_ok "figures are followed to the end" "exit $?"
stop
finished
