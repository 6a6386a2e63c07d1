-- Balances that the DGFiP publishes: one file is one document of several bodies (siren 0), and each of its budgets stands
-- here. A budget counts while nothing better says its year; a better source makes it a control, one budget at a time.
set local role contrepartie_owner;

-- The rows of one budget and year that stand together in the file, and which entries they are in the journal. Sums are those of its
-- columns, in cents. Key columns as in entry: a file is added at the end of the index.
create table budget_balance (
  opening_debit    bigint not null, -- BEDEB, BECRE
  opening_credit   bigint not null,
  budget_debit     bigint not null, -- OBNETDEB, OBNETCRE: net of cancellations, order operations included
  budget_credit    bigint not null,
  non_budget_debit bigint not null, -- ONBDEB, ONBCRE
  non_budget_credit bigint not null,
  order_debit      bigint not null, -- OOBDEB, OOBCRE
  order_credit     bigint not null,
  siren            integer not null,
  document_id      integer not null,
  budget_no        integer not null, -- 1, 2, 3... in the file
  first_entry      integer not null, -- its rows of the journal stand together: first_entry, and entries of them
  entries          integer not null,
  lines            integer not null,
  source_line      integer not null, -- of the first of its rows
  fiscal_year      smallint not null,
  kind             text not null check (kind in ('P', 'A')), -- CBUDG 1 and 2: the body's own; 3: annex
  crossed          boolean not null, -- the file crosses natures with functions
  has_functions    boolean not null, -- and some row of the budget names one
  siret            text not null check (siret ~ '^[0-9]{14}$'), -- IDENT
  code             text not null, -- CODBUD1
  label            text not null, -- LBUDG
  category         text not null, -- CATEG
  department       text not null, -- NDEPT
  norm             text not null,
  variant          text not null,
  primary key (document_id, siren, budget_no)
);
create index on budget_balance (siren, fiscal_year);
create trigger append_only before update or delete or truncate on budget_balance
  for each statement execute function refuse_change();

-- A SIRET is one budget, whatever code its accounts and its balance give it.
create view siret_budget as
select siren, siret, min(budget_id) as budget_id from budget group by siren, siret;

-- The bodies and budgets of a file, made known as a set; what a body is called is said by its own budget.
create function balance_budgets(its_document integer) returns void language sql set search_path = contrepartie, pg_temp as $$
  insert into body as b (siren, name, kind)
  select distinct on (r.siren) r.siren, case when r.kind = 'P' then r.label else siren_text(r.siren) end,
         case r.category when 'Commune' then 'commune' when 'PARIS' then 'commune' when 'DEPT' then 'department' when 'REG' then 'region'
                         when 'GFP' then 'epci' when 'EPT' then 'epci' else '' end
  from budget_balance r where r.document_id = its_document
  order by r.siren, r.kind desc, r.fiscal_year desc, r.budget_no
  on conflict (siren) do update -- as body_find
    set kind = case when b.kind = '' then excluded.kind else b.kind end,
        name = case when b.name = siren_text(b.siren) then excluded.name else b.name end
    where b.kind = '' and excluded.kind <> '' or b.name = siren_text(b.siren) and excluded.name <> b.name;
  update body b set department = r.department -- as body_department
  from (select siren, min(department_code(department)) as department from budget_balance where document_id = its_document group by siren) r
  where b.siren = r.siren and b.department = '' and r.department <> '';
  insert into budget (siren, siret, code, label, kind)
  select distinct on (r.siren, r.siret) r.siren, r.siret, case when r.code <> '' then r.code when r.kind = 'P' then '00' else '' end, r.label, r.kind
  from budget_balance r
  where r.document_id = its_document and not exists (select from budget b where b.siren = r.siren and b.siret = r.siret)
  order by r.siren, r.siret, r.fiscal_year desc, r.budget_no
  on conflict do nothing; -- another import made it known meanwhile
$$;

create view balance_document as
select document_id, project, file_name from document_state where siren = 0 and format = 'dgfip-balance' and status = 'active';

