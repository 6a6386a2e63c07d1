-- The register: acts, transfers, rights, resources and agreements. What is stored is the file's elements, in order,
-- with their attributes and line; the views below are its vocabulary. References inside a register are proved by its
-- schema (importers/register/register.xsd) before anything is written. Money is text in euros, read here as numeric.
set local role contrepartie_owner;

-- Rule sets: how an act computes the right to compensation, each with its article. Data, loaded from the shipped table.
create table rule_set (
  rule_set         text primary key,
  act              text not null,
  article          text not null,
  method           text not null check (method in ('mean', 'last_year', 'clect_equipment', 'tax_share', 'flat', 'given')),
  operating_years  integer not null,
  operating_index  text not null,
  investment_years integer not null,
  investment_index text not null,
  vat              text not null check (vat in ('net', 'gross')),
  staff            text not null check (staff in ('option', 'none')),
  rounding         text not null check (rounding in ('cent', 'euro')),
  floor            text not null check (floor in ('none', 'right')),
  note             text not null
);

create table register_element (
  document_id integer not null,
  element_no  integer not null,
  parent_no   integer, -- null for the root
  line        integer not null,
  name        text not null,
  attributes  jsonb not null,
  primary key (document_id, element_no)
);
create index on register_element (document_id, parent_no);
create index on register_element (document_id, name);
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

-- A transfer's rule: what its set says (sql/nomenclature/rule_set.tsv), and what the register says instead.
create view transfer_rule as
select p.document_id, p.transfer_id, p.line, s.rule_set, s.act, s.article,
       coalesce(p.attributes->>'method', s.method) as method,
       coalesce((p.attributes->>'operating-years')::integer, s.operating_years, 0) as operating_years,
       coalesce(p.attributes->>'operating-index', nullif(s.operating_index, '')) as operating_index,
       coalesce((p.attributes->>'investment-years')::integer, s.investment_years, 0) as investment_years,
       coalesce(p.attributes->>'investment-index', nullif(s.investment_index, '')) as investment_index,
       coalesce(p.attributes->>'vat', s.vat, 'gross') as vat,
       coalesce(p.attributes->>'rounding', s.rounding, 'cent') as rounding,
       coalesce(s.floor, 'right') as floor, (p.attributes->>'value-year')::integer as value_year
from transfer_part p
left join rule_set s on s.rule_set = p.attributes->>'set'
where p.name = 'rule';

create view reference_amount as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren, (attributes->>'year')::integer as year,
       attributes->>'section' as section, (attributes->>'amount')::numeric as amount,
       coalesce((attributes->>'vat-rate')::numeric, 0) as vat_rate,
       coalesce((attributes->>'contributions')::numeric, 0) as contributions
from transfer_part where name = 'reference';

-- Staff: the right opens on 1 January of the next year for an option before 31 August, of the year after otherwise
-- (law of finances for 2006, art. 147).
create view staff as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren,
       (attributes->>'amount')::numeric as amount, (attributes->>'option')::date as option_date,
       extract(year from (attributes->>'option')::date)::integer
         + case when extract(month from (attributes->>'option')::date) <= 8 then 1 else 2 end as opening_year
from transfer_part
where name = 'staff' and (as_of() is null or (attributes->>'option')::date <= as_of());

-- Equipment by its annualised cost over its normal life (CGI, art. 1609 nonies C, IV).
create view equipment as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren,
       ((attributes->>'acquisition')::numeric + coalesce((attributes->>'interest')::numeric, 0)
         + coalesce((attributes->>'upkeep')::numeric, 0)) / (attributes->>'life')::integer
         - coalesce((attributes->>'receipts')::numeric, 0) as yearly_cost
from transfer_part where name = 'equipment';

-- What a payer spends today in each recipient's territory, for simulations.
create view spending_today as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren, (attributes->>'amount')::numeric as amount
from transfer_part where name = 'today';

create view deduction as
select document_id, transfer_id, line, (attributes->>'siren')::integer as siren,
       (attributes->>'amount')::numeric as amount, attributes->>'label' as label
from transfer_part where name = 'deduction';

-- Evaluations are versions of a right, in the order of their dates: those known on the day the report is drawn.
create view evaluation as
select document_id, transfer_id, element_no, line, attributes->>'state' as state, attributes->>'act' as act_id,
       (attributes->>'date')::date as date, (attributes->>'value-year')::integer as value_year,
       (attributes->>'opinion')::date as opinion, (attributes->>'amount')::numeric as amount,
       row_number() over (partition by document_id, transfer_id order by (attributes->>'date')::date nulls first, element_no) as version,
       row_number() over (partition by document_id, transfer_id
                          order by (attributes->>'date')::date desc nulls last, element_no desc) = 1 as latest
