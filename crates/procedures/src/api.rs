//! What other rooms may ask of the catalogue.

use chrono::{DateTime, NaiveDate, Utc};
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::{AgencyId, ProcedureId, ProcedureVersionId};
use lienthong_kernel::op::Op;
use lienthong_platform::{Event, ReadTx, Subject, Tx};
use serde_json::json;

use crate::catalogue::{Case, Fee, Limit, ProcedureContent, Step, store};
use crate::rules::RuleSet;

/// A procedure that an agency takes part in, with the version in force on the day asked for.
#[derive(Clone, Debug)]
pub struct ForAgency {
    /// The version in force.
    pub version: ProcedureVersionId,
    /// The procedure.
    pub procedure: ProcedureId,
    /// Core code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Lĩnh vực.
    pub field: Option<String>,
    /// Number of the version.
    pub number: i32,
    /// Values of the version that are not settled.
    pub unknown_count: i32,
    /// Whether the agency receives it.
    pub receives: bool,
    /// Whether the agency handles it.
    pub handles: bool,
    /// A shorter limit that the agency promises.
    pub committed_limit: Option<Limit>,
    /// The agency's own steps instead of those of the version.
    pub steps: Option<Vec<Step>>,
}

/// A version to take a dossier in with; the dossier pins its id.
#[derive(Clone, Debug)]
pub struct ForIntake {
    /// The row of the agency.
    pub row: ForAgency,
    /// The whole content.
    pub content: ProcedureContent,
}

impl ForIntake {
    /// The steps to walk: the agency's own, else those of the version. `None`: not settled.
    pub fn steps(&self) -> Option<&[Step]> {
        self.row.steps.as_deref().or(self.content.steps.value().map(Vec::as_slice))
    }
}

/// A line of the version history.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// The version.
    pub id: ProcedureVersionId,
    /// Its procedure.
    pub procedure: ProcedureId,
    /// Core code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Lĩnh vực.
    pub field: Option<String>,
    /// Number, from 1.
    pub number: i32,
    /// `draft`, `announced`, `public`, `replaced` or `abolished`.
    pub state: String,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// First day no longer in force.
    pub valid_to: Option<NaiveDate>,
    /// Values not settled.
    pub unknown_count: i32,
    /// Why it was made.
    pub reason: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A line found in the public catalogue.
#[derive(Clone, Debug)]
pub struct Found {
    /// The version in force.
    pub version: ProcedureVersionId,
    /// Core code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Lĩnh vực.
    pub field: Option<String>,
    /// The name as it sorts, for the next page.
    pub name_fold: String,
    /// Values not settled.
    pub unknown_count: i32,
}

/// The version that an agency takes a dossier in with on a day; `NotFound` when it does not receive the procedure then.
pub async fn version_for_intake(tx: &mut ReadTx, agency: AgencyId, code: &str, on: NaiveDate) -> Outcome<ForIntake> {
    let row = store::of_agency(tx, agency, on)
        .await?
        .into_iter()
        .find(|row| row.receives && row.code == code)
        .ok_or(Failure::NotFound)?;
    let content = content(tx, row.version).await?;
    Ok(ForIntake { row, content })
}

/// What an agency receives on a day, by name.
pub async fn received_by(tx: &mut ReadTx, agency: AgencyId, on: NaiveDate) -> Result<Vec<ForAgency>, Fault> {
    Ok(store::of_agency(tx, agency, on).await?.into_iter().filter(|row| row.receives).collect())
}

/// What an agency receives or handles on a day, by name.
pub async fn of_agency(tx: &mut ReadTx, agency: AgencyId, on: NaiveDate) -> Result<Vec<ForAgency>, Fault> {
    store::of_agency(tx, agency, on).await
}

/// The content of a version.
pub async fn content(tx: &mut ReadTx, version: ProcedureVersionId) -> Outcome<ProcedureContent> {
    store::content(tx, version).await?.ok_or(Failure::NotFound)
}

/// The version in force on a day, whoever receives it.
pub async fn version_on(tx: &mut ReadTx, code: &str, on: NaiveDate) -> Result<Option<ProcedureVersionId>, Fault> {
    store::version_on(tx, code, on).await
}

/// The versions of a procedure, newest first.
pub async fn versions(tx: &mut ReadTx, code: &str) -> Result<Vec<VersionRow>, Fault> {
    store::versions(tx, code).await
}

/// The public catalogue: words without diacritics or the beginning of a code, a field, and after which row to go on.
pub async fn search(
    tx: &mut ReadTx,
    words: Option<&str>,
    field: Option<&str>,
    after: Option<(&str, ProcedureVersionId)>,
    at_most: i32,
) -> Result<Vec<Found>, Fault> {
    store::search(tx, words, field, after, at_most).await
}

/// The fields of the public catalogue.
pub async fn fields(tx: &mut ReadTx) -> Result<Vec<String>, Fault> {
    store::fields(tx).await
}

/// A rule set by its id (`2018`, `2025`).
pub async fn rule_set(tx: &mut ReadTx, id: &str) -> Outcome<RuleSet> {
    store::rule_set(tx, id).await?.ok_or(Failure::NotFound)
}

/// The id of the rule set in force on a day.
pub async fn rule_set_on(tx: &mut ReadTx, on: NaiveDate) -> Result<Option<String>, Fault> {
    store::rule_set_on(tx, on).await
}

/// Lets an agency receive or handle a procedure from a day on (the worker's role: imports and demonstration data).
/// Told again, it changes nothing and says `false`.
pub async fn assign(
    op: &Op,
    tx: &mut Tx,
    agency: AgencyId,
    code: &str,
    receives: bool,
    handles: bool,
    from: NaiveDate,
) -> Result<bool, Fault> {
    let done = store::assign(tx, agency, code, receives, handles, from, op.now).await?;
    if done {
        let detail = json!({ "code": code, "receives": receives, "handles": handles, "from": from });
        tx.record(op, Event::new("procedures.assigned", Subject::agency(agency)).agency(agency).detail(detail)).await?;
    }
    Ok(done)
}

/// Sets what an agency promises beyond the version: a shorter limit and its own steps (the worker's role). `false`: the agency
/// does not take part in the procedure from that day on.
pub async fn set_terms(
    op: &Op,
    tx: &mut Tx,
    agency: AgencyId,
    code: &str,
    from: NaiveDate,
    committed: Option<Limit>,
    steps: Option<&[Step]>,
) -> Result<bool, Fault> {
    let done = store::set_terms(tx, agency, code, from, committed, steps).await?;
    if done {
        let detail = json!({ "code": code, "from": from, "committed_limit": committed, "steps": steps.map(<[Step]>::len) });
        tx.record(op, Event::new("procedures.terms_set", Subject::agency(agency)).agency(agency).detail(detail)).await?;
    }
    Ok(done)
}

/// The fee lines of a case: each fee with its amount in đồng. `None`: the fees are not settled and somebody must say them.
pub fn fee_lines(case: &Case, pages: u32, copies: u32) -> Option<Vec<(&Fee, i64)>> {
    case.fees.value().map(|fees| fees.iter().map(|fee| (fee, fee.rule.amount(pages, copies))).collect())
}
