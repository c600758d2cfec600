-- One-stop work: dossiers, their papers, pauses, appointments, handovers, supplements, results, slips, and the desks that see them.
--
-- The wall: every agency that takes part in a dossier has one narrow desk row with all list columns; lists read desks by one equality on
-- the agency, and the dossier with its children is reached only through a desk of the acting agency. Desk rows are projected from the
-- dossier by a trigger, so a list can never say something else than the dossier. Progress (early, late, overdue) is never stored.

create schema dossiers;
comment on schema dossiers is 'One-stop work (một cửa): dossiers from the counter to the archive';
grant usage on schema dossiers to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;

create table dossiers.dossier (
  dossier_id            uuid        primary key,
  code                  text        unique,
  rule_set              text        not null,
  procedure_version_id  uuid        not null,
  procedure_code        text        not null,
  procedure_name        text        not null,
  procedure_case        text,
  calendar_version      text,
  channel               text        not null check (channel in ('direct', 'online', 'post')),
  submission_agency_id  uuid,
  reception_agency_id   uuid        not null,
  competent_agency_id   uuid        not null,
  corrects_dossier_id   uuid        references dossiers.dossier,

  state                 text        not null check (state in ('submitted', 'accepted', 'refused', 'assigning', 'handling', 'coordinating',
                                      'approving', 'stamping', 'supplementing', 'paying', 'withdrawing', 'stopped', 'finished', 'returned')),
  left_states           text[]      not null default '{}',
  flow                  jsonb       not null,
  step                  int         not null default 0 check (step >= 0),
  holder_agency_id      uuid        not null,
  holder_post_id        uuid,
  step_due              timestamptz,

  submitted_at          timestamptz not null,
  accepted_at           timestamptz,
  due_original          timestamptz,
  due_current           timestamptz,
  due_counted           timestamptz,
  finished_at           timestamptz,
  returned_at           timestamptz,
  closed_at             timestamptz,
  voided_at             timestamptz,
  void_reason           text,
  end_reason            text,
  limit_legal           jsonb,
  limit_committed       jsonb,
  due_trace             jsonb,
  due_provisional       boolean     not null default false,

  applicant_kind        text        not null default 'person' check (applicant_kind in ('person', 'organisation')),
  applicant_name        text        not null check (applicant_name <> ''),
  applicant_number      text,
  applicant_birth       date,
  applicant_phone       text        check (applicant_phone ~ '^[0-9]+$'),
  applicant_email       text,
  applicant_address     text,
  applicant_area_id     uuid,
  applicant_authorised  boolean     not null default false,
  citizen_id            uuid,
  owner_name            text,
  owner_number          text,
  owner_phone           text        check (owner_phone ~ '^[0-9]+$'),
  owner_address         text,
  request               text        not null,
  copies                int         check (copies >= 0),
  pages                 int         check (pages >= 0),
  sets                  int         not null default 1 check (sets >= 1),
  fee_status            text        not null default 'unknown' check (fee_status in ('unknown', 'free', 'due', 'paid', 'exempt')),
  fee_amount            bigint      check (fee_amount >= 0),
  return_way            text        not null check (return_way in ('counter', 'online', 'post')),
  return_address        text,

  version               int         not null default 1,
  changed_at            timestamptz not null,
  changed_by            uuid,
  created_at            timestamptz not null,
  created_by            uuid,

  check ((accepted_at is null) or code is not null),
  check (accepted_at >= submitted_at),
  check (returned_at is null or finished_at is not null),
  check ((voided_at is null) = (void_reason is null)),
  check (return_way <> 'post' or return_address is not null)
);
comment on table dossiers.dossier is 'A dossier (hồ sơ) with the rule set, procedure version and calendar pinned on its day of reception';
comment on column dossiers.dossier.code is 'Shown to the public and travels; an external key, kept when the agency code changes; never reused';
comment on column dossiers.dossier.submission_agency_id is 'Where the citizen came; null when online. Apart from reception (who issued the code) and competence (who decides)';
comment on column dossiers.dossier.left_states is 'The states left for a waiting state, latest last; the dossier returns to them';
comment on column dossiers.dossier.flow is 'The steps as of the procedure version pinned';
comment on column dossiers.dossier.accepted_at is 'Written once, also after supplements; a trigger holds it';
comment on column dossiers.dossier.due_original is 'The promise at acceptance; written once';
comment on column dossiers.dossier.due_current is 'The date that the citizen sees';
comment on column dossiers.dossier.due_counted is 'The date that statistics judge by: moved by pauses and calendars, not by apologies';
comment on column dossiers.dossier.due_trace is 'Why this date: the steps of its computation, shown in plain words';
comment on column dossiers.dossier.finished_at is 'NgayKetThucXuLy: the result was there, or the dossier was refused or stopped';
comment on column dossiers.dossier.fee_amount is 'VND, frozen with the dossier';
comment on column dossiers.dossier.version is 'Counts changes; a form that was read at an older version is refused';
create index dossier_by_citizen on dossiers.dossier (citizen_id, submitted_at desc) where citizen_id is not null;
create index dossier_by_reception on dossiers.dossier (reception_agency_id, accepted_at);
create index dossier_by_correction on dossiers.dossier (corrects_dossier_id) where corrects_dossier_id is not null;