from transfer_part
where name = 'evaluation' and (as_of() is null or attributes->>'date' is null or (attributes->>'date')::date <= as_of());

-- What each version gives each recipient: the rights inside the evaluation, else those of the transfer; an amount, or
-- a key of the evaluation's amount, shared to the cent by the largest remainder so that the shares make the total.
create view right_version as
with stated as (
  select v.document_id, v.transfer_id, v.version, v.date as known_on, v.latest, v.value_year, v.amount as total, r.element_no, r.line, r.attributes
  from evaluation v
  join register_element r on r.document_id = v.document_id and r.parent_no = v.element_no and r.name = 'right'
  union all
  select v.document_id, v.transfer_id, v.version, v.date, v.latest, v.value_year, v.amount, p.element_no, p.line, p.attributes
  from evaluation v
  join transfer_part p on p.document_id = v.document_id and p.transfer_id = v.transfer_id and p.name = 'right'
  where not exists (select from register_element r
                    where r.document_id = v.document_id and r.parent_no = v.element_no and r.name = 'right')
  union all
  select p.document_id, p.transfer_id, 0, null, true, null, null, p.element_no, p.line, p.attributes
  from transfer_part p
  where p.name = 'right' and not exists (select from transfer_part v where v.document_id = p.document_id
                                           and v.transfer_id = p.transfer_id and v.name = 'evaluation')
), raw as (
  select s.*, (attributes->>'siren')::integer as siren, (attributes->>'amount')::numeric * 100 as given,
         (attributes->>'key')::numeric * total * 100 as shared
  from stated s
), ranked as (
  select r.*, floor(shared) as whole,
         row_number() over (partition by document_id, transfer_id, version, given is null
                            order by shared - floor(shared) desc, siren) as place,
         round(sum(shared) over same) - sum(floor(shared)) over same as remainder
  from raw r window same as (partition by document_id, transfer_id, version, given is null)
)
select document_id, transfer_id, version, known_on, latest, value_year, siren, element_no, line,
       coalesce(given, whole + case when place <= remainder then 1 else 0 end, 0) / 100.0 as amount, -- 0: not evaluated yet
       attributes->>'index' as index_id, (attributes->>'until')::integer as until_year
from ranked;

create view entitlement as
select document_id, transfer_id, element_no, line, siren, amount::numeric(18, 2) as amount, index_id, until_year, value_year, version
from right_version where latest;

create view resource as
select document_id, transfer_id, element_no, line, attributes->>'id' as resource_id, attributes->>'kind' as kind,
       attributes->>'account' as account, coalesce(attributes->>'function', '') as function,
       (attributes->>'fraction')::numeric as fraction
from transfer_part where name = 'resource';

create view resource_paid as
select p.document_id, r.transfer_id, r.resource_id, p.element_no, p.line, (p.attributes->>'siren')::integer as siren,
       (p.attributes->>'year')::integer as year, (p.attributes->>'amount')::numeric as amount
from register_element p
join resource r on r.document_id = p.document_id and r.element_no = p.parent_no
where p.name = 'paid';

-- The base of a tax share, by recipient and year: its product is fraction times base.
create view tax_base as
select p.document_id, r.transfer_id, r.resource_id, p.line, (p.attributes->>'siren')::integer as siren,
       (p.attributes->>'year')::integer as year, (p.attributes->>'amount')::numeric as amount, r.fraction
from register_element p
join resource r on r.document_id = p.document_id and r.element_no = p.parent_no
where p.name = 'base';

create view merger as
select document_id, line, (attributes->>'from')::integer as old_body, (attributes->>'to')::integer as new_body,
       (attributes->>'year')::integer as year
from register_element where name = 'merger';

-- Who holds a body's rights in a year: itself, or the body it was merged into.
create function holder_of(its_document integer, its_siren integer, its_year integer) returns integer
  language sql stable as $$
  with recursive chain (siren, depth) as (
    select its_siren, 0
    union all
    select m.new_body, c.depth + 1 from chain c
    join merger m on m.document_id = its_document and m.old_body = c.siren and m.year <= its_year
    where c.depth < 20)
  select siren from chain order by depth desc limit 1;
$$;

-- Objects that a payer financed (CMP-009), with the payer's spending that the register declares.
create view financed_object as
select o.document_id, o.line, o.attributes->>'id' as object_id, o.attributes->>'label' as label,
       (o.attributes->>'payer')::integer as payer, o.attributes->>'predicate' as predicate,
       o.attributes->>'competence' as competence_id
from register_element o where o.name = 'object';

create view object_spent as
select s.document_id, o.object_id, s.line, (s.attributes->>'year')::integer as year, (s.attributes->>'amount')::numeric as amount
from register_element s
join register_element e on e.document_id = s.document_id and e.element_no = s.parent_no and e.name = 'object'
join financed_object o on o.document_id = e.document_id and o.object_id = e.attributes->>'id'
where s.name = 'spent';

