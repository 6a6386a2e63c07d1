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
select siren_text(v.siren) as siren, v.document_id as document,
       voucher_name(v.direction, v.fiscal_year, v.slip_type, v.slip_number, v.journal, v.piece_number) as voucher, v.fiscal_year as year,
       v.direction::text as direction, v.voucher_date as date, v.piece_type as type, v.piece_nature as nature,
       (v.amount / 100.0)::numeric(18, 2) as amount, coalesce(siren_text(c.counterparty), '') as third_party,
       coalesce(p.name, '') as name,
       case when e.rejected then 'rejected' when e.refused then 'refused' when e.cancelled then 'cancelled' when e.settled then 'settled'
            when e.suspended then 'suspended' when e.taken then 'taken_over' when e.acknowledged then 'acknowledged' else 'emitted' end as state,
       e.taken_over_on as taken_over, e.rejected_on as rejected, (coalesce(e.paid, 0) / 100.0)::numeric(18, 2) as paid,
       (coalesce(e.offset_amount, 0) / 100.0)::numeric(18, 2) as "offset", e.last_payment,
       v.label, d.file_name || ':' || v.source_line as source
from voucher v
join document_state d on d.siren = v.siren and d.document_id = v.document_id and d.status = 'active'
left join lateral (select min(n.counterparty) as counterparty from entry n
                   where n.siren = v.siren and n.document_id = v.document_id and n.entry_no between v.first_entry and v.first_entry + v.entries - 1) c on true
left join lateral (select x.name from voucher_party x
                   where x.siren = v.siren and (x.party_siren = c.counterparty or c.counterparty is null and x.document_id = v.document_id and x.voucher_no = v.voucher_no)
                   order by x.document_id, x.party_no limit 1) p on true
left join lateral (
  select bool_or(x.event = 'rejected') as rejected, bool_or(x.event = 'refused') as refused, bool_or(x.event = 'settled') as settled,
         bool_or(x.event = 'cancelled') as cancelled, bool_or(x.event = 'suspended') as suspended, bool_or(x.event = 'taken_over') as taken,
         bool_or(x.event = 'acknowledged') as acknowledged, max(x.event_date) filter (where x.event = 'taken_over') as taken_over_on,
         max(x.event_date) filter (where x.event = 'rejected') as rejected_on,
         sum(x.amount) filter (where x.event = 'payment' and x.first and is_cash(x.direction, x.code)) as paid,
         sum(x.amount) filter (where x.event = 'payment' and x.first and not is_cash(x.direction, x.code)) as offset_amount, max(x.event_date) filter (where x.event = 'payment' and is_cash(x.direction, x.code)) as last_payment
  from (select s.*, s.document_id = min(s.document_id) over (partition by s.event, s.line_no, s.code, s.event_date, s.amount, s.rank) as first
        from (select y.*, row_number() over (partition by y.document_id, y.event, y.line_no, y.code, y.event_date, y.amount order by y.event_no) as rank
              from voucher_event y
              join document_state k on k.siren = y.siren and k.document_id = y.document_id and k.status = 'active' and k.budget_id = d.budget_id
              where y.siren = v.siren and y.fiscal_year = v.fiscal_year and y.direction = v.direction and y.slip_number = v.slip_number
                and (y.slip_type = '' or y.slip_type = v.slip_type) and y.piece_number in ('', v.piece_number)) s) x) e on true
where v.direction is not null and ($1::integer is null or v.siren = $1) and ($2::integer is null or v.fiscal_year >= $2)
  and ($3::integer is null or v.fiscal_year <= $3) and ($4::integer is null or v.document_id = $4)
order by v.siren, v.document_id, v.voucher_no;
