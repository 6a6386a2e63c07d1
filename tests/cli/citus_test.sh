# Distributed books say what those of one machine say, to the byte: the same files, decisions and reversals on a private
# cluster and on a coordinator with two workers, thrown away after. It is the SQL that is tried: the ordinary build does.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/server.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/orders.sh"
sample=$TESTS/../docs/sample
[ -f "$("$programs/pg_config" --sharedir 2>/dev/null || pg_config --sharedir)/extension/citus.control" ] || skipped "the extension citus is not installed"
PROGRAM=$RELEASE

# --- a coordinator and two workers ------------------------------------------------------------------------------------------

nodes=$scratch/nodes
mkdir "$nodes"
[ "$(id -u)" -ne 0 ] || chown postgres "$nodes"
drop_nodes() { for port in 54320 54321 54322; do as_server "$programs/pg_ctl" stop -D "$nodes/$port" -m immediate -s >/dev/null 2>&1; done; }
trap 'drop_nodes; drop_ledger; rm -rf "$scratch"' EXIT
chmod 755 "$nodes"
boss() { node=$1; shift; "$programs/psql" -h "$nodes" -p "$node" -U boss -d "${base-books}" -AtqX -v ON_ERROR_STOP=1 "$@"; }
for port in 54320 54321 54322; do
  as_server "$programs/initdb" -D "$nodes/$port" -A trust -U boss -E UTF8 --locale=C.UTF-8 -N >"$scratch/initdb.log" 2>&1 || not_ok "a node is made" "$(tail -n 3 "$scratch/initdb.log" | short)"
  # Citus reaches its workers by a socket too, where the host is a directory
  as_server "$programs/pg_ctl" start -D "$nodes/$port" -w -s -l "$nodes/$port.log" -o "-p $port -c listen_addresses='' -c unix_socket_directories=$nodes \
    -c unix_socket_permissions=0777 -c shared_preload_libraries=citus -c citus.node_conninfo='sslmode=prefer' -c citus.local_hostname=$nodes -c fsync=off" ||
    not_ok "a node starts" "$(tail -n 3 "$nodes/$port.log" | short)"
  base=postgres boss "$port" -c "create database books"
done
# decisions are signed: with the account behind the program, with the login
author=$(id -un)
if [ "$author" = root ]; then author=app SUDO_USER=app; export SUDO_USER; fi
conninfo="host=$nodes port=54320 user=$author dbname=books"
d() { "$PROGRAM" --db "$conninfo" --lang en "$@" </dev/null; }
base=postgres boss 54320 -c "create role \"$author\" login createrole; grant create on database books to \"$author\""

# --- books that have begun are distributed ---------------------------------------------------------------------------------------

