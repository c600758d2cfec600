-- Public tracking by code and a second fact: what anybody may read of a dossier, and a count of wrong guesses.

-- Wrong guesses of the second fact, kept two days. Written for codes that do not exist as well: the answer must not tell the two apart.
create table dossiers.tracking_miss (
  tracking_miss_id bigint      generated always as identity primary key,
  code             text        not null check (length(code) <= 60),
  missed_at        timestamptz not null
);
comment on table dossiers.tracking_miss is 'Four digits are soon guessed: after five misses an hour or twenty a day a code answers nobody for a while';
create index tracking_miss_by_code on dossiers.tracking_miss (code, missed_at);
create index tracking_miss_by_time on dossiers.tracking_miss (missed_at);
alter table dossiers.tracking_miss enable row level security;
grant select, delete on dossiers.tracking_miss to lienthong_worker;
create policy worker_all on dossiers.tracking_miss to lienthong_worker using (true) with check (true);

create function dossiers.tracking_held(asked text, at timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, dossiers as $$
  select count(*) filter (where missed_at > at - interval '1 hour') >= 5 or count(*) >= 20
  from dossiers.tracking_miss where code = asked and missed_at > at - interval '1 day'
$$;

create function dossiers.tracking_missed(asked text, at timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, dossiers as $$
  insert into dossiers.tracking_miss (code, missed_at) values (asked, at);
  delete from dossiers.tracking_miss where tracking_miss_id in (
    select tracking_miss_id from dossiers.tracking_miss where missed_at < at - interval '2 days' order by missed_at limit 100);
$$;

-- Columns without personal data and without text that an official typed about a person. The fact is the last four characters of a
-- telephone number or of a personal number of the applicant or the owner; a dossier without either is not tracked online.
create function dossiers.track(asked text, fact text) returns table (
  dossier_id uuid, code text, procedure_name text, state text, submitted_at timestamptz, accepted_at timestamptz, due_original timestamptz,
  due_current timestamptz, due_provisional boolean, due_trace jsonb, finished_at timestamptz, returned_at timestamptz, voided boolean,
  return_way text, answer_by timestamptz, steps jsonb, changes jsonb)
language sql stable security definer set search_path = pg_catalog, dossiers as $$
  select d.dossier_id, d.code, d.procedure_name, d.state, d.submitted_at, d.accepted_at, d.due_original, d.due_current, d.due_provisional, d.due_trace,
    d.finished_at, d.returned_at, d.voided_at is not null, d.return_way,
    (select r.answer_by from dossiers.supplement_request r where r.dossier_id = d.dossier_id and r.answered_at is null
     order by r.requested_at desc limit 1),
    (select coalesce(jsonb_agg(jsonb_build_object('name', h.step, 'at', h.given_at) order by h.given_at, h.handover_id), '[]')
     from dossiers.handover h where h.dossier_id = d.dossier_id),
    (select coalesce(jsonb_agg(jsonb_build_object('cause', c.cause, 'at', c.changed_at, 'from', c.due_from, 'to', c.due_to)
       order by c.changed_at, c.appointment_change_id), '[]')
     from dossiers.appointment_change c where c.dossier_id = d.dossier_id)
  from dossiers.dossier d
  where d.code = asked and fact ~ '^[0-9A-Z]{4}$'
    and fact in (right(d.applicant_phone, 4), right(upper(d.applicant_number), 4), right(d.owner_phone, 4), right(upper(d.owner_number), 4))
$$;

revoke execute on function dossiers.tracking_held(text, timestamptz), dossiers.tracking_missed(text, timestamptz), dossiers.track(text, text) from public;
grant execute on function dossiers.tracking_held(text, timestamptz), dossiers.tracking_missed(text, timestamptz), dossiers.track(text, text)
  to lienthong_public;
