# For shell tests, after ledger.sh: small fictional PES, so that a test says its figures where it checks them. No body,
# order or amount exists; every SIREN begins with 99.
CITY=99510001300011 # SIRET of the budget
OPERA=99520002900016 THEATRE=99530003500012 BUILDER=99540004100019 AUTHORITY=99550005500018

# aller: a PES Aller of what the input says, on standard output. Totals and counts are computed unless said otherwise.
#   slip D|R YEAR TYPE NUMBER [date= cumul= pieces= net= vat=]     "-" leaves an element out
#   piece NUMBER TYPE NATURE [ref=ID,ID:SUPPORT…] WORDS OF THE OBJECT…
#   line NUMBER ACCOUNT FUNCTION|- NET [VAT] [third= intra=1 orig=KIND/YEAR/PIECE/LINE other=SIRET id= kind= cat= jur= name= more=XML]
#   party [id= kind= cat= jur= name= more=XML]                     one more third party of that line
#   signed VALUE                                                   a signature at the end of the slip
#   attach IDUNIQUE TYPE BASE64
# "_" in a value is a space. Variables: pes_body (SIRET), pes_prefix, pes_file, pes_date, pes_name, pes_budget, pes_signed (0, 1).
# Slips, pieces and lines begin on lines of their own.
aller() {
  awk -v body="${pes_body-$CITY}" -v prefix="${pes_prefix-n:}" -v file="${pes_file-PESALR1_FICTIF_001}" -v date="${pes_date-2025-03-14}" \
    -v title="${pes_name-VILLE FICTIVE}" -v budget="${pes_budget-00}" -v dematerial="${pes_signed-0}" -v default_party="$THEATRE" '
    function leaf(name, value) { return value == "-" ? "" : "<" name " V=\"" value "\"/>" }
    function options(first,   i, p) {
      split("", o); words = ""
      for (i = first; i <= NF; i++) {
        p = index($i, "=")
        if ($i ~ /^[a-z]+=/) { o[substr($i, 1, p - 1)] = substr($i, p + 1) } else words = words (words == "" ? "" : " ") $i
      }
      for (i in o) if (i != "ref" && i != "more") gsub(/_/, " ", o[i])
      if ("more" in o) gsub(/_/, " ", o["more"])
    }
    function get(name, otherwise) { return name in o ? o[name] : otherwise }
    function money(cents) { return sprintf("%d.%02d", cents / 100, cents % 100) }
    function cents(text,   p) { split(text, p, "."); return p[1] * 100 + substr(p[2] "00", 1, 2) }
    function party() {
      return "<Tiers><InfoTiers>" leaf("IdTiers", get("id", default_party)) leaf("NatIdTiers", get("kind", "01")) leaf("RefTiers", "T1") \
        leaf("CatTiers", get("cat", "60")) leaf("NatJur", get("jur", "06")) (direction == "R" ? leaf("TypTiers", "01") : "") \
        leaf("Nom", get("name", "THEATRE FICTIF")) "</InfoTiers>" get("more", "") "</Tiers>"
    }
    function end_line() { if (in_line) slip = slip "</LigneDePiece>\n"; in_line = 0 }
    function end_piece() { end_line(); if (in_piece) slip = slip "</Piece>\n"; in_piece = 0 }
    function end_slip() {
      end_piece()
      if (head == "") return
      out[direction] = out[direction] head leaf("NbrPce", said["pieces"] != "" ? said["pieces"] : pieces) leaf("MtCumulAnnuel", said["cumul"] != "" ? said["cumul"] : "-") \
        leaf(direction == "D" ? "MtBordHT" : "MtBordHt", said["net"] != "" ? said["net"] : money(net)) \
        leaf("MtBordTVA", said["vat"] != "" ? said["vat"] : vat > 0 ? money(vat) : "-") "</BlocBordereau>\n" slip signature "</Bordereau>\n"
      head = slip = signature = ""; pieces = net = vat = 0
    }
    $1 == "slip" {
      end_slip(); options(6); direction = $2; has[direction] = 1
      split("", said); for (k in o) said[k] = o[k]
      head = "<Bordereau Id=\"B" $5 "T" $4 "\"><BlocBordereau>" leaf("Exer", $3) leaf("IdBord", $5) leaf("DteBordEm", get("date", $3 "-03-14")) leaf("TypBord", $4)
    }
    $1 == "piece" {
      end_piece(); options(5); pieces++; in_piece = 1
      refs = ""; n = split(get("ref", ""), r, ",")
      for (i = 1; i <= n; i++) { split(r[i], q, ":"); refs = refs "<PJRef>" leaf("Support", q[2] == "" ? "01" : q[2]) leaf("IdUnique", q[1]) leaf("NomPJ", "annexe.pdf") "</PJRef>" }
      slip = slip "<Piece><BlocPiece>" (direction == "D" ? "<InfoPce>" : "") leaf("IdPce", $2) leaf("TypPce", $3) leaf("NatPce", $4) \
        (words == "" ? "" : leaf(direction == "D" ? "Obj" : "ObjPce", words)) refs (direction == "D" ? "</InfoPce>" : "") "</BlocPiece>\n"
    }
    $1 == "line" {
      end_line(); options(5); in_line = 1; split(words, w, " "); net += cents(w[1]); vat += cents(w[2])
      slip = slip "<LigneDePiece><BlocLignePiece><" (direction == "D" ? "InfoLignePce>" : "InfoLignePiece>") leaf("IdLigne", $2) \
        (direction == "R" ? leaf("CodProdLoc", "70TH") : "") leaf("Nature", $3) leaf("Fonction", $4) leaf("CpteTiers", get("third", "-")) \
        leaf(direction == "D" ? "TVAIntraCom" : "TvaIntraCom", get("intra", "0")) leaf("MtHT", w[1]) (w[2] == "" ? "" : leaf("MtTVA", w[2])) \
        ("other" in o ? "<InfoCollBen>" leaf("IdCollBen", o["other"]) leaf("CodCollBen", "102") "</InfoCollBen>" : "") \
        (direction == "D" ? "</InfoLignePce>" : "</InfoLignePiece>")
      if ("orig" in o) { n = split(o["orig"], q, "/"); slip = slip "<RattachPiece>" leaf("NatPceOrig", q[1]) leaf("ExerRat", q[2]) leaf("IdPceOrig", q[3]) (n > 3 ? leaf("IdLigneOrig", q[4]) : "") "</RattachPiece>" }
      slip = slip "</BlocLignePiece>" (get("id", "") == "none" ? "" : party())
    }
    $1 == "party" { options(2); slip = slip party() }
    $1 == "signed" {
      end_piece()
      signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo><ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/><ds:Reference URI=\"#B1\"/></ds:SignedInfo><ds:SignatureValue>" $2 "</ds:SignatureValue></ds:Signature>\n"
    }
    $1 == "attach" { attachments = attachments "<PJ><Contenu><Fichier MIMEType=\"application/pdf\">" $4 "</Fichier></Contenu>" leaf("IdUnique", $2) leaf("NomPJ", "annexe.pdf") leaf("TypePJ", $3) "</PJ>\n" }
    END {
      end_slip()
      uri = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"
      name = prefix; sub(/:$/, "", name)
      print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      print "<" prefix "PES_Aller xmlns" (name == "" ? "" : ":" name) "=\"" uri "\"><Enveloppe><Parametres>" leaf("Version", "2") leaf("TypFic", "PESALR1") leaf("NomFic", file) "</Parametres><Emetteur>" leaf("Sigle", "EDITEUR FICTIF") "</Emetteur></Enveloppe>"
      print "<EnTetePES>" leaf("DteStr", date) leaf("IdPost", "099001") leaf("IdColl", body) leaf("CodCol", "101") leaf("CodBud", budget) leaf("LibelleColBud", title) "</EnTetePES>"
      if (has["D"]) printf "<PES_DepenseAller><EnTeteDepense>%s%s</EnTeteDepense>\n%s</PES_DepenseAller>\n", leaf("IdVer", "2"), leaf("InfoDematerialisee", dematerial), out["D"]
      if (has["R"]) printf "<PES_RecetteAller><EnTeteRecette>%s%s</EnTeteRecette>\n%s</PES_RecetteAller>\n", leaf("IdVer", "2"), leaf("InfoDematerialisee", dematerial), out["R"]
      if (attachments != "") printf "<PES_PJ><EnTetePES_PJ>%s</EnTetePES_PJ>\n%s</PES_PJ>\n", leaf("IdVer", "1"), attachments
      print "</" prefix "PES_Aller>"
    }'
}

