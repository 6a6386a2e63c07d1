#!/bin/sh
# The long run of faults, by hand: sh tests/faults/run.sh [ROUNDS] [SEED] [FAULT]
# As faults_test.sh, with as many rounds as wanted (default 400); FAULT limits it to the faults whose name holds the word.
set -u
cd "$(dirname "$0")/../.." || exit 1
PROGRAM=${PROGRAM:-$PWD/build-check/contrepartie} RELEASE=${RELEASE:-$PWD/build/contrepartie} TESTS=$PWD/tests
ASAN_OPTIONS=detect_leaks=1:exitcode=99 LSAN_OPTIONS=suppressions=$TESTS/lib/leaks.txt:print_suppressions=0
UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1
export PROGRAM RELEASE TESTS ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS
rounds=${1:-400} seed=${2:-$(date +%s)} only=${3-}
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/vouchers.sh"
. "$TESTS/faults/faults.sh"
for generator in totem pes balances register; do cmake --build build --target generate_$generator >/dev/null || exit 1; done
echo "# $rounds rounds, seed $seed"
faults | grep -- "$only" | plan "$rounds" >"$scratch/plan"
rounds_of 25 <"$scratch/plan"
tally
[ ! -s "$results" ]
