# Limits of the readers (docs/reference/limits.md): at each the file is read, one past it is refused with the name of the limit
# and how to raise it, and nothing is written.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/vouchers.sh"
new_ledger
must db start
before=$(state)
SIRET=99341001800010
# the ordinary build, for what is large
r() { "$RELEASE" -D "$ledger" --lang en "$@" </dev/null; }

# taken NAME OPTION... FILE: read to its end; past NAME CODE LIMIT OPTION... FILE: refused for that limit
taken() { taken_name=$1; shift; exits "$taken_name is taken" 0 r check "$@"; }
past() {
  past_name=$1 past_code=$2 past_limit=$3; shift 3
  exits "$past_name is refused" 65 r check "$@"
  contains "$past_name is refused as $past_code" "$past_code" "$scratch/err"
  contains "$past_name: the refusal says how to raise it" "--limit $past_limit=N" "$scratch/err"
}
# placed FILE: a budget with what standard input holds inside its header, where readers pass over it
placed() { echo "6288 311 D 10.00 10.00" | budget CA $SIRET 2023 | sed '/<!--/q' | sed '$d'; cat; printf '</Budget></DocumentBudgetaire>\n'; }
whole() {
  echo "6288 311 D 10.00 10.00" | budget CA $SIRET 2023 >"$scratch/frame"
  sed '/<!--/q' "$scratch/frame" | sed '$d'; cat; sed '1,/<!--/d' "$scratch/frame"
}
many() { awk -v count="$1" -v text="$2" 'BEGIN { for (i = 1; i <= count; i++) printf text, i }'; }

# --- size ---------------------------------------------------------------------------------------------------------------------

whole </dev/null >"$scratch/plain.xml"
size=$(wc -c <"$scratch/plain.xml")
taken "a file of the size" --limit file-size="$size" "$scratch/plain.xml"
past "a file of a byte more" IMP-002 file-size --limit file-size=$((size - 1)) "$scratch/plain.xml"
gzip -c "$scratch/plain.xml" >"$scratch/plain.xml.gz"
taken "a gzip that unpacks to the size" --limit file-size="$size" "$scratch/plain.xml.gz"
past "a gzip that unpacks to a byte more" IMP-002 file-size --limit file-size=$((size - 1)) "$scratch/plain.xml.gz"
truncate -s $((16 * 1024 * 1024 * 1024 + 1)) "$scratch/vast.xml"
past "a file larger than 16 GiB" IMP-002 file-size "$scratch/vast.xml"
rm -f "$scratch/vast.xml"
zip_of "$scratch/plain.xml" >"$scratch/one.zip"
taken "a zipped file of the size" --limit file-size="$size" "$scratch/one.zip"
exits "a zipped file of a byte more is refused" 65 r check --limit file-size=$((size - 1)) "$scratch/one.zip"
contains "a zipped file of a byte more: the refusal says how to raise it" "--limit file-size=N" "$scratch/err"

# --- XML ----------------------------------------------------------------------------------------------------------------------

