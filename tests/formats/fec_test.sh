# FEC: an institution's own books, as text and as XML, with what real files do: other separators, line ends and letters,
# numbers used again, numbers that say nothing. Figures stand beside their checks.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

HEADING='JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise'
# legs: lines "journal number date account reference debit credit label…" as rows of 18 columns; "-" is an empty cell
legs() {
  awk 'NF >= 7 { for (i = 1; i <= NF; i++) if ($i == "-") $i = ""
    label = ""; for (i = 8; i <= NF; i++) label = label (i > 8 ? " " : "") $i
    printf "%s|Journal %s|%s|%s|%s|Compte %s|||%s|%s|%s|%s|%s|||%s||\n", $1, $1, $2, $3, $4, $4, $5, $3, label, $6, $7, $3 }'
}
fec() { { echo "$HEADING"; legs; } >"$1"; }
trial() { columns account,debit,credit,balance report trial-balance --entity "$1" --book accounts | paste -sd' ' -; }
rows() { columns debit,credit,amount,path,voucher journal --entity "$1" ${2:+--document $2} | paste -sd' ' -; }
# body N: a fictional SIREN, 99 then N on six digits, with its check digit
body() {
  awk -v n="$1" 'BEGIN { for (digit = 0; digit < 10; digit++) { text = sprintf("99%06d%d", n, digit); sum = 0
    for (i = 0; i < 9; i++) { d = substr(text, 9 - i, 1) * (i % 2 ? 2 : 1); sum += d > 9 ? d - 9 : d }
    if (sum % 10 == 0) { print text; exit } } }'
}

# --- one file, in every shape: the same content --------------------------------------------------------------------------
# Sales 1055.00 = 1000.00 + 55.00 VAT; a credit note 100.00 + 5.50; a subsidy 40000.00; a fee 1200.00.
#   411000  1055.00  105.50   949.50        706200  100.00 1000.00  -900.00     445710  5.50 55.00 -49.50
#   512000 40000.00    0.00 40000.00        740000    0.00 40000.00 -40000.00   622600 1200.00 / 408100 1200.00
fec "$scratch/${STAGE}FEC20251231.txt" <<L
VE 1 20250314 411000 BIL-03 1055,00 0,00 Billetterie théâtre
VE 1 20250314 706200 BIL-03 0,00 1000,00 Billetterie théâtre
VE 1 20250314 445710 BIL-03 0,00 55,00 Billetterie théâtre
VE 2 20250320 706200 AV-01 100,00 0,00 Avoir
VE 2 20250320 445710 AV-01 5,50 0,00 Avoir
VE 2 20250320 411000 AV-01 0,00 105,50 Avoir
BQ 3 20250325 512000 VIR-88 40000,00 0,00 Subvention de la ville
BQ 3 20250325 740000 VIR-88 0,00 40000,00 Subvention de la ville
OD 4 20250331 622600 OD-7 1200,00 0,00 Honoraires
OD 4 20250331 408100 OD-7 0,00 1200,00 Honoraires
L
plain=$scratch/${STAGE}FEC20251231.txt
exits "a FEC is imported" 0 c import -O csv "$plain"
check "a FEC is posted as the body's own books" "posted,fec,,$STAGE,2025,10,6,0" "$(pick "$scratch/out" status,format,stage,siren,year,lines,entries,errors | tail -n 1)"
check "debits and credits stand by account" "408100,0.00,1200.00,-1200.00 411000,1055.00,105.50,949.50 445710,5.50,55.00,-49.50 512000,40000.00,0.00,40000.00 622600,1200.00,0.00,1200.00 706200,100.00,1000.00,-900.00 740000,0.00,40000.00,-40000.00" "$(trial "$STAGE")"
# 1055 + 105.50 + 40000 + 1200 on each side
check "the sum of debits is the sum of credits" "42360.50 42360.50" "$(columns debit,credit report trial-balance | awk -F, '{ d += $1; c += $2 } END { printf "%.2f %.2f", d, c }')"
check "accounts keep the body's own labels" "Compte 512000" "$(columns account,label report trial-balance | sed -n 's/^512000,//p')"
check "accounts are of the general chart" PCG "$(columns chart report trial-balance | sort -u)"
check "n legs are paired in order, each row with both its lines" \
"411000,706200,1000.00,\"D 2, C 3\",VE-1 411000,445710,55.00,\"D 2, C 4\",VE-1 706200,411000,100.00,\"D 5, C 7\",VE-2 445710,411000,5.50,\"D 6, C 7\",VE-2 512000,740000,40000.00,\"D 8, C 9\",BQ-3 622600,408100,1200.00,\"D 10, C 11\",OD-4" \
  "$(columns debit,credit,amount,path,voucher journal --entity "$STAGE" | sed 's/D \([0-9]*\), C \([0-9]*\)/"D \1, C \2"/' | paste -sd' ' -)"
check "a row has the day of its entry" "2025-03-14 2025-03-20 2025-03-25 2025-03-31" "$(columns date journal --entity "$STAGE" | sort -u | paste -sd' ' -)"

