# Payments and receipts across books: what answers what and who decides; flows drawn; spending consolidated.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
. "$TESTS/lib/orders.sh"
SUDO_USER=greffe # who is behind root
export SUDO_USER

TOWN_SIRET=$(siret "$TOWN") STAGE_SIRET=$(siret "$STAGE") NORTH_SIRET=$(siret "$NORTH")

# --- what answers what ------------------------------------------------------------------------------------------------------------------

# The town's orders of 2024 to the opera, by its SIRET; some by name alone. The opera's books (FEC) of 2024 and 2025.
#   100.00 paid 1 March, received 20 March: exact                    200.00 paid 1 January, received 30 June: 181 days, proposed
#   300.00 paid 20 December 2024, received 10 January 2025: timing   11.00 + 12.00 + 13.00 paid, 36.00 received: grouped
#   90.00 paid, 41.00 + 49.00 received: grouped                      500.00 paid to OPERA FICTIF ASSOCIATION, received 500.00
new_ledger
HEADING='JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise'
# received FILE: lines "number date account amount label…" as receipts in a bank journal
received() {
  { echo "$HEADING"
    awk '{ label = ""; for (i = 5; i <= NF; i++) label = label (i > 5 ? " " : "") $i
      printf "BQ|Banque|%s|%s|512000|Banque|||R|%s|%s|%s|0,00|||%s||\nBQ|Banque|%s|%s|%s|Subventions|||R|%s|%s|0,00|%s|||%s||\n", $1, $2, $2, label, $4, $2, $1, $2, $3, $2, label, $4, $2 }'; } >"$1"
}
pes "$scratch/town-2024.xml" D "$TOWN_SIRET" <<L
1 2024-03-01 2024 65748 316 100.00 $STAGE_SIRET OPERA FICTIF
2 2024-01-01 2024 65748 316 200.00 $STAGE_SIRET OPERA FICTIF
3 2024-12-20 2024 65748 316 300.00 $STAGE_SIRET OPERA FICTIF
4 2024-04-01 2024 65748 316 11.00 $STAGE_SIRET OPERA FICTIF
5 2024-04-02 2024 65748 316 12.00 $STAGE_SIRET OPERA FICTIF
6 2024-04-03 2024 65748 316 13.00 $STAGE_SIRET OPERA FICTIF
7 2024-05-01 2024 65748 316 90.00 $STAGE_SIRET OPERA FICTIF
8 2024-06-01 2024 65748 316 500.00 - OPERA FICTIF ASSOCIATION
9 2024-06-02 2024 65748 316 77.00 - CLUB DE PETANQUE
L
received "$scratch/${STAGE}FEC20241231.txt" <<L
1 20240320 747400 100,00 Acompte
2 20240630 747400 200,00 Acompte
3 20240410 747400 36,00 Acompte
4 20240502 747400 41,00 Acompte
5 20240503 747400 49,00 Acompte
6 20240605 747400 500,00 Acompte
7 20240701 740000 60,00 Région du Nord
8 20240702 740000 61,00 Dons du public
L
received "$scratch/${STAGE}FEC20251231.txt" <<L
1 20250110 747400 300,00 Acompte
L
register "$scratch/matches.xml" <<R
  <agreement id="MATCH" institution="$STAGE" from="2024-01-01" to="2025-12-31">
    <funder siren="$TOWN" receipt-account="7474"><due year="2024" amount="1226.00"/><due year="2025" amount="1.00"/></funder>
    <funder siren="$NORTH" receipt-account="7472"><due year="2024" amount="60.00"/><due year="2025" amount="20.00"/></funder>
  </agreement>
