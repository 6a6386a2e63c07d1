-- title: Mismatch: what the payer says it paid is not what the recipient booked | Discordance entre versé et reçu
-- basis: two sets of public accounts state one payment
-- formula: a paid amount exists for y and differs from booked by more than the tolerance
select 'check' as level, transfer_id, siren, year, resources - paid as amount,
       format('declared %s, booked %s', paid, resources) as message_en,
       format('déclaré %s, comptabilisé %s', paid, resources) as message_fr
from compensation_year
where declared and basis = 'booked' and abs(resources - paid) > tolerance
