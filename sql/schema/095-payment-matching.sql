-- Matching across books: which payment of a funder answers which receipt of an institution. What agrees exactly is
-- matched; anything else is a proposal with its score, and a person decides. A decision on a name teaches an alias: from
-- then on that name is that body, in what is here and in what comes.
set local role contrepartie_owner;

create table payment_decision (
  decision_id integer not null generated always as identity primary key,
  proposal    text not null,
  kind        text not null,
  institution integer not null,
  funder      integer not null,
  fiscal_year smallint not null,
  name        text not null,    -- of a decision on a name, and who it was taken for; else empty
  candidate   integer not null,
  decision    text not null check (decision in ('accepted', 'refused')),
  reason      text not null check (reason <> ''),
  author      text not null default author(),
  decided_at  timestamptz not null default now()
);
create trigger append_only before update or delete or truncate on payment_decision
  for each statement execute function refuse_change();

-- Days between an order and its receipt that still are the same movement.
create function matching_window() returns integer language sql immutable parallel safe return 92;

-- How alike two names are, 0 to 1; a word of one that is a word of the other counts in full.
create function name_score(one text, other text) returns numeric language sql immutable parallel safe
  set search_path = contrepartie, public, pg_temp
  return round(greatest(similarity(party_name(one), party_name(other)), 0.9 * strict_word_similarity(party_name(other), party_name(one)))::numeric, 2);

