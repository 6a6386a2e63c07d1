-- title: Completeness: vouchers against accounts | Exhaustivité : pièces et comptes
-- about: By account, where the vouchers of a budget and year differ from its accounts (else from the accountant's totals); the slips missing behind, by MtCumulAnnuel; the totals. | Par compte, où les pièces d'un budget et exercice diffèrent de ses comptes (à défaut des totaux du comptable) ; bordereaux manquants d'après MtCumulAnnuel ; totaux.
-- parameters: siren year_first year_last
-- column: siren code | SIREN | SIREN
-- column: budget code | Budget | Budget
-- column: year year | Year | Exercice
-- column: direction code | Direction | Sens
-- column: kind code | Kind | Nature
-- column: code code | Code | Code
-- column: vouchers money | Vouchers | Pièces
-- column: accounts money | Accounts | Comptes
-- column: difference money | Difference | Écart
-- column: basis code | Against | Comparé à
-- column: message text | Message | Message
with kept as ( -- the budgets and years that have vouchers
  select distinct s.siren, d.budget_id, s.fiscal_year::integer as year
  from voucher_slip s
  join document_state d on d.siren = s.siren and d.document_id = s.document_id and d.status = 'active'
  where ($1::integer is null or s.siren = $1) and ($2::integer is null or s.fiscal_year >= $2) and ($3::integer is null or s.fiscal_year <= $3)
), based as (
  select k.*, case when exists (select from accounts_budget a where a.siren = k.siren and a.budget_id = k.budget_id and a.year = k.year) then 'accounts'
                   when exists (select from control_total t join document_state d on d.siren = t.siren and d.document_id = t.document_id and d.status = 'control'
                                where t.siren = k.siren and t.budget_id = k.budget_id and t.fiscal_year = k.year) then 'cfu-comptable'
                   else 'none' end as basis
  from kept k
), side as (
  select b.siren, b.budget_id, b.year, b.basis, m.direction::text as direction, m.account, m.amount as vouchers, 0 as accounts
  from based b
  join movement m on m.siren = b.siren and m.budget_id = b.budget_id and m.year = b.year and m.book = 'V'
  union all
  select b.siren, b.budget_id, b.year, b.basis, m.direction::text, m.account, 0, m.amount
  from based b
  join movement m on m.siren = b.siren and m.budget_id = b.budget_id and m.year = b.year and m.book = 'A' and m.operation <> 'C'
  where b.basis = 'accounts'
  union all
  select b.siren, b.budget_id, b.year, b.basis, t.direction, t.account, 0, t.net
  from based b
  join control_total t on t.siren = b.siren and t.budget_id = b.budget_id and t.fiscal_year = b.year and t.statement like 'EB%' and t.account <> ''
  join document_state d on d.siren = t.siren and d.document_id = t.document_id and d.status = 'control'
  where b.basis = 'cfu-comptable'
), by_account as ( -- a balance that ought to be zero
  select siren, budget_id, year, basis, direction, account, sum(vouchers) as vouchers, sum(accounts) as accounts
  from side where basis <> 'none' group by 1, 2, 3, 4, 5, 6
), told as (
  select siren, budget_id, year, direction, 1 as place, 'account' as kind, account as code, vouchers, accounts, vouchers - accounts as difference, basis,
         case when vouchers = 0 then 'no voucher' when accounts = 0 then 'not in the accounts' else '' end as message_en,
         case when vouchers = 0 then 'aucune pièce' when accounts = 0 then 'absent des comptes' else '' end as message_fr
  from by_account b
  where vouchers <> accounts
    -- a side of which no slip was ever imported is not incomplete: it is not kept here
    and exists (select from voucher_slip s join document_state d on d.siren = s.siren and d.document_id = s.document_id and d.status = 'active'
                where s.siren = b.siren and d.budget_id = b.budget_id and s.fiscal_year = b.year and s.direction::text = b.direction)
  union all
  select g.siren, g.budget_id, g.fiscal_year, g.direction::text, 2, 'slip',
         g.slip_type || '-' || g.first_missing || case when g.last_missing > g.first_missing then '..' || g.last_missing else '' end,
         0, g.missing_amount, -g.missing_amount, 'cumulative',
         case when g.last_missing > g.first_missing then (g.last_missing - g.first_missing + 1) || ' slips are missing' when g.last_missing = g.first_missing then 'the slip is missing'
              else 'an amount is missing before slip ' || g.slip_number end,
         case when g.last_missing > g.first_missing then (g.last_missing - g.first_missing + 1) || ' bordereaux manquent' when g.last_missing = g.first_missing then 'le bordereau manque'
              else 'un montant manque avant le bordereau ' || g.slip_number end
  from slip_gap g
  join kept k on k.siren = g.siren and k.budget_id = g.budget_id and k.year = g.fiscal_year
  where coalesce(g.missing_amount, case when g.last_missing >= g.first_missing then 1 else 0 end) <> 0
  union all -- both halves of order operations, in whatever files they came
  select k.siren, k.budget_id, k.year, 'D', 3, 'order', '@order', o.d, o.r, o.d - o.r, 'vouchers', 'order expenses and receipts do not mirror each other',
         'dépenses et recettes d''ordre ne se répondent pas'
  from kept k
  cross join lateral (select coalesce(sum(m.amount) filter (where m.direction = 'D'), 0) as d, coalesce(sum(m.amount) filter (where m.direction = 'R'), 0) as r
                      from movements_of(k.siren, k.year) m where m.budget_id = k.budget_id and m.book = 'V' and m.operation = 'O') o
  where o.d <> o.r
  union all
  select k.siren, k.budget_id, k.year, 'D', 4, 'fctva', v.piece_number, 0, v.amount, -v.amount, 'fctva', 'the order is in no PES', 'le mandat n''est dans aucun PES'
  from kept k
  join document_state d on d.siren = k.siren and d.budget_id = k.budget_id and d.fiscal_year = k.year and d.format = 'fctva' and d.status = 'control'
  join voucher v on v.siren = d.siren and v.document_id = d.document_id
  where not exists (select from voucher o join document_state l on l.siren = o.siren and l.document_id = o.document_id and l.status = 'active'
                    where o.siren = k.siren and l.budget_id = k.budget_id and o.fiscal_year = k.year and o.direction = 'D' and o.piece_number = v.piece_number
                      and o.slip_number is not null)
  union all
  select siren, budget_id, year, direction, 5, 'total', '', sum(vouchers), case when basis <> 'none' then sum(accounts) end,
         case when basis <> 'none' then sum(vouchers) - sum(accounts) end, basis, '', ''
  from side group by siren, budget_id, year, direction, basis
)
select siren_text(t.siren) as siren, b.siret as budget, t.year, t.direction, t.kind, t.code, (t.vouchers * 0.01)::numeric(18, 2) as vouchers,
       (t.accounts * 0.01)::numeric(18, 2) as accounts, (t.difference * 0.01)::numeric(18, 2) as difference, t.basis,
       case when current_setting('contrepartie.language', true) = 'fr' then t.message_fr else t.message_en end as message
from told t
join budget b using (siren, budget_id)
order by t.siren, b.siret, t.year, t.direction, t.place, t.code;
