-- Officials, the posts they hold, delegation, leave, citizens; accounts and sessions.
--
-- Officials may look each other up in the whole province; an administrator changes people of the own agency, an administrator at the root
-- agency (UBND tỉnh) those of all. Accounts and sessions are reachable by the worker role and by the functions below alone.

create table directory.official (
    official_id uuid primary key,
    agency_id uuid not null references directory.agency,
    staff_number text,
    name text not null check (name <> ''),
    name_fold text not null generated always as (platform.fold(name)) stored,
    email text check (email like '%_@_%'),
    phone text,
    has_account boolean not null default false,
    joined_on date not null,
    left_on date,
    check (left_on >= joined_on)
);
comment on table directory.official is 'A person in public service; staff without an account are counted too';
comment on column directory.official.agency_id is 'The employing agency; posts may lie elsewhere';
comment on column directory.official.left_on is 'First day out of service; active while null or later';
create unique index official_staff_number on directory.official (agency_id, staff_number) where staff_number is not null;
create unique index official_email on directory.official (lower(email)) where email is not null and left_on is null;
create index official_by_agency on directory.official (agency_id, name_fold, official_id);
create index official_by_name on directory.official (name_fold text_pattern_ops, official_id);

create table directory.post (
    post_id uuid primary key,
    agency_id uuid not null references directory.agency,
    official_id uuid not null references directory.official,
    title text not null check (title <> ''),
    department text,
    duties text[] not null check (duties <@ array['receive', 'assign', 'handle', 'approve', 'clerk', 'return', 'cashier', 'supervise',
                                                  'procedure_control', 'administer', 'audit']::text[]),
    valid_from date not null,
    valid_to date,
    check (valid_to >= valid_from)
);
comment on table directory.post is 'A post (vị trí việc làm) held by an official at an agency for a time; several at once are normal';
comment on column directory.post.duties is 'Words of kernel::op::Duty; each room says in access.rs what a duty may';
comment on column directory.post.valid_to is 'First day on which the post is no longer held; equal to valid_from when it was ended on its first day';
create index post_by_agency on directory.post (agency_id, valid_from);
create index post_by_official on directory.post (official_id, valid_from);

create table directory.procedure_grant (
    agency_id uuid not null references directory.agency,
    post_id uuid not null references directory.post,
    procedure_id uuid,
    unique nulls not distinct (agency_id, post_id, procedure_id)
);
comment on table directory.procedure_grant is 'Which procedures a post works on; a null procedure means all at the agency';
create index procedure_grant_by_post on directory.procedure_grant (post_id);

create table directory.delegation (
    delegation_id uuid primary key,
    agency_id uuid not null references directory.agency,
    from_post_id uuid not null references directory.post,
    to_post_id uuid not null references directory.post,
    valid_from date not null,
    valid_to date not null,
    reason text not null check (reason <> ''),
    revoked_at timestamptz,
    check (valid_to > valid_from),
    check (from_post_id <> to_post_id)
);
comment on table directory.delegation is 'Uỷ quyền in absence: the holder of to_post may act in from_post; agency_id is that of from_post';
create index delegation_by_agency on directory.delegation (agency_id, valid_from);
create index delegation_by_to_post on directory.delegation (to_post_id, valid_from);
create index delegation_by_from_post on directory.delegation (from_post_id);

create table directory.leave (
    leave_id uuid primary key,
    agency_id uuid not null references directory.agency,
    official_id uuid not null references directory.official,
    from_day date not null,
    to_day date not null,
    reason text not null,
    cancelled_at timestamptz,
    check (to_day >= from_day)
);
comment on table directory.leave is 'Days of absence, both ends included';
create index leave_by_agency on directory.leave (agency_id, from_day);
create index leave_by_official on directory.leave (official_id, from_day);

create table directory.sign_in_day (
    agency_id uuid not null references directory.agency,
    official_id uuid not null references directory.official,
    application text not null,
    day date not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    times integer not null default 1 check (times > 0),
    primary key (agency_id, official_id, application, day)
);
comment on table directory.sign_in_day is 'Who used which application on which day, local date: the plan counts officials who work with the systems';

create table directory.citizen (
    citizen_id uuid primary key,
    name text not null check (name <> ''),
    personal_number text check (personal_number ~ '^([0-9]{9}|[0-9]{12})$'),
    phone text,
    email text,
    address text,
    created_at timestamptz not null
);
comment on column directory.citizen.personal_number is 'Số định danh cá nhân (12 digits) or an identity card of the old kind (9)';
create unique index citizen_personal_number on directory.citizen (personal_number) where personal_number is not null;

create table directory.account (
    account_id uuid primary key,
    official_id uuid unique references directory.official,
    citizen_id uuid unique references directory.citizen,
    login text not null check (login = lower(login) and login <> ''),
    password_hash text not null check (password_hash like '$argon2id$%'),
    must_change boolean not null default false,
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint,
    failed_count integer not null default 0 check (failed_count >= 0),
    locked_until timestamptz,
    closed_at timestamptz,
    created_at timestamptz not null,
    password_changed_at timestamptz not null,
    check (num_nonnulls(official_id, citizen_id) = 1)
);
create unique index account_login on directory.account (login);
comment on column directory.account.totp_last_step is 'The last time step used, so that a code seen over the shoulder does not serve twice';
comment on column directory.account.locked_until is 'After repeated failures; closed_at is the lock that an administrator sets';