same() { # same NAME FILE: another shape of the content above
  check "$1 is the same content" unchanged "$(status "$2")"
}
shape=$scratch/shapes; mkdir "$shape"
tr '|' '\t' <"$plain" >"$shape/${STAGE}FEC20251231.txt"; same "tabs" "$shape/${STAGE}FEC20251231.txt"
{ printf '\357\273\277'; cat "$plain"; } >"$shape/${STAGE}FEC20251231.txt"; same "a byte order mark" "$shape/${STAGE}FEC20251231.txt"
sed 's/$/\r\r/' "$plain" >"$shape/${STAGE}FEC20251231.txt"; same "CR CR LF" "$shape/${STAGE}FEC20251231.txt"
sed 's/$/|/' "$plain" >"$shape/${STAGE}FEC20251231.TXT"; same "a trailing separator, 19 columns," "$shape/${STAGE}FEC20251231.TXT"
awk 'NR == 1 { print $0 "|DateRglt|ModeRglt|NatOp|IdClient"; next } { print $0 "|20250331|VIR|Recette|C7" }' "$plain" >"$shape/${STAGE}FEC20251231.txt"; same "22 columns" "$shape/${STAGE}FEC20251231.txt"
iconv -f UTF-8 -t ISO-8859-15 "$plain" >"$shape/${STAGE}FEC20251231.txt"; same "ISO-8859-15" "$shape/${STAGE}FEC20251231.txt"
awk -F'|' -v OFS='|' 'NR > 1 { for (i = 12; i <= 13; i++) { gsub(",", "", $i); $i = sprintf("%012d", $i); $i = substr($i, 1, 10) "," substr($i, 11) } } { print }' "$plain" >"$shape/${STAGE}FEC20251231.txt"
contains "amounts of this shape are padded" "|0000001055,00|0000000000,00|" "$shape/${STAGE}FEC20251231.txt"; same "padded amounts" "$shape/${STAGE}FEC20251231.txt"
awk -F'|' -v OFS='|' 'NR == 1 { $12 = "Montant"; $13 = "Sens" } NR > 1 { if ($12 == "0,00") { $12 = $13; $13 = "C" } else $13 = "D" } { print }' "$plain" >"$shape/${STAGE}FEC20251231.txt"; same "Montant and Sens" "$shape/${STAGE}FEC20251231.txt"
sed -e 's/|D|||/|1|||/; s/|C|||/|-1|||/' "$shape/${STAGE}FEC20251231.txt" >"$shape/x"; mv "$shape/x" "$shape/${STAGE}FEC20251231.txt"; contains "senses of this shape are numbers" "|1055,00|1|||" "$shape/${STAGE}FEC20251231.txt"; same "Montant and Sens in numbers" "$shape/${STAGE}FEC20251231.txt"
sed 's/Montantdevise/MontantDevise/; s/JournalCode/journalcode/' "$plain" >"$shape/${STAGE}FEC20251231.txt"; same "another case of the headings" "$shape/${STAGE}FEC20251231.txt"
# one byte of another encoding, in a label that is not kept: line 3 alone is read as such
{ sed -n 1,2p "$plain"; sed -n 3p "$plain" | sed 's/théâtre/th\xe9\xe2tre/'; sed -n '4,$p' "$plain"; } >"$shape/${STAGE}FEC20251231.txt"; same "one byte that is no UTF-8" "$shape/${STAGE}FEC20251231.txt"
cp "$plain" "$shape/export.txt"; check "--entity says whose books a file without name is" unchanged "$(status --entity "$STAGE" "$shape/export.txt")"

# xml FILE PAIR: the same as XML; PAIR yes: both Debit and Credit, one of them zero
xml() {
  { echo '<?xml version="1.0" encoding="UTF-8"?>'; echo '<comptabilite><exercice><DateCloture>2025-12-31</DateCloture>'
    tail -n +2 "$plain" | awk -F'|' -v pair="$2" '
      function iso(d) { return substr(d, 1, 4) "-" substr(d, 5, 2) "-" substr(d, 7, 2) }
      function money(m) { sub(",", ".", m); return m }
      { if ($3 != number || $1 != journal) { if (number != "") print "</ecriture>" }
        if ($1 != journal) { if (journal != "") print "</journal>"; print "<journal><JournalCode>" $1 "</JournalCode><JournalLib>" $2 "</JournalLib>" }
        if ($3 != number || $1 != journal) print "<ecriture><EcritureNum>" $3 "</EcritureNum><EcritureDate>" iso($4) "</EcritureDate><EcritureLib>" $11 "</EcritureLib><PieceRef>" $9 "</PieceRef><PieceDate>" iso($10) "</PieceDate><ValidDate>" iso($16) "</ValidDate>"
        journal = $1; number = $3
        side = $12 != "0,00" ? "<Debit>" money($12) "</Debit>" : "<Credit>" money($13) "</Credit>"
        if (pair == "yes") side = "<Debit>" money($12) "</Debit><Credit>" money($13) "</Credit>"
        print "<ligne><CompteNum>" $5 "</CompteNum><CompteLib>" $6 "</CompteLib>" side "</ligne>" }
      END { print "</ecriture></journal>" }'
    echo '</exercice></comptabilite>'; } >"$1"
}
xml "$shape/${STAGE}FEC20251231.xml" no; same "the XML" "$shape/${STAGE}FEC20251231.xml"
xml "$shape/${STAGE}FEC20251231.xml" yes; contains "this XML has both sides" "<Debit>0.00</Debit><Credit>1000.00</Credit>" "$shape/${STAGE}FEC20251231.xml"; same "the XML with a debit and a credit, one of them zero," "$shape/${STAGE}FEC20251231.xml"
sed 's#<\(CompteNum\|EcritureDate\)>\([^<]*\)#<\1>\n\t \2 \n#g' "$shape/${STAGE}FEC20251231.xml" >"$shape/x"; mv "$shape/x" "$shape/${STAGE}FEC20251231.xml"; contains "values of this XML stand on lines of their own" "$tab 706200 " "$shape/${STAGE}FEC20251231.xml"; same "the XML with spaces around its values" "$shape/${STAGE}FEC20251231.xml"
check "one document after all these shapes" 1 "$(sql "select count(*) from document where format = 'fec'")"

