-- title: Payment and collection orders | Mandats et titres
-- about: Each piece with what became of it: taken over, held, rejected, paid. State and payments come from PES Retour and Acquit. | Chaque pièce et ce qu'elle est devenue : prise en charge, en instance, rejetée, payée. États et paiements viennent du PES Retour et Acquit.
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
-- leads: amount /journal?entity={siren}&year={year}&name={voucher}
with acknowledgement as materialized ( -- what the gateway said of a slip
  select e.siren, t.document_id, t.slip_no, bool_or(e.event = 'refused') as refused, bool_or(e.event = 'acknowledged') as acknowledged
  from document_state d
  join voucher_event e on e.siren = d.siren and e.document_id = d.document_id
  cross join lateral event_slip(e, array(select k.document_id from document_state k where k.siren = d.siren and k.budget_id = d.budget_id and k.status = 'active')) t
  where d.status = 'active' and d.format = 'pes-acquit' and e.piece_number = ''
  group by 1, 2, 3
)
select siren_text(v.siren) as siren, v.document_id as document,
       voucher_name(v.direction, v.fiscal_year, v.slip_type, v.slip_number, v.journal, v.piece_number) as voucher, v.fiscal_year as year,
       v.direction::text as direction, v.voucher_date as date, v.piece_type as type, v.piece_nature as nature,
       (v.amount * 0.01)::numeric(18, 2) as amount, coalesce(siren_text(c.counterparty), '') as third_party,
       coalesce(party_label(v.siren, c.counterparty), u.name, '') as name,
       case when o.rejected then 'rejected' when s.refused then 'refused' when o.cancelled then 'cancelled' when o.settled then 'settled'
            when o.suspended then 'suspended' when o.taken then 'taken_over' when s.acknowledged then 'acknowledged' else 'emitted' end as state,
       o.taken_over_on as taken_over, o.rejected_on as rejected, (coalesce(o.paid, 0) * 0.01)::numeric(18, 2) as paid,
       (coalesce(o.offset_amount, 0) * 0.01)::numeric(18, 2) as "offset", o.last_payment, v.label, d.file_name || ':' || v.source_line as source
from document_state d
join voucher v on v.siren = d.siren and v.document_id = d.document_id
cross join lateral ( -- the first third party of the piece
  select coalesce((select min(e.counterparty) from entries_between(v.siren, v.document_id, v.first_entry, v.first_entry + v.entries - 1) e),
                  case when v.slip_type = '02' then
                    (select min(x.counterparty) from voucher_correction x where x.siren = v.siren and x.document_id = v.document_id and x.voucher_no = v.voucher_no) end)
         as counterparty) c
left join lateral (select min(x.name) as name from voucher_party x
                   where x.siren = v.siren and x.document_id = v.document_id and x.voucher_no = v.voucher_no and x.party_siren is null) u on c.counterparty is null
cross join lateral ( -- what returns say; the nth payment of a line, origin, day and amount is one payment in all of them
  select bool_or(event = 'rejected' and line_no = 0) as rejected, bool_or(event = 'settled') as settled, bool_or(event = 'cancelled') as cancelled,
         bool_or(event = 'suspended') as suspended, bool_or(event = 'taken_over') as taken,
         max(event_date) filter (where event = 'taken_over') as taken_over_on, max(event_date) filter (where event = 'rejected') as rejected_on,
         sum(amount) filter (where event = 'payment' and first and is_cash(direction, code)) as paid,
         sum(amount) filter (where event = 'payment' and first and not is_cash(direction, code)) as offset_amount,
         max(event_date) filter (where event = 'payment' and is_cash(direction, code)) as last_payment
  from (select y.*, y.document_id = min(y.document_id) over (partition by y.event, y.line_no, y.code, y.event_date, y.amount, y.rank) as first
        from (select y.*, row_number() over (partition by y.document_id, y.event, y.line_no, y.code, y.event_date, y.amount order by y.event_no) as rank
              from (select * from voucher_event y where y.siren = v.siren and y.fiscal_year = v.fiscal_year and y.piece_number = v.piece_number offset 0) y
              join document_state k on k.siren = y.siren and k.document_id = y.document_id and k.status = 'active' and k.budget_id = d.budget_id
              where y.direction = v.direction and y.slip_number = v.slip_number and y.slip_type = v.slip_type) y) z) o
left join acknowledgement s on s.siren = v.siren and s.document_id = v.document_id and s.slip_no = v.slip_no
where d.status = 'active' and v.direction is not null and ($1::integer is null or v.siren = $1) and ($2::integer is null or v.fiscal_year >= $2)
  and ($3::integer is null or v.fiscal_year <= $3) and ($4::integer is null or v.document_id = $4)
order by v.siren, v.document_id, v.voucher_no;
