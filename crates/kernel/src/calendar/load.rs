//! Reading the published list of days off.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Calendar, DayException, DayKind, YearStatus};

/// Why a list of days off was not taken.
#[derive(Debug, Error)]
pub enum BadCalendar {
    /// Not the expected JSON.
    #[error("the list of days off cannot be read")]
    Json(#[from] serde_json::Error),
    /// A day stands under another year.
    #[error("{0} stands under the year {1}")]
    WrongYear(NaiveDate, i32),
    /// A day is both off and worked.
    #[error("{0} is listed as a day off and as a worked day")]
    Both(NaiveDate),
    /// A year is listed without days off, which no year can be.
    #[error("the year {0} has no day off")]
    Empty(i32),
}

#[derive(Deserialize)]
struct List {
    version: Option<String>,
    years: BTreeMap<i32, Year>,
}

#[derive(Deserialize)]
struct Year {
    /// A list that names a year without a status has it from an announcement.
    status: Option<YearStatus>,
    source_document: Option<String>,
    days_off: Vec<DayOff>,
    #[serde(default)]
    worked_saturdays: Vec<NaiveDate>,
}

#[derive(Deserialize)]
struct DayOff {
    date: NaiveDate,
    name: String,
    worked_instead: Option<NaiveDate>,
}

impl Calendar {
    /// Reads the list of days off (`years.<year>.days_off[]`, `worked_saturdays[]`, optional `status` and `source_document`)
    /// over the ordinary week. The version is the list's own, or a digest of the text.
    pub fn from_holidays_json(text: &str) -> Result<Self, BadCalendar> {
        let list: List = serde_json::from_str(text)?;
        let version = list.version.unwrap_or_else(|| format!("vn-{}", &hex::encode(Sha256::digest(text))[..12]));
        let mut calendar = Calendar::ordinary(version);
        for (number, year) in &list.years {
            calendar.years.insert(*number, year.status.unwrap_or(YearStatus::Announced));
            if year.days_off.is_empty() {
                return Err(BadCalendar::Empty(*number));
            }
            for day in &year.days_off {
                use chrono::Datelike;
                if day.date.year() != *number {
                    return Err(BadCalendar::WrongYear(day.date, *number));
                }
                calendar.exceptions.insert(day.date, day.off(year));
            }
        }
        // after all days off: the two days of a swap may stand under different years
        for year in list.years.values() {
            for day in &year.days_off {
                if let Some(worked) = day.worked_instead {
                    calendar.put_worked(worked, Some(day.date), year)?;
                }
            }
        }
        for year in list.years.values() {
            for worked in &year.worked_saturdays {
                if calendar.exceptions.get(worked).is_none_or(|known| known.kind == DayKind::Off) {
                    calendar.put_worked(*worked, None, year)?;
                }
            }
        }
        Ok(calendar)
    }

    fn put_worked(&mut self, worked: NaiveDate, pair: Option<NaiveDate>, year: &Year) -> Result<(), BadCalendar> {
        if self.exceptions.get(&worked).is_some_and(|known| known.kind == DayKind::Off) {
            return Err(BadCalendar::Both(worked));
        }
        let reason = match pair {
            Some(pair) => format!("Ngày làm bù (thay cho ngày {})", pair.format("%d/%m/%Y")),
            None => "Ngày làm bù".to_owned(),
        };
        let source_document = year.source_document.clone();
        self.exceptions
            .insert(worked, DayException { kind: DayKind::Work, hours: None, reason, source_document, pair_date: pair });
        Ok(())
    }
}

impl DayOff {
    fn off(&self, year: &Year) -> DayException {
        DayException {
            kind: DayKind::Off,
            hours: None,
            reason: self.name.clone(),
            source_document: year.source_document.clone(),
            pair_date: self.worked_instead,
        }
    }
}
