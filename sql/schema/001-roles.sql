-- Roles, the schema and its extension: what tables stand on, here and before a backup is restored. So all of it may be
-- there already, and no other file makes a role or grants on the schema: a backup would not hold that.
-- Tables belong to a role nobody logs in as; people and programs hold one of four others:
--   contrepartie_reader    reads the books and the reports
--   contrepartie_importer  reader, and posts documents
--   contrepartie_auditor   reader, and records matchings and waivers
--   contrepartie_admin     all of these, closes fiscal years and reads the kept originals
-- None of them may change or delete a posted row. Needs CREATEROLE and CREATE on the database, never a superuser.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['contrepartie_owner', 'contrepartie_reader', 'contrepartie_importer',
                                'contrepartie_auditor', 'contrepartie_admin'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
    if not pg_catalog.pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to %I', wanted, current_user);
    end if;
  end loop;
end $$;
grant contrepartie_reader to contrepartie_importer, contrepartie_auditor;
grant contrepartie_importer, contrepartie_auditor to contrepartie_admin;

-- pg_trgm (a trusted extension, in Debian's postgresql-15) measures how alike two names are.
create schema if not exists contrepartie authorization contrepartie_owner;
create extension if not exists pg_trgm with schema contrepartie;
set local role contrepartie_owner;
grant usage on schema contrepartie to contrepartie_reader;
reset role;
