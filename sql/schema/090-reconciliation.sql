-- Institutions that several bodies finance: what was agreed, what each funder's books show as paid, what the
-- institution's books show as received. A difference is a balance that ought to be zero.
set local role contrepartie_owner;

-- Subsidies and contributions, in and out: docs/reference/reconciliation.md.
create function is_grant_account(account text) returns boolean language sql immutable parallel safe
  return account ~ '^(65|674|204)';
create function is_receipt_account(account text) returns boolean language sql immutable parallel safe
  return account ~ '^(74|13)';

-- Where a row comes from, as people find it: the file and its line.
create function source_name(its_siren integer, its_document integer, its_line integer) returns text language sql stable as $$
  select file_name || ':' || its_line from document where siren = its_siren and document_id = its_document;
$$;

-- Grants of the annexes of accounts, and of published lists. Lists are published again with what they held before: the nth
-- row of one payer, year, beneficiary, day, amount and purpose is the same grant in each of them, and counts once.
create view stated_grant as
select g.*, case when d.format in ('totem', 'cfu') then 'annex' else 'published' end as basis, d.stage, d.file_name, d.document_date
from (select *, document_id = min(document_id) over (partition by siren, published, fiscal_year, account, who, grant_date, amount, purpose, rank) or not published as first
      from (select g.*, d.format in ('scdl-subventions', 'state-grants') as published, coalesce(g.beneficiary_siren::text, party_name(g.beneficiary)) as who,
                   case when d.format in ('scdl-subventions', 'state-grants') then
                     row_number() over (partition by g.siren, g.document_id, g.fiscal_year, g.account, g.beneficiary_siren, g.beneficiary, g.grant_date, g.amount, g.purpose
                                        order by g.grant_no) end as rank
            from grant_paid g
            join document_state d on d.siren = g.siren and d.document_id = g.document_id and d.status = 'active') g) g
join document d on d.siren = g.siren and d.document_id = g.document_id
where g.first;

-- The order that a line of a correction corrects.
create view corrected_order as
select c.siren, voucher_id(c.document_id, c.voucher_no) as correction, c.line_no, max(voucher_id(v.document_id, v.voucher_no)) as order_id
from voucher_correction c
cross join lateral (select * from voucher v where v.siren = c.siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number offset 0) v
where v.direction = c.original_direction and v.slip_type not in ('02', '03')
group by 1, 2, 3;

-- Payments to third parties, from the payer's own books: its payment orders, the annex of grants of its accounts, and
-- the lists it published. The same payment may stand in all three: each reader takes one basis.
create view payment as
select m.siren as payer, coalesce(m.counterparty, k.siren) as payee, m.year::integer as year, v.voucher_date as day, m.amount, 'vouchers' as basis,
       m.account, p.name, m.siren as body, m.document_id, m.entry_no as row_no, m.source_line, coalesce(o.order_id, m.voucher_id) as order_id
from movement m
join voucher v on v.siren = m.siren and v.document_id = voucher_document(m.voucher_id) and v.voucher_no = voucher_no(m.voucher_id)
left join corrected_order o on v.slip_type = '02' and o.siren = m.siren and o.correction = m.voucher_id and o.line_no = m.source_ordinal
left join voucher_party p on p.siren = v.siren and p.document_id = v.document_id and p.voucher_no = v.voucher_no and p.line_no = m.source_ordinal
  and p.party_siren is null and m.counterparty is null
left join known_alias k on k.name = party_name(p.name)
where m.book = 'V' and m.direction = 'D' and m.operation = 'R' and is_grant_account(m.account)
union all
select g.siren, coalesce(g.beneficiary_siren, k.siren), g.fiscal_year, g.grant_date, g.amount, g.basis, g.account, g.beneficiary, g.siren, g.document_id,
       g.grant_no, g.source_line, null
from stated_grant g
left join known_alias k on k.name = party_name(g.beneficiary)
where (g.basis = 'annex' and g.stage in ('CA', 'CFU') or g.basis = 'published' and g.in_kind = '')
  and (as_of() is null or g.document_date is null or g.document_date <= as_of());