-- The budgets of balances in force for which something better is there: the accounts themselves (CA, CFU), the FEC of a
-- body that has none, and before a plain balance the one that crosses natures with functions.
create view balance_outranked as
select b.document_id, b.siren, b.budget_no
from budget_balance b
join budget a on a.siren = b.siren and a.siret = b.siret
join document_state o on o.siren = b.siren and o.budget_id = a.budget_id and o.fiscal_year = b.fiscal_year
where b.document_id in (select document_id from balance_document) and o.stage in ('CA', 'CFU') and o.status in ('active', 'control')
union
select b.document_id, b.siren, b.budget_no
from budget_balance b
join document_state o on o.siren = b.siren and o.fiscal_year = b.fiscal_year
where b.document_id in (select document_id from balance_document) and o.format = 'fec' and o.status = 'active'
union
select b.document_id, b.siren, b.budget_no
from budget_balance b
join budget_balance c on c.siren = b.siren and c.siret = b.siret and c.fiscal_year = b.fiscal_year
where not b.crossed and c.crossed
  and b.document_id in (select document_id from balance_document) and c.document_id in (select document_id from balance_document);

-- The budgets of balances in force, and which of them count, as it follows from all this.
create view balance_standing as
select b.siren, b.fiscal_year, b.document_id, b.budget_no, b.first_entry, b.entries, i.budget_id,
       not exists (select from balance_outranked o where o.document_id = b.document_id and o.siren = b.siren and o.budget_no = b.budget_no) as counts,
       b.has_functions, b.norm, b.variant
from budget_balance b
join siret_budget i on i.siren = b.siren and i.siret = b.siret
where b.document_id in (select document_id from balance_document);

-- The same, kept: reports ask it for every body. `verify` holds it against the view.
create table balance_state (
  siren       integer not null,
  fiscal_year smallint not null,
  document_id integer not null,
  budget_no   integer not null,
  first_entry integer not null,
  entries     integer not null,
  budget_id   integer not null,
  counts      boolean not null,
  has_functions boolean not null,
  norm        text not null,
  variant     text not null,
  primary key (siren, fiscal_year, document_id, budget_no)
);
create index on balance_state (fiscal_year) where not counts;

create view balance_active as
select b.*, as_of() is null or make_date(b.fiscal_year, 12, 31) <= as_of() as known from balance_state b where b.counts;

-- A document that came, or went by its reversal, changes what counts for its bodies and years.
create function balances_recount() returns trigger language plpgsql security definer set search_path = contrepartie, pg_temp as $$
begin
  if new.format = 'dgfip-balance' then
    delete from balance_state a using (select distinct siren, fiscal_year from budget_balance where document_id = coalesce(new.reverses, new.document_id)) k
      where a.siren = k.siren and a.fiscal_year = k.fiscal_year;
    insert into balance_state
      select c.* from balance_standing c
      where (c.siren, c.fiscal_year) in (select siren, fiscal_year from budget_balance where document_id = coalesce(new.reverses, new.document_id));
  elsif (new.stage in ('CA', 'CFU') or new.format = 'fec')
    and exists (select from budget_balance b where b.siren = new.siren and b.fiscal_year = new.fiscal_year) then
    delete from balance_state a where a.siren = new.siren and a.fiscal_year = new.fiscal_year;
    insert into balance_state select c.* from balance_standing c where c.siren = new.siren and c.fiscal_year = new.fiscal_year;
  end if;
  return null;
end $$;
create trigger recount after insert on document for each row execute function balances_recount();

-- The balances of the same kind in force that hold one of the budgets and years of this one.
create function balance_rivals(its_document integer) returns table (document_id integer, years text, provisional boolean)
  language sql stable set search_path = contrepartie, pg_temp as $$
  select o.document_id, string_agg(distinct o.fiscal_year::text, ', '), bool_or(k.project)
  from budget_balance b
  join budget_balance o on o.siren = b.siren and o.siret = b.siret and o.fiscal_year = b.fiscal_year and o.crossed = b.crossed
  join balance_document k on k.document_id = o.document_id
  where b.document_id = its_document and o.document_id <> its_document
  group by 1 order by 1;
