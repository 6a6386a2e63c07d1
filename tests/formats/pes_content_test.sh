# PES Aller: its attachments, what is missing of a year, and that personal data never reaches the books.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/vouchers.sh"
must db start

# --- attachments -------------------------------------------------------------------------------------------------------------------

next_body
pdf=$(printf '%%PDF-1.4 fictif ZQATTACHEMENT' | base64)
packed=$(printf '%%PDF-1.4 fictif ZQATTACHEMENT' | gzip -nc | base64 -w 0)
post attachments.xml <<V
slip D 2025 01 1
piece 1 01 01 ref=DELIB1,FACTURE2,PAPIER3:02
line 1 65748 316 10.00
attach DELIB1 003 $pdf
attach DELIB9 007 $packed
V
check attachments_are_hashed_sized_and_told_by_their_bytes \
  "DELIB1 003 application/pdf pdf 29 $(printf '%%PDF-1.4 fictif ZQATTACHEMENT' | sha256sum | cut -d ' ' -f 1) DELIB9 007 application/pdf gzip $(printf '%%PDF-1.4 fictif ZQATTACHEMENT' | gzip -nc | wc -c) $(printf '%%PDF-1.4 fictif ZQATTACHEMENT' | gzip -nc | sha256sum | cut -d ' ' -f 1)" \
  "$(sql "select unique_id, kind, declared, found, size, sha256 from attachment where document_id = $number order by 1" | tr '|\n' '  ' | sed 's/ $//')"
check an_attachment_that_was_not_delivered_is_waited_for "yes" "$(waiting_of | grep -q 'attachment|FACTURE2|' && echo yes)"
check a_paper_attachment_is_not_waited_for "" "$(waiting_of | grep -o PAPIER3)"
aller >"$scratch/pj.xml" <<V
attach FACTURE2 007 $pdf
V
put "$scratch/pj.xml"; bringing=$number
check a_file_of_attachments_alone_is_posted "posted pes-pj" "$status $(table documents --document "$bringing" | only format)"
check an_attachment_delivered_later_is_no_longer_waited_for "" "$(waiting_of | grep -o FACTURE2)"
must documents undo "$bringing" --reason "essai"
check an_attachment_whose_file_is_undone_is_waited_for_again FACTURE2 "$(waiting_of | grep -o FACTURE2)"
aller >"$scratch/bad.xml" <<V
attach DELIB1 003 $packed
V
sense another_attachment_of_one_identifier PES-264 DELIB1 "" 5
aller >"$scratch/bad.xml" <<V
attach NEW1 003 $packed
attach NEW1 003 $pdf
V
sense two_attachments_of_one_identifier PES-264 NEW1 "" 6
aller >"$scratch/again.xml" <<V
attach DELIB1 003 $pdf
V
exits the_same_attachment_again_is_no_error 0 c import "$scratch/again.xml"
aller >"$scratch/bad.xml" <<V
attach TEXT1 003 ceci-n'est-pas-du-base64
V
put "$scratch/bad.xml"
check an_attachment_that_is_no_base64_is_told "posted warning TEXT1" "$status $(sql "select level, found from message where document_id = $number and code = 'PES-262'" | tr '|' ' ')"
aller >"$scratch/bad.xml" <<V
attach TEXT2 003 QUJDR
V
put "$scratch/bad.xml"
check an_attachment_whose_base64_is_cut_is_told "posted warning TEXT2" "$status $(sql "select level, found from message where document_id = $number and code = 'PES-262'" | tr '|' ' ')"
next_body # editors write the attachments behind their block
aller <<V | sed 's|</PES_PJ>||; s|<PJ>|</PES_PJ><PJ>|' >"$scratch/behind.xml"
slip D 2025 01 1
piece 1 01 01 ref=BEHIND1
line 1 65748 316 10.00
attach BEHIND1 003 $pdf
V
put "$scratch/behind.xml"
check an_attachment_behind_its_block_is_an_attachment "posted BEHIND1 " "$status $(sql "select unique_id from attachment where document_id = $number") $(waiting_of)"
next_body
post signed.xml <<V
slip D 2025 01 1
piece 1 01 01
line 1 65748 316 10.00
signed AAAA
V
check a_signature_is_told_with_what_it_covers "#B1 http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" "$(sql "select covers, algorithm from signature where document_id = $number" | tr '|' ' ')"
next_body # the first certificate is the signer's; when and as whom he signed
aller <<V | sed "s|</ds:Signature>|<ds:KeyInfo><ds:X509Data><ds:X509Certificate>$pdf</ds:X509Certificate><ds:X509Certificate>$packed</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><x:SigningTime xmlns:x=\"urn:x\">2025-03-14T10:00:00Z</x:SigningTime><x:ClaimedRole xmlns:x=\"urn:x\">Ordonnateur</x:ClaimedRole></ds:Object>&|" >"$scratch/certified.xml"
slip D 2025 01 1
piece 1 01 01
line 1 65748 316 10.00
signed AAAA
V
put "$scratch/certified.xml"
check a_signature_is_told_with_its_day_role_and_certificate "2025-03-14T10:00:00Z Ordonnateur $(printf '%%PDF-1.4 fictif ZQATTACHEMENT' | sha256sum | cut -d ' ' -f 1)" \
  "$(sql "select signed_at, role, certificate from signature where document_id = $number" | tr '|' ' ')"
