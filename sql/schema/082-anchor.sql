-- The heads of all chains, to be filed where whoever owns the database cannot reach (contrepartie db anchor), and what
-- of a filed anchor no longer holds (contrepartie verify --anchor). A link is a hash of all documents before it: with the
-- head, everything behind it is fixed.
set local role contrepartie_owner;

create view anchor as
select distinct on (siren) siren, chain_no, encode(link, 'hex') as link
from document order by siren, chain_no desc;

create function anchor_defects(sirens integer[], numbers integer[], links text[])
  returns table (document_id integer, defect text, defect_fr text) language sql stable set search_path = contrepartie, pg_temp as $$
  select coalesce(d.document_id, 0),
         case when a.siren = 0 then 'the chain of what speaks of several bodies' else 'the chain of ' || siren_text(a.siren) end
         || case when d.siren is null then ' is shorter than the ' || a.chain_no || ' documents that were anchored'
                 else ' does not have the link that was anchored at its document ' || a.chain_no end,
         case when a.siren = 0 then 'la chaîne de ce qui concerne plusieurs collectivités' else 'la chaîne de ' || siren_text(a.siren) end
         || case when d.siren is null then ' est plus courte que les ' || a.chain_no || ' documents ancrés'
                 else ' n''a pas le lien qui était ancré à son document ' || a.chain_no end
  from unnest(sirens, numbers, links) as a(siren, chain_no, link)
  left join document d on d.siren = a.siren and d.chain_no = a.chain_no
  where encode(d.link, 'hex') is distinct from a.link
  order by a.siren;
$$;

grant select on anchor to contrepartie_reader;
reset role;
