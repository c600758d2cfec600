//! The three functions that the public role may call.

use chrono::{DateTime, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::DossierId;
use lienthong_platform::{ReadTx, Tx};

use super::model::{Code, Fact, Step, Tracked};
use crate::life::State;

/// Whether the code answers nobody for a while.
pub(super) async fn is_held(tx: &mut ReadTx, code: &Code, now: DateTime<Utc>) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar!(r#"select dossiers.tracking_held($1, $2) as "held!""#, code.0, now).fetch_one(tx.conn()).await?)
}

/// Counts a wrong guess.
pub(super) async fn count_miss(tx: &mut Tx, code: &Code, now: DateTime<Utc>) -> Result<(), Fault> {
    sqlx::query!("select dossiers.tracking_missed($1, $2)", code.0, now).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn track(tx: &mut ReadTx, code: &Code, fact: &Fact) -> Result<Option<Tracked>, Fault> {
    let row = sqlx::query!(
        r#"select dossier_id as "dossier_id!: DossierId", code as "code!", procedure_name as "procedure_name!", state as "state!",
             submitted_at as "submitted_at!", accepted_at, due_original, due_current, due_provisional as "due_provisional!", due_trace, finished_at,
             returned_at, voided as "voided!", return_way as "return_way!", answer_by, steps as "steps!", changes as "changes!"
           from dossiers.track($1, $2)"#,
        code.0,
        fact.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |column: &str| Fault::bad_row("dossiers.track", column, row.dossier_id);
    let mut steps: Vec<Step> =
        serde_json::from_value(row.steps).map_err(|error| Fault::of("the steps of a tracked dossier", error))?;
    // handed from one post to another within a step: the step is said once
    steps.dedup_by(|later, earlier| later.name == earlier.name);
    Ok(Some(Tracked {
        id: row.dossier_id,
        code: row.code,
        procedure: row.procedure_name,
        state: State::of_word(&row.state).ok_or_else(|| bad("state"))?,
        submitted_at: row.submitted_at,
        accepted_at: row.accepted_at,
        due_original: row.due_original,
        due: row.due_current,
        due_provisional: row.due_provisional,
        due_trace: row.due_trace,
        finished_at: row.finished_at,
        returned_at: row.returned_at,
        voided: row.voided,
        return_way: row.return_way,
        answer_by: row.answer_by,
        steps,
        changes: serde_json::from_value(row.changes).map_err(|error| Fault::of("the changes of a tracked dossier", error))?,
    }))
}