# the text by day, as software writes it, where the XML goes by journal
{ sed -n 1p "$plain"; sed -n '8,9p' "$plain" | sed 's/20250325/20250315/g'; sed -n '2,7p' "$plain"; sed -n '10,11p' "$plain"; } | sed "s/BIL-03/BIL-04/" >"$shape/days"
DAYS=$(body 100034)
cp "$shape/days" "$scratch/${DAYS}FEC20251231.txt"
check "a text by day is posted" posted "$(status "$scratch/${DAYS}FEC20251231.txt")"
plain_before=$plain; plain=$shape/grouped
{ sed -n 1p "$shape/days"; grep '^VE' "$shape/days"; grep '^BQ' "$shape/days"; grep '^OD' "$shape/days"; } >"$plain"
xml "$shape/${DAYS}FEC20251231.xml" no; plain=$plain_before
check "the XML by journal is the same content" unchanged "$(status "$shape/${DAYS}FEC20251231.xml")"
must documents undo "$(sql "select max(document_id) from document where siren = $DAYS and reverses is null")" --reason "essai"

# --- whose books -----------------------------------------------------------------------------------------------------------

before=$(state)
cp "$plain" "$shape/nobody.txt"; echo >>"$shape/nobody.txt"
refused_as "a FEC that does not say whose it is" FEC-101 "$shape/nobody.txt"
contains "how to say whose it is is told" "--entity" "$scratch/err"
xml "$shape/nobody.xml" no
refused_as "an XML that does not say whose it is" FEC-101 "$shape/nobody.xml"
exits "--entity must be a SIREN" 2 c import --entity 12345 "$shape/nobody.txt"
check "nothing of them stays" "$before" "$(state)"

# --- other content of the same entry; split files ---------------------------------------------------------------------------

sed 's/1200,00/1300,00/g' "$plain" >"$shape/${STAGE}FEC20251231.txt"
refused_as "the same entry with other amounts" IMP-130 "$shape/${STAGE}FEC20251231.txt"
check "what is there is as it was" "1200.00" "$(columns account,debit report trial-balance | sed -n 's/^622600,//p')"
check "--replace supersedes it" replaced "$(status --replace "$shape/${STAGE}FEC20251231.txt")"
check "the new amount counts, once" "1300.00" "$(columns account,debit report trial-balance | sed -n 's/^622600,//p')"
check "the old one is superseded" "active superseded" "$(columns status,sha256 documents --entity "$STAGE" | sed '/,0*$/d; s/,.*//' | sort | paste -sd' ' -)"
check "--replace takes it back" replaced "$(status --replace "$plain")"

SPLIT=$(body 100001)
fec "$scratch/${SPLIT}FEC20251231_01.txt" <<L
VE 1 20250114 411000 F1 10,00 0,00 x
VE 1 20250114 706000 F1 0,00 10,00 x
L
fec "$scratch/${SPLIT}FEC20251231_02.txt" <<L
VE 2 20250714 411000 F2 20,00 0,00 x
VE 2 20250714 706000 F2 0,00 20,00 x
L
check "the parts of a split file are both posted" "posted posted" "$(status "$scratch/${SPLIT}FEC20251231_01.txt") $(status "$scratch/${SPLIT}FEC20251231_02.txt")"
check "the parts of a split file add up" "411000,30.00,0.00,30.00 706000,0.00,30.00,-30.00" "$(trial "$SPLIT")"

# --- entries: journal and number; else day and reference ---------------------------------------------------------------------

# number 1 in two journals: each balances alone; VE 2 stands in two places of the file
AGAIN=$(body 100002)
fec "$scratch/${AGAIN}FEC20251231.txt" <<L
VE 1 20250102 411000 A 10,00 0,00 x
VE 2 20250103 411000 C 7,00 0,00 x
VE 1 20250102 706000 A 0,00 10,00 x
BQ 1 20250102 512000 B 5,00 0,00 x
BQ 1 20250102 411000 B 0,00 5,00 x
VE 2 20250103 706000 C 0,00 7,00 x
L
check "numbers used again in several journals are several entries" posted "$(status "$scratch/${AGAIN}FEC20251231.txt")"
check "lines of an entry need not follow each other" '411000,706000,10.00,VE-1 411000,706000,7.00,VE-2 512000,411000,5.00,BQ-1' "$(columns debit,credit,amount,voucher journal --entity "$AGAIN" | sort -t, -k1,1 -k3,3 | paste -sd' ' -)"

# number 0 everywhere: grouped by journal, day and reference; OD has no reference that balances: journal and day
ZERO=$(body 100003)
fec "$scratch/${ZERO}FEC20251231.txt" <<L
VE 0 20250102 411000 A 10,00 0,00 x
VE 0 20250102 411000 B 20,00 0,00 x
VE 0 20250102 706000 B 0,00 20,00 x
VE 0 20250102 706000 A 0,00 10,00 x
OD 0 20250103 641000 P1 30,00 0,00 x
OD 0 20250103 421000 P2 0,00 30,00 x
OD 0 20250104 641000 P1 40,00 0,00 x
OD 0 20250104 421000 P2 0,00 40,00 x
L
check "numbers that say nothing give way to day and reference" posted "$(status "$scratch/${ZERO}FEC20251231.txt")"
check "four entries are made of it" "411000,706000,10.00 411000,706000,20.00 641000,421000,30.00 641000,421000,40.00" "$(columns debit,credit,amount journal --entity "$ZERO" | sort | paste -sd' ' -)"
check "an entry is one voucher" 4 "$(sql "select count(*) from voucher where siren = $ZERO")"

