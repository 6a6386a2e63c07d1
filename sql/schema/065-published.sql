-- Published tables as evidence: what an act or annex prints, row by row, and whether it adds up.
set local role contrepartie_owner;

create table published_amount (
  amount      bigint not null, -- cents
  document_id integer not null,
  row_no      integer not null,
  source_line integer not null,
  tolerance   bigint not null, -- cents: what rounding in print may explain
  act         text not null,
  recipient   text not null,
  component   text not null,
  primary key (document_id, row_no)
);
create trigger append_only before update or delete or truncate on published_amount
  for each statement execute function refuse_change();

-- Each printed total against the sum of what it totals: across (component "total" of a recipient) and down (recipient
-- "TOTAL" of a component).
create view foot_check as
with shown as (
  select p.*, lower(p.component) = 'total' as across, upper(p.recipient) = 'TOTAL' as down
  from published_amount p
  join document_state d on d.siren = 0 and d.document_id = p.document_id and d.status = 'active'
)
select t.document_id, t.source_line, t.act, t.recipient, t.component, coalesce(s.found, 0) as found, t.amount as published,
       coalesce(s.found, 0) - t.amount as difference, t.tolerance,
       case when coalesce(s.found, 0) = t.amount then 'exact'
            when abs(coalesce(s.found, 0) - t.amount) <= t.tolerance then 'within' else 'off' end as verdict
from shown t
cross join lateral (select sum(p.amount) as found, count(*) as parts from shown p
                    where p.document_id = t.document_id and p.act = t.act
                      and case when t.across then p.recipient = t.recipient and not p.across
                               else p.component = t.component and not p.down end) s
where (t.across or t.down) and s.parts > 0
union all
-- a recipient's total at the foot of the column of totals
select t.document_id, t.source_line, t.act, t.recipient, t.component, s.found, t.amount, s.found - t.amount, t.tolerance,
       case when s.found = t.amount then 'exact' when abs(s.found - t.amount) <= t.tolerance then 'within' else 'off' end
from shown t
cross join lateral (select sum(p.amount) as found from shown p
                    where p.document_id = t.document_id and p.act = t.act and p.across and not p.down) s
where t.across and t.down and s.found is not null;

grant select on published_amount, foot_check to contrepartie_reader;
grant insert on published_amount to contrepartie_importer;
reset role;
