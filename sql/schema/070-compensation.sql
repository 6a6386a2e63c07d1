-- Compensation: what a recipient is entitled to, what it received, what the competence costs it, year by year.
-- Definitions: docs/reference/compensation.md. Amounts are numeric euros with two decimals.
set local role contrepartie_owner;

-- Each recipient of each active transfer, with the years to report: from the effective year to the last year with
-- active accounts; without any account, to the last declared payment (else the effective year itself).
create view transfer_recipient as
select t.document_id, t.transfer_id, t.nature, t.giver, t.effective_year, t.effective, t.tolerance, t.act_id,
       c.label as competence, c.formula, c.predicate, e.siren, e.amount as base_amount, e.index_id, e.until_year,
       e.value_year, v.state, v.act_id as evaluation_act, v.opinion, e.line, e.element_no,
       coalesce((select max(a.year) from accounts_year a where a.siren = e.siren),
                (select max(p.year) from resource_paid p
                 where p.document_id = t.document_id and p.transfer_id = t.transfer_id and p.siren = e.siren),
                t.effective_year) as last_year
from transfer t
join active_register using (document_id)
join entitlement e using (document_id, transfer_id)
join competence c using (document_id, competence_id)
left join evaluation v on v.document_id = t.document_id and v.transfer_id = t.transfer_id and v.latest;

-- What a recipient booked for a resource in a year: real receipts on the account's subtree (and function's). Several
-- resources on one account share its receipts in proportion to what each is said to have paid that year.
create view resource_year as
with due as (
  select r.document_id, r.transfer_id, r.resource_id, r.account, r.function, t.siren, y.year::integer as year,
         coalesce((select sum(p.amount) from resource_paid p
                   where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                     and p.resource_id = r.resource_id and p.siren = t.siren and p.year = y.year), 0) as paid,
         exists (select from resource_paid p
                 where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                   and p.resource_id = r.resource_id and p.siren = t.siren and p.year = y.year) as declared
  from resource r
  join transfer_recipient t using (document_id, transfer_id)
  cross join lateral generate_series(t.effective_year, t.last_year) as y(year)
), booked as (
  select d.siren, d.year, d.account, d.function, sum(m.amount) / 100.0 as amount
  from (select distinct siren, year, account, function from due) d
  join movement m on m.siren = d.siren and m.year = d.year and m.book = 'A' and m.direction = 'R'
    and m.operation = 'R' and m.account like d.account || '%' and coalesce(m.function, '') like d.function || '%'
  group by 1, 2, 3, 4
)
select d.*, (a.siren is not null) as has_accounts,
       case when a.siren is null then d.paid
            else round(coalesce(b.amount, 0) *
                       case when count(*) over shared = 1 then 1
                            when sum(d.paid) over shared = 0 then 1.0 / count(*) over shared
                            else d.paid / sum(d.paid) over shared end, 2) end as amount
from due d
left join accounts_year a on a.siren = d.siren and a.year = d.year
left join booked b on b.siren = d.siren and b.year = d.year and b.account = d.account and b.function = d.function
window shared as (partition by d.siren, d.year, d.account, d.function);

create view compensation_year as
with resources as (
  select document_id, transfer_id, siren, year, sum(amount) as amount, sum(paid) as paid, bool_or(declared) as declared
  from resource_year group by 1, 2, 3, 4
), charge as (
  select t.document_id, t.transfer_id, t.siren, m.year, sum(m.amount) / 100.0 as amount
  from transfer_recipient t
  cross join lateral scope_movement(t.predicate, t.effective_year, t.last_year, t.siren) m
  where m.book = 'A' and m.operation = 'R' and m.direction = 'D'
  group by 1, 2, 3, 4
)
select t.document_id, t.transfer_id, t.nature, t.siren, y.year::integer as year, t.effective_year, t.tolerance, t.state,
       t.evaluation_act, t.opinion, t.competence, t.giver,
       round(indexed(t.base_amount, t.document_id, t.index_id, t.value_year, t.until_year, y.year), 2) as "right",
       coalesce(r.amount, 0)::numeric(18, 2) as resources, coalesce(r.paid, 0) as paid,
       coalesce(r.declared, false) as declared, coalesce(c.amount, 0)::numeric(18, 2) as charge,
       case when exists (select from accounts_year a where a.siren = t.siren and a.year = y.year) then 'booked'
            else 'declared' end as basis,
       case when t.nature in ('transfer', 'property_transfer', 'local_to_local') then 'breach'
            when t.nature in ('creation', 'extension', 'regulatory_change') then 'finding' end as severity
from transfer_recipient t
cross join lateral generate_series(t.effective_year, t.last_year) as y(year)
left join resources r on r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren
  and r.year = y.year
left join charge c on c.document_id = t.document_id and c.transfer_id = t.transfer_id and c.siren = t.siren
  and c.year = y.year;

-- The right recomputed from the register's own reference years, for transfers that give their rule.
create view recomputed_right as
select t.document_id, t.transfer_id, t.siren, t.nature, t.effective_year, t.base_amount, u.operating_years, u.investment_years,
       o.years as operating_found, i.years as investment_found,
       round(coalesce(o.mean, 0) + coalesce(i.mean, 0) -
             coalesce((select sum(d.amount) from deduction d
                       where d.document_id = t.document_id and d.transfer_id = t.transfer_id
                         and (d.siren = t.siren or d.siren is null)), 0), 2) as amount
from transfer_recipient t
join transfer_rule u on u.document_id = t.document_id and u.transfer_id = t.transfer_id and u.method = 'mean'
cross join lateral (
  select count(distinct r.year) as years,
         sum(indexed(r.amount, r.document_id, u.operating_index, r.year, null, u.value_year)) / nullif(count(distinct r.year), 0) as mean
  from reference_amount r
  where r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren and r.section = 'F') o
cross join lateral (
  select count(distinct r.year) as years,
         sum(indexed(r.amount, r.document_id, u.investment_index, r.year, null, u.value_year)) / nullif(count(distinct r.year), 0) as mean
  from reference_amount r
  where r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren and r.section = 'I') i;

grant select on transfer_recipient, resource_year, compensation_year, recomputed_right to contrepartie_reader;
reset role;
