-- Vouchers: payment and collection orders (PES), and the entries of an institution's own books (FEC). A voucher is what
-- several journal rows have in common; its rows name it by voucher_id. Facts beside the journal, sealed like it.
-- Source of codes and rules: docs/reference/vouchers.md. Amounts are cents.
set local role contrepartie_owner;

-- One number for a voucher, whatever document speaks of it.
create function voucher_id(document_id integer, voucher_no integer) returns bigint language sql immutable parallel safe
  return document_id::bigint << 24 | voucher_no;
create function voucher_document(voucher_id bigint) returns integer language sql immutable parallel safe
  return (voucher_id >> 24)::integer;
create function voucher_no(voucher_id bigint) returns integer language sql immutable parallel safe
  return (voucher_id & 16777215)::integer;

-- Bordereau: unique by budget, direction, year and type (Hélios).
create table voucher_slip (
  amount      bigint not null, -- of its lines, VAT included
  cumulative  bigint,          -- MtCumulAnnuel: of the year's slips of that type, this one included
  siren       integer not null,
  document_id integer not null,
  slip_no     integer not null, -- 1, 2, 3... in the file
  slip_number integer not null, -- IdBord
  source_line integer not null,
  pieces      integer not null,
  slip_date   date,
  fiscal_year smallint not null,
  direction   "char" not null check (direction in ('D', 'R')),
  slip_type   text collate "C" not null, -- TypBord
  primary key (siren, document_id, slip_no)
);
create index on voucher_slip (siren, fiscal_year, slip_number);

-- Mandat, titre, ordre de paiement; or an entry (ecriture) of a FEC, with its journal and number.
create table voucher (
  amount       bigint not null, -- of its lines, VAT included
  siren        integer not null,
  document_id  integer not null,
  voucher_no   integer not null,
  slip_no      integer, -- null: a FEC
  slip_number  integer,
  source_line  integer not null,
  first_entry  integer not null, -- its rows of the journal stand together: first_entry, and entries of them
  entries      integer not null,
  voucher_date date,
  fiscal_year  smallint not null,
  direction    "char" check (direction in ('D', 'R')),
  slip_type    text collate "C" not null default '',
  piece_number text collate "C" not null, -- IdPce; EcritureNum
  piece_type   text collate "C" not null default '', -- TypPce
  piece_nature text collate "C" not null default '', -- NatPce
  journal      text collate "C" not null default '', -- JournalCode
  attachments  text not null default '', -- IdUnique of its supporting documents, with spaces between
  label        text not null default '', -- only where no natural person can be in it
  primary key (siren, document_id, voucher_no)
);
create index on voucher (siren, fiscal_year, piece_number);

-- Lines that cancel or reduce another piece of the same year: posted as a reversal on the original's accounts and
-- function once both are here; until then they wait (report waiting).
create table voucher_correction (
  amount_net         bigint not null,
  amount_vat         bigint not null,
  siren              integer not null,
  document_id        integer not null,
  correction_no      integer not null,
  voucher_no         integer not null,
  line_no            integer not null,
  source_line        integer not null,
  counterparty       integer,
  original_line      integer not null,
  fiscal_year        smallint not null,
  original_year      smallint not null,
  direction          "char" not null,
  original_direction "char" not null,
  original_number    text collate "C" not null,
  account            text collate "C" not null,
  function           text collate "C" not null,
  primary key (siren, document_id, correction_no)
);
create index on voucher_correction (siren, original_year, original_number);

-- Names of third parties that are no natural persons: the first time a SIREN is seen in a file, and each line without one.
create table voucher_party (
  siren       integer not null,
  document_id integer not null,
  party_no    integer not null,
  voucher_no  integer not null,
  line_no     integer not null,
  party_siren integer, -- null: not given
  name        text not null,
  primary key (siren, document_id, party_no)
);
create index on voucher_party (siren, document_id, voucher_no) where party_siren is null;
create index on voucher_party (siren, party_siren) where party_siren is not null;

-- What the accountant did with orders (PES Retour) and what the gateway answered (Acquit). piece_number '': the whole
-- slip; line_no 0: the whole piece.
create table voucher_event (
  amount       bigint not null default 0,
  siren        integer not null,
  document_id  integer not null,
  event_no     integer not null,
  slip_number  integer not null,
  line_no      integer not null,
  source_line  integer not null,
  event_date   date,
  fiscal_year  smallint not null,
  direction    "char" not null check (direction in ('D', 'R')),
  event        text not null check (event in ('acknowledged', 'refused', 'taken_over', 'suspended', 'rejected', 'settled',
                                              'cancelled', 'payment', 'paid_total')),
  slip_type    text collate "C" not null, -- '': the acknowledgement names none
  piece_number text collate "C" not null,
  code         text not null default '', -- OrgEma of a payment, ObsEtat of a state
  primary key (siren, document_id, event_no)
);
create index on voucher_event (siren, fiscal_year, piece_number);

