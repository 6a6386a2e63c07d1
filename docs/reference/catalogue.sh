#!/bin/sh
# Prints the pages that the program's own catalogues make, in one language:
#   sh docs/reference/catalogue.sh commands|reports|rules en|fr
# After a change of a command, an option, a report or a rule, all six:  sh docs/reference/catalogue.sh
# PROGRAM names the build to ask; tests/cli/documentation_test.sh compares.
set -eu
cd "$(dirname "$0")/../.."
PROGRAM=${PROGRAM:-build/contrepartie}

if [ $# -eq 0 ]; then
  for page in commands reports rules; do
    sh docs/reference/catalogue.sh $page en >docs/reference/$page.md
    sh docs/reference/catalogue.sh $page fr >docs/fr/reference/$page.md
  done
  exit
fi
page=$1 language=$2
say() { if [ "$language" = fr ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; } # ENGLISH FRENCH

commands() {
  [ -x "$PROGRAM" ] || { echo "$PROGRAM is not built: sh docs/quickstart.sh" >&2; exit 1; }
  ask() { "$PROGRAM" --lang "$language" help "$@" | sed 's/ *$//'; }
  block() { printf '```text\n'; ask "$@"; printf '```\n'; }
  say '# Commands' '# Commandes'
  echo
  say 'Printed by `sh docs/reference/catalogue.sh` from `contrepartie help`: do not edit. What the outputs hold, and the exit
codes: [formats](formats.md).' 'Page écrite par `sh docs/reference/catalogue.sh` à partir de `contrepartie help` : ne pas la retoucher. Ce que contiennent les
sorties, et les codes de sortie : [formats](../../reference/formats.md) (en anglais).'
  echo
  block
  ask | sed -nE '/^Command(s:|es :)$/,/^$/s/^  ([a-z]*) .*/\1/p' | while read -r command; do
    printf '\n## %s\n\n' "$command"
    block "$command"
  done
}

# field FILE NAME: of a header "-- NAME: english | french"
field() {
  sed -n "s/^-- $2: *//p" "$1" | awk -v language="$language" '
    { at = match($0, / \| /); print language == "fr" ? substr($0, at + 3) : substr($0, 1, at - 1) }'
}

reports() {
  say '# Reports' '# États'
  echo
  say 'Printed by `sh docs/reference/catalogue.sh` from `sql/reports`: do not edit. `contrepartie report NAME` runs one; scripts read the
names of the columns, people their labels. Filters and order: [formats](formats.md#reports).' 'Page écrite par `sh docs/reference/catalogue.sh` à partir de `sql/reports` : ne pas la retoucher. `contrepartie report NOM` affiche un
état ; un script lit le nom des colonnes, une personne leur libellé. Filtres et ordre : [formats](../../reference/formats.md#reports)
(en anglais).'
  for report in sql/reports/*.sql; do
    ! grep -q '^-- hidden:' "$report" || continue
    printf '\n## %s\n\n' "$(basename "$report" .sql)"
    printf '**%s.** %s\n\n' "$(field "$report" title)" "$(field "$report" about)"
    say '| column | label |' '| colonne | libellé |'
    echo '|---|---|'
    sed -nE 's/^-- column: ([a-z0-9_]+) [^|]*\| (.*) \| (.*)$/\1\t\2\t\3/p' "$report" |
      awk -F '\t' -v language="$language" '{ printf "| `%s` | %s |\n", $1, language == "fr" ? $3 : $2 }'
  done
}

rules() {
  say '# Rules' '# Règles'
  echo
  say 'Printed by `sh docs/reference/catalogue.sh` from `sql/rules`: do not edit. `contrepartie findings explain CODE` prints the rule and
what it found. Which level: [why three words](../explanation/three-words.md).' 'Page écrite par `sh docs/reference/catalogue.sh` à partir de `sql/rules` : ne pas la retoucher. `contrepartie findings explain CODE`
affiche la règle et ce qu'"'"'elle a trouvé. Quel niveau : [pourquoi trois mots](../explanation/three-words.md).'
  for rule in sql/rules/*.sql; do
    printf '\n## %s\n\n' "$(basename "$rule" .sql)"
    printf '**%s.**\n\n' "$(field "$rule" title)"
    say "- Basis: $(field "$rule" basis)" "- Fondement : $(field "$rule" basis)"
    say "- Formula: \`$(field "$rule" formula)\`" "- Calcul : \`$(field "$rule" formula)\`"
    ! grep -q '^-- parameters:' "$rule" || say "- Parameters: $(field "$rule" parameters)" "- Paramètres : $(field "$rule" parameters)"
  done
}

"$page"