-- What was written once stays: a resubmitted supplement must not hide lateness.
create function dossiers.keep_facts() returns trigger language plpgsql set search_path = pg_catalog, dossiers as $$
begin
  if (old.code is not null and new.code is distinct from old.code)
     or (old.accepted_at is not null and new.accepted_at is distinct from old.accepted_at)
     or (old.due_original is not null and new.due_original is distinct from old.due_original)
     or (old.returned_at is not null and new.returned_at is distinct from old.returned_at)
     or (old.voided_at is not null)
     or new.submitted_at is distinct from old.submitted_at then
    raise exception 'a fact of dossier % that is written once would change', old.dossier_id using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger dossier_keeps_facts before update on dossiers.dossier for each row execute function dossiers.keep_facts();

-- Numbers NNNN per receiving unit and day: the row is locked until the end of the transaction, so no number is given twice.
create table dossiers.code_book (
  agency_id uuid not null,
  day       date not null,
  last      int  not null check (last > 0),
  primary key (agency_id, day)
);
comment on table dossiers.code_book is 'The last number given by a unit on a local day; gaps may be, reuse never';

create table dossiers.desk (
  agency_id       uuid        not null,
  dossier_id      uuid        not null references dossiers.dossier,
  part            text        not null check (part in ('receiving', 'competent', 'coordinating')),
  code            text,
  procedure_code  text        not null,
  procedure_name  text        not null,
  applicant_name  text        not null,
  applicant_fold  text        not null,
  phone           text,
  state           text        not null,
  step_name       text        not null,
  holder_agency_id uuid       not null,
  holder_post_id  uuid,
  submitted_at    timestamptz not null,
  accepted_at     timestamptz,
  due_current     timestamptz,
  due_sort        timestamptz not null,
  finished_at     timestamptz,
  paused          boolean     not null,
  open            boolean     not null,
  held_here       boolean     not null,
  waits_citizen   boolean     not null,
  uncollected     boolean     not null,
  search          tsvector    not null,
  primary key (agency_id, dossier_id)
);
comment on table dossiers.desk is 'One row for each agency that takes part in a dossier, with every column that a list shows; projected by trigger';
comment on column dossiers.desk.due_sort is 'due_current, or the end of time while nothing is promised, so that lists sort by one column';
comment on column dossiers.desk.search is 'Words prefixed by the agency, so that a search touches only its own part of the index';
create index desk_by_dossier on dossiers.desk (dossier_id);
create index desk_open on dossiers.desk (agency_id, due_sort, dossier_id) where open;
create index desk_mine on dossiers.desk (agency_id, holder_post_id, due_sort, dossier_id) where open;
create index desk_unassigned on dossiers.desk (agency_id, due_sort, dossier_id) where open and held_here and holder_post_id is null;
create index desk_waits on dossiers.desk (agency_id, due_sort, dossier_id) where waits_citizen;
create index desk_uncollected on dossiers.desk (agency_id, finished_at, dossier_id) where uncollected;
create index desk_all on dossiers.desk (agency_id, submitted_at desc, dossier_id desc);
create index desk_by_code on dossiers.desk (agency_id, code);
create index desk_search on dossiers.desk using gin (search);

