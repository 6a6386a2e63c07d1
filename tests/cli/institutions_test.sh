# Institutions that several bodies finance: agreements and their revisions, real shares and their drift, the kind of each
# difference, and how they are listed and shown.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

refused() { # refused NAME TEXT: the agreements of standard input, refused with a message that holds the text
  register "$scratch/wrong.xml"
  exits "$1 is refused" 65 c import "$scratch/wrong.xml"
  contains "$1 is refused for that" "$2" "$scratch/err"
}
plan() { columns "$1" report funding-plan --entity "$2" ${3:+--year $3} | paste -sd' ' -; }
kinds() { columns year,paid,received,difference,kind report reconciliation --entity "$1" | paste -sd' ' -; }

STAGE_SIRET=$(siret "$STAGE")

# --- agreements: real shares and their drift ------------------------------------------------------------------------------

# G07, public figures of an opera of a large city (paperblog 818720), by fictional bodies. Shares of the whole:
#   2007: 14604616 + 1219592 + 3768000 = 19592208: 74.5429 %, 6.2249 %, 19.2321 %
#   2012: 15104616 + 1719592 + 4768000 = 21592208: 69.9540 %, 7.9639 %, 22.0820 %
# Agreed for 2012 by its dues: 15000000 + 1500000 + 4500000 = 21000000: 71.4286 %, 7.1429 %, 21.4286 %.
funders_of() { # funders_of [SHARE]: the three funders, agreed in shares or in amounts
  funder() { # SIREN SHARE PAID-2007 PAID-2012 DUE-2012
    echo "<funder siren=\"$1\"${shares:+ share=\"$2\"}>"
    [ -n "$shares" ] || echo "<due year=\"2007\" amount=\"$3\"/><due year=\"2012\" amount=\"$5\"/>"
    echo "<paid year=\"2007\" amount=\"$3\"/><paid year=\"2012\" amount=\"$4\"/></funder>"
  }
  shares=${1-}
  funder "$TOWN" 0.7454 14604616 15104616 15000000
  funder "$NORTH" 0.0622 1219592 1719592 1500000
  funder "$STATE" 0.1924 3768000 4768000 4500000
}
register "$scratch/g07.xml" <<R
  <agreement id="G07" institution="$STAGE" from="2007-01-01" to="2012-12-31">$(funders_of)</agreement>
R
must import -q "$scratch/g07.xml"
check "G07: real shares of 2007" "$STATE,19.23 $NORTH,6.22 $TOWN,74.54" "$(plan funder,actual_share "$STAGE" 2007)"
check "G07: real shares of 2012" "$STATE,22.08 $NORTH,7.96 $TOWN,69.95" "$(plan funder,actual_share "$STAGE" 2012)"
check "G07: the drift against the dues" "$STATE,21.43,0.65 $NORTH,7.14,0.82 $TOWN,71.43,-1.48" "$(plan funder,agreed_share,drift "$STAGE" 2012)"
check "G07: what was paid as agreed does not drift" "0.00 0.00 0.00" "$(plan drift "$STAGE" 2007)"
check "G07: paid stands against agreed" "$STATE,missing_payee,declared $NORTH,missing_payee,declared $TOWN,missing_payee,declared" "$(columns funder,kind,paid_basis report reconciliation --entity "$STAGE" --year 2012 | paste -sd' ' -)"
register "$scratch/g07.xml" <<R
  <agreement id="G07" institution="$STAGE" from="2007-01-01" to="2012-12-31">$(funders_of yes)</agreement>
R
must import -q --replace "$scratch/g07.xml"
# 69.95 - 74.54, 7.96 - 6.22, 22.08 - 19.24
check "G07 agreed in shares: they are the agreement's in each year" "19.24,19.23,-0.01 6.22,6.22,0.00 74.54,74.54,0.00 19.24,22.08,2.84 6.22,7.96,1.74 74.54,69.95,-4.59" "$(plan agreed_share,actual_share,drift "$STAGE")"
check "an agreement in shares promises no amount" "0.00 0.00 0.00 0.00 0.00 0.00" "$(plan agreed "$STAGE")"
check "what is paid is neither too much nor too little of no amount" "missing_payee" "$(columns kind report reconciliation --entity "$STAGE" | sort -u)"

