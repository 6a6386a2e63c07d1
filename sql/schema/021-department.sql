-- Départements (official geographic code), and in which of them a body is, as its own files say: TotEM Departement ("034",
-- "56"), balances NDEPT ("013", "02A"; overseas 101 to 106 for 971 to 976). Tiles: where one is drawn on a map of squares.
set local role contrepartie_owner;

create table department (
  code        text primary key,
  label       text not null,
  tile_column smallint not null,
  tile_row    smallint not null,
  unique (tile_column, tile_row)
);

-- What a file says, as the official code; '' for what is none.
create function department_code(said text) returns text language sql stable as $$
  select coalesce((select code from department
                   where code = case when said ~ '^10[1-6]$' then '97' || right(said, 1)
                                     when said ~ '^0([0-9]{2}|2[AB])$' then substr(said, 2) else said end), '');
$$;

-- The first word counts, as for a body's name.
create function body_department(wanted integer, said text) returns void language sql as $$
  update body set department = department_code(said) where siren = wanted and department = '' and department_code(said) <> '';
$$;

grant select on department to contrepartie_reader;
reset role;