create view body_population as
select document_id, (attributes->>'siren')::integer as siren, (attributes->>'population')::bigint as population
from register_element where name = 'body' and attributes ? 'population';

create view agreement as
select document_id, element_no, line, attributes->>'id' as agreement_id,
       (attributes->>'institution')::integer as institution, (attributes->>'from')::date as first_day,
       (attributes->>'to')::date as last_day, attributes->>'act' as act_id
from register_element where name = 'agreement';

create view agreement_funder as
select f.document_id, f.element_no, f.line, a.agreement_id, a.institution, (f.attributes->>'siren')::integer as funder,
       f.attributes->>'receipt-account' as receipt_account, (f.attributes->>'share')::numeric as share,
       (f.attributes->>'via')::integer as via, a.first_day, a.last_day
from register_element f
join agreement a on a.document_id = f.document_id and a.element_no = f.parent_no
where f.name = 'funder';

-- What a funder promised (due), voted and paid by the agreement's own word, by year. A revision of a promise, agreed
-- later, takes the place of the earlier one for its year.
create view agreement_amount as
select document_id, element_no, line, kind, agreement_id, institution, funder, year, amount, in_kind
from (
  select s.*, row_number() over (together order by since desc nulls last, element_no) as latest, bool_or(revises) over together as revised
  from (
    select p.document_id, p.element_no, p.parent_no, p.line, p.name as kind, f.agreement_id, f.institution, f.funder,
           (p.attributes->>'year')::integer as year, (p.attributes->>'amount')::numeric as amount,
           coalesce(p.attributes->>'kind', '') = 'in_kind' as in_kind, coalesce(p.attributes->>'kind', '') as nature, (p.attributes->>'since')::date as since, p.attributes ? 'since' as revises
    from register_element p
    join agreement_funder f on f.document_id = p.document_id and f.element_no = p.parent_no
    where p.name in ('due', 'voted', 'paid')
      and (as_of() is null or (p.attributes->>'since')::date is null or (p.attributes->>'since')::date <= as_of())) s
  window together as (partition by document_id, institution, parent_no, kind, year, nature)
) stated
where not (kind = 'due' and revised) or latest = 1;

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
-- that gives. What came is matched with them later (sql/schema/075-matching.sql) and reverses its share: what remains
-- on 802 is the money that did not follow.
create function post_register(its_document integer) returns void
  language sql set search_path = contrepartie, pg_temp as $$
  with horizon as (
    select max(coalesce(attributes->>'year', attributes->>'until', left(attributes->>'effective', 4))::integer) as year
    from register_element where document_id = its_document
  ), claim as (
    select holder_of(its_document, e.siren, y.year) as receiver, t.giver, y.year, e.line, e.element_no,
           round(indexed(e.amount, its_document, e.index_id, e.value_year, e.until_year, y.year), 2) as amount
    from entitlement e
    join transfer t on t.document_id = e.document_id and t.transfer_id = e.transfer_id
    cross join horizon h
    cross join lateral generate_series(t.effective_year, greatest(h.year, t.effective_year)) as y(year)
    where e.document_id = its_document
    union all
    select holder_of(its_document, s.siren, y.year), t.giver, y.year, s.line, null, s.amount
    from staff s
    join transfer t on t.document_id = s.document_id and t.transfer_id = s.transfer_id
    cross join horizon h
    cross join lateral generate_series(s.opening_year, h.year) as y(year)
    where s.document_id = its_document
    union all
    select a.institution, a.funder, a.year, a.line, a.element_no, a.amount
    from agreement_amount a
    where a.document_id = its_document and a.kind = 'due'
  ), leg as (
    select receiver as siren, giver as other, year, line, element_no, amount, '802' as debit, '809' as credit, 1 as leg from claim
    union all
    select giver, receiver, year, line, element_no, amount, '809', '801', 2 from claim
  )
  insert into entry (siren, document_id, entry_no, source_line, source_ordinal, counterparty, fiscal_year, book,
                     chapter, amount, debit_account, credit_account)
  select siren, its_document, row_number() over (order by year, line, element_no, siren, leg), line, coalesce(element_no, 1), other, year,
         'C', '', (abs(amount) * 100)::bigint, case when amount > 0 then debit else credit end,
         case when amount > 0 then credit else debit end
  from leg where amount <> 0;
$$;

