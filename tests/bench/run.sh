#!/bin/sh
# The benchmark, run by hand; prints a Markdown table. Nothing here fails because it is slow.
#
#   sh tests/bench/run.sh [SIZE_MB] [--pes-lines N] [--files N] [--full] [--only pes|national|citus] [--output FILE]
#
# SIZE_MB is 500 unless told, N 1 000 000 lines and 50 files (0: no balances); --full compares with hledger and ledger at 1 000 000
# postings, not 100 000 (hledger then takes 4 GiB); --only pes measures nothing but the import of a PES, --only national
# nothing but balances of every body, --only citus nothing but Citus; --output also writes the table to FILE. PROGRAM measures another build. Needs the
# release build, cc, xmllint, 5 x SIZE_MB, 3 KB a PES line and 200 MB a file of disk under TMPDIR and, for what they
# measure, hledger, ledger and duckdb (its command line, or one that takes `duckdb DATABASE -csv -c STATEMENTS`).
#
# Method. Only ratios mean something, and only within one run. Every round runs both sides, one after the other (A B
# A B ...); the ratio is taken inside each round, and the table gives its median, least and greatest. Times are wall
# time of whole processes, connection and commit (fsync) included, with the input in the page cache and what earlier
# steps wrote already on the disk (sync, and a checkpoint of a server that has work behind it). Input is fiction in
# the proportions of real accounts (generate_totem.c), a megabyte is 1 000 000 bytes, a posting is one side of an
# entry. Every ledger is a private cluster with the program's own settings, in a new directory; the program is copied
# first, so that a build during the run changes nothing.
#
# import       A: xmllint --stream --noout of the file; B: its import into a ledger just created, all defaults. A file
#              without a seal is compared with xmllint of that same file.
# PES          A: xmllint --stream --noout of a PES_Aller of N lines (generate_pes.c: ISO-8859-1, not indented, a piece
#              in a hundred reduced, 24 MB of attachments in 60 for a million lines); B: its import into a ledger just
#              created, all defaults, with what it checks against slips and pieces, its reductions settled on the lines
#              they correct, its attachments decoded and hashed. Its original is not kept, as it may name persons.
# national     balances of every body (generate_balances.c): each file holds some 6 600 budgets of one year, crossed by
#              function, and makes a million entries; N of them go into one ledger, none before the other is done, each
#              timed whole with all defaults. Rows a second beside `\copy` of the same rows, as text, into a plain table of
#              thirty columns, after the first file. The rate at a size is the median of the files around it.
#              Reports: the statements of sql/reports, prepared, six times in one session, planned anew each time, rows
#              received and thrown away; median of the last five as psql times them (warm; one body: the one in the middle of a
#              file). At 5 files (10 M postings) with a register of agreements and transfers about the same bodies; then at
#              the end.
#              DuckDB has the same entries, loaded from the same rows; its statements group by the same keys. Both answers
#              are compared, figure by figure, before a time is taken.
# schema       the sealed file with the official XSD. A: xmllint --stream --noout --schema; B: its import with --schema.
# memory       peak resident memory of the client, greatest of its imports.
# load path    the entries just imported, taken out as COPY text. A: as postings, two rows an entry with the same
#              columns (one account, a signed amount), \copy into a plain logged table without key or check. B: \copy
#              of the entries into the table entry of a second ledger, then of their document, whose trigger counts
#              and verifies them as a set, in one transaction: every constraint the import goes through. Both through
#              `contrepartie db psql`, both tables emptied and a checkpoint made before each.
# size         pg_table_size of entry, with its primary key's or with all its indexes, over twice its entries.
# peers        on a ledger just created: import and report trial-balance ("import and trial balance"); vacuum analyze,
#              which the server does by itself within minutes, and the same report ("trial balance"); then hledger bal
#              and ledger bal of `export hledger`. The number of accounts that are not nil and the sum of absolute
#              balances are compared; the table says whether they are equal.
# Citus        when the extension is installed: a coordinator and two workers on this machine; the entries of a file of balances,
#              another document in each round, into the table entry of a database without it (A) and of a distributed one (B).
# start        fresh: new directory, import of 0.5 MB, report trial-balance; against initdb with the program's options
#              plus an import of another 0.5 MB into the running server. The program makes the files durable with
#              initdb -S before it goes on: the second row lets the bare initdb do the same. Stopped: db stop, then
#              report entities. Running: import of a file of some 1 000 lines.
# shellcheck disable=SC2012,SC2046,SC2086 # words are split on purpose
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8 CONTREPARTIE_ACCOUNT=postgres
unset PGOPTIONS PGHOST PGPORT PGUSER PGDATABASE 2>/dev/null