R
must import -q "$scratch/matches.xml" "$scratch/town-2024.xml" "$scratch/${STAGE}FEC20241231.txt" "$scratch/${STAGE}FEC20251231.txt"
matches() { columns kind,score,funder,year,paid,received,state institutions reconcile "$STAGE" | sort | paste -sd' ' -; }
proposal() { columns kind,funder,paid,received,proposal institutions reconcile "$STAGE" | sed -n "s/^$1,//p"; }
check "what agrees in amount and days is matched" "exact,1.00,$TOWN,2024,100.00,100.00,matched" "$(matches | tr ' ' '\n' | grep '^exact')"
check "the next year, or too many days, is proposed" "timing,0.90,$TOWN,2024,200.00,200.00,proposed timing,0.90,$TOWN,2024,300.00,300.00,proposed" "$(matches | tr ' ' '\n' | grep '^timing' | paste -sd' ' -)"
# 11 + 12 + 13 = 36; 90 = 41 + 49
check "several for one and one for several are proposed" "grouped,0.80,$TOWN,2024,36.00,36.00,proposed grouped,0.80,$TOWN,2024,90.00,90.00,proposed" "$(matches | tr ' ' '\n' | grep '^grouped' | paste -sd' ' -)"
c institutions reconcile "$STAGE" -O csv >"$scratch/matches.csv" 2>/dev/null
pick "$scratch/matches.csv" kind,paid,payments,receipts >"$scratch/sources"
check "a match names the lines it comes from" 1 "$(grep -c "^exact,100.00,town-2024.xml:[0-9]*,${STAGE}FEC20241231.txt:[0-9]*\$" "$scratch/sources")"
check "a group names each of its lines" 3 "$(grep '^grouped,36.00' "$scratch/sources" | grep -o 'town-2024.xml:[0-9]*' | sort -u | wc -l | tr -d ' ')"
names() { columns kind,funder,name,paid,received,state institutions reconcile "$STAGE" | sed -n 's/^name,//p' | sort | paste -sd' ' -; }
wanted="$NORTH,Région du Nord,,60.00,proposed $TOWN,OPERA FICTIF ASSOCIATION,500.00,,proposed"
check "a name that is like a party's is proposed, on either side; others are not" "$wanted" "$(names)"
check "the name of a party, but for its accents and legal form, is wholly alike" "1.00" "$(columns kind,name,score institutions reconcile "$STAGE" | sed -n 's/^name,OPERA FICTIF ASSOCIATION,//p')"
check "scores are between the least and the whole" "" "$(columns score institutions reconcile "$STAGE" | awk '$1 < 0.4 || $1 > 1' | paste -sd' ' -)"
# before: 100 + 200 + 300 + 36 + 90 = 726.00 paid by SIREN
check "names count for nothing until somebody decides" "726.00,926.00 0.00,300.00" "$(columns paid,received report reconciliation --entity "$TOWN" | paste -sd' ' -)"

exits "what answers what is listed" 0 c institutions reconcile
contains "the list says its rules" "92 days" "$scratch/err"
check "years narrow what is listed" "2024" "$(columns year institutions reconcile --year 2024 | sort -u)"

# --- decided ---------------------------------------------------------------------------------------------------------------------------------

opera=$(columns kind,name,proposal institutions reconcile "$STAGE" | sed -n 's/^name,OPERA FICTIF ASSOCIATION,//p')
region=$(columns kind,name,proposal institutions reconcile "$STAGE" | sed -n 's/^name,Région du Nord,//p')
exits "accepting needs a reason" 2 c institutions reconcile accept "$opera"
exits "refusing needs a reason" 2 c institutions reconcile refuse "$opera"
exits "an empty reason is none" 2 c institutions reconcile accept "$opera" --reason ''
exits "a decision needs a proposal" 2 c institutions reconcile accept --reason "x"
exits "an unknown proposal is none" 66 c institutions reconcile accept 00000000 --reason "x"
contains "and is named" 00000000 "$scratch/err"
check "the proposals are as before" "$wanted" "$(names)"

