//! Slips (phiếu, giấy): the numbered forms that a unit issues, with the data they show (Thông tư 01/2018/TT-VPCP, Thông tư 03/2025/TT-VPCP).
//!
//! The record is sealed in the transaction; its PDF is a job that listens to `dossier.slip_issued`. A slip never changes: a re-issue is a
//! new number that names the former. **Absent on purpose**: forms 05 and 06 as rows, they are views of the handovers and of the desk.

use lienthong_kernel::clock::{self, Instant};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, DossierId, SlipId};
use lienthong_kernel::op::{OfficialActor, Op};
use lienthong_platform::{Event, ReadTx, Subject, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a slip is for; the form number follows from the rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
    Receipt,
    /// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
    Supplement,
    /// Phiếu từ chối tiếp nhận giải quyết hồ sơ.
    Refusal,
    /// Phiếu xin lỗi và hẹn lại ngày trả kết quả.
    Apology,
    /// Thông báo dừng giải quyết (from 2025).
    Stop,
}

impl Purpose {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Receipt => "receipt",
            Purpose::Supplement => "supplement",
            Purpose::Refusal => "refusal",
            Purpose::Apology => "apology",
            Purpose::Stop => "stop",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Purpose::Receipt, Purpose::Supplement, Purpose::Refusal, Purpose::Apology, Purpose::Stop]
            .into_iter()
            .find(|p| p.word() == word)
    }
}

/// The office as the head of a form names it, as of the day of issue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// The body above: `UBND xã Quang Yên`.
    pub body: String,
    /// The receiving section.
    pub name: String,
    /// Its address.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// The place in the line of place and date.
    pub place: Option<String>,
}

/// What to add or correct, why, and on which legal ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What is missing or wrong, or why it is refused.
    pub what: String,
    /// The legal ground.
    pub ground: Option<String>,
}

/// A paper line of form 01.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipPaper {
    /// Name.
    pub name: String,
    /// `original`, `copy`, `electronic`.
    pub kind: String,
    /// How many.
    pub quantity: i32,
}

/// What a slip shows, frozen when it was issued. Texts are as given; times are instants; money is VND.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Who issues.
    pub office: Office,
    /// The officer who signs.
    pub officer: String,
    /// The dossier's code; nothing when advice or refusal came before acceptance.
    pub code: Option<String>,
    /// The procedure's code.
    pub procedure_code: String,
    /// The procedure's name.
    pub procedure_name: String,
    /// Who handed in.
    pub applicant_name: String,
    /// The personal number.
    pub applicant_number: Option<String>,
    /// Address.
    pub applicant_address: Option<String>,
    /// Telephone.
    pub applicant_phone: Option<String>,
    /// E-mail.
    pub applicant_email: Option<String>,
    /// Whose dossier, if not the applicant's.
    pub owner_name: Option<String>,
    /// What is asked for.
    pub request: String,
    /// The papers handed in.
    pub papers: Vec<SlipPaper>,
    /// Sets.
    pub sets: i32,
    /// The limit by rule, as stored.
    pub limit: Option<lienthong_kernel::deadline::Limit>,
    /// When received.
    pub received_at: Option<Instant>,
    /// When due.
    pub due: Option<Instant>,
    /// Why this date.
    pub due_trace: Option<serde_json::Value>,
    /// `counter`, `online`, `post`.
    pub return_way: String,
    /// Where the post brings it.
    pub return_address: Option<String>,
    /// `unknown`, `free`, `due`, `paid`, `exempt`.
    pub fee_status: String,
    /// VND.
    pub fee_amount: Option<i64>,
    /// Reasons of forms 02, 03 and the notice of stopping.
    pub reasons: Vec<Reason>,
    /// Until when papers are to be supplied.
    pub answer_by: Option<Instant>,
}

/// An issued slip.
#[derive(Clone, Debug)]
pub struct Slip {
    /// Its id.
    pub id: SlipId,
    /// Who issued it.
    pub agency: AgencyId,
    /// The dossier, if there is one.
    pub dossier: Option<DossierId>,
    /// The rule set whose form it is.
    pub rule_set: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The year of its number.
    pub year: i32,
    /// Its number.
    pub number: i32,
    /// When issued.
    pub issued_at: Instant,
    /// What it shows.
    pub snapshot: Snapshot,
    /// The PDF, once the job made it.
    pub file: Option<lienthong_kernel::id::FileId>,
}

