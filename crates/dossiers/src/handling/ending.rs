//! How a dossier ends: result and return, refusal, withdrawal, stop; and what is done after: put away, or declared void.

use chrono::NaiveDate;
use lienthong_kernel::clock;
use lienthong_kernel::failure::Outcome;
use lienthong_kernel::id::{DossierId, FileId, SlipId};
use lienthong_kernel::op::Op;
use lienthong_platform::Tx;
use serde_json::json;
use uuid::Uuid;

use super::supplement::{Signer, snapshot_of};
use super::{Work, WorkRefused, open, reason, refused, way};
use crate::access::Act;
use crate::dossier::store::{self, NewHandover};
use crate::intake::model::reasons;
use crate::life::State;
use crate::slips::{self, Purpose, Reason};

/// A result as it is recorded.
#[derive(Clone, Debug)]
pub struct ResultForm {
    /// Whether what was asked is granted; a reasoned rejection is a result too.
    pub granted: bool,
    /// Its name: `Bản sao chứng thực`.
    pub name: String,
    /// Its number in the book of the office, if it bears one.
    pub number: Option<String>,
    /// Its day.
    pub issued_on: NaiveDate,
    /// Who signed.
    pub signer: Option<String>,
    /// The electronic original.
    pub file: Option<FileId>,
}

/// Records the result: the clock ends, and the dossier waits at the counter for the citizen (status 9).
pub async fn record_result(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, form: &ResultForm) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::RecordResult).await?;
    let name = form.name.trim();
    if name.is_empty() || form.issued_on > clock::local_date(op.now) {
        return refused(WorkRefused::ResultIncomplete);
    }
    if work.before != State::Stamping {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: State::Finished });
    }
    work.dossier.life = way(work.dossier.life.go(State::Finished))?;
    work.dossier.stamps.finished_at = Some(op.now);
    let kind = if form.granted { "granted" } else { "rejected" };
    sqlx::query!(
        "insert into dossiers.result (result_id, dossier_id, kind, name, number, issued_on, signer, file_id, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        Uuid::now_v7(),
        id.0,
        kind,
        name,
        form.number,
        form.issued_on,
        form.signer,
        form.file.map(|f| f.0),
        op.now,
        work.official.official.0
    )
    .execute(tx.conn())
    .await?;
    let from_step = work.dossier.current_step().map_or_else(String::new, |step| step.key.clone());
    work.dossier.step = work.dossier.flow.len().saturating_sub(1);
    let step = work.dossier.current_step().map_or_else(|| "return".to_owned(), |step| step.key.clone());
    let to_agency = work.dossier.reception_agency;
    let handover = NewHandover {
        from: Some((work.official.agency, work.official.post, &from_step)),
        to_agency,
        to_post: None,
        step: &step,
        due_at: work.dossier.stamps.due_current,
        way: "forward",
        note: None,
    };
    store::hand_over(tx, id, op.now, work.official.official, handover).await?;
    work.dossier.holder_agency = to_agency;
    work.dossier.holder_post = None;
    work.dossier.step_due = None;
    let (number, due) = (form.number.clone(), work.dossier.stamps.due_counted);
    work.save(op, tx, "dossier.finished", json!({ "result": kind, "number": number, "due_counted": due })).await
}

/// A result was found wrong before its return: reopened by a leader, with the reason; the wrong result stays on record as withdrawn.
pub async fn reopen(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, why: &str) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Judge).await?;
    let why = reason(why)?;
    if work.before != State::Finished {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: State::Handling });
    }
    work.dossier.life = way(work.dossier.life.go(State::Handling))?;
    work.dossier.stamps.finished_at = None;
    sqlx::query!(
        "update dossiers.result set withdrawn_at = $2, withdraw_reason = $3 where dossier_id = $1 and withdrawn_at is null",
        id.0,
        op.now,
        why
    )
    .execute(tx.conn())
    .await?;
    let step = work.dossier.flow.iter().position(|step| step.state == State::Handling).unwrap_or(0);
    let from_step = work.dossier.current_step().map_or_else(String::new, |step| step.key.clone());
    work.dossier.step = step;
    let key = work.dossier.current_step().map_or_else(|| "handle".to_owned(), |step| step.key.clone());
    let handover = NewHandover {
        from: Some((work.official.agency, work.official.post, &from_step)),
        to_agency: work.dossier.competent_agency,
        to_post: None,
        step: &key,
        due_at: None,
        way: "back",
        note: Some(&why),
    };
    store::hand_over(tx, id, op.now, work.official.official, handover).await?;
    work.dossier.holder_agency = work.dossier.competent_agency;
    work.dossier.holder_post = None;
    work.save(op, tx, "dossier.reopened", json!({})).await
}

/// How the citizen proved to have the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Signed in the book or on the slip.
    Signature,
    /// Gave the one-time code.
    Code,
    /// The postal receipt.
    Postal,
}

/// The evidence of a return.
#[derive(Clone, Debug)]
pub struct ReturnForm {
    /// Who took it.
    pub taken_by: String,
    /// Whether the officer checked the identity paper (or the authorisation).
    pub identity_checked: bool,
    /// How it was proved.
    pub proof: Proof,
    /// The code or postal number.
    pub reference: Option<String>,
}

