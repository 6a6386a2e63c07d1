-- Distributes a ledger by body, with Citus: the journal and the kept originals, which is what grows with the files, go to the
-- workers; documents, vouchers, charts, registers, sums and decisions stay plain tables of the coordinator, where their
-- triggers, identity columns and functions run as on one machine.
--
--   psql -d DATABASE -v ON_ERROR_STOP=1 -f sql/citus/distribute.sql
--
-- On the coordinator, as a superuser, when the ledger is made and the workers are added (docs/how-to/distribute.md); again
-- after a new version of the program has changed the schema. What is distributed already is left as it is.
\set ON_ERROR_STOP on
set client_min_messages = warning;
set search_path = contrepartie, public;
set citus.enable_ddl_propagation = on;
-- append_only: a statement trigger on each shard. It refuses, and reads no other table: what Citus fears of triggers.
set citus.enable_unsafe_triggers = on;
\o /dev/null
begin;

do $$ begin
  if not exists (select 1 from pg_extension where extname = 'citus') then
    raise exception 'the extension citus is not in this database' using hint = 'create extension citus; select citus_add_node(…)';
  elsif not exists (select 1 from pg_dist_node where noderole = 'primary' and shouldhaveshards) then
    raise exception 'no worker was added' using hint = 'select citus_add_node(HOST, PORT)';
  end if;
end $$;

-- 1. Views, and functions of the rows of tables and views, are put aside: Citus wants whatever they read distributed too.
create temporary table aside on commit drop as
select c.oid, format('create view contrepartie.%I %s as %s', c.relname, coalesce('with (' || array_to_string(c.reloptions, ', ') || ')', ''), pg_get_viewdef(c.oid)) as made,
       format('drop view if exists contrepartie.%I cascade', c.relname) as dropped, format('contrepartie.%I', c.relname) as name, c.relacl as acl
from pg_class c where c.relnamespace = 'contrepartie'::regnamespace and c.relkind = 'v'
union all
select p.oid, pg_get_functiondef(p.oid), format('drop function if exists %s cascade', p.oid::regprocedure), format('function %s', p.oid::regprocedure), p.proacl
from pg_proc p
where p.pronamespace = 'contrepartie'::regnamespace and p.prokind = 'f' and exists (
  select 1 from unnest(array_append(p.proargtypes::oid[], p.prorettype)) t join pg_type y on t in (y.oid, y.typarray) join pg_class c on c.oid = y.typrelid
  where y.typtype = 'c' and c.relnamespace = 'contrepartie'::regnamespace);
do $$ declare statement text; begin
  for statement in select dropped from aside order by oid desc loop execute statement; end loop;
end $$;

-- 2. Functions of their arguments alone may run beside the shards.
select create_distributed_function(p.oid::regprocedure) from pg_proc p
where p.pronamespace = 'contrepartie'::regnamespace and p.prokind = 'f' and p.provolatile = 'i'
  and p.prolang = (select oid from pg_language where lanname = 'sql');

-- Citus takes no policy with a subquery: rights by body (sql/schema/099-access.sql) are for a ledger on one server.
do $$ declare p record; begin
  if exists (select 1 from contrepartie.body_access) then
    raise exception 'rights by body were given, and a distributed ledger cannot keep them' using hint = 'contrepartie db access lists them';
  end if;
  for p in select polname, polrelid::regclass as kept from pg_policy where polrelid in ('contrepartie.entry'::regclass, 'contrepartie.original'::regclass) loop
    execute format('drop policy %I on %s', p.polname, p.kept);
  end loop;
end $$;
create or replace function contrepartie.access_grant(its_login name, its_siren integer) returns void language plpgsql as $$ begin
  raise exception 'a distributed ledger takes no rights by body';
end $$;

-- 3. The tables, and their rows.
select create_distributed_table('contrepartie.' || name, 'siren', colocate_with => case name when 'entry' then 'default' else 'contrepartie.entry' end)
from unnest(array['entry', 'original']) with ordinality as t(name, place)
where not exists (select 1 from pg_dist_partition where logicalrelid = ('contrepartie.' || name)::regclass) order by place;
set local session_replication_role = replica; -- what was copied is dropped here: for once, the trigger is put aside
select truncate_local_data_after_distributing_table('contrepartie.' || name) from unnest(array['entry', 'original']) name;
set local session_replication_role = origin;

