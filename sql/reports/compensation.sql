-- title: Compensation of transfers | Compensation des transferts
-- about: The right, the resources that came, what the competence costs today; two coverages, never merged. | Le droit, les ressources venues, ce que la compétence coûte aujourd'hui ; deux couvertures, jamais confondues.
-- parameters: year_first year_last siren transfer
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: nature code | Nature | Nature
-- column: siren code | Recipient | Bénéficiaire
-- column: year year | Year | Exercice
-- column: right money | Right | Droit à compensation
-- column: resources money | Resources | Ressources
-- column: legal_gap money | Legal gap | Écart au droit
-- column: legal_coverage ratio | Legal coverage | Couverture légale
-- column: charge money | Charge | Charge
-- column: dynamic_gap money | Dynamic gap | Reste à charge
-- column: dynamic_coverage ratio | Dynamic coverage | Couverture de la charge
-- column: state code | State | État
-- column: basis code | Basis | Base
-- column: arrears money | Arrears | Rappels
-- leads: right /reports/explain?transfer={transfer}&entity={siren}&year={year}&name=right
-- leads: resources /reports/explain?transfer={transfer}&entity={siren}&year={year}&name={basis}
-- leads: charge /reports/explain?transfer={transfer}&entity={siren}&year={year}&name=charge
-- leads: arrears /reports/explain?transfer={transfer}&entity={siren}&year={year}&name=arrears
-- leads: legal_gap,dynamic_gap /reports/explain?transfer={transfer}&entity={siren}&year={year}
select transfer_id as transfer, nature, siren_text(siren) as siren, year, "right", resources,
       "right" - resources as legal_gap, round(100 * resources / nullif("right", 0), 2) as legal_coverage, charge,
       charge - resources as dynamic_gap, round(100 * resources / nullif(charge, 0), 2) as dynamic_coverage,
       coalesce(state, '') as state, basis, arrears
from compensation_of(rights_beside($3, $4))
where ($1::integer is null or year >= $1) and ($2::integer is null or year <= $2)
  and ($3::integer is null or siren = $3) and ($4::text is null or transfer_id = $4)
order by transfer_id collate "C", siren, year;