exits "a name is accepted" 0 c institutions reconcile accept "$opera" --reason "statuts de l'association"
check "its payments count at once" "1226.00,926.00 0.00,300.00" "$(columns paid,received report reconciliation --entity "$TOWN" | paste -sd' ' -)"
exits "the name of a payer is accepted" 0 c institutions reconcile accept "$region" --reason "libellé du virement"
check "its receipts count at once" "0.00,60.00,missing_payer" "$(columns paid,received,kind report reconciliation --entity "$NORTH" --year 2024)"
check "what a name made known is matched" "exact,1.00,$TOWN,2024,500.00,500.00,matched" "$(matches | tr ' ' '\n' | grep '500.00')"
check "an accepted name is proposed no more" "" "$(names | grep -o proposed)"
# files that come later: the name in capitals, without accents, with another legal form; and the year after
pes "$scratch/town-2025.xml" D "$TOWN_SIRET" <<L
1 2025-02-01 2025 65748 316 8.00 - Opéra Fictif (association)
L
received "$scratch/${STAGE}FEC20251231_02.txt" <<L
9 20250301 740000 20,00 REGION DU NORD
L
must import -q "$scratch/town-2025.xml" "$scratch/${STAGE}FEC20251231_02.txt"
check "an accepted name counts in files that come later" "8.00 20.00" "$(columns paid report reconciliation --entity "$TOWN" --year 2025) $(columns received report reconciliation --entity "$NORTH" --year 2025)"
# a subsidy given back is no more received, under the same name
{ echo "$HEADING"; echo 'BQ|Banque|10|20250401|740000|Subventions|||R|20250401|REGION DU NORD|5,00|0,00|||20250401||'; echo 'BQ|Banque|10|20250401|512000|Banque|||R|20250401|REGION DU NORD|0,00|5,00|||20250401||'; } >"$scratch/${STAGE}FEC20251231_03.txt"
must import -q "$scratch/${STAGE}FEC20251231_03.txt"
check "what is given back under the name is taken off" "15.00" "$(columns received report reconciliation --entity "$NORTH" --year 2025)"

timing=$(columns kind,paid,proposal institutions reconcile "$STAGE" | sed -n 's/^timing,300.00,//p')
late=$(columns kind,paid,proposal institutions reconcile "$STAGE" | sed -n 's/^timing,200.00,//p')
exits "a proposal of amounts is accepted" 0 c institutions reconcile accept "$timing" --reason "virement de fin d'année"
exits "another is refused" 0 c institutions reconcile refuse "$late" --reason "deux versements distincts"
check "each shows what was decided, why and by whom" "300.00,accepted,virement de fin d'année,greffe 200.00,refused,deux versements distincts,greffe" \
  "$(columns kind,paid,state,reason,author institutions reconcile "$STAGE" | sed -n 's/^timing,//p' | sort -r | paste -sd' ' -)"
exits "deciding the same again is nothing to decide" 66 c institutions reconcile accept "$timing" --reason "encore"
exits "a decision may be taken back by another" 0 c institutions reconcile refuse "$timing" --reason "erreur"
check "the last word counts" "refused,erreur" "$(columns proposal,state,reason institutions reconcile "$STAGE" | sed -n "s/^$timing,//p")"
check "every decision is kept with its author" "accepted,greffe,1 refused,greffe,2" \
  "$(sql "select string_agg(concat_ws(',', decision, author, n), ' ' order by decision) from (select decision, author, count(*) as n from payment_decision where kind <> 'name' group by 1, 2) d")"
check "a name taught is kept with its reason and author" "libellé du virement,greffe" "$(sql "select concat_ws(',', reason, author) from party_alias where siren = $NORTH")"
for table in payment_decision party_alias; do
  exits "what was decided cannot be changed: $table" 1 c db psql -- -qX -v ON_ERROR_STOP=1 -c "update $table set reason = 'autre'"
  exits "what was decided cannot be deleted: $table" 1 c db psql -- -qX -v ON_ERROR_STOP=1 -c "delete from $table"
done

# refused: proposed no more, and it counts for nothing
received "$scratch/${STAGE}FEC20241231_02.txt" <<L
20 20240801 740000 3,00 Ville fictive de Nulle Part
L
must import -q "$scratch/${STAGE}FEC20241231_02.txt"
nowhere=$(columns kind,name,proposal institutions reconcile "$STAGE" | sed -n 's/^name,Ville fictive de Nulle Part,//p')
differs "a name like the town's is proposed" "" "$nowhere"
before=$(columns received report reconciliation | paste -sd' ' -)
exits "a name is refused" 0 c institutions reconcile refuse "$nowhere" --reason "autre ville"
check "a refused name is proposed no more" "" "$(columns kind,name,state institutions reconcile "$STAGE" | grep 'Nulle Part,proposed')"
check "a refused name counts for nothing" "$before" "$(columns received report reconciliation | paste -sd' ' -)"
exits "refusing it again is nothing to decide" 66 c institutions reconcile refuse "$nowhere" --reason "x"
town() { columns received report reconciliation --entity "$TOWN" --year 2024; }
refused_town=$(town)
exits "a refusal may be reconsidered" 0 c institutions reconcile accept "$nowhere" --reason "commune nouvelle"
check "the last word on a name counts" "3.00" "$(echo "$(town) $refused_town" | awk '{ printf "%.2f", $1 - $2 }')"
exits "and an acceptance too" 0 c institutions reconcile refuse "$nowhere" --reason "autre ville, vérifié"
check "then it counts for nothing again" "$before" "$(columns received report reconciliation | paste -sd' ' -)"
exits "everything is whole" 0 c verify

