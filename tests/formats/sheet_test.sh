# Workbooks and tables of somebody's own: what spreadsheets do to figures, titles above, totals below, columns by a mapping,
# and totals that a finance department expects.
. "$TESTS/lib/ledger.sh"

new_ledger
cd "$scratch" || exit 1
F=993030030 G=99304004700013

# --- an .xlsx by hand: rows "CELL CELL…" of standard input, a cell TYPE:VALUE (s shared, n number, d date style, i inline, f formula, e error)
shared() { n=0; while IFS= read -r text; do printf '<si><t>%s</t></si>' "$text"; done; }
xlsx() { # FILE SHEETXML SHARED-TEXTS [WORKBOOK-ATTRIBUTES]
  rm -rf x; mkdir -p x/xl/_rels x/xl/worksheets
  printf '<?xml version="1.0"?><Types xmlns="t"/>' >'x/[Content_Types].xml'
  printf '<workbook xmlns="m" xmlns:r="r">%s<sheets><sheet name="Lisez-moi" sheetId="1" r:id="rId1"/><sheet name="Mandatements" sheetId="2" r:id="rId2"%s/></sheets></workbook>' "${4-}" "${5-}" >x/xl/workbook.xml
  printf '<Relationships xmlns="p"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>' >x/xl/_rels/workbook.xml.rels
  printf '<styleSheet xmlns="m"><numFmts count="1"><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="#,##0.00\\ &quot;day&quot;[Red]"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>' >x/xl/styles.xml
  printf '<worksheet xmlns="m"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>rien ici</t></is></c></row></sheetData></worksheet>' >x/xl/worksheets/sheet1.xml
  printf '<worksheet xmlns="m"><sheetData>%s</sheetData></worksheet>' "$2" >x/xl/worksheets/sheet2.xml
  { printf '<sst xmlns="m">'; printf '%b' "$3" | while IFS= read -r text; do printf '<si>%s</si>' "$text"; done; printf '</sst>'; } >x/xl/sharedStrings.xml
  # the sheet before its texts, as Excel writes it
  zip_root=x zip_of 'x/[Content_Types].xml' x/xl/workbook.xml x/xl/_rels/workbook.xml.rels x/xl/worksheets/sheet1.xml x/xl/worksheets/sheet2.xml x/xl/styles.xml x/xl/sharedStrings.xml >"$1"
}
HEAD='<row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="s"><v>1</v></c><c r="C4" t="s"><v>2</v></c><c r="D4" t="s"><v>3</v></c><c r="E4" t="s"><v>4</v></c><c r="F4" t="s"><v>5</v></c><c r="H4" t="s"><v>6</v></c></row>'
TEXTS='<t>Date</t>\n<t>N° SIRET</t>\n<t>Bénéficiaire</t>\n<t>Objet</t>\n<t>Montant TTC (€)</t>\n<t>Nature</t>\n<t>x_dossier</t>\n<t>Subventions 2023</t>\n<r><t>Théâtre </t></r><r><t>des Aulnes</t></r><rPh><t>lecture</t></rPh>\n<t>aide en numéraire</t>\n<t>TOTAL</t>\n<t>Saison &amp; tournée</t>\n'
TITLE='<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
row() { printf '<row r="%s"><c r="A%s" s="2"><v>%s</v></c><c r="B%s"><v>%s</v></c><c r="C%s" t="s"><v>8</v></c><c r="D%s" t="s"><v>11</v></c>%s<c r="F%s" t="s"><v>9</v></c></row>' "$1" "$1" "$2" "$1" "$3" "$1" "$1" "$4" "$1"; }
BODY="$TITLE$HEAD$(row 5 45016 9.9304004700013E+13 '<c r="E5" s="3"><v>12500.349999999999</v></c>')$(row 7 45017 99304004700013 '<c r="E7" t="inlineStr"><is><t>1 234,56 €</t></is></c>')<row r=\"8\"><c r=\"A8\" t=\"s\"><v>10</v></c><c r=\"E8\"><f>SUM(E5:E7)</f><v>13734.91</v></c></row>"
xlsx grants.xlsx "$BODY" "$TEXTS"
cat >grants.map <<END
# a list of the department's own
feuille = "Mandatements"
entete = "N° SIRET"
colonne "Date" = dateConvention
colonne "N° SIRET" = idBeneficiaire
colonne "Bénéficiaire" = nomBeneficiaire
colonne "Objet" = objet
colonne "montant ttc (€)" = montant
colonne "Nature" = nature
valeur nomAttribuant = "Département de la Vernoise"
valeur idAttribuant = 99303003000014
END
exits "a workbook is imported by a mapping" 0 c import --mapping grants.map grants.xlsx -v
contains "titles above the heading are told" "SHT-120" err
contains "totals below are told" "SHT-121" err
check "its figures are those of the cells" "993040047|12500.35|5 993040047|1234.56|7" \
  "$(sql "select beneficiary_siren || '|' || (amount * 0.01)::numeric(18,2) || '|' || source_line from grant_paid order by source_line" | paste -sd' ')"
