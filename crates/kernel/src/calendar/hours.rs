//! The office hours of one day and of one week.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One stretch of office hours within a day; `from` belongs to it, `to` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The first working minute, local time.
    pub from: NaiveTime,
    /// The end of work, local time.
    pub to: NaiveTime,
}

impl Interval {
    /// Its length in minutes.
    pub fn minutes(self) -> i64 {
        (self.to - self.from).num_minutes()
    }
}

/// Hours that no office can keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadHours {
    /// An interval ends before it begins, or is not cut to whole minutes.
    #[error("the interval {0}-{1} is empty or not in whole minutes")]
    Interval(NaiveTime, NaiveTime),
    /// Two intervals overlap or stand in the wrong order.
    #[error("the interval from {0} begins before the one in front of it has ended")]
    Order(NaiveTime),
}

/// The office hours of one day: intervals in order, none overlapping. No interval: the office is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Interval>", into = "Vec<Interval>")]
pub struct DayHours(Vec<Interval>);

impl DayHours {
    /// No office hours.
    pub const CLOSED: DayHours = DayHours(Vec::new());

    /// Checks and keeps the intervals.
    pub fn new(intervals: Vec<Interval>) -> Result<Self, BadHours> {
        use chrono::Timelike;
        let whole = |time: NaiveTime| time.second() == 0 && time.nanosecond() == 0;
        for interval in &intervals {
            if interval.from >= interval.to || !whole(interval.from) || !whole(interval.to) {
                return Err(BadHours::Interval(interval.from, interval.to));
            }
        }
        for pair in intervals.windows(2) {
            if pair[1].from < pair[0].to {
                return Err(BadHours::Order(pair[1].from));
            }
        }
        Ok(Self(intervals))
    }

    /// Hours from whole minutes of the day, as `&[(7 * 60, 11 * 60 + 30)]`.
    pub fn of_minutes(stretches: &[(u32, u32)]) -> Result<Self, BadHours> {
        let time = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0);
        let intervals = stretches.iter().map(|&(from, to)| match (time(from), time(to)) {
            (Some(from), Some(to)) => Ok(Interval { from, to }),
            _ => Err(BadHours::Interval(NaiveTime::MIN, NaiveTime::MIN)),
        });
        Self::new(intervals.collect::<Result<_, _>>()?)
    }

    /// The intervals in order.
    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }

    /// Whether nobody works.
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    /// When the office opens.
    pub fn opens(&self) -> Option<NaiveTime> {
        self.0.first().map(|interval| interval.from)
    }

    /// When the office closes for the day.
    pub fn closes(&self) -> Option<NaiveTime> {
        self.0.last().map(|interval| interval.to)
    }

    /// Minutes of work in the day.
    pub fn minutes(&self) -> i64 {
        self.0.iter().map(|interval| interval.minutes()).sum()
    }
}

impl TryFrom<Vec<Interval>> for DayHours {
    type Error = BadHours;
    fn try_from(intervals: Vec<Interval>) -> Result<Self, BadHours> {
        Self::new(intervals)
    }
}

impl From<DayHours> for Vec<Interval> {
    fn from(hours: DayHours) -> Self {
        hours.0
    }
}

/// The ordinary week of an office while it is valid: hours for each weekday (summer and winter hours are two patterns).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekPattern {
    /// The first day on which it is valid; open when absent.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it is valid; open when absent.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// Hours, Monday first.
    pub days: [DayHours; 7],
}

impl WeekPattern {
    /// The ordinary week of a state office (Quyết định 188/1999/QĐ-TTg): Monday to Friday, 07:00-11:30 and 13:30-17:00, eight hours.
    pub fn ordinary() -> Self {
        let day = || DayHours::of_minutes(&[(7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)]).unwrap_or_default();
        Self { valid_from: None, valid_to: None, days: [day(), day(), day(), day(), day(), DayHours::CLOSED, DayHours::CLOSED] }
    }

    /// The same week with other hours on one weekday, such as an open Saturday morning.
    pub fn with(mut self, weekday: Weekday, hours: DayHours) -> Self {
        self.days[weekday.num_days_from_monday() as usize] = hours;
        self
    }

    /// Whether the pattern is valid on the day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The hours of the day's weekday.
    pub fn hours_of(&self, day: NaiveDate) -> &DayHours {
        &self.days[day.weekday().num_days_from_monday() as usize]
    }

    /// The hours of the longest weekday: what a day off that is worked gets when nothing else is said.
    pub fn longest(&self) -> &DayHours {
        // the first of equals, so that the answer does not hang on the order of a maximum search
        self.days.iter().rev().max_by_key(|hours| hours.minutes()).unwrap_or(&self.days[0])
    }
}
