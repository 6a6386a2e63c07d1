-- Compensation: what a recipient is entitled to, what it received, what the competence costs it, year by year.
-- Definitions: docs/reference/compensation.md. Amounts are numeric euros with two decimals. What is derived from what is
-- derived stands in functions in PL/pgSQL, and under its own name as a view, for psql: a session plans a function once,
-- where a view of views takes longer to plan than to answer.
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

-- The same of what the chosen bodies were given, themselves or before a merger; null: all. A later version corrects the earlier
-- years by arrears, due in the year it is known.
create function right_years(chosen integer[])
  returns table (document_id integer, transfer_id text, siren integer, giver integer, effective_year integer, year integer, amount numeric,
                 arrears numeric)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with right_version_year as materialized (
    select * from contrepartie.right_version_year where chosen is null or first_holder = any(chosen)
  ), arrears as (
    select v.document_id, v.transfer_id, holder_of(v.document_id, v.first_holder, extract(year from v.known_on)::integer) as siren,
           extract(year from v.known_on)::integer as year, sum(v.amount - coalesce(p.amount, 0)) as amount
    from right_version_year v
    left join right_version_year p on p.document_id = v.document_id and p.transfer_id = v.transfer_id
      and p.first_holder = v.first_holder and p.year = v.year and p.version = v.version - 1
    where v.version > 1 and v.year < extract(year from v.known_on)
    group by 1, 2, 3, 4
  ), held as materialized (
    select siren, last_accounts_year(siren) as year from (select distinct siren from right_version_year) r
  )
  select r.document_id, r.transfer_id, r.siren, r.giver, r.effective_year, r.year::integer,
         sum(r.amount) + coalesce((select sum(s.amount) from staff s
                                   where s.document_id = r.document_id and s.transfer_id = r.transfer_id
                                     and holder_of(r.document_id, s.siren, r.year) = r.siren and s.opening_year <= r.year), 0) as amount,
         coalesce(max(a.amount), 0) as arrears
  from right_version_year r
  left join arrears a on a.document_id = r.document_id and a.transfer_id = r.transfer_id and a.siren = r.siren and a.year = r.year
  join held h on h.siren = r.siren
  where r.latest and (h.year is null or r.year <= h.year)
  group by r.document_id, r.transfer_id, r.siren, r.giver, r.effective_year, r.year;
end $$;
create view right_year as select * from right_years(null);

-- The rights of the recipients that a question is about, in all their transfers: what they book on one account is shared
-- among all the resources that are paid there. Null and null: every right.
create function rights_beside(its_siren integer, its_transfer text) returns right_year[] language plpgsql stable set search_path = contrepartie, pg_temp as $$
declare
  chosen integer[];
begin
  if its_siren is not null or its_transfer is not null then -- who was given something there, and whom they merged with
    chosen := array(
      with recursive kin as (
        select r.siren from right_version r join transfer t using (document_id, transfer_id)
        where (its_transfer is null or r.transfer_id = its_transfer) and (its_siren is null or its_siren in (r.siren, t.giver))
        union
        select its_siren where its_siren is not null
        union
        select case when m.old_body = k.siren then m.new_body else m.old_body end from kin k join merger m on k.siren in (m.old_body, m.new_body)
      )
      select siren from kin);
  end if;
  return (
  with known as materialized (
    select * from right_years(chosen)
  )
  select array(select (k.*)::right_year from known k
               where its_siren is null and its_transfer is null
                  or k.siren in (select o.siren from known o where (its_siren is null or its_siren in (o.siren, o.giver))
                                                               and (its_transfer is null or o.transfer_id = its_transfer))));
end $$;

-- Who holds these rights, of which active transfers, and the years to report. Questions hand the rights and the recipients on,
-- each found once; the views of the same names hold all of them.
create function recipients_of(rights right_year[])
  returns table (document_id integer, transfer_id text, nature text, giver integer, effective_year integer, effective date, tolerance numeric,
                 act_id text, competence text, formula text, predicate text, siren integer, first_year integer, last_year integer, state text,
                 evaluation_act text, opinion date, value_year integer, base_amount numeric, index_id text, until_year integer, line integer,
                 element_no integer)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select t.document_id, t.transfer_id, t.nature, t.giver, t.effective_year, t.effective, t.tolerance, t.act_id,
         c.label as competence, c.formula, c.predicate, y.siren, y.first_year, y.last_year, v.state,
         v.act_id as evaluation_act, v.opinion, v.value_year, e.amount as base_amount, e.index_id, e.until_year,
         coalesce(e.line, t.line) as line, coalesce(e.element_no, t.element_no) as element_no
  from transfer t
  join competence c using (document_id, competence_id)
  join (select document_id, transfer_id, siren, min(year) as first_year, max(year) as last_year from unnest(rights) group by 1, 2, 3) y
    using (document_id, transfer_id)
  left join evaluation v on v.document_id = t.document_id and v.transfer_id = t.transfer_id and v.latest
  left join entitlement e on e.document_id = t.document_id and e.transfer_id = t.transfer_id and e.siren = y.siren;
end $$;
create view transfer_recipient as select * from recipients_of(rights_beside(null, null));

