# The documentation agrees with the program: its help, its message codes, its reports and rules, its links. Its transcripts:
# manual_test.sh.
. "$TESTS/lib/ledger.sh"
cd "$TESTS/.." || exit 1
reference=docs/reference

# agree NAME LEFT RIGHT: two sorted lists; says what only one of them has
agree() {
  only=$(comm -3 "$2" "$3" | sed 's/^\t/only in the documentation: /' | tr '\n' ' ')
  check "$1" "" "$only"
}

# --- commands, reports and rules are printed from the catalogues of the program
for page in commands reports rules; do
  for language in en fr; do
    folder=$reference; [ $language = en ] || folder=docs/fr/reference
    sh $reference/catalogue.sh $page $language >"$scratch/page" 2>&1
    same_file "page_${page}_in_${language}_is_the_catalogue_of_the_program" $folder/$page.md "$scratch/page"
  done
done

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

finished
