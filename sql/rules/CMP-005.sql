-- title: No counterpart: a transfer in force with no resource at all | Sans contrepartie : aucun financement trouvé
-- basis: Constitution, art. 72-2: a transfer comes with resources equivalent to those that were devoted to it
-- formula: right > tolerance and resources = 0
select severity as level, transfer_id, siren, year, "right" as amount,
       format('%s due, nothing received', "right") as message_en,
       format('%s dus, rien reçu', "right") as message_fr
from compensation_year
where severity is not null and "right" > tolerance and resources = 0
