//! The named cases.

use super::*;
use crate::calendar::Calendar;
use crate::calendar::tests::{at, vietnam};
use crate::clock::Instant;
use crate::op::Locale;

const HOURS: LimitUnit = LimitUnit::Hour;
const WORKING: LimitUnit = LimitUnit::WorkingDay;
const DAYS: LimitUnit = LimitUnit::CalendarDay;
const MONTHS: LimitUnit = LimitUnit::Month;
const YEARS: LimitUnit = LimitUnit::Year;

fn reckon(rule: DeadlineRule, unit: LimitUnit, amount: u16, received: &str, pauses: &[(&str, &str)]) -> Deadline {
    let pause =
        |(from, to): &(&str, &str)| Pause { cause: PauseCause::Supplement, from: at(from), to: (!to.is_empty()).then(|| at(to)) };
    let pauses: Vec<Pause> = pauses.iter().map(pause).collect();
    deadline(&vietnam(), &rule, Limit::new(unit, amount), at(received), &pauses, &[]).unwrap()
}

#[track_caller]
fn check(unit: LimitUnit, amount: u16, received: &str, due: &str) {
    let reckoned = reckon(DeadlineRule::default(), unit, amount, received, &[]);
    assert_eq!(crate::text::when::date_time(reckoned.due), crate::text::when::date_time(at(due)), "{:#?}", reckoned.trace);
    assert!(!reckoned.provisional);
}

#[track_caller]
fn check_paused(unit: LimitUnit, amount: u16, received: &str, pauses: &[(&str, &str)], due: &str) {
    let reckoned = reckon(DeadlineRule::default(), unit, amount, received, pauses);
    assert_eq!(crate::text::when::date_time(reckoned.due), crate::text::when::date_time(at(due)), "{:#?}", reckoned.trace);
}

#[test]
fn across_tet_only_working_days_are_counted() {
    check(WORKING, 3, "2016-02-04 10:00", "2016-02-16 17:00");
    check(HOURS, 8, "2016-02-05 13:30", "2016-02-15 11:30");
    check(DAYS, 5, "2016-02-04 10:00", "2016-02-15 17:00");
    check(WORKING, 2, "2025-01-24 09:00", "2025-02-04 17:00");
}

#[test]
fn across_the_thirtieth_of_april_the_make_up_saturday_is_counted() {
    check(WORKING, 1, "2025-04-25 09:00", "2025-04-26 17:00");
    check(WORKING, 5, "2025-04-24 09:00", "2025-05-05 17:00");
    check(DAYS, 6, "2025-04-26 09:00", "2025-05-05 17:00");
    check(WORKING, 1, "2016-04-29 09:00", "2016-05-04 17:00");
}

#[test]
fn a_holiday_on_a_saturday_closes_the_monday() {
    check(WORKING, 1, "2016-04-15 09:00", "2016-04-19 17:00");
    check(DAYS, 1, "2016-04-15 09:00", "2016-04-19 17:00");
}

#[test]
fn a_swap_across_the_turn_of_the_year_is_kept() {
    check(WORKING, 1, "2018-12-28 09:00", "2019-01-02 17:00");
    check(WORKING, 3, "2019-01-02 09:00", "2019-01-05 17:00");
}

#[test]
fn a_year_without_calendar_gives_a_provisional_date() {
    let within = reckon(DeadlineRule::default(), WORKING, 1, "2026-12-30 09:00", &[]);
    assert!(!within.provisional, "31/12/2026 lies in an announced year");
    let across = reckon(DeadlineRule::default(), WORKING, 1, "2026-12-31 09:00", &[]);
    assert!(across.provisional);
    assert!(across.trace.contains(&TraceStep::Provisional { years: vec![2027] }));
    assert!(reckon(DeadlineRule::default(), WORKING, 1, "2031-06-02 09:00", &[]).provisional);
    assert!(reckon(DeadlineRule::default(), YEARS, 3, "2026-06-01 09:00", &[]).provisional);
}

#[test]
fn the_cut_off_is_after_three_in_the_afternoon() {
    for (received, one_day, three_hours) in [
        ("2016-04-05 14:59", "2016-04-06 17:00", "2016-04-06 07:59"),
        ("2016-04-05 15:00", "2016-04-06 17:00", "2016-04-06 08:00"),
        ("2016-04-05 15:01", "2016-04-07 17:00", "2016-04-06 10:00"),
    ] {
        check(WORKING, 1, received, one_day);
        check(HOURS, 3, received, three_hours);
    }
}

#[test]
fn seconds_do_not_make_a_citizen_late() {
    let at_three = at("2016-04-05 15:00") + chrono::Duration::seconds(59);
    let reckoned = deadline(&vietnam(), &DeadlineRule::default(), Limit::new(WORKING, 1), at_three, &[], &[]).unwrap();
    assert_eq!(reckoned.due, at("2016-04-06 17:00"));
}

