-- The catalogue of administrative procedures (danh mục thủ tục hành chính) in immutable versions, which agency takes part in
-- which procedure, and the dated rule sets.
--
-- A version is never overwritten: its content, digest and number have no update grant. Only its state and the end of its
-- validity move, when another version replaces it. Periods are [valid_from, valid_to), open while valid_to is null.

create schema procedures;
comment on schema procedures is 'Catalogue of procedures in versions, who receives and handles them, rule sets';
grant usage on schema procedures to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;

create table procedures.procedure (
  procedure_id uuid        primary key,
  code         text        not null unique check (code ~ '^[0-9]\.[0-9]{6}$'),
  created_at   timestamptz not null
);
comment on column procedures.procedure.code is 'Core code of the national catalogue; the owner suffix (1.001193.000.00.00.H62) is not part of it';

create table procedures.procedure_version (
  procedure_version_id uuid        primary key,
  procedure_id         uuid        not null references procedures.procedure,
  number               int         not null check (number > 0),
  valid_from           date        not null,
  valid_to             date        check (valid_to >= valid_from),
  state                text        not null check (state in ('draft', 'announced', 'public', 'replaced', 'abolished')),
  content              jsonb       not null,
  digest               bytea       not null check (length(digest) = 32),
  code                 text        not null,
  name                 text        not null check (name <> ''),
  field                text,
  name_fold            text        not null generated always as (platform.fold(name)) stored,
  unknown_count        int         not null check (unknown_count >= 0),
  reason               text        not null check (reason <> ''),
  created_at           timestamptz not null,
  created_by           uuid,
  created_by_agency    uuid,
  unique (procedure_id, number)
);
comment on table procedures.procedure_version is 'One immutable version; a dossier pins the version of its reception';
comment on column procedures.procedure_version.reason is 'Why the version was made: the import, or which value was settled from which source';
comment on column procedures.procedure_version.digest is 'SHA-256 over the content as the program writes it; an import with the same digest changes nothing';
create unique index procedure_version_current on procedures.procedure_version (procedure_id) where state = 'public';
create index procedure_version_by_name on procedures.procedure_version (name_fold, procedure_version_id) where state = 'public';

create table procedures.agency_procedure (
  agency_id       uuid        not null,
  procedure_id    uuid        not null references procedures.procedure,
  receives        boolean     not null,
  handles         boolean     not null,
  committed_limit jsonb,
  steps           jsonb,
  valid_from      date        not null,
  valid_to        date        check (valid_to > valid_from),
  created_at      timestamptz not null,
  primary key (agency_id, procedure_id, valid_from),
  check (receives or handles)
);
comment on table procedures.agency_procedure is 'Which agency receives and handles which procedure';
comment on column procedures.agency_procedure.committed_limit is 'A shorter limit that the agency promises; the legal one stands in the version';
comment on column procedures.agency_procedure.steps is 'Internal steps of this agency instead of those of the version';
create index agency_procedure_by_procedure on procedures.agency_procedure (procedure_id, agency_id);

create table procedures.rule_set (
  rule_set_id text        primary key,
  valid_from  date        not null,
  valid_to    date        check (valid_to > valid_from),
  content     jsonb       not null,
  loaded_at   timestamptz not null
);
comment on table procedures.rule_set is 'Forms, deadline rules, code pattern, gradings and levels of a time';

do $$
declare t text;
begin
  foreach t in array array['procedure', 'procedure_version', 'agency_procedure', 'rule_set'] loop
    execute format('alter table procedures.%I enable row level security', t);
    execute format('grant select on procedures.%I to lienthong_official, lienthong_citizen, lienthong_public', t);
    execute format('grant select, insert on procedures.%I to lienthong_worker', t);
    execute format('create policy official_reads on procedures.%I for select to lienthong_official using (true)', t);
    execute format('create policy worker_all on procedures.%I to lienthong_worker using (true) with check (true)', t);
  end loop;
  foreach t in array array['procedure', 'agency_procedure', 'rule_set'] loop
    execute format('create policy citizen_reads on procedures.%I for select to lienthong_citizen using (true)', t);
    execute format('create policy public_reads on procedures.%I for select to lienthong_public using (true)', t);
  end loop;
end
$$;
create policy citizen_reads on procedures.procedure_version for select to lienthong_citizen using (state = 'public');
create policy public_reads on procedures.procedure_version for select to lienthong_public using (state = 'public');
grant update (state, valid_to) on procedures.procedure_version to lienthong_official, lienthong_worker;
grant insert on procedures.procedure_version to lienthong_official;
create policy official_adds on procedures.procedure_version for insert to lienthong_official
  with check (created_by = (select platform.my_official()) and created_by_agency = (select platform.my_agency()));
-- which official may close a version is decided by the duty, in the room's access.rs; the columns that tell what a dossier pinned have no update grant
create policy official_closes on procedures.procedure_version for update to lienthong_official using (state = 'public') with check (state in ('replaced', 'abolished'));
grant update (valid_to, committed_limit, steps) on procedures.agency_procedure to lienthong_worker;
grant update (content, valid_from, valid_to, loaded_at) on procedures.rule_set to lienthong_worker;

-- Search without diacritics. Runs as the owner, because LIKE is not leakproof and would lose its index under row security;
-- applies the wall of the least of the roles itself: public versions only.
create function procedures.search(words text, in_field text, after_name text, after_id uuid, at_most int)
  returns table (procedure_version_id uuid, code text, name text, field text, name_fold text, unknown_count int)
  language sql stable security definer set search_path = pg_catalog, procedures
as $$
  select v.procedure_version_id, v.code, v.name, v.field, v.name_fold, v.unknown_count
  from procedures.procedure_version v
  where v.state = 'public'
    and (in_field is null or v.field = in_field)
    and (words is null or v.code like replace(replace(words, '\', '\\'), '%', '\%') || '%'
         or not exists (
           select from unnest(string_to_array(platform.fold(words), ' ')) w
           where position(w in v.name_fold) = 0))
    and (after_name is null or (v.name_fold, v.procedure_version_id) > (after_name, after_id))
  order by v.name_fold, v.procedure_version_id
  limit least(greatest(at_most, 0), 200)
$$;
revoke all on function procedures.search from public;
grant execute on function procedures.search to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;
