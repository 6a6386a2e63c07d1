-- title: Spending by function and domain | Dépense par fonction et domaine
-- about: Real operations of the selection (culture unless --scope says otherwise); function 30, common services, stands apart. A budget without accounts yet is read from its vouchers: see source. | Opérations réelles de la sélection (culture, sauf périmètre contraire) ; la fonction 30, services communs, est à part. Un budget encore sans comptes est lu dans ses pièces : voir source.
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
-- column: source code | Source | Source
-- totals: opened,realised by siren,siret,entity,budget,year,stage,section,direction,source
-- leads: opened /journal?entity={siret}&year={year}&book=budget&account=@credit&scope={direction}%26{section}%26F%3D{function}%26{stage}-O
-- leads: realised /journal?entity={siret}&year={year}&book={source}&scope={direction}%26{section}%26F%3D{function}%26{stage}-O
-- leads: realised /journal?entity={siret}&year={year}&book={source}&scope={direction}%26{section}%26F%3D{function}-O
-- leads: opened /journal?entity={siret}&year={year}&book=budget&account=@credit&scope={direction}%26{section}%26{stage}-O
-- leads: realised /journal?entity={siret}&year={year}&book={source}&scope={direction}%26{section}%26{stage}-O
with asked as materialized ( -- most bodies have balances and nothing else, and a balance says a thing in one line
  select $4::integer is not null and not exists (select from document d where d.siren = $4) as only_balances
), line as ( -- what one line of a document or voucher says of one function
  select m.siren, m.budget_id, m.year, m.stage, m.norm, m.variant, m.function, m.section, m.direction, 'accounts' as source, null::numeric as opened, m.amount::numeric as realised
  from scope_movement('(' || $1 || ') and m.operation = ''R'' and m.function is not null and m.budget_id is not null', $2, $3, $4) m
  where (select only_balances from asked) -- debit and credit of a row are an expense and a receipt
  union all
  select m.siren, m.budget_id, m.year, m.stage, m.norm, m.variant, m.function, m.section, m.direction,
         case when m.book = 'V' then 'vouchers' when m.book = 'A' or m.stage in ('CA', 'CFU') then 'accounts' else 'budget' end as source,
         sum(m.amount) filter (where m.book = 'B' and m.counter_account = '@credit'), sum(m.amount) filter (where m.book in ('A', 'V'))
  from scope_movement('(' || $1 || ') and m.operation = ''R'' and m.function is not null and m.budget_id is not null', $2, $3, $4) m
  where not (select only_balances from asked)
    and not (m.book = 'V' and (m.siren, m.budget_id, m.year) in (select siren, budget_id, year from accounts_budgets($4)))
  group by m.source_ordinal, m.document_id, m.function, m.voucher_id, 1, 2, 3, 4, 5, 6, 8, 9, 10
), by_function as (
  select siren, budget_id, year, stage, norm, variant, function, section, direction, source, sum(opened) as opened,
         case when source <> 'budget' then coalesce(sum(realised), 0) end as realised, count(*) as lines
  from line group by year, function, siren, budget_id, stage, norm, variant, section, direction, source
), kept as ( -- what a budget and year are read from, and whether any of it names functions
  select d.siren, d.budget_id, coalesce(d.fiscal_year, v.year) as year, d.stage, max(d.norm) as norm, max(d.variant) as variant,
         bool_or(d.has_functions) as has_functions,
         case when d.format like 'pes-%' then 'vouchers' when d.stage in ('CA', 'CFU') then 'accounts' else 'budget' end as source
  from document_state d
  left join lateral (select distinct s.fiscal_year as year from voucher_slip s
                     where d.fiscal_year is null and s.siren = d.siren and s.document_id = d.document_id) v on true
  where d.status = 'active' and d.format in ('totem', 'cfu', 'pes-depense', 'pes-recette')
    and ($4::integer is null or d.siren = $4)
  group by 1, 2, 3, 4, 8
  union all
  select siren, budget_id, fiscal_year, '', max(norm), max(variant), bool_or(has_functions), 'accounts' from balance_active
  where ($4::integer is null or siren = $4) and ($2::integer is null or fiscal_year >= $2) and ($3::integer is null or fiscal_year <= $3)
  group by 1, 2, 3
), tagged_budget as ( -- a tag is that of the budget's SIRET
  select o.siren, o.budget_id from budget_tag t join budget b using (siren, budget_id) join budget o on o.siren = b.siren and o.siret = b.siret
), without_function as (
  select k.*, (k.siren, k.budget_id) in (select siren, budget_id from tagged_budget) as tagged
  from kept k
  where not k.has_functions and ($2::integer is null or k.year >= $2) and ($3::integer is null or k.year <= $3)
    and not (k.source = 'vouchers' and (k.siren, k.budget_id, k.year) in (select siren, budget_id, year from accounts_budgets($4)))
), whole_budget as ( -- a budget tagged as cultural counts as a whole, without a function to divide it
  select w.siren, w.budget_id, w.year, w.stage, w.norm, w.variant, w.source, m.section, m.direction,
         sum(m.amount) filter (where m.book = 'B' and m.counter_account = '@credit') as opened,
         sum(m.amount) filter (where m.book in ('A', 'V')) as realised,
         count(distinct (m.document_id, m.voucher_id, m.source_ordinal)) as lines
  from (select array_agg(siren) as bodies, array_agg(year::integer) as years
        from (select distinct siren, year from without_function where tagged) t having count(*) > 0) t
  cross join lateral scope_movements('true', t.bodies, t.years, t.years) m
  join without_function w on w.siren = m.siren and w.budget_id = m.budget_id and w.year = m.year and w.stage = m.stage and w.tagged
  where m.operation = 'R' and (m.book = 'V') = (w.source = 'vouchers')
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9
), code as materialized ( -- once for each code, not for each budget and year
  select norm, function, m.domain, l.label
  from (select distinct norm, function from by_function) f
  left join lateral domain_of(norm, function) m on true
  left join lateral function_label(norm, function) l on true
), label as materialized (
  select norm, variant, year, function, c.domain, coalesce(c.label, (select l.label from function_label(norm, variant, year, function) l)) as label
  from (select distinct norm, variant, year, function from by_function) f
  join code c using (norm, function)
), named as materialized ( -- in their order: one number to sort by, for three names
  select b.siren, b.budget_id, siren_text(b.siren) as siren_text, b.siret, b.code, y.name, row_number() over (order by b.siren, b.siret, b.code) as place
  from budget b join body y using (siren) where $4::integer is null or b.siren = $4
), row_of as (
  select siren, budget_id, year, stage, norm, variant, function, label, domain, section::text, direction::text, opened, realised, lines, source
  from by_function
  join label using (norm, variant, year, function)
  union all
  select siren, budget_id, year, stage, norm, variant, '', '', 'whole_budget', section::text, direction::text, opened,
         realised, lines, source
  from whole_budget
  union all
  select siren, budget_id, year, stage, norm, variant, '', '', 'not_determinable', '', '', null, null, 0, source
  from without_function where not tagged
)
select b.siren_text as siren, b.siret, b.name as entity, b.code as budget, r.year, r.stage,
       r.norm || '-' || r.variant as nomenclature, r.function, coalesce(r.label, '') as function_label,
       coalesce(r.domain, '') as domain, coalesce(r.section, '') as section, r.direction,
       (r.opened * 0.01)::numeric(18, 2) as opened, (r.realised * 0.01)::numeric(18, 2) as realised, r.lines, r.source
from row_of r
join named b using (siren, budget_id)
where $5::text is null or b.siret = $5
order by b.place, r.year, r.stage, r.source, r.function, r.section, r.direction;