size_mb=500 pes_lines=1000000 files=50 only="" output="" peer_mb=39 peer_goal=0 rounds=5
usage() { echo "usage: sh tests/bench/run.sh [SIZE_MB] [--pes-lines N] [--files N] [--full] [--only pes|national|citus] [--output FILE]" >&2; exit 64; }
while [ $# -gt 0 ]; do
  case "$1" in
    --full) peer_mb=390 peer_goal=1 ;;
    --output) output=${2:?--output needs a file}; shift
      case "$output" in /*) ;; *) output=$OLDPWD/$output ;; esac ;;
    --pes-lines) pes_lines=${2:?--pes-lines needs a number}; shift
      case "$pes_lines" in *[!0-9]*) usage ;; esac ;;
    --files) files=${2:?--files needs a number}; shift
      case "$files" in *[!0-9]*) usage ;; esac ;;
    --only) only=${2:?--only needs a section: pes, national, citus}; shift
      case "$only" in pes|national|citus) ;; *) usage ;; esac ;;
    *[!0-9]*|'') usage ;;
    *) size_mb=$1 ;;
  esac
  shift
done

die() { echo "tests/bench/run.sh: $*" >&2; [ ! -s "${scratch:-}/table" ] || cat "$scratch/table"; exit 1; }
note() { echo "# $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

[ -x "${PROGRAM:=build/contrepartie}" ] || die "no $PROGRAM: cmake --preset release && cmake --build --preset release"
has xmllint || die "no xmllint: apt install libxml2-utils"
server_programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$server_programs" ] || die "no PostgreSQL server"
for generator in generate_totem generate_pes generate_balances generate_register; do
  cmake --build build --target $generator >/dev/null || die "$generator does not build"
done

scratch=$(mktemp -d) || exit 1
chmod 755 "$scratch"
stop_nodes() { for port in 54330 54331 54332; do [ ! -d "$scratch/nodes/$port" ] || as_server "$server_programs/pg_ctl" stop -D "$scratch/nodes/$port" -m immediate -s; done; }
finish() {
  stop_nodes
  for directory in "$scratch"/ledger.*; do
    [ -d "$directory" ] && "$scratch/contrepartie" -D "$directory" db stop >/dev/null 2>&1
  done
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM
cp "$PROGRAM" "$scratch/contrepartie"
cc -std=c17 -D_GNU_SOURCE -O2 -o "$scratch/run_measured" tests/bench/run_measured.c || die "run_measured does not build"

# --- measuring -------------------------------------------------------------------------------------------------------

# timed NAME COMMAND...: adds "wall user sys maxrss" to the file NAME; standard output is kept in "out"
timed() {
  name=$1; shift
  sync
  "$scratch/run_measured" "$scratch/last" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null ||
    { cat "$scratch/out" "$scratch/err" >&2; die "failed: $*"; }
  cat "$scratch/last" >>"$scratch/$name"
}
wall() { cut -d ' ' -f 1 "$scratch/$1"; }
middle() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
# quotients A B [C]: of A's rounds by B's, or by the sum of B's and C's: "median least greatest"
quotients() {
  paste -d ' ' "$scratch/$1" "$scratch/$2" ${3:+"$scratch/$3"} | awk '{ print $1 / ($5 + $9) }' >"$scratch/quotients"
  echo "$(middle <"$scratch/quotients") $(sort -n "$scratch/quotients" | sed -n '1p;$p' | tr '\n' ' ')"
}
# added A B NAME: the sum of two measures, round by round
added() { paste -d ' ' "$scratch/$1" "$scratch/$2" | awk '{ print $1 + $5, 0, 0, 0 }' >"$scratch/$3"; }
duration() { awk -v s="$1" 'BEGIN { if (s < 1) printf "%.0f ms", 1000 * s; else printf "%.2f s", s }'; }
typical() { duration "$(wall "$1" | middle)"; }
range() { echo "$(duration "$(wall "$1" | sort -n | head -n 1)") to $(duration "$(wall "$1" | sort -n | tail -n 1)")"; }
mib() { awk 'NR == 1 || $4 > most { most = $4 } END { printf "%.1f", most / 1024 }' "$scratch/$1"; }

# --- ledgers ---------------------------------------------------------------------------------------------------------

ledgers=0
unmade_ledger() { ledgers=$((ledgers + 1)); ledger=$scratch/ledger.$ledgers; }
drop_ledger() { on "$1" db stop >/dev/null; rm -rf "$1"; }
on() { directory=$1; shift; "$scratch/contrepartie" -D "$directory" --lang en --no-pager "$@" </dev/null; }
new_ledger() { unmade_ledger; on "$ledger" db start || die "no ledger"; }
sql() { on "$1" db psql -- -AtqX -v ON_ERROR_STOP=1 -c "$2" || die "failed: $2"; }
timed_on() { name=$1 directory=$2; shift 2; timed "$name" "$scratch/contrepartie" -D "$directory" --lang en --no-pager "$@"; }
generate() { build/tests/generate_totem "$@" 2>"$scratch/generated" || die "generate_totem $*"; }
as_server() { if [ "$(id -u)" -eq 0 ]; then runuser -u "$CONTREPARTIE_ACCOUNT" -- "$@"; else "$@"; fi; }

# --- the table -------------------------------------------------------------------------------------------------------

row() { printf '| %s | %s | %s | %s | %s | %s |\n' "$@" >>"$scratch/table"; }
# verdict VALUE LIMIT: met when VALUE <= LIMIT; with a minus sign, when VALUE >= -LIMIT
verdict() { awk -v v="$1" -v l="$2" 'BEGIN { print (l < 0 ? v >= -l : v <= l) ? "met" : "**missed**" }'; }
# ratio_row WORK OURS THEIRS [AND_THEIRS] -- AGAINST DECIMALS GOAL LIMIT: ours divided by theirs
ratio_row() {
  work=$1 ours=$2 theirs=$3 more=""; shift 3
  [ "$1" = "--" ] || { more=$1; shift; }
  against=$2 decimals=$3 goal=$4 limit=$5
  set -- $(quotients "$ours" "$theirs" $more)
  row "$work" "$(typical "$ours")" "$against $(typical "$theirs")${more:+ + $(typical "$more")}" \
    "$(printf "%.${decimals}f (%.${decimals}f to %.${decimals}f)" "$1" "$2" "$3")" "$goal" "${limit:+$(verdict "$1" "$limit")}"
}

memory_now=$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)
{
  echo "$(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown). $(nproc) CPU ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $memory_now GiB," \
    "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), $("$server_programs/postgres" --version | sed 's/postgres (PostgreSQL) \([^ ]*\).*/PostgreSQL \1/')," \
    "libxml2 $(xmllint --version 2>&1 | awk '/version/ { v = $NF; printf "%d.%d.%d", v / 10000, v / 100 % 100, v % 100; exit }'). Load average before: $(cut -d ' ' -f 1 /proc/loadavg)."
  echo
  echo "| Work | Contrepartie | Against | Ratio, median (least to greatest) | Goal | |"
  echo "|---|---|---|---|---|---|"
} >"$scratch/table"
publish() { cat "$scratch/table"; [ -z "$output" ] || cp "$scratch/table" "$output"; }

