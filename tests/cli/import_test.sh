# import, check, documents and close: once only, all or nothing, one source in force, and what the exit status says.
. "$TESTS/lib/ledger.sh"
data=$TESTS/data/totem

new_ledger
must db start
ca_lines() { printf '64111 311 D 100.00 %s\n65748 316 D 50.00 40.00\n73111 01 R 150.00 150.00\n' "$1"; }
ca() { ca_lines "$2" | budget "${3-CA}" 99341001800010 "$1"; }
status_of() { table documents | by '$c["document"] == n { print $c["status"] }' n="$1"; }
statuses() { table documents | by '$c["year"] == y { print $c["stage"], $c["status"] }' y="$1" | sort | tr '\n' ';'; }
imported() { only "${1-status}" <"$scratch/out"; }
journal() { c journal -O csv; }

# --- once only --------------------------------------------------------------------------------------------------------

exits "a file is posted" 0 c import -O csv "$data/vote_by_function.xml"
check "the columns of an import are the contract's" "file,status,document,format,stage,siren,year,lines,entries,errors,warnings,message" "$(head -n 1 "$scratch/out")"
check "the line of an import says what was posted" "$data/vote_by_function.xml,posted,1,totem,CA,993400019,2022,19,36,0,0," "$(tail -n +2 "$scratch/out")"
before=$(state); journal >"$scratch/journal"
exits "import_same_file_twice_ends_well" 0 c import -O tsv "$data/vote_by_function.xml"
check "import_same_file_twice_says_unchanged_and_which_document" "unchanged|1" "$(imported status,document)"
cp "$data/vote_by_function.xml" "$scratch/another name.xml"
exits "import_same_file_under_another_name_ends_well" 0 c import -O tsv "$scratch/another name.xml"
check "import_same_file_under_another_name_says_unchanged" "unchanged|1" "$(imported status,document)"
exits "the same file twice in one command ends well" 0 c import -O tsv "$data/altered_seal.xml" "$data/altered_seal.xml"
check "the same file twice in one command is posted once" "posted unchanged" "$(imported | short | sed 's/ $//')"
must documents undo "$(document altered_seal.xml)" --reason "it was only for that"
journal >"$scratch/later"
exits "import_same_file_twice_and_again" 0 c import "$data/vote_by_function.xml"
contains "people are told which document it is" "already imported as document 1" "$scratch/out"
grep -v '^993400019,[0-9]*,[0-9]*,[a-z]*,2014,' "$scratch/later" >"$scratch/same"
same_file "import_same_file_twice_leaves_the_journal_as_it_was" "$scratch/journal" "$scratch/same"

# --- nothing written --------------------------------------------------------------------------------------------------

before=$(state); journal >"$scratch/journal"
ca 2019 90.00 >"$scratch/CA-2019.xml"
for how in "import --dry-run" "import -n" check; do
  exits "$how of a good file ends well" 0 c $how -O tsv "$scratch/CA-2019.xml"
  check "$how says checked, of no document" "checked||2019|3|6|0" "$(imported status,document,year,lines,entries,errors)"
  exits "$how of a bad file is refused" 65 c $how "$data/bad_siret.xml"
done
exits "check of a whole directory says which are bad" 65 c check -O tsv "$data"
check "check of a whole directory checks the good ones" "checked refused unchanged" "$(imported | sort -u | short | sed 's/ $//')"
check "checks write nothing" "$before" "$(state)"
journal >"$scratch/same"
same_file "checks leave the journal as it was" "$scratch/journal" "$scratch/same"

# --- another version --------------------------------------------------------------------------------------------------

