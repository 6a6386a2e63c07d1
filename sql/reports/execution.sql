-- title: Budget execution by account | Exécution budgétaire par nature
-- about: Credits opened or voted, amounts realised and outstanding (restes à réaliser), by account; all operations.
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
with line as (
  select siren, document_id, budget_id, year, stage, norm, variant, account, chapter, section, direction, operation,
         sum(amount) filter (where book = 'B' and counter_account = '@credit') as opened,
         sum(amount) filter (where book = 'A') as realised,
         sum(amount) filter (where book = 'C') as outstanding,
         count(distinct source_ordinal) as lines
  from scope_movement($1, $2, $3, $4)
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
), by_account as (
  select siren, budget_id, year, stage, norm, variant, account, chapter, section, direction, operation,
         sum(opened) as opened, sum(realised) as realised, sum(outstanding) as outstanding, sum(lines) as lines
  from line group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
)
select siren_text(a.siren) as siren, b.siret, body.name as entity, b.code as budget, a.year, a.stage,
       a.norm || '-' || a.variant as nomenclature, a.account as nature,
       coalesce(account_label(a.norm, a.variant, a.year, a.account), '') as nature_label, a.chapter,
       coalesce(a.section::text, '') as section, a.direction,
       (coalesce(a.opened, 0) / 100.0)::numeric(18, 2) as opened,
       case when a.stage in ('CA', 'CFU') then (coalesce(a.realised, 0) / 100.0)::numeric(18, 2) end as realised,
       case when a.stage in ('CA', 'CFU') then (coalesce(a.outstanding, 0) / 100.0)::numeric(18, 2) end as outstanding,
       a.lines, operation_name(a.operation) as operation
from by_account a
join budget b using (siren, budget_id)
join body using (siren)
where $5::text is null or b.siret = $5
order by a.siren, b.siret, b.code, a.year, a.stage, a.section, a.direction desc, a.chapter, a.account, a.operation;
