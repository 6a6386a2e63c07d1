-- title: Grants paid | Subventions versées
-- about: One row for each source row: the CONCOURS annex of the accounts; for a payer and year without one, its payment orders; else its published list. Names of natural persons are masked unless they were asked for at import. | Une ligne par ligne source : l'annexe CONCOURS des comptes ; à défaut les mandats du payeur ; à défaut sa liste publiée. Les noms de personnes physiques sont masqués sauf demande à l'import.
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
-- column: basis code | From the | Origine
-- column: purpose text hidden | Purpose | Objet
-- leads: amount /documents/{document}
with stated as (
  select g.siren, g.fiscal_year::integer as year, g.document_id, g.account, g.beneficiary, g.beneficiary_siren, g.legal_kind, g.amount, g.in_kind, g.purpose,
         g.file_name || ':' || g.source_line as source, g.grant_no as row_no, g.basis
  from stated_grant g
  where g.basis = 'published' or g.stage in ('CA', 'CFU') -- what a budget votes is not paid yet
  union all
  select p.payer, p.year, p.document_id, p.account, coalesce(p.name, party_label(p.body, p.payee), ''), p.payee, '', p.amount, '', '',
         d.file_name || ':' || p.source_line, p.row_no, p.basis
  from payment p
  join document d on d.siren = p.body and d.document_id = p.document_id
  where p.basis = 'vouchers'
), ranked as ( -- the same subsidy may stand in all three
  select s.*, dense_rank() over (partition by s.siren, s.year order by case s.basis when 'annex' then 1 when 'vouchers' then 2 else 3 end) as choice
  from stated s
)
select siren_text(siren) as siren, year, document_id as document, account, beneficiary, siren_text(beneficiary_siren) as beneficiary_siren, legal_kind,
       (amount * 0.01)::numeric(18, 2) as amount, in_kind, source, basis, purpose
from ranked
where choice = 1 and ($1::integer is null or year >= $1) and ($2::integer is null or year <= $2)
  and ($3::integer is null or siren = $3) and ($4::integer is null or document_id = $4)
order by ranked.siren, year, document_id, row_no;
