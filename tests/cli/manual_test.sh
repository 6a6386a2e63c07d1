# The manual: its two languages have the same pages, and every transcript is what the program prints.
. "$TESTS/lib/ledger.sh"
cd "$TESTS/.." || exit 1

# --- a French page has the name of the English one; each page is listed in the index of its language
(cd docs/fr && find . -name '*.md') | while read -r page; do [ -f "docs/$page" ] || echo "docs/fr/$page"; done >"$scratch/alone"
check french_pages_have_an_english_one "" "$(cat "$scratch/alone")"
for index in docs/index.md docs/fr/index.md; do
  folder=$(dirname $index)
  find $folder -name '*.md' | while read -r page; do
    case $folder,$page in *,$index | docs,docs/fr/*) continue ;; esac
    grep -qF "](${page#"$folder"/}" $index || echo "$page"
  done >"$scratch/unlisted"
  check "pages_are_listed_in_$index" "" "$(cat "$scratch/unlisted")"
done

# --- what a page shows of a terminal is a ```console block: nothing of it escapes the comparison below
find README.md docs -name '*.md' | sort | xargs awk '
  /^```/ { inside = !inside; kind = $0; next }
  inside && kind != "```console" && /^\$ / || /^    \$ / { print FILENAME ":" FNR ": " $0 }' >"$scratch/escaped"
check transcripts_are_console_blocks "" "$(cat "$scratch/escaped")"

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
language_of() { case $1 in docs/fr/*) echo fr ;; *) echo en ;; esac; }
lay() { # PAGE PLACE: a folder to run its commands in, and the session that does
  mkdir -p "$2/build" "$2/bin" "$2/steps"
  ln -s "$PWD/docs" "$PWD/tests" "$2"
  ln -s "$PROGRAM" "$2/build/contrepartie"
  steps_of "$1" "$2/steps"
  # a page that makes no ledger of its own reads the sample's
  printf '#!/bin/sh\nexec "%s" -D "%s/build/ledger" --lang %s "$@"\n' "$PROGRAM" "$2" "$(language_of "$1")" >"$2/bin/contrepartie"
  chmod +x "$2/bin/contrepartie"
  grep -qsE 'import|quickstart' "$2"/steps/*.command ||
    echo 'contrepartie import -q docs/sample/CA-*.xml docs/sample/register.xml' >"$2/session"
  for command in "$2"/steps/*.command; do
    printf '{\n%s\n} >"%s" 2>&1 </dev/null\n' "$(cat "$command")" "${command%.command}.printed"
  done >>"$2/session"
}
find README.md docs -name '*.md' | sort | xargs grep -l '^```console$' >"$scratch/pages"
check both_languages_have_transcripts "en fr" "$(while read -r page; do language_of "$page"; done <"$scratch/pages" | sort -u | tr '\n' ' ' | sed 's/ $//')"
started=0
while read -r page; do
  place=$places/$(echo "${page%.md}" | tr '/.' '_')
  lay "$page" "$place"
  echo "$page" >"$place/page"
  (cd "$place" && PATH=$place/bin:$PATH CONTREPARTIE_BUILT=$PROGRAM sh ./session) &
  started=$((started + 1))
  [ $((started % 8)) -ne 0 ] || wait
done <"$scratch/pages"
wait
for place in "$places"/*; do
  for command in "$place"/steps/*.command; do
    step=${command%.command}
    difference=$(compare "$step.wanted" "$step.printed")
    [ -z "$difference" ] || echo "$(cat "$place/page"):$(basename "$step" | sed 's/^0*//'): $(cat "$command"): $difference"
  done >"$scratch/differences"
  check "transcripts_of_$(basename "$place")_are_what_the_program_prints" "" "$(head -n 3 "$scratch/differences")"
done

# --- the picture of the README is the one that the ministry draws
same_file picture_of_the_readme_is_drawn_by_the_program docs/flux.svg "$places/docs_fr_tutorial_ministry/build/flux.svg"

finished