-- The institutions that a body is one of, finances, or passes money to; null: every one.
create function institutions_of(its_body integer) returns integer[] language sql stable as $$
  select case when its_body is not null then
    array(select distinct f.institution from agreement_funder f join active_register using (document_id) where its_body in (f.institution, f.funder, f.via)) end;
$$;

-- What each agreement of the chosen institutions says of its funders, and when; the amounts it names; the receipts.
-- Functions, so that their sizes can be told: behind the register's elements the planner believes in one row, and joins row
-- by row. In PL/pgSQL: a session plans them once.
create function agreement_terms(chosen integer[])
  returns table (institution integer, funder integer, receipt_account text, share numeric, via integer, first_year integer, last_year integer, first_day date)
  language plpgsql stable rows 2000 set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select f.institution, f.funder, f.receipt_account, f.share, f.via, extract(year from f.first_day)::integer,
         extract(year from f.last_day)::integer, f.first_day
  from agreement_funder f
  join active_register r on r.document_id = f.document_id
  where chosen is null or f.institution = any(chosen);
end $$;

create function agreement_amounts(chosen integer[], first_year integer, last_year integer)
  returns table (institution integer, funder integer, year integer, agreed numeric, declared numeric, voted numeric, in_kind numeric)
  language plpgsql stable rows 20000 set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select a.institution, a.funder, a.year,
         sum(a.amount) filter (where a.kind = 'due'), sum(a.amount) filter (where a.kind = 'paid'),
         sum(a.amount) filter (where a.kind = 'voted'), sum(a.amount) filter (where a.kind = 'due' and a.in_kind)
  from agreement_amount a join active_register using (document_id)
  where (chosen is null or a.institution = any(chosen)) and (first_year is null or a.year >= first_year) and (last_year is null or a.year <= last_year)
  group by 1, 2, 3;
end $$;

-- Receipts of the institutions that agreements name, from their own books: collection orders name their payer, a FEC may
-- by its label, accounts by the account that the agreement reserves for it.
create function institution_receipts(chosen integer[], first_year integer, last_year integer)
  returns table (payee integer, payer integer, year integer, day date, amount bigint, basis text, account text, name text, document_id integer, row_no integer,
                 source_line integer, order_id bigint)
  language plpgsql stable rows 100000 set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with institution as (
    select distinct a.institution as siren from agreement a join active_register using (document_id) where chosen is null or a.institution = any(chosen)
  )
  select i.siren as payee, coalesce(m.counterparty, case when coalesce(p.name, l.label) is not null then alias_of(coalesce(p.name, l.label)) end) as payer, m.year::integer as year, v.voucher_date as day, m.amount,
         case m.book when 'V' then 'vouchers' else 'accounts' end as basis, m.account,
         coalesce(p.name, nullif(l.label, '')) as name, m.document_id, m.entry_no as row_no, m.source_line, coalesce(o.order_id, m.voucher_id) as order_id
  from institution i
  cross join lateral (select * from movements_of(i.siren) m where m.direction = 'R' and m.operation = 'R' and m.book in ('A', 'V')
                        and (first_year is null or m.year >= first_year) and (last_year is null or m.year <= last_year) offset 0) m
  left join voucher v on v.siren = m.siren and v.document_id = voucher_document(m.voucher_id) and v.voucher_no = voucher_no(m.voucher_id)
  left join voucher_party p on m.book = 'V' and p.siren = v.siren and p.document_id = v.document_id and p.voucher_no = v.voucher_no
    and p.line_no = m.source_ordinal and p.party_siren is null and m.counterparty is null
  left join corrected_order o on v.slip_type = '02' and o.siren = m.siren and o.correction = m.voucher_id and o.line_no = m.source_ordinal
  cross join lateral (select case when m.book = 'A' and m.voucher_id is not null then -- of the account in that entry of a FEC; nothing is looked for elsewhere
                        (select x.label from fec_leg x
                         where x.siren = m.siren and x.account = m.account and x.document_id = m.document_id and x.journal = v.journal and x.number = v.piece_number
                           and x.entry_date = v.voucher_date and x.label <> '' order by x.leg_no limit 1) end as label offset 0) l;
