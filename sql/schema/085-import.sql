-- What the front door asks of the database about a document on its way in.
set local role contrepartie_owner;

-- Documents in force with the same business key: the same budget, year and stage; the same chart; a register that
-- defines one of the same transfers or agreements.
create function document_rivals(its_format text, its_siren integer, its_document integer, its_budget integer,
                                its_year integer, its_stage text, its_number integer, its_norm text, its_variant text)
  returns table (siren integer, document_id integer) language sql stable as $$
  select d.siren, d.document_id from document_state d
  where its_format in ('totem', 'cfu') and d.siren = its_siren and d.budget_id = its_budget
    and d.fiscal_year = its_year and d.stage = its_stage and d.stage_number = its_number
    and d.status in ('active', 'control') and d.document_id <> its_document
  union
  select d.siren, d.document_id from document_state d
  where its_format = 'plan' and d.siren = 0 and d.format = 'plan' and d.norm = its_norm and d.variant = its_variant
    and d.fiscal_year = its_year and d.status = 'active' and d.document_id <> its_document
  union
  select 0, c.document_id from register_conflicts(its_document) c where its_format = 'register'
  order by 2;
$$;

-- Sums of a budget document by what the checks compare. Executed amounts of a CA or CFU, voted amounts otherwise.
create view document_sum as
select d.siren, d.document_id, d.stage, e.book, e.operation, e.chapter, e.section, e.direction,
       (left(e.credit_account, 1) = '@' and e.credit_account = '@credit')
         or (left(e.debit_account, 1) = '@' and e.debit_account = '@credit') as credit,
       sum(case when (left(e.credit_account, 1) = '@') = (e.direction = 'D') then e.amount else -e.amount end) as amount
from document d
join entry e using (siren, document_id)
where e.direction is not null
group by 1, 2, 3, 4, 5, 6, 7, 8, 9;

-- The accounting identities of a budget document, one row each: order operations that mirror each other
-- (chapters 021/023, 040/042, 041, 043), sections voted in balance (CGCT, art. L. 1612-4), and the annex of grants
-- against the lines it details. `found` and `expected` are euros.
create view document_check as
with side as (
  select siren, document_id, stage,
         coalesce(sum(amount) filter (where operation in ('O', 'P') and direction = 'D'), 0) as d_order,
         coalesce(sum(amount) filter (where operation in ('O', 'P') and direction = 'R'), 0) as r_order,
         coalesce(sum(amount) filter (where chapter = '042' and direction = 'D'), 0) as d042,
         coalesce(sum(amount) filter (where chapter = '040' and direction = 'R'), 0) as r040,
         coalesce(sum(amount) filter (where chapter = '040' and direction = 'D'), 0) as d040,
         coalesce(sum(amount) filter (where chapter = '042' and direction = 'R'), 0) as r042,
         coalesce(sum(amount) filter (where chapter = '041' and direction = 'D'), 0) as d041,
         coalesce(sum(amount) filter (where chapter = '041' and direction = 'R'), 0) as r041,
         coalesce(sum(amount) filter (where chapter = '043' and direction = 'D'), 0) as d043,
         coalesce(sum(amount) filter (where chapter = '043' and direction = 'R'), 0) as r043
  from document_sum
  where book = case when stage in ('CA', 'CFU') then 'A'::"char" else 'B' end
  group by 1, 2, 3
), voted as (
  select siren, document_id, section,
         coalesce(sum(amount) filter (where direction = 'D'), 0) as d,
         coalesce(sum(amount) filter (where direction = 'R'), 0) as r,
         coalesce(sum(amount) filter (where chapter = '023' and direction = 'D'), 0) as d023,
         coalesce(sum(amount) filter (where chapter = '021' and direction = 'R'), 0) as r021
  from document_sum where book = 'B' group by 1, 2, 3
), transfer_line as (
  select siren, document_id, sum(d023) as d023, sum(r021) as r021 from voted group by 1, 2
), annex as (
  select g.siren, g.document_id, g.account, sum(g.amount) as amount
  from grant_paid g where g.account <> '' group by 1, 2, 3
), line as (
  select e.siren, e.document_id, e.account, sum(e.amount) as amount
  from (select siren, document_id, case when left(credit_account, 1) = '@' then debit_account else credit_account end as account,
               case when left(credit_account, 1) = '@' then amount else -amount end as amount
        from entry where book = 'A' and direction = 'D') e
  group by 1, 2, 3
), compared as (
  select siren, document_id, 1 as place, 'order-total' as check_name, 'warning' as level, r_order as found, d_order as expected,
         'order receipts differ from order expenses' as message_en,
         'les recettes d''ordre diffèrent des dépenses d''ordre' as message_fr from side
  union all
  select siren, document_id, 2, 'order-042-040', 'warning', r040, d042,
         'order receipts of chapter 040 differ from order expenses of 042: look for a mistyped TypOpBudg',
         'les recettes d''ordre du 040 diffèrent des dépenses du 042 : cherchez un TypOpBudg mal saisi' from side
  union all
  select siren, document_id, 3, 'order-040-042', 'warning', d040, r042,
         'order expenses of chapter 040 differ from order receipts of 042: look for a mistyped TypOpBudg',
         'les dépenses d''ordre du 040 diffèrent des recettes du 042 : cherchez un TypOpBudg mal saisi' from side
  union all
  select siren, document_id, 4, 'order-041', 'warning', r041, d041, 'chapter 041: receipts differ from expenses',
         'chapitre 041 : recettes et dépenses diffèrent' from side
  union all
  select siren, document_id, 5, 'order-043', 'warning', r043, d043, 'chapter 043: receipts differ from expenses',
         'chapitre 043 : recettes et dépenses diffèrent' from side
  union all
  select siren, document_id, 6, 'order-023-021', 'warning', r021, d023,
         'the transfer to investment (023) differs from what investment receives (021)',
         'le virement à l''investissement (023) diffère de ce que l''investissement reçoit (021)' from transfer_line
  union all
  select siren, document_id, case section when 'F' then 7 when 'I' then 8 else 9 end, 'balance-' || coalesce(section::text, 'unknown'), 'warning', r, d,
         'the section is not voted in balance', 'la section n''est pas votée en équilibre' from voted
  union all
  select a.siren, a.document_id, 10, 'grants-' || a.account, 'notice', a.amount, coalesce(l.amount, 0),
         'the annex of grants differs from the lines of its account',
         'l''annexe des concours diffère des lignes du compte'
  from annex a
  left join line l using (siren, document_id, account)
)
select siren, document_id, place, check_name, level, found = expected as passed, (found / 100.0)::numeric(18, 2) as found,
       (expected / 100.0)::numeric(18, 2) as expected, ((found - expected) / 100.0)::numeric(18, 2) as difference,
       message_en, message_fr
from compared;

grant select on document_sum, document_check to contrepartie_reader;
reset role;
