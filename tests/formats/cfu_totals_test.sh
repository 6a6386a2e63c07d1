# The accountant's part of a CFU (DocumentComptable): control totals. Its lines of detail are kept, never its totals; it is
# held beside the books, and vouchers are compared with it.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

# siret_of SIREN NIC4: another establishment of a body
siret_of() {
  awk -v body="$1" -v nic="$2" 'BEGIN { for (digit = 0; digit < 10; digit++) { text = body nic digit; sum = 0
    for (i = 0; i < 14; i++) { d = substr(text, 14 - i, 1) * (i % 2 ? 2 : 1); sum += d > 9 ? d - 9 : d }
    if (sum % 10 == 0) { print text; exit } } }'
}
MAIN=$(siret "$TOWN") ANNEX=$(siret_of "$TOWN" 0002)

# lines: "statement account chapter D|R section forecast issued cancelled net treatment" as lines of a budget
lines() {
  awk 'NF == 10 { printf "<LigneComptable><Etat V=\"%s\"/><NumOrdre V=\"%d\"/><Intitule1 V=\"Ligne %d\"/>", $1, NR, NR
    if ($2 != "-") printf "<Nature V=\"%s\"/>", $2
    printf "<Chapitre V=\"%s\"/><CodeRD V=\"%s\"/><Section V=\"%s\"/><MtPrevisions V=\"%s\"/><MtEmissions V=\"%s\"/><MtAnnulations V=\"%s\"/><MtRealNettes V=\"%s\"/><MtSoldePrevReal V=\"0.00\"/><ModeTraitement V=\"%s\"/></LigneComptable>\n", $3, $4, $5, $6, $7, $8, $9, $10 }'
}
# cfu FILE EDITION [YEAR [CURRENCY [KIND]]]: a document of the budgets of standard input
cfu() {
  { cat <<X
<?xml version="1.0" encoding="UTF-8"?>
<DocumentComptable xmlns="http://www.minefi.gouv.fr/cp/demat/doccomptable"><EnteteComptable><Infos><Nomenclature V="M57"/><Exercice V="${3-2024}"/><Edition NomEdition="CG97" TypeEdition="$2" DateEdition="2025-05-02" Monnaie="${4-EUR}"/><Collectivite Siret="$MAIN" IdNat="12345" Libelle="VILLE FICTIVE" TypeBC="${5-BP}" CodeBC="10100"/><Tresorerie LibellePoste="SGC FICTIF" Codique="099001"/></Infos></EnteteComptable>
X
    cat; echo '</DocumentComptable>'; } >"$1"
}
budget_of() { echo "<BudgetComptable SIRET=\"$1\">"; cat; echo '</BudgetComptable>'; }
totals() { sql "select string_agg(concat_ws(',', t.statement, t.account, t.direction, (t.net / 100.0)::numeric(18, 2)), ' ' order by t.document_id, t.total_no) from control_total t join document_state d using (siren, document_id) where d.status = 'control' and t.fiscal_year = $1"; }

# --- what is kept -----------------------------------------------------------------------------------------------------------

