//! One dossier as the room knows it: facts, where it stands, who holds it.

pub(crate) mod store;

use lienthong_kernel::clock::Instant;
use lienthong_kernel::failure::Outcome;
use lienthong_kernel::id::{AgencyId, DossierId, OfficialId, PostId, ProcedureVersionId};
use lienthong_kernel::op::{Actor, Channel, Duty, Op};
use lienthong_platform::App;
use serde::{Deserialize, Serialize};

use crate::life::{Life, Progress, ProgressRule, Stamps, State};
use crate::promise::TimeTerms;

/// At which agency a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPlace {
    /// Where the dossier was received.
    Receiving,
    /// Where it is decided.
    Competent,
}

/// A step of the work, as of the procedure version pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The step's own word in the procedure version.
    pub key: String,
    /// The name that officials read.
    pub name: String,
    /// Which duty works on it.
    pub duty: Duty,
    /// The state of a dossier in this step.
    pub state: State,
    /// At which agency.
    pub place: StepPlace,
    /// The step's own limit in working minutes, if one is set.
    pub minutes: Option<i64>,
}

/// The ordinary way of a dossier when the procedure version names no steps of its own.
pub fn ordinary_flow() -> Vec<Step> {
    let step = |key: &str, name: &str, duty, state, place| Step {
        key: key.into(),
        name: name.into(),
        duty,
        state,
        place,
        minutes: None,
    };
    vec![
        step("receive", "Tiếp nhận", Duty::Receive, State::Accepted, StepPlace::Receiving),
        step("assign", "Phân công", Duty::Assign, State::Assigning, StepPlace::Competent),
        step("handle", "Thụ lý", Duty::Handle, State::Handling, StepPlace::Competent),
        step("approve", "Phê duyệt", Duty::Approve, State::Approving, StepPlace::Competent),
        step("stamp", "Vào số, đóng dấu", Duty::Clerk, State::Stamping, StepPlace::Competent),
        step("return", "Trả kết quả", Duty::Return, State::Finished, StepPlace::Receiving),
    ]
}

/// A dossier, without its children except the stamps that other tables hold.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// Its code; nothing while only submitted.
    pub code: Option<String>,
    /// The rule set pinned.
    pub rule_set: String,
    /// The procedure version pinned.
    pub procedure_version: ProcedureVersionId,
    /// The national code of the procedure.
    pub procedure_code: String,
    /// The procedure's name as of then.
    pub procedure_name: String,
    /// How it came.
    pub channel: Channel,
    /// Where the citizen came.
    pub submission_agency: Option<AgencyId>,
    /// Who issued the code.
    pub reception_agency: AgencyId,
    /// Who decides.
    pub competent_agency: AgencyId,
    /// Where it stands.
    pub life: Life,
    /// Its steps.
    pub flow: Vec<Step>,
    /// The index of the present step.
    pub step: usize,
    /// Which agency has it.
    pub holder_agency: AgencyId,
    /// Which post has it; nothing while it lies with the unit.
    pub holder_post: Option<PostId>,
    /// When the present step should be done.
    pub step_due: Option<Instant>,
    /// All stamps.
    pub stamps: Stamps,
    /// When it was put away.
    pub closed_at: Option<Instant>,
    /// When and why it was declared void.
    pub voided: Option<(Instant, String)>,
    /// Why it ended without a result.
    pub end_reason: Option<String>,
    /// Limits by law and by commitment, and the rule by which they are counted, as pinned.
    pub terms: TimeTerms,
    /// Why this due date.
    pub due_trace: Option<serde_json::Value>,
    /// Whether a year without an announced calendar took part in the due date.
    pub due_provisional: bool,
    /// Who handed it in.
    pub applicant_name: String,
    /// The personal number.
    pub applicant_number: Option<String>,
    /// Digits only.
    pub applicant_phone: Option<String>,
    /// E-mail.
    pub applicant_email: Option<String>,
    /// The address as given.
    pub applicant_address: Option<String>,
    /// Whose dossier it is, if not the applicant's.
    pub owner_name: Option<String>,
    /// What is asked for.
    pub request: String,
    /// Copies asked for.
    pub copies: Option<i32>,
    /// Pages.
    pub pages: Option<i32>,
    /// Sets of papers.
    pub sets: i32,
    /// `unknown`, `free`, `due`, `paid`, `exempt`.
    pub fee_status: String,
    /// VND.
    pub fee_amount: Option<i64>,
    /// `counter`, `online`, `post`.
    pub return_way: String,
    /// Where the post brings it.
    pub return_address: Option<String>,
    /// Counts changes.
    pub version: i32,
    /// The latest change.
    pub changed_at: Instant,
    /// Who changed it last.
    pub changed_by: Option<OfficialId>,
    /// When it was written.
    pub created_at: Instant,
    /// Who wrote it.
    pub created_by: Option<OfficialId>,
}

impl Dossier {
    /// The step in which it stands; nothing in an ended state.
    pub fn current_step(&self) -> Option<&Step> {
        self.flow.get(self.step)
    }

    /// Early, late, paused, … as of then.
    pub fn progress(&self, now: Instant, rule: ProgressRule) -> Progress {
        Progress::of(&self.stamps, now, rule)
    }

    /// The agency at which a step is done.
    pub fn place_of(&self, step: &Step) -> AgencyId {
        match step.place {
            StepPlace::Receiving => self.reception_agency,
            StepPlace::Competent => self.competent_agency,
        }
    }
}

/// How many open dossiers a person holds in all posts: who leaves the service hands them over first.
pub async fn open_work(app: App, op: Op, official: OfficialId) -> Outcome<u64> {
    app.read(&op.as_actor(Actor::Worker), async |tx| {
        let posts = lienthong_directory::api::posts_of(tx, official).await?;
        Ok(store::held_by(tx, &posts).await?)
    })
    .await
}
