# Published lists of subsidies: the SCDL schema as portals write it, and the State's list (jaune budgétaire). What they say
# counts as paid only where nothing better says it, once, and never in kind.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

grants() { columns "${2-beneficiary,amount}" report grants ${1:+--document $1} | paste -sd' ' -; }
last() { columns document documents | sort -n | tail -n 1; }
TOWN_SIRET=$(siret "$TOWN") STAGE_SIRET=$(siret "$STAGE") NORTH_SIRET=$(siret "$NORTH") SOUTH_SIRET=$(siret "$SOUTH")
CIRCUS=993640028 CHOIR=993640036 # more bodies of these tests
CIRCUS_SIRET=$(siret "$CIRCUS") CHOIR_SIRET=$(siret "$CHOIR")

# --- the schema -----------------------------------------------------------------------------------------------------------

HEADING='nomAttribuant;idAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;objet;montant;nature;conditionsVersement;datesPeriodeVersement;idRAE;notificationUE;pourcentageSubvention'
# a value that holds the separator stands in quotes
list() { # list [SEPARATOR]: lines "day|beneficiary|SIRET|purpose|amount|kind|share" as rows of the schema, payer the town
  { echo "$HEADING" | tr ';' '|'; awk -F'|' -v OFS='|' -v payer="$TOWN_SIRET" '{ print "Ville fictive", payer, $1, "D" NR, $2, $3, $4, $5, $6, "unique", $1, "non", "non", $7 }'; } |
    awk -F'|' -v sep="${1-;}" '{ line = ""; for (i = 1; i <= NF; i++) line = line (i > 1 ? sep : "") (index($i, sep) ? "\"" $i "\"" : $i); print line }'
}

# 1500.00 + 2300.00 + half of 3000.00 + 12.34 = 5312.34 in cash; 700.00 in kind; one amount that is not said
cat >"$scratch/rows" <<L
2024-03-01|Opéra fictif|$STAGE_SIRET|Saison|1 500,00|aide en numéraire|1
2024-03-02|Cirque fictif|$CIRCUS_SIRET|Piste|2 300 €|aide en numéraire|1.00
2024-03-03|Opéra fictif|$STAGE_SIRET|Tournée; reprise|3000.00|aide en numéraire|0.50
2024-03-04|Chœur fictif|$CHOIR_SIRET|Salle, grande|700.00|aide en nature|1
2024-03-05|Chœur fictif|$CHOIR_SIRET|À venir|n/c|aide en numéraire|1
2024-03-06|Chœur fictif|$CHOIR_SIRET|Concert|12,34|aide en numéraire;aide en nature|1
L
list <"$scratch/rows" >"$scratch/scdl.csv"
exits "a list of subsidies is imported" 0 c import -O csv "$scratch/scdl.csv"
check "a list of subsidies is its payer's" "posted,scdl-subventions,$TOWN,2024" "$(pick "$scratch/out" status,format,siren,year | tail -n 1)"
contains "an amount that is not said is warned of" GRT-201 "$scratch/err"
contains "with its line" "scdl.csv:6" "$scratch/err"
check "every other row is a grant, one for one, with the beneficiary's share" \
"Opéra fictif,1500.00 Cirque fictif,2300.00 Opéra fictif,1500.00 Chœur fictif,700.00 Chœur fictif,12.34" "$(grants)"
check "an amount that is not said is never zero" 0 "$(grants | grep -c ',0.00')"
check "a grant names its beneficiary" "$STAGE $CIRCUS $STAGE $CHOIR $CHOIR" "$(grants "" beneficiary_siren)"
check "a grant names its payer, year and line" "$TOWN,2024,scdl.csv:2 $TOWN,2024,scdl.csv:3 $TOWN,2024,scdl.csv:4 $TOWN,2024,scdl.csv:5 $TOWN,2024,scdl.csv:7" "$(grants "" siren,year,source)"
check "only what is wholly in kind is in kind" ",,,aide en nature," "$(columns in_kind report grants | paste -sd, -)"
check "a list makes no entry of the books" "0" "$(columns account report trial-balance | grep -c .)"

