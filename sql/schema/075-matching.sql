-- Matching (lettrage): which receipt answers which right. The rule proposes, a person decides with a reason, the source
-- entries are never edited. An accepted match is posted: it reverses its share on 802/809 in the recipient's books and
-- on 801/809 in the giver's, so both sides show it and 802 keeps what did not follow. A posted match is withdrawn like
-- any document: contrepartie documents undo N.
set local role contrepartie_owner;

create table matching (
  matching_id       integer not null generated always as identity primary key,
  transfer_id       text not null,
  resource_id       text not null,
  siren             integer not null, -- the recipient
  giver             integer not null,
  fiscal_year       smallint not null,
  receipt_document  integer not null,
  receipt_entry     integer not null,
  amount            bigint not null,  -- cents
  decision          text not null check (decision in ('accepted', 'refused')),
  reason            text not null check (reason <> ''),
  author            text not null default author(),
  decided_at        timestamptz not null default now(),
  posted_document   integer           -- null: refused
);
create trigger append_only before update or delete or truncate on matching
  for each statement execute function refuse_change();

-- Every receipt on a resource's account, with the share of it that answers this transfer, and what was decided last.
-- A decision counts while its posting and its receipt's document are active.
create function match_candidates(rights right_year[])
  returns table (transfer_id text, resource_id text, siren integer, giver integer, year integer, receipt_document integer, receipt_entry integer,
                 source_line integer, amount bigint, state text, matching_id integer, reason text, author text, decided_at timestamptz,
                 posted_document integer)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with recipient as materialized (
    select * from recipients_of(rights)
  ), raw as (
    select r.transfer_id, r.resource_id, r.siren, t.giver, r.year, m.document_id as receipt_document, m.entry_no as receipt_entry,
           m.source_line, m.amount as receipt, m.amount * r.share as exact
    from resources_of(array(select (t.*)::transfer_recipient from recipient t)) r
    join recipient t on t.document_id = r.document_id and t.transfer_id = r.transfer_id and t.siren = r.siren
    cross join lateral (select m.* from movements_of(r.siren, r.year) m
                        where m.book = 'A' and m.direction = 'R' and m.operation = 'R'
                          and m.account like r.account || '%' and coalesce(m.function, '') like r.function || '%' offset 0) m
    where r.has_accounts
  ), ranked as ( -- largest remainder: the shares of a receipt make the receipt
    select r.*, floor(exact) as whole,
           row_number() over (partition by siren, receipt_document, receipt_entry
                              order by exact - floor(exact) desc, exact desc, transfer_id, resource_id) as place,
           receipt - sum(floor(exact)) over (partition by siren, receipt_document, receipt_entry) as remainder
    from raw r
  )
  select r.transfer_id, r.resource_id, r.siren, r.giver, r.year, r.receipt_document, r.receipt_entry, r.source_line,
         (r.whole + case when r.place <= r.remainder then 1 else 0 end)::bigint as amount,
         coalesce(d.decision, 'proposed') as state, d.matching_id, d.reason, d.author, d.decided_at, d.posted_document
  from ranked r
  left join lateral (
    select x.* from matching x
    where x.transfer_id = r.transfer_id and x.resource_id = r.resource_id and x.siren = r.siren
      and x.receipt_document = r.receipt_document and x.receipt_entry = r.receipt_entry
      and (x.posted_document is null or exists (select from document_state p where p.siren = 0 and p.document_id = x.posted_document and p.status = 'active'))
    order by x.matching_id desc limit 1) d on true;
end $$;
create view match_candidate as select * from match_candidates(rights_beside(null, null));

-- Records decisions on what is proposed, and posts the accepted ones as entries of one document.
create function post_matching(its_document integer, its_decision text, its_reason text, its_transfer text, its_siren integer,
                              first_year integer, last_year integer, its_receipt integer) returns integer
  language plpgsql set search_path = contrepartie, pg_temp as $$
declare
  decided integer;
begin
  with chosen as (
    insert into matching (transfer_id, resource_id, siren, giver, fiscal_year, receipt_document, receipt_entry, amount, decision, reason, posted_document)
    select c.transfer_id, c.resource_id, c.siren, c.giver, c.year, c.receipt_document, c.receipt_entry, c.amount, its_decision, its_reason,
           case its_decision when 'accepted' then its_document end
    from match_candidates(rights_beside(its_siren, its_transfer)) c
    where c.state <> its_decision and (c.state = 'proposed' or its_decision = 'accepted') and c.amount <> 0
      and (its_transfer is null or c.transfer_id = its_transfer) and (its_siren is null or c.siren = its_siren)
      and (first_year is null or c.year >= first_year) and (last_year is null or c.year <= last_year)
      and (its_receipt is null or c.receipt_document = its_receipt)
    returning *
  ), leg as (
    select c.siren, c.giver as other, c.*, '809' as debit, '802' as credit, 1 as leg from chosen c
    union all
    select c.giver, c.siren, c.*, '801', '809', 2 from chosen c
  ), posted as (
    insert into entry (siren, document_id, entry_no, source_line, source_ordinal, counterparty, fiscal_year, book, chapter, amount, debit_account, credit_account)
    select l.siren, its_document, row_number() over (order by l.matching_id, l.leg), 0, l.matching_id, l.other, l.fiscal_year, 'C', '', abs(l.amount),
           case when l.amount > 0 then l.debit else l.credit end, case when l.amount > 0 then l.credit else l.debit end
    from (select siren, other, matching_id, fiscal_year, amount, debit, credit, leg
          from leg as leg (siren, other, matching_id, transfer_id, resource_id, siren_2, giver, fiscal_year, receipt_document, receipt_entry, amount,
                           decision, reason, author, decided_at, posted_document, debit, credit, leg)) l
    where its_decision = 'accepted'
    returning 1
  )
  select count(*) into decided from chosen;
  return decided;
end $$;

-- Waivers: a finding put aside by somebody, for a reason, until it is restored. The last word counts; none is erased.
create table waiver (
  waiver_id   integer not null generated always as identity primary key,
  code        text not null,
  transfer_id text not null,
  siren       integer,  -- null: every recipient
  fiscal_year smallint, -- null: every year
  waived      boolean not null,
  reason      text not null check (reason <> ''),
  author      text not null default author(),
  decided_at  timestamptz not null default now()
);
create trigger append_only before update or delete or truncate on waiver
  for each statement execute function refuse_change();

create function waived_for(its_code text, its_transfer text, its_siren integer, its_year integer) returns text
  language sql stable as $$
  select case when w.waived then w.reason || ' (' || w.author || ', ' || to_char(w.decided_at, 'YYYY-MM-DD') || ')' else '' end
  from waiver w
  where w.code = its_code and w.transfer_id = its_transfer and (w.siren is null or w.siren = its_siren)
    and (w.fiscal_year is null or w.fiscal_year = its_year)
  order by w.waiver_id desc limit 1;
$$;

grant select on matching, waiver, match_candidate to contrepartie_reader;
grant insert on matching, waiver to contrepartie_auditor;
grant insert on entry, entry_sum, document to contrepartie_auditor;
grant usage on sequence document_number to contrepartie_auditor;
reset role;
