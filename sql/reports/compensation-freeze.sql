-- title: What a freeze costs | Ce que coûte un gel
-- about: The right as it is, the right as its index would have made it without the freeze, and the difference (CGCT, art. L. 1614-1). | Le droit tel qu'il est, tel que son indice l'aurait fait sans le gel, et l'écart (CGCT, art. L. 1614-1).
-- parameters: year_first year_last siren transfer
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: siren code | Recipient | Bénéficiaire
-- column: year year | Year | Exercice
-- column: right money | Right | Droit
-- column: index code | Index | Indice
-- column: frozen_since year | Frozen since | Gelé depuis
-- column: indexed money | Indexed right | Droit indexé
-- column: loss money | Loss | Perte
select c.transfer_id as transfer, siren_text(c.siren) as siren, c.year, max(c."right") as "right", max(e.index_id) as index,
       max(e.until_year) as frozen_since,
       sum(round(indexed(e.amount, e.document_id, e.index_id, e.value_year, null, c.year), 2)) as indexed,
       sum(round(indexed(e.amount, e.document_id, e.index_id, e.value_year, null, c.year), 2)
           - round(indexed(e.amount, e.document_id, e.index_id, e.value_year, e.until_year, c.year), 2)) as loss
from compensation_of(rights_beside($3, $4)) c
join entitlement e on e.document_id = c.document_id and e.transfer_id = c.transfer_id
  and holder_of(c.document_id, e.siren, c.year) = c.siren
where e.index_id is not null and e.until_year is not null and c.year > e.until_year
  and ($1::integer is null or c.year >= $1) and ($2::integer is null or c.year <= $2)
  and ($3::integer is null or c.siren = $3) and ($4::text is null or c.transfer_id = $4)
group by c.document_id, c.transfer_id, c.siren, c.year
order by c.transfer_id collate "C", c.siren, c.year;
