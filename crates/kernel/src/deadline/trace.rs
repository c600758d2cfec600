//! The steps that lead to a due date.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::{Limit, PauseCause};
use crate::clock::Instant;

/// A day that departs from the ordinary week and mattered for the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedDay {
    /// The day.
    pub day: NaiveDate,
    /// Why, as the announcement says it.
    pub reason: String,
}

/// One step of the count. Stored with the dossier, so that the reason of a date stays readable when rules change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum TraceStep {
    /// Received in office hours; counted from then.
    StartsAtOnce {
        /// Received.
        received: Instant,
    },
    /// Received outside office hours of a working day that is not yet over.
    StartsWhenOpen {
        /// Received.
        received: Instant,
        /// Counted from.
        start: Instant,
    },
    /// Received after the cut-off hour.
    StartsAfterCutoff {
        /// Received.
        received: Instant,
        /// The cut-off hour.
        cutoff: NaiveTime,
        /// Counted from.
        start: Instant,
    },
    /// Received after the close of office.
    StartsAfterClose {
        /// Received.
        received: Instant,
        /// Counted from.
        start: Instant,
    },
    /// Received on a day off.
    StartsAfterDayOff {
        /// Received.
        received: Instant,
        /// Counted from.
        start: Instant,
    },
    /// The limit in hours or working days laid out from the start.
    Counted {
        /// The limit.
        limit: Limit,
        /// Counted from.
        start: Instant,
        /// Where it ends before pauses.
        end: Instant,
    },
    /// The same-day rule laid out from the start.
    CountedSameDay {
        /// The limit.
        limit: Limit,
        /// On the day that counts as the day of reception.
        start: Instant,
        /// Where it ends before pauses.
        end: Instant,
    },
    /// The limit over the calendar ends on this day.
    CountedOverCalendar {
        /// The limit.
        limit: Limit,
        /// The day counted from.
        start: NaiveDate,
        /// The day it ends, which may be a day off.
        end: NaiveDate,
    },
    /// The end fell on a day off.
    RolledForward {
        /// The day off.
        from: NaiveDate,
        /// The next working day.
        to: NaiveDate,
    },
    /// The clock stood; limit in hours or working days.
    Paused {
        /// Why.
        cause: PauseCause,
        /// Stopped.
        from: Instant,
        /// Resumed.
        to: Instant,
        /// Working minutes not counted.
        minutes: i64,
        /// Due after it.
        due: Instant,
    },
    /// The clock stood; limit over the calendar.
    PausedOverCalendar {
        /// Why.
        cause: PauseCause,
        /// Stopped.
        from: Instant,
        /// Resumed.
        to: Instant,
        /// Days not counted.
        days: i64,
        /// The day it ends now, which may be a day off.
        end: NaiveDate,
    },
    /// The clock stands now.
    PausedSince {
        /// Why.
        cause: PauseCause,
        /// Stopped.
        from: Instant,
    },
    /// A pause that began when the due time had already passed; it moves nothing.
    PausedTooLate {
        /// Why.
        cause: PauseCause,
        /// Stopped.
        from: Instant,
    },
    /// A new date was promised.
    Extended {
        /// How much more.
        by: Limit,
        /// Decided.
        at: Instant,
        /// Due after it.
        due: Instant,
    },
    /// Days off between start and due that were skipped.
    DaysOffSkipped {
        /// The days, in order.
        days: Vec<NotedDay>,
    },
    /// Days worked although the week says otherwise, and counted.
    MakeUpDaysCounted {
        /// The days, in order.
        days: Vec<NotedDay>,
    },
    /// Years whose days off are not announced.
    Provisional {
        /// The years.
        years: Vec<i32>,
    },
    /// The result.
    Due {
        /// Due.
        due: Instant,
    },
}
