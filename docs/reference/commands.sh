#!/bin/sh
# Prints commands.md: the program's own help, nothing else. After a change of a command or an option:
#   sh docs/reference/commands.sh >docs/reference/commands.md
# PROGRAM names the build to ask; tests/cli/documentation_test.sh compares.
set -eu
PROGRAM=${PROGRAM:-$(dirname "$0")/../../build/contrepartie}
[ -x "$PROGRAM" ] || { echo "$PROGRAM is not built: sh docs/quickstart.sh" >&2; exit 1; }
ask() { "$PROGRAM" --lang en help "$@" | sed 's/ *$//'; }
block() { printf '```text\n'; ask "$@"; printf '```\n'; }

cat <<'HEAD'
# Commands

Printed by `sh docs/reference/commands.sh` from `contrepartie help`: do not edit. What the outputs hold, and the exit
codes: [formats](formats.md).

HEAD
block
ask | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p' | while read -r command; do
  printf '\n## %s\n\n' "$command"
  block "$command"
done
