# verify: whatever is changed behind the program's back is seen, and named. What roles may do with what was posted.
. "$TESTS/lib/ledger.sh"
data=$TESTS/data

new_ledger
must import "$data/totem/altered_seal.xml"
for year in 2018 2019 2020; do printf '64111 311 D 100.00 %s.00\n65748 316 D 50.00 40.00\n73111 01 R 150.00 150.00\n' $year | budget CA 99341001800010 $year >"$scratch/CA-$year.xml"; done
must import "$data/totem/grants.xml" "$data/register/minimal.xml" "$scratch/CA-2018.xml" "$scratch/CA-2019.xml" "$scratch/CA-2020.xml" "$data/totem/carried_results.xml"
must documents undo "$(document CA-2020.xml)" --reason "to have a reversal"
grants=$(document grants.xml) register=$(document minimal.xml) carried=$(document carried_results.xml)
first=$(document CA-2018.xml) middle=$(document CA-2019.xml) undone=$(document CA-2020.xml)
reversal=$(sql "select document_id from document where reverses = $undone")

exits "untouched books are whole" 0 c verify
contains "untouched books are counted" "8 documents" "$scratch/out"

# --- tampering ----------------------------------------------------------------------------------------------------------

# seen NAME DOCUMENT STATEMENT UNDONE: verify names the document after a statement, and is content after what undoes it
seen() {
  tamper "$3" || not_ok "$1" "could not be done"
  c verify >"$scratch/out" 2>"$scratch/err"; status=$?
  if [ $status -eq 1 ] && grep -q "document $2:" "$scratch/out"; then ok "$1 is seen"; else not_ok "$1 is seen" "exit $status: $(cat "$scratch/out" "$scratch/err" | short)"; fi
  tamper "$4" || not_ok "$1" "could not be undone"
}
row="document_id = $grants and entry_no = 1"
seen "an amount changed" "$grants" "update entry set amount = amount + 1 where $row" "update entry set amount = amount - 1 where $row"
seen "a source line changed" "$grants" "update entry set source_line = source_line + 1 where $row" "update entry set source_line = source_line - 1 where $row"
seen "an ordinal changed" "$grants" "update entry set source_ordinal = source_ordinal + 1 where $row" "update entry set source_ordinal = source_ordinal - 1 where $row"
seen "an account changed" "$grants" "update entry set debit_account = '65749' where $row" "update entry set debit_account = '65748' where $row"
seen "a counter-account changed" "$grants" "update entry set credit_account = '@order' where $row" "update entry set credit_account = '@execution' where $row"
seen "a chapter changed" "$grants" "update entry set chapter = '64' where $row" "update entry set chapter = '65' where $row"
seen "a function changed" "$grants" "update entry set function = '312' where $row" "update entry set function = '311' where $row"
seen "a function taken away" "$grants" "update entry set function = null where $row" "update entry set function = '311' where $row"
seen "a section changed" "$grants" "update entry set section = 'I' where $row" "update entry set section = 'F' where $row"
seen "an operation changed" "$grants" "update entry set operation = 'O' where $row" "update entry set operation = 'R' where $row"
seen "a direction changed" "$grants" "update entry set direction = 'R' where $row" "update entry set direction = 'D' where $row"
seen "a book changed" "$grants" "update entry set book = 'V' where $row" "update entry set book = 'A' where $row"
seen "a year changed" "$grants" "update entry set fiscal_year = 2017 where $row" "update entry set fiscal_year = 2018 where $row"
seen "a third party added" "$grants" "update entry set counterparty = 993410018 where $row" "update entry set counterparty = null where $row"
seen "a body changed" "$grants" "update entry set siren = 993410018 where $row" "update entry set siren = 993400019 where $row"
seen "two amounts exchanged" "$first" "update entry set amount = case entry_no when 1 then (select amount from entry where document_id = $first and entry_no = 3) else (select amount from entry where document_id = $first and entry_no = 1) end where document_id = $first and entry_no in (1, 3)" \
  "update entry set amount = case entry_no when 1 then (select amount from entry where document_id = $first and entry_no = 3) else (select amount from entry where document_id = $first and entry_no = 1) end where document_id = $first and entry_no in (1, 3)"
