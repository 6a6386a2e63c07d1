# Interrupted imports, imports side by side, and a server that stops or was never finished. Kills: tests/faults/.
. "$TESTS/lib/ledger.sh"
data=$TESTS/data/totem
other=$scratch/other # a second ledger
trap '"$PROGRAM" -D "$other" db stop >/dev/null 2>&1; drop_ledger; rm -rf "$scratch"' EXIT

milliseconds() { date +%s%N | cut -c 1-13; }
nap() { sleep "$(awk -v t="$1" -v part="$2" 'BEGIN { printf "%.3f", t * part / 1000 }')"; }
counts() { sql "select (select count(*) from document) || ' ' || (select count(*) from entry) || ' ' || (select count(*) from grant_paid) || ' ' || (select count(*) from original)"; }
postmaster() { head -n 1 "$ledger/cluster/postmaster.pid" 2>/dev/null; }
# background LOG ARGUMENTS...: a command of the program itself as a background job, its process in $pid
background() { log=$1; shift; "$PROGRAM" -D "$ledger" --lang en "$@" >"$scratch/$log" 2>&1 </dev/null & pid=$!; }
# eventually SECONDS COMMAND...: true once the command succeeds
eventually() {
  tries=$(($1 * 5)); shift
  while [ $tries -gt 0 ]; do if "$@"; then return 0; fi; sleep 0.2; tries=$((tries - 1)); done
  return 1
}

gone() { [ ! -d "/proc/$server" ]; }

cmake --build "$(dirname "$RELEASE")" --target generate_totem >"$scratch/build.log" 2>&1 || not_ok "generate_totem builds" "$(tail -n 3 "$scratch/build.log" | short)"
big=$scratch/big.xml
"$(dirname "$RELEASE")/tests/generate_totem" --size-mb 60 --siren 993400019 --year 2021 "$big" >/dev/null 2>&1 || not_ok "a large file is generated" "exit $?"

# --- interrupted imports ------------------------------------------------------------------------------------------------

new_ledger
must db start
start=$(milliseconds)
exits "a large file is good" 0 c check "$big"
whole=$(($(milliseconds) - start))
for signal in INT TERM; do
  background interrupted.log import "$big"
  nap $whole 0.4
  kill -$signal $pid; wait $pid; status=$?
  check "an import interrupted by SIG$signal says so" 130 $status
  check "an import interrupted by SIG$signal leaves nothing" "0 0 0 0" "$(counts)"
done
contains "an interrupted import says that nothing was written" "nothing was written" "$scratch/interrupted.log"

# --- in the middle of an import -------------------------------------------------------------------------------------------

background stopped.log import "$big"
nap $whole 0.3
kill -STOP $pid
exits "the server is not stopped under an import" 75 c db stop
contains "who stops the server under an import is told why" "still using" "$scratch/err"
exits "reports are read during an import" 0 timeout 20 "$PROGRAM" -D "$ledger" report spending
check "an import that runs shows nothing yet" "0 0 0 0" "$(counts)"
printf '64111 311 D 1.00 1.00\n73111 01 R 1.00 1.00\n' | budget CA 99341001800010 2021 >"$scratch/small.xml"
exits "another body is imported during an import" 0 timeout 20 "$PROGRAM" -D "$ledger" import "$scratch/small.xml"
exits "the ledger is verified during an import" 0 timeout 20 "$PROGRAM" -D "$ledger" verify
kill -CONT $pid; wait $pid; status=$?
check "the import goes on and ends well" 0 $status
entries=$(table documents | by '$c["file"] == "big.xml" { print $c["entries"] }')
check "the import that went on is whole in the journal" "$entries" "$(sql "select count(*) from entry where document_id = $(document big.xml)")"
exits "what was imported side by side is whole" 0 c verify

# --- a file that is written while it is read --------------------------------------------------------------------------------

must documents undo "$(document big.xml)" --reason "it is to be changed"
before=$(counts)
for change in "written again" "replaced"; do
  cp "$big" "$scratch/changing.xml"
  background changing.log import "$scratch/changing.xml"
  nap $whole 0.3
  kill -STOP $pid
  case $change in
    written*) dd if=/dev/zero of="$scratch/changing.xml" bs=1 count=1 conv=notrunc 2>/dev/null ;; # bytes already read
    replaced) cp "$big" "$scratch/other.xml"; mv "$scratch/other.xml" "$scratch/changing.xml" ;;
  esac
  kill -CONT $pid; wait $pid; status=$?
  check "a file $change while it is read is refused" 65 $status
  contains "a file $change while it is read is told so" "IMP-003" "$scratch/changing.log"
  check "a file $change while it is read leaves nothing" "$before" "$(counts)"
