-- Areas (đơn vị hành chính) and agencies (cơ quan) in time.
--
-- Two separate trees: ground on the map, and bodies that act. Every unit has an id of its own; a code is an attribute with a validity,
-- because a code is used again for another unit (08707 was phường Tích Sơn and is phường Vĩnh Yên since 2025-07-01). Levels are data:
-- the district level ends on 2025-07-01 and nothing here counts levels. Every period is [valid_from, valid_to), open while valid_to is null.

create schema directory;
comment on schema directory is 'Areas and agencies in time, codes, posts, officials, citizens, sign-in, delegation';
grant usage on schema directory to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;

create table directory.area (
    area_id uuid primary key
);
comment on table directory.area is 'The identity of an administrative area; everything that changes stands in area_version and area_code';

create table directory.area_version (
    area_id uuid not null references directory.area,
    valid_from date not null,
    valid_to date,
    level text not null check (level in ('province', 'district', 'commune')),
    kind text not null check (kind in ('tinh', 'thanh_pho_tw', 'thanh_pho', 'thi_xa', 'quan', 'huyen', 'xa', 'phuong', 'thi_tran')),
    name text not null check (name <> ''),
    parent_id uuid references directory.area,
    primary key (area_id, valid_from),
    check (valid_to > valid_from),
    check (parent_id <> area_id)
);
comment on column directory.area_version.name is 'Without the kind: Liên Bảo; the kind is said before it on every form';
create unique index area_version_current on directory.area_version (area_id) where valid_to is null;
create index area_version_by_parent on directory.area_version (parent_id, valid_from);

create table directory.area_code (
    area_id uuid not null references directory.area,
    scheme text not null check (scheme in ('gso')),
    code text not null check (code <> ''),
    valid_from date not null,
    valid_to date,
    primary key (scheme, code, valid_from),
    check (valid_to > valid_from)
);
comment on table directory.area_code is 'gso = code of the statistics office (mã đơn vị hành chính, Quyết định 124/2004/QĐ-TTg and later lists)';
create unique index area_code_current on directory.area_code (scheme, code) where valid_to is null;
create index area_code_by_area on directory.area_code (area_id, valid_from);

create table directory.area_event (
    area_event_id uuid primary key,
    effective date not null,
    kind text not null check (kind in ('create', 'rename', 'retype', 'move', 'merge', 'split', 'dissolve', 'abolish_level')),
    instrument text not null,
    source text not null,
    confidence text,
    detail jsonb not null default '{}'
);
comment on table directory.area_event is 'A change of areas by a legal instrument; the versions before and after follow from it';
comment on column directory.area_event.confidence is 'How sure the origin is: the text of the instrument, a comparison of lists, or recalled';
create index area_event_by_day on directory.area_event (effective);

create table directory.area_succession (
    area_event_id uuid not null references directory.area_event,
    predecessor_id uuid not null references directory.area,
    successor_id uuid references directory.area,
    part text,
    unique nulls not distinct (area_event_id, predecessor_id, successor_id)
);
comment on table directory.area_succession is 'Many to many: a merge has several predecessors, a split several successors, a part may move';
comment on column directory.area_succession.successor_id is 'Null while the receiving unit is not established by a source';
create index area_succession_by_predecessor on directory.area_succession (predecessor_id);
create index area_succession_by_successor on directory.area_succession (successor_id);

create table directory.agency (
    agency_id uuid primary key
);
comment on table directory.agency is 'The identity of an agency: a body that acts and owns work';

create table directory.agency_version (
    agency_id uuid not null references directory.agency,
    valid_from date not null,
    valid_to date,
    kind text not null check (kind in ('tinh', 'vp', 'so', 'ban', 'huyen', 'xa', 'section')),
    name text not null check (name <> ''),
    name_fold text not null generated always as (platform.fold(name)) stored,
    short_name text not null check (short_name <> ''),
    parent_id uuid references directory.agency,
    area_id uuid references directory.area,
    address text,
    phone text,
    email text,
    one_stop_name text,
    one_stop_address text,
    primary key (agency_id, valid_from),
    check (valid_to > valid_from),
    check (parent_id <> agency_id)
);
comment on column directory.agency_version.kind is
    'tinh = province committee, vp = its office, so = department, ban = board, huyen = district committee, xa = commune committee, section = part of another agency';
comment on column directory.agency_version.short_name is 'For lists and slips: UBND phường Liên Bảo';
comment on column directory.agency_version.one_stop_name is 'The receiving section (bộ phận tiếp nhận và trả kết quả), null where there is none';
create unique index agency_version_current on directory.agency_version (agency_id) where valid_to is null;
create index agency_version_by_parent on directory.agency_version (parent_id, valid_from);
create index agency_version_by_area on directory.agency_version (area_id);

create table directory.agency_code (
    agency_id uuid not null references directory.agency,
    scheme text not null check (scheme in ('qd20', 'qcvn102')),
    code text not null check (code <> '' and length(code) <= 35),
    valid_from date not null,
    valid_to date,
    suffix_origin text not null check (suffix_origin in ('official', 'demonstration')),
    primary key (scheme, code, valid_from),
    check (valid_to > valid_from)
);
comment on table directory.agency_code is
    'qd20 = Quyết định 20/2020/QĐ-TTg (H62.31.05), qcvn102 = QCVN 102:2016/BTTTT (000.05.31.H62); exchanged dossiers keep the code of their day';
comment on column directory.agency_code.suffix_origin is 'demonstration = assigned by us, because the list that the province decided was not found';
create unique index agency_code_current on directory.agency_code (scheme, code) where valid_to is null;
create index agency_code_by_agency on directory.agency_code (agency_id, scheme, valid_from);

create table directory.agency_calendar (
    agency_calendar_id uuid primary key,
    agency_id uuid not null references directory.agency,
    valid_from date not null,
    valid_to date,
    calendar jsonb not null,
    version integer not null check (version > 0),
    source_document text,
    unique (agency_id, valid_from, version),
    check (valid_to > valid_from)
);
comment on table directory.agency_calendar is
    'Working calendar of an agency for a time; the highest version of a period counts, an agency without a row follows its parent';

-- Everybody may read who governs what; changing it is the work of imports and of the province's administrator (next migration).
do $$
declare t text;
begin
    foreach t in array array['area', 'area_version', 'area_code', 'area_event', 'area_succession',
                             'agency', 'agency_version', 'agency_code', 'agency_calendar'] loop
        execute format('alter table directory.%I enable row level security', t);
        execute format('grant select on directory.%I to lienthong_official, lienthong_citizen, lienthong_public', t);
        execute format('grant select, insert, update on directory.%I to lienthong_worker', t);
        execute format('create policy official_reads on directory.%I for select to lienthong_official using (true)', t);
        execute format('create policy citizen_reads on directory.%I for select to lienthong_citizen using (true)', t);
        execute format('create policy public_reads on directory.%I for select to lienthong_public using (true)', t);
        execute format('create policy worker_all on directory.%I to lienthong_worker using (true) with check (true)', t);
    end loop;
end
$$;
