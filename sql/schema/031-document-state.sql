-- What counts: the status of each document.
set local role contrepartie_owner;

-- Status: a reversed document and its reversal are out of the books together. For one budget and year the accounts
-- have one active source: the CFU before the CA, then the first imported; a body's FEC only where it has neither. Others
-- are held as control, as are the accountant's totals and the extracts for the refund of VAT.
create view document_state as
select d.*,
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

grant select on document_state to contrepartie_reader;
reset role;
