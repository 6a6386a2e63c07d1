-- title: Funding plan of institutions: agreed, voted, paid, received | Plan de financement : convenu, voté, payé, reçu
-- about: By institution, funder and year, with the drift of each funder's share against the agreed one, and where each figure comes from. | Par établissement, financeur et exercice, avec la dérive de la part de chacun par rapport à la part convenue, et l'origine de chaque chiffre.
-- parameters: siren year_first year_last
-- compares: bodies
-- column: institution code | Institution | Établissement
-- column: entity text | Name | Nom
-- column: funder code | Funder | Financeur
-- column: funder_name text | Its name | Son nom
-- column: year year | Year | Exercice
-- column: agreed money | Agreed | Convenu
-- column: voted money | Voted | Voté
-- column: paid money | Paid | Payé
-- column: received money | Received | Reçu
-- column: agreed_share ratio | Agreed share | Part convenue
-- column: actual_share ratio | Actual share | Part réelle
-- column: drift ratio | Drift | Dérive
-- column: paid_basis code | Paid from | Source du payé
-- column: received_basis code | Received from | Source du reçu
-- totals: agreed,voted,paid,received by institution,entity,year
-- leads: agreed /reports/funding-lines?entity={institution}&year={year}&name=agreed
-- leads: voted /reports/funding-lines?entity={institution}&year={year}&name=voted
-- leads: paid /reports/funding-lines?entity={institution}&year={year}&name=paid
-- leads: received /reports/funding-lines?entity={institution}&year={year}&name=received
select siren_text(r.institution) as institution, coalesce(i.name, '') as entity, siren_text(r.funder) as funder, coalesce(f.name, '') as funder_name,
       r.year, r.agreed, r.voted, r.paid, r.received, r.agreed_share, r.actual_share, r.drift, r.paid_basis, r.received_basis
from reconciliations(institutions_of($1), $2, $3) r
left join body i on i.siren = r.institution
left join body f on f.siren = r.funder
where ($1::integer is null or $1 in (r.institution, r.funder)) and ($2::integer is null or r.year >= $2)
  and ($3::integer is null or r.year <= $3)
order by 1, r.year, 3;
