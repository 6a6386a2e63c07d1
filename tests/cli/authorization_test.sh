# Who may see and do what on a shared server: by the program, and by SQL without it.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/server.sh"
sample=$TESTS/../docs/sample
new_server || not_ok "the server is made" "$(tail -n 3 "$scratch/initdb.log" | short)"
base=books
commune=993040047 region=993020023

base=postgres boss "create role app login createrole; create role clerk login; create role viewer login; create role stranger login; create role court login; create role keeper login"
base=postgres boss "create database books"
boss "grant create on database books to app"
printf '64111 311 D 1.00 1.00\n73111 01 R 3.00 3.00\n' | budget CA 99304004700017 2019 >"$scratch/own.xml"
printf '64111 311 D 2.00 2.00\n73111 01 R 5.00 5.00\n' | budget CA 99304004700017 2019 >"$scratch/own-again.xml"
printf '64111 311 D 1.00 1.00\n' | budget CA 99302002300012 2019 >"$scratch/other.xml"
exits "the sample world imports" 0 as app books import -q "$sample"/CA-*.xml "$sample/register.xml" "$sample"/vouchers "$sample"/balances
boss "grant contrepartie_importer to clerk; grant contrepartie_reader to viewer, stranger; grant contrepartie_auditor to court; grant contrepartie_admin to keeper"

# says WHO STATEMENT: what psql answers him
says() { "$programs/psql" -h "$server" -U "$1" -d books -AtqX -v ON_ERROR_STOP=1 -c "set search_path = contrepartie; $2" 2>&1; }
# denied NAME WHO TEXT STATEMENT
denied() {
  answer=$(says "$2" "$4"); status=$?
  if [ $status -ne 0 ] && printf '%s' "$answer" | grep -qF -- "$3"; then ok "$1"; else not_ok "$1" "exit $status: $(printf '%s' "$answer" | short)"; fi
}

# --- before any right by body ---------------------------------------------------------------------------------------------

check "without rights by body a reader sees every body" "$(boss "select count(*) from contrepartie.entry")" "$(says viewer "select count(*) from entry")"
check "without rights by body nothing is under row-level security" 0 "$(boss "select count(*) from pg_class where relnamespace = 'contrepartie'::regnamespace and relrowsecurity")"
check "nobody is a superuser after set-up, or goes past row-level security" "" "$(boss "select rolname from pg_roles where rolname like 'contrepartie%' and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolcanlogin or rolreplication)")"
check "functions that run as their owner have a pinned search path" "" "$(boss "select proname from pg_proc where pronamespace = 'contrepartie'::regnamespace and prosecdef and not coalesce(proconfig::text like '%search_path=contrepartie, pg_temp%', false)")"
exits "an importer gives no rights" 77 as clerk books db access grant clerk all
exits "an administrator gives a right" 0 as keeper books db access grant clerk $commune
exits "an administrator gives a right to a reader" 0 as keeper books db access grant viewer $region
exits "an administrator gives sight of every body" 0 as keeper books db access grant court all
exits "a right is given to a role that is there" 65 as keeper books db access grant nobody_here all
exits "a right is given on a SIREN" 2 as keeper books db access grant clerk 993040048
for none in 0 000000000 012345678; do exits "$none is no body, and not all of them" 2 as keeper books db access grant stranger $none; done
as viewer books db access -O csv | cut -d, -f 1-3 >"$scratch/access"
printf 'login,siren,entity\nclerk,%s,Ville de Castelmaur-sur-Vernoise\ncourt,,(every body)\nviewer,%s,Région Terres-d'"'"'Aulne\n' $commune $region >"$scratch/expected"
same_file "rights are listed" "$scratch/expected" "$scratch/access"

# --- what is seen -------------------------------------------------------------------------------------------------------------

