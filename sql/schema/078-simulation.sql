-- Transfers that do not exist yet. A register of hypothetical transfers stands in a transaction that is rolled back;
-- this tells who would gain and who would lose against what the payer spends today in each recipient's territory.
set local role contrepartie_owner;

-- its_index: a series of the register, 'none', or null for the rule's own. its_years: operating years, or null for the
-- rule's. its_key: population, spending, or null for the register's keys; its_keys: a JSON object {"siren": weight}.
create function simulate_transfers(its_document integer, its_index text, its_years integer, its_key text, its_keys jsonb)
  returns table (transfer text, siren text, entity text, share numeric, today numeric, "right" numeric, difference numeric,
                 verdict text, charge numeric, horizon integer, right_at_horizon numeric, basis text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with rule as (
    select t.document_id, t.transfer_id, t.effective_year, c.predicate, t.giver, u.method, u.rounding, u.vat,
           case when its_index = 'none' then null else coalesce(its_index, u.operating_index) end as operating_index,
           case when its_index = 'none' then null else coalesce(its_index, u.investment_index) end as investment_index,
           coalesce(its_years, u.operating_years) as operating_years, u.investment_years,
           coalesce(u.value_year, t.effective_year - 1) as value_year
    from transfer t
    join transfer_rule u using (document_id, transfer_id)
    join competence c using (document_id, competence_id)
    where t.document_id = its_document
  ), spent as (
    select r.transfer_id, a.section, a.year,
           sum(indexed((a.amount - a.contributions) / case when r.vat = 'net' then 1 + a.vat_rate else 1 end, r.document_id,
                       case a.section when 'F' then r.operating_index else r.investment_index end, a.year, null, r.value_year)) as amount
    from rule r
    join reference_amount a on a.document_id = r.document_id and a.transfer_id = r.transfer_id
    where a.year < r.effective_year
      and a.year >= r.effective_year - case a.section when 'F' then r.operating_years else r.investment_years end
    group by 1, 2, 3
  ), total as (
    select r.*, round(coalesce((select sum(s.amount) / nullif(r.operating_years, 0) from spent s where s.transfer_id = r.transfer_id and s.section = 'F'), 0)
                 + coalesce((select sum(s.amount) / nullif(r.investment_years, 0) from spent s where s.transfer_id = r.transfer_id and s.section = 'I'), 0)
                 - coalesce((select sum(d.amount) from deduction d where d.document_id = r.document_id and d.transfer_id = r.transfer_id), 0),
                 case r.rounding when 'euro' then 0 else 2 end) as amount,
           format(said('mean of %s operating and %s investment years, ', 'moyenne de %s années de fonctionnement et %s d''investissement, '),
                  r.operating_years, r.investment_years)
             || coalesce(said('index ', 'indice ') || coalesce(r.operating_index, r.investment_index), said('no index', 'sans indice')) as basis
    from rule r
  ), recipient as (
    select t.transfer_id, e.siren from total t
    join (select transfer_id, (attributes->>'siren')::integer as siren from transfer_part where document_id = its_document and name in ('right', 'today')
          group by 1, 2) e using (transfer_id)
  ), weighed as (
    select r.transfer_id, r.siren,
           case when its_keys is not null then coalesce((its_keys->>siren_text(r.siren))::numeric, 0)
                when its_key = 'population' then coalesce((select p.population from body_population p where p.document_id = its_document and p.siren = r.siren), 0)
                when its_key = 'spending' then coalesce((select sum(m.amount) from total t, scope_movement(t.predicate, null, null, r.siren) m
                                                         where t.transfer_id = r.transfer_id and m.book = 'A' and m.operation = 'R' and m.direction = 'D'), 0)
                else coalesce((select (p.attributes->>'key')::numeric from transfer_part p
                               where p.document_id = its_document and p.transfer_id = r.transfer_id and p.name = 'right'
                                 and (p.attributes->>'siren')::integer = r.siren),
                              (select p.population from body_population p where p.document_id = its_document and p.siren = r.siren), 0) end as weight
    from recipient r
  ), keyed as (
    select w.*, w.weight / nullif(sum(w.weight) over (partition by w.transfer_id), 0) as share from weighed w
  ), shared as (
    select k.*, t.amount as total, t.value_year, t.document_id, t.effective_year, t.predicate, t.basis, coalesce(t.operating_index, t.investment_index) as index_id,
           floor(t.amount * 100 * k.share) as whole,
           row_number() over (partition by k.transfer_id order by t.amount * 100 * k.share - floor(t.amount * 100 * k.share) desc, k.siren) as place,
           t.amount * 100 - sum(floor(t.amount * 100 * k.share)) over (partition by k.transfer_id) as remainder
    from keyed k join total t using (transfer_id)
  ), righted as (
    select s.*, (s.whole + case when s.place <= s.remainder then 1 else 0 end) / 100.0 as amount,
           coalesce((select sum(y.amount) from spending_today y where y.document_id = its_document and y.transfer_id = s.transfer_id and y.siren = s.siren), 0) as today,
           (select max(i.year) from index_rate i where i.document_id = its_document and i.index_id = s.index_id) as last_rate
    from shared s
  )
  select r.transfer_id, siren_text(r.siren), b.name, round(100 * r.share, 4), r.today::numeric(18, 2), r.amount::numeric(18, 2), (r.amount - r.today)::numeric(18, 2),
         case when r.amount > r.today then 'gains' when r.amount < r.today then 'loses' else 'same' end,
         coalesce((select sum(m.amount) / 100.0 from scope_movement(r.predicate, null, null, r.siren) m
                   where m.book = 'A' and m.operation = 'R' and m.direction = 'D'
                     and m.year = (select max(a.year) from accounts_year a where a.siren = r.siren)), 0)::numeric(18, 2),
         coalesce(greatest(r.last_rate, r.effective_year), r.effective_year),
         round(indexed(r.amount, r.document_id, r.index_id, r.value_year, null, coalesce(greatest(r.last_rate, r.effective_year), r.effective_year)), 2), r.basis
  from righted r left join body b on b.siren = r.siren
  order by 1, 2;
$$;
reset role;
