//! Rule sets: what changes with the law and not with the program. Forms, deadline rules, the pattern of dossier codes,
//! gradings, levels, and whether any receiving point may receive. A dossier pins the rule set of its reception.
//!
//! Shipped: `2018` (Nghị định 61/2018/NĐ-CP, Thông tư 01/2018/TT-VPCP) and `2025` (Nghị định 118/2025/NĐ-CP, Thông tư
//! 03/2025/TT-VPCP). A value that was not seen in a source is marked `recalled` in its note: it is a setting, not a fact.

mod pattern;

#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::catalogue::Level;
pub use pattern::DossierPattern;

/// The rule sets that the product ships.
pub const SHIPPED: [(&str, &str); 2] = [
    ("data/rule-sets/2018.toml", include_str!("../../../../data/rule-sets/2018.toml")),
    ("data/rule-sets/2025.toml", include_str!("../../../../data/rule-sets/2025.toml")),
];

/// How far a value may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Seen in a source.
    Source,
    /// From general knowledge, not confirmed: check before use.
    Recalled,
    /// Our own choice.
    Own,
}

/// A value with how far it may be trusted and why it is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// How far to trust it.
    pub trust: Trust,
    /// Where it stands, or why it is a setting.
    pub note: String,
}

/// A local time written `15:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(pub NaiveTime);

impl TryFrom<String> for ClockTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        NaiveTime::parse_from_str(&text, "%H:%M").map(Self).map_err(|_| format!("{text} is not a time of day such as 15:00"))
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.0.format("%H:%M").to_string()
    }
}

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormPurpose {
    /// Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
    Receipt,
    /// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
    Supplement,
    /// Phiếu từ chối tiếp nhận giải quyết hồ sơ.
    Refusal,
    /// Phiếu (văn bản) xin lỗi.
    Apology,
    /// Thông báo dừng giải quyết.
    Stop,
    /// Phiếu kiểm soát quá trình giải quyết hồ sơ.
    Control,
    /// Sổ theo dõi hồ sơ.
    Register,
}

/// A form of the rule set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRule {
    /// Number in the circular, `01`.
    pub number: String,
    /// Official name.
    pub name: String,
    /// Paper: `A5` or `A4`.
    pub paper: Paper,
    /// The circular that fixes it.
    pub basis: String,
}

/// Paper size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paper {
    /// 148 x 210 mm.
    A5,
    /// 210 x 297 mm.
    A4,
}

/// The forms by purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// See [`FormPurpose::Receipt`].
    pub receipt: FormRule,
    /// See [`FormPurpose::Supplement`].
    pub supplement: FormRule,
    /// See [`FormPurpose::Refusal`].
    pub refusal: FormRule,
    /// See [`FormPurpose::Apology`].
    pub apology: FormRule,
    /// See [`FormPurpose::Stop`]; the forms of 2018 have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<FormRule>,
    /// See [`FormPurpose::Control`].
    pub control: FormRule,
    /// See [`FormPurpose::Register`].
    pub register: FormRule,
}

/// Deadline rules (one-stop rules; Bộ luật Dân sự 2015 art. 148 for days off).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRules {
    /// Received later than this counts as received on the next working morning.
    pub cut_off: Setting<ClockTime>,
    /// Whether the day of reception counts as the first day of a limit in days.
    pub first_day_counts: Setting<bool>,
    /// Whether a due day that is a day off moves to the next working day.
    pub rolls_forward: Setting<bool>,
    /// Whether waiting for the citizen's payment stops the clock.
    pub payment_pauses: Setting<bool>,
    /// Days that a citizen has for a supplement.
    pub supplement_days: Setting<u32>,
    /// How often the competent body may ask for a supplement after acceptance.
    pub supplements_after_acceptance: Setting<u32>,
    /// How many letters of apology with a new date a dossier may have.
    pub apologies: Setting<u32>,
}

/// The scheme of agency codes that dossier codes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitScheme {
    /// QCVN 102:2016/BTTTT, `000.00.12.H62`.
    Qcvn102,
    /// Quyết định 20/2020/QĐ-TTg, `H62.31.05`.
    Qd20,
}

impl UnitScheme {
    /// The word of the directory.
    pub fn word(self) -> &'static str {
        match self {
            UnitScheme::Qcvn102 => "qcvn102",
            UnitScheme::Qd20 => "qd20",
        }
    }
}

/// How dossier codes look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    /// The pattern.
    pub pattern: DossierPattern,
    /// Which code of the receiving unit stands in it.
    pub unit_scheme: UnitScheme,
    /// Where it was seen.
    pub note: String,
}

/// A scheme that grades online services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// `nd43-2011`, `nd42-2022`.
    pub scheme: String,
    /// The grades, from the least.
    pub grades: Vec<String>,
    /// The decree and until when it was in force.
    pub note: String,
}

/// A rule set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// `2018`, `2025`.
    pub id: String,
    /// Its name in Vietnamese.
    pub name: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The decrees and circulars.
    pub basis: Vec<String>,
    /// Levels of administration that exist.
    pub levels: Vec<Level>,
    /// Whether any receiving point may receive for any competent body of the province.
    pub any_receiving_point: Setting<bool>,
    /// Dossier codes.
    pub code: CodeRule,
    /// Deadlines.
    pub deadlines: DeadlineRules,
    /// Gradings of online services.
    pub gradings: Vec<Grading>,
    /// Forms.
    pub forms: Forms,
}

/// A rule set that cannot be used: the file, the line, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRuleSet {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for BadRuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for BadRuleSet {}

impl RuleSet {
    /// Reads and checks a rule set; a mistake names its line.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, BadRuleSet> {
        let bad = |line, what: String| BadRuleSet { file: file.to_owned(), line, what };
        let set: RuleSet = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            bad(line, error.message().to_owned())
        })?;
        set.mistake().map_or(Ok(set), |(word, what)| {
            let line = text.lines().position(|line| line.trim_start().starts_with(word)).map_or(1, |at| at + 1);
            Err(bad(line, what.to_owned()))
        })
    }

    /// The form of a purpose, if the rule set has one.
    pub fn form(&self, purpose: FormPurpose) -> Option<&FormRule> {
        match purpose {
            FormPurpose::Receipt => Some(&self.forms.receipt),
            FormPurpose::Supplement => Some(&self.forms.supplement),
            FormPurpose::Refusal => Some(&self.forms.refusal),
            FormPurpose::Apology => Some(&self.forms.apology),
            FormPurpose::Stop => self.forms.stop.as_ref(),
            FormPurpose::Control => Some(&self.forms.control),
            FormPurpose::Register => Some(&self.forms.register),
        }
    }

    /// The word at whose line the mistake stands, and the mistake.
    fn mistake(&self) -> Option<(&'static str, &'static str)> {
        if self.id.is_empty() || !self.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            Some(("id", "an id of letters, digits and hyphens is needed"))
        } else if self.valid_to.is_some_and(|to| to <= self.valid_from) {
            Some(("valid_to", "the rule set ends before it begins"))
        } else if self.levels.is_empty() {
            Some(("levels", "a rule set needs at least one level of administration"))
        } else if self.gradings.iter().any(|grading| grading.grades.is_empty()) {
            Some(("grades", "a grading needs grades"))
        } else {
            None
        }
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
