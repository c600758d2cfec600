//! What a clerk does at the counter.

use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::{AgencyId, DossierId, ProcedureVersionId, SlipId};
use lienthong_kernel::op::Op;
use lienthong_platform::{Event, Subject, Tx};
use lienthong_procedures::rules::DossierPattern;
use serde_json::json;
use uuid::Uuid;

use super::model::{AcceptForm, AdviceForm, Entry, Field, Problem, Problems, phone, reasons};
use crate::access;
use crate::dossier::store::{self, NewHandover};
use crate::dossier::{Step, ordinary_flow};
use crate::life::Life;
use crate::promise::TimeTerms;
use crate::slips::{self, Office, Purpose, SlipPaper, Snapshot};

/// The fee as it was found from the procedure's schedule on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fee {
    /// The catalogue does not say (chưa xác định).
    Unknown,
    /// Depends on the number of pages, which nobody has entered.
    ByPage,
    /// Free of charge.
    Free,
    /// So much is to be paid, in VND.
    Due(i64),
    /// Exempt by a ground in law; the amount waived, in VND.
    Exempt(i64),
}

impl Fee {
    fn columns(self) -> (&'static str, Option<i64>) {
        match self {
            Fee::Unknown | Fee::ByPage => ("unknown", None),
            Fee::Free => ("free", Some(0)),
            Fee::Due(amount) => ("due", Some(amount)),
            Fee::Exempt(amount) => ("exempt", Some(amount)),
        }
    }
}

/// What the catalogue, the rule set and the directory say on the day of reception. The dossier pins it.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The rule set in force: `2018`, `2025`.
    pub rule_set: String,
    /// Pattern of the code.
    pub pattern: DossierPattern,
    /// The receiving agency's code as of the day, for example `000.17.26.H62`.
    pub agency_code: String,
    /// The procedure version in force.
    pub version: ProcedureVersionId,
    /// Its national code.
    pub procedure_code: String,
    /// Its name.
    pub procedure_name: String,
    /// The case of limit and fees that applies.
    pub case: Option<String>,
    /// Who decides.
    pub competent_agency: AgencyId,
    /// Where the citizen came, when that is not the receiving agency.
    pub submission_agency: Option<AgencyId>,
    /// The steps; the ordinary ones when empty.
    pub flow: Vec<Step>,
    /// Limits and the rule of counting.
    pub time: TimeTerms,
    /// The fee.
    pub fee: Fee,
    /// The head of the forms.
    pub office: Office,
    /// The name of the officer who signs.
    pub officer: String,
}

/// Why a dossier was not accepted.
#[derive(Debug, PartialEq, Eq)]
pub enum AcceptRefused {
    /// Entries to be corrected.
    Entry(Problems),
    /// The calendar never opens: nobody can promise a date.
    NoWorkingDay,
    /// The pattern has no more numbers for today; none is used twice.
    NumbersUsedUp,
}

/// What was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The dossier.
    pub dossier: DossierId,
}

/// Accepts a complete dossier at the counter: code, due date, papers, form 01. The second arrival of a form gets the first answer.
pub async fn accept(
    op: &Op,
    tx: &mut Tx,
    terms: &Terms,
    calendar: &Calendar,
    form: &AcceptForm,
) -> Outcome<Accepted, AcceptRefused> {
    let (_may, official) = access::receive(op)?;
    if let Some(earlier) = tx.once(op, form.form_key, "dossiers.accept").await? {
        let dossier = earlier.parse().map_err(|error| Fault::of("reading what a form led to", error))?;
        return Ok(Accepted { dossier });
    }
    let entry = form.check(op.now).map_err(|problems| Failure::Refused(AcceptRefused::Entry(problems)))?;
    if terms.fee == Fee::ByPage {
        return Err(Failure::Refused(AcceptRefused::Entry(vec![(Field::Pages, Problem::Missing)])));
    }
    let deadline = terms.time.deadline(calendar, op.now, &[]).map_err(|_| Failure::Refused(AcceptRefused::NoWorkingDay))?;
    let due = deadline.as_ref().map(|deadline| deadline.due);
    let trace = deadline
        .as_ref()
        .map(|d| serde_json::to_value(&d.trace))
        .transpose()
        .map_err(|error| Fault::of("writing a due date's trace", error))?;
    let flow = if terms.flow.is_empty() { ordinary_flow() } else { terms.flow.clone() };

    let id = DossierId::new();
    let number = store::next_code(tx, official.agency, clock::local_date(op.now)).await?;
    let number = u32::try_from(number).map_err(|error| Fault::of("reading the code book", error))?;
    let code = terms
        .pattern
        .render(&terms.agency_code, clock::local_date(op.now), number)
        .ok_or(Failure::Refused(AcceptRefused::NumbersUsedUp))?;
    let opening = Opening {
        id,
        code: &code,
        terms,
        entry: &entry,
        flow: &flow,
        due,
        trace: trace.clone(),
        provisional: deadline.as_ref().is_some_and(|d| d.provisional),
        calendar,
    };
    insert(op, tx, official.agency, official.official.0, official.post.0, &opening).await?;
    insert_papers(op, tx, id, &entry).await?;
    let first = flow.first().map_or("receive", |step| step.key.as_str());
    let handover = NewHandover {
        from: None,
        to_agency: official.agency,
        to_post: Some(official.post),
        step: first,
        due_at: None,
        way: "accept",
        note: None,
    };
    store::hand_over(tx, id, op.now, official.official, handover).await?;
    store::append_visit(tx, official.agency, Some(id), Some(terms.version), op.now, "file", official.official).await?;

    let snapshot = receipt(terms, &entry, &code, op, calendar, due, trace);
    slips::issue(op, tx, official, Some(id), &terms.rule_set, Purpose::Receipt, &snapshot).await?;
    let papers = entry.papers.len();
    let event = Event::new("dossier.accepted", Subject::dossier(id)).agency(official.agency).procedure(terms.version).detail(json!({
        "code": code, "rule_set": terms.rule_set, "due": due, "competent_agency": terms.competent_agency, "channel": op.channel.word(),
        "papers": papers,
        "digitised": entry.papers.iter().filter(|p| p.file.is_some()).count(),
        "reused": entry.papers.iter().filter(|p| p.from_store.is_some()).count(),
        "fee": terms.fee.columns().1,
    }));
    tx.record(op, event).await?;
    tx.remember(form.form_key, id).await?;
    Ok(Accepted { dossier: id })
}

