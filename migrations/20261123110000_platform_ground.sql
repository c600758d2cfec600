-- The ground: roles, the settings that carry who acts, the one append-only event log with its seals, jobs, files, idempotent submissions.

-- Group roles. The application's login role is a member of all four and takes one on for each transaction (set local role);
-- it owns nothing, so row-level security binds it. Roles belong to the cluster, hence the guards.
do $$
declare
  r text;
begin
  foreach r in array array['lienthong_official', 'lienthong_citizen', 'lienthong_public', 'lienthong_worker'] loop
    begin
      if not exists (select from pg_roles where rolname = r) then
        execute format('create role %I nologin', r);
      end if;
    exception when duplicate_object or unique_violation then null; -- another database of the cluster was faster
    end;
  end loop;
  begin
    if not exists (select from pg_roles where rolname = 'lienthong_app') then
      create role lienthong_app login noinherit;
    end if;
  exception when duplicate_object or unique_violation then null;
  end;
  foreach r in array array['lienthong_official', 'lienthong_citizen', 'lienthong_public', 'lienthong_worker'] loop
    if not pg_has_role('lienthong_app', r, 'member') then
      execute format('grant %I to lienthong_app', r);
    end if;
  end loop;
end
$$;

create schema platform;
create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;

grant usage on schema platform to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;

-- Who acts, as the transaction was opened. Empty means nobody, and nobody equals no row.
create function platform.my_agency() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('lt.agency', true), '')::uuid $$;
create function platform.my_official() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('lt.official', true), '')::uuid $$;
create function platform.my_post() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('lt.post', true), '')::uuid $$;
create function platform.my_citizen() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('lt.citizen', true), '')::uuid $$;

-- Search without diacritics: NFC, no marks (đ becomes d), lower case. Schema-qualified so that a restore finds it.
create function platform.fold(t text) returns text language sql immutable strict parallel safe
  as $$ select lower(public.unaccent('public.unaccent'::regdictionary, normalize(t, nfc))) $$;

-- The audit epoch: transaction numbers start again after a restore, so the log says which counting a number belongs to.
create table platform.epoch (
  only_row boolean primary key default true check (only_row),
  epoch    int     not null
);
insert into platform.epoch (epoch) values (1);
create function platform.current_epoch() returns int language sql stable security definer set search_path = pg_catalog, platform
  as $$ select epoch from platform.epoch $$;

-- One log: audit, facts for indicators, and what happened to each matter.
create table platform.event (
  event_id             bigint generated always as identity primary key,
  epoch                int         not null default platform.current_epoch(),
  xid                  xid8        not null default pg_current_xact_id(),
  kind                 text        not null check (kind ~ '^[a-z_]+(\.[a-z_]+)+$'),
  outcome              text        not null default 'done' check (outcome in ('done', 'refused', 'failed')),
  subject_kind         text        not null,
  subject_id           uuid,
  occurred_at          timestamptz not null,
  recorded_at          timestamptz not null default clock_timestamp(),
  actor_kind           text        not null check (actor_kind in ('public', 'citizen', 'official', 'worker')),
  official_id          uuid,
  post_id              uuid,
  on_behalf_of         uuid,
  agency_id            uuid,
  citizen_id           uuid,
  session_id           uuid,
  subject_agency_id    uuid,
  procedure_version_id uuid,
  channel              text        not null check (channel in ('direct', 'online', 'post')),
  request_id           uuid        not null,
  address              text,
  detail               jsonb       not null default '{}'
);
comment on table platform.event is 'Append-only by grant; sealed at most ten seconds later into a hash tree';
create index event_by_subject on platform.event (subject_kind, subject_id, event_id);
create index event_by_xid on platform.event (epoch, xid);
create index event_by_agency on platform.event (agency_id, event_id) where agency_id is not null;

alter table platform.event enable row level security;
grant insert on platform.event to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;
grant select on platform.event to lienthong_official, lienthong_worker;
create policy official_writes on platform.event for insert to lienthong_official
  with check (actor_kind = 'official' and official_id = (select platform.my_official()) and agency_id = (select platform.my_agency()));
create policy official_reads on platform.event for select to lienthong_official
  using (agency_id = (select platform.my_agency()));
create policy citizen_writes on platform.event for insert to lienthong_citizen
  with check (actor_kind = 'citizen' and citizen_id = (select platform.my_citizen()));