$$;

-- What the whole says that no row does: budgets that are not in balance, budgets whose rows stand apart, and a file that
-- would take other budgets of an earlier one out of the books. One row for each cause, at the first place.
create function balance_defects(its_document integer)
  returns table (code text, level text, line integer, path text, found text, expected text, message_en text, message_fr text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with whole as materialized (
    select siren, siret, code, fiscal_year, min(source_line) as line, max(label) as label, count(*) as parts,
           sum(opening_debit) as opening_debit, sum(opening_credit) as opening_credit, sum(budget_debit + non_budget_debit) as debit,
           sum(budget_credit + non_budget_credit) as credit, sum(order_debit) as order_debit, sum(order_credit) as order_credit
    from budget_balance where document_id = its_document group by 1, 2, 3, 4
  ), side as (
    select w.line, w.label, s.*
    from whole w
    cross join lateral (values ('BEDEB, BECRE', 1, opening_debit, opening_credit), ('OBNETDEB + ONBDEB', 2, debit, credit), ('OOBDEB, OOBCRE', 3, order_debit, order_credit))
      as s(path, place, debit, credit)
    where s.debit <> s.credit
  )
  (select distinct on (place) 'BAL-203', 'warning', line, path || ' (' || label || ')', euros_fr(debit / 100), euros_fr(credit / 100),
          'the debits of a budget are not its credits, in ' || count(*) over (partition by place) || ' of ' || (select count(*) from whole) || ' budgets',
          'les débits d''un budget ne sont pas ses crédits, dans ' || count(*) over (partition by place) || ' budgets sur ' || (select count(*) from whole)
   from side order by place, line)
  union all
  (select 'BAL-206', 'warning', min(line), '', count(*)::text, '', 'budgets whose rows do not stand together; they are added up',
          'des budgets dont les lignes ne se suivent pas ; elles s''additionnent'
   from whole where parts > 1 having count(*) > 0)
  union all
  select 'BAL-204', 'error', 1, '', (count(*) - count(m.siren))::text, '0',
         'document ' || o.document_id || ' holds budgets that this file does not: in its place, they would leave the books',
         'le document ' || o.document_id || ' porte des budgets que ce fichier n''a pas : remplacé, ils sortiraient des livres'
  from (select distinct r.document_id, r.siren, r.siret, r.fiscal_year
        from budget_balance r
        where r.document_id in (select k.document_id from balance_rivals(its_document) k)) o
  left join (select distinct siren, siret, fiscal_year from budget_balance where document_id = its_document) m
    on m.siren = o.siren and m.siret = o.siret and m.fiscal_year = o.fiscal_year
  group by o.document_id having count(*) > count(m.siren);
$$;

-- A balance of several bodies counts as long as one of its budgets does.
create function shown_status(its_document integer, its_format text, its_status text) returns text language sql stable as $$
  select case when its_format = 'dgfip-balance' and its_status = 'active'
                and not exists (select from budget_balance b -- the state alone has no index by document
                                join balance_active a on a.siren = b.siren and a.fiscal_year = b.fiscal_year and a.document_id = b.document_id and a.budget_no = b.budget_no
                                where b.document_id = its_document) then 'control' else its_status end;
$$;

-- Whose a document is: of a balance, its body's when it has only one; 0: several.
create function shown_siren(its_document integer, its_format text, its_siren integer) returns integer language sql stable as $$
  select case when its_format <> 'dgfip-balance' then its_siren
              else coalesce((select min(b.siren) from budget_balance b where b.document_id = its_document having min(b.siren) = max(b.siren)), 0) end;
$$;

grant select on balance_state, budget_balance, siret_budget, balance_document, balance_outranked, balance_standing, balance_active to contrepartie_reader;
grant insert on budget_balance to contrepartie_importer;
reset role;