#[test]
fn a_same_day_procedure_is_due_at_close_or_on_the_next_working_day_after_the_cut_off() {
    for (received, due) in [
        ("2016-04-05 07:00", "2016-04-05 17:00"),
        ("2016-04-05 15:00", "2016-04-05 17:00"),
        ("2016-04-05 15:01", "2016-04-06 17:00"),
        ("2016-04-29 15:20", "2016-05-04 17:00"),
        ("2016-04-05 05:00", "2016-04-05 17:00"),
        ("2016-04-05 22:00", "2016-04-06 17:00"),
        ("2016-04-09 09:00", "2016-04-11 17:00"),
    ] {
        assert_eq!(reckon(DeadlineRule::same_day(), WORKING, 1, received, &[]).due, at(due), "{received}");
    }
    assert_eq!(reckon(DeadlineRule::same_day(), WORKING, 2, "2016-04-05 10:00", &[]).due, at("2016-04-06 17:00"));
}

#[test]
fn by_clock_time_the_same_hour_some_working_days_later() {
    let rule = DeadlineRule { by_clock_time: true, ..DeadlineRule::default() };
    for (received, due) in [
        ("2016-04-29 10:20", "2016-05-05 10:20"),
        ("2016-04-29 15:20", "2016-05-06 07:00"),
        ("2016-04-05 12:00", "2016-04-07 13:30"),
    ] {
        assert_eq!(reckon(rule, WORKING, 2, received, &[]).due, at(due), "{received}");
    }
}

#[test]
fn a_morning_only_saturday_ends_before_the_cut_off() {
    use crate::calendar::{DayHours, WeekPattern};
    let mut unit = Calendar::over(vietnam(), "unit");
    unit.weeks.push(WeekPattern::ordinary().with(chrono::Weekday::Sat, DayHours::of_minutes(&[(450, 690)]).unwrap()));
    let due =
        |received: &str| deadline(&unit, &DeadlineRule::same_day(), Limit::new(WORKING, 1), at(received), &[], &[]).unwrap().due;
    assert_eq!(due("2016-04-09 11:00"), at("2016-04-09 11:30"));
    assert_eq!(due("2016-04-09 11:30"), at("2016-04-11 17:00"));
    let late = deadline(&unit, &DeadlineRule::default(), Limit::new(WORKING, 1), at("2016-04-09 11:30"), &[], &[]).unwrap();
    assert!(matches!(late.trace[0], TraceStep::StartsAfterClose { .. }));
}

#[test]
fn months_and_years_end_on_the_same_day_or_the_last_of_the_month() {
    check(MONTHS, 1, "2016-03-31 09:00", "2016-05-04 17:00");
    check(MONTHS, 1, "2018-01-31 09:00", "2018-02-28 17:00");
    check(MONTHS, 1, "2024-01-31 09:00", "2024-02-29 17:00");
    check(YEARS, 1, "2016-02-29 09:00", "2017-02-28 17:00");
    check(MONTHS, 2, "2016-03-04 09:00", "2016-05-04 17:00");
}

#[test]
fn a_supplement_asked_for_on_the_due_day_leaves_what_was_left() {
    check_paused(WORKING, 1, "2016-04-05 09:00", &[("2016-04-06 16:00", "2016-04-11 09:00")], "2016-04-11 10:00");
    check_paused(HOURS, 4, "2016-04-05 07:00", &[("2016-04-05 10:00", "2016-04-06 14:00")], "2016-04-06 15:00");
    check_paused(DAYS, 3, "2016-04-05 09:00", &[("2016-04-08 16:00", "2016-04-13 09:00")], "2016-04-13 17:00");
}

#[test]
fn two_supplements_are_both_taken_out() {
    let pauses = [("2016-04-06 08:00", "2016-04-07 08:00"), ("2016-04-08 07:00", "2016-04-12 07:00")];
    check_paused(WORKING, 3, "2016-04-05 09:00", &pauses, "2016-04-13 17:00");
    let overlapping = [("2016-04-06 08:00", "2016-04-07 08:00"), ("2016-04-06 14:00", "2016-04-07 08:00")];
    check_paused(WORKING, 3, "2016-04-05 09:00", &overlapping, "2016-04-11 17:00");
    let nested = [("2016-04-06 08:00", "2016-04-07 08:00"), ("2016-04-06 14:00", "2016-04-06 15:00")];
    check_paused(WORKING, 3, "2016-04-05 09:00", &nested, "2016-04-11 17:00");
    check_paused(DAYS, 10, "2016-04-05 09:00", &pauses, "2016-04-20 17:00");
}

