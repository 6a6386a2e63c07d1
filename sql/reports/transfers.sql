-- title: Transfers of competence | Transferts de compétence
-- about: Who gave what to whom, by which act, since when, and how its evaluation stands. | Qui a transféré quoi à qui, par quel acte, depuis quand, et où en est l'évaluation.
-- parameters: siren transfer
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: nature code | Nature | Nature
-- column: competence text | Competence | Compétence
-- column: scope text | Scope | Périmètre
-- column: from code | From | De
-- column: siren code | Recipient | Bénéficiaire
-- column: entity text | Its name | Son nom
-- column: effective date | Effective | Effet
-- column: act text | Act | Acte
-- column: state code | State | État
-- column: right money | Right | Droit
-- column: resources text | Resources | Ressources
-- column: source text | Source | Source
-- leads: right /reports/explain?transfer={transfer}&entity={siren}
select t.transfer_id as transfer, t.nature, t.competence, t.formula as scope, siren_text(t.giver) as "from",
       siren_text(t.siren) as siren, b.name as entity, t.effective, coalesce(a.number, a.title) as act,
       coalesce(t.state, '') as state, t.base_amount::numeric(18, 2) as "right",
       coalesce((select string_agg(r.resource_id || ' (c/ ' || r.account || ')', ', ' order by r.element_no) from resource r
                 where r.document_id = t.document_id and r.transfer_id = t.transfer_id), '') as resources,
       d.file_name || ':' || t.line as source
from recipients_of(rights_beside($1, $2)) t
join body b on b.siren = t.siren
left join act a on a.document_id = t.document_id and a.act_id = t.act_id
join document d on d.siren = 0 and d.document_id = t.document_id
where ($1::integer is null or $1 in (t.siren, t.giver)) and ($2::text is null or t.transfer_id = $2)
order by t.transfer_id collate "C", t.siren;