new_ledger
# both NAME COMMAND...: the same exit and the same output on both sides; moments are not compared
told() { sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?//g; s/,[0-9T:-]*Z,/,/; s/ in [0-9.]+ (s|ms)//' "$1"; }
both() {
  both_name=$1; shift
  c "$@" >"$scratch/single" 2>"$scratch/single.err"; echo "exit $?" >>"$scratch/single"
  d "$@" >"$scratch/many" 2>"$scratch/many.err"; echo "exit $?" >>"$scratch/many"
  told "$scratch/single" >"$scratch/single.told"; told "$scratch/many" >"$scratch/many.told"
  if cmp -s "$scratch/single.told" "$scratch/many.told"; then ok "$both_name is the same"
  else not_ok "$both_name is the same" "$(diff "$scratch/single.told" "$scratch/many.told" | head -n 6 | short 400) $(tail -n 2 "$scratch/many.err" | short 300)"; fi
}
both "what is imported before" import -O csv "$sample"/CA-2021-*.xml "$sample/register.xml" "$TESTS/data/plan/planDeCompte.xml"
for port in 54320 54321 54322; do boss "$port" -c "create extension citus"; done
boss 54320 -c "set client_min_messages = error; select citus_set_coordinator_host('$nodes', 54320); select citus_add_node('$nodes', 54321), citus_add_node('$nodes', 54322)" >/dev/null
export PGOPTIONS="-c citus.shard_count=8"
exits "a ledger is distributed" 0 boss 54320 -f "$TESTS/../sql/citus/distribute.sql"
exits "it is distributed again, as after a new version" 0 boss 54320 -f "$TESTS/../sql/citus/distribute.sql"
unset PGOPTIONS
check "the journal and the originals are on the workers" "entry original" "$(boss 54320 -c "select string_agg(split_part(table_name::text, '.', 2), ' ' order by 1) from citus_tables")"
check "nothing of them is left on the coordinator" "0 0" "$(boss 54320 -c "select pg_relation_size('contrepartie.entry') || ' ' || pg_relation_size('contrepartie.original')")"
check "no migration is added" "$(sql "select count(*) from migration")" "$(boss 54320 -c "select count(*) from contrepartie.migration")"
boss 54320 -c "delete from contrepartie.entry" >"$scratch/out" 2>&1
contains "a shard refuses to forget, as the journal does" "never changed or deleted" "$scratch/out"

# --- the same work ----------------------------------------------------------------------------------------------------------------

for file in "$sample"/CA-2022-*.xml "$sample"/CA-2023-*.xml "$sample"/vouchers/*.xml "$sample"/balances/*.csv "$TESTS"/data/register/*.xml "$TESTS"/data/totem/*.xml; do
  both "the import of $(basename "$file")" import -O csv "$file"
done
# an opera's own books, the town's orders to it, and a register that names both
HEADING='JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise'
{ echo "$HEADING"
  awk '{ printf "BQ|Banque|%s|%s|512000|Banque|||R|%s|%s|%s|0,00|||%s||\nBQ|Banque|%s|%s|%s|Subventions|||R|%s|%s|0,00|%s|||%s||\n", $1, $2, $2, $5, $4, $2, $1, $2, $3, $2, $5, $4, $2 }' <<L
1 20240320 747400 100,00 Acompte
2 20240410 747400 36,00 Acompte
3 20240605 747400 500,00 OPERA_FICTIF
4 20240701 740000 60,00 REGION_FICTIVE
L
} >"$scratch/${STAGE}FEC20241231.txt"
pes "$scratch/town.xml" D "$(siret "$TOWN")" <<L
1 2024-03-01 2024 65748 316 100.00 $(siret "$STAGE") OPERA FICTIF
2 2024-04-01 2024 65748 316 11.00 $(siret "$STAGE") OPERA FICTIF
3 2024-04-02 2024 65748 316 25.00 $(siret "$STAGE") OPERA FICTIF
4 2024-06-01 2024 65748 316 500.00 - OPERA FICTIF ASSOCIATION
5 2024-06-02 2024 65748 316 77.00 - CLUB DE PETANQUE
L
register "$scratch/agreement.xml" <<R
  <agreement id="OPERA" institution="$STAGE" from="2024-01-01" to="2025-12-31">
    <funder siren="$TOWN" receipt-account="7474"><due year="2024" amount="636.00"/></funder>
    <funder siren="$NORTH" receipt-account="7472"><due year="2024" amount="60.00"/></funder>
  </agreement>
R
both "the import of orders, a FEC and an agreement" import -O csv "$scratch/town.xml" "$scratch/${STAGE}FEC20241231.txt" "$scratch/agreement.xml"
both "a second import" import -O csv "$sample"/CA-2023-*.xml
sed 's/MtReal V="\([0-9]*\)\./MtReal V="1\1./' "$sample/CA-2023-commune.xml" >"$scratch/later.xml"
both "a refusal" import -O csv "$scratch/later.xml"
both "a replacement" import -O csv --replace "$scratch/later.xml"
both "an undone document" documents undo "$(document PES-2023-institution.xml)" --reason "essai"
both "a match" match accept --year 2022 --reason "essai"
proposal=$(columns kind,proposal institutions reconcile "$STAGE" | sed -n 's/^name,//p' | head -n 1)
both "a decision on a name" institutions reconcile accept "$proposal" --reason "essai"
both "a waiver" findings waive CMP-004 --reason "essai"
both "a simulation" simulate -O csv "$sample/simulations/monuments.xml"

# --- the same answers ---------------------------------------------------------------------------------------------------------------

for report in $(c report | awk '{ print $1 }'); do
  both "report $report" report "$report" -O csv
  for filter in "--year 2022" "--entity 993040047" "--as-of 2022-12-31"; do
    both "report $report $filter" report "$report" $filter -O csv
  done
done
both "report nomenclature-codes of a chart" report nomenclature-codes M57-M57_D -O csv
for chart in "--document 3" "--account 6 --year 2022" "--entity $STAGE" "--scope culture"; do both "journal $chart" journal $chart -O csv; done
both "findings" findings -O csv
both "findings in French" findings --lang fr -O csv
both "findings explain" findings explain CMP-004
both "institutions" institutions -O csv
both "reconciliation of an institution" institutions reconcile "$STAGE" -O csv
both "scope test" scope test culture all
both "export hledger" export hledger
both "an original" documents original 3
both "verify" verify
check "verify finds nothing" "exit 0" "$(tail -n 1 "$scratch/many")"

finished
