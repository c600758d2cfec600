//! What each paper says: the data shapes that rooms fill and store beside the PDF as its snapshot.
//!
//! Texts are printed as they come; times are local (+07:00) without offset, dates ISO; money is VND. Field lists follow
//! Thông tư 01/2018/TT-VPCP and Thông tư 03/2025/TT-VPCP.

use chrono::{NaiveDate, NaiveDateTime};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A paper's data: readable, writable, with an example, and able to say when it contradicts itself.
pub trait Form: Serialize + DeserializeOwned {
    /// A filled example of an ordinary case.
    fn sample() -> Self;

    /// What does not fit together, in one English clause for the log; `None` when all is well.
    fn contradiction(&self) -> Option<String> {
        None
    }
}

/// The common head of every paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlipHead {
    /// The body above, e.g. "UBND thị trấn Hương Canh" (printed in capitals).
    pub level: String,
    /// The section that issues, e.g. "Bộ phận Tiếp nhận và Trả kết quả" (printed in capitals).
    pub section: String,
    /// Number with its suffix, e.g. "128/BPTNTKQ"; per unit and year.
    pub number: String,
    /// Place, e.g. "Hương Canh".
    pub place: String,
    /// Day of issue; also the date in the PDF.
    pub issued_on: NaiveDate,
    /// Form mark at the top, e.g. "Mẫu số 01 (Thông tư số 01/2018/TT-VPCP)".
    pub form: String,
    /// Number of the paper that this one replaces, when issued again.
    pub replaces: Option<String>,
}

/// The receiving section as the citizen finds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// Full name with its body.
    pub name: String,
    /// Street address.
    pub address: String,
    /// Telephone for questions.
    pub hotline: Option<String>,
    /// Address for look-up as people type it, e.g. "dichvucong.vinhphuc.gov.vn".
    pub lookup: Option<String>,
}

/// A person or organisation on a paper. What is unknown is absent, and its line is not printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Identity paper, e.g. "CCCD 026090001234".
    pub identity: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// Who signs a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signer {
    /// Post in capitals as signed, e.g. "CHỦ TỊCH" or "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH".
    pub post: String,
    /// Name.
    pub name: String,
}

/// In which shape a paper was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// Bản chính.
    Original,
    /// Bản sao.
    Copy,
    /// Bản sao có chứng thực.
    CertifiedCopy,
    /// Bản điện tử.
    Electronic,
}

/// One paper of the dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperLine {
    /// Name of the paper.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// In which shape.
    pub kind: PaperKind,
}

/// How the fee stands on the day of reception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeState {
    /// Đã nộp.
    Paid,
    /// Nộp khi nhận kết quả or later.
    ToPay,
    /// Không thu, or exempt.
    Free,
}

/// One fee or charge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeeLine {
    /// What for.
    pub name: String,
    /// VND.
    pub amount: i64,
}

/// Form 01: receipt of the dossier and appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptSlip {
    /// Common head.
    pub head: SlipHead,
    /// Dossier code; drawn as Code 128 (printable ASCII, at most 60 characters).
    pub dossier_code: String,
    /// Full address of public tracking; drawn as QR.
    pub tracking_url: String,
    /// Receiving section.
    pub office: Office,
    /// Who handed in.
    pub submitter: Person,
    /// Chủ hồ sơ, when another person.
    pub owner: Option<String>,
    /// Nội dung yêu cầu giải quyết.
    pub content: String,
    /// Thành phần hồ sơ, in order.
    pub papers: Vec<PaperLine>,
    /// Số lượng hồ sơ (bộ), at least 1.
    pub sets: u32,
    /// Thời gian giải quyết theo quy định, e.g. "03 ngày làm việc".
    pub processing_time: String,
    /// When received, local.
    pub received_at: NaiveDateTime,
    /// When the result is promised, local.
    pub due_at: NaiveDateTime,
    /// Why this date: sentences of the deadline's trace in Vietnamese.
    pub why_this_date: Vec<String>,
    /// Where the result is handed over, with the address when by post.
    pub return_at: String,
    /// Fees and charges; empty when free.
    pub fees: Vec<FeeLine>,
    /// Whether they are paid.
    pub fee_state: FeeState,
    /// Sổ theo dõi: quyển số.
    pub register_book: String,
    /// Sổ theo dõi: số thứ tự.
    pub register_order: u32,
    /// Name of the receiving official.
    pub receiving_officer: String,
}

