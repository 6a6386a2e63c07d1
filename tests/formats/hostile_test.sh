# Files made to do harm: each is refused at once, in little memory, and leaves nothing behind. The ordinary build, measured.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/vouchers.sh"
new_ledger
must db start
before=$(state)
cc -O -o "$scratch/measured" "$TESTS/bench/run_measured.c"
MOST_SECONDS=1 MOST_KIB=$((64 * 1024))
slowest=0 largest=0

# measure FILE: $status, $seconds, $kib of its import by the ordinary build
measure() {
  "$scratch/measured" "$scratch/cost" timeout 30 "$RELEASE" -D "$ledger" --lang en import "$1" </dev/null >"$scratch/out" 2>"$scratch/err"; status=$?
  read -r seconds user system kib <"$scratch/cost"
}
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'; }
# hostile NAME STATUS FILE: refused so, the best of three within the second
hostile() {
  best=99
  for attempt in 1 2 3; do
    measure "$3"
    if less "$seconds" $best; then best=$seconds; fi
    if less $best $MOST_SECONDS; then break; fi
  done
  check "$1 is refused" "$2" "$status"
  if less $best $MOST_SECONDS; then ok "$1 is refused at once"; else not_ok "$1 is refused at once" "$best s"; fi
  if [ "$kib" -lt $MOST_KIB ]; then ok "$1 is refused in little memory"; else not_ok "$1 is refused in little memory" "$kib KiB"; fi
  if less $slowest "$best"; then slowest=$best; fi
  if [ "$kib" -gt $largest ]; then largest=$kib; fi
}

ROOT='<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire"'
DECLARED='<?xml version="1.0" encoding="UTF-8"?>'
file=$scratch/hostile.xml
zeros() { head -c "$1" /dev/zero | tr '\0' "$2"; }
good() { echo "6288 311 D 10.00 10.00" | body_name="${1-Ville fictive}" budget CA 99341001800010 2023; }

# --- entities and declarations ------------------------------------------------------------------------------------------------

{ echo '<!DOCTYPE a [<!ENTITY l0 "lol">'; awk 'BEGIN { for (i = 1; i < 10; i++) { printf "<!ENTITY l%d \"", i; for (k = 0; k < 10; k++) printf "&l%d;", i - 1; print "\">" } }'; echo "]>$ROOT>&l9;</DocumentBudgetaire>"; } >"$file"
hostile "a billion laughs" 65 "$file"
echo "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>$ROOT>&x;</DocumentBudgetaire>" >"$file"
hostile "an external entity" 65 "$file"
lacks "nothing of another file is told" root: "$scratch/err"
echo "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x.dtd\"> %x;]>$ROOT/>" >"$file"
hostile "an external parameter entity" 65 "$file"
echo "$ROOT>&undeclared;</DocumentBudgetaire>" >"$file"
hostile "an entity that nobody declared" 65 "$file"
good | head -c 700 >"$file"
hostile "a file cut short" 65 "$file"
good | sed 's/docbudgetaire/otherbudget/' >"$file"
hostile "a wrong namespace" 65 "$file"

# --- encodings ----------------------------------------------------------------------------------------------------------------

good 'Cité fictive' | iconv -t ISO-8859-1 >"$file"
hostile "Latin-1 declared as UTF-8" 65 "$file"
good "$(printf 'a\300\257b')" >"$file"
hostile "overlong UTF-8" 65 "$file"
good "$(printf 'a\355\240\200b')" >"$file"
hostile "a surrogate in UTF-8" 65 "$file"
good X | tr X '\000' >"$file"
hostile "a NUL in a value" 65 "$file"
good 'a&#0;b' >"$file"
hostile "a reference to NUL" 65 "$file"
good | iconv -t UTF-16 | head -c 1001 >"$file"
hostile "half a letter of UTF-16" 65 "$file"
good | sed 's/UTF-8/EBCDIC-FR/' >"$file"
hostile "an encoding of another age" 65 "$file"
good | sed 's/UTF-8/NO-SUCH/' >"$file"
hostile "an encoding that does not exist" 65 "$file"
zeros 100M '\000' >"$file"
hostile "100 MB of NUL" 65 "$file"
: >"$file"
hostile "an empty file" 65 "$file"
zeros 3 ' ' >"$file"
hostile "three spaces" 65 "$file"

# --- size and shape -----------------------------------------------------------------------------------------------------------

{ printf '%s%s>' "$DECLARED" "$ROOT"; yes '<a>' | head -n 100000 | tr -d '\n'; } >"$file"
hostile "100,000 elements inside each other" 65 "$file"
for part in ' a="|"/>' '><!--|--></DocumentBudgetaire>' '><?a |?></DocumentBudgetaire>' '><![CDATA[|]]></DocumentBudgetaire>' '><|/></DocumentBudgetaire>'; do
  { printf '%s%s%s' "$DECLARED" "$ROOT" "${part%|*}"; zeros 100M x; printf '%s' "${part#*|}"; } >"$file"
  hostile "100 MB of a value: $part" 65 "$file"
