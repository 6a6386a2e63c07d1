-- What counts: the status of each document.
set local role contrepartie_owner;

-- Status: a reversed document and its reversal are out of the books together. For one budget and year the accounts
-- have one active source: the CFU before the CA, then the first imported; a body's FEC only where it has neither. Others
-- are held as control, as are the accountant's totals and the extracts for the refund of VAT.
create view document_standing as
select d.siren, d.document_id,
       case
         when d.reversal_kind is not null then d.reversal_kind
         when r.reversal_kind is not null then r.reversal_kind
         when d.stage in ('CA', 'CFU') and exists (
           select from document o
           where o.siren = d.siren and o.budget_id = d.budget_id and o.fiscal_year = d.fiscal_year
             and o.stage in ('CA', 'CFU') and o.reverses is null
             and (o.stage = 'CFU', -o.document_id) > (d.stage = 'CFU', -d.document_id)
             and not exists (select from document u where u.siren = o.siren and u.reverses = o.document_id))
           then 'control'
         when d.format = 'fec' and exists (
           select from document o
           where o.siren = d.siren and o.fiscal_year = d.fiscal_year and o.stage in ('CA', 'CFU') and o.reverses is null
             and not exists (select from document u where u.siren = o.siren and u.reverses = o.document_id))
           then 'control'
         when d.format in ('cfu-comptable', 'fctva') then 'control'
         else 'active'
       end as status
from document d
left join document r on r.siren = d.siren and r.reverses = d.document_id;

-- The same, kept: every report asks it. `verify` holds it against the view.
create table document_status (
  siren       integer not null,
  document_id integer not null,
  status      text not null,
  primary key (siren, document_id)
);
alter table document_status set (autovacuum_analyze_threshold = 1); -- as document

-- A document that comes changes what stands beside it: those of its body and year, and the one it reverses.
create function keep_status() returns trigger language plpgsql security definer set search_path = contrepartie, pg_temp as $$
begin
  insert into document_status as k (siren, document_id, status)
  select s.siren, s.document_id, s.status from document_standing s
  where s.siren = new.siren and s.document_id in (
    select d.document_id from document d
    where d.siren = new.siren and (d.document_id in (new.document_id, new.reverses) or new.siren <> 0 and d.fiscal_year = new.fiscal_year))
  on conflict (siren, document_id) do update set status = excluded.status where k.status <> excluded.status;
  return null;
end $$;
create trigger keep_status after insert on document for each row execute function keep_status();

create view document_state as
select d.*, k.status, as_of() is null or d.document_date <= as_of() as known
from document d
join document_status k on k.siren = d.siren and k.document_id = d.document_id;

grant select on document_standing, document_status, document_state to contrepartie_reader;
reset role;
