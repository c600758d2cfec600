//! Dead letters: work that failed too often, waiting for a person.

use chrono::{DateTime, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::op::Op;
use serde_json::json;

use crate::db::{ReadTx, Tx};
use crate::event::{Event, Subject};

/// A job that failed too often.
pub struct DeadLetter {
    /// Its number.
    pub job_id: i64,
    /// Its kind.
    pub kind: String,
    /// Its subject, when it has an order.
    pub order_key: Option<String>,
    /// How often it was tried.
    pub attempts: i32,
    /// The last error, with its chain.
    pub last_error: Option<String>,
    /// When it was given up.
    pub dead_at: DateTime<Utc>,
    /// How many later jobs of the same subject it holds back.
    pub holds_back: i64,
}

/// The newest dead letters, at most `limit`. Runs as the worker; the caller has checked that the actor may see them.
pub async fn dead_letters(tx: &mut ReadTx, limit: i64) -> Result<Vec<DeadLetter>, Fault> {
    Ok(sqlx::query_as!(
        DeadLetter,
        r#"select job_id, kind, order_key, attempts, last_error, dead_at as "dead_at!",
             (select count(*) from platform.job later where later.order_key = j.order_key and later.job_id > j.job_id and later.done_at is null) as "holds_back!"
           from platform.job j where dead_at is not null order by dead_at desc limit $1"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Gives a dead letter another life. False: it is no longer dead.
pub async fn restart(op: &Op, tx: &mut Tx, job_id: i64) -> Result<bool, Fault> {
    let kind = sqlx::query_scalar!(
        "update platform.job set dead_at = null, attempts = 0, run_at = $2 where job_id = $1 and dead_at is not null returning kind",
        job_id,
        op.now,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(kind) = kind else { return Ok(false) };
    tx.record(op, Event::new("job.restarted", Subject::none()).detail(json!({ "job": job_id, "kind": kind }))).await?;
    Ok(true)
}