# the same without any number at all
NONE=$(body 100004)
sed 's/^\([A-Z]*|[^|]*\)|0|/\1||/' "$scratch/${ZERO}FEC20251231.txt" >"$scratch/${NONE}FEC20251231.txt"
check "empty numbers give way to day and reference" posted "$(status "$scratch/${NONE}FEC20251231.txt")"
check "and give the same entries" "411000,706000,10.00 411000,706000,20.00 641000,421000,30.00 641000,421000,40.00" "$(columns debit,credit,amount journal --entity "$NONE" | sort | paste -sd' ' -)"

# a file of one number only that is one entry is that entry
ONE=$(body 100005)
fec "$scratch/${ONE}FEC20251231.txt" <<L
VE 1 20250102 411000 A 10,00 0,00 x
VE 1 20250102 706000 A 0,00 10,00 x
L
check "a file of a single entry is read" posted "$(status "$scratch/${ONE}FEC20251231.txt")"

# --- refused, with the reason ---------------------------------------------------------------------------------------------------

WRONG=$(body 100006)
wrong() { # wrong NAME CODE : the lines of standard input, refused with the code
  fec "$scratch/${WRONG}FEC20251231.txt"
  refused_as "$1" "$2" "$scratch/${WRONG}FEC20251231.txt"
}
before=$(state)
wrong "an entry that does not balance" FEC-110 <<L
VE 17 20250102 411000 A 10,00 0,00 x
VE 17 20250102 706000 A 0,00 9,40 x
VE 18 20250102 411000 B 1,00 0,00 x
VE 18 20250102 706000 B 0,00 1,00 x
L
contains "the journal and number of the entry are told" "VE 17" "$scratch/err"
contains "its debit is told" "10.00" "$scratch/err"
contains "its credit is told" "9.40" "$scratch/err"
contains "its difference is told" "0.60" "$scratch/err"
contains "its line is told" "FEC20251231.txt:2" "$scratch/err"
lacks "the entry that balances is not accused" "VE 18" "$scratch/err"
# 10.00 too much in VE, too little in BQ: the file balances, its entries do not
wrong "entries that only balance together" FEC-110 <<L
VE 1 20250102 411000 A 10,00 0,00 x
BQ 1 20250102 706000 A 0,00 10,00 x
VE 2 20250103 411000 A 1,00 0,00 x
VE 2 20250103 706000 A 0,00 1,00 x
L
wrong "numbers that say nothing and days that do not balance" FEC-110 <<L
VE 0 20250102 411000 A 10,00 0,00 x
VE 0 20250103 706000 A 0,00 10,00 x
L
contains "the journal and day are told" "VE 2025-01-02" "$scratch/err"
for amount in 1.055000E+03 1e3 NaN INF -INF 12a 1,2,3; do
  wrong "the amount $amount" FEC-103 <<L
VE 1 20250102 411000 A $amount 0,00 x
VE 1 20250102 706000 A 0,00 10,00 x
L
done
wrong "an amount with three decimals" FEC-106 <<L
VE 1 20250102 411000 A 10,001 0,00 x
VE 1 20250102 706000 A 0,00 10,00 x
L
wrong "a line with a debit and a credit" FEC-108 <<L
VE 1 20250102 411000 A 10,00 3,00 x
VE 1 20250102 706000 A 0,00 7,00 x
L
contains "the line of the wrong leg is told" "FEC20251231.txt:2" "$scratch/err"
for day in 20250230 2025 20251301 -; do
  wrong "the day $day" FEC-104 <<L
VE 1 20250102 411000 A 10,00 0,00 x
VE 1 $day 706000 A 0,00 10,00 x
L
done
for account in 41 ABC 4A1 - 41-1; do
  wrong "the account $account" FEC-105 <<L
VE 1 20250102 411000 A 10,00 0,00 x
VE 1 20250102 $account A 0,00 10,00 x
L
done
for column in JournalCode EcritureNum EcritureDate CompteNum Debit Credit; do
  printf 'VE 1 20250102 411000 A 10,00 0,00 x\nVE 1 20250102 706000 A 0,00 10,00 x\n' | fec "$scratch/whole"
  awk -F'|' -v OFS='|' -v out="$column" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == out) place = i } { line = ""; for (i = 1; i <= NF; i++) if (i != place) line = line (line == "" && i < 3 ? "" : OFS) $i; sub(/^\|/, "", line); print line }' "$scratch/whole" >"$scratch/${WRONG}FEC20251231.txt"
  exits "a FEC without $column is refused" 65 c import -O csv "$scratch/${WRONG}FEC20251231.txt"
done
contains "the columns it needs are told" "EcritureNum EcritureDate CompteNum" "$scratch/err"
contains "they are told as FEC-109" FEC-109 "$scratch/err"
echo "$HEADING" >"$scratch/${WRONG}FEC20251231.txt"
exits "a FEC without entries is refused" 65 c import -O csv "$scratch/${WRONG}FEC20251231.txt"
contains "a FEC without entries is refused as FEC-111" FEC-111 "$scratch/err"
xml "$scratch/${WRONG}FEC20251231.xml" no
sed 's/>1055\.00</>1.055000E+03</' "$scratch/${WRONG}FEC20251231.xml" >"$shape/${WRONG}FEC20251231.xml"
refused_as "an XML with an exponent" FEC-103 "$shape/${WRONG}FEC20251231.xml"
sed 's|<Credit>1000\.00</Credit>|<Debit>5.00</Debit><Credit>1005.00</Credit>|' "$scratch/${WRONG}FEC20251231.xml" >"$shape/${WRONG}FEC20251231.xml"
refused_as "an XML with both sides of a line" FEC-108 "$shape/${WRONG}FEC20251231.xml"
awk -F'|' -v OFS='|' 'NR == 1 { $12 = "Montant"; $13 = "Sens" } NR > 1 { $13 = "X" } { print }' "$plain" >"$shape/${WRONG}FEC20251231.txt"
refused_as "an amount that is neither debit nor credit" FEC-107 "$shape/${WRONG}FEC20251231.txt"
sed 's|<Credit>55\.00</Credit>|<Credit>54.00</Credit>|' "$scratch/${WRONG}FEC20251231.xml" >"$shape/${WRONG}FEC20251231.xml"
refused_as "an XML with an entry that does not balance" FEC-110 "$shape/${WRONG}FEC20251231.xml"
check "nothing of what was refused stays" "$before" "$(state)"

