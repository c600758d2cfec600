-- Notices to citizens by e-mail and text message. The row proves that and where a notice went; the address itself stays with the dossier.

create table dossiers.notice (
  notice_id  uuid        primary key,
  dossier_id uuid        not null references dossiers.dossier,
  request_id uuid        not null,
  template   text        not null check (template in ('accepted', 'supplement', 'finished', 'returned')),
  channel    text        not null check (channel in ('email', 'text')),
  masked     text        not null,
  status     text        not null check (status in ('handed_over')),
  created_at timestamptz not null,
  unique (dossier_id, request_id, template, channel)
);
comment on column dossiers.notice.request_id is 'The request that caused it: the job may run twice, the notice goes once';
comment on column dossiers.notice.masked is 'The address with most of it hidden';
comment on column dossiers.notice.status is 'handed_over: given to the sending job in the same transaction; what becomes of it stands with that job';
alter table dossiers.notice enable row level security;
grant select, insert on dossiers.notice to lienthong_worker;
grant select on dossiers.notice to lienthong_official;
create policy worker_all on dossiers.notice to lienthong_worker using (true) with check (true);
create policy official_wall on dossiers.notice for select to lienthong_official
  using (exists (select from dossiers.desk d where d.agency_id = (select platform.my_agency()) and d.dossier_id = notice.dossier_id));
