# Faults at random moments. For faults_test.sh and run.sh, after lib/ledger.sh and lib/accounts.sh.
#
# Two ledgers do the same work. In the reference nothing ever fails: it says how long a command takes, and what the books
# are before and after. In the other a fault strikes at a random part of that time. Then `verify` is clean, each body's
# books are those of the reference before or after, nothing that was reported as done is missing, nothing is left behind,
# the command is given again, and reports are those of the reference.
#
# The seed decides operations, faults, their moments and the files; the machine decides what a moment hits.
# shellcheck disable=SC2086,SC2154 # words are split on purpose; lib/ledger.sh sets scratch, ledger…
reference=$scratch/reference
work=$scratch/work TMPDIR=$scratch/tmp
mkdir "$work" "$TMPDIR"
export TMPDIR
: >"$scratch/tally"
results=$scratch/defects
: >"$results"

# A killed import runs no line of its own more, so it is the ordinary build; what ends by its own code is the checked build.
program=$RELEASE
on() { its_ledger=$1; shift; "$program" -D "$its_ledger" --lang en "$@" </dev/null; }
ask() { its_ledger=$1; shift; on "$its_ledger" db psql -- -AtqX -v ON_ERROR_STOP=1 -c "$1"; }
milliseconds() { date +%s%N | cut -c 1-13; }
nap() { sleep "$(awk -v t="$1" -v part="$2" 'BEGIN { printf "%.3f", t * part / 1000 }')"; }
# until SECONDS COMMAND...: true once the command succeeds
until_true() {
  tries=$(($1 * 10)); shift
  while [ $tries -gt 0 ]; do if "$@"; then return 0; fi; sleep 0.1; tries=$((tries - 1)); done
  return 1
}
# ended: the command in the background, $pid, has
ended() { case "$(cut -d ' ' -f 3 "/proc/$pid/stat" 2>/dev/null)" in ''|Z) true ;; *) false ;; esac; }
as_server() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u "$(stat -c %U "$ledger")" -- "$@"); else "$@"; fi; }
server_programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)

# siren N: a fictional body, 99 then N on six digits, with its check digit
siren() {
  awk -v n="$1" 'BEGIN { for (digit = 0; digit < 10; digit++) { text = sprintf("99%06d%d", n, digit); sum = 0
    for (i = 0; i < 9; i++) { d = substr(text, 9 - i, 1) * (i % 2 ? 2 : 1); sum += d > 9 ? d - 9 : d }
    if (sum % 10 == 0) { print text; exit } } }'
}

defect() {
  printf 'not ok %s: %s\n' "seed $seed, round $round: $fault under $operation at $part" "$1" | tee -a "$results"
  defects=$((defects + 1))
}

# --- what is done ---------------------------------------------------------------------------------------------------------

operations="totem pes fec register balances several replace undo match settle"