# retour: a PES Retour.
#   slip D|R YEAR TYPE NUMBER
#   piece NUMBER STATE [taken= rejected= held= why= comment=]
#   line NUMBER STATE NET [total=]
#   paid ORIGIN DAY AMOUNT
retour() {
  awk -v body="${pes_body-$CITY}" -v file="${pes_file-PES2R_DEP__P_101_00_099001}" -v date="${pes_date-2025-03-31}" -v budget="${pes_budget-00}" '
    function leaf(name, value) { return value == "-" ? "" : "<" name " V=\"" value "\"/>" }
    function options(first,   i, p) { split("", o); for (i = first; i <= NF; i++) { p = index($i, "="); o[substr($i, 1, p - 1)] = substr($i, p + 1); gsub(/_/, " ", o[substr($i, 1, p - 1)]) } }
    function get(name) { return name in o ? o[name] : "-" }
    function end_line() { if (in_line) out[direction] = out[direction] "</LigneDePiece>\n"; in_line = 0 }
    function end_piece() { end_line(); if (in_piece) out[direction] = out[direction] "</Piece>\n"; in_piece = 0 }
    function end_slip() { end_piece(); if (in_slip) out[direction] = out[direction] "</Bordereau>\n"; in_slip = 0 }
    $1 == "slip" { end_slip(); direction = $2; in_slip = has[direction] = 1; out[direction] = out[direction] "<Bordereau><BlocBordereau>" leaf("Exer", $3) leaf("IdBord", $5) leaf("TypBord", $4) "</BlocBordereau>\n" }
    $1 == "piece" {
      end_piece(); options(4); in_piece = 1
      out[direction] = out[direction] "<Piece><InfoPiece>" leaf("IdPce", $2) leaf("TypPce", "01") leaf("NatPce", "01") leaf("DtePcePec", get("taken")) leaf("EtatPce", $3) \
        leaf("ObsEtat", get("why")) leaf("Commentaire", get("comment")) leaf("DtePceRej", get("rejected")) leaf("DtePceInst", get("held")) "</InfoPiece>\n"
    }
    $1 == "line" {
      end_line(); options(5); in_line = 1; total = get("total")
      out[direction] = out[direction] "<LigneDePiece><BlocLignePiece><InfoLignePiece>" leaf("IdLigne", $2) leaf("EtatLigPce", $3) leaf("MtHT", $4) "</InfoLignePiece>" \
        (total == "-" ? "" : direction == "D" ? "<InfoPaiement>" leaf("NbrPay", 1) leaf("MtPayTot", total) "</InfoPaiement>" : "<InfoRecouvrement>" leaf("NbrReco", 1) leaf("MtRecoTot", total) "</InfoRecouvrement>") "</BlocLignePiece>"
    }
    $1 == "paid" {
      out[direction] = out[direction] (direction == "D" ? "<PaiementEmargement>" leaf("OrgEma", $2) leaf("DtePay", $3) leaf("MtPay", $4) "</PaiementEmargement>" \
        : "<EncaissementEmargement>" leaf("OrgEma", $2) leaf("DteReco", $3) leaf("MtReco", $4) "</EncaissementEmargement>")
    }
    $1 == "tiers" { options(2); out[direction] = out[direction] "<InfoTiers>" leaf("IdTiers", get("id")) leaf("CatTiers", "01") leaf("NatJur", "01") leaf("Nom", get("name")) "</InfoTiers>" }
    END {
      end_slip()
      print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      print "<n:PES_Retour xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour\"><Enveloppe><Parametres>" leaf("Version", "1") leaf("TypFic", "PES2R_DEP") leaf("NomFic", file) "</Parametres></Enveloppe>"
      print "<EnTetePES>" leaf("DteStr", date) leaf("IdPost", "099001") leaf("IdColl", body) leaf("CodColl", "101") leaf("CodBud", budget) leaf("LibelleColBud", "VILLE FICTIVE") "</EnTetePES>"
      if (has["D"]) printf "<PES_DepenseRetour><EnTeteDepense>%s%s%s</EnTeteDepense>\n%s</PES_DepenseRetour>\n", leaf("TypRestit", "02"), leaf("IdVer", "2"), leaf("NatInf", "2"), out["D"]
      if (has["R"]) printf "<PES_RecetteRetour><EnTeteRecette>%s%s%s</EnTeteRecette>\n%s</PES_RecetteRetour>\n", leaf("TypRestit", "02"), leaf("IdVer", "2"), leaf("NatInf", "2"), out["R"]
      print "</n:PES_Retour>"
    }'
}

