-- Which bodies a login of a shared server may see and post for: row-level security by body. It is off, and costs nothing,
-- until the first right is given (contrepartie db access grant); from then on a login without one sees no body's rows.
--
-- Policies look at session_user: it does not change in a view, in a function or by `set role`. The owner's tables are under
-- them too ("force"), since views and functions read as their owner. Superusers and members of contrepartie_owner see all.
set local role contrepartie_owner;

create table body_access (
  login      name not null,
  siren      integer not null, -- 0: every body
  granted_at timestamptz not null default now(),
  granted_by text not null default author(),
  primary key (login, siren)
);

create function sees_every_body() returns boolean language plpgsql stable security definer set search_path = contrepartie, pg_temp as $$
begin
  return pg_has_role(session_user, 'contrepartie_owner', 'member')
      or not row_security_active('body_access')
      or exists (select from body_access where login = session_user and siren = 0);
end $$;

create function visible_bodies() returns integer[] language sql stable security definer set search_path = contrepartie, pg_temp as $$
  select coalesce(array_agg(siren), '{}') from body_access where login = session_user;
$$;

-- For what would be wrong, not only shorter, when a part of the bodies is all one sees.
create function need_every_body() returns void language plpgsql stable set search_path = contrepartie, pg_temp as $$
begin
  if not sees_every_body() then
    raise exception '%', format(said('this needs sight of every body, and %s sees some', 'il faut voir toutes les collectivités, et %s en voit une partie'), session_user)
      using errcode = '42501', hint = said('An administrator gives it: ', 'Un administrateur en donne le droit : ') || 'contrepartie db access grant LOGIN all';
  end if;
end $$;

-- What is said of several bodies at once (siren 0: registers, charts, evidence, national balances) is public and seen by all;
-- only who sees every body posts it.
do $$
declare
  of_body text[] := array['document', 'message', 'original', 'document_status', 'budget_balance', 'balance_state', 'entry', 'entry_sum',
                          'grant_paid', 'voucher_slip', 'voucher', 'voucher_correction', 'voucher_party', 'voucher_event',
                          'attachment', 'signature', 'control_total', 'fec_leg', 'matching', 'waiver', 'closed_year'];
  kept text;
  mine text;
begin
  foreach kept in array of_body loop
    mine := '(select sees_every_body()) or siren = any ((select visible_bodies())::integer[])';
    execute format('create policy seen on %I for select using (%s or siren = 0 or siren is null)', kept, mine);
    execute format('create policy posted on %I for insert with check (%s)', kept, mine);
    execute format('create policy changed on %I for update using (%s)', kept, mine);
    execute format('create policy taken on %I for delete using (%s)', kept, mine);
  end loop;
end $$;
create policy seen on payment_decision for select
  using ((select sees_every_body()) or institution = any ((select visible_bodies())::integer[]) or funder = any ((select visible_bodies())::integer[]));
create policy posted on payment_decision for insert with check ((select sees_every_body()));
-- A sealed document takes no more rows, whoever may post for its body.
create policy unsealed on entry as restrictive for insert
  with check (not exists (select from document d where d.document_id = entry.document_id and d.siren in (0, entry.siren)));
create policy administered on body_access using (true) with check (true); -- by privilege

create function access_grant(its_login name, its_siren integer) returns void language plpgsql security definer set search_path = contrepartie, pg_temp as $$
declare
  kept regclass;
begin
  if not exists (select from pg_roles where rolname = its_login) then
    raise exception '%', format(said('there is no role %s', 'il n''y a pas de rôle %s'), its_login);
  end if;
  insert into body_access (login, siren) values (its_login, its_siren) on conflict do nothing;
  if not (select relrowsecurity from pg_class where oid = 'body_access'::regclass) then
    for kept in select distinct polrelid::regclass from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'contrepartie'::regnamespace loop
      execute format('alter table %s enable row level security', kept);
      execute format('alter table %s force row level security', kept);
    end loop;
  end if;
end $$;

create function access_revoke(its_login name, its_siren integer) returns void language sql security definer set search_path = contrepartie, pg_temp as $$
  delete from body_access where login = its_login and siren = its_siren;
$$;

revoke all on function access_grant(name, integer), access_revoke(name, integer) from public;
grant execute on function access_grant(name, integer), access_revoke(name, integer) to contrepartie_admin;
grant select on body_access to contrepartie_reader;
reset role;
