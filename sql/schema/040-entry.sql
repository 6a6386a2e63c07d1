-- The journal: one row is one complete double entry. It debits one account and credits another by the same amount,
-- so an unbalanced journal cannot be stored.
--
-- Accounts are written as in the chart of the document's norm; those that begin with @ are the technical accounts of
-- chart CTP: @execution (real operations), @order (order operations, zero per document), @carried (results 001/002),
-- @credit (appropriations), @pending (restes a realiser), and of published balances @opening (balances brought forward, zero
-- over a whole budget) and @non_budget (operations outside the budget, zero with those of @execution). Columns go from wide to narrow: no padding at 50 million.
set local role contrepartie_owner;

create table entry (
  amount         bigint not null check (amount > 0), -- cents
  voucher_id     bigint,           -- which voucher: voucher_id(document_id, voucher_no); null outside vouchers and FEC
  siren          integer not null,                   -- whose books
  document_id    integer not null,
  entry_no       integer not null,
  source_line    integer not null, -- line of the original file
  source_ordinal integer not null, -- n of LigneBudget[n], IdLigne of a voucher, a FEC's credit line, a register's element number
  counterparty   integer,          -- SIREN of the third party
  source_document integer,         -- of an entry that settles (086): the document whose file source_line is in; null: its own
  entry_date     date,             -- null: the document's
  fiscal_year    smallint not null,
  book           "char" not null check (book in ('A', 'B', 'V', 'C')), -- accounts, budget, vouchers, commitments
  direction      "char" check (direction in ('D', 'R')), -- depense, recette; null outside budget execution
  section        "char" check (section in ('F', 'I')),   -- null: unknown, and reported
  operation      "char" check (operation in ('R', 'O', 'P', 'C')), -- real, order, order inside a section, carried result
  budget_side    "char" check (budget_side in ('D', 'C')), -- the side of the budget account, where the other is no technical account
  chapter        text collate "C" not null,
  debit_account  text collate "C" not null,
  credit_account text collate "C" not null check (credit_account <> debit_account),
  function       text collate "C", -- code of the plan; null: none
  primary key (document_id, siren, entry_no) -- the document first: a load adds at the end of the index, whatever the size
);

-- Rows that never change leave nothing to clean, and no plan asks which pages are all visible: the server's rounds through
-- the journal after each load would cost as much as the load.
alter table entry set (autovacuum_vacuum_insert_threshold = -1);

-- A book's name as people write it.
create function book_name(book "char") returns text language sql immutable parallel safe
  return case book when 'A' then 'accounts' when 'B' then 'budget' when 'V' then 'vouchers' else 'commitments' end;

create function operation_name(operation "char") returns text language sql immutable parallel safe
  return case operation when 'R' then 'real' when 'O' then 'order' when 'P' then 'order_inside'
              when 'C' then 'carried' else '' end;

-- Entries that settle a voucher with another file are few, and found by the voucher.
create index on entry (siren, voucher_id) where source_document is not null;

create trigger append_only before update or delete or truncate on entry
  for each statement execute function refuse_change();

-- The entries of a document in one body's books, or some of them that stand together. One machine plans what they say as part
-- of the query that asks; distributed books (sql/citus) ask the node that has the body, one call at a time.
create function entries_of(its_siren integer, its_document integer) returns setof entry language sql stable as $$
  select e.* from entry e where e.siren = its_siren and e.document_id = its_document;
$$;
create function entries_between(its_siren integer, its_document integer, first_no integer, last_no integer) returns setof entry language sql stable as $$
  select e.* from entry e where e.siren = its_siren and e.document_id = its_document and e.entry_no between first_no and last_no;
$$;

-- The chart an account belongs to: the norm of its budget; CTP for the technical accounts and class 8 of the register.
create function account_chart(account text, norm text) returns text language sql immutable parallel safe
  return case when left(account, 1) = '@' or norm = '' then 'CTP' else norm end;

create function is_known_technical(account text) returns boolean language sql immutable parallel safe
  return left(account, 1) <> '@' or account in ('@execution', '@order', '@carried', '@credit', '@pending', '@opening', '@non_budget');

-- The entries of a large document summed by all that its checks and the balances ask: those that differ only in line,
-- function, third party or voucher. A document of several bodies (siren 0) is summed over all of them.
create table entry_sum (
  amount         bigint not null, -- cents
  siren          integer not null,
  document_id    integer not null,
  sum_no         integer not null,
  entries        integer not null,
  fiscal_year    smallint not null,
  book           "char" not null,
  direction      "char",
  section        "char",
  operation      "char",
  chapter        text collate "C" not null,
  norm           text collate "C" not null,
  debit_account  text collate "C" not null,
  credit_account text collate "C" not null,
  primary key (document_id, siren, sum_no)
);
create trigger append_only before update or delete or truncate on entry_sum
  for each statement execute function refuse_change();

