-- title: Payments and receipts matched across books | Rapprochement des paiements et des recettes
-- about: What agrees exactly (payer, payee, amount, days) is matched; the rest is proposed, with its score, until somebody decides. | Ce qui concorde exactement (payeur, bénéficiaire, montant, jours) est rapproché ; le reste est proposé, avec sa note, jusqu'à décision.
-- parameters: siren year_first year_last
-- compares: bodies
-- column: proposal code | Proposal | Proposition
-- column: kind code | Kind | Nature
-- column: score text | Score | Score
-- column: institution code | Institution | Établissement
-- column: funder code | Funder | Financeur
-- column: year year | Year | Exercice
-- column: paid money | Paid | Payé
-- column: received money | Received | Reçu
-- column: name text | Name | Nom
-- column: payments text | Payments | Paiements
-- column: receipts text | Receipts | Recettes
-- column: state code | State | État
-- column: reason text | Reason | Motif
-- column: author text hidden | Author | Auteur
select proposal, kind, score::text, siren_text(institution) as institution, siren_text(funder) as funder, year,
       (paid * 0.01)::numeric(18, 2) as paid, (received * 0.01)::numeric(18, 2) as received, coalesce(name, '') as name,
       payments, receipts, state, coalesce(reason, '') as reason, coalesce(author, '') as author
from payment_proposals(institutions_of($1))
where ($1::integer is null or $1 in (institution, funder)) and ($2::integer is null or year >= $2) and ($3::integer is null or year <= $3)
order by institution, funder, year, score desc, kind, proposal;