check "texts of several runs, entities, days of a style" "Théâtre des Aulnes|Saison & tournée|2023-03-31 Théâtre des Aulnes|Saison & tournée|2023-04-01" \
  "$(sql "select beneficiary || '|' || purpose || '|' || grant_date from grant_paid order by source_line" | paste -sd' ')"
c documents original "$(document grants.xlsx)" -o back.xlsx
same_file "the workbook is kept byte for byte" grants.xlsx back.xlsx
exits "the same workbook again writes nothing" 0 c import --mapping grants.map grants.xlsx
contains "and says so" "already imported" out
xlsx other.xlsx "$TITLE$HEAD$(row 5 45018 99304004700013 '<c r="E5"><v>3</v></c>')" "$TEXTS"
before=$(state)
refused() { # NAME CODE FILE [OPTIONS]
  name=$1 code=$2; shift 2
  exits "$name" 65 c import "$@"
  contains "$name: $code" "$code" err
  check "$name: nothing is written" "$before" "$(state)"
}
sed 's/Mandatements/Factures/' grants.map >sheet.map
refused "a sheet that is not there" SHT-101 --mapping sheet.map other.xlsx
contains "the sheets there are named" "Lisez-moi, Mandatements" err
sed 's/"Objet"/"But"/' grants.map >column.map
refused "a column that is not there" SHT-111 --mapping column.map other.xlsx
sed 's/^entete.*/entete = SIREN/' grants.map >heading.map
refused "a heading that is not there" SHT-110 --mapping heading.map other.xlsx
sed 's/^feuille/onglet/' grants.map >key.map
refused "a mapping that says what is not known" MAP-001 --mapping key.map other.xlsx
contains "with its line" "key.map:2" err
xlsx formula.xlsx "$TITLE$HEAD$(row 5 45016 99304004700013 '<c r="E5"><f>1+1</f></c>')" "$TEXTS"
refused "a formula without a value" SHT-104 --mapping grants.map formula.xlsx
contains "its row" "formula.xlsx:5" err
xlsx error.xlsx "$TITLE$HEAD$(row 5 45016 99304004700013 '<c r="E5" t="e"><v>#REF!</v></c>')" "$TEXTS"
refused "an error of the spreadsheet" SHT-106 --mapping grants.map error.xlsx
xlsx wide.xlsx "$TITLE$HEAD<row r=\"5\"><c r=\"ZZ5\"><v>1</v></c></row>" "$TEXTS"
refused "too many columns" SHT-105 --mapping grants.map wide.xlsx
ambiguous='<c r="E5" t="inlineStr"><is><t>1.250</t></is></c>'
xlsx ambiguous.xlsx "$TITLE$HEAD$(row 5 45016 99304004700013 "$ambiguous")" "$TEXTS"
exits "an amount that is 1,25 or 1 250 is refused" 65 c import --mapping grants.map ambiguous.xlsx
check "and nothing is written" "$before" "$(state)"
{ cat grants.map; echo "decimale = virgule"; } >comma.map
exits "until the mapping says which" 0 c import --mapping comma.map ambiguous.xlsx
check "a point that groups" "1250.00" "$(sql "select (amount * 0.01)::numeric(18,2) from grant_paid order by document_id desc limit 1")"
xlsx point.xlsx "$TITLE$HEAD$(row 5 45016 99304004700013 "$ambiguous")$(row 6 45016 99304004700013 '<c r="E6" t="inlineStr"><is><t>(2,000.50)</t></is></c>')" "$TEXTS"
{ cat grants.map; echo "decimale = point"; } >point.map
exits "or a point that divides, and brackets that take away" 0 c import --mapping point.map point.xlsx
check "as said" "-2000.50 1.25" "$(sql "select (amount * 0.01)::numeric(18,2) from grant_paid where document_id = (select max(document_id) from grant_paid) order by 1" | paste -sd' ')"
xlsx hidden.xlsx "$TITLE$HEAD$(row 5 45020 99304004700013 '<c r="E5"><v>7</v></c>')" "$TEXTS" '' ' state="hidden"'
exits "a hidden sheet is read" 0 c import --mapping grants.map hidden.xlsx
contains "and told" "SHT-102" err
xlsx apple.xlsx "$TITLE$HEAD$(row 5 43554 99304004700013 '<c r="E5"><v>8</v></c>')" "$TEXTS" '<workbookPr date1904="1"/>'
exits "days counted from 1904" 0 c import --mapping grants.map apple.xlsx
before=$(state)
head -c 900 grants.xlsx >cut.xlsx
refused "a workbook that is cut" SHT-100 --mapping grants.map cut.xlsx
echo macros >x/xl/vbaProject.bin
zip_root=x zip_of 'x/[Content_Types].xml' x/xl/vbaProject.bin x/xl/workbook.xml x/xl/_rels/workbook.xml.rels x/xl/worksheets/sheet2.xml x/xl/styles.xml x/xl/sharedStrings.xml >macros.xlsx
c check --mapping grants.map macros.xlsx >out 2>err
contains "macros are told" "SHT-103" err

