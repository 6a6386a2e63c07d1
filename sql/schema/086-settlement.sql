-- Settling: a correction meets the piece it corrects, a rejection the piece it rejects, a payment the order it pays. Each
-- pair comes from two files; whichever is imported second posts what follows from both, in its own document, with
-- source_document naming the other. So the order of imports does not matter, and nothing is posted twice.
set local role contrepartie_owner;

-- The budget a SIRET stands for in the accounts that are here: the code of Hélios first, else the only one.
create function budget_of_siret(its_siret text, its_code text) returns table (code text) language sql stable as $$
  select b.code from budget b
  where b.siret = its_siret
    and (b.code = its_code or (select count(*) from budget o where o.siret = its_siret) = 1
           and exists (select from document d where d.siren = b.siren and d.budget_id = b.budget_id and d.format in ('totem', 'cfu')))
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

-- The slip that an event about a whole slip concerns: an acknowledgement answers what was sent before it, the last time it was
-- sent; read before any, the first that comes. Without a type, and with slips of two types under its number, none surely.
create function event_slip(e voucher_event, documents integer[]) returns table (document_id integer, slip_no integer)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with slip as (
    select s.document_id, s.slip_no, s.slip_type
    from (select * from voucher_slip s where s.siren = e.siren and s.fiscal_year = e.fiscal_year and s.slip_number = e.slip_number offset 0) s
    where s.direction = e.direction and (e.slip_type = '' or s.slip_type = e.slip_type) and s.document_id = any (documents)
  )
  select s.document_id, s.slip_no from slip s
  where (select count(distinct slip_type) from slip) = 1
  order by s.document_id < e.document_id desc, abs(s.document_id - e.document_id), s.slip_no limit 1;
$$;

-- Whether the order that an event is about stands in one of these documents.
create function event_has_order(e voucher_event, documents integer[]) returns boolean language sql stable set search_path = contrepartie, pg_temp as $$
  select case when e.piece_number <> '' then
    exists (select from (select * from voucher v where v.siren = e.siren and v.fiscal_year = e.fiscal_year and v.piece_number = e.piece_number offset 0) v
            where v.direction = e.direction and v.slip_number = e.slip_number and v.slip_type = e.slip_type and v.document_id = any (documents))
  else exists (select from event_slip(e, documents)) end;
$$;

-- Vouchers that events of live documents reject, or whose slip the gateway refused. An acknowledgement names no type of slip:
-- where slips of two types bear its number, it waits.
create function rejections(its_siren integer, its_budget integer, its_document integer)
  returns table (voucher_id bigint, line_no integer, event_document integer, event_no integer, source_line integer, event_date date)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with live as materialized (
    select l as document_id from live_documents(its_siren, its_budget, its_document) l
  ), event as materialized (
    select e.* from live l
    join voucher_event e on e.siren = its_siren and e.document_id = l.document_id and e.event in ('rejected', 'refused')
  )
  select voucher_id(v.document_id, v.voucher_no), e.line_no, e.document_id, e.event_no, e.source_line, e.event_date
  from event e
  cross join lateral (select * from voucher v where v.siren = its_siren and v.fiscal_year = e.fiscal_year and v.piece_number = e.piece_number offset 0) v
  where e.piece_number <> '' and v.direction = e.direction and v.slip_number = e.slip_number and v.slip_type = e.slip_type
    and v.document_id in (select document_id from live)
  union all
  select voucher_id(v.document_id, v.voucher_no), e.line_no, e.document_id, e.event_no, e.source_line, e.event_date
  from event e
  cross join lateral event_slip(e, array(select document_id from live)) s
  join voucher v on v.siren = its_siren and v.document_id = s.document_id and v.slip_no = s.slip_no
  where e.piece_number = '';
$$;

-- Whether the gateway refused a slip.
create function slip_refused(its_siren integer, its_budget integer, its_document integer, slip_document integer, its_slip integer) returns boolean
  language sql stable set search_path = contrepartie, pg_temp as $$
  select exists (select from rejections(its_siren, its_budget, its_document) r
                 join voucher v on v.siren = its_siren and v.document_id = voucher_document(r.voucher_id) and v.voucher_no = voucher_no(r.voucher_id)
                 where r.line_no = 0 and v.document_id = slip_document and v.slip_no = its_slip);
$$;