end $$;
create view receipt as select * from institution_receipts(null, null, null);

create function institution_payments(chosen integer[], first_year integer, last_year integer)
  returns table (institution integer, funder integer, year integer, basis text, amount numeric)
  language plpgsql stable rows 20000 set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  select p.payee, p.payer, p.year, p.basis, sum(p.amount) / 100.0
  from payment p
  where p.payee in (select t.institution from agreement_terms(chosen) t)
    and (first_year is null or p.year >= first_year) and (last_year is null or p.year <= last_year)
  group by 1, 2, 3, 4;
end $$;

-- One row for each chosen institution, its funders and the years of an active agreement. Paid: the payment orders to the institution; else
-- the annex of grants; else what the agreement says; else a published list. Received: the collection orders on the funder;
-- else the receipts on its account that no other funder is known to have paid. All of it is one list of amounts, summed once.
create function funding_years(chosen integer[], first_year integer, last_year integer)
  returns table (institution integer, funder integer, year integer, agreed numeric, paid numeric, received numeric, paid_basis text, received_basis text,
                 voted numeric, in_kind numeric, share numeric, via integer, has_due boolean)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with named as materialized (
    select * from agreement_amounts(chosen, first_year, last_year)
  ), term as materialized (
    select * from agreement_terms(chosen)
  ), receipt as materialized (
    select * from institution_receipts(chosen, first_year, last_year)
  ), reserved as materialized ( -- the account that the agreement of a year reserves for the funder
    select distinct on (t.institution, t.funder, y.year) t.institution, t.funder, y.year, t.receipt_account
    from term t
    join (select distinct payee, year from receipt where basis = 'accounts') y on y.payee = t.institution
    order by t.institution, t.funder, y.year, y.year between t.first_year and t.last_year desc, t.first_day desc
  ), measured as materialized (
    select n.institution, n.funder, n.year, m.what, m.amount
    from named n
    cross join lateral (values ('named', null), ('agreed', n.agreed), ('declared', n.declared), ('voted', n.voted), ('in_kind', n.in_kind)) as m(what, amount)
    where m.what = 'named' or m.amount is not null
    union all
    select institution, funder, year, basis, amount from institution_payments(chosen, first_year, last_year)
    union all
    select r.payee, r.payer, r.year, 'ordered', sum(r.amount) / 100.0
    from receipt r
    where r.basis = 'vouchers' and r.payer is not null
      and (is_receipt_account(r.account) or exists (select from term t where t.institution = r.payee and t.funder = r.payer and r.account like t.receipt_account || '%'))
    group by 1, 2, 3
    union all
    select s.institution, s.funder, r.year, 'booked', sum(r.amount) / 100.0
    from receipt r
    join reserved s on s.institution = r.payee and s.year = r.year
    where r.basis = 'accounts' and case when r.payer is null then starts_with(r.account, s.receipt_account) else r.payer = s.funder end
    group by 1, 2, 3
    union all
    select g.beneficiary_siren, g.siren, g.fiscal_year, 'budgeted', sum(g.amount) / 100.0
    from grant_paid g
    join document_state d on d.siren = g.siren and d.document_id = g.document_id and d.status = 'active' and d.stage in ('BP', 'BS', 'DM')
    where g.beneficiary_siren in (select institution from named)
      and (first_year is null or g.fiscal_year >= first_year) and (last_year is null or g.fiscal_year <= last_year)
    group by 1, 2, 3
  ), funder_year as ( -- by the agreement of that year, else the latest
    select distinct on (y.institution, y.funder, y.year) y.institution, y.funder, y.year, t.share, t.via, y.year between t.first_year and t.last_year as in_term
    from (select distinct institution, funder, year from measured) y
    join term t using (institution, funder)
    order by y.institution, y.funder, y.year, y.year between t.first_year and t.last_year desc, t.first_day desc
  ), summed as (
    select f.institution, f.funder, f.year, f.share, f.via, f.in_term, bool_or(m.what = 'named') as is_named,
           sum(m.amount) filter (where m.what = 'agreed') as agreed, sum(m.amount) filter (where m.what = 'declared') as declared,
           sum(m.amount) filter (where m.what = 'voted') as voted, sum(m.amount) filter (where m.what = 'in_kind') as in_kind,
           sum(m.amount) filter (where m.what = 'vouchers') as vouchers, sum(m.amount) filter (where m.what = 'annex') as annex,
           sum(m.amount) filter (where m.what = 'published') as published, sum(m.amount) filter (where m.what = 'ordered') as ordered,
           sum(m.amount) filter (where m.what = 'booked') as booked, sum(m.amount) filter (where m.what = 'budgeted') as budgeted
    from measured m
    join funder_year f on f.institution = m.institution and f.funder = m.funder and f.year = m.year
    group by 1, 2, 3, 4, 5, 6
  )
  select institution, funder, year, coalesce(agreed, 0)::numeric(18, 2) as agreed,
         coalesce(vouchers, annex, declared, published, 0)::numeric(18, 2) as paid,
         coalesce(ordered, booked, 0)::numeric(18, 2) as received,
         case when vouchers is not null then 'vouchers' when annex is not null then 'annex' when declared is not null then 'declared'
              when published is not null then 'published' else 'none' end as paid_basis,
         case when ordered is not null then 'vouchers' when booked is not null then 'accounts' else 'none' end as received_basis,
         coalesce(budgeted, voted)::numeric(18, 2) as voted, in_kind, share, via, agreed is not null as has_due
  from summed -- the years that an agreement speaks of, and those of its term in which something was paid or received
  where is_named or in_term and (vouchers <> 0 or annex <> 0 or published <> 0 or ordered <> 0 or booked <> 0);
