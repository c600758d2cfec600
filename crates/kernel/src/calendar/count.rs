//! Counting in working days and working minutes. All results are whole minutes, as they stand on a slip.

use chrono::{Duration, NaiveDate, NaiveDateTime, Timelike};
use thiserror::Error;

use super::Calendar;
use crate::clock::{self, Instant};

/// How many closed days in a row are searched before the calendar is said to be wrong.
const PATIENCE: u32 = 800;

/// The calendar has no office hours within two years after the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the working calendar has no office hours within two years after {0}")]
pub struct NeverOpen(pub NaiveDate);

/// The instant cut to its whole minute.
pub fn whole_minute(at: Instant) -> Instant {
    clock::instant(local_minute(at))
}

fn local_minute(at: Instant) -> NaiveDateTime {
    let local = clock::local(at);
    local.with_second(0).and_then(|local| local.with_nanosecond(0)).unwrap_or(local)
}

impl Calendar {
    /// The first working day on or after the day.
    pub fn working_day_from(&self, day: NaiveDate) -> Result<NaiveDate, NeverOpen> {
        let days = day.iter_days().take(PATIENCE as usize);
        days.into_iter().find(|day| self.is_working_day(*day)).ok_or(NeverOpen(day))
    }

    /// The n-th working day after the day (the day itself is not counted); the day itself when n is 0.
    pub fn add_working_days(&self, day: NaiveDate, n: u32) -> Result<NaiveDate, NeverOpen> {
        let mut day = day;
        for _ in 0..n {
            day = self.working_day_from(day.succ_opt().ok_or(NeverOpen(day))?)?;
        }
        Ok(day)
    }

    /// Working days after `from` up to and with `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let after = from.iter_days().skip(1).take_while(|day| *day <= to);
        after.filter(|day| self.is_working_day(*day)).count() as u32
    }

    /// When the office opens on the day; nothing on a day off.
    pub fn opening(&self, day: NaiveDate) -> Option<Instant> {
        Some(clock::instant(day.and_time(self.hours_of(day).opens()?)))
    }

    /// When the office closes on the day; nothing on a day off.
    pub fn close_of_office(&self, day: NaiveDate) -> Option<Instant> {
        Some(clock::instant(day.and_time(self.hours_of(day).closes()?)))
    }

    /// The first working minute at or after the instant.
    pub fn next_working_minute(&self, at: Instant) -> Result<Instant, NeverOpen> {
        let local = local_minute(at);
        for interval in self.hours_of(local.date()).intervals() {
            if local.time() < interval.to {
                return Ok(clock::instant(local.date().and_time(local.time().max(interval.from))));
            }
        }
        self.next_morning(local.date())
    }

    /// The first working minute of the next working day after the day.
    pub fn next_morning(&self, day: NaiveDate) -> Result<Instant, NeverOpen> {
        let next = self.add_working_days(day, 1)?;
        self.opening(next).ok_or(NeverOpen(day))
    }

    /// The instant at which that many working minutes have passed. Work that fills an interval exactly ends with it
    /// (11:30, not 13:30). With 0 minutes the instant itself, also outside office hours.
    pub fn add_minutes(&self, at: Instant, minutes: i64) -> Result<Instant, NeverOpen> {
        let start = local_minute(at);
        let (mut left, mut day, mut closed_days) = (minutes, start.date(), 0);
        if left <= 0 {
            return Ok(whole_minute(at));
        }
        while closed_days < PATIENCE {
            closed_days += 1;
            for interval in self.hours_of(day).intervals() {
                let from = if day == start.date() { interval.from.max(start.time()) } else { interval.from };
                let room = (interval.to - from).num_minutes();
                if room <= 0 {
                    continue;
                }
                if left <= room {
                    return Ok(clock::instant(day.and_time(from) + Duration::minutes(left)));
                }
                left -= room;
                closed_days = 0;
            }
            day = day.succ_opt().ok_or(NeverOpen(day))?;
        }
        Err(NeverOpen(start.date()))
    }

    /// Working minutes from one instant to another; negative when they stand the other way round.
    pub fn minutes_between(&self, from: Instant, to: Instant) -> i64 {
        if to < from {
            return -self.minutes_between(to, from);
        }
        let (from, to) = (local_minute(from), local_minute(to));
        let days = from.date().iter_days().take_while(|day| *day <= to.date());
        days.map(|day| {
            let intervals = self.hours_of(day).intervals().iter();
            let clipped = intervals.map(|interval| {
                let begin = day.and_time(interval.from).max(from);
                let end = day.and_time(interval.to).min(to);
                (end - begin).num_minutes().max(0)
            });
            clipped.sum::<i64>()
        })
        .sum()
    }

    /// Whether the instant lies within office hours.
    pub fn is_open(&self, at: Instant) -> bool {
        let local = local_minute(at);
        self.hours_of(local.date()).intervals().iter().any(|i| i.from <= local.time() && local.time() < i.to)
    }
}
