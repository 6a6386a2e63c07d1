# Matching receipts with rights: proposed by rule, decided by a person with a reason, posted on both sides, undone like any
# document; the accounts themselves are never touched.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"
SUDO_USER=greffe # who is behind root
export SUDO_USER

# Two transfers to North share account 74631. 2021: 600.02 and 300.01 are booked, 600.00 and 300.00 are said to be paid, so
# two thirds and one third of each receipt:
#   600.02: 400.0133 and 200.0067, so 400.01 to M-A and 200.01 to M-B
#   300.01: 200.0067 and 100.0033, so 200.01 and 100.00       together 600.02 and 300.01 of 900.03
# 2022: 1000.00 booked, 700.00 and 300.00 paid.
# Rights: 700.00 and 250.00 a year.
account "$scratch/north-2021.xml" $NORTH 2021 <<L
74631 01 R 600.02
74631 01 R 300.01
65748 313 D 950.00
L
account "$scratch/north-2022.xml" $NORTH 2022 <<L
74631 01 R 1000.00
65748 313 D 980.00
L
register "$scratch/register.xml" <<R
  <transfer id="M-A" nature="transfer" competence="lecture" from="$STATE" effective="2021-01-01" act="loi">
    <evaluation state="definitive" act="arrete" date="2021-02-01" value-year="2021" opinion="2021-01-15"/>
    <right siren="$NORTH" amount="700.00"/>
    <resource id="DGD-A" kind="dgd" account="74631"><paid siren="$NORTH" year="2021" amount="600.00"/><paid siren="$NORTH" year="2022" amount="700.00"/></resource>
  </transfer>
  <transfer id="M-B" nature="transfer" competence="musique" from="$STATE" effective="2021-01-01" act="loi">
    <evaluation state="definitive" act="arrete" date="2021-02-01" value-year="2021" opinion="2021-01-15"/>
    <right siren="$NORTH" amount="250.00"/>
    <resource id="DGD-B" kind="dgd" account="74631"><paid siren="$NORTH" year="2021" amount="300.00"/><paid siren="$NORTH" year="2022" amount="300.00"/></resource>
  </transfer>
R
must import -q "$scratch/north-2021.xml" "$scratch/north-2022.xml" "$scratch/register.xml"
c journal --document 1 -O csv >"$scratch/journal-before"
seals() { sql "select document_id, encode(entries_sha256, 'hex'), encode(link, 'hex') from document where siren > 0 order by 1"; }
seals >"$scratch/seals-before"

list() { columns "$1" match list --transfer "$2" --year "$3" | paste -sd' ' -; }
left() { columns year,recognised,matched,left report compensation-account --entity $NORTH --year "$1"; }
balance() { columns siren,account,debit,credit,balance report trial-balance --book commitments --year "$1" | paste -sd' ' -; }

# --- proposed

check receipts_are_proposed "400.01,proposed,,, 200.01,proposed,,," "$(list amount,state,reason,author,posted M-A 2021)"
check the_shared_account_is_split_by_paid_amounts "200.01 100.00" "$(list amount M-B 2021)"
check each_receipt_is_split_whole "600.02 300.01" \
  "$(columns source,amount match list --year 2021 | awk -F, '{ sum[$1] += $2 } END { for (line in sum) printf "%.2f\n", sum[line] }' | sort -rn | paste -sd' ' -)"
check the_next_year_has_its_own_split "M-A,700.00 M-B,300.00" "$(columns transfer,amount match list --year 2022 | paste -sd' ' -)"
check the_source_is_the_line north-2021.xml "$(columns source match list --transfer M-A --year 2021 | sed -n '1s/:.*//p')"
line=$(columns source match list --transfer M-A --year 2021 | sed -n '1s/.*://p')
sed -n "${line}p" "$scratch/north-2021.xml" >"$scratch/line"
contains the_line_holds_the_receipt 'MtReal V="600.02"' "$scratch/line"
check nothing_is_matched_by_itself "2021,950.00,0.00,950.00" "$(left 2021)"

# --- a decision needs a reason and a choice

exits accept_needs_a_reason 2 c match accept --transfer M-A --year 2021
exits refuse_needs_a_reason 2 c match refuse --transfer M-A --year 2021
exits an_empty_reason_is_none 2 c match accept --transfer M-A --reason ''
exits accept_needs_a_choice 2 c match accept --reason "tout"
exits another_verb_is_refused 2 c match guess --transfer M-A --reason "x"
check nothing_was_decided 0 "$(sql 'select count(*) from matching')"

# --- accepted: 700.00 + 250.00 recognised, 600.02 matched, 349.98 left, on both sides

exits accept 0 c match accept --transfer M-A --year 2021 --reason "arrêté du 2 janvier 2000, art. 1"
posted=$(sed -n 's/.*document \([0-9]*\)$/\1/p' "$scratch/out")
check reason_author_and_document_are_kept \
  "M-A,accepted,\"arrêté du 2 janvier 2000, art. 1\",greffe,$posted M-A,accepted,\"arrêté du 2 janvier 2000, art. 1\",greffe,$posted" \
  "$(c match list --transfer M-A --year 2021 -O csv | tail -n +2 | awk -F, -v OFS=, '{ print $1, $9, $10 "," $11, $12, $13 }' | paste -sd' ' -)"
