# What comes from a file is text wherever it goes: no spreadsheet computes it, no terminal obeys it, no page runs it, no other
# program reads it as its own.
. "$TESTS/lib/ledger.sh"
new_ledger

ESC=$(printf '\033') BEL=$(printf '\007') CSI=$(printf '\302\233') RLO=$(printf '\342\200\256') RLI=$(printf '\342\201\247') LRM=$(printf '\342\200\216')
CARRIAGE=$(printf '\r') LINE='
'
SIREN=993410018 SIRET=99341001800010

# harmless NAME FILE: no control but line ends and tabs, nothing that turns the direction of reading
controls=$(printf '[\001-\010\013\014\016-\037\177]')
harmless() {
  if LC_ALL=C grep -q "$controls" "$2" || LC_ALL=C grep -qE "$(printf '\302[\200-\237]|\330\234|\342\200[\216\217\250-\256]|\342\201[\246-\251]')" "$2"; then
    not_ok "$1" "$(cat -v "$2" | short)"
  else ok "$1"; fi
}

# --- a table of evidence whose cells and name are hostile: CSV may hold any byte ------------------------------------------------

hostile="$scratch/a$ESC[31m$BEL$CSI$RLO${LINE}✓ forged.csv"
{ echo 'act,recipient,component,amount'; echo "$ESC]0;title$BEL,99,$CSI${RLO}gpj.exe,x$ESC[2J"; } >"$hostile"
exits "a hostile table is refused" 65 c import "$hostile"
harmless "its messages are harmless" "$scratch/err"
harmless "its line of result is harmless" "$scratch/out"
check "the name of a file forges no line" 0 "$(cat "$scratch/out" "$scratch/err" | grep -c '^✓')"
for format in csv tsv json ndjson html csv-fr; do
  c import -O $format "$hostile" >"$scratch/out" 2>"$scratch/err"
  harmless "its result as $format is harmless" "$scratch/out"
done
check "its result as json is json" 65 "$(c import -O json "$hostile" 2>/dev/null >"$scratch/out.json"; echo $?)"
check "and holds its name" 'a?[31m' "$(json "$scratch/out.json" "left(substring(j -> 0 ->> 'file' from 'a[?].*'), 6)")"
exits "with jobs it is refused, too" 65 c import -j 2 "$hostile"
cat "$scratch/out" "$scratch/err" >"$scratch/both"
harmless "and what is said is harmless" "$scratch/both"
exits "a name that is not there" 66 c import "$scratch/no$ESC[31m$RLO"
harmless "a name that is not there is harmless" "$scratch/err"
mkdir "$scratch/f$ESC[31m"
ln -s . "$scratch/f$ESC[31m/l$RLO"
exits "a folder of a hostile name that holds itself" 66 c import "$scratch/f$ESC[31m"
harmless "its name is harmless" "$scratch/err"
printf '<a/>' >"$scratch/m$ESC[31m$RLO.xml"
zip_of "$scratch/m$ESC[31m$RLO.xml" >"$scratch/m.zip"
exits "a zip with a member of a hostile name" 65 c import "$scratch/m.zip"
cat "$scratch/out" "$scratch/err" >"$scratch/both"
harmless "its name is harmless, too" "$scratch/both"
exits "an unknown command" 2 c "$ESC[31m$RLO"
harmless "an unknown command is harmless" "$scratch/err"

# --- a budget whose labels are hostile: XML may hold C1 and the controls of direction --------------------------------------------