must import "$scratch/CA-2019.xml"
first=$(document CA-2019.xml)
ca 2019 95.00 >"$scratch/CA-2019-v2.xml"
before=$(state)
exits "another version is refused without --replace" 65 c import -O tsv "$scratch/CA-2019-v2.xml"
check "another version is told refused, with the reason" "refused|1" "$(imported status,errors)"
contains "another version is refused by its rule" IMP-130 "$scratch/err"
contains "the version in force is named" "document $first" "$scratch/err"
exits "a check of another version is refused too" 65 c check "$scratch/CA-2019-v2.xml"
exits "a check with --dry-run --replace ends well" 0 c import --dry-run --replace -O tsv "$scratch/CA-2019-v2.xml"
check "versions refused or checked write nothing" "$before" "$(state)"
check "versions refused or checked leave the first in force" active "$(status_of "$first")"
exits "another version replaces on request" 0 c import --replace -O tsv "$scratch/CA-2019-v2.xml"
check "another version is told replaced" replaced "$(imported)"
second=$(imported document)
check "the first version, its reversal and the second are listed" "CA active;CA superseded;CA superseded;" "$(statuses 2019)"
check "the first version is superseded, the second in force" "superseded active" "$(status_of "$first") $(status_of "$second")"
check "the balance is that of the version in force" "95.00" "$(table report trial-balance --year 2019 --book accounts | by '$c["account"] == "64111" { print $c["balance"] }')"
check "spending is that of the version in force" "95.00" "$(table report spending --year 2019 | by '$c["function"] == "311" { print $c["realised"] }')"
legs="(select siren, fiscal_year, book, document_id, debit_account as account, amount from entry union all select siren, fiscal_year, book, document_id, credit_account, -amount from entry) l"
check "a version and its reversal net to zero, account by account" "" "$(sql "select account, sum(amount) from $legs where siren = 993410018 and fiscal_year = 2019 and document_id <> $second group by book, account having sum(amount) <> 0")"
check "raw sums of all entries are those of the version in force" 9500 "$(sql "select sum(amount) from $legs where siren = 993410018 and fiscal_year = 2019 and book = 'A' and account = '64111'")"
exits "a reversal leads to the entries it cancels" 0 c documents show "$first"
contains "documents show names the file" CA-2019.xml "$scratch/out"

exits "a version that was superseded is another version" 65 c import "$scratch/CA-2019.xml"
exits "a version that was superseded may replace in turn" 0 c import --replace -O tsv "$scratch/CA-2019.xml"
check "a version that was superseded is told replaced" replaced "$(imported)"
third=$(imported document)
check "of three versions one is in force" "CA active;CA superseded;CA superseded;CA superseded;CA superseded;" "$(statuses 2019)"
exits "versions replaced are whole" 0 c verify

# --- undo -------------------------------------------------------------------------------------------------------------

before=$(state)
exits "undo without a reason is a mistake" 2 c documents undo "$third"
contains "undo without a reason says what it lacks" "--reason" "$scratch/err"
exits "undo with an empty reason is a mistake" 2 c documents undo "$third" --reason ""
exits "undo of no number is a mistake" 2 c documents undo
exits "undo of a word is a mistake" 2 c documents undo third --reason because
exits "undo of no document is no input" 66 c documents undo 999999 --reason because
check "mistaken undos write nothing" "$before" "$(state)"
exits "undo with a reason ends well" 0 c documents undo "$third" --reason "the accountant’s \"second\" thought"
check "an undone document is undone, and its reversal with it" "undone" "$(status_of "$third")"
check "the reason is kept" "the accountant’s \"second\" thought" "$(sql "select reason from document where reverses = $third")"
check "an undone document weighs nothing" "" "$(table report trial-balance --year 2019 | only account)"
check "an undone document is spending no more" "" "$(table report spending --year 2019 | only function)"
check "the journal still holds what was undone" "6 6" "$(table journal --document "$third" | only entry | wc -l) $(table journal --document "$(sql "select document_id from document where reverses = $third")" | only entry | wc -l)"
before=$(state)
exits "what is undone is not undone again" 65 c documents undo "$third" --reason because
exits "a reversal is not undone" 65 c documents undo "$(sql "select document_id from document where reverses = $third")" --reason because
exits "what is superseded is not undone" 65 c documents undo "$first" --reason because
check "refused undos write nothing" "$before" "$(state)"
exits "import_after_undo_is_posted" 0 c import -O tsv "$scratch/CA-2019.xml"
check "import_after_undo_says_posted" posted "$(imported)"
check "import_after_undo_counts_once" "90.00" "$(table report spending --year 2019 | by '$c["function"] == "311" { print $c["realised"] }')"
c documents original "$(imported document)" >"$scratch/original"
same_file "the original is kept byte for byte" "$scratch/CA-2019.xml" "$scratch/original"
check "the digest is that of the file" "$(sha256sum <"$scratch/CA-2019.xml" | cut -d ' ' -f 1)" "$(table documents | by '$c["document"] == n { print $c["sha256"] }' n="$(imported document)")"