before=$(state)
check "the same list again is unchanged" unchanged "$(status "$scratch/scdl.csv")"
list , <"$scratch/rows" >"$scratch/comma.csv"
contains "this list has commas" "nomAttribuant,idAttribuant,dateConvention" "$scratch/comma.csv"
check "the same list with commas is unchanged" unchanged "$(status "$scratch/comma.csv")"
{ printf '\357\273\277'; sed 's/$/\r/' "$scratch/scdl.csv"; } >"$scratch/bom.csv"
check "the same list with a byte order mark and CR LF is unchanged" unchanged "$(status "$scratch/bom.csv")"
check "it stands once" "$before" "$(state)"

# --- spellings of fields -------------------------------------------------------------------------------------------------------

spelt() { # spelt NAME HEADING: payer, SIRET, day, beneficiary, SIRET, purpose, amount, kind, share; posted as 2024 and 10.00 n
  number=$((${number-0} + 1))
  { echo "$2"; echo "Ville fictive;$TOWN_SIRET;2024-04-01;Cirque fictif;$CIRCUS_SIRET;Orthographe $number;$number,50;aide en numéraire;1"; } >"$scratch/spelt.csv"
  check "$1 are read" "posted $CIRCUS,$number.50" "$(status "$scratch/spelt.csv") $(grants "$(last)" beneficiary_siren,amount)"
}
spelt "the schema's names" 'nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature;pourcentageSubvention'
spelt "names with spaces, stars and accents" ' Nom attributaire* ; Identification de l'"'"'attributaire* ;Date de convention*; Nom du bénéficiaire* ; Identification du bénéficiaire* ; Objet de la convention ; Montant total de la subvention* ; Nature de la subvention* ; Pourcentage du montant de la subvention attribué au bénéficiaire* '
spelt "names without accents, in capitals," 'NOMATTRIBUANT;IDATTRIBUANT;DATECONVENTION;NOM DU BENEFICIAIRE;IDENTIFICATION DU BENEFICIAIRE;OBJET;MONTANT;NATURE;POURCENTAGESUBVENTION'
spelt "names mistyped by portals" 'Nom de l attribuant;idAttribuant;dateConvention;nomBeneficiere;idBeneficiaire;object;montant;nature;pourcentageSubvention'
spelt "names between quotes" '"nomAttribuant";"idAttribuant";"dateConvention";"nomBeneficiaire";"idBeneficiaire";"objet";"montant";"nature";"pourcentageSubvention"'
# UTF-8 read as Latin-1 and written again, in a column that is not needed
spelt "names beside one whose letters were spoilt" 'nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature;pourcentageSubvention;Aide notifiÃ©e Ã  l'"'"'Europe'
# one byte a letter
number=$((number + 1))
{ echo "nomAttribuant;idAttribuant;dateConvention;Nom du bénéficiaire;Identification du bénéficiaire;objet;montant;nature"; echo "Ville fictive;$TOWN_SIRET;01/04/2024;Théâtre fictif;;Été;$number,50;aide en numéraire"; } | iconv -f UTF-8 -t ISO-8859-1 >"$scratch/latin.csv"
check "a list in ISO-8859-1 is read" "posted Théâtre fictif,$number.50" "$(status "$scratch/latin.csv" -v) $(grants "$(last)")"
contains "a beneficiary without SIRET is told" GRT-204 "$scratch/messages"
{ echo "$HEADING"; echo "Ville fictive;$TOWN_SIRET;2024-04-02;D;Cirque fictif;$CIRCUS_SIRET;Chapiteau;55.00;AIDE EN NATURE;unique;;;;1"; } >"$scratch/capitals.csv"
check "in kind is in kind in capitals too" "posted aide en nature" "$(status "$scratch/capitals.csv") $(grants "$(last)" in_kind)"

# --- years ----------------------------------------------------------------------------------------------------------------------

{ echo "exercice;$HEADING"; echo "2022;Ville fictive;$TOWN_SIRET;2019-05-10;D;Cirque fictif;$CIRCUS_SIRET;A;1.00;aide en numéraire;unique;;;;1"
  echo "2023;Ville fictive;$TOWN_SIRET;2019-05-10;D;Cirque fictif;$CIRCUS_SIRET;B;2.00;aide en numéraire;unique;;;;1"; } >"$scratch/years.csv"
check "the fiscal year goes before the day of the agreement" "posted 2022,1.00 2023,2.00" "$(status "$scratch/years.csv") $(grants "$(last)" year,amount)"
check "a list of several years is of none" "" "$(columns file,year documents | sed -n 's/^years.csv,//p')"
{ echo "$HEADING"; echo "Ville fictive;$TOWN_SIRET;;D;Cirque fictif;$CIRCUS_SIRET;A;1.00;aide en numéraire;unique;;;;1"; } >"$scratch/noyear.csv"
refused_as "a grant without any year" GRT-107 "$scratch/noyear.csv"

