# Published tables as evidence: what official acts print, and whether it adds up. The figures are facts, carried over here
# with their source; the expected differences are computed by hand in the comments, apart from the program.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/accounts.sh"

# --- the tables

# G01. Arrêté du 26 mai 2008 (staff who manage the agents of lycées, regions): right to compensation by region. 26 rows and
# the printed total 802 231; the rows make 802 231.
cat >"$scratch/g01.csv" <<'T'
act;recipient;component;amount
Arrêté du 26 mai 2008;Alsace;droit;6043
Arrêté du 26 mai 2008;Aquitaine;droit;43536
Arrêté du 26 mai 2008;Auvergne;droit;10859
Arrêté du 26 mai 2008;Bourgogne;droit;28425
Arrêté du 26 mai 2008;Bretagne;droit;44051
Arrêté du 26 mai 2008;Centre;droit;18332
Arrêté du 26 mai 2008;Champagne-Ardenne;droit;11062
Arrêté du 26 mai 2008;Corse;droit;24669
Arrêté du 26 mai 2008;Franche-Comté;droit;19897
Arrêté du 26 mai 2008;Languedoc-Roussillon;droit;20457
Arrêté du 26 mai 2008;Limousin;droit;5396
Arrêté du 26 mai 2008;Lorraine;droit;35537
Arrêté du 26 mai 2008;Midi-Pyrénées;droit;59279
Arrêté du 26 mai 2008;Nord-Pas-de-Calais;droit;64718
Arrêté du 26 mai 2008;Basse-Normandie;droit;33409
Arrêté du 26 mai 2008;Haute-Normandie;droit;24583
Arrêté du 26 mai 2008;Pays de la Loire;droit;43793
Arrêté du 26 mai 2008;Picardie;droit;29789
Arrêté du 26 mai 2008;Poitou-Charentes;droit;26706
Arrêté du 26 mai 2008;Provence-Alpes-Côte d'Azur;droit;17139
Arrêté du 26 mai 2008;Rhône-Alpes;droit;60287
Arrêté du 26 mai 2008;Ile-de-France;droit;156482
Arrêté du 26 mai 2008;Guadeloupe;droit;0
Arrêté du 26 mai 2008;Guyane;droit;6418
Arrêté du 26 mai 2008;Martinique;droit;0
Arrêté du 26 mai 2008;La Réunion;droit;11364
Arrêté du 26 mai 2008;TOTAL;droit;802231
T

# G02. Loi de finances rectificative pour 2008, regularisation of the fractions of TIPP by region: A to deduct, B to G to
# pay, and the printed total. By hand, six rows are exact; Auvergne makes 193 727 for 193 728 printed, Bretagne 2 174 205 for
# 2 174 204, Champagne-Ardenne 1 724 148 for 1 724 149: the printed cells are rounded, each within 1 euro.
# Written here as one row a cell: act;recipient;component;amount;tolerance.
awk -F';' 'BEGIN { split("A;B;C;D;E;F;G;total", name, ";"); print "act;recipient;component;amount;tolerance" }
  { for (cell = 1; cell <= 8; cell++) if ($(cell + 1) != "") print "LFR 2008;" $1 ";" name[cell] ";" $(cell + 1) ";1" }' >"$scratch/g02.csv" <<'T'
Alsace;-262321;;;8500;;;135260;-118561
Aquitaine;;1231623;482423;18700;;;424906;2157652
Auvergne;-118439;;963;15300;;;295903;193728
Bourgogne;;801686;217337;15300;;;482341;1516664
Bretagne;;1548806;119792;15300;156435;8413;325459;2174204
Centre;;1550688;349373;22100;;;1449344;3371505
Champagne-Ardenne;;1208979;152213;15300;;;347656;1724149
Corse;;362673;13509;;;;271626;647808
Franche-Comté;-25644;;66824;15300;;;296502;352982
T

