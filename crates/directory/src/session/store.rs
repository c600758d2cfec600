//! Statements about sessions. All but the look-up run in the worker role.

use chrono::{DateTime, NaiveDate, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, OfficialId, SessionId};
use lienthong_kernel::op::{Actor, Duty, OfficialActor};
use lienthong_platform::{ReadTx, Tx};
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use super::model::{IDLE, SessionRow, SignedIn, Stage};

/// Who holds the token now, and when the session was last used.
pub(super) async fn signed_in(
    tx: &mut ReadTx,
    hash: &[u8],
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Option<(SignedIn, DateTime<Utc>)>, Fault> {
    let idle = PgInterval { months: 0, days: 0, microseconds: IDLE.num_microseconds().unwrap_or_default() };
    let row = sqlx::query!(
        r#"select session_id as "session_id!", account_id as "account_id!", citizen_id, official_id, post_id, agency_id, duties, on_behalf_of,
                  person as "person!", title, department, agency, last_seen_at as "last_seen_at!", must_change as "must_change!",
                  second_factor as "second_factor!"
           from directory.signed_in($1, $2, $3, $4)"#,
        hash,
        now,
        today,
        idle,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let session = SessionId(row.session_id);
    let actor = match (row.citizen_id, row.official_id, row.post_id, row.agency_id) {
        (Some(citizen), ..) => Actor::Citizen { citizen: citizen.into(), session: Some(session) },
        (None, Some(official), Some(post), Some(agency)) => Actor::Official(OfficialActor {
            official: official.into(),
            post: post.into(),
            agency: agency.into(),
            duties: row.duties.unwrap_or_default().iter().filter_map(|word| Duty::of_word(word)).collect(),
            session: Some(session),
            on_behalf_of: row.on_behalf_of.map(Into::into),
        }),
        _ => return Err(Fault::bad_row("session", "post_id", session)),
    };
    let signed_in = SignedIn {
        actor,
        account: row.account_id,
        session,
        person: row.person,
        title: row.title,
        department: row.department,
        agency: row.agency,
        must_change: row.must_change,
        second_factor: row.second_factor,
    };
    Ok(Some((signed_in, row.last_seen_at)))
}

pub(super) async fn touch(tx: &mut Tx, session: SessionId, now: DateTime<Utc>) -> Result<(), Fault> {
    sqlx::query!("update directory.session set last_seen_at = $2 where session_id = $1 and last_seen_at < $2", session.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A session that is not open yet, or is about to change.
pub(super) struct Pending {
    pub session: SessionId,
    pub account: Uuid,
    pub stage: String,
    pub second_factor: bool,
}

/// The session behind a token, open or not, locked for a step forward.
pub(super) async fn pending(tx: &mut Tx, hash: &[u8], now: DateTime<Utc>) -> Result<Option<Pending>, Fault> {
    let row = sqlx::query!(
        "select session_id, account_id, stage, second_factor from directory.session
         where token_hash = $1 and revoked_at is null and expires_at > $2 for update",
        hash,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Pending {
        session: row.session_id.into(),
        account: row.account_id,
        stage: row.stage,
        second_factor: row.second_factor,
    }))
}

/// The account and stage behind a token that is not open yet, for showing the page of that stage.
pub(super) async fn waiting(tx: &mut ReadTx, hash: &[u8], now: DateTime<Utc>) -> Result<Option<(Uuid, String)>, Fault> {
    let row = sqlx::query!(
        "select account_id, stage from directory.session where token_hash = $1 and revoked_at is null and expires_at > $2",
        hash,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.account_id, row.stage)))
}

/// What a session becomes in a step.
pub(super) struct Next {
    pub stage: Stage,
    pub post: Option<Uuid>,
    pub delegation: Option<Uuid>,
    pub second_factor: bool,
    pub expires_at: DateTime<Utc>,
}

pub(super) struct Origin {
    pub address: Option<String>,
    pub agent: Option<String>,
}

pub(super) async fn insert(
    tx: &mut Tx,
    session: SessionId,
    hash: &[u8],
    account: Uuid,
    next: &Next,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into directory.session (session_id, token_hash, account_id, stage, post_id, delegation_id, second_factor, created_at, last_seen_at,
             expires_at, address, agent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)",
        session.0,
        hash,
        account,
        next.stage.word(),
        next.post,
        next.delegation,
        next.second_factor,
        now,
        next.expires_at,
        origin.address,
        origin.agent,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step forward: a new token in the place of the old one. The end of an open session does not move.
pub(super) async fn advance(tx: &mut Tx, session: SessionId, hash: &[u8], next: &Next, now: DateTime<Utc>) -> Result<(), Fault> {
    sqlx::query!(
        "update directory.session
         set token_hash = $2, stage = $3, post_id = $4, delegation_id = $5, second_factor = $6, last_seen_at = $7,
             expires_at = case when stage = 'open' then expires_at else $8 end
         where session_id = $1",
        session.0,
        hash,
        next.stage.word(),
        next.post,
        next.delegation,
        next.second_factor,
        now,
        next.expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn mark_second_factor(tx: &mut Tx, session: SessionId) -> Result<(), Fault> {
    sqlx::query!("update directory.session set second_factor = true where session_id = $1", session.0).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn revoke_one(tx: &mut Tx, account: Uuid, session: SessionId, now: DateTime<Utc>) -> Result<bool, Fault> {
    let done = sqlx::query!(
        "update directory.session set revoked_at = $3 where session_id = $2 and account_id = $1 and revoked_at is null",
        account,
        session.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends every session of an account but one.
pub(crate) async fn revoke_all(tx: &mut Tx, account: Uuid, but: Option<SessionId>, now: DateTime<Utc>) -> Result<u64, Fault> {
    let done = sqlx::query!(
        "update directory.session set revoked_at = $3 where account_id = $1 and revoked_at is null and session_id is distinct from $2",
        account,
        but.map(|id| id.0),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// The sessions of an account that could still be used, newest first.
pub(super) async fn of_account(tx: &mut ReadTx, account: Uuid, now: DateTime<Utc>) -> Result<Vec<SessionRow>, Fault> {
    let rows = sqlx::query!(
        "select session_id, created_at, last_seen_at, address, agent from directory.session
         where account_id = $1 and revoked_at is null and expires_at > $2 and last_seen_at > $3 and stage = 'open'
         order by created_at desc limit 50",
        account,
        now,
        now - IDLE,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionRow {
            id: row.session_id.into(),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            address: row.address,
            agent: row.agent,
        })
        .collect())
}

/// Counts a use of an application by an official on a day.
pub(crate) async fn used(
    tx: &mut Tx,
    agency: AgencyId,
    official: OfficialId,
    application: &str,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into directory.sign_in_day (agency_id, official_id, application, day, first_at, last_at) values ($1, $2, $3, $4, $5, $5)
         on conflict (agency_id, official_id, application, day) do update set last_at = excluded.last_at, times = sign_in_day.times + 1",
        agency.0,
        official.0,
        application,
        today,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
