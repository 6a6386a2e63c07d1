-- Budget execution as reports read it: the entries of active documents, with the amount signed by its direction
-- (a cancelled expense is a negative expense, not a receipt), and selections (scopes) over it.
set local role contrepartie_owner;

-- A FEC has no directions: class 6 is an expense, class 7 a receipt, 13 a subsidy received for equipment, each leg on its
-- own; not the entries that open or close the year (post_fec tells which). In PL/pgSQL: few bodies have one, and it is
-- planned for those alone.
create function fec_movements(its_siren integer, its_document integer)
  returns table (direction "char", section "char", account text, counter_account text, counterparty integer, amount bigint,
                 entry_no integer, source_line integer, source_ordinal integer, voucher_id bigint)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select (case when left(l.account, 1) = '6' then 'D' else 'R' end)::"char", (case when left(l.account, 1) = '1' then 'I' else 'F' end)::"char",
         l.account, l.other, e.counterparty, case when (left(l.account, 1) = '6') = l.on_debit then e.amount else -e.amount end,
         e.entry_no, e.source_line, e.source_ordinal, e.voucher_id
  from entry e
  join voucher v on v.siren = e.siren and v.document_id = e.document_id and v.voucher_no = voucher_no(e.voucher_id)
  cross join lateral (values (e.debit_account, e.credit_account, true), (e.credit_account, e.debit_account, false)) as l(account, other, on_debit)
  where e.siren = its_siren and e.document_id = its_document and v.piece_type = ''
    and (left(l.account, 1) in ('6', '7') or l.account like '13%' and left(l.other, 1) in ('4', '5'));
end $$;

-- The budget account of an entry is the side that budget_side names, else the one that is no technical account.
create view document_movement as
select e.siren, e.document_id, d.budget_id, d.stage, d.norm, d.variant, e.fiscal_year as year, e.book, e.direction,
       e.section, e.operation, e.chapter,
       case when coalesce(e.budget_side = 'D', left(e.credit_account, 1) = '@') then e.debit_account else e.credit_account end as account,
       case when coalesce(e.budget_side = 'D', left(e.credit_account, 1) = '@') then e.credit_account else e.debit_account end as counter_account,
       e.function, e.counterparty,
       case when (coalesce(e.budget_side = 'D', left(e.credit_account, 1) = '@')) = (e.direction = 'D') then e.amount else -e.amount end as amount,
       e.entry_no, e.source_line, e.source_ordinal, e.voucher_id
from entry e
join document_state d using (siren, document_id)
where d.siren <> 0 and d.status = 'active' and d.known and e.direction is not null
union all
select d.siren, d.document_id, d.budget_id, d.stage, d.norm, d.variant, d.fiscal_year, 'A'::"char", f.direction, f.section, 'R'::"char", '',
       f.account collate "C", f.counter_account collate "C", null, f.counterparty, f.amount, f.entry_no, f.source_line, f.source_ordinal, f.voucher_id
from document_state d
cross join lateral fec_movements(d.siren, d.document_id) f
where d.format = 'fec' and d.status = 'active' and d.known;

-- The balances of several bodies, one budget at a time; they are known when their year ends. They are all accounts: saying so
-- here spares whoever asks for orders from reading them.
create view balance_movement as
select e.siren, e.document_id, b.budget_id, '' as stage, b.norm, b.variant, b.fiscal_year as year, 'A'::"char" as book, e.direction, e.section, e.operation, e.chapter,
       case when left(e.credit_account, 1) = '@' then e.debit_account else e.credit_account end as account,
       case when left(e.credit_account, 1) = '@' then e.credit_account else e.debit_account end as counter_account,
       e.function, e.counterparty,
       case when (left(e.credit_account, 1) = '@') = (e.direction = 'D') then e.amount else -e.amount end as amount,
       e.entry_no, e.source_line, e.source_ordinal, e.voucher_id
from balance_active b
join entry e on e.document_id = b.document_id and e.siren = b.siren and e.entry_no between b.first_entry and b.first_entry + b.entries - 1
where b.known and e.direction is not null;

create view movement as
select * from document_movement
union all
select * from balance_movement;

-- The movements of one body, or of one of its years: for who asks body by body, as entries_of.
create function movements_of(its_siren integer) returns setof movement language sql stable as $$
  select m.* from movement m where m.siren = its_siren;
$$;
create function movements_of(its_siren integer, its_year integer) returns setof movement language sql stable as $$
  select m.* from movement m where m.siren = its_siren and m.year = its_year;
$$;

-- The movements of a selection. The predicate comes from the compiler of formulas (ledger/scope), which writes
-- nothing but comparisons of the columns of `m` with checked literals; null filters mean everything.
create function scope_movement(predicate text, first_year integer, last_year integer, its_siren integer)
  returns setof movement language plpgsql stable rows 10000 set search_path = contrepartie, pg_temp as $$