struct Opening<'a> {
    id: DossierId,
    code: &'a str,
    terms: &'a Terms,
    entry: &'a Entry,
    flow: &'a [Step],
    due: Option<clock::Instant>,
    trace: Option<serde_json::Value>,
    provisional: bool,
    calendar: &'a Calendar,
}

async fn insert(op: &Op, tx: &mut Tx, agency: AgencyId, official: Uuid, post: Uuid, opening: &Opening<'_>) -> Result<(), Fault> {
    let Opening { id, code, terms, entry, flow, due, trace, provisional, calendar } = opening;
    let json = |value: serde_json::Result<serde_json::Value>| value.map_err(|error| Fault::of("writing pinned terms", error));
    let (fee_status, fee_amount) = terms.fee.columns();
    let owner = entry.owner.clone();
    sqlx::query!(
        "insert into dossiers.dossier (dossier_id, code, rule_set, procedure_version_id, procedure_code, procedure_name, procedure_case,
             calendar_version, channel, submission_agency_id, reception_agency_id, competent_agency_id, state, flow, step, holder_agency_id,
             holder_post_id, submitted_at, accepted_at, due_original, due_current, due_counted, limit_legal, limit_committed, deadline_rule,
             due_trace, due_provisional, applicant_kind, applicant_name, applicant_number, applicant_birth, applicant_phone, applicant_email,
             applicant_address, applicant_authorised, owner_name, owner_number, owner_phone, request, copies, pages, sets, fee_status,
             fee_amount, return_way, return_address, changed_at, changed_by, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $11, $15, $16, $16, $17, $17, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $16, $42, $16, $42)",
        id.0,
        *code,
        terms.rule_set,
        terms.version.0,
        terms.procedure_code,
        terms.procedure_name,
        terms.case,
        calendar.version,
        op.channel.word(),
        terms.submission_agency.unwrap_or(agency).0,
        agency.0,
        terms.competent_agency.0,
        Life::accepted_at_counter().state().word(),
        json(serde_json::to_value(flow))?,
        post,
        op.now,
        *due,
        terms.time.legal.map(serde_json::to_value).map(json).transpose()?,
        terms.time.committed.map(serde_json::to_value).map(json).transpose()?,
        json(serde_json::to_value(terms.time.rule))?,
        *trace,
        *provisional,
        entry.applicant_kind,
        entry.name,
        entry.number,
        entry.birth,
        entry.phone,
        entry.email,
        entry.address,
        entry.authorised,
        owner.as_ref().map(|(name, _, _)| name.as_str()),
        owner.as_ref().and_then(|(_, number, _)| number.as_deref()),
        owner.as_ref().and_then(|(_, _, phone)| phone.as_deref()),
        entry.request.as_deref().unwrap_or(&terms.procedure_name),
        entry.copies,
        entry.pages,
        entry.sets,
        fee_status,
        fee_amount,
        entry.return_way,
        entry.return_address,
        official,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn insert_papers(op: &Op, tx: &mut Tx, id: DossierId, entry: &Entry) -> Result<(), Fault> {
    for (position, paper) in (1i32..).zip(&entry.papers) {
        sqlx::query!(
            "insert into dossiers.paper (paper_id, dossier_id, position, component, name, kind, quantity, checked, file_id, digitised, reused,
                 from_store, added_at)
             values ($1, $2, $3, $4, $5, $6, $7, true, $8, $9, $10, $11, $12)",
            Uuid::now_v7(),
            id.0,
            position,
            paper.component,
            paper.name.trim(),
            paper.kind,
            paper.quantity,
            paper.file,
            paper.file.is_some(),
            paper.from_store.is_some(),
            paper.from_store,
            op.now
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

fn receipt(
    terms: &Terms,
    entry: &Entry,
    code: &str,
    op: &Op,
    calendar: &Calendar,
    due: Option<clock::Instant>,
    trace: Option<serde_json::Value>,
) -> Snapshot {
    let (fee_status, fee_amount) = terms.fee.columns();
    Snapshot {
        office: terms.office.clone(),
        officer: terms.officer.clone(),
        code: Some(code.to_owned()),
        procedure_code: terms.procedure_code.clone(),
        procedure_name: terms.procedure_name.clone(),
        applicant_name: entry.name.clone(),
        applicant_number: entry.number.clone(),
        applicant_address: entry.address.clone(),
        applicant_phone: entry.phone.clone(),
        applicant_email: entry.email.clone(),
        owner_name: entry.owner.as_ref().map(|(name, _, _)| name.clone()),
        request: entry.request.clone().unwrap_or_else(|| terms.procedure_name.clone()),
        papers: entry
            .papers
            .iter()
            .map(|p| SlipPaper { name: p.name.trim().to_owned(), kind: p.kind.clone(), quantity: p.quantity })
            .collect(),
        sets: entry.sets,
        limit: terms.time.binding(calendar, op.now),
        received_at: Some(op.now),
        due,
        due_trace: trace,
        return_way: entry.return_way.to_owned(),
        return_address: entry.return_address.clone(),
        fee_status: fee_status.to_owned(),
        fee_amount,
        reasons: Vec::new(),
        answer_by: None,
    }
}

/// What leaves the counter instead of an acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Form 02: come again with these papers, said fully and in one go.
    Supplement,
    /// Form 03: not here, not so, not you.
    Refusal,
}

/// Advises or refuses at the counter without a dossier: the visit and the slip with its reasons are what remains.
pub async fn advise(op: &Op, tx: &mut Tx, terms: &Terms, advice: Advice, form: &AdviceForm) -> Outcome<SlipId, AcceptRefused> {
    let (_may, official) = access::receive(op)?;
    if let Some(earlier) = tx.once(op, form.form_key, "dossiers.advise").await? {
        return Ok(earlier.parse().map_err(|error| Fault::of("reading what a form led to", error))?);
    }
    let mut problems = Problems::new();
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        problems.push((Field::Name, Problem::Missing));
    }
    let digits = phone(&form.phone).unwrap_or_else(|problem| {
        problems.push((Field::Phone, problem));
        None
    });
    let reasons = reasons(&form.reasons).unwrap_or_else(|| {
        problems.push((Field::Reasons, Problem::Missing));
        Vec::new()
    });
    if !problems.is_empty() {
        return Err(Failure::Refused(AcceptRefused::Entry(problems)));
    }
    let snapshot = Snapshot {
        office: terms.office.clone(),
        officer: terms.officer.clone(),
        code: None,
        procedure_code: terms.procedure_code.clone(),
        procedure_name: terms.procedure_name.clone(),
        applicant_name: name,
        applicant_number: None,
        applicant_address: Some(form.address.trim().to_owned()).filter(|address| !address.is_empty()),
        applicant_phone: digits,
        applicant_email: None,
        owner_name: None,
        request: if form.request.trim().is_empty() { terms.procedure_name.clone() } else { form.request.trim().to_owned() },
        papers: Vec::new(),
        sets: 1,
        limit: None,
        received_at: Some(op.now),
        due: None,
        due_trace: None,
        return_way: "counter".to_owned(),
        return_address: None,
        fee_status: "unknown".to_owned(),
        fee_amount: None,
        reasons,
        answer_by: None,
    };
    let (purpose, visit, kind) = match advice {
        Advice::Supplement => (Purpose::Supplement, "advice", "counter.advised"),
        Advice::Refusal => (Purpose::Refusal, "refused", "counter.refused"),
    };
    let slip = slips::issue(op, tx, official, None, &terms.rule_set, purpose, &snapshot).await?;
    store::append_visit(tx, official.agency, None, Some(terms.version), op.now, visit, official.official).await?;
    let event = Event::new(kind, Subject::of("slip", slip)).agency(official.agency).procedure(terms.version).detail(json!({
        "slip": slip, "reasons": snapshot.reasons.len(),
    }));
    tx.record(op, event).await?;
    tx.remember(form.form_key, slip).await?;
    Ok(slip)
}
