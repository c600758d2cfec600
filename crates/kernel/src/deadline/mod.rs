//! Deadlines of dossiers: when a result is due, and why, said in plain sentences.
//!
//! Carries out the late-hour rule of the one-stop shops, the counting of periods of Bộ luật Dân sự 2015 art. 147-148, and the
//! stopping of the clock while the citizen supplies or pays (Nghị định 61/2018/NĐ-CP and its successors). Rules are data: a
//! dossier pins its [`Limit`], [`DeadlineRule`] and calendar version, and everything here is a pure function of them.
//!
//! What a pause does: limits in hours and working days move by exactly the working minutes of the pause (a working-day limit
//! then ends in the middle of a day when the pause did not last whole days); limits over the calendar move by its calendar days
//! and roll forward over days off. A pause that begins after the due time moves nothing.
//!
//! Absent on purpose: when somebody may pause or extend; that is the dossier's rule, not the clock's.

mod compute;
mod grade;
#[cfg(test)]
mod properties;
mod rule;
mod sentences;
#[cfg(test)]
mod tests;
mod trace;

pub use compute::{Deadline, Promise, deadline};
pub use grade::{Grade, Grading, Thresholds, Warning, grade, warning};
pub use rule::{DeadlineRule, Extension, Limit, LimitUnit, Pause, PauseCause};
pub use trace::{NotedDay, TraceStep};
