-- title: What a funding figure is made of | De quoi est fait un chiffre de financement
-- about: For each institution, funder and year: the promises, votes, payments and receipts that count, each with its line. | Par établissement, financeur et exercice : les promesses, votes, paiements et recettes qui comptent, chacun avec sa ligne.
-- parameters: siren year_first year_last name
-- compares: bodies
-- column: institution code | Institution | Établissement
-- column: funder code | Funder | Financeur
-- column: year year | Year | Exercice
-- column: what code | What | Quoi
-- column: amount money | Amount | Montant
-- column: basis code | From the | Source
-- column: siren code | Books of | Livres de
-- column: account code | Account | Compte
-- column: document integer | Document | Document
-- column: entry integer | Entry | Écriture
-- column: file text | File | Fichier
-- column: line integer | Line | Ligne
-- leads: amount,entry,line /entries/{document}/{siren}/{entry}
-- leads: amount,line /documents/{document}
with funding as materialized (
  select * from funding_years(institutions_of($1), $2, $3)
  where ($1::integer is null or $1 in (institution, funder)) and ($2::integer is null or year >= $2) and ($3::integer is null or year <= $3)
), term as materialized (
  select * from agreement_terms(institutions_of($1))
), reserved as ( -- the account that the agreement of a year reserves for the funder
  select distinct on (f.institution, f.funder, f.year) f.institution, f.funder, f.year, t.receipt_account
  from funding f
  join term t using (institution, funder)
  order by f.institution, f.funder, f.year, f.year between t.first_year and t.last_year desc, t.first_day desc
), budgeted as materialized (
  select g.beneficiary_siren as institution, g.siren as funder, g.fiscal_year as year, g.amount, g.account, g.document_id, g.source_line
  from grant_paid g
  join document_state d on d.siren = g.siren and d.document_id = g.document_id and d.status = 'active' and d.stage in ('BP', 'BS', 'DM')
), fact as (
  select f.institution, f.funder, f.year, case a.kind when 'due' then 'agreed' when 'paid' then 'paid' else 'voted' end as what, a.amount, 'declared' as basis,
         0 as body, '' as account, a.document_id, null::integer as entry_no, a.line
  from funding f
  join agreement_amount a on a.institution = f.institution and a.funder = f.funder and a.year = f.year
    and ($1::integer is null or a.institution = any((select institutions_of($1))::integer[]))
  join active_register using (document_id)
  where a.kind = 'due' or a.kind = 'paid' and f.paid_basis = 'declared'
     or a.kind = 'voted' and not exists (select from budgeted b where b.institution = f.institution and b.funder = f.funder and b.year = f.year)
  union all
  select f.institution, f.funder, f.year, 'voted', b.amount * 0.01, 'annex', f.funder, b.account, b.document_id, null, b.source_line
  from funding f
  join budgeted b on b.institution = f.institution and b.funder = f.funder and b.year = f.year
  union all
  select f.institution, f.funder, f.year, 'paid', p.amount * 0.01, p.basis, p.body, p.account, p.document_id, case when p.basis = 'vouchers' then p.row_no end, p.source_line
  from funding f
  join payment p on p.payee = f.institution and p.payer = f.funder and p.year = f.year and p.basis = f.paid_basis
  union all
  select f.institution, f.funder, f.year, 'received', r.amount * 0.01, r.basis, r.payee, r.account, r.document_id, r.row_no, r.source_line
  from funding f
  join institution_receipts(institutions_of($1), $2, $3) r on r.payee = f.institution and r.year = f.year and r.basis = f.received_basis
  left join reserved s on s.institution = f.institution and s.funder = f.funder and s.year = f.year
  where case when r.basis = 'vouchers' then r.payer = f.funder and (is_receipt_account(r.account)
               or exists (select from term t where t.institution = r.payee and t.funder = r.payer and r.account like t.receipt_account || '%'))
             when r.payer is null then r.account like s.receipt_account || '%'
             else r.payer = f.funder end
)
select siren_text(f.institution) as institution, siren_text(f.funder) as funder, f.year, f.what, f.amount::numeric(18, 2) as amount, f.basis,
       coalesce(siren_text(nullif(f.body, 0)), '') as siren, f.account, f.document_id as document, f.entry_no as entry, d.file_name as file, f.line
from fact f
join document d on d.siren in (0, f.body) and d.document_id = f.document_id
where $4::text is null or f.what = $4
order by f.institution, f.funder, f.year, f.what, f.document_id, f.entry_no, f.line;
