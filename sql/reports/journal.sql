-- title: Journal | Journal
-- about: Every entry with the line and element of the file it came from. Amounts are positive: debit and credit say the rest; what a scope counts of it, as an expense or a receipt, is signed. | Chaque écriture avec la ligne et l'élément de son fichier. Les montants sont positifs : débit et crédit disent le reste ; ce qu'un périmètre en compte, en dépense ou en recette, est signé.
-- parameters: siren year_first year_last account function document book predicate siret name
-- column: siren code | SIREN | SIREN
-- column: document integer | Document | Document
-- column: entry integer | Entry | Écriture
-- column: book code | Book | Livre
-- column: year year | Year | Exercice
-- column: date date | Date | Date
-- column: debit code | Debit | Débit
-- column: credit code | Credit | Crédit
-- column: amount money | Amount | Montant
-- column: function code | Function | Fonction
-- column: section code | Section | Section
-- column: operation code | Operation | Opération
-- column: counterparty code | Third party | Tiers
-- column: voucher code | Voucher | Pièce
-- column: line integer | Line | Ligne
-- column: path text | Element | Élément
-- column: counted money | Counted | Compté
-- leads: amount,entry,line /entries/{document}/{siren}/{entry}
select siren_text(j.siren) as siren, j.document_id as document, j.entry_no as entry, book_name(j.book) as book,
       j.fiscal_year as year, j.entry_date as date, j.debit_account as debit, j.credit_account as credit,
       (j.amount * 0.01)::numeric(18, 2) as amount, coalesce(j.function, '') as function,
       coalesce(j.section::text, '') as section, operation_name(j.operation) as operation,
       coalesce(siren_text(j.counterparty), '') as counterparty, j.voucher,
       j.source_line as line,
       journal_path(j.format, j.stage, j.project, j.book, j.debit_account, j.credit_account, j.document_id, j.source_line, j.source_ordinal, j.voucher, j.voucher_path) as path, (j.counted * 0.01)::numeric(18, 2) as counted
from (select j.*, m.counted from journal j
      left join (select m.siren, m.document_id, m.entry_no, sum(m.amount) as counted
                 from scope_movement(coalesce($8, 'true'), $2, $3, $1) m
                 where ($8::text is not null or $9::text is not null)
                   and ($9 is null or m.budget_id in (select b.budget_id from budget b where b.siren = m.siren and b.siret = $9))
                 group by 1, 2, 3) m using (siren, document_id, entry_no)
      where ($1::integer is null or j.siren = $1) and ($2::integer is null or j.fiscal_year >= $2)
        and ($3::integer is null or j.fiscal_year <= $3)
        and ($4::text is null or j.debit_account like $4 || '%' or j.credit_account like $4 || '%' or substr($4, 2) in (j.debit_account, j.credit_account) and $4 like '=%')
        and ($5::text is null or j.function like $5 || '%') and ($6::integer is null or j.document_id = $6)
        and ($7::text is null or book_name(j.book) = $7) and ($10::text is null or j.voucher = $10)
        and ($8::text is null and $9::text is null or m.siren is not null) offset 0) j -- labels are given to what is found
order by j.document_id, j.siren, j.entry_no;
