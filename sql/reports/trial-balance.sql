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
select siren_text(siren) as siren, year, book_name(book) as book, account_chart(account, norm) as chart, account,
       coalesce(technical_label(account), account_label(norm, variant, year, account), own_account_label(siren, account), '') as label,
       (debit / 100.0)::numeric(18, 2) as debit, (credit / 100.0)::numeric(18, 2) as credit,
       ((debit - credit) / 100.0)::numeric(18, 2) as balance
from trial_balance($1, $2, $3, $4)
order by siren_text(siren), year, book, account_chart(account, norm) collate "C", account collate "C";
