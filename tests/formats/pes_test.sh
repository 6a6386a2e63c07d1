# PES Aller: what a line becomes, the spellings of real editors, each check, the same slip again. What happens between files is
# in pes_settlement_test.sh; attachments, completeness and personal data are in pes_content_test.sh.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/vouchers.sh"
must db start

# --- what a line becomes: each kind of piece, its accounts, their sides ----------------------------------------------------

aller >"$scratch/mapping.xml" <<V
slip D 2025 01 1 date=2025-02-03
piece 1 01 01 Subvention
line 1 65748 316 45000.00
piece 2 09 01 Fournitures
line 1 6068 311 100.00 20.00 id=$BUILDER
piece 3 09 02 Travaux
line 1 21314 314 1000.00 200.00 id=$BUILDER
piece 4 01 03 Subvention d'équipement
line 1 20422 311 700.00
piece 5 01 11 Paie
line 1 64111 313 900.00
line 2 6451 313 300.00
piece 6 01 01 Achat intracommunautaire
line 1 6068 311 50.00 10.00 intra=1 id=$BUILDER
piece 7 02 09 Titre annulé de 2024
line 1 673 316 80.00 orig=02/2024/900/1
piece 8 10 01 Charge à rattacher
line 1 6068 311 60.00
piece 9 13 01 Payé d'avance
line 1 6161 314 70.00 orig=01/2025/2/1
piece 10 05 01 Émis après paiement
line 1 6135 316 90.00 orig=03/2025/5000000000123
piece 11 07 01 Non-valeur
line 1 6541 311 15.00 orig=04/2025/33
piece 12 03 01 Amortissement
line 1 6811 01 500.00
piece 13 01 01 Compte de tiers donné
line 1 6068 311 33.00 6.60 third=40171 id=$BUILDER
piece 14 04 01 Ordre mixte
line 1 6068 312 12.00 id=$BUILDER
piece 15 06 01 Mandat global
line 1 6226 318 13.00 id=$BUILDER
slip D 2025 03 1
piece 1 11 01 Ordre de paiement
line 1 4672 - 250.00
slip R 2025 01 1 date=2025-02-04
piece 1 01 01 Subvention de l'État
line 1 74718 314 3000.00 id=$AUTHORITY cat=20 jur=07 name=ETAT_FICTIF
piece 2 01 01 Billetterie
line 1 7062 316 1000.00 55.00
piece 3 01 02 Subvention d'investissement
line 1 1321 314 400.00 id=$AUTHORITY cat=20 jur=07 name=ETAT_FICTIF
piece 4 02 09 Mandat annulé de 2024
line 1 773 316 2500.00 orig=02/2024/877/1
piece 5 11 01 Produit à recevoir
line 1 7062 316 110.00
piece 6 14 01 Reçu d'avance
line 1 7062 316 120.00 orig=01/2025/2/1
piece 7 05 01 Émis après encaissement
line 1 7062 313 130.00 orig=03/2025/77
piece 8 09 01 Majoration
line 1 7718 313 14.00 orig=05/2025/5
slip R 2025 03 1
piece 1 12 01 Ordre de recette
line 1 4671 - 260.00
slip R 2025 06 9
piece 1 15 01 Article de rôle
line 1 7062 313 41.00
piece 2 15 01 Article d'un autre budget
line 1 7062 313 42.00 other=$OPERA
V
put "$scratch/mapping.xml"
check every_kind_of_piece_is_posted "posted" "$status"
table journal --document "$number" | by '{ printf "%s\t%s %s %s %s %s %s\n", $c["voucher"], $c["debit"], $c["credit"], $c["amount"], d($c["function"]), d($c["section"]), d($c["operation"]) }
  function d(text) { return text == "" ? "-" : text }' >"$scratch/journal"
