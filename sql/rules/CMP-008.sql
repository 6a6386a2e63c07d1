-- title: Provisional: still provisional after three years | Provisoire : toujours provisoire après trois ans
-- basis: law 2004-809, art. 119: the definitive amount follows the provisional one | loi 2004-809, art. 119 : le montant définitif suit le provisoire
-- formula: the latest evaluation is provisional and y - effective year >= 3 | la dernière évaluation est provisoire et n - exercice d'effet >= 3
select 'finding' as level, transfer_id, siren, year, "right" as amount,
       format('provisional since %s', effective_year) as message_en,
       format('provisoire depuis %s', effective_year) as message_fr
from compensation_year
where state = 'provisional' and year - effective_year >= 3