seen "an entry of a register changed" "$register" "update entry set amount = amount + 1 where document_id = $register and entry_no = (select min(entry_no) from entry where document_id = $register and siren = 993510015) and siren = 993510015" "update entry set amount = amount - 1 where document_id = $register and entry_no = (select min(entry_no) from entry where document_id = $register and siren = 993510015) and siren = 993510015"
seen "an entry of a reversal changed" "$reversal" "update entry set amount = amount + 1 where document_id = $reversal and entry_no = 1" "update entry set amount = amount - 1 where document_id = $reversal and entry_no = 1"
seen "an entry undone changed" "$undone" "update entry set amount = amount + 1 where document_id = $undone and entry_no = 1" "update entry set amount = amount - 1 where document_id = $undone and entry_no = 1"

seen "an entry deleted" "$first" "create table kept as select * from entry where document_id = $first and entry_no = 2; delete from entry where document_id = $first and entry_no = 2" "insert into entry select * from kept; drop table kept"
seen "all entries deleted" "$first" "create table kept as select * from entry where document_id = $first; delete from entry where document_id = $first" "insert into entry select * from kept; drop table kept"
seen "an entry inserted in a sealed document" "$first" "create table kept as select * from entry where document_id = $first and entry_no = 1; update kept set entry_no = 99; insert into entry select * from kept" "delete from entry where document_id = $first and entry_no = 99; drop table kept"
seen "an entry inserted in the books of another body" "$first" "create table kept as select * from entry where document_id = $first and entry_no = 1; update kept set siren = 993400019; insert into entry select * from kept" "delete from entry where document_id = $first and siren = 993400019; drop table kept"
seen "an entry of no document" 424242 "create table kept as select * from entry where document_id = $first and entry_no = 1; update kept set document_id = 424242; insert into entry select * from kept" "delete from entry where document_id = 424242; drop table kept"

doc="document_id = $first"
seen "a file name changed" "$first" "update document set file_name = 'CA-2018.xmm' where $doc" "update document set file_name = 'CA-2018.xml' where $doc"
for digest in sha256 content_sha256 entries_sha256 facts_sha256 link; do
  seen "one bit of $digest" "$first" "update document set $digest = set_byte($digest, 31, get_byte($digest, 31) # 1) where $doc" "update document set $digest = set_byte($digest, 31, get_byte($digest, 31) # 1) where $doc"
done
seen "one bit of a previous link" "$middle" "update document set previous_link = set_byte(previous_link, 0, get_byte(previous_link, 0) # 128) where document_id = $middle" "update document set previous_link = set_byte(previous_link, 0, get_byte(previous_link, 0) # 128) where document_id = $middle"
seen "a stage changed" "$first" "update document set stage = 'BP' where $doc" "update document set stage = 'CA' where $doc"
seen "a year of a document changed" "$first" "update document set fiscal_year = 2017 where $doc" "update document set fiscal_year = 2018 where $doc"
seen "a count of lines changed" "$first" "update document set lines = lines + 1 where $doc" "update document set lines = lines - 1 where $doc"
seen "a state of seal changed" "$(document altered_seal.xml)" "update document set seal = 'valid' where document_id = $(document altered_seal.xml)" "update document set seal = 'altered' where document_id = $(document altered_seal.xml)"
seen "a moment of import changed" "$first" "update document set imported_at = imported_at - interval '1 day' where $doc" "update document set imported_at = imported_at + interval '1 day' where $doc"
seen "a name of importer changed" "$first" "update document set imported_by = imported_by || 'x' where $doc" "update document set imported_by = left(imported_by, -1) where $doc"
seen "a reason changed" "$reversal" "update document set reason = 'to have none' where document_id = $reversal" "update document set reason = 'to have a reversal' where document_id = $reversal"
seen "a reversal taken for another document's" "$reversal" "update document set reverses = $first where document_id = $reversal" "update document set reverses = $undone where document_id = $reversal"
seen "a document of the middle of a chain deleted" "$undone" "create table kept as select * from document where document_id = $middle; delete from document where document_id = $middle" "insert into document select * from kept; drop table kept"
seen "a document of the middle of a chain deleted with all it holds" "$undone" \
  "create table kept as select * from document where document_id = $middle; create table kept_entry as select * from entry where document_id = $middle; create table kept_original as select * from original where document_id = $middle
   ; delete from document where document_id = $middle; delete from entry where document_id = $middle; delete from original where document_id = $middle" \
  "insert into document select * from kept; insert into entry select * from kept_entry; insert into original select * from kept_original; drop table kept, kept_entry, kept_original"
