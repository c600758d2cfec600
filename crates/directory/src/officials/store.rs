//! Statements about officials, posts and delegations.

use chrono::{DateTime, NaiveDate, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId, ProcedureId};
use lienthong_kernel::op::Duty;
use lienthong_platform::{ReadTx, Tx};
use uuid::Uuid;

use super::model::{DelegationRow, OfficialDetail, OfficialRow, PersonForm, PostForm, PostRow};

/// Officials by part of a name without diacritics, of one agency or of all, in the order of names, after the last line of the page before.
pub(crate) async fn find(
    tx: &mut ReadTx,
    text: &str,
    agency: Option<AgencyId>,
    after: Option<(&str, OfficialId)>,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<OfficialRow>, Fault> {
    let (after_name, after_id) = after.map_or(("", Uuid::nil()), |(name, id)| (name, id.0));
    let rows = sqlx::query!(
        r#"select o.official_id, o.name, o.name_fold as "name_fold!", o.email, o.phone, o.has_account, o.left_on, v.short_name as "agency_name?",
                  array(select p.title from directory.post p where p.official_id = o.official_id and p.valid_from <= $5
                        and (p.valid_to is null or p.valid_to > $5) order by p.valid_from) as "titles!"
           from directory.official o
           left join directory.agency_version v on v.agency_id = o.agency_id and v.valid_from <= $5 and (v.valid_to is null or v.valid_to > $5)
           where ($1 = '' or position(platform.fold($1) in o.name_fold) > 0 or o.email = lower($1) or o.staff_number = $1)
             and ($2::uuid is null or o.agency_id = $2)
             and (o.name_fold, o.official_id) > ($3, $4)
           order by o.name_fold, o.official_id
           limit $6"#,
        text.trim(),
        agency.map(|id| id.0),
        after_name,
        after_id,
        today,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OfficialRow {
            id: row.official_id.into(),
            name: row.name,
            agency_name: row.agency_name.unwrap_or_default(),
            titles: row.titles,
            email: row.email,
            phone: row.phone,
            has_account: row.has_account,
            left_on: row.left_on,
            name_fold: row.name_fold,
        })
        .collect())
}

pub(crate) async fn detail(tx: &mut ReadTx, official: OfficialId, today: NaiveDate) -> Result<Option<OfficialDetail>, Fault> {
    let row = sqlx::query!(
        r#"select o.official_id, o.agency_id, o.name, o.staff_number, o.email, o.phone, o.has_account, o.joined_on, o.left_on,
                  v.short_name as "agency_name?"
           from directory.official o
           left join directory.agency_version v on v.agency_id = o.agency_id and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
           where o.official_id = $1"#,
        official.0,
        today,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| OfficialDetail {
        id: row.official_id.into(),
        agency: row.agency_id.into(),
        agency_name: row.agency_name.unwrap_or_default(),
        name: row.name,
        staff_number: row.staff_number,
        email: row.email,
        phone: row.phone,
        has_account: row.has_account,
        joined_on: row.joined_on,
        left_on: row.left_on,
    }))
}

