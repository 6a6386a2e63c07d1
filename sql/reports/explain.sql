-- title: What a compensation figure is made of | De quoi est fait un chiffre de compensation
-- about: For each year: the right and its references, the receipts, the expenses in the competence's scope, each with its line. | Pour chaque exercice : le droit et ses références, les recettes, les dépenses du périmètre de la compétence, chacune avec sa ligne.
-- parameters: transfer siren year_first year_last name
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: siren code | Recipient | Bénéficiaire
-- column: year year | Year | Exercice
-- column: what code | What | Quoi
-- column: amount money | Amount | Montant
-- column: account code | Account | Compte
-- column: function code | Function | Fonction
-- column: document integer | Document | Document
-- column: entry integer | Entry | Écriture
-- column: file text | File | Fichier
-- column: line integer | Line | Ligne
-- column: path text | Element | Élément
-- leads: amount,entry,line /entries/{document}/{siren}/{entry}
with asked as materialized (
  select rights_beside($2, $1) as rights
), right_year as (
  select y.* from asked cross join lateral unnest(asked.rights) y
), beside as materialized (
  select t.* from asked cross join lateral recipients_of(asked.rights) t
), recipient as (
  select * from beside t where ($1::text is null or t.transfer_id = $1) and ($2::integer is null or t.siren = $2)
), fact as (
  select t.transfer_id, t.siren, y.year, 1 as place, 'right' as what, y.amount, '' as account, '' as function, t.document_id, null::integer as entry_no,
         0 as body, t.line, register_path(t.document_id, t.element_no) as path
  from recipient t join right_year y on y.document_id = t.document_id and y.transfer_id = t.transfer_id and y.siren = t.siren
  union all
  select t.transfer_id, t.siren, y.year, 1, 'arrears', y.arrears, '', '', t.document_id, null, 0, t.line, register_path(t.document_id, t.element_no)
  from recipient t join right_year y on y.document_id = t.document_id and y.transfer_id = t.transfer_id and y.siren = t.siren
  where y.arrears <> 0
  union all
  select t.transfer_id, t.siren, r.year, 0, 'reference ' || r.section, r.amount, '', '', t.document_id, null, 0, r.line,
         '/register/transfer[@id="' || t.transfer_id || '"]/reference'
  from recipient t join reference_amount r on r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren
  union all
  select t.transfer_id, t.siren, p.year, 2, 'declared', p.amount, '', '', t.document_id, null, 0, p.line, register_path(t.document_id, p.element_no)
  from recipient t join resource_paid p on p.document_id = t.document_id and p.transfer_id = t.transfer_id and p.siren = t.siren
  union all
  select t.transfer_id, t.siren, m.year, 3, 'resource', m.amount / 100.0, m.account, coalesce(m.function, ''), m.document_id, m.entry_no, m.siren,
         m.source_line, null
  from recipient t
  join resource r on r.document_id = t.document_id and r.transfer_id = t.transfer_id
  cross join lateral (select m.* from movements_of(t.siren) m
                      where m.year between t.first_year and t.last_year and m.book = 'A' and m.direction = 'R' and m.operation = 'R'
                        and m.account like r.account || '%' and coalesce(m.function, '') like r.function || '%' offset 0) m
  union all
  select t.transfer_id, t.siren, m.year, 4, 'charge', m.amount / 100.0, m.account, coalesce(m.function, ''), m.document_id, m.entry_no, m.siren,
         m.source_line, null
  from recipient t
  cross join lateral scope_movement(t.predicate, t.first_year, t.last_year, t.siren) m
  where m.book = 'A' and m.operation = 'R' and m.direction = 'D'
), shared as ( -- receipts on an account of several resources, less those of other transfers
  select f.transfer_id, f.siren, f.year, y.amount - f.amount as amount, t.document_id, t.element_no, t.line
  from (select f.transfer_id, f.siren, f.year, sum(f.amount) as amount from fact f where f.what = 'resource' group by 1, 2, 3) f
  join (select y.transfer_id, y.siren, y.year, sum(y.amount) as amount from resources_of(array(select (t.*)::transfer_recipient from beside t)) y
        where y.has_accounts and exists (select from resource r join active_register using (document_id) group by r.account, r.function having count(*) > 1)
        group by 1, 2, 3) y using (transfer_id, siren, year)
  join recipient t using (transfer_id, siren)
  where y.amount <> f.amount
)
select f.transfer_id as transfer, siren_text(f.siren) as siren, f.year, f.what, f.amount::numeric(18, 2) as amount, f.account, f.function,
       f.document_id as document, f.entry_no as entry, d.file_name as file, f.line,
       coalesce(f.path, entry_path(d.format, d.stage, d.project, e.book, e.debit_account, e.credit_account, e.source_ordinal)) as path
from (select * from fact
      union all
      select transfer_id, siren, year, 3, 'shared', amount, '', '', document_id, null, 0, line, register_path(document_id, element_no) from shared) f
join document d on d.siren in (0, f.body) and d.document_id = f.document_id
left join lateral entries_between(f.body, f.document_id, f.entry_no, f.entry_no) e on true
where ($3::integer is null or f.year >= $3) and ($4::integer is null or f.year <= $4)
  and ($5::text is null or f.what = $5 or $5 = 'booked' and f.what in ('resource', 'shared'))
order by f.transfer_id collate "C", f.siren, f.year, f.place, f.account collate "C", f.document_id, f.entry_no, f.line;
