-- title: Freeze: the resource does not move while the charge grows | Gel : la ressource ne bouge pas, la charge augmente
-- basis: finance laws since 2009 freeze the DGD at its level of 2008: a freeze explains the gap, it is no breach | les lois de finances depuis 2009 figent la DGD à son niveau de 2008 : le gel explique l'écart, ce n'est pas un manquement
-- formula: resources of y, y-1, y-2 positive and within 0.5 % of each other, and charge(y) > charge(y-2) | ressources de n, n-1, n-2 positives et à 0,5 % près les mêmes, et charge(n) > charge(n-2)
select 'finding' as level, c.transfer_id, c.siren, c.year, c.charge - b.charge as amount,
       format('resource %s since %s, charge from %s to %s', euros_en(c.resources), b.year, euros_en(b.charge), euros_en(c.charge)) as message_en,
       format('ressource de %s depuis %s, charge de %s à %s', euros_fr(c.resources), b.year, euros_fr(b.charge), euros_fr(c.charge)) as message_fr
from compensation_year c
join compensation_year a on (a.document_id, a.transfer_id, a.siren, a.year) = (c.document_id, c.transfer_id, c.siren, c.year - 1)
join compensation_year b on (b.document_id, b.transfer_id, b.siren, b.year) = (c.document_id, c.transfer_id, c.siren, c.year - 2)
where least(a.resources, b.resources, c.resources) > 0
  and greatest(a.resources, b.resources, c.resources) <= least(a.resources, b.resources, c.resources) * 1.005
  and c.charge > b.charge
