# Each user's whole job in a browser, in both languages, on a wide and a narrow window, by the keyboard, without scripts
# (tests/web/browser.py). Held against axe-core where npm is there to bring it. SHOTS=FOLDER keeps the screenshots and the PDF.
. "$TESTS/lib/ledger.sh"

folder=${SHOTS:-$scratch/shots}
mkdir -p "$folder"
sample=$TESTS/../docs/sample
new_ledger
must import "$sample"/CA-202[12]*.xml "$sample"/CA-2023-[dir]*.xml "$sample/register.xml" "$sample"/vouchers/*
cp "$sample/CA-2023-commune.xml" "$folder/first.xml"
sed 's/Exer V="2023"/Exer V="2024"/' "$sample/CA-2023-commune.xml" >"$folder/second.xml"
printf '%s\n' 'Date;N° SIRET;Bénéficiaire;Objet;Montant versé (€)' '12/03/2024;99304004700013;Théâtre des Aulnes;Saison;"1 234,56"' >"$folder/own.csv"
head -c 3000 "$sample/CA-2023-commune.xml" >"$folder/broken.xml"

"$PROGRAM" -D "$ledger" serve --no-browser >"$scratch/link" 2>"$scratch/said" </dev/null &
server=$!
attempts=0; until [ -s "$scratch/link" ] || [ $((attempts += 1)) -gt 200 ]; do sleep 0.1; done
link=$(cat "$scratch/link")
port=${link#http://127.0.0.1:} port=${port%%/*}
cookie=$(curl -s -o /dev/null -D - "$link" | sed -n "s/.*contrepartie-$port=\([0-9a-f]*\).*/\1/p")

axe=""
if command -v npm >/dev/null; then
  (cd "$scratch" && npm pack --silent axe-core@4 >/dev/null 2>&1 && tar -xzf axe-core-*.tgz package/axe.min.js) && axe=$scratch/package/axe.min.js
fi
[ -n "$axe" ] || ok "axe is skipped: no npm brings it"
# genuine files, which are not in this repository
REAL=$(realpath -m "$TESTS/../../shared/data")
[ -d "$REAL" ] || { REAL=""; ok "genuine files are skipped: they are not beside the checkout"; }
export REAL
python3 "$TESTS/web/browser.py" "$port" "$cookie" "$folder" ${axe:+"$axe"}
kill -TERM $server; wait $server 2>/dev/null
finished