-- The words that a search finds, each under the agency's own prefix. The last four and six digits of a phone are words too.
create function dossiers.desk_words(agency uuid, code text, name_fold text, phone text) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog as $$
  select array_to_tsvector(array(
    select distinct translate(left(agency::text, 8) || right(agency::text, 8), '-', '') || w
    from unnest(regexp_split_to_array(name_fold, '[^a-z0-9]+')
                || regexp_split_to_array(lower(coalesce(code, '')), '[^a-z0-9]+')
                || array[regexp_replace(lower(coalesce(code, '')), '[^a-z0-9]', '', 'g'),
                         coalesce(phone, ''), right(coalesce(phone, ''), 4), right(coalesce(phone, ''), 6)]) as w
    where w <> ''))
$$;

create function dossiers.project_desks() returns trigger language plpgsql security definer set search_path = pg_catalog, dossiers as $$
begin
  update dossiers.desk d set
    code = new.code, procedure_code = new.procedure_code, procedure_name = new.procedure_name,
    applicant_name = new.applicant_name, applicant_fold = platform.fold(new.applicant_name), phone = new.applicant_phone,
    state = new.state, step_name = coalesce(new.flow -> new.step ->> 'name', ''),
    holder_agency_id = new.holder_agency_id, holder_post_id = new.holder_post_id,
    submitted_at = new.submitted_at, accepted_at = new.accepted_at, due_current = new.due_current,
    due_sort = coalesce(new.due_current, timestamptz '9999-01-01 00:00:00+00'), finished_at = new.finished_at,
    paused = new.state in ('supplementing', 'paying') or new.left_states && array['supplementing', 'paying'],
    open = new.voided_at is null and new.state not in ('refused', 'stopped', 'finished', 'returned'),
    held_here = new.holder_agency_id = d.agency_id,
    waits_citizen = new.voided_at is null and new.state in ('supplementing', 'paying'),
    uncollected = new.voided_at is null and new.state = 'finished',
    search = dossiers.desk_words(d.agency_id, new.code, platform.fold(new.applicant_name), new.applicant_phone)
  where d.dossier_id = new.dossier_id;
  return null;
end $$;

-- Puts a dossier on an agency's desk. Only an agency that takes part already may bring in another; the first desks are the
-- receiving and the competent agency's, laid when the dossier is written.
create function dossiers.lay_desk(dossier uuid, agency uuid, its_part text) returns void
language plpgsql security definer set search_path = pg_catalog, dossiers as $$
declare
  me uuid := platform.my_agency();
begin
  if me is not null and not exists (select from dossiers.desk where agency_id = me and dossier_id = dossier) then
    raise exception 'agency % takes no part in dossier %', me, dossier using errcode = 'insufficient_privilege';
  end if;
  insert into dossiers.desk (agency_id, dossier_id, part, code, procedure_code, procedure_name, applicant_name, applicant_fold, phone, state,
      step_name, holder_agency_id, holder_post_id, submitted_at, accepted_at, due_current, due_sort, finished_at, paused, open, held_here,
      waits_citizen, uncollected, search)
  select agency, d.dossier_id, its_part, d.code, d.procedure_code, d.procedure_name, d.applicant_name, platform.fold(d.applicant_name),
      d.applicant_phone, d.state, coalesce(d.flow -> d.step ->> 'name', ''), d.holder_agency_id, d.holder_post_id, d.submitted_at,
      d.accepted_at, d.due_current, coalesce(d.due_current, timestamptz '9999-01-01 00:00:00+00'), d.finished_at,
      d.state in ('supplementing', 'paying') or d.left_states && array['supplementing', 'paying'],
      d.voided_at is null and d.state not in ('refused', 'stopped', 'finished', 'returned'), d.holder_agency_id = agency,
      d.voided_at is null and d.state in ('supplementing', 'paying'), d.voided_at is null and d.state = 'finished',
      dossiers.desk_words(agency, d.code, platform.fold(d.applicant_name), d.applicant_phone)
  from dossiers.dossier d where d.dossier_id = dossier
  on conflict (agency_id, dossier_id) do nothing;
end $$;
revoke execute on function dossiers.lay_desk(uuid, uuid, text) from public;
grant execute on function dossiers.lay_desk(uuid, uuid, text) to lienthong_official, lienthong_worker;