/// One thing to add or to correct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplementItem {
    /// What to add or correct.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Legal ground.
    pub legal_ground: Option<String>,
}

/// Form 02: request to supplement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplementSlip {
    /// Common head.
    pub head: SlipHead,
    /// Receiving section.
    pub office: Office,
    /// Whom it is for.
    pub submitter: Person,
    /// Nội dung yêu cầu giải quyết.
    pub content: String,
    /// Dossier code, once accepted.
    pub dossier_code: Option<String>,
    /// What to add, fully and in one go.
    pub items: Vec<SupplementItem>,
    /// Until when, local.
    pub supply_by: Option<NaiveDateTime>,
    /// Whom to ask.
    pub contact_name: String,
    /// Telephone of that official.
    pub contact_phone: Option<String>,
    /// Guiding official who signs.
    pub guiding_officer: String,
}

/// A reason with its legal ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// The reason.
    pub reason: String,
    /// Legal ground.
    pub legal_ground: Option<String>,
}

/// Form 03: refusal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefusalSlip {
    /// Common head.
    pub head: SlipHead,
    /// Receiving section.
    pub office: Office,
    /// Whom it is for.
    pub submitter: Person,
    /// Nội dung yêu cầu giải quyết.
    pub content: String,
    /// Dossier code, once one exists.
    pub dossier_code: Option<String>,
    /// Why, at least one.
    pub reasons: Vec<Ground>,
    /// Guidance, e.g. the right place to go.
    pub guidance: Option<String>,
    /// Receiving official.
    pub receiving_officer: String,
}

/// Request for more time that the 2025 letter of apology carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtensionRequest {
    /// How long, e.g. "02 ngày làm việc".
    pub length: String,
    /// On what ground.
    pub ground: String,
}

/// Form 04: apology with a new date; with [`ExtensionRequest`] the 2025 form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApologySlip {
    /// Common head (of the responsible body).
    pub head: SlipHead,
    /// Kính gửi.
    pub addressee: Person,
    /// Dossier code.
    pub dossier_code: String,
    /// Nội dung yêu cầu giải quyết.
    pub content: String,
    /// When received, local.
    pub received_at: NaiveDateTime,
    /// The date promised before, local.
    pub due_at: NaiveDateTime,
    /// The body that caused the delay.
    pub causing_body: String,
    /// Why.
    pub reason: String,
    /// New date, local, after `due_at`.
    pub new_due_at: NaiveDateTime,
    /// Where the result is handed over.
    pub return_at: String,
    /// 2025: the request for extension.
    pub extension: Option<ExtensionRequest>,
    /// Head of the body.
    pub signer: Signer,
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// Thông báo dừng giải quyết (2025).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StopNotice {
    /// Common head.
    pub head: SlipHead,
    /// Kính gửi.
    pub addressee: Person,
    /// Dossier code.
    pub dossier_code: String,
    /// Nội dung yêu cầu giải quyết.
    pub content: String,
    /// When received, local.
    pub received_at: NaiveDateTime,
    /// From when it is stopped, local.
    pub stopped_at: NaiveDateTime,
    /// Why, at least one.
    pub reasons: Vec<Ground>,
    /// What the citizen can do now (papers back, new dossier, complaint).
    pub next_steps: Option<String>,
    /// Who signs.
    pub signer: Signer,
    /// Nơi nhận.
    pub recipients: Vec<String>,
}

/// How a step ended against its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// Trước hạn.
    Early,
    /// Đúng hạn.
    OnTime,
    /// Quá hạn.
    Late,
}