next_body
many=$(for n in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16; do printf 'PIECE_JUSTIFICATIVE_NUMERO_2025_%s,' $n; done | sed 's/,$//')
post many.xml <<V
slip D 2025 01 1
piece 1 01 01 ref=$many
line 1 65748 316 10.00
V
check all_attachments_of_a_piece_are_waited_for 16 "$(waiting_of | tr ' ' '\n' | grep -c '^attachment')"
next_body # 128 identifiers of 63 letters are followed: 8,192 characters
many=$(awk 'BEGIN { for (n = 1; n <= 130; n++) printf "%sPJ%061d", (n > 1 ? "," : ""), n }')
post more.xml <<V
slip D 2025 01 1
piece 1 01 01 ref=$many
line 1 65748 316 10.00
V
check attachments_beyond_those_followed_are_told "posted warning 6" "$status $(sql "select level, line from message where document_id = $number and code = 'PES-118'" | tr '|' ' ')"
check those_before_are_waited_for 128 "$(waiting_of | tr ' ' '\n' | grep -c '^attachment')"
next_body # letters that a row of COPY writes otherwise
aller <<V | sed 's|V="OBJET"|V="A\\B\&#9;C\&#10;D\&#13;E"|' >"$scratch/letters.xml"
slip D 2025 01 1
piece 1 01 01 OBJET
line 1 65748 316 10.00
V
put "$scratch/letters.xml"
check letters_that_part_rows_and_columns_are_kept t "$(sql "select label = E'A\\\\B\\tC\\nD\\rE' from voucher where document_id = $number")"
next_body # more third parties than their table begins with, the first of them again at the end
awk 'function siren(n,   digit, text, sum, i, d) { for (digit = 0; digit < 10; digit++) { text = sprintf("99%06d%d", n, digit); sum = 0
    for (i = 0; i < 9; i++) { d = substr(text, 9 - i, 1) * (i % 2 ? 2 : 1); sum += d > 9 ? d - 9 : d }
    if (sum % 10 == 0) return text } }
  BEGIN { print "slip D 2025 01 1\npiece 1 01 01"; for (n = 1; n <= 400; n++) printf "line %d 6068 311 1.00 id=%s kind=02 name=TIERS_%d\n", n, siren(n), n; printf "line 401 6068 311 1.00 id=%s kind=02 name=TIERS_1\n", siren(1) }' | aller >"$scratch/parties.xml"
put "$scratch/parties.xml"
check each_of_400_third_parties_is_named_once "posted 400 400" "$status $(sql "select count(*), count(distinct party_siren) from voucher_party where document_id = $number" | tr '|' ' ')"

next_body
# filled ID: a PES of one attachment with the bytes of the input
filled() { printf 'attach %s 003 @\n' "$1" | aller >"$scratch/frame.xml"; sed -n '/@/!p; /@/q' "$scratch/frame.xml"; sed -n '/@/s/@.*//p' "$scratch/frame.xml" | tr -d '\n'; base64 -w 0; sed -n '/@/s/.*@//p' "$scratch/frame.xml"; sed '1,/@/d' "$scratch/frame.xml"; }
bounded() { (ulimit -v 150000; exec "$RELEASE" -D "$ledger" --lang en import "$scratch/bad.xml") </dev/null >"$scratch/out" 2>"$scratch/err"; echo "$? $(grep -o "$1" "$scratch/err" | head -n 1)"; }
head -c 200M /dev/zero | gzip -6c | filled BOMB >"$scratch/bad.xml"
start=$(date +%s%N)
refused a_gzip_bomb PES-261 BOMB "" 5 "$scratch/bad.xml"
check a_gzip_bomb_is_refused_at_once yes "$([ $((($(date +%s%N) - start) / 1000000)) -lt 3000 ] && echo yes)"
check a_gzip_bomb_is_refused_in_bounded_memory "65 PES-261" "$(bounded PES-261)"
head -c 53M /dev/zero | filled LARGE >"$scratch/bad.xml"
check an_attachment_of_more_than_50_mib_is_refused_in_bounded_memory "65 PES-263" "$(bounded PES-263)"
rm -f "$scratch/bad.xml"
exits what_was_imported_so_far_is_whole 0 c verify

