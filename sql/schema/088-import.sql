-- What the front door asks of the database about a document on its way in.
set local role contrepartie_owner;

-- Documents in force that speak of the same thing: the same budget, year and stage; the same chart; the same slip; the
-- same entry of a FEC; a register that defines one of the same transfers or agreements. Returns, acknowledgements and
-- lists of grants have no key: only the same content is the same document. `what` says it to people; a provisional
-- document gives way without being asked.
create function document_rivals(its_format text, its_siren integer, its_document integer, its_budget integer,
                                its_year integer, its_stage text, its_number integer, its_norm text, its_variant text, its_content bytea)
  returns table (siren integer, document_id integer, what text, provisional boolean) language plpgsql stable set search_path = contrepartie, pg_temp as $$
#variable_conflict use_column
begin
  case -- planned for one format alone: a small file is imported in milliseconds
  when its_format in ('totem', 'cfu') then return query
    select d.siren, d.document_id, concat_ws(' ', d.stage, d.fiscal_year), false from document_state d
    where d.siren = its_siren and d.budget_id = its_budget and d.fiscal_year = its_year and d.stage = its_stage and d.stage_number = its_number
      and d.status in ('active', 'control') and d.document_id <> its_document
    order by 2;
  when its_format = 'plan' then return query
    select d.siren, d.document_id, its_norm || '-' || its_variant, false from document_state d
    where d.siren = 0 and d.format = 'plan' and d.norm = its_norm and d.variant = its_variant and d.fiscal_year = its_year and d.status = 'active'
      and d.document_id <> its_document
    order by 2;
  when its_format = 'register' then return query
    select 0, c.document_id, min(c.defined), false from register_conflicts(its_document) c group by 2 order by 2;
  when its_format = 'table' then return query -- says again what another says of one act and recipient
    select 0, o.document_id, min(o.act || ', ' || o.recipient), false from published_amount o
    join document_state d on d.siren = 0 and d.document_id = o.document_id and d.status = 'active'
    where o.document_id <> its_document
      and (o.act, o.recipient, o.component) in (select p.act, p.recipient, p.component from published_amount p where p.document_id = its_document)
    group by 2 order by 2;
  when its_format in ('pes-depense', 'pes-recette') then return query
    select o.siren, o.document_id, min(o.direction::text || '-' || o.fiscal_year || '-' || o.slip_type || '-' || o.slip_number), false
    from voucher_slip s
    join voucher_slip o on o.siren = s.siren and o.fiscal_year = s.fiscal_year and o.slip_number = s.slip_number and o.direction = s.direction
      and o.slip_type = s.slip_type and o.document_id <> s.document_id
    join document_state d on d.siren = o.siren and d.document_id = o.document_id and d.budget_id = its_budget and d.status = 'active'
    where s.siren = its_siren and s.document_id = its_document
      and not slip_refused(o.siren, its_budget, its_document, o.document_id, o.slip_no) -- what the gateway refused gives way
    group by 1, 2 order by 2;
  when its_format = 'fec' then return query -- by closing day, journal and number; where numbers say nothing, by day and reference
    select o.siren, o.document_id, min(o.journal || '-' || o.number), false
    from fec_leg l
    join fec_leg o on o.siren = l.siren and o.journal = l.journal and o.number = l.number and o.fiscal_year = l.fiscal_year and o.document_id <> l.document_id
      and (l.number !~ '^0*$' or o.entry_date = l.entry_date and o.reference = l.reference)
    join document_state d on d.siren = o.siren and d.document_id = o.document_id and d.stage_number = its_number and d.status in ('active', 'control')
    where l.siren = its_siren and l.document_id = its_document
    group by 1, 2 order by 2;
  when its_format = 'dgfip-balance' then return query -- another balance of the same kind of one of its budgets
    select 0, k.document_id, its_format || ' ' || k.years, k.provisional from balance_rivals(its_document) k;
  when its_format in ('cfu-comptable', 'fctva') then return query
    select d.siren, d.document_id, d.format || ' ' || d.fiscal_year, d.project from document_state d
    where d.siren = its_siren and d.format = its_format and d.budget_id = its_budget and d.fiscal_year = its_year and d.status = 'control'
      and d.document_id <> its_document
    order by 2;
  else return query
    select d.siren, d.document_id, '', false from document_state d
    where d.siren = its_siren and d.format = its_format and coalesce(d.budget_id, 0) = its_budget and d.content_sha256 = its_content
      and d.status in ('active', 'control') and d.document_id <> its_document
    order by 2;
  end case;
end $$;

-- The accounting identities of a budget document, one row each: order operations that mirror each other
-- (chapters 021/023, 040/042, 041, 043), sections voted in balance (CGCT, art. L. 1612-4), and the annex of grants
-- against the lines it details. Executed amounts of a CA or CFU, voted amounts otherwise; `found` and `expected` are
-- euros. A large document is read by its sums.
create function document_checks(its_siren integer, its_document integer, its_stage text)
  returns table (place integer, check_name text, level text, passed boolean, found numeric, expected numeric,
                 difference numeric, message_en text, message_fr text)
  -- hashed, not sorted: entries just loaded have no statistics, and the planner would sort them on disk
  language sql stable set enable_sort = off as $$