-- Below this, reading the entries costs as little as reading their sums.
create function is_summed(entries bigint) returns boolean language sql immutable parallel safe
  return entries > 10000;

-- Sums what of a document is not summed yet (its entries come in the order of their numbers) and says what there is in all
-- of it: entries, those of another year than its own, on unknown technical accounts, in no budget of a balance (all, where it
-- is no balance). Asked when it is sealed, and before, while the rest of its file is still being read. Entries are read once;
-- hashed, as rows that were just loaded have no statistics. Its budgets are those of `origin`, which a reversal shares.
create function document_sums(its_siren integer, its_document integer, origin integer, its_year integer, its_norm text)
  returns table (entries bigint, other_years bigint, unknown_accounts bigint, without_budget bigint)
  language sql set search_path = contrepartie, pg_temp set enable_sort = off set enable_nestloop = off as $$
  with known as materialized (
    select coalesce(sum(s.entries), 0)::integer as entries, coalesce(max(s.sum_no), 0) as sums
    from entry_sum s where s.document_id = its_document and s.siren = its_siren
  ), pair as materialized (
    select e.fiscal_year, e.book, e.direction, e.section, e.operation, e.chapter, b.norm, e.debit_account, e.credit_account,
           sum(e.amount)::bigint as amount, count(*)::integer as entries, count(*) filter (where e.source_document is null)::integer as own
    from entry e
    left join (select b.siren, b.norm, b.first_entry, b.first_entry + b.entries - 1 as last_entry from budget_balance b where b.document_id = origin offset 0) b
      on b.siren = e.siren and e.entry_no between b.first_entry and b.last_entry
    where e.document_id = its_document and (its_siren = 0 or e.siren = its_siren) and e.entry_no > (select k.entries from known k)
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), part as (
    select fiscal_year, debit_account, credit_account, entries, own, norm from pair
    union all
    select s.fiscal_year, s.debit_account, s.credit_account, s.entries, s.entries, s.norm from entry_sum s where s.document_id = its_document and s.siren = its_siren
  ), found as (
    select coalesce(sum(p.entries), 0)::bigint as entries,
           coalesce(sum(p.own) filter (where its_siren <> 0 and p.fiscal_year <> its_year), 0)::bigint as other_years,
           coalesce(sum(p.entries) filter (where not is_known_technical(p.debit_account) or not is_known_technical(p.credit_account)), 0)::bigint as unknown_accounts,
           coalesce(sum(p.entries) filter (where p.norm is null), 0)::bigint as without_budget
    from part p
  ), kept as (
    insert into entry_sum (amount, siren, document_id, sum_no, entries, fiscal_year, book, direction, section, operation, chapter, norm, debit_account, credit_account)
    select p.amount, its_siren, its_document, (select k.sums from known k) + row_number() over (), p.entries, p.fiscal_year, p.book, p.direction, p.section,
           p.operation, p.chapter, coalesce(p.norm, its_norm), p.debit_account, p.credit_account
    from pair p where is_summed((select f.entries from found f))
  )
  select f.entries, f.other_years, f.unknown_accounts, f.without_budget from found f;
$$;

-- Foreign keys cost more than the load itself (a query per row and key); a document's entries are verified here
-- instead, once, as a set, when the document that holds them is written. An entry without its document is in no
-- report, and `verify` names it.
create function document_seal() returns trigger language plpgsql set search_path = contrepartie, pg_temp as $$
declare
  found_set record;
  last record;