check left_on_802 "2021,950.00,600.02,349.98" "$(left 2021)"
check trial_balance_of_both_sides \
  "$STATE,801,600.02,950.00,-349.98 $STATE,809,950.00,600.02,349.98 $NORTH,802,950.00,600.02,349.98 $NORTH,809,600.02,950.00,-349.98" "$(balance 2021)"
check the_other_year_is_as_it_was "2022,950.00,0.00,950.00" "$(left 2022)"
check the_other_transfer_is_still_proposed "proposed proposed" "$(list state M-B 2021)"
c match accept --transfer M-A --year 2021 --reason "encore" >"$scratch/out" 2>&1
contains accepting_again_decides_nothing "0 receipts" "$scratch/out"
check accepting_again_posts_nothing "2021,950.00,600.02,349.98" "$(left 2021)"
check the_matching_is_a_document "matching,active" "$(columns format,status documents --document "$posted")"

# --- refused: recorded, nothing is posted; somebody may change their mind

exits refuse 0 c match refuse --transfer M-B --year 2021 --reason "recette d'une autre dotation"
check refused_is_recorded "refused,recette d'une autre dotation,greffe, refused,recette d'une autre dotation,greffe," "$(list state,reason,author,posted M-B 2021)"
check refused_posts_nothing "2021,950.00,600.02,349.98" "$(left 2021)"
# now M-B too: 600.02 + 300.01 = 900.03 matched, 49.97 left
must match accept --transfer M-B --year 2021 --reason "vérifié auprès du payeur"
check a_refusal_may_be_reconsidered "2021,950.00,900.03,49.97" "$(left 2021)"
c match refuse --transfer M-B --year 2021 --reason "trop tard" >"$scratch/out" 2>&1
check a_posted_match_is_undone_not_refused "accepted accepted" "$(list state M-B 2021)"
check every_decision_is_kept "accepted 2, accepted 2, refused 2" \
  "$(sql "select string_agg(decision || ' ' || n, ', ' order by decision, place) from (select decision, count(*) n, min(matching_id) place from matching group by decision, coalesce(posted_document, 0)) d")"
exits a_decision_cannot_be_changed 1 c db psql -- -qX -v ON_ERROR_STOP=1 -c "update matching set reason = 'autre'"

# --- undone: proposed again, the balances as before, the decision stays in the record

must documents undo "$posted" --reason "mauvais arrêté"
check undo_opens_the_proposal_again "400.01,proposed,,, 200.01,proposed,,," "$(list amount,state,reason,author,posted M-A 2021)"
check undo_puts_802_back "2021,950.00,300.01,649.99" "$(left 2021)"
check undo_puts_both_sides_back \
  "$STATE,801,300.01,950.00,-649.99 $STATE,809,950.00,300.01,649.99 $NORTH,802,950.00,300.01,649.99 $NORTH,809,300.01,950.00,-649.99" "$(balance 2021)"
must match accept --transfer M-A --year 2021 --reason "bon arrêté"
check accepted_again_after_undo "2021,950.00,900.03,49.97" "$(left 2021)"

# --- chosen by body, by document

must match accept --entity $NORTH --document 2 --reason "tout l'exercice 2022"
check accepted_by_document "2022,950.00,1000.00,-50.00" "$(left 2022)"

# --- the accounts are untouched

c journal --document 1 -O csv >"$scratch/journal-after"
seals >"$scratch/seals-after"
same_file entries_of_the_account_are_untouched "$scratch/journal-before" "$scratch/journal-after"
same_file seals_of_the_accounts_are_untouched "$scratch/seals-before" "$scratch/seals-after"
c documents original 1 >"$scratch/original"
same_file the_kept_original_is_the_file "$scratch/north-2021.xml" "$scratch/original"
check compensation_does_not_depend_on_matching "M-A,2021,600.02 M-A,2022,700.00 M-B,2021,300.01 M-B,2022,300.00" "$(columns transfer,year,resources report compensation | paste -sd' ' -)"
exits verify_is_clean 0 c verify

# --- the right of an auditor, and of nobody else

rights_of() { # rights_of ROLE STATEMENT: what the database says to somebody who only has that role
  c db psql -- -AtqX -v ON_ERROR_STOP=1 -c "set role $1" -c "$2" 2>&1 | grep -o 'permission denied[^;]*\|posted rows are never changed\|done' | head -n 1
}
insert="insert into matching (transfer_id, resource_id, siren, giver, fiscal_year, receipt_document, receipt_entry, amount, decision, reason)
  values ('X', 'X', $NORTH, $STATE, 2021, 1, 1, 1, 'refused', 'essai')"
