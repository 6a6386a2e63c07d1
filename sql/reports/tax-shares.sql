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
select c.transfer_id as transfer, siren_text(c.siren) as siren, c.year, b.resource_id as resource, b.fraction::text as fraction, b.amount as base,
       round(b.fraction * b.amount, 2) as product, c."right", (round(b.fraction * b.amount, 2) + t.top_up)::numeric(18, 2) as guaranteed, t.top_up
from compensation_of(rights_beside($3, $4)) c
left join transfer_rule u on u.document_id = c.document_id and u.transfer_id = c.transfer_id
join tax_base b on b.document_id = c.document_id and b.transfer_id = c.transfer_id and b.siren = c.siren and b.year = c.year
-- several taxes of one transfer are topped up once, beside the first
cross join lateral (
  select case when coalesce(u.floor, 'right') = 'right' and b.resource_id = min(o.resource_id)
              then greatest(0, c."right" - sum(round(o.fraction * o.amount, 2))) else 0 end::numeric(18, 2) as top_up
  from tax_base o
  where o.document_id = b.document_id and o.transfer_id = b.transfer_id and o.siren = b.siren and o.year = b.year) t
where ($1::integer is null or c.year >= $1) and ($2::integer is null or c.year <= $2)
  and ($3::integer is null or c.siren = $3) and ($4::text is null or c.transfer_id = $4)
order by c.transfer_id collate "C", c.siren, c.year, b.resource_id collate "C";