map() { check "$1" "$3" "$(awk -F '\t' -v v="$2" '$1 == v { s = s (s == "" ? "" : "; ") $2 } END { print s }' "$scratch/journal")"; }
map a_subsidy_is_owed_to_other_creditors D-2025-01-1-1 "65748 46711 45000.00 316 F real"
map an_ordinary_expense_is_owed_to_the_supplier_and_its_vat_is_deductible D-2025-01-1-2 "6068 4011 100.00 311 F real; 44566 4011 20.00 - - -"
map an_investment_is_owed_to_suppliers_of_assets_with_vat_of_its_own D-2025-01-1-3 "21314 4041 1000.00 314 I real; 44562 4041 200.00 - - -"
map a_subsidy_for_equipment_is_owed_to_other_creditors D-2025-01-1-4 "20422 46711 700.00 311 I real"
map payroll_is_owed_to_staff_and_social_bodies D-2025-01-1-5 "64111 421 900.00 313 F real; 6451 431 300.00 313 F real"
map vat_of_another_member_state_is_self_assessed D-2025-01-1-6 "6068 4011 50.00 311 F real; 44566 4452 10.00 - - -"
map a_receipt_of_a_closed_year_cancelled_is_an_expense_of_this_one D-2025-01-1-7 "673 4111 80.00 316 F real"
map an_accrued_charge_stands_against_408 D-2025-01-1-8 "6068 408 60.00 311 F real"
map a_charge_paid_in_advance_leaves_the_year D-2025-01-1-9 "486 6161 70.00 314 F real"
map an_expense_after_payment_clears_472 D-2025-01-1-10 "6135 472 90.00 316 F real"
map a_bad_debt_stands_against_the_debtor D-2025-01-1-11 "6541 4111 15.00 311 F real"
map an_order_expense_stands_against_its_other_half D-2025-01-1-12 "6811 @order 500.00 01 F order"
map the_third_party_account_given_wins D-2025-01-1-13 "6068 40171 33.00 311 F real; 44566 40171 6.60 - - -"
map a_mixed_order_is_real_for_the_third_party D-2025-01-1-14 "6068 4011 12.00 312 F real"
map a_global_order_is_ordinary D-2025-01-1-15 "6226 4011 13.00 318 F real"
map a_payment_order_is_cash_and_no_spending D-2025-03-1-1 "4672 515 250.00 - - -"
map a_transfer_of_the_state_is_due_by_public_bodies R-2025-01-1-1 "4411 74718 3000.00 314 F real"
map a_sale_is_due_by_the_debtor_and_its_vat_is_collected R-2025-01-1-2 "4111 7062 1000.00 316 F real; 4111 44571 55.00 - - -"
map an_investment_subsidy_of_the_state_is_due_by_public_bodies R-2025-01-1-3 "4411 1321 400.00 314 I real"
map an_expense_of_a_closed_year_cancelled_is_a_receipt_of_this_one R-2025-01-1-4 "46721 773 2500.00 316 F real"
map an_accrued_receipt_stands_against_418 R-2025-01-1-5 "418 7062 110.00 316 F real"
map a_receipt_in_advance_leaves_the_year R-2025-01-1-6 "7062 487 120.00 316 F real"
map a_receipt_after_payment_clears_471 R-2025-01-1-7 "471 7062 130.00 313 F real"
map a_surcharge_is_due_by_the_debtor R-2025-01-1-8 "4111 7718 14.00 313 F real"
map a_collection_order_is_cash_and_no_spending R-2025-03-1-1 "515 4671 260.00 - - -"
map an_article_of_a_roll_is_a_receipt R-2025-06-9-1 "4111 7062 41.00 313 F real"
map an_article_of_another_budget_is_no_receipt_of_this_one R-2025-06-9-2 "4111 7062 42.00 313 F -"
check accounts_of_the_chart_are_those_of_the_mapping "" "$(sql "select distinct found from message where code = 'PES-110'")"
# 311: 100 + 700 I + 50 + 60 + 15 + 33   312: 12   313: 900 + 300; 130 + 14 + 41   314: 1000 I - 70; 3000, 400 I
# 316: 45000 + 80 + 90; 1000 + 2500 + 110 - 120   318: 13
check spending_is_net_of_vat_and_holds_no_cash \
  "311 F D 258.00;311 I D 700.00;312 F D 12.00;313 F D 1200.00;313 F R 185.00;314 F D -70.00;314 F R 3000.00;314 I D 1000.00;314 I R 400.00;316 F D 45170.00;316 F R 3490.00;318 F D 13.00" "$(spent)"