-- Every payment and receipt between the parties of the chosen institutions' agreements (null: of all), one way of matching after the other.
create function payment_matches(chosen integer[])
  returns table (proposal text, kind text, score numeric, institution integer, funder integer, year integer, paid numeric, received numeric, payments text, receipts text,
                 name text, candidate integer)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with pairs as materialized (
    select distinct f.institution, f.funder, f.receipt_account
    from agreement_terms(chosen) f
  ), receipt as materialized (
    select * from institution_receipts(chosen, null, null)
  ), basis as materialized (
    select institution, funder, year, paid_basis, received_basis from funding_years(chosen, null, null)
  ), paid_order as ( -- an order with what reduced or rejected it
    select p.payee as institution, p.payer as funder, p.year, min(p.day) as day, sum(p.amount) as amount, p.body, min(p.document_id) as document_id, min(p.row_no) as row_no,
           (array_agg(p.source_line order by p.document_id, p.row_no))[1] as source_line
    from payment p
    join basis b on b.institution = p.payee and b.funder = p.payer and b.year = p.year and b.paid_basis = p.basis
    group by p.payee, p.payer, p.year, p.body, coalesce(p.order_id::text, p.document_id || '/' || p.row_no)
    having sum(p.amount) > 0
  ), paid as materialized (
    select row_number() over (order by funder, institution, year, day, document_id, row_no) as no,
           row_number() over (partition by institution, funder, year, amount order by day, document_id, row_no) as rank, *
    from paid_order
  ), received_order as (
    select r.payee as institution, q.funder, r.year, min(r.day) as day, sum(r.amount) as amount, r.payee as body, min(r.document_id) as document_id, min(r.row_no) as row_no,
           (array_agg(r.source_line order by r.document_id, r.row_no))[1] as source_line
    from receipt r
    join pairs q on q.institution = r.payee
      and case when r.payer is not null then r.payer = q.funder else r.basis = 'accounts' and r.account like q.receipt_account || '%' end
    join basis b on b.institution = r.payee and b.funder = q.funder and b.year = r.year and b.received_basis = r.basis
    where r.basis = 'accounts' or is_receipt_account(r.account) or r.account like q.receipt_account || '%'
    group by r.payee, q.funder, r.year, coalesce(r.order_id::text || case r.basis when 'accounts' then '/' || r.row_no else '' end, r.document_id || '/' || r.row_no)
    having sum(r.amount) > 0
  ), received as materialized (
    select row_number() over (order by institution, funder, year, day, document_id, row_no) as no,
           row_number() over (partition by institution, funder, year, amount order by day, document_id, row_no) as rank, *
    from received_order
  ), near as materialized ( -- same year and amount; how far apart in days, else in rank
    select p.no as paid_no, r.no as received_no, coalesce(abs(p.day - r.day), abs(p.rank - r.rank)) as far
    from paid p join received r using (institution, funder, year, amount)
    where p.day is null or r.day is null or abs(p.day - r.day) <= matching_window()
  ), mutual as materialized ( -- each the nearest of the other
    select paid_no, received_no
    from (select *, row_number() over (partition by paid_no order by far, received_no) as mine, row_number() over (partition by received_no order by far, paid_no) as theirs
          from near) n
    where mine = 1 and theirs = 1
  ), rest as materialized ( -- and once more among those left
    select paid_no, received_no
    from (select *, row_number() over (partition by paid_no order by far, received_no) as mine, row_number() over (partition by received_no order by far, paid_no) as theirs
          from near where paid_no not in (select paid_no from mutual) and received_no not in (select received_no from mutual)) n
    where mine = 1 and theirs = 1
  ), exact as materialized (
    select * from mutual union all select * from rest
  ), beside as materialized ( -- the same amount, another day or the year next to it
    select p.no as paid_no, r.no as received_no, coalesce(abs(p.day - r.day), 366 * abs(p.year - r.year) + abs(p.rank - r.rank)) as far
    from paid p
    join received r using (institution, funder, amount)
    where abs(p.year - r.year) <= 1 and p.no not in (select paid_no from exact) and r.no not in (select received_no from exact)
  ), timing as materialized (
    select paid_no, received_no
    from (select *, row_number() over (partition by paid_no order by far, received_no) as mine, row_number() over (partition by received_no order by far, paid_no) as theirs
          from beside) n
    where mine = 1 and theirs = 1
  ), once as materialized (
    select * from timing
    union all
    select paid_no, received_no
    from (select *, row_number() over (partition by paid_no order by far, received_no) as mine, row_number() over (partition by received_no order by far, paid_no) as theirs
          from beside where paid_no not in (select paid_no from timing) and received_no not in (select received_no from timing)) n
    where mine = 1 and theirs = 1
  ), paid_left as materialized (
    select *, sum(amount) over (partition by institution, funder order by year, day, no) as up_to from paid
    where no not in (select paid_no from exact union select paid_no from once)
  ), received_left as materialized (
    select *, sum(amount) over (partition by institution, funder order by year, day, no) as up_to from received
    where no not in (select received_no from exact union select received_no from once)
  ), grouped_paid as ( -- several payments, one after the other, make one receipt
    select distinct on (r.no) r.no as received_no, a.no as first_no, z.no as last_no
    from received_left r
    join paid_left a using (institution, funder)
    join paid_left z using (institution, funder)
    where z.up_to - (a.up_to - a.amount) = r.amount and z.up_to > a.up_to and abs(a.year - r.year) <= 1 and abs(z.year - r.year) <= 1
    order by r.no, z.up_to
  ), grouped_received as ( -- one payment is several receipts
    select distinct on (p.no) p.no as paid_no, a.no as first_no, z.no as last_no
    from paid_left p
    join received_left a using (institution, funder)
    join received_left z using (institution, funder)
    where z.up_to - (a.up_to - a.amount) = p.amount and z.up_to > a.up_to and abs(a.year - p.year) <= 1 and abs(z.year - p.year) <= 1
      and p.no not in (select l.no from grouped_paid g join paid_left l on l.no between g.first_no and g.last_no)
    order by p.no, z.up_to
  ), matched as (
    select 'exact' as kind, 1.00 as score, paid_no as paid_first, paid_no as paid_last, received_no as received_first, received_no as received_last from exact
    union all select 'timing', 0.90, paid_no, paid_no, received_no, received_no from once
    union all select 'grouped', 0.80, first_no, last_no, received_no, received_no from grouped_paid
    union all select 'grouped', 0.80, paid_no, paid_no, first_no, last_no from grouped_received
  ), told as (
    select m.kind, m.score, p.institution, p.funder, p.year, p.amount as paid, r.amount as received, p.sources as payments, r.sources as receipts, '' as name, 0 as candidate
    from matched m
    cross join lateral (select min(institution) as institution, min(funder) as funder, min(year) as year, sum(amount) as amount,
                               string_agg(source_name(x.body, x.document_id, x.source_line), ' + ' order by x.no) as sources
                        from paid x where x.no between m.paid_first and m.paid_last) p
    cross join lateral (select sum(amount) as amount, string_agg(source_name(x.body, x.document_id, x.source_line), ' + ' order by x.no) as sources
                        from received x where x.no between m.received_first and m.received_last) r
    union all -- payments to a name that looks like an institution
    select 'name', max(name_score(p.name, b.name)), q.institution, q.funder, p.year, sum(p.amount), null, string_agg(source_name(p.body, p.document_id, p.source_line), ' + ' order by p.document_id, p.row_no),
           '', min(p.name), q.institution
    from payment p
    join (select distinct institution, funder from pairs) q on q.funder = p.payer
    join body b on b.siren = q.institution
    where p.payee is null and p.name is not null and name_score(p.name, b.name) >= 0.4
    group by q.institution, q.funder, p.year, party_name(p.name)
    union all -- receipts from a name that looks like a funder
    select 'name', max(name_score(r.name, b.name)), q.institution, q.funder, r.year, null, sum(r.amount), '',
           string_agg(source_name(r.payee, r.document_id, r.source_line), ' + ' order by r.document_id, r.row_no), min(r.name), q.funder
    from receipt r
    join (select distinct institution, funder from pairs) q on q.institution = r.payee
    join body b on b.siren = q.funder
    where r.payer is null and r.name is not null and is_receipt_account(r.account) and name_score(r.name, b.name) >= 0.4
    group by q.institution, q.funder, r.year, party_name(r.name)
  )
  select substr(md5(concat_ws('|', kind, institution, funder, year, payments, receipts, name)), 1, 8) as proposal, t.*
  from told t;
