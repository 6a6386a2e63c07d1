# --db: an existing PostgreSQL, as a role that is no superuser. The server is one of this test's own, thrown away after.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/server.sh"
sample=$TESTS/../docs/sample

# --- a throw-away server -------------------------------------------------------------------------------------------------

# French collation where the server has it: reports must not depend on it
new_server --locale-provider=icu --icu-locale=fr-FR || { rm -rf "$server"; new_server; } || not_ok "the server is made" "$(tail -n 3 "$scratch/initdb.log" | short)"

boss "create role app login createrole; create role weak login; create role looker login; create role poster login"
for base in books early late weakly; do base=postgres boss "create database $base"; done
boss "grant create on database books to app; grant create on database early to app; grant create on database late to app; grant create on database weakly to weak
  ; alter database books set datestyle to 'German, DMY'; alter database books set timezone to 'Asia/Tokyo'; alter database books set bytea_output to 'escape'
  ; alter database books set default_transaction_isolation to 'serializable'; alter database books set search_path to 'public'"

# --- the schema --------------------------------------------------------------------------------------------------------------

check "the role is no superuser, and owns no database" "f f" "$(boss "select rolsuper, exists (select from pg_database d where d.datdba = r.oid) from pg_roles r where rolname = 'app'" | tr '|' ' ')"
exits "an empty database is made ready" 0 as app books documents
applied=$(base=books boss "select count(*), min(applied_at), max(applied_at) from contrepartie.migration")
exits "a ready database is ready" 0 as app books documents
check "migrations are applied once" "$applied" "$(base=books boss "select count(*), min(applied_at), max(applied_at) from contrepartie.migration")"
check "each file of the schema and of the charts is a migration" "$(ls "$TESTS"/../sql/schema/*.sql "$TESTS"/../sql/nomenclature/*.tsv | wc -l)" "$(base=books boss "select count(*) from contrepartie.migration")"
check "nothing is made outside the schema" 0 "$(base=books boss "select count(*) from pg_class where relnamespace = 'public'::regnamespace")"
check "tables belong to a role nobody logs in as" "contrepartie_owner f" "$(base=books boss "select distinct tableowner, rolcanlogin from pg_tables join pg_roles on rolname = tableowner where schemaname = 'contrepartie'" | tr '|' ' ')"
check "shipped charts are there once" "$(tail -q -n +2 "$TESTS"/../sql/nomenclature/plan_account-*.tsv | wc -l)" "$(base=books boss "select count(*) from contrepartie.plan_account")"
jobs=""
for job in 1 2 3 4; do as app early documents >"$scratch/early.$job" 2>&1 & jobs="$jobs $!"; done
failed=0
for job in $jobs; do wait "$job" || failed=$((failed + 1)); done
check "four programs make one database ready at once" "0 $(base=books boss "select count(*) from contrepartie.migration")" "$failed $(base=early boss "select count(*) from contrepartie.migration")"
exits "a second database of the same server is made ready" 0 as app late documents
boss "revoke contrepartie_owner, contrepartie_reader, contrepartie_importer, contrepartie_auditor, contrepartie_admin from app"
exits "a role that is no member and may make none is not permitted" 77 as weak weakly documents
check "a migration that fails leaves nothing" "" "$(base=weakly boss "select nspname from pg_namespace where nspname = 'contrepartie'")"
boss "grant contrepartie_owner, contrepartie_admin to app"
base=late boss "insert into contrepartie.migration (name) values ('sql/schema/999-later.sql')"
exits "a database of a later version is left alone" 69 as app late documents
contains "a database of a later version is told" "later version" "$scratch/err"

# --- the same books ------------------------------------------------------------------------------------------------------------

