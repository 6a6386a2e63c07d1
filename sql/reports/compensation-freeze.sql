-- title: What a freeze costs | Ce que coûte un gel
-- about: The right as it is, the right as its index would have made it without the freeze, and the difference (CGCT, art. L. 1614-1).
-- parameters: year_first year_last siren transfer
-- column: transfer code | Transfer | Transfert
-- column: siren code | Recipient | Bénéficiaire
-- column: year year | Year | Exercice
-- column: right money | Right | Droit
-- column: index code | Index | Indice
-- column: frozen_since year | Frozen since | Gelé depuis
-- column: indexed money | Indexed right | Droit indexé
-- column: loss money | Loss | Perte
select c.transfer_id as transfer, siren_text(c.siren) as siren, c.year, c."right", t.index_id as index, t.until_year as frozen_since,
       round(indexed(t.base_amount, t.document_id, t.index_id, t.value_year, null, c.year), 2) as indexed,
       round(indexed(t.base_amount, t.document_id, t.index_id, t.value_year, null, c.year), 2)
         - round(indexed(t.base_amount, t.document_id, t.index_id, t.value_year, t.until_year, c.year), 2) as loss
from compensation_year c
join transfer_recipient t using (document_id, transfer_id, siren)
where t.index_id is not null and t.until_year is not null and c.year > t.until_year
  and ($1::integer is null or c.year >= $1) and ($2::integer is null or c.year <= $2)
  and ($3::integer is null or c.siren = $3) and ($4::text is null or c.transfer_id = $4)
order by c.transfer_id collate "C", c.siren, c.year;
