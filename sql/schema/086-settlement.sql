-- Settling: a correction meets the piece it corrects, a rejection the piece it rejects, a payment the order it pays. Each
-- pair comes from two files; whichever is imported second posts what follows from both, in its own document, with
-- source_document naming the other. So the order of imports does not matter, and nothing is posted twice.
set local role contrepartie_owner;

-- The budget a SIRET stands for in the accounts that are here: the code of Hélios first, else the only one.
create function budget_of_siret(its_siret text, its_code text) returns table (code text) language sql stable as $$
  select b.code from budget b
  where b.siret = its_siret and (b.code = its_code or (select count(*) from budget o where o.siret = its_siret) = 1)
  order by b.code = its_code desc limit 1;
$$;

-- The chart a budget is kept in: a PES does not say it, its accounts do.
create function budget_chart(its_siren integer, its_budget integer, its_year integer)
  returns table (norm text, variant text, assumed boolean) language sql stable as $$
  select * from (
    (select d.norm, d.variant, false from document_state d
     where d.siren = its_siren and d.format in ('totem', 'cfu') and d.status in ('active', 'control')
     order by d.budget_id = its_budget desc, abs(d.fiscal_year - its_year), d.document_id limit 1)
    union all
    select 'M57', 'M57_D', true) c (norm, variant, assumed)
  order by assumed limit 1;
$$;

-- Whether an origin (OrgEma) moves cash: 01 of an expense; 01 02 03 10 of a receipt. The others set one order off against
-- another, or against a list, on the third party's account.
create function is_cash(direction "char", origin text) returns boolean language sql immutable parallel safe
  return case direction when 'D' then origin = '01' else origin in ('01', '02', '03', '10') end;

-- The documents of a budget that count, and the one being imported.
create function live_documents(its_siren integer, its_budget integer, its_document integer) returns setof integer
  language sql stable as $$
  select document_id from document_state
  where siren = its_siren and budget_id = its_budget and status = 'active' and document_id <> its_document
  union all select its_document;
$$;

-- Vouchers that events of live documents reject, or whose slip the gateway refused.
create function rejections(its_siren integer, its_budget integer, its_document integer)
  returns table (voucher_id bigint, line_no integer, event_document integer, event_no integer, source_line integer)
  language sql stable set search_path = contrepartie, pg_temp as $$
  select voucher_id(v.document_id, v.voucher_no), e.line_no, e.document_id, e.event_no, e.source_line
  from live_documents(its_siren, its_budget, its_document) l
  join voucher_event e on e.siren = its_siren and e.document_id = l and e.event in ('rejected', 'refused')
  join voucher v on v.siren = e.siren and v.fiscal_year = e.fiscal_year and v.direction = e.direction and v.slip_number = e.slip_number
    and (e.slip_type = '' or v.slip_type = e.slip_type) and (e.piece_number = '' or v.piece_number = e.piece_number)
  where v.document_id in (select * from live_documents(its_siren, its_budget, its_document));
$$;

create function settle(its_siren integer, its_document integer, its_budget integer) returns void
  language plpgsql set search_path = contrepartie, pg_temp as $$
declare
  has_corrections boolean := exists (select from voucher_correction c where c.siren = its_siren);
  has_events boolean := exists (select from voucher_event e where e.siren = its_siren);