new_ledger
must import -q "$sample"/CA-*.xml "$sample/register.xml"
c import -q "$TESTS/data/totem" >/dev/null 2>&1
exits "the sample world imports" 0 as app books import -q "$sample"/CA-*.xml "$sample/register.xml"
exits "the trap files import or are refused" 65 as app books import -q "$TESTS/data/totem"
as app books report compensation -O csv | cut -d, -f 1-11 >"$scratch/compensation"
same_file "compensation is as computed apart" "$sample/expected_compensation.csv" "$scratch/compensation"
for report in $(c report | awk '{ print $1 }'); do
  c report "$report" -O csv | sed -E 's/,[0-9][0-9T:-]*Z|[0-9-]+ [0-9:]+ UTC//' >"$scratch/private"
  as app books report "$report" -O csv | sed -E 's/,[0-9][0-9T:-]*Z|[0-9-]+ [0-9:]+ UTC//' >"$scratch/shared"
  same_file "report $report is the same in any collation, time zone and date style" "$scratch/private" "$scratch/shared"
done
c findings -O csv >"$scratch/private"; as app books findings -O csv >"$scratch/shared"
same_file "findings are the same" "$scratch/private" "$scratch/shared"
c export hledger >"$scratch/private"; as app books export hledger >"$scratch/shared"
same_file "hledger's export is the same" "$scratch/private" "$scratch/shared"
exits "an existing database is verified" 0 as app books verify
base=books boss "alter database books set timezone to 'America/New_York'; alter database books set extra_float_digits to 0"
exits "an existing database is verified whatever its time zone" 0 as app books verify
base=books boss "set session_replication_role = replica; update contrepartie.entry set amount = amount + 1 where (siren, document_id, entry_no) = (select siren, document_id, entry_no from contrepartie.entry limit 1)"
exits "tampering with an existing database is seen" 1 as app books verify
base=books boss "set session_replication_role = replica; update contrepartie.entry set amount = amount - 1 where (siren, document_id, entry_no) = (select siren, document_id, entry_no from contrepartie.entry order by xmin::text::bigint desc limit 1)"
exits "an existing database put right is whole" 0 as app books verify

# --- who may what ----------------------------------------------------------------------------------------------------------------

printf '64111 311 D 1.00 1.00\n' | budget CA 99341001800010 2001 >"$scratch/CA.xml"
before=$(as app books documents -O csv | wc -l)
exits "who is no member is not permitted" 77 as looker books documents
boss "grant contrepartie_reader to looker; grant contrepartie_importer to poster"
exits "a reader reads" 0 as looker books report spending
exits "a reader does not import" 77 as looker books import "$scratch/CA.xml"
exits "a reader does not undo" 77 as looker books documents undo 1 --reason because
exits "a reader does not set a scope" 77 as looker books scope set mine F311
check "what is not permitted is not done" "$before" "$(as app books documents -O csv | wc -l)"
exits "an importer imports" 0 as poster books import "$scratch/CA.xml"
exits "an importer does not close a year" 77 as poster books close 2001 --entity 993410018
exits "an importer does not read originals" 77 as poster books documents original 1
check "who imported is kept" poster "$(base=books boss "select imported_by from contrepartie.document order by document_id desc limit 1")"
exits "a server of others is not stopped" 2 as app books db stop
exits "the status of an existing database is shown" 0 as app books db status
exits "psql opens an existing database" 0 as app books db psql -- -AtqX -c "select count(*) from document"
exits "a database that is not there is unavailable" 69 as app nowhere documents
exits "a connection string that is none is unavailable" 69 "$PROGRAM" --db "wherever=you want" documents

# --- a private ledger in somebody's environment -------------------------------------------------------------------------------------

new_ledger
(export PGPORT=6543 PGHOST=/nonexistent PGUSER=nobody PGDATABASE=nowhere PGAPPNAME=x; c documents) >"$scratch/out" 2>"$scratch/err"; status=$?
check "libpq's environment does not lead a private ledger astray" "0" "$status$(short <"$scratch/err")"
exits "a private ledger does not depend on the environment it was started in" 0 c documents
(export PGPORT=6543 PGSERVICE=nowhere PGOPTIONS="-c search_path=public -c datestyle=German -c timezone=Asia/Tokyo" PGDATESTYLE=SQL PGTZ=Asia/Tokyo PGCLIENTENCODING=LATIN1; c import -q "$sample/CA-2023-commune.xml") >"$scratch/out" 2>"$scratch/err"; status=$?
check "libpq's environment does not lead an import astray" "0" "$status$(short <"$scratch/err")"
exits "what was imported in a foreign environment is whole" 0 c verify
finished
