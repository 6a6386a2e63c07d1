-- title: Payment and collection orders | Mandats et titres
-- about: Each piece with what became of it: taken over, held, rejected, paid. State and payments come from PES Retour and Acquit.
-- parameters: siren year_first year_last document
-- column: siren code | SIREN | SIREN
-- column: document integer | Document | Document
-- column: voucher code | Voucher | Pièce
-- column: year year | Year | Exercice
-- column: direction code | Direction | Sens
-- column: date date | Date | Date
-- column: type code | Type | Type
-- column: nature code | Nature | Nature
-- column: amount money | Amount | Montant
-- column: third_party code | Third party | Tiers
-- column: name text | Its name | Son nom
-- column: state code | State | État
-- column: taken_over date | Taken over | Prise en charge
-- column: rejected date | Rejected | Rejet
-- column: paid money | Paid | Payé
-- column: offset money | Offset | Émargé sans paiement
-- column: last_payment date | Last payment | Dernier paiement
-- column: label text | Object | Objet
-- column: source text hidden | Source | Source
with chosen as materialized (
  select v.*, d.budget_id, d.file_name
  from voucher v
  join document_state d on d.siren = v.siren and d.document_id = v.document_id and d.status = 'active'
  where v.direction is not null and ($1::integer is null or v.siren = $1) and ($2::integer is null or v.fiscal_year >= $2)
    and ($3::integer is null or v.fiscal_year <= $3) and ($4::integer is null or v.document_id = $4)
), party as materialized ( -- the first third party of each piece
  select e.siren, e.document_id, voucher_no(e.voucher_id) as voucher_no, min(e.counterparty) as counterparty
  from entry e
  where e.source_document is null and e.voucher_id is not null and (e.siren, e.document_id) in (select siren, document_id from chosen)
  group by 1, 2, 3
  union all
  select c.siren, c.document_id, c.voucher_no, min(c.counterparty) from voucher_correction c
  where (c.siren, c.document_id) in (select siren, document_id from chosen) group by 1, 2, 3
), named as materialized (
  select distinct on (siren, party_siren) siren, party_siren, name from voucher_party
  where party_siren is not null and siren in (select siren from chosen) order by siren, party_siren, document_id, party_no
), unnumbered as materialized (
  select siren, document_id, voucher_no, min(name) as name from voucher_party
  where party_siren is null and (siren, document_id) in (select siren, document_id from chosen) group by 1, 2, 3
), told as materialized ( -- what returns say; the nth payment of a line, origin, day and amount is one payment in all of them
  select k.budget_id, y.*, y.document_id = min(y.document_id) over (partition by k.budget_id, y.siren, y.direction, y.fiscal_year, y.slip_type, y.slip_number, y.piece_number,
                                                                     y.event, y.line_no, y.code, y.event_date, y.amount, y.rank) as first
  from (select y.*, row_number() over (partition by y.siren, y.document_id, y.direction, y.fiscal_year, y.slip_type, y.slip_number, y.piece_number, y.event, y.line_no,
                                                    y.code, y.event_date, y.amount order by y.event_no) as rank
        from voucher_event y where y.siren in (select siren from chosen)) y
  join document_state k on k.siren = y.siren and k.document_id = y.document_id and k.status = 'active'
), outcome as materialized (
  select budget_id, siren, direction, fiscal_year, slip_type, slip_number, piece_number,
         bool_or(event = 'rejected' and line_no = 0) as rejected, bool_or(event = 'settled') as settled, bool_or(event = 'cancelled') as cancelled,
         bool_or(event = 'suspended') as suspended, bool_or(event = 'taken_over') as taken,
         bool_or(event = 'refused') as refused, bool_or(event = 'acknowledged') as acknowledged,
         max(event_date) filter (where event = 'taken_over') as taken_over_on, max(event_date) filter (where event = 'rejected') as rejected_on,
         sum(amount) filter (where event = 'payment' and first and is_cash(direction, code)) as paid,
         sum(amount) filter (where event = 'payment' and first and not is_cash(direction, code)) as offset_amount,
         max(event_date) filter (where event = 'payment' and is_cash(direction, code)) as last_payment
  from told group by 1, 2, 3, 4, 5, 6, 7
), slips as materialized ( -- an acknowledgement names no type: it is the slip's where only one type has that number
  select siren, budget_id, fiscal_year, direction, slip_number, count(distinct slip_type) as types from chosen group by 1, 2, 3, 4, 5
)
select siren_text(v.siren) as siren, v.document_id as document,
       voucher_name(v.direction, v.fiscal_year, v.slip_type, v.slip_number, v.journal, v.piece_number) as voucher, v.fiscal_year as year,
       v.direction::text as direction, v.voucher_date as date, v.piece_type as type, v.piece_nature as nature,
       (v.amount / 100.0)::numeric(18, 2) as amount, coalesce(siren_text(c.counterparty), '') as third_party,
       coalesce(n.name, u.name, '') as name,
       case when o.rejected then 'rejected' when s.refused then 'refused' when o.cancelled then 'cancelled' when o.settled then 'settled'
            when o.suspended then 'suspended' when o.taken then 'taken_over' when s.acknowledged then 'acknowledged' else 'emitted' end as state,
       o.taken_over_on as taken_over, o.rejected_on as rejected, (coalesce(o.paid, 0) / 100.0)::numeric(18, 2) as paid,
       (coalesce(o.offset_amount, 0) / 100.0)::numeric(18, 2) as "offset", o.last_payment, v.label, v.file_name || ':' || v.source_line as source
from chosen v
left join party c on c.siren = v.siren and c.document_id = v.document_id and c.voucher_no = v.voucher_no
left join named n on n.siren = v.siren and n.party_siren = c.counterparty
left join unnumbered u on u.siren = v.siren and u.document_id = v.document_id and u.voucher_no = v.voucher_no and c.counterparty is null
left join outcome o on o.siren = v.siren and o.budget_id = v.budget_id and o.fiscal_year = v.fiscal_year and o.direction = v.direction
  and o.slip_type = v.slip_type and o.slip_number = v.slip_number and o.piece_number = v.piece_number
left join slips t on t.siren = v.siren and t.budget_id = v.budget_id and t.fiscal_year = v.fiscal_year and t.direction = v.direction and t.slip_number = v.slip_number
left join outcome s on s.siren = v.siren and s.budget_id = v.budget_id and s.fiscal_year = v.fiscal_year and s.direction = v.direction
  and s.slip_number = v.slip_number and s.piece_number = '' and (s.slip_type = v.slip_type or s.slip_type = '' and t.types = 1)
order by v.siren, v.document_id, v.voucher_no;