done
{ printf '%s' "$ROOT"; awk 'BEGIN { for (i = 0; i < 700000; i++) printf " a%x=\"\"", i }'; printf '/>'; } >"$file"
hostile "700,000 attributes" 65 "$file"
{ printf '%s' "$ROOT"; awk 'BEGIN { for (i = 0; i < 5000; i++) printf " a%x=\"\"", i }'; printf '/>'; } >"$file"
hostile "5,000 attributes" 65 "$file"
{ printf '%s' "$ROOT"; awk 'BEGIN { for (i = 0; i < 700000; i++) printf " xmlns:a%x=\"b\"", i }'; printf '/>'; } >"$file"
hostile "700,000 namespaces" 65 "$file"
for name in '<a%d/>' '<a a%d=""/>' '<a xmlns="urn:%d"/>' '<a:b xmlns:a="urn:%d"/>'; do
  { printf '%s>' "$ROOT"; awk -v name="$name" 'BEGIN { for (i = 0; i < 1000000; i++) printf name, i }'; printf '</DocumentBudgetaire>'; } >"$file"
  hostile "a million names: $name" 65 "$file"
done
{ echo 'JournalCode;EcritureNum;EcritureDate;CompteNum;Debit;Credit'; zeros 100M x; } >"$scratch/line.csv"
hostile "a line of 100 MB" 65 "$scratch/line.csv"
{ echo 'act,recipient,component,amount'; printf '"'; zeros 100M '\n'; } >"$scratch/line.csv"
hostile "a quote that never closes" 65 "$scratch/line.csv"
{ echo 'act,recipient,component,amount'; zeros 50000 ,; echo x; } >"$scratch/line.csv"
hostile "50,000 columns" 65 "$scratch/line.csv"
rm -f "$scratch/line.csv"
fec() { printf 'JournalCode\tEcritureNum\tEcritureDate\tCompteNum\tDebit\tCredit\nVT\t1\t20231231\t706000\t0,00\t%s\nVT\t1\t20231231\t411000\t%s\t0,00\n' "$1" "$1"; }
for amount in 1E5 1e5 0x10 NaN Infinity 1_000 1.000.000,00 99999999999999999999; do
  fec $amount >"$scratch/993410018FEC20231231.txt"
  hostile "the amount $amount" 65 "$scratch/993410018FEC20231231.txt"
done
printf 'attach A1 003 %s\n' "$(zeros 100M x | gzip -9c | base64 -w 0)" | aller >"$file"
hostile "a gzip bomb in an attachment" 65 "$file"
{ printf '%s%s>' "$DECLARED" "$ROOT"; zeros 1G ' '; } | gzip -9c >"$file"
hostile "a gzip bomb" 65 "$file"

# --- zip ----------------------------------------------------------------------------------------------------------------------

{ printf '%s%s>' "$DECLARED" "$ROOT"; zeros 200M ' '; } >"$file"
zip_of "$file" >"$scratch/bomb.zip"
hostile "a zip bomb" 65 "$scratch/bomb.zip"
echo '<a/>' >"$file"
zip_prefix=../../../../tmp/ zip_of "$file" >"$scratch/path.zip"
hostile "a zip with a path that leads out" 65 "$scratch/path.zip"
check "and writes nothing there" no "$([ -e /tmp/hostile.xml ] && echo yes || echo no)"
zip_of "$scratch/path.zip" >"$scratch/nested.zip"
hostile "a zip in a zip" 65 "$scratch/nested.zip"
head -c 60 "$scratch/path.zip" >"$scratch/cut.zip"
hostile "a zip cut short" 65 "$scratch/cut.zip"
printf 'PK\003\004' >"$scratch/head.zip"
hostile "the first bytes of a zip" 65 "$scratch/head.zip"

# --- what is no file ----------------------------------------------------------------------------------------------------------

mkdir "$scratch/loop"
mkfifo "$scratch/fifo"
hostile "a pipe that nobody writes" 66 "$scratch/fifo"
hostile "a device without end" 66 /dev/zero
ln -s itself "$scratch/itself"
hostile "a link to itself" 66 "$scratch/itself"
ln -s . "$scratch/loop/a"; ln -s . "$scratch/loop/b"
hostile "a folder that holds itself twice" 66 "$scratch/loop"
hostile "a file that is not there" 66 "$scratch/nothing"

# --- a file that changes while it is read -------------------------------------------------------------------------------------

# a document long enough to be changed under the reader: in its last byte, and back in time
awk 'BEGIN { for (i = 0; i < 200000; i++) print "6288 311 D 1.00 1.00" }' | budget CA 99341001800010 2023 >"$file"
"$RELEASE" -D "$ledger" --lang en import "$file" </dev/null >"$scratch/out" 2>"$scratch/err" & importing=$!
while kill -0 $importing 2>/dev/null; do touch "$file"; sleep 0.02; done
wait $importing; status=$?
check "a file that changes while it is read is refused" 65 "$status"
contains "and told so" IMP-003 "$scratch/err"

# --- files of another team, when they lie beside the checkout -----------------------------------------------------------------

for shared in "$TESTS"/../../shared/data/hostile/*; do
  [ -f "$shared" ] && hostile "the shared $(basename "$shared")" 65 "$shared"
done

check "nothing was written" "$before" "$(state)"
exits "what is there is whole" 0 c verify
echo "# slowest $slowest s, largest $largest KiB"
finished