seen "the last document of a chain deleted" "$reversal" "create table kept as select * from document where document_id = $reversal; delete from document where document_id = $reversal" "insert into document select * from kept; drop table kept"
places() { echo "update entry set entry_no = -entry_no where document_id = $first and entry_no in (1, 2); update entry set entry_no = 3 + entry_no where document_id = $first and entry_no < 0"; }
seen "two entries that exchanged their places" "$first" "$(places)" "$(places)"
links() { echo "update document set chain_no = -chain_no where siren = 993410018 and chain_no in (1, 2); update document set chain_no = 3 + chain_no where siren = 993410018 and chain_no < 0"; }
seen "two documents that exchanged their places in the chain" "$first" "$(links)" "$(links)"
seen "a status changed" "$first" "update document_status set status = 'control' where $doc" "update document_status set status = 'active' where $doc"
seen "a status deleted" "$first" "delete from document_status where $doc" "insert into document_status select siren, document_id, 'active' from document where $doc"
seen "a status of no document" 424242 "insert into document_status values (993410018, 424242, 'active')" "delete from document_status where document_id = 424242"
seen "a budget deleted" "$first" "create table kept as select * from budget where siren = 993410018; delete from budget where siren = 993410018" "insert into budget overriding system value select * from kept; drop table kept"
seen "a body deleted" "$first" "create table kept as select * from body where siren = 993410018; delete from body where siren = 993410018" "insert into body select * from kept; drop table kept"

seen "one bit of an original" "$carried" "update original set bytes = set_byte(bytes, length(bytes) / 2, get_byte(bytes, length(bytes) / 2) # 1) where document_id = $carried" "update original set bytes = set_byte(bytes, length(bytes) / 2, get_byte(bytes, length(bytes) / 2) # 1) where document_id = $carried"
seen "an original cut short" "$carried" "create table kept as select * from original where document_id = $carried; update original set bytes = substr(bytes, 1, length(bytes) / 2) where document_id = $carried" "delete from original where document_id = $carried; insert into original select * from kept; drop table kept"
seen "an original deleted" "$carried" "create table kept as select * from original where document_id = $carried; delete from original where document_id = $carried" "insert into original select * from kept; drop table kept"
seen "an original taken for another" "$carried" "create table kept as select * from original where document_id = $carried; update original set bytes = (select bytes from original where document_id = $grants) where document_id = $carried" "delete from original where document_id = $carried; insert into original select * from kept; drop table kept"
seen "something added to an original" "$carried" "insert into original select siren, document_id, 2, bytes from original where document_id = $carried" "delete from original where document_id = $carried and piece_no = 2"

seen "the amount of a grant changed" "$grants" "update grant_paid set amount = amount + 1 where document_id = $grants and grant_no = 1" "update grant_paid set amount = amount - 1 where document_id = $grants and grant_no = 1"
seen "the beneficiary of a grant changed" "$grants" "update grant_paid set beneficiary = 'LES CORDES FICTIVEZ' where document_id = $grants and grant_no = 1" "update grant_paid set beneficiary = 'LES CORDES FICTIVES' where document_id = $grants and grant_no = 1"
seen "a grant deleted" "$grants" "create table kept as select * from grant_paid where document_id = $grants and grant_no = 8; delete from grant_paid where document_id = $grants and grant_no = 8" "insert into grant_paid select * from kept; drop table kept"
seen "a grant added" "$first" "create table kept as select * from grant_paid where document_id = $grants and grant_no = 8; update kept set siren = 993410018, document_id = $first; insert into grant_paid select * from kept" "delete from grant_paid where document_id = $first; drop table kept"
seen "an attribute of a register changed" "$register" "update register_element set attributes = jsonb_set(attributes, '{key}', '\"0.26\"') where document_id = $register and attributes->>'key' = '0.25'" "update register_element set attributes = jsonb_set(attributes, '{key}', '\"0.25\"') where document_id = $register and attributes->>'key' = '0.26'"
seen "an element of a register deleted" "$register" "create table kept as select * from register_element where document_id = $register and name = 'deduction'; delete from register_element where document_id = $register and name = 'deduction'" "insert into register_element select * from kept; drop table kept"
tamper "update document_status set status = 'control' where $doc"
exits "a defect is told in French" 1 c verify --lang fr
contains "a defect is told in French, with its document" "✗ document $first : son statut n'est pas celui qui découle des documents" "$scratch/out"
tamper "update document_status set status = 'active' where $doc"
exits "books put right again are whole" 0 c verify

