# db backup, db restore and db upgrade: what comes back is what was there, or nothing comes and nothing is lost.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/server.sh"
sample=$TESTS/../docs/sample
source_ledger=$scratch/source restored=$scratch/restored
trap 'drop_server; for ledger in "$source_ledger" "$restored"; do drop_ledger; done; rm -rf "$scratch"' EXIT

# What is there, by a COMMAND that takes arguments: the rows of every table; the shape of the schema (owners, rights, keys,
# indexes, triggers, policies); every report of the catalogue, the list of documents, the kept originals.
rights="select string_agg(concat_ws(' ', grantee::regrole, privilege_type, is_grantable), ',' order by grantee::regrole::text, privilege_type) from aclexplode"
tables="set timezone = 'UTC'; set bytea_output = 'hex';
  select relname, query_to_xml(format('select count(*), md5(string_agg(t::text, E''\\n'' order by t::text collate \"C\")) from contrepartie.%I t', relname), false, true, '')
  from pg_class where relnamespace = 'contrepartie'::regnamespace and relkind = 'r' order by relname collate \"C\""
shape="set timezone = 'UTC'; select kind, name, def from (
  select 'relation' as kind, relname::text as name, concat_ws(' ', relowner::regrole, relkind, relrowsecurity, relforcerowsecurity, reloptions, ($rights(relacl))) as def
  from pg_class where relnamespace = 'contrepartie'::regnamespace and relkind <> 'i'
  union all select 'function', oid::regprocedure::text, concat_ws(' ', proowner::regrole, prosecdef, proconfig, provolatile, proparallel, md5(prosrc), ($rights(proacl)))
  from pg_proc p where pronamespace = 'contrepartie'::regnamespace and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
  union all select 'schema', nspname::text, concat_ws(' ', nspowner::regrole, ($rights(nspacl))) from pg_namespace where nspname = 'contrepartie'
  union all select 'column', attrelid::regclass || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstattarget, attstorage, ($rights(attacl)))
  from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'contrepartie'::regnamespace and relkind in ('r', 'v') and attnum > 0
  union all select 'view', viewname, md5(regexp_replace(definition, '(::\w+) AS \"?\w+\"?', '\1', 'g')) from pg_views where schemaname = 'contrepartie'
  union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'contrepartie'
  union all select 'trigger', tgrelid::regclass || '.' || tgname, concat_ws(' ', pg_get_triggerdef(t.oid), tgenabled) from pg_trigger t join pg_class c on c.oid = tgrelid where relnamespace = 'contrepartie'::regnamespace and not tgisinternal
  union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'contrepartie'::regnamespace
  union all select 'policy', polrelid::regclass || '.' || polname, concat_ws(' ', polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy
  union all select 'sequence', sequencename, coalesce(last_value::text, '-') from pg_sequences where schemaname = 'contrepartie') o
  order by kind, name collate \"C\""
rows() { "$@" db psql -- -AtqX -v ON_ERROR_STOP=1 -c "$tables" 2>&1; }
stored() { rows "$@"; "$@" db psql -- -AtqX -v ON_ERROR_STOP=1 -c "$shape" 2>&1; }
told() {
  for report in $(c report -O tsv 2>/dev/null | by '{ print $1 }'); do
    echo "# report $report"; "$@" report "$report" -O csv 2>&1
  done
  "$@" findings -O csv 2>&1; "$@" export hledger
  echo "# documents"; "$@" documents -O tsv | tee "$scratch/list"
  for number in $(by '$c["sha256"] !~ /^0*$/ { print $c["document"] }' <"$scratch/list"); do
    echo "# original $number"; "$@" documents original "$number" 2>&1 | sha256sum
  done
}
everything() { stored "$@"; told "$@"; }
fast() { PROGRAM=$RELEASE c "$@"; }
backup_of() { "$PROGRAM" -D "$source_ledger" --lang en db backup "$@" </dev/null; }
restore_to() { "$PROGRAM" -D "$1" --lang en db restore "$2" </dev/null; }
# nothing_in NAME DIRECTORY: no cluster, neither in its place nor beside it
nothing_in() { check "$1" "" "$(ls -d "$2"/cluster* "$2"/beside 2>/dev/null)"; }
# until_some QUERY: waits until it answers something else than 0
until_some() {
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ "$(sql "$1")" = 0 ] || return 0
    sleep 0.1
  done
}
# hold TABLE MODE: another session locks the table of the source, until release; waited TABLE: until somebody waits for it
hold() {
  c db psql -- -qX -c "begin; lock table contrepartie.$1 in $2 mode; select pg_sleep(60); commit" >/dev/null 2>&1 &
  holder=$!
  until_some "select count(*) from pg_locks join pg_stat_activity using (pid) where relation = 'contrepartie.$1'::regclass and granted and query like '%pg_sleep%' and pid <> pg_backend_pid()"
}
waited() { until_some "select count(*) from pg_locks where relation = 'contrepartie.$1'::regclass and not granted"; }
release() { sql "select pg_cancel_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()" >/dev/null; wait $holder; }

