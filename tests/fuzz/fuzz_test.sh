# Every reader, fuzzed for a few seconds from its corpus (tests/fuzz/run.sh), and every input that once brought one down.
. "$TESTS/lib/ledger.sh"

FUZZ_WORK=$scratch/fuzz
export FUZZ_WORK
mkdir "$FUZZ_WORK"
sh "$TESTS/fuzz/run.sh" "${FUZZ_SECONDS-2}" >"$scratch/fuzzed" 2>&1
for corpus in "$TESTS"/fuzz/corpus/*/; do
  name=$(basename "$corpus")
  check "$name: no input brings its reader down" "0" "$(awk -v name="$name" '$1 == name { print $5 }' "$scratch/fuzzed")"
done
grep -vE '^[a-z-]+ +[0-9]+ +[0-9]+ +[0-9]+ +0$' "$scratch/fuzzed"
finished