# what no spreadsheet writes: each is refused with its row, or read as what it is
odd() { xlsx odd.xlsx "$TITLE$HEAD$1" "$TEXTS"; }
PAID='<c r="E5"><v>9</v></c>'
odd "$(row 5 45016 99304004700013 "$PAID")$(row 1048577 45016 99304004700013 "$PAID")"
refused "a row beyond the last that a sheet has" SHT-112 --mapping grants.map odd.xlsx
contains "the row is named" "found: 1048577" err
odd "$(row 5 45016 99304004700013 "$PAID")$(row 9223372036854775807 45016 99304004700013 "$PAID")"
refused "a row that would fill the disk" SHT-112 --mapping grants.map odd.xlsx
odd "$(row 6 45016 99304004700013 "$PAID")$(row 5 45016 99304004700013 "$PAID")"
refused "a row that goes back" SHT-112 --mapping grants.map odd.xlsx
for text in 99 -1 x; do
  odd "$(row 5 45016 99304004700013 "$PAID" | sed "s,<v>8</v>,<v>$text</v>,")"
  refused "a text that the workbook has not ($text)" SHT-100 --mapping grants.map odd.xlsx
done
odd "$(row 5 45016 99304004700013 "<c r=\"5\"><v>9</v></c>")"
refused "a cell without its column" SHT-100 --mapping grants.map odd.xlsx
odd "$(row 5 45016 99304004700013 "<c r=\"E5\" t=\"inlineStr\"><is><t>$(head -c 4000 /dev/zero | tr '\0' x)</t></is></c>")"
refused "a cell of 4 000 bytes" SHT-108 --mapping grants.map odd.xlsx
odd "$(row 5 99999999999999999999 99304004700013 "$PAID")"
refused "a day that no calendar has" GRT-107 --mapping grants.map odd.xlsx
{ printf '<sst xmlns="m"><si><t>'; head -c 67108864 /dev/zero | tr '\0' x; printf '</t></si></sst>'; } >x/xl/sharedStrings.xml
zip_root=x zip_of 'x/[Content_Types].xml' x/xl/workbook.xml x/xl/sharedStrings.xml >texts.xlsx
refused "texts beyond 64 MiB" SHT-107 --limit ratio=2000 texts.xlsx
{ printf '<sst xmlns="m">'; awk 'BEGIN { for (n = 0; n < 7500000; n++) printf "<si/>" }'; printf '</sst>'; } >x/xl/sharedStrings.xml
zip_root=x zip_of 'x/[Content_Types].xml' x/xl/workbook.xml x/xl/sharedStrings.xml >texts.xlsx
refused "as many texts as fill them, all empty" SHT-107 --limit ratio=2000 texts.xlsx
odd "$(row 5 4.5016E4 99304004700013 '<c r="E5" s="-1"><v>9</v></c>' | sed 's,</row>,<c r="J5"><v>99303003000022</v></c></row>,')"
exits "a day with an exponent, a style below zero, a note beside the table" 0 c import --mapping grants.map odd.xlsx
check "the day is that day, and the note moves no column" "2023-03-31|9.00|Département de la Vernoise" \
  "$(sql "select grant_date || '|' || (amount * 0.01)::numeric(18,2) || '|' || (select name from body b where b.siren = g.siren) from grant_paid g where document_id = (select max(document_id) from grant_paid)")"
