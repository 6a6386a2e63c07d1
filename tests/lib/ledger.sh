# For shell tests: a ledger of their own, and assertions that print "ok NAME" or "not ok NAME: why".
#   . "$TESTS/lib/ledger.sh"; new_ledger; must import FILE; check "name" "$expected" "$actual"; finished
# PROGRAM is the checked build; RELEASE the ordinary one.
set -u
unset PGHOST PGPORT PGUSER PGDATABASE PGSERVICE PGOPTIONS PGPASSWORD
export LC_ALL=C.UTF-8
scratch=$(mktemp -d)
chmod 755 "$scratch"
ledger=$scratch/ledger
tab=$(printf '\t')

c() { "$PROGRAM" -D "$ledger" --lang en "$@" </dev/null; }

# A server is never left behind: a command that still uses it is waited for.
drop_ledger() {
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    [ -d "$ledger" ] || return 0
    if c db stop >/dev/null 2>&1; then break; fi
    sleep 0.5
  done
  rm -rf "$ledger"
}
new_ledger() { drop_ledger; }
trap 'drop_ledger; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

ok() { printf 'ok %s\n' "$1"; }
not_ok() { printf 'not ok %s: %s\n' "$1" "$2"; }
short() { tr '\n' ' ' | head -c "${1:-600}"; }

# check NAME EXPECTED ACTUAL
check() {
  if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected [$(printf '%s' "$2" | short 400)] got [$(printf '%s' "$3" | short 400)]"; fi
}
# differs NAME UNWANTED ACTUAL
differs() { if [ "$2" != "$3" ]; then ok "$1"; else not_ok "$1" "still [$(printf '%s' "$2" | short 400)]"; fi; }
# exits NAME STATUS COMMAND...   (output kept in $scratch/out and $scratch/err)
exits() {
  exits_name=$1 exits_wanted=$2; shift 2
  "$@" >"$scratch/out" 2>"$scratch/err"; status=$?
  if [ $status -eq "$exits_wanted" ]; then ok "$exits_name"; else not_ok "$exits_name" "exit $status, not $exits_wanted: $(tail -n 3 "$scratch/err" | short)"; fi
}
# contains NAME TEXT FILE; lacks NAME TEXT FILE
contains() { if grep -qF -- "$2" "$3"; then ok "$1"; else not_ok "$1" "no “$2” in: $(short <"$3")"; fi; }
lacks() { if grep -qF -- "$2" "$3"; then not_ok "$1" "“$2” in: $(grep -F -- "$2" "$3" | short)"; else ok "$1"; fi; }
# same_file NAME EXPECTED ACTUAL
same_file() { if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(diff "$2" "$3" | head -n 6 | short 500)"; fi; }
must() { c "$@" >"$scratch/out" 2>"$scratch/err" || not_ok "$*" "$(tail -n 3 "$scratch/err" | short)"; }

# sql QUERY: one value from the ledger. tamper STATEMENTS: as a superuser who has put the triggers out of action.
sql() { c db psql -- -AtqX -c "$1"; }
tamper() { c db psql -- -qX -v ON_ERROR_STOP=1 -c "set session_replication_role = replica; $1" >/dev/null; }

# table ARGUMENTS... : the output of a command as tab-separated lines below their header.
table() { c "$@" -O tsv 2>"$scratch/table.err"; }
# by AWK [NAME=VALUE...]: awk over such lines, with the fields by the names of their columns: $c["amount"].
by() {
  program=$1; shift
  for pair in "$@"; do set -- "$@" -v "$pair"; shift; done
  awk -F '\t' "$@" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } '"$program"
}
# sum COLUMN [CONDITION]: the sum of a column of such lines, with two decimals.
sum() { by "${2:-1} { s += \$c[\"$1\"] } END { if (s < 0.005 && s > -0.005) s = 0; printf \"%.2f\", s }"; }
# only COLUMN,COLUMN... : these columns of such lines, with "|" between.
only() {
  awk -F '\t' -v wanted="$1" 'NR == 1 { n = split(wanted, w, ","); for (i = 1; i <= NF; i++) c[$i] = i; next }
    { s = ""; for (k = 1; k <= n; k++) s = s (k > 1 ? "|" : "") $c[w[k]]; print s }'
}
# document FILE: the number of the last document of that file name, reversals left out.
document() { table documents | by '$c["file"] == f && $c["sha256"] !~ /^0*$/ { n = $c["document"] } END { print n }' f="$1"; }

# Everything an import may write, counted: a refused file leaves it as it was.
state() {
  sql "select (select count(*) from document), (select count(*) from entry), (select count(*) from grant_paid),
    (select count(*) from original), (select count(*) from message), (select count(*) from register_element),
    (select count(*) from plan_account where document_id is not null), (select count(*) from body), (select count(*) from budget)"
}

# budget STAGE SIRET YEAR [NORM-VARIANT] : a TotEM document of the lines "NATURE FUNCTION D|R OPENED REALISED" of standard
# input; "-" is no function. Line n of the input is line 9 + n of the document.
budget() {
  case $1 in BP) natdec=01 ;; DM) natdec=02 ;; BS) natdec=03 ;; CA) natdec=09 ;; CFU) natdec=10 ;; esac
  cat <<END