# --- the same amount several times ----------------------------------------------------------------------------------------------------------

# 25.00 paid in January and in June, one received in June: that of June. 70.00 paid twice in December, received twice in
# January: two proposals.
new_ledger
pes "$scratch/twice.xml" D "$TOWN_SIRET" <<L
1 2024-01-02 2024 65748 316 25.00 $STAGE_SIRET OPERA FICTIF
2 2024-06-03 2024 65748 316 25.00 $STAGE_SIRET OPERA FICTIF
3 2024-12-10 2024 65748 316 70.00 $STAGE_SIRET OPERA FICTIF
4 2024-12-11 2024 65748 316 70.00 $STAGE_SIRET OPERA FICTIF
L
mkdir "$scratch/twice"
printf '1 20240610 747400 25,00 Acompte\n' | received "$scratch/twice/${STAGE}FEC20241231.txt"
printf '1 20250110 747400 70,00 Acompte\n2 20250111 747400 70,00 Acompte\n' | received "$scratch/twice/${STAGE}FEC20251231.txt"
must import -q "$scratch/matches.xml" "$scratch/twice.xml" "$scratch/twice"
june=$(grep -n 'IdBord V="2"' "$scratch/twice.xml" | cut -d: -f1)
check "a receipt answers the payment of its days, not an older one of its amount" "exact,twice.xml:$june" "$(columns kind,paid,payments institutions reconcile "$STAGE" | sed -n 's/,25.00,/,/p')"
check "each of two equal payments answers one of two equal receipts of the next year" "timing timing" "$(columns kind,paid institutions reconcile "$STAGE" | sed -n 's/,70.00$//p' | paste -sd' ' -)"

# --- a body first met in a file that does not name it -----------------------------------------------------------------------------------------

new_ledger
must import -q "$scratch/${STAGE}FEC20241231.txt" "$scratch/town-2024.xml" "$scratch/matches.xml"
check "a body is named by the first file that names it" "Opéra fictif" "$(columns entity institutions list)"
check "and its name is looked for" "OPERA FICTIF ASSOCIATION" "$(columns kind,name institutions reconcile "$STAGE" | sed -n 's/^name,\(OPERA.*\)/\1/p')"

# --- flows -----------------------------------------------------------------------------------------------------------------------------------------

# the State pays 450.00 through the town; the town 900.00; the region 300.00 & co
new_ledger
register "$scratch/flows.xml" <<R
  <transfer id="T" nature="transfer" competence="lecture" from="$STATE" effective="2024-01-01" act="loi">
    <evaluation state="definitive" act="arrete" date="2024-02-01" value-year="2024" opinion="2024-01-15"/>
    <right siren="$DEPARTMENT" amount="80.00"/>
    <resource id="DGD" kind="dgd" account="74621"><paid siren="$DEPARTMENT" year="2024" amount="75.00"/></resource>
  </transfer>
  <agreement id="FLOWS" institution="$STAGE" from="2024-01-01" to="2024-12-31">
    <funder siren="$STATE" receipt-account="74718" via="$TOWN"><due year="2024" amount="450.00"/><paid year="2024" amount="450.00"/></funder>
    <funder siren="$TOWN" receipt-account="7474"><due year="2024" amount="900.00"/><paid year="2024" amount="900.00"/></funder>
    <funder siren="$NORTH" receipt-account="7472"><due year="2024" amount="300.00"/></funder>
  </agreement>
