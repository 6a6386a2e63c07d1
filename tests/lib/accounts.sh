# For shell tests, after ledger.sh: small fictional accounts and registers, so that a test says its figures where it
# checks them. No body, act or amount exists; every SIREN begins with 99.

# siret SIREN: the establishment 0001 of a body, with its check digit.
siret() {
  awk -v body="$1" 'BEGIN {
    for (digit = 0; digit < 10; digit++) {
      text = body "0001" digit; sum = 0
      for (i = 0; i < 14; i++) { d = substr(text, 14 - i, 1) * (i % 2 ? 2 : 1); sum += d > 9 ? d - 9 : d }
      if (sum % 10 == 0) { print text; exit }
    } }'
}

# account FILE SIREN YEAR: an executed account (CA, chart M57) of the year, decided on 30 June of the next. Each line of
# the input is "account function D|R amount"; all are real operations.
account() {
  awk -v siren="$2" -v siret="$(siret "$2")" -v year="$3" '
    BEGIN {
      print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      print "<DocumentBudgetaire xmlns=\"http://www.minefi.gouv.fr/cp/demat/docbudgetaire\">"
      print "  <VersionSchema V=\"115\"/>"
      printf "  <EnTeteDocBudgetaire><DteStr V=\"%d-05-31\"/><LibelleColl V=\"Collectivité fictive %s\"/><IdColl V=\"%s\"/></EnTeteDocBudgetaire>\n", year + 1, siren, siret
      print "  <Budget>"
      printf "    <EnTeteBudget><LibelleEtab V=\"BUDGET PRINCIPAL\"/><IdEtab V=\"%s\"/><CodBud V=\"00\"/><Nomenclature V=\"M57-M57\"/></EnTeteBudget>\n", siret
      printf "    <BlocBudget><NatDec V=\"09\"/><Exer V=\"%d\"/><ProjetBudget V=\"false\"/><DteDec V=\"%d-06-30\"/><NatVote V=\"FcIc\"/><NatFonc V=\"3\"/><CodTypBud V=\"P\"/></BlocBudget>\n", year, year + 1
      print "    <InformationsGenerales/>"
    }
    NF == 4 {
      printf "    <LigneBudget><Nature V=\"%s\"/><Fonction V=\"%s\"/><ArtSpe V=\"false\"/><CodRD V=\"%s\"/><CredOuv V=\"%s\"/><MtReal V=\"%s\"/><OpBudg V=\"0\"/></LigneBudget>\n", $1, $2, $3, $4, $4
    }
    END { print "  </Budget>"; print "</DocumentBudgetaire>" }' >"$1"
}

# The bodies of these tests.
STATE=993600006 NORTH=993610013 SOUTH=993610021 UNION=993610039 DEPARTMENT=993620012 TOWN=993630011 STAGE=993640010

# register FILE: the input (transfers, agreements, indices…) as a register that declares the bodies above, a law "loi", an
# order "arrete", and two competences: "lecture" (function 313) and "musique" (function 311).
register() {
  {
    cat <<R
<?xml version="1.0" encoding="UTF-8"?>
<register xmlns="urn:contrepartie:register:1">
  <body siren="$STATE" kind="state" name="État fictif"/>
  <body siren="$NORTH" kind="region" name="Région fictive du Nord" population="300000"/>
  <body siren="$SOUTH" kind="region" name="Région fictive du Sud" population="100000"/>
  <body siren="$UNION" kind="region" name="Région fictive réunie"/>
  <body siren="$DEPARTMENT" kind="department" name="Département fictif"/>
  <body siren="$TOWN" kind="commune" name="Ville fictive"/>
  <body siren="$STAGE" kind="institution" name="Opéra fictif"/>
  <act id="loi" kind="law" number="2000-0" date="2000-01-01" title="Loi fictive"/>
  <act id="arrete" kind="order" date="2000-01-02" title="Arrêté fictif"/>
  <competence id="lecture" label="Lecture publique" scope="D &amp; F313"/>
  <competence id="musique" label="Enseignement musical" scope="D &amp; F311"/>
R
    cat
    echo "</register>"
  } >"$1"
}

# table COMMAND...: a report as CSV without its heading line; rows: the same with only some columns, by name.
table() { c "$@" -O csv 2>/dev/null | tail -n +2; }
columns() { # columns "a,b,c" COMMAND...: of a report in CSV
  wanted=$1; shift
  c "$@" -O csv >"$scratch/table.csv" 2>"$scratch/table.err" || tail -n 2 "$scratch/table.err"
  pick "$scratch/table.csv" "$wanted" | tail -n +2
}
# status FILE [OPTIONS]: what its import came to
status() { c import -O csv "$@" 2>"$scratch/messages" | tail -n 1 | cut -d, -f2; }
# refused_as NAME CODE FILE [OPTIONS]: refused, and why
refused_as() {
  refused_name=$1 refused_code=$2; shift 2
  exits "$refused_name is refused" 65 c import -O csv "$@"
  contains "$refused_name is refused as $refused_code" "$refused_code" "$scratch/err"
}