begin
  perform pg_advisory_xact_lock(new.siren); -- one writer at a time in a body's chain

  if new.reverses is null and exists (select from closed_year c
                                      where c.siren = new.siren and c.fiscal_year = new.fiscal_year) then
    raise exception '%', format(said('fiscal year %s of %s is closed', 'l''exercice %s de %s est clos'), new.fiscal_year, siren_text(new.siren))
      using hint = said('Only a reversal may be posted to a closed year.', 'Seule une contre-passation peut y être passée.');
  end if;
  if new.reverses is null and new.format = 'dgfip-balance' then
    select b.siren, b.fiscal_year into last
      from closed_year c
      join budget_balance b on b.document_id = new.document_id and b.siren = c.siren and b.fiscal_year = c.fiscal_year
      where not exists (select from budget a join document_state o on o.siren = a.siren and o.budget_id = a.budget_id -- it would be a control
                        where a.siren = b.siren and a.siret = b.siret and o.fiscal_year = b.fiscal_year and o.stage in ('CA', 'CFU')
                          and o.status in ('active', 'control'))
      limit 1;
    if found then
      raise exception '%', format(said('fiscal year %s of %s is closed', 'l''exercice %s de %s est clos'), last.fiscal_year, siren_text(last.siren))
        using hint = said('Only a reversal may be posted to a closed year.', 'Seule une contre-passation peut y être passée.');
    end if;
  elsif new.reverses is null and new.fiscal_year is null and exists (
    select from closed_year c join entry e on e.siren = c.siren and e.document_id = new.document_id and e.fiscal_year = c.fiscal_year) then
    raise exception '%', format(said('document %s posts to a closed fiscal year', 'le document %s passe des écritures à un exercice clos'), new.document_id)
      using hint = said('Only a reversal may be posted to a closed year.', 'Seule une contre-passation peut y être passée.');
  end if;
  if new.reverses is null and exists (
    select from closed_year c join entry e on e.siren = c.siren and e.document_id = new.document_id and e.fiscal_year = c.fiscal_year
    where e.source_document is not null) then
    raise exception '%', format(said('document %s settles vouchers of a closed fiscal year', 'le document %s dénoue des pièces d''un exercice clos'), new.document_id)
      using hint = said('Only a reversal may be posted to a closed year.', 'Seule une contre-passation peut y être passée.');
  end if;
  if new.budget_id is not null and not exists (select from budget b
                                               where b.siren = new.siren and b.budget_id = new.budget_id) then
    raise exception 'document % names an unknown budget', new.document_id using errcode = '23503';
  end if;

  select * into found_set from document_sums(new.siren, new.document_id, coalesce(new.reverses, new.document_id), new.fiscal_year, new.norm);
  if found_set.entries <> new.entries then
    raise exception 'document % says % entries, the journal holds %', new.document_id, new.entries, found_set.entries
      using errcode = '23503';
  end if;
  if found_set.other_years + found_set.unknown_accounts > 0 then
    raise exception 'document %: % entries of another year, % on unknown technical accounts', new.document_id,
      found_set.other_years, found_set.unknown_accounts using errcode = '23503';
  end if;
  if new.format = 'dgfip-balance' and found_set.without_budget > 0 then
    raise exception 'document %: % entries in no budget', new.document_id, found_set.without_budget using errcode = '23503';
  end if;

  select chain_no, link into last from document d where d.siren = new.siren order by chain_no desc limit 1;
  new.chain_no := coalesce(last.chain_no, 0) + 1;
  new.previous_link := last.link;
  new.imported_at := date_trunc('milliseconds', clock_timestamp());
  new.imported_by := author();
  new.link := ''::bytea;
  new.link := document_link(new);
  return new;
end $$;
create trigger seal before insert on document for each row execute function document_seal();

-- The entries of a document, cancelled by the same entries with their sides exchanged.
create function post_reversal(its_siren integer, cancelled integer, cancelling integer) returns void
  language sql set search_path = contrepartie, pg_temp as $$
  insert into entry (siren, document_id, entry_no, source_line, source_ordinal, counterparty, voucher_id, source_document, entry_date, fiscal_year,
                     book, direction, section, operation, budget_side, chapter, amount, debit_account, credit_account, function)
  select siren, cancelling, entry_no, source_line, source_ordinal, counterparty, voucher_id, source_document, entry_date, fiscal_year,
         book, direction, section, operation, case budget_side when 'D' then 'C' when 'C' then 'D' end, chapter, amount,
         credit_account, debit_account, function
  from entry
  where document_id = cancelled and (its_siren = 0 or siren = its_siren)
  order by entry_no, siren;
$$;

grant select on entry, entry_sum to contrepartie_reader;
grant insert on entry, entry_sum to contrepartie_importer;

-- Subsidies paid, from the CONCOURS annex (state of grants): the source's rows, one for one.
create table grant_paid (
  amount            bigint not null, -- cents; 0 for a benefit in kind
  siren             integer not null,
  document_id       integer not null,
  grant_no          integer not null,
  source_line       integer not null,
  beneficiary_siren integer,
  fiscal_year       smallint not null,
  account           text not null default '',
  section           text not null default '',
  legal_kind        text not null default '', -- P1 association ... P3 natural person, U1 region ... U6
  beneficiary       text not null,            -- a natural person's name is masked unless asked for
  in_kind           text not null default '', -- LibPrestaNat
  purpose           text not null default '', -- what for, where the source says it
  grant_date        date,                     -- of the agreement or decision
  primary key (siren, document_id, grant_no)
);
create trigger append_only before update or delete or truncate on grant_paid
  for each statement execute function refuse_change();
grant select on grant_paid to contrepartie_reader;
grant insert on grant_paid to contrepartie_importer;
reset role;