create table directory.recovery_code (
    account_id uuid not null references directory.account,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);
comment on table directory.recovery_code is 'SHA-256 of random codes of 50 bits: long enough that a slow hash adds nothing';

create table directory.session (
    session_id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    account_id uuid not null references directory.account,
    stage text not null check (stage in ('second_factor', 'post', 'open')),
    post_id uuid references directory.post,
    delegation_id uuid references directory.delegation,
    second_factor boolean not null default false,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    address text,
    agent text,
    revoked_at timestamptz
);
comment on column directory.session.token_hash is 'SHA-256 of the 32 random bytes in the cookie; the token itself is never stored';
comment on column directory.session.stage is 'What is still asked before the session is open; every step forward changes the token';
create index session_by_account on directory.session (account_id, created_at desc);

-- Who administers what. The duty is asked here too, so that a room that forgot its access.rs cannot write people.
create function directory.administered_agency() returns uuid
    language sql stable security definer set search_path = pg_catalog, directory
    as $$
        select p.agency_id from directory.post p
        where p.post_id = platform.my_post() and p.agency_id = platform.my_agency() and 'administer' = any (p.duties)
    $$;
comment on function directory.administered_agency is 'The agency whose people the acting post may change, null without the duty';

create function directory.administers_all() returns boolean
    language sql stable security definer set search_path = pg_catalog, directory
    as $$
        select exists (select from directory.agency_version v
                       where v.agency_id = directory.administered_agency() and v.valid_to is null and v.parent_id is null)
    $$;
comment on function directory.administers_all is 'Whether the acting post administers at the root agency, and with it the whole province';
revoke all on function directory.administered_agency(), directory.administers_all() from public;
grant execute on function directory.administered_agency(), directory.administers_all() to lienthong_official;