# --- revisions, in kind, as known on a day -----------------------------------------------------------------------------------

new_ledger
register "$scratch/revised.xml" <<R
  <act id="avenant" kind="agreement" date="2024-06-01" title="Avenant fictif"/>
  <agreement id="CV" institution="$STAGE" from="2024-01-01" to="2025-12-31">
    <funder siren="$TOWN" receipt-account="7474">
      <due year="2024" amount="100.00"/><due year="2024" amount="120.00" since="2024-06-01" act="avenant"/><due year="2024" amount="90.00" since="2024-03-01"/>
      <due year="2024" amount="15.00" kind="in_kind"/><due year="2025" amount="130.00"/>
      <voted year="2024" amount="110.00"/>
    </funder>
    <funder siren="$NORTH" receipt-account="7472"><due year="2024" amount="65.00"/></funder>
  </agreement>
R
must import -q "$scratch/revised.xml"
# 120.00 + 15.00 in kind
check "the last revision of a promise counts, with what is in kind" "135.00,110.00 130.00," "$(columns agreed,voted report funding-plan --entity "$TOWN" | paste -sd' ' -)"
check "its share is of all promises of the year" "67.50" "$(columns agreed_share report reconciliation --entity "$TOWN" --year 2024)"
check "before any revision the first promise counts" "115.00" "$(columns agreed report funding-plan --entity "$TOWN" --year 2024 --as-of 2024-02-29)"
check "between two revisions the earlier one counts" "105.00" "$(columns agreed report funding-plan --entity "$TOWN" --year 2024 --as-of 2024-05-31)"
check "on the day of a revision it counts" "135.00" "$(columns agreed report funding-plan --entity "$TOWN" --year 2024 --as-of 2024-06-01)"
check "a promise is a commitment on both sides, once" "$NORTH,801,65.00 $TOWN,801,265.00 $STAGE,802,330.00" \
  "$(columns siren,account,debit,credit report trial-balance --book commitments | awk -F, '$2 != "809" { s[$1 "," $2] += $3 + $4 } END { for (k in s) printf "%s,%.2f\n", k, s[k] }' | sort | paste -sd' ' -)"

# --- agreements that are refused ------------------------------------------------------------------------------------------------

before=$(state)
agreed() { echo "<agreement id=\"X\" institution=\"$STAGE\" from=\"2024-01-01\" to=\"2024-12-31\">$1</agreement>"; }
agreed "<funder siren=\"$TOWN\" share=\"1.2\"/>" | refused "a share above one" share
agreed "<funder siren=\"$TOWN\"><due amount=\"1.00\"/></funder>" | refused "a due without year" year
agreed "<funder siren=\"$TOWN\"><due year=\"2024\"/></funder>" | refused "a due without amount" amount
agreed "<funder siren=\"$TOWN\"><due year=\"2024\" amount=\"1.005\"/></funder>" | refused "a due of three decimals" 1.005
agreed "<funder siren=\"$TOWN\"><due year=\"2024\" amount=\"1E3\"/></funder>" | refused "a due with an exponent" 1E3
agreed "<funder siren=\"$TOWN\"><due year=\"2024\" amount=\"1.00\" since=\"juin 2024\"/></funder>" | refused "a revision without day" since
agreed "<funder siren=\"$TOWN\"><due year=\"2024\" amount=\"1.00\" act=\"inconnu\"/></funder>" | refused "a revision by an unknown act" inconnu
agreed "<funder siren=\"993690015\"/>" | refused "a funder that is no body of the register" 993690015
agreed "<funder siren=\"$TOWN\" via=\"993690015\"/>" | refused "money through a body that is none of the register" 993690015
agreed "<funder siren=\"$TOWN\" rate=\"1\"/>" | refused "an attribute that is none" rate
agreed "" | refused "an agreement without funder" agreement
echo '<agreement id="X" institution="993690015" from="2024-01-01" to="2024-12-31"><funder siren="'$TOWN'"/></agreement>' | refused "an institution that is no body of the register" 993690015
{ agreed "<funder siren=\"$TOWN\"/>"; agreed "<funder siren=\"$TOWN\"/>"; } | refused "two agreements of one name" X
agreed "<funder siren=\"$TOWN\"/>" | sed 's/ to="2024-12-31"//' | refused "an agreement without end" to
check "nothing of them stays" "$before" "$(state)"
register "$scratch/other.xml" <<R
  <agreement id="CV" institution="$STAGE" from="2024-01-01" to="2025-12-31"><funder siren="$TOWN"><due year="2024" amount="1.00"/></funder></agreement>