generate() { "$(dirname "$RELEASE")/tests/generate_$1" $2 >/dev/null 2>"$scratch/generate.err" || defect "no file: $(short <"$scratch/generate.err")"; }
fec_of() { # fec_of FILE: two legs an entry
  awk -v n=4000 -v seed="$round" 'BEGIN {
    print "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
    for (i = 1; i <= n; i++) {
      amount = sprintf("%d,%02d", (i * 7919 + seed) % 9000 + 1, i % 100); day = sprintf("2025%02d%02d", i % 12 + 1, i % 28 + 1)
      printf "VE|Ventes|%d|%s|411000|Clients|||P%d|%s|Billets|%s|0,00|||%s||\n", i, day, i, day, amount, day
      printf "VE|Ventes|%d|%s|7062%02d|Billets|||P%d|%s|Billets|0,00|%s|||%s||\n", i, day, i % 40, i, day, amount, day
    } }' >"$1"
}
# make: the files of an operation, of bodies of this round alone
make() {
  rm -f "$work"/* "$scratch/enough" "$scratch/readers"
  body=$(siren $((300000 + round * 10)))
  case $operation in
    totem|undo) generate totem "--size-mb 5 --seed $round --siren $body --year 2021 $work/a.xml" ;;
    pes) generate pes "--lines 1500 --attachments 2 --attachments-mb 1 --seed $round --siren $body --year 2024 $work/a.xml" ;;
    fec) fec_of "$work/${body}FEC20251231.txt" ;;
    register) body=$(siren $((1 + round * 210))); generate register "--bodies 100 --first-body $((1 + round * 210)) --years 2020..2024 $work/a.xml" ;;
    balances) body=$(siren $((1 + round * 210))); generate balances "--bodies 40 --first-body $((1 + round * 210)) --year 2024 $work/a.csv" ;;
    several)
      for part_of in 1 2 3; do generate totem "--size-mb 2 --seed $round --siren $(siren $((300000 + round * 10 + part_of))) --year 2021 $work/$part_of.xml"; done
      generate pes "--lines 700 --attachments 2 --attachments-mb 1 --seed $round --siren $body --year 2024 $work/4.xml" ;;
    replace)
      generate totem "--size-mb 2 --seed $round --siren $body --year 2021 $work/a.xml"
      generate totem "--size-mb 3 --seed $((round + 1)) --siren $body --year 2021 $work/b.xml" ;;
    match)
      NORTH=$body
      account "$work/a.xml" $body 2021 <<A
74631 01 R 1000.02
65748 313 D 950.00
A
      register "$work/b.xml" <<R
  <transfer id="F-$round" nature="transfer" competence="lecture" from="$STATE" effective="2021-01-01" act="loi">
    <evaluation state="definitive" act="arrete" date="2021-02-01" value-year="2021" opinion="2021-01-15"/>
    <right siren="$body" amount="900.00"/>
    <resource id="DGD-$round" kind="dgd" account="74631"><paid siren="$body" year="2021" amount="1000.00"/></resource>
  </transfer>
R
      ;;
    settle) # a return that says what became of the vouchers
      { echo "slip D 2025 01 1"; for piece in $(seq 200); do echo "piece $piece 01 01"; echo "line 1 65748 311 $piece.00"; done; } | pes_body=${body}00010 aller >"$work/a.xml"
      { echo "slip D 2025 01 1"; for piece in $(seq 200); do echo "piece $piece $((piece % 3 ? 5 : 6)) $([ $((piece % 3)) -eq 0 ] && echo rejected=2025-04-01 || echo taken=2025-04-01)"; done; } | pes_body=${body}00010 retour >"$work/b.xml" ;;
  esac
  chmod 644 "$work"/*
}
# prepare LEDGER: what an operation needs before it
prepare() {
  case $operation in
    undo|replace|settle) on "$1" import -q "$work/a.xml" >"$scratch/prepare.log" 2>&1 || defect "not prepared: $(tail -n 2 "$scratch/prepare.log" | short)" ;;
    match) on "$1" import -q "$work/a.xml" "$work/b.xml" >"$scratch/prepare.log" 2>&1 || defect "not prepared: $(tail -n 2 "$scratch/prepare.log" | short)" ;;
  esac
}
# words LEDGER: the operation as a command
words() {
  case $operation in
    several) echo "import -O csv --jobs 2 $work/1.xml $work/2.xml $work/3.xml $work/4.xml" ;;
    replace) echo "import -O csv --replace $work/b.xml" ;;
    settle) echo "import -O csv $work/b.xml" ;;
    undo) echo "documents undo $(ask "$1" "select max(document_id) from document where siren = $body and reverses is null") --reason fault" ;;
    match) echo "match accept --transfer F-$round --reason fault" ;;
    *) echo "import -O csv $work/*" ;;
  esac
}

# --- what is there --------------------------------------------------------------------------------------------------------

# each body's books in a line; what belongs to no body in the last
census="select siren, (select count(*) from document d where d.siren = b.siren), count(e), coalesce(sum(e.amount), 0),
    (select count(*) from voucher v where v.siren = b.siren), (select count(*) from grant_paid g where g.siren = b.siren),
    (select count(*) from original o where o.siren = b.siren), (select count(*) from message m where m.siren = b.siren)
  from (select siren from body union select 0) b left join entry e using (siren) group by siren order by siren;
  select 'all', (select count(*) from document), (select count(*) from entry), (select sum(entries) from entry_sum), (select count(*) from register_element),
    (select count(*) from budget), (select count(*) from attachment), (select count(*) from signature), (select count(*) from voucher_event), (select count(*) from matching)"
figures() {
  on "$1" report trial-balance --entity "$body" -O csv 2>&1
}
# look: the books of the ledger in "now", what should be gone in "left", how many transactions have written in "written": one
# that wrote and left nothing was cut in the middle
sessions() { [ "$(ask "$ledger" "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()" 2>&1)" = 0 ]; }
look() {
  : >"$scratch/left"
  until_true 20 sessions || echo "a session" >"$scratch/left"
  ask "$ledger" "$census; select 'written ' || pg_snapshot_xmax(pg_current_snapshot());
    select 'left the lock ' || locktype || ' ' || mode from pg_locks where pid <> pg_backend_pid() and locktype in ('advisory', 'tuple');
    select 'left a prepared transaction' from pg_prepared_xacts;
    select 'left the file base/' || d.oid || '/' || f from pg_database d, pg_ls_dir('base/' || d.oid) f
      where d.datname = current_database() and f ~ '^t?[0-9_]+$' and not exists (select from pg_class c where pg_relation_filenode(c.oid) = substring(f from '[0-9]+$')::oid);
    select 'left the temporary file ' || name from pg_ls_tmpdir()" >"$scratch/looked" 2>&1
  sed -n 's/^left //p' "$scratch/looked" >>"$scratch/left"
  sed -n 's/^written //p' "$scratch/looked" >"$scratch/written"
  grep -v '^left \|^written ' "$scratch/looked" >"$scratch/now"
  find "$TMPDIR" -mindepth 1 2>/dev/null | sed 's/^/the temporary file /' >>"$scratch/left"
  find "$ledger" -mindepth 1 -maxdepth 1 ! -name cluster ! -name socket ! -name '*.lock' ! -name server.log | sed 's/^/the file /' >>"$scratch/left"
}

# --- faults ---------------------------------------------------------------------------------------------------------------

postmaster() { head -n 1 "$ledger/cluster/postmaster.pid" 2>/dev/null; }
children() { cat "/proc/$1/task/$1/children" 2>/dev/null; }
# backends: those that serve a command
backends() {
  for process in $(children "$(postmaster)"); do
    grep -qa '^postgres: contrepartie postgres' "/proc/$process/cmdline" 2>/dev/null && echo "$process"
  done
}
remember_memory() { sed -n 7p "$ledger/cluster/postmaster.pid" 2>/dev/null | awk '{ print $2 }' >>"$scratch/memory"; }
# strike: the fault itself; true when there was something to strike
strike() {
  case $fault in
    "client killed") targets=$pid; [ $((round % 2)) -eq 0 ] || targets="$pid $(children $pid)"; kill -9 $targets ;;
    "server killed") remember_memory; kill -9 "$(postmaster)" ;;
    "session killed") targets=$(backends | head -n $((round % 2 + 1)) | tail -n 1); [ -n "$targets" ] && kill -9 $targets ;;
    "session ended") ask "$ledger" "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()" >/dev/null ;;
    "server stopped at once") as_server "$server_programs/pg_ctl" stop -D "$ledger/cluster" -m immediate -s -w ;;
    "connection cut") targets=$(children $forwarder); kill -9 $forwarder $targets ;;
    "connection stalled, interrupted twice") targets=$(children $forwarder); [ -z "$targets" ] || kill -STOP $targets
      sleep 0.2; kill -INT $pid; sleep 1; kill -INT $pid ;; # the first asks, and nobody answers; the second ends it
  esac 2>/dev/null
}
# a forwarder that can be cut, between a command and its server
forward() {
  socat -d -d TCP-LISTEN:0,bind=127.0.0.1,fork "UNIX-CONNECT:$ledger/socket/.s.PGSQL.5432" 2>"$scratch/socat.log" & forwarder=$!
  until_true 5 grep -q 'listening on' "$scratch/socat.log" || defect "no forwarder: $(short <"$scratch/socat.log")"
  port=$(sed -n 's/.*listening on AF=2 127.0.0.1:\([0-9]*\).*/\1/p' "$scratch/socat.log")
}
unforward() { kill -9 $forwarder $(children $forwarder) 2>/dev/null; wait $forwarder 2>/dev/null; }

