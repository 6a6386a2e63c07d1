-- title: No counterpart: a transfer in force with no resource at all | Sans contrepartie : aucun financement trouvé
-- basis: Constitution, art. 72-2: a transfer comes with resources equivalent to those that were devoted to it | Constitution, art. 72-2 : tout transfert s'accompagne de ressources équivalentes à celles qui y étaient consacrées
-- formula: right > tolerance and resources = 0 | droit > tolérance et ressources = 0
select severity as level, transfer_id, siren, year, "right" as amount,
       format('%s due, nothing received', euros_en("right")) as message_en,
       format('%s dus, rien reçu', euros_fr("right")) as message_fr
from compensation_year
where severity is not null and "right" > tolerance and resources = 0