# 65748: 45000.00 issued, 5000.00 cancelled, 40000.00 net; 6226: 1200.00. The chapters, the groupings and the general total
# say them again: 40000.00, 1200.00, 41200.00. One line of a balance sheet, one note at its foot.
main_lines() {
  lines <<L
EB_DF 65748 65 D F 60000.00 45000.00 5000.00 ${1-40000.00} DETAIL_CHAPITRE
EB_DF - 65 D F 60000.00 45000.00 5000.00 40000.00 TOTAL_DETAIL_CHAPITRE
EB_DF 6226 011 D F 2000.00 1200.00 0.00 1200.00 DETAIL_CHAPITRE
EB_DF - 011 D F 2000.00 1200.00 0.00 1200.00 TOTAL_DETAIL_CHAPITRE
EB_DF - - D F 62000.00 46200.00 5000.00 41200.00 TOTAL_GENERAL
EB_DF - 65 D F 60000.00 45000.00 5000.00 40000.00 REGROUPEMENT
EB_DF - 65 D F 0.00 0.00 0.00 0.00 TITRE_1
BAL_GE 65748 65 D F 0.00 0.00 0.00 40000.00 BALANCE
L
  echo '<LigneComptable><Etat V="BI_A"/><NumOrdre V="9"/><Intitule1 V="Collections"/><MtBrut V="900000.00"/><MtAmo V="0.00"/><MtNet V="-12.50"/><MtNet-1 V="880000.00"/><ModeTraitement V="DETAIL"/></LigneComptable>'
  echo '<LigneComptable><Etat V="BI_A"/><NumOrdre V="10"/><NoteBasTableau V="Note"/></LigneComptable>'
  echo '<LigneComptable><Etat V="BI_A"/><NumOrdre V="11"/><NoteBasTableau V="Note"/><ModeTraitement V="NOTE"/></LigneComptable>'
}
main_lines | budget_of "$MAIN" | cfu "$scratch/cfu.xml" D
exits "the accountant's part of a CFU is imported" 0 c import -O csv "$scratch/cfu.xml"
check "it is a control, without entries" "control,cfu-comptable,,$TOWN,2024,4,0,0" "$(pick "$scratch/out" status,format,stage,siren,year,lines,entries,errors | tail -n 1)"
check "lines of detail are kept; totals, groupings, titles and notes are left out" "4,7,control" "$(columns lines,skipped,status documents)"
check "what is kept is the detail" "EB_DF,65748,D,40000.00 EB_DF,6226,D,1200.00 BAL_GE,65748,D,40000.00 BI_A,,,-12.50" "$(totals 2024)"
check "issued and cancelled amounts stand beside the net" "4500000,500000,4000000,6000000" "$(sql "select concat_ws(',', issued, cancelled, net, forecast) from control_total where account = '65748' and statement = 'EB_DF'")"
check "a balance sheet keeps the year before, and its sign" "-1250,88000000" "$(sql "select concat_ws(',', net, previous) from control_total where statement = 'BI_A'")"
check "nothing of it is in the books" "" "$(columns account report trial-balance)$(columns function report spending)"
check "the same again is unchanged" unchanged "$(status "$scratch/cfu.xml")"
sed 's/xmlns="[^"]*"/xmlns:d="http:\/\/www.minefi.gouv.fr\/cp\/demat\/doccomptable"/; s/<\([A-Z]\)/<d:\1/g; s/<\/\([A-Z]\)/<\/d:\1/g' "$scratch/cfu.xml" >"$scratch/prefix.xml"
check "the same with a prefix is unchanged" unchanged "$(status "$scratch/prefix.xml")"

# --- editions ------------------------------------------------------------------------------------------------------------------

main_lines 40001.00 | budget_of "$MAIN" | cfu "$scratch/other.xml" D
before=$(state)
refused_as "another definitive edition" IMP-130 "$scratch/other.xml"
main_lines 40002.00 | budget_of "$MAIN" | cfu "$scratch/late.xml" P
refused_as "a provisional edition after the definitive one" IMP-130 "$scratch/late.xml"
check "they write nothing" "$before" "$(state)"
check "--replace supersedes the definitive edition" "replaced 40001.00" "$(status --replace "$scratch/other.xml") $(sql "select (net / 100.0)::numeric(18, 2) from control_total join document_state d using (siren, document_id) where d.status = 'control' and account = '65748' and statement = 'EB_DF'")"

main_lines 100.00 | budget_of "$MAIN" | cfu "$scratch/p1.xml" P 2023
main_lines 200.00 | budget_of "$MAIN" | cfu "$scratch/p2.xml" P 2023
main_lines 300.00 | budget_of "$MAIN" | cfu "$scratch/d3.xml" D 2023
check "a provisional edition is a control" control "$(status "$scratch/p1.xml")"
check "the next edition takes its place without being asked" replaced "$(status "$scratch/p2.xml")"
check "and the definitive one that of both" replaced "$(status "$scratch/d3.xml")"
check "one edition counts" "EB_DF,65748,D,300.00" "$(totals 2023 | cut -d' ' -f1)"
check "the others are superseded" "control superseded superseded" "$(columns file,sha256,status documents | sed -n '/,0*,/d; s/^[pd][123].xml,.*,//p' | sort | paste -sd' ' -)"

# --- annex budgets -----------------------------------------------------------------------------------------------------------------

{ main_lines | budget_of "$MAIN"; lines <<L | budget_of "$ANNEX"; } | cfu "$scratch/two.xml" D 2022
EB_DF 6226 011 D F 90.00 80.00 0.00 80.00 DETAIL_CHAPITRE
L
check "a document of several budgets is a control" control "$(status "$scratch/two.xml")"
check "each line is of its own budget" "$MAIN,1200.00 $ANNEX,80.00" "$(sql "select string_agg(b.siret || ',' || (t.net / 100.0)::numeric(18, 2), ' ' order by b.siret) from control_total t join budget b using (siren, budget_id) where t.fiscal_year = 2022 and t.account = '6226'")"
lines <<L | budget_of "$ANNEX" | cfu "$scratch/annex.xml" D 2021 EUR BA
EB_DF 6226 011 D F 90.00 80.00 0.00 80.00 DETAIL_CHAPITRE
L
main_lines | budget_of "$MAIN" | cfu "$scratch/main.xml" D 2021
check "the annex budget and the principal one are two documents" "control control" "$(status "$scratch/annex.xml") $(status "$scratch/main.xml")"

