-- title: Spending by function and domain | Dépense par fonction et domaine
-- about: Real operations of the selection (culture unless --scope says otherwise); function 30, common services, stands apart.
-- parameters: predicate year_first year_last siren siret
-- column: siren code | SIREN | SIREN
-- column: siret code | SIRET | SIRET
-- column: entity text | Body | Collectivité
-- column: budget code | Budget | Budget
-- column: year year | Year | Exercice
-- column: stage code | Stage | Étape
-- column: nomenclature code | Chart | Nomenclature
-- column: function code | Function | Fonction
-- column: function_label text | Label | Libellé
-- column: domain code | Domain | Domaine
-- column: section code | Section | Section
-- column: direction code | Direction | Sens
-- column: opened money | Opened | Crédits ouverts
-- column: realised money | Realised | Réalisé
-- column: lines integer | Lines | Lignes
with line as (
  select siren, document_id, budget_id, year, stage, norm, variant, function, section, direction,
         sum(amount) filter (where book = 'B' and counter_account = '@credit') as opened,
         sum(amount) filter (where book = 'A') as realised,
         count(distinct source_ordinal) as lines
  from scope_movement($1, $2, $3, $4)
  where operation = 'R' and function is not null
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
), by_function as (
  select siren, budget_id, year, stage, norm, variant, function, section, direction, sum(opened) as opened,
         case when stage in ('CA', 'CFU') then coalesce(sum(realised), 0) end as realised, sum(lines) as lines
  from line group by 1, 2, 3, 4, 5, 6, 7, 8, 9
), without_function as (
  select distinct d.siren, d.budget_id, d.fiscal_year as year, d.stage, d.norm, d.variant,
         exists (select from budget_tag t where t.siren = d.siren and t.budget_id = d.budget_id) as tagged
  from document_state d
  where d.status = 'active' and d.format in ('totem', 'cfu') and not d.has_functions
    and ($2::integer is null or d.fiscal_year >= $2) and ($3::integer is null or d.fiscal_year <= $3)
    and ($4::integer is null or d.siren = $4)
), whole_budget as ( -- a budget tagged as cultural counts as a whole, without a function to divide it
  select w.siren, w.budget_id, w.year, w.stage, w.norm, w.variant, m.section, m.direction,
         sum(m.amount) filter (where m.book = 'B' and m.counter_account = '@credit') as opened,
         sum(m.amount) filter (where m.book = 'A') as realised,
         count(distinct (m.document_id, m.source_ordinal)) as lines
  from without_function w
  join movement m on m.siren = w.siren and m.budget_id = w.budget_id and m.year = w.year and m.stage = w.stage
  where w.tagged and m.operation = 'R'
  group by 1, 2, 3, 4, 5, 6, 7, 8
), row_of as (
  select siren, budget_id, year, stage, norm, variant, function, function_label(norm, variant, year, function) as label,
         domain_of(norm, function) as domain, section::text, direction::text, opened, realised, lines
  from by_function
  union all
  select siren, budget_id, year, stage, norm, variant, '', '', 'whole_budget', section::text, direction::text, opened,
         realised, lines
  from whole_budget
  union all
  select siren, budget_id, year, stage, norm, variant, '', '', 'not_determinable', '', '', null, null, 0
  from without_function where not tagged
)
select siren_text(r.siren) as siren, b.siret, body.name as entity, b.code as budget, r.year, r.stage,
       r.norm || '-' || r.variant as nomenclature, r.function, coalesce(r.label, '') as function_label,
       coalesce(r.domain, '') as domain, coalesce(r.section, '') as section, r.direction,
       (r.opened / 100.0)::numeric(18, 2) as opened, (r.realised / 100.0)::numeric(18, 2) as realised, r.lines
from row_of r
join budget b using (siren, budget_id)
join body using (siren)
where $5::text is null or b.siret = $5
order by r.siren, b.siret, b.code, r.year, r.stage, r.function, r.section, r.direction;
