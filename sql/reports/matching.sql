-- title: Matching of receipts with rights | Lettrage des recettes et des droits
-- about: Receipts on the accounts of resources, what was decided, by whom and why. Nothing is matched until somebody accepts it. | Recettes sur les comptes des ressources, ce qui a été décidé, par qui et pourquoi. Rien n'est lettré avant d'être accepté.
-- parameters: transfer siren year_first year_last document
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: resource code | Resource | Ressource
-- column: siren code | Recipient | Bénéficiaire
-- column: giver code | Giver | Verseur
-- column: year year | Year | Exercice
-- column: document integer | Document | Document
-- column: entry integer | Entry | Écriture
-- column: amount money | Amount | Montant
-- column: state code | State | État
-- column: reason text | Reason | Motif
-- column: author text | Author | Auteur
-- column: posted integer | Posted in | Passé en
-- column: source text | Source | Source
select c.transfer_id as transfer, c.resource_id as resource, siren_text(c.siren) as siren, siren_text(c.giver) as giver, c.year,
       c.receipt_document as document, c.receipt_entry as entry, (c.amount * 0.01)::numeric(18, 2) as amount, c.state,
       coalesce(c.reason, '') as reason, coalesce(c.author, '') as author, c.posted_document as posted,
       d.file_name || ':' || c.source_line as source
from match_candidates(rights_beside($2, $1)) c
join document d on d.siren in (0, c.siren) and d.document_id = c.receipt_document
where ($1::text is null or c.transfer_id = $1) and ($2::integer is null or $2 in (c.siren, c.giver))
  and ($3::integer is null or c.year >= $3) and ($4::integer is null or c.year <= $4)
  and ($5::integer is null or c.receipt_document = $5)
order by c.transfer_id collate "C", c.siren, c.year, c.resource_id collate "C", c.receipt_document, c.receipt_entry;