#[test]
fn a_pause_at_night_or_over_a_weekend_moves_no_working_time() {
    check_paused(WORKING, 1, "2016-04-07 09:00", &[("2016-04-08 17:00", "2016-04-11 07:00")], "2016-04-08 17:00");
}

#[test]
fn a_pause_in_the_days_off_after_the_end_leaves_until_the_close_of_the_day_it_ends() {
    // 5 days from Tuesday end on Sunday the 10th and roll to Monday the 11th
    check_paused(DAYS, 5, "2016-04-05 09:00", &[], "2016-04-11 17:00");
    check_paused(DAYS, 5, "2016-04-05 09:00", &[("2016-04-11 10:00", "2016-04-13 10:00")], "2016-04-13 17:00");
}

#[test]
fn a_supplement_after_the_due_time_does_not_hide_the_delay() {
    let reckoned = reckon(DeadlineRule::default(), WORKING, 1, "2016-04-05 09:00", &[("2016-04-07 09:00", "2016-04-20 09:00")]);
    assert_eq!(reckoned.due, at("2016-04-06 17:00"));
    assert!(reckoned.trace.iter().any(|step| matches!(step, TraceStep::PausedTooLate { .. })));
}

#[test]
fn while_the_clock_stands_nobody_is_warned() {
    let reckoned = reckon(DeadlineRule::default(), WORKING, 1, "2016-04-05 09:00", &[("2016-04-06 09:00", "")]);
    assert_eq!(reckoned.paused_since, Some(at("2016-04-06 09:00")));
    assert_eq!(warning(&vietnam(), &reckoned, at("2016-04-30 09:00"), Thresholds::default()), Warning::Paused);
}

#[test]
fn an_extension_moves_the_appointment_and_not_the_date_that_statistics_judge() {
    let limit = Limit::new(WORKING, 1);
    let extension = Extension { by: Limit::new(WORKING, 2), at: at("2016-04-06 10:00") };
    let reckoned = deadline(&vietnam(), &DeadlineRule::default(), limit, at("2016-04-05 09:00"), &[], &[extension]).unwrap();
    assert_eq!(reckoned.due, at("2016-04-08 17:00"));
    assert_eq!((reckoned.due_unextended, reckoned.due_original), (at("2016-04-06 17:00"), at("2016-04-06 17:00")));
}

#[test]
fn a_pause_counts_only_from_reception() {
    check_paused(HOURS, 2, "2016-04-05 09:00", &[("2016-04-05 07:00", "2016-04-05 10:00")], "2016-04-05 14:00");
}

#[test]
fn pauses_are_no_time_of_the_body() {
    let plain = reckon(DeadlineRule::default(), WORKING, 3, "2016-04-05 09:00", &[]);
    let paused = reckon(DeadlineRule::default(), WORKING, 3, "2016-04-05 09:00", &[("2016-04-06 08:00", "2016-04-07 08:00")]);
    assert_eq!(plain.allowed_minutes, 3 * 480 + 360);
    assert_eq!(paused.allowed_minutes, plain.allowed_minutes);
}

#[test]
fn a_limit_that_begins_in_an_unannounced_year_is_provisional() {
    assert!(reckon(DeadlineRule::default(), WORKING, 5, "2013-12-30 09:00", &[]).provisional);
}

#[test]
fn pauses_and_extensions_take_effect_in_the_order_of_time() {
    let check = |limit: Limit, by: Limit, decided: &str, (from, to): (&str, &str), due: &str| {
        let pause = Pause { cause: PauseCause::Payment, from: at(from), to: Some(at(to)) };
        let extension = Extension { by, at: at(decided) };
        let reckoned =
            deadline(&vietnam(), &DeadlineRule::default(), limit, at("2016-04-05 09:00"), &[pause], &[extension]).unwrap();
        assert_eq!(reckoned.due, at(due), "{:#?}", reckoned.trace);
    };
    let (one, two) = (Limit::new(WORKING, 1), Limit::new(WORKING, 2));
    check(one, two, "2016-04-06 10:00", ("2016-04-07 09:00", "2016-04-07 10:00"), "2016-04-11 08:00");
    check(Limit::new(DAYS, 3), two, "2016-04-08 10:00", ("2016-04-11 09:00", "2016-04-13 09:00"), "2016-04-14 17:00");
    check(one, Limit::new(DAYS, 5), "2016-04-06 10:00", ("2016-04-07 09:00", "2016-04-07 10:00"), "2016-04-12 08:00");
}

#[test]
fn the_shorter_of_law_and_promise_binds() {
    let of = |amount| reckon(DeadlineRule::default(), WORKING, amount, "2016-04-05 09:00", &[]);
    let promise = Promise { legal: of(10), committed: Some(of(7)) };
    assert_eq!(promise.binding(), &of(7));
    assert_eq!(Promise { legal: of(5), committed: Some(of(7)) }.binding(), &of(5));
    assert_eq!(Promise { legal: of(5), committed: None }.binding(), &of(5));
}

