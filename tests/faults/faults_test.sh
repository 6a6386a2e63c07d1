# Faults: imports killed, cut or starved at random moments; disks that are full; clocks that go back; copies of a ledger.
# The long run, by hand: tests/faults/run.sh. FAULTS_SEED reproduces the rounds of a seed that was printed.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/vouchers.sh"
. "$TESTS/faults/faults.sh"
seed=${FAULTS_SEED:-$(date +%s)}
for generator in totem pes balances register; do
  cmake --build "$(dirname "$RELEASE")" --target generate_$generator >"$scratch/build.log" 2>&1 || not_ok "generate_$generator builds" "$(tail -n 3 "$scratch/build.log" | short)"
done

# --- at random moments ----------------------------------------------------------------------------------------------------

echo "# seed $seed"
[ $disks -eq 1 ] || echo "# full disks are left out: this account may not mount a small one"
struck() { awk -F '\t' '{ hit += $3 } END { print hit + 0 }' "$scratch/tally"; }
faults | plan "${FAULTS_ROUNDS:-16}" >"$scratch/plan"
rounds_of 16 <"$scratch/plan"
# moments are drawn, and an import may end before its own: then some rounds more
for more in 1 2 3; do
  [ "$(struck)" -ge 6 ] && break
  seed=$((seed + 1))
  faults | plan 16 >"$scratch/plan"
  rounds_of 16 <"$scratch/plan"
done
tally
cut -f 1 "$scratch/tally" | sort -u | while read -r fault; do
  check "$fault: the books are whole, and nothing is left" 0 "$(awk -F '\t' -v fault="$fault" '$1 == fault { sum += $6 } END { print sum + 0 }' "$scratch/tally")"
done
check "faults struck while imports ran" yes "$([ "$(struck)" -ge 6 ] && echo yes || echo "only $(struck)")"

# --- an interruption while the server works --------------------------------------------------------------------------------

program=$PROGRAM ledger=$scratch/ledger
town=$(siren 400001)
printf '64111 311 D 1.00 1.00\n73111 01 R 1.00 1.00\n' | budget CA ${town}00010 2021 >"$scratch/first.xml"
printf '64111 311 D 2.00 2.00\n73111 01 R 2.00 2.00\n' | budget CA ${town}00010 2022 >"$scratch/second.xml"
printf '64111 311 D 3.00 3.00\n73111 01 R 3.00 3.00\n' | budget CA ${town}00010 2022 >"$scratch/third.xml"
exits "a ledger begins" 0 on "$ledger" import -q "$scratch/first.xml"
# a lost power supply cannot be had here: what the server does against one is asked
check "what is committed is on the disk, and a page that was damaged is seen" "on on on on" \
  "$(ask "$ledger" "select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('data_checksums'))")"
on "$ledger" db psql -- -qX -c "begin; select pg_advisory_xact_lock($town); select pg_sleep(30)" >/dev/null 2>&1 & holder=$!
until_true 10 test -n "$(on "$ledger" db psql -- -AtqX -c "select pg_sleep(0.5); select 1 from pg_locks where locktype = 'advisory'")" || not_ok "the body is held" "no lock"
for signal in INT TERM; do
  "$PROGRAM" -D "$ledger" --lang en import "$scratch/second.xml" >"$scratch/held.log" 2>&1 </dev/null & pid=$!
  sleep 1
  kill -$signal $pid
  until_true 15 ended || kill -9 $pid
  wait $pid; status=$?
  check "an import that waits for the server ends at SIG$signal" 130 $status
  contains "an import that ended at SIG$signal says that nothing was written" "nothing was written" "$scratch/held.log"
done
ask "$ledger" "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and query like '%pg_sleep(30)%'" >/dev/null
wait $holder 2>/dev/null
check "an import that waited wrote nothing" 1 "$(ask "$ledger" "select count(*) from document")"

# --- output that finds no room ----------------------------------------------------------------------------------------------

if [ $disks -eq 1 ]; then
  for format in csv html xlsx ods json; do
    room "$tmp_disk" 0
    exits "$format that finds no room cannot be written" 73 on "$ledger" journal -o "$tmp_disk/journal.$format"
    free_room "$tmp_disk"; rm -f "$tmp_disk"/journal.*
  done
  room "$tmp_disk" 0
  exits "what an import says finds no room" 73 on "$ledger" import -o "$tmp_disk/import.csv" "$scratch/second.xml"
  free_room "$tmp_disk"; rm -f "$tmp_disk"/import.csv
  check "an import whose answer found no room is there" unchanged "$(on "$ledger" import -O csv "$scratch/second.xml" | tail -n 1 | cut -d, -f 2)"
else
  exits "a second year is imported" 0 on "$ledger" import -q "$scratch/second.xml"
fi

# --- one directory by several names -----------------------------------------------------------------------------------------

ln -s "$ledger" "$scratch/link"
server=$(postmaster)
for name in "$scratch/link" "$ledger/" "$scratch//ledger" "$scratch/link/../ledger"; do
  on "$name" db status >"$scratch/out" 2>&1
  contains "a server is known to run by the name ${name#"$scratch"}" running "$scratch/out"
