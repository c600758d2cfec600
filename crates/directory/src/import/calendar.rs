//! The shipped working calendar: the days off and swapped days of the yearly announcements, for a province's root agency. Agencies
//! below follow it until they get one of their own.

use chrono::NaiveDate;
use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::AgencyId;
use lienthong_kernel::op::Op;
use lienthong_platform::{Event, Subject, Tx};
use serde_json::json;

use crate::api;

const SHIPPED: &str = include_str!("../../../../data/calendars/vn.json");

/// The calendar that this release ships.
pub fn shipped_calendar() -> Result<Calendar, Fault> {
    Calendar::from_holidays_json(SHIPPED).map_err(|error| Fault::of("reading the shipped calendar", error))
}

/// Gives an agency the shipped calendar from a day on, unless it works by that version already. For the worker role.
pub(crate) async fn give_calendar(op: &Op, tx: &mut Tx, agency: AgencyId, from: NaiveDate) -> Result<bool, Fault> {
    let calendar = shipped_calendar()?;
    let present = api::calendar_of(tx, agency, from).await?;
    if present.is_some_and(|present| present.version == calendar.version) {
        return Ok(false);
    }
    api::assign_calendar(tx, agency, from, &calendar, "data/calendars/vn.json").await?;
    let event = Event::new("directory.calendar_assigned", Subject::agency(agency));
    tx.record(op, event.detail(json!({ "version": calendar.version, "from": from }))).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_calendar_knows_the_day_of_culture_and_a_swapped_saturday() {
        let calendar = shipped_calendar().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(!calendar.is_working_day(day("2026-11-24")));
        assert!(calendar.is_working_day(day("2025-04-26")) && !calendar.is_working_day(day("2025-05-02")));
    }
}
