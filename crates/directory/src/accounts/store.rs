//! Statements about accounts and recovery codes. They run in the worker role.

use chrono::{DateTime, NaiveDate, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, CitizenId, OfficialId, PostId};
use lienthong_platform::{ReadTx, Tx};
use uuid::Uuid;

/// Everything about an account that a sign-in needs.
pub(crate) struct Account {
    pub id: Uuid,
    pub official: Option<OfficialId>,
    pub citizen: Option<CitizenId>,
    pub login: String,
    pub password_hash: String,
    pub totp_secret: Option<Vec<u8>>,
    pub second_factor: bool,
    pub locked_until: Option<DateTime<Utc>>,
    pub closed: bool,
}

struct Row {
    account_id: Uuid,
    official_id: Option<Uuid>,
    citizen_id: Option<Uuid>,
    login: String,
    password_hash: String,
    totp_secret: Option<Vec<u8>>,
    second_factor: bool,
    locked_until: Option<DateTime<Utc>>,
    closed: bool,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        Self {
            id: row.account_id,
            official: row.official_id.map(Into::into),
            citizen: row.citizen_id.map(Into::into),
            login: row.login,
            password_hash: row.password_hash,
            totp_secret: row.totp_secret,
            second_factor: row.second_factor,
            locked_until: row.locked_until,
            closed: row.closed,
        }
    }
}

pub(crate) async fn by_login(tx: &mut ReadTx, login: &str) -> Result<Option<Account>, Fault> {
    let row = sqlx::query_as!(
        Row,
        r#"select account_id, official_id, citizen_id, login, password_hash, totp_secret, totp_confirmed_at is not null as "second_factor!",
                  locked_until, closed_at is not null as "closed!"
           from directory.account where login = $1"#,
        login
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Into::into))
}

pub(crate) async fn by_id(tx: &mut ReadTx, account: Uuid) -> Result<Option<Account>, Fault> {
    let row = sqlx::query_as!(
        Row,
        r#"select account_id, official_id, citizen_id, login, password_hash, totp_secret, totp_confirmed_at is not null as "second_factor!",
                  locked_until, closed_at is not null as "closed!"
           from directory.account where account_id = $1"#,
        account
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Into::into))
}

/// Locks the row, so that guesses at the same time are counted one after the other.
pub(crate) async fn lock(tx: &mut Tx, account: Uuid) -> Result<Option<DateTime<Utc>>, Fault> {
    let until = sqlx::query_scalar!("select locked_until from directory.account where account_id = $1 for update", account)
        .fetch_optional(tx.conn())
        .await?;
    Ok(until.flatten())
}

/// Counts one more failure and gives the new count.
pub(crate) async fn count_failure(tx: &mut Tx, account: Uuid) -> Result<i32, Fault> {
    Ok(sqlx::query_scalar!(
        "update directory.account set failed_count = failed_count + 1 where account_id = $1 returning failed_count",
        account
    )
    .fetch_one(tx.conn())
    .await?)
}

