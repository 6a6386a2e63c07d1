-- title: A published table does not add up | Un tableau publié ne fait pas sa somme
-- basis: arithmetic: the total printed is not the sum of what it totals | arithmétique : le total imprimé n'est pas la somme de ce qu'il totalise
-- formula: |sum of the parts - published total| > tolerance of the table | |somme des parties - total publié| > tolérance du tableau
select 'finding' as level, act as transfer_id, null::integer as siren, null::integer as year, (difference * 0.01)::numeric(18, 2) as amount,
       format('%s, %s: parts sum to %s, published %s', recipient, component, euros_en(found / 100.0), euros_en(published / 100.0)) as message_en,
       format('%s, %s : somme des parties %s, publié %s', recipient, component, euros_fr(found / 100.0), euros_fr(published / 100.0)) as message_fr
from foot_check
where verdict = 'off'