end $$;

-- The same with what was decided last. A name that was accepted no longer needs its proposal, and stays in the list with
-- its decision; one that was refused for a body is proposed for it no more.
create function payment_proposals(chosen integer[])
  returns table (proposal text, kind text, score numeric, institution integer, funder integer, year integer, paid numeric, received numeric, payments text, receipts text,
                 name text, candidate integer, state text, reason text, author text, decided_at timestamptz)
  language sql stable set search_path = contrepartie, pg_temp as $$
with matched as materialized (
  select * from payment_matches(chosen)
), decided as (
  select distinct on (proposal) * from payment_decision order by proposal, decision_id desc
)
select m.*, case when m.kind = 'exact' then 'matched' else coalesce(d.decision, 'proposed') end as state, d.reason, d.author, d.decided_at
from matched m
left join decided d using (proposal)
where d.proposal is not null or m.kind <> 'name' or not exists (
  select from (select distinct on (a.candidate) a.siren from party_alias a where a.name = party_name(m.name) and a.candidate = m.candidate
               order by a.candidate, a.alias_id desc) last where last.siren is null)
union all
select d.proposal, d.kind, null, d.institution, d.funder, d.fiscal_year, null, null, '', '', d.name, d.candidate, d.decision, d.reason, d.author, d.decided_at
from decided d
where d.kind = 'name' and d.proposal not in (select proposal from matched);
$$;
create view payment_proposal as select * from payment_proposals(null); -- for psql, and who decides

-- Decides a proposal; the last word counts. A name accepted becomes an alias. How many were decided: 0 or 1.
create function decide_payment(its_proposal text, its_decision text, its_reason text) returns integer
  language sql set search_path = contrepartie, pg_temp as $$
  with chosen as (
    select * from payment_proposal where proposal = its_proposal and kind <> 'exact' and state <> its_decision limit 1
  ), decided as (
    insert into payment_decision (proposal, kind, institution, funder, fiscal_year, name, candidate, decision, reason)
    select proposal, kind, institution, funder, year, name, candidate, its_decision, its_reason from chosen
    returning 1
  ), taught as (
    insert into party_alias (name, siren, candidate, reason)
    select party_name(name), case its_decision when 'accepted' then candidate end, candidate, its_reason from chosen where kind = 'name'
    returning 1
  )
  select (select count(*) from decided)::integer;
$$;

grant select on payment_decision, payment_proposal to contrepartie_reader;
grant insert on payment_decision to contrepartie_auditor;
reset role;
