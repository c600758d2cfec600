//! The citizen is asked for papers, the clock stands; papers come, the clock runs on and the date moves (form 02, status 5).

use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::clock::Instant;
use lienthong_kernel::deadline::PauseCause;
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::{DossierId, SlipId};
use lienthong_kernel::op::Op;
use lienthong_platform::Tx;
use serde_json::json;
use uuid::Uuid;

use super::{WorkRefused, open, refused, stamp, way};
use crate::access::Act;
use crate::dossier::{Dossier, store};
use crate::intake::model::{PaperEntry, reasons};
use crate::life::{AppointmentCause, NationalStatus, State};
use crate::slips::{self, Office, Purpose, Reason, SlipPaper, Snapshot};

/// Who signs a slip: the head of the form and the officer's name, as of the day.
#[derive(Clone, Debug, Default)]
pub struct Signer {
    /// The head.
    pub office: Office,
    /// The officer.
    pub officer: String,
}

pub(crate) async fn snapshot_of(
    tx: &mut Tx,
    dossier: &Dossier,
    signer: &Signer,
    reasons: Vec<Reason>,
    answer_by: Option<Instant>,
) -> Result<Snapshot, Fault> {
    let papers = store::papers(tx, dossier.id).await?;
    Ok(Snapshot {
        office: signer.office.clone(),
        officer: signer.officer.clone(),
        code: dossier.code.clone(),
        procedure_code: dossier.procedure_code.clone(),
        procedure_name: dossier.procedure_name.clone(),
        applicant_name: dossier.applicant_name.clone(),
        applicant_number: dossier.applicant_number.clone(),
        applicant_address: dossier.applicant_address.clone(),
        applicant_phone: dossier.applicant_phone.clone(),
        applicant_email: dossier.applicant_email.clone(),
        owner_name: dossier.owner_name.clone(),
        request: dossier.request.clone(),
        papers: papers.into_iter().map(|p| SlipPaper { name: p.name, kind: p.kind, quantity: p.quantity }).collect(),
        sets: dossier.sets,
        limit: dossier.terms.committed.or(dossier.terms.legal),
        received_at: dossier.stamps.accepted_at,
        due: dossier.stamps.due_current,
        due_trace: dossier.due_trace.clone(),
        return_way: dossier.return_way.clone(),
        return_address: dossier.return_address.clone(),
        fee_status: dossier.fee_status.clone(),
        fee_amount: dossier.fee_amount,
        reasons,
        answer_by,
    })
}

/// Asks the citizen for papers: form 02 with every reason in one go, and the clock stands.
pub async fn request_supplement(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    entered: &[Reason],
    answer_by: Option<Instant>,
    signer: &Signer,
) -> Outcome<SlipId, WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Work).await?;
    let Some(reasons) = reasons(entered) else { return refused(WorkRefused::ReasonMissing) };
    work.dossier.life = way(work.dossier.life.go(State::Supplementing))?;
    stamp(work.dossier.stamps.pause(PauseCause::Supplement, op.now))?;
    store::open_pause(tx, id, PauseCause::Supplement, op.now).await?;
    let phase = if work.before.national() == NationalStatus::Processing { "appraisal" } else { "reception" };
    let listed = serde_json::to_value(&reasons).map_err(|error| Fault::of("writing the reasons of a supplement", error))?;
    sqlx::query!(
        "insert into dossiers.supplement_request (supplement_request_id, dossier_id, phase, reasons, requested_at, requested_by, answer_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        id.0,
        phase,
        listed,
        op.now,
        work.official.official.0,
        answer_by
    )
    .execute(tx.conn())
    .await?;
    let count = reasons.len();
    let snapshot = snapshot_of(tx, &work.dossier, signer, reasons, answer_by).await?;
    let slip = slips::issue(op, tx, work.official, Some(id), &work.dossier.rule_set, Purpose::Supplement, &snapshot).await?;
    work.save(op, tx, "dossier.supplement_requested", json!({ "slip": slip, "phase": phase, "reasons": count })).await?;
    Ok(slip)
}

/// The citizen brought what was asked: the dossier returns to the state it left, and the date moves by the time the clock stood.
/// `calendar` is the unit's own, in the version pinned where it is still kept.
pub async fn receive_supplement(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    calendar: &Calendar,
    papers: &[PaperEntry],
    note: Option<&str>,
) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::ServeCitizen).await?;
    if work.before != State::Supplementing {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: work.before });
    }
    work.dossier.life = way(work.dossier.life.resume())?;
    let pause = stamp(work.dossier.stamps.resume(op.now))?;
    store::close_pause(tx, id, op.now).await?;
    let request = sqlx::query_scalar!(
        "update dossiers.supplement_request set answered_at = $2, answer_note = $3
         where dossier_id = $1 and answered_at is null returning supplement_request_id",
        id.0,
        op.now,
        note
    )
    .fetch_optional(tx.conn())
    .await?;
    let position = i32::try_from(store::papers(tx, id).await?.len()).unwrap_or(i32::MAX - 1000);
    for (offset, paper) in (1i32..).zip(papers.iter().filter(|paper| paper.checked && !paper.name.trim().is_empty())) {
        sqlx::query!(
            "insert into dossiers.paper (paper_id, dossier_id, position, component, name, kind, quantity, checked, file_id, digitised, reused,
                 from_store, supplement_request_id, added_at)
             values ($1, $2, $3, $4, $5, $6, $7, true, $8, $9, $10, $11, $12, $13)",
            Uuid::now_v7(),
            id.0,
            position + offset,
            paper.component,
            paper.name.trim(),
            paper.kind,
            paper.quantity.max(1),
            paper.file,
            paper.file.is_some(),
            paper.from_store.is_some(),
            paper.from_store,
            request,
            op.now
        )
        .execute(tx.conn())
        .await?;
    }
    let (mut due, mut trace) = (None, None);
    if let Some(accepted) = work.dossier.stamps.accepted_at {
        let deadline = work.dossier.terms.deadline(calendar, accepted, &work.dossier.stamps.pauses);
        let deadline = deadline.map_err(|_| Failure::Refused(WorkRefused::NoWorkingDay))?;
        if let Some(deadline) = deadline {
            trace = Some(serde_json::to_value(&deadline.trace).map_err(|error| Fault::of("writing a due date's trace", error))?);
            due = Some(deadline.due);
        }
    }
    // a calendar that changed meanwhile never moves a date earlier behind the citizen's back
    let moved = due.filter(|due| work.dossier.stamps.due_current.is_some_and(|now| *due > now));
    if let Some(due) = moved {
        work.dossier.stamps.appoint(AppointmentCause::Pause, op.now, due);
        if let Some(change) = work.dossier.stamps.appointments.last().copied() {
            store::append_appointment(tx, id, &change, trace.clone(), work.official.official).await?;
        }
    }
    let purpose = "supplement";
    store::append_visit(
        tx,
        work.official.agency,
        Some(id),
        Some(work.dossier.procedure_version),
        op.now,
        purpose,
        work.official.official,
    )
    .await?;
    work.save(op, tx, "dossier.supplement_received", json!({ "paused_from": pause.from, "paused_to": op.now, "due": moved }))
        .await
}