declare
  source text := case -- most bodies have balances and nothing else, and a plan takes longer than its answer
    when its_siren is null then 'movement'
    when not exists (select from balance_state b where b.siren = its_siren) then 'document_movement'
    when exists (select from document d where d.siren = its_siren) then 'movement'
    else 'balance_movement' end;
begin
  return query execute 'select m.* from ' || source || ' m where ($1 is null or m.year >= $1) and ($2 is null or m.year <= $2)'
    || case when its_siren is null then '' else ' and m.siren = $3' end || ' and (' || coalesce(predicate, 'false') || ')'
    using first_year, last_year, its_siren;
end $$;

-- The same of several bodies, each in its years: planned once for all of them, and the journal is not read through.
create function scope_movements(predicate text, bodies integer[], first_years integer[], last_years integer[])
  returns setof movement language plpgsql stable rows 10000 set search_path = contrepartie, pg_temp as $$
begin
  return query execute 'select m.* from unnest($1, $2, $3) as body(siren, first_year, last_year)
    cross join lateral (select m.* from movements_of(body.siren) m where m.year between body.first_year and body.last_year and ('
    || coalesce(predicate, 'false') || ') offset 0) m'
    using bodies, first_years, last_years;
end $$;

-- Named selections; their formulas are compiled when they are used.
create table scope (
  name    text primary key check (name ~ '^[a-z0-9][a-z0-9_-]*$'),
  formula text not null,
  label   text not null default '',
  set_at  timestamptz not null default now(),
  set_by  text not null default author()
);
-- Culture: all of function 3 in M14, 30 (common services, shown apart) and 31 elsewhere; 33 is youth in M57.
insert into scope (name, formula, label) values
  ('all', 'D | R', 'Toutes les lignes'),
  ('culture', '(M14 & F3) | ((M52 | M57 | M71) & (F30 | F31))', 'Culture, services communs compris');

-- Lines of a whole that fall in none, or in several, of its parts, by what they have in common.
create function scope_partition(whole text, names text[], predicates text[], first_year integer, last_year integer,
                                its_siren integer)
  returns table (siren text, year smallint, norm text, line text, amount numeric, parts text)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
declare
  hits text := '';
begin
  for part in 1 .. array_length(names, 1) loop
    hits := hits || case when part > 1 then ' || ' else '' end
      || format('case when %s then array[%L] else array[]::text[] end', predicates[part], names[part]);
  end loop;
  return query execute format(
    'select siren_text(m.siren), m.year, m.norm,
            concat(m.direction, coalesce(m.section, ''?''), '' Ch'', m.chapter, '' C'', m.account, '' F'', m.function),
            (sum(m.amount) filter (where m.book = ''A'') * 0.01)::numeric(18, 2), array_to_string(%s, '', '') as hit
     from scope_movement($1, $2, $3, $4) m
     where cardinality(%s) <> 1 group by 1, 2, 3, 4, 6 order by 1, 2, 4', hits, hits)
    using whole, first_year, last_year, its_siren;
end $$;

-- The years for which a body has active accounts.
create view accounts_year as
select siren, fiscal_year as year from document_state
where siren <> 0 and status = 'active' and known and (stage in ('CA', 'CFU') or format = 'fec')
union
select siren, fiscal_year from balance_active where known;

-- Of one body, by its key: those of every body are not gathered for it.
create function last_accounts_year(its_siren integer) returns integer language sql stable as $$
  select max(a.year)::integer from accounts_year a where a.siren = its_siren;
$$;
create function accounts_years(bodies integer[]) returns setof accounts_year language plpgsql stable set search_path = contrepartie, pg_temp as $$
begin
  return query select a.* from accounts_year a where a.siren = any(bodies);
end $$;

-- The budgets and years for which accounts are in force: there, vouchers are not counted beside them.
create view accounts_budget as
select siren, budget_id, fiscal_year as year from document_state
where siren <> 0 and status = 'active' and known and stage in ('CA', 'CFU')
union
select b.siren, o.budget_id, b.fiscal_year
from balance_active b
join budget m on m.siren = b.siren and m.budget_id = b.budget_id
join budget o on o.siren = m.siren and o.siret = m.siret
where b.known;

-- The same of one body, or of all (null), for who asks it of a few rows only: it is planned when it is first asked.
create function accounts_budgets(its_siren integer) returns setof accounts_budget language plpgsql stable set search_path = contrepartie, pg_temp as $$
begin
  return query select a.* from accounts_budget a where its_siren is null or a.siren = its_siren;
end $$;

grant select on movement, document_movement, balance_movement, scope, accounts_budget, accounts_year to contrepartie_reader;
grant insert, update, delete on scope to contrepartie_importer;
reset role;