-- The rows of a voucher: those of its own document stand together; those that settle it are found by their index.
create function voucher_rows(its_siren integer, its_voucher bigint) returns setof entry language sql stable as $$
  select e.*
  from (select * from voucher v
        where v.siren = its_siren and v.document_id = voucher_document(its_voucher) and v.voucher_no = voucher_no(its_voucher) offset 0) v
  cross join lateral (select * from entries_between(v.siren, v.document_id, v.first_entry, v.first_entry + v.entries - 1) offset 0) e;
$$;
create function voucher_settlements(its_siren integer, its_voucher bigint) returns setof entry language sql stable as $$
  select e.* from entry e where e.siren = its_siren and e.voucher_id = its_voucher and e.source_document is not null;
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
  create temporary table if not exists rejected_voucher
    (voucher_id bigint, line_no integer, event_document integer, event_no integer, source_line integer, event_date date) on commit drop;
  truncate rejected_voucher;
  if has_events then
    insert into rejected_voucher select * from rejections(its_siren, its_budget, its_document);
  end if;

  -- Corrections: the reversal of the original's rows, for the amount corrected; where the original has no VAT apart, its
  -- amount holds it. Each correction looks its original up by number: what is loaded in this transaction has no
  -- statistics yet, and a plan that guessed would compare everything with everything.
  insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, direction, section, operation, budget_side, chapter,
                     amount, debit_account, credit_account, function, counterparty, entry_date, source_ordinal, source_document, source_line)
  with candidate as materialized (
    select c.document_id, c.correction_no, c.voucher_no, c.line_no, c.fiscal_year, c.amount_net, c.amount_vat, c.original_line, c.source_line,
           v.document_id as original_document, voucher_id(v.document_id, v.voucher_no) as original
    from live_document lc
    join voucher_correction c on c.siren = its_siren and c.document_id = lc.document_id
    cross join lateral (select * from voucher v where v.siren = its_siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number offset 0) v
    where v.direction = c.original_direction and v.slip_type not in ('02', '03') and v.slip_number is not null
      and v.document_id in (select document_id from live_document)
      and not exists (select from rejected_voucher r where r.voucher_id = voucher_id(v.document_id, v.voucher_no) and r.line_no in (0, c.original_line))
      and not exists (select from rejected_voucher r where r.voucher_id = voucher_id(c.document_id, c.voucher_no) and r.line_no in (0, c.line_no))
  ), pair as materialized ( -- one that was complete before is settled already
    select distinct on (document_id, correction_no) * from candidate c
    where its_document in (c.document_id, c.original_document)
      and (c.document_id = its_document or not exists (
             select from candidate o where o.document_id = c.document_id and o.correction_no = c.correction_no and o.original_document <> its_document))
    order by document_id, correction_no, original_document desc
  ), leg as (
    select p.*, e.direction, e.section, e.operation, e.budget_side, e.chapter, e.debit_account, e.credit_account, e.function, e.counterparty, e.entry_no,
           bool_or(e.direction is null) over (partition by p.document_id, p.correction_no) as has_vat
    from pair p
    cross join lateral (select * from voucher_rows(its_siren, p.original) e where e.source_ordinal = p.original_line) e
  ), share as (
    select l.*, case when direction is null then amount_vat when has_vat then amount_net else amount_net + amount_vat end as part from leg l
  )
  select its_siren, its_document,
         (select coalesce(max(entry_no), 0) from entry where siren = its_siren and document_id = its_document)
           + row_number() over (order by s.document_id, correction_no, s.entry_no),
         voucher_id(s.document_id, s.voucher_no), s.fiscal_year, 'V', s.direction, section, operation,
         case budget_side when 'D' then 'C' when 'C' then 'D' end, chapter, part, credit_account, debit_account, function, counterparty,
         v.voucher_date, line_no, s.document_id, s.source_line
  from share s
  join voucher v on v.siren = its_siren and v.document_id = s.document_id and v.voucher_no = s.voucher_no
  where part > 0;

  if not has_events then return; end if;

  -- Rejections: everything the piece, or the line, had moved, back.
  insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, direction, section, operation, budget_side, chapter,
                     amount, debit_account, credit_account, function, counterparty, entry_date, source_ordinal, source_document, source_line)
  with first_event as materialized (
    select distinct on (r.voucher_id, r.line_no) r.* from rejected_voucher r
    where its_document in (r.event_document, voucher_document(r.voucher_id))
      and (voucher_document(r.voucher_id) = its_document or not exists (
             select from rejected_voucher o where o.voucher_id = r.voucher_id and o.line_no in (0, r.line_no) and o.event_document <> its_document))
    order by r.voucher_id, r.line_no, r.event_document, r.event_no
  ), wanted as materialized (
    select f.* from first_event f
    where f.line_no = 0 or not exists (select from first_event w where w.voucher_id = f.voucher_id and w.line_no = 0)
  ), reversed_line as ( -- when the piece is rejected after one of its lines
    select w.voucher_id, r.line_no from wanted w
    join rejected_voucher r on r.voucher_id = w.voucher_id and r.line_no <> 0 and r.event_document <> its_document
    where w.line_no = 0 and voucher_document(w.voucher_id) <> its_document
  ), moved as (
    select w.voucher_id as rejected, w.event_document, w.source_line as event_line, w.event_date, e.document_id as moved_in, e.entry_no, e.fiscal_year, e.direction,
           e.section, e.operation, e.budget_side, e.chapter, e.amount, e.debit_account, e.credit_account, e.function, e.counterparty, e.source_ordinal
    from wanted w
    cross join lateral (select * from voucher_rows(its_siren, w.voucher_id)
                        union all -- a correction was settled beside its own rows
                        select s.* from voucher_settlements(its_siren, w.voucher_id) s
                        where s.document_id in (select document_id from live_document)
                          and exists (select from voucher_correction c where c.siren = its_siren and c.document_id = voucher_document(w.voucher_id)
                                        and c.voucher_no = voucher_no(w.voucher_id))) e
    where (w.line_no = 0 or e.source_ordinal = w.line_no) and not exists (select from reversed_line b where b.voucher_id = w.voucher_id and b.line_no = e.source_ordinal)
    union all -- what corrected it is freed: it waits for the piece to be sent again
    select voucher_id(c.document_id, c.voucher_no), w.event_document, w.source_line, w.event_date, s.document_id, s.entry_no, s.fiscal_year, s.direction,
           s.section, s.operation, s.budget_side, s.chapter, s.amount, s.debit_account, s.credit_account, s.function, s.counterparty, s.source_ordinal
    from wanted w
    join voucher v on v.siren = its_siren and v.document_id = voucher_document(w.voucher_id) and v.voucher_no = voucher_no(w.voucher_id)
    join voucher_correction c on c.siren = its_siren and c.original_year = v.fiscal_year and c.original_number = v.piece_number and c.original_direction = v.direction
      and c.document_id in (select document_id from live_document) and (w.line_no = 0 or c.original_line = w.line_no)
      and not exists (select from reversed_line b where b.voucher_id = w.voucher_id and b.line_no = c.original_line)
    cross join lateral (select * from voucher_settlements(its_siren, voucher_id(c.document_id, c.voucher_no)) s
                        where s.source_ordinal = c.line_no and s.document_id in (select document_id from live_document)
                          and s.document_id <> its_document offset 0) s
    where v.slip_type not in ('02', '03')
  )
  select its_siren, its_document,
         (select coalesce(max(entry_no), 0) from entry where siren = its_siren and document_id = its_document)
           + row_number() over (order by rejected, moved_in, entry_no),
         rejected, fiscal_year, 'V', direction, section, operation, case budget_side when 'D' then 'C' when 'C' then 'D' end, chapter, amount,
         credit_account, debit_account, function, counterparty, event_date, source_ordinal, event_document, event_line
  from moved;

  -- Payments: cash against the third party. A periodic return repeats earlier payments: the nth of one line, origin, day
  -- and amount is the same payment in every file.
  insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, chapter, amount, debit_account, credit_account,
                     counterparty, entry_date, source_ordinal, source_document, source_line)
  with payment as materialized (
    select e.*, row_number() over (partition by e.document_id, e.direction, e.fiscal_year, e.slip_type, e.slip_number, e.piece_number, e.line_no,
                                                e.code, e.event_date, e.amount order by e.event_no) as rank
    from live_document l
    join voucher_event e on e.siren = its_siren and e.document_id = l.document_id
    where e.event = 'payment' and is_cash(e.direction, e.code)
  ), paired as materialized (
    select p.*, v.document_id as order_document, v.voucher_no
    from payment p
    cross join lateral (select * from voucher v where v.siren = its_siren and v.fiscal_year = p.fiscal_year and v.piece_number = p.piece_number offset 0) v
    where v.direction = p.direction and v.slip_number = p.slip_number and v.slip_type = p.slip_type
      and v.document_id in (select document_id from live_document)
      and not exists (select from rejected_voucher r where r.voucher_id = voucher_id(v.document_id, v.voucher_no) and r.line_no in (0, p.line_no))
  ), told as ( -- in which documents the same payment stands
    select p.*, min(p.document_id) filter (where p.document_id <> its_document) over same as told_before
    from paired p
    window same as (partition by p.order_document, p.voucher_no, p.line_no, p.code, p.event_date, p.amount, p.rank)
  ), fresh as (
    select distinct on (order_document, voucher_no, line_no, code, event_date, amount, rank) * from told
    where its_document in (document_id, order_document) and (order_document = its_document or told_before is null)
    order by order_document, voucher_no, line_no, code, event_date, amount, rank, document_id
  ), against as (
    select f.*, e.counterparty, case e.budget_side when 'D' then e.credit_account else e.debit_account end as third
    from fresh f
    cross join lateral (select * from voucher_rows(its_siren, voucher_id(f.order_document, f.voucher_no)) e
                        where e.source_ordinal = f.line_no and e.budget_side is not null order by e.entry_no limit 1) e
  )
  select its_siren, its_document,
         (select coalesce(max(entry_no), 0) from entry where siren = its_siren and document_id = its_document)
           + row_number() over (order by document_id, event_no),
         voucher_id(order_document, voucher_no), fiscal_year, 'V', '', amount,
         case direction when 'D' then third else '515' end, case direction when 'D' then '515' else third end,
         counterparty, event_date, line_no, document_id, source_line
  from against where amount > 0 and third <> '515';
