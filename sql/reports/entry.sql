-- title: One entry | Une écriture
-- about: An entry with its accounts' labels, the document it is in and the place in its file. | Une écriture avec les libellés de ses comptes, son document et sa place dans le fichier.
-- hidden: the browser's page of an entry
-- parameters: document siren name
-- column: siren code | SIREN | SIREN
-- column: entity text | Body | Collectivité
-- column: year year | Year | Exercice
-- column: date date | Date | Date
-- column: book code | Book | Livre
-- column: debit code | Debit | Débit
-- column: debit_label text | Label | Libellé
-- column: credit code | Credit | Crédit
-- column: credit_label text | Label | Libellé
-- column: amount money | Amount | Montant
-- column: function code | Function | Fonction
-- column: operation code | Operation | Opération
-- column: voucher code | Voucher | Pièce
-- column: document integer | Document | Document
-- column: file text | File | Fichier
-- column: sha256 code | SHA-256 | SHA-256
-- column: line integer | Line | Ligne
-- column: path text | Element | Élément
select siren_text(j.siren) as siren, b.name as entity, j.fiscal_year as year, j.entry_date as date, book_name(j.book) as book, j.debit_account as debit,
       coalesce(technical_label(j.debit_account), d.label, '') as debit_label, j.credit_account as credit,
       coalesce(technical_label(j.credit_account), c.label, '') as credit_label, (j.amount * 0.01)::numeric(18, 2) as amount,
       coalesce(j.function, '') as function, operation_name(j.operation) as operation, j.voucher, o.document_id as document, o.file_name as file,
       encode(o.sha256, 'hex') as sha256, j.source_line as line,
       journal_path(j.format, j.stage, j.project, j.book, j.debit_account, j.credit_account, j.document_id, j.source_line, j.source_ordinal, j.voucher, j.voucher_path) as path
from journal j
join body b on b.siren = j.siren
join entry e on e.siren = j.siren and e.document_id = j.document_id and e.entry_no = j.entry_no
-- an entry that settles another's voucher stands in its own file
join document o on o.document_id = coalesce(e.source_document, j.document_id)
left join lateral account_label(j.norm, '', j.fiscal_year, j.debit_account) d on true
left join lateral account_label(j.norm, '', j.fiscal_year, j.credit_account) c on true
where j.document_id = $1::integer and j.siren = $2::integer and j.entry_no = $3::integer;