# --- completeness -------------------------------------------------------------------------------------------------------------------

next_body; with_slips=$pes_body
post slips.xml <<V
slip D 2025 01 1 cumul=100.00
piece 1 01 01
line 1 65748 316 100.00
slip D 2025 01 3 cumul=175.50
piece 3 01 01
line 1 65748 316 25.00
V
complete() { table report completeness | awk -F '\t' -v b="$pes_body" 'NR == 1 || $2 == b' | by '{ print $c["direction"], $c["kind"], $c["code"], $c["vouchers"], $c["accounts"], $c["difference"], $c["basis"] }' | paste -sd ';' -; }
check a_missing_slip_is_named_with_its_amount "D slip 01-2 0.00 50.50 -50.50 cumulative;D total  125.00   none" "$(complete)"
aller >"$scratch/missing.xml" <<V
slip D 2025 01 2 cumul=150.50
piece 2 01 01
line 1 65748 316 50.50
V
put "$scratch/missing.xml"; missing=$number
check the_missing_slip_makes_it_whole "D total  175.50   none" "$(complete)"
must documents undo "$missing" --reason essai
next_body
post later.xml <<V
slip R 2025 01 4 cumul=90.00
piece 1 01 01
line 1 7062 316 20.00
V
check slips_missing_from_the_first_on_are_named_together "R slip 01-1..3 0.00 70.00 -70.00 cumulative;R total  20.00   none" "$(complete)"
next_body
post half.xml <<V
slip D 2025 01 1
piece 1 03 01
line 1 6811 01 500.00
V
check an_order_operation_without_its_other_half_is_told "D order @order 500.00 0.00 500.00 vouchers" "$(complete | tr ';' '\n' | grep order)"
post other_half.xml <<V
slip R 2025 01 1
piece 1 03 01
line 1 28183 01 500.00
V
check an_order_operation_with_its_other_half_is_not "" "$(complete | tr ';' '\n' | grep order)"
pes_body=$with_slips
printf '65748 316 D 300.00 175.50\n6068 311 D 10.00 8.00\n' | budget CA "$pes_body" 2025 >"$scratch/CA.xml"
check vouchers_count_until_accounts_are_here "316 F D 125.00 vouchers" "$(table report spending --entity "$pes_body" | by '{ print $c["function"], $c["section"], $c["direction"], $c["realised"], $c["source"] }')"
put "$scratch/CA.xml"
check a_missing_slip_is_seen_against_the_accounts "D account 6068 0.00 8.00 -8.00 accounts;D account 65748 125.00 175.50 -50.50 accounts;D slip 01-2 0.00 50.50 -50.50 cumulative;D total  125.00 183.50 -58.50 accounts" "$(complete)"
check accounts_are_counted_and_vouchers_not_beside_them "311 F D 8.00 accounts;316 F D 175.50 accounts" "$(table report spending --entity "$pes_body" | by '{ print $c["function"], $c["section"], $c["direction"], $c["realised"], $c["source"] }' | paste -sd ';' -)"
must documents undo "$number" --reason essai
check vouchers_count_again_without_accounts "316 F D 125.00 vouchers" "$(table report spending --entity "$pes_body" | by '{ print $c["function"], $c["section"], $c["direction"], $c["realised"], $c["source"] }')"
cfu() { cat <<X
<?xml version="1.0" encoding="UTF-8"?>
<cfu:DocumentComptable xmlns:cfu="http://www.minefi.gouv.fr/cp/demat/doccomptable"><EnteteComptable><Infos><Nomenclature V="M57"/><Exercice V="2025"/><Edition NomEdition="CG97" TypeEdition="D" DateArrete="2026-06-30" Monnaie="EUR"/>
<Collectivite Siret="$pes_body" IdNat="" Libelle="VILLE FICTIVE" TypeBC="BP" CodeBC="00"/><Gestion/><Tresorerie Codique="099001"/></Infos></EnteteComptable>
<BudgetComptable SIRET="$pes_body"><LigneComptable><Etat V="EB_DF"/><NumOrdre V="1"/><Intitule1 V="Autres charges"/><Nature V="65748"/><Chapitre V="65"/><CodeRD V="D"/><Section V="F"/><MtEmissions V="180.00"/><MtAnnulations V="4.50"/><MtRealNettes V="175.50"/><ModeTraitement V="DETAIL"/></LigneComptable></BudgetComptable></cfu:DocumentComptable>
X
}
cfu >"$scratch/cfu.xml"
c import -O tsv "$scratch/cfu.xml" >"$scratch/out" 2>"$scratch/err"
check a_missing_slip_is_seen_against_the_accountants_totals "D account 65748 125.00 175.50 -50.50 cfu-comptable;D slip 01-2 0.00 50.50 -50.50 cumulative;D total  125.00 175.50 -50.50 cfu-comptable" "$(complete)"