R
sed -i 's/name="Région fictive du Nord"/name="Région du Nord \&amp; Cie \&lt;fictive\&gt;"/' "$scratch/flows.xml"
printf '7472 316 R 310.00\n74718 316 R 450.00\n' | account "$scratch/stage-2024.xml" "$STAGE" 2024
must import -q "$scratch/flows.xml" "$scratch/stage-2024.xml"
check "each flow stands once, with who it passes through" \
"$STATE,$DEPARTMENT,,compensation,75.00,declared $STATE,$STAGE,$TOWN,funding,450.00,declared $NORTH,$STAGE,,funding,310.00,accounts $TOWN,$STAGE,,funding,900.00,declared" \
  "$(columns from,to,via,kind,amount,basis report flows --year 2024 | LC_ALL=C sort -t, -k4,4 -k1,1 | paste -sd' ' -)"
exits "flows are drawn" 0 c report flows -O svg -o "$scratch/flows.svg"
exits "the drawing is well formed" 0 xmllint --noout "$scratch/flows.svg"
contains "it is a drawing of its own" '<svg xmlns="http://www.w3.org/2000/svg"' "$scratch/flows.svg"
# 75 + 450 + 310 + 900
contains "each amount is in its total once" "1,735.00" "$scratch/flows.svg"
check "five bands are drawn: what passes through a body is drawn on both its sides" 5 "$(grep -c '<path' "$scratch/flows.svg")"
check "what passes through is told apart" 2 "$(grep -c 'stroke-dasharray' "$scratch/flows.svg")"
contains "a band says from whom to whom, and how much" "→ Opéra fictif : 310.00" "$scratch/flows.svg"
contains "names are escaped" "Région du Nord &amp; Cie &lt;fictive&gt;" "$scratch/flows.svg"
exits "flows are printed as a page" 0 c report flows -O html -o "$scratch/flows.html"
sed -n '/<path/p; /<rect x/p' "$scratch/flows.svg" >"$scratch/svg.parts"; sed -n '/<path/p; /<rect x/p' "$scratch/flows.html" >"$scratch/html.parts"
same_file "the page holds the same drawing" "$scratch/svg.parts" "$scratch/html.parts"
contains "and the table" "compensation" "$scratch/flows.html"
exits "another report is not drawn" 2 c report spending -O svg
contains "and that is said" "svg" "$scratch/err"
exits "findings are not drawn" 2 c findings -O svg
exits "flows of nothing are drawn" 0 c report flows --year 1999 -O svg -o "$scratch/none.svg"
exits "and well formed" 0 xmllint --noout "$scratch/none.svg"

# --- consolidated spending ------------------------------------------------------------------------------------------------------------------------

# Culture (function 31), 2024. The town spends 1000.00, of which 700.00 to the opera; the region 400.00, of which 300.00 to
# the opera and 50.00 to the town; the opera 1500.00, of nobody counted here.
#   town 1000 - 700 = 300; region 400 - 350 = 50; opera 1500; together 2900 - 1050 = 1850
new_ledger
register "$scratch/consolidated.xml" <<R
  <agreement id="C" institution="$STAGE" from="2024-01-01" to="2024-12-31">
    <funder siren="$TOWN" receipt-account="7474"><due year="2024" amount="700.00"/></funder>
    <funder siren="$NORTH" receipt-account="7472"><due year="2024" amount="300.00"/></funder>
  </agreement>
