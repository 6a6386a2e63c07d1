-- title: Trial balance | Balance des comptes
-- about: Debits and credits by account, book and year; for each body, year and book they are equal. | Débits et crédits par compte, livre et exercice ; égaux pour chaque organisme, exercice et livre.
-- parameters: year_first year_last siren book
-- column: siren code | SIREN | SIREN
-- column: year year | Year | Exercice
-- column: book code | Book | Livre
-- column: chart code | Chart | Plan
-- column: account code | Account | Compte
-- column: label text | Label | Libellé
-- column: debit money | Debit | Débit
-- column: credit money | Credit | Crédit
-- column: balance money | Balance | Solde
-- totals: debit,credit by siren,year,book
-- leads: debit,credit,balance /reports/general-ledger?entity={siren}&year={year}&book={book}&account=%3D{account}
with document as materialized ( -- a large document of one body was summed when it was sealed; others are read by entry
  select siren, document_id, format, norm, variant, votes_replaced, is_summed(entries) and siren <> 0 as summed from counted_document
  where $3::integer is null or siren in (0, $3)
), pair as (
  select t.siren, t.fiscal_year, t.book, d.norm, d.variant, t.debit_account, t.credit_account, t.amount
  from document d
  join entry_sum t on t.document_id = d.document_id and t.siren = d.siren
  where d.summed and not (t.book = 'B' and d.votes_replaced)
    and ($1::integer is null or t.fiscal_year >= $1) and ($2::integer is null or t.fiscal_year <= $2)
  union all
  select e.siren, e.fiscal_year, e.book, d.norm, d.variant, e.debit_account, e.credit_account, e.amount
  from document d
  join entry e on e.document_id = d.document_id
  where not d.summed and d.format <> 'dgfip-balance' and not (e.book = 'B' and d.votes_replaced) and ($3::integer is null or e.siren = $3)
    and ($1::integer is null or e.fiscal_year >= $1) and ($2::integer is null or e.fiscal_year <= $2)
  union all
  select e.siren, e.fiscal_year, e.book, b.norm, b.variant, e.debit_account, e.credit_account, e.amount
  from balance_active b
  join entry e on e.document_id = b.document_id and e.siren = b.siren and e.entry_no between b.first_entry and b.first_entry + b.entries - 1
  where ($3::integer is null or b.siren = $3) and ($1::integer is null or b.fiscal_year >= $1) and ($2::integer is null or b.fiscal_year <= $2)
), line as materialized (
  select p.siren, p.fiscal_year as year, p.book, account_chart(l.account, p.norm) as chart, max(p.variant) as variant, l.account, sum(l.debit) as debit, sum(l.credit) as credit
  from pair p
  cross join lateral (values (p.debit_account, p.amount, 0), (p.credit_account, 0, p.amount)) as l(account, debit, credit)
  where $4::text is null or book_name(p.book) = $4
  group by p.siren, p.fiscal_year, p.book, account_chart(l.account, p.norm), l.account
), label as materialized ( -- once for each code, not for each body
  select chart, variant, year, account, coalesce(technical_label(account), p.label) as label
  from (select distinct chart, variant, year, account from line) d
  left join lateral account_label(chart, variant, year, account) p on true
)
select siren_text(siren) as siren, year, book_name(book) as book, chart, account,
       coalesce(l.label, case when chart = 'PCG' then own_account_label(siren, account) end, '') as label,
       (debit * 0.01)::numeric(18, 2) as debit, (credit * 0.01)::numeric(18, 2) as credit,
       ((debit - credit) * 0.01)::numeric(18, 2) as balance
from line
join label l using (chart, variant, year, account)
order by line.siren, year, book, chart collate "C", account collate "C";
