-- title: Documents that figures came from | Documents dont viennent des chiffres
-- about: The documents that figures came from, each with the SHA-256 of its original: those that an answer names, or every active one of the bodies and years it speaks of. | Les documents dont viennent des chiffres, chacun avec le SHA-256 de son original : ceux qu'une réponse nomme, ou tous les actifs des collectivités et exercices dont elle parle.
-- hidden: the last sheet of a workbook
-- parameters: documents bodies year_first year_last
-- column: document integer | No | N°
-- column: file text | File | Fichier
-- column: format code | Format | Format
-- column: stage code | Stage | Étape
-- column: siren code | SIREN | SIREN
-- column: entity text | Body | Collectivité
-- column: budget code | Budget | Budget
-- column: year year | Year | Exercice
-- column: seal code | Seal | Scellement
-- column: status code | Status | Statut
-- column: lines integer | Lines | Lignes
-- column: entries integer | Entries | Écritures
-- column: sha256 code | SHA-256 | SHA-256
-- column: imported_at code | Imported | Importé
with wanted as (
  select d.*, shown_status(d.document_id, d.format, d.status) as standing from document_state d
  where $1::text is null or d.document_id in (select unnest(string_to_array($1, ',')::integer[]))
), asked as (
  select unnest(string_to_array($2::text, ',')::integer[]) as siren
), of_bodies as ( -- a balance holds several bodies, a register names them
  select d.document_id from wanted d join asked using (siren)
  union
  select b.document_id from budget_balance b join asked using (siren)
  union
  select r.document_id from register_element r cross join lateral jsonb_each_text(r.attributes) a
  where a.value in (select siren_text(siren) from asked)
)
select d.document_id as document, d.file_name as file, d.format, d.stage, case when d.whose > 0 then siren_text(d.whose) else '' end as siren,
       coalesce(y.name, '') as entity, coalesce(b.code, '') as budget, coalesce(d.fiscal_year, v.year) as year, d.seal, d.standing as status, d.lines, d.entries,
       encode(d.sha256, 'hex') as sha256, to_char(d.imported_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as imported_at
from (select w.*, shown_siren(w.document_id, w.format, w.siren) as whose from wanted w) d
left join budget b using (siren, budget_id)
left join body y on y.siren = d.whose
left join lateral ( -- vouchers of a file that names no year
  select min(s.fiscal_year) as first_year, max(s.fiscal_year) as last_year, case when min(s.fiscal_year) = max(s.fiscal_year) then min(s.fiscal_year) end as year
  from voucher_slip s where s.siren = d.siren and s.document_id = d.document_id) v on d.fiscal_year is null
where $1::text is not null
   or d.standing = 'active' and ($2::text is null or d.document_id in (select document_id from of_bodies))
      and ($3::integer is null or coalesce(d.fiscal_year, v.last_year, $3) >= $3)
      and ($4::integer is null or coalesce(d.fiscal_year, v.first_year, $4) <= $4)
order by d.document_id;