# --- CA and CFU, stages, budgets ----------------------------------------------------------------------------------------

ca 2018 80.00 >"$scratch/CA.xml"; ca 2018 81.00 CFU >"$scratch/CFU.xml"
exits "a CFU after a CA is posted" 0 c import -O tsv "$scratch/CA.xml" "$scratch/CFU.xml"
check "a CFU after a CA comes into force" "posted posted" "$(imported | short | sed 's/ $//')"
check "a CA before a CFU becomes a control" "CA control;CFU active;" "$(statuses 2018)"
check "of CA and CFU one counts" "81.00" "$(table report spending --year 2018 | by '$c["function"] == "311" { print $c["realised"] }')"
check "of CA and CFU one is in the balance" "81.00" "$(table report trial-balance --year 2018 --book accounts | by '$c["account"] == "64111" { print $c["balance"] }')"
ca 2017 80.00 >"$scratch/CA.xml"; ca 2017 81.00 CFU >"$scratch/CFU.xml"
exits "a CA after a CFU is held" 0 c import -O tsv "$scratch/CFU.xml" "$scratch/CA.xml"
check "a CA after a CFU is told a control" "posted control" "$(imported | short | sed 's/ $//')"
check "a CA after a CFU is a control" "CA control;CFU active;" "$(statuses 2017)"
check "a CA after a CFU does not count" "81.00" "$(table report spending --year 2017 | by '$c["function"] == "311" { print $c["realised"] }')"
exits "a control imported again is unchanged" 0 c import -O tsv "$scratch/CA.xml"
check "a control imported again is told unchanged" unchanged "$(imported)"
must documents undo "$(document CFU.xml)" --reason "the experiment ended"
check "without its CFU a CA comes into force" "CA active;CFU undone;CFU undone;" "$(statuses 2017)"
check "without its CFU a CA counts" "80.00" "$(table report spending --year 2017 | by '$c["function"] == "311" { print $c["realised"] }')"

ca 2016 0.00 BP >"$scratch/BP.xml"; decision=1 ca 2016 0.00 DM >"$scratch/DM1.xml"; decision=2 ca 2016 0.00 DM >"$scratch/DM2.xml"; ca 2016 70.00 >"$scratch/CA.xml"
exits "stages stand side by side" 0 c import -O tsv "$scratch/BP.xml" "$scratch/DM1.xml" "$scratch/DM2.xml"
check "two decisions of different numbers are two documents" "BP active;DM active;DM active;" "$(statuses 2016)"
check "budget and decisions add up" "300.00" "$(table report trial-balance --year 2016 --book budget | by '$c["account"] == "64111" { print $c["balance"] }')"
must import "$scratch/CA.xml"
check "open credits of the accounts stand for every vote" "100.00" "$(table report trial-balance --year 2016 --book budget | by '$c["account"] == "64111" { print $c["balance"] }')"
printf '64111 311 D 1.00 0.00\n' | decision=2 budget DM 99341001800010 2016 >"$scratch/DM2b.xml"
exits "another decision of the same number is refused" 65 c import "$scratch/DM2b.xml"

budget_code=01 budget_label=Regie ca 2016 7.00 >"$scratch/annex.xml"
exits "an annex budget is another budget" 0 c import -O tsv "$scratch/annex.xml"
check "an annex budget is posted" posted "$(imported)"
check "budgets of one body are told apart" "00|70.00 01|7.00" "$(table report spending --year 2016 | by '$c["function"] == "311" && $c["stage"] == "CA" { print $c["budget"] "|" $c["realised"] }' | short | sed 's/ $//')"
exits "stages and budgets are whole" 0 c verify

# --- closed years -----------------------------------------------------------------------------------------------------