# --- PES -------------------------------------------------------------------------------------------------------------

measure_pes() {
  note "generating a PES of $pes_lines lines"
  attachments=$(((pes_lines * 60 + 999999) / 1000000))
  build/tests/generate_pes --lines "$pes_lines" --attachments $attachments --attachments-mb "$(awk -v n=$attachments 'BEGIN { print 0.4 * n }')" \
    "$scratch/pes.xml" 2>"$scratch/generated" || die "generate_pes"
  round=0
  while [ $((round += 1)) -le $rounds ]; do
    note "PES, round $round of $rounds"
    new_ledger
    timed xmllint-pes xmllint --stream --noout "$scratch/pes.xml"
    timed_on import-pes "$ledger" import "$scratch/pes.xml"
    grep -q "^  $pes_lines lines read" "$scratch/out" || die "not every line of the PES was read"
    drop_ledger "$ledger"
  done
  ratio_row "import of $pes_lines PES lines ($(awk -v n="$(wc -c <"$scratch/pes.xml")" 'BEGIN { printf "%.0f", n / 1000000 }') MB, $attachments attachments): checked, reductions settled, committed" \
    import-pes xmllint-pes -- "\`xmllint --stream --noout\`" 2 "≤ 1.0" 1.0
  row "peak memory of the client" "$(mib import-pes) MiB" "" "" "≤ 16 MiB" "$(verdict "$(mib import-pes)" 16)"
  rm -f "$scratch/pes.xml"
}
if [ "$only" = pes ]; then measure_pes; publish; exit 0; fi

# --- balances of every body --------------------------------------------------------------------------------------------

# server_ms LEDGER REPORT ARGUMENTS: median of five executions after seven, in milliseconds; as a session of the browser asks
# (database_ask, ledger/store/database.c): what is given is known to the planner, and the plan may be kept
server_ms() {
  given=$(printf '%s' "$3" | tr ',' '\n' | sed 's/^ *//; s/^null$/or true/; /^or true$/!s/.*/and false/' | paste -sd,)
  { echo "set search_path = contrepartie; prepare question as"
    grep -v '^--' "sql/reports/$2.sql" | awk -v given="$given" 'BEGIN { split(given, g, ",") }
      { out = ""
        while (match($0, /\$[0-9](::[a-z]+)? is null/)) {
          out = out substr($0, 1, RSTART - 1) "(" substr($0, RSTART, RLENGTH) " " g[substr($0, RSTART + 1, 1)] ")"; $0 = substr($0, RSTART + RLENGTH) }
        print out $0 }'
    printf '%s\n' '\o /dev/null' '\timing on'
    seq 12 | sed "s/.*/execute question($(printf '%s' "$3" | sed 's/[&\\|/]/\\&/g'));/"; } >"$scratch/question.sql"
  on "$1" db psql -- -XAq -v ON_ERROR_STOP=1 -f "$scratch/question.sql" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' | tail -n 5 | middle
}
duck() { duckdb "$scratch/duck" -csv -c "$1"; }
# duck_ms STATEMENT: the mean of five in one session after one to warm, by its own clock
duck_ms() {
  once="create or replace temp table answer as $1;"
  duck "$once create or replace temp table begun as select epoch_us(get_current_timestamp()) as moment; $once $once $once $once $once
    select (epoch_us(get_current_timestamp()) - moment) / 5000.0 as ms from begun" | tail -n 1
}
culture="'(m.function like ''30%'' or m.function like ''31%'')'"

