-- title: Consolidated spending: flows between public bodies removed | Dépense consolidée : flux entre organismes retirés
-- about: What each body spends in the selection, less what it pays to bodies whose spending is counted here too; every flow removed is named. The last row of a year is its total. | Ce que chaque collectivité dépense dans la sélection, moins ce qu'elle paie à celles dont la dépense est comptée ici ; chaque flux retiré est nommé. La dernière ligne d'un exercice en est le total.
-- parameters: predicate year_first year_last siren
-- compares: bodies
-- column: year year | Year | Exercice
-- column: siren code | SIREN | SIREN
-- column: entity text | Body | Organisme
-- column: counterparty code | Counted at | Compté chez
-- column: counterparty_name text | Its name | Son nom
-- column: gross money | Gross | Brut
-- column: removed money | Removed | Retiré
-- column: net money | Net | Net
-- column: basis code | From the | Source
with institution as (
  select distinct institution as siren from agreement join active_register using (document_id)
), chosen as materialized ( -- one body, whom it pays and who pays it; empty where all are asked for
  select $4::integer as siren where $4 is not null
  union
  select case when p.payer = $4 then p.payee else p.payer end from payment p where $4 in (p.payer, p.payee) and p.payee is not null
), selection as materialized (
  select m.siren, m.document_id, m.entry_no, m.budget_id, m.year::integer as year, m.book, m.amount
  from scope_movement('(' || $1 || ') and m.operation = ''R'' and m.direction = ''D''', $2, $3, null) m where $4::integer is null
  union all
  select m.siren, m.document_id, m.entry_no, m.budget_id, m.year::integer, m.book, m.amount
  from (select array_agg(siren) as bodies, array_agg(coalesce($2, 0)) as firsts, array_agg(coalesce($3, 9999)) as lasts from chosen having count(*) > 0) c
  cross join lateral scope_movements('(' || $1 || ') and m.operation = ''R'' and m.direction = ''D''', c.bodies, c.firsts, c.lasts) m
), counted as materialized ( -- the accounts of the selection; where a budget and year has none, its orders
  select m.year, m.siren, m.book, m.document_id, m.entry_no, m.amount
  from selection m
  where (m.book = 'A' or m.book = 'V' and (m.siren, m.budget_id, m.year) not in (select siren, budget_id, year from accounts_budget where budget_id is not null))
), spent as ( -- an institution kept without functions is cultural as a whole
  select year, siren, sum(amount) / 100.0 as gross from counted group by 1, 2
  union all
  select m.year, m.siren, sum(m.amount) / 100.0
  from institution i
  cross join lateral (select * from movements_of(i.siren) m where m.book = 'A' and m.operation = 'R' and m.direction = 'D' offset 0) m
  where ($2::integer is null or m.year >= $2) and ($3::integer is null or m.year <= $3)
    and ($4::integer is null or i.siren in (select siren from chosen)) and (m.siren, m.year) not in (select c.siren, c.year from counted c)
  group by 1, 2
), inside as materialized ( -- an annex names accounts and no function: it is in the selection where all the account's spending is
  select m.siren, m.year::integer as year, m.account
  from (select m.* from movement m where $4::integer is null
        union all
        select m.* from chosen c cross join lateral (select * from movements_of(c.siren) m offset 0) m) m
  left join counted c on c.siren = m.siren and c.document_id = m.document_id and c.entry_no = m.entry_no
  where m.book = 'A' and m.operation = 'R' and m.direction = 'D' and is_grant_account(m.account)
  group by 1, 2, 3
  having count(*) = count(c.entry_no)
), paid as ( -- the same payment may stand in orders, annex and lists: one of them is taken
  select p.payer, p.payee, p.year, p.basis, sum(p.amount) / 100.0 as amount,
         row_number() over (partition by p.payer, p.payee, p.year order by case p.basis when 'vouchers' then 1 when 'annex' then 2 else 3 end) as choice
  from payment p
  where ($4::integer is null or $4 in (p.payer, p.payee))
    and case p.basis when 'vouchers' then (p.body, p.document_id, p.row_no) in (select siren, document_id, entry_no from selection where book = 'V')
             else p.payee in (select siren from institution) or (p.payer, p.year, p.account) in (select siren, year, account from inside) end
  group by 1, 2, 3, 4
), removed as (
  select p.year, p.payer as siren, p.payee, p.amount, p.basis
  from paid p
  join spent s on s.year = p.year and s.siren = p.payer
  join spent r on r.year = p.year and r.siren = p.payee
  where p.choice = 1 and p.payer <> p.payee
), row_of as (
  select s.year, 1 as place, s.siren, null::integer as payee, s.gross, coalesce(sum(r.amount), 0) as removed, s.gross - coalesce(sum(r.amount), 0) as net, '' as basis
  from spent s left join removed r on r.year = s.year and r.siren = s.siren
  group by s.year, s.siren, s.gross
  union all
  select year, 1, siren, payee, null, amount, null, basis from removed
  union all
  select s.year, 2, null, null, sum(s.gross), (select coalesce(sum(r.amount), 0) from removed r where r.year = s.year),
         sum(s.gross) - (select coalesce(sum(r.amount), 0) from removed r where r.year = s.year), 'total'
  from spent s group by s.year
)
select o.year, coalesce(siren_text(o.siren), '') as siren, coalesce(b.name, '') as entity, coalesce(siren_text(o.payee), '') as counterparty, coalesce(c.name, '') as counterparty_name,
       o.gross::numeric(18, 2) as gross, o.removed::numeric(18, 2) as removed, o.net::numeric(18, 2) as net, o.basis
from row_of o
left join body b on b.siren = o.siren
left join body c on c.siren = o.payee
where $4::integer is null or $4 in (o.siren, o.payee)
order by o.year, o.place, o.siren, o.payee nulls first;
