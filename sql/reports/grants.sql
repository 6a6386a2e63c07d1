-- title: Grants paid | Subventions versées
-- about: The rows of the CONCOURS annex, one for one; names of natural persons are masked unless they were asked for at import.
-- parameters: year_first year_last siren document
-- column: siren code | SIREN | SIREN
-- column: year year | Year | Exercice
-- column: document integer | Document | Document
-- column: account code | Account | Compte
-- column: beneficiary text | Beneficiary | Bénéficiaire
-- column: beneficiary_siren code | Its SIREN | Son SIREN
-- column: legal_kind code | Legal kind | Nature juridique
-- column: amount money | Amount | Montant
-- column: in_kind text | In kind | En nature
-- column: source text | Source | Source
select siren_text(g.siren) as siren, g.fiscal_year as year, g.document_id as document, g.account, g.beneficiary,
       siren_text(g.beneficiary_siren) as beneficiary_siren, g.legal_kind, (g.amount / 100.0)::numeric(18, 2) as amount,
       g.in_kind, d.file_name || ':' || g.source_line as source
from grant_paid g
join document_state d using (siren, document_id)
where d.status = 'active' and ($1::integer is null or g.fiscal_year >= $1) and ($2::integer is null or g.fiscal_year <= $2)
  and ($3::integer is null or g.siren = $3) and ($4::integer is null or g.document_id = $4)
order by g.siren, g.fiscal_year, g.document_id, g.grant_no;
