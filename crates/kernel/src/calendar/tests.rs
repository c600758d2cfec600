use chrono::{NaiveDate, NaiveTime, Weekday};

use super::*;
use crate::clock::{self, Instant};

/// The product's own list.
pub(crate) fn vietnam() -> Calendar {
    Calendar::from_holidays_json(include_str!("../../../../data/calendars/vn.json")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2016-04-29 15:20`, local time.
pub(crate) fn at(text: &str) -> Instant {
    clock::instant(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

#[test]
fn holidays_compensatory_days_and_weekends_are_off() {
    let calendar = vietnam();
    for off in ["2016-02-08", "2016-04-16", "2016-04-18", "2016-05-02", "2016-05-03", "2025-05-02", "2018-12-31", "2025-01-04"] {
        assert!(!calendar.is_working_day(day(off)), "{off}");
    }
    for worked in ["2016-04-15", "2016-04-19", "2016-04-29", "2016-05-04", "2025-04-26", "2019-01-05", "2014-12-27"] {
        assert!(calendar.is_working_day(day(worked)), "{worked}");
    }
}

#[test]
fn both_days_of_a_swap_know_each_other_across_the_turn_of_a_year() {
    let calendar = vietnam();
    assert_eq!(calendar.exception(day("2018-12-31")).unwrap().pair_date, Some(day("2019-01-05")));
    assert_eq!(calendar.exception(day("2019-01-05")).unwrap().pair_date, Some(day("2018-12-31")));
    assert_eq!(calendar.exception(day("2014-12-27")).unwrap().pair_date, Some(day("2015-01-02")));
}

#[test]
fn every_known_swap_is_in_the_list() {
    let calendar = vietnam();
    for (off, worked) in [
        ("2014-05-02", "2014-04-26"),
        ("2014-09-01", "2014-09-06"),
        ("2015-01-02", "2014-12-27"),
        ("2015-02-16", "2015-02-14"),
        ("2015-04-29", "2015-04-25"),
        ("2018-12-31", "2019-01-05"),
        ("2019-04-29", "2019-05-04"),
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-08-31", "2026-08-22"),
    ] {
        assert!(!calendar.is_working_day(day(off)) && calendar.is_working_day(day(worked)), "{off} for {worked}");
    }
}

#[test]
fn a_make_up_saturday_has_the_hours_of_the_day_it_makes_up_for() {
    let mut calendar = vietnam();
    let short = DayHours::of_minutes(&[(7 * 60, 11 * 60)]).unwrap();
    calendar.weeks.push(WeekPattern::ordinary().with(Weekday::Fri, short.clone()));
    assert_eq!(calendar.hours_of(day("2025-04-26")), &short, "2025-05-02 was a Friday");
}

#[test]
fn a_unit_open_on_saturday_morning_still_keeps_the_holidays_of_its_parent() {
    let mut unit = Calendar::over(vietnam(), "unit");
    unit.weeks.push(WeekPattern::ordinary().with(Weekday::Sat, DayHours::of_minutes(&[(7 * 60 + 30, 11 * 60 + 30)]).unwrap()));
    assert!(unit.is_working_day(day("2016-04-09")));
    assert!(!unit.is_working_day(day("2016-04-16")), "Giỗ Tổ");
    assert_eq!(unit.hours_of(day("2025-04-26")).minutes(), 480, "a make-up Saturday is a whole day");
    assert_eq!(unit.status_of(2016), YearStatus::Announced);
}

#[test]
fn seasonal_hours_hold_from_their_first_to_their_last_day() {
    let mut calendar = vietnam();
    let mut summer = WeekPattern::ordinary();
    let hours = DayHours::of_minutes(&[(390, 660)]).unwrap();
    summer.days = std::array::from_fn(|weekday| if weekday < 5 { hours.clone() } else { DayHours::CLOSED });
    (summer.valid_from, summer.valid_to) = (Some(day("2016-06-01")), Some(day("2016-08-31")));
    calendar.weeks.push(summer);
    for (of, minutes) in [("2016-05-31", 480), ("2016-06-01", 270), ("2016-08-31", 270), ("2016-09-01", 480)] {
        assert_eq!(calendar.hours_of(day(of)).minutes(), minutes, "{of}");
    }
}

#[test]
fn a_units_own_word_about_a_day_beats_its_parents() {
    let mut unit = Calendar::over(vietnam(), "unit");
    let storm = |kind| DayException {
        kind,
        hours: None,
        reason: "Bão".into(),
        source_document: Some("01/CĐ-UBND".into()),
        pair_date: None,
    };
    unit.exceptions.insert(day("2016-04-29"), storm(DayKind::Off));
    unit.exceptions.insert(day("2016-04-18"), storm(DayKind::Work));
    assert!(!unit.is_working_day(day("2016-04-29")));
    assert_eq!(unit.hours_of(day("2016-04-18")).minutes(), 480);
}

#[test]
fn minutes_are_counted_inside_office_hours_only() {
    let calendar = vietnam();
    assert_eq!(calendar.minutes_between(at("2016-04-29 11:00"), at("2016-04-29 14:00")), 60);
    assert_eq!(calendar.minutes_between(at("2016-04-29 16:00"), at("2016-05-04 08:00")), 120);
    assert_eq!(calendar.minutes_between(at("2016-05-04 08:00"), at("2016-04-29 16:00")), -120);
    assert_eq!(calendar.add_minutes(at("2016-04-29 16:00"), 60).unwrap(), at("2016-04-29 17:00"));
    assert_eq!(calendar.add_minutes(at("2016-04-29 16:00"), 61).unwrap(), at("2016-05-04 07:01"));
    assert_eq!(calendar.add_minutes(at("2016-04-29 11:00"), 30).unwrap(), at("2016-04-29 11:30"));
    assert_eq!(calendar.next_working_minute(at("2016-04-29 11:30")).unwrap(), at("2016-04-29 13:30"));
    assert_eq!(calendar.next_working_minute(at("2016-04-29 17:00")).unwrap(), at("2016-05-04 07:00"));
    assert_eq!(calendar.close_of_office(day("2016-04-29")), Some(at("2016-04-29 17:00")));
    assert_eq!(calendar.close_of_office(day("2016-04-30")), None);
}

#[test]
fn years_that_nobody_announced_are_provisional() {
    let calendar = vietnam();
    assert_eq!(calendar.provisional_years(day("2025-12-30"), day("2028-01-02")), [2027, 2028]);
}

#[test]
fn a_calendar_that_is_never_open_is_refused_and_does_not_hang() {
    let mut calendar = Calendar::ordinary("closed");
    calendar.weeks.clear();
    assert!(calendar.next_working_minute(at("2016-04-29 11:30")).is_err());
    assert!(calendar.add_minutes(at("2016-04-29 11:30"), 1).is_err());
    assert!(calendar.add_working_days(day("2016-04-29"), 1).is_err());
}

#[test]
fn overlapping_or_empty_hours_are_refused_also_when_read() {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let interval = |from, to| Interval { from: time(from), to: time(to) };
    assert!(DayHours::new(vec![interval(7, 12), interval(11, 17)]).is_err());
    assert!(DayHours::new(vec![interval(7, 7)]).is_err());
    assert!(serde_json::from_str::<DayHours>(r#"[{"from":"13:00:00","to":"12:00:00"}]"#).is_err());
}

#[test]
fn a_calendar_survives_the_way_through_json() {
    let mut unit = Calendar::over(vietnam(), "unit");
    unit.weeks.push(WeekPattern::ordinary());
    assert_eq!(serde_json::from_str::<Calendar>(&serde_json::to_string(&unit).unwrap()).unwrap(), unit);
}

#[test]
fn a_list_that_contradicts_itself_is_refused() {
    let check = |text: &str| Calendar::from_holidays_json(text).unwrap_err().to_string();
    assert!(check(r#"{"years":{"2016":{"days_off":[{"date":"2017-01-01","name":"x"}]}}}"#).contains("under the year 2016"));
    assert!(check(r#"{"years":{"2016":{"days_off":[]}}}"#).contains("no day off"));
    let both = r#"{"years":{"2016":{"days_off":[{"date":"2016-01-01","name":"x"}],"worked_saturdays":["2016-01-01"]}}}"#;
    assert!(check(both).contains("as a worked day"));
}
