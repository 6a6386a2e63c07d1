-- title: Documents | Documents
-- about: What was imported, with its seal and status. | Ce qui a été importé, avec son scellement et son statut.
-- parameters: siren year_first year_last document
-- column: document integer | No | N°
-- column: format code | Format | Format
-- column: stage code | Stage | Étape
-- column: siren code | SIREN | SIREN
-- column: siret code | SIRET | SIRET
-- column: entity text | Body | Collectivité
-- column: budget code | Budget | Budget
-- column: year year | Year | Exercice
-- column: nomenclature code | Chart | Nomenclature
-- column: seal code | Seal | Scellement
-- column: lines integer | Lines | Lignes
-- column: skipped integer | Skipped | Ignorées
-- column: entries integer | Entries | Écritures
-- column: status code | Status | Statut
-- column: sha256 code hidden | SHA-256 | SHA-256
-- column: file text | File | Fichier
-- column: imported_at code hidden | Imported | Importé
-- column: reverses integer | Reverses | Annule
-- column: reason text hidden | Reason | Motif
select d.document_id as document, d.format, d.stage, case when d.whose > 0 then siren_text(d.whose) else '' end as siren,
       coalesce(b.siret, '') as siret, coalesce(y.name, '') as entity, coalesce(b.code, '') as budget, d.fiscal_year as year,
       concat_ws('-', nullif(d.norm, ''), nullif(d.variant, '')) as nomenclature, d.seal, d.lines, d.skipped,
       d.entries, shown_status(d.document_id, d.format, d.status) as status, encode(d.sha256, 'hex') as sha256, d.file_name as file,
       to_char(d.imported_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as imported_at,
       d.reverses, d.reason
from (select d.*, shown_siren(d.document_id, d.format, d.siren) as whose from document_state d) d
left join budget b using (siren, budget_id)
left join body y on y.siren = d.whose
where ($1::integer is null or d.siren = $1 or exists (select from budget_balance b where b.document_id = d.document_id and b.siren = $1)) and ($2::integer is null or d.fiscal_year >= $2)
  and ($3::integer is null or d.fiscal_year <= $3) and ($4::integer is null or d.document_id = $4)
order by d.document_id;