check spending_without_accounts_is_marked_as_of_vouchers "vouchers" "$(table report spending | only source | sort -u | short | sed 's/ $//')"
check an_entry_names_its_line_and_day "2025-02-03 10 //PES_DepenseAller/Bordereau[BlocBordereau[IdBord/@V=\"1\" and TypBord/@V=\"01\"]]/Piece[.//IdPce/@V=\"2\"]/LigneDePiece[.//IdLigne/@V=\"1\"]" \
  "$(table journal --document "$number" | by '$c["voucher"] == "D-2025-01-1-2" && $c["debit"] == "6068" { print $c["date"], $c["line"], $c["path"] }')"
sed -n 10p "$scratch/mapping.xml" >"$scratch/line"
contains the_line_named_is_the_line_of_the_file '<Nature V="6068"/><Fonction V="311"/>' "$scratch/line"
check a_path_finds_its_line 100.00 "$(xmllint --xpath "string($(table journal --document "$number" | by '$c["voucher"] == "D-2025-01-1-2" && $c["debit"] == "6068" { print $c["path"] }')//MtHT/@V)" "$scratch/mapping.xml")"
check third_parties_are_their_siren "$(printf %.9s "$BUILDER")" "$(table journal --document "$number" | by '$c["voucher"] == "D-2025-01-1-2" { print $c["counterparty"] }' | sort -u)"

post halves.xml <<V
slip R 2025 01 2
piece 9 03 02 Amortissement
line 1 28183 01 500.00
V
check halves_of_an_order_operation_meet_in_two_files "500.00 500.00 0.00" "$(table report trial-balance --book vouchers | by '$c["account"] == "@order" { print $c["debit"], $c["credit"], $c["balance"] }')"
check order_operations_are_not_spending "" "$(table report spending --scope all | only function,realised | grep '^01|')"

# --- spellings ------------------------------------------------------------------------------------------------------------------

next_body
pes_name=- post unnamed.xml <<V
slip D 2025 01 0007
piece 0101 01 01
line 01 65748 316 10.00 id=$THEATRE kind=-
piece 102 01 01
line 1 65748 316 20.00 id=- kind=-
piece 103 01 01
line 1 65748 316 30.00 id=none
V
check a_file_without_the_name_of_its_body_is_read "posted" "$status"
check a_siret_without_its_kind_is_a_siret "$(printf %.9s "$THEATRE")" "$(table journal --document "$number" | by '$c["voucher"] == "D-2025-01-7-101" { print $c["counterparty"] }')"
check leading_zeros_of_numbers_do_not_count "D-2025-01-7-101 D-2025-01-7-102 D-2025-01-7-103" "$(table journal --document "$number" | only voucher | paste -sd ' ' -)"
check a_third_party_without_number_keeps_its_name "THEATRE FICTIF" "$(table report vouchers --document "$number" | by '$c["voucher"] == "D-2025-01-7-102" { print $c["name"] }')"
check expense_and_receipt_spell_differently_and_are_both_read "Billetterie Fournitures" \
  "$(table report vouchers --year 2025 | by '$c["voucher"] == "R-2025-01-1-2" || $c["voucher"] == "D-2025-01-1-2" { print $c["label"] }' | sort | paste -sd ' ' -)"
check a_body_named_later_is_named "VILLE FICTIVE" "$(sql "select name from body where siren = 995100013")"

next_body
for prefix in "" ns3:; do
  pes_prefix=$prefix aller >"$scratch/prefix.xml" <<V
slip D 2025 01 $((${#prefix} + 1))
piece $((${#prefix} + 1)) 01 01
line 1 65748 316 10.00
V
  exits "any_prefix_of_the_namespace_is_read (“$prefix”)" 0 c import "$scratch/prefix.xml"
done
next_body
aller <<V | sed 's/encoding="UTF-8"/encoding="ISO-8859-1"/' | iconv -f UTF-8 -t ISO-8859-1 >"$scratch/latin.xml"
slip D 2025 01 1
piece 1 01 01 Théâtre d'été
line 1 65748 316 10.00
V
put "$scratch/latin.xml"
check the_encoding_declared_is_the_encoding_read "Théâtre d'été" "$(table report vouchers --document "$number" | only label)"
next_body
aller <<V | tr -d '\n' >"$scratch/one_line.xml"
slip D 2025 01 1
piece 1 01 01
line 1 65748 316 3032
V
put "$scratch/one_line.xml"
check amounts_may_omit_decimals_and_files_their_lines "65748 46711 3032.00" "$(legs "$number" | cut -d ' ' -f 1-3)"

next_body
aller <<V | sed 's|<TypPce|<CarteAchatNiveau1>false</CarteAchatNiveau1>&|' >"$scratch/invalid.xml"
slip D 2023 01 1
piece 1 01 01
line 1 65748 316 10.00
slip D 2024 01 1
piece 1 01 01
line 1 65748 316 20.00
V
put "$scratch/invalid.xml"
check elements_no_schema_allows_do_not_matter "posted" "$status"
check slips_of_two_years_are_of_their_years "2023 10.00;2024 20.00" "$(table report spending --entity "$pes_body" | by '{ print $c["year"], $c["realised"] }' | paste -sd ';' -)"
next_body
printf 'slip R 2025 01 1\npiece 1 01 01\nline 1 7062 316 10.00\n' | aller | sed 's/EnTeteRecette/EnTeteDepense/g' >"$scratch/invalid.xml"
put "$scratch/invalid.xml"
check a_receipt_under_the_heading_of_an_expense_is_a_receipt "316 F R 10.00" "$(spent_by)"

# --- checks that nothing overrides ------------------------------------------------------------------------------------------------

next_body
# one LINE [OPTIONS]: a slip of one piece and that line: the slip is on line 5, the piece on 6, the line on 7
one() { printf 'slip D 2025 01 %s\npiece 1 01 01\nline %s\n' "${slip-1}" "$*" | aller >"$scratch/bad.xml"; }
# never NAME CODE FOUND EXPECTED LINE: refused, although an override is asked for
never() { refused "$@" --override "$2" --reason "il faut bien" "$scratch/bad.xml"; }
one 1 65748 316 10.00; sed -i "s/$pes_body/9951000100/" "$scratch/bad.xml"
never a_siret_of_another_length PES-101 9951000100 "14 digits" 3
one 1 65748 316 10.00; sed -i 's/Exer V="2025"/Exer V="25"/' "$scratch/bad.xml"
never a_year_of_two_digits PES-102 25 "a year of 4 digits" 5
one x 65748 316 10.00; never a_line_whose_number_is_none PES-103 x "a number" 7
slip=A one 1 65748 316 10.00; never a_slip_whose_number_is_none PES-103 A "a number" 5
one 1 65748 316 10.00; sed -i 's/MtHT V="10.00"/MtHT V="1.055E+03"/' "$scratch/bad.xml"
never an_amount_with_an_exponent PES-104 1.055E+03 "digits, a point, two decimals" 7
one 1 65748 316 10.00; sed -i 's/MtHT V="10.00"/MtHT V="NaN"/' "$scratch/bad.xml"
never an_amount_that_is_none PES-104 NaN "digits, a point, two decimals" 7
one 1 65748 316 10.00; sed -i 's/MtHT V="10.00"/MtHT V="123456789012345678901.00"/' "$scratch/bad.xml"
never an_amount_of_too_many_digits PES-104 123456789012345678901.00 "" 7
one 1 65748 316 10.00; sed -i 's/MtHT V="10.00"/MtHT V="10.005"/; s/MtBordHT V="10.00"/MtBordHT V="10.01"/' "$scratch/bad.xml"
never an_amount_of_three_decimals PES-105 10.005 "two decimals" 7
exits three_decimals_are_rounded_when_asked 0 c import -n --round-amounts "$scratch/bad.xml"
aller </dev/null >"$scratch/bad.xml"
never a_file_without_slip_nor_attachment PES-106 "" Bordereau ""
one 1 65-748 316 10.00; never an_account_that_is_no_code PES-107 65-748 digits 7
one 1 65748 3,16 10.00; never a_function_that_is_no_code PES-108 3,16 digits 7
one 1 $(head -c 5000 /dev/zero | tr '\0' 6) 316 10.00; never a_value_longer_than_any_schema_allows PES-113 "" "" 7
one 1 4011 316 10.00 third=4011; never an_account_against_itself PES-116 4011 "" 7
aller >"$scratch/bad.xml" <<V
slip D 2025 01 1
piece 1 01 01
line 1 65748 316 10.00
line 2 65748 316 10.00
line 1 65748 316 10.00
V
never two_lines_of_one_number PES-120 1 "" 9
aller >"$scratch/bad.xml" <<V
slip D 2025 01 1
piece 7 01 01
line 1 65748 316 10.00
piece 8 01 01
line 1 65748 316 10.00
piece 007 01 01
line 1 65748 316 10.00
V
never two_pieces_of_one_number PES-121 7 "" 12
aller >"$scratch/bad.xml" <<V
slip D 2025 01 5
piece 7 01 01
line 1 65748 316 10.00
slip D 2025 01 5
piece 8 01 01
line 1 65748 316 10.00
V
never two_slips_of_one_number PES-122 "" "" 10
printf 'slip D 2025 02 1\npiece 1 02 06\nline 1 65748 316 10.00\n' | aller >"$scratch/bad.xml"
never a_reduction_of_nothing PES-123 "" "RattachPiece: NatPceOrig 01 02" 7
printf 'slip D 2025 02 1\npiece 1 02 06\nline 1 65748 316 10.00 orig=03/2025/12/1\n' | aller >"$scratch/bad.xml"
never a_reduction_of_a_payment PES-123 12 "RattachPiece: NatPceOrig 01 02" 7
one 1 65748 316 10.00; sed -i 's/aller"/autre"/' "$scratch/bad.xml"
refused another_namespace XML-003 "" "" "" "$scratch/bad.xml"
one 1 65748 316 10.00; head -c 900 "$scratch/bad.xml" >"$scratch/cut.xml"
refused a_file_cut_short XML-001 "" "" "" "$scratch/cut.xml"

# --- checks of sense: refused, and accepted with a reason ---------------------------------------------------------------------------

next_body
printf 'slip D 2025 01 1 pieces=2\npiece 1 01 01\nline 1 65748 316 10.00\n' | aller >"$scratch/bad.xml"
sense a_slip_with_fewer_pieces_than_announced PES-201 2 1 5
printf 'slip D 2025 01 1 net=75724.75\npiece 1 01 01\nline 1 65748 316 39724.75\n' | aller >"$scratch/bad.xml"
sense a_slip_whose_total_is_not_its_lines PES-202 75724.75 39724.75 5
printf 'slip R 2025 01 1 net=9.00\npiece 1 01 01\nline 1 7062 316 10.00\n' | aller >"$scratch/bad.xml"
sense a_receipt_slip_whose_total_is_not_its_lines PES-202 9.00 10.00 5
check the_total_of_a_receipt_slip_is_named_as_it_is_spelt "/PES_Aller/PES_RecetteAller/Bordereau[1]/BlocBordereau/MtBordHt" "$(sql "select path from message where document_id = $number and code = 'PES-202'")"
printf 'slip D 2025 01 1 vat=-\npiece 1 01 01\nline 1 6068 316 10.00 2.00\n' | aller >"$scratch/bad.xml"
sense a_slip_without_the_vat_of_its_lines PES-203 "" 2.00 5
printf 'slip D 2025 01 1 vat=3.00\npiece 1 01 01\nline 1 6068 316 10.00 2.00\n' | aller >"$scratch/bad.xml"
sense a_slip_with_another_vat_than_its_lines PES-203 3.00 2.00 5
printf 'slip R 2025 01 1\npiece 1 01 01\nline 1 7062 316 0.00\nline 2 7062 316 5.00\n' | aller >"$scratch/bad.xml"
sense an_amount_of_zero PES-204 0.00 "> 0" 7
check an_amount_of_zero_moves_nothing "4111 7062 5.00" "$accepted"
printf 'slip D 2025 01 1\npiece 1 01 06\nline 1 65748 316 10.00\n' | aller >"$scratch/bad.xml"
sense a_triplet_that_does_not_exist PES-205 06 "01 01 06" 6
check an_unknown_triplet_accepted_is_ordinary "65748 46711 10.00" "$accepted"
printf 'slip D 2025 02 1\npiece 1 02 06\nline 1 65748 316 10.00 orig=01/2024/12/1\n' | aller >"$scratch/bad.xml"
sense a_reduction_of_another_year PES-206 2024 2025 7
check what_is_refused_and_accepted_and_undone_leaves_no_spending "" "$(spent_by)"

printf 'slip D 2025 01 1 net=9.00\npiece 1 01 01\nline 1 65748 316 10.00\n' | aller >"$scratch/bad.xml"
exits an_override_without_reason_is_a_mistake 2 c import --override PES-202 "$scratch/bad.xml"
exits an_override_with_an_empty_reason_is_a_mistake 2 c import --override PES-202 --reason "" "$scratch/bad.xml"
printf 'slip D 2025 01 1 net=9.00 pieces=3\npiece 1 01 01\nline 1 65748 316 10.00\n' | aller >"$scratch/bad.xml"
exits an_override_of_another_code_accepts_nothing 65 c import --override PES-299,PES-2 --reason vu "$scratch/bad.xml"
exits an_override_of_one_code_leaves_the_other 65 c import --override PES-202 --reason vu "$scratch/bad.xml"
exits several_codes_are_overridden_together 0 c import -n --override PES-202,PES-201 --reason vu "$scratch/bad.xml"
one 1 65748 316 10.00
put --override PES-202 --reason "pour rien" "$scratch/bad.xml"
check an_override_that_was_not_needed_leaves_no_reason "" "$(table documents --document "$number" | only reason)"

# --- what is told and posted all the same -------------------------------------------------------------------------------------------

warned() { # warned NAME CODE LEVEL FOUND LINE
  put "$scratch/bad.xml"
  check "$1" "posted $3 $4 $5" "$status $(sql "select level, found, line from message where document_id = ${number:-0} and code = '$2'" | tr '|' ' ')"
}
next_body; pes_body=$(echo "$pes_body" | sed 's/\(.*\).$/\1/')$(( (${pes_body#?????????????} + 1) % 10 ))
one 1 65748 316 10.00; warned a_siret_with_a_wrong_key_is_told PES-109 warning "$pes_body" 3
next_body
one 1 659999 316 10.00; warned an_account_unknown_to_the_chart_is_told PES-110 warning 659999 7
next_body
one 1 65748 777 10.00; warned a_function_unknown_to_the_chart_is_told PES-112 notice 777 7
next_body
one 1 65748 316 10.00; warned the_chart_assumed_is_told PES-117 notice "" "$(sql "select line from message where document_id = ${number:-0} and code = 'PES-117'")"
next_body
printf 'slip D 2025 01 1 date=2025-02-30\npiece 1 01 01\nline 1 65748 316 10.00\n' | aller >"$scratch/bad.xml"
warned a_day_that_does_not_exist_is_told PES-114 warning 2025-02-30 5
next_body
one 1 65748 316 10.00; sed -i 's/IdVer V="2"/IdVer V="1"/' "$scratch/bad.xml"; warned another_version_is_told PES-207 warning 1 "$(sql "select line from message where document_id = ${number:-0} and code = 'PES-207'")"
next_body
one 1 65748 316 10.00 id=99530003500013; warned a_third_party_with_a_wrong_key_is_told PES-208 warning 99530003500013 7
next_body
pes_signed=1 one 1 65748 316 10.00; warned a_file_that_says_it_is_signed_and_is_not_is_told PES-270 warning 1 "$(sql "select line from message where document_id = ${number:-0} and code = 'PES-270'")"
next_body
one 1 65748 93316 10.00; put "$scratch/bad.xml"
check a_function_behind_93_is_that_function "316 F D 10.00" "$(spent_by)"
printf 'slip D 2025 01 2 cumul=15.00\npiece 2 01 01\nline 1 65748 316 5.00\n' | aller >"$scratch/two.xml"; put "$scratch/two.xml"
printf 'slip D 2025 01 3 cumul=16.00\npiece 3 01 01\nline 1 65748 316 7.00\n' | aller >"$scratch/bad.xml"
warned a_total_of_the_year_that_runs_backwards_is_told PES-213 warning 16.00 5

# --- the same again ----------------------------------------------------------------------------------------------------------------

next_body
same() { printf 'slip D 2025 01 1\npiece 1 01 01 Subvention\nline 1 65748 316 10.00\npiece 2 01 02\nline 1 21314 314 20.00 4.00\n%s\n' "${1-}" | aller; }
same >"$scratch/same.xml"; put "$scratch/same.xml"; first=$number
before=$(state)
again() { # again NAME FILE
  put "$2"
  check "$1" "unchanged $first" "$status $number"
}
cp "$scratch/same.xml" "$scratch/renamed.xml"; again the_same_bytes_under_another_name "$scratch/renamed.xml"
gzip -c "$scratch/same.xml" >"$scratch/same.xml.gz"; again the_same_file_packed "$scratch/same.xml.gz"
pes_prefix=ns3: same >"$scratch/prefix.xml"; again the_same_with_another_prefix "$scratch/prefix.xml"
same "signed AAAA" >"$scratch/signed.xml"; again the_same_signed "$scratch/signed.xml"
same "signed BBBB" >"$scratch/signed.xml"; again the_same_signed_by_another "$scratch/signed.xml"
same | sed 's/></>\n  </g' >"$scratch/pretty.xml"; again the_same_in_other_lines "$scratch/pretty.xml"
same | sed 's/IdPce V="1"/IdPce V="0001"/; s/V="10.00"/V="10"/' >"$scratch/zeros.xml"; again the_same_with_other_zeros "$scratch/zeros.xml"
pes_file=PESALR1_AUTRE_002 pes_date=2025-03-20 same >"$scratch/sent_again.xml"; again the_same_sent_again_another_day "$scratch/sent_again.xml"
check what_is_the_same_writes_nothing "$before" "$(state)"
same | sed 's/MtHT V="10.00"/MtHT V="11.00"/; s/MtBordHT V="30.00"/MtBordHT V="31.00"/' >"$scratch/other.xml"
refused another_content_of_one_slip IMP-130 "$first" "" "" "$scratch/other.xml"
contains another_content_of_one_slip_names_the_slip D-2025-01-1 "$scratch/err"
put --replace "$scratch/other.xml"
check another_content_supersedes_when_asked "replaced superseded 316 F D 11.00" "$status $(table documents --document "$first" | only status) $(spent_by | cut -d ';' -f 2)"
printf 'slip R 2025 01 1\npiece 1 01 01\nline 1 7062 316 10.00\nslip D 2025 02 1\npiece 1 02 06\nline 1 65748 316 1.00 orig=01/2025/1/1\nslip D 2024 01 1\npiece 1 01 01\nline 1 65748 316 8.00\n' | aller >"$scratch/others.xml"
put "$scratch/others.xml"
check one_number_in_another_direction_type_or_year_is_another_slip "posted" "$status"

next_body
printf 'slip D 2025 01 1\npiece 1 01 01\nline 1 65748 316 10.00\n' | aller >"$scratch/one.xml"; put "$scratch/one.xml"
printf 'slip D 2025 01 1\npiece 1 01 01\nline 1 65748 316 10.00\nslip D 2025 01 2\npiece 2 01 01\nline 1 65748 316 20.00\n' | aller >"$scratch/both.xml"
c import "$scratch/both.xml" >"$scratch/out" 2>"$scratch/err"
lacks a_slip_repeated_beside_a_new_one_is_not_said_to_be_otherwise "says otherwise" "$scratch/err"

# --- genuine files, when they are there ----------------------------------------------------------------------------------------------------

shared=$TESTS/../../shared/data
if [ -d "$shared/pes" ]; then
  new_ledger
  put "$shared/pes/synth_pes_depense_culture.xml" "$shared/pes/synth_pes_other_prefix.xml" "$shared/pes/synth_pes_recette_culture.xml" "$shared/pes/synth_pes_retour_depense.xml"
  check "shared: the twin with another prefix is unchanged" "posted unchanged posted posted" "$status"
  # 65748/316: 45000 - 5000; 21314/314: 100000, rejected; R 74718/314 30000, 7062/316 1000 - 100, 773/316 2500
  check "shared: spending is as computed apart" "314 F R 30000.00;316 F D 40000.00;316 F R 3400.00" "$(spent)"
  exits "shared: books are whole" 0 c verify
  before=$(state)
  for file in "$shared"/hostile/pes_*.xml; do exits "shared: refused: $(basename "$file")" 65 c import "$file"; done
  check "shared: what is refused writes nothing" "$before" "$(state)"
fi
finished