elements=$(grep -o '<[A-Za-z]' "$scratch/plain.xml" | wc -l)
taken "as many elements" --limit elements="$elements" "$scratch/plain.xml"
past "an element more" XML-004 elements --limit elements=$((elements - 1)) "$scratch/plain.xml"
{ many 98 '<a>'; many 98 '</a>'; } | whole >"$scratch/deep.xml"
taken "a depth of 100" "$scratch/deep.xml"
{ many 99 '<a>'; many 99 '</a>'; } | whole >"$scratch/deep.xml"
past "a depth of 101" XML-008 element-depth "$scratch/deep.xml"
taken "a depth of 101 with a raised limit" --limit element-depth=101 "$scratch/deep.xml"
{ printf '<a'; many 250 ' a%d=""'; many 6 ' xmlns:n%d="n"'; printf '/>'; } | whole >"$scratch/wide.xml"
taken "256 attributes and namespaces" "$scratch/wide.xml"
{ printf '<a'; many 250 ' a%d=""'; many 7 ' xmlns:n%d="n"'; printf '/>'; } | whole >"$scratch/wide.xml"
past "257 attributes and namespaces" XML-009 attributes "$scratch/wide.xml"
{ printf '<a b="'; many 32768 x; printf '"/>'; } | whole >"$scratch/long.xml"
taken "an attribute of 32 KiB" "$scratch/long.xml"
{ printf '<a b="'; many 32769 x; printf '"/>'; } | whole >"$scratch/long.xml"
past "an attribute of a byte more" XML-005 attribute-length "$scratch/long.xml"
taken "an attribute of a byte more with a raised limit" --limit attribute-length=64K "$scratch/long.xml"
{ printf '<!-- '; many 200000 x; printf ' -->'; } | whole >"$scratch/comment.xml"
past "a comment of 200 kB" XML-005 attribute-length "$scratch/comment.xml"
many 9000 '<a%d/>' | whole >"$scratch/names.xml"
taken "9,000 names" "$scratch/names.xml"
many 10001 '<a%d/>' | whole >"$scratch/names.xml"
past "10,001 names" XML-010 names "$scratch/names.xml"
many 10001 '<a xmlns="urn:%d"/>' | whole >"$scratch/names.xml"
past "10,001 namespaces" XML-010 names "$scratch/names.xml"
taken "10,001 namespaces with a raised limit" --limit names=20000 "$scratch/names.xml"
{ printf '<a><![CDATA['; head -c 7M /dev/zero | tr '\0' x; printf ']]></a>'; } | whole >"$scratch/cdata.xml"
taken "a CDATA section of 7 MiB" "$scratch/cdata.xml"
{ printf '<a><![CDATA['; head -c 9M /dev/zero | tr '\0' x; printf ']]></a>'; } | whole >"$scratch/cdata.xml"
exits "a CDATA section of 9 MiB is refused" 65 r check "$scratch/cdata.xml"
contains "a CDATA section of 9 MiB is refused as XML-005" XML-005 "$scratch/err"

# --- unpacking ----------------------------------------------------------------------------------------------------------------

head -c 80M /dev/zero | tr '\0' ' ' | whole | gzip -1c >"$scratch/spaces.xml.gz"
past "a gzip that grows more than 200 times" XML-007 ratio "$scratch/spaces.xml.gz"
taken "a gzip that grows more than 200 times with a raised limit" --limit ratio=2000 "$scratch/spaces.xml.gz"
head -c 80M /dev/zero | tr '\0' ' ' | whole >"$scratch/spaces.xml"
zip_of "$scratch/spaces.xml" >"$scratch/spaces.zip"
rm -f "$scratch/spaces.xml"
exits "a zip that grows more than 200 times is refused" 65 r check "$scratch/spaces.zip"
contains "a zip that grows more than 200 times: the refusal says how to raise it" "--limit ratio=N" "$scratch/err"
taken "a zip that grows more than 200 times with a raised limit" --limit ratio=2000 "$scratch/spaces.zip"
cp "$scratch/plain.xml" "$scratch/second.xml"; cp "$scratch/plain.xml" "$scratch/third.xml"
zip_of "$scratch/plain.xml" "$scratch/second.xml" "$scratch/third.xml" >"$scratch/three.zip"
taken "a zip of three files" --limit zip-files=3 "$scratch/three.zip"
exits "a zip of a file more is refused" 65 r check --limit zip-files=2 "$scratch/three.zip"
contains "a zip of a file more: the refusal says how to raise it" "--limit zip-files=N" "$scratch/err"
attached() { printf 'attach A1 003 %s\n' "$(head -c "$1" /dev/zero | base64 -w 0)" | aller; }
attached 999 >"$scratch/attached.xml"
taken "an attachment of the size" --limit attachment-size=999 "$scratch/attached.xml"
past "an attachment of a byte more" PES-263 attachment-size --limit attachment-size=998 "$scratch/attached.xml"
{ printf 'attach A1 003 '; head -c 2M /dev/zero | gzip -9c | base64 -w 0; echo; } | aller >"$scratch/grown.xml"
past "an attachment that grows more than 200 times" PES-261 ratio "$scratch/grown.xml"
taken "an attachment that grows more than 200 times with a raised limit" --limit ratio=2000 "$scratch/grown.xml"