# --- payers ---------------------------------------------------------------------------------------------------------------------

{ echo "$HEADING"; echo ";;2024-05-01;D;Cirque fictif;$CIRCUS_SIRET;A;31.00;aide en numéraire;unique;;;;1"
  echo "Ville fictive;$TOWN_SIRET;2024-05-02;D;Cirque fictif;$CIRCUS_SIRET;B;32.00;aide en numéraire;unique;;;;1"; } >"$scratch/some.csv"
check "rows without payer are the list's" "posted $TOWN,31.00 $TOWN,32.00" "$(status "$scratch/some.csv") $(grants "$(last)" siren,amount)"
contains "and warned of" GRT-203 "$scratch/messages"
sed "s/$TOWN_SIRET/$NORTH_SIRET/; s/31.00/33.00/" "$scratch/some.csv" >"$scratch/two.csv"
echo "Ville fictive;$TOWN_SIRET;2024-05-03;D;Cirque fictif;$CIRCUS_SIRET;C;34.00;aide en numéraire;unique;;;;1" >>"$scratch/two.csv"
before=$(state)
refused_as "a list of two payers" GRT-102 "$scratch/two.csv"
contains "both payers are named" "$TOWN" "$scratch/err"
contains "both payers are named, the other too" "$NORTH" "$scratch/err"
refused_as "a list of two payers, even said to be of one," GRT-102 --entity "$TOWN" "$scratch/two.csv"
sed "s/$TOWN_SIRET//" "$scratch/some.csv" >"$scratch/nobody.csv"
echo "$HEADING" >"$scratch/empty.csv"
refused_as "a list without any subsidy" GRT-109 --entity "$TOWN" "$scratch/empty.csv"
refused_as "a list that says no payer" GRT-103 "$scratch/nobody.csv"
check "--entity says it" "posted" "$(status --entity "$SOUTH" "$scratch/nobody.csv")"
check "the list is that body's" "$SOUTH $SOUTH" "$(grants "$(last)" siren)"
must documents undo "$(last)" --reason "essai"

# --- refused, with the reason -----------------------------------------------------------------------------------------------------

before=$(state)
for column in idAttribuant nomBeneficiaire idBeneficiaire montant; do
  sed "1s/$column/autre/" "$scratch/scdl.csv" >"$scratch/lacks.csv"
  refused_as "a list without $column" GRT-101 "$scratch/lacks.csv"
  contains "the column that is missing is named: $column" "$column" "$scratch/err"
done
sed '1s/idBeneficiaire/a/; 1s/montant/b/' "$scratch/scdl.csv" >"$scratch/lacks.csv"
c import -q "$scratch/lacks.csv" >"$scratch/out" 2>"$scratch/err"
check "every column that is missing is named" "idBeneficiaire montant" "$(grep -o 'idBeneficiaire\|montant' "$scratch/err" | sort -u | paste -sd' ' -)"
wrong() { # wrong NAME CODE AMOUNT [SHARE]
  { echo "$HEADING"; echo "Ville fictive;$TOWN_SIRET;2024-05-01;D;Cirque fictif;$CIRCUS_SIRET;A;$3;aide en numéraire;unique;;;;${4-1}"; } >"$scratch/wrong.csv"
  refused_as "$1" "$2" "$scratch/wrong.csv"
}
wrong "an amount that may be thousands" GRT-104 1.500
wrong "an amount with four decimals" GRT-105 12.3456
wrong "a share above one" GRT-106 10.00 1.5
wrong "a share in percent" GRT-106 10.00 50
wrong "a share of nothing" GRT-106 10.00 0
sed '$s/^/"/' "$scratch/scdl.csv" >"$scratch/unclosed.csv"
refused_as "a quote that never closes" ENC-002 "$scratch/unclosed.csv"
contains "its line is told" "unclosed.csv:7" "$scratch/err"
check "nothing of what was refused stays" "$before" "$(state)"
# half of 10.01 is 5.005: to the cent, half up
sed "2s/;10.00;/;10.01;/; 2s/;0\$/;0.5/; s/$TOWN_SIRET/$SOUTH_SIRET/" "$scratch/wrong.csv" >"$scratch/half.csv"
check "a share that is no whole cent is read" posted "$(status "$scratch/half.csv" -v)"
contains "and told" GRT-202 "$scratch/messages"
check "and rounded half up" "Cirque fictif,5.01" "$(grants "$(last)")"
must documents undo "$(last)" --reason "essai"

