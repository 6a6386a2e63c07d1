#!/bin/sh
# sh docs/man/page.sh en|fr: prints the manual page contrepartie(1): en.1 or fr.1 of this folder, with the program's own help where
# it says @COMMANDS@ and @OPTIONS@. PROGRAM names the build to ask; tests/cli/package_test.sh holds the rest against the sources.
set -eu
language=$1
here=$(dirname "$0")
PROGRAM=${PROGRAM:-$here/../../build/contrepartie}
[ -x "$PROGRAM" ] || { echo "$PROGRAM is not built: sh docs/quickstart.sh" >&2; exit 1; }
ask() { "$PROGRAM" --lang "$language" help "$@"; }

# Help as roff: an option or a limit and what it does, or a sentence.
roff() {
  awk '
    function plain(text) { gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); sub(/^[.\047]/, "\\\\\\&&", text); return text }
    function item(name, text) { sub(/^ +/, "", text); print ".TP\n\\fB" plain(name) "\\fR\n" plain(text) }
    /^Usage/ { sub(/^[^:]*: /, ""); print ".PP\n" plain($0); next }
    /^ +(-[A-Za-z], +)?--[a-z]/ {
      # the argument ends where two spaces are, or one when it is too long for the column
      sub(/^ +/, ""); match($0, /--[a-z-]+( [^ ]+)?/)
      item(substr($0, 1, RSTART + RLENGTH - 1), substr($0, RSTART + RLENGTH)); next
    }
    /^  [a-z-]+=/ { name = $1; sub(/^ *[^ ]+ +/, ""); item(name, $0); next }
    NF { print ".PP\n" plain($0) }'
}
commands() {
  ask | sed -n '/^Comm.*:$/,/^$/s/^  \([a-z]*\) .*/\1/p' | while read -r command; do
    printf '.SS %s\n' "$command"
    ask "$command" | roff
  done
}
options() { ask | sed -n '/^Options .*:$/,/^$/p' | sed 1d | roff; }

sed "s/@VERSION@/$("$PROGRAM" --version)/" "$here/$language.1" | while IFS= read -r line; do
  case $line in
    @COMMANDS@) commands ;;
    @OPTIONS@) options ;;
    *) printf '%s\n' "$line" ;;
  esac
done