# acquit [v1]: an Acquit of the lines "D|R YEAR SLIP 1|0 [WORDS OF THE ANOMALY…]".
acquit() {
  uri=http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour
  [ "${1-}" = v1 ] || uri=$uri/v2
  awk -v body="${pes_body-$CITY}" -v file="${pes_file-PESALR1_FICTIF_001}" -v date="${pes_date-2025-03-15}" -v uri="$uri" '
    function leaf(name, value) { return "<" name " V=\"" value "\"/>" }
    BEGIN {
      print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      print "<n:PES_ACQUIT xmlns:n=\"" uri "\"><Enveloppe><Parametres>" leaf("Version", "2") leaf("TypFic", "PESACQ") leaf("NomFic", file) "</Parametres></Enveloppe>"
      print "<EnTetePES>" leaf("DteStr", date) leaf("IdPost", "099001") leaf("IdColl", body) leaf("CodCol", "101") leaf("CodBud", "00") "</EnTetePES>"
      print "<ACQUIT><EnTeteAcquit>" leaf("IdVer", "2") "</EnTeteAcquit>"
    }
    { words = ""; for (i = 5; i <= NF; i++) words = words (i > 5 ? " " : "") $i
      print "<ElementACQUIT>" leaf("DomaineAck", $1 == "D" ? "5" : "6") leaf("EtatAck", $4) leaf("NumBord", $3) leaf("ExerciceBord", $2) \
        ($4 == 1 ? "" : "<Erreur>" leaf("NumAnoAck", "1012") leaf("LibelleAnoAck", words) "</Erreur>") "</ElementACQUIT>" }
    END { print "</ACQUIT></n:PES_ACQUIT>" }'
}