# --- the only source of paid --------------------------------------------------------------------------------------------------------

# agreement of the town with the opera: 3000.00 in 2024; the list says 1500.00 + 1500.00. Choir: 700.00 in kind is no payment,
# 12.34 is.
register "$scratch/register.xml" <<R
  <body siren="$CHOIR" kind="institution" name="Chœur fictif"/>
  <agreement id="OPERA" institution="$STAGE" from="2024-01-01" to="2025-12-31">
    <funder siren="$TOWN" receipt-account="7474"><due year="2024" amount="3000.00"/></funder>
    <funder siren="$STATE" receipt-account="7471"><due year="2023" amount="61.00"/></funder>
  </agreement>
  <agreement id="CHŒUR" institution="$CHOIR" from="2024-01-01" to="2024-12-31">
    <funder siren="$TOWN" receipt-account="7474"><due year="2024" amount="12.34"/></funder>
  </agreement>
R
sed -i 's/id="CHŒUR"/id="CHOEUR"/' "$scratch/register.xml"
must import -q "$scratch/register.xml"
paid() { columns paid,paid_basis,kind report reconciliation --entity "$1" --year "${2-2024}" | paste -sd' ' -; }
check "a published list is what was paid where nothing else says it" "3000.00,published,missing_payee" "$(paid "$STAGE")"
check "in kind is no payment" "12.34,published,missing_payee" "$(paid "$CHOIR")"

# published again with one row more (250.00): the rows of before are not paid a second time
echo "2024-06-01|Opéra fictif|$STAGE_SIRET|Reprise|250.00|aide en numéraire|1" | cat "$scratch/rows" - | list >"$scratch/longer.csv"
must import -q "$scratch/longer.csv"
check "a list published again with one row more pays each grant once" "3250.00" "$(columns paid report reconciliation --entity "$STAGE" --year 2024)"
must documents undo "$(last)" --reason "essai"

# the same subsidy every year is a grant of each year: 100.00 in 2022 and in 2023, in lists without day of agreement
for year in 2022 2023; do
  { echo "exercice;$HEADING"; echo "$year;Ville fictive;$TOWN_SIRET;;;Harmonie fictive;;Fonctionnement;100.00;aide en numéraire;unique;;;;1"; } >"$scratch/yearly-$year.csv"
  must import -q "$scratch/yearly-$year.csv"
done
check "the same subsidy every year counts every year" "2022,100.00 2023,100.00" "$(columns beneficiary,year,amount report grants --entity "$TOWN" | sed -n 's/^Harmonie fictive,//p' | paste -sd' ' -)"
# two equal rows of one list are two grants
{ echo "$HEADING"; for row in 1 2; do echo "Ville fictive;$TOWN_SIRET;2024-07-01;;Fanfare fictive;;Fonctionnement;50.00;aide en numéraire;unique;;;;1"; done; } >"$scratch/equal.csv"
must import -q "$scratch/equal.csv"
check "two equal rows of one list are two grants" "50.00 50.00" "$(columns beneficiary,amount report grants --entity "$TOWN" | sed -n 's/^Fanfare fictive,//p' | paste -sd' ' -)"

