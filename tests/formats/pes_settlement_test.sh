# What happens between files: corrections and what they correct, returns and the orders they speak of, acknowledgements; in any
# order of import. Each behaviour has a budget of its own, so none may touch another's books.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/vouchers.sh"
must db start

# balances: of the accounts of that budget, zeros left out: "ACCOUNT DEBIT-CREDIT"
balances() {
  sql "select coalesce(string_agg(account || ' ' || (amount / 100.0)::numeric(18, 2), '; ' order by account), '') from (
    select l.account, sum(l.amount) as amount from entry e join document_state d using (siren, document_id) join budget b using (siren, budget_id)
    cross join lateral (values (e.debit_account, e.amount), (e.credit_account, -e.amount)) as l(account, amount)
    where b.siret = '$pes_body' and d.status = 'active' and e.book = 'V' group by 1 having sum(l.amount) <> 0) t"
}
warns() { sql "select coalesce(string_agg(code || ' ' || coalesce(line::text, '') || ' ' || found, ', ' order by code, line), '') from message where document_id = $number and code <> 'PES-117'"; }
orders() { aller <<V
slip D 2025 01 ${slip-42}
piece 101 01 01 Subvention
line 1 65748 316 100.00
line 2 6068 311 50.00 10.00
piece 102 01 01 Autre subvention
line 1 65748 313 40.00
V
}
# reduction NUMBER LINE…: slip 3 of reductions, piece NUMBER; each line of the input is one of the piece
reduction() { { printf 'slip D 2025 02 3\npiece %s 02 06 Réduction\n' "$1"; cat; } | aller; }

# --- corrections ----------------------------------------------------------------------------------------------------------------

next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"; original=$number
printf 'line 1 65748 316 30.00 orig=01/2025/101/1\nline 2 6068 311 20.00 4.00 orig=01/2025/0101/02\n' | reduction 7 >"$scratch/reduction.xml"; put "$scratch/reduction.xml"; correction=$number
check a_reduction_reverses_the_original "46711 65748 30.00 316 F real;4011 6068 20.00 311 F real;4011 44566 4.00 - - -" "$(legs "$number" | cut -d ' ' -f 1-6 | paste -sd ';' -)"
check a_reduction_is_of_its_own_voucher_and_line "D-2025-02-3-7 7|D-2025-02-3-7 8|D-2025-02-3-7 8" "$(table journal --document "$number" | by '{ print $c["voucher"], $c["line"] }' | paste -sd '|' -)"
check a_reduction_lessens_spending "311 F D 30.00;313 F D 40.00;316 F D 70.00" "$(spent_by)"
check what_is_still_owed_is_the_rest "4011 -36.00; 44566 6.00; 46711 -110.00; 6068 30.00; 65748 110.00" "$(balances)"
check nothing_waits_when_both_are_here "" "$(waiting_of)"
must documents undo "$correction" --reason essai
check an_undone_reduction_lessens_nothing "311 F D 50.00;313 F D 40.00;316 F D 100.00" "$(spent_by)"
must documents undo "$original" --reason essai
check nothing_is_left_of_what_is_undone "  " "$(spent_by) $(balances) $(waiting_of)"
put "$scratch/orders.xml" "$scratch/reduction.xml"
check what_is_undone_and_imported_again_counts_once "311 F D 30.00;313 F D 40.00;316 F D 70.00" "$(spent_by)"

exits an_original_whose_reduction_stands_is_not_undone 65 c documents undo "$(document orders.xml)" --reason essai
contains the_reduction_to_undo_first_is_named "documents undo $(document reduction.xml)" "$scratch/err"

