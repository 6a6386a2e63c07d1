-- title: Corrections, returns and attachments that wait | Corrections, retours et pièces jointes en attente
-- about: What arrived before what it is about; it is settled by itself when the other file is imported. No row: nothing waits. | Ce qui est arrivé avant ce dont il parle ; se règle seul à l'import de l'autre fichier. Aucune ligne : rien n'attend.
-- parameters: siren year_first year_last
-- column: siren code | SIREN | SIREN
-- column: budget code | Budget | Budget
-- column: kind code | Kind | Nature
-- column: document integer | Document | Document
-- column: year year | Year | Exercice
-- column: slip integer | Slip | Bordereau
-- column: piece code | Piece | Pièce
-- column: line_no integer | Line | Ligne
-- column: wanted code | Waits for | Attend
-- column: amount money | Amount | Montant
-- column: source text | Source | Source
select siren_text(w.siren) as siren, b.siret as budget, w.kind, w.document_id as document, w.fiscal_year as year, w.slip_number as slip,
       w.piece_number as piece, w.line_no, w.wanted, (w.amount * 0.01)::numeric(18, 2) as amount, w.source
from (select siren, budget_id, kind, document_id, fiscal_year, slip_number, piece_number, line_no, wanted, amount, source from waiting
      union all
      select siren, budget_id, 'attachment', document_id, fiscal_year, slip_number, piece_number, null, unique_id, null, source from attachment_wanted) w
join budget b using (siren, budget_id)
where ($1::integer is null or w.siren = $1) and ($2::integer is null or w.fiscal_year >= $2) and ($3::integer is null or w.fiscal_year <= $3)
order by w.siren, w.document_id, w.kind, w.slip_number, w.piece_number, w.line_no, w.wanted;
