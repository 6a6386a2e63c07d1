-- Charts of accounts. A code means nothing without its norm, variant and year: 313 is a theatre in M14, a library in
-- M57. The shipped tables (sql/nomenclature) hold ranges of years with the same content; an imported planDeCompte.xml
-- adds its own year with its document, and comes before what was shipped.
set local role contrepartie_owner;

create table plan_chapter (
  norm        text not null,
  variant     text not null,
  axis        text not null check (axis in ('N', 'F')), -- by nature, by function
  code        text not null,
  first_year  smallint not null,
  last_year   smallint not null check (last_year >= first_year),
  label       text not null,
  section     text not null check (section in ('F', 'I')), -- fonctionnement, investissement
  position    integer not null,
  document_id integer -- null: shipped
);

-- The chapter of a line is that of its account for its direction and kind of operation: real, order between
-- sections (OES), order inside a section (OIS). Empty when the account takes no such operation.
create table plan_account (
  norm        text not null,
  variant     text not null,
  code        text not null,
  first_year  smallint not null,
  last_year   smallint not null check (last_year >= first_year),
  label       text not null,
  dr          text not null,
  does        text not null,
  dois        text not null,
  rr          text not null,
  roes        text not null,
  rois        text not null,
  position    integer not null, -- order in the source: the first of two rows with one code counts
  document_id integer
);

create table plan_function (
  norm        text not null,
  variant     text not null,
  code        text not null,
  first_year  smallint not null,
  last_year   smallint not null check (last_year >= first_year),
  label       text not null,
  position    integer not null,
  document_id integer
);

create index on plan_chapter (norm, variant);
create index on plan_account (norm, code);
create index on plan_function (norm, code);

-- Culture by harmonised domain: the longest prefix of the function that has a row for the norm.
-- quality: exact (the function is the domain), partial (a part of it), merged (several domains in one function).
create table function_domain (
  norm     text not null,
  function text not null,
  domain   text not null,
  quality  text not null check (quality in ('exact', 'partial', 'merged')),
  primary key (norm, function)
);

-- To be joined (left join lateral), once for each code.
create function domain_of(its_norm text, its_function text) returns table (domain text)
  language sql stable parallel safe as $$
  select d.domain from function_domain d
  where d.norm = its_norm and its_function like d.function || '%'
  order by length(d.function) desc limit 1;
$$;

grant select on plan_chapter, plan_account, plan_function, function_domain to contrepartie_reader;
grant insert on plan_chapter, plan_account, plan_function to contrepartie_importer;
reset role;
