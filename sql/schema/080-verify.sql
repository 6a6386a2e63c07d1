-- What `verify` proves, beside the digests that the program recomputes.
set local role contrepartie_owner;

-- Each document with the digests it was sealed with, and whether its original is kept; a reversal has no file of its own.
create view verify_documents as
select siren, document_id, format, entries, facts, encode(sha256, 'hex') as sha256,
       encode(entries_sha256, 'hex') as entries_sha256, encode(facts_sha256, 'hex') as facts_sha256,
       original_kept and file_size > 0 as kept
from document order by document_id;

create function reversal_source(its_siren integer, its_document integer)
  returns table (format text, stage text, stage_number smallint, budget_id integer, fiscal_year smallint, norm text,
                 variant text, has_functions boolean, project boolean, document_date date, file_name text, status text)
  language sql stable as $$
  select d.format, d.stage, d.stage_number, d.budget_id, d.fiscal_year, d.norm, d.variant, d.has_functions, d.project,
         d.document_date, d.file_name, d.status
  from document_state d where d.siren = its_siren and d.document_id = its_document;
$$;

-- Each row is a defect. None, and the books are whole.
create view verify_books as
select d.document_id, 'its record or its place in the chain was changed' as defect,
       'son enregistrement ou sa place dans la chaîne a été changé' as defect_fr
from document d
left join document p on p.siren = d.siren and p.chain_no = d.chain_no - 1
where d.link is distinct from document_link(d)
   or d.previous_link is distinct from p.link
   or (d.chain_no > 1 and p.siren is null)
union all
select e.document_id, count(*) || ' entries belong to no document',
       count(*) || ' écritures n''appartiennent à aucun document'
from entry e
left join document d on d.document_id = e.document_id and d.siren in (0, e.siren)
where d.document_id is null
group by e.document_id
union all
select e.document_id, 'entries in the books of an unknown body: ' || siren_text(e.siren),
       'écritures dans les livres d''une collectivité inconnue : ' || siren_text(e.siren)
from (select distinct siren, document_id from entry) e
left join body b on b.siren = e.siren
where b.siren is null
union all
select s.document_id, 'its sums are not those of its entries',
       'ses sommes ne sont pas celles de ses écritures'
from (select document_id, fiscal_year, book, direction, section, operation, chapter, debit_account, credit_account, amount, entries from entry_sum
      union all
      select e.document_id, e.fiscal_year, e.book, e.direction, e.section, e.operation, e.chapter, e.debit_account, e.credit_account, -e.amount, -1
      from document d join entry e on e.document_id = d.document_id and d.siren in (0, e.siren)
      where is_summed(d.entries)) s
group by s.document_id, s.fiscal_year, s.book, s.direction, s.section, s.operation, s.chapter, s.debit_account, s.credit_account
having sum(s.amount) <> 0 or sum(s.entries) <> 0
union all
select x.document_id, 'its status is not what follows from the documents',
       'son statut n''est pas celui qui découle des documents'
from ((select * from document_standing except select * from document_status)
      union all
      (select * from document_status except select * from document_standing)) x
group by x.document_id
union all
select x.document_id, 'which of its budgets count is not what follows from the documents',
       'les budgets qui comptent ne sont pas ceux qui découlent des documents'
from (with standing as materialized (select * from balance_standing)
      (select * from standing except select * from balance_state)
      union all
      (select * from balance_state except select * from standing)) x
group by x.document_id
union all
select d.document_id, 'its budget is unknown',
       'son budget est inconnu'
from document d
where d.budget_id is not null
  and not exists (select from budget b where b.siren = d.siren and b.budget_id = d.budget_id)
union all
select d.document_id, 'it was posted to a fiscal year that was already closed',
       'il a été enregistré sur un exercice déjà clos'
from document d
join closed_year c on c.siren = d.siren and c.fiscal_year = d.fiscal_year
where d.reverses is null and d.chain_no > c.chain_no
union all
select distinct r.document_id, 'it does not cancel document ' || r.reverses || ' exactly',
       'il n''annule pas exactement le document ' || r.reverses
from (select r.document_id, r.reverses
      from document r
      join entry e on e.document_id in (r.document_id, r.reverses) and r.siren in (0, e.siren)
      where r.reverses is not null
      group by r.document_id, r.reverses, e.siren, e.entry_no
      having count(*) <> 2 or count(distinct e.amount) <> 1
          or min(e.debit_account) filter (where e.document_id = r.document_id)
             is distinct from min(e.credit_account) filter (where e.document_id = r.reverses)
          or min(e.credit_account) filter (where e.document_id = r.document_id)
             is distinct from min(e.debit_account) filter (where e.document_id = r.reverses)) r;

grant select on verify_documents, verify_books to contrepartie_reader;
reset role;