# the agreement's own word goes before, the annex of the accounts before that, payment orders before all
sed 's|<due year="2024" amount="3000.00"/>|&<paid year="2024" amount="2900.00"/>|' "$scratch/register.xml" >"$scratch/declared.xml"
must import -q --replace "$scratch/declared.xml"
check "what the agreement declares goes before a list" "2900.00,declared,missing_payee" "$(paid "$STAGE")"
account "$scratch/town.xml" "$TOWN" 2024 <<L
65748 316 D 2800.00
L
sed -i "s|  </Budget>|    <Annexes><DATA_CONCOURS><CONCOURS><CodArticle V=\"65748\"/><CodInvFonc V=\"F\"/><CodNatJurBenefCA V=\"P1\"/><LibOrgaBenef V=\"Opéra fictif\"/><MtSubv V=\"2800.00\"/><ObjSubv V=\"Saison\"/><Siret V=\"$STAGE_SIRET\"/></CONCOURS></DATA_CONCOURS></Annexes>\n&|" "$scratch/town.xml"
must import -q "$scratch/town.xml"
check "the annex of the accounts goes before, and is not added to the list" "2800.00,annex,missing_payee" "$(paid "$STAGE")"
check "the list adds nothing to what the town spent" "2800.00" "$(columns realised report spending --entity "$TOWN" --year 2024)"
cat >"$scratch/orders.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<n:PES_Aller xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"><Enveloppe><Parametres><Version V="2"/><TypFic V="PESALR1"/><NomFic V="MANDATS"/></Parametres><Emetteur><Sigle V="E"/></Emetteur></Enveloppe>
<EnTetePES><DteStr V="2024-07-01"/><IdPost V="099001"/><IdColl V="$TOWN_SIRET"/><CodCol V="101"/><CodBud V="00"/><LibelleColBud V="VILLE"/></EnTetePES>
<PES_DepenseAller><EnTeteDepense><IdVer V="2"/><InfoDematerialisee V="0"/></EnTeteDepense>
<Bordereau><BlocBordereau><Exer V="2024"/><IdBord V="1"/><DteBordEm V="2024-07-01"/><TypBord V="01"/><NbrPce V="1"/><MtCumulAnnuel V="2700.00"/><MtBordHT V="2700.00"/></BlocBordereau>
<Piece><BlocPiece><InfoPce><IdPce V="1"/><TypPce V="01"/><NatPce V="01"/><Obj V="SUBVENTION"/></InfoPce></BlocPiece>
<LigneDePiece><BlocLignePiece><InfoLignePce><IdLigne V="1"/><Nature V="65748"/><Fonction V="316"/><MtHT V="2700.00"/></InfoLignePce></BlocLignePiece><Tiers><InfoTiers><IdTiers V="$STAGE_SIRET"/><NatIdTiers V="01"/><CatTiers V="60"/><NatJur V="06"/><Nom V="OPERA FICTIF"/></InfoTiers></Tiers></LigneDePiece></Piece></Bordereau>
</PES_DepenseAller></n:PES_Aller>
X
must import -q "$scratch/orders.xml"
check "payment orders go before all, and nothing is added to them" "2700.00,vouchers,missing_payee" "$(paid "$STAGE")"

# --- voted is not paid ---------------------------------------------------------------------------------------------------------------

# the region's budget votes 90.00 to the circus, its account pays 80.00
annexed() { # annexed STAGE AMOUNT: a budget with one grant in its annex
  budget "$1" "$NORTH_SIRET" 2024 <<L | sed "s|  </Budget>|    <Annexes><DATA_CONCOURS><CONCOURS><CodArticle V=\"65748\"/><CodInvFonc V=\"F\"/><CodNatJurBenefCA V=\"P1\"/><LibOrgaBenef V=\"Cirque fictif\"/><MtSubv V=\"$2\"/><ObjSubv V=\"Saison\"/><Siret V=\"$CIRCUS_SIRET\"/></CONCOURS></DATA_CONCOURS></Annexes>\n&|"
65748 316 D $2 $2
L
}
annexed BP 90.00 >"$scratch/bp.xml"; annexed CA 80.00 >"$scratch/ca.xml"
must import -q "$scratch/bp.xml" "$scratch/ca.xml"
check "what a budget votes is no grant paid" "80.00,annex" "$(columns amount,basis report grants --entity "$NORTH" --year 2024 | paste -sd' ' -)"

# --- the State's list ------------------------------------------------------------------------------------------------------------------

# of the bill for 2025: payments of 2023; names with line feeds and no-break spaces
{ printf 'programme;siren;nic;denomination;montant;objet_2023;convention\n'
  printf '131;%s;00011;"Opéra\n fictif";40.00;"Saison\n2023";Oui\n' "$STAGE"
  printf '224;NR;NR;"Les\302\240Amis du cirque";9 000,50;Piste;Non\n'
  printf '131;"NR\nCHORUS";;Théâtre d ailleurs;7;Tournée;Non\n'
  printf '131;%s;00011;Opéra fictif;21.00;Création;Oui\n' "$STAGE"; } >"$scratch/jaune.csv"
