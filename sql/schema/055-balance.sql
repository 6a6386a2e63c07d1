-- The books that count: the entries of active documents. For one budget and year the budget book has one source, the
-- open credits of the accounts once they are there (they hold every vote), the votes before; so nothing counts twice.
set local role contrepartie_owner;

create view counted_entry as
select e.*, d.budget_id, d.format, d.stage, d.norm, d.variant, coalesce(d.document_date, make_date(e.fiscal_year, 12, 31)) as entry_date
from entry e
join document_state d on d.document_id = e.document_id and d.siren in (0, e.siren)
where d.status = 'active'
  and not (e.book = 'B' and d.stage in ('BP', 'BS', 'DM') and exists (
    select from document_state a
    where a.siren = d.siren and a.budget_id = d.budget_id and a.fiscal_year = d.fiscal_year
      and a.stage in ('CA', 'CFU') and a.status = 'active'));

-- The chart an account belongs to: the document's norm; CTP for the technical accounts and class 8 of the register.
create function account_chart(account text, norm text) returns text language sql immutable parallel safe
  return case when left(account, 1) = '@' or norm = '' then 'CTP' else norm end;

create function technical_label(account text) returns text language sql immutable parallel safe
  return case account
    when '@execution' then 'Exécution budgétaire (opérations réelles)' when '@order' then 'Opérations d''ordre'
    when '@carried' then 'Résultats reportés (001, 002)' when '@credit' then 'Crédits ouverts ou votés'
    when '@pending' then 'Restes à réaliser' when '801' then 'Engagements donnés' when '802' then 'Engagements reçus'
    when '809' then 'Contrepartie des engagements' end;

grant select on counted_entry to contrepartie_reader;
reset role;