CUT=$(body 100035) NUL=$(body 100036)
# lines cut before their amounts, or by a zero byte in a label, are no zero amounts
{ echo "$HEADING"; echo 'VE|Ventes|1|20250102|411000|Clients'; echo 'VE|Ventes|1|20250102|706000|Billetterie'; legs <<L; } >"$scratch/${CUT}FEC20251231.txt"
VE 2 20250103 411000 A 10,00 0,00 x
VE 2 20250103 706000 A 0,00 10,00 x
L
refused_as "a FEC with lines without their amounts" FEC-112 "$scratch/${CUT}FEC20251231.txt"
contains "the first of these lines is told" "FEC20251231.txt:2" "$scratch/err"
{ echo "$HEADING"; legs <<L | tr '#' '\000'; } >"$scratch/${NUL}FEC20251231.txt"
VE 1 20250103 411000 A 10,00 0,00 a#b
VE 1 20250103 706000 A 0,00 10,00 a#b
VE 2 20250103 411000 A 7,00 0,00 x
VE 2 20250103 706000 A 0,00 7,00 x
L
c import -q "$scratch/${NUL}FEC20251231.txt" >/dev/null 2>&1
case $(columns account,debit report trial-balance --entity "$NUL" | sed -n 's/^411000,//p') in
  '' | 17.00) ok "a zero byte loses no amount" ;; # refused, or read whole
  *) not_ok "a zero byte loses no amount" "10.00 of 17.00 is lost" ;;
esac

# --- accepted, with a word ---------------------------------------------------------------------------------------------------------

# a negative debit is a credit: 706000 credit 10.00 against 411000 debit 10.00
MINUS=$(body 100007)
fec "$scratch/${MINUS}FEC20251231.txt" <<L
VE 1 20250102 411000 A 0,00 -10,00 x
VE 1 20250102 706000 A -10,00 0,00 x
VE 2 20250103 411000 A 6,00- 0,00 x
VE 2 20250103 706000 A 0,00 6,00- x
L
check "negative amounts stand on the other side" posted "$(status "$scratch/${MINUS}FEC20251231.txt" -v)"
contains "and are told" FEC-121 "$scratch/messages"
check "negative amounts are summed as they are meant" "411000,10.00,6.00,4.00 706000,6.00,10.00,-4.00" "$(trial "$MINUS")"

QUOTES=$(body 100008)
fec "$scratch/${QUOTES}FEC20251231.txt" <<L
BQ 1 20250102 512000 A"1 10,00 0,00 "Ville
BQ 1 20250102 741000 A"1 0,00 10,00 Subvention "fonctionnement" de la ville "
L
check "quotes in labels are letters" posted "$(status "$scratch/${QUOTES}FEC20251231.txt")"
check "a label of a subsidy is kept with its quotes" 'Subvention "fonctionnement" de la ville "' "$(sql "select label from fec_leg where siren = $QUOTES and account = '741000'")"

# legs of one account face each other: nothing moves on it, the rest does
FACING=$(body 100009)
fec "$scratch/${FACING}FEC20251231.txt" <<L
OD 1 20250102 411000 A 10,00 0,00 x
OD 1 20250102 411000 A 0,00 10,00 x
OD 2 20250103 512000 B 4,00 0,00 x
OD 2 20250103 411000 B 0,00 4,00 x
OD 3 20250103 512000 B 0,00 0,00 x
L
check "legs of one account that face each other are accepted" posted "$(status "$scratch/${FACING}FEC20251231.txt")"
check "they move nothing" "411000,0.00,4.00,-4.00 512000,4.00,0.00,4.00" "$(trial "$FACING")"

# later than the end of the year, without validation: warned, accepted
LATE=$(body 100010)
fec "$scratch/${LATE}FEC20250630.txt" <<L
VE 1 20250702 411000 A 10,00 0,00 x
VE 1 20250702 706000 A 0,00 10,00 x
L
sed -i 's/|20250702||$/|||/' "$scratch/${LATE}FEC20250630.txt"
check "an entry after the end of the year is accepted" posted "$(status "$scratch/${LATE}FEC20250630.txt" -v)"
contains "and warned of" FEC-201 "$scratch/messages"
contains "an entry without validation date is told" FEC-122 "$scratch/messages"

# two fiscal years that end in one calendar year: numbers begin again
SHORT=$(body 100031)
printf 'VE 1 20250301 411000 A 10,00 0,00 x\nVE 1 20250301 706000 A 0,00 10,00 x\n' | fec "$scratch/${SHORT}FEC20250630.txt"
printf 'VE 1 20250801 411000 B 20,00 0,00 x\nVE 1 20250801 706000 B 0,00 20,00 x\n' | fec "$scratch/${SHORT}FEC20251231.txt"
check "two fiscal years of one calendar year are two books" "posted posted" "$(status "$scratch/${SHORT}FEC20250630.txt") $(status "$scratch/${SHORT}FEC20251231.txt")"