end $$;

-- The kind of each difference, the first that holds (docs/reference/reconciliation.md). VAT rates: CGI, art. 278 to 281 nonies, 296.
create function reconciliations(chosen integer[], first_year integer, last_year integer)
  returns table (institution integer, funder integer, year integer, agreed numeric, paid numeric, received numeric, difference numeric, kind text,
                 agreed_share numeric, actual_share numeric, drift numeric, voted numeric, paid_basis text, received_basis text, via integer)
  language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with compared as (
    select f.*, received - paid as difference,
           lag(received - paid) over along as before, lead(received - paid) over along as after,
           lag(year) over along as year_before, lead(year) over along as year_after,
           sum(agreed) over together as all_agreed, sum(paid) over together as all_paid, bool_or(has_due) over together as any_due
    from funding_years(chosen, first_year - 1, last_year + 1) f -- a difference may be that of the year beside it
    window along as (partition by institution, funder order by year), together as (partition by institution, year)
  ), shared as (
    select c.*, round(100 * case when any_due then agreed / nullif(all_agreed, 0) else share end, 2) as agreed_share,
           round(100 * paid / nullif(all_paid, 0), 2) as actual_share
    from compared c
  )
  select institution, funder, year, agreed, paid, received, difference,
         case
           when difference <> 0 and ((year_before = year - 1 and before = -difference) or (year_after = year + 1 and after = -difference)) then 'timing'
           when difference <> 0 and received = 0 then 'missing_payee'
           when difference <> 0 and paid = 0 then 'missing_payer'
           when difference <> 0 and exists (select from (values (1.2), (1.1), (1.085), (1.055), (1.021)) as rate(factor)
                                            where round(received * factor, 2) = paid or round(paid * factor, 2) = received) then 'vat'
           when difference <> 0 and in_kind = abs(difference) then 'in_kind'
           when difference <> 0 then 'amount'
           when not any_due then 'none' -- an agreement in shares promises no amount
           when paid < agreed then 'under_paid'
           when paid > agreed then 'over_paid'
           else 'none'
         end as kind,
         agreed_share, actual_share, actual_share - agreed_share as drift, voted, paid_basis, received_basis, via
  from shared
  where (first_year is null or year >= first_year) and (last_year is null or year <= last_year);
end $$;

-- The same of every institution, for psql.
create view funding_year as select * from funding_years(null, null, null);
create view reconciliation as select * from reconciliations(null, null, null);

grant select on stated_grant, corrected_order, payment, receipt, funding_year, reconciliation to contrepartie_reader;
reset role;