# G03. What the State owed the départements for the allowance for lone parents (Sénat, avis sur le PLF 2008), in million
# euros: debt before + spending - first credits (LFI) - supplementary credits (LFR) = debt after.
#   2002  0     +  796 - 740   - 46  =  10
#   2003  10    +  833 - 805   - 36  =   2
#   2004  2     +  900 - 770   -  0  = 132
#   2005  132   +  973 - 863   - 32  = 210
#   2006  210   + 1069 - 875   - 0.2 = 403.8, and 409.4 is printed: found - published = -5.6, beyond any rounding
#   2007  0     + 1065 - 909.5 -  0  = 155.5 (it starts again after the debt was cleared)
# The figures are rounded in print: 0.50 is allowed.
awk -F';' 'BEGIN { split("dette antérieure;dépenses;LFI;LFR;total", name, ";"); print "act;recipient;component;amount;tolerance" }
  { for (cell = 1; cell <= 5; cell++) print "Dette API (M€);" $1 ";" name[cell] ";" $(cell + 1) ";0.50" }' >"$scratch/g03.csv" <<'T'
2002;0;796;-740;-46;10
2003;10;833;-805;-36;2
2004;2;900;-770;0;132
2005;132;973;-863;-32;210
2006;210;1069;-875;-0.2;409.4
2007;0;1065;-909.5;0;155.5
T

# G04. FRAC, State credits 2000 to 2010 (Sénat, rapport d'information n° 34, 2011-2012): each year operating + acquisitions
# = total, and at the foot 146 788 931 + 42 546 474 = 189 335 405. Fifteen totals: 11 years across, 3 at the foot of the
# columns, 1 across the foot.
awk -F';' 'BEGIN { split("fonctionnement;acquisitions;total", name, ";"); print "act;recipient;component;amount" }
  { for (cell = 1; cell <= 3; cell++) print "FRAC 2000-2010;" $1 ";" name[cell] ";" $(cell + 1) }' >"$scratch/g04.csv" <<'T'
2000;8230178;3511993;11742171
2001;10906642;3243067;14149709
2002;11209268;4730103;15939371
2003;11620139;3365238;14985377
2004;12495702;4094934;16590636
2005;12632394;3199715;15832109
2006;13753312;3938493;17691805
2007;14161323;3990429;18151752
2008;16049418;4182165;20231583
2009;16049418;3961997;20011415
2010;19681137;4328340;24009477
TOTAL;146788931;42546474;189335405
T

# G05. Programme 175 (patrimoines) in 2022, authorisations (AE) and payments (CP). Three sums, each with its foot:
#   the actions make the finance act:          1 034 666 547 AE, 1 022 229 648 CP
#   the act + net openings make what is open:  1 034 666 547 + 200 211 000 = 1 234 877 547; 1 022 229 648 + 148 348 123 = 1 170 577 771
#   open - consumed is the balance:            1 234 877 547 - 1 122 119 194 = 112 758 353; 1 170 577 771 - 1 096 811 700 = 73 766 071
awk -F';' 'BEGIN { print "act;recipient;component;amount" } { print $1 ";" $2 ";AE;" $3; print $1 ";" $2 ";CP;" $4 }' >"$scratch/g05.csv" <<'T'
P175 2022 LFI;action 01;449352401;432741738
P175 2022 LFI;action 02;35105088;35105088
P175 2022 LFI;action 03;368727936;364484220
P175 2022 LFI;action 04;26024248;34574248
P175 2022 LFI;action 08;9775311;9775311
P175 2022 LFI;action 09;145681563;145549043
P175 2022 LFI;TOTAL;1034666547;1022229648
P175 2022 ouverts;LFI;1034666547;1022229648
P175 2022 ouverts;ouvertures et annulations;200211000;148348123
P175 2022 ouverts;TOTAL;1234877547;1170577771
P175 2022 solde;ouverts;1234877547;1170577771
P175 2022 solde;consommés;-1122119194;-1096811700
P175 2022 solde;TOTAL;112758353;73766071
T