# --- text ---------------------------------------------------------------------------------------------------------------------

HEAD='act,recipient,component,amount'
row() { echo "$HEAD,note"; awk -v length_="$1" 'BEGIN { text = "a,99,b,1,"; printf "%s", text; for (i = length(text); i < length_; i++) printf "x"; print "" }'; }
row 65536 >"$scratch/row.csv"
taken "a row of 64 KiB" "$scratch/row.csv"
row 65537 >"$scratch/row.csv"
past "a row of a byte more" ENC-002 row-length "$scratch/row.csv"
taken "a row of a byte more with a raised limit" --limit row-length=128K "$scratch/row.csv"
{ printf '%s' "$HEAD"; many 60 ',c%d'; printf '\na,99,b,1\n'; } >"$scratch/cells.csv"
taken "64 columns" "$scratch/cells.csv"
{ printf '%s' "$HEAD"; many 61 ',c%d'; printf '\na,99,b,1\n'; } >"$scratch/cells.csv"
exits "65 columns are refused" 65 r check "$scratch/cells.csv"
contains "65 columns are refused as ENC-003" ENC-003 "$scratch/err"
{ printf '%s' "$HEAD"; many 90 ','; printf '\na,99,b,1\n'; } >"$scratch/cells.csv"
taken "empty columns behind the last" "$scratch/cells.csv"
component() { echo "$HEAD"; printf 'a,99,%s,1\n' "$(many "$1" x)"; }
component 400 >"$scratch/component.csv"
taken "a component of 400 bytes" "$scratch/component.csv"
component 401 >"$scratch/component.csv"
exits "a component of a byte more is refused" 65 r check "$scratch/component.csv"
contains "a component of a byte more is refused as TAB-104" TAB-104 "$scratch/err"
fec() {
  printf 'JournalCode\tEcritureNum\tEcritureDate\tCompteNum\tDebit\tCredit\n'
  printf 'VT\t%s\t20230101\t706000\t0,00\t5,00\nVT\t%s\t20230101\t411000\t5,00\t0,00\n' "$1" "$1"
}
fec "$(many 400 9)" >"$scratch/993410018FEC20231231.txt"
taken "a number of 400 bytes in a FEC" "$scratch/993410018FEC20231231.txt"
fec "$(many 401 9)" >"$scratch/993410018FEC20231231.txt"
exits "a number of a byte more in a FEC is refused" 65 r check "$scratch/993410018FEC20231231.txt"
contains "a number of a byte more in a FEC is refused as FEC-113" FEC-113 "$scratch/err"

# --- messages -----------------------------------------------------------------------------------------------------------------

{ fec 1; awk 'BEGIN { for (i = 1; i <= 300; i++) printf "VT\t2\t20230101\t?%d\t1,00\t0,00\n", i }'; } >"$scratch/993410018FEC20231231.txt"
exits "302 causes are refused" 65 r check -v "$scratch/993410018FEC20231231.txt"
check "of 302 causes 200 are told" 200 "$(grep -cE '^ +(ERROR|WARNING|notice) ' "$scratch/err")"
contains "and the others counted with the first" "(102 times)" "$scratch/err"

# --- amounts ------------------------------------------------------------------------------------------------------------------