body_name="&lt;script&gt;alert(1)&lt;/script&gt;$CSI$RLO$RLI$LRM" budget_label="=cmd|'/C calc'!A0" budget_code='+1' budget CA $SIRET 2023 >"$scratch/budget.xml" <<END
6288 311 D 10.00 10.00
END
must import "$scratch/budget.xml"
harmless "the line of result of an import is harmless" "$scratch/out"
# a table of evidence that is posted
{ echo 'act,recipient,component,amount'; printf '@SUM(1),99,-1+1%s,1.00\n"%sx",99,"=1,2""",2.00\n' "$CSI$RLO" "$ESC[31m"; } >"$scratch/table.csv"
must import "$scratch/table.csv"
must entities add 993410026 "=1+1$LINE$ESC[31m$RLO;\"',<b>&" commune
number=26
for sign in '+' '-' '@' "$tab" "$CARRIAGE"; do
  number=$((number + 8))
  siren=$(awk -v stem="99341$(printf %03d $number)" 'BEGIN { for (d = 0; d < 10; d++) { text = stem d; sum = 0; for (i = 0; i < 9; i++) { n = substr(text, 9 - i, 1) * (i % 2 ? 2 : 1); sum += n > 9 ? n - 9 : n } if (sum % 10 == 0) print text } }')
  must entities add -- "$siren" "${sign}1+cmd" commune
done

for report in entities documents spending execution trial-balance; do
  for format in table csv csv-fr tsv json ndjson html; do
    c report $report -O $format >"$scratch/out" 2>"$scratch/err"
    harmless "$report as $format is harmless" "$scratch/out"
  done
done
c report entities -O csv-fr >"$scratch/fr.csv"
check "in csv-fr no cell begins as a formula" 0 "$(LC_ALL=C tail -c +4 "$scratch/fr.csv" | tr -d '"' | LC_ALL=C grep -cE "(^|;)([=+@$tab]|[$CARRIAGE-][^;0-9])")"
check "what begins so is text" 7 "$(grep -c "\"'[=+@$tab$CARRIAGE-]" "$scratch/fr.csv")"
c report entities -O tsv >"$scratch/rows.tsv"
check "in tsv a row is a line" 1 "$(awk -F '\t' '{ print NF }' "$scratch/rows.tsv" | sort -u | wc -l)"
lacks "and holds no carriage return" "$CARRIAGE" "$scratch/rows.tsv"
c report entities -O json >"$scratch/rows.json"
check "json is json" true "$(json "$scratch/rows.json" "jsonb_array_length(j) > 6")"
c report entities -O html >"$scratch/rows.html"
lacks "html holds no element of a label" "<script" "$scratch/rows.html"
lacks "nor another" "<b>" "$scratch/rows.html"
contains "but its text" "&lt;script&gt;alert(1)" "$scratch/rows.html"
# workbooks: audit_test.sh

# --- other programs ---------------------------------------------------------------------------------------------------------------

# the chart of a published balance is kept as written when it is not known
{
  echo 'EXER;IDENT;NDEPT;LBUDG;CBUDG;NOMEN;SIREN;CODBUD1;CATEG;BAL;FONCTION;COMPTE;BEDEB;BECRE;OBNETDEB;OBNETCRE;ONBDEB;ONBCRE;OOBDEB;OOBCRE;SD;SC'
  echo "2024;$SIRET;034;FICTIVE;1;\"x  9 EUR ;\";$SIREN;00;Commune;DEF;;6288;0;0;5,00;0;0;0;0;0;5,00;0"
} >"$scratch/balance.csv"
must import "$scratch/balance.csv"
c export hledger --year 2024 >"$scratch/journal"
check "in hledger an account is a name and an amount" 0 "$(grep '^    ' "$scratch/journal" | grep -v '^    format' | grep -cvE '^    [A-Za-z0-9:@_.-]+  -?[0-9]+\.[0-9]{2} EUR$')"
if command -v hledger >/dev/null; then
  exits "hledger reads it" 0 hledger -f "$scratch/journal" balance
  contains "with the amount of the books" 5.00 "$scratch/out"
fi
exits "SQL in a name of a body finds none" 2 c report spending --entity "x' or '1'='1"
exits "SQL in a name of a scope is refused" 2 c scope set "x'; drop table entry; --" D
exits "SQL in a formula is refused" 2 c report spending --scope "C6' or true --"
exits "SQL in a partition is refused" 2 c scope test D "R\",\"'); drop table entry; --"
must scope set harmless 'D & F311' --label "=1+1$ESC[31m$RLO'); drop table scope; --"
c scope list >"$scratch/out"
harmless "the label of a scope is harmless" "$scratch/out"
exits "nothing is dropped" 0 c verify

finished
