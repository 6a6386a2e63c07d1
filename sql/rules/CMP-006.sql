-- title: Mismatch: what the payer says it paid is not what the recipient booked | Discordance entre versé et reçu
-- basis: two sets of public accounts state one payment | deux comptes publics constatent un même versement
-- formula: a paid amount exists for y and differs from booked by more than the tolerance | un montant versé existe pour n et s'écarte du comptabilisé de plus que la tolérance
select 'check' as level, transfer_id, siren, year, resources - paid as amount,
       format('declared %s, booked %s', euros_en(paid), euros_en(resources)) as message_en,
       format('déclaré %s, comptabilisé %s', euros_fr(paid), euros_fr(resources)) as message_fr
from compensation_year
where declared and basis = 'booked' and abs(resources - paid) > tolerance
