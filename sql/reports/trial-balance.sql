-- title: Trial balance | Balance des comptes
-- about: Debits and credits by account, book and year; for each body, year and book they are equal. | Débits et crédits par compte, livre et exercice ; égaux pour chaque organisme, exercice et livre.
-- parameters: year_first year_last siren book
-- column: siren code | SIREN | SIREN
-- column: year year | Year | Exercice
-- column: book code | Book | Livre
-- column: chart code | Chart | Plan
-- column: account code | Account | Compte
-- column: label text | Label | Libellé
-- column: debit money | Debit | Débit
-- column: credit money | Credit | Crédit
-- column: balance money | Balance | Solde
-- totals: debit,credit by siren,year,book
-- leads: debit,credit,balance /reports/general-ledger?entity={siren}&year={year}&book={book}&account=%3D{account}
with line as materialized (
  select * from trial_balance($1, $2, $3, $4)
), label as materialized ( -- once for each code, not for each body
  select chart, variant, year, account, coalesce(technical_label(account), p.label) as label
  from (select distinct chart, variant, year, account from line) d
  left join lateral account_label(chart, variant, year, account) p on true
)
select siren_text(siren) as siren, year, book_name(book) as book, chart, account,
       coalesce(l.label, case when chart = 'PCG' then own_account_label(siren, account) end, '') as label,
       (debit * 0.01)::numeric(18, 2) as debit, (credit * 0.01)::numeric(18, 2) as credit,
       ((debit - credit) * 0.01)::numeric(18, 2) as balance
from line
join label l using (chart, variant, year, account)
order by line.siren, year, book, chart collate "C", account collate "C";