next_body
post order_only.xml <<V
slip D 2025 01 1
piece 1 01 01
line 1 65748 - 10.00
V
check vouchers_without_functions_are_not_determinable "not_determinable vouchers" "$(table report spending --entity "$pes_body" | by '{ print $c["domain"], $c["source"] }')"

# --- what names persons ----------------------------------------------------------------------------------------------------------------

new_ledger
unset pes_body
address="<Adresse><TypAdr_V=\"1\"/><Adr2_V=\"17_RUE_DES_GLYCINES_FICTIVES\"/><CP_V=\"99000\"/><Ville_V=\"VILLE-ZQXVHABITEE\"/></Adresse><CpteBancaire><IBAN_V=\"FR7699988877766655544433322\"/><TitCpte_V=\"ZQXVTITULAIRE\"/></CpteBancaire>"
person="id=199079900100199 kind=04 cat=01 jur=01 name=ZQXVNOMFICTIF more=$address"
aller <<V | sed 's|<Nom V="ZQXVNOMFICTIF"/>|<Civilite V="MME"/>&<ComplNom V="ZQXVCOMPLEMENT"/><Prenom V="ZQXVPRENOM"/><DteNaiss V="1961-07-23"/><LieuNaiss V="ZQXVNAISSANCE"/>|' >"$scratch/persons.xml"
slip D 2025 01 1
piece 1 01 01 Aide à ZQXVOBJET
line 1 65131 316 10.00 $person
piece 2 01 11 Paie de ZQXVAGENT
line 1 64111 313 20.00 id=- kind=- cat=- jur=- name=ZQXVSANSCATEGORIE
piece 3 01 01 Deux lignes dont ZQXVSECONDELIGNE
line 1 6068 311 30.00 id=$BUILDER name=BATISSEURS_FICTIFS
line 2 65131 311 40.00 $person
slip R 2025 01 1
piece 1 01 01 Cours de ZQXVELEVE
line 1 7062 313 50.00 $person
attach PJ1 003 $(printf 'Bulletin de ZQXVBULLETIN' | base64)
V
sed -i 's|<NomPJ V="annexe.pdf"/>|<NomPJ V="ZQXVNOMPJ.pdf"/><Description V="ZQXVDESCRIPTION"/>|' "$scratch/persons.xml"
retour <<V >"$scratch/persons-return.xml"
slip D 2025 01 1
piece 1 04 rejected=2025-03-19 why=02-04 comment=ZQXVCOMMENTAIRE
line 1 02 10.00
tiers id=ZQXVIDRETOUR name=ZQXVNOMRETOUR
V
acquit <<V >"$scratch/persons-acquit.xml"
R 2025 1 0 Le tiers ZQXVACQUIT est inconnu
V
put "$scratch/persons.xml" "$scratch/persons-return.xml" "$scratch/persons-acquit.xml"
check files_that_name_persons_are_posted "posted posted posted" "$status"
exits a_refused_file_that_names_persons_is_refused 65 c import "$(sed 's/ZQXV/ZQXVREFUSE/g; s/IdBord V="1"/IdBord V="2"/; s/MtBordHT V="[^"]*"/MtBordHT V="1.00"/' "$scratch/persons.xml" >"$scratch/persons-refused.xml"; echo "$scratch/persons-refused.xml")"
lacks messages_about_a_file_name_nobody ZQXV "$scratch/err"
# leaks STRING…: where one is found, in an export of all tables or in any file of the data directory
leaks() {
  c db psql -- -AtqX -c "select format('copy (select * from %I.%I) to stdout;', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')" >"$scratch/copies"
  c db psql -- -AtqX -f "$scratch/copies" >"$scratch/export" 2>&1
  sql checkpoint >/dev/null
  printf '%s\n' "$@" >"$scratch/strings"
  grep -oF -f "$scratch/strings" "$scratch/export" | sort -u | sed 's/$/ in the tables/'
  grep -rlaF -f "$scratch/strings" "$ledger" 2>/dev/null | sed "s|^$ledger/|in |" | head -n 3
}
check an_export_holds_the_books "yes" "$(leaks BATISSEURS | grep -q 'in the tables' && echo yes)"
check nothing_of_a_natural_person_is_in_the_books "" "$(leaks ZQXV FR7699988877766655544433322 199079900100199 1961-07-23 GLYCINES | short)"
check what_natural_persons_are_paid_counts "311 F D 70.00;313 F D 20.00" "$(spent)"
check a_body_beside_a_person_keeps_its_name "BATISSEURS FICTIFS" "$(table report vouchers | by '$c["voucher"] == "D-2025-01-1-3" { print $c["name"] }')"
check the_original_is_not_kept "f 0" "$(sql "select bool_or(original_kept), (select count(*) from original) from document where format like 'pes%'" | tr '|' ' ')"
exits an_original_that_was_not_kept_cannot_be_shown 66 c documents original 1
exits books_without_originals_are_whole 0 c verify

# co-debtors: the first is a company, the second a person, whom the object may name; a NIR says what a category denies
aller >"$scratch/others.xml" <<V
slip R 2025 01 2
piece 2 01 01 Location à ZRXVCODEBITEUR
line 1 7062 313 50.00
party id=199079900100199 kind=04 cat=01 jur=01 name=ZRXVCODEBITEUR
V
put "$scratch/others.xml"
check an_object_is_not_kept_when_any_debtor_is_a_person "" "$(leaks ZRXVCODEBITEUR | short)"
aller >"$scratch/nir.xml" <<V
slip D 2025 01 3
piece 31 01 01 Cachet
line 1 6218 316 60.00 id=199079900100299 kind=04 cat=50 jur=03 name=ZRXVCATEGORIEFAUSSE
V
put "$scratch/nir.xml"
check who_has_a_nir_is_a_person_whatever_the_category "" "$(leaks ZRXVCATEGORIEFAUSSE 199079900100299 | short)"
aller >"$scratch/trader.xml" <<V
slip D 2025 01 4
piece 41 01 01 Cachet
line 1 6218 316 60.00 id=99530003500013 kind=01 cat=01 jur=01 name=ZRXVINDEPENDANT
V
put "$scratch/trader.xml"
check a_person_with_a_siret_is_not_identified "" "$(leaks ZRXVINDEPENDANT 99530003500013 | short)"

# asked for: the bytes, the names
aller >"$scratch/kept.xml" <<V
slip D 2025 01 9
piece 91 01 01 Aide à ZSXVGARDEE
line 1 65131 316 10.00 $person
V
put --keep-original "$scratch/kept.xml"
c documents original "$number" >"$scratch/original" 2>"$scratch/err"
same_file an_original_asked_for_is_given_back_byte_for_byte "$scratch/kept.xml" "$scratch/original"
check an_original_asked_for_does_not_bring_names_into_the_books "0" "$(sql "select count(*) from voucher_party where name like 'ZQXV%'; " | head -n 1)"
check a_reader_may_not_read_originals "permission denied for table original" "$(c db psql -- -AtqX -c "set role contrepartie_reader" -c "select count(*) from original" 2>&1 | grep -o 'permission denied[^;]*' | head -n 1)"
check an_importer_may_not_read_originals "permission denied for table original" "$(c db psql -- -AtqX -c "set role contrepartie_importer" -c "select count(*) from original" 2>&1 | grep -o 'permission denied[^;]*' | head -n 1)"
exits books_with_an_original_are_whole 0 c verify
aller >"$scratch/names.xml" <<V
slip D 2025 01 10
piece 92 01 01 Aide à ZSXVNOMMEE
line 1 65131 316 10.00 $person
V
put --keep-persons "$scratch/names.xml"
check names_asked_for_are_kept_and_nothing_else "ZQXVNOMFICTIF Aide à ZSXVNOMMEE" "$(table report vouchers --document "$number" | only name,label | tr '|' ' ')"
sql "select format('copy (select * from %I.%I where document_id = $number) to stdout;', table_schema, table_name) from information_schema.columns join information_schema.tables using (table_schema, table_name) where table_schema = 'contrepartie' and table_type = 'BASE TABLE' and column_name = 'document_id'" >"$scratch/copies"
c db psql -- -AtqX -f "$scratch/copies" >"$scratch/export" 2>&1
for string in FR7699988877766655544433322 199079900100199 GLYCINES ZQXVTITULAIRE; do lacks "names_asked_for_bring_no_$string" "$string" "$scratch/export"; done

finished
