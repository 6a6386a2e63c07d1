# For shell tests, after accounts.sh: payment and collection orders (PES), small and fictional.

# pes FILE D|R SIRET: the lines "slip day year account function amount third-party name…" as orders, one slip each; "-" is a
# third party without SIRET
pes() {
  awk -v direction="$2" -v siret="$3" '
    BEGIN {
      domain = direction == "D" ? "Depense" : "Recette"
      print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      print "<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\"><Enveloppe><Parametres><Version V=\"2\"/><TypFic V=\"PESALR1\"/><NomFic V=\"PES\"/></Parametres><Emetteur><Sigle V=\"E\"/></Emetteur></Enveloppe>"
      print "<EnTetePES><DteStr V=\"2024-12-31\"/><IdPost V=\"099001\"/><IdColl V=\"" siret "\"/><CodCol V=\"101\"/><CodBud V=\"00\"/><LibelleColBud V=\"BUDGET " siret "\"/></EnTetePES>"
      print "<PES_" domain "Aller><EnTete" domain "><IdVer V=\"2\"/><InfoDematerialisee V=\"0\"/></EnTete" domain ">"
    }
    NF >= 8 {
      name = ""; for (i = 8; i <= NF; i++) name = name (i > 8 ? " " : "") $i
      total = direction == "D" ? "MtBordHT" : "MtBordHt"
      printf "<Bordereau><BlocBordereau><Exer V=\"%s\"/><IdBord V=\"%s\"/><DteBordEm V=\"%s\"/><TypBord V=\"01\"/><NbrPce V=\"1\"/><%s V=\"%s\"/></BlocBordereau>", $3, $1, $2, total, $6
      if (direction == "D") printf "<Piece><BlocPiece><InfoPce><IdPce V=\"%s\"/><TypPce V=\"01\"/><NatPce V=\"01\"/><Obj V=\"SUBVENTION\"/></InfoPce></BlocPiece><LigneDePiece><BlocLignePiece><InfoLignePce><IdLigne V=\"1\"/><Nature V=\"%s\"/>%s<MtHT V=\"%s\"/></InfoLignePce></BlocLignePiece>", $1, $4, $5 == "-" ? "" : "<Fonction V=\"" $5 "\"/>", $6
      else printf "<Piece><BlocPiece><IdPce V=\"%s\"/><TypPce V=\"01\"/><NatPce V=\"01\"/><ObjPce V=\"SUBVENTION\"/></BlocPiece><LigneDePiece><BlocLignePiece><InfoLignePiece><IdLigne V=\"1\"/><Nature V=\"%s\"/>%s<MtHT V=\"%s\"/></InfoLignePiece></BlocLignePiece>", $1, $4, $5 == "-" ? "" : "<Fonction V=\"" $5 "\"/>", $6
      printf "<Tiers><InfoTiers>%s<CatTiers V=\"%s\"/><NatJur V=\"06\"/><Nom V=\"%s\"/></InfoTiers></Tiers></LigneDePiece></Piece></Bordereau>\n", $7 == "-" ? "" : "<IdTiers V=\"" $7 "\"/><NatIdTiers V=\"01\"/>", direction == "D" ? "60" : "20", name
    }
    END { print "</PES_" domain "Aller></n:PES_Aller>" }' >"$1"
}
