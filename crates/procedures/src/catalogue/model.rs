//! What a procedure is: an immutable document. Every value that a source may leave open is a [`Known`], with where it comes from.

use chrono::NaiveTime;
use lienthong_kernel::op::{Channel, Duty};
use serde::{Deserialize, Serialize};

use super::fee::Fee;

/// A value with its source, or the honest statement that it is not settled ("chưa xác định").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// The source says so.
    Known {
        /// What it says.
        value: T,
        /// Which law, page or officer says it.
        source: String,
    },
    /// No source says it.
    Unknown {
        /// What the source says instead, for whoever will settle it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
}

impl<T> Known<T> {
    /// A value and where it comes from.
    pub fn of(value: T, source: impl Into<String>) -> Self {
        Known::Known { value, source: source.into() }
    }

    /// Not settled, without a hint.
    pub fn unknown() -> Self {
        Known::Unknown { hint: None }
    }

    /// Not settled; the source gives only a hint.
    pub fn hinted(hint: impl Into<String>) -> Self {
        Known::Unknown { hint: Some(hint.into()) }
    }

    /// The value, if a source says it.
    pub fn value(&self) -> Option<&T> {
        match self {
            Known::Known { value, .. } => Some(value),
            Known::Unknown { .. } => None,
        }
    }

    /// Whether no source says it.
    pub fn is_unknown(&self) -> bool {
        self.value().is_none()
    }

    /// Where the value comes from.
    pub fn source(&self) -> Option<&str> {
        match self {
            Known::Known { source, .. } => Some(source),
            Known::Unknown { .. } => None,
        }
    }

    /// What the source says instead of a value.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Known::Known { .. } => None,
            Known::Unknown { hint } => hint.as_deref(),
        }
    }
}

/// The unit of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Giờ làm việc.
    Hour,
    /// Ngày làm việc.
    WorkingDay,
    /// Ngày.
    CalendarDay,
    /// Tháng.
    Month,
    /// Năm.
    Year,
}

/// How long a case may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Limit {
    /// On the day of reception, or on the next working day when received after the cut-off.
    SameDay {
        /// Local time after which the next working day counts.
        cut_off: NaiveTime,
    },
    /// An amount of a unit.
    Counted {
        /// How many, at least one.
        amount: u32,
        /// Of what.
        unit: LimitUnit,
    },
}

/// Level of administration (cấp thực hiện). `District` exists in the 2018 rule set only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Bộ.
    Ministry,
    /// Tỉnh.
    Province,
    /// Huyện.
    District,
    /// Xã.
    Commune,
    /// Cơ quan khác.
    Other,
}

/// The part a body plays (Nghị định 63/2010/NĐ-CP art. 8.2, cơ quan thực hiện).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyRole {
    /// Cơ quan có thẩm quyền.
    Competent,
    /// Cơ quan trực tiếp thực hiện.
    Performing,
    /// Cơ quan được uỷ quyền.
    Authorised,
    /// Cơ quan phối hợp.
    Coordinating,
}

/// A body in a role, named as the source names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its part.
    pub role: BodyRole,
    /// Its name or kind.
    pub name: Known<String>,
}

/// One case of a channel: limit and fees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Which case it is; none when the channel has only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long it may take.
    pub limit: Known<Limit>,
    /// What is to be paid; an empty list is a known "nothing".
    pub fees: Known<Vec<Fee>>,
}

/// A way to hand in (cách thức thực hiện) with its cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelWay {
    /// The way.
    pub channel: Channel,
    /// Its cases, at least one.
    pub cases: Vec<Case>,
}

/// One paper of a dossier (giấy tờ).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Code of the national catalogue.
    pub code: Known<String>,
    /// Its name, as far as the source gives it.
    pub name: String,
    /// The source cut the name off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub name_cut: bool,
    /// Originals to hand in.
    pub originals: Known<u32>,
    /// Copies to hand in.
    pub copies: Known<u32>,
    /// Whether everybody must hand it in.
    pub mandatory: Known<bool>,
    /// Whether reception digitises it (Nghị định 107/2021/NĐ-CP).
    pub digitise: Known<bool>,
    /// The data base or store that may already hold it.
    pub electronic_source: Known<String>,
}

