-- title: Compensation by recipient, level, transfer, act and year | Compensation par bénéficiaire, niveau, transfert, acte et exercice
-- about: Rights, resources and charges summed over the years asked for; euros per inhabitant where the register gives populations. | Droits, ressources et charges additionnés sur les exercices demandés ; euros par habitant quand le registre donne les populations.
-- parameters: year_first year_last siren transfer
-- compares: bodies
-- column: by code | By | Par
-- column: key code | Key | Clé
-- column: name text | Name | Nom
-- column: right money | Right | Droit
-- column: resources money | Resources | Ressources
-- column: legal_gap money | Legal gap | Écart au droit
-- column: legal_coverage ratio | Legal coverage | Couverture légale
-- column: charge money | Charge | Charge
-- column: dynamic_gap money | Dynamic gap | Reste à charge
-- column: dynamic_coverage ratio | Dynamic coverage | Couverture de la charge
-- column: gap_per_inhabitant money | Gap per inhabitant | Reste par habitant
-- column: lines text hidden | Lines summed | Lignes additionnées
with chosen as (
  select c.*, b.name, coalesce(nullif(b.kind, ''), 'unknown') as kind,
         format('%s-%s-%s', c.transfer_id, siren_text(c.siren), c.year) as line
  from compensation_of(rights_beside($3, $4)) c join body b using (siren)
  where ($1::integer is null or c.year >= $1) and ($2::integer is null or c.year <= $2)
    and ($3::integer is null or c.siren = $3) and ($4::text is null or c.transfer_id = $4)
), people as (
  select siren, max(population) as population from body_population join active_register using (document_id) group by siren
), grouped as (
  select 1 as place, 'recipient' as by, siren_text(siren) as key, max(name) as name, sum("right") as "right", sum(resources) as resources,
         sum(charge) as charge, max(p.population) as population, array_agg(line) as lines
  from chosen left join people p using (siren) group by siren
  union all
  select 2, 'level', kind, '', sum("right"), sum(resources), sum(charge),
         (select sum(p.population) from people p where p.siren in (select c.siren from chosen c where c.kind = k.kind)), array_agg(line)
  from chosen k group by kind
  union all
  select 3, 'transfer', transfer_id, max(competence), sum("right"), sum(resources), sum(charge), null, array_agg(line) from chosen group by transfer_id
  union all
  -- a family: all the transfers of one act
  select 4, 'act', coalesce(max(a.number), t.act_id), max(a.title), sum(c."right"), sum(c.resources), sum(c.charge), null, array_agg(c.line)
  from chosen c
  join transfer t using (document_id, transfer_id)
  join act a on a.document_id = t.document_id and a.act_id = t.act_id
  group by t.document_id, t.act_id
  union all
  select 5, 'year', year::text, '', sum("right"), sum(resources), sum(charge), null, array_agg(line) from chosen group by year
  union all
  select 6, 'all', '', '', sum("right"), sum(resources), sum(charge), null, array_agg(line) from chosen having count(*) > 0
)
select by, key, name, "right", resources, "right" - resources as legal_gap, round(100 * resources / nullif("right", 0), 2) as legal_coverage,
       charge, charge - resources as dynamic_gap, round(100 * resources / nullif(charge, 0), 2) as dynamic_coverage,
       round((charge - resources) / nullif(population, 0), 2) as gap_per_inhabitant,
       (select string_agg(line, ' ' order by line collate "C") from unnest(lines) as line) as lines
from grouped order by place, key collate "C";
