-- title: Base: reference years are missing, or the order's amount is not the recomputed right | Base : années de référence manquantes ou droit différent du recalcul
-- basis: law 2004-809, art. 119: mean of the years before the transfer | loi 2004-809, art. 119 : moyenne des années qui précèdent le transfert
-- formula: |recomputed - right| > max(1, 0.5 %), or fewer reference years than the rule asks | |recalculé - droit| > max(1 €, 0,5 %), ou moins d'années de référence que la règle n'en demande
select 'check' as level, transfer_id, siren, effective_year as year, base_amount - amount as amount,
       format('right %s, recomputed %s on %s + %s reference years of %s + %s', euros_en(base_amount), euros_en(amount), operating_found,
              investment_found, operating_years, investment_years) as message_en,
       format('droit %s, recalculé %s sur %s + %s années de référence au lieu de %s + %s', euros_fr(base_amount), euros_fr(amount), operating_found,
              investment_found, operating_years, investment_years) as message_fr
from recomputed_right
where (method = 'mean' and (operating_found < operating_years or investment_found < investment_years))
   or (method = 'last_year' and last_year_amount is null)
   or abs(base_amount - amount) > greatest(1, 0.005 * abs(base_amount))
