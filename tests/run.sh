#!/bin/sh
# The one test command: installs what is missing, builds (release, and a checked build with AddressSanitizer and
# UndefinedBehaviorSanitizer where warnings are errors), runs every test. Ends with "N passed, N failed".
#   sh tests/run.sh            everything
#   sh tests/run.sh register   the shell tests whose path holds that word
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/lib/install.sh
install_packages || exit 1

for preset in release check; do
  echo "# build ($preset)"
  cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset" -j "$(nproc)" >"/tmp/contrepartie-build.$$" 2>&1 || {
    cat "/tmp/contrepartie-build.$$"; rm -f "/tmp/contrepartie-build.$$"
    echo "0 passed, 1 failed"; exit 1; }
  rm -f "/tmp/contrepartie-build.$$"
done

results=$(mktemp)
trap 'rm -f "$results" "$results.lock"' EXIT INT TERM
PROGRAM=$PWD/build-check/contrepartie
RELEASE=$PWD/build/contrepartie
TESTS=$PWD/tests
export PROGRAM RELEASE TESTS
# a leak report of a library that libpq loads is not ours to mend; a leak of ours fails the test that made it
ASAN_OPTIONS=detect_leaks=1:exitcode=99 LSAN_OPTIONS=suppressions=$TESTS/lib/leaks.txt:print_suppressions=0
UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1
export ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS

# Each test prints "ok NAME" or "not ok NAME: why".
if [ $# -eq 0 ]; then
  for unit in build-check/tests/unit_*; do
    [ -x "$unit" ] || continue
    echo "# $unit"
    "$unit" >"$results.unit" 2>&1; status=$?
    grep -E '^\[ +(OK|FAILED) +\] [a-z_0-9]+$' "$results.unit" | sed -E 's/^\[ +OK +\] /ok /; s/^\[ +FAILED +\] /not ok /' | sort -u >"$results.names"
    [ $status -eq 0 ] || { cat "$results.unit"; grep -q '^not ok' "$results.names" || echo "not ok $unit: exit $status" >>"$results.names"; }
    cat "$results.names" >>"$results"
    rm -f "$results.unit" "$results.names"
  done
fi
# As many at once as there are processors, each with a ledger of its own; those that take minutes first.
{ printf 'tests/%s_test.sh\n' static/static cli/manual cli/verify faults/faults fuzz/fuzz cli/concurrency; ls tests/*/*_test.sh; } |
  awk -v word="${1:-}" 'index($0, word) && !seen[$0]++' | xargs -P "$(nproc)" -n 1 sh tests/lib/run_script.sh "$results"

passed=$(grep -c '^ok ' "$results"); failed=$(grep -c '^not ok ' "$results")
grep '^not ok ' "$results"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
