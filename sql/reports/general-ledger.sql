-- title: General ledger: the entries of accounts | Grand livre : les écritures des comptes
-- about: What the trial balance sums, entry by entry: the debits and credits of an account, with what stands against it. | Ce que la balance additionne, écriture par écriture : débits et crédits d'un compte, avec leur contrepartie.
-- parameters: year_first year_last siren book account
-- column: siren code | SIREN | SIREN
-- column: year year | Year | Exercice
-- column: book code | Book | Livre
-- column: chart code | Chart | Plan
-- column: account code | Account | Compte
-- column: date date | Date | Date
-- column: debit money | Debit | Débit
-- column: credit money | Credit | Crédit
-- column: against code | Against | Contrepartie
-- column: counterparty code | Third party | Tiers
-- column: format code | Format | Format
-- column: document integer | Document | Document
-- column: entry integer | Entry | Écriture
-- column: line integer | Line | Ligne
-- leads: debit,credit,entry,line /entries/{document}/{siren}/{entry}
select siren_text(e.siren) as siren, e.fiscal_year as year, book_name(e.book) as book, account_chart(l.account, e.norm) as chart, l.account, e.entry_date as date,
       (l.debit * 0.01)::numeric(18, 2) as debit, (l.credit * 0.01)::numeric(18, 2) as credit, l.against, coalesce(siren_text(e.counterparty), '') as counterparty,
       e.format, e.document_id as document, e.entry_no as entry, e.source_line as line
from counted_entry e
cross join lateral (values (e.debit_account, e.amount, null, e.credit_account), (e.credit_account, null, e.amount, e.debit_account)) as l(account, debit, credit, against)
where ($1::integer is null or e.fiscal_year >= $1) and ($2::integer is null or e.fiscal_year <= $2) and ($3::integer is null or e.siren = $3)
  and ($4::text is null or book_name(e.book) = $4) and ($5::text is null or l.account like $5 || '%' or '=' || l.account = $5)
order by e.siren, e.fiscal_year, e.book, account_chart(l.account, e.norm) collate "C", l.account collate "C", e.entry_date, e.document_id, e.entry_no;