<?xml version="1.0" encoding="UTF-8"?>
<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">
  <VersionSchema V="115"/>
  <EnTeteDocBudgetaire><DteStr V="$3-12-31"/><LibellePoste V="SGC"/><IdPost V="099034"/><LibelleColl V="${body_name-Body $2}"/><IdColl V="$2"/></EnTeteDocBudgetaire>
  <Budget>
    <EnTeteBudget><LibelleEtab V="${budget_label-Budget}"/><IdEtab V="$2"/><CodColl V="001"/><CodBud V="${budget_code-00}"/><Nomenclature V="${4-M57-M57_D}"/></EnTeteBudget>
    <BlocBudget><NatDec V="$natdec"/><NumDec V="${decision-}"/><Exer V="$3"/><ProjetBudget V="false"/><NatFonc V="3"/><CodTypBud V="P"/></BlocBudget>
    <!-- what follows are the lines -->

END
  while read -r nature function direction opened realised; do
    case $1 in C*) amounts="<CredOuv V=\"$opened\"/><MtReal V=\"$realised\"/>" ;; *) amounts="<MtPrev V=\"$opened\"/>" ;; esac
    [ "$function" = - ] && function="" || function="<Fonction V=\"$function\"/>"
    printf '    <LigneBudget><Nature V="%s"/>%s<CodRD V="%s"/>%s<OpBudg V="0"/></LigneBudget>\n' "$nature" "$function" "$direction" "$amounts"
  done
  printf '  </Budget>\n</DocumentBudgetaire>\n'
}

# json FILE EXPRESSION: an expression over j, the file read by PostgreSQL as jsonb; fails when it is no JSON.
json() { printf "select (%s)::text from (select :'text'::jsonb as j) t" "$2" | "$PROGRAM" -D "$ledger" db psql -- -AtqX -v ON_ERROR_STOP=1 -v text="$(cat "$1")" 2>&1; }

# zip_of FILE...: a zip archive on standard output, with the files under their base names (behind $zip_prefix), or under
# their paths from $zip_root.
zip_of() {
  zip_bytes() { number=$1 count=$2; while [ "$count" -gt 0 ]; do printf "\\$(printf %03o $((number % 256)))"; number=$((number / 256)) count=$((count - 1)); done; }
  : >"$scratch/zip.central"; zip_offset=0; zip_count=0
  for zip_file in "$@"; do
    if [ -n "${zip_root-}" ]; then zip_name=${zip_file#"$zip_root"/}; else zip_name=${zip_prefix-}${zip_file##*/}; fi
    gzip -nc "$zip_file" >"$scratch/zip.gz"
    packed=$(($(wc -c <"$scratch/zip.gz") - 18))
    { zip_bytes 20 2; zip_bytes 0 2; zip_bytes 8 2; zip_bytes 0 4; tail -c 8 "$scratch/zip.gz" | head -c 4; zip_bytes $packed 4; tail -c 4 "$scratch/zip.gz"; zip_bytes ${#zip_name} 2; zip_bytes 0 2; } >"$scratch/zip.head"
    { printf 'PK\003\004'; cat "$scratch/zip.head"; printf '%s' "$zip_name"; tail -c +11 "$scratch/zip.gz" | head -c $packed; }
    { printf 'PK\001\002'; zip_bytes 20 2; cat "$scratch/zip.head"; zip_bytes 0 10; zip_bytes $zip_offset 4; printf '%s' "$zip_name"; } >>"$scratch/zip.central"
    zip_offset=$((zip_offset + 30 + ${#zip_name} + packed)) zip_count=$((zip_count + 1))
  done
  cat "$scratch/zip.central"
  printf 'PK\005\006'; zip_bytes 0 4; zip_bytes $zip_count 2; zip_bytes $zip_count 2; zip_bytes "$(wc -c <"$scratch/zip.central")" 4; zip_bytes $zip_offset 4; zip_bytes 0 2
}

# pick FILE "a,b,c": columns of a CSV file by name, with their heading, unquoted
pick() {
  awk -v wanted="$2" '
    function cells(line, out,   n, c, i, quoted, text) {
      n = 0; text = ""; quoted = 0
      for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (quoted) { if (c == "\"") { if (substr(line, i + 1, 1) == "\"") { text = text c; i++ } else quoted = 0 } else text = text c }
        else if (c == "\"") quoted = 1
        else if (c == ",") { out[++n] = text; text = "" }
        else text = text c
      }
      out[++n] = text
      return n
    }
    NR == 1 { n = cells($0, head); for (i = 1; i <= n; i++) at[head[i]] = i; count = split(wanted, name, ",") }
    { cells($0, row); line = ""; for (i = 1; i <= count; i++) line = line (i > 1 ? "," : "") row[at[name[i]]]; print line }' "$1"
}
finished() { printf 'done %s\n' "$0"; }
# skipped REASON: what the test needs is not on this machine; nothing of it counts, and the reason is printed.
skipped() { printf '# skipped: %s\n' "$1"; finished; exit 0; }
