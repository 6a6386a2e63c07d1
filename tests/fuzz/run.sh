#!/bin/sh
# Fuzzes the readers with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer, one after the other.
#   sh tests/fuzz/run.sh [SECONDS] [NAME]     each for so many seconds (60), or only NAME: a folder of tests/fuzz/corpus
# Prints a line each: reader, seconds, inputs run, edges covered, crashes. Ends with 1 when there was a crash.
#
# A reader is the harness fuzz_NAME where there is one (NAME_fuzz.c), else fuzz_import, the front door, begun with files of
# that format. What is found stays in $FUZZ_WORK/NAME (default: a new folder of TMPDIR), to go on from another day; the
# seed is fixed, so a run of one machine finds the same things again. To see a crash again, and to make it small:
#   build-fuzz/tests/fuzz/fuzz_import FILE              (FUZZ_TELL=1: with what the import said)
#   build-fuzz/tests/fuzz/fuzz_import -minimize_crash=1 -runs=20000 -exact_artifact_path=SMALL FILE
# Once mended, the small file goes to tests/fuzz/crashes/NAME, which tests/fuzz/fuzz_test.sh runs for ever after.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${1-60}
: "${FUZZ_WORK:=$(mktemp -d)}"

cmake --preset fuzz >/dev/null && cmake --build --preset fuzz -j "$(nproc)" >"$FUZZ_WORK/build" 2>&1 || { cat "$FUZZ_WORK/build"; exit 1; }

# memory that was freed is watched for 16 MiB, not 256: that is most of the time of a small input
ASAN_OPTIONS=quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS
crashed=0
printf '%-14s %8s %11s %7s %8s\n' reader seconds inputs edges crashes
for corpus in tests/fuzz/corpus/*/; do
  name=$(basename "$corpus") known=$corpus
  case $name in "${2-$name}") ;; *) continue ;; esac
  harness=build-fuzz/tests/fuzz/fuzz_$name
  [ -x "$harness" ] || harness=build-fuzz/tests/fuzz/fuzz_import
  mkdir -p "$FUZZ_WORK/$name/found" "$FUZZ_WORK/$name/crashes"
  rm -f "$FUZZ_WORK/$name/crashes/"*
  [ -d "tests/fuzz/crashes/$name" ] && known="$known tests/fuzz/crashes/$name"
  "$harness" -seed=1 -max_total_time="$seconds" -max_len=100000 -timeout=2 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$FUZZ_WORK/$name/crashes/" "$FUZZ_WORK/$name/found" $known >"$FUZZ_WORK/$name/log" 2>&1
  crashes=$(find "$FUZZ_WORK/$name/crashes" -type f | wc -l)
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$FUZZ_WORK/$name/log")
  printf '%-14s %8s %11s %7s %8s\n' "$name" "$seconds" "${inputs:-0}" "$(grep -ao 'cov: [0-9]*' "$FUZZ_WORK/$name/log" | tail -n 1 | tr -dc 0-9)" "$crashes"
  [ "$crashes" -eq 0 ] && [ -n "$inputs" ] && continue
  crashed=1
  grep -aE '^fuzz: |ERROR: |runtime error: |^SUMMARY: |^ +#[0-9]+ .*\.[ch]:[0-9]+' "$FUZZ_WORK/$name/log" | grep -v ' in fuzzer::' | head -n 12
  find "$FUZZ_WORK/$name/crashes" -type f
done
exit $crashed
