-- title: Coverage by département | Couverture par département
-- about: The recipients of transfers, in the département that their own files name (TotEM Departement, balances NDEPT); its coverages are those of all its recipients together. | Les bénéficiaires de transferts, dans le département que leurs propres fichiers nomment (TotEM Departement, balances NDEPT) ; ses couvertures sont celles de tous ses bénéficiaires ensemble.
-- parameters: year_first year_last siren transfer
-- compares: bodies
-- column: department code | Its département | Département
-- column: department_name text | Its name | Son nom
-- column: siren code | Recipient | Bénéficiaire
-- column: entity text | Body | Collectivité
-- column: year year | Year | Exercice
-- column: right money | Right | Droit à compensation
-- column: resources money | Resources | Ressources
-- column: charge money | Charge | Charge
-- column: legal_coverage ratio | Legal coverage | Couverture légale
-- column: dynamic_coverage ratio | Dynamic coverage | Couverture de la charge
-- column: department_legal ratio | Legal coverage of the département | Couverture légale du département
-- column: department_dynamic ratio | Dynamic coverage of the département | Couverture de la charge du département
-- leads: right,resources,charge /reports/compensation?entity={siren}&year={year}
with recipient as (
  select b.department, c.siren, b.name, c.year, sum(c."right") as "right", sum(c.resources) as resources, sum(c.charge) as charge
  from compensation_of(rights_beside($3, $4)) c
  join body b using (siren)
  where ($1::integer is null or c.year >= $1) and ($2::integer is null or c.year <= $2)
    and ($3::integer is null or c.siren = $3) and ($4::text is null or c.transfer_id = $4)
  group by b.department, c.siren, b.name, c.year
), placed as (
  select r.*, sum("right") over together as all_rights, sum(resources) over together as all_resources, sum(charge) over together as all_charges
  from recipient r
  window together as (partition by department, year)
)
select p.department, coalesce(d.label, '') as department_name, siren_text(p.siren) as siren, p.name as entity, p.year,
       p."right", p.resources, p.charge,
       round(100 * p.resources / nullif(p."right", 0), 2) as legal_coverage, round(100 * p.resources / nullif(p.charge, 0), 2) as dynamic_coverage,
       round(100 * all_resources / nullif(all_rights, 0), 2) as department_legal,
       round(100 * all_resources / nullif(all_charges, 0), 2) as department_dynamic
from placed p
left join department d on d.code = p.department
order by p.year, p.department = '', p.department collate "C", p.siren;