# --- what a chain cannot tell: anchors ------------------------------------------------------------------------------------------

exits "an anchor is written" 0 c db anchor -o "$scratch/anchor"
check "an anchor holds every chain" "$(sql "select count(distinct siren) from document")" "$(grep -cE '^[0-9]{9} [0-9]+ [0-9a-f]{64}$' "$scratch/anchor")"
check "its digest is that of its lines" "sha256 $(sed '$d' "$scratch/anchor" | sha256sum | cut -c 1-64)" "$(tail -n 1 "$scratch/anchor")"
exits "an anchor holds at once" 0 c verify --anchor "$scratch/anchor"
contains "the digest that was filed is shown" "$(tail -n 1 "$scratch/anchor" | cut -c 8-)" "$scratch/out"
printf '64111 311 D 9.00 9.00\n' | budget CA 99340001900015 2009 >"$scratch/after.xml"
must import "$scratch/after.xml"
exits "an anchor holds when chains went on" 0 c verify --anchor "$scratch/anchor"
c db anchor -o "$scratch/later" 2>/dev/null
last=$(sql "select max(document_id) from document")
# cut NAME WHAT: the last document, cut off so that `verify` alone sees nothing
tamper "create table kept as select * from document where document_id = $last; create table kept_entry as select * from entry where document_id = $last; create table kept_original as select * from original where document_id = $last; create table kept_status as select * from document_status where document_id = $last
  ; delete from document where document_id = $last; delete from entry where document_id = $last; delete from original where document_id = $last; delete from document_status where document_id = $last"
exits "verify alone does not see that the end of a chain was cut off with all it held" 0 c verify
exits "an anchor shows that the end of a chain was cut off" 1 c verify --anchor "$scratch/later"
contains "it says which chain is short" "993400019 is shorter" "$scratch/out"
exits "an anchor speaks French" 1 c verify --lang fr --anchor "$scratch/later"
contains "it says so in French" "993400019 est plus courte" "$scratch/out"
exits "an anchor taken before does not" 0 c verify --anchor "$scratch/anchor"
tamper "insert into document select * from kept; insert into entry select * from kept_entry; insert into original select * from kept_original; insert into document_status select * from kept_status
  ; create table whole as select * from document where siren = 993400019; update document d set imported_by = 'forger' where siren = 993400019"
sql "set session_replication_role = replica; do \$\$ declare n integer; l bytea; begin for n in select chain_no from document where siren = 993400019 order by 1 loop update document set previous_link = l where siren = 993400019 and chain_no = n; update document d set link = document_link(d) where siren = 993400019 and chain_no = n returning link into l; end loop; end \$\$" >/dev/null
exits "verify alone does not see that a chain was made again" 0 c verify
exits "an anchor shows that a chain was made again" 1 c verify --anchor "$scratch/later"
contains "it says which chain is another" "993400019 does not have the link" "$scratch/out"
tamper "delete from document where siren = 993400019; insert into document select * from whole; drop table whole, kept, kept_entry, kept_original, kept_status"
exits "what was put right holds again" 0 c verify --anchor "$scratch/later"
sed 's/^993400019 \([0-9]*\) ./993400019 \1 0/' "$scratch/anchor" >"$scratch/forged"; cmp -s "$scratch/anchor" "$scratch/forged" && sed 's/^993400019 \([0-9]*\) ./993400019 \1 1/' "$scratch/anchor" >"$scratch/forged"
exits "an anchor that was changed is none" 65 c verify --anchor "$scratch/forged"
sed '$d' "$scratch/anchor" >"$scratch/short"
exits "an anchor that was cut is none" 65 c verify --anchor "$scratch/short"
exits "an anchor that is not there is no input" 66 c verify --anchor "$scratch/nowhere"
must documents undo "$last" --reason "the anchors are tested"

# --- what nobody may do -------------------------------------------------------------------------------------------------------