before=$(state)
rm -rf w; mkdir w; printf '<?xml version="1.0"?><Types xmlns="t"/>' >'w/[Content_Types].xml'; mkdir w/word; echo '<d/>' >w/word/document.xml
zip_root=w zip_of 'w/[Content_Types].xml' w/word/document.xml >letter.docx
refused "a letter" SHT-100 letter.docx

# --- .ods
rm -rf o; mkdir o; printf 'application/vnd.oasis.opendocument.spreadsheet' >o/mimetype
ods() { # FILE ROWS
  printf '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Mandatements">%s<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>' "$2" >o/content.xml
  zip_root=o zip_of o/mimetype o/content.xml >"$1"
}
t() { printf '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' "$1"; }
n() { printf '<table:table-cell office:value-type="float" office:value="%s"><text:p>affiché</text:p></table:table-cell>' "$1"; }
d() { printf '<table:table-cell office:value-type="date" office:date-value="%s"><text:p>hier</text:p></table:table-cell>' "$1"; }
r() { printf '<table:table-row%s>%s</table:table-row>' "${2-}" "$1"; }
ods grants.ods "$(r "$(t 'Subventions')")$(r '<table:table-cell/>' ' table:number-rows-repeated="3"')$(r "$(t Date)$(t 'N° SIRET')$(t Bénéficiaire)$(t Objet)$(t 'Montant TTC (€)')$(t Nature)")$(r "$(d 2023-05-02)$(n 99304004700013)<table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation><text:p>Le <text:s/>Pont</text:p><text:p>neuf</text:p></table:table-cell>$(t Achat)$(n 10.5)$(t 'aide en numéraire')")$(r "$(d 2023-05-03)$(n 99304004700013)$(t Pont)$(t Achat)$(n 0.30000000000000004)$(t 'aide en numéraire')" ' table:number-rows-repeated="2"')"
exits "an .ods the same way" 0 c import --mapping grants.map grants.ods
check "repeated rows, values rather than what is shown, notes apart" "Le  Pont neuf|10.50|6 Pont|0.30|7 Pont|0.30|8" \
  "$(sql "select beneficiary || '|' || (amount * 0.01)::numeric(18,2) || '|' || source_line from grant_paid where document_id = (select max(document_id) from grant_paid) order by source_line" | paste -sd' ')"

odd_ods() { ods odd.ods "$(r "$(t Date)$(t 'N° SIRET')$(t Bénéficiaire)$(t Objet)$(t 'Montant TTC (€)')$(t Nature)")$1"; }
P='<table:table-cell office:value-type="string"><text:p>Pont</text:p><text:p/></table:table-cell>'
L="<table:table-cell office:value-type=\"string\"><text:p>A<text:s text:c=\"2\"/>B<text:line-break/>C</text:p></table:table-cell>"
odd_ods "$(r "$(d 2023-05-04T10:00:00)$(n 99304004700013)$(t 'Théâtre des Aulnes')${P}$(n 11)$(t 'aide en numéraire')")$(r "$(d 2023-05-05)$(n 99304004700013)$L$(t Achat)$(n 12)$(t 'aide en numéraire')")"
exits "an empty last line, spaces and a line's end in a cell" 0 c import --mapping grants.map odd.ods
check "nothing of the cell before is left in it" "Théâtre des Aulnes|Pont|2023-05-04 A  B C|Achat|2023-05-05" \
  "$(sql "select beneficiary || '|' || purpose || '|' || grant_date from grant_paid where document_id = (select max(document_id) from grant_paid) order by source_line" | paste -sd' ')"