ca 2015 60.00 >"$scratch/CA-2015.xml"; ca 2015 61.00 >"$scratch/CA-2015-v2.xml"; ca 2015 0.00 BP >"$scratch/BP-2015.xml"
must import "$scratch/CA-2015.xml"
exits "a year is closed for a body only" 2 c close 2015
exits "a year is closed" 0 c close 2015 --entity 993410018
before=$(state)
exits "a closed year takes no document" 65 c import -O tsv "$scratch/BP-2015.xml"
check "a closed year says so" 1 "$(imported message | grep -c closed)"
exits "a closed year takes no other version" 65 c import --replace "$scratch/CA-2015-v2.xml"
exits "a closed year takes nothing for a check" 65 c check "$scratch/BP-2015.xml"
check "a closed year is left as it was" "$before" "$(state)"
check "a closed year keeps its document" active "$(status_of "$(document CA-2015.xml)")"
exits "the same document of a closed year is unchanged" 0 c import "$scratch/CA-2015.xml"
must import "$data/altered_seal.xml"
exits "a closed year takes a reversal" 0 c documents undo "$(document CA-2015.xml)" --reason "the court said so"
exits "a closed year takes nothing back" 65 c import "$scratch/CA-2015.xml"
exits "other years stay open" 0 c import "$data/windows_1252.xml"
exits "closed years are whole" 0 c verify

# --- directories and zips ---------------------------------------------------------------------------------------------

mkdir -p "$scratch/in/deeper"
ca 2014 50.00 >"$scratch/in/deeper/b.xml"; ca 2013 51.00 >"$scratch/in/a.xml"; ca 2012 1.00 >"$scratch/in/.hidden.xml"; echo "no XML" >"$scratch/in/z.txt"
exits "a directory with a foreign file is refused in part" 65 c import -O tsv "$scratch/in"
check "a directory is taken in order, deeper ones too, hidden files left" "in/a.xml|posted in/deeper/b.xml|posted in/z.txt|refused" \
  "$(imported file,status | sed "s|^$scratch/||" | short | sed 's/ $//')"
mkdir "$scratch/empty"
exits "an empty directory is nothing to do" 0 c import -O tsv "$scratch/empty"
check "an empty directory has no line" "" "$(imported)"

ca 2011 30.00 >"$scratch/one.xml"; ca 2010 31.00 >"$scratch/two.xml"
(cd "$scratch"; zip_of one.xml in/z.txt two.xml) >"$scratch/delivery.zip"
exits "a zip with a foreign file is refused in part" 65 c import -O tsv "$scratch/delivery.zip"
check "a zip is taken file by file" "delivery.zip/one.xml|posted delivery.zip/z.txt|refused delivery.zip/two.xml|posted" "$(imported file,status | sed "s|^$scratch/||" | short | sed 's/ $//')"
c documents original "$(document two.xml)" >"$scratch/original"
same_file "the original of a zipped file is the file" "$scratch/two.xml" "$scratch/original"
before=$(state)
exits "the files of an imported zip are unchanged" 0 c import -O tsv "$scratch/one.xml" "$scratch/two.xml"
check "the files of an imported zip are told unchanged" "unchanged unchanged" "$(imported | short | sed 's/ $//')"
head -c 400 "$scratch/delivery.zip" >"$scratch/broken.zip"
exits "a broken zip is refused" 65 c import "$scratch/broken.zip"
{ printf '<?xml version="1.0"?>\n<DocumentBudgetaire xmlns="http://www.minefi.gouv.fr/cp/demat/docbudgetaire">'; head -c 150M /dev/zero | tr '\0' ' '; } >"$scratch/bomb.xml"
zip_of "$scratch/bomb.xml" >"$scratch/bomb.zip"; rm "$scratch/bomb.xml"
exits "a zip bomb is refused" 65 timeout 30 "$PROGRAM" -D "$ledger" import "$scratch/bomb.zip"
ca 2009 32.00 >"$scratch/evil.xml"
(cd "$scratch"; zip_prefix=../../ zip_of evil.xml) >"$scratch/evil.zip"
rm "$scratch/evil.xml"
check "zips refused write nothing" "$before" "$(state)"
c import "$scratch/evil.zip" >/dev/null 2>&1
check "a zip writes no file anywhere" "" "$(find "$scratch" "$(dirname "$scratch")" -maxdepth 1 -name evil.xml)"

