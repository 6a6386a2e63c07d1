-- title: State of the data | État des données
-- about: What the ledger holds: bodies, documents, entries, years, and what waits for somebody. | Ce que contient le grand livre : collectivités, documents, écritures, exercices, et ce qui attend quelqu'un.
-- parameters:
-- column: what text | What | Quoi
-- column: count integer | Count | Nombre
-- column: detail text | Detail | Détail
with language as (select current_setting('contrepartie.language', true) = 'fr' as french)
select case when french then s.fr else s.en end as what, s.count, s.detail
from language cross join lateral (
  select 1 as place, 'Bodies with accounts' as en, 'Collectivités avec des comptes' as fr, count(distinct siren) as count,
         coalesce(min(year) || '–' || max(year), '') as detail from accounts_year
  union all
  select 2, 'Documents in force', 'Documents en vigueur', count(*), coalesce(string_agg(distinct format, ', ' order by format), '')
  from document_state where status = 'active'
  union all
  select 3, 'Documents held as control, undone or replaced', 'Documents de contrôle, annulés ou remplacés', count(*),
         coalesce(string_agg(distinct status, ', ' order by status), '') from document_state where status <> 'active'
  union all
  select 4, 'Double entries', 'Écritures en partie double', coalesce(sum(entries), 0), '' from document
  union all
  select 5, 'Seals that are not valid', 'Scellements qui ne sont pas valides', count(*), coalesce(string_agg(document_id::text, ', ' order by document_id), '')
  from document_state where seal = 'altered' and status = 'active'
  union all
  select 6, 'Transfers in force', 'Transferts en vigueur', count(*), '' from transfer t join active_register r using (document_id)
  union all
  select 7, 'Agreements in force', 'Conventions en vigueur', count(*), '' from agreement a join active_register r using (document_id)
  union all
  select 8, 'Last import', 'Dernier import', count(*) filter (where imported_at > now() - interval '1 day'),
         coalesce(to_char(max(imported_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', '') from document
) s
order by s.place;