# G06. Programme 334 (livre): the two actions against the printed total, found - published:
#   LFI 2022 AE  319 710 694 + 27 702 586 = 347 413 280, printed 335 728 626: +11 684 654
#   LFI 2022 CP  300 673 721 + 27 702 586 = 328 376 307, printed 316 930 228: +11 446 079
#   LFI 2023 AE  296 686 040 + 29 663 988 = 326 350 028, printed 330 337 709:  -3 987 681
#   LFI 2023 CP  304 187 054 + 29 663 988 = 333 851 042, printed 324 433 411:  +9 417 631
#   PLF 2024     331 895 864 + 32 274 112 = 364 169 976 and 327 008 531 + 32 274 112 = 359 282 643: exact
awk -F';' 'BEGIN { split("action 1;action 2;total", name, ";"); print "act;recipient;component;amount" }
  { for (cell = 1; cell <= 3; cell++) print "P334 " $1 ";" $2 ";" name[cell] ";" $(cell + 2) }' >"$scratch/g06.csv" <<'T'
LFI 2022;AE;319710694;27702586;335728626
LFI 2022;CP;300673721;27702586;316930228
LFI 2023;AE;296686040;29663988;330337709
LFI 2023;CP;304187054;29663988;324433411
PLF 2024;AE;331895864;32274112;364169976
PLF 2024;CP;327008531;32274112;359282643
T

# G08. The ten best endowed operators in 2002: the rows make 429 739 353, 442 662 608 is printed: -12 923 255.
cat >"$scratch/g08.csv" <<'T'
act;recipient;component;amount
Dix premiers opérateurs 2002;BnF;subvention;94978569
Dix premiers opérateurs 2002;Opéra national de Paris;subvention;89327283
Dix premiers opérateurs 2002;Centre Pompidou;subvention;62713872
Dix premiers opérateurs 2002;Cité des sciences;subvention;45994999
Dix premiers opérateurs 2002;Louvre;subvention;41250697
Dix premiers opérateurs 2002;Cité de la musique;subvention;22481942
Dix premiers opérateurs 2002;Comédie-Française;subvention;21763057
Dix premiers opérateurs 2002;La Villette;subvention;20853723
Dix premiers opérateurs 2002;CNSMDP;subvention;18823626
Dix premiers opérateurs 2002;Chaillot;subvention;11551585
Dix premiers opérateurs 2002;TOTAL;subvention;442662608
T

# --- imported, each as a document

for table in g01 g02 g03 g04 g05 g06 g08; do
  c import -O csv "$scratch/$table.csv" 2>&1 | tail -n 1 | cut -d, -f2,4
done >"$scratch/out"
check tables_are_posted "7 posted,table" "$(sort "$scratch/out" | uniq -c | sed 's/^ *//')"

verdicts() { columns act,recipient,component,verdict,found,published,difference report foot-check | grep "^$1" | cut -d, -f"$2" | LC_ALL=C sort; }

check g01_the_order_adds_up "TOTAL,droit,exact,802231.00,802231.00,0.00" "$(verdicts 'Arrêté du 26 mai' 2-)"
check g02_three_rows_are_within_a_euro \
  "Auvergne,total,within,193727.00,193728.00,-1.00
Bretagne,total,within,2174205.00,2174204.00,1.00
Champagne-Ardenne,total,within,1724148.00,1724149.00,-1.00" "$(verdicts 'LFR 2008' 2- | grep -v exact)"
check g02_six_rows_are_exact "Alsace Aquitaine Bourgogne Centre Corse Franche-Comté" \
  "$(verdicts 'LFR 2008' 2,4 | sed -n 's/,exact//p' | tr '\n' ' ' | sed 's/ $//')"
