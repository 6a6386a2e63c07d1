# The documentation agrees with the program: its help, its message codes, its reports and rules, its links, its transcripts.
. "$TESTS/lib/ledger.sh"
cd "$TESTS/.." || exit 1
reference=docs/reference

# agree NAME LEFT RIGHT: two sorted lists; says what only one of them has
agree() {
  only=$(comm -3 "$2" "$3" | sed 's/^\t/only in the documentation: /' | tr '\n' ' ')
  check "$1" "" "$only"
}

# --- commands.md is printed by the program
sh $reference/commands.sh >"$scratch/commands" 2>&1
same_file commands_page_is_the_help_of_the_program $reference/commands.md "$scratch/commands"

# --- every code of a message is described, and nothing else is
codes='[A-Z]{3}-[0-9]{3}'
{ grep -rhoE "\"$codes\"" --include='*.c' importers ledger; grep -hoE "'$codes'" sql/schema/*.sql; } | tr -d "\"'" | sort -u >"$scratch/codes"
grep -oE "^\| $codes \|" $reference/messages.md | tr -d '| ' | sort -u >"$scratch/described"
check message_codes_are_found_in_the_sources yes "$([ -s "$scratch/codes" ] && echo yes)"
agree message_codes_are_those_of_the_program "$scratch/codes" "$scratch/described"

# the checks of a posted document: a name that ends with a dash is completed by a section or an account
grep -hoE "'(order|balance|grants)-[a-z0-9-]*'" sql/schema/*.sql | tr -d "'" |
  sed 's/^balance-$/balance-F balance-I balance-unknown/; s/^grants-$/grants-ACCOUNT/' | tr ' ' '\n' | sort -u >"$scratch/checks"
grep -oE '^\| (order|balance|grants)-[A-Za-z0-9-]+ \|' $reference/messages.md | tr -d '| ' | sort -u >"$scratch/checks_described"
agree document_checks_are_those_of_the_schema "$scratch/checks" "$scratch/checks_described"

# --- every report has its heading, its columns, in order, and its filters; every rule is named
section_of() { # the part of formats.md under ### NAME
  awk -v heading="### $1" '$0 == heading { inside = 1; next } /^#/ { inside = 0 } inside' $reference/formats.md
}
options='s/year_first/--year/; s/siren/--entity/; s/predicate/--scope/; s/^(document|account|function|book|transfer)$/--\1/; /^--/!d'
for report in sql/reports/*.sql; do
  name=$(basename "$report" .sql)
  columns=$(sed -nE 's/^-- column: ([a-z0-9_]+) .*/\1/p' "$report" | paste -sd, -)
  described=$(section_of "$name" | sed -n '/^`/{s/`//g;p;q;}')
  check "report_${name}_is_in_the_reference" "$columns" "$described"
  filters=$([ "$name" = simulation ] || sed -n 's/^-- parameters: *//p' "$report" | tr ' ' '\n' | sed -E "$options" | sort | tr '\n' ' ')
  described=$(section_of "$name" | sed -n 's/^Filters: //p' | tr -cs 'a-z-' '\n' | sed '/^--/!d' | sort | tr '\n' ' ')
  check "filters_of_report_${name}_are_in_the_reference" "$filters" "$described"
done
sed -n 's/^### //p' $reference/formats.md | sort >"$scratch/headings"
for report in sql/reports/*.sql; do basename "$report" .sql; done | sort >"$scratch/reports"
agree reports_of_the_reference_exist "$scratch/reports" "$scratch/headings"
for rule in sql/rules/*.sql; do basename "$rule" .sql; done | sort >"$scratch/rules"
while read -r rule; do grep -qrF "$rule" $reference && echo "$rule"; done <"$scratch/rules" >"$scratch/named"
agree rules_are_in_the_reference "$scratch/rules" "$scratch/named"
grep -oE "^\| $codes " $reference/compensation.md | tr -d '| ' | sort -u >"$scratch/findings"
agree rules_of_the_reference_exist "$scratch/rules" "$scratch/findings"

# --- relative links: the file exists, and the heading when one is named
anchor_of() { # the headings of a page as anchors
  sed -nE 's/^#+ +//p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^[:alnum:] _-]//g; s/ /-/g'
}
find README.md docs -name '*.md' | sort | while read -r page; do
  awk '/^```/ { code = !code } !code' "$page" | sed 's/`[^`]*`//g' | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//' | while read -r link; do
    case $link in *://* | mailto:*) continue ;; esac
    file=${link%%#*}
    target=$page
    [ -z "$file" ] || target=$(dirname "$page")/$file
    [ -e "$target" ] || echo "$page: $link"
    case $link in
      *.md#* | \#*) anchor_of "$target" 2>/dev/null | grep -qxF -- "${link#*#}" || echo "$page: $link: no such heading" ;;
    esac
  done
done >"$scratch/broken"
check links_of_the_documentation_exist "" "$(cat "$scratch/broken")"

# --- what the README says must be installed is what the quick start and the tests install
(. tests/lib/install.sh; echo "$BUILD_PACKAGES $TEST_PACKAGES") | tr ' ' '\n' | sort >"$scratch/packages"
awk '/^## / { inside = $0 == "## Needed" } inside && /^- / { list = 1 } inside && list' README.md |
  sed 's/^- [a-z ]*://; s/[;.]$//' | tr -s ' ' '\n' | sed '/^$/d' | sort >"$scratch/needed"
agree packages_of_the_readme_are_those_installed "$scratch/packages" "$scratch/needed"

# --- every ```console block is what the program prints, in a folder where docs and build are as in the tree
# A line with only … stands for lines left out; … inside a line, for a part of it. Everything else must be there, in order.
steps_of() { # PAGE FOLDER: for each "$ " line, LINE.command and LINE.wanted
  awk -v folder="$2" '
    /^```/ { inside = $0 == "```console"; step = ""; next }
    inside && sub(/^\$ /, "") { step = sprintf("%s/%04d", folder, NR); print >(step ".command"); printf "" >(step ".wanted"); next }
    inside && step != "" { print >(step ".wanted") }' "$1"
}
squeeze() { sed -E "s/($(printf '\302\240')|$(printf '\342\200\257')|[[:space:]])+/ /g; s/ \$//" "$1"; }
compare() { # WANTED PRINTED: says the first line that differs
  squeeze "$2" >"$2.plain"
  squeeze "$1" | awk -v printed="$2.plain" '
    function like(wanted, line,   piece, count, part, at) {
      line = " " line " "
      wanted = (wanted ~ /^…/ ? "" : " ") wanted (wanted ~ /…$/ ? "" : " ")
      count = split(wanted, piece, "…")
      for (part = 1; part <= count; part++) {
        if (piece[part] == "") continue
        at = part == count ? length(line) - length(piece[part]) + 1 : index(line, piece[part])
        if (at < 1 || (part == 1 && at > 1) || substr(line, at, length(piece[part])) != piece[part]) return 0
        line = substr(line, at + length(piece[part]) - (part < count && piece[part] ~ / $/))
      }
      return line == "" || wanted ~ /…$/
    }
    BEGIN { while ((getline line <printed) > 0) lines[++count] = line; at = 1 }
    $0 == "…" { skip = 1; next }
    {
      while (skip && at <= count && !like($0, lines[at])) at++
      if (at > count || !like($0, lines[at])) {
        print "expected: " $0 (skip ? "" : "; printed: " (at > count ? "nothing more" : lines[at])); failed = 1; exit
      }
      at++; skip = 0
    }
    END { if (!failed && !skip && at <= count) print "more is printed: " lines[at] }'
}
places=$scratch/places
stop_places() { for cluster in "$places"/*/build/*/cluster; do [ -d "$cluster" ] && "$PROGRAM" -D "$(dirname "$cluster")" db stop; done; }
trap 'stop_places; drop_ledger; rm -rf "$scratch"' EXIT INT TERM
lay() { # PAGE PLACE: a folder to run its commands in, and the session that does
  mkdir -p "$2/build" "$2/bin" "$2/steps"
  ln -s "$PWD/docs" "$PWD/tests" "$2"
  ln -s "$PROGRAM" "$2/build/contrepartie"
  steps_of "$1" "$2/steps"
  # a page that makes no ledger of its own reads the sample's
  printf '#!/bin/sh\nexec "%s" -D "%s/build/ledger" --lang en "$@"\n' "$PROGRAM" "$2" >"$2/bin/contrepartie"
  chmod +x "$2/bin/contrepartie"
  grep -qsE 'import|quickstart' "$2"/steps/*.command ||
    echo 'contrepartie import -q docs/sample/CA-*.xml docs/sample/register.xml' >"$2/session"
  for command in "$2"/steps/*.command; do
    printf '{\n%s\n} >"%s" 2>&1 </dev/null\n' "$(cat "$command")" "${command%.command}.printed"
  done >>"$2/session"
}
for page in README.md docs/tutorial/*.md docs/how-to/*.md docs/explanation/*.md; do
  grep -q '^```console$' "$page" || continue
  place=$places/$(basename "$page" .md)
  lay "$page" "$place"
  echo "$page" >"$place/page"
  (cd "$place" && PATH=$place/bin:$PATH CONTREPARTIE_BUILT=$PROGRAM sh ./session) &
done
wait
for place in "$places"/*; do
  for command in "$place"/steps/*.command; do
    step=${command%.command}
    difference=$(compare "$step.wanted" "$step.printed")
    [ -z "$difference" ] || echo "$(cat "$place/page"):$(basename "$step" | sed 's/^0*//'): $(cat "$command"): $difference"
  done >"$scratch/differences"
  check "transcripts_of_$(basename "$place")_are_what_the_program_prints" "" "$(head -n 3 "$scratch/differences")"
done

finished
