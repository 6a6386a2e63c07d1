-- title: A published table does not add up | Un tableau publié ne fait pas sa somme
-- basis: arithmetic: the total printed is not the sum of what it totals
-- formula: |sum of the parts - published total| > tolerance of the table
select 'finding' as level, act as transfer_id, null::integer as siren, null::integer as year, (difference / 100.0)::numeric(18, 2) as amount,
       format('%s, %s: parts sum to %s, published %s', recipient, component, (found / 100.0)::numeric(18, 2), (published / 100.0)::numeric(18, 2)) as message_en,
       format('%s, %s : somme des parties %s, publié %s', recipient, component, (found / 100.0)::numeric(18, 2), (published / 100.0)::numeric(18, 2)) as message_fr
from foot_check
where verdict = 'off'