odd_ods "$(r "$(d 2023-05-06)$(n 99304004700013)$(t Pont)<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>VRAI</text:p></table:table-cell>$(n 13)$(t 'aide en numéraire')")"
exits "a yes or no in an .ods" 0 c import --mapping grants.map odd.ods
odd "$(row 5 59 99304004700013 '<c r="E5"><v>14</v></c>' | sed 's,<c r="D5" t="s"><v>11</v>,<c r="D5" t="b"><v>0</v>,')"
exits "a yes or no, a day of February 1900" 0 c import --mapping grants.map odd.xlsx
check "are what they are" "2023-05-06|true 1900-02-28|false" "$(sql "select grant_date || '|' || purpose from grant_paid where amount in (1300, 1400) order by amount" | paste -sd' ')"
before=$(state)
odd_ods "$(r "$(d 2023-05-04)$(n 99304004700013)$(t Pont)$(t Achat)<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>$(t 'aide en numéraire')")"
sed 's/xmlns:text/xmlns:calcext="c" xmlns:text/' o/content.xml >content.xml && mv content.xml o/content.xml && zip_root=o zip_of o/mimetype o/content.xml >odd.ods
refused "an error of the spreadsheet in an .ods" SHT-106 --mapping grants.map odd.ods
contains "what the cell shows" "#DIV/0!" err
sed 's/Mandatements/Factures/' grants.map >sheet.map
odd_ods "$(r "$(t x)")"
refused "a sheet that is not in an .ods" SHT-101 --mapping sheet.map odd.ods
contains "the one there is named" "found: Mandatements" err
odd_ods "$(r "<table:table-cell table:formula=\"of:=1+1\"/>")"
refused "a formula without a value in an .ods" SHT-104 --mapping grants.map odd.ods
odd_ods "$(r "$(t "$(head -c 4000 /dev/zero | tr '\0' x)")")"
refused "a cell of 4 000 bytes in an .ods" SHT-108 --mapping grants.map odd.ods
odd_ods "$(r '<table:table-cell/>' ' table:number-rows-repeated="2000000"')$(r "$(t late)")"
refused "a row beyond the last, in an .ods" SHT-112 --mapping grants.map odd.ods
odd_ods "$(r "$(t same)" ' table:number-rows-repeated="1001"')"
refused "a row that stands for a thousand and one" SHT-109 --mapping grants.map odd.ods
# sums of such repeats are beyond 64 bits
odd_ods "$(r "$(awk 'BEGIN { for (n = 0; n < 9500; n++) printf "<table:table-cell table:number-columns-repeated=\"999999999999999\"/>" }')$(t far)")"
refused "columns beyond any number" SHT-105 --mapping grants.map odd.ods

# --- text with a mapping
printf 'Subventions;;;;;\r\nDate;N° SIRET;Bénéficiaire;Objet;Montant TTC (€);Nature\r\n31/05/2023;99304004700013;"Le Pont";Achat;"1 000,10";aide en numéraire\r\nTotal;;;;1 000,10;\r\n' >own.csv
sed '/^feuille/d' grants.map >text.map
exits "text with the columns of one's own" 0 c import --mapping text.map own.csv
check "its amount and line" "1000.10|3" "$(sql "select (amount * 0.01)::numeric(18,2) || '|' || source_line from grant_paid where document_id = (select max(document_id) from grant_paid)")"

sed 's/"Objet"/"Objet, lieu, date, usage, suite"/; /^entete/d' text.map >commas.map
sed '1d; s/;Objet;/;"Objet, lieu, date, usage, suite";/; s/Achat/Vente/' own.csv >commas.csv
exits "commas of a heading do not part it" 0 c import --mapping commas.map commas.csv
sed 's/"Objet"/"|Objet (par an*)"/; /^entete/d' text.map >bars.map
sed '1d; s/;Objet;/;"|Objet (par an*)";/; s/Achat/Location/' own.csv >bars.csv
sed 's/^ignorer.*//; $a ignorer = "Divers"' text.map >own-word.map
sed '1d; s/Achat/Entretien/; $a Divers;;;;5,00;' own.csv | sed '/^Total/d' >own-word.csv
exits "rows that begin with one's own word are left out" 0 c import --mapping own-word.map own-word.csv
check "and the others are not" 1 "$(sql "select count(*) from grant_paid where purpose = 'Entretien'")"
exits "a bar or a star in a column's name is none of ours" 0 c import --mapping bars.map bars.csv
before=$(state)
mkdir folder.map
exits "a mapping that is a folder" 66 c import --mapping folder.map ca.xml
echo 'colonne Date dateConvention' >equals.map
refused "a mapping without an equals sign" MAP-001 --mapping equals.map other.xlsx
contains "what a line is" "clé = valeur" err
{ printf 'feuille = '; head -c 64 /dev/zero | tr '\0' x; } >long.map
refused "a mapping with too long a name" MAP-001 --mapping long.map other.xlsx
printf 'feuille = "A"\000\n' >zero.map
refused "a mapping with a zero byte" MAP-001 --mapping zero.map other.xlsx
printf 'feuille = "\351"\n' >latin.map
refused "a mapping that is no UTF-8" MAP-001 --mapping latin.map other.xlsx
{ for n in $(seq 65); do echo "colonne C$n = d$n"; done; } >wide.map
refused "a mapping of 65 columns" MAP-001 --mapping wide.map other.xlsx