-- Supporting documents of a PES: what passed, never their bytes.
create table attachment (
  size          bigint not null, -- decoded bytes
  siren         integer not null,
  document_id   integer not null,
  attachment_no integer not null,
  source_line   integer not null,
  unique_id     text not null, -- IdUnique
  kind          text not null, -- TypePJ
  declared      text not null, -- MIMEType
  found         text not null, -- gzip, pdf, zip, xml, other: by its first bytes
  sha256        text not null,
  primary key (siren, document_id, attachment_no)
);

-- Electronic signatures as they stand in the file; not verified here.
create table signature (
  siren        integer not null,
  document_id  integer not null,
  signature_no integer not null,
  source_line  integer not null,
  covers       text not null, -- the references it signs
  algorithm    text not null,
  signed_at    text not null,
  role         text not null, -- ClaimedRole
  certificate  text not null, -- SHA-256 of the signer's certificate
  primary key (siren, document_id, signature_no)
);

-- Lines of the accountant's part of a CFU: control totals, never added to the books.
create table control_total (
  forecast    bigint, -- MtPrevisions
  issued      bigint, -- MtEmissions
  cancelled   bigint, -- MtAnnulations
  net         bigint, -- MtRealNettes, or MtNet of a balance sheet
  previous    bigint, -- MtNet-1
  siren       integer not null,
  document_id integer not null,
  total_no    integer not null,
  budget_id   integer not null,
  source_line integer not null,
  fiscal_year smallint not null,
  direction   text not null default '',
  section     text not null default '',
  statement   text not null, -- Etat
  account     text not null default '',
  chapter     text not null default '',
  label       text not null default '',
  primary key (siren, document_id, total_no)
);

-- Legs of a FEC, line for line; sql/schema/087-fec.sql makes entries of them.
create table fec_leg (
  debit         bigint not null,
  credit        bigint not null,
  siren         integer not null,
  document_id   integer not null,
  leg_no        integer not null,
  source_line   integer not null,
  entry_date    date not null,
  fiscal_year   smallint not null,
  journal       text collate "C" not null,
  number        text collate "C" not null,
  account       text collate "C" not null,
  reference     text not null, -- PieceRef
  account_label text not null,
  label         text not null, -- EcritureLib of subsidies; elsewhere it may name persons, and is left out
  primary key (siren, document_id, leg_no)
);

-- What the importer was told about a name: it is that body. A decision, with who took it and why; the last word counts.
create table party_alias (
  alias_id   integer not null generated always as identity primary key,
  name       text not null, -- as party_name() writes it
  siren      integer,       -- null: it is not to be proposed
  candidate  integer not null,
  reason     text not null check (reason <> ''),
  author     text not null default author(),
  decided_at timestamptz not null default now()
);

do $$
declare
  kept text;
begin
  foreach kept in array array['voucher_slip', 'voucher', 'voucher_correction', 'voucher_party', 'voucher_event', 'attachment',
                              'signature', 'control_total', 'fec_leg', 'party_alias'] loop
    execute format('create trigger append_only before update or delete or truncate on %I '
                   'for each statement execute function refuse_change()', kept);
    execute format('grant select on %I to contrepartie_reader', kept);
    execute format('grant insert on %I to %I', kept,
                   case kept when 'party_alias' then 'contrepartie_auditor' else 'contrepartie_importer' end);
  end loop;
end $$;

-- A name without what two spellings of it differ in: case, accents, punctuation, legal form.
create function party_name(name text) returns text language sql immutable parallel safe
  return btrim(regexp_replace(regexp_replace(
    upper(translate(name, 'àâäéèêëîïôöùûüçÿÀÂÄÉÈÊËÎÏÔÖÙÛÜÇŸ''’.-,/()', 'aaaeeeeiioouuucyAAAEEEEIIOOUUUCY        ')),
    '\m(ASSOCIATION|ASSO|ASS|SARL|SAS|SA|EURL|EPCC|EPIC|SPL|SEM|SCIC|SCOP|LE|LA|LES|DE|DU|DES|ET)\M', ' ', 'g'), '\s+', ' ', 'g'));

create index on party_alias (name);

-- Who a name stands for: the last word on each candidate counts, then the last that was accepted.
create function alias_of(its_name text) returns integer language sql stable set search_path = contrepartie, pg_temp as $$
  select siren from (select distinct on (candidate) siren, alias_id from party_alias where name = party_name(its_name) order by candidate, alias_id desc) a
  where siren is not null order by alias_id desc limit 1;
$$;

-- The same of every name: for who asks it of many rows.
create view known_alias as
select distinct on (name) name, siren
from (select distinct on (name, candidate) name, siren, alias_id from party_alias order by name, candidate, alias_id desc) a
where siren is not null order by name, alias_id desc;
grant select on known_alias to contrepartie_reader;

-- What a body calls a third party in its vouchers.
create function party_label(its_siren integer, its_party integer) returns text language sql stable set search_path = contrepartie, pg_temp as $$
  select name from voucher_party where siren = its_siren and party_siren = its_party order by document_id, party_no limit 1;
$$;
reset role;
