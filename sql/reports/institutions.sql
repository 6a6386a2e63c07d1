-- title: Institutions that several bodies finance | Établissements à financements croisés
-- about: The agreements in force, who finances by them, and what the last year with an amount says. | Les conventions en vigueur, leurs financeurs, et ce que dit le dernier exercice qui a un montant.
-- parameters: siren
-- compares: bodies
-- column: institution code | Institution | Établissement
-- column: entity text | Name | Nom
-- column: agreement code | Agreement | Convention
-- column: first_day date | From | Du
-- column: last_day date | To | Au
-- column: funders integer | Funders | Financeurs
-- column: year year | Year | Exercice
-- column: agreed money | Agreed | Convenu
-- column: paid money | Paid | Payé
-- column: received money | Received | Reçu
-- column: open integer | Open differences | Écarts ouverts
-- leads: agreed,paid,received /reports/funding-plan?entity={institution}&year={year}
-- leads: open /reports/reconciliation?entity={institution}
with year as (
  select institution, year, sum(agreed) as agreed, sum(paid) as paid, sum(received) as received, count(*) filter (where difference <> 0) as open
  from reconciliations(institutions_of($1), null, null)
  group by institution, year
), last as (
  select distinct on (institution) institution, year, agreed, paid, received, sum(open) over (partition by institution) as open
  from year
  order by institution, year desc
)
select siren_text(a.institution) as institution, coalesce(b.name, '') as entity, a.agreement_id as agreement, a.first_day, a.last_day,
       (select count(distinct f.funder) from agreement_funder f where f.document_id = a.document_id and f.agreement_id = a.agreement_id) as funders,
       l.year, l.agreed, l.paid, l.received, coalesce(l.open, 0) as open
from agreement a
join active_register using (document_id)
left join body b on b.siren = a.institution
left join last l on l.institution = a.institution
where $1::integer is null or a.institution = $1
order by 1, 3;