# --- refused -----------------------------------------------------------------------------------------------------------------------

before=$(state)
main_lines | budget_of "$MAIN" | cfu "$scratch/wrong.xml" D 2020 CFP
refused_as "another currency" CFC-103 "$scratch/wrong.xml"
main_lines | budget_of "$MAIN" | cfu "$scratch/wrong.xml" D 20
refused_as "a year that is none" CFC-102 "$scratch/wrong.xml"
main_lines | budget_of "$(siret "$NORTH")" | cfu "$scratch/wrong.xml" D 2020
refused_as "a budget of another body" CFC-104 "$scratch/wrong.xml"
main_lines 4E4 | budget_of "$MAIN" | cfu "$scratch/wrong.xml" D 2020
refused_as "an exponent" CFC-105 "$scratch/wrong.xml"
contains "where it stands is told" "MtRealNettes" "$scratch/err"
main_lines NaN | budget_of "$MAIN" | cfu "$scratch/wrong.xml" D 2020
refused_as "NaN" CFC-105 "$scratch/wrong.xml"
main_lines 1.234 | budget_of "$MAIN" | cfu "$scratch/wrong.xml" D 2020
refused_as "three decimals" CFC-105 "$scratch/wrong.xml"
printf '' | cfu "$scratch/wrong.xml" D 2020
refused_as "a document without budget" CFC-106 "$scratch/wrong.xml"
main_lines | budget_of "$MAIN" | cfu "$scratch/wrong.xml" D 2020; sed -i "s/Siret=\"$MAIN\"/Siret=\"\"/" "$scratch/wrong.xml"
refused_as "a body without SIRET" CFC-101 "$scratch/wrong.xml"
check "nothing of them stays" "$before" "$(state)"

# --- vouchers against it -------------------------------------------------------------------------------------------------------------

# orders of 2024: 40000.00 on 65748, of 40001.00; none on 6226, of 1200.00
cat >"$scratch/orders.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<n:PES_Aller xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"><Enveloppe><Parametres><Version V="2"/><TypFic V="PESALR1"/><NomFic V="MANDATS"/></Parametres><Emetteur><Sigle V="E"/></Emetteur></Enveloppe>
<EnTetePES><DteStr V="2024-07-01"/><IdPost V="099001"/><IdColl V="$MAIN"/><CodCol V="101"/><CodBud V="00"/><LibelleColBud V="VILLE"/></EnTetePES>
<PES_DepenseAller><EnTeteDepense><IdVer V="2"/><InfoDematerialisee V="0"/></EnTeteDepense>
<Bordereau><BlocBordereau><Exer V="2024"/><IdBord V="1"/><DteBordEm V="2024-07-01"/><TypBord V="01"/><NbrPce V="1"/><MtCumulAnnuel V="40000.00"/><MtBordHT V="40000.00"/></BlocBordereau>
<Piece><BlocPiece><InfoPce><IdPce V="1"/><TypPce V="01"/><NatPce V="01"/><Obj V="SUBVENTION"/></InfoPce></BlocPiece>
<LigneDePiece><BlocLignePiece><InfoLignePce><IdLigne V="1"/><Nature V="65748"/><Fonction V="316"/><MtHT V="40000.00"/></InfoLignePce></BlocLignePiece><Tiers><InfoTiers><IdTiers V="$(siret "$STAGE")"/><NatIdTiers V="01"/><CatTiers V="60"/><NatJur V="06"/><Nom V="OPERA FICTIF"/></InfoTiers></Tiers></LigneDePiece></Piece></Bordereau>
</PES_DepenseAller></n:PES_Aller>
X
must import -q "$scratch/orders.xml"
check "vouchers are compared with the accountant's totals" \
"account,6226,0.00,1200.00,-1200.00,cfu-comptable account,65748,40000.00,40001.00,-1.00,cfu-comptable total,,40000.00,41201.00,-1201.00,cfu-comptable" \
  "$(columns kind,code,vouchers,accounts,difference,basis report completeness --entity "$TOWN" --year 2024 | paste -sd' ' -)"
exits "everything is whole" 0 c verify

shared=$TESTS/../../shared/data/pes/synth_cfu_comptable.xml
if [ -f "$shared" ]; then
  new_ledger
  check "the shared document is a control" control "$(status "$shared")"
  check "its total and its note are left out" "2,2" "$(columns lines,skipped documents)"
fi
finished