end $$;

-- Slips of one budget, direction, year and type in the order of their numbers, and what MtCumulAnnuel says is missing
-- before each: the numbers left out, and their amount.
create view slip_gap as
with series as (
  select s.*, lag(s.slip_number) over w as before_number, lag(s.cumulative) over w as before_cumulative
  from (select distinct on (s.siren, d.budget_id, s.direction, s.fiscal_year, s.slip_type, s.slip_number) s.*, d.budget_id -- the last time it was sent
        from voucher_slip s
        join document_state d using (siren, document_id)
        where d.status = 'active'
        order by s.siren, d.budget_id, s.direction, s.fiscal_year, s.slip_type, s.slip_number, s.document_id desc) s
  window w as (partition by s.siren, s.budget_id, s.direction, s.fiscal_year, s.slip_type order by s.slip_number)
)
select siren, budget_id, direction, fiscal_year, slip_type, slip_number, document_id, source_line,
       coalesce(before_number, 0) + 1 as first_missing, slip_number - 1 as last_missing,
       cumulative - amount - coalesce(before_cumulative, case when before_number is null then 0 end) as missing_amount
from series
where slip_type in ('01', '02');

-- Pieces of one number in several slips of one file.
create function voucher_duplicates(its_siren integer, its_document integer)
  returns table (code text, level text, line integer, path text, found text, expected text, message_en text, message_fr text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  select 'PES-209', 'error', max(v.source_line), '//Piece/IdPce', v.direction::text || ' ' || v.fiscal_year || ' ' || v.piece_number, '',
         'pieces of this number stand in several slips of the file (ERREUR_DOUBLON_PIECE)',
         'des pièces de ce numéro sont dans plusieurs bordereaux du fichier (ERREUR_DOUBLON_PIECE)'
  from voucher v
  where v.siren = its_siren and v.document_id = its_document and v.slip_type in ('01', '02', '03')
  group by v.direction, v.fiscal_year, v.slip_type, v.piece_number
  having count(distinct v.slip_no) > 1;
$$;

-- What a set can tell of vouchers just imported; the shape of register_defects. Look-ups by number, as in settle.
create function voucher_defects(its_siren integer, its_document integer, its_budget integer)
  returns table (code text, level text, line integer, path text, found text, expected text, message_en text, message_fr text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with live as materialized (
    select distinct l as document_id from live_documents(its_siren, its_budget, its_document) l
  ), mine as materialized ( -- corrections of this file, and the row that settled each
    select c.*, s.account as settled_account, s.function as settled_function, s.account is not null as settled
    from voucher_correction c
    left join lateral (select case e.budget_side when 'C' then e.credit_account else e.debit_account end as account, coalesce(e.function, '') as function
                       from voucher_settlements(its_siren, voucher_id(c.document_id, c.voucher_no)) e
                       where e.source_ordinal = c.line_no and e.direction is not null and e.document_id = its_document limit 1) s on true
    where c.siren = its_siren and c.document_id = its_document
  ), rejected as materialized (
    select voucher_id, line_no from rejections(its_siren, its_budget, its_document)
  ), corrected as materialized ( -- the lines that corrections of this file correct, and lines of this file that corrections wait for
  select distinct m.original_direction, m.original_year, m.original_number, m.original_line, m.source_line from mine m
  union
  select c.original_direction, c.original_year, c.original_number, c.original_line, v.source_line
  from live l
  join voucher_correction c on c.siren = its_siren and c.document_id = l.document_id and c.document_id <> its_document
  cross join lateral (select * from voucher v where v.siren = its_siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number offset 0) v
  where v.document_id = its_document and v.direction = c.original_direction and v.slip_type not in ('02', '03')
)
  select 'PES-209', 'error', v.source_line, '//Piece/IdPce', v.direction::text || ' ' || v.fiscal_year || ' ' || v.piece_number, '',
         'a piece of this number is in another slip, and was not rejected (document ' || o.document_id || '; ERREUR_DOUBLON_PIECE)',
         'une pièce de ce numéro est dans un autre bordereau et n''a pas été rejetée (document ' || o.document_id || ' ; ERREUR_DOUBLON_PIECE)'
  from voucher v
  cross join lateral (select * from voucher o where o.siren = its_siren and o.fiscal_year = v.fiscal_year and o.piece_number = v.piece_number offset 0) o
  where exists (select from live where document_id <> its_document) and v.siren = its_siren and v.document_id = its_document
    and o.direction = v.direction and o.slip_type = v.slip_type and o.document_id <> its_document and o.slip_number <> v.slip_number
    and o.document_id in (select document_id from live)
    and voucher_id(o.document_id, o.voucher_no) not in (select voucher_id from rejected)
  union all
  select 'PES-210', 'error', min(c.source_line), '//LigneDePiece', c.original_direction::text || ' ' || c.original_year || ' ' || c.original_number || '/' || c.original_line,
         ((o.net + o.vat) * 0.01)::numeric(18, 2)::text, 'the reductions of a line exceed it: ' || euros_en((k.net + k.vat) / 100.0),
         'les réductions d''une ligne la dépassent : ' || euros_fr((k.net + k.vat) / 100.0)
  from corrected c
  cross join lateral (select sum(x.amount_net) as net, sum(x.amount_vat) as vat
                      from (select * from voucher_correction x where x.siren = its_siren and x.original_year = c.original_year and x.original_number = c.original_number offset 0) x
                      where x.original_direction = c.original_direction and x.original_line = c.original_line and x.document_id in (select document_id from live)
                        and not exists (select from rejected r where r.voucher_id = voucher_id(x.document_id, x.voucher_no) and r.line_no in (0, x.line_no))) k
  cross join lateral (select v.document_id, coalesce(sum(e.amount) filter (where e.direction is not null), 0) as net,
                             coalesce(sum(e.amount) filter (where e.direction is null), 0) as vat
                      from (select * from voucher v where v.siren = its_siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number offset 0) v
                      cross join lateral voucher_rows(its_siren, voucher_id(v.document_id, v.voucher_no)) e
                      where v.direction = c.original_direction and v.slip_type not in ('02', '03') and v.document_id in (select document_id from live)
                        and e.source_ordinal = c.original_line
                      group by v.document_id) o
  where case when o.vat = 0 then k.net + k.vat > o.net else k.net > o.net or k.vat > o.vat end
  group by c.original_direction, c.original_year, c.original_number, c.original_line, o.document_id, o.net, o.vat, k.net, k.vat
  union all
  select 'PES-211', 'warning', m.source_line, '//LigneDePiece/RattachPiece', m.original_direction::text || ' ' || m.original_year || ' ' || m.original_number || '/' || m.original_line, '',
         'the piece it corrects is not here: the correction waits (report waiting) and is posted when it comes',
         'la pièce corrigée n''est pas là : la correction attend (état waiting) et sera passée à son arrivée'
  from mine m where not m.settled
  union all
  select 'PES-212', 'warning', m.source_line, '//LigneDePiece/Nature', m.account || ' ' || m.function, m.settled_account || ' ' || m.settled_function,
         'the correction names another account or function than the line it corrects; it is posted on the original''s',
         'la correction porte un autre compte ou une autre fonction que la ligne corrigée ; elle est passée sur ceux de l''origine'
  from mine m
  where m.account <> m.settled_account or m.function <> m.settled_function
  union all
  select 'PES-213', 'warning', s.source_line, '//Bordereau/BlocBordereau/MtCumulAnnuel', (s.cumulative * 0.01)::numeric(18, 2)::text,
         ((s.before_cumulative + s.amount) * 0.01)::numeric(18, 2)::text,
         'the year''s total runs backwards: it is less than that of slip ' || s.before_number || ' and this slip',
         'le cumul annuel recule : il est inférieur à celui du bordereau ' || s.before_number || ' augmenté de celui-ci'
  from (select s.*, lag(s.slip_number) over w as before_number, lag(s.cumulative) over w as before_cumulative
        from live l
        join voucher_slip s on s.siren = its_siren and s.document_id = l.document_id
        where s.cumulative is not null
        window w as (partition by s.direction, s.fiscal_year, s.slip_type order by s.slip_number)) s
  where s.document_id = its_document and s.cumulative < s.before_cumulative + s.amount
  union all
  select 'PES-227', 'warning', min(w.line), '//Bordereau', w.found, '', count(*) || ' states or payments concern orders that are not here, or not surely: they wait (report waiting)',
         count(*) || ' états ou paiements concernent des pièces absentes ou ambiguës : ils attendent (état waiting)'
  from (select e.source_line as line, e.direction::text || ' ' || e.fiscal_year || ' ' || e.slip_number as found
        from voucher_event e
        where e.siren = its_siren and e.document_id = its_document and e.event not in ('acknowledged', 'paid_total')
          and not event_has_order(e, array(select document_id from live))) w
  group by w.found
  union all
  select 'PES-228', 'warning', t.line, '//LigneDePiece/BlocLignePiece', (t.paid * 0.01)::numeric(18, 2)::text, (t.total * 0.01)::numeric(18, 2)::text,
         'the payments of the line are more than its announced total', 'les paiements de la ligne dépassent son total annoncé'
  from (select min(e.source_line) as line, coalesce(sum(e.amount) filter (where e.event = 'payment'), 0) as paid, max(e.amount) filter (where e.event = 'paid_total') as total
        from voucher_event e
        where e.siren = its_siren and e.document_id = its_document and e.event in ('payment', 'paid_total')
        group by e.direction, e.fiscal_year, e.slip_type, e.slip_number, e.piece_number, e.line_no) t
  where t.total < t.paid
  union all
  select 'PES-264', 'error', a.source_line, '/PES_Aller/PES_PJ/PJ/IdUnique', a.unique_id, '',
         'another attachment has this identifier, which is unique for ever (document ' || o.document_id || '; ERREUR_DOUBLON_PJ)',
         'une autre pièce jointe a cet identifiant, unique pour toujours (document ' || o.document_id || ' ; ERREUR_DOUBLON_PJ)'
  from attachment a
  cross join lateral (select * from attachment o where o.siren = its_siren and o.unique_id = a.unique_id offset 0) o
  where a.siren = its_siren and a.document_id = its_document and o.sha256 <> a.sha256
    and (o.document_id <> a.document_id or o.attachment_no < a.attachment_no)
    and (o.document_id = its_document or exists (select from document_state d where d.siren = o.siren and d.document_id = o.document_id and d.status = 'active'));
$$;

-- Corrections and events that found nothing to settle with.
create view waiting as
with live as materialized (
  select d.siren, d.document_id, d.budget_id, d.file_name from document_state d where d.status = 'active' and d.budget_id is not null and d.format like 'pes-%'
), of_budget as materialized (
  select siren, budget_id, array_agg(document_id) as documents from live group by 1, 2
), rejected as materialized (
  select b.siren, r.voucher_id, r.line_no from of_budget b cross join lateral rejections(b.siren, b.budget_id, 0) r
)
select c.siren, l.budget_id, 'correction' as kind, c.document_id, c.direction, c.fiscal_year,
       v.slip_number, v.piece_number, c.line_no, c.original_direction::text || '-' || c.original_year || '-' || c.original_number || '/' || c.original_line as wanted,
       c.amount_net + c.amount_vat as amount, l.file_name || ':' || c.source_line as source
from live l
join voucher_correction c on c.siren = l.siren and c.document_id = l.document_id
join of_budget b on b.siren = l.siren and b.budget_id = l.budget_id
join voucher v on v.siren = c.siren and v.document_id = c.document_id and v.voucher_no = c.voucher_no
where coalesce((select sum(case when (e.budget_side = 'C') = (e.direction = 'D') then e.amount else -e.amount end)
                from voucher_settlements(c.siren, voucher_id(c.document_id, c.voucher_no)) e
                where e.source_ordinal = c.line_no and e.direction is not null and e.document_id = any (b.documents)), 0) = 0
  and not exists (select from rejected r where r.siren = c.siren and r.voucher_id = voucher_id(c.document_id, c.voucher_no) and r.line_no in (0, c.line_no))
union all
select e.siren, l.budget_id, e.event, e.document_id, e.direction, e.fiscal_year, e.slip_number, e.piece_number, e.line_no,
       concat_ws('-', e.direction, e.fiscal_year, case e.slip_type when '' then '?' else e.slip_type end, e.slip_number, nullif(e.piece_number, '')), e.amount,
       l.file_name || ':' || e.source_line
from live l
join voucher_event e on e.siren = l.siren and e.document_id = l.document_id
join of_budget b on b.siren = l.siren and b.budget_id = l.budget_id
where e.event not in ('acknowledged', 'paid_total') and not event_has_order(e, b.documents);

-- Supporting documents that a piece names and no file brought.
create view attachment_wanted as
select v.siren, d.budget_id, v.document_id, v.direction, v.fiscal_year, v.slip_number, v.piece_number, r.unique_id,
       d.file_name || ':' || v.source_line as source
from voucher v
join document_state d on d.siren = v.siren and d.document_id = v.document_id and d.status = 'active'
cross join lateral unnest(string_to_array(v.attachments, ' ')) as r(unique_id)
where v.attachments <> '' and not exists (
  select from attachment a join document_state k on k.siren = a.siren and k.document_id = a.document_id and k.status = 'active'
  where a.siren = v.siren and a.unique_id = r.unique_id);
create index on attachment (siren, unique_id);

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
  join entry e on e.siren = d.siren and e.document_id = d.document_id and e.source_document is not null
  where d.siren = its_siren and d.status = 'active' and d.document_id <> its_document and d.format like 'pes-%'
    and (e.source_document = its_document or voucher_document(e.voucher_id) = its_document)
  union -- a correction, settled in its own document or in another, of a piece of this one
  select distinct e.document_id, 'settlement'
  from document_state d
  join voucher_correction c on c.siren = d.siren and c.document_id = d.document_id
  cross join lateral (select * from voucher v where v.siren = c.siren and v.fiscal_year = c.original_year and v.piece_number = c.original_number offset 0) v
  cross join lateral voucher_settlements(c.siren, voucher_id(c.document_id, c.voucher_no)) e
  join document_state h on h.siren = e.siren and h.document_id = e.document_id and h.status = 'active'
  join document its on its.siren = its_siren and its.document_id = its_document and its.budget_id = d.budget_id
  where d.siren = its_siren and d.status = 'active' and e.document_id <> its_document and v.document_id = its_document and v.direction = c.original_direction
  union -- a later return that says again what this one posted
  select distinct l.document_id, 'settlement'
  from voucher_event e
  join document_state d on d.siren = e.siren and d.document_id = e.document_id
  cross join lateral (select * from voucher_event l where l.siren = e.siren and l.fiscal_year = e.fiscal_year and l.piece_number = e.piece_number offset 0) l
  join document_state h on h.siren = l.siren and h.document_id = l.document_id and h.status = 'active' and h.budget_id = d.budget_id
  where e.siren = its_siren and e.document_id = its_document and e.event in ('payment', 'rejected', 'refused') and l.document_id > its_document
    and l.event = e.event and l.direction = e.direction and l.slip_number = e.slip_number and l.slip_type = e.slip_type
    and case e.event when 'payment' then l.line_no = e.line_no and l.code = e.code and l.event_date = e.event_date and l.amount = e.amount
             else l.line_no in (0, e.line_no) end
  order by 1 desc;
$$;

grant select on slip_gap, waiting, attachment_wanted to contrepartie_reader;
reset role;