# without a day in its name, a year is not over at its first entry
UNNAMED=$(body 100032)
printf 'VE 1 20250301 411000 A 10,00 0,00 x\nVE 1 20250301 706000 A 0,00 10,00 x\nVE 2 20250801 411000 B 20,00 0,00 x\nVE 2 20250801 706000 B 0,00 20,00 x\n' | fec "$scratch/unnamed.txt"
check "a FEC of --entity is posted" posted "$(status --entity "$UNNAMED" "$scratch/unnamed.txt")"
lacks "its entries are not later than the end of the year" FEC-201 "$scratch/messages"
contains "the year that was taken is told" FEC-123 "$scratch/messages"
UNCLOSED=$(body 100037)
printf 'VE 1 20251301 411000 A 10,00 0,00 x\nVE 1 20250301 706000 A 0,00 10,00 x\n' | fec "$scratch/undated.txt"
refused_as "a first entry whose day is none, where nothing else says the year," FEC-104 --entity "$UNNAMED" "$scratch/undated.txt"
check "--year says another" "posted 2026" "$(status --entity "$UNCLOSED" --year 2026 "$scratch/unnamed.txt") $(columns year documents --entity "$UNCLOSED")"
lacks "then nothing is told of it" FEC-123 "$scratch/messages"
printf 'VE 1 20250301 411000 A 10,00 0,00 x\nVE 1 20250301 706000 A 0,00 10,00 x\n' | fec "$scratch/993630012FEC20251231.txt"
check "a SIREN whose check digit is wrong is read" posted "$(status "$scratch/993630012FEC20251231.txt")"
contains "and warned of" FEC-102 "$scratch/messages"

# a label longer than what is kept of it, cut between letters
LONG=$(body 100033)
{ echo "BQ 1 20250301 512000 A 10,00 0,00 x"; echo "BQ 1 20250301 741000 A 0,00 10,00 a$(awk 'BEGIN { for (i = 0; i < 300; i++) printf "é" }')"; } | fec "$scratch/${LONG}FEC20251231.txt"
check "a long label is read" posted "$(status "$scratch/${LONG}FEC20251231.txt")"
check "and cut between letters: one byte and 199 times two" "399 200" "$(sql "select octet_length(label), length(label) from fec_leg where siren = $LONG and label <> ''" | tr '|' ' ')"

# --- hledger agrees ----------------------------------------------------------------------------------------------------------------

columns siren,year,book,chart,account,balance report trial-balance | sed 's/,/:/; s/,/:/; s/,/:/; s/,/:/; s/,/ /' | sort >"$scratch/accounts"
check "the balance holds several bodies" yes "$([ "$(wc -l <"$scratch/accounts")" -gt 20 ] && echo yes)"
exits "a FEC is exported for hledger" 0 c export hledger -o "$scratch/all.journal"
exits "hledger finds nothing wrong in it" 0 hledger -f "$scratch/all.journal" check
hledger -f "$scratch/all.journal" bal --flat -N -E -O csv -c '1000.00 EUR' | tail -n +2 | sed 's/^"\([^"]*\)","\(.*\)"$/\1 \2/; s/ EUR$//; s/ 0$/ 0.00/' | sort >"$scratch/hledger"
same_file "hledger finds the balance of each account" "$scratch/accounts" "$scratch/hledger"
exits "the books are whole" 0 c verify

# --- the same bytes, of two bodies --------------------------------------------------------------------------------------------------

TWIN=$(body 100017) OTHER_TWIN=$(body 100018)
printf 'VE 1 20250102 411000 T 10,00 0,00 x\nVE 1 20250102 706000 T 0,00 10,00 x\n' | fec "$scratch/${TWIN}FEC20251231.txt"
cp "$scratch/${TWIN}FEC20251231.txt" "$scratch/${OTHER_TWIN}FEC20251231.txt"
check "the same bytes under another body's name are that body's books" "posted posted" "$(status "$scratch/${TWIN}FEC20251231.txt") $(status "$scratch/${OTHER_TWIN}FEC20251231.txt")"

# --- split files whose numbers say nothing ------------------------------------------------------------------------------------------

# January and July of one journal, number 0 everywhere: two parts of one file, not two versions of one entry
ZERO_SPLIT=$(body 100011)
fec "$scratch/${ZERO_SPLIT}FEC20251231_01.txt" <<L
VE 0 20250114 411000 F1 10,00 0,00 x
VE 0 20250114 706000 F1 0,00 10,00 x
VE 0 20250115 411000 F2 11,00 0,00 x
VE 0 20250115 706000 F2 0,00 11,00 x
L
fec "$scratch/${ZERO_SPLIT}FEC20251231_02.txt" <<L
VE 0 20250714 411000 F3 20,00 0,00 x
VE 0 20250714 706000 F3 0,00 20,00 x
VE 0 20250715 411000 F4 21,00 0,00 x
VE 0 20250715 706000 F4 0,00 21,00 x
L
check "parts of a split file without numbers are both posted" "posted posted" "$(status "$scratch/${ZERO_SPLIT}FEC20251231_01.txt") $(status "$scratch/${ZERO_SPLIT}FEC20251231_02.txt")"
# the first part again with another amount is another version of its entries
sed 's/11,00/12,00/g' "$scratch/${ZERO_SPLIT}FEC20251231_01.txt" >"$shape/${ZERO_SPLIT}FEC20251231_01.txt"
check "another version of a part without numbers is refused" refused "$(status "$shape/${ZERO_SPLIT}FEC20251231_01.txt")"

# --- receipts and expenses ------------------------------------------------------------------------------------------------------------

