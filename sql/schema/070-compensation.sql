-- Compensation: what a recipient is entitled to, what it received, what the competence costs it, year by year.
-- Definitions: docs/reference/compensation.md. Amounts are numeric euros with two decimals.
set local role contrepartie_owner;

-- The right of each version, year by year, in the hands of who holds it that year: from the effective year to the last
-- year with active accounts; without any account, to the last declared payment (else the effective year itself).
create view right_version_year as
with right_version as materialized (
  select * from contrepartie.right_version
), span as (
  select r.*, t.giver, t.effective_year,
         coalesce((select max(last_accounts_year(h.siren))
                   from (select r.siren union select holder_of(r.document_id, r.siren, m.year) from merger m where m.document_id = r.document_id) h),
                  (select max(p.year) from resource_paid p
                   where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                     and (p.siren = r.siren or p.siren in (select holder_of(r.document_id, r.siren, m.year) from merger m where m.document_id = r.document_id))),
                  t.effective_year) as last_year
  from right_version r
  join transfer t using (document_id, transfer_id)
  join active_register using (document_id)
)
select s.document_id, s.transfer_id, s.version, s.latest, s.known_on, s.siren as first_holder,
       holder_of(s.document_id, s.siren, y.year) as siren, s.giver, s.effective_year, y.year,
       round(indexed(s.amount, s.document_id, s.index_id, s.value_year, s.until_year, y.year), 2) as amount
from span s
cross join lateral generate_series(s.effective_year, s.last_year) as y(year);

-- A later version corrects the earlier years by arrears, due in the year it is known.
create view right_year as
with right_version_year as materialized (
  select * from contrepartie.right_version_year
), arrears as (
  select v.document_id, v.transfer_id, holder_of(v.document_id, v.first_holder, extract(year from v.known_on)::integer) as siren,
         extract(year from v.known_on)::integer as year, sum(v.amount - coalesce(p.amount, 0)) as amount
  from right_version_year v
  left join right_version_year p on p.document_id = v.document_id and p.transfer_id = v.transfer_id
    and p.first_holder = v.first_holder and p.year = v.year and p.version = v.version - 1
  where v.version > 1 and v.year < extract(year from v.known_on)
  group by 1, 2, 3, 4
)
select r.document_id, r.transfer_id, r.siren, r.giver, r.effective_year, r.year::integer,
       sum(r.amount) + coalesce((select sum(s.amount) from staff s
                                 where s.document_id = r.document_id and s.transfer_id = r.transfer_id
                                   and holder_of(r.document_id, s.siren, r.year) = r.siren and s.opening_year <= r.year), 0) as amount,
       coalesce(max(a.amount), 0) as arrears
from right_version_year r
left join arrears a on a.document_id = r.document_id and a.transfer_id = r.transfer_id and a.siren = r.siren and a.year = r.year
cross join lateral (select last_accounts_year(r.siren) as year offset 0) h
where r.latest and (h.year is null or r.year <= h.year)
group by r.document_id, r.transfer_id, r.siren, r.giver, r.effective_year, r.year;
select plan_once('right_year');

-- Who holds a right of each active transfer, and the years to report.
create view transfer_recipient as
select t.document_id, t.transfer_id, t.nature, t.giver, t.effective_year, t.effective, t.tolerance, t.act_id,
       c.label as competence, c.formula, c.predicate, y.siren, y.first_year, y.last_year, v.state,
       v.act_id as evaluation_act, v.opinion, v.value_year, e.amount as base_amount, e.index_id, e.until_year,
       coalesce(e.line, t.line) as line, coalesce(e.element_no, t.element_no) as element_no
from transfer t
join competence c using (document_id, competence_id)
join (select document_id, transfer_id, siren, min(year) as first_year, max(year) as last_year from right_year group by 1, 2, 3) y
  using (document_id, transfer_id)
left join evaluation v on v.document_id = t.document_id and v.transfer_id = t.transfer_id and v.latest
left join entitlement e on e.document_id = t.document_id and e.transfer_id = t.transfer_id and e.siren = y.siren;
select plan_once('transfer_recipient');