pub(crate) async fn lock_until(tx: &mut Tx, account: Uuid, until: DateTime<Utc>) -> Result<(), Fault> {
    sqlx::query!("update directory.account set locked_until = $2 where account_id = $1", account, until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn forget_failures(tx: &mut Tx, account: Uuid) -> Result<(), Fault> {
    sqlx::query!("update directory.account set failed_count = 0, locked_until = null where account_id = $1 and (failed_count > 0 or locked_until is not null)", account)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Uses a time step up. False when it, or a later one, was used before.
pub(crate) async fn use_step(tx: &mut Tx, account: Uuid, step: i64) -> Result<bool, Fault> {
    let used = sqlx::query!(
        "update directory.account set totp_last_step = $2 where account_id = $1 and (totp_last_step is null or totp_last_step < $2)",
        account,
        step,
    )
    .execute(tx.conn())
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Uses a recovery code up. False when there is no such unused code.
pub(crate) async fn use_recovery(tx: &mut Tx, account: Uuid, hash: &[u8], now: DateTime<Utc>) -> Result<bool, Fault> {
    let used = sqlx::query!(
        "update directory.recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null",
        account,
        hash,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Keeps a new secret that does not count until a first code confirms it.
pub(crate) async fn propose_totp(tx: &mut Tx, account: Uuid, secret: &[u8]) -> Result<bool, Fault> {
    let done = sqlx::query!(
        "update directory.account set totp_secret = $2, totp_last_step = null where account_id = $1 and totp_confirmed_at is null",
        account,
        secret
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn confirm_totp(
    tx: &mut Tx,
    account: Uuid,
    step: i64,
    codes: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    sqlx::query!(
        "update directory.account set totp_confirmed_at = $2, totp_last_step = $3 where account_id = $1",
        account,
        now,
        step
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("delete from directory.recovery_code where account_id = $1", account).execute(tx.conn()).await?;
    sqlx::query!("insert into directory.recovery_code (account_id, code_hash) select $1, unnest($2::bytea[])", account, codes)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn remove_totp(tx: &mut Tx, account: Uuid) -> Result<(), Fault> {
    sqlx::query!(
        "update directory.account set totp_secret = null, totp_confirmed_at = null, totp_last_step = null where account_id = $1",
        account
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("delete from directory.recovery_code where account_id = $1", account).execute(tx.conn()).await?;
    Ok(())
}

pub(crate) async fn set_password(tx: &mut Tx, account: Uuid, hash: &str, now: DateTime<Utc>) -> Result<(), Fault> {
    sqlx::query!(
        "update directory.account set password_hash = $2, password_changed_at = $3, must_change = false where account_id = $1",
        account,
        hash,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A new account of an official or a citizen, opened by the platform itself (imports, the demonstration).
pub(crate) async fn insert(
    tx: &mut Tx,
    holder: Result<OfficialId, CitizenId>,
    login: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, Fault> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into directory.account (account_id, official_id, citizen_id, login, password_hash, created_at, password_changed_at)
         values ($1, $2, $3, $4, $5, $6, $6)",
        id,
        holder.ok().map(|o| o.0),
        holder.err().map(|c| c.0),
        login,
        hash,
        now,
    )
    .execute(tx.conn())
    .await?;
    if let Ok(official) = holder {
        sqlx::query!("update directory.official set has_account = true where official_id = $1", official.0)
            .execute(tx.conn())
            .await?;
    }
    Ok(id)
}

/// A post that somebody may act in today: an own one, or one delegated by somebody who is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostChoice {
    /// The post.
    pub post: PostId,
    /// The delegation, when the post is somebody else's.
    pub delegation: Option<Uuid>,
    /// The agency of the post.
    pub agency: AgencyId,
    /// Its short name.
    pub agency_name: String,
    /// The title of the post.
    pub title: String,
    /// The part of the agency.
    pub department: Option<String>,
    /// Whose post it is, when it is delegated.
    pub holder: Option<String>,
}

pub(crate) async fn choices(tx: &mut ReadTx, official: OfficialId, today: NaiveDate) -> Result<Vec<PostChoice>, Fault> {
    let rows = sqlx::query!(
        r#"select p.post_id as "post_id!", null::uuid as delegation_id, p.agency_id as "agency_id!", v.short_name as "agency_name!",
                  p.title as "title!", p.department, null::text as holder
           from directory.post p
           join directory.official o using (official_id)
           join directory.agency_version v on v.agency_id = p.agency_id and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
           where p.official_id = $1 and p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2) and (o.left_on is null or o.left_on > $2)
           union all
           select f.post_id, d.delegation_id, f.agency_id, v.short_name, f.title, f.department, h.name
           from directory.delegation d
           join directory.post t on t.post_id = d.to_post_id and t.valid_from <= $2 and (t.valid_to is null or t.valid_to > $2)
           join directory.official o on o.official_id = t.official_id and (o.left_on is null or o.left_on > $2)
           join directory.post f on f.post_id = d.from_post_id and f.valid_from <= $2 and (f.valid_to is null or f.valid_to > $2)
           join directory.official h on h.official_id = f.official_id
           join directory.agency_version v on v.agency_id = f.agency_id and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
           where t.official_id = $1 and d.revoked_at is null and d.valid_from <= $2 and d.valid_to > $2
           order by 2 nulls first, 4, 5"#,
        official.0,
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PostChoice {
            post: row.post_id.into(),
            delegation: row.delegation_id,
            agency: row.agency_id.into(),
            agency_name: row.agency_name,
            title: row.title,
            department: row.department,
            holder: row.holder,
        })
        .collect())
}