check a_reader_may_not_decide "permission denied for table matching" "$(rights_of contrepartie_reader "$insert")"
check an_importer_may_not_decide "permission denied for table matching" "$(rights_of contrepartie_importer "$insert")"
check an_auditor_may_decide done "$(rights_of contrepartie_auditor "begin; $insert; rollback; select 'done'")"
check an_auditor_may_not_change_a_decision "permission denied for table matching" "$(rights_of contrepartie_auditor "delete from matching")"
check an_auditor_may_not_import "permission denied for table register_element" "$(rights_of contrepartie_auditor "insert into register_element values (1, 999, 1, 1, 'body', '{}')")"

# the same through the program, as people log in to a server
socket=$(sql "show unix_socket_directories" | tr -d '"')
for role in reader importer auditor; do
  sql "create role test_$role login in role contrepartie_$role" >/dev/null
  echo "owners $(id -un) test_$role" >>"$ledger/cluster/pg_ident.conf"
done
sql "select pg_reload_conf()" >/dev/null
as() { role=$1; shift; "$PROGRAM" --lang en --db "host=$socket user=test_$role dbname=postgres" "$@" </dev/null; }
tries=0 # the server reads its settings when it gets to it
while ! as auditor db status >/dev/null 2>&1 && [ $tries -lt 20 ]; do sleep 0.2; tries=$((tries + 1)); done
exits a_reader_lists 0 as reader match list
exits a_reader_is_told_77 77 as reader match refuse --transfer M-A --reason "essai"
exits an_importer_is_told_77 77 as importer match refuse --transfer M-A --reason "essai"
must documents undo "$(columns posted match list --transfer M-A --year 2021 | head -n 1)" --reason "pour l'essai suivant"
exits an_auditor_accepts 0 as auditor match accept --transfer M-A --year 2021 --reason "par l'auditrice"
check the_author_is_the_login "test_auditor" "$(columns author match list --transfer M-A --year 2021 | sort -u)"
exits verify_is_clean_after_several_hands 0 c verify

# --- a closed year takes no matching, and says so; nothing of it stays

must documents undo "$(columns posted match list --transfer M-A --year 2022 | head -n 1)" --reason "pour l'essai suivant"
must close 2022 --entity $NORTH
c match accept --transfer M-A --year 2022 --reason "après la clôture" >"$scratch/out" 2>&1; status=$?
check a_closed_year_takes_no_matching refused "$([ $status -ne 0 ] && echo refused)"
contains a_closed_year_says_so closed "$scratch/out"
c match accept --lang fr --transfer M-A --year 2022 --reason "après la clôture" >"$scratch/out" 2>&1
contains a_closed_year_says_so_in_french "exercice clos" "$scratch/out"
check a_closed_year_keeps_nothing "proposed" "$(list state M-A 2022)"
new_ledger

# --- a cent that does not divide: 100.01 booked, two transfers said to be paid 50.00 each. The shares make the receipt.

echo "74631 01 R 100.01" | account "$scratch/south-2021.xml" $SOUTH 2021
register "$scratch/cents.xml" <<R
$(for id in M-C M-D; do
    echo "<transfer id=\"$id\" nature=\"transfer\" competence=\"lecture\" from=\"$STATE\" effective=\"2021-01-01\" act=\"loi\"><right siren=\"$SOUTH\" amount=\"60.00\"/>"
    echo "<resource id=\"DGD\" kind=\"dgd\" account=\"74631\"><paid siren=\"$SOUTH\" year=\"2021\" amount=\"50.00\"/></resource></transfer>"
  done)
R
must import -q "$scratch/south-2021.xml" "$scratch/cents.xml"
sum() { awk '{ sum += $1 } END { printf "%.2f", sum }'; }
check shares_of_a_receipt_make_the_receipt 100.01 "$(columns amount match list | sum)"
check resources_make_what_was_booked 100.01 "$(columns resources report compensation | sum)"
# asked about alone, a transfer has the share that it has beside the other
check a_transfer_alone_has_its_share_of_the_account "$(columns transfer,resources report compensation | sort)" \
  "$(for id in M-C M-D; do columns transfer,resources report compensation --transfer $id; done | sort)"
check a_transfer_alone_has_its_share_of_the_receipt "$(columns transfer,amount match list | sort)" \
  "$(for id in M-C M-D; do columns transfer,amount match list --transfer $id; done | sort)"
must match accept --entity $SOUTH --reason "les deux"
check no_more_is_matched_than_was_booked 100.01 "$(columns matched report compensation-account --entity $SOUTH)"

# --- a matched receipt holds its document: the match is undone first, then it answers nothing any more

posted=$(columns posted match list | sort -u | head -n 1)
exits a_matched_receipt_holds_its_document 65 c documents undo 1 --reason "compte provisoire"
contains the_match_to_undo_first_is_named "documents undo $posted" "$scratch/err"
must documents undo "$posted" --reason "compte provisoire"
must documents undo 1 --reason "compte provisoire"
check a_match_without_its_receipt_does_not_count "120.00,0.00,120.00" "$(columns recognised,matched,left report compensation-account --entity $SOUTH)"
exits verify_is_clean_to_the_end 0 c verify

finished