# --- there and back --------------------------------------------------------------------------------------------------

ledger=$source_ledger
must import -q "$sample"/CA-2023-*.xml "$sample"/CA-2022-region.xml "$sample/register.xml"
must import -q --keep-original "$sample/vouchers/PES-2022-commune.xml"
must documents undo 2 --reason "essai"
must scope set mine "D & F311"
must match accept --entity 993020023 --reason "vu"
must close 2022 --entity 993020023
stored fast >"$scratch/stored"; told fast | cat "$scratch/stored" - >"$scratch/before"
exits "a backup is written" 0 backup_of "$scratch/books"
contains "a backup tells its documents" "$(sql "select count(*) from document") documents, $(wc -c <"$scratch/books") bytes" "$scratch/out"
contains "a backup tells its digest" "$(sha256sum <"$scratch/books" | cut -c 1-64)" "$scratch/out"
check "sha256sum checks the backup" "books: OK" "$(cd "$scratch" && sha256sum -c books.sha256 2>&1)"
check "a backup is for its owner's eyes" "600" "$(stat -c %a "$scratch/books")"
check "a backup leaves no partial file" "" "$(ls "$scratch"/*.partial 2>/dev/null)"
exits "a backup is restored" 0 restore_to "$restored" "$scratch/books"
contains "a restored ledger is proven" "originals, entries, facts, chains and references are whole" "$scratch/out"
lacks "a digest that agrees is no matter for words" sha256 "$scratch/err"
check "what was restored beside its place is gone" "cluster" "$(ls "$restored" | grep -v lock | grep -v log | grep -v socket)"
ledger=$restored
everything fast >"$scratch/after"
same_file "every report, document, original and right comes back" "$scratch/before" "$scratch/after"
check "the comparison saw something" "yes" "$([ "$(grep -c '^# report' "$scratch/before")" -ge 20 ] && [ "$(grep -c '^trigger' "$scratch/stored")" -ge 20 ] && [ "$(grep -c '<row' "$scratch/stored")" -ge 20 ] && echo yes)"

# --- and on --------------------------------------------------------------------------------------------------------------

printf '64111 311 D 1.00 1.00\n' | budget CA 99341001800010 2001 >"$scratch/CA.xml"
must import -q "$scratch/CA.xml" "$sample/CA-2021-region.xml"
check "documents are numbered on" "$(($(grep -c . "$scratch/list") + 1))" "$(document CA-2021-region.xml)"
check "the chain goes on" "t" "$(sql "select d.previous_link = p.link from document d join document p on p.siren = d.siren and p.chain_no = d.chain_no - 1 order by d.document_id desc limit 1")"
exits "what was imported after a restore is proven" 0 c verify
sql "update contrepartie.entry set amount = amount + 1" >"$scratch/out" 2>&1
contains "posted rows are not changed after a restore" "never changed or deleted" "$scratch/out"
ledger=$source_ledger

# --- a place that is taken ------------------------------------------------------------------------------------------------

documents=$("$PROGRAM" -D "$restored" documents -O csv 2>/dev/null)
exits "a restore over a ledger is refused" 65 restore_to "$restored" "$scratch/books"
contains "a restore over a ledger says why" "there is a ledger in $restored already" "$scratch/err"
check "a restore over a ledger changes nothing" "$documents" "$("$PROGRAM" -D "$restored" documents -O csv 2>/dev/null)"
ledger=$restored drop_ledger

# --- files that are not what was written -------------------------------------------------------------------------------------