/// Every post of an official, newest first.
pub(crate) async fn posts_of(tx: &mut ReadTx, official: OfficialId) -> Result<Vec<PostRow>, Fault> {
    let rows = sqlx::query!(
        r#"select p.post_id, p.agency_id, p.title, p.department, p.duties, p.valid_from, p.valid_to, v.short_name as "agency_name?"
           from directory.post p
           left join directory.agency_version v on v.agency_id = p.agency_id and v.valid_from <= p.valid_from
                and (v.valid_to is null or v.valid_to > p.valid_from)
           where p.official_id = $1
           order by p.valid_from desc, p.post_id desc"#,
        official.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PostRow {
            id: row.post_id.into(),
            agency: row.agency_id.into(),
            agency_name: row.agency_name.unwrap_or_default(),
            title: row.title,
            department: row.department,
            duties: row.duties.iter().filter_map(|word| Duty::of_word(word)).collect(),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
        .collect())
}

pub(crate) async fn insert_official(tx: &mut Tx, id: OfficialId, form: &PersonForm, day: NaiveDate) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into directory.official (official_id, agency_id, staff_number, name, email, phone, joined_on) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        form.agency.0,
        form.staff_number,
        form.name,
        form.email,
        form.phone,
        day,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

pub(crate) async fn insert_post(tx: &mut Tx, id: PostId, official: OfficialId, form: &PostForm) -> Result<(), Fault> {
    let duties: Vec<String> = form.duties.iter().map(|duty| duty.word().to_owned()).collect();
    sqlx::query!(
        "insert into directory.post (post_id, agency_id, official_id, title, department, duties, valid_from) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        form.agency.0,
        official.0,
        form.title,
        form.department,
        &duties,
        form.from,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Grants a procedure to a post, or all procedures of the agency.
pub(crate) async fn grant(tx: &mut Tx, agency: AgencyId, post: PostId, procedure: Option<ProcedureId>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into directory.procedure_grant (agency_id, post_id, procedure_id) values ($1, $2, $3) on conflict do nothing",
        agency.0,
        post.0,
        procedure.map(|id| id.0),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a post and the delegations from and to it. False when it was ended before, or is not ours to end.
pub(crate) async fn end_post(tx: &mut Tx, post: PostId, day: NaiveDate, now: DateTime<Utc>) -> Result<bool, Fault> {
    let done = sqlx::query!("update directory.post set valid_to = $2 where post_id = $1 and valid_to is null", post.0, day)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "update directory.delegation set revoked_at = $2 where (from_post_id = $1 or to_post_id = $1) and revoked_at is null and valid_to > $3",
        post.0,
        now,
        day,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn leave_service(tx: &mut Tx, official: OfficialId, day: NaiveDate) -> Result<bool, Fault> {
    let done =
        sqlx::query!("update directory.official set left_on = $2 where official_id = $1 and left_on is null", official.0, day)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn move_employment(tx: &mut Tx, official: OfficialId, agency: AgencyId) -> Result<(), Fault> {
    sqlx::query!("update directory.official set agency_id = $2 where official_id = $1 and agency_id <> $2", official.0, agency.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The agency and holder of a post.
pub(crate) async fn post(
    tx: &mut ReadTx,
    post: PostId,
) -> Result<Option<(AgencyId, OfficialId, NaiveDate, Option<NaiveDate>)>, Fault> {
    let row = sqlx::query!("select agency_id, official_id, valid_from, valid_to from directory.post where post_id = $1", post.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| (row.agency_id.into(), row.official_id.into(), row.valid_from, row.valid_to)))
}

/// A delegation as it is written.
pub(crate) struct NewDelegation<'a> {
    pub agency: AgencyId,
    pub from: PostId,
    pub to: PostId,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
    pub reason: &'a str,
}

pub(crate) async fn insert_delegation(tx: &mut Tx, id: Uuid, new: &NewDelegation<'_>) -> Result<(), Fault> {
    sqlx::query!(
        "insert into directory.delegation (delegation_id, agency_id, from_post_id, to_post_id, valid_from, valid_to, reason)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        new.agency.0,
        new.from.0,
        new.to.0,
        new.valid_from,
        new.valid_to,
        new.reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn revoke_delegation(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, Fault> {
    let done =
        sqlx::query!("update directory.delegation set revoked_at = $2 where delegation_id = $1 and revoked_at is null", id, now)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// The delegations of an agency that end today or later, by their first day.
pub(crate) async fn delegations(tx: &mut ReadTx, agency: AgencyId, today: NaiveDate) -> Result<Vec<DelegationRow>, Fault> {
    let rows = sqlx::query!(
        r#"select d.delegation_id, fo.name || ' – ' || f.title as "from!", too.name || ' – ' || t.title as "to!", d.valid_from, d.valid_to,
                  d.reason, d.revoked_at is not null as "revoked!"
           from directory.delegation d
           join directory.post f on f.post_id = d.from_post_id join directory.official fo on fo.official_id = f.official_id
           join directory.post t on t.post_id = d.to_post_id join directory.official too on too.official_id = t.official_id
           where d.agency_id = $1 and d.valid_to > $2
           order by d.valid_from, d.delegation_id"#,
        agency.0,
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DelegationRow {
            id: row.delegation_id,
            from: row.from,
            to: row.to,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            reason: row.reason,
            revoked: row.revoked,
        })
        .collect())
}

/// What an administrator sees of an account.
pub(crate) struct AccountState {
    pub login: String,
    pub closed: bool,
    pub locked_until: Option<DateTime<Utc>>,
    pub second_factor: bool,
    pub last_seen_at: Option<DateTime<Utc>>,
}

pub(crate) async fn account_state(tx: &mut ReadTx, official: OfficialId) -> Result<Option<AccountState>, Fault> {
    let row = sqlx::query!(
        r#"select login as "login!", closed_at, locked_until, second_factor as "second_factor!", last_seen_at
           from directory.account_state($1)"#,
        official.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| AccountState {
        login: row.login,
        closed: row.closed_at.is_some(),
        locked_until: row.locked_until,
        second_factor: row.second_factor,
        last_seen_at: row.last_seen_at,
    }))
}

pub(crate) async fn set_account(
    tx: &mut Tx,
    official: OfficialId,
    login: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("select directory.set_account($1, $2, $3, $4) as id", official.0, login, hash, now)
        .fetch_one(tx.conn())
        .await
        .map(drop)
}

pub(crate) async fn close_account(tx: &mut Tx, official: OfficialId, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let closed = sqlx::query_scalar!(r#"select directory.close_account($1, $2) as "closed!""#, official.0, now)
        .fetch_one(tx.conn())
        .await?;
    Ok(closed)
}

/// Where an official stands in the order of names.
pub(crate) async fn place_of(tx: &mut ReadTx, official: OfficialId) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar!(r#"select name_fold as "name_fold!" from directory.official where official_id = $1"#, official.0)
        .fetch_optional(tx.conn())
        .await?)
}

/// The posts held at an agency today, each as person and title.
pub(crate) async fn posts_at(tx: &mut ReadTx, agency: AgencyId, today: NaiveDate) -> Result<Vec<(PostId, String)>, Fault> {
    let rows = sqlx::query!(
        "select p.post_id, o.name, p.title from directory.post p join directory.official o using (official_id)
         where p.agency_id = $1 and p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2)
         order by o.name_fold, p.post_id",
        agency.0,
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.post_id.into(), format!("{} – {}", row.name, row.title))).collect())
}
