-- title: Bodies and their budgets | Collectivités et budgets
-- about: The public bodies the ledger knows, their budgets, and the years for which it holds accounts. | Les organismes publics connus du grand livre, leurs budgets, et les exercices dont il a les comptes.
-- parameters: siren
-- column: siren code | SIREN | SIREN
-- column: entity text | Body | Collectivité
-- column: kind code | Kind | Catégorie
-- column: siret code | SIRET | SIRET
-- column: budget code | Budget | Budget
-- column: label text | Label | Libellé
-- column: tags code | Tags | Marques
-- column: years text | Accounts | Comptes
-- column: closed text | Closed | Clos
select siren_text(y.siren) as siren, y.name as entity, y.kind, coalesce(b.siret, '') as siret, coalesce(b.code, '') as budget,
       coalesce(b.label, '') as label,
       coalesce((select string_agg(t.tag, ', ') from budget_tag t where t.siren = b.siren and t.budget_id = b.budget_id), '') as tags,
       coalesce((select string_agg(a.year::text, ', ' order by a.year) from accounts_budget a
                 where a.siren = b.siren and a.budget_id = b.budget_id), '') as years,
       coalesce((select string_agg(c.fiscal_year::text, ', ' order by c.fiscal_year) from closed_year c where c.siren = y.siren), '') as closed
from body y
left join budget b using (siren)
where $1::integer is null or y.siren = $1
order by y.siren, b.code collate "C", b.siret;