size=$(wc -c <"$scratch/books")
damaged() { # damaged NAME SIDECAR(yes/no): $scratch/bad is refused and leaves nothing
  rm -f "$scratch/bad.sha256"
  [ "$2" = no ] || sed 's/books/bad/' "$scratch/books.sha256" >"$scratch/bad.sha256"
  exits "$1 is refused" 65 restore_to "$restored" "$scratch/bad"
  nothing_in "$1 leaves nothing" "$restored"
}
flip() { { head -c "$1" "$scratch/books"; head -c $(($1 + 1)) "$scratch/books" | tail -c 1 | tr '\000-\377' '\001-\377\000'; tail -c +$(($1 + 2)) "$scratch/books"; } >"$scratch/bad"; }
flip $((size / 2))
damaged "a byte that was changed" yes
contains "a file that was changed: the digest found" "$(sha256sum <"$scratch/bad" | cut -c 1-64)" "$scratch/err"
contains "a file that was changed: the digest wanted" "$(cut -c 1-64 "$scratch/books.sha256")" "$scratch/err"
damaged "a byte that was changed, without its digest," no
contains "a digest that is not there is told" "no $scratch/bad.sha256" "$scratch/err"
head -c $((size * 2 / 3)) "$scratch/books" >"$scratch/bad"
damaged "a file cut short" yes
damaged "a file cut short, without its digest," no
cp "$scratch/CA.xml" "$scratch/bad"
damaged "another file" no
tamper "update entry set amount = amount + 1 where document_id = 1 and entry_no = 1"
backup_of "$scratch/changed" >/dev/null 2>&1 || not_ok "books that were changed are backed up" "exit $?"
tamper "update entry set amount = amount - 1 where document_id = 1 and entry_no = 1"
exits "a backup of books that were changed is refused, whole as the file is" 65 restore_to "$restored" "$scratch/changed"
contains "a backup of books that were changed: the document is named" "document 1:" "$scratch/out"
nothing_in "a backup of books that were changed leaves nothing" "$restored"
cp "$scratch/books" "$scratch/bad"; echo "not a digest" >"$scratch/bad.sha256"
exits "a digest that is none is refused" 65 restore_to "$restored" "$scratch/bad"
exits "a file that is not there is no input" 66 restore_to "$restored" "$scratch/nowhere"
exits "a restore wants a file" 2 c db restore

# --- while others write ------------------------------------------------------------------------------------------------------

# an import that waits in its middle: its rows are sent, its document is not
documents=$(sql "select count(*) from document")
hold document "share row exclusive"
c import -q "$scratch/CA.xml" >"$scratch/import.log" 2>&1 & import=$!
waited document
exits "a backup does not wait for an import" 0 timeout 20 "$PROGRAM" -D "$source_ledger" --lang en db backup "$scratch/during"
contains "a backup holds what was committed" "✓ $scratch/during: $documents documents" "$scratch/out"
release
exits "an import does not wait for a backup" 0 wait $import
exits "a backup taken during an import is whole" 0 restore_to "$restored" "$scratch/during"
check "a backup taken during an import has its documents" "$documents" "$("$RELEASE" -D "$restored" db psql -- -AtqX -c "select count(*) from document" </dev/null)"
ledger=$restored drop_ledger

# --- what cannot be written -------------------------------------------------------------------------------------------------

exits "a folder that is not there is not written" 73 backup_of "$scratch/nowhere/books"
exits "a folder is not written over" 73 backup_of "$scratch"
exits "a device is not written over" 73 backup_of /dev/null
check "a device is still one" "yes" "$([ -c /dev/null ] && echo yes)"
cp "$scratch/books" "$scratch/kept"; cp "$scratch/books.sha256" "$scratch/kept.sha256"
hold original "access exclusive"
"$PROGRAM" -D "$source_ledger" --lang en db backup "$scratch/kept" >/dev/null 2>&1 </dev/null & backup=$!
waited original
check "a backup under way is in a partial file" "600" "$(stat -c %a "$scratch/kept.partial")"
exits "two backups do not write one file" 75 backup_of "$scratch/kept"
kill -TERM $backup
exits "an interrupted backup says so" 130 wait $backup
check "an interrupted backup leaves no partial file" "" "$(ls "$scratch"/*.partial 2>/dev/null)"
check "an interrupted backup leaves the one before" "$(sha256sum <"$scratch/books")" "$(sha256sum <"$scratch/kept")"
check "an interrupted backup leaves no pg_dump" "0" "$(sql "select count(*) from pg_stat_activity where application_name = 'pg_dump'")"
release

# --- a shared server, as a role that is no superuser -------------------------------------------------------------------------