/// The papers of a case (thành phần hồ sơ).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperCase {
    /// The case; none when the papers belong to every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its papers.
    pub papers: Vec<Paper>,
}

/// What the citizen gets (kết quả).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureResult {
    /// National code, `KQ.G15.000021`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

/// A legal document on which the procedure rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Number and sign, `23/2015/NĐ-CP`.
    pub number: String,
    /// Its title, where the source gives it.
    pub title: Known<String>,
}

/// A form to fill in (mẫu đơn, tờ khai).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// One internal step of handling, done by a post with a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Order, from 1.
    pub order: u32,
    /// What is done.
    pub name: String,
    /// Which duty does it.
    pub duty: Duty,
    /// How long it may take, in working hours.
    pub limit_hours: Known<u32>,
}

/// Declared grade of the online service by scheme (Nghị định 43/2011: 1–4; Nghị định 42/2022: partial, full).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// Grading scheme: `nd43-2011`, `nd42-2022`.
    pub scheme: String,
    /// The grade in that scheme.
    pub grade: String,
}

/// One version of a procedure. Immutable: a change is another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureContent {
    /// Core code of the national catalogue, `2.000815`.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Lĩnh vực.
    pub field: Known<String>,
    /// Quyết định công bố.
    pub announced_by: Known<String>,
    /// Loại thủ tục.
    pub kind: Known<String>,
    /// Cấp thực hiện.
    pub levels: Known<Vec<Level>>,
    /// Đối tượng thực hiện.
    pub audience: Known<Vec<String>>,
    /// Bodies by role.
    pub bodies: Vec<Body>,
    /// Trình tự thực hiện, as the citizen reads it.
    pub order: Known<Vec<String>>,
    /// Cách thức thực hiện with limits and fees.
    pub channels: Vec<ChannelWay>,
    /// Thành phần hồ sơ by case.
    pub papers: Vec<PaperCase>,
    /// Whether the list of papers is complete; the source may have cut it off.
    pub papers_complete: Known<bool>,
    /// Số bộ hồ sơ.
    pub sets: Known<u32>,
    /// Kết quả.
    pub results: Known<Vec<ProcedureResult>>,
    /// Yêu cầu, điều kiện.
    pub conditions: Known<String>,
    /// Căn cứ pháp lý.
    pub legal_basis: Known<Vec<LegalBasis>>,
    /// Mẫu đơn, tờ khai.
    pub forms: Known<Vec<FormFile>>,
    /// Mức độ dịch vụ công.
    pub service_level: Known<ServiceLevel>,
    /// Internal steps of handling.
    pub steps: Known<Vec<Step>>,
    /// The page it was read from.
    pub source_url: Option<String>,
}

impl ProcedureContent {
    /// The cases of a channel; empty when the procedure cannot be handed in that way.
    pub fn cases(&self, channel: Channel) -> impl Iterator<Item = &Case> {
        self.channels.iter().filter(move |way| way.channel == channel).flat_map(|way| &way.cases)
    }

    /// Mistakes that no version may have: bad code, no name, steps out of order, fees that cannot be reckoned.
    pub fn mistakes(&self) -> Vec<String> {
        let mut found = Vec::new();
        if !is_code(&self.code) {
            found.push(format!("{} is not a procedure code n.nnnnnn", self.code));
        }
        if self.name.trim().is_empty() {
            found.push("the procedure has no name".to_owned());
        }
        for way in &self.channels {
            if way.cases.is_empty() {
                found.push(format!("channel {} has no case", way.channel.word()));
            }
            for case in &way.cases {
                if matches!(case.limit.value(), Some(Limit::Counted { amount: 0, .. })) {
                    found.push("a limit of zero".to_owned());
                }
                let fees = case.fees.value().into_iter().flatten();
                found.extend(fees.filter_map(|fee| fee.rule.mistake()).map(str::to_owned));
            }
        }
        if let Some(steps) = self.steps.value()
            && !steps.iter().zip(1u32..).all(|(step, order)| step.order == order)
        {
            found.push("the steps are not numbered 1, 2, 3, …".to_owned());
        }
        found
    }
}

/// Whether the text is the core code of a procedure: one digit, a dot, six digits.
pub fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 8 && bytes[1] == b'.' && bytes.iter().enumerate().all(|(at, byte)| at == 1 || byte.is_ascii_digit())
}