check g03_years_of_debt "2002,exact,10.00,10.00,0.00
2003,exact,2.00,2.00,0.00
2004,exact,132.00,132.00,0.00
2005,exact,210.00,210.00,0.00
2006,off,403.80,409.40,-5.60
2007,exact,155.50,155.50,0.00" "$(verdicts 'Dette API' 2,4-)"
check g04_fifteen_totals_are_exact "15 exact" "$(verdicts 'FRAC' 4 | uniq -c | sed 's/^ *//')"
check g04_the_foot "TOTAL,acquisitions,exact,42546474.00
TOTAL,fonctionnement,exact,146788931.00
TOTAL,total,exact,189335405.00
TOTAL,total,exact,189335405.00" "$(verdicts 'FRAC' 2-5 | grep TOTAL)"
check g05_programme_175 "P175 2022 LFI,TOTAL,AE,exact,1034666547.00
P175 2022 LFI,TOTAL,CP,exact,1022229648.00
P175 2022 ouverts,TOTAL,AE,exact,1234877547.00
P175 2022 ouverts,TOTAL,CP,exact,1170577771.00
P175 2022 solde,TOTAL,AE,exact,112758353.00
P175 2022 solde,TOTAL,CP,exact,73766071.00" "$(verdicts P175 1-5)"
check g06_programme_334_is_off "P334 LFI 2022,AE,off,11684654.00
P334 LFI 2022,CP,off,11446079.00
P334 LFI 2023,AE,off,-3987681.00
P334 LFI 2023,CP,off,9417631.00
P334 PLF 2024,AE,exact,0.00
P334 PLF 2024,CP,exact,0.00" "$(verdicts 'P334' 1,2,4,7)"
check g08_the_ten_operators_are_off "TOTAL,subvention,off,429739353.00,442662608.00,-12923255.00" "$(verdicts 'Dix premiers' 2-)"
check nothing_else_is_off 6 "$(columns verdict report foot-check | grep -c off)"

# --- the same six as findings: a table that does not add up breaks no rule

check tables_that_are_off_are_findings "TAB-001,finding,Dette API (M€),,,-5.60
TAB-001,finding,Dix premiers opérateurs 2002,,,-12923255.00
TAB-001,finding,P334 LFI 2022,,,11446079.00
TAB-001,finding,P334 LFI 2022,,,11684654.00
TAB-001,finding,P334 LFI 2023,,,-3987681.00
TAB-001,finding,P334 LFI 2023,,,9417631.00" "$(columns code,level,transfer,siren,year,amount findings | LC_ALL=C sort)"
c findings -O csv >"$scratch/findings.csv" 2>/dev/null
contains a_finding_names_the_row "AE, total: parts sum to 347,413,280.00 €, published 335,728,626.00 €" "$scratch/findings.csv"
exits off_tables_reach_fail_on_finding 1 c findings --fail-on finding
exits off_tables_are_no_breach 0 c findings --fail-on breach

# --- a source line that an auditor can open

check the_source_is_the_line_of_the_total "g08.csv:12" "$(columns act,source report foot-check | sed -n 's/^Dix premiers opérateurs 2002,//p')"
contains the_line_holds_the_total 442662608 "$(sed -n 12p "$scratch/g08.csv" >"$scratch/line" && echo "$scratch/line")"

# --- the edge of a tolerance, both sides; parts without a total are compared with nothing

cat >"$scratch/edge.csv" <<'T'
act,recipient,component,amount,tolerance
Bord,un,a,10.00,
Bord,un,b,5.50,
Bord,un,total,15.00,0.50
Bord,deux,a,10.00,
Bord,deux,b,5.51,
Bord,deux,total,15.00,0.50
Bord,trois,a,1.00,
T
must import -q "$scratch/edge.csv"
check the_edge_of_a_tolerance "deux,total,off,15.51,15.00,0.51
un,total,within,15.50,15.00,0.50" "$(verdicts Bord 2-)"

# --- how French tables write amounts

printf 'act;recipient;component;amount\nÉcritures;un;a;1\302\240234,56\nÉcritures;deux;a;-12,5\nÉcritures;trois;a;1\342\200\257000 000\nÉcritures;quatre;a;\nÉcritures;TOTAL;a;1001222,06\n' >"$scratch/french.csv"
must import -q "$scratch/french.csv"
check french_amounts_are_read "TOTAL,a,exact,1001222.06,1001222.06,0.00" "$(verdicts 'Écritures' 2-)"

