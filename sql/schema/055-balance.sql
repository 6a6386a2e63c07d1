-- The books that count: the entries of active documents. For one budget and year the budget book has one source, the
-- open credits of the accounts once they are there (they hold every vote), the votes before; so nothing counts twice.
set local role contrepartie_owner;

-- Each document that counts, and whether its votes are replaced by the open credits of the accounts.
create view counted_document as
select d.siren, d.document_id, d.budget_id, d.format, d.stage, d.norm, d.variant, d.document_date,
       d.stage in ('BP', 'BS', 'DM') and exists (
         select from document_state a
         where a.siren = d.siren and a.budget_id = d.budget_id and a.fiscal_year = d.fiscal_year
           and a.stage in ('CA', 'CFU') and a.status = 'active') as votes_replaced
from document_state d
where d.status = 'active';

create view counted_entry as
select e.siren, e.document_id, e.entry_no, e.fiscal_year, e.book, e.amount, e.debit_account, e.credit_account, e.counterparty, e.source_line, d.budget_id, d.format, d.stage,
       d.norm, d.variant, coalesce(e.entry_date, d.document_date, make_date(e.fiscal_year, 12, 31)) as entry_date
from entry e
join counted_document d on d.document_id = e.document_id and d.siren in (0, e.siren)
where not (e.book = 'B' and d.votes_replaced);

-- The chart an account belongs to: the document's norm; CTP for the technical accounts and class 8 of the register.
create function account_chart(account text, norm text) returns text language sql immutable parallel safe
  return case when left(account, 1) = '@' or norm = '' then 'CTP' else norm end;

create function technical_label(account text) returns text language sql immutable parallel safe
  return case account
    when '@execution' then 'Exécution budgétaire (opérations réelles)' when '@order' then 'Opérations d''ordre'
    when '@carried' then 'Résultats reportés (001, 002)' when '@credit' then 'Crédits ouverts ou votés'
    when '@pending' then 'Restes à réaliser' when '801' then 'Engagements donnés' when '802' then 'Engagements reçus'
    when '809' then 'Contrepartie des engagements' end;

-- Debits and credits by account. The documents that count are chosen once, the entries read once and summed by pair of
-- accounts before the two sides are told apart; hashed, since entries just loaded have no statistics to sort by.
create function trial_balance(first_year integer, last_year integer, its_siren integer, its_book text)
  returns table (siren integer, year smallint, book "char", norm text, variant text, account text, debit numeric, credit numeric)
  language sql stable set search_path = contrepartie, pg_temp set enable_sort = off set enable_nestloop = off as $$
  with document as materialized (
    select document_id, norm, variant, votes_replaced from counted_document
    where its_siren is null or siren in (0, its_siren)
  ), pair as (
    select e.siren, e.fiscal_year, e.book, d.norm, max(d.variant) as variant, e.debit_account, e.credit_account, sum(e.amount) as amount
    from entry e
    join document d on d.document_id = e.document_id
    where (first_year is null or e.fiscal_year >= first_year) and (last_year is null or e.fiscal_year <= last_year)
      and (its_siren is null or e.siren = its_siren) and (its_book is null or book_name(e.book) = its_book)
      and not (e.book = 'B' and d.votes_replaced)
    group by 1, 2, 3, 4, 6, 7
  ), leg as (
    select p.siren, p.fiscal_year, p.book, p.norm, p.variant, p.debit_account as account, p.amount as debit, 0::numeric as credit from pair p
    union all
    select p.siren, p.fiscal_year, p.book, p.norm, p.variant, p.credit_account, 0, p.amount from pair p
  )
  select l.siren, l.fiscal_year, l.book, max(l.norm), max(l.variant), l.account, sum(l.debit), sum(l.credit)
  from leg l
  group by l.siren, l.fiscal_year, l.book, account_chart(l.account, l.norm), l.account;
$$;

grant select on counted_document, counted_entry to contrepartie_reader;
reset role;