next_body
put_elsewhere() { printf 'line 1 6188 020 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/elsewhere.xml"; put "$scratch/elsewhere.xml"; }
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
put_elsewhere
check a_reduction_is_on_the_account_and_function_of_the_original "46711 65748 30.00 316 F real" "$(legs "$number" | cut -d ' ' -f 1-6)"
check a_reduction_that_names_another_account_is_told "PES-212 7 6188 020" "$(warns)"

next_body
post receipts.xml <<V
slip R 2025 01 5
piece 202 01 01 Billetterie
line 1 7062 316 1000.00 55.00
slip R 2025 02 2
piece 9 02 06 Réduction
line 1 7062 316 100.00 5.50 orig=01/2025/202/1
V
check a_reduction_of_a_receipt_reverses_it_in_one_file "4111 7062 1000.00;4111 44571 55.00;7062 4111 100.00;44571 4111 5.50" "$(legs "$number" | cut -d ' ' -f 1-3 | paste -sd ';' -)"
check a_reduction_of_a_receipt_lessens_receipts "316 F R 900.00" "$(spent_by)"
next_body
post receipts.xml <<V
slip D 2025 02 2
piece 9 02 06 Réduction
line 1 65748 316 25.00 orig=01/2025/202/1
slip D 2025 01 5
piece 202 01 01
line 1 65748 316 100.00
slip R 2025 01 5
piece 202 01 01
line 1 7062 316 70.00
V
check a_reduction_before_its_original_in_one_file_is_settled "posted 316 F D 75.00;316 F R 70.00 " "$status $(spent_by) $(waiting_of)"

next_body
post accrual.xml <<V
slip D 2024 01 90
piece 900 10 01 Charge à rattacher
line 1 6068 311 60.00
V
post accrual_back.xml <<V
slip D 2025 02 1
piece 1 02 10 Contrepassation
line 1 6068 311 60.00 orig=01/2024/900/1
V
check an_accrual_is_reversed_in_the_next_year "408 6068 60.00 311 F real 2025" "$(table journal --document "$number" | by '{ print $c["debit"], $c["credit"], $c["amount"], $c["function"], $c["section"], $c["operation"], $c["year"] }')"

# --- a correction before its original ---------------------------------------------------------------------------------------------

next_body
printf 'line 1 65748 316 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/early.xml"; put "$scratch/early.xml"; correction=$number
check a_reduction_without_its_original_waits "correction|D-2025-101/1|30.00" "$(waiting_of)"
check a_reduction_that_waits_is_told "PES-211 7 D 2025 101/1" "$(warns)"
check a_reduction_that_waits_moves_nothing " " "$(spent_by) $(balances)"
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"; original=$number
check a_reduction_is_posted_when_its_original_comes "311 F D 50.00;313 F D 40.00;316 F D 70.00" "$(spent_by)"
check a_reduction_settled_waits_no_more "" "$(waiting_of)"
check a_reduction_settled_later_keeps_its_own_line "46711|65748|30.00|D-2025-02-3-7|7|early.xml" \
  "$(sql "select debit_account, credit_account, (amount / 100.0)::numeric(18, 2), voucher, source_line, file_name from journal where document_id = $original and voucher = 'D-2025-02-3-7'")"
path=$(table journal --document "$original" | by '$c["voucher"] == "D-2025-02-3-7" { print $c["path"] }')
check the_path_of_a_reduction_settled_later_is_of_its_own_file 30.00 "$(xmllint --xpath "string($path//MtHT/@V)" "$scratch/early.xml" 2>&1)"
exits a_reduction_settled_by_its_original_is_not_undone_before_it 65 c documents undo "$correction" --reason essai
contains the_original_to_undo_first_is_named "documents undo $original" "$scratch/err"
must documents undo "$original" --reason essai
check a_reduction_whose_original_is_undone_waits_again "correction|D-2025-101/1|30.00 " "$(waiting_of) $(spent_by)"
orders | sed 's/MtHT V="100.00"/MtHT V="110.00"/; s/MtBordHT V="190.00"/MtBordHT V="200.00"/' >"$scratch/orders2.xml"; put "$scratch/orders2.xml"; original=$number
check a_reduction_settles_with_the_original_imported_anew "311 F D 50.00;313 F D 40.00;316 F D 80.00 " "$(spent_by) $(waiting_of)"
exits books_with_corrections_are_whole 0 c verify
orders >"$scratch/orders3.xml"; put --replace "$scratch/orders3.xml"
check a_reduction_survives_the_replacement_of_its_original "replaced 311 F D 50.00;313 F D 40.00;316 F D 70.00 " "$status $(spent_by) $(waiting_of)"

next_body # what replaces an original takes its reductions over, or is refused until they are undone
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"; original=$number
printf 'line 1 65748 316 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/reduction.xml"; put "$scratch/reduction.xml"
orders | sed 's/Nature V="65748"\/><Fonction V="316"/Nature V="65748"\/><Fonction V="318"/' >"$scratch/other.xml"
if c import --replace "$scratch/other.xml" >"$scratch/out" 2>"$scratch/err"; then replaced="311 F D 50.00;313 F D 40.00;318 F D 70.00"; else replaced="311 F D 50.00;313 F D 40.00;316 F D 70.00"; fi
check an_original_replaced_is_reduced_once "$replaced" "$(spent_by)"

next_body # the other budgets hold the same numbers
printf 'line 1 65748 316 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/alone.xml"; put "$scratch/alone.xml"
check an_original_of_another_budget_is_not_the_original "correction|D-2025-101/1|30.00 " "$(waiting_of) $(spent_by)"

next_body # a titre and an article of a roll have numbers of their own
post titre.xml <<V
slip R 2025 01 5
piece 7 01 01
line 1 7062 316 100.00
slip R 2025 06 9
piece 7 15 01
line 1 7062 313 50.00
V
aller >"$scratch/of_titre.xml" <<V
slip R 2025 02 1
piece 1 02 06
line 1 7062 316 60.00 orig=01/2025/7/1
V
put "$scratch/of_titre.xml"
check a_reduction_of_a_receipt_is_not_of_a_rolls_article "posted 313 F R 50.00;316 F R 40.00" "$status $(spent_by)"

next_body # two files at once
for round in 1 2 3; do
  slip=$((200 + round))
  orders | sed "s/IdPce V=\"10/IdPce V=\"${round}0/" >"$scratch/o.xml"
  printf 'line 1 65748 316 30.00 orig=01/2025/%s01/1\n' $round | reduction $round | sed "s/IdBord V=\"3\"/IdBord V=\"$round\"/" >"$scratch/c.xml"
  c import -q "$scratch/o.xml" >/dev/null 2>&1 & c import -q "$scratch/c.xml" >/dev/null 2>&1 & wait
done
slip=42
check files_imported_at_the_same_time_settle_once "311 F D 150.00;313 F D 120.00;316 F D 210.00 " "$(spent_by) $(waiting_of)"

# --- more than there was ------------------------------------------------------------------------------------------------------------

next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
printf 'line 1 65748 316 100.01 orig=01/2025/101/1\n' | reduction 7 >"$scratch/bad.xml"
refused a_reduction_beyond_its_original PES-210 "D 2025 101/1" 100.00 7 "$scratch/bad.xml"
printf 'line 1 65748 316 60.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/first.xml"; put "$scratch/first.xml"; first=$number
printf 'line 1 65748 316 40.01 orig=01/2025/101/1\n' | reduction 8 | sed 's/IdBord V="3"/IdBord V="4"/' >"$scratch/bad.xml"
refused reductions_together_beyond_their_original PES-210 "D 2025 101/1" 100.00 7 "$scratch/bad.xml"
put --override PES-210 --reason "vu" "$scratch/bad.xml"
check reductions_beyond_are_accepted_with_a_reason "posted vu 311 F D 50.00;313 F D 40.00;316 F D -0.01" "$status $(table documents --document "$number" | only reason) $(spent_by)"
must documents undo "$number" --reason essai
printf 'line 1 65748 316 40.00 orig=01/2025/101/1\n' | reduction 8 | sed 's/IdBord V="3"/IdBord V="4"/' >"$scratch/whole.xml"; put "$scratch/whole.xml"
check a_piece_may_be_reduced_to_nothing "posted 311 F D 50.00;313 F D 40.00" "$status $(spent_by)"
printf 'line 1 6068 311 10.00 10.01 orig=01/2025/101/2\n' | reduction 9 | sed 's/IdBord V="3"/IdBord V="5"/' >"$scratch/bad.xml"
refused a_reduction_of_more_vat_than_there_was PES-210 "D 2025 101/2" "" 7 "$scratch/bad.xml"
next_body
printf 'line 1 65748 316 100.01 orig=01/2025/101/1\n' | reduction 7 >"$scratch/early.xml"; put "$scratch/early.xml"
orders >"$scratch/bad.xml"
refused an_original_smaller_than_the_reduction_that_waits_for_it PES-210 "D 2025 101/1" 100.00 "" "$scratch/bad.xml"

# --- returns ------------------------------------------------------------------------------------------------------------------------

next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
check an_order_is_emitted "D-2025-01-42-101|emitted|0.00 D-2025-01-42-102|emitted|0.00" "$(states_of)"
retour >"$scratch/r1.xml" <<V
slip D 2025 01 42
piece 101 02 taken=2025-03-18
line 1 01 100.00 total=40.00
paid 01 2025-03-20 40.00
piece 0102 04 rejected=2025-03-19 why=02-04
line 1 02 40.00
V
put "$scratch/r1.xml"
check a_return_tells_states_and_payments "D-2025-01-42-101|taken_over|40.00 D-2025-01-42-102|rejected|0.00" "$(states_of)"
check days_of_a_return_are_told "2025-03-18||2025-03-20 |2025-03-19|" "$(table report vouchers --document $((number - 1)) | only taken_over,rejected,last_payment | paste -sd ' ' -)"
check a_rejected_piece_is_reversed "311 F D 50.00;316 F D 100.00" "$(spent_by)"
check a_payment_moves_cash_against_the_third_party "46711 515 40.00" "$(legs "$number" | cut -d ' ' -f 1-3 | grep 515)"
check a_payment_is_no_spending_again "311 F D 50.00;316 F D 100.00" "$(spent_by)"
check an_entry_of_a_return_names_its_line_and_element "7 //PES_DepenseRetour" "$(table journal --document "$number" | by '$c["credit"] == "515" { print $c["line"], substr($c["path"], 1, 19) }')"
pes_date=2025-04-01 pes_file=PES2R_DEP__RP_101 retour >"$scratch/r1again.xml" <<V
slip D 2025 01 42
piece 101 02 taken=2025-03-18
line 1 01 100.00 total=40.00
paid 01 2025-03-20 40.00
piece 102 04 rejected=2025-03-19 why=02-04
line 1 02 40.00
V
before=$(books); put "$scratch/r1again.xml"
check a_return_issued_again_is_unchanged "unchanged $before" "$status $(books)"
retour >"$scratch/r2.xml" <<V
slip D 2025 01 42
piece 101 05 taken=2025-03-18
line 1 01 100.00 total=100.00
paid 01 2025-03-20 40.00
paid 01 2025-04-02 25.00
paid 01 2025-04-02 25.00
paid 07 2025-04-03 10.00
line 2 01 50.00 total=60.00
paid 01 2025-04-02 60.00
V
put "$scratch/r2.xml"; second=$number
check a_later_return_posts_only_what_is_new "46711 515 25.00;46711 515 25.00;4011 515 60.00" "$(legs "$number" | cut -d ' ' -f 1-3 | paste -sd ';' -)"
check a_settled_order_is_settled_with_its_cash "D-2025-01-42-101|settled|150.00 D-2025-01-42-102|rejected|0.00" "$(states_of)"
check an_offset_moves_no_cash "515 -150.00" "$(balances | tr ';' '\n' | grep 515 | sed 's/^ //')"
check the_vat_of_a_line_is_paid_with_it "" "$(balances | grep -o '4011 [^;]*')"
must documents undo "$second" --reason essai
check an_undone_return_takes_its_payments_back "D-2025-01-42-101|taken_over|40.00 D-2025-01-42-102|rejected|0.00 515 -40.00" "$(states_of) $(balances | tr ';' '\n' | grep 515 | sed 's/^ //')"
put "$scratch/r2.xml"
exits an_earlier_return_that_a_later_one_repeats_is_not_undone 65 c documents undo "$(document r1.xml)" --reason "doublon"
contains the_later_return_to_undo_first_is_named "documents undo $(document r2.xml)" "$scratch/err"

next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
retour >"$scratch/line.xml" <<V
slip D 2025 01 42
piece 101 02 taken=2025-03-18
line 1 01 100.00
line 2 02 50.00
V
put "$scratch/line.xml"
check a_rejected_line_alone_is_reversed "313 F D 40.00;316 F D 100.00 46711 -140.00; 65748 140.00" "$(spent_by) $(balances)"
retour >"$scratch/piece.xml" <<V
slip D 2025 01 42
piece 101 04 rejected=2025-03-25
line 1 02 100.00
line 2 02 50.00
V
put "$scratch/piece.xml"
check a_piece_rejected_after_one_of_its_lines_is_reversed_once "313 F D 40.00 46711 -40.00; 65748 40.00" "$(spent_by) $(balances)"
next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
retour >"$scratch/held.xml" <<V
slip D 2025 01 42
piece 102 01 held=2025-03-20 why=03
line 1 01 40.00
V
put "$scratch/held.xml"
check a_suspended_piece_still_counts "suspended 311 F D 50.00;313 F D 40.00;316 F D 100.00" "$(states_of | tr ' ' '\n' | sed -n 's/^D-2025-01-42-102|\([a-z]*\)|.*/\1/p') $(spent_by)"

next_body
retour >"$scratch/early.xml" <<V
slip D 2025 01 42
piece 101 02 taken=2025-03-18
line 1 01 100.00 total=40.00
paid 01 2025-03-20 40.00
piece 102 04 rejected=2025-03-19
line 1 02 40.00
V
put "$scratch/early.xml"; early=$number
check a_return_before_its_orders_waits "posted payment|D-2025-01-42-101|40.00 rejected|D-2025-01-42-102|0.00 taken_over|D-2025-01-42-101|0.00 " "$status $(waiting_of | tr ' ' '\n' | sort | paste -sd ' ' -) $(balances)"
check a_return_before_its_orders_is_told "PES-227" "$(warns | cut -d ' ' -f 1)"
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
check a_return_settles_when_its_orders_come "311 F D 50.00;316 F D 100.00 D-2025-01-42-101|taken_over|40.00 D-2025-01-42-102|rejected|0.00 515 -40.00 " "$(spent_by) $(states_of) $(balances | tr ';' '\n' | grep 515 | sed 's/^ //') $(waiting_of)"
check a_payment_settled_later_names_the_line_of_the_return "early.xml:7" "$(sql "select file_name || ':' || source_line from journal where document_id = $number and credit_account = '515'")"
exits a_return_its_orders_settled_is_not_undone_before_them 65 c documents undo "$early" --reason essai
contains the_orders_to_undo_first_are_named "documents undo $number" "$scratch/err"
exits books_with_returns_are_whole 0 c verify

next_body
post receipts.xml <<V
slip R 2025 01 5
piece 202 01 01
line 1 7062 316 100.00 5.50
piece 203 01 01
line 1 7062 311 30.00
V
retour >"$scratch/receipts-return.xml" <<V
slip R 2025 01 5
piece 202 02 taken=2025-03-18
line 1 02 100.00 total=105.50
paid 01 2025-03-20 60.00
paid 03 2025-03-21 40.00
paid 06 2025-03-22 5.50
piece 203 05
line 1 01 30.00
V
put "$scratch/receipts-return.xml"
check cash_received_is_against_the_debtor "515 4111 60.00;515 4111 40.00" "$(legs "$number" | cut -d ' ' -f 1-3 | grep '^515' | paste -sd ';' -)"
check a_receipt_of_a_return_is_told_with_its_cash "R-2025-01-5-202|taken_over|100.00" "$(states_of | cut -d ' ' -f 1)"
check a_rejected_line_of_a_receipt_is_reversed "316 F R 100.00" "$(spent_by)"
next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
printf 'slip D 2025 01 42\npiece 101 02 taken=2025-03-18\nline 1 01 100.00 total=30.00\npaid 01 2025-03-20 40.00\n' | retour >"$scratch/r.xml"; put "$scratch/r.xml"
check payments_beyond_their_announced_total_are_told "PES-228 7 40.00" "$(warns)"

next_body
retour >"$scratch/r.xml" <<V
slip D 2025 04 42
piece 101 02
line 1 01 100.00 total=100.00
paid 01 2025-03-20 100.00
V
put "$scratch/r.xml"
check what_the_accountant_asks_orders_for_is_told_and_waits_for_nothing "posted PES-216 5 04 " "$status $(warns) $(waiting_of)"

next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
printf 'slip D 2025 01 42\npiece 101 02\nline 1 01 100.00\npiece 102 03\nline 1 01 40.00\n' | retour >"$scratch/r.xml"; put "$scratch/r.xml"
check a_state_without_its_day_is_a_state "D-2025-01-42-101|taken_over|0.00 D-2025-01-42-102|taken_over|0.00" "$(states_of)"

# --- returns and acknowledgements that cannot be read -----------------------------------------------------------------------------------

next_body
returned() { printf 'slip D 2025 01 42\npiece 101 02 taken=2025-03-18\nline 1 01 100.00 total=40.00\npaid 01 2025-03-20 40.00\n' | retour | sed "$1" >"$scratch/bad.xml"; }
returned 's/IdBord V="42"/IdBord V="4A"/'; refused a_return_of_a_slip_that_has_no_number PES-103 4A "a number" 5 "$scratch/bad.xml"
returned 's/IdBord V="42"/IdBord V="4294967338"/'; refused a_return_of_a_slip_of_ten_digits PES-103 4294967338 "a number" 5 "$scratch/bad.xml"
returned 's/IdLigne V="1"/IdLigne V=""/'; refused a_return_of_a_line_without_number PES-103 "" "a number" 7 "$scratch/bad.xml"
returned 's/MtPay V="40.00"/MtPay V="40,00"/'; refused a_payment_with_a_comma PES-104 40,00 "digits, a point, two decimals" 7 "$scratch/bad.xml"
returned 's/Exer V="2025"/Exer V="25"/'; refused a_return_of_a_year_of_two_digits PES-102 25 "a year of 4 digits" 5 "$scratch/bad.xml"
too_long=$(head -c 5000 /dev/zero | tr '\0' x)
returned "s/VILLE FICTIVE/$too_long/"; refused a_return_with_a_name_longer_than_any_schema_allows PES-113 "" "" 3 "$scratch/bad.xml"
retour </dev/null >"$scratch/bad.xml"; refused a_return_of_nothing PES-106 "" Bordereau "" "$scratch/bad.xml"
printf 'D 2025 42A 1\n' | acquit >"$scratch/bad.xml"; refused an_acknowledgement_of_a_slip_that_has_no_number PES-103 42A "a number" 5 "$scratch/bad.xml"
printf 'D 2025 42 1\n' | acquit | sed "s/PESALR1_FICTIF_001/$too_long/" >"$scratch/bad.xml"
refused an_acknowledgement_with_a_name_longer_than_any_schema_allows PES-113 "" "" 2 "$scratch/bad.xml"
acquit </dev/null >"$scratch/bad.xml"; refused an_acknowledgement_of_nothing PES-106 "" ElementACQUIT "" "$scratch/bad.xml"

# --- a number again --------------------------------------------------------------------------------------------------------------------

next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"; original=$number
again() { printf 'slip D 2025 01 50\npiece 102 01 01 Encore\nline 1 65748 313 38.00\n' | aller; }
again >"$scratch/bad.xml"
refused a_piece_number_of_another_slip PES-209 "D 2025 102" "" 6 "$scratch/bad.xml"
contains a_piece_number_of_another_slip_names_the_document "document $original" "$scratch/err"
exits a_piece_number_again_is_accepted_with_a_reason 0 c import -n --override PES-209 --reason vu "$scratch/bad.xml"
printf 'slip D 2025 01 42\npiece 102 04 rejected=2025-03-19\nline 1 02 40.00\n' | retour >"$scratch/r.xml"; put "$scratch/r.xml"
again >"$scratch/again.xml"; put "$scratch/again.xml"
check a_rejected_piece_may_be_emitted_again "posted 311 F D 50.00;313 F D 38.00;316 F D 100.00" "$status $(spent_by)"
check both_of_one_number_are_told_apart "D-2025-01-42-102|rejected|0.00 D-2025-01-50-102|emitted|0.00" "$(states_of | tr ' ' '\n' | grep 102 | paste -sd ' ' -)"
printf 'line 1 65748 313 8.00 orig=01/2025/102/1\n' | reduction 7 >"$scratch/reduction.xml"; put "$scratch/reduction.xml"
check a_reduction_is_of_the_piece_emitted_again "311 F D 50.00;313 F D 30.00;316 F D 100.00" "$(spent_by)"
next_body # a body's other budget has slips, pieces and amounts of the same numbers
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
printf 'slip D 2025 01 42\npiece 102 04 rejected=2025-03-19\nline 1 02 40.00\n' | retour >"$scratch/r.xml"; put "$scratch/r.xml"
check the_same_return_of_another_budget_is_another_return "posted D-2025-01-42-102|rejected|0.00" "$status $(states_of | cut -d ' ' -f 2)"
next_body # the reduction comes while only the rejected one is here, and nobody knows yet that it is rejected
put_in() { for name in "$@"; do put "$scratch/$name.xml"; done; }
orders >"$scratch/orders.xml"; again >"$scratch/again.xml"
printf 'line 1 65748 313 8.00 orig=01/2025/102/1\n' | reduction 7 >"$scratch/reduction.xml"
printf 'slip D 2025 01 42\npiece 102 04 rejected=2025-03-21\nline 1 02 40.00\n' | retour >"$scratch/r.xml"
put_in orders reduction r again
check a_reduction_moves_to_the_piece_emitted_again "311 F D 50.00;313 F D 30.00;316 F D 100.00 " "$(spent_by) $(waiting_of)"
next_body
aller >"$scratch/bad.xml" <<V
slip D 2025 01 1
piece 7 01 01
line 1 65748 316 10.00
slip D 2025 01 2
piece 7 01 01
line 1 65748 316 20.00
V
refused a_piece_number_in_two_slips_of_one_file PES-209 "D 2025 7" "" 11 "$scratch/bad.xml"

next_body # a reduction rejected, and emitted again
orders >"$scratch/orders.xml"
printf 'line 1 65748 316 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/reduction.xml"
printf 'slip D 2025 02 3\npiece 7 04 rejected=2025-03-22\nline 1 02 30.00\n' | retour >"$scratch/r.xml"
printf 'slip D 2025 02 3\npiece 7 04 rejected=2025-03-22 why=02\nline 1 02 30.00\n' | retour >"$scratch/r2.xml"
put_in orders reduction r
check a_rejected_reduction_lessens_nothing "311 F D 50.00;313 F D 40.00;316 F D 100.00" "$(spent_by)"
put_in r2
check a_rejection_said_again_changes_nothing "311 F D 50.00;313 F D 40.00;316 F D 100.00" "$(spent_by)"
printf 'line 1 65748 316 25.00 orig=01/2025/101/1\n' | reduction 7 | sed 's/IdBord V="3"/IdBord V="4"/' >"$scratch/emitted_again.xml"
put_in emitted_again
check a_rejected_reduction_emitted_again_counts_once "posted 311 F D 50.00;313 F D 40.00;316 F D 75.00 " "$status $(spent_by) $(waiting_of)"
printf 'line 1 65748 316 75.00 orig=01/2025/101/1\n' | reduction 8 | sed 's/IdBord V="3"/IdBord V="5"/' >"$scratch/rest.xml"
put_in rest
check a_rejected_reduction_takes_nothing_from_what_may_be_reduced "posted 311 F D 50.00;313 F D 40.00 " "$status $(spent_by) $(waiting_of)"

next_body # a reduction whose slip the gateway refused waits for nothing
orders >"$scratch/orders.xml"
printf 'line 1 65748 316 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/reduction.xml"
printf 'D 2025 3 0 Refus\n' | acquit >"$scratch/acquit.xml"
put_in orders reduction acquit
check a_reduction_of_a_refused_slip_waits_for_nothing "311 F D 50.00;313 F D 40.00;316 F D 100.00 " "$(spent_by) $(waiting_of)"

# --- acknowledgements --------------------------------------------------------------------------------------------------------------------

for version in v1 v2; do
  next_body
  pes_date=2025-03-1${version#v}
  aller >"$scratch/slips.xml" <<V
slip D 2025 01 1
piece 1 01 01
line 1 65748 316 10.00
slip D 2025 01 2
piece 2 01 01
line 1 65748 313 20.00
slip R 2025 01 1
piece 1 01 01
line 1 7062 316 5.00
V
  put "$scratch/slips.xml"; slips=$number
  printf 'D 2025 1 1\nD 2025 2 0 Doublon de bordereau\nR 2025 0001 1\n' | acquit $version >"$scratch/acquit.xml"; put "$scratch/acquit.xml"
  check "an_acknowledged_slip_counts_and_a_refused_one_is_reversed ($version)" "316 F D 10.00;316 F R 5.00" "$(spent_by)"
  check "slips_acknowledged_and_refused_are_told ($version)" "D-2025-01-1-1|acknowledged|0.00 D-2025-01-2-2|refused|0.00 R-2025-01-1-1|acknowledged|0.00" "$(states_of)"
done
unset pes_date
check an_entry_of_an_acknowledgement_names_its_line "6" "$(table journal --document "$number" | only line)"
lacks an_entry_of_an_acknowledgement_names_no_element_of_another_file PES_DepenseAller "$(table journal --document "$number" >"$scratch/journal"; echo "$scratch/journal")"
exits a_slip_whose_refusal_stands_is_not_undone 65 c documents undo "$slips" --reason essai
# what was refused is sent again, mended, under the same number and another file name
pes_file=PESALR1_FICTIF_002 pes_date=2025-03-16 aller >"$scratch/mended.xml" <<V
slip D 2025 01 2
piece 2 01 01
line 1 65748 313 21.00
V
put "$scratch/mended.xml"
check a_refused_slip_sent_again_mended_is_posted "posted 313 F D 21.00;316 F D 10.00;316 F R 5.00" "$status $(spent_by)"
next_body
printf 'D 2025 42 0 Refus\n' | acquit >"$scratch/acquit.xml"; put "$scratch/acquit.xml"
check a_refusal_before_its_slip_waits "refused" "$(waiting_of | cut -d '|' -f 1)"
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
check a_refusal_settles_when_its_slip_comes " " "$(spent_by) $(balances)"
next_body
orders >"$scratch/orders.xml"; put "$scratch/orders.xml"
printf 'D 2025 42 0 Fichier illisible\n' | acquit | sed 's/<DomaineAck V="5"/<DomaineAck V="0"/; s/<NumBord[^>]*>//; s/<ExerciceBord[^>]*>//' >"$scratch/acquit.xml"; put "$scratch/acquit.xml"
check a_refusal_of_no_slip_reverses_nothing_and_is_told "PES-215 5 0 311 F D 50.00;313 F D 40.00;316 F D 100.00" "$(warns) $(spent_by)"
exits books_with_acknowledgements_are_whole 0 c verify

# --- a closed year -----------------------------------------------------------------------------------------------------------------------

next_body
post back.xml <<V
slip D 2025 02 1
piece 1 02 10 Contrepassation
line 1 6068 311 60.00 orig=01/2024/900/1
V
must close 2025 --entity 995100013
before="$(spent_by) $(balances)"
aller >"$scratch/accrual.xml" <<V
slip D 2024 01 90
piece 900 10 01 Charge à rattacher
line 1 6068 311 60.00
V
c import "$scratch/accrual.xml" >"$scratch/out" 2>"$scratch/err"
check a_correction_that_waits_is_not_posted_into_a_closed_year 0 "$(sql "select count(*) from entry e join document_state d using (siren, document_id) join budget b using (siren, budget_id) where b.siret = '$pes_body' and e.fiscal_year = 2025")"
orders >"$scratch/orders.xml"
exits a_closed_year_takes_no_orders 65 c import "$scratch/orders.xml"
contains a_closed_year_says_that_it_is closed "$scratch/err"

# --- any order ------------------------------------------------------------------------------------------------------------------------------

new_ledger # orders, a correction, a return with a rejection, a later return: twelve of the twenty-four ways to import them
must db start
wanted="311 F D 50.00;316 F D 70.00 | 44566 10.00; 46711 -25.00; 515 -105.00; 6068 50.00; 65748 70.00 | D-2025-01-N-101|taken_over|105.00 D-2025-01-N-102|rejected|0.00 | "
for order in "o c r p" "o r p c" "o p c r" "c o r p" "c r o p" "c p r o" "r o c p" "r p o c" "r c p o" "p o r c" "p r c o" "p c o r"; do
  next_body; slip=$((100 + bodies)) # a return of other numbers than those of the other budgets
  orders >"$scratch/o.xml"
  printf 'line 1 65748 316 30.00 orig=01/2025/101/1\n' | reduction 7 >"$scratch/c.xml"
  printf 'slip D 2025 01 %s\npiece 101 02 taken=2025-03-18\nline 1 01 100.00 total=45.00\npaid 01 2025-03-20 45.00\npiece 102 04 rejected=2025-03-19\nline 1 02 40.00\n' "$slip" | retour >"$scratch/r.xml"
  printf 'slip D 2025 01 %s\npiece 101 02 taken=2025-03-18\nline 1 01 100.00 total=45.00\npaid 01 2025-03-20 45.00\nline 2 01 50.00 total=60.00\npaid 01 2025-04-02 60.00\n' "$slip" | retour >"$scratch/p.xml"
  put_in $order
  check "any_order_of_imports_gives_the_same_books ($order)" "$wanted" "$(spent_by) | $(balances) | $(states_of | tr ' ' '\n' | grep -v '^D-2025-02' | sed "s/-$slip-/-N-/" | paste -sd ' ' -) | $(waiting_of)"
done
exits books_imported_in_any_order_are_whole 0 c verify

# --- many ------------------------------------------------------------------------------------------------------------------------------------

# 1,500 orders and what became of them: each step in seconds, whatever the planner knows of the tables
next_body
awk 'BEGIN { print "slip D 2025 01 1"; for (i = 1; i <= 1500; i++) print "piece " i " 01 01\nline 1 65748 316 100.00" }' | aller >"$scratch/many.xml"
awk 'BEGIN { print "slip D 2025 01 1"; for (i = 1; i <= 1500; i++) print i % 10 ? "piece " i " 02 taken=2025-03-18\nline 1 01 100.00 total=90.00\npaid 01 2025-03-20 90.00" : "piece " i " 04 rejected=2025-03-19\nline 1 02 100.00" }' | retour >"$scratch/many-return.xml"
within() { # within NAME SECONDS COMMAND…
  within_name=$1 seconds=$2; shift 2
  timeout "$seconds" "$RELEASE" -D "$ledger" --lang en "$@" </dev/null >"$scratch/out" 2>"$scratch/err"; check "$within_name" 0 $?
}
within many_orders_are_posted_in_seconds 5 import -q "$scratch/many.xml"
within many_returns_are_settled_in_seconds 5 import -q "$scratch/many-return.xml"
check many_returns_settle_each_order_once "316 F D 135000.00" "$(spent_by)"
within many_orders_are_listed_in_seconds 5 report vouchers --year 2025 -O csv
within many_waiting_are_listed_in_seconds 5 report waiting -O csv
finished