exits "the State's list is imported" 0 c import -O csv "$scratch/jaune.csv"
jaune=$(last)
check "its year is that of its payments, its payer the only State" "posted,state-grants,$STATE,2023" "$(pick "$scratch/out" status,format,siren,year | tail -n 1)"
check "a SIREN that is not given is none" "$STATE,2023,P131,$STAGE,40.00 $STATE,2023,P224,,9000.50 $STATE,2023,P131,,7.00 $STATE,2023,P131,$STAGE,21.00" \
  "$(sql "select string_agg(concat_ws(',', siren, fiscal_year, account, coalesce(beneficiary_siren::text, ''), (amount / 100.0)::numeric(18, 2)), ' ' order by grant_no) from grant_paid where document_id = $jaune")"
check "a name with a line feed is one name" "Opéra fictif" "$(sql "select string_agg(distinct beneficiary, '|') from grant_paid where document_id = $jaune and beneficiary_siren = $STAGE")"
check "a grant on several lines has the first" 2 "$(sql "select source_line from grant_paid where document_id = $jaune and grant_no = 1")"
check "the State's list is what the State paid" "61.00,published,missing_payee" "$(paid "$STAGE" 2023)"
check "the same list again is unchanged" unchanged "$(status "$scratch/jaune.csv")"
tr ';' ',' <"$scratch/jaune.csv" | sed 's/9 000,50/9000.50/' >"$scratch/jaune-comma.csv"
check "the same list with commas is unchanged" unchanged "$(status "$scratch/jaune-comma.csv")"
{ printf 'Programme;N° SIREN;Dénomination;Total des subventions\n'; printf '175;%s;Opéra fictif;5\n' "$STAGE"; } >"$scratch/old.csv"
refused_as "a list that does not say its year" GRT-108 "$scratch/old.csv"
contains "how to say it is told" "--year" "$scratch/err"
check "--year says it, with the names of another year's columns" "posted 2010,5.00" "$(status --year 2010 "$scratch/old.csv") $(grants "$(last)" year,amount)"
# the same row the year before
sed -n '1p; $p' "$scratch/jaune.csv" | sed 's/objet_2023/objet_2022/' >"$scratch/jaune-2022.csv"
must import -q "$scratch/jaune-2022.csv"
check "the same row of another year is another grant" "2022,21.00" "$(columns year,amount report grants --entity "$STATE" --year 2022)"
{ printf 'programme;siren;denomination;objet_2022\n'; printf '131;%s;Opéra fictif;A\n' "$STAGE"; } >"$scratch/noamount.csv"
exits "a State's list without amounts is refused" 65 c import "$scratch/noamount.csv"

# two bodies are of kind state, or none: --entity
register "$scratch/second.xml" <<R
  <body siren="$CIRCUS" kind="state" name="Autre État fictif"/>
  <agreement id="AUTRE" institution="$SOUTH" from="2024-01-01" to="2024-12-31"><funder siren="$CIRCUS"><due year="2024" amount="1.00"/></funder></agreement>
R
must import -q "$scratch/second.xml"
sed 's/objet_2023/objet_2021/; s/40.00/41.00/' "$scratch/jaune.csv" >"$scratch/jaune-2021.csv"
refused_as "a State's list where two bodies are the State" GRT-103 "$scratch/jaune-2021.csv"
check "--entity says which" "posted $CIRCUS" "$(status --entity "$CIRCUS" "$scratch/jaune-2021.csv") $(grants "$(last)" siren | cut -d' ' -f1)"
exits "everything is whole" 0 c verify

# --- real files ---------------------------------------------------------------------------------------------------------------------------

shared=$TESTS/../../shared/data/csv
if [ -d "$shared" ]; then
  new_ledger
  check "a shared list of DILCRAH is posted" posted "$(status "$shared/SCDL_DILCRAH_2019.csv")"
  check "a shared list with rows without payer is posted" posted "$(status "$shared/SCDL.csv")"
  # 50000 at 0.50
  check "the beneficiary's share is taken" "25000.00" "$(columns beneficiary,amount report grants --document 2 | sed -n 's/^ANNO_2,//p' | head -n 1)"
  check "a shared list with fiscal years is posted" posted "$(status "$shared/SCDL_WITH_EXERCICE.csv")"
  exits "a shared list without its columns is refused" 65 c import "$shared/SCDL_MANY_MISSING_MANDATORY.csv"
  contains "and says which" idBeneficiaire "$scratch/err"
fi
finished
