-- title: Integrality: the resources are below the right | Intégralité : les ressources sont inférieures au droit
-- basis: Constitution, art. 72-2; CGCT, art. L. 1614-1
-- formula: 0 < resources and right - resources > tolerance
select severity as level, transfer_id, siren, year, "right" - resources as amount,
       format('%s received of %s due', resources, "right") as message_en,
       format('%s reçus sur %s dus', resources, "right") as message_fr
from compensation_year
where severity is not null and resources > 0 and "right" - resources > tolerance