done
check "the server is the same by any name" "$server" "$(on "$scratch/link" documents >/dev/null 2>&1; postmaster)"
exits "a server is stopped by another name" 0 on "$scratch/link" db stop
check "a server stopped by another name is gone" "" "$(postmaster)"

# --- copies -------------------------------------------------------------------------------------------------------------------

copy=$scratch/copy
links() { ask "$1" "select encode(link, 'hex') from document where siren = $town order by chain_no"; }
cp -a "$ledger" "$copy"
exits "a copy of a stopped ledger is whole" 0 on "$copy" verify
check "a copy starts beside its original, not in it" "no server of the first" "$(postmaster | grep . || echo no server of the first)"
exits "the original starts while its copy runs" 0 on "$ledger" verify
server=$(postmaster)
exits "the original takes another year" 0 on "$ledger" documents undo "$(ask "$ledger" "select max(document_id) from document")" --reason first
exits "the copy takes something else" 0 on "$copy" import -q --replace "$scratch/third.xml"
links "$ledger" >"$scratch/links"; links "$copy" >"$scratch/links.copy"
check "chains agree up to the copy" "$(head -n 2 "$scratch/links")" "$(head -n 2 "$scratch/links.copy")"
differs "chains part after the copy" "$(sed -n 3p "$scratch/links")" "$(sed -n 3p "$scratch/links.copy")"
exits "a copy that went its own way is whole" 0 on "$copy" verify
exits "a copy is stopped" 0 on "$copy" db stop
check "the original runs on when its copy stops" "$server" "$(kill -0 "$server" && postmaster)"
exits "the original is whole" 0 on "$ledger" verify
rm -rf "$copy"; cp -a "$ledger" "$copy"
exits "a copy of a running ledger is whole" 0 on "$copy" verify
check "the original runs beside the copy of a running ledger" "$server" "$(kill -0 "$server" && postmaster)"
on "$copy" db stop >/dev/null 2>&1; rm -rf "$copy"
"$(dirname "$RELEASE")/tests/generate_totem" --size-mb 5 --siren "$(siren 400002)" --year 2021 "$scratch/big.xml" >/dev/null 2>&1
on "$ledger" import -q "$scratch/big.xml" >/dev/null 2>&1 & pid=$!
sleep 0.3; cp -a "$ledger" "$copy" 2>/dev/null
wait $pid; check "a ledger copied under an import takes the import" 0 $?
on "$copy" verify >"$scratch/out" 2>"$scratch/err"; status=$?
case $status in
  0) ok "a copy made under an import is whole or refused" ;;
  1|69) if [ -s "$scratch/out" ] || [ -s "$scratch/err" ]; then ok "a copy made under an import is whole or refused"; else not_ok "a copy made under an import is whole or refused" "exit $status without a word"; fi ;;
  *) not_ok "a copy made under an import is whole or refused" "exit $status: $(short <"$scratch/err")" ;;
esac
on "$copy" db stop >/dev/null 2>&1; rm -rf "$copy"
exits "a ledger copied under an import is whole" 0 on "$ledger" verify

# --- a clock that goes back -----------------------------------------------------------------------------------------------------

clock=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -n 1)
yesterday() { LD_PRELOAD=$clock FAKETIME=-1d "$RELEASE" -D "$ledger" --lang en "$@" </dev/null; }
program=$RELEASE # the checked build does not share its start with another library
exits "the server stops" 0 on "$ledger" db stop
exits "a document is imported on the day before the last one" 0 yesterday import -q "$scratch/third.xml"
check "the server itself is a day behind" t "$(ask "$ledger" "select max(imported_at) - min(imported_at) > interval '20 hours' from document where siren = $town")"
exits "a document is undone on the day before" 0 yesterday documents undo "$(ask "$ledger" "select document_id from document_state where siren = $town and fiscal_year = 2021")" --reason back
exits "a year is closed before its documents were imported" 0 yesterday close 2022 --entity "$town"
exits "books of a clock that went back are whole" 0 yesterday verify
exits "the server that was behind stops" 0 on "$ledger" db stop
exits "books of a clock that was put right are whole" 0 on "$ledger" verify
printf '64111 311 D 4.00 4.00\n' | budget DM ${town}00010 2022 >"$scratch/late.xml"
exits "a closed year takes nothing, whatever the clock" 65 on "$ledger" import "$scratch/late.xml"
tamper_closed() { on "$ledger" db psql -- -qX -v ON_ERROR_STOP=1 -c "set session_replication_role = replica; update closed_year set chain_no = $1" >/dev/null; }
chain=$(ask "$ledger" "select chain_no from closed_year")
tamper_closed 0
exits "a document posted to a closed year is seen" 1 on "$ledger" verify
tamper_closed "$chain"
on "$ledger" db stop >/dev/null 2>&1
CONTREPARTIE_IDLE_SECONDS=2 "$RELEASE" -D "$ledger" documents >/dev/null 2>&1 </dev/null
touch -d '1 day' "$ledger/use.lock"
stopped() { [ -z "$(postmaster)" ]; }
check "a server last used tomorrow stops when idle" yes "$(until_true 20 stopped && echo yes)"
finished