tables=$(boss "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'siren' where c.relnamespace = 'contrepartie'::regnamespace and c.relkind = 'r' and c.relname not in ('body', 'budget', 'budget_tag', 'party_alias', 'body_access') order by 1")
for table in $tables; do
  check "$table is under row-level security, its owner's views too" "t t" "$(boss "select relrowsecurity, relforcerowsecurity from pg_class where oid = 'contrepartie.$table'::regclass" | tr '|' ' ')"
done
seen=0
for table in $tables; do
  [ "$table" = original ] && continue
  wanted=$(boss "select count(*) from contrepartie.$table where siren = $region or siren = 0 or siren is null")
  check "of $table a reader sees his body's rows" "$wanted" "$(says viewer "select count(*) from $table")"
  seen=$((seen + wanted))
done
check "there was something to see" yes "$([ $seen -gt 100 ] && echo yes || echo "$seen")"
for view in $(boss "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'siren' where c.relnamespace = 'contrepartie'::regnamespace and c.relkind = 'v' and has_table_privilege('viewer', c.oid, 'select')
    and c.relname in ('movement', 'counted_entry', 'counted_document', 'journal', 'document_state', 'document_standing', 'balance_active', 'balance_standing', 'accounts_year', 'accounts_budget', 'verify_documents', 'stated_grant', 'slip_gap') order by 1"); do
  check "the view $view shows no other body" 0 "$(says viewer "select count(*) from $view where siren not in (0, $region)")"
done
check "a reader without a right sees no entry" 0 "$(says stranger "select count(*) from entry")"
check "a reader without a right sees no movement" 0 "$(says stranger "select count(*) from movement")"
check "an auditor of every body sees every entry" "$(boss "select count(*) from contrepartie.entry")" "$(says court "select count(*) from entry")"
check "an administrator without a right sees no original" 0 "$(says keeper "select count(*) from original where siren <> 0")"
as app books report spending --entity $region -O csv >"$scratch/whole"; as viewer books report spending -O csv >"$scratch/limited"
same_file "the spending of his body is the same for who sees no other" "$scratch/whole" "$scratch/limited"
as app books report trial-balance --entity $region -O csv >"$scratch/whole"; as viewer books report trial-balance -O csv >"$scratch/limited"
same_file "its trial balance is, too" "$scratch/whole" "$scratch/limited"
exits "a report refused is refused in French, too" 77 as viewer books report compensation --lang fr
contains "and told why" "il faut voir toutes les collectivités" "$scratch/err"
for report in compensation reconciliation flows consolidated national-balance institutions transfers; do
  exits "the report $report, wrong for who sees a part, is refused" 77 as viewer books report $report
  contains "who is refused the report $report is told why" "sight of every body" "$scratch/err"
  exits "the report $report is shown to who sees every body" 0 as court books report $report
done
exits "findings compare bodies" 77 as viewer books findings
exits "findings are shown to who sees every body" 0 as court books findings
exits "a part of the books is not called whole" 77 as keeper books verify

# --- what is done ---------------------------------------------------------------------------------------------------------------

count() { boss "select (select count(*) from contrepartie.document), (select count(*) from contrepartie.entry), (select count(*) from contrepartie.original)"; }
before=$(count)
exits "who posts for one body does not for another" 77 as clerk books import "$scratch/other.xml"
exits "who posts for one body posts no register" 77 as clerk books import --replace "$TESTS/data/register/minimal.xml"
number=$(boss "select document_id from contrepartie.document where siren = $region and reverses is null order by 1 limit 1")
exits "who posts for one body does not undo for another" 66 as clerk books documents undo "$number" --reason because
check "what is refused writes nothing" "$before" "$(count)"
exits "who posts for one body posts for it" 0 as clerk books import "$scratch/own.xml"
exits "what he posted he replaces" 0 as clerk books import --replace "$scratch/own-again.xml"
exits "vouchers are posted by who sees one body" 0 as clerk books import --replace "$scratch/own.xml"
new_ledger
must import "$scratch/own.xml"
check "what he posted is what who sees every body posts" "$(sql "select encode(content_sha256, 'hex') from document order by document_id desc limit 1")" \
  "$(boss "select encode(content_sha256, 'hex') from contrepartie.document where reverses is null order by document_id desc limit 1")"
check "their original is kept" 1 "$(boss "select count(*) from contrepartie.original where document_id = (select max(document_id) from contrepartie.document where reverses is null)")"
exits "the books are whole" 0 as app books verify

# --- SQL without the program -----------------------------------------------------------------------------------------------------

mine=$(boss "select max(document_id) from contrepartie.document where siren = $commune and reverses is null")
entry="insert into entry (siren, document_id, entry_no, source_line, source_ordinal, fiscal_year, book, chapter, amount, debit_account, credit_account) values"
denied "an entry in another body's books" clerk "row-level security" "$entry ($region, 900000, 1, 1, 1, 2019, 'A', '', 1, '6', '7')"
denied "an entry added to a document that is sealed" clerk "row-level security" "$entry ($commune, $mine, 900, 1, 1, 2019, 'A', '', 1, '6', '7')"
denied "COPY past the policies" clerk "COPY FROM not supported with row-level security" "copy entry from stdin"
denied "a document of another body" clerk "row-level security" "insert into document (siren, document_id, format, budget_id, fiscal_year, entries, sha256, content_sha256, entries_sha256, facts_sha256) values ($region, 900000, 'totem', (select min(budget_id) from budget where siren = $region), 2019, 0, '', '', '', '')"
denied "a document of several bodies" clerk "row-level security" "insert into document (siren, document_id, format, entries, sha256, content_sha256, entries_sha256, facts_sha256) values (0, 900000, 'register', 0, '', '', '', '')"
denied "row security put aside" clerk "affected by row-level security" "set row_security = off; select count(*) from entry"
denied "row security put out of action" clerk "must be owner" "alter table entry disable row level security"
denied "a policy dropped" clerk "must be owner" "drop policy posted on entry"
denied "a policy added" clerk "must be owner" "create policy mine on entry using (true)"
denied "a right taken" clerk "permission denied" "insert into body_access (login, siren) values ('clerk', 0)"
denied "a right taken by the function" clerk "permission denied" "select access_grant('clerk', 0)"
denied "a right taken by an auditor" court "permission denied" "select access_grant('court', 0)"
denied "the owner's role taken" clerk "permission denied" "set role contrepartie_owner"
denied "the administrator's role taken" clerk "permission denied" "set role contrepartie_admin"
denied "another session's name taken" clerk "permission denied" "set session authorization boss"
denied "originals read by an importer" clerk "permission denied" "select count(*) from original"
denied "an advisory function replaced" clerk "permission denied" "create or replace function contrepartie.sees_every_body() returns boolean language sql as 'select true'"
check "a temporary table of the same name deceives no function that runs as its owner" f "$(says clerk "create temporary table body_access (login name, siren integer); insert into pg_temp.body_access values ('clerk', 0); select sees_every_body()")"
denied "an auditor posts no entry for a body by COPY that he could not audit" viewer "permission denied" "$entry ($region, 900000, 1, 1, 1, 2019, 'A', '', 1, '6', '7')"
for who in clerk viewer stranger court keeper; do
  denied "$who changes no entry" $who "permission denied" "update entry set amount = amount + 1"
  denied "$who deletes no document" $who "permission denied" "delete from document"
  denied "$who makes no table" $who "permission denied" "create table contrepartie.mine (a int)"
  denied "$who does not put triggers out of action" $who "permission denied" "set session_replication_role = replica"
done
exits "a right is taken back" 0 as keeper books db access revoke clerk $commune
exits "who has no right any more does not import" 77 as clerk books import "$scratch/own-again.xml"
check "who has no right any more sees nothing" 0 "$(says clerk "select count(*) from entry")"
exits "what nobody could spoil is whole" 0 as app books verify
finished