create function dossiers.lay_first_desks() returns trigger language plpgsql security definer set search_path = pg_catalog, dossiers as $$
begin
  insert into dossiers.desk (agency_id, dossier_id, part, code, procedure_code, procedure_name, applicant_name, applicant_fold, phone, state,
      step_name, holder_agency_id, holder_post_id, submitted_at, accepted_at, due_current, due_sort, finished_at, paused, open, held_here,
      waits_citizen, uncollected, search)
  select a.agency, new.dossier_id, a.part, new.code, new.procedure_code, new.procedure_name, new.applicant_name,
      platform.fold(new.applicant_name), new.applicant_phone, new.state, coalesce(new.flow -> new.step ->> 'name', ''),
      new.holder_agency_id, new.holder_post_id, new.submitted_at, new.accepted_at, new.due_current,
      coalesce(new.due_current, timestamptz '9999-01-01 00:00:00+00'), new.finished_at,
      new.state in ('supplementing', 'paying') or new.left_states && array['supplementing', 'paying'],
      new.voided_at is null and new.state not in ('refused', 'stopped', 'finished', 'returned'), new.holder_agency_id = a.agency,
      new.voided_at is null and new.state in ('supplementing', 'paying'), new.voided_at is null and new.state = 'finished',
      dossiers.desk_words(a.agency, new.code, platform.fold(new.applicant_name), new.applicant_phone)
  from (values (new.reception_agency_id, 'receiving'), (new.competent_agency_id, 'competent')) as a(agency, part)
  on conflict (agency_id, dossier_id) do nothing;
  return null;
end $$;
create trigger dossier_lays_first_desks after insert on dossiers.dossier for each row execute function dossiers.lay_first_desks();
create trigger dossier_projects_desks after update on dossiers.dossier for each row execute function dossiers.project_desks();

create table dossiers.paper (
  paper_id     uuid    primary key,
  dossier_id   uuid    not null references dossiers.dossier,
  position     int     not null,
  component    text,
  name         text    not null check (name <> ''),
  kind         text    not null check (kind in ('original', 'copy', 'electronic')),
  quantity     int     not null check (quantity >= 1),
  checked      boolean not null default false,
  file_id      uuid    references platform.file,
  digitised    boolean not null default false,
  reused       boolean not null default false,
  from_store   text    check (from_store in ('own', 'national', 'personal')),
  supplement_request_id uuid,
  added_at     timestamptz not null,
  check (not reused or from_store is not null)
);
comment on table dossiers.paper is 'A component of a dossier as handed in; digitised, reused and from which store are facts for the indicators';
create index paper_by_dossier on dossiers.paper (dossier_id, position);

create table dossiers.pause (
  pause_id   uuid        primary key,
  dossier_id uuid        not null references dossiers.dossier,
  cause      text        not null check (cause in ('supplement', 'payment')),
  from_at    timestamptz not null,
  until_at   timestamptz check (until_at >= from_at)
);
comment on table dossiers.pause is 'A time in which the clock stood';
create index pause_by_dossier on dossiers.pause (dossier_id, from_at);
create unique index pause_open_once on dossiers.pause (dossier_id) where until_at is null;

create table dossiers.appointment_change (
  appointment_change_id uuid        primary key,
  dossier_id            uuid        not null references dossiers.dossier,
  cause                 text        not null check (cause in ('pause', 'calendar', 'apology')),
  changed_at            timestamptz not null,
  due_from              timestamptz not null,
  due_to                timestamptz not null,
  trace                 jsonb,
  changed_by            uuid
);
comment on table dossiers.appointment_change is 'Every move of the appointment, append-only; both dates are kept always';
create index appointment_change_by_dossier on dossiers.appointment_change (dossier_id, changed_at);

create table dossiers.handover (
  handover_id    uuid        primary key,
  dossier_id     uuid        not null references dossiers.dossier,
  from_agency_id uuid,
  from_post_id   uuid,
  from_step      text,
  to_agency_id   uuid        not null,
  to_post_id     uuid,
  step           text        not null,
  given_at       timestamptz not null,
  received_at    timestamptz check (received_at >= given_at),
  received_by    uuid,
  due_at         timestamptz,
  outcome        text        check (outcome in ('early', 'on_time', 'late')),
  way            text        not null check (way in ('accept', 'assign', 'take', 'forward', 'back')),
  note           text
);
comment on table dossiers.handover is 'Who gave the dossier to whom for which step: the log of which the control slip (form 05) is a view. Grows; a row only gains its reception';
create index handover_by_dossier on dossiers.handover (dossier_id, given_at, handover_id);

