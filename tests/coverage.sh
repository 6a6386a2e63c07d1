#!/bin/sh
# By hand: the whole suite against a build that counts its lines; prints how many of each file were run, and leaves the
# listings (FILE.gcov, "#####" before a line that was not) in build-coverage/lines.
#   sh tests/coverage.sh
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/lib/install.sh
install_packages || exit 1
rm -rf build-coverage
{ cmake --preset coverage && cmake --build --preset coverage -j "$(nproc)"; } >/dev/null || exit 1

PROGRAM=$PWD/build-coverage/contrepartie RELEASE=$PROGRAM TESTS=$PWD/tests
# the server's account may not write the counters of what it runs before it becomes PostgreSQL: they are missing, unsaid
GCOV_ERROR_FILE=/dev/null
export PROGRAM RELEASE TESTS GCOV_ERROR_FILE

for unit in build-coverage/tests/unit_*; do
  "$unit" >/dev/null 2>&1 || echo "not ok $unit"
done
for script in tests/*/*_test.sh; do
  case $script in tests/static/*) continue ;; esac # it runs no program
  sh "$script" 2>&1 | grep '^not ok'
done

mkdir -p build-coverage/lines
cd build-coverage/lines || exit 1
find ../CMakeFiles -name '*.gcda' | grep -v embedded | xargs gcov -p -r -s "$TESTS/.." 2>/dev/null |
  awk -F "[ ':%]+" '
    $1 == "File" { file = $2 }
    $1 == "Lines" && file ~ /^(ledger|importers)\// {
      folder = file; sub("/[^/]*$", "", folder)
      run = $3 * $5 / 100; printf "%6.2f %%  %5d  %s\n", $3, $5, file
      lines[folder] += $5; was_run[folder] += run; all += $5; all_run += run
      file = "" # the last line of gcov, its own sum, follows no name
    }
    END {
      for (folder in lines) printf "%6.2f %%  %5d  %s/\n", 100 * was_run[folder] / lines[folder], lines[folder], folder
      printf "%6.2f %%  %5d  in all\n", 100 * all_run / all, all
    }' | sort -k 4