-- 4. Back, on the coordinator alone. In all that reads the distributed tables, directly or not, three forms that Citus refuses
-- give way to others that mean the same: `exists (select from` has no column; a fence (`offset 0`) in a correlated
-- subquery; and functions in SQL with parameters, which become PL/pgSQL. So what asks for the rows of one body or document
-- through a function (entries_of, movements_of…) asks one worker, and whatever joins the answer is planned here.
set local citus.enable_ddl_propagation = off;
set local check_function_bodies = off;
grant all on aside to contrepartie_owner;
set local role contrepartie_owner;
do $$ declare a record; granted text; begin
  for a in select * from aside order by oid loop
    execute regexp_replace(regexp_replace(a.made, '\mEXISTS \( SELECT\s+FROM', 'EXISTS ( SELECT 1 FROM', 'g'), '\s+OFFSET 0', '', 'g');
    for granted in select format('grant %s on %s to %s', g.privilege_type, a.name, case g.grantee when 0 then 'public' else g.grantee::regrole::text end)
                   from aclexplode(a.acl) g loop execute granted; end loop;
  end loop;
end $$;
create function pg_temp.made_for_shards(p pg_proc) returns text language plpgsql as $f$
declare
  head text := split_part(pg_get_functiondef(p.oid), 'AS $function$', 1);
  body text := regexp_replace(p.prosrc, '\(\s*select from\M', '(select 1 from', 'g');
begin
  if p.prolang = (select oid from pg_language where lanname = 'sql') then
    body := regexp_replace(body, ';\s*$', '');
    body := E'\n#variable_conflict use_column\n' || case
      when p.prorettype = 'void'::regtype then E'begin\n' || body || ';'
      when p.proretset then E'begin\nreturn query ' || body || ';'
      else format(E'declare answer %s;\nbegin\nfor answer in %s\nloop return answer; end loop;\nreturn null;', format_type(p.prorettype, null), body) end || E'\nend ';
  end if;
  return replace(head, ' LANGUAGE sql', ' LANGUAGE plpgsql') || 'AS $function$' || body || '$function$';
end $f$;
do $$
declare
  known oid[] := '{}'; -- functions that read distributed tables, found from those that name one, or a view of one
  pattern text;
  p pg_proc;
begin
  loop
    with recursive reader as (
      select logicalrelid::oid as oid from pg_dist_partition
      union
      select r.ev_class from reader t
      join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid and d.classid = 'pg_rewrite'::regclass
      join pg_rewrite r on r.oid = d.objid
    )
    select '\m(' || string_agg(name, '|') || ')\M' into pattern
    from (select c.relname as name from reader join pg_class c using (oid) union select f.proname from pg_proc f where f.oid = any (known)) n;
    select f.* into p from pg_proc f
    where f.pronamespace = 'contrepartie'::regnamespace and f.prokind = 'f' and f.provolatile <> 'i' and f.prosqlbody is null
      and f.prosrc ~ pattern and not f.oid = any (known) limit 1;
    exit when not found;
    execute pg_temp.made_for_shards(p);
    known := known || p.oid;
  end loop;
end $$;
reset role;

-- 5. Who posts to a distributed table asks for the next number of an identity column himself.
do $$ declare numbers regclass; begin
  for numbers in select oid from pg_class where relnamespace = 'contrepartie'::regnamespace and relkind = 'S' loop
    execute format('grant usage on sequence %s to contrepartie_importer, contrepartie_auditor', numbers);
  end loop;
end $$;

-- 6. From now on a later version of the schema changes the coordinator, and this file does the rest.
do $$ begin execute format('alter database %I set citus.enable_ddl_propagation = off', current_database()); end $$;
commit;

-- 7. Citus goes to a worker as the role that asks: there it may log in, and is a member of what it is a member of here.
do $$ declare failed text; begin
  with role as (
    select oid, quote_ident(rolname) as name from pg_roles where rolname ~ '^contrepartie_(owner|reader|importer|auditor|admin)$'
  ), statement as (
    select format('alter role %s login', name) as text from role
    union all
    select format('grant %s to %s', r.name, m.name) from pg_auth_members a join role r on r.oid = a.roleid join role m on m.oid = a.member
  )
  select string_agg(c.nodename || ': ' || c.result, '; ') into failed
  from (select 'set citus.enable_ddl_propagation = off; ' || string_agg(text, '; ') as text from statement) s cross join lateral run_command_on_workers(s.text) c where not c.success;
  if failed is not null then raise exception 'the roles of the workers: %', failed; end if;
end $$;
