-- title: Control documents against the active source | Documents de contrôle et source active
-- about: Where a second source of one budget and year (a CA beside its CFU, a published balance beside a CA) says otherwise than the one that counts; no row: they agree. | Où une seconde source d'un budget et exercice (un CA à côté de son CFU, une balance publiée à côté d'un CA) dit autre chose que celle qui compte ; aucune ligne : elles concordent.
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
  select c.siren, c.fiscal_year as year, c.document_id as control, a.document_id as active, null::integer as control_no, null::integer as active_no
  from document_state c
  join document_state a on a.siren = c.siren and a.budget_id = c.budget_id and a.fiscal_year = c.fiscal_year
    and a.stage in ('CA', 'CFU') and a.status = 'active'
  where c.status = 'control'
  union all -- a budget of a balance against its account
  select b.siren, b.fiscal_year, b.document_id, a.document_id, b.budget_no, null
  from balance_state b
  join budget m on m.siren = b.siren and m.budget_id = b.budget_id
  join budget o on o.siren = m.siren and o.siret = m.siret
  join document_state a on a.siren = o.siren and a.budget_id = o.budget_id and a.fiscal_year = b.fiscal_year
    and a.stage in ('CA', 'CFU') and a.status = 'active'
  where not b.counts
  union all -- without functions against with them
  select b.siren, b.fiscal_year, b.document_id, a.document_id, b.budget_no, a.budget_no
  from balance_state b
  join balance_state a on a.siren = b.siren and a.fiscal_year = b.fiscal_year and a.budget_id = b.budget_id and a.counts
  where not b.counts
), asked as (
  select * from pair p
  where ($1::integer is null or p.year >= $1) and ($2::integer is null or p.year <= $2)
    and ($3::integer is null or p.siren = $3) and ($4::integer is null or $4 in (p.control, p.active))
), side as (
  select p.siren, p.year, p.control, p.active, case when left(e.credit_account, 1) = '@' then e.debit_account else e.credit_account end as account, e.direction,
         case when e.document_id = p.control then 1 else 0 end as is_control,
         case when (left(e.credit_account, 1) = '@') = (e.direction = 'D') then e.amount else -e.amount end as amount
  from asked p
  cross join lateral (select * from entries_of(p.siren, p.control)
                      union all
                      select * from entries_of(p.siren, p.active)) e
  left join budget_balance b on b.siren = e.siren and b.document_id = e.document_id and e.entry_no between b.first_entry and b.first_entry + b.entries - 1
  where e.book = 'A' and e.direction is not null
    and (b.budget_no is null or b.budget_no = case when e.document_id = p.control then p.control_no else p.active_no end)
)
-- a balance that ought to be zero, without a join between the two
select control as document, active, siren_text(siren) as siren, year, account, direction::text,
       (coalesce(sum(amount) filter (where is_control = 1), 0) * 0.01)::numeric(18, 2) as control,
       (coalesce(sum(amount) filter (where is_control = 0), 0) * 0.01)::numeric(18, 2) as counted,
       ((coalesce(sum(amount) filter (where is_control = 1), 0) - coalesce(sum(amount) filter (where is_control = 0), 0)) * 0.01)::numeric(18, 2) as difference
from side
group by control, active, siren, year, account, direction
having coalesce(sum(amount) filter (where is_control = 1), 0) <> coalesce(sum(amount) filter (where is_control = 0), 0)
order by 3, 4, 5, 6;