R
check "another register with the same agreement is refused" refused "$(status "$scratch/other.xml")"

# --- the kind of each difference: contracts, "How reconciliation is computed" -------------------------------------------------------

# paid is what the agreement declares; received is what the institution's accounts show on the funder's account
new_ledger
register "$scratch/kinds.xml" <<R
  <agreement id="KINDS" institution="$STAGE" from="2021-01-01" to="2023-12-31">
    <funder siren="$TOWN" receipt-account="7474">
      <due year="2021" amount="900.00"/><due year="2022" amount="900.00"/><due year="2023" amount="900.00"/>
      <paid year="2021" amount="900.00"/><paid year="2022" amount="900.00"/><paid year="2023" amount="850.00"/>
    </funder>
    <funder siren="$NORTH" receipt-account="7472">
      <due year="2021" amount="100.00"/><due year="2022" amount="100.00"/><due year="2023" amount="100.00"/>
      <paid year="2021" amount="100.00"/><paid year="2022" amount="100.00"/>
    </funder>
    <funder siren="$SOUTH" receipt-account="7473">
      <due year="2021" amount="1200.00"/><due year="2022" amount="105.50"/><due year="2023" amount="1000.00"/>
      <paid year="2021" amount="1200.00"/><paid year="2022" amount="105.50"/><paid year="2023" amount="1000.00"/>
    </funder>
    <funder siren="$DEPARTMENT" receipt-account="7475">
      <due year="2021" amount="1000.00"/><due year="2021" amount="310.00" kind="in_kind"/><due year="2022" amount="1000.00"/><due year="2023" amount="7.00" kind="in_kind"/>
      <paid year="2021" amount="1000.00"/><paid year="2022" amount="1000.00"/>
    </funder>
    <funder siren="$STATE" receipt-account="74718">
      <due year="2021" amount="450.00"/><due year="2022" amount="450.00"/><due year="2023" amount="450.00"/>
      <paid year="2021" amount="400.00"/><paid year="2022" amount="480.00"/><paid year="2023" amount="450.00"/>
    </funder>
    <funder siren="$UNION" receipt-account="7476"/>
  </agreement>