done
must import "$big"

# --- the same file twice at once ------------------------------------------------------------------------------------------

must documents undo "$(document big.xml)" --reason "twice at once"
before=$(sql "select count(*) from entry")
background first.log import -O csv "$big"; first=$pid
background second.log import -O csv "$big"; second=$pid
wait $first; one=$?; wait $second; two=$?
check "of two imports of one file at once both end well" "0 0" "$one $two"
check "of two imports of one file at once one is posted" "posted unchanged" "$(cat "$scratch/first.log" "$scratch/second.log" | grep big.xml | cut -d, -f 2 | sort | short | sed 's/ $//')"
check "of two imports of one file at once the journal holds one" "$entries" "$(($(sql "select count(*) from entry") - before))"
check "of two imports of one file at once one document is listed" 1 "$(table documents | by '$c["file"] == "big.xml" && $c["status"] == "active"' | wc -l)"
printf '64111 311 D 2.00 2.00\n' | budget CA 99341001800010 2001 >"$scratch/v1.xml"
printf '64111 311 D 3.00 3.00\n' | budget CA 99341001800010 2001 >"$scratch/v2.xml"
background first.log import -O csv "$scratch/v1.xml"; first=$pid
background second.log import -O csv "$scratch/v2.xml"; second=$pid
wait $first; one=$?; wait $second; two=$?
check "of two versions at once one is refused" "0 65" "$(printf '%s\n' $one $two | sort | short | sed 's/ $//')"
check "of two versions at once one is in force" 1 "$(table documents | by '$c["year"] == 2001 && $c["status"] == "active"' | wc -l)"
number=$(table documents | by '$c["year"] == 2001 { print $c["document"] }')
background first.log documents undo "$number" --reason one; first=$pid
background second.log documents undo "$number" --reason two; second=$pid
wait $first; one=$?; wait $second; two=$?
check "of two undos at once one is refused" "0 65" "$(printf '%s\n' $one $two | sort | short | sed 's/ $//')"
# Two that name one body meet at its row in any case. A table of evidence names none: here the lock alone keeps them apart.
sleeps="query like '%pg_sleep(60)%' and pid <> pg_backend_pid()"
held() { [ "$(sql "select count(*) from pg_locks join pg_stat_activity using (pid) where relation = 'contrepartie.document'::regclass and granted and $sleeps")" != 0 ]; }
waiting() { [ "$(sql "select count(*) from pg_locks where not granted")" = "$1" ]; }
printf 'act,recipient,component,amount\nA 1,99,C,1.00\n' >"$scratch/evidence.csv"
background locker.log db psql -- -qX -c "begin; lock table contrepartie.document in share row exclusive mode; select pg_sleep(60)"; locker=$pid
eventually 20 held || not_ok "no document is written for a while" "$(short <"$scratch/locker.log")"
background first.log import -O csv "$scratch/evidence.csv"; first=$pid
background second.log import -O csv "$scratch/evidence.csv"; second=$pid
eventually 20 waiting 2 || not_ok "two imports of one table of evidence wait" "$(sql "select count(*) from pg_locks where not granted")"
sql "select pg_terminate_backend(pid) from pg_stat_activity where $sleeps" >/dev/null
wait $locker; wait $first; one=$?; wait $second; two=$?
check "of two imports of one table of evidence at once both end well" "0 0" "$one $two"
check "of two imports of one table of evidence at once one is posted" "posted unchanged" "$(cat "$scratch/first.log" "$scratch/second.log" | grep evidence.csv | cut -d, -f 2 | sort | short | sed 's/ $//')"
exits "what was imported at once is whole" 0 c verify

# --- a report that takes long -----------------------------------------------------------------------------------------------

background locker.log db psql -- -qX -c "begin; lock table contrepartie.entry in access exclusive mode; select pg_sleep(30)"; locker=$pid
sleep 1
for signal in INT TERM; do
  background waiting.log report spending
  sleep 1
  kill -$signal $pid
  (sleep 10; kill -9 $pid) 2>/dev/null & guard=$!
  wait $pid; status=$?
  kill $guard 2>/dev/null
  check "a report that waits ends at SIG$signal" 130 $status
done
kill $locker; wait $locker 2>/dev/null
sql "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and query like '%pg_sleep(30)%'" >/dev/null
exits "a report that was interrupted is read again" 0 timeout 20 "$PROGRAM" -D "$ledger" report spending