-- What a recipient booked for a resource in a year: real receipts on the account's subtree (and function's). Several
-- resources on one account share its receipts in proportion to what each is said to have paid that year.
create view resource_year as
with transfer_recipient as materialized (
  select * from contrepartie.transfer_recipient
), due as materialized (
  select r.document_id, r.transfer_id, r.resource_id, r.account, r.function, t.siren, y.year::integer as year,
         coalesce((select sum(p.amount) from resource_paid p
                   where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                     and p.resource_id = r.resource_id and p.siren = t.siren and p.year = y.year), 0) as paid,
         exists (select from resource_paid p
                 where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                   and p.resource_id = r.resource_id and p.siren = t.siren and p.year = y.year) as declared
  from resource r
  join transfer_recipient t using (document_id, transfer_id)
  cross join lateral generate_series(t.first_year, t.last_year) as y(year)
), booked as materialized (
  select d.siren, d.year, d.account, d.function, sum(m.amount) / 100.0 as amount
  from (select distinct siren, year, account, function from due) d
  cross join lateral (select m.amount from movements_of(d.siren, d.year) m -- the journal is not read through
                      where m.book = 'A' and m.direction = 'R' and m.operation = 'R'
                        and m.account like d.account || '%' and coalesce(m.function, '') like d.function || '%' offset 0) m
  group by 1, 2, 3, 4
)
-- to the cent by the largest remainder: the shares make what was booked
, raw as (
  select d.*, has_accounts(d.siren, d.year) as has_accounts, coalesce(b.amount, 0) * 100 as booked,
         case when count(*) over shared = 1 then 1
              when sum(d.paid) over shared = 0 then 1.0 / count(*) over shared
              else d.paid / sum(d.paid) over shared end as share
  from due d
  left join booked b on b.siren = d.siren and b.year = d.year and b.account = d.account and b.function = d.function
  window shared as (partition by d.siren, d.year, d.account, d.function)
), ranked as (
  select r.*, floor(booked * share) as whole,
         row_number() over (partition by siren, year, account, function
                            order by booked * share - floor(booked * share) desc, paid desc, transfer_id, resource_id) as place,
         booked - sum(floor(booked * share)) over (partition by siren, year, account, function) as remainder
  from raw r
)
select document_id, transfer_id, resource_id, account, function, siren, year, paid, declared, has_accounts, share,
       case when not has_accounts then paid
            else (whole + case when place <= remainder then 1 else 0 end) / 100.0 end as amount
from ranked;
select plan_once('resource_year');

create view compensation_year as
with right_year as materialized (
  select * from contrepartie.right_year
), transfer_recipient as materialized (
  select * from contrepartie.transfer_recipient
), resources as materialized (
  select document_id, transfer_id, siren, year, sum(amount) as amount, sum(paid) as paid, bool_or(declared) as declared
  from resource_year group by 1, 2, 3, 4
), charge as materialized (
  select t.document_id, t.transfer_id, t.siren, m.year, sum(m.amount) / 100.0 as amount
  from transfer_recipient t
  cross join lateral scope_movement(t.predicate, t.first_year, t.last_year, t.siren) m
  where m.book = 'A' and m.operation = 'R' and m.direction = 'D'
  group by 1, 2, 3, 4
)
select t.document_id, t.transfer_id, t.nature, t.siren, y.year, t.effective_year, t.tolerance, t.state,
       t.evaluation_act, t.opinion, t.competence, t.giver, y.amount::numeric(18, 2) as "right", y.arrears::numeric(18, 2) as arrears,
       coalesce(r.amount, 0)::numeric(18, 2) as resources, coalesce(r.paid, 0) as paid,
       coalesce(r.declared, false) as declared, coalesce(c.amount, 0)::numeric(18, 2) as charge,
       case when has_accounts(t.siren, y.year) then 'booked'
            else 'declared' end as basis,
       case when t.nature in ('transfer', 'property_transfer', 'local_to_local') then 'breach'
            when t.nature in ('creation', 'extension', 'regulatory_change') then 'finding' end as severity
from transfer_recipient t
join right_year y on y.document_id = t.document_id and y.transfer_id = t.transfer_id and y.siren = t.siren
left join resources r on r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren
  and r.year = y.year
left join charge c on c.document_id = t.document_id and c.transfer_id = t.transfer_id and c.siren = t.siren
  and c.year = y.year;
select plan_once('compensation_year');

-- A reference amount as its rule wants it: without VAT where it is net, without the contributions of others.
create view reference_used as
select document_id, transfer_id, line, siren, year, section, amount, index_id, value_year
from (
select dense_rank() over (partition by r.document_id, r.transfer_id, r.siren, r.section order by r.year desc) as recent,
       case r.section when 'F' then u.operating_years else u.investment_years end as wanted, r.document_id, r.transfer_id, r.line, r.siren, r.year, r.section,
       (r.amount - r.contributions) / case when u.vat = 'net' then 1 + r.vat_rate else 1 end as amount,
       case r.section when 'F' then u.operating_index else u.investment_index end as index_id,
       coalesce(u.value_year, v.value_year, t.effective_year) as value_year
from reference_amount r
join transfer t using (document_id, transfer_id)
join transfer_rule u using (document_id, transfer_id)
left join evaluation v on v.document_id = r.document_id and v.transfer_id = r.transfer_id and v.latest) r
where wanted = 0 or recent <= wanted; -- a rule of three years takes the last three that are given

