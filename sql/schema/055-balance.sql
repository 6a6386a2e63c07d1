-- The books that count: the entries of active documents. For one budget and year the budget book has one source, the
-- open credits of the accounts once they are there (they hold every vote), the votes before; so nothing counts twice.
set local role contrepartie_owner;

-- Each document that counts, and whether its votes are replaced by the open credits of the accounts.
create view counted_document as
select d.siren, d.document_id, d.budget_id, d.format, d.stage, d.norm, d.variant, d.fiscal_year, d.document_date, d.entries,
       d.stage in ('BP', 'BS', 'DM') and exists (
         select from document_state a
         where a.siren = d.siren and a.budget_id = d.budget_id and a.fiscal_year = d.fiscal_year
           and a.stage in ('CA', 'CFU') and a.status = 'active') as votes_replaced
from document_state d
where d.status = 'active';

create view counted_entry as
select e.siren, e.document_id, e.entry_no, e.fiscal_year, e.book, e.amount, e.debit_account, e.credit_account, e.counterparty, e.source_line, d.budget_id, d.format, d.stage,
       coalesce(b.norm, d.norm) as norm, coalesce(b.variant, d.variant) as variant, coalesce(e.entry_date, d.document_date, make_date(e.fiscal_year, 12, 31)) as entry_date
from entry e
join counted_document d on d.document_id = e.document_id and d.siren in (0, e.siren)
left join balance_active b on b.siren = e.siren and b.fiscal_year = e.fiscal_year and b.document_id = e.document_id
  and e.entry_no between b.first_entry and b.first_entry + b.entries - 1
where not (e.book = 'B' and d.votes_replaced) and (d.format <> 'dgfip-balance' or b.budget_no is not null);

create function technical_label(account text) returns text language sql immutable parallel safe
  return case account
    when '@execution' then 'Exécution budgétaire (opérations réelles)' when '@order' then 'Opérations d''ordre'
    when '@carried' then 'Résultats reportés (001, 002)' when '@credit' then 'Crédits ouverts ou votés'
    when '@pending' then 'Restes à réaliser' when '@opening' then 'Balance d''entrée'
    when '@non_budget' then 'Opérations non budgétaires' when '801' then 'Engagements donnés' when '802' then 'Engagements reçus'
    when '809' then 'Contrepartie des engagements' end;

-- Debits and credits by account over all bodies: from the sums of large documents, less the budgets of balances that something better replaces,
-- and the entries of the others, document by document: the planner, who does not know that they are few, would read the
-- journal through for them. In PL/pgSQL: a session plans it once.
create function national_balance(first_year integer, last_year integer, its_book text)
  returns table (year smallint, book "char", chart text, account text, debit numeric, credit numeric)
  language plpgsql stable set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query
  with document as materialized (
    select siren, document_id, format, norm, votes_replaced, is_summed(entries) as summed from counted_document
    where format <> 'dgfip-balance' or fiscal_year is null -- a balance of one year says so
      or (first_year is null or fiscal_year >= first_year) and (last_year is null or fiscal_year <= last_year)
  ), pair as (
    select t.fiscal_year, t.book, t.norm, t.debit_account, t.credit_account, t.amount
    from document d
    join entry_sum t on t.document_id = d.document_id and t.siren = d.siren
    where d.summed and not (t.book = 'B' and d.votes_replaced)
      and (first_year is null or t.fiscal_year >= first_year) and (last_year is null or t.fiscal_year <= last_year)
    union all
    select e.fiscal_year, e.book, d.norm, e.debit_account, e.credit_account, e.amount
    from document d
    join entry e on e.document_id = d.document_id
    where not d.summed and d.format <> 'dgfip-balance' and not (e.book = 'B' and d.votes_replaced)
      and (first_year is null or e.fiscal_year >= first_year) and (last_year is null or e.fiscal_year <= last_year)
    union all
    select e.fiscal_year, e.book, b.norm, e.debit_account, e.credit_account, e.amount
    from document d
    join budget_balance b on b.document_id = d.document_id
    join entry e on e.document_id = b.document_id and e.siren = b.siren and e.entry_no between b.first_entry and b.first_entry + b.entries - 1
    where not d.summed and d.format = 'dgfip-balance'
      and (first_year is null or b.fiscal_year >= first_year) and (last_year is null or b.fiscal_year <= last_year)
    union all
    select e.fiscal_year, e.book, b.norm, e.debit_account, e.credit_account, -e.amount
    from balance_state b
    join entry e on e.document_id = b.document_id and e.siren = b.siren and e.entry_no between b.first_entry and b.first_entry + b.entries - 1
    where not b.counts and (first_year is null or b.fiscal_year >= first_year) and (last_year is null or b.fiscal_year <= last_year)
  ), leg as (
    select p.fiscal_year, p.book, p.norm, l.account, l.debit, l.credit
    from pair p
    cross join lateral (values (p.debit_account, p.amount, 0), (p.credit_account, 0, p.amount)) as l(account, debit, credit)
  )
  select l.fiscal_year, l.book, account_chart(l.account, l.norm), l.account, sum(l.debit), sum(l.credit)
  from leg l
  where its_book is null or book_name(l.book) = its_book
  group by l.fiscal_year, l.book, account_chart(l.account, l.norm), l.account
  having sum(l.debit) <> 0 or sum(l.credit) <> 0;
end $$;

grant select on counted_document, counted_entry to contrepartie_reader;
reset role;