do $$
declare t text;
begin
    -- people: readable by every official, changed by the administrator of the agency or of the province
    foreach t in array array['official', 'post', 'procedure_grant', 'delegation'] loop
        execute format('alter table directory.%I enable row level security', t);
        execute format('grant select, insert, update on directory.%I to lienthong_official', t);
        execute format('grant select, insert, update on directory.%I to lienthong_worker', t);
        execute format('create policy official_reads on directory.%I for select to lienthong_official using (true)', t);
        execute format('create policy administrator_adds on directory.%I for insert to lienthong_official
                        with check (agency_id = (select directory.administered_agency()) or (select directory.administers_all()))', t);
        execute format('create policy administrator_changes on directory.%I for update to lienthong_official
                        using (agency_id = (select directory.administered_agency()) or (select directory.administers_all()))
                        with check (agency_id = (select directory.administered_agency()) or (select directory.administers_all()))', t);
        execute format('create policy worker_all on directory.%I to lienthong_worker using (true) with check (true)', t);
    end loop;
    -- absence and use: the own agency's matter
    foreach t in array array['leave', 'sign_in_day'] loop
        execute format('alter table directory.%I enable row level security', t);
        execute format('grant select, insert, update on directory.%I to lienthong_official, lienthong_worker', t);
        execute format('create policy official_wall on directory.%I to lienthong_official
                        using (agency_id = (select platform.my_agency())) with check (agency_id = (select platform.my_agency()))', t);
        execute format('create policy worker_all on directory.%I to lienthong_worker using (true) with check (true)', t);
    end loop;
    -- secrets: the worker alone
    foreach t in array array['account', 'recovery_code', 'session'] loop
        execute format('alter table directory.%I enable row level security', t);
        execute format('grant select, insert, update, delete on directory.%I to lienthong_worker', t);
        execute format('create policy worker_all on directory.%I to lienthong_worker using (true) with check (true)', t);
    end loop;
end
$$;
grant delete on directory.procedure_grant to lienthong_official, lienthong_worker;
create policy administrator_removes on directory.procedure_grant for delete to lienthong_official
    using (agency_id = (select directory.administered_agency()) or (select directory.administers_all()));

alter table directory.citizen enable row level security;
grant select, update on directory.citizen to lienthong_citizen;
grant select, insert, update on directory.citizen to lienthong_worker;
create policy citizen_wall on directory.citizen to lienthong_citizen
    using (citizen_id = (select platform.my_citizen())) with check (citizen_id = (select platform.my_citizen()));
create policy worker_all on directory.citizen to lienthong_worker using (true) with check (true);

-- The look-up of every request: one statement, from the hash of the cookie to everything that the walls need. It answers only for a session
-- that is open, not idle, and whose post, delegation, official and account still stand today.
create function directory.signed_in(hash bytea, at timestamptz, today date, idle interval)
    returns table (session_id uuid, account_id uuid, citizen_id uuid, official_id uuid, post_id uuid, agency_id uuid, duties text[],
                   on_behalf_of uuid, person text, title text, department text, agency text, last_seen_at timestamptz,
                   must_change boolean, second_factor boolean)
    language sql stable security definer set search_path = pg_catalog, directory rows 1
    as $$
        select s.session_id, a.account_id, a.citizen_id, a.official_id, p.post_id, p.agency_id, p.duties,
               case when s.delegation_id is not null then p.post_id end,
               coalesce(o.name, c.name), p.title, p.department, v.short_name, s.last_seen_at, a.must_change, s.second_factor
        from directory.session s
        join directory.account a on a.account_id = s.account_id
        left join directory.official o on o.official_id = a.official_id
        left join directory.citizen c on c.citizen_id = a.citizen_id
        left join directory.post p on p.post_id = s.post_id and p.valid_from <= today and (p.valid_to is null or p.valid_to > today)
        left join directory.agency_version v on v.agency_id = p.agency_id and v.valid_from <= today and (v.valid_to is null or v.valid_to > today)
        left join directory.delegation d on d.delegation_id = s.delegation_id
        where s.token_hash = hash and s.stage = 'open' and s.revoked_at is null and s.expires_at > at and s.last_seen_at > at - idle
          and a.closed_at is null
          and (a.citizen_id is not null
               or (v.agency_id is not null and (o.left_on is null or o.left_on > today)
                   and (s.delegation_id is null and p.official_id = a.official_id
                        or d.revoked_at is null and d.valid_from <= today and d.valid_to > today and d.from_post_id = p.post_id)))
    $$;
comment on function directory.signed_in is 'Who holds this session; knowing the hash of the token is the permission';
revoke all on function directory.signed_in(bytea, timestamptz, date, interval) from public;
grant execute on function directory.signed_in(bytea, timestamptz, date, interval)
    to lienthong_official, lienthong_citizen, lienthong_public, lienthong_worker;

-- What an administrator may do to the account of somebody else. The wall is asked inside, with the duty.
create function directory.set_account(whose uuid, new_login text, new_hash text, at timestamptz) returns uuid
    language plpgsql security definer set search_path = pg_catalog, directory
    as $$
    declare found uuid; employer uuid;
    begin
        select o.agency_id into employer from directory.official o where o.official_id = whose;
        if employer is distinct from directory.administered_agency() and not directory.administers_all() then
            raise insufficient_privilege using message = 'the acting post does not administer this agency';
        end if;
        insert into directory.account (account_id, official_id, login, password_hash, must_change, created_at, password_changed_at)
            values (gen_random_uuid(), whose, new_login, new_hash, true, at, at)
            on conflict (official_id) do update
                set login = excluded.login, password_hash = excluded.password_hash, must_change = true, failed_count = 0,
                    locked_until = null, closed_at = null, totp_secret = null, totp_confirmed_at = null, password_changed_at = at
            returning account_id into found;
        update directory.session set revoked_at = at where account_id = found and revoked_at is null;
        delete from directory.recovery_code where account_id = found;
        update directory.official set has_account = true where official_id = whose;
        return found;
    end
    $$;
comment on function directory.set_account is 'Opens the account of an official, or gives it a new first password: old sessions and second factor end';

create function directory.close_account(whose uuid, at timestamptz) returns boolean
    language plpgsql security definer set search_path = pg_catalog, directory
    as $$
    declare found uuid; employer uuid;
    begin
        select o.agency_id into employer from directory.official o where o.official_id = whose;
        if employer is distinct from directory.administered_agency() and not directory.administers_all() then
            raise insufficient_privilege using message = 'the acting post does not administer this agency';
        end if;
        update directory.account set closed_at = at where official_id = whose and closed_at is null returning account_id into found;
        update directory.session set revoked_at = at where account_id = found and revoked_at is null;
        update directory.official set has_account = false where official_id = whose;
        return found is not null;
    end
    $$;
comment on function directory.close_account is 'The lock that an administrator sets; all sessions end at once';

create function directory.account_state(whose uuid)
    returns table (login text, closed_at timestamptz, locked_until timestamptz, second_factor boolean, must_change boolean, last_seen_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, directory rows 1
    as $$
        select a.login, a.closed_at, a.locked_until, a.totp_confirmed_at is not null, a.must_change,
               (select max(s.last_seen_at) from directory.session s where s.account_id = a.account_id)
        from directory.account a join directory.official o using (official_id)
        where a.official_id = whose and (o.agency_id = directory.administered_agency() or directory.administers_all())
    $$;
comment on function directory.account_state is 'What an administrator sees of an account: never a secret';
revoke all on function directory.set_account(uuid, text, text, timestamptz), directory.close_account(uuid, timestamptz),
    directory.account_state(uuid) from public;
grant execute on function directory.set_account(uuid, text, text, timestamptz), directory.close_account(uuid, timestamptz),
    directory.account_state(uuid) to lienthong_official;
