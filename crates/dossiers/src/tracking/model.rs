//! What the public may know of a dossier, and what is said about it.

use chrono::{DateTime, Utc};
use lienthong_kernel::id::DossierId;
use lienthong_kernel::op::Locale;
use lienthong_kernel::text::when;

use super::WORDS;
use crate::life::{NationalStatus, State};

/// A code as asked for: upper case, without spaces. Only what can be a code passes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(pub(super) String);

impl Code {
    /// Reads what a person typed or a scanner brought.
    pub fn read(typed: &str) -> Option<Self> {
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        let fits = (4..=60).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric() || ".-/_".contains(c));
        fits.then_some(Self(code))
    }
}

/// The second fact: the last four characters of a telephone number or of a personal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact(pub(super) String);

impl Fact {
    /// Reads what a person typed.
    pub fn read(typed: &str) -> Option<Self> {
        let fact: String = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        (fact.len() == 4 && fact.chars().all(|c| c.is_ascii_alphanumeric())).then_some(Self(fact))
    }
}

/// Where the QR code of a slip leads.
pub fn track_url(public_url: &str, code: &str) -> String {
    let mut url = format!("{public_url}/tra-cuu?ma=");
    for byte in code.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

/// Why nothing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackRefused {
    /// This cannot be a code.
    BadCode,
    /// This is not four characters.
    BadFact,
    /// No dossier has this code with this fact; which of the two is wrong is not said.
    NoMatch,
    /// Asked too often, from one address or for one code.
    TooOften,
}

impl TrackRefused {
    /// The key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            TrackRefused::BadCode => "refused.bad_code",
            TrackRefused::BadFact => "refused.bad_fact",
            TrackRefused::NoMatch => "refused.no_match",
            TrackRefused::TooOften => "refused.too_often",
        }
    }
}

/// A step that the dossier has reached.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Step {
    /// Its name in the flow of the procedure.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A move of the appointment.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Change {
    /// `pause`, `calendar` or `apology`.
    pub cause: String,
    /// When it was moved.
    pub at: DateTime<Utc>,
    /// The former date.
    pub from: DateTime<Utc>,
    /// The new one.
    pub to: DateTime<Utc>,
}

/// What the public may know.
#[derive(Clone, Debug)]
pub struct Tracked {
    /// For links of the own house only; not shown.
    pub id: DossierId,
    /// The code.
    pub code: String,
    /// The name of the procedure.
    pub procedure: String,
    /// The state inside; shown as its national status.
    pub state: State,
    /// Handed in.
    pub submitted_at: DateTime<Utc>,
    /// Accepted as complete.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The promise at acceptance.
    pub due_original: Option<DateTime<Utc>>,
    /// The promise as it stands.
    pub due: Option<DateTime<Utc>>,
    /// Counted with a calendar that is not announced yet.
    pub due_provisional: bool,
    /// Why this date, as the deadline rules stored it.
    pub due_trace: Option<serde_json::Value>,
    /// The result was there, or the dossier ended without one.
    pub finished_at: Option<DateTime<Utc>>,
    /// The result was handed over.
    pub returned_at: Option<DateTime<Utc>>,
    /// Entered by mistake.
    pub voided: bool,
    /// `counter`, `online` or `post`.
    pub return_way: String,
    /// Until when the open supplement request wants its answer.
    pub answer_by: Option<DateTime<Utc>>,
    /// In order.
    pub steps: Vec<Step>,
    /// In order.
    pub changes: Vec<Change>,
}

impl Tracked {
    /// The status that the world sees.
    pub fn status(&self) -> NationalStatus {
        self.state.national()
    }

    /// The status in plain words.
    pub fn status_text(&self, locale: Locale) -> String {
        if self.voided {
            return WORDS.get(locale, "status.voided").to_owned();
        }
        WORDS.get(locale, status_key(self.status())).to_owned()
    }

    /// What the citizen has to do now.
    pub fn next(&self, locale: Locale, now: DateTime<Utc>) -> String {
        use NationalStatus as N;
        let key = match self.status() {
            _ if self.voided => "next.voided",
            N::Registered => "next.registered",
            N::Accepted | N::Processing if self.due.is_some_and(|due| due < now) => "next.late",
            N::Accepted | N::Processing => "next.wait",
            N::Refused => "next.refused",
            N::SupplementRequested => match self.answer_by {
                Some(by) => return WORDS.with(locale, "next.supplement_by", &[("by", &when::date_time(by))]),
                None => "next.supplement",
            },
            N::PaymentRequested => "next.pay",
            N::WithdrawalRequested => "next.withdraw",
            N::Stopped => "next.stopped",
            N::Finished => match self.return_way.as_str() {
                "online" => "next.collect_online",
                "post" => "next.collect_post",
                _ => "next.collect_counter",
            },
            N::Returned => "next.returned",
        };
        WORDS.get(locale, key).to_owned()
    }

    /// Why it is due on its day, one sentence for each step of the count and each later move.
    pub fn why(&self, locale: Locale) -> Vec<String> {
        let steps: Vec<lienthong_kernel::deadline::TraceStep> =
            self.due_trace.clone().and_then(|trace| serde_json::from_value(trace).ok()).unwrap_or_default();
        let mut sentences: Vec<String> = steps.iter().map(|step| step.sentence(locale)).collect();
        for change in &self.changes {
            let key = match change.cause.as_str() {
                "pause" => "change.pause",
                "calendar" => "change.calendar",
                _ => "change.apology",
            };
            let (from, to) = (when::date_time(change.from), when::date_time(change.to));
            sentences.push(WORDS.with(locale, key, &[("from", &from), ("to", &to)]));
        }
        if self.due.is_none() && self.accepted_at.is_some() {
            sentences.push(WORDS.get(locale, "why.unknown").to_owned());
        }
        sentences
    }
}

/// The key of the words of a status.
pub(super) fn status_key(status: NationalStatus) -> &'static str {
    match status {
        NationalStatus::Registered => "status.registered",
        NationalStatus::Accepted => "status.accepted",
        NationalStatus::Refused => "status.refused",
        NationalStatus::Processing => "status.processing",
        NationalStatus::SupplementRequested => "status.supplement",
        NationalStatus::PaymentRequested => "status.payment",
        NationalStatus::WithdrawalRequested => "status.withdrawal",
        NationalStatus::Stopped => "status.stopped",
        NationalStatus::Finished => "status.finished",
        NationalStatus::Returned => "status.returned",
    }
}
