-- title: Control documents against the active source | Documents de contrôle et source active
-- about: Where a second source of one budget and year (a CA beside its CFU) says otherwise than the one that counts; no row: they agree.
-- parameters: year_first year_last siren document
-- column: document integer | Control | Contrôle
-- column: active integer | Active | Actif
-- column: siren code | SIREN | SIREN
-- column: year year | Year | Exercice
-- column: account code | Account | Compte
-- column: direction code | Direction | Sens
-- column: control money | In the control | Au contrôle
-- column: counted money | Counted | Compté
-- column: difference money | Difference | Écart
with pair as (
  select c.siren, c.fiscal_year as year, c.document_id as control, a.document_id as active
  from document_state c
  join document_state a on a.siren = c.siren and a.budget_id = c.budget_id and a.fiscal_year = c.fiscal_year
    and a.stage in ('CA', 'CFU') and a.status = 'active'
  where c.status = 'control' and ($1::integer is null or c.fiscal_year >= $1) and ($2::integer is null or c.fiscal_year <= $2)
    and ($3::integer is null or c.siren = $3) and ($4::integer is null or $4 in (c.document_id, a.document_id))
), side as (
  select p.*, case when left(e.credit_account, 1) = '@' then e.debit_account else e.credit_account end as account, e.direction,
         case when e.document_id = p.control then 1 else 0 end as is_control,
         case when (left(e.credit_account, 1) = '@') = (e.direction = 'D') then e.amount else -e.amount end as amount
  from pair p
  join entry e on e.siren = p.siren and e.document_id in (p.control, p.active) and e.book = 'A'
)
-- a balance that ought to be zero, without a join between the two
select control as document, active, siren_text(siren) as siren, year, account, direction::text,
       (coalesce(sum(amount) filter (where is_control = 1), 0) / 100.0)::numeric(18, 2) as control,
       (coalesce(sum(amount) filter (where is_control = 0), 0) / 100.0)::numeric(18, 2) as counted,
       ((coalesce(sum(amount) filter (where is_control = 1), 0) - coalesce(sum(amount) filter (where is_control = 0), 0)) / 100.0)::numeric(18, 2) as difference
from side
group by control, active, siren, year, account, direction
having coalesce(sum(amount) filter (where is_control = 1), 0) <> coalesce(sum(amount) filter (where is_control = 0), 0)
order by 3, 4, 5, 6;