# --- a mapping that is begun from headings nobody would write
long=$(head -c 200 /dev/zero | tr '\0' 'e')
printf 'Date = jour;N° SIRET;Bénéficiaire;Objet\033[31m;"Montant ""TTC"" = €";éé%s\n2023-06-30;99304004700013;Pont;\033]0;x\007;7,00;\n' "$long" >strange.csv
exits "a mapping is begun" 0 c mapping guess strange.csv -o strange.map
check "no heading commands a terminal" 0 "$(grep -c "$(printf '\033')" strange.map)"
contains "a heading of 200 letters is whole" "éé$long" strange.map
sed 's/= ?$/= x_autre/; s/^# colonne/colonne/; s/^# valeur.*//; s/^\(colonne "Date = jour" =\).*/\1 dateConvention/; s/^\(colonne "Montant.*" =\).*/\1 montant/; s/^\(colonne "Objet.*" =\).*/\1 objet/; $a valeur idAttribuant = 99303003000014' strange.map >read.map
exits "it is read again, signs and quotes in its headings too" 0 c check --mapping read.map strange.csv

# --- a workbook that this program wrote is read again
c report grants --entity $F -o ours.xlsx
exits "our own workbook is a workbook" 65 c import ours.xlsx
contains "of no format without a mapping" "XML-000" err

# --- expected totals
budget CA $G 2023 >ca.xml <<END
65748 311 D 100.00 80.10
65748 313 D 50.00 20.00
74631 311 R 60.00 55.55
END
printf 'perimetre;exercice;sens;montant\nculture;2023;D;100,10\nF311;2023;R;55,55\nF311;2022;D;1\n' >right.csv
printf 'perimetre;exercice;sens;montant\nF311;2023;D;80,11\nF313;2023;D;20\n' >wrong.csv
before=$(state)
refused "a total that differs" IMP-152 --assert wrong.csv ca.xml
contains "found, expected" "found: 80.10   expected: 80.11" err
contains "the lines of the scope" "1 lines in the scope: 10" err
printf 'perimetre;exercice;sens;montant\nF3 &;2023;D;80,10\n' >scope.csv
refused "a scope that is none" IMP-150 --assert scope.csv ca.xml
printf 'perimetre;exercice;sens;montant\nF311;2023;D;1.250\n' >amount.csv
refused "an expected amount that says two things" IMP-150 --assert amount.csv ca.xml
printf 'perimetre;annee;sens;montant\nF311;2023;D;80,10\n' >heading.csv
refused "a file of totals without its heading" IMP-150 --assert heading.csv ca.xml
exits "totals that agree let it in" 0 c import --assert right.csv ca.xml
printf 'perimetre;exercice;sens;montant\nF311;2019;D;1\n' >other.csv
printf 'perimetre;exercice;sens;montant\nF311;23;D;1\nF311;2023;X;2\nF311;2023;D;3\n' >year.csv
printf '64111 311 D 1.00 1.00\n' | budget CA $G 2022 >ca2.xml
exits "totals about another year let a file pass" 0 c check --assert other.csv ca2.xml -v
contains "and that is told" "IMP-151" err
before=$(state)
refused "an expected year that is none" IMP-150 --assert year.csv ca2.xml
contains "the line" "line 2 of the expected totals" err
contains "a direction that is none" "D, R" err
printf 'perimetre;exercice;sens;montant;siren\nF311;2022;D;1;99304\n' >siren.csv
refused "an expected body that is none" IMP-150 --assert siren.csv ca2.xml
printf 'perimetre;exercice;sens;montant;siren\nF311;2022;D;5;993040047\nF311;2022;D;7;993030030\n' >bodies.csv
refused "the total of this body, and not of another" IMP-152 --assert bodies.csv ca2.xml
contains "its line" "expected total of line 2" err
lacks "another body's total says nothing" "expected total of line 3" err
{ echo 'perimetre;exercice;sens;montant'; printf '"F311'; } >quote.csv
refused "a file of totals whose quote never closes" ENC-002 --assert quote.csv ca2.xml
mkdir folder.csv
refused "totals that are a folder" ENC-004 --assert folder.csv ca2.xml
check "nothing of all these is written" "$before" "$(state)"
finished