with summed as materialized (
  select is_summed(entries) as large from document where siren = its_siren and document_id = its_document
), sums as materialized (
  select book, direction, operation, chapter, section, debit_account, credit_account, amount
  from entry_sum
  where siren = its_siren and document_id = its_document and direction is not null
  union all
  select book, direction, operation, chapter, section, debit_account, credit_account, sum(amount) as amount
  from entry
  where siren = its_siren and document_id = its_document and direction is not null and not (select large from summed)
  group by 1, 2, 3, 4, 5, 6, 7
), signed as materialized (
  select book, direction, operation, chapter, section,
         case when left(credit_account, 1) = '@' then debit_account else credit_account end as account,
         case when (left(credit_account, 1) = '@') = (direction = 'D') then amount else -amount end as amount
  from sums
), side as (
  select coalesce(sum(amount) filter (where operation in ('O', 'P') and direction = 'D'), 0) as d_order,
         coalesce(sum(amount) filter (where operation in ('O', 'P') and direction = 'R'), 0) as r_order,
         coalesce(sum(amount) filter (where chapter = '042' and direction = 'D'), 0) as d042,
         coalesce(sum(amount) filter (where chapter = '040' and direction = 'R'), 0) as r040,
         coalesce(sum(amount) filter (where chapter = '040' and direction = 'D'), 0) as d040,
         coalesce(sum(amount) filter (where chapter = '042' and direction = 'R'), 0) as r042,
         coalesce(sum(amount) filter (where chapter = '041' and direction = 'D'), 0) as d041,
         coalesce(sum(amount) filter (where chapter = '041' and direction = 'R'), 0) as r041,
         coalesce(sum(amount) filter (where chapter = '043' and direction = 'D'), 0) as d043,
         coalesce(sum(amount) filter (where chapter = '043' and direction = 'R'), 0) as r043
  from signed
  where book = case when its_stage in ('CA', 'CFU') then 'A'::"char" else 'B' end
), voted as (
  select section, coalesce(sum(amount) filter (where direction = 'D'), 0) as d,
         coalesce(sum(amount) filter (where direction = 'R'), 0) as r,
         coalesce(sum(amount) filter (where chapter = '023' and direction = 'D'), 0) as d023,
         coalesce(sum(amount) filter (where chapter = '021' and direction = 'R'), 0) as r021
  from signed where book = 'B' group by 1
), annex as (
  select g.account, sum(g.amount) as amount from grant_paid g
  where g.siren = its_siren and g.document_id = its_document and g.account <> '' and its_stage in ('CA', 'CFU') group by 1
), line as (
  select account, sum(amount) as amount from signed where book = 'A' and direction = 'D' group by 1
), compared as (
  select 1 as place, 'order-total' as check_name, 'warning' as level, r_order as found, d_order as expected,
         'order receipts differ from order expenses' as message_en,
         'les recettes d''ordre diffèrent des dépenses d''ordre' as message_fr from side
  union all
  select 2, 'order-042-040', 'warning', r040, d042,
         'order receipts of chapter 040 differ from order expenses of 042: look for a mistyped TypOpBudg',
         'les recettes d''ordre du 040 diffèrent des dépenses du 042 : cherchez un TypOpBudg mal saisi' from side
  union all
  select 3, 'order-040-042', 'warning', d040, r042,
         'order expenses of chapter 040 differ from order receipts of 042: look for a mistyped TypOpBudg',
         'les dépenses d''ordre du 040 diffèrent des recettes du 042 : cherchez un TypOpBudg mal saisi' from side
  union all
  select 4, 'order-041', 'warning', r041, d041, 'chapter 041: receipts differ from expenses',
         'chapitre 041 : recettes et dépenses diffèrent' from side
  union all
  select 5, 'order-043', 'warning', r043, d043, 'chapter 043: receipts differ from expenses',
         'chapitre 043 : recettes et dépenses diffèrent' from side
  union all
  select 6, 'order-023-021', 'warning', r021, d023,
         'the transfer to investment (023) differs from what investment receives (021)',
         'le virement à l''investissement (023) diffère de ce que l''investissement reçoit (021)' from (select sum(d023) as d023, sum(r021) as r021 from voted having count(*) > 0) t
  union all
  select case section when 'F' then 7 when 'I' then 8 else 9 end, 'balance-' || coalesce(section::text, 'unknown'), 'warning', r, d,
         'the section is not voted in balance: receipts found against expenses', 'la section n''est pas votée en équilibre : recettes trouvées, dépenses attendues' from voted
  union all
  select 10, 'grants-' || a.account, 'notice', a.amount, coalesce(l.amount, 0),
         'the annex of grants differs from the lines of its account',
         'l''annexe des concours diffère des lignes du compte'
  from annex a
  left join line l using (account)
)
select place, check_name, level, found = expected as passed, (found * 0.01)::numeric(18, 2) as found,
       (expected * 0.01)::numeric(18, 2) as expected, ((found - expected) * 0.01)::numeric(18, 2) as difference,
       message_en, message_fr
from compared;
$$;

-- What a document says of a scope: realised, or voted where it is a vote; the lines behind it, the first of them.
create function document_total(its_siren integer, its_document integer, predicate text, its_year integer)
  returns table (cents bigint, lines bigint, places text) language sql stable set search_path = contrepartie, pg_temp as $$
  with line as (
    select m.source_line, sum(m.amount) as amount
    from scope_movement(predicate, its_year, its_year, its_siren) m
    where m.document_id = its_document
      and case when m.stage in ('BP', 'BS', 'DM') then m.book = 'B' and m.counter_account = '@credit' else m.book in ('A', 'V') end
    group by m.source_line
  )
  select coalesce(sum(amount), 0)::bigint, count(*),
         coalesce((select string_agg(source_line::text, ', ' order by source_line) from (select source_line from line order by source_line limit 15) f), '')
  from line;
$$;

reset role;
