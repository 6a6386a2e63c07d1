-- The journal: one row is one complete double entry. It debits one account and credits another by the same amount,
-- so an unbalanced journal cannot be stored.
--
-- Accounts are written as in the chart of the document's norm; those that begin with @ are the technical accounts of
-- chart CTP: @execution (real operations), @order (order operations, zero per document), @carried (results 001/002),
-- @credit (appropriations), @pending (restes a realiser). Columns go from wide to narrow: no padding at 50 million.
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
  primary key (siren, document_id, entry_no)
);

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
    raise exception 'fiscal year % of % is closed', new.fiscal_year, siren_text(new.siren)
      using hint = 'Only a reversal may be posted to a closed year.';
  end if;
  if new.reverses is null and new.fiscal_year is null and exists (
    select from closed_year c join entry e on e.siren = c.siren and e.document_id = new.document_id and e.fiscal_year = c.fiscal_year) then
    raise exception 'document % posts to a closed fiscal year', new.document_id
      using hint = 'Only a reversal may be posted to a closed year.';
  end if;
  if new.reverses is null and exists (
    select from closed_year c join entry e on e.siren = c.siren and e.document_id = new.document_id and e.fiscal_year = c.fiscal_year
    where e.source_document is not null) then
    raise exception 'document % settles vouchers of a closed fiscal year', new.document_id
      using hint = 'Only a reversal may be posted to a closed year.';
  end if;
  if new.budget_id is not null and not exists (select from budget b
                                               where b.siren = new.siren and b.budget_id = new.budget_id) then
    raise exception 'document % names an unknown budget', new.document_id using errcode = '23503';
  end if;

  select count(*) as entries,
         count(*) filter (where new.siren <> 0 and e.fiscal_year <> new.fiscal_year and e.source_document is null) as other_years,
         count(*) filter (where e.debit_account >= '@' and e.debit_account < 'A' and e.debit_account not in
                            ('@execution', '@order', '@carried', '@credit', '@pending')
                             or e.credit_account >= '@' and e.credit_account < 'A' and e.credit_account not in
                            ('@execution', '@order', '@carried', '@credit', '@pending')) as unknown_accounts
    into found_set
    from entry e
    where e.document_id = new.document_id
      and case when new.siren = 0 then e.siren in (select siren from body) else e.siren = new.siren end;
  if found_set.entries <> new.entries then
    raise exception 'document % says % entries, the journal holds %', new.document_id, new.entries, found_set.entries
      using errcode = '23503';
  end if;
  if found_set.other_years + found_set.unknown_accounts > 0 then
    raise exception 'document %: % entries of another year, % on unknown technical accounts', new.document_id,
      found_set.other_years, found_set.unknown_accounts using errcode = '23503';
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
  where document_id = cancelled
    and case when its_siren = 0 then siren in (select b.siren from body b) else siren = its_siren end
  order by siren, entry_no;
$$;

grant select on entry to contrepartie_reader;
grant insert on entry to contrepartie_importer;

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