R
account "$scratch/stage-2021.xml" "$STAGE" 2021 <<L
7474 316 R 840.00
7473 316 R 1000.00
7475 316 R 1310.00
74718 316 R 400.00
L
account "$scratch/stage-2022.xml" "$STAGE" 2022 <<L
7474 316 R 960.00
7472 316 R 100.00
7473 316 R 100.00
7475 316 R 970.00
74718 316 R 480.00
7476 316 R 5.00
L
account "$scratch/stage-2023.xml" "$STAGE" 2023 <<L
7474 316 R 850.00
7472 316 R 55.00
7473 316 R 1021.00
7475 316 R 7.00
74718 316 R 450.00
L
must import -q "$scratch/kinds.xml" "$scratch"/stage-202?.xml
check "timing: opposite differences of two years; then paid less than agreed" "2021,900.00,840.00,-60.00,timing 2022,900.00,960.00,60.00,timing 2023,850.00,850.00,0.00,under_paid" "$(kinds "$TOWN")"
check "missing payee, none, missing payer" "2021,100.00,0.00,-100.00,missing_payee 2022,100.00,100.00,0.00,none 2023,0.00,55.00,55.00,missing_payer" "$(kinds "$NORTH")"
# 1000.00 at 20 %, 100.00 at 5.5 %, 1000.00 at 2.1 % the other way
check "VAT at each rate, on either side" "2021,1200.00,1000.00,-200.00,vat 2022,105.50,100.00,-5.50,vat 2023,1000.00,1021.00,21.00,vat" "$(kinds "$SOUTH")"
check "in kind, any amount, and in kind alone is missing a payer" "2021,1000.00,1310.00,310.00,in_kind 2022,1000.00,970.00,-30.00,amount 2023,0.00,7.00,7.00,missing_payer" "$(kinds "$DEPARTMENT")"
check "under, over and as agreed" "2021,400.00,400.00,0.00,under_paid 2022,480.00,480.00,0.00,over_paid 2023,450.00,450.00,0.00,none" "$(kinds "$STATE")"
check "a receipt from a funder without any promise is missing its payer" "2022,0.00,5.00,5.00,missing_payer" "$(kinds "$UNION" | tr ' ' '\n' | grep '^2022')"
# 2021: 900 + 100 + 1200 + 1310 + 450 = 3960 agreed; 900 + 100 + 1200 + 1000 + 400 = 3600 paid
check "shares are of all funders of the year" "33.08,27.78,-5.30" "$(columns agreed_share,actual_share,drift report reconciliation --entity "$DEPARTMENT" --year 2021)"
check "a year alone is that year among the others, its timing too" "$(c report reconciliation -O csv | tail -n +2 | sort)" \
  "$(for year in 2021 2022 2023; do c report reconciliation --year $year -O csv | tail -n +2; done | sort)"
check "a funder alone is that funder among the others" "$(c report reconciliation -O csv | grep ",$STATE," | sort)" "$(c report reconciliation --entity "$STATE" -O csv | tail -n +2 | sort)"
check "every difference is received less paid" "0.00" "$(columns paid,received,difference report reconciliation | awk -F, '{ d = $2 - $1 - $3; sum += d * d } END { printf "%.2f", sum }')"

# --- in shares alone: what the books show, year by year ------------------------------------------------------------------------------

# annexed FILE SIREN YEAR AMOUNT: an account with one grant to the institution of this part
annexed() {
  echo "65748 316 D $4" | account "$1" "$2" "$3"
  sed -i "s|  </Budget>|    <Annexes><DATA_CONCOURS><CONCOURS><CodArticle V=\"65748\"/><CodInvFonc V=\"F\"/><CodNatJurBenefCA V=\"P1\"/><LibOrgaBenef V=\"Opéra fictif\"/><MtSubv V=\"$4\"/><ObjSubv V=\"Saison\"/><Siret V=\"$STAGE_SIRET\"/></CONCOURS></DATA_CONCOURS></Annexes>\n&|" "$1"
}
new_ledger
register "$scratch/shares.xml" <<R
  <agreement id="SHARES" institution="$STAGE" from="2021-01-01" to="2022-12-31">
    <funder siren="$TOWN" receipt-account="7474" share="0.6"/>
    <funder siren="$NORTH" receipt-account="7472" share="0.4"/>
  </agreement>
R
for year in 2021 2022; do
  annexed "$scratch/town-$year.xml" "$TOWN" $year 700.00
  annexed "$scratch/north-$year.xml" "$NORTH" $year 300.00
  printf '7474 316 R 700.00\n7472 316 R 300.00\n' | account "$scratch/shared-$year.xml" "$STAGE" $year
