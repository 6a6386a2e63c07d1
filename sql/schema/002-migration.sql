-- Which files of the schema this database has; the program records them as the owner, whoever ran it.
set local role contrepartie_owner;

create table if not exists migration ( -- ledgers made before it had a file of its own have it
  name       text primary key,
  applied_at timestamptz not null default now()
);
grant select on migration to contrepartie_reader;
reset role;
