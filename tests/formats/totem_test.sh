# Every trap file of tests/data/totem against figures computed apart from the program (EXPECTED.tsv).
. "$TESTS/lib/ledger.sh"
data=$TESTS/data/totem

must db start
tail -n +2 "$data/EXPECTED.tsv" | while IFS='	' read -r file siret year stage nomenclature seal lines skipped d_real d_order r_real r_order voted_d voted_r opened_d opened_r status; do
  new=$(c import -O csv "$data/$file" 2>/dev/null | tail -n 1 | cut -d, -f2)
  echo "$file	$new	$status"
done >"$scratch/statuses"
cat "$scratch/statuses"
finished
