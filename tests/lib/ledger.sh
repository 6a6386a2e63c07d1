# For shell tests: a ledger of their own, and assertions that print "ok NAME" or "not ok NAME: why".
#   . "$TESTS/lib/ledger.sh"; new_ledger; must import FILE; check "name" "$expected" "$actual"; finished
# PROGRAM is the checked build; RELEASE the ordinary one.
set -u
scratch=$(mktemp -d)
chmod 755 "$scratch"
ledger=$scratch/ledger
export LC_ALL=C.UTF-8

c() { "$PROGRAM" -D "$ledger" --lang en "$@" </dev/null; }

drop_ledger() { [ -d "$ledger" ] && "$PROGRAM" -D "$ledger" db stop >/dev/null 2>&1; rm -rf "$ledger"; }
new_ledger() { drop_ledger; }
trap 'drop_ledger; rm -rf "$scratch"' EXIT INT TERM

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: $2"; }

# check NAME EXPECTED ACTUAL
check() {
  if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected [$(echo "$2" | head -c 400)] got [$(echo "$3" | head -c 400)]"; fi
}
# exits NAME STATUS COMMAND...   (output kept in $scratch/out and $scratch/err)
exits() {
  name=$1 wanted=$2; shift 2
  "$@" >"$scratch/out" 2>"$scratch/err"; status=$?
  if [ $status -eq "$wanted" ]; then ok "$name"; else not_ok "$name" "exit $status, not $wanted: $(tail -n 3 "$scratch/err" | tr '\n' ' ' | head -c 600)"; fi
}
# contains NAME TEXT FILE
contains() { if grep -qF -- "$2" "$3"; then ok "$1"; else not_ok "$1" "no “$2” in: $(head -c 600 "$3" | tr '\n' ' ')"; fi; }
# same_file NAME EXPECTED ACTUAL
same_file() { if difference=$(diff "$2" "$3" | head -n 6); then :; fi; if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(echo "$difference" | tr '\n' ' ' | head -c 500)"; fi; }
# sql QUERY: one value from the ledger
sql() { c db psql -- -AtqX -c "$1"; }
must() { c "$@" >"$scratch/out" 2>"$scratch/err" || not_ok "$*" "$(tail -n 3 "$scratch/err" | tr '\n' ' ')"; }
# columns of a CSV by name: pick FILE "a,b,c"
pick() { python3 - "$1" "$2" 2>/dev/null <<'P' || awk -F, -v wanted="$2" 'NR==1{n=split(wanted,w,",");for(i=1;i<=NF;i++)h[$i]=i} {s="";for(k=1;k<=n;k++)s=s (k>1?",":"") $(h[w[k]]);print s}' "$1"
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
names = sys.argv[2].split(",")
print(",".join(names))
for row in rows: print(",".join(row[n] for n in names))
P
}
finished() { echo "done $0"; }
