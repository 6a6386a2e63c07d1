-- The plan a document is read with: each code once, the best row for that norm, variant and year.
set local role contrepartie_owner;

-- What is known of charts: what was shipped, and the rows of imported charts that were neither replaced nor undone.
create view active_plan as
select document_id from document_state where siren = 0 and format = 'plan' and status = 'active';
create view known_account as
select * from plan_account where document_id is null or document_id in (select document_id from active_plan);
create view known_chapter as
select * from plan_chapter where document_id is null or document_id in (select document_id from active_plan);
create view known_function as
select * from plan_function where document_id is null or document_id in (select document_id from active_plan);

-- The years and variants for which there is a plan, whatever its origin.
create view plan as
select r.norm, r.variant, y.year::smallint, bool_or(r.imported) as imported,
       coalesce(sum(r.codes) filter (where r.what = 'account'), 0)::bigint as accounts,
       coalesce(sum(r.codes) filter (where r.what = 'function'), 0)::bigint as functions
from (select 'account' as what, norm, variant, first_year, last_year, document_id is not null as imported, count(*) as codes
      from known_account group by 2, 3, 4, 5, 6
      union all
      select 'function', norm, variant, first_year, last_year, document_id is not null, count(*)
      from known_function group by 2, 3, 4, 5, 6) r -- counted before their years are told apart
cross join lateral generate_series(r.first_year::integer, r.last_year) as y(year)
group by r.norm, r.variant, y.year;

-- The label of an account or function: its own plan and year first, then the nearest year of the same norm. To be joined
-- (left join lateral), once for each code.
create function account_label(its_norm text, its_variant text, its_year integer, its_code text) returns table (label text)
  language sql stable parallel safe as $$
  select k.label from known_account k
  where k.norm = its_norm collate "default" and k.code = its_code collate "default" -- journal and sums are in "C": the index is not
  order by (k.variant = its_variant) desc,
           greatest(k.first_year - its_year, its_year - k.last_year, 0), k.document_id nulls last, k.position
  limit 1;
$$;

create function function_label(its_norm text, its_variant text, its_year integer, its_code text) returns table (label text)
  language sql stable parallel safe as $$
  select k.label from known_function k
  where k.norm = its_norm collate "default" and k.code = its_code collate "default" -- journal and sums are in "C": the index is not
  order by (k.variant = its_variant) desc,
           greatest(k.first_year - its_year, its_year - k.last_year, 0), k.document_id nulls last, k.position
  limit 1;
$$;

-- The same whatever the variant and year, where the norm has one label for the code, as it has for most: nothing is sorted for it.
create function function_label(its_norm text, its_code text) returns table (label text)
  language sql stable parallel safe as $$
  select min(k.label) from known_function k
  where k.norm = its_norm collate "default" and k.code = its_code collate "default"
  having min(k.label) = max(k.label);
$$;

-- The year whose content stands for another: itself, or the nearest that a plan of that variant has. A chart that
-- was abolished (M43_D after 2021) is read with its last content.
create function plan_year(its_norm text, its_variant text, its_year integer) returns integer language sql stable as $$
  select case when its_year < first_year then first_year when its_year > last_year then last_year else its_year end
  from (select distinct first_year, last_year from known_account where norm = its_norm and variant = its_variant) y
  order by greatest(first_year - its_year, its_year - last_year, 0) limit 1;
$$;

create function plan_rows(its_norm text, its_variant text, its_year integer)
  returns table (kind "char", code text, label text, c1 text, c2 text, c3 text, c4 text, c5 text, c6 text, exact boolean)
  language sql stable as $$
  with wanted as (select coalesce(plan_year(its_norm, its_variant, its_year), its_year) as year)
  (select distinct on (a.code) 'A'::"char", a.code, a.label, a.dr, a.does, a.dois, a.rr, a.roes, a.rois,
          a.variant = its_variant and w.year between a.first_year and a.last_year
   from known_account a cross join wanted w where a.norm = its_norm
   order by a.code, (a.variant = its_variant) desc, greatest(a.first_year - w.year, w.year - a.last_year, 0),
            a.document_id nulls last, a.position)
  union all
  (select distinct on (c.code) 'C', c.code, c.label, c.section, '', '', '', '', '',
          c.variant = its_variant and w.year between c.first_year and c.last_year
   from known_chapter c cross join wanted w where c.norm = its_norm
   order by c.code, (c.variant = its_variant) desc, greatest(c.first_year - w.year, w.year - c.last_year, 0),
            c.axis desc, c.document_id nulls last, c.position)
  union all
  (select distinct on (f.code) 'F', f.code, f.label, '', '', '', '', '', '',
          f.variant = its_variant and w.year between f.first_year and f.last_year
   from known_function f cross join wanted w where f.norm = its_norm
   order by f.code, (f.variant = its_variant) desc, greatest(f.first_year - w.year, w.year - f.last_year, 0),
            f.document_id nulls last, f.position);
$$;

create function plan_known(its_norm text, its_variant text) returns boolean language sql stable as $$
  select exists (select from known_account where norm = its_norm and variant = its_variant);
$$;
-- Runs of years with the same content, for the shipped tables (contrepartie nomenclature build).
create view plan_account_range as
with yearly as (
  select distinct on (norm, variant, code, first_year) norm, variant, code, first_year as year, label, dr, does, dois, rr, roes, rois, position
  from known_account where document_id is not null and first_year = last_year
  order by norm, variant, code, first_year, document_id desc, position)
select norm, variant, code, min(year) as first_year, max(year) as last_year, label, dr, does, dois, rr, roes, rois, min(position) as position
from (select *, year - row_number() over (partition by norm, variant, code, label, dr, does, dois, rr, roes, rois order by year) as run from yearly) y
group by norm, variant, code, label, dr, does, dois, rr, roes, rois, run
order by norm, variant, code, first_year;

create view plan_chapter_range as
with yearly as (
  select distinct on (norm, variant, axis, code, first_year) norm, variant, axis, code, first_year as year, label, section, position
  from known_chapter where document_id is not null and first_year = last_year
  order by norm, variant, axis, code, first_year, document_id desc, position)
select norm, variant, axis, code, min(year) as first_year, max(year) as last_year, label, section, min(position) as position
from (select *, year - row_number() over (partition by norm, variant, axis, code, label, section order by year) as run from yearly) y
group by norm, variant, axis, code, label, section, run
order by norm, variant, axis, code, first_year;

create view plan_function_range as
with yearly as (
  select distinct on (norm, variant, code, first_year) norm, variant, code, first_year as year, label, position
  from known_function where document_id is not null and first_year = last_year
  order by norm, variant, code, first_year, document_id desc, position)
select norm, variant, code, min(year) as first_year, max(year) as last_year, label, min(position) as position
from (select *, year - row_number() over (partition by norm, variant, code, label order by year) as run from yearly) y
group by norm, variant, code, label, run
order by norm, variant, code, first_year;

grant select on plan, active_plan, known_account, known_chapter, known_function, plan_account_range, plan_chapter_range, plan_function_range to contrepartie_reader;
reset role;
