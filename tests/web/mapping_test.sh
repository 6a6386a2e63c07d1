# A table with columns of somebody's own: what is proposed for it, on the command line and in the browser; what is confirmed
# is imported with it, and kept as a mapping that gives the same.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/web.sh"
cd "$scratch" || exit 1

cat >own.csv <<'END'
Subventions versées

Date;N° SIRET;Bénéficiaire;Objet;Montant versé (€);Montant voté;Service;Nature
12/03/2024;99304004700013;Théâtre des Aulnes;Saison;"1 234,56";"1 500,00";Culture;aide en numéraire
13/03/2024;99304004700013;Musée des Aulnes;Exposition;"2 000,00";"2 000,00";Culture;aide en numéraire
END
new_ledger

# --- the command
exits "a mapping is begun" 0 c mapping guess own.csv -o own.map
check "headings say what they can" 'colonne "Date" = dateConvention,colonne "N° SIRET" = idBeneficiaire,colonne "Bénéficiaire" = nomBeneficiaire,colonne "Objet" = objet,colonne "Montant versé (€)" = montant,colonne "Nature" = nature' \
  "$(grep -v '^#' own.map | paste -sd,)"
check "what none says is left to the reader" '# colonne "Montant voté" = ?,# colonne "Service" = ?,# valeur nomAttribuant = ?,# valeur idAttribuant = ?' "$(grep '= ?$' own.map | paste -sd,)"
check "the first rows stand beside" "# 1 234,56 | 2 000,00 | " "$(grep -B1 '= montant$' own.map | head -n 1)"
sed 's/Montant versé (€)/Montant 2023/; s/Montant voté/Montant 2024/' own.csv >two.csv
c mapping guess two.csv >/dev/null
check "of two columns that may be the amount, neither is taken" 0 "$(grep -c '= montant$' out)"
exits "as it is begun, it is not enough" 65 c check --mapping own.map own.csv
{ cat own.map; echo 'valeur nomAttribuant = "Département de la Vernoise"'; echo 'valeur idAttribuant = 99303003000014'; } >whole.map
exits "completed, it is" 0 c check --mapping whole.map own.csv
exits "a file that is not there is said" 66 c mapping guess nothing.csv
printf 'PK\003\004rubbish' >rubbish.xlsx
exits "a damaged workbook is said" 65 c mapping guess rubbish.xlsx
contains "by its code" "SHT-1" err
exits "what is asked is said" 2 c mapping
contains "with its form" "mapping guess FILE" err

# --- the browser
serve
enter
check "the table is sent" 303 "$(post /imports -F "file=@own.csv")"
sent 1
contains "it is refused as it is" "refused: nothing was written" body
contains "and leads to its columns" 'href="/columns/1"' body
check "its columns are shown" 200 "$(w "$site/columns/1")"
check "with what the headings say chosen" "dateConvention idBeneficiaire nomBeneficiaire objet montant nature" "$(grep -o '<option value="[A-Za-z]*" selected' body | cut -d'"' -f2 | paste -sd' ')"
contains "and the first rows" "Théâtre des Aulnes<br>Musée des Aulnes" body
columns="c0=dateConvention c1=idBeneficiaire c2=nomBeneficiaire c3=objet c4=montant c7=nature nomAttribuant=Département idAttribuant=99303003000014"
chosen() { for field in $columns "$@"; do printf -- '--data-urlencode %s ' "$field"; done; }
check "one meaning twice is refused" 400 "$(post /columns/1 $(chosen c5=montant))"
contains "by its name" "two columns say it: amount" body
check "the mapping is saved" 200 "$(post /columns/1 $(chosen keep=1))"
cp body kept.map
contains "as a file" "attachment" head
exits "that the command reads" 0 c check --mapping kept.map own.csv
check "only checked, nothing is written" 303 "$(post /columns/1 $(chosen check=1))"
sent 2
contains "and it is said" "checked: nothing was written" body
check "it is sent with its columns" 303 "$(post /columns/1 $(chosen))"
sent 3
contains "and imported" "posted" body
check "with the amounts of that column" "1234.56 2000.00" "$(sql "select (amount * 0.01)::numeric(18,2) from grant_paid order by source_line" | paste -sd' ')"
check "at the lines of the file" "4 5" "$(sql "select source_line from grant_paid order by source_line" | paste -sd' ')"
check "another's import has no columns here" 404 "$(w "$site/columns/9")"
check "text in the place of a number neither" 404 "$(w "$site/columns/../etc")"
stop
check "nothing is left behind" "" "$(ls "$TMPDIR")"
serve --read-only
enter
check "a server that only reads takes none" 403 "$(post /columns/1 $(chosen))"
finished