create table dossiers.visit (
  visit_id    uuid        primary key,
  agency_id   uuid        not null,
  dossier_id  uuid        references dossiers.dossier,
  procedure_version_id uuid,
  visited_at  timestamptz not null,
  purpose     text        not null check (purpose in ('file', 'advice', 'refused', 'supplement', 'collect', 'ask')),
  official_id uuid
);
comment on table dossiers.visit is 'A time the citizen came to the counter; criterion 3 of the yearly evaluation counts them';
create index visit_by_agency on dossiers.visit (agency_id, visited_at);
create index visit_by_dossier on dossiers.visit (dossier_id, visited_at) where dossier_id is not null;

create table dossiers.supplement_request (
  supplement_request_id uuid        primary key,
  dossier_id            uuid        not null references dossiers.dossier,
  phase                 text        not null check (phase in ('reception', 'appraisal')),
  reasons               jsonb       not null check (jsonb_typeof(reasons) = 'array' and jsonb_array_length(reasons) > 0),
  requested_at          timestamptz not null,
  requested_by          uuid,
  answer_by             timestamptz,
  answered_at           timestamptz,
  answer_note           text
);
comment on column dossiers.supplement_request.reasons is 'What to add or correct, why, and on which legal ground, one entry each';
create index supplement_request_by_dossier on dossiers.supplement_request (dossier_id, requested_at);

create table dossiers.result (
  result_id   uuid        primary key,
  dossier_id  uuid        not null references dossiers.dossier,
  kind        text        not null check (kind in ('granted', 'rejected')),
  name        text        not null,
  number      text,
  issued_on   date        not null,
  signer      text,
  file_id     uuid        references platform.file,
  recorded_at timestamptz not null,
  recorded_by uuid,
  withdrawn_at timestamptz,
  withdraw_reason text,
  check ((withdrawn_at is null) = (withdraw_reason is null))
);
comment on column dossiers.result.withdrawn_at is 'Found wrong before return: the dossier was reopened; the row stays';
create index result_by_dossier on dossiers.result (dossier_id, recorded_at);
create unique index result_one_in_force on dossiers.result (dossier_id) where withdrawn_at is null;

create table dossiers.return_evidence (
  return_evidence_id uuid        primary key,
  dossier_id         uuid        not null references dossiers.dossier,
  way                text        not null check (way in ('counter', 'online', 'post')),
  taken_by           text        not null check (taken_by <> ''),
  identity_checked   boolean     not null,
  proof              text        not null check (proof in ('signature', 'code', 'postal')),
  proof_reference    text,
  recorded_at        timestamptz not null,
  recorded_by        uuid,
  unique (dossier_id),
  check (way <> 'counter' or identity_checked),
  check (proof <> 'postal' or proof_reference is not null),
  check (proof <> 'code' or proof_reference is not null)
);
comment on table dossiers.return_evidence is 'Nothing is returned on the system before it is in the citizen''s hands: who took it and how it was proved';

create table dossiers.slip_book (
  agency_id uuid not null,
  year      int  not null,
  last      int  not null check (last > 0),
  primary key (agency_id, year)
);
comment on table dossiers.slip_book is 'The last slip number of a unit in a year; slips of all purposes share one row of numbers';

create table dossiers.slip (
  slip_id    uuid        primary key,
  agency_id  uuid        not null,
  dossier_id uuid        references dossiers.dossier,
  rule_set   text        not null,
  purpose    text        not null check (purpose in ('receipt', 'supplement', 'refusal', 'apology', 'stop', 'control', 'register')),
  year       int         not null,
  number     int         not null,
  issued_at  timestamptz not null,
  issued_by  uuid,
  snapshot   jsonb       not null,
  replaces   uuid        references dossiers.slip,
  file_id    uuid        references platform.file,
  unique (agency_id, year, number)
);
comment on table dossiers.slip is 'An issued form with the data it shows; re-issue is a new number that names the former. Only the file of its PDF is added, by a job';
create index slip_by_dossier on dossiers.slip (dossier_id, issued_at) where dossier_id is not null;

create function dossiers.keep_slip() returns trigger language plpgsql set search_path = pg_catalog, dossiers as $$
begin
  if old.file_id is not null or row(old.agency_id, old.dossier_id, old.rule_set, old.purpose, old.year, old.number, old.issued_at, old.issued_by, old.snapshot, old.replaces)
     is distinct from row(new.agency_id, new.dossier_id, new.rule_set, new.purpose, new.year, new.number, new.issued_at, new.issued_by, new.snapshot, new.replaces) then
    raise exception 'slip % is issued and does not change', old.slip_id using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger slip_is_kept before update on dossiers.slip for each row execute function dossiers.keep_slip();

