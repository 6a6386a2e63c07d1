-- title: What did not follow: the balance of 802 | Ce qui n'a pas suivi : le solde du 802
-- about: By recipient, giver and year: rights and promises recognised on 802, what was matched with them, and what is left. | Par bénéficiaire, débiteur et exercice : droits et promesses constatés au 802, ce qui a été lettré, ce qui reste.
-- parameters: siren year_first year_last
-- compares: bodies
-- column: siren code | Recipient | Bénéficiaire
-- column: giver code | Giver | Verseur
-- column: year year | Year | Exercice
-- column: recognised money | Recognised | Reconnu
-- column: matched money | Matched | Lettré
-- column: left money | Left | Reste
-- leads: recognised,matched,left /reports/general-ledger?entity={siren}&year={year}&book=commitments&account=%3D802
select siren_text(siren) as siren, siren_text(counterparty) as giver, fiscal_year as year,
       (coalesce(sum(amount) filter (where format <> 'matching' and debit_account = '802'), 0) / 100.0
        - coalesce(sum(amount) filter (where format <> 'matching' and credit_account = '802'), 0) * 0.01)::numeric(18, 2) as recognised,
       (coalesce(sum(amount) filter (where format = 'matching' and credit_account = '802'), 0) / 100.0
        - coalesce(sum(amount) filter (where format = 'matching' and debit_account = '802'), 0) * 0.01)::numeric(18, 2) as matched,
       (sum(case when debit_account = '802' then amount else -amount end) * 0.01)::numeric(18, 2) as "left"
from counted_entry
where '802' in (debit_account, credit_account) and ($1::integer is null or siren = $1)
  and ($2::integer is null or fiscal_year >= $2) and ($3::integer is null or fiscal_year <= $3)
group by siren, counterparty, fiscal_year
order by 1, 2, 3;
