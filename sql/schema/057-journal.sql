-- The journal as people and programs read it: every entry, whatever its document's status, with where it came from.
set local role contrepartie_owner;

create function entry_path(format text, stage text, project boolean, book "char", debit text, credit text, ordinal integer) returns text language sql immutable as $$
  select case
    when format in ('totem', 'cfu') then
      case format when 'cfu' then '/CompteFinancierUnique' else '' end || '/DocumentBudgetaire/Budget/LigneBudget[' || ordinal || ']/' ||
      case when book = 'A' then 'MtReal' when book = 'C' then 'MtRAR3112'
           when '@pending' in (debit, credit) then 'MtRARPrec' when stage in ('CA', 'CFU') then 'CredOuv'
           when project then 'MtPropNouv' else 'MtPrev' end
    else '' end;
$$;

create view journal as
select e.siren, e.document_id, e.entry_no, e.book, e.fiscal_year, coalesce(d.document_date, make_date(e.fiscal_year, 12, 31)) as entry_date,
       e.debit_account, e.credit_account, e.amount, e.function, e.section, e.direction, e.operation, e.chapter, e.counterparty,
       e.voucher_id, e.source_line, e.source_ordinal, d.format, d.stage, d.project, d.norm, d.status, d.file_name
from entry e
join document_state d on d.document_id = e.document_id and d.siren in (0, e.siren);

grant select on journal to contrepartie_reader;
reset role;