done
must import -q "$scratch"/town-202?.xml "$scratch"/north-202?.xml "$scratch"/shared-202?.xml "$scratch/shares.xml"
# 700.00 of 1000.00 for 60 %
check "an agreement in shares alone is reconciled in each of its years" \
"2021,$NORTH,300.00,300.00,40.00,30.00,-10.00,none 2021,$TOWN,700.00,700.00,60.00,70.00,10.00,none 2022,$NORTH,300.00,300.00,40.00,30.00,-10.00,none 2022,$TOWN,700.00,700.00,60.00,70.00,10.00,none" \
  "$(columns year,funder,paid,received,agreed_share,actual_share,drift,kind report reconciliation | sort | paste -sd' ' -)"

# --- one agreement after another ------------------------------------------------------------------------------------------------------------

# 60 % of 2021, on account 7472; 50 % of 2024, on account 7477. Received 60.00 and 50.00 on them; 9.00 and 8.00 on the account
# of the other agreement are of somebody else.
new_ledger
register "$scratch/after.xml" <<R
  <agreement id="FIRST" institution="$STAGE" from="2021-01-01" to="2021-12-31">
    <funder siren="$NORTH" receipt-account="7472" share="0.6"><paid year="2021" amount="60.00"/></funder>
    <funder siren="$TOWN" receipt-account="7474" share="0.4"><paid year="2021" amount="40.00"/></funder>
  </agreement>
  <agreement id="SECOND" institution="$STAGE" from="2024-01-01" to="2024-12-31">
    <funder siren="$NORTH" receipt-account="7477" share="0.5"><paid year="2024" amount="50.00"/></funder>
    <funder siren="$TOWN" receipt-account="7474" share="0.5"><paid year="2024" amount="50.00"/></funder>
  </agreement>
R
printf '7472 316 R 60.00\n7477 316 R 9.00\n7474 316 R 40.00\n' | account "$scratch/after-2021.xml" "$STAGE" 2021
printf '7472 316 R 8.00\n7477 316 R 50.00\n7474 316 R 50.00\n' | account "$scratch/after-2024.xml" "$STAGE" 2024
must import -q "$scratch/after.xml" "$scratch"/after-202?.xml
check "each agreement has its own shares" "60.00 50.00" "$(columns agreed_share report reconciliation --entity "$NORTH" | paste -sd' ' -)"
check "each agreement has its own receipt account" "60.00 50.00" "$(columns received report reconciliation --entity "$NORTH" | paste -sd' ' -)"

# --- list, show, reconcile --------------------------------------------------------------------------------------------------------------------

new_ledger
must import -q "$scratch/kinds.xml" "$scratch"/stage-202?.xml
c institutions list -O csv >"$scratch/list.csv"
same_file "institutions alone is its list" "$scratch/list.csv" "$(c institutions -O csv >"$scratch/alone.csv"; echo "$scratch/alone.csv")"
# 2023: 900 + 100 + 1000 + 7 + 450 agreed, 850 + 1000 + 450 paid, 850 + 55 + 1021 + 7 + 450 received
check "the list says who finances whom, and the last year" "$STAGE,Opéra fictif,KINDS,2021-01-01,2023-12-31,6,2023,2457.00,2300.00,2383.00" "$(pick "$scratch/list.csv" institution,entity,agreement,first_day,last_day,funders,year,agreed,paid,received | tail -n 1)"
# timing 2, missing 2 of the region and 1 of the union, VAT 3, in kind, amount, in kind alone
check "the list counts the differences that are open" 11 "$(columns open institutions list)"
exits "an institution is shown" 0 c institutions show "$STAGE"
contains "with its funding plan" "Région fictive du Nord" "$scratch/out"
contains "and its differences" "not paid" "$scratch/out"
exits "show needs an institution" 2 c institutions show
exits "another verb is refused" 2 c institutions guess
exits "a show as a table of figures is the funding plan" 0 c institutions show "$STAGE" -O csv
check "with its columns" "institution,entity,funder,funder_name,year,agreed,voted,paid,received,agreed_share,actual_share,drift" "$(head -n 1 "$scratch/out" | cut -d, -f1-12)"

finished