# --- one snapshot: what is committed in the middle of a reading is of the next -----------------------------------------------

# between TABLE COMMAND…: the command, with $change done while it waits for that table, which nothing before its last question reads
between() {
  table=$1; shift
  background locker.log db psql -- -qX -c "begin; lock table contrepartie.$table in access exclusive mode; select pg_sleep(60)"; locker=$pid
  eventually 20 locked "$table" AccessExclusiveLock t || not_ok "$table is held" "$(short <"$scratch/locker.log")"
  background reading.log "$@"; reading=$pid
  eventually 20 locked "$table" AccessShareLock f || not_ok "$* waits for $table" "$(short <"$scratch/reading.log")"
  $change
  sql "select pg_terminate_backend(pid) from pg_stat_activity where $sleeps" >/dev/null
  wait $locker; wait $reading; status=$?
}
locked() { [ "$(sql "select count(*) from pg_locks where relation = 'contrepartie.$1'::regclass and mode = '$2' and granted = '$3'")" != 0 ]; }

new_ledger
sample=$TESTS/../docs/sample
must import -q "$sample"/CA-2021-*.xml "$sample"/CA-2022-*.xml "$sample/register.xml"
must report compensation --transfer T-ENSEIGNEMENT -o "$scratch/before.html"
change="must import -q $sample/CA-2023-region.xml"
between published_amount report compensation --transfer T-ENSEIGNEMENT -o "$scratch/during.html"
check "an audit report ends well after an import in the middle of it" 0 $status
same_file "its amounts, entries and findings are all of before" "$scratch/before.html" "$scratch/during.html"
must report compensation --transfer T-ENSEIGNEMENT -o "$scratch/after.html"
differs "the next one knows the import" "$(cat "$scratch/before.html")" "$(cat "$scratch/after.html")"

number=$(sql "select max(document_id) from document where reverses is null")
spoil() { tamper "update contrepartie.document set file_name = 'other' where document_id = $number"; }
change=spoil
between closed_year verify
check "verify speaks of the moment when it began" 0 $status
exits "the next verify speaks of what was changed meanwhile" 1 c verify
contains "and names the document" "document $number" "$scratch/out"
tamper "update contrepartie.document set file_name = 'CA-2023-region.xml' where document_id = $number"

# --- a stale or foreign process number ----------------------------------------------------------------------------------------

# replace_pid NUMBER: the server killed and gone, its file naming another process
replace_pid() {
  must db start
  server=$(postmaster)
  kill -9 "$server"
  eventually 20 gone || not_ok "a killed server goes" "process $server is still there"
  { echo "$1"; tail -n +2 "$ledger/cluster/postmaster.pid"; } >"$scratch/postmaster.pid"
  cat "$scratch/postmaster.pid" >"$ledger/cluster/postmaster.pid"
}
sh -c : & dead=$!; wait $dead
replace_pid $dead
exits "a dead process in postmaster.pid does not hold the server up" 0 timeout 60 "$PROGRAM" -D "$ledger" documents
sleep 600 & bystander=$!
replace_pid $bystander
exits "a bystander in postmaster.pid does not hold the server up" 0 timeout 60 "$PROGRAM" -D "$ledger" documents
kill $bystander
"$PROGRAM" -D "$other" db start >/dev/null 2>&1 </dev/null || not_ok "a second ledger starts" "exit $?"
replace_pid "$(head -n 1 "$other/cluster/postmaster.pid")"
exits "another server in postmaster.pid does not hold the server up" 0 timeout 60 "$PROGRAM" -D "$ledger" documents
c documents >/dev/null 2>&1 || rm -f "$ledger/cluster/postmaster.pid" # the tests below stand on their own
exits "the other server is left alone" 0 "$PROGRAM" -D "$other" documents
"$PROGRAM" -D "$other" db stop >/dev/null 2>&1
exits "after foreign process numbers the ledger is whole" 0 c verify
must db stop
check "a stopped server is stopped" "" "$(postmaster)"
exits "stopping a stopped server is done already" 0 c db stop
exits "a stopped server starts by itself" 0 c documents

# --- sixteen at once, on a ledger that is not there yet -----------------------------------------------------------------------

given_up() { grep -h '^contrepartie:\|^IMP-' "$scratch"/9*.log "$scratch"/20*.log 2>/dev/null | short; }
new_ledger
sirens="993400019 993410018 993410026 993410034 993500016 993510015 993510023 993010016
  993600006 993610013 993610021 993610039 993620012 993630011 993640010 993640028"