# room KILOBYTES: so much is left on the small disk $1; free: all of it
room() { fallocate -l "$(($(df --output=avail -k "$1" | tail -n 1) - $2))k" "$1/ballast" 2>/dev/null; }
free_room() { rm -f "$1/ballast"; }

# --- a round --------------------------------------------------------------------------------------------------------------

# allowed STATUS: how a command may end under a fault
allowed() {
  case $fault in
    "client killed") [ "$1" -eq 137 ] || [ "$1" -eq 0 ] ;;
    "connection stalled, interrupted twice") [ "$1" -eq 130 ] || [ "$1" -eq 0 ] || [ "$1" -eq 69 ] ;;
    *) [ "$1" -eq 69 ] || [ "$1" -eq 0 ] ;;
  esac
}

one_round() { # ROUND OPERATION PART FAULT
  round=$1 operation=$2 part=$3; shift 3; fault=$*
  defects=0 hit=0 cut=0 landed=0
  case $fault in "client killed") program=$RELEASE ;; *) program=${faulty_program-$PROGRAM} ;; esac
  faulty=$program program=$RELEASE
  make; prepare "$reference"; prepare "$ledger"
  ask "$reference" "$census" >"$scratch/before"
  command=$(words "$reference")
  start=$(milliseconds)
  on "$reference" $command >"$scratch/reference.log" 2>&1 || defect "the reference refuses: $(tail -n 3 "$scratch/reference.log" | short)"
  whole=$(($(milliseconds) - start))
  [ "$faulty" = "$RELEASE" ] || whole=$((whole * ${slowness:-3}))
  ask "$reference" "$census" >"$scratch/after"
  look
  cmp -s "$scratch/before" "$scratch/now" || defect "the books differ before: $(diff "$scratch/before" "$scratch/now" | short 300)"
  command=$(words "$ledger")
  written=$(cat "$scratch/written")

  where="-D $ledger" forwarder="" readers=""
  case $fault in
    connection*) forward; where="--db postgresql://contrepartie@127.0.0.1:$port/postgres" ;;
    "disk of the ledger full") ask "$ledger" checkpoint; room "$ledger_disk" "$(awk -v p="$part" 'BEGIN { printf "%d", 64 + p * 6000 }')" ;;
    "disk of temporary files full") room "$tmp_disk" "$(awk -v p="$part" 'BEGIN { printf "%d", 4 + p * p * 6000 }')" ;;
    "server stopped at once")
      for reader in 1 2; do (while [ ! -e "$scratch/enough" ]; do "$RELEASE" -D "$ledger" report spending -O csv >"$scratch/reader.$reader" 2>&1 </dev/null || case $? in 69) ;; *) echo "exit $?: $(tail -n 2 "$scratch/reader.$reader" | short)" >>"$scratch/readers" ;; esac; done) & readers="$readers $!"; done ;;
  esac
  case $fault in "disk of temporary files full") its_tmp=$tmp_disk ;; *) its_tmp=$TMPDIR ;; esac
  TMPDIR=$its_tmp "$faulty" $where --lang en $command >"$scratch/faulty.log" 2>"$scratch/faulty.err" </dev/null & pid=$!
  case $fault in
    disk*) ;;
    *) nap $whole "$part"; strike ;;
  esac
  until_true 60 ended || { defect "it does not end"; kill -9 $pid; }
  wait $pid 2>/dev/null; status=$?
  [ -z "$forwarder" ] || unforward
  if [ -n "$readers" ]; then
    : >"$scratch/enough"; wait $readers
    [ ! -s "$scratch/readers" ] || defect "a reader: $(short <"$scratch/readers")"
  fi
  case $fault in
    "disk of the ledger full") on "$ledger" documents >"$scratch/full.log" 2>&1; full=$?
      case $full in 0|69) ;; *) defect "exit $full on a full disk: $(tail -n 2 "$scratch/full.log" | short)" ;; esac
      free_room "$ledger_disk" ;;
    "disk of temporary files full") free_room "$tmp_disk"
      left=$(find "$tmp_disk" -mindepth 1 ! -name ballast); [ -z "$left" ] || defect "left: $left" ;;
  esac

  [ $status -eq 0 ] || hit=1
  allowed $status || defect "exit $status: $(tail -n 3 "$scratch/faulty.err" | short)"
  # at once: what comes next never waits for somebody to repair
  on "$ledger" verify >"$scratch/verify.log" 2>&1 || defect "verify: exit $? $(tail -n 3 "$scratch/verify.log" | short)"
  look
  [ ! -s "$scratch/left" ] || defect "left: $(short <"$scratch/left")"
  if cmp -s "$scratch/now" "$scratch/after"; then landed=1
  elif cmp -s "$scratch/now" "$scratch/before"; then
    [ "$(cat "$scratch/written")" -le "$written" ] || cut=1
  elif [ "$operation" = several ]; then
    cut=1
    sort -u "$scratch/before" "$scratch/after" >"$scratch/either"
    strange=$(grep -v '^all' "$scratch/now" | sort | comm -23 - "$scratch/either")
    [ -z "$strange" ] || defect "neither before nor after: $(echo "$strange" | short)"
  else
    defect "neither before nor after: $(diff "$scratch/before" "$scratch/now" | short 300)"
  fi
  [ $status -ne 0 ] || [ $landed -eq 1 ] || defect "said to be done, and is not"

  if [ $landed -eq 0 ] || case $operation in undo|match) false ;; esac then
    timeout 120 "$RELEASE" -D "$ledger" --lang en $command >"$scratch/again.log" 2>&1 </dev/null || defect "again: exit $? $(tail -n 3 "$scratch/again.log" | short)"
    look
    cmp -s "$scratch/now" "$scratch/after" || defect "not as in the reference: $(diff "$scratch/after" "$scratch/now" | short 300)"
  fi
  figures "$reference" >"$scratch/figures.reference"; figures "$ledger" >"$scratch/figures"
  cmp -s "$scratch/figures.reference" "$scratch/figures" || defect "other figures: $(diff "$scratch/figures.reference" "$scratch/figures" | short 300)"
  printf '%s\t%s\t%d\t%d\t%d\t%d\n' "$fault" "$operation" $hit $cut $landed $defects >>"$scratch/tally"
  [ -z "${FAULTS_VERBOSE-}" ] || printf '# %s %s %s %s %s: %d ms, exit %d, cut %d, landed %d, defects %d\n' "$(date +%T)" "$round" "$operation" "$part" "$fault" $whole $status $cut $landed $defects
}

