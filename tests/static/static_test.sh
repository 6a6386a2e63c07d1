# What the tools that read the sources, or watch the program's memory, find: nothing. A finding is mended, or silenced where
# it stands with the reason beside it.
. "$TESTS/lib/ledger.sh"
root=$(dirname "$TESTS")
cd "$root" || exit 1
jobs=$(nproc)
commands=$root/build/compile_commands.json
sources=$(find ledger importers -name '*.c' | sort)

# found NAME FILE: no line of the file holds a finding.
found() { if [ -s "$2" ]; then not_ok "$1" "$(sed "s#$root/##" "$2" | short 2000)"; else ok "$1"; fi; }

[ -s "$commands" ] || not_ok commands_are_listed "no $commands"
check sources_are_found yes "$([ "$(echo "$sources" | wc -l)" -gt 50 ] && echo yes)"

# the longest first, one file at a time: the two halves end together. Clang's path-sensitive analyser takes four minutes of the
# five; gcc's, below, looks for the same, so it is run by hand: STATIC_DEEP=1 sh tests/run.sh static
checks=$([ -n "${STATIC_DEEP-}" ] || echo "-checks=-clang-analyzer-*")
export checks
ls -S $sources | xargs -P "$jobs" -n 1 sh -c 'clang-tidy -quiet $checks -p build "$0" 2>/dev/null || echo "$0: clang-tidy: exit $?: error:"' >"$scratch/tidy"
grep -E '(warning|error):' "$scratch/tidy" | sort -u >"$scratch/tidy.found"
found clang_tidy_finds_nothing "$scratch/tidy.found"

cppcheck -q -j "$jobs" --enable=warning,performance,portability --inline-suppr --project="$commands" -i"$root/build/embedded.c" \
  --template='{file}:{line}: {message} [{id}]' >"$scratch/cppcheck" 2>&1 || echo "cppcheck: exit $?" >>"$scratch/cppcheck"
found cppcheck_finds_nothing "$scratch/cppcheck"

flags="-std=c17 -D_GNU_SOURCE -DCONTREPARTIE_VERSION=\"0\" -Iinclude -Iledger -Iimporters $(pkg-config --cflags libpq libxml-2.0 libcrypto libzstd zlib libarchive xlsxwriter smartcols)"
ls -S $sources | xargs -P "$jobs" -n 1 gcc $flags -O1 -fanalyzer -S -o /dev/null >"$scratch/analyzer" 2>&1 || echo "gcc: exit $?: error:" >>"$scratch/analyzer"
grep -E '(warning|error):' "$scratch/analyzer" | sort -u >"$scratch/analyzer.found"
found gcc_analyzer_finds_nothing "$scratch/analyzer.found"

# the ordinary build: AddressSanitizer and valgrind do not go together, and it does not see what is read before it is set
for unit in build/tests/unit_*; do
  if UNDER_VALGRIND=1 valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect "$unit" >"$scratch/valgrind" 2>&1; then
    ok "valgrind_finds_nothing_in_${unit##*/}"
  else
    not_ok "valgrind_finds_nothing_in_${unit##*/}" "exit $?: $(grep '^==' "$scratch/valgrind" | short 1000)"
  fi
done
finished