jobs=""
for siren in $sirens; do
  for line in $(seq 300); do echo "64111 311 D $line.00 $line.50"; done | budget CA ${siren}00010 2020 >"$scratch/$siren.xml"
  background "$siren.log" import "$scratch/$siren.xml"; jobs="$jobs $pid"
done
failed=0
for job in $jobs; do wait "$job" || failed=$((failed + 1)); done
check "sixteen bodies side by side all land, from nothing" "0 16 4800" "$failed $(table documents | by '$c["status"] == "active"' | wc -l) $(sql "select count(*) from entry where book = 'A'")$(given_up)"
jobs=""
for year in $(seq 2021 2070); do # more than the server takes connections: who comes last waits
  for line in $(seq 30); do echo "64111 311 D $line.00 $line.50"; done | budget CA 99340001900010 $year >"$scratch/$year.xml"
  background "$year.log" import "$scratch/$year.xml"; jobs="$jobs $pid"
done
failed=0
for job in $jobs; do wait "$job" || failed=$((failed + 1)); done
check "fifty years of one body side by side all land" "0 51" "$failed $(table documents | by '$c["siren"] == "993400019" && $c["status"] == "active"' | wc -l)$(given_up)"
check "the chain of a body has no gap" "1 51 51" "$(sql "select min(chain_no), max(chain_no), count(*) from document where siren = 993400019" | tr '|' ' ')"
exits "what sixteen wrote at once is whole" 0 c verify

# Registers that name the same new bodies in opposite orders: neither may wait for the other while it is waited for.
# bodies ORDER TRANSFER
bodies() {
  echo '<register xmlns="urn:contrepartie:register:1">'
  seq 1001 1400 | sort $1 | awk -v round="$3" '{ printf "<body siren=\"9%d%04d\" kind=\"commune\" name=\"Body\"/>\n", 1000 + round, $1 }'
  first=9$((1000 + $3))1001
  echo "<act id=\"l\" kind=\"law\" date=\"2020-01-01\" title=\"L\"/><competence id=\"c\" label=\"C\" scope=\"D\"/>
    <transfer id=\"T-$2-$3\" nature=\"transfer\" competence=\"c\" from=\"$first\" effective=\"2021-01-01\" act=\"l\"><right siren=\"$first\" amount=\"1.00\"/></transfer></register>"
}
failed=""
for round in 1 2 3 4 5 6; do
  bodies -n up $round >"$scratch/up.xml"; bodies -rn down $round >"$scratch/down.xml"
  background up.log import -q "$scratch/up.xml"; up=$pid
  background down.log import -q "$scratch/down.xml"; down=$pid
  wait $up || failed="$failed $(grep -h contrepartie: "$scratch/up.log" | tail -n 1)"
  wait $down || failed="$failed $(grep -h contrepartie: "$scratch/down.log" | tail -n 1)"
done
check "registers that name the same bodies land side by side" "" "$failed"

# --- creation cut short -------------------------------------------------------------------------------------------------------

new_ledger
c db status >/dev/null 2>&1
mkdir "$ledger/cluster.new" && echo junk >"$ledger/cluster.new/PG_VERSION" && mkdir "$ledger/cluster.new/base" && echo junk >"$ledger/cluster.new/base/1"
exits "a half-made cluster is made again" 0 c documents
check "a half-made cluster leaves no rest" "" "$(ls -d "$ledger/cluster.new" 2>/dev/null)"
new_ledger
for part in 0.15 0.4 0.8; do
  background creation.log db start
  nap 1000 $part
  kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
done
exits "a first start that was killed is done again" 0 timeout 60 "$PROGRAM" -D "$ledger" import "$data/altered_seal.xml"
exits "after killed first starts the ledger is whole" 0 c verify

# --- idle -----------------------------------------------------------------------------------------------------------------------

new_ledger
CONTREPARTIE_IDLE_SECONDS=2 "$PROGRAM" -D "$ledger" import "$data/altered_seal.xml" >/dev/null 2>&1 </dev/null
server=$(postmaster)
check "a server runs after its command" yes "$(kill -0 "$server" 2>/dev/null && echo yes)"
exits "a server does not stop under a long command" 0 c db psql -- -qX -c "select pg_sleep(5)"
check "a server that was in use runs on" "$server" "$(postmaster)"
check "an idle server stops" yes "$(eventually 15 gone && echo yes)"
exits "an idle server starts again by itself" 0 c documents
check "what was imported before is there" 1 "$(table documents | only document | wc -l)"
finished
