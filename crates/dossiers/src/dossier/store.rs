//! Every statement about a dossier and its children. Rows become [`Dossier`] in one place; a row that breaks our rules is a fault.

use lienthong_kernel::clock::Instant;
use lienthong_kernel::deadline::{Pause, PauseCause};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, DossierId, OfficialId, PostId};
use lienthong_kernel::op::Channel;
use lienthong_platform::{ReadTx, Tx};
use uuid::Uuid;

use super::Dossier;
use crate::access::May;
use crate::life::{AppointmentCause, AppointmentChange, Life, Stamps};
use crate::promise::TimeTerms;

/// The dossier with this code, as far as the actor may know it.
pub async fn by_code(tx: &mut ReadTx, code: &str) -> Result<Option<DossierId>, Fault> {
    let id =
        sqlx::query_scalar!("select dossier_id from dossiers.dossier where code = $1", code).fetch_optional(tx.conn()).await?;
    Ok(id.map(DossierId))
}

/// Reads a dossier with its stamps.
pub async fn find(tx: &mut ReadTx, id: DossierId) -> Result<Option<Dossier>, Fault> {
    let row = sqlx::query!(
        r#"select code, rule_set, procedure_version_id, procedure_code, procedure_name, channel, submission_agency_id, reception_agency_id,
               competent_agency_id, state, left_states, flow, step, holder_agency_id, holder_post_id, step_due, submitted_at, accepted_at,
               due_original, due_current, due_counted, finished_at, returned_at, closed_at, voided_at, void_reason, end_reason,
               limit_legal, limit_committed, deadline_rule, due_trace, due_provisional, applicant_name,
               applicant_number, applicant_phone, applicant_email, applicant_address, owner_name, request, copies, pages, sets, fee_status,
               fee_amount, return_way, return_address, version, changed_at, changed_by, created_at, created_by
           from dossiers.dossier where dossier_id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |column: &str| Fault::bad_row("dossiers.dossier", column, id);
    let pauses = sqlx::query!("select cause, from_at, until_at from dossiers.pause where dossier_id = $1 order by from_at", id.0)
        .fetch_all(tx.conn())
        .await?
        .into_iter()
        .map(|p| PauseCause::of_word(&p.cause).map(|cause| Pause { cause, from: p.from_at, to: p.until_at }))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| bad("pause"))?;
    let appointments = sqlx::query!(
        "select cause, changed_at, due_from, due_to from dossiers.appointment_change where dossier_id = $1 order by changed_at, appointment_change_id",
        id.0
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(|a| AppointmentCause::of_word(&a.cause).map(|cause| AppointmentChange { cause, at: a.changed_at, from: a.due_from, to: a.due_to }))
    .collect::<Option<Vec<_>>>()
    .ok_or_else(|| bad("appointment_change"))?;
    Ok(Some(Dossier {
        id,
        life: Life::of_row(&row.state, &row.left_states).ok_or_else(|| bad("state"))?,
        flow: serde_json::from_value(row.flow).map_err(|_| bad("flow"))?,
        step: usize::try_from(row.step).map_err(|_| bad("step"))?,
        channel: Channel::of_word(&row.channel).ok_or_else(|| bad("channel"))?,
        terms: TimeTerms {
            legal: row.limit_legal.map(serde_json::from_value).transpose().map_err(|_| bad("limit_legal"))?,
            committed: row.limit_committed.map(serde_json::from_value).transpose().map_err(|_| bad("limit_committed"))?,
            rule: serde_json::from_value(row.deadline_rule).map_err(|_| bad("deadline_rule"))?,
        },
        code: row.code,
        rule_set: row.rule_set,
        procedure_version: row.procedure_version_id.into(),
        procedure_code: row.procedure_code,
        procedure_name: row.procedure_name,
        submission_agency: row.submission_agency_id.map(AgencyId),
        reception_agency: row.reception_agency_id.into(),
        competent_agency: row.competent_agency_id.into(),
        holder_agency: row.holder_agency_id.into(),
        holder_post: row.holder_post_id.map(PostId),
        step_due: row.step_due,
        stamps: Stamps {
            submitted_at: Some(row.submitted_at),
            accepted_at: row.accepted_at,
            due_original: row.due_original,
            due_current: row.due_current,
            due_counted: row.due_counted,
            pauses,
            finished_at: row.finished_at,
            returned_at: row.returned_at,
            appointments,
        },
        closed_at: row.closed_at,
        voided: row.voided_at.zip(row.void_reason),
        end_reason: row.end_reason,
        due_trace: row.due_trace,
        due_provisional: row.due_provisional,
        applicant_name: row.applicant_name,
        applicant_number: row.applicant_number,
        applicant_phone: row.applicant_phone,
        applicant_email: row.applicant_email,
        applicant_address: row.applicant_address,
        owner_name: row.owner_name,
        request: row.request,
        copies: row.copies,
        pages: row.pages,
        sets: row.sets,
        fee_status: row.fee_status,
        fee_amount: row.fee_amount,
        return_way: row.return_way,
        return_address: row.return_address,
        version: row.version,
        changed_at: row.changed_at,
        changed_by: row.changed_by.map(OfficialId),
        created_at: row.created_at,
        created_by: row.created_by.map(OfficialId),
    }))
}

/// Locks the dossier until the end of the transaction and reads it as it is then: who comes second sees what the first did.
pub async fn lock(tx: &mut Tx, id: DossierId) -> Result<Option<Dossier>, Fault> {
    let there = sqlx::query_scalar!("select dossier_id from dossiers.dossier where dossier_id = $1 for update", id.0)
        .fetch_optional(tx.conn())
        .await?;
    match there {
        Some(_) => find(tx, id).await,
        None => Ok(None),
    }
}

/// Writes where the dossier stands now and counts its version. Facts that are written once are held by a trigger.
pub async fn save(tx: &mut Tx, _may: &May, dossier: &Dossier, now: Instant, by: Option<OfficialId>) -> Result<(), Fault> {
    let stamps = &dossier.stamps;
    let changed = sqlx::query!(
        "update dossiers.dossier set state = $3, left_states = $4, step = $5, holder_agency_id = $6, holder_post_id = $7, step_due = $8,
             due_current = $9, due_counted = $10, finished_at = $11, returned_at = $12, closed_at = $13, voided_at = $14, void_reason = $15,
             end_reason = $16, version = version + 1, changed_at = $17, changed_by = $18
         where dossier_id = $1 and version = $2",
        dossier.id.0,
        dossier.version,
        dossier.life.state().word(),
        &dossier.life.left_words(),
        i32::try_from(dossier.step).unwrap_or(i32::MAX),
        dossier.holder_agency.0,
        dossier.holder_post.map(|p| p.0),
        dossier.step_due,
        stamps.due_current,
        stamps.due_counted,
        stamps.finished_at,
        stamps.returned_at,
        dossier.closed_at,
        dossier.voided.as_ref().map(|(at, _)| *at),
        dossier.voided.as_ref().map(|(_, reason)| reason.as_str()),
        dossier.end_reason,
        now,
        by.map(|o| o.0),
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    // the row is locked since it was read: anything else than one row is a defect of ours
    if changed == 1 { Ok(()) } else { Err(Fault::new("a locked dossier was not there to be saved")) }
}

/// The next number of a unit's code book for the day. The book's row stays locked until the end of the transaction.
pub async fn next_code(tx: &mut Tx, agency: AgencyId, day: chrono::NaiveDate) -> Result<i32, Fault> {
    Ok(sqlx::query_scalar!(
        "insert into dossiers.code_book (agency_id, day, last) values ($1, $2, 1)
         on conflict (agency_id, day) do update set last = code_book.last + 1 returning last",
        agency.0,
        day
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Opens a pause.
pub async fn open_pause(tx: &mut Tx, id: DossierId, cause: PauseCause, from: Instant) -> Result<(), Fault> {
    sqlx::query!(
        "insert into dossiers.pause (pause_id, dossier_id, cause, from_at) values ($1, $2, $3, $4)",
        Uuid::now_v7(),
        id.0,
        cause.word(),
        from
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes the open pause, if one is open.
pub async fn close_pause(tx: &mut Tx, id: DossierId, until: Instant) -> Result<(), Fault> {
    sqlx::query!("update dossiers.pause set until_at = $2 where dossier_id = $1 and until_at is null", id.0, until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Appends a move of the appointment.
pub async fn append_appointment(
    tx: &mut Tx,
    id: DossierId,
    change: &AppointmentChange,
    trace: Option<serde_json::Value>,
    by: OfficialId,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into dossiers.appointment_change (appointment_change_id, dossier_id, cause, changed_at, due_from, due_to, trace, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        id.0,
        change.cause.word(),
        change.at,
        change.from,
        change.to,
        trace,
        by.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One handing over, as it is appended.
pub struct NewHandover<'a> {
    pub from: Option<(AgencyId, PostId, &'a str)>,
    pub to_agency: AgencyId,
    pub to_post: Option<PostId>,
    pub step: &'a str,
    pub due_at: Option<Instant>,
    pub way: &'a str,
    pub note: Option<&'a str>,
}

/// Ends the present handover with how it went, and appends the next.
pub async fn hand_over(
    tx: &mut Tx,
    id: DossierId,
    now: Instant,
    official: OfficialId,
    next: NewHandover<'_>,
) -> Result<(), Fault> {
    receive_handover(tx, id, now, official).await?;
    sqlx::query!(
        "update dossiers.handover set outcome = case when due_at is null then null when $2 > due_at then 'late'
               when ($2 at time zone '+07')::date < (due_at at time zone '+07')::date then 'early' else 'on_time' end
         where handover_id = (select handover_id from dossiers.handover where dossier_id = $1 order by given_at desc, handover_id desc limit 1)
           and outcome is null",
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into dossiers.handover (handover_id, dossier_id, from_agency_id, from_post_id, from_step, to_agency_id, to_post_id, step,
             given_at, received_at, received_by, due_at, way, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        Uuid::now_v7(),
        id.0,
        next.from.map(|(agency, _, _)| agency.0),
        next.from.map(|(_, post, _)| post.0),
        next.from.map(|(_, _, step)| step),
        next.to_agency.0,
        next.to_post.map(|p| p.0),
        next.step,
        now,
        // who takes it or accepts at the counter has it in hand at once
        matches!(next.way, "take" | "accept").then_some(now),
        matches!(next.way, "take" | "accept").then_some(official.0),
        next.due_at,
        next.way,
        next.note
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the present handover was received; who works on a dossier has received it.
pub async fn receive_handover(tx: &mut Tx, id: DossierId, now: Instant, official: OfficialId) -> Result<(), Fault> {
    sqlx::query!(
        "update dossiers.handover set received_at = $2, received_by = $3
         where handover_id = (select handover_id from dossiers.handover where dossier_id = $1 order by given_at desc, handover_id desc limit 1)
           and received_at is null",
        id.0,
        now,
        official.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the citizen came to the counter.
pub async fn append_visit(
    tx: &mut Tx,
    agency: AgencyId,
    dossier: Option<DossierId>,
    procedure: Option<lienthong_kernel::id::ProcedureVersionId>,
    at: Instant,
    purpose: &str,
    official: OfficialId,
) -> Result<(), Fault> {
    sqlx::query!(
        "insert into dossiers.visit (visit_id, agency_id, dossier_id, procedure_version_id, visited_at, purpose, official_id)
         values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        agency.0,
        dossier.map(|d| d.0),
        procedure.map(|p| p.0),
        at,
        purpose,
        official.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A paper as it stands on the dossier page and on slips.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PaperRow {
    /// Its id.
    pub id: Uuid,
    /// Name of the component.
    pub name: String,
    /// `original`, `copy`, `electronic`.
    pub kind: String,
    /// How many.
    pub quantity: i32,
    /// Whether the officer checked it.
    pub checked: bool,
    /// The scanned or sent file.
    pub file: Option<Uuid>,
    /// Whether it came from a store instead of the citizen.
    pub reused: bool,
}

/// The papers of a dossier in order.
pub async fn papers(tx: &mut ReadTx, id: DossierId) -> Result<Vec<PaperRow>, Fault> {
    Ok(sqlx::query_as!(
        PaperRow,
        r#"select paper_id as id, name, kind, quantity, checked, file_id as "file", reused from dossiers.paper
           where dossier_id = $1 order by position, paper_id"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// One line of the control slip (form 05).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HandoverRow {
    /// Giving agency.
    pub from_agency: Option<Uuid>,
    /// Giving post.
    pub from_post: Option<Uuid>,
    /// Receiving agency.
    pub to_agency: Uuid,
    /// Receiving post; nothing while it lies with the unit.
    pub to_post: Option<Uuid>,
    /// The step handed over for.
    pub step: String,
    /// When given.
    pub given_at: Instant,
    /// When received.
    pub received_at: Option<Instant>,
    /// When the step was due.
    pub due_at: Option<Instant>,
    /// `early`, `on_time`, `late`.
    pub outcome: Option<String>,
    /// `accept`, `assign`, `take`, `forward`, `back`.
    pub way: String,
    /// A word on the way.
    pub note: Option<String>,
}

/// The handovers of a dossier in order: the control slip.
pub async fn handovers(tx: &mut ReadTx, id: DossierId) -> Result<Vec<HandoverRow>, Fault> {
    Ok(sqlx::query_as!(
        HandoverRow,
        "select from_agency_id as from_agency, from_post_id as from_post, to_agency_id as to_agency, to_post_id as to_post, step, given_at,
             received_at, due_at, outcome, way, note
         from dossiers.handover where dossier_id = $1 order by given_at, handover_id",
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How many open dossiers these posts hold, at whichever agencies. For the worker role.
pub(crate) async fn held_by(tx: &mut ReadTx, posts: &[PostId]) -> Result<u64, Fault> {
    let posts: Vec<uuid::Uuid> = posts.iter().map(|post| post.0).collect();
    let count = sqlx::query_scalar!(
        r#"select count(distinct dossier_id) as "count!" from dossiers.desk where open and holder_post_id = any ($1)"#,
        &posts
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}
