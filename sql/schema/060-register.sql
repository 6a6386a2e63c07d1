-- The register: acts, transfers, rights, resources and agreements. What is stored is the file's elements, in order,
-- with their attributes and line; the views below are its vocabulary. References inside a register are proved by its
-- schema (importers/register/register.xsd) before anything is written. Money is text in euros, read here as numeric.
set local role contrepartie_owner;

create table register_element (
  document_id integer not null,
  element_no  integer not null,
  parent_no   integer, -- null for the root
  line        integer not null,
  name        text not null,
  attributes  jsonb not null,
  primary key (document_id, element_no)
);
create trigger append_only before update or delete or truncate on register_element
  for each statement execute function refuse_change();

create view act as
select document_id, element_no, line, attributes->>'id' as act_id, attributes->>'kind' as kind,
       attributes->>'number' as number, (attributes->>'date')::date as date, attributes->>'title' as title
from register_element where name = 'act';

create view index_rate as
select r.document_id, i.attributes->>'id' as index_id, (r.attributes->>'year')::integer as year,
       (r.attributes->>'value')::numeric as rate
from register_element r
join register_element i on i.document_id = r.document_id and i.element_no = r.parent_no and i.name = 'index'
where r.name = 'rate';

create view competence as
select document_id, element_no, line, attributes->>'id' as competence_id, attributes->>'label' as label,
       attributes->>'scope' as formula, attributes->>'predicate' as predicate
from register_element where name = 'competence';

create view transfer as
select t.document_id, t.element_no, t.line, t.attributes->>'id' as transfer_id, t.attributes->>'nature' as nature,
       t.attributes->>'competence' as competence_id, (t.attributes->>'from')::integer as giver,
       (t.attributes->>'effective')::date as effective,
       extract(year from (t.attributes->>'effective')::date)::integer as effective_year,
       t.attributes->>'act' as act_id, coalesce((t.attributes->>'tolerance')::numeric, 1.00) as tolerance
from register_element t where t.name = 'transfer';

-- Elements directly inside a transfer, with its id.
create view transfer_part as
select p.document_id, p.element_no, p.line, p.name, p.attributes, t.transfer_id
from register_element p
join transfer t on t.document_id = p.document_id and t.element_no = p.parent_no;

create view transfer_rule as
select document_id, transfer_id, line, attributes->>'method' as method,
       coalesce((attributes->>'operating-years')::integer, 0) as operating_years,
       attributes->>'operating-index' as operating_index,
       coalesce((attributes->>'investment-years')::integer, 0) as investment_years,
       attributes->>'investment-index' as investment_index, (attributes->>'value-year')::integer as value_year
from transfer_part where name = 'rule';

create view reference_amount as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren, (attributes->>'year')::integer as year,
       attributes->>'section' as section, (attributes->>'amount')::numeric as amount
from transfer_part where name = 'reference';

create view deduction as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren,
       (attributes->>'amount')::numeric as amount, attributes->>'label' as label
from transfer_part where name = 'deduction';

create view evaluation as
select document_id, transfer_id, element_no, line, attributes->>'state' as state, attributes->>'act' as act_id,
       (attributes->>'date')::date as date, (attributes->>'value-year')::integer as value_year,
       (attributes->>'opinion')::date as opinion, (attributes->>'amount')::numeric as amount,
       row_number() over (partition by document_id, transfer_id
                          order by (attributes->>'date')::date desc nulls last, element_no desc) = 1 as latest
from transfer_part where name = 'evaluation';

-- What the act gives a recipient: an amount, or a key (share) of the evaluation's amount.
create view entitlement as
select p.document_id, p.transfer_id, p.element_no, p.line, (p.attributes->>'siren')::integer as siren,
       coalesce((p.attributes->>'amount')::numeric, round((p.attributes->>'key')::numeric * v.amount, 2)) as amount,
       p.attributes->>'index' as index_id, (p.attributes->>'until')::integer as until_year, v.value_year
from transfer_part p
left join evaluation v on v.document_id = p.document_id and v.transfer_id = p.transfer_id and v.latest
where p.name = 'right';

create view resource as
select document_id, transfer_id, element_no, line, attributes->>'id' as resource_id, attributes->>'kind' as kind,
       attributes->>'account' as account, coalesce(attributes->>'function', '') as function
from transfer_part where name = 'resource';

create view resource_paid as
select p.document_id, r.transfer_id, r.resource_id, p.element_no, p.line, (p.attributes->>'siren')::integer as siren,
       (p.attributes->>'year')::integer as year, (p.attributes->>'amount')::numeric as amount
from register_element p
join resource r on r.document_id = p.document_id and r.element_no = p.parent_no
where p.name = 'paid';

create view agreement as
select document_id, element_no, line, attributes->>'id' as agreement_id,
       (attributes->>'institution')::integer as institution, (attributes->>'from')::date as first_day,
       (attributes->>'to')::date as last_day, attributes->>'act' as act_id
from register_element where name = 'agreement';

create view agreement_funder as
select f.document_id, f.element_no, f.line, a.agreement_id, a.institution, (f.attributes->>'siren')::integer as funder,
       f.attributes->>'receipt-account' as receipt_account
from register_element f
join agreement a on a.document_id = f.document_id and a.element_no = f.parent_no
where f.name = 'funder';

