-- title: Trial balance | Balance des comptes
-- about: Debits and credits by account, book and year; for each body, year and book they are equal.
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
with leg as (
  select siren, fiscal_year as year, book, norm, max(variant) as variant, debit_account as account, sum(amount) as debit, 0::numeric as credit
  from counted_entry
  where ($1::integer is null or fiscal_year >= $1) and ($2::integer is null or fiscal_year <= $2)
    and ($3::integer is null or siren = $3) and ($4::text is null or book_name(book) = $4)
  group by siren, fiscal_year, book, norm, debit_account
  union all
  select siren, fiscal_year, book, norm, max(variant), credit_account, 0, sum(amount)
  from counted_entry
  where ($1::integer is null or fiscal_year >= $1) and ($2::integer is null or fiscal_year <= $2)
    and ($3::integer is null or siren = $3) and ($4::text is null or book_name(book) = $4)
  group by siren, fiscal_year, book, norm, credit_account
), account as (
  select siren, year, book, account_chart(account, norm) as chart, max(norm) as norm, max(variant) as variant, account,
         sum(debit) as debit, sum(credit) as credit
  from leg group by siren, year, book, account_chart(account, norm), account
)
select siren_text(siren) as siren, year, book_name(book) as book, chart, account,
       coalesce(technical_label(account), account_label(norm, variant, year, account), '') as label,
       (debit / 100.0)::numeric(18, 2) as debit, (credit / 100.0)::numeric(18, 2) as credit,
       ((debit - credit) / 100.0)::numeric(18, 2) as balance
from account
order by siren, year, book, chart, account;