# faults: what strikes, a line for each; what is there more than once strikes more often
faults() {
  for fault in "server killed" "session killed" "session ended" "server stopped at once" "connection cut" "connection stalled, interrupted twice" "disk of temporary files full" "disk of the ledger full"; do
    case $fault in disk*) [ $disks -eq 1 ] || continue ;; esac
    printf 'client killed\n%s\n' "$fault"
  done
}
# plan ROUNDS: of the faults of standard input, each in turn, lines "ROUND OPERATION PART FAULT"; the rest is drawn
plan() {
  awk -v seed="$seed" -v rounds="$1" -v operations="$operations" '
    { fault[NR] = $0 }
    END {
      srand(seed); count = split(operations, operation, " ")
      for (round = 1; round <= rounds; round++) {
        name = operation[int(rand() * count) + 1]
        printf "%d %s %.3f %s\n", round, name, rand() * 1.05, fault[(round - 1) % NR + 1]
      }
    }'
}

# --- ledgers, for some rounds each ----------------------------------------------------------------------------------------

# A small disk needs the right to mount; without it what needs one is left out, and said.
ledger_disk=$scratch/disk tmp_disk=$scratch/tmpdisk
mkdir "$ledger_disk" "$tmp_disk"
if mount -t tmpfs -o size=1g,mode=755 tmpfs "$ledger_disk" 2>/dev/null && mount -t tmpfs -o size=16m,mode=777 tmpfs "$tmp_disk" 2>/dev/null; then disks=1; ledger=$ledger_disk/ledger; else disks=0; fi