# denied NAME TEXT STATEMENT: psql refuses the statement, saying TEXT
denied() {
  c db psql -- -AtqX -v ON_ERROR_STOP=1 -c "$3" >"$scratch/out" 2>"$scratch/err"; status=$?
  if [ $status -ne 0 ] && grep -qF -- "$2" "$scratch/err"; then ok "$1"; else not_ok "$1" "exit $status: $(cat "$scratch/out" "$scratch/err" | short)"; fi
}
before=$(state)
for kept in document entry grant_paid register_element original message closed_year plan_chapter plan_account plan_function budget; do
  column=$(sql "select attname from pg_attribute where attrelid = '$kept'::regclass and attnum = 1")
  for statement in "update $kept set $column = $column" "delete from $kept" "truncate $kept cascade"; do
    denied "a superuser is refused: $statement" "never changed or deleted" "$statement"
  done
  contains "a superuser refused on $kept is told what to do" "documents undo N --reason" "$scratch/err"
  for role in reader importer auditor admin; do
    denied "the $role is refused update of $kept" "permission denied" "set role contrepartie_$role; update $kept set $column = $column"
    denied "the $role is refused delete from $kept" "permission denied" "set role contrepartie_$role; delete from $kept"
    denied "the $role is refused truncate of $kept" "permission denied" "set role contrepartie_$role; truncate $kept"
  done
done
denied "a body is not deleted" "never changed or deleted" "delete from body"
for role in reader importer auditor admin; do
  denied "the $role does not put the triggers out of action" "permission denied" "set role contrepartie_$role; set session_replication_role = replica"
  denied "the $role does not disable a trigger" "must be owner" "set role contrepartie_$role; alter table entry disable trigger append_only"
  denied "the $role makes no table" "permission denied" "set role contrepartie_$role; create table contrepartie.mine (a int)"
done
for kept in document entry grant_paid register_element original message closed_year body budget scope; do
  denied "the reader is refused insert into $kept" "permission denied" "set role contrepartie_reader; insert into $kept select * from $kept"
done
for role in reader importer auditor; do denied "the $role does not read originals" "permission denied" "set role contrepartie_$role; select * from original"; done
denied "the importer does not close a year" "permission denied" "set role contrepartie_importer; insert into closed_year (siren, fiscal_year) values (993400019, 2018)"
check "the admin reads originals" 1 "$(sql "set role contrepartie_admin; select count(*) from original where document_id = $carried")"

copy="insert into entry (siren, document_id, entry_no, source_line, source_ordinal, fiscal_year, book, chapter, amount, debit_account, credit_account) values (993400019, 77, 1, 1, 1, 2018, 'A', ''"
denied "an entry of no amount is not stored" "check constraint" "set role contrepartie_importer; $copy, 0, '6', '7')"
denied "an entry of a negative amount is not stored" "check constraint" "set role contrepartie_importer; $copy, -1, '6', '7')"
denied "an entry that debits what it credits is not stored" "check constraint" "set role contrepartie_importer; $copy, 1, '6', '6')"
sealed="insert into document (siren, document_id, format, budget_id, fiscal_year, entries, sha256, content_sha256, entries_sha256, facts_sha256) values (993400019, 77, 'totem', (select min(budget_id) from budget where siren = 993400019), 2018"
denied "a document that says more entries than it has is not sealed" "the journal holds 1" "set role contrepartie_importer; begin; $copy, 1, '6', '7'); $sealed, 2, '', '', '', ''); commit"
denied "an entry of another year than its document is not sealed" "entries of another year" "set role contrepartie_importer; begin; ${copy%2018*}2017, 'A', '', 1, '6', '7'); $sealed, 1, '', '', '', ''); commit"
denied "an entry on an unknown technical account is not sealed" "unknown technical accounts" "set role contrepartie_importer; begin; $copy, 1, '6', '@mine'); $sealed, 1, '', '', '', ''); commit"
denied "a document of an unknown budget is not sealed" "unknown budget" "set role contrepartie_importer; begin; $(echo "$sealed" | sed 's/(select min(budget_id)[^)]*)/424242/'), 0, '', '', '', ''); commit"
check "what was refused wrote nothing" "$before" "$(state)"
exits "books nobody could change are whole" 0 c verify

# --- an empty ledger ------------------------------------------------------------------------------------------------------------

new_ledger
must db anchor -o "$scratch/empty"
exits "an anchor of no chain holds" 0 c verify --anchor "$scratch/empty"
finished