/// One handover of the dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// Unit that gives.
    pub from_unit: String,
    /// Official who gives.
    pub from_officer: String,
    /// When given, local.
    pub given_at: NaiveDateTime,
    /// Unit that takes.
    pub to_unit: String,
    /// Official who takes; unknown until taken.
    pub to_officer: Option<String>,
    /// When taken, local; unknown until taken.
    pub taken_at: Option<NaiveDateTime>,
    /// How the giving side's step ended.
    pub outcome: Option<Timeliness>,
    /// Note, e.g. the postal receipt.
    pub note: Option<String>,
}

/// Phiếu kiểm soát: a view of the handover log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlSheet {
    /// Common head.
    pub head: SlipHead,
    /// Dossier code.
    pub dossier_code: String,
    /// Nội dung yêu cầu giải quyết.
    pub content: String,
    /// Responsible body.
    pub responsible: String,
    /// Coordinating bodies.
    pub coordinating: Vec<String>,
    /// When received, local.
    pub received_at: NaiveDateTime,
    /// When due, local.
    pub due_at: NaiveDateTime,
    /// Handovers in order of time.
    pub handovers: Vec<Handover>,
}

/// One dossier in the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// Order number in the book.
    pub order: u32,
    /// Dossier code.
    pub dossier_code: String,
    /// Procedure name.
    pub procedure: String,
    /// Number of papers.
    pub papers: u32,
    /// Person or organisation.
    pub applicant: String,
    /// Address and telephone as printed.
    pub address_phone: String,
    /// Responsible body.
    pub responsible: String,
    /// When received, local.
    pub received_at: NaiveDateTime,
    /// When due, local.
    pub due_at: NaiveDateTime,
    /// When handed to the body, local.
    pub handed_over_at: Option<NaiveDateTime>,
    /// When the result came back, local.
    pub result_back_at: Option<NaiveDateTime>,
    /// When returned to the citizen, local.
    pub returned_at: Option<NaiveDateTime>,
    /// Way of returning, e.g. "Trực tiếp".
    pub return_by: Option<String>,
    /// Note, e.g. "Hủy: nhập nhầm".
    pub note: Option<String>,
}

/// Sổ theo dõi hồ sơ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterBook {
    /// Common head.
    pub head: SlipHead,
    /// Quyển số.
    pub book: String,
    /// Period in words, e.g. "Từ ngày 01/11/2016 đến ngày 30/11/2016".
    pub period: String,
    /// Dossiers in order.
    pub rows: Vec<RegisterRow>,
}

/// Service fee or statutory charge: separate receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Phí.
    ServiceFee,
    /// Lệ phí.
    Charge,
}

/// One line of a fee receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoneyLine {
    /// What for.
    pub name: String,
    /// Unit, e.g. "trang".
    pub unit: Option<String>,
    /// How many.
    pub quantity: i64,
    /// VND each.
    pub unit_price: i64,
    /// VND; may be less than quantity times price when a ceiling applies.
    pub amount: i64,
}

/// Exemption or reduction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reduction {
    /// On what ground.
    pub ground: String,
    /// VND taken off, above zero.
    pub amount: i64,
}

/// Biên lai thu phí, lệ phí. The amount in words is added when it is typeset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeeReceipt {
    /// Common head; `number` is the paper's own and is not printed here.
    pub head: SlipHead,
    /// Phí or lệ phí.
    pub kind: FeeKind,
    /// Mẫu số, e.g. "01BLP0-001".
    pub form_no: String,
    /// Ký hiệu, e.g. "HC-26E".
    pub series: String,
    /// Số, e.g. "0000128".
    pub number: String,
    /// Tax code of the collecting body.
    pub collector_tax_code: Option<String>,
    /// Who pays.
    pub payer: Person,
    /// Dossier code.
    pub dossier_code: Option<String>,
    /// What was paid, at least one line.
    pub lines: Vec<MoneyLine>,
    /// Exemption or reduction.
    pub reduction: Option<Reduction>,
    /// VND paid: lines less reduction.
    pub total: i64,
    /// Way of payment, e.g. "Tiền mặt".
    pub method: String,
    /// When, local.
    pub collected_at: NaiveDateTime,
    /// Who collected.
    pub collector: String,
}
