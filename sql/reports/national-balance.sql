-- title: National trial balance | Balance nationale des comptes
-- about: Debits and credits by account, book and year, over every body; what counts in each body's own trial balance counts here. | Débits et crédits par compte, livre et exercice, tous organismes ; ce qui compte dans la balance de chacun compte ici.
-- parameters: year_first year_last book
-- compares: bodies
-- column: year year | Year | Exercice
-- column: book code | Book | Livre
-- column: chart code | Chart | Plan
-- column: account code | Account | Compte
-- column: label text | Label | Libellé
-- column: debit money | Debit | Débit
-- column: credit money | Credit | Crédit
-- column: balance money | Balance | Solde
-- totals: debit,credit by year,book
select year, book_name(book) as book, chart, account,
       coalesce(technical_label(account), p.label, '') as label,
       (debit * 0.01)::numeric(18, 2) as debit, (credit * 0.01)::numeric(18, 2) as credit,
       ((debit - credit) * 0.01)::numeric(18, 2) as balance
from national_balance($1, $2, $3)
left join lateral account_label(chart, '', year, account) p on true
order by year, book, chart collate "C", account collate "C";