-- The walls.
do $$
declare
  t text;
begin
  foreach t in array array['dossier', 'code_book', 'desk', 'paper', 'pause', 'appointment_change', 'handover', 'visit', 'supplement_request',
                           'result', 'return_evidence', 'slip_book', 'slip'] loop
    execute format('alter table dossiers.%I enable row level security', t);
    execute format('grant select, insert, update on dossiers.%I to lienthong_worker', t);
    execute format('create policy worker_all on dossiers.%I to lienthong_worker using (true) with check (true)', t);
  end loop;
  -- what belongs to a dossier is reached through a desk of the acting agency
  foreach t in array array['paper', 'pause', 'appointment_change', 'handover', 'supplement_request', 'result', 'return_evidence'] loop
    execute format('create policy official_wall on dossiers.%1$I to lienthong_official
      using (exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = %1$I.dossier_id))
      with check (exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = %1$I.dossier_id))', t);
    execute format('grant select, insert on dossiers.%I to lienthong_official', t);
  end loop;
  -- what belongs to one unit
  foreach t in array array['code_book', 'slip_book', 'visit'] loop
    execute format('create policy official_wall on dossiers.%I to lienthong_official
      using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()))', t);
    execute format('grant select, insert, update on dossiers.%I to lienthong_official', t);
  end loop;
end $$;
grant update (until_at) on dossiers.pause to lienthong_official;
grant update (received_at, received_by, outcome) on dossiers.handover to lienthong_official;
grant update (answered_at, answer_note) on dossiers.supplement_request to lienthong_official;
grant update (withdrawn_at, withdraw_reason) on dossiers.result to lienthong_official;
grant update (checked, file_id, digitised, reused, from_store) on dossiers.paper to lienthong_official;

grant select, insert, update on dossiers.dossier to lienthong_official;
create policy official_reads on dossiers.dossier for select to lienthong_official
  using (exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = dossier.dossier_id));
create policy official_receives on dossiers.dossier for insert to lienthong_official
  with check (reception_agency_id = (select platform.my_agency()));
create policy official_changes on dossiers.dossier for update to lienthong_official
  using (exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = dossier.dossier_id))
  with check (exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = dossier.dossier_id));

grant select on dossiers.desk to lienthong_official;
create policy official_wall on dossiers.desk to lienthong_official using (agency_id = (select platform.my_agency()));

grant select, insert on dossiers.slip to lienthong_official;
create policy official_reads on dossiers.slip for select to lienthong_official
  using (agency_id = (select platform.my_agency())
         or exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = slip.dossier_id));
create policy official_issues on dossiers.slip for insert to lienthong_official with check (agency_id = (select platform.my_agency()));

-- A citizen sees the own dossiers that were filed while signed in.
grant select on dossiers.dossier to lienthong_citizen;
create policy citizen_own on dossiers.dossier for select to lienthong_citizen using (citizen_id = (select platform.my_citizen()));

-- Search: by code, name without diacritics, phone digits. Full-text operators are not leakproof and would not use an index under a policy,
-- so the function belongs to the owner and applies the same wall itself.
create function dossiers.search(question text, most int) returns setof dossiers.desk
language plpgsql stable security definer set search_path = pg_catalog, dossiers as $$
declare
  me uuid := platform.my_agency();
  prefix text;
  query text;
begin
  if me is null then
    return;
  end if;
  prefix := translate(left(me::text, 8) || right(me::text, 8), '-', '');
  if question ~ '^[0-9 .+()-]*$' and regexp_replace(question, '[^0-9]', '', 'g') ~ '^(84)?0?[0-9]{3,10}$' then
    -- a phone number in groups is one word
    question := regexp_replace(regexp_replace(question, '[^0-9]', '', 'g'), '^84', '0');
  end if;
  select string_agg('''' || prefix || w || ''':*', ' & ') into query
  from (select distinct w from unnest(regexp_split_to_array(platform.fold(question), '[^a-z0-9]+')) as w where w <> '' limit 12) as words;
  if query is null then
    return;
  end if;
  return query select d.* from dossiers.desk d
    where d.search @@ query::tsquery and d.agency_id = me
    order by d.submitted_at desc, d.dossier_id desc limit least(most, 200);
end $$;
revoke execute on function dossiers.search(text, int) from public;
grant execute on function dossiers.search(text, int) to lienthong_official;
