//! What a dossier pins at reception: the limit of its procedure and the rule by which it is counted.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::clock::Instant;

/// What a limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Hours of work (giờ làm việc).
    Hour,
    /// Working days (ngày làm việc).
    WorkingDay,
    /// Days of the calendar (ngày).
    CalendarDay,
    /// Months (tháng).
    Month,
    /// Years (năm).
    Year,
}

impl LimitUnit {
    /// Every unit, in the order of forms.
    pub const ALL: [LimitUnit; 5] =
        [LimitUnit::Hour, LimitUnit::WorkingDay, LimitUnit::CalendarDay, LimitUnit::Month, LimitUnit::Year];

    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            LimitUnit::Hour => "hour",
            LimitUnit::WorkingDay => "working_day",
            LimitUnit::CalendarDay => "calendar_day",
            LimitUnit::Month => "month",
            LimitUnit::Year => "year",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.word() == word)
    }

    /// Whether the limit runs in working minutes (hours, working days) and not over the calendar.
    pub fn counts_work(self) -> bool {
        matches!(self, LimitUnit::Hour | LimitUnit::WorkingDay)
    }
}

/// How long the body may take (thời hạn giải quyết).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// What is counted.
    pub unit: LimitUnit,
    /// How many.
    pub amount: u16,
}

impl Limit {
    /// A limit of so many units.
    pub fn new(unit: LimitUnit, amount: u16) -> Self {
        Self { unit, amount }
    }

    /// Working minutes of a limit in hours or working days, with a day of the given length (480 in the ordinary week).
    /// Limits over the calendar have none. Serves to compare the sum of step limits with the whole.
    pub fn working_minutes(self, day: i64) -> Option<i64> {
        match self.unit {
            LimitUnit::Hour => Some(i64::from(self.amount) * 60),
            LimitUnit::WorkingDay => Some(i64::from(self.amount) * day),
            LimitUnit::CalendarDay | LimitUnit::Month | LimitUnit::Year => None,
        }
    }
}

fn ordinary_cutoff() -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(15, 0, 0)
}

/// How an agency counts. Part of the dated rule set; the default is the ordinary one-stop rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRule {
    /// What comes in after this minute counts as received on the next working day. 15:00 when nothing is said; `null`: none.
    #[serde(default = "ordinary_cutoff")]
    pub cutoff: Option<NaiveTime>,
    /// Working-day limits end at the clock time of reception and not at the close of office.
    #[serde(default)]
    pub by_clock_time: bool,
    /// The day of reception is the first day of the limit (giải quyết ngay trong ngày): 1 working day is due by the close of
    /// the same day, or of the next working day when received after the cut-off. Goes before `by_clock_time`.
    #[serde(default)]
    pub same_day: bool,
}

impl Default for DeadlineRule {
    fn default() -> Self {
        Self { cutoff: ordinary_cutoff(), by_clock_time: false, same_day: false }
    }
}

impl DeadlineRule {
    /// The rule of procedures that are solved on the day of reception.
    pub fn same_day() -> Self {
        Self { same_day: true, ..Self::default() }
    }
}

/// Why the clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    /// The citizen was asked for more papers (form 02, status 5).
    Supplement,
    /// The citizen has a financial obligation to meet (status 6).
    Payment,
    /// Another ground in law.
    Other,
}

impl PauseCause {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            PauseCause::Supplement => "supplement",
            PauseCause::Payment => "payment",
            PauseCause::Other => "other",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        [PauseCause::Supplement, PauseCause::Payment, PauseCause::Other].into_iter().find(|cause| cause.word() == word)
    }
}

/// A time that does not count for the body. Overlapping pauses count once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub cause: PauseCause,
    /// When the clock stopped: the request was issued.
    pub from: Instant,
    /// When it resumed; `None` while it stands.
    pub to: Option<Instant>,
}

/// A new date promised by form 04 (phiếu xin lỗi và hẹn lại): so much more, from the due date as it then was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// How much more.
    pub by: Limit,
    /// When it was decided.
    pub at: Instant,
}
