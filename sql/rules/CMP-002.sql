-- title: Concurrence: the first resource comes after the charge | Concomitance : la première ressource vient après la charge
-- basis: CGCT, art. L. 1614-1: resources are transferred at the same time as the charges | CGCT, art. L. 1614-1 : les ressources sont transférées en même temps que les charges
-- formula: first year with a resource > effective year | premier exercice avec une ressource > exercice d'effet
select severity as level, transfer_id, siren, min(year) as year, null::numeric as amount,
       format('effective %s, first resource %s', effective_year, min(year)) as message_en,
       format('effet en %s, première ressource en %s', effective_year, min(year)) as message_fr
from compensation_year
where severity is not null and resources > 0
group by document_id, transfer_id, siren, severity, effective_year
having min(year) > effective_year