/// Issues a slip: its number, its record, its event.
pub(crate) async fn issue(
    op: &Op,
    tx: &mut Tx,
    official: &OfficialActor,
    dossier: Option<DossierId>,
    rule_set: &str,
    purpose: Purpose,
    snapshot: &Snapshot,
) -> Result<SlipId, Fault> {
    use chrono::Datelike as _;
    let id = SlipId::new();
    let year = clock::local_date(op.now).year();
    let number = sqlx::query_scalar!(
        "insert into dossiers.slip_book (agency_id, year, last) values ($1, $2, 1)
         on conflict (agency_id, year) do update set last = slip_book.last + 1 returning last",
        official.agency.0,
        year
    )
    .fetch_one(tx.conn())
    .await?;
    let snapshot = serde_json::to_value(snapshot).map_err(|error| Fault::of("writing the data of a slip", error))?;
    sqlx::query!(
        "insert into dossiers.slip (slip_id, agency_id, dossier_id, rule_set, purpose, year, number, issued_at, issued_by, snapshot)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.0,
        official.agency.0,
        dossier.map(|d| d.0),
        rule_set,
        purpose.word(),
        year,
        number,
        op.now,
        official.official.0,
        snapshot
    )
    .execute(tx.conn())
    .await?;
    let event = Event::new("dossier.slip_issued", dossier.map_or_else(|| Subject::of("slip", id), Subject::dossier))
        .agency(official.agency)
        .detail(json!({ "slip": id, "purpose": purpose.word(), "year": year, "number": number }));
    tx.record(op, event).await?;
    Ok(id)
}

struct Row {
    slip_id: SlipId,
    agency_id: AgencyId,
    dossier_id: Option<DossierId>,
    rule_set: String,
    purpose: String,
    year: i32,
    number: i32,
    issued_at: Instant,
    snapshot: serde_json::Value,
    file_id: Option<lienthong_kernel::id::FileId>,
}

impl TryFrom<Row> for Slip {
    type Error = Fault;
    fn try_from(row: Row) -> Result<Self, Fault> {
        let bad = |column| Fault::bad_row("dossiers.slip", column, row.slip_id);
        Ok(Self {
            id: row.slip_id,
            agency: row.agency_id,
            dossier: row.dossier_id,
            purpose: Purpose::of_word(&row.purpose).ok_or_else(|| bad("purpose"))?,
            snapshot: serde_json::from_value(row.snapshot).map_err(|_| bad("snapshot"))?,
            rule_set: row.rule_set,
            year: row.year,
            number: row.number,
            issued_at: row.issued_at,
            file: row.file_id,
        })
    }
}

/// A slip with the data it shows.
pub async fn find(tx: &mut ReadTx, id: SlipId) -> Result<Option<Slip>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select slip_id as "slip_id: SlipId", agency_id as "agency_id: AgencyId", dossier_id as "dossier_id: DossierId", rule_set, purpose,
               year, number, issued_at, snapshot, file_id as "file_id: lienthong_kernel::id::FileId"
           from dossiers.slip where slip_id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Slip::try_from)
    .transpose()
}

/// The slips of a dossier, the latest first.
pub async fn of_dossier(tx: &mut ReadTx, id: DossierId) -> Result<Vec<Slip>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select slip_id as "slip_id: SlipId", agency_id as "agency_id: AgencyId", dossier_id as "dossier_id: DossierId", rule_set, purpose,
               year, number, issued_at, snapshot, file_id as "file_id: lienthong_kernel::id::FileId"
           from dossiers.slip where dossier_id = $1 order by issued_at desc, number desc"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Slip::try_from)
    .collect()
}

/// Adds the file of the PDF, once; the job's side. True when it was added now.
pub async fn set_file(tx: &mut Tx, id: SlipId, file: lienthong_kernel::id::FileId) -> Result<bool, Fault> {
    let set = sqlx::query!("update dossiers.slip set file_id = $2 where slip_id = $1 and file_id is null", id.0, file.0)
        .execute(tx.conn())
        .await?;
    Ok(set.rows_affected() == 1)
}
