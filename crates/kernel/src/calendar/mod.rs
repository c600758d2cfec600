//! The working calendar (lịch làm việc): which minutes an office works, as data that is imported, versioned and pinned.
//!
//! Days off follow Bộ luật Lao động 2019 art. 111-112 and the yearly announcement, which swaps working days with Saturdays
//! even across the turn of a year; a year that nobody has announced is provisional, and so is every date reckoned with it.
//! Absent on purpose: the lunar calendar. Holidays are announced, not computed.

mod count;
mod hours;
mod load;
mod model;
#[cfg(test)]
pub(crate) mod tests;

pub use count::{NeverOpen, whole_minute};
pub use hours::{BadHours, DayHours, Interval, WeekPattern};
pub use load::BadCalendar;
pub use model::{Calendar, DayException, DayKind, YearStatus};
