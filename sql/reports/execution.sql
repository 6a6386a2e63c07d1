-- title: Budget execution by account | Exécution budgétaire par nature
-- about: Credits opened or voted, amounts realised and outstanding (restes à réaliser), by account; all operations. | Crédits ouverts ou votés, réalisé et restes à réaliser, par nature ; toutes opérations.
-- parameters: predicate year_first year_last siren siret
-- scope: all
-- column: siren code | SIREN | SIREN
-- column: siret code | SIRET | SIRET
-- column: entity text | Body | Collectivité
-- column: budget code | Budget | Budget
-- column: year year | Year | Exercice
-- column: stage code | Stage | Étape
-- column: nomenclature code | Chart | Nomenclature
-- column: nature code | Account | Nature
-- column: nature_label text | Label | Libellé
-- column: chapter code | Chapter | Chapitre
-- column: section code | Section | Section
-- column: direction code | Direction | Sens
-- column: opened money | Opened | Crédits ouverts
-- column: realised money | Realised | Réalisé
-- column: outstanding money | Outstanding | Restes à réaliser
-- column: lines integer | Lines | Lignes
-- column: operation code | Operation | Opération
-- column: source code | Source | Source
-- totals: opened,realised,outstanding by siren,siret,entity,budget,year,stage,section,direction,source
-- leads: opened /journal?entity={siret}&year={year}&book=budget&account=@credit&scope={direction}%26C%3D{nature}%26Ch{chapter}%26{stage}
-- leads: realised /journal?entity={siret}&year={year}&book={source}&scope={direction}%26C%3D{nature}%26Ch{chapter}%26{stage}
-- leads: realised /journal?entity={siret}&year={year}&book={source}&scope={direction}%26C%3D{nature}
-- leads: outstanding /journal?entity={siret}&year={year}&book=commitments&scope={direction}%26C%3D{nature}%26Ch{chapter}%26{stage}
with line as ( -- what one line of a document or voucher says of one account
  select m.siren, m.document_id, m.budget_id, m.year, m.stage, m.norm, m.variant, m.account, m.chapter, m.section, m.direction, m.operation,
         case when m.book = 'V' then 'vouchers' when m.book = 'A' or m.stage in ('CA', 'CFU') then 'accounts' else 'budget' end as source,
         sum(m.amount) filter (where m.book = 'B' and m.counter_account = '@credit') as opened,
         sum(m.amount) filter (where m.book in ('A', 'V')) as realised,
         sum(m.amount) filter (where m.book = 'C') as outstanding
  from scope_movement($1, $2, $3, $4) m
  where not (m.book = 'V' and (m.siren, m.budget_id, m.year) in (select siren, budget_id, year from accounts_budgets($4)))
  group by m.source_ordinal, m.document_id, m.account, m.voucher_id, 1, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13
), by_account as (
  select siren, budget_id, year, stage, norm, variant, account, chapter, section, direction, operation, source,
         sum(opened) as opened, sum(realised) as realised, sum(outstanding) as outstanding, count(*) as lines
  from line group by account, year, siren, budget_id, stage, norm, variant, chapter, section, direction, operation, source
), label as materialized ( -- once for each code, not for each budget
  select norm, variant, year, account, p.label
  from (select distinct norm, variant, year, account from by_account) d
  left join lateral account_label(norm, variant, year, account) p on true
), named as materialized ( -- in their order: one number to sort by, for three names; a FEC is of no budget
  select y.siren, b.budget_id, siren_text(y.siren) as siren_text, b.siret, b.code, y.name, row_number() over (order by y.siren, b.siret, b.code) as place
  from body y
  cross join lateral (select budget_id, siret, code from budget where siren = y.siren union all select null, null, null) b
  where $4::integer is null or y.siren = $4
)
select b.siren_text as siren, coalesce(b.siret, '') as siret, b.name as entity, coalesce(b.code, '') as budget, a.year, a.stage,
       concat_ws('-', a.norm, nullif(a.variant, '')) as nomenclature, a.account as nature,
       coalesce(l.label, case when a.norm = 'PCG' then own_account_label(a.siren, a.account) end, '') as nature_label, a.chapter,
       coalesce(a.section::text, '') as section, a.direction,
       (coalesce(a.opened, 0) * 0.01)::numeric(18, 2) as opened,
       case when a.source <> 'budget' then (coalesce(a.realised, 0) * 0.01)::numeric(18, 2) end as realised,
       case when a.source <> 'budget' then (coalesce(a.outstanding, 0) * 0.01)::numeric(18, 2) end as outstanding,
       a.lines, operation_name(a.operation) as operation, a.source
from by_account a
join label l using (norm, variant, year, account)
join named b on b.siren = a.siren and b.budget_id is not distinct from a.budget_id
where $5::text is null or b.siret = $5
order by b.place, a.year, a.stage, a.source, a.section, a.direction desc, a.chapter, a.account, a.operation;