-- The right recomputed by the transfer's rule from what the register gives: rounded once, at the end.
create view recomputed_right as
with transfer_recipient as materialized (
  select * from contrepartie.transfer_recipient
), reference_used as materialized (
  select * from contrepartie.reference_used
), entitlement as materialized (
  select * from contrepartie.entitlement
)
select t.document_id, t.transfer_id, t.siren, t.nature, t.effective_year, e.amount as base_amount, u.method, u.rule_set,
       u.act, u.article, u.operating_years, u.investment_years, o.years as operating_found, i.years as investment_found,
       o.mean as operating_mean, i.mean as investment_mean, l.amount as last_year_amount, q.amount as equipment_cost, d.amount as deductions,
       round(case u.method
               when 'mean' then coalesce(o.mean, 0) + coalesce(i.mean, 0)
               when 'last_year' then l.amount
               when 'clect_equipment' then coalesce(o.mean, 0) + coalesce(q.amount, 0)
               when 'tax_share' then x.amount
               when 'flat' then f.amount
             end - coalesce(d.amount, 0), case u.rounding when 'euro' then 0 else 2 end) as amount
from transfer_recipient t
join entitlement e on e.document_id = t.document_id and e.transfer_id = t.transfer_id and e.siren = t.siren
join transfer_rule u on u.document_id = t.document_id and u.transfer_id = t.transfer_id
cross join lateral (
  select count(distinct r.year) as years,
         sum(indexed(r.amount, r.document_id, r.index_id, r.year, null, r.value_year)) / nullif(count(distinct r.year), 0) as mean
  from reference_used r
  where r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren and r.section = 'F') o
cross join lateral (
  select count(distinct r.year) as years,
         sum(indexed(r.amount, r.document_id, r.index_id, r.year, null, r.value_year)) / nullif(count(distinct r.year), 0) as mean
  from reference_used r
  where r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren and r.section = 'I') i
cross join lateral (
  select sum(r.amount) as amount from reference_used r
  where r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren
    and r.year = t.effective_year - 1) l
cross join lateral (
  select sum(r.amount) as amount from reference_used r
  where r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren and r.year = r.value_year) f
cross join lateral (
  select sum(q.yearly_cost) as amount from equipment q
  where q.document_id = t.document_id and q.transfer_id = t.transfer_id and q.siren = t.siren) q
cross join lateral (
  select sum(b.fraction * b.amount) as amount from tax_base b
  where b.document_id = t.document_id and b.transfer_id = t.transfer_id and b.siren = t.siren
    and b.year = coalesce(u.value_year, t.value_year, t.effective_year)) x
cross join lateral (
  select sum(d.amount) as amount from deduction d
  where d.document_id = t.document_id and d.transfer_id = t.transfer_id and (d.siren = t.siren or d.siren is null)) d
where u.method <> 'given';
select plan_once('recomputed_right');

-- Tax shares: the product, what the floor guarantees and what tops it up (Conseil constitutionnel, 2003-487 DC).
create view tax_share_year as
select c.transfer_id, c.siren, c.year, b.resource_id, b.fraction, b.amount as base,
       round(b.fraction * b.amount, 2) as product, c."right",
       (round(b.fraction * b.amount, 2) + t.top_up)::numeric(18, 2) as guaranteed, t.top_up
from compensation_year c
left join transfer_rule u on u.document_id = c.document_id and u.transfer_id = c.transfer_id
join tax_base b on b.document_id = c.document_id and b.transfer_id = c.transfer_id and b.siren = c.siren and b.year = c.year
-- several taxes of one transfer are topped up once, beside the first
cross join lateral (
  select case when coalesce(u.floor, 'right') = 'right' and b.resource_id = min(o.resource_id)
              then greatest(0, c."right" - sum(round(o.fraction * o.amount, 2))) else 0 end::numeric(18, 2) as top_up
  from tax_base o
  where o.document_id = b.document_id and o.transfer_id = b.transfer_id and o.siren = b.siren and o.year = b.year) t;

grant select on right_version_year, reference_used, tax_share_year to contrepartie_reader;
reset role;