/// Puts the result into the citizen's hands. Nothing is returned on the system without evidence.
pub async fn return_result(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, form: &ReturnForm) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Return).await?;
    let taken_by = form.taken_by.trim();
    let reference = form.reference.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let (way_word, proof, proved) = match form.proof {
        Proof::Signature => ("counter", "signature", form.identity_checked),
        Proof::Code => ("counter", "code", form.identity_checked && reference.is_some()),
        Proof::Postal => ("post", "postal", reference.is_some()),
    };
    if taken_by.is_empty() || !proved {
        return refused(WorkRefused::EvidenceMissing);
    }
    if work.before != State::Finished {
        return refused(WorkRefused::ResultMissing);
    }
    work.dossier.life = way(work.dossier.life.go(State::Returned))?;
    work.dossier.stamps.returned_at = Some(op.now);
    sqlx::query!(
        "insert into dossiers.return_evidence (return_evidence_id, dossier_id, way, taken_by, identity_checked, proof, proof_reference,
             recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Uuid::now_v7(),
        id.0,
        way_word,
        taken_by,
        form.identity_checked,
        proof,
        reference,
        op.now,
        work.official.official.0
    )
    .execute(tx.conn())
    .await?;
    store::receive_handover(tx, id, op.now, work.official.official).await?;
    if way_word == "counter" {
        store::append_visit(
            tx,
            work.official.agency,
            Some(id),
            Some(work.dossier.procedure_version),
            op.now,
            "collect",
            work.official.official,
        )
        .await?;
    }
    work.save(op, tx, "dossier.returned", json!({ "way": way_word, "proof": proof })).await
}

/// Refuses a dossier that was submitted online or by post: form 03 with its reasons.
pub async fn refuse(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    entered: &[Reason],
    signer: &Signer,
) -> Outcome<SlipId, WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Refuse).await?;
    let Some(reasons) = reasons(entered) else { return refused(WorkRefused::ReasonMissing) };
    work.dossier.life = way(work.dossier.life.go(State::Refused))?;
    end(op, tx, &mut work, &reasons).await?;
    let snapshot = snapshot_of(tx, &work.dossier, signer, reasons, None).await?;
    let slip = slips::issue(op, tx, work.official, Some(id), &work.dossier.rule_set, Purpose::Refusal, &snapshot).await?;
    work.save(op, tx, "dossier.refused", json!({ "slip": slip })).await?;
    Ok(slip)
}

/// Notes that the citizen asks to withdraw (status 7). Not possible once the result is there.
pub async fn request_withdrawal(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, why: &str) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::ServeCitizen).await?;
    let why = reason(why)?;
    work.dossier.life = way(work.dossier.life.go(State::Withdrawing))?;
    work.dossier.end_reason = Some(why);
    work.save(op, tx, "dossier.withdrawal_requested", json!({})).await
}

/// The withdrawal was taken back by the citizen or refused: the dossier returns to the state it left.
pub async fn refuse_withdrawal(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, why: &str) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Judge).await?;
    let why = reason(why)?;
    if work.before != State::Withdrawing {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: work.before });
    }
    work.dossier.life = way(work.dossier.life.resume())?;
    work.dossier.end_reason = None;
    work.save(op, tx, "dossier.withdrawal_refused", json!({ "reason_length": why.chars().count() })).await
}

/// Stops the dossier: the withdrawal is confirmed, the time for papers ran out, or the law says so. With a notice to the citizen.
pub async fn stop(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    entered: &[Reason],
    signer: &Signer,
) -> Outcome<SlipId, WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Judge).await?;
    let Some(reasons) = reasons(entered) else { return refused(WorkRefused::ReasonMissing) };
    work.dossier.life = way(work.dossier.life.go(State::Stopped))?;
    end(op, tx, &mut work, &reasons).await?;
    let snapshot = snapshot_of(tx, &work.dossier, signer, reasons, None).await?;
    let slip = slips::issue(op, tx, work.official, Some(id), &work.dossier.rule_set, Purpose::Stop, &snapshot).await?;
    work.save(op, tx, "dossier.stopped", json!({ "slip": slip })).await?;
    Ok(slip)
}

async fn end(op: &Op, tx: &mut Tx, work: &mut Work<'_>, reasons: &[Reason]) -> Outcome<(), WorkRefused> {
    if work.dossier.stamps.open_pause().is_some() {
        super::stamp(work.dossier.stamps.resume(op.now))?;
        store::close_pause(tx, work.dossier.id, op.now).await?;
    }
    work.dossier.stamps.finished_at = Some(op.now);
    work.dossier.end_reason = Some(reasons.iter().map(|reason| reason.what.as_str()).collect::<Vec<_>>().join("; "));
    Ok(())
}

/// Puts an ended dossier away.
pub async fn close(op: &Op, tx: &mut Tx, id: DossierId, seen: i32) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Close).await?;
    if !work.dossier.life.national().ends() {
        return refused(WorkRefused::NotEnded);
    }
    if work.dossier.closed_at.is_some() {
        return refused(WorkRefused::Closed);
    }
    work.dossier.closed_at = Some(op.now);
    work.save(op, tx, "dossier.closed", json!({})).await
}

/// Declares a dossier void with its reason: entered by mistake. It keeps its code, stays readable, and leaves the lists.
pub async fn void(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, why: &str) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Void).await?;
    let why = reason(why)?;
    if matches!(work.before, State::Finished | State::Returned) {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: work.before });
    }
    work.dossier.voided = Some((op.now, why));
    work.save(op, tx, "dossier.voided", json!({})).await
}
