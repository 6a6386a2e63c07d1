-- Documents: what was imported, once and for all. A row is written last in the import's transaction, when its
-- entries stand: writing it verifies them as a set and seals it into its body's chain.
set local role contrepartie_owner;

create sequence document_number as integer;

create table document (
  siren           integer not null, -- 0: a document that speaks of several bodies (register, chart of accounts)
  document_id     integer not null,
  chain_no        integer not null, -- 1, 2, 3... in the body's chain
  format          text not null,    -- totem, cfu, register, plan: a folder of importers/
  stage           text not null default '' check (stage in ('', 'BP', 'BS', 'DM', 'CA', 'CFU')),
  stage_number    smallint not null default 0, -- NumDec of a DM; closing day of a FEC (1231)
  budget_id       integer,
  fiscal_year     smallint,
  norm            text not null default '',
  variant         text not null default '',
  has_functions   boolean not null default false,
  project         boolean not null default false, -- ProjetBudget: proposals, not votes
  document_date   date,
  seal            text not null default '' check (seal in ('', 'valid', 'altered', 'absent')),
  lines           integer not null default 0,
  skipped         integer not null default 0,
  entries         integer not null default 0,
  facts           integer not null default 0, -- rows beside the journal: grants, register elements
  file_name       text not null default '',
  file_size       bigint not null default 0,
  sha256          bytea not null,  -- of the original file
  content_sha256  bytea not null,  -- of what was read, whatever its spelling
  entries_sha256  bytea not null,  -- of the entries as rows of COPY text, in order
  facts_sha256    bytea not null,  -- the same of the facts
  reverses        integer,         -- the document whose entries this one cancels
  reversal_kind   text check (reversal_kind in ('undone', 'superseded')),
  reason          text not null default '', -- of a reversal, or of the checks that were overridden
  original_kept   boolean not null default true, -- false: personal data; the file's hash, size and signature facts only
  imported_at     timestamptz not null,
  imported_by     text not null,
  previous_link   bytea,
  link            bytea not null,
  primary key (siren, document_id),
  unique (siren, chain_no),
  check ((reverses is null) = (reversal_kind is null))
);
create index on document (siren, budget_id, fiscal_year);
create index on document (siren, reverses) where reverses is not null;
create index on document (sha256);
create index on document (file_size);
-- Whatever counts is found through this table: with the server's own threshold it would stay without statistics until its
-- fiftieth row, and fifty files of a million entries are joined row by row long before.
alter table document set (autovacuum_analyze_threshold = 1);

-- What the readers had to say about a document that was accepted.
create table message (
  siren       integer not null,
  document_id integer not null,
  message_no  integer not null,
  code        text not null,
  level       text not null check (level in ('error', 'warning', 'notice')),
  line        integer,
  path        text not null default '',
  found       text not null default '',
  expected    text not null default '',
  occurrences integer not null default 1,
  text        text not null,
  primary key (siren, document_id, message_no)
);

-- The original, byte for byte, compressed with zstd in pieces. One role only reads it: it may name persons.
create table original (
  siren       integer not null,
  document_id integer not null,
  piece_no    integer not null,
  bytes       bytea not null,
  primary key (siren, document_id, piece_no)
);
alter table original alter column bytes set storage external; -- compressed already

create table closed_year (
  siren       integer not null,
  fiscal_year smallint not null,
  closed_at   timestamptz not null default now(),
  closed_by   text not null default author(),
  chain_no    integer not null, -- the last of the body's chain then: what comes after it is later, whatever clocks say
  primary key (siren, fiscal_year)
);
create function closed_year_after() returns trigger language plpgsql set search_path = contrepartie, pg_temp as $$
begin
  perform pg_advisory_xact_lock(new.siren); -- a document on its way in is before or after
  new.chain_no := (select coalesce(max(d.chain_no), 0) from document d where d.siren = new.siren);
  return new;
end $$;
create trigger after_the_chain before insert on closed_year for each row execute function closed_year_after();

-- The link of a document: a hash of the facts that identify it and of the previous link of the same body.
-- The list of fields is a format: a later field gets a later function, never a place in this one.
create function document_link(d document) returns bytea
  language sql stable set timezone = 'UTC' as $$
  select sha256(coalesce(d.previous_link, ''::bytea) || convert_to(jsonb_build_array(
    1, d.siren, d.document_id, d.chain_no, d.format, d.stage, d.stage_number, d.budget_id, d.fiscal_year, d.norm,
    d.variant, d.has_functions, d.project, d.document_date, d.seal, d.lines, d.skipped, d.entries, d.facts,
    d.file_name, d.file_size, encode(d.sha256, 'hex'), encode(d.content_sha256, 'hex'),
    encode(d.entries_sha256, 'hex'), encode(d.facts_sha256, 'hex'), d.reverses, d.reversal_kind, d.reason,
    d.original_kept, extract(epoch from d.imported_at), d.imported_by)::text, 'UTF8'));
$$;

-- What was just loaded has no statistics until the server's own round, a minute later; until then the planner believes in
-- a row or two and joins row by row. A format that loads much, or asks much of what it loads, says so here. A table that
-- held ten times as much before is known well enough.
create function analyze_loaded(loaded bigint, variadic tables text[]) returns void language plpgsql security definer
  set search_path = contrepartie, pg_temp as $$
begin
  for place in 1 .. cardinality(tables) loop
    if (select reltuples from pg_catalog.pg_class where oid = tables[place]::regclass) < 10 * loaded then
      execute format('analyze %I', tables[place]);
    end if;
  end loop;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'posted rows are never changed or deleted (% on %)', lower(tg_op), tg_table_name
    using errcode = '42501', hint = 'A correction is a new document: contrepartie documents undo N --reason TEXT.';
end $$;

do $$
declare
  kept text;
begin
  foreach kept in array array['document', 'message', 'original', 'closed_year', 'plan_chapter', 'plan_account',
                              'plan_function', 'budget'] loop
    execute format('create trigger append_only before update or delete or truncate on %I '
                   'for each statement execute function refuse_change()', kept);
  end loop;
end $$;
create trigger append_only before delete or truncate on body for each statement execute function refuse_change();

grant select on document, message, closed_year to contrepartie_reader;
grant insert on document, message, original to contrepartie_importer;
grant usage on sequence document_number to contrepartie_importer;
grant select on original to contrepartie_admin;
grant insert on closed_year to contrepartie_admin;
reset role;