LARGEST=99999999999999
of() { echo "6288 311 D $1 $1" | budget CA $SIRET 2023; }
of $LARGEST >"$scratch/amount.xml"
taken "an amount of 14 digits" "$scratch/amount.xml"
of 100000000000000 >"$scratch/amount.xml"
exits "an amount of 15 digits is refused" 65 r check "$scratch/amount.xml"
contains "an amount of 15 digits is refused as TOT-120" TOT-120 "$scratch/err"
of "$(many 40 0)1" >"$scratch/amount.xml"
exits "an amount of zeros without end is refused" 65 r check "$scratch/amount.xml"
many 100 "6288 311 D $LARGEST $LARGEST\\n" | budget CA $SIRET 2023 >"$scratch/sum.xml"
taken "a sum within ten million billion" "$scratch/sum.xml"
many 101 "6288 311 D $LARGEST $LARGEST\\n" | budget CA $SIRET 2023 >"$scratch/sum.xml"
exits "a sum beyond is refused" 65 r check "$scratch/sum.xml"
contains "a sum beyond is refused with the largest" 9,999,999,999,999,999.99 "$scratch/err"
{ echo "slip D 2025 01 1 net=1.00"; echo "piece 1 01 01"; many 923 "line %d 65748 316 $LARGEST\\n"; } | aller >"$scratch/sum.xml"
exits "a sum of vouchers beyond is refused" 65 c check "$scratch/sum.xml"
contains "a sum of vouchers beyond is refused as PES-119" PES-119 "$scratch/err"

# --- words of the command -----------------------------------------------------------------------------------------------------

formula() { awk -v terms="$1" 'BEGIN { printf "D"; for (i = 1; i < terms; i++) printf i % 2 ? "|R" : "-I" }'; }
start=$(date +%s)
exits "a formula of 256 terms is taken" 0 timeout 30 "$RELEASE" -D "$ledger" --lang en report spending -O csv --scope "$(formula 256)"
check "a formula of 256 terms is planned at once" yes "$([ $(($(date +%s) - start)) -le 10 ] && echo yes)"
exits "a formula of 257 terms is refused" 2 r report spending --scope "$(formula 257)"
padded() { printf 'D%*s' $(($1 - 1)) ''; }
exits "a formula of 4,096 bytes is taken" 0 r report spending -O csv --scope "$(padded 4096)"
exits "a formula of a byte more is refused" 2 r report spending --scope "$(padded 4097)"
nested() { many "$1" '('; printf D; many "$1" ')'; }
exits "64 parentheses are taken" 0 r report spending -O csv --scope "$(nested 64)"
exits "65 parentheses are refused" 2 r report spending --scope "$(nested 65)"
exits "64 jobs are taken" 0 r check -q -j 64 "$scratch/plain.xml"
exits "65 jobs are refused" 2 r check -j 65 "$scratch/plain.xml"
exits "64 options are taken" 0 r $(many 61 '-q ') check "$scratch/plain.xml" # with -D and --lang, and one behind
exits "65 options are refused" 2 r $(many 63 '-q ') check "$scratch/plain.xml"
contains "65 options are refused as such" "more than 64 options" "$scratch/err"
for wrong in names names= names=0 names=-1 names=1x names=1KK names=99999999999999999999 file-size=9223372036854775807G other=1; do
  exits "--limit $wrong is a mistake" 2 r check --limit $wrong "$scratch/plain.xml"
done
exits "a limit is of import and check only" 2 r report spending --limit names=1

# --- the server's own ---------------------------------------------------------------------------------------------------------

socket=$(sql "show unix_socket_directories" | tr -d '"') owner=$(sql "select session_user")
exits "a statement_timeout of the server ends the command" 69 r --db "host='$socket' user=$owner dbname=postgres options='-c statement_timeout=1ms'" verify
contains "and is told" "statement_timeout" "$scratch/err"

check "nothing was written" "$before" "$(state)"
exits "what is there is whole" 0 c verify

# --- the numbers of documents -------------------------------------------------------------------------------------------------

tamper "select setval('document_number', 2147483646)"
for year in 2020 2021; do echo "6288 311 D 10.00 10.00" | budget CA $SIRET $year >"$scratch/$year.xml"; done
exits "the document 2,147,483,647 is posted" 0 c import "$scratch/2020.xml"
before=$(state)
exits "there is no document after it" 69 c import "$scratch/2021.xml"
check "and nothing of it is written" "$before" "$(state)"
exits "the last document is whole" 0 c verify

finished
