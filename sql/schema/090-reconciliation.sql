-- Institutions that several bodies finance: what was agreed, what each funder's books show as paid, what the
-- institution's books show as received. A difference is a balance that ought to be zero.
set local role contrepartie_owner;

-- One row for each institution, funder and year of an active agreement.
create view funding_year as
with named as (
  select a.document_id, a.institution, a.funder, a.year,
         sum(a.amount) filter (where a.kind = 'due') as agreed, sum(a.amount) filter (where a.kind = 'paid') as declared
  from agreement_amount a join active_register using (document_id)
  group by 1, 2, 3, 4
), granted as ( -- the funder's own annex of grants, with the institution's SIREN
  select g.siren as funder, g.beneficiary_siren as institution, g.fiscal_year as year, sum(g.amount) / 100.0 as amount
  from grant_paid g
  join document_state d on d.siren = g.siren and d.document_id = g.document_id and d.status = 'active' and d.stage in ('CA', 'CFU')
  where g.beneficiary_siren is not null and (as_of() is null or d.document_date <= as_of())
  group by 1, 2, 3
), received as ( -- real receipts of the institution on the account that the agreement names for this funder
  select f.institution, f.funder, m.year, sum(m.amount) / 100.0 as amount
  from (select distinct f.institution, f.funder, f.receipt_account from agreement_funder f join active_register using (document_id)
        where f.receipt_account is not null) f
  join movement m on m.siren = f.institution and m.book = 'A' and m.direction = 'R' and m.operation = 'R' and m.account like f.receipt_account || '%'
  group by 1, 2, 3
)
select n.institution, n.funder, n.year, coalesce(n.agreed, 0)::numeric(18, 2) as agreed,
       coalesce(g.amount, n.declared, 0)::numeric(18, 2) as paid, coalesce(r.amount, 0)::numeric(18, 2) as received,
       case when g.amount is not null then 'annex' when n.declared is not null then 'declared' else 'none' end as paid_basis
from named n
left join granted g using (institution, funder, year)
left join received r using (institution, funder, year);

-- The kind of each difference, the first that holds (docs/reference/reconciliation.md). VAT rates: CGI, art. 278 to 281 nonies.
create view reconciliation as
with compared as (
  select f.*, received - paid as difference,
         lag(received - paid) over along as before, lead(received - paid) over along as after,
         lag(year) over along as year_before, lead(year) over along as year_after,
         sum(agreed) over together as all_agreed, sum(paid) over together as all_paid
  from funding_year f
  window along as (partition by institution, funder order by year), together as (partition by institution, year)
)
select institution, funder, year, agreed, paid, received, difference,
       case
         when difference <> 0 and ((year_before = year - 1 and before = -difference) or (year_after = year + 1 and after = -difference)) then 'timing'
         when difference <> 0 and received = 0 then 'missing_payee'
         when difference <> 0 and paid = 0 then 'missing_payer'
         when difference <> 0 and exists (select from (values (1.2), (1.1), (1.055), (1.021)) as rate(factor)
                                          where round(received * factor, 2) = paid or round(paid * factor, 2) = received) then 'vat'
         when difference <> 0 and exists (select from register_element e join active_register using (document_id)
                                          join agreement_amount a on a.document_id = e.document_id and a.element_no = e.element_no
                                          where e.attributes->>'kind' = 'in_kind' and a.institution = compared.institution and a.funder = compared.funder
                                            and a.year = compared.year and abs(a.amount) = abs(compared.difference)) then 'in_kind'
         when difference <> 0 then 'amount'
         when paid < agreed then 'under_paid'
         when paid > agreed then 'over_paid'
         else 'none'
       end as kind,
       round(100 * agreed / nullif(all_agreed, 0), 2) as agreed_share, round(100 * paid / nullif(all_paid, 0), 2) as actual_share,
       round(100 * paid / nullif(all_paid, 0), 2) - round(100 * agreed / nullif(all_agreed, 0), 2) as drift
from compared;

grant select on funding_year, reconciliation to contrepartie_reader;
reset role;
