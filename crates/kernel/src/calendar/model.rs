//! What a working calendar holds, and which rule wins on a day.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{DayHours, WeekPattern};

/// Whether the days off of a year have been announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearStatus {
    /// Announced by the competent body.
    Announced,
    /// Not announced, or foreseen only: what is reckoned with it may still change.
    #[default]
    Provisional,
}

/// Which way a day departs from the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A public holiday, compensatory day, swapped day or local closure (nghỉ).
    Off,
    /// A day worked although the week says otherwise (làm bù), or with other hours.
    Work,
}

/// A day that departs from the ordinary week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayException {
    /// Off or worked.
    pub kind: DayKind,
    /// Hours of a worked day; absent: those of the day it makes up for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<DayHours>,
    /// Why, in Vietnamese, as the announcement says it.
    pub reason: String,
    /// The announcement or order (number and date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_document: Option<String>,
    /// The other day of a swap (hoán đổi ngày làm việc); it may lie in another year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair_date: Option<NaiveDate>,
}

/// A working calendar as data: ordinary weeks, days that depart from them, and which years are announced.
/// A unit's own calendar stands over its parent and says only what differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// What a dossier pins. Two calendars of the same version are the same.
    pub version: String,
    /// Ordinary weeks by validity; of several that cover a day the last one wins.
    #[serde(default)]
    pub weeks: Vec<WeekPattern>,
    /// Days that depart from the week.
    #[serde(default)]
    pub exceptions: BTreeMap<NaiveDate, DayException>,
    /// Years with a word about them; any other year is provisional.
    #[serde(default)]
    pub years: BTreeMap<i32, YearStatus>,
    /// The calendar underneath.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Box<Calendar>>,
}

impl Calendar {
    /// A calendar with the ordinary week, no days off and no announced year.
    pub fn ordinary(version: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            weeks: vec![WeekPattern::ordinary()],
            exceptions: BTreeMap::new(),
            years: BTreeMap::new(),
            parent: None,
        }
    }

    /// An empty calendar over a parent, for a unit with its own hours or closures.
    pub fn over(parent: Calendar, version: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            weeks: Vec::new(),
            exceptions: BTreeMap::new(),
            years: BTreeMap::new(),
            parent: Some(Box::new(parent)),
        }
    }

    /// The word about a day that departs from the week: the unit's own before its parent's.
    pub fn exception(&self, day: NaiveDate) -> Option<&DayException> {
        self.exceptions.get(&day).or_else(|| self.parent.as_deref()?.exception(day))
    }

    /// The week valid on a day: the unit's own before its parent's.
    pub fn week_of(&self, day: NaiveDate) -> Option<&WeekPattern> {
        let own = self.weeks.iter().rev().find(|week| week.covers(day));
        own.or_else(|| self.parent.as_deref()?.week_of(day))
    }

    /// The office hours of a day. A holiday of the parent closes a unit that works on that weekday; a worked day without
    /// hours of its own is worked as the day it makes up for.
    pub fn hours_of(&self, day: NaiveDate) -> &DayHours {
        const CLOSED: &DayHours = &DayHours::CLOSED;
        let Some(week) = self.week_of(day) else { return CLOSED };
        match self.exception(day) {
            None => week.hours_of(day),
            Some(DayException { kind: DayKind::Off, .. }) => CLOSED,
            Some(DayException { hours: Some(hours), .. }) => hours,
            Some(DayException { pair_date, .. }) => {
                let paired = pair_date.map(|pair| week.hours_of(pair)).filter(|hours| !hours.is_closed());
                paired.unwrap_or_else(|| week.longest())
            }
        }
    }

    /// Whether anybody works on the day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !self.hours_of(day).is_closed()
    }

    /// Whether the year's days off are announced.
    pub fn status_of(&self, year: i32) -> YearStatus {
        match (self.years.get(&year), &self.parent) {
            (Some(status), _) => *status,
            (None, Some(parent)) => parent.status_of(year),
            (None, None) => YearStatus::Provisional,
        }
    }

    /// The years from one day to another whose days off are not announced.
    pub fn provisional_years(&self, from: NaiveDate, to: NaiveDate) -> Vec<i32> {
        (from.year()..=to.year()).filter(|year| self.status_of(*year) == YearStatus::Provisional).collect()
    }
}