R
concours() { echo "<CONCOURS><CodArticle V=\"65748\"/><CodInvFonc V=\"F\"/><CodNatJurBenefCA V=\"P1\"/><LibOrgaBenef V=\"Bénéficiaire\"/><MtSubv V=\"$2\"/><ObjSubv V=\"Saison\"/><Siret V=\"$1\"/></CONCOURS>"; }
annexes() { # annexes FILE: the CONCOURS of standard input into an account
  sed -i "s|  </Budget>|    <Annexes><DATA_CONCOURS>$(tr -d '\n')</DATA_CONCOURS></Annexes>\n&|" "$1"
}
printf '65748 316 D 700.00\n6068 316 D 300.00\n60611 020 D 9.00\n' | account "$scratch/c-town.xml" "$TOWN" 2024
{ concours "$STAGE_SIRET" 700.00; concours "$(siret 993640028)" 20.00; } | annexes "$scratch/c-town.xml"
printf '65748 316 D 350.00\n6068 316 D 50.00\n' | account "$scratch/c-north.xml" "$NORTH" 2024
{ concours "$STAGE_SIRET" 300.00; concours "$TOWN_SIRET" 50.00; } | annexes "$scratch/c-north.xml"
printf '6068 316 D 1500.00\n7474 316 R 700.00\n7472 316 R 300.00\n' | account "$scratch/c-stage.xml" "$STAGE" 2024
must import -q "$scratch/consolidated.xml" "$scratch"/c-*.xml
consolidated() { columns siren,counterparty,gross,removed,net,basis report consolidated --year 2024 | paste -sd' ' -; }
wanted="$NORTH,,400.00,350.00,50.00, $NORTH,$TOWN,,50.00,,annex $NORTH,$STAGE,,300.00,,annex $TOWN,,1000.00,700.00,300.00, $TOWN,$STAGE,,700.00,,annex $STAGE,,1500.00,0.00,1500.00, ,,2900.00,1050.00,1850.00,total"
check "flows between bodies are removed, each named, and the year totalled" "$wanted" "$(consolidated)"
c report consolidated --year 2024 -O csv >"$scratch/all.csv"
for body in $(cut -d, -f2 "$scratch/all.csv" | grep '^99' | sort -u); do
  awk -F, -v body="$body" '$2 == body || $4 == body' "$scratch/all.csv" >"$scratch/among"
  c report consolidated --year 2024 --entity "$body" -O csv | tail -n +2 >"$scratch/alone"
  same_file "consolidated spending of $body alone is that among all" "$scratch/among" "$scratch/alone"
done
check "several bodies were asked about alone" yes "$([ "$(cut -d, -f2 "$scratch/all.csv" | grep '^99' | sort -u | wc -l)" -gt 2 ] && echo yes)"
check "gross less removed is net in each row" "" "$(columns gross,removed,net report consolidated | awk -F, '$1 != "" && ($1 - $2 - $3 > 0.001 || $3 - $1 + $2 > 0.001)')"
# the same payments as orders: removed once
pes "$scratch/c-orders.xml" D "$TOWN_SIRET" <<L
1 2024-03-01 2024 65748 316 400.00 $STAGE_SIRET OPERA
2 2024-04-01 2024 65748 316 300.00 $STAGE_SIRET OPERA
L
must import -q "$scratch/c-orders.xml"
check "the same flows in orders are removed once" "$(echo "$wanted" | sed "s/$TOWN,$STAGE,,700.00,,annex/$TOWN,$STAGE,,700.00,,vouchers/")" "$(consolidated)"

# the town also pays the region 600.00 for roads: that is no cultural spending, and none is removed for it
pes "$scratch/c-roads.xml" D "$TOWN_SIRET" <<L
3 2024-05-01 2024 65732 843 600.00 $NORTH_SIRET REGION
L
must import -q "$scratch/c-roads.xml"
check "a payment outside the selection is not removed from it" "1000.00,700.00,300.00" "$(columns siren,counterparty,gross,removed,net report consolidated --year 2024 | sed -n "s/^$TOWN,,//p")"

# 2025: the opera has only its own books (30.00 of charges), the town only its orders (8.00 to the opera, 5.00 of supplies)
{ echo "$HEADING"; echo 'AC|Achats|1|20250301|601000|Achats|||A|20250301|x|30,00|0,00|||20250301||'; echo 'AC|Achats|1|20250301|401000|Fournisseurs|||A|20250301|x|0,00|30,00|||20250301||'; } >"$scratch/${STAGE}FEC20251231.txt"
pes "$scratch/c-2025.xml" D "$TOWN_SIRET" <<L
1 2025-03-01 2025 65748 316 8.00 $STAGE_SIRET OPERA
2 2025-04-01 2025 6068 316 5.00 - PAPETERIE
L
must import -q "$scratch/${STAGE}FEC20251231.txt" "$scratch/c-2025.xml"
check "what is spent by orders alone is spent" "13.00" "$(columns realised report spending --entity "$TOWN" --year 2025)"
check "books and orders are consolidated as spending says" "$TOWN,,13.00,8.00,5.00, $TOWN,$STAGE,,8.00,,vouchers $STAGE,,30.00,0.00,30.00, ,,43.00,8.00,35.00,total" \
  "$(columns siren,counterparty,gross,removed,net,basis report consolidated --year 2025 | paste -sd' ' -)"

finished