new_server || not_ok "the server is made" "$(tail -n 3 "$scratch/initdb.log" | short)"
at() { "$RELEASE" --db "host=$server user=$login dbname=$base_of" --lang en "$@" </dev/null; }
boss "create role app login createrole; create role reader login"
for base in books again; do base=postgres boss "create database $base"; base=postgres boss "grant create on database $base to app"; done
login=app base_of=again
head -c $((size * 2 / 3)) "$scratch/books" >"$scratch/bad"; rm -f "$scratch/bad.sha256"
exits "a file cut short is not restored into a database" 65 at db restore "$scratch/bad"
check "a file cut short leaves the database empty" "0" "$(base=again boss "select count(*) from pg_namespace where nspname = 'contrepartie'")"
base_of=books
exits "a backup of a private ledger is restored into a database" 0 at db restore "$scratch/books"
everything at >"$scratch/after"
same_file "every report, document, original and right comes into a database" "$scratch/before" "$scratch/after"
exits "a restore over a ledger in a database is refused" 65 at db restore "$scratch/books"
check "tables of a restored database belong to nobody's login" "contrepartie_owner" "$(base=books boss "select distinct tableowner from pg_tables where schemaname = 'contrepartie'")"
exits "a database is backed up by its owner" 0 at db backup "$scratch/shared"
boss "grant contrepartie_reader to reader"
login=reader
exits "a reader does not back up" 77 at db backup "$scratch/reader"
check "a backup that is not permitted leaves nothing" "" "$(ls "$scratch"/reader* 2>/dev/null)"
exits "a server of others is not upgraded" 2 at db upgrade
exits "a backup of a database is restored into a private ledger" 0 restore_to "$restored" "$scratch/shared"
ledger=$restored
stored fast >"$scratch/after"
same_file "every row and right comes back from a database" "$scratch/stored" "$scratch/after"
ledger=$restored drop_ledger

# --- upgrade -----------------------------------------------------------------------------------------------------------------

ledger=$source_ledger
exits "there is nothing to upgrade" 0 c db upgrade
contains "there is nothing to upgrade: it is said" "nothing to upgrade: PostgreSQL" "$scratch/out"
exits "no ledger is nothing to upgrade" 0 "$PROGRAM" -D "$scratch/none" --lang en db upgrade
nothing_in "no ledger is made by an upgrade" "$scratch/none"

# later FOLDER: programs that say they are a later version
later() {
  mkdir "$1"
  for program in "$programs"/*; do printf '#!/bin/sh\nexec "%s" "$@"\n' "$program" >"$1/${program##*/}"; done
  printf '#!/bin/sh\n[ "$1" != --version ] || { echo "postgres (PostgreSQL) 99.1"; exit; }\nexec "%s/postgres" "$@"\n' "$programs" >"$1/postgres"
  chmod 755 "$1" "$1"/*
}
later "$scratch/later"; later "$scratch/broken"
printf '#!/bin/sh\necho "pg_restore: error: no" >&2\nexit 1\n' >"$scratch/broken/pg_restore"
major=$(cat "$source_ledger/cluster/PG_VERSION")
stored fast >"$scratch/before"
upgrade_with() { (export CONTREPARTIE_PG_BIN="$1"; c db upgrade); }
exits "an upgrade that fails says so" 65 upgrade_with "$scratch/broken"
contains "an upgrade that fails says that nothing changed" "the ledger is as it was" "$scratch/err"
check "an upgrade that fails leaves nothing" "$source_ledger/cluster" "$(ls -d "$source_ledger"/cluster* "$source_ledger"/beside 2>/dev/null)"
exits "an upgrade that fails leaves the ledger whole" 0 c verify
hold original "access share"
exits "an upgrade waits for nobody" 75 upgrade_with "$scratch/later"
release
exits "a ledger is upgraded" 0 upgrade_with "$scratch/later"
contains "an upgrade says what it kept" "rm -r '$source_ledger/cluster-$major'" "$scratch/out"
check "the database before an upgrade is kept" "$major" "$(cat "$source_ledger/cluster-$major/PG_VERSION")"
stored fast >"$scratch/after"
same_file "every row and right is there after an upgrade" "$scratch/before" "$scratch/after"
must db stop
exits "an upgraded ledger starts again" 0 c import -q "$sample/CA-2021-commune.xml"
exits "a second upgrade does not touch what the first kept" 73 upgrade_with "$scratch/later"
mv "$source_ledger/cluster-$major" "$scratch/old"

# the same from an older major that is installed
older=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | cut -d / -f 5 | sort -n | head -n 1)
if [ "$older" = "$major" ]; then
  echo "# skipped an upgrade between two majors: only PostgreSQL $major is installed"
else
  drop_ledger
  (export CONTREPARTIE_PG_BIN="/usr/lib/postgresql/$older/bin"; must import -q "$sample"/CA-2023-*.xml "$sample/register.xml"; must db stop)
  check "a ledger of the older major is made" "$older" "$(cat "$source_ledger/cluster/PG_VERSION")"
  { rows fast; told fast; } >"$scratch/before"
  exits "a ledger is upgraded from $older" 0 c db upgrade
  check "a ledger upgraded from $older is of $major" "$major" "$(cat "$source_ledger/cluster/PG_VERSION")"
  { rows fast; told fast; } >"$scratch/after"
  same_file "every row, report, document and original is there after an upgrade from $older" "$scratch/before" "$scratch/after"
fi
finished
