-- title: Journal for hledger and ledger | Journal pour hledger et ledger
-- about: The entries that the trial balance counts; accounts are body:year:book:chart:account. Printed by export hledger. | Les écritures que compte la balance ; les comptes s'écrivent organisme:exercice:livre:plan:compte. Écrit par export hledger.
-- hidden: another command or page shows it
-- parameters: year_first year_last siren book
-- column: date date | Date | Date
-- column: description text | Description | Description
-- column: debit code | Debit | Débit
-- column: credit code | Credit | Crédit
-- column: amount money | Amount | Montant
select e.entry_date as date, 'document ' || e.document_id || ' entry ' || e.entry_no || ' line ' || e.source_line as description,
       concat_ws(':', siren_text(e.siren), e.fiscal_year, book_name(e.book), account_chart(e.debit_account, e.norm), e.debit_account) as debit,
       concat_ws(':', siren_text(e.siren), e.fiscal_year, book_name(e.book), account_chart(e.credit_account, e.norm), e.credit_account) as credit,
       (e.amount * 0.01)::numeric(18, 2) as amount
from counted_entry e
where ($1::integer is null or e.fiscal_year >= $1) and ($2::integer is null or e.fiscal_year <= $2)
  and ($3::integer is null or e.siren = $3) and ($4::text is null or book_name(e.book) = $4)
order by e.entry_date, e.document_id, e.siren, e.entry_no;
