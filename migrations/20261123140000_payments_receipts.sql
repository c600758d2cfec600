-- Receipts of fees (biên lai thu phí, lệ phí): numbered books, receipts that nobody can change, voids by two persons.

create schema payments;
grant usage on schema payments to lienthong_official, lienthong_worker;

-- One book of one agency. Phí and lệ phí have separate books. The row is locked while a number is taken, so numbers have no gap.
create table payments.receipt_book (
  receipt_book_id uuid        primary key,
  agency_id       uuid        not null,
  kind            text        not null check (kind in ('phi', 'le_phi')),
  form            text        not null check (length(form) between 1 and 40),
  series          text        not null check (length(series) between 1 and 40),
  last_number     bigint      not null default 0 check (last_number >= 0),
  opened_by       uuid        not null,
  opened_at       timestamptz not null,
  closed_at       timestamptz,
  unique (agency_id, form, series)
);
comment on column payments.receipt_book.form is 'Mẫu số';
comment on column payments.receipt_book.series is 'Ký hiệu';
-- one open book of each kind: the counter never has to ask which
create unique index receipt_book_open on payments.receipt_book (agency_id, kind) where closed_at is null;

-- A receipt is inserted once and never changed: the roles have no update right. A void is a row of its own.
create table payments.receipt (
  receipt_id       uuid        primary key,
  receipt_book_id  uuid        not null references payments.receipt_book,
  agency_id        uuid        not null,
  number           bigint      not null check (number > 0),
  dossier_id       uuid,
  dossier_code     text,
  payer_name       text        not null check (length(payer_name) between 1 and 200),
  payer_address    text        check (length(payer_address) <= 400),
  amount           bigint      not null check (amount >= 0),
  reduction        bigint      not null default 0 check (reduction >= 0),
  exemption_ground text        check (length(exemption_ground) between 1 and 400),
  total            bigint      not null check (total >= 0),
  issued_by        uuid        not null,
  issued_post      uuid        not null,
  issued_at        timestamptz not null,
  unique (receipt_book_id, number),
  check (total = amount - reduction),
  check ((reduction > 0) = (exemption_ground is not null))
);
comment on column payments.receipt.dossier_id is 'A dossier of the room above; no foreign key upward';
comment on column payments.receipt.total is 'VND, frozen: a later change of the fee does not touch it';
create index receipt_by_dossier on payments.receipt (dossier_id) where dossier_id is not null;
create index receipt_by_agency on payments.receipt (agency_id, issued_at, receipt_id);

create table payments.receipt_line (
  receipt_id uuid   not null references payments.receipt,
  position   int    not null check (position > 0),
  agency_id  uuid   not null,
  name       text   not null check (length(name) between 1 and 300),
  quantity   int    not null check (quantity > 0),
  unit_price bigint not null check (unit_price >= 0),
  amount     bigint not null check (amount >= 0 and amount <= quantity * unit_price),
  primary key (receipt_id, position)
);
comment on column payments.receipt_line.amount is 'VND; below quantity × unit price where a ceiling or a lower step applies';

-- One person asks with a reason, another confirms in another post. The number stays used.
create table payments.receipt_void (
  receipt_id     uuid        primary key references payments.receipt,
  agency_id      uuid        not null,
  reason         text        not null check (length(reason) between 5 and 1000),
  requested_by   uuid        not null,
  requested_post uuid        not null,
  requested_at   timestamptz not null,
  confirmed_by   uuid,
  confirmed_post uuid,
  confirmed_at   timestamptz,
  check (num_nonnulls(confirmed_by, confirmed_post, confirmed_at) in (0, 3)),
  constraint receipt_void_two_persons check (confirmed_by <> requested_by and confirmed_post <> requested_post)
);
create index receipt_void_open on payments.receipt_void (agency_id, requested_at) where confirmed_at is null;

alter table payments.receipt_book enable row level security;
alter table payments.receipt enable row level security;
alter table payments.receipt_line enable row level security;
alter table payments.receipt_void enable row level security;
grant select, insert, update (last_number, closed_at) on payments.receipt_book to lienthong_official;
grant select, insert on payments.receipt, payments.receipt_line to lienthong_official;
grant select, insert, update (confirmed_by, confirmed_post, confirmed_at) on payments.receipt_void to lienthong_official;
grant select on payments.receipt_book, payments.receipt, payments.receipt_line, payments.receipt_void to lienthong_worker;
create policy official_wall on payments.receipt_book to lienthong_official
  using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()));
create policy official_wall on payments.receipt to lienthong_official
  using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()));
create policy official_wall on payments.receipt_line to lienthong_official
  using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()));
create policy official_wall on payments.receipt_void to lienthong_official
  using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()));
create policy worker_reads on payments.receipt_book for select to lienthong_worker using (true);
create policy worker_reads on payments.receipt for select to lienthong_worker using (true);
create policy worker_reads on payments.receipt_line for select to lienthong_worker using (true);
create policy worker_reads on payments.receipt_void for select to lienthong_worker using (true);
