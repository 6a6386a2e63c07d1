# doctor: each thing the program stands on is taken away, is said to be missing with its remedy, and is given back.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/server.sh"

# sick NAME MESSAGE REMEDY COMMAND...: exit 69, one line with a ✗ that says so, and what mends it below
sick() {
  sick_name=$1 message=$2 remedy=$3; shift 3
  exits "$sick_name: exit 69" 69 "$@"
  check "$sick_name: one thing is missing" 1 "$(grep -c '^✗ ' "$scratch/out")"
  grep -A 1 '^✗ ' "$scratch/out" >"$scratch/missing"
  contains "$sick_name: what is missing" "$message" "$scratch/missing"
  contains "$sick_name: what mends it" "$remedy" "$scratch/missing"
}
healthy() { exits "$1" 0 c doctor; lacks "$1: nothing is missing" "✗" "$scratch/out"; }

# --- before a ledger
healthy a_machine_without_a_ledger_is_well
check doctor_makes_nothing no "$([ -e "$ledger" ] && echo yes || echo no)"
contains the_program_says_its_version "✓ $("$PROGRAM" --version)," "$scratch/out"
contains the_server_programs_are_found "✓ PostgreSQL " "$scratch/out"
contains no_ledger_yet_is_no_fault "✓ no ledger yet; the first import makes it in $ledger" "$scratch/out"
lacks no_server_is_asked_before_a_ledger "server answers" "$scratch/out"
(export CONTREPARTIE_PG_BIN=/nowhere; sick programs_elsewhere "cannot run PostgreSQL: /nowhere/postgres" "apt install postgresql-15" c doctor)
contains what_was_not_looked_at_is_said "the server and the schema were not looked at" "$scratch/out"
(export TMPDIR=/proc; sick temporary_files "no temporary file can be made in /proc" "set TMPDIR" c doctor)
exits quiet_says_what_is_missing_alone 69 env TMPDIR=/proc "$PROGRAM" -D "$ledger" --lang en -q doctor
check quiet_says_two_lines 2 "$(wc -l <"$scratch/out")"
exits doctor_takes_no_argument 2 c doctor now

# --- with a ledger
must db start
must db stop
healthy a_ledger_that_is_stopped_is_well
contains its_version_is_said "✓ data in $ledger, of PostgreSQL $(cat "$ledger/cluster/PG_VERSION")," "$scratch/out"
contains its_server_is_started_and_answers "✓ the server answers: PostgreSQL $(sql 'show server_version')" "$scratch/out"
contains its_schema_is_up_to_date "✓ the schema is up to date: $(sql 'select count(*) from migration') steps" "$scratch/out"
exits french_is_spoken 0 "$PROGRAM" -D "$ledger" --lang fr doctor
contains french_words_are_said "✓ le serveur répond : PostgreSQL" "$scratch/out"

socket=$ledger/socket
chmod 755 "$socket"
sick a_socket_open_to_others "$socket is not a directory that only " "remove it" c doctor
chmod 700 "$socket"

must db stop
cp -p "$ledger/cluster/PG_VERSION" "$scratch/version"
echo 7 >"$ledger/cluster/PG_VERSION"
sick data_of_a_version_that_is_gone "made by PostgreSQL 7, which is not installed" "apt install postgresql-7" c doctor
cp -p "$scratch/version" "$ledger/cluster/PG_VERSION"
mv "$ledger/cluster/global" "$scratch/global"
sick a_server_that_does_not_start "does not start" "server.log" c doctor
mv "$scratch/global" "$ledger/cluster/global"
healthy a_ledger_put_right_is_well
must db stop

if [ "$(id -u)" -eq 0 ]; then
  sick somebody_else_s_ledger "the account nobody, which runs the server, cannot enter $ledger" "with -D" \
    runuser -u nobody -- "$PROGRAM" -D "$ledger" --lang en doctor
  sick a_place_that_is_not_ours "/nowhere cannot be made: / is not yours to write" "another directory with -D" \
    runuser -u nobody -- "$PROGRAM" -D /nowhere --lang en doctor
fi
small=$scratch/small
mkdir "$small"
small_disk() { unshare -m sh -c 'mount -t tmpfs -o size=16m,mode=1777 tmpfs "$0" && "$@"' "$small" "$@"; }
if small_disk true 2>/dev/null; then
  sick a_disk_too_small_for_data "$small: 16 MB free, 200 are needed" "free some space" small_disk "$PROGRAM" -D "$small/ledger" --lang en doctor
  sick a_disk_too_small_for_temporary_files "$small: 16 MB free, 200 are needed" "TMPDIR" small_disk env TMPDIR="$small" "$PROGRAM" -D "$ledger" --lang en doctor
  must db stop
fi

# --- a shared server
new_server || not_ok the_server_is_made "$(tail -n 3 "$scratch/initdb.log" | short)"
boss "create role app login createrole; create role looker login"
boss "create database books"
boss "grant create on database books to app"
sick a_shared_server_without_the_schema "the schema lacks " "db start, as the role that made the ledger" as app books doctor
check doctor_makes_no_schema "" "$(base=books boss "select nspname from pg_namespace where nspname = 'contrepartie'")"
exits the_schema_is_made 0 as app books db start
exits a_shared_server_is_well 0 as app books doctor
contains a_shared_server_answers "✓ the server answers: PostgreSQL" "$scratch/out"
lacks a_shared_server_s_files_are_not_ours "data in" "$scratch/out"
last=$(base=books boss "select max(name) from contrepartie.migration where name like 'sql/schema/%'")
base=books boss "delete from contrepartie.migration where name = '$last'"
sick a_schema_behind "the schema lacks 1 of " "db start, as the role" as app books doctor
base=books boss "insert into contrepartie.migration (name) values ('$last'), ('sql/schema/999-later.sql')"
sick a_schema_ahead "later version" "install that version" as app books doctor
base=books boss "delete from contrepartie.migration where name = 'sql/schema/999-later.sql'"
exits a_schema_put_right_is_well 0 as app books doctor
sick who_is_no_member "permission denied" "grant contrepartie_reader to looker" as looker books doctor
sick a_database_that_is_not_there 'database "nowhere" does not exist' "check the connection string given to --db" as app nowhere doctor

finished
