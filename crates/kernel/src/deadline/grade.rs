//! How a dossier stands against its due time: warnings while it is open, early / on time / late when it has ended.

use serde::{Deserialize, Serialize};

use super::Deadline;
use crate::calendar::Calendar;
use crate::clock::{self, Instant};

/// When to warn (one-stop.md §6.3); configurable for each unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Share of the allowed working time, in percent.
    pub used_percent: u8,
    /// Working days left.
    pub days_left: u16,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { used_percent: 80, days_left: 1 }
    }
}

/// How urgent an open dossier is; later ones are more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The clock stands.
    Paused,
    /// Nothing to warn of.
    Calm,
    /// Most of the time is used.
    MostlyUsed,
    /// The last working days have come.
    FewDaysLeft,
    /// Due today.
    DueToday,
    /// The due time has passed (quá hạn).
    Late,
}

/// The warning for an open dossier now.
pub fn warning(calendar: &Calendar, deadline: &Deadline, now: Instant, thresholds: Thresholds) -> Warning {
    if deadline.paused_since.is_some() {
        return Warning::Paused;
    }
    if now > deadline.due {
        return Warning::Late;
    }
    let (today, due_day) = (clock::local_date(now), clock::local_date(deadline.due));
    if today == due_day {
        return Warning::DueToday;
    }
    if calendar.working_days_between(today, due_day) <= u32::from(thresholds.days_left) {
        return Warning::FewDaysLeft;
    }
    let used = deadline.allowed_minutes - calendar.minutes_between(now, deadline.due);
    if used * 100 >= deadline.allowed_minutes * i64::from(thresholds.used_percent) {
        return Warning::MostlyUsed;
    }
    Warning::Calm
}

/// How ended dossiers are graded; part of the dated rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grading {
    /// Early means at least so many working days before the due day; 0: any minute before the due time.
    pub early_by_days: u16,
    /// A dossier with more requests for supplement than this counts as late (Quyết định 766/QĐ-TTg: 1); `None`: never so.
    pub late_after_supplements: Option<u16>,
}

impl Default for Grading {
    fn default() -> Self {
        Self { early_by_days: 1, late_after_supplements: None }
    }
}

/// How an ended dossier did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Trước hạn.
    Early,
    /// Đúng hạn.
    OnTime,
    /// Quá hạn.
    Late,
}

impl Grade {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Early => "early",
            Grade::OnTime => "on_time",
            Grade::Late => "late",
        }
    }
}

/// Grades an ended dossier. `due` is [`Deadline::due_unextended`] where an apology must not undo a delay, else [`Deadline::due`].
pub fn grade(calendar: &Calendar, due: Instant, finished_at: Instant, supplements: u16, grading: Grading) -> Grade {
    if finished_at > due || grading.late_after_supplements.is_some_and(|most| supplements > most) {
        return Grade::Late;
    }
    let days = calendar.working_days_between(clock::local_date(finished_at), clock::local_date(due));
    if finished_at < due && days >= u32::from(grading.early_by_days) { Grade::Early } else { Grade::OnTime }
}