# --- refused: what could be read in two ways is not read at all

refused() { # refused NAME CODE AMOUNT [SEPARATOR]
  separator=${4:-;}
  printf 'act;recipient;component;amount\nDouteux;un;a;%s\nDouteux;TOTAL;a;1\n' "$3" | tr ';' "$separator" >"$scratch/doubt.csv"
  exits "${1}_is_refused" 65 c import -O csv "$scratch/doubt.csv"
  check "${1}_says_why" "refused $2" "$(tail -n 1 "$scratch/out" | cut -d, -f2) $(tail -n 1 "$scratch/out" | grep -o "$2")"
  contains "${1}_names_the_line" "doubt.csv:2" "$scratch/err"
}
refused ambiguous_point TAB-102 1.234
refused ambiguous_comma TAB-102 1,234
refused ambiguous_negative TAB-102 -12.000
refused three_decimals_after_a_group TAB-102 '1 234.567'
refused letters TAB-103 douze
refused four_decimals TAB-103 12.3456
printf 'act;recipient;component;amount;tolerance\nDouteux;un;a;1;un peu\n' >"$scratch/tolerance.csv"
exits a_tolerance_that_is_no_amount_is_refused 65 c import "$scratch/tolerance.csv"
contains a_tolerance_that_is_no_amount_is_told "found: un peu" "$scratch/err"
contains a_tolerance_that_is_no_amount_is_TAB_103 TAB-103 "$scratch/err"
printf 'act;recipient;component;amount\nDouteux;un\n' >"$scratch/short.csv"
exits short_row_is_refused 65 c import "$scratch/short.csv"
contains short_row_says_why TAB-101 "$scratch/err"
check nothing_of_a_refused_table_stays 0 "$(columns act report foot-check | grep -c Douteux)"

# --- again: nothing new; another figure for the same rows: refused until it is meant

for table in g01 g02 g03 g04 g05 g06 g08; do
  c import -O csv "$scratch/$table.csv" 2>&1 | tail -n 1 | cut -d, -f2
done | sort | uniq -c | sed 's/^ *//' >"$scratch/again"
check again_is_unchanged "7 unchanged" "$(cat "$scratch/again")"
sed 's/442662608/429739353/' "$scratch/g08.csv" >"$scratch/g08-mended.csv"
exits another_version_is_refused 65 c import "$scratch/g08-mended.csv"
exits another_version_replaces 0 c import --replace "$scratch/g08-mended.csv"
check the_mended_table_adds_up "TOTAL,subvention,exact,429739353.00,429739353.00,0.00" "$(verdicts 'Dix premiers' 2-)"

# --- proved, then damaged by somebody who owns the database

exits verify_is_clean 0 c verify
exits a_published_row_cannot_be_changed 1 c db psql -- -qX -v ON_ERROR_STOP=1 -c "update published_amount set amount = amount + 1 where document_id = 2"
contains the_refusal_says_why "posted rows are never changed" "$scratch/err"
must db psql -- -qX -c "alter table published_amount disable trigger append_only" \
  -c "update published_amount set amount = amount + 1 where document_id = 2 and row_no = 3" \
  -c "alter table published_amount enable trigger append_only"
exits verify_finds_the_damage 1 c verify
check verify_names_the_document_alone "1 document 2" "$(grep -o 'document [0-9]*:' "$scratch/out" | tr -d : | sort | uniq -c | sed 's/^ *//')"

# --- a heading that is one to its first bytes, and none to whoever reads it -----------------------------------------------------

printf 'amount,act,recipient,component\0008\n1,A,B,C\n' >"$scratch/zero.csv"
exits a_heading_cut_by_a_zero_byte_is_refused 65 c import "$scratch/zero.csv"
contains a_heading_without_a_column_is_told_so TAB-105 "$scratch/err"

finished
