-- title: Acts behind transfers, in order | Actes des transferts, dans l'ordre
-- about: What founded a transfer, fixed its right or gave an opinion on it, by date. | Ce qui a fondé un transfert, fixé son droit ou donné un avis, par date.
-- parameters: transfer siren
-- compares: bodies
-- column: transfer code | Transfer | Transfert
-- column: date date | Date | Date
-- column: what text | What | Quoi
-- column: act text | Act | Acte
-- column: number text | Number | Numéro
-- column: amount money | Amount | Montant
-- column: state code | State | État
-- column: source text | Source | Source
with language as (select current_setting('contrepartie.language', true) = 'fr' as french), mentioned as (
  select t.document_id, t.transfer_id, a.date, 'founds the transfer' as en, 'fonde le transfert' as fr, a.title, a.number, null::numeric as amount, '' as state, a.line
  from transfer t join act a on a.document_id = t.document_id and a.act_id = t.act_id
  union all
  select t.document_id, t.transfer_id, t.effective, 'takes effect', 'prend effet', null, null, null, '', t.line from transfer t
  union all
  select e.document_id, e.transfer_id, coalesce(a.date, e.date), 'evaluates the right', 'évalue le droit', a.title, a.number, e.amount, e.state, e.line
  from evaluation e left join act a on a.document_id = e.document_id and a.act_id = e.act_id
  union all
  select e.document_id, e.transfer_id, e.opinion, 'opinion of the commission', 'avis de la commission', null, null, null, e.state, e.line
  from evaluation e where e.opinion is not null
)
select m.transfer_id as transfer, m.date, case when french then m.fr else m.en end as what, coalesce(m.title, '') as act, coalesce(m.number, '') as number,
       m.amount::numeric(18, 2) as amount, m.state, d.file_name || ':' || m.line as source
from mentioned m
cross join language
join active_register r using (document_id)
join document d on d.siren = 0 and d.document_id = m.document_id
where ($1::text is null or m.transfer_id = $1)
  and ($2::integer is null or (m.document_id, m.transfer_id) in (select t.document_id, t.transfer_id from recipients_of(rights_beside($2, $1)) t where $2 in (t.siren, t.giver)))
order by m.transfer_id collate "C", m.date nulls last, m.line;