# file_of NUMBER: fifteen years, then other bodies
file_of() {
  build/tests/generate_balances --first-body $((($1 - 1) / 15 * 6000 + 1)) --bodies 6000 --year $((2010 + ($1 - 1) % 15)) "$scratch/balance.csv" 2>"$scratch/generated" || die "generate_balances"
}
# rate FIRST LAST: thousands of entries a second, median of those files
rate() { sed -n "$1,$2p" "$scratch/rates" | middle; }
asked() { row "$1" "$(awk -v v="$2" 'BEGIN { printf "%.1f ms", v }')" "${4:-}" "${5:-}" "${3:+≤ $3 ms}" "${3:+$(verdict "$2" "$3")}"; }

measure_national() {
  new_ledger; national=$ledger
  body="" number=0
  : >"$scratch/rates"
  sql "$national" "select 1" >/dev/null
  while [ $((number += 1)) -le "$files" ]; do
    file_of $number
    before=$(sql "$national" "select coalesce(sum(entries), 0) from document where format = 'dgfip-balance'")
    timed_on "national-$number" "$national" import "$scratch/balance.csv"
    entries=$(sql "$national" "select sum(entries) from document where format = 'dgfip-balance'")
    awk -v n=$((entries - before)) '{ printf "%.1f\n", n / $1 / 1000 }' "$scratch/national-$number" >>"$scratch/rates"
    note "balances, file $number of $files: $entries entries, $(tail -n 1 "$scratch/rates") thousand a second"
    [ $number -ne 1 ] || national_copy
    [ $number -ne 5 ] || national_reports
  done
  row "import of $((number - 1)) files of balances, $entries entries, one after the other: first file" "$(rate 1 1) thousand entries/s" "" "" "" ""
  for size in 5 10 25 50; do
    [ $size -le "$files" ] || continue
    row "the same, at $size M entries" "$(rate $((size - 2)) $((size < files ? size + 2 : size))) thousand entries/s" "" \
      "$(awk -v a="$(rate $((size - 2)) $((size < files ? size + 2 : size)))" -v b="$(rate 1 3)" 'BEGIN { printf "%.2f", a / b }') × that of the first three" "≥ 0.8" \
      "$(verdict "$(awk -v a="$(rate $((size - 2)) $((size < files ? size + 2 : size)))" -v b="$(rate 1 3)" 'BEGIN { print b / a }')" 1.25)"
  done
  row "peak memory of the client, a file of $(wc -c <"$scratch/balance.csv" | awk '{ printf "%.0f", $1 / 1000000 }') MB" "$(mib national-1) MiB" "" "" "≤ 16 MiB" "$(verdict "$(mib national-1)" 16)"
  set -- $(sql "$national" "select round(pg_table_size('entry')::numeric / $entries / 2, 1), round(pg_indexes_size('entry')::numeric / $entries / 2, 1)" | tr '|' ' ')
  row "journal of balances with every index, per posting" "$(echo "$1 $2" | awk '{ print $1 + $2 }') bytes ($1 + $2)" "" "" "≤ 100 bytes" "$(verdict "$(echo "$1 $2" | awk '{ print $1 + $2 }')" 100)"
  one_body "$((entries / 1000000)) M entries" 5
  asked "$((entries / 1000000)) M entries: national balance of a year" "$(server_ms "$national" national-balance "2017, 2017, null")" ""
  drop_ledger "$national"
}

national_copy() {
  rows=$(($(wc -l <"$scratch/balance.csv") - 1))
  sql "$national" "create table public.balance ($(seq 30 | sed 's/.*/c& text/' | paste -sd, -))"
  cat >"$scratch/copy.sql" <<SQL
\\copy public.balance from '$scratch/balance.csv' (format csv, header, delimiter ';', encoding 'LATIN1')
SQL
  for round in 1 2 3; do
    sql "$national" "truncate public.balance"
    timed_on national-copy "$national" db psql -- -qX -v ON_ERROR_STOP=1 -f "$scratch/copy.sql"
  done
  sql "$national" "drop table public.balance"
  row "import of $rows rows of balances: checked, $(sql "$national" "select count(*) from entry") entries, summed, committed" "$(typical national-1)" \
    "\`\\copy\` of the same rows as text $(typical national-copy)" "$(awk -v a="$(wall national-1 | middle)" -v b="$(wall national-copy | middle)" 'BEGIN { printf "%.2f", a / b }')" "" ""
}

# one_body SIZE GOAL
one_body() {
  asked "$1, warm: spending of a body, all years" "$(server_ms "$national" spending "$culture, null, null, $body, null")" "$2"
  asked "$1, warm: trial balance of a body and year" "$(server_ms "$national" trial-balance "2012, 2012, $body, null")" "$2"
  asked "$1, warm: execution of a body and year" "$(server_ms "$national" execution "'true', 2012, 2012, $body, null")" "$2"
}