-- What a funder promised (due) and what the agreement says it paid (paid), by year.
create view agreement_amount as
select p.document_id, p.element_no, p.line, p.name as kind, f.agreement_id, f.institution, f.funder,
       (p.attributes->>'year')::integer as year, (p.attributes->>'amount')::numeric as amount
from register_element p
join agreement_funder f on f.document_id = p.document_id and f.element_no = p.parent_no
where p.name in ('due', 'paid');

create view active_register as
select document_id from document_state where siren = 0 and format = 'register' and status = 'active';

create aggregate product(numeric) (sfunc = numeric_mul, stype = numeric, initcond = '1');

-- An amount of the value year, indexed to a later year: the product of 1 + rate for each year after the value year up
-- to that year, stopping at `until`; rounded half up to the cent at the end only when asked (contracts, Right).
create function indexed(base numeric, its_document integer, its_index text, value_year integer, until_year integer,
                        to_year integer) returns numeric language sql stable as $$
  select base * coalesce((select product(1 + r.rate) from index_rate r
                          where r.document_id = its_document and r.index_id = its_index and r.year > value_year
                            and r.year <= least(to_year, until_year)), 1);
$$;

-- Where an element stands in its file, in words of the file.
create function register_path(its_document integer, its_element integer) returns text language sql stable as $$
  with recursive up as (
    select e.parent_no, e.name, e.attributes, 1 as depth from register_element e
    where e.document_id = its_document and e.element_no = its_element
    union all
    select e.parent_no, e.name, e.attributes, up.depth + 1
    from up join register_element e on e.document_id = its_document and e.element_no = up.parent_no)
  select '/' || string_agg(name || case when attributes ? 'id' then '[@id="' || (attributes->>'id') || '"]'
                                        when attributes ? 'siren' and attributes ? 'year'
                                          then '[@siren="' || (attributes->>'siren') || '" and @year="' || (attributes->>'year') || '"]'
                                        when attributes ? 'siren' then '[@siren="' || (attributes->>'siren') || '"]'
                                        when attributes ? 'year' then '[@year="' || (attributes->>'year') || '"]'
                                        else '' end, '/' order by depth desc) from up;
$$;

-- Transfers and agreements that another active register already defines.
create function register_conflicts(its_document integer) returns table (document_id integer, defined text)
  language sql stable as $$
  select o.document_id, o.id
  from (select t.document_id, t.transfer_id as id from transfer t
        union all select a.document_id, a.agreement_id from agreement a) o
  join active_register r on r.document_id = o.document_id
  where o.document_id <> its_document
    and o.id in (select t.transfer_id from transfer t where t.document_id = its_document
                 union all select a.agreement_id from agreement a where a.document_id = its_document)
  order by 1, 2;
$$;

-- Rights and promises in class 8, each year from the effective year to the last year the register speaks of:
-- recognising debits 802 and credits 809 in the books of the body that receives, 809 and 801 in those of the body
-- that gives; what the register says was paid reverses its share. What remains on 802 is the money that did not follow.
create function post_register(its_document integer) returns void
  language sql set search_path = contrepartie, pg_temp as $$
  with horizon as (
    select max(coalesce(attributes->>'year', attributes->>'until', left(attributes->>'effective', 4))::integer) as year
    from register_element where document_id = its_document
  ), claim as (
    select e.siren as receiver, t.giver, y.year, 1 as side, e.line, e.element_no,
           round(indexed(e.amount, its_document, e.index_id, e.value_year, e.until_year, y.year), 2) as amount
    from entitlement e
    join transfer t on t.document_id = e.document_id and t.transfer_id = e.transfer_id
    cross join horizon h
    cross join lateral generate_series(t.effective_year, greatest(h.year, t.effective_year)) as y(year)
    where e.document_id = its_document
    union all
    select p.siren, t.giver, p.year, -1, p.line, p.element_no, p.amount
    from resource_paid p
    join transfer t on t.document_id = p.document_id and t.transfer_id = p.transfer_id
    where p.document_id = its_document
    union all
    select a.institution, a.funder, a.year, case a.kind when 'due' then 1 else -1 end, a.line, a.element_no, a.amount
    from agreement_amount a
    where a.document_id = its_document
  ), leg as (
    select receiver as siren, giver as other, year, line, element_no, amount * side as amount, '802' as debit,
           '809' as credit, 1 as leg
    from claim
    union all
    select giver, receiver, year, line, element_no, amount * side, '809', '801', 2 from claim
  )
  insert into entry (siren, document_id, entry_no, source_line, source_ordinal, counterparty, fiscal_year, book,
                     chapter, amount, debit_account, credit_account)
  select siren, its_document, row_number() over (order by year, element_no, leg), line, element_no, other, year, 'C',
         '', (abs(amount) * 100)::bigint, case when amount > 0 then debit else credit end,
         case when amount > 0 then credit else debit end
  from leg where amount <> 0;
$$;

-- The bodies a register names, known from then on.
create function register_bodies(its_document integer) returns void language sql as $$
  select count(body_find((attributes->>'siren')::integer, attributes->>'name', attributes->>'kind'))
  from register_element where document_id = its_document and name = 'body';
$$;

grant select on register_element, act, index_rate, competence, transfer, transfer_part, transfer_rule,
  reference_amount, deduction, evaluation, entitlement, resource, resource_paid, agreement, agreement_funder,
  agreement_amount, active_register to contrepartie_reader;
grant insert on register_element to contrepartie_importer;
reset role;