create policy public_writes on platform.event for insert to lienthong_public
  with check (actor_kind = 'public');
create policy worker_writes on platform.event for insert to lienthong_worker with check (true);
create policy worker_reads on platform.event for select to lienthong_worker using (true);

-- A seal covers every entry whose transaction number lies in [xid_from, xid_to): no running transaction can still precede it.
create table platform.seal (
  seal_id   bigint      primary key,
  epoch     int         not null,
  xid_from  xid8        not null,
  xid_to    xid8        not null,
  entries   int         not null check (entries > 0),
  root      bytea       not null check (length(root) = 32),
  chain     bytea       not null check (length(chain) = 32),
  sealed_at timestamptz not null
);
create table platform.seal_leaf (
  event_id bigint primary key,
  seal_id  bigint not null references platform.seal,
  leaf     bytea  not null check (length(leaf) = 32)
);
create index seal_leaf_by_seal on platform.seal_leaf (seal_id, event_id);
alter table platform.seal enable row level security;
alter table platform.seal_leaf enable row level security;
alter table platform.epoch enable row level security;
grant select, insert on platform.seal, platform.seal_leaf to lienthong_worker;
grant select on platform.epoch to lienthong_worker;
create policy worker_all on platform.seal to lienthong_worker using (true) with check (true);
create policy worker_all on platform.seal_leaf to lienthong_worker using (true) with check (true);
create policy worker_reads on platform.epoch for select to lienthong_worker using (true);

-- Work after the commit. Jobs with the same order_key run one after the other in the order of their ids; a dead one holds back the rest.
create table platform.job (
  job_id       bigint generated always as identity primary key,
  kind         text        not null,
  order_key    text,
  payload      jsonb       not null,
  request_id   uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  run_at       timestamptz not null,
  attempts     int         not null default 0,
  locked_until timestamptz,
  last_error   text,
  done_at      timestamptz,
  dead_at      timestamptz
) with (fillfactor = 70);
create index job_to_run on platform.job (run_at, job_id) where done_at is null and dead_at is null;
create index job_in_order on platform.job (order_key, job_id) where done_at is null and order_key is not null;
create index job_dead on platform.job (dead_at) where dead_at is not null;
alter table platform.job enable row level security;
grant insert on platform.job to lienthong_official, lienthong_citizen, lienthong_public;
grant select, insert, update, delete on platform.job to lienthong_worker;
create policy anyone_adds on platform.job for insert to lienthong_official, lienthong_citizen, lienthong_public with check (true);
create policy worker_all on platform.job to lienthong_worker using (true) with check (true);

-- A form carries a key; the second arrival of the same key gets the first answer.
create table platform.submission (
  form_key   uuid        primary key,
  actor_id   uuid,
  action     text        not null,
  reference  text,
  created_at timestamptz not null default clock_timestamp()
);
alter table platform.submission enable row level security;
grant select, insert, update on platform.submission to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;
create policy official_own on platform.submission to lienthong_official
  using (actor_id = (select platform.my_official())) with check (actor_id = (select platform.my_official()));
create policy citizen_own on platform.submission to lienthong_citizen
  using (actor_id = (select platform.my_citizen())) with check (actor_id = (select platform.my_citizen()));
create policy public_own on platform.submission to lienthong_public using (actor_id is null) with check (actor_id is null);
create policy worker_all on platform.submission to lienthong_worker using (true) with check (true);

-- Stored files. The bytes lie content-addressed in the file store; a row cannot be written before they do.
create table platform.file (
  file_id    uuid        primary key,
  digest     bytea       not null check (length(digest) = 32),
  size       bigint      not null check (size >= 0),
  media_type text        not null,
  name       text        not null check (length(name) between 1 and 255),
  agency_id  uuid,
  citizen_id uuid,
  created_at timestamptz not null,
  created_by uuid
);
create index file_by_digest on platform.file (digest);
create index file_by_agency on platform.file (agency_id, file_id);
alter table platform.file enable row level security;
grant select, insert on platform.file to lienthong_official, lienthong_citizen;
grant select, insert, delete on platform.file to lienthong_worker;
create policy official_wall on platform.file to lienthong_official
  using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()));
create policy citizen_wall on platform.file to lienthong_citizen
  using (citizen_id = (select platform.my_citizen())) with check (citizen_id = (select platform.my_citizen()));
create policy worker_all on platform.file to lienthong_worker using (true) with check (true);