national_reports() {
  build/tests/generate_register --bodies 6000 --years 2010..2014 "$scratch/register.xml" 2>"$scratch/generated" || die "generate_register"
  on "$national" import -q "$scratch/register.xml" || die "the register was refused"
  sql "$national" "analyze"
  body=$(sql "$national" "select siren from budget_balance where document_id = 1 and budget_no = 3300")
  postings=$(sql "$national" "select 2 * count(*) from entry")
  millions=$(awk -v n="$postings" 'BEGIN { printf "%.0f M postings", n / 1000000 }')
  one_body "$millions" 3
  asked "$millions, warm: national balance of a year" "$(server_ms "$national" national-balance "2012, 2012, null")" 3
  asked "$millions, warm: reconciliation of a year" "$(server_ms "$national" reconciliation "null, 2012, 2012")" 60
  asked "$millions, warm: reconciliation of all years" "$(server_ms "$national" reconciliation "null, null, null")" 500
  asked "$millions, warm: coverage of every transfer" "$(server_ms "$national" compensation "null, null, null, null")" 30
  national_duck
}

# answer REPORT ARGUMENTS: its statement, with the arguments for its parameters; in the list below it stands for @
answer() {
  grep -v '^--' "sql/reports/$1.sql" | awk -v arguments="$2" 'BEGIN { n = split(arguments, a, ", ") }
    { for (i = 1; i <= n; i++) { gsub("[$]" i, a[i]) } sub(/;$/, ""); print }'
}
# compared NAME OURS THEIRS STATEMENT: both answers as sorted lines
compared() {
  sql "$national" "copy ($2) to stdout (format csv)" | LC_ALL=C sort >"$scratch/ours"
  duck "$3" | tr -d '"\r' | sed 1d | LC_ALL=C sort >"$scratch/theirs"
  if cmp -s "$scratch/ours" "$scratch/theirs"; then equal="figures equal"; else equal="**figures differ**"; fi
}

national_duck() {
  has duckdb || { row "the same entries in DuckDB" "" "duckdb is not installed" "" "" ""; return; }
  sql "$national" "copy (select e.siren, e.fiscal_year, e.debit_account, e.credit_account, coalesce(e.function, '') as function, e.section, e.direction, e.operation,
    case when (left(e.credit_account, 1) = '@') = (e.direction = 'D') then e.amount else -e.amount end as signed, e.amount, b.norm
    from entry e join budget_balance b on b.document_id = e.document_id and b.siren = e.siren and e.entry_no between b.first_entry and b.first_entry + b.entries - 1) to stdout (format csv, header)" >"$scratch/duck.csv"
  duck "create table entry as select * from read_csv('$scratch/duck.csv', header = true, all_varchar = true);
    create or replace table entry as select siren::integer as siren, fiscal_year::smallint as fiscal_year, debit_account, credit_account, coalesce(function, '') as function, section, direction,
    operation, signed::bigint as signed, amount::bigint as amount, norm from entry; select count(*) from entry" >/dev/null || die "duckdb"
  while IFS='|' read -r work report arguments ours theirs; do
    case $ours in *@*) ours="${ours%%@*}$(answer "$report" "$arguments")${ours#*@}" ;; esac
    compared "$work" "$ours" "$theirs"
    mine=$(server_ms "$national" "$report" "$arguments") its=$(duck_ms "$theirs")
    row "$millions: $work, $(wc -l <"$scratch/ours") rows" "$(awk -v v="$mine" 'BEGIN { printf "%.0f ms", v }')" "DuckDB $(awk -v v="$its" 'BEGIN { printf "%.0f ms", v }'), $equal" \
      "$(awk -v a="$mine" -v b="$its" 'BEGIN { printf "%.1f", a / b }')" "≤ 10" "$(verdict "$(awk -v a="$mine" -v b="$its" 'BEGIN { print a / b }')" 10)"
  done <<LIST
national balance of a year|national-balance|2012, 2012, null|select account, sum(debit), sum(credit) from national_balance(2012, 2012, 'accounts') group by 1|select account, sum(debit)::bigint, sum(credit)::bigint from (select debit_account as account, amount as debit, 0 as credit from entry where fiscal_year = 2012 union all select credit_account, 0, amount from entry where fiscal_year = 2012) group by 1
trial balance of every body, a year|trial-balance|2012, 2012, null, 'accounts'|select siren::integer, account, (debit * 100)::bigint, (credit * 100)::bigint from (@) answer|select siren, account, sum(debit)::bigint, sum(credit)::bigint from (select siren, debit_account as account, amount as debit, 0 as credit from entry where fiscal_year = 2012 union all select siren, credit_account, 0, amount from entry where fiscal_year = 2012) group by 1, 2
cultural spending of every body by function, a year|spending|$culture, 2012, 2012, null, null|select siren, function, section, direction, sum(amount) from movement where year = 2012 and operation = 'R' and (function like '30%' or function like '31%') group by 1, 2, 3, 4|select siren, function, section, direction, sum(signed)::bigint from entry where fiscal_year = 2012 and operation = 'R' and (function like '30%' or function like '31%') group by 1, 2, 3, 4
cultural spending of every body by function, all years|spending|$culture, null, null, null, null|select siren, year, function, section, direction, sum(amount) from movement where operation = 'R' and (function like '30%' or function like '31%') group by 1, 2, 3, 4, 5|select siren, fiscal_year, function, section, direction, sum(signed)::bigint from entry where operation = 'R' and (function like '30%' or function like '31%') group by 1, 2, 3, 4, 5
LIST
  rm -f "$scratch/duck" "$scratch/duck.csv"
}
if [ "$only" = national ]; then measure_national; publish; exit 0; fi