# --- names of files -----------------------------------------------------------------------------------------------------

ca 2008 1.00 >"$scratch/a,\"b\" c.xml"
exits "a name with a comma and quotes imports" 0 c import -O csv "$scratch/a,\"b\" c.xml"
check "a name with a comma and quotes is quoted" "\"$scratch/a,\"\"b\"\" c.xml\",posted" "$(tail -n 1 "$scratch/out" | cut -d, -f 1-3 | sed 's/,[0-9]*$//')"
ca 2007 1.00 >"$scratch/-dash.xml"
exits "a name with a dash imports" 0 sh -c 'cd "$1" && "$2" -D "$3" import -- -dash.xml </dev/null' - "$scratch" "$PROGRAM" "$ledger"
latin=$(printf 'comptabilit\351.xml')
ca 2006 1.00 >"$scratch/$latin"
exits "a name that is no UTF-8 imports" 0 c import "$scratch/$latin"
exits "a name that is no UTF-8 can be listed" 0 c documents -O csv

# --- output -----------------------------------------------------------------------------------------------------------

ca 2005 1.00 >"$scratch/CA-2005.xml"
c import -O json "$scratch/CA-2005.xml" "$data/bad_year.xml" >"$scratch/out" 2>/dev/null
check "json is an array of an object a file" '2|posted|2005|refused' "$(json "$scratch/out" "concat_ws('|', jsonb_array_length(j), j->0->>'status', j->0->'year', j->1->>'status')")"
check "json has the contract's names" "12|true" "$(json "$scratch/out" "(select count(*) || '|' || bool_and(k in ('file','status','document','format','stage','siren','year','lines','entries','errors','warnings','message')) from jsonb_object_keys(j->0) k)")"
c import -O ndjson "$scratch/CA-2005.xml" "$data/bad_year.xml" >"$scratch/out" 2>/dev/null
head -n 1 "$scratch/out" >"$scratch/line"
check "ndjson is an object a line" "2 unchanged" "$(wc -l <"$scratch/out") $(json "$scratch/line" "j->>'status'")"
check "json of nothing is an empty array" 0 "$(c import -O json "$scratch/empty" >"$scratch/out" 2>/dev/null; json "$scratch/out" 'jsonb_array_length(j)')"
c import -O csv "$data/bad_year.xml" "$scratch/CA-2005.xml" >"$scratch/out" 2>"$scratch/err"
check "data are on standard output, talk is not" 3 "$(wc -l <"$scratch/out")"
exits "an output file has the format of its name" 0 c import -o "$scratch/result.csv" "$scratch/CA-2005.xml"
check "an output file holds the lines" "$scratch/CA-2005.xml,unchanged" "$(tail -n 1 "$scratch/result.csv" | cut -d, -f 1,2)"
check "with an output file nothing is on standard output" "" "$(cat "$scratch/out")"
check "quiet is quiet" "" "$(c import -q "$scratch/CA-2005.xml" 2>&1)"
ca 2004 1.00 >"$scratch/CA-2004.xml"
check "quiet is quiet when it posts" "" "$(c import -q "$scratch/CA-2004.xml" 2>&1)"
c --lang fr import "$data/bad_year.xml" >"$scratch/out" 2>"$scratch/err"
contains "French is spoken on request: what happened" "refusé, rien n'a été écrit" "$scratch/out"
contains "French is spoken on request: why" "l'exercice est faux" "$scratch/err"

# --- exit status ------------------------------------------------------------------------------------------------------

before=$(state)
exits "no server is unavailable" 69 "$PROGRAM" --db "host=/nonexistent" import "$data/budget_bp.xml"
ca 2003 1.00 >"$scratch/CA-2003.xml"
exits "an output that cannot be made cannot be written" 73 c import -o /nonexistent/x.csv "$scratch/CA-2003.xml"
check "an output that cannot be made stops before anything is written" "$before" "$(state)"
exits "a report that cannot be written says so" 73 c documents -o /nonexistent/x.csv
if [ -c /dev/full ]; then
  exits "a full disk cannot be written" 73 c documents -O csv -o /dev/full
  exits "a full standard output cannot be written" 73 sh -c '"$1" -D "$2" journal -O csv >/dev/full </dev/null' - "$PROGRAM" "$ledger"