begin
  if not has_corrections and not has_events then return; end if;
  create temporary table if not exists live_document (document_id integer primary key) on commit drop;
  truncate live_document;
  insert into live_document select distinct * from live_documents(its_siren, its_budget, its_document);
  create temporary table if not exists rejected_voucher (voucher_id bigint, line_no integer, event_document integer, event_no integer, source_line integer) on commit drop;
  truncate rejected_voucher;
  if has_events then
    insert into rejected_voucher select * from rejections(its_siren, its_budget, its_document);
  end if;

  -- corrections: the reversal of the original's entries, for the amount corrected
  insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, direction, section, operation, budget_side, chapter,
                     amount, debit_account, credit_account, function, counterparty, source_ordinal, source_document, source_line)
  with candidate as (
    select c.document_id, c.correction_no, c.voucher_no, c.line_no, c.fiscal_year, c.amount_net, c.amount_vat, c.original_line, c.source_line,
           v.document_id as original_document, v.first_entry, v.entries
    from voucher_correction c
    join live_document lc on lc.document_id = c.document_id
    join voucher v on v.siren = c.siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number
      and v.direction = c.original_direction and v.slip_type not in ('02', '03')
    join live_document lv on lv.document_id = v.document_id
    where c.siren = its_siren
      and not exists (select from rejected_voucher r where r.voucher_id = voucher_id(v.document_id, v.voucher_no) and r.line_no in (0, c.original_line))
      and not exists (select from rejected_voucher r where r.voucher_id = voucher_id(c.document_id, c.voucher_no) and r.line_no in (0, c.line_no))
  ), pair as ( -- one that was complete before is settled already
    select distinct on (document_id, correction_no) * from candidate c
    where its_document in (c.document_id, c.original_document)
      and (c.document_id = its_document or not exists (
             select from candidate o where o.document_id = c.document_id and o.correction_no = c.correction_no and o.original_document <> its_document))
    order by document_id, correction_no, original_document desc
  ), leg as (
    select p.*, e.direction, e.section, e.operation, e.budget_side, e.chapter, e.debit_account, e.credit_account, e.function, e.counterparty,
           e.entry_no as original_entry, case when e.direction is not null then p.amount_net else p.amount_vat end as leg_amount,
           bool_or(e.direction is null) over (partition by p.document_id, p.correction_no) as has_vat
    from pair p
    join entry e on e.siren = its_siren and e.document_id = p.original_document
      and e.entry_no between p.first_entry and p.first_entry + p.entries - 1 and e.source_ordinal = p.original_line
  )
  select its_siren, its_document,
         (select coalesce(max(entry_no), 0) from entry where siren = its_siren and document_id = its_document)
           + row_number() over (order by document_id, correction_no, original_entry),
         voucher_id(document_id, voucher_no), fiscal_year, 'V', direction, section, operation,
         case budget_side when 'D' then 'C' when 'C' then 'D' end, chapter, leg_amount, credit_account, debit_account, function, counterparty,
         line_no, nullif(document_id, its_document), source_line
  from leg where leg_amount > 0 and (amount_vat = 0 or has_vat);

  if not has_events then return; end if;

  -- rejections: everything the piece, or the line, had moved, back
  insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, direction, section, operation, budget_side, chapter,
                     amount, debit_account, credit_account, function, counterparty, source_ordinal, source_document, source_line)
  with first_event as (
    select distinct on (r.voucher_id, r.line_no) r.* from rejected_voucher r
    where its_document in (r.event_document, voucher_document(r.voucher_id))
      and (voucher_document(r.voucher_id) = its_document or not exists (
             select from rejected_voucher o where o.voucher_id = r.voucher_id and o.line_no in (0, r.line_no) and o.event_document <> its_document))
    order by r.voucher_id, r.line_no, r.event_document, r.event_no
  ), wanted as (
    select f.* from first_event f
    where f.line_no = 0 or not exists (select from first_event w where w.voucher_id = f.voucher_id and w.line_no = 0)
  ), moved as (
    select w.voucher_id, w.event_document, w.source_line as event_line, e.*
    from wanted w
    join voucher v on v.siren = its_siren and v.document_id = voucher_document(w.voucher_id) and v.voucher_no = voucher_no(w.voucher_id)
    join entry e on e.siren = its_siren and e.document_id = v.document_id
      and e.entry_no between v.first_entry and v.first_entry + v.entries - 1 and (w.line_no = 0 or e.source_ordinal = w.line_no)
    union all -- a correction was settled beside its own rows
    select w.voucher_id, w.event_document, w.source_line, e.*
    from wanted w
    join voucher v on v.siren = its_siren and v.document_id = voucher_document(w.voucher_id) and v.voucher_no = voucher_no(w.voucher_id)
      and v.slip_type = '02'
    join entry e on e.siren = its_siren and e.voucher_id = w.voucher_id and e.document_id in (select document_id from live_document)
      and (w.line_no = 0 or e.source_ordinal = w.line_no)
  )
  select its_siren, its_document,
         (select coalesce(max(entry_no), 0) from entry where siren = its_siren and document_id = its_document)
           + row_number() over (order by m.voucher_id, m.document_id, m.entry_no),
         m.voucher_id, m.fiscal_year, 'V', m.direction, m.section, m.operation,
         case m.budget_side when 'D' then 'C' when 'C' then 'D' end, m.chapter, m.amount, m.credit_account, m.debit_account, m.function, m.counterparty,
         m.source_ordinal, nullif(m.event_document, its_document), m.event_line
  from moved m (voucher_id, event_document, event_line, amount, entry_voucher, siren, document_id, entry_no, source_line, source_ordinal, counterparty,
                source_document, fiscal_year, book, direction, section, operation, budget_side, chapter, debit_account, credit_account, function);

  -- payments: cash against the third party. A periodic return repeats earlier payments: the nth of one line, origin, day
  -- and amount is the same payment in every file.
  insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, chapter, amount, debit_account, credit_account,
                     counterparty, source_ordinal, source_document, source_line)
  with payment as (
    select e.*, row_number() over (partition by e.document_id, e.direction, e.fiscal_year, e.slip_type, e.slip_number, e.piece_number, e.line_no,
                                                e.code, e.event_date, e.amount order by e.event_no) as rank
    from voucher_event e
    join live_document l on l.document_id = e.document_id
    where e.siren = its_siren and e.event = 'payment' and is_cash(e.direction, e.code)
  ), paired as (
    select p.*, v.document_id as order_document, v.voucher_no, v.first_entry, v.entries
    from payment p
    join voucher v on v.siren = p.siren and v.fiscal_year = p.fiscal_year and v.direction = p.direction and v.slip_number = p.slip_number
      and v.slip_type = p.slip_type and v.piece_number = p.piece_number
    join live_document l on l.document_id = v.document_id
  ), fresh as (
    select distinct on (p.order_document, p.voucher_no, p.line_no, p.code, p.event_date, p.amount, p.rank) p.* from paired p
    where its_document in (p.document_id, p.order_document)
      and (p.order_document = its_document or not exists (
             select from paired o where o.document_id <> its_document and o.order_document = p.order_document and o.voucher_no = p.voucher_no
               and o.line_no = p.line_no and o.code = p.code and o.event_date is not distinct from p.event_date and o.amount = p.amount and o.rank = p.rank))
    order by p.order_document, p.voucher_no, p.line_no, p.code, p.event_date, p.amount, p.rank, p.document_id
  ), against as (
    select distinct on (f.document_id, f.event_no) f.*, e.counterparty,
           case e.budget_side when 'D' then e.credit_account else e.debit_account end as third
    from fresh f
    join entry e on e.siren = its_siren and e.document_id = f.order_document and e.entry_no between f.first_entry and f.first_entry + f.entries - 1
      and e.source_ordinal = f.line_no and e.budget_side is not null
    order by f.document_id, f.event_no, e.entry_no
  )
  select its_siren, its_document,
         (select coalesce(max(entry_no), 0) from entry where siren = its_siren and document_id = its_document)
           + row_number() over (order by document_id, event_no),
         voucher_id(order_document, voucher_no), fiscal_year, 'V', '', amount,
         case direction when 'D' then third else '515' end, case direction when 'D' then '515' else third end,
         counterparty, line_no, nullif(document_id, its_document), source_line
  from against where amount > 0 and third <> '515';
