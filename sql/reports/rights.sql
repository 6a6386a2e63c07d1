-- title: Rights recomputed by their rule | Droits recalculés selon leur règle
-- about: The register's right against the one its rule gives, with the means, costs and deductions behind it. | Le droit du registre contre celui que donne sa règle, avec les moyennes, coûts et déductions.
-- parameters: siren transfer
-- column: transfer code | Transfer | Transfert
-- column: siren code | Recipient | Bénéficiaire
-- column: rule_set code | Rule set | Jeu de règles
-- column: method code | Method | Méthode
-- column: article text | Article | Article
-- column: right money | Register | Registre
-- column: recomputed money | Recomputed | Recalculé
-- column: difference money | Difference | Écart
-- column: operating_mean money | Operating mean | Moyenne fonctionnement
-- column: investment_mean money | Investment mean | Moyenne investissement
-- column: equipment money | Equipment a year | Équipement par an
-- column: deductions money | Deductions | Déductions
-- leads: right,recomputed,difference,operating_mean,investment_mean,equipment,deductions /reports/explain?transfer={transfer}&entity={siren}
select transfer_id as transfer, siren_text(siren) as siren, coalesce(rule_set, '') as rule_set, method,
       coalesce(act || ', ' || article, '') as article, base_amount as "right", amount::numeric(18, 2) as recomputed, (base_amount - amount)::numeric(18, 2) as difference,
       operating_mean::numeric(18, 2) as operating_mean, investment_mean::numeric(18, 2) as investment_mean,
       equipment_cost::numeric(18, 2) as equipment, deductions::numeric(18, 2) as deductions
from recomputed_of(rights_beside($1, $2))
where ($1::integer is null or siren = $1) and ($2::text is null or transfer_id = $2)
order by transfer_id collate "C", siren;