-- What a recipient booked for a resource in a year: real receipts on the account's subtree (and function's). Several
-- resources on one account share its receipts in proportion to what each is said to have paid that year.
create function resources_of(recipients transfer_recipient[])
  returns table (document_id integer, transfer_id text, resource_id text, account text, function text, siren integer, year integer, paid numeric,
                 declared boolean, has_accounts boolean, share numeric, amount numeric)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with due as materialized (
    select r.document_id, r.transfer_id, r.resource_id, r.account, r.function, t.siren, y.year::integer as year,
           coalesce((select sum(p.amount) from resource_paid p
                     where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                       and p.resource_id = r.resource_id and p.siren = t.siren and p.year = y.year), 0) as paid,
           exists (select from resource_paid p
                   where p.document_id = r.document_id and p.transfer_id = r.transfer_id
                     and p.resource_id = r.resource_id and p.siren = t.siren and p.year = y.year) as declared
    from resource r
    join unnest(recipients) t using (document_id, transfer_id)
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
    select d.*, k.siren is not null as has_accounts, coalesce(b.amount, 0) * 100 as booked,
           case when count(*) over shared = 1 then 1
                when sum(d.paid) over shared = 0 then 1.0 / count(*) over shared
                else d.paid / sum(d.paid) over shared end as share
    from due d
    left join booked b on b.siren = d.siren and b.year = d.year and b.account = d.account and b.function = d.function
    left join accounts_years(array(select distinct siren from due)) k on k.siren = d.siren and k.year = d.year
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
end $$;
create view resource_year as select * from resources_of(array(select (t.*)::transfer_recipient from transfer_recipient t));

create function compensation_of(rights right_year[])
  returns table (document_id integer, transfer_id text, nature text, siren integer, year integer, effective_year integer, tolerance numeric,
                 state text, evaluation_act text, opinion date, competence text, giver integer, "right" numeric, arrears numeric, resources numeric,
                 paid numeric, declared boolean, charge numeric, basis text, severity text)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with recipient as materialized (
    select * from recipients_of(rights)
  ), resources as materialized (
    select document_id, transfer_id, siren, year, sum(amount) as amount, sum(paid) as paid, bool_or(declared) as declared
    from resources_of(array(select (t.*)::transfer_recipient from recipient t)) group by 1, 2, 3, 4
  ), spent as ( -- one plan for each scope, whatever bodies and transfers it is asked of
    select c.predicate, m.siren, m.year, sum(m.amount) / 100.0 as amount
    from (select predicate, array_agg(siren) as bodies, array_agg(first_year) as first_years, array_agg(last_year) as last_years
          from (select predicate, siren, min(first_year) as first_year, max(last_year) as last_year from recipient group by 1, 2) r group by 1) c
    cross join lateral scope_movements('(' || c.predicate || ') and m.book = ''A'' and m.operation = ''R'' and m.direction = ''D''',
                                       c.bodies, c.first_years, c.last_years) m
    group by 1, 2, 3
  ), charge as materialized (
    select t.document_id, t.transfer_id, t.siren, s.year, s.amount
    from recipient t
    join spent s on s.predicate = t.predicate and s.siren = t.siren and s.year between t.first_year and t.last_year
  )
  select t.document_id, t.transfer_id, t.nature, t.siren, y.year, t.effective_year, t.tolerance, t.state,
         t.evaluation_act, t.opinion, t.competence, t.giver, y.amount::numeric(18, 2) as "right", y.arrears::numeric(18, 2) as arrears,
         coalesce(r.amount, 0)::numeric(18, 2) as resources, coalesce(r.paid, 0) as paid,
         coalesce(r.declared, false) as declared, coalesce(c.amount, 0)::numeric(18, 2) as charge,
         case when k.siren is null then 'declared' else 'booked' end as basis,
         case when t.nature in ('transfer', 'property_transfer', 'local_to_local') then 'breach'
              when t.nature in ('creation', 'extension', 'regulatory_change') then 'finding' end as severity
  from recipient t
  join unnest(rights) y on y.document_id = t.document_id and y.transfer_id = t.transfer_id and y.siren = t.siren
  left join resources r on r.document_id = t.document_id and r.transfer_id = t.transfer_id and r.siren = t.siren
    and r.year = y.year
  left join charge c on c.document_id = t.document_id and c.transfer_id = t.transfer_id and c.siren = t.siren
    and c.year = y.year
  left join accounts_years(array(select distinct siren from recipient)) k on k.siren = t.siren and k.year = y.year;
end $$;
create view compensation_year as select * from compensation_of(rights_beside(null, null));

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
create function recomputed_of(rights right_year[])
  returns table (document_id integer, transfer_id text, siren integer, nature text, effective_year integer, base_amount numeric, method text,
                 rule_set text, act text, article text, operating_years integer, investment_years integer, operating_found bigint,
                 investment_found bigint, operating_mean numeric, investment_mean numeric, last_year_amount numeric, equipment_cost numeric,
                 deductions numeric, amount numeric)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with reference_used as materialized (
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
  from recipients_of(rights) t
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
end $$;
create view recomputed_right as select * from recomputed_of(rights_beside(null, null));

grant select on right_version_year, right_year, transfer_recipient, resource_year, compensation_year, reference_used, recomputed_right to contrepartie_reader;
reset role;