end $$;

-- Slips of one budget, direction, year and type in the order of their numbers, and what MtCumulAnnuel says is missing
-- before each: the numbers left out, and their amount.
create view slip_gap as
with series as (
  select s.*, d.budget_id, lag(s.slip_number) over w as before_number, lag(s.cumulative) over w as before_cumulative
  from voucher_slip s
  join document_state d using (siren, document_id)
  where d.status = 'active'
  window w as (partition by s.siren, d.budget_id, s.direction, s.fiscal_year, s.slip_type order by s.slip_number)
)
select siren, budget_id, direction, fiscal_year, slip_type, slip_number, document_id, source_line,
       coalesce(before_number, 0) + 1 as first_missing, slip_number - 1 as last_missing,
       cumulative - amount - coalesce(before_cumulative, case when before_number is null then 0 end) as missing_amount
from series
where slip_type in ('01', '02');

-- What a set can tell of vouchers just imported; the shape of register_defects.
create function voucher_defects(its_siren integer, its_document integer, its_budget integer)
  returns table (code text, level text, line integer, path text, found text, expected text, message_en text, message_fr text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with live as materialized (
    select distinct l as document_id from live_documents(its_siren, its_budget, its_document) l
  ), mine as ( -- corrections of this file, and whether they found what they correct
    select c.*, exists (select from entry e where e.siren = its_siren and e.document_id = its_document and e.voucher_id = voucher_id(c.document_id, c.voucher_no)
                          and e.source_ordinal = c.line_no) as settled
    from voucher_correction c where c.siren = its_siren and c.document_id = its_document
  )
  select 'PES-209', 'error', v.source_line, '//Piece/IdPce', v.direction::text || ' ' || v.fiscal_year || ' ' || v.piece_number, '',
         'a piece of this number is in another slip, and was not rejected (document ' || o.document_id || '; ERREUR_DOUBLON_PIECE)',
         'une pièce de ce numéro est dans un autre bordereau et n''a pas été rejetée (document ' || o.document_id || ' ; ERREUR_DOUBLON_PIECE)'
  from voucher v
  join voucher o on o.siren = v.siren and o.fiscal_year = v.fiscal_year and o.piece_number = v.piece_number and o.direction = v.direction
    and o.slip_type = v.slip_type and o.document_id <> its_document and o.slip_number <> v.slip_number
  where v.siren = its_siren and v.document_id = its_document and o.document_id in (select document_id from live)
    and not exists (select from rejections(its_siren, its_budget, its_document) r where r.voucher_id = voucher_id(o.document_id, o.voucher_no))
  union all
  select 'PES-210', 'error', max(c.source_line), '//LigneDePiece/RattachPiece', c.original_direction::text || ' ' || c.original_year || ' ' || c.original_number || '/' || c.original_line,
         (e.amount / 100.0)::numeric(18, 2)::text, 'the reductions of a line exceed it: ' || euros_en(sum(c.amount_net) / 100.0),
         'les réductions d''une ligne la dépassent : ' || euros_fr(sum(c.amount_net) / 100.0)
  from voucher_correction c
  join voucher v on v.siren = c.siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number and v.direction = c.original_direction
    and v.slip_type not in ('02', '03') and v.document_id in (select document_id from live)
  join entry e on e.siren = v.siren and e.document_id = v.document_id and e.entry_no between v.first_entry and v.first_entry + v.entries - 1
    and e.source_ordinal = c.original_line and e.direction is not null
  where c.siren = its_siren and c.document_id in (select document_id from live)
    and exists (select from mine m where m.original_number = c.original_number and m.original_line = c.original_line and m.original_year = c.original_year)
  group by c.original_direction, c.original_year, c.original_number, c.original_line, e.document_id, e.entry_no, e.amount
  having sum(c.amount_net) > e.amount
  union all
  select 'PES-211', 'warning', m.source_line, '//LigneDePiece/RattachPiece', m.original_direction::text || ' ' || m.original_year || ' ' || m.original_number || '/' || m.original_line, '',
         'the piece it corrects is not here: the correction waits (report waiting) and is posted when it comes',
         'la pièce corrigée n''est pas là : la correction attend (état waiting) et sera passée à son arrivée'
  from mine m where not m.settled
  union all
  select 'PES-212', 'warning', m.source_line, '//LigneDePiece/Nature', m.account || ' ' || m.function, e.account || ' ' || coalesce(e.function, ''),
         'the correction names another account or function than the line it corrects; it is posted on the original''s',
         'la correction porte un autre compte ou une autre fonction que la ligne corrigée ; elle est passée sur ceux de l''origine'
  from mine m
  cross join lateral (select case e.budget_side when 'C' then e.credit_account else e.debit_account end as account, e.function
                      from entry e where e.siren = its_siren and e.document_id = its_document and e.voucher_id = voucher_id(m.document_id, m.voucher_no)
                        and e.source_ordinal = m.line_no and e.direction is not null limit 1) e
  where m.account <> e.account or m.function <> coalesce(e.function, '')
  union all
  select 'PES-213', 'warning', s.source_line, '//Bordereau/BlocBordereau/MtCumulAnnuel', (s.cumulative / 100.0)::numeric(18, 2)::text,
         ((p.cumulative + s.amount) / 100.0)::numeric(18, 2)::text,
         'the year''s total runs backwards: it is less than that of slip ' || p.slip_number || ' and this slip',
         'le cumul annuel recule : il est inférieur à celui du bordereau ' || p.slip_number || ' augmenté de celui-ci'
  from voucher_slip s
  cross join lateral (select o.slip_number, o.cumulative from voucher_slip o
                      where o.siren = s.siren and o.fiscal_year = s.fiscal_year and o.direction = s.direction and o.slip_type = s.slip_type
                        and o.slip_number < s.slip_number and o.document_id in (select document_id from live) and o.cumulative is not null
                      order by o.slip_number desc limit 1) p
  where s.siren = its_siren and s.document_id = its_document and s.cumulative < p.cumulative + s.amount
  union all
  select 'PES-227', 'warning', min(e.source_line), '//Bordereau', e.direction::text || ' ' || e.fiscal_year || ' ' || e.slip_number,
         '', count(*) || ' states or payments concern orders that are not here: they wait (report waiting)',
         count(*) || ' états ou paiements concernent des pièces qui ne sont pas là : ils attendent (état waiting)'
  from voucher_event e
  where e.siren = its_siren and e.document_id = its_document and e.event <> 'acknowledged' and not exists (
    select from voucher v where v.siren = e.siren and v.fiscal_year = e.fiscal_year and v.direction = e.direction and v.slip_number = e.slip_number
      and (e.slip_type = '' or v.slip_type = e.slip_type) and (e.piece_number = '' or v.piece_number = e.piece_number)
      and v.document_id in (select document_id from live))
  group by e.direction, e.fiscal_year, e.slip_number
  union all
  select 'PES-228', 'warning', t.source_line, '//LigneDePiece/BlocLignePiece', (coalesce(p.amount, 0) / 100.0)::numeric(18, 2)::text, (t.amount / 100.0)::numeric(18, 2)::text,
         'the payments of the line are not its announced total', 'les paiements de la ligne ne font pas son total annoncé'
  from voucher_event t
  left join lateral (select sum(e.amount) as amount from voucher_event e
                     where e.siren = t.siren and e.document_id = t.document_id and e.event = 'payment' and e.direction = t.direction and e.fiscal_year = t.fiscal_year
                       and e.slip_type = t.slip_type and e.slip_number = t.slip_number and e.piece_number = t.piece_number and e.line_no = t.line_no) p on true
  where t.siren = its_siren and t.document_id = its_document and t.event = 'paid_total' and t.amount < coalesce(p.amount, 0)
  union all
  select 'PES-264', 'error', a.source_line, '/PES_Aller/PES_PJ/PJ/IdUnique', a.unique_id, '',
         'another attachment has this identifier, which is unique for ever (document ' || o.document_id || '; ERREUR_DOUBLON_PJ)',
         'une autre pièce jointe a cet identifiant, unique pour toujours (document ' || o.document_id || ' ; ERREUR_DOUBLON_PJ)'
  from attachment a
  join attachment o on o.siren = a.siren and o.unique_id = a.unique_id and o.sha256 <> a.sha256
    and (o.document_id <> a.document_id or o.attachment_no < a.attachment_no)
    and (o.document_id = its_document or exists (select from document_state d where d.siren = o.siren and d.document_id = o.document_id and d.status = 'active'))
  where a.siren = its_siren and a.document_id = its_document;
$$;

-- Corrections and events that found nothing to settle with.
create view waiting as
with live as materialized (
  select d.siren, d.document_id, d.budget_id, d.file_name from document_state d where d.status = 'active' and d.budget_id is not null
)
select c.siren, l.budget_id, 'correction' as kind, c.document_id, c.direction, c.fiscal_year,
       v.slip_number, v.piece_number, c.line_no, c.original_direction::text || '-' || c.original_year || '-' || c.original_number || '/' || c.original_line as wanted,
       c.amount_net + c.amount_vat as amount, l.file_name || ':' || c.source_line as source
from voucher_correction c
join live l using (siren, document_id)
join voucher v on v.siren = c.siren and v.document_id = c.document_id and v.voucher_no = c.voucher_no
where not exists (select from entry e join live o on o.siren = e.siren and o.document_id = e.document_id
                  where e.siren = c.siren and o.budget_id = l.budget_id and e.voucher_id = voucher_id(c.document_id, c.voucher_no) and e.source_ordinal = c.line_no)
union all
select e.siren, l.budget_id, e.event, e.document_id, e.direction, e.fiscal_year, e.slip_number, e.piece_number, e.line_no,
       e.direction::text || '-' || e.fiscal_year || '-' || e.slip_type || '-' || e.slip_number || '-' || e.piece_number, e.amount, l.file_name || ':' || e.source_line
from voucher_event e
join live l using (siren, document_id)
where e.event not in ('acknowledged', 'paid_total') and not exists (
  select from voucher v join live o on o.siren = v.siren and o.document_id = v.document_id
  where v.siren = e.siren and o.budget_id = l.budget_id and v.fiscal_year = e.fiscal_year and v.direction = e.direction and v.slip_number = e.slip_number
    and (e.slip_type = '' or v.slip_type = e.slip_type) and (e.piece_number = '' or v.piece_number = e.piece_number));

-- Supporting documents that a piece names and no file brought.
create view attachment_wanted as
select v.siren, d.budget_id, v.document_id, v.direction, v.fiscal_year, v.slip_number, v.piece_number, r.unique_id,
       d.file_name || ':' || v.source_line as source
from voucher v
join document_state d on d.siren = v.siren and d.document_id = v.document_id and d.status = 'active'
cross join lateral unnest(string_to_array(v.attachments, ' ')) as r(unique_id)
where v.attachments <> '' and not exists (select from attachment a where a.siren = v.siren and a.unique_id = r.unique_id);

-- Documents whose entries rest on a document: it cannot be undone before them.
create function document_holders(its_siren integer, its_document integer) returns table (holder integer, what text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  select distinct m.posted_document, 'matching'
  from matching m
  join document_state p on p.siren = 0 and p.document_id = m.posted_document and p.status = 'active'
  where m.receipt_document = its_document
  union
  select distinct e.document_id, 'settlement'
  from document_state d
  join entry e on e.siren = d.siren and e.document_id = d.document_id and e.book = 'V'
  where d.siren = its_siren and d.status = 'active' and d.document_id <> its_document and d.format like 'pes-%'
    and (e.source_document = its_document or voucher_document(e.voucher_id) = its_document)
  order by 1 desc;
$$;

grant select on slip_gap, waiting, attachment_wanted to contrepartie_reader;
reset role;