# legs DOCUMENT: its entries, one a line: "DEBIT CREDIT AMOUNT FUNCTION SECTION OPERATION THIRD-PARTY", "-" for none.
legs() { table journal --document "$1" | by '{ printf "%s %s %s %s %s %s %s\n", $c["debit"], $c["credit"], $c["amount"], d($c["function"]), d($c["section"]), d($c["operation"]), d($c["counterparty"]) }
  function d(text) { return text == "" ? "-" : text }'; }
# spent [YEAR]: the realised amounts of culture, "FUNCTION SECTION DIRECTION AMOUNT", those of zero left out.
spent() { table report spending --year "${1-2025}" | by '$c["function"] != "" { s[$c["function"] " " $c["section"] " " $c["direction"]] += $c["realised"] }
  END { for (k in s) if (s[k] > 0.005 || s[k] < -0.005) printf "%s %.2f\n", k, s[k] }' | sort | paste -sd ';' -; }
# states: "PIECE STATE PAID" of every voucher.
states() { table report vouchers | only voucher,state,paid | paste -sd ' ' -; }
# waiting: what waits, "KIND WANTED AMOUNT".
waiting() { table report waiting | only kind,wanted,amount | paste -sd ' ' -; }
# books: everything an import of a PES may write, counted.
books() {
  sql "select (select count(*) from document), (select count(*) from entry), (select count(*) from original), (select count(*) from message), (select count(*) from body),
    (select count(*) from budget), (select count(*) from voucher), (select count(*) from voucher_slip), (select count(*) from voucher_correction),
    (select count(*) from voucher_event), (select count(*) from voucher_party), (select count(*) from attachment), (select count(*) from signature)"
}
# refused NAME CODE FOUND EXPECTED LINE COMMAND…: exit 65, nothing written, and the message says all four ("" is anything).
refused() {
  refused_name=$1 refused_code=$2 refused_found=$3 refused_expected=$4 refused_line=$5; shift 5
  before=$(books)
  exits "$refused_name: exit 65" 65 c import "$@"
  tell "$refused_name" "$refused_code" "$refused_found" "$refused_expected" "$refused_line"
  check "$refused_name: nothing is written" "$before" "$(books)"
}
# tell NAME CODE FOUND EXPECTED LINE: the last messages hold one of that code that says so.
tell() {
  tell_lacks=$(awk -v code="$2" -v found="$3" -v expected="$4" -v line="$5" '
    $1 ~ /^(ERROR|WARNING|notice)$/ { if (mine && said() == "") { good = 1; exit } if (mine) bad = said(); mine = $2 == code; text = "" }
    { text = text "\n" $0 }
    function said(   s) {
      if (line != "" && text !~ "[:]" line "([^0-9]|$)") s = s " line " line
      if (found != "" && !index(text, "found: " found)) s = s " found " found
      if (expected != "" && !index(text, "expected: " expected)) s = s " expected " expected
      return s
    }
    END { if (good) exit; if (mine && said() == "") exit; if (mine) bad = said(); print bad == "" ? " the code" : bad }' "$scratch/err")
  if [ -z "$tell_lacks" ]; then ok "$1: $2 says where, what and why"; else not_ok "$1: $2 says where, what and why" "no$tell_lacks in: $(short <"$scratch/err")"; fi
}
# body N: the SIRET of the Nth budget of the city, so that each behaviour has books of its own.
body() {
  awk -v n="$1" 'BEGIN {
    for (digit = 0; digit < 10; digit++) {
      text = sprintf("995100013%04d%d", n, digit); sum = 0
      for (i = 0; i < 14; i++) { d = substr(text, 14 - i, 1) * (i % 2 ? 2 : 1); sum += d > 9 ? d - 9 : d }
      if (sum % 10 == 0) { print text; exit }
    } }'
}
bodies=10
next_body() { bodies=$((bodies + 1)); pes_body=$(body $bodies); }
# put FILE… OPTION…: imports; sets $number and $status of the last; says why when it is not exit 0.
put() {
  c import -O tsv "$@" >"$scratch/out" 2>"$scratch/err" || not_ok "import $*" "$(tail -n 3 "$scratch/err" | short)"
  number=$(only document <"$scratch/out" | tail -n 1) status=$(only status <"$scratch/out" | paste -sd ' ' -)
}
# post FILE OPTION…: the input as a PES Aller, imported.
post() { post_file=$scratch/$1; shift; aller >"$post_file"; put "$@" "$post_file"; }
# spent_by [SIRET]: realised amounts of that budget, as spent says them.
spent_by() { table report spending --entity "${1-$pes_body}" | by '$c["function"] != "" { s[$c["function"] " " $c["section"] " " $c["direction"]] += $c["realised"] }
  END { for (k in s) if (s[k] > 0.005 || s[k] < -0.005) printf "%s %.2f\n", k, s[k] }' | sort | paste -sd ';' -; }
# states_of, waiting_of: of that budget alone.
states_of() { sql "select document_id from document d join budget b using (siren, budget_id) where b.siret = '${1-$pes_body}' and d.reverses is null" >"$scratch/documents"
  table report vouchers | awk -F '\t' 'NR == FNR { mine[$1]; next } FNR == 1 || $2 in mine' "$scratch/documents" - | only voucher,state,paid | paste -sd ' ' -; }
waiting_of() { table report waiting | awk -F '\t' -v b="${1-$pes_body}" 'NR == 1 || $2 == b' | only kind,wanted,amount | paste -sd ' ' -; }
# sense NAME CODE FOUND EXPECTED LINE: $scratch/bad.xml is refused, and accepted with a reason; then undone
sense() {
  refused "$@" "$scratch/bad.xml"
  put --override "$2" --reason "vu avec le comptable, $2" "$scratch/bad.xml"
  check "$1: accepted with a reason" "posted vu avec le comptable, $2" "$status $(table documents --document "$number" | only reason)"
  check "$1: a warning is kept with what is accepted" "warning" "$(sql "select distinct level from message where document_id = ${number:-0} and code = '$2' and text like '%vu avec le comptable%'")"
  accepted=$(legs "${number:-0}" | cut -d ' ' -f 1-3 | paste -sd ';' -)
  if [ -n "$number" ]; then must documents undo "$number" --reason "essai suivant"; fi
}