fi
exits "import of nothing is a mistake" 2 c import
exits "no command is a mistake" 2 "$PROGRAM"
contains "no command shows the help" "Commands:" "$scratch/err"
exits "an unknown command is a mistake" 2 c imprt "$scratch/CA-2003.xml"
contains "an unknown command gets a guess" "Did you mean “import”?" "$scratch/err"
exits "a command like no other is a mistake" 2 c xylophone
lacks "a command like no other gets no guess" "Did you mean" "$scratch/err"
exits "an unknown option is a mistake" 2 c import --recursive "$scratch/CA-2003.xml"
contains "an unknown option is named" "--recursive" "$scratch/err"
exits "an option without its value is a mistake" 2 c import "$scratch/CA-2003.xml" -o
exits "an option of another command is a mistake" 2 c documents --dry-run
exits "an unknown output format is a mistake" 2 c import -O pdf "$scratch/CA-2003.xml"
exits "an unknown language is a mistake" 2 c import --lang de "$scratch/CA-2003.xml"
exits "an unknown verb is a mistake" 2 c documents forget 1
exits "an unknown report is a mistake" 2 c report wealth
exits "a year that is none is a mistake" 2 c report spending --year 20-21
exits "an entity that is none is a mistake" 2 c report spending --entity 12345
check "mistakes write nothing" "$before" "$(state)"
exits "help is no mistake" 0 "$PROGRAM" --help
for command in import check documents journal report findings transfers scope nomenclature entities export close verify db; do
  exits "help of $command is no mistake" 0 "$PROGRAM" help $command
  contains "help of $command shows its use" "contrepartie $command" "$scratch/out"
done
exits "the version is told" 0 "$PROGRAM" --version
check "a reader that goes away is no mistake" "" "$({ c journal -O csv | head -n 1 >/dev/null; } 2>&1)"
# --- several at once ------------------------------------------------------------------------------------------------------------

new_ledger
mkdir "$scratch/many"
for number in 1 2 3 4 5 6 7 8 9; do
  printf '64111 311 D %d.00 %d.00\n' $number $number | budget CA 99341001800010 201$number >"$scratch/many/$number.xml"
done
echo "no accounts" >"$scratch/many/5.xml"
exits "a folder with a bad file, four at once: the others stay posted" 65 c import --jobs 4 -O csv "$scratch/many"
check "results come in the order of the files" "1.xml posted,2.xml posted,3.xml posted,4.xml posted,5.xml refused,6.xml posted,7.xml posted,8.xml posted,9.xml posted" \
  "$(tail -n +2 "$scratch/out" | cut -d, -f 1,2 | sed 's,.*/,,; s/,/ /' | paste -sd, -)"
contains "what is wrong is told as ever" "5.xml" "$scratch/err"
check "each is on its own" 8 "$(table documents | by '$c["status"] == "active"' | wc -l)"
exits "for people too" 65 c import --jobs 2 "$scratch/many"
check "in order, with their number" "9 files, 1 refused" "$(tail -n 1 "$scratch/out")"
check "nothing is imported twice" 8 "$(grep -c '^= ' "$scratch/out")"
c import -j 3 -O json "$scratch/many" >"$scratch/jobs.json" 2>/dev/null
check "as JSON" 9 "$(json "$scratch/jobs.json" "jsonb_array_length(j)")"
(cd "$scratch/many"; zip_of 1.xml 2.xml 3.xml) >"$scratch/many.zip"
exits "a zip" 0 c import --jobs 3 "$scratch/many.zip"
exits "a file that is not there" 66 c import --jobs 2 "$scratch/none.xml" "$scratch/many/1.xml"
exits "no file at once is a mistake" 2 c import --jobs 0 "$scratch/many"
exits "nor a number that is none" 2 c import --jobs x "$scratch/many"
exits "check takes several, too" 65 c check --jobs 3 "$scratch/many"

exits "the ledger is whole after all that" 0 c verify
finished
