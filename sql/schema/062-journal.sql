-- The journal as people and programs read it: every entry, whatever its document's status, with where it came from.
set local role contrepartie_owner;

-- Numbers are cast where they are joined to text: text || integer is not immutable to PostgreSQL, and such a function would be
-- called for each entry where these become part of the query.
create function entry_path(format text, stage text, project boolean, book "char", debit text, credit text, ordinal integer) returns text language sql immutable as $$
  select case
    when format in ('totem', 'cfu') then
      case format when 'cfu' then '/CompteFinancierUnique' else '' end || '/DocumentBudgetaire/Budget/LigneBudget[' || ordinal::text || ']/' ||
      case when book = 'A' then 'MtReal' when book = 'C' then 'MtRAR3112'
           when '@pending' in (debit, credit) then 'MtRARPrec' when stage in ('CA', 'CFU') then 'CredOuv'
           when project then 'MtPropNouv' else 'MtPrev' end
    when format = 'dgfip-balance' then
      case when '@opening' in (debit, credit) then 'BE' when '@non_budget' in (debit, credit) then 'ONB' when '@order' in (debit, credit) then 'OOB'
           else 'OBNET' end
      || case when left(credit, 1) = '@' then 'DEB' else 'CRE' end
    else '' end;
$$;

-- Where a line of a voucher stands in its file: an XPath of what identifies it.
create function voucher_path(format text, direction "char", slip_type text, slip_number integer, piece_number text, line integer) returns text language sql immutable as $$
  select case
    when format = 'fec' then '' -- a row comes from two lines: source_line holds the debit, source_ordinal the credit
    when slip_number is null then ''
    when format = 'pes-acquit' then '//ElementACQUIT[NumBord/@V="' || slip_number::text || '"]'
    else '//PES_' || case direction when 'D' then 'Depense' else 'Recette' end || case format when 'pes-retour' then 'Retour' else 'Aller' end
         || '/Bordereau[BlocBordereau[IdBord/@V="' || slip_number::text || '" and TypBord/@V="' || slip_type || '"]]/Piece[.//IdPce/@V="' || piece_number
         || '"]/LigneDePiece[.//IdLigne/@V="' || line::text || '"]' end;
$$;

-- A voucher as people say it: D-2025-01-42-101 (direction, year, type of slip, slip, piece); VE-17 in a FEC.
create function voucher_name(direction "char", fiscal_year smallint, slip_type text, slip_number integer, journal text, piece_number text)
  returns text language sql immutable as $$
  select case when slip_number is null then coalesce(direction::text || '-' || fiscal_year::text || '-', '') || coalesce(nullif(journal, '') || '-', '') || piece_number
              else direction::text || '-' || fiscal_year::text || '-' || slip_type || '-' || slip_number::text || '-' || piece_number end;
$$;

create view journal as
select e.siren, e.document_id, e.entry_no, e.book, e.fiscal_year,
       coalesce(e.entry_date, d.document_date, make_date(e.fiscal_year, 12, 31)) as entry_date,
       e.debit_account, e.credit_account, e.amount, e.function, e.section, e.direction, e.operation, e.chapter, e.counterparty,
       e.voucher_id, e.source_line, e.source_ordinal, d.format, d.stage, d.project, d.norm, d.status,
       coalesce(s.file_name, d.file_name) as file_name,
       case when v.voucher_no is null then '' else voucher_name(v.direction, v.fiscal_year, v.slip_type, v.slip_number, v.journal, v.piece_number) end as voucher,
       voucher_path(coalesce(s.format, d.format), v.direction, v.slip_type, v.slip_number, v.piece_number, e.source_ordinal) as voucher_path
from entry e
join document_state d on d.document_id = e.document_id and d.siren in (0, e.siren)
left join document s on s.siren = e.siren and s.document_id = e.source_document
left join voucher v on v.siren = e.siren and v.document_id = voucher_document(e.voucher_id) and v.voucher_no = voucher_no(e.voucher_id);

-- Where an entry stands in its file. A function beside the view: distributed books ask each node for the rows, and find the
-- way to an element of a register here.
create function journal_path(format text, stage text, project boolean, book "char", debit text, credit text, its_document integer, line integer, ordinal integer,
                             voucher text, voucher_path text) returns text language sql stable as $$
  select case when format = 'register' then register_path(its_document, ordinal)
              when format = 'fec' then 'D ' || line || ', C ' || ordinal
              when voucher <> '' then coalesce(voucher_path, '')
              else entry_path(format, stage, project, book, debit, credit, ordinal) end;
$$;

grant select on journal to contrepartie_reader;
reset role;
