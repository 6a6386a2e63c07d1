-- title: Published lists of grants against what was paid | Listes publiées de subventions et versements
-- about: By payer, beneficiary and year, where a list that the payer published (SCDL, State's list) differs from its payment orders, else from the annex of its accounts; no row: they agree. Benefits in kind are left out. | Par payeur, bénéficiaire et exercice, où une liste publiée par le payeur (SCDL, liste de l'État) diffère de ses mandats, à défaut de l'annexe de ses comptes ; aucune ligne : elles concordent. Les aides en nature sont exclues.
-- parameters: siren year_first year_last
-- column: payer code | Payer | Attribuant
-- column: beneficiary code | Beneficiary | Bénéficiaire
-- column: name text | Its name | Son nom
-- column: year year | Year | Exercice
-- column: published money | Published | Publié
-- column: paid money | Paid | Payé
-- column: difference money | Difference | Écart
-- column: basis code | Paid from | Source du payé
with choice as (
  select payer, year, case when bool_or(basis = 'vouchers') then 'vouchers' when bool_or(basis = 'annex') then 'annex' else 'none' end as basis
  from payment group by 1, 2
), named as ( -- a name that stands beside a SIREN somewhere stands for it where it is alone
  select payer, party_name(name) as name, min(payee) as payee from payment where payee is not null and name is not null group by 1, 2
), side as ( -- a balance that ought to be zero
  select p.payer, coalesce(p.payee, n.payee) as payee, coalesce(p.payee::text, n.payee::text, party_name(p.name)) as who, p.name, p.year,
         case when p.basis = 'published' then p.amount else 0 end as published, case when p.basis = c.basis then p.amount else 0 end as paid, c.basis
  from payment p
  join choice c using (payer, year)
  left join named n on p.payee is null and n.payer = p.payer and n.name = party_name(p.name)
  where p.basis in ('published', c.basis)
    and exists (select from payment o where o.payer = p.payer and o.year = p.year and o.basis = 'published')
)
select siren_text(payer) as payer, coalesce(siren_text(min(payee)), '') as beneficiary, coalesce(min(name), '') as name, year,
       (sum(published) * 0.01)::numeric(18, 2) as published, (sum(paid) * 0.01)::numeric(18, 2) as paid,
       ((sum(published) - sum(paid)) * 0.01)::numeric(18, 2) as difference, basis
from side
where ($1::integer is null or payer = $1 or payee = $1) and ($2::integer is null or year >= $2) and ($3::integer is null or year <= $3)
group by payer, who, year, basis
having sum(published) <> sum(paid)
order by 1, 4, 2, 3;
