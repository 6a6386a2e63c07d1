# The same money in accounts and in vouchers is counted once: a world reconciled from its accounts alone is exactly the same
# when every payment of its funders and every receipt of its institution are imported as orders (PES) too.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/orders.sh"

reports="spending compensation accounts commitments consolidated flows"
# figures REPORT: what a report says, without the names of bodies (the first import gives them) and where a flow was read
figures() {
  case $1 in
  spending) columns siren,siret,year,stage,function,section,direction,opened,realised,lines report spending ;;
  compensation) table report compensation ;;
  accounts | commitments) columns siren,year,account,debit,credit,balance report trial-balance --book "$1" ;;
  consolidated) columns year,siren,counterparty,gross,removed,net report consolidated ;;
  flows) columns year,from,to,via,kind,amount report flows ;;
  esac
}

# the establishment that keeps a body's accounts
kept() { kept_siret=$(sql "select siret from budget where siren = $1 order by budget_id limit 1"); echo "${kept_siret:-$(siret "$1")}"; }

# world NAME REGISTER EXPECTED ACCOUNT...: reconciled from accounts; then with every payment as an order and every receipt as
# an order of the institution too
world() {
  world_name=$1 world_register=$2 world_expected=$3; shift 3
  new_ledger
  must import -q "$@" "$world_register"
  # a zero may be written 0 or 0.00
  tail -n +2 "$world_expected" | tr -d '\r' | sed 's/,0\(,\|$\)/,0.00\1/g; s/,0\(,\|$\)/,0.00\1/g' | sort >"$scratch/wanted"
  columns institution,funder,year,agreed,paid,received,difference,kind report reconciliation | sort >"$scratch/found"
  same_file "$world_name from accounts alone is as computed apart" "$scratch/wanted" "$scratch/found"
  for report in $reports; do figures $report >"$scratch/before $report"; done
  c findings -O csv >"$scratch/before findings"
  rm -rf "$scratch/pes"; mkdir "$scratch/pes"
  # payments: the rows of the annexes with an institution's SIREN, by payer
  for payer in $(sql "select distinct payer from payment where basis = 'annex' and payee in (select institution from agreement)"); do
    sql "select row_number() over (order by year, row_no), year || '-06-30', year, account, '-', (p.amount / 100.0)::numeric(18, 2), payee, 'INSTITUTION' from payment p where payer = $payer and basis = 'annex' and payee in (select institution from agreement)" |
      tr '|' ' ' | while read -r slip day year account function amount payee name; do echo "$slip $day $year $account $function $amount $(siret "$payee") $name"; done | pes "$scratch/pes/paid-$payer.xml" D "$(kept "$payer")"
  done
  # receipts: what the institution's accounts show on each funder's account
  for institution in $(sql "select distinct institution from agreement"); do
    sql "select row_number() over (order by f.year, f.funder), f.year || '-07-15', f.year, a.receipt_account, '-', f.received, f.funder, 'FINANCEUR' from funding_year f join agreement_funder a using (institution, funder) where f.institution = $institution and f.received <> 0" |
      tr '|' ' ' | while read -r slip day year account function amount funder name; do echo "$slip $day $year $account $function $amount $(siret "$funder") $name"; done | pes "$scratch/pes/received-$institution.xml" R "$(kept "$institution")"
  done
  check "$world_name: every payment and receipt is an order too" yes "$([ "$(grep -l '<Bordereau>' "$scratch"/pes/*.xml | wc -l)" -ge 3 ] && echo yes)"
  exits "$world_name: orders are imported" 0 c import -q "$scratch/pes"
  columns institution,funder,year,agreed,paid,received,difference,kind report reconciliation | sort >"$scratch/found"
  same_file "$world_name from accounts and orders is exactly the same" "$scratch/wanted" "$scratch/found"
  check "$world_name: the orders are what is read" yes "$(columns paid_basis,received_basis report reconciliation | grep -q 'vouchers,vouchers' && echo yes)"
  for report in $reports; do
    figures $report >"$scratch/after"
    same_file "$world_name: orders add nothing to $report" "$scratch/before $report" "$scratch/after"
  done
  c findings -O csv >"$scratch/after"
  same_file "$world_name: orders change no finding" "$scratch/before findings" "$scratch/after"
  exits "$world_name is whole" 0 c verify
  # orders first, accounts behind
  new_ledger
  must import -q "$scratch/pes" "$world_register" "$@"
  columns institution,funder,year,agreed,paid,received,difference,kind report reconciliation | sort >"$scratch/found"
  same_file "$world_name does not depend on the order of import" "$scratch/wanted" "$scratch/found"
  for report in spending accounts; do
    figures $report >"$scratch/after"
    same_file "$world_name: $report does not depend on the order of import" "$scratch/before $report" "$scratch/after"
  done
}
sample=$TESTS/../docs/sample
world "the sample world" "$sample/register.xml" "$sample/expected_reconciliation.csv" "$sample"/CA-*.xml
for scenario in "$TESTS"/../../shared/data/scenario*; do
  [ -f "$scenario/register.xml" ] || continue
  world "${scenario##*/}" "$scenario/register.xml" "$scenario/expected_reconciliation.csv" "$scenario"/accounts/*.xml
done
finished