#[test]
fn warnings_grow_as_the_due_time_comes_nearer() {
    let reckoned = reckon(DeadlineRule::default(), WORKING, 10, "2016-03-01 07:00", &[]);
    assert_eq!(reckoned.due, at("2016-03-15 17:00"));
    let calendar = vietnam();
    for (now, expected) in [
        ("2016-03-11 15:23", Warning::Calm),
        ("2016-03-11 15:24", Warning::MostlyUsed),
        ("2016-03-14 07:00", Warning::FewDaysLeft),
        ("2016-03-15 07:00", Warning::DueToday),
        ("2016-03-15 17:00", Warning::DueToday),
        ("2016-03-15 17:01", Warning::Late),
    ] {
        assert_eq!(warning(&calendar, &reckoned, at(now), Thresholds::default()), expected, "{now}");
    }
}

#[test]
fn ended_dossiers_are_early_on_time_or_late() {
    let calendar = vietnam();
    let due: Instant = at("2016-04-19 17:00");
    let of = |finished: &str, grading: Grading| grade(&calendar, due, at(finished), 2, grading);
    let plain = Grading::default();
    assert_eq!(of("2016-04-15 16:59", plain), Grade::Early, "the working day before");
    assert_eq!(of("2016-04-19 08:00", plain), Grade::OnTime, "the same day");
    assert_eq!(of("2016-04-18 08:00", plain), Grade::Early, "finished on a day off");
    assert_eq!(of("2016-04-19 17:00", plain), Grade::OnTime);
    assert_eq!(of("2016-04-19 17:01", plain), Grade::Late);
    assert_eq!(of("2016-04-19 16:59", Grading { early_by_days: 0, ..plain }), Grade::Early);
    assert_eq!(of("2016-04-19 17:00", Grading { early_by_days: 0, ..plain }), Grade::OnTime);
    assert_eq!(of("2016-04-15 10:00", Grading { late_after_supplements: Some(1), ..plain }), Grade::Late);
    assert_eq!(of("2016-04-15 10:00", Grading { late_after_supplements: Some(2), ..plain }), Grade::Early);
}

#[test]
fn the_reason_of_a_date_reads_as_plain_sentences() {
    let reckoned = reckon(DeadlineRule::default(), WORKING, 1, "2016-04-29 15:20", &[]);
    let said = |locale| reckoned.trace.iter().map(|step| step.sentence(locale)).collect::<Vec<_>>();
    assert_eq!(
        said(Locale::Vi),
        [
            "Tiếp nhận lúc 15:20 thứ Sáu 29/04/2016, sau giờ chốt 15:00 nên tính từ 07:00 ngày làm việc tiếp theo, thứ Tư 04/05/2016.",
            "Thời hạn 01 ngày làm việc, không tính ngày bắt đầu 04/05/2016, đến 17:00 thứ Năm 05/05/2016.",
            "Không tính các ngày nghỉ: 02/05/2016 (Ngày Chiến thắng (nghỉ bù)); 03/05/2016 (Ngày Quốc tế Lao động (nghỉ bù)).",
            "Hạn trả kết quả: 17:00 thứ Năm 05/05/2016.",
        ]
    );
    assert_eq!(
        said(Locale::En)[0],
        "Received at 15:20 on Friday 29/04/2016, after the cut-off at 15:00, so the time runs from 07:00 on the next working day, Wednesday 04/05/2016."
    );
    let swapped = reckon(DeadlineRule::default(), WORKING, 5, "2025-04-24 09:00", &[]);
    assert!(
        swapped
            .trace
            .iter()
            .any(|step| step.sentence(Locale::Vi)
                == "Có tính các ngày làm bù: 26/04/2025 (Ngày làm bù (thay cho ngày 02/05/2025)).")
    );
}

#[test]
fn limits_and_rules_are_pinned_in_plain_words() {
    let pinned = serde_json::to_value((Limit::new(WORKING, 3), DeadlineRule::default())).unwrap();
    assert_eq!(
        pinned,
        serde_json::json!([{"unit": "working_day", "amount": 3}, {"cutoff": "15:00:00", "by_clock_time": false, "same_day": false}])
    );
    assert_eq!(serde_json::from_str::<DeadlineRule>("{}").unwrap(), DeadlineRule::default());
    assert_eq!(
        serde_json::from_str::<DeadlineRule>(r#"{"cutoff":null,"same_day":true}"#).unwrap(),
        DeadlineRule { cutoff: None, by_clock_time: false, same_day: true }
    );
    for unit in LimitUnit::ALL {
        assert_eq!(serde_json::to_value(unit).unwrap(), unit.word());
        assert_eq!(LimitUnit::of_word(unit.word()), Some(unit));
    }
}