# --- Citus -------------------------------------------------------------------------------------------------------------

on_node() { "$server_programs/psql" -h "$scratch/nodes" -p "$1" -U boss -d "$2" -AtqX -v ON_ERROR_STOP=1 -c "$3" >"$scratch/out" || die "failed: $3"; }
measure_citus() {
  if [ ! -f "$("$server_programs/pg_config" --sharedir)/extension/citus.control" ]; then row "Citus, 1 + 2 nodes: COPY of entries" "" "the extension is not installed" "" "≤ 1.5" ""; return; fi
  note "Citus"
  file_of 1
  new_ledger
  on "$ledger" import -q "$scratch/balance.csv"
  sql "$ledger" "copy (select * from entry order by document_id, siren, entry_no) to stdout" >"$scratch/entries.copy"
  drop_ledger "$ledger"
  mkdir "$scratch/nodes"
  [ "$(id -u)" -ne 0 ] || chown "$CONTREPARTIE_ACCOUNT" "$scratch/nodes"
  for port in 54330 54331 54332; do
    as_server "$server_programs/initdb" -D "$scratch/nodes/$port" -A trust -U boss -E UTF8 --locale=C.UTF-8 >/dev/null || die "initdb"
    as_server "$server_programs/pg_ctl" start -D "$scratch/nodes/$port" -w -s -l "$scratch/nodes/$port.log" -o "-p $port -c listen_addresses='' \
      -c unix_socket_directories=$scratch/nodes -c shared_preload_libraries=citus -c citus.node_conninfo='sslmode=prefer' -c citus.local_hostname=$scratch/nodes \
      -c shared_buffers=256MB -c max_wal_size=4GB" || die "a node does not start"
    on_node $port postgres "create database many"
  done
  on_node 54330 postgres "create database single"
  for base in single many; do
    "$scratch/contrepartie" --db "host=$scratch/nodes port=54330 user=boss dbname=$base" documents >/dev/null || die "no ledger"
  done
  for port in 54330 54331 54332; do on_node $port many "create extension citus"; done
  on_node 54330 many "select citus_set_coordinator_host('$scratch/nodes', 54330), citus_add_node('$scratch/nodes', 54331), citus_add_node('$scratch/nodes', 54332)"
  "$server_programs/psql" -h "$scratch/nodes" -p 54330 -U boss -d many -qX -f sql/citus/distribute.sql || die "the ledger is not distributed"
  round=0
  while [ $((round += 1)) -le $rounds ]; do
    # another document each time: the journal refuses to be emptied
    awk -F '\t' -v document="$round" 'BEGIN { OFS = FS } { $4 = document; print }' "$scratch/entries.copy" >"$scratch/round.copy"
    for base in single many; do
      timed "citus-$base" "$server_programs/psql" -h "$scratch/nodes" -p 54330 -U boss -d $base -qX -v ON_ERROR_STOP=1 -c "\\copy contrepartie.entry from '$scratch/round.copy'"
      for port in 54330 54331 54332; do on_node $port postgres "checkpoint"; done
    done
  done
  stop_nodes
  ratio_row "Citus, 1 + 2 nodes: COPY of $(wc -l <"$scratch/entries.copy") entries of $(cut -f 3 "$scratch/entries.copy" | sort -u | wc -l) bodies" citus-many citus-single \
    -- "the same rows in one node" 2 "≤ 1.5" 1.5
  rm -rf "$scratch"/*.copy "$scratch/nodes"
}
if [ "$only" = citus ]; then measure_citus; publish; exit 0; fi

# --- a schema ----------------------------------------------------------------------------------------------------------

# TOTEM_XSD: the DocumentBudgetaire.xsd of the DGCL, which is not ours to ship
measure_schema() {
  if [ ! -r "${TOTEM_XSD:-}" ]; then row "the same with XSD validation" "" "TOTEM_XSD names no schema" "" "≤ 0.75" ""; return; fi
  round=0
  while [ $((round += 1)) -le 3 ]; do
    note "schema, round $round of 3"
    new_ledger
    timed xmllint-schema xmllint --stream --noout --schema "$TOTEM_XSD" "$scratch/sealed.xml"
    timed_on import-schema "$ledger" import --schema "$TOTEM_XSD" "$scratch/sealed.xml"
    drop_ledger "$ledger"
  done
  ratio_row "the same with XSD validation reported" import-schema xmllint-schema -- "\`xmllint --stream --schema\`" 2 "≤ 0.75" 0.75
}

# --- import ----------------------------------------------------------------------------------------------------------

note "generating $size_mb MB"
generate --size-mb "$size_mb" "$scratch/sealed.xml"
generate --size-mb "$size_mb" --no-seal "$scratch/unsealed.xml"
cat "$scratch/sealed.xml" "$scratch/unsealed.xml" >/dev/null
round=0
while [ $((round += 1)) -le $rounds ]; do
  note "import, round $round of $rounds"
  for kind in sealed unsealed; do
    new_ledger
    timed "xmllint-$kind" xmllint --stream --noout "$scratch/$kind.xml"
    timed_on "import-$kind" "$ledger" import "$scratch/$kind.xml"
    [ $kind = unsealed ] || grep -q "seal valid" "$scratch/out" || die "the seal was not verified"
    if [ $round -eq $rounds ] && [ $kind = sealed ]; then kept=$ledger; else drop_ledger "$ledger"; fi
  done
done
ratio_row "import of $size_mb MB of TotEM: seal verified, checked, original kept, committed" import-sealed xmllint-sealed \
  -- "\`xmllint --stream --noout\`" 2 "≤ 0.8" 0.8
ratio_row "the same without a seal" import-unsealed xmllint-unsealed -- "\`xmllint --stream --noout\`" 2 "" ""
measure_schema
measure_pes

note "memory"
new_ledger
year=2020
for megabytes in 0.5 50; do
  year=$((year + 1))
  generate --size-mb $megabytes --year "$year" "$scratch/small.xml"
  timed_on "memory-$megabytes" "$ledger" import "$scratch/small.xml"
done
drop_ledger "$ledger"
row "peak memory of the client: 0.5, 50, $size_mb MB" "$(mib memory-0.5), $(mib memory-50), $(mib import-sealed) MiB" "" "" "≤ 16 MiB" \
  "$(verdict "$(printf '%s\n' "$(mib memory-0.5)" "$(mib memory-50)" "$(mib import-sealed)" | sort -n | tail -n 1)" 16)"

# --- load path -------------------------------------------------------------------------------------------------------

note "load path"
columns="siren, document_id, entry_no, fiscal_year, book, direction, section, operation, chapter"
rest="function, counterparty, voucher_id, source_ordinal, source_line"
entry_columns="$columns, amount, debit_account, credit_account, $rest"
sql "$kept" "copy (select $entry_columns from entry order by siren, document_id, entry_no) to stdout" >"$scratch/entries.copy"
sql "$kept" "copy (select $columns, leg.amount, leg.account, $rest from entry cross join lateral
  (values (1, entry.amount, debit_account), (2, -entry.amount, credit_account)) leg (leg_no, amount, account)
  order by siren, document_id, entry_no, leg_no) to stdout" >"$scratch/postings.copy"
for table in body budget document; do sql "$kept" "copy (select * from $table where siren <> 0) to stdout" >"$scratch/$table.copy"; done
new_ledger
sql "$ledger" "create table public.posting as select $columns, amount, debit_account as account, $rest from entry"
for table in body budget; do sql "$ledger" "\\copy $table from '$scratch/$table.copy'"; done
cat >"$scratch/postings.sql" <<SQL
\\copy public.posting from '$scratch/postings.copy'
SQL
cat >"$scratch/entries.sql" <<SQL
begin;
\\copy entry ($entry_columns) from '$scratch/entries.copy'
\\copy document from '$scratch/document.copy'
commit;
SQL
round=0
while [ $((round += 1)) -le $rounds ]; do
  for rows in postings entries; do
    # the journal refuses to be emptied: its triggers are put aside, here only
    [ $rows = entries ] && emptied="entry, entry_sum, document, document_status" || emptied=public.posting
    sql "$ledger" "set session_replication_role = replica; truncate $emptied"
    sql "$ledger" "checkpoint"
    timed_on "load-$rows" "$ledger" db psql -- -qX -v ON_ERROR_STOP=1 -f "$scratch/$rows.sql"
  done
done
postings=$(sql "$ledger" "select count(*) from public.posting")
[ "$(sql "$ledger" "select 2 * count(*) from entry")" = "$postings" ] || die "the load path lost rows"
drop_ledger "$ledger"
ratio_row "load path alone: $postings postings, every constraint" load-entries load-postings \
  -- "\`\\copy\` of two rows an entry into a plain table" 2 "≤ 2.5" 2.5

set -- $(sql "$kept" "select round(pg_table_size('entry')::numeric / $postings, 1), round(pg_relation_size('entry_pkey')::numeric / $postings, 1),
  round(pg_indexes_size('entry')::numeric / $postings, 1), (select count(*) - 1 from pg_index where indrelid = 'entry'::regclass)" | tr '|' ' ')
with_key=$(echo "$1 $2" | awk '{ print $1 + $2 }') with_all=$(echo "$1 $3" | awk '{ print $1 + $2 }')
row "journal with its primary key, per posting" "$with_key bytes ($1 + $2)" "" "" "≤ 50 bytes" "$(verdict "$with_key" 50)"
row "journal with every index ($4 beside the primary key)" "$with_all bytes" "" "" "≤ 100 bytes" "$(verdict "$with_all" 100)"
drop_ledger "$kept"
rm -f "$scratch"/*.copy "$scratch/sealed.xml" "$scratch/unsealed.xml"
[ "$files" -eq 0 ] || measure_national

# --- hledger and ledger ----------------------------------------------------------------------------------------------

# "accounts sum", of those that are not nil, the sum in cents
absolute_sum() { awk '{ sub(/^-/, "", $1); sub(/\./, "", $1); if ($1 + 0 != 0) { n++; sum += $1 } } END { printf "%d %.0f\n", n, sum }'; }

note "trial balance"
generate --size-mb $peer_mb "$scratch/peer.xml"
round=0 unequal=""
while [ $((round += 1)) -le 3 ]; do
  note "trial balance, round $round of 3"
  new_ledger
  timed_on peer-import "$ledger" import "$scratch/peer.xml"
  timed_on peer-first "$ledger" report trial-balance -O csv
  sql "$ledger" "vacuum analyze"
  timed_on peer-balance "$ledger" report trial-balance -O csv
  sed 1d "$scratch/out" | awk -F , '{ print $NF }' | absolute_sum >"$scratch/figures"
  if [ $round -eq 1 ]; then
    postings=$(sql "$ledger" "select 2 * count(*) from entry")
    on "$ledger" export hledger >"$scratch/peer.journal"
  fi
  drop_ledger "$ledger"
  if has hledger; then
    timed peer-hledger hledger -f "$scratch/peer.journal" bal
    sed '/^---/,$d' "$scratch/out" | absolute_sum | cmp -s - "$scratch/figures" || unequal="$unequal hledger"
  fi
  if has ledger; then
    timed peer-ledger ledger -f "$scratch/peer.journal" bal --flat
    sed '/^---/,$d' "$scratch/out" | absolute_sum | cmp -s - "$scratch/figures" || unequal="$unequal ledger"
  fi
done
rm -f "$scratch/peer.xml" "$scratch/peer.journal"
added peer-import peer-first peer-both
# how many times faster: their time divided by ours
peer_row() {
  peer=$1 work=$2 ours=$3 goal=$4 equal="figures equal"
  has "$peer" || { row "$work" "$(typical "$ours")" "$peer is not installed" "" "≥ $goal at 1 M" ""; return; }
  case "$unequal" in *"$peer"*) equal="**figures differ**" ;; esac
  set -- $(quotients "peer-$peer" "$ours")
  row "$work" "$(typical "$ours")" "\`$peer bal\` $(typical "peer-$peer"), $equal" "$(printf '%.1f × (%.1f to %.1f)' "$1" "$2" "$3")" \
    "≥ $goal × at 1 M" "$(if [ $peer_goal -eq 1 ]; then verdict "$1" "-$goal"; else echo "run with --full"; fi)"
}
peer_row hledger "trial balance, $postings postings, faster than" peer-balance 300
peer_row ledger "the same, faster than" peer-balance 50
peer_row hledger "import and trial balance, faster than" peer-both 25
peer_row ledger "the same, faster than" peer-both 5

# --- start -----------------------------------------------------------------------------------------------------------

note "start"
generate --size-mb 0.5 "$scratch/first.xml"
generate --size-mb 0.5 --siren 990012015 "$scratch/second.xml"
generate --size-mb 1.53 --siren 990012023 "$scratch/thousand.xml"
thousand=$(sed 's/ lines//' "$scratch/generated")
round=0
while [ $((round += 1)) -le $rounds ]; do
  for bare in bare-unsynced bare; do
    mkdir "$scratch/place"
    [ "$(id -u)" -ne 0 ] || chown "$CONTREPARTIE_ACCOUNT" "$scratch/place"
    no_sync=--no-sync
    [ $bare = bare-unsynced ] || no_sync=""
    sync
    as_server "$scratch/run_measured" "$scratch/place/last" "$server_programs/initdb" -D "$scratch/place/cluster" -U contrepartie -k -E UTF8 \
      --locale=C.UTF-8 --lc-collate=C -A peer $no_sync --no-instructions >"$scratch/out" 2>&1 </dev/null || { cat "$scratch/out" >&2; die "initdb"; }
    cat "$scratch/place/last" >>"$scratch/$bare"
    rm -rf "$scratch/place"
  done
  unmade_ledger
  timed_on fresh-import "$ledger" import "$scratch/first.xml"
  timed_on fresh-report "$ledger" report trial-balance
  timed_on small-import "$ledger" import "$scratch/second.xml"
  timed_on thousand "$ledger" import "$scratch/thousand.xml"
  on "$ledger" db stop
  timed_on stopped "$ledger" report entities
  drop_ledger "$ledger"
done
added fresh-import fresh-report fresh
ratio_row "bare machine to the first report (0.5 MB)" fresh bare-unsynced small-import -- "\`initdb --no-sync\` + import:" 2 "≤ 1.5" 1.5
ratio_row "the same, against an initdb that syncs, as ours does" fresh bare small-import -- "\`initdb\` + import:" 2 "≤ 1.5" 1.5
row "stopped cluster to a report" "$(typical stopped)" "" "$(range stopped)" "≤ 0.3 s" "$(verdict "$(wall stopped | middle)" 0.3)"
row "running server, import of $thousand lines (1.5 MB)" "$(typical thousand)" "" "$(range thousand)" "≤ 60 ms" "$(verdict "$(wall thousand | middle)" 0.06)"
measure_citus

publish