# Opened: 10.00 on 131 carried over. Of the year: 706 100.00, 741 500.00, 131 80.00 received in cash, 601 30.00.
# Closed: 706 and 741 into 120, 120 into 601. A share of the subsidy for equipment goes to 777: 8.00, against 139.
#   receipts 706 100.00, 741 500.00, 131 80.00, 777 8.00; expenses 601 30.00
YEAR=$(body 100012)
fec "$scratch/${YEAR}FEC20251231.txt" <<L
AN 1 20250101 512000 AN 10,00 0,00 x
AN 1 20250101 131000 AN 0,00 10,00 x
VE 1 20250301 411000 A 100,00 0,00 x
VE 1 20250301 706000 A 0,00 100,00 x
BQ 1 20250302 512000 B 500,00 0,00 x
BQ 1 20250302 741000 B 0,00 500,00 Ville fictive
BQ 2 20250303 441000 C 80,00 0,00 x
BQ 2 20250303 131000 C 0,00 80,00 Région fictive
AC 1 20250304 601000 D 30,00 0,00 x
AC 1 20250304 401000 D 0,00 30,00 x
OD 1 20251231 139000 E 8,00 0,00 x
OD 1 20251231 777000 E 0,00 8,00 x
CL 1 20251231 706000 F 100,00 0,00 x
CL 1 20251231 741000 F 500,00 0,00 x
CL 1 20251231 120000 F 0,00 600,00 x
CL 2 20251231 120000 F 30,00 0,00 x
CL 2 20251231 601000 F 0,00 30,00 x
L
check "a year with opening and closing is posted" posted "$(status "$scratch/${YEAR}FEC20251231.txt")"
contains "closing entries are told" FEC-204 "$scratch/messages"
check "classes 6, 7 and 13 are executed, without opening and closing" \
"131000,I,R,80.00 601000,F,D,30.00 706000,F,R,100.00 741000,F,R,500.00 777000,F,R,8.00" \
  "$(columns nature,section,direction,realised report execution --entity "$YEAR" | LC_ALL=C sort | paste -sd' ' -)"
# the same year closed by one entry: 706 and 741 against 601 and 120
CLOSED=$(body 100019)
{ sed -n 1p "$scratch/${YEAR}FEC20251231.txt"; grep -v '^CL' "$scratch/${YEAR}FEC20251231.txt" | tail -n +2; legs <<L; } >"$scratch/${CLOSED}FEC20251231.txt"
CL 1 20251231 706000 F 100,00 0,00 x
CL 1 20251231 741000 F 500,00 0,00 x
CL 1 20251231 601000 F 0,00 30,00 x
CL 1 20251231 120000 F 0,00 570,00 x
L
must import -q "$scratch/${CLOSED}FEC20251231.txt"
check "one closing entry for the whole year changes nothing of it" \
"131000,I,R,80.00 601000,F,D,30.00 706000,F,R,100.00 741000,F,R,500.00 777000,F,R,8.00" \
  "$(columns nature,section,direction,realised report execution --entity "$CLOSED" | LC_ALL=C sort | paste -sd' ' -)"
# a journal of activities, whose code begins as that of openings
ACTIVE=$(body 100020)
printf 'ANIM 1 20250301 411000 A 100,00 0,00 x\nANIM 1 20250301 706000 A 0,00 100,00 x\n' | fec "$scratch/${ACTIVE}FEC20251231.txt"
must import -q "$scratch/${ACTIVE}FEC20251231.txt"
check "a journal that is no opening is counted, whatever its first letters" "706000,100.00" "$(columns nature,realised report execution --entity "$ACTIVE")"
for opening in RAN ANOUV A-NOUV OUV; do
  number=$((${number-100020} + 1)); BODY=$(body $number)
  printf '%s 1 20250101 512000 AN 10,00 0,00 x\n%s 1 20250101 131000 AN 0,00 10,00 x\n' $opening $opening | fec "$scratch/${BODY}FEC20251231.txt"
  must import -q "$scratch/${BODY}FEC20251231.txt"
  check "what journal $opening opens is no receipt" "" "$(columns nature,realised report execution --entity "$BODY")"
done

# --- persons -----------------------------------------------------------------------------------------------------------------------------

named() { # named FILE: names in labels, auxiliary accounts and the labels of third parties' accounts
  { echo "$HEADING"; cat <<L; } >"$1"
VE|Ventes|1|20250301|411000|Clients MARTIN FICTIF|411MARTIN|MARTIN FICTIF Zoé|A|20250301|Place de MARTIN FICTIF|10,00|0,00|||20250301||
VE|Ventes|1|20250301|706000|Billetterie|||A|20250301|Place de MARTIN FICTIF|0,00|10,00|||20250301||
PA|Paie|1|20250331|641000|Salaires|||P|20250331|Salaire MARTIN FICTIF|20,00|0,00|||20250331||
PA|Paie|1|20250331|421000|MARTIN FICTIF, salaire|421M|MARTIN FICTIF Zoé|P|20250331|Salaire MARTIN FICTIF|0,00|20,00|||20250331||
BQ|Banque|1|20250401|512000|Banque|||V|20250401|VILLE FICTIVE acompte|30,00|0,00|||20250401||
BQ|Banque|1|20250401|741000|Subventions|||V|20250401|VILLE FICTIVE acompte|0,00|30,00|||20250401||
L
}
found() { # found TEXT: the tables, and the export of everything, that hold a text
  for table in $(sql "select string_agg(tablename, ' ') from pg_tables where schemaname = 'contrepartie' and tablename <> 'original'"); do
    [ "$(sql "select count(*) from contrepartie.$table t where t::text ilike '%$1%'")" = 0 ] || echo "$table"
  done
}
PERSONS=$(body 100013) KEPT=$(body 100014)
named "$scratch/${PERSONS}FEC20251231.txt"
must import -q "$scratch/${PERSONS}FEC20251231.txt"
check "no table holds a person's name" "" "$(found 'martin fictif' | paste -sd' ' -)"
check "the label of a subsidy says who paid it" "VILLE FICTIVE acompte" "$(sql "select label from fec_leg where siren = $PERSONS and label <> ''")"
check "the original is not kept" 0 "$(sql "select count(*) from original o join document d using (siren, document_id) where d.siren = $PERSONS")"
named "$scratch/${KEPT}FEC20251231.txt"
echo >>"$scratch/${KEPT}FEC20251231.txt" # other bytes
must import -q --keep-persons "$scratch/${KEPT}FEC20251231.txt"
check "with --keep-persons the labels are kept" "MARTIN FICTIF, salaire|Salaire MARTIN FICTIF" "$(sql "select account_label, label from fec_leg where siren = $KEPT and account = '421000'")"

