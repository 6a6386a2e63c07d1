-- title: Tax shares: product, floor and top-up | Parts de fiscalité : produit, plancher et complément
-- about: fraction × base; never less than the right (Conseil constitutionnel, décision 2003-487 DC). | fraction × assiette ; jamais moins que le droit (Conseil constitutionnel, décision 2003-487 DC).
-- parameters: year_first year_last siren transfer
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: siren code | Recipient | Bénéficiaire
-- column: year year | Year | Exercice
-- column: resource code | Resource | Ressource
-- column: fraction code | Fraction | Fraction
-- column: base money | Base | Assiette
-- column: product money | Product | Produit
-- column: right money | Right | Droit
-- column: guaranteed money | Guaranteed | Garanti
-- column: top_up money | Top-up | Complément
select transfer_id as transfer, siren_text(siren) as siren, year, resource_id as resource, fraction::text as fraction, base, product, "right", guaranteed, top_up
from tax_share_year
where ($1::integer is null or year >= $1) and ($2::integer is null or year <= $2)
  and ($3::integer is null or siren = $3) and ($4::text is null or transfer_id = $4)
order by transfer_id collate "C", siren, year, resource_id collate "C";
