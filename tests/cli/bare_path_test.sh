# A bare Debian keeps the server's programs out of everybody's PATH: the ledger must be made without finding them there.
. "$TESTS/lib/ledger.sh"

bare=$(echo "$PATH" | tr ':' '\n' | while read -r folder; do [ -e "$folder/initdb" ] || [ -e "$folder/postgres" ] || printf '%s:' "$folder"; done)
if ! (PATH=${bare%:} && command -v mktemp >/dev/null); then
  echo "# the server's programs share a folder with everything else: nothing to examine"
  finished
  exit
fi
PATH=${bare%:}
export PATH
check no_server_program_in_the_path "" "$(command -v initdb postgres pg_ctl)"
exits a_ledger_is_made_all_the_same 0 c db start
exits it_stops 0 c db stop
exits it_starts_again 0 c documents

finished
