-- title: Institutions financed by several bodies: paid against received | Établissements à financements croisés : payé et reçu
-- about: By institution, funder and year: what was agreed, paid, received; the kind of each difference; the drift of shares. | Par établissement, financeur et exercice : convenu, payé, reçu ; la nature de chaque écart ; la dérive des parts.
-- parameters: siren year_first year_last
-- compares: bodies
-- column: institution code | Institution | Établissement
-- column: funder code | Funder | Financeur
-- column: year year | Year | Exercice
-- column: agreed money | Agreed | Convention
-- column: paid money | Paid | Payé
-- column: received money | Received | Reçu
-- column: difference money | Difference | Écart
-- column: kind code | Kind | Nature de l'écart
-- column: agreed_share ratio | Agreed share | Part convenue
-- column: actual_share ratio | Actual share | Part réelle
-- column: drift ratio | Drift | Dérive
-- column: paid_basis code hidden | Paid from | Source du payé
-- column: received_basis code hidden | Received from | Source du reçu
-- totals: agreed,paid,received by institution,year
-- leads: agreed /reports/funding-lines?entity={institution}&year={year}&name=agreed
-- leads: paid /reports/funding-lines?entity={institution}&year={year}&name=paid
-- leads: received /reports/funding-lines?entity={institution}&year={year}&name=received
-- leads: difference /reports/funding-lines?entity={institution}&year={year}
select siren_text(institution) as institution, siren_text(funder) as funder, year, agreed, paid, received, difference, kind,
       agreed_share, actual_share, drift, paid_basis, received_basis
from reconciliations(institutions_of($1), $2, $3)
where ($1::integer is null or $1 in (institution, funder)) and ($2::integer is null or year >= $2)
  and ($3::integer is null or year <= $3)
order by 1, 2, 3;