# processes DIRECTORY: those that work in it or name it with -D
processes() {
  for process in /proc/[0-9]*; do
    its=$(cat "$process/cmdline" 2>/dev/null | tr '\0' ' ')
    case "$(readlink "$process/cwd" 2>/dev/null) $its" in "$1"/*|*" -D $1 "*) echo "${process#/proc/} $its" ;; esac
  done
}
alone() { [ -z "$(processes "$1")" ]; }
begin_ledgers() {
  program=$RELEASE
  on "$reference" db start >/dev/null 2>"$scratch/begin.err" && on "$ledger" db start >/dev/null 2>>"$scratch/begin.err" || defect "no ledger: $(short <"$scratch/begin.err")"
}
# what the reports say of all bodies, but for the numbers of documents
everything() {
  for report in trial-balance spending entities vouchers compensation; do
    echo "# $report"
    on "$1" report "$report" -O tsv 2>&1 | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ /document/) keep[++n] = i }
      { line = ""; for (k = 1; k <= n; k++) line = line "\t" $keep[k]; print line }' | sort
  done
}
end_ledgers() {
  program=$RELEASE operation=- part=-
  fault="the end of a ledger"
  everything "$reference" >"$scratch/reports.reference"; everything "$ledger" >"$scratch/reports"
  cmp -s "$scratch/reports.reference" "$scratch/reports" || defect "other reports: $(diff "$scratch/reports.reference" "$scratch/reports" | short 400)"
  on "$ledger" verify >"$scratch/verify.log" 2>&1 || defect "verify: $(tail -n 3 "$scratch/verify.log" | short)"
  remember_memory
  for each in "$ledger" "$reference"; do
    on "$each" db stop >/dev/null 2>"$scratch/stop.err" || defect "it does not stop: $(short <"$scratch/stop.err")"
    until_true 15 alone "$each" || defect "processes are left: $(processes "$each" | short 300)"
    rm -rf "$each"
  done
  for segment in $(sort -u "$scratch/memory" 2>/dev/null); do
    awk -v id="$segment" '$2 == id { found = 1 } END { exit !found }' /proc/sysvipc/shm && defect "shared memory $segment is left"
  done
  rm -f "$scratch/memory"
}
leave() {
  for each in "$ledger" "$reference"; do [ ! -d "$each" ] || "$RELEASE" -D "$each" db stop >/dev/null 2>&1; done
  [ $disks -eq 0 ] || umount -l "$ledger_disk" "$tmp_disk"
  rm -rf "$scratch"
}
trap leave EXIT

# rounds_of EACH: the plan of standard input, with new ledgers after each so many rounds
rounds_of() {
  done_rounds=0 round=0 fault=- operation=- part=- defects=0
  while read -r line; do
    [ $((done_rounds % $1)) -ne 0 ] || { [ $done_rounds -eq 0 ] || end_ledgers; begin_ledgers; }
    one_round $line
    done_rounds=$((done_rounds + 1))
  done
  [ $done_rounds -eq 0 ] || end_ledgers
}

# the table: fault, tried, hit while the command ran, in its transaction, landed nonetheless, defects
tally() {
  printf '| fault | tried | hit while it ran | in its transaction | landed | defects |\n|---|---|---|---|---|---|\n'
  awk -F '\t' '{ if (!($1 in tried)) order[++n] = $1; tried[$1]++; hit[$1] += $3; cut[$1] += $4; landed[$1] += $5; defects[$1] += $6 }
    END { for (i = 1; i <= n; i++) { f = order[i]; printf "| %s | %d | %d | %d | %d | %d |\n", f, tried[f], hit[f], cut[f], landed[f], defects[f] } }' "$scratch/tally"
}
