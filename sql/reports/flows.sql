-- title: Flows between public bodies: who pays whom, through whom | Flux entre organismes publics : qui paie qui, par qui
-- about: Compensation of transfers and funding of institutions. An amount that passes through a body stands once, with that body in via. -O svg draws it. | Compensation des transferts et financement des établissements. Un montant qui passe par un organisme figure une fois, celui-ci dans « par ». -O svg le dessine.
-- parameters: siren year_first year_last
-- compares: bodies
-- column: year year | Year | Exercice
-- column: from code | From | De
-- column: from_name text | Its name | Son nom
-- column: to code | To | À
-- column: to_name text | Its name | Son nom
-- column: via code | Through | Par
-- column: via_name text | Its name | Son nom
-- column: kind code | Kind | Nature
-- column: amount money | Amount | Montant
-- column: basis code | From the | Source
-- leads: amount /reports/funding-plan?entity={to}&year={year} when kind=funding
-- leads: amount /reports/compensation?entity={to}&year={year} when kind=compensation
with flow as (
  select c.year, c.giver as payer, c.siren as payee, null::integer as via, 'compensation' as kind, sum(c.resources) as amount, min(c.basis) as basis
  from compensation_of(rights_beside($1, null)) c group by 1, 2, 3
  union all
  select r.year, r.funder, r.institution, r.via, 'funding', case when r.paid <> 0 then r.paid else r.received end,
         case when r.paid <> 0 then r.paid_basis else r.received_basis end
  from reconciliations(institutions_of($1), $2, $3) r
)
select f.year, siren_text(f.payer) as "from", coalesce(p.name, '') as from_name, siren_text(f.payee) as "to", coalesce(q.name, '') as to_name,
       coalesce(siren_text(f.via), '') as via, coalesce(v.name, '') as via_name, f.kind, f.amount::numeric(18, 2) as amount, f.basis
from flow f
left join body p on p.siren = f.payer
left join body q on q.siren = f.payee
left join body v on v.siren = f.via
where f.amount <> 0 and ($1::integer is null or $1 in (f.payer, f.payee, f.via)) and ($2::integer is null or f.year >= $2) and ($3::integer is null or f.year <= $3)
order by f.year, f.kind, f.payer, f.payee, f.via;
