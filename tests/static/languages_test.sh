# English and French: nothing is said in one language only, and French is typed as French. Reads the sources; runs nothing.
. "$TESTS/lib/ledger.sh"
cd "$TESTS/.." || exit 1

# Each text becomes a line "PLACE <tab> ENGLISH <tab> FRENCH" of $scratch/texts.

# --- C: TR(english, french), and the pairs {english, french} of the command table, the options and the limits
pairs_of_c() { # BEFORE FILE…: the two literals that follow each match of BEFORE
  before=$1; shift
  awk -v RS='\001' -v before="$before" '
    function blank() { while (match(rest, /^([ \n\t]+|\/\*[^*]*\*\/)/)) rest = substr(rest, RLENGTH + 1) }
    function literal(   text) { # literals beside each other are one; a PRI macro may stand between them
      text = ""; found = 0
      for (blank(); match(rest, /^("([^"\\]|\\.)*"|PRI[a-zA-Z0-9]+)/); blank()) {
        text = text (rest ~ /^"/ ? substr(rest, 2, RLENGTH - 2) : "d"); rest = substr(rest, RLENGTH + 1); found = 1
      }
      return text
    }
    { line = 1
      for (left = $0; match(left, before); ) {
        passed = substr(left, 1, RSTART + RLENGTH - 1); line += gsub(/\n/, "", passed)
        left = rest = substr(left, RSTART + RLENGTH)
        english = literal(); both = found && sub(/^,/, "", rest); french = literal()
        if (both && found && rest ~ /^[)}]/) printf "%s:%d\t%s\t%s\n", FILENAME, line, english, french
      } }' "$@"
}
sources=$(find ledger importers include -name '*.c' -o -name '*.h' | sort)
pairs_of_c 'TR[(]' $sources >"$scratch/c"
pairs_of_c '[{]' ledger/cli/commands.c ledger/cli/options.c ledger/cli/findings.c ledger/core/limits.c >"$scratch/tables"
# what is no pair of literals reads them from a table that is looked at here
check texts_of_c_are_found "$(cat $sources | grep -oE '\bTR\(' | wc -l)" \
  "$(($(wc -l <"$scratch/c") + $(cat $sources | grep -cE 'define TR\(|TR\((words\[|PQgetvalue)')))"
sed -nE 's/^    \{"([^"]*)", "([^"]*)", "([^"]*)"\},$/vocabulary \1\t\2\t\3/p' ledger/core/vocabulary.c >"$scratch/words"
check words_of_the_vocabulary_are_found "$(grep -c '^    {"' ledger/core/vocabulary.c)" "$(wc -l <"$scratch/words")"

