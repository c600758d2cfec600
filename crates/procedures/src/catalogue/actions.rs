//! Settling an unknown value: another version, with where the value comes from. Accepting what an import left as a draft.

use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::ProcedureVersionId;
use lienthong_kernel::op::Op;
use lienthong_platform::{Event, Subject, Tx};
use serde_json::{Value, json};

use super::store;
use crate::access;

const SOURCE_AT_MOST: usize = 500;

/// Why a value was not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompleteRefused {
    /// A value without a source would be a guess; one of more than 500 characters is no source.
    NoSource,
    /// Another version has come into force since the page was opened.
    Stale,
    /// Nothing unknown stands at the path, or the value does not fit there.
    DoesNotFit,
}

/// Settles one unknown value of the version `seen`, from today on. The version itself stays as it was.
pub async fn complete(
    op: &Op,
    tx: &mut Tx,
    code: &str,
    seen: ProcedureVersionId,
    path: &str,
    value: Value,
    source: &str,
) -> Outcome<ProcedureVersionId, CompleteRefused> {
    if !access::may_complete(op) {
        return Err(Failure::Forbidden);
    }
    let Some((procedure, version, content)) = store::lock_current(tx, code).await? else {
        // the version was there when the page was opened: somebody was faster by a moment
        let was_there = store::content(tx, seen).await?.is_some_and(|content| content.code == code);
        return Err(if was_there { Failure::Refused(CompleteRefused::Stale) } else { Failure::NotFound });
    };
    if source.trim().is_empty() || source.chars().count() > SOURCE_AT_MOST {
        return Err(Failure::Refused(CompleteRefused::NoSource));
    }
    if version != seen {
        return Err(Failure::Refused(CompleteRefused::Stale));
    }
    let next = content.settled(path, value, source).ok_or(Failure::Refused(CompleteRefused::DoesNotFit))?;
    let reason = format!("{path}: {}", source.trim());
    let (id, number) = store::add_version(tx, op, procedure, &next, clock::local_date(op.now), &reason).await?;
    let detail = json!({ "code": code, "path": path, "source": source.trim(), "replaces": version, "number": number, "value": next.value_at(path) });
    tx.record(op, Event::new("procedures.completed", Subject::of("procedure_version", id.0)).procedure(id).detail(detail))
        .await?;
    Ok(id)
}

/// Puts a draft of an import in force from today on; the code of its procedure. `NotFound`: it is no draft (any more).
pub async fn accept(op: &Op, tx: &mut Tx, draft: ProcedureVersionId) -> Outcome<String> {
    if !access::may_complete(op) {
        return Err(Failure::Forbidden);
    }
    let code = store::accept_draft(tx, draft, clock::local_date(op.now)).await?.ok_or(Failure::NotFound)?;
    let event = Event::new("procedures.accepted", Subject::of("procedure_version", draft.0)).procedure(draft);
    tx.record(op, event.detail(json!({ "code": code }))).await?;
    Ok(code)
}