-- What a schema cannot say about a register. Errors refuse it.
create function register_defects(its_document integer)
  returns table (code text, level text, line integer, path text, found text, expected text, message_en text, message_fr text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  select 'REG-030', 'error', p.line, register_path(p.document_id, p.element_no), coalesce(p.attributes->>'set', ''),
         (select string_agg(s.rule_set, ', ' order by s.rule_set) from rule_set s),
         'the rule names neither a method nor a known rule set', 'la règle ne nomme ni méthode ni jeu de règles connu'
  from transfer_part p
  where p.document_id = its_document and p.name = 'rule' and not p.attributes ? 'method'
    and not exists (select from rule_set s where s.rule_set = p.attributes->>'set')
  union all
  select 'REG-031', 'warning', u.line, '/register/transfer[@id="' || u.transfer_id || '"]/rule', i.wanted, '',
         'the rule asks for an index that the register does not give: its amounts are not indexed',
         'la règle demande un indice que le registre ne donne pas : ses montants ne sont pas indexés'
  from transfer_rule u cross join lateral (values (u.operating_index, u.operating_years), (u.investment_index, u.investment_years)) as i(wanted, years)
  where u.document_id = its_document and i.wanted is not null and i.years > 0
    and not exists (select from index_rate r where r.document_id = its_document and r.index_id = i.wanted)
  union all
  select 'REG-033', 'error', min(p.line), '/register/transfer[@id="' || p.transfer_id || '"]/right/@key', sum((p.attributes->>'key')::numeric)::text, '1',
         'the keys of the rights do not sum to 1', 'la somme des clés de répartition n''est pas 1'
  from (select document_id, transfer_id, line, attributes, element_no as parent from transfer_part where name = 'right' and attributes ? 'key'
        union all
        select e.document_id, v.transfer_id, e.line, e.attributes, v.element_no from register_element e
        join transfer_part v on v.document_id = e.document_id and v.element_no = e.parent_no and v.name = 'evaluation'
        where e.name = 'right' and e.attributes ? 'key') p
  where p.document_id = its_document
  group by p.transfer_id, case when exists (select from transfer_part v where v.document_id = its_document and v.element_no = p.parent and v.name = 'evaluation') then p.parent end
  having sum((p.attributes->>'key')::numeric) <> 1
  union all
  select 'REG-034', case when r.version > 0 then 'error' else 'warning' end, r.line, register_path(r.document_id, r.element_no), '',
         'amount, or key with evaluation/@amount',
         case when r.version > 0 then 'a right with neither an amount nor a key of an evaluated amount' else 'not evaluated yet: this right counts for nothing' end,
         case when r.version > 0 then 'un droit sans montant ni clé d''un montant évalué' else 'pas encore évalué : ce droit compte pour rien' end
  from right_version r
  join register_element e on e.document_id = r.document_id and e.element_no = r.element_no
  left join evaluation v on v.document_id = r.document_id and v.transfer_id = r.transfer_id and v.version = r.version
  where r.document_id = its_document and not e.attributes ? 'amount' and (not e.attributes ? 'key' or v.amount is null)
  union all
  select 'REG-038', 'error', r.line, register_path(r.document_id, r.element_no), r.index_id, 'evaluation/@value-year',
         'the right has an index but no evaluation says from which year', 'le droit a un indice mais aucune évaluation ne dit à partir de quelle année'
  from right_version r where r.document_id = its_document and r.index_id is not null and r.value_year is null
  union all
  select 'REG-035', 'warning', r.line, register_path(r.document_id, r.element_no), y.year::text, r.index_id,
         'the index has no rate for a year the right is indexed to; the right is held at its last known level',
         'l''indice n''a pas de taux pour un exercice d''indexation ; le droit reste à son dernier niveau connu'
  from right_version r
  cross join lateral generate_series(r.value_year + 1, r.until_year) as y(year)
  where r.document_id = its_document and r.index_id is not null
    and not exists (select from index_rate i where i.document_id = its_document and i.index_id = r.index_id and i.year = y.year)
  union all
  select 'REG-036', 'error', m.line, '/register/merger', siren_text(m.old_body), '',
         'a body is merged twice, or into itself', 'une collectivité est fusionnée deux fois, ou avec elle-même'
  from merger m
  where m.document_id = its_document
    and (m.old_body = m.new_body or exists (select from merger o where o.document_id = its_document and o.old_body = m.old_body and o.line <> m.line));
$$;

-- The bodies a register names, known from then on.
-- In the order of their numbers: two registers that name the same new bodies then wait for each other, never in a circle.
create function register_bodies(its_document integer) returns void language sql as $$
  select count(body_find(siren, attributes->>'name', attributes->>'kind'))
  from (select (attributes->>'siren')::integer as siren, attributes
        from register_element where document_id = its_document and name = 'body' order by 1) as named;
$$;

grant select on register_element, act, index_rate, competence, transfer, transfer_part, transfer_rule,
  reference_amount, deduction, evaluation, entitlement, resource, resource_paid, agreement, agreement_funder,
  agreement_amount, active_register, rule_set, staff, equipment, spending_today, right_version, tax_base, merger,
  financed_object, object_spent, body_population to contrepartie_reader;
grant insert on register_element to contrepartie_importer;
reset role;
