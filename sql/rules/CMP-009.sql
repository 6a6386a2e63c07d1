-- title: De facto transfer: the payer withdraws, others take over, no act says so | Transfert de fait : le payeur se retire, d'autres prennent le relais, sans acte
-- basis: measured, not legal: substitution of local for State money on one object | mesuré, non juridique : de l'argent local remplace celui de l'État sur un même objet
-- formula: payer(y) < payer(y-1) - 20 %, and local spending in the object's scope rises within 2 years; ratio = local rise / payer fall | payeur(n) < payeur(n-1) - 20 %, et la dépense locale dans le périmètre de l'objet augmente dans les 2 ans ; taux = hausse locale / baisse du payeur
-- parameters: drop 20 %, window 2 years (the constants of `rule` below) | baisse de 20 %, fenêtre de 2 ans (les constantes de `rule` ci-dessous)
with rule as (
  select 0.20 as drop, 2 as years
), payer as (
  select s.document_id, s.object_id, s.year, s.amount from object_spent s join active_register using (document_id)
), local as (
  select o.document_id, o.object_id, m.siren, m.year, sum(m.amount) / 100.0 as amount
  from financed_object o
  join active_register using (document_id)
  cross join lateral scope_movement(o.predicate, null, null, null) m
  where o.predicate is not null and m.siren <> o.payer and m.book = 'A' and m.operation = 'R' and m.direction = 'D'
  group by 1, 2, 3, 4
), fall as (
  select p.document_id, p.object_id, p.year, b.amount as before, p.amount as after, b.amount - p.amount as fall,
         -- of bodies whose accounts of the year before are known: another body's first accounts are no rise
         (select max(y.amount) from (
            select sum(l.amount) as amount from local l, rule r
            where l.document_id = p.document_id and l.object_id = p.object_id and l.year between p.year and p.year + r.years
              and exists (select from accounts_year a where a.siren = l.siren and a.year = p.year - 1)
            group by l.year) y) as local_after,
         (select sum(l.amount) from local l where l.document_id = p.document_id and l.object_id = p.object_id and l.year = p.year - 1) as local_before
  from payer p
  join payer b on b.document_id = p.document_id and b.object_id = p.object_id and b.year = p.year - 1
  cross join rule r
  where b.amount > 0 and p.amount < b.amount * (1 - r.drop)
)
select case when f.local_after > f.local_before then 'finding' else 'check' end as level, f.object_id as transfer_id, o.payer as siren,
       f.year, f.fall as amount,
       format('%s %%: from %s to %s; local spending %s', round(-100 * f.fall / f.before, 1), euros_en(f.before), euros_en(f.after),
              coalesce('from ' || euros_en(f.local_before) || ' to ' || euros_en(f.local_after) || ', substitution ratio ' || round((f.local_after - f.local_before) / f.fall, 2), 'unknown')) as message_en,
       format('%s %% : de %s à %s ; dépense locale %s', replace(round(-100 * f.fall / f.before, 1)::text, '.', ','), euros_fr(f.before), euros_fr(f.after),
              coalesce('de ' || euros_fr(f.local_before) || ' à ' || euros_fr(f.local_after) || ', taux de substitution ' ||
                       replace(round((f.local_after - f.local_before) / f.fall, 2)::text, '.', ','), 'inconnue')) as message_fr
from fall f
join financed_object o using (document_id, object_id)
where not exists (select from transfer t join active_register using (document_id)
                  where t.giver = o.payer and t.competence_id = o.competence_id and t.effective_year <= f.year)
  and (f.local_after is null or f.local_before is null or f.local_after > f.local_before)
