-- title: Integrality: the resources are below the right | Intégralité : les ressources sont inférieures au droit
-- basis: Constitution, art. 72-2; CGCT, art. L. 1614-1 | Constitution, art. 72-2 ; CGCT, art. L. 1614-1
-- formula: 0 < resources and right - resources > tolerance | 0 < ressources et droit - ressources > tolérance
select severity as level, transfer_id, siren, year, "right" - resources as amount,
       format('%s received of %s due', euros_en(resources), euros_en("right")) as message_en,
       format('%s reçus sur %s dus', euros_fr(resources), euros_fr("right")) as message_fr
from compensation_year
where severity is not null and resources > 0 and "right" - resources > tolerance