# --- beside an account: control, in either order --------------------------------------------------------------------------------------------

FIRST=$(body 100015) SECOND=$(body 100016)
for BODY in $FIRST $SECOND; do
  account "$scratch/CA-$BODY.xml" "$BODY" 2025 <<L
741 311 R 500.00
6068 311 D 30.00
L
  printf 'BQ 1 20250302 512000 %s 499,00 0,00 x\nBQ 1 20250302 741000 %s 0,00 499,00 Ville fictive\n' $BODY $BODY | fec "$scratch/${BODY}FEC20251231.txt"
done
check "a FEC beside an account is control" "posted control" "$(status "$scratch/CA-$FIRST.xml") $(status "$scratch/${FIRST}FEC20251231.txt")"
check "a FEC before the account is posted, then control" "posted posted control" "$(status "$scratch/${SECOND}FEC20251231.txt") $(status "$scratch/CA-$SECOND.xml") $(columns format,status documents --entity "$SECOND" | sed -n 's/^fec,//p')"
for BODY in $FIRST $SECOND; do
  check "the account alone counts: $BODY" "500.00" "$(columns nature,realised report execution --entity "$BODY" | awk -F, '$1 ~ /^741/ { s += $2 } END { printf "%.2f", s }')"
done
# of another year the FEC counts
sed 's/|2025/|2024/g' "$scratch/${FIRST}FEC20251231.txt" >"$scratch/${FIRST}FEC20241231.txt"
check "of a year without account the FEC counts" posted "$(status "$scratch/${FIRST}FEC20241231.txt")"
must documents undo "$(columns document,format,siren documents | sed -n "s/,totem,$SECOND\$//p")" --reason "essai"
check "once the account is undone the FEC counts again" "active" "$(columns format,status documents --entity "$SECOND" | sed -n 's/^fec,//p')"

# --- as an institution's receipts ------------------------------------------------------------------------------------------------------------

register "$scratch/register.xml" <<R
  <agreement id="CV" institution="$STAGE" from="2025-01-01" to="2026-12-31">
    <funder siren="$TOWN" receipt-account="7400"><due year="2025" amount="41000.00"/><paid year="2025" amount="40000.00"/></funder>
    <funder siren="$NORTH" receipt-account="7472"><due year="2025" amount="1.00"/></funder>
  </agreement>
R
must import -q "$scratch/register.xml"
check "the FEC of the institution says what it received" "$TOWN,41000.00,40000.00,40000.00,under_paid" "$(columns funder,agreed,paid,received,kind report reconciliation --entity "$TOWN")"
# an XML without line ends: 30.00 and 12.00 of the town on one account, all on line 1
LINE=$(body 100030)
{ printf '<comptabilite><exercice><DateCloture>2025-12-31</DateCloture><journal><JournalCode>BQ</JournalCode><JournalLib>Banque</JournalLib>'
  for amount in 30.00 12.00; do
    printf '<ecriture><EcritureNum>%s</EcritureNum><EcritureDate>2025-04-01</EcritureDate><EcritureLib>Acompte</EcritureLib><PieceRef>V</PieceRef><PieceDate>2025-04-01</PieceDate><ValidDate>2025-04-01</ValidDate>' "${amount%.00}"
    printf '<ligne><CompteNum>512000</CompteNum><CompteLib>Banque</CompteLib><Debit>%s</Debit></ligne><ligne><CompteNum>747400</CompteNum><CompteLib>Communes</CompteLib><Credit>%s</Credit></ligne></ecriture>' $amount $amount
  done
  printf '</journal></exercice></comptabilite>'; } >"$scratch/${LINE}FEC20251231.xml"
register "$scratch/line.xml" <<R
  <body siren="$LINE" kind="institution" name="Festival fictif"/>
  <agreement id="CV-LINE" institution="$LINE" from="2025-01-01" to="2025-12-31">
    <funder siren="$TOWN" receipt-account="7474"><due year="2025" amount="42.00"/><paid year="2025" amount="42.00"/></funder>
  </agreement>
R
must import -q "$scratch/${LINE}FEC20251231.xml" "$scratch/line.xml"
check "receipts of an XML on one line are counted once" "42.00,42.00,none" "$(columns paid,received,kind report reconciliation --entity "$LINE")"
exits "everything is whole" 0 c verify

# --- real files ---------------------------------------------------------------------------------------------------------------------------------

shared=$TESTS/../../shared/data
if [ -d "$shared/fec" ]; then
  new_ledger
  check "the shared FEC is posted" posted "$(status "$shared/fec/synth_123456789FEC20251231.txt")"
  check "the shared XML is the same" unchanged "$(status "$shared/fec/synth_123456789FEC20251231.xml")"
  check "the shared XML with both sides is the same" unchanged "$(status --entity 123456789 "$shared/fec/synth_both_debit_credit.xml")"
  exits "the shared XML with exponents is refused" 65 c import --entity 123456789 "$shared/hostile/fec_scientific_amounts.xml"
  check "the shared FEC balances" "42360.50 42360.50" "$(columns debit,credit report trial-balance | awk -F, '{ d += $1; c += $2 } END { printf "%.2f %.2f", d, c }')"
fi
finished