# --- SQL: the headers of reports and rules, the messages of rules; the glossary of the pages
headers() { # FIELD FILE…: "english | french", of the last field when there are several bars
  field=$1; shift
  awk -v field="$field" '$0 ~ "^-- " field ":" {
      text = $0; sub("^-- " field ": *", "", text); if (field == "column") sub(/^[a-z0-9_]+ [a-z ]+\| /, "", text)
      at = field == "formula" ? index(text, " | ") : match(text, / \| /)
      printf "%s %s\t%s\t%s\n", FILENAME, field, at ? substr(text, 1, at - 1) : "", at ? substr(text, at + 3) : "" }' "$@"
}
for field in title about column; do headers $field sql/reports/*.sql; done >"$scratch/headers"
for field in title basis formula parameters; do headers $field sql/rules/*.sql; done >>"$scratch/headers"
for file in sql/reports/*.sql; do
  for field in title about column; do grep -q "^-- $field:" "$file" || echo "$file: no $field"; done
done >"$scratch/lacking"
for file in sql/rules/*.sql; do
  for field in title basis formula; do grep -q "^-- $field:" "$file" || echo "$file: no $field"; done
  for language in en fr; do grep -q " as message_$language" "$file" || echo "$file: no message_$language"; done
done >>"$scratch/lacking"
check reports_and_rules_have_their_headers "" "$(cat "$scratch/lacking")"
# the texts between apostrophes before "as message_en", and between it and "as message_fr"
awk -v RS='\001' -v quote="'" '
  function said(part,   text) { text = ""
    while (match(part, quote "([^" quote "]|" quote quote ")*" quote)) {
      text = text " " substr(part, RSTART + 1, RLENGTH - 2); part = substr(part, RSTART + RLENGTH)
    }
    gsub(quote quote, quote, text); return text }
  { english = substr($0, 1, index($0, " as message_en")); french = substr($0, length(english)); french = substr(french, 1, index(french, " as message_fr"))
    while ((at = index(english, " as amount")) > 0) english = substr(english, at + 10)
    gsub(/, *quote[.,]quote/, "", french)
    printf "%s message\t%s\t%s\n", FILENAME, said(english), said(french) }' sql/rules/*.sql |
  sed "s/ \. , / /; s/ \. ,$//" >"$scratch/messages"
awk -F '\t' 'NR > 1 { printf "glossary %s\t%s\t%s\nglossary %s defined\t%s\t%s\n", $1, $3, $2, $1, $5, $4 }' ledger/web/glossary.tsv >"$scratch/glossary"
# texts of the schema: what stands between apostrophes and reads as prose, one kind or the other
awk -v quote="'" '/^ *--/ { next }
  { rest = $0
    while (match(rest, quote "([^" quote "]|" quote quote ")*" quote)) {
      text = substr(rest, RSTART + 1, RLENGTH - 2); rest = substr(rest, RSTART + RLENGTH)
      gsub(quote quote, quote, text)
      if (text ~ /\303|[dln]\047[a-z][a-z]|(^| )(le|la|les|des|du|une|est|sont|pas) / && text !~ /\303\200\303/) printf "%s:%d\tenglish\t%s\n", FILENAME, FNR, text
    } }' sql/schema/*.sql >"$scratch/schema"
awk -F '\t' -v quote="'" 'BEGIN { pattern = "said\\(" quote "([^" quote "]|" quote quote ")*" quote ", " quote "([^" quote "]|" quote quote ")*" quote "\\)" }
  { for (rest = $0; match(rest, pattern); rest = substr(rest, RSTART + RLENGTH)) {
      text = substr(rest, RSTART + 6, RLENGTH - 8); gsub(quote quote, "\002", text); sub(quote ", " quote, "\t", text); gsub("\002", quote, text)
      printf "%s:%d\t%s\n", FILENAME, FNR, text
    } }' sql/schema/*.sql >"$scratch/said"
check texts_of_the_schema_are_found "$(grep -o 'said(.' sql/schema/*.sql | grep -vc 'said(e')" "$(wc -l <"$scratch/said")"
cat "$scratch/c" "$scratch/tables" "$scratch/words" "$scratch/headers" "$scratch/messages" "$scratch/said" "$scratch/glossary" >"$scratch/texts"

# --- both languages, and not one in the other's place
awk -F '\t' '$2 !~ /[^ ]/ || $3 !~ /[^ ]/ { print $1 ": " $2 " | " $3 }' "$scratch/texts" >"$scratch/empty"
check every_text_is_in_both_languages "" "$(cat "$scratch/empty")"
cat >"$scratch/same" <<'END'
absent
accounts budget vouchers commitments
archives
Article
budget
CGCT, art. L. 1614-3 (commission consultative sur l'évaluation des charges)
charge
Code
commune
compensation
correction
culture
Date
Description
document
Documents
exact
extension
Format
Fraction
Horizon
Imports
Journal
Message
Nature
Net
population
Score
Section
SHA-256
Simulation
SIREN
SIRET
Source
Sources
table csv csv-fr tsv json ndjson html xlsx ods svg
total
Type
Verdict
END
awk -F '\t' 'NR == FNR { same[tolower($0)] = 1; next } $2 == $3 && !(tolower($2) in same) { print $1 ": " $2 }' "$scratch/same" "$scratch/texts" >"$scratch/equal"
check texts_differ_or_are_words_of_both_languages "" "$(cat "$scratch/equal")"

# --- what printf and format put in: as many, of the same kind, in the same order
awk -F '\t' '
  function asked(text,   kinds) { kinds = ""; gsub(/%%/, "", text)
    while (match(text, /%[-+ #0]*[0-9]*(\.[0-9*]+)?(hh|h|ll|l|z|j|t)?[diouxXeEfgGcsp]/)) {
      kinds = kinds " " substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
    }
    return kinds }
  $1 ~ /:[0-9]+$| message$/ && asked($2) != asked($3) { print $1 ":" asked($2) " |" asked($3) }' "$scratch/texts" >"$scratch/placeholders"
check placeholders_are_the_same_in_both_languages "" "$(cat "$scratch/placeholders")"

# --- typography: a space stands before ; : ! ? and inside « » in French, and never before ; : ! ? in English; no straight
# quotes and no capital without its accent in French. Addresses, code and entities are no prose.
prose() { # a page without its code and its links
  awk '/^```/ { code = !code; next } code || /^    / { next } { print FILENAME ":" FNR "\t" $0 }' "$@" |
    sed -E 's/`[^`]*`/x/g; s/\]\([^)]*\)/]/g'
}
faults() { # FRENCH 0|1: of lines "PLACE <tab> TEXT"
  sed -E "s/$(printf '\302\240')|$(printf '\342\200\257')/ /g" | awk -F '\t' -v french="$1" '
    { text = $2; gsub(/&[a-z]+;|&#[0-9]+;|<[^>]*>|\\[nt]|\|?-*:\|/, " ", text); gsub(/SIREN;[a-z]+|[a-z]+:\/\/[^ ]*|\/[a-z.-]*\?[a-z{]*=[^ ]*/, "address", text) }
    french && text ~ /[^ ;:!?][;!?]|[^ :]:( |$)|«[^ ]|[^ ]»|“|”|’|\\"|(^|[^A-Za-z])(Etat|Etablissement|Ecart|Ecriture|A verifier)/ ||
    !french && text ~ /[A-Za-z0-9)”] [;:!?]( |$)|«|»/ { print $1 ": " $2 }'
}
cat "$scratch/texts" "$scratch/schema" | cut -f 1,3 | faults 1 >"$scratch/french"
prose $(find docs/fr -name '*.md' | sort) | faults 1 >>"$scratch/french"
check french_is_typed_as_french "" "$(cat "$scratch/french")"
sed '/^\*\*In English/,$d' README.md >"$scratch/README.md"
prose "$scratch/README.md" | faults 1 >>"$scratch/french"
cut -f 1,2 "$scratch/texts" | faults 0 >"$scratch/english"
prose $(find docs -name '*.md' -not -path 'docs/fr/*' | sort) | faults 0 >>"$scratch/english"
check english_is_typed_as_english "" "$(cat "$scratch/english")"

finished
