//! What holds for every limit, calendar and hour of reception.

use chrono::{Days, Duration, NaiveDate, Weekday};
use proptest::prelude::*;

use super::*;
use crate::calendar::{Calendar, DayException, DayHours, DayKind, WeekPattern};
use crate::clock::{self, Instant};

/// Some weeks of 2016 with random closures and worked days, and now and then an open Saturday morning.
fn calendars() -> impl Strategy<Value = Calendar> {
    let days = prop::collection::btree_map(0u64..200, any::<bool>(), 0..25);
    (days, any::<bool>()).prop_map(|(days, saturday)| {
        let mut calendar = Calendar::ordinary("random");
        if saturday {
            let morning = DayHours::of_minutes(&[(450, 690)]).unwrap();
            calendar.weeks = vec![WeekPattern::ordinary().with(Weekday::Sat, morning)];
        }
        for (day, off) in days {
            let kind = if off { DayKind::Off } else { DayKind::Work };
            let word = DayException { kind, hours: None, reason: "x".into(), source_document: None, pair_date: None };
            calendar.exceptions.insert(first_day() + Days::new(day), word);
        }
        calendar
    })
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 1, 1).unwrap()
}

/// Any minute of the first three months.
fn minutes() -> impl Strategy<Value = Instant> {
    (0i64..90 * 24 * 60).prop_map(|minute| clock::instant(first_day().and_hms_opt(0, 0, 0).unwrap() + Duration::minutes(minute)))
}

fn units() -> impl Strategy<Value = LimitUnit> {
    prop::sample::select(LimitUnit::ALL.to_vec())
}

fn rules() -> impl Strategy<Value = DeadlineRule> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(cutoff, by_clock_time, same_day)| DeadlineRule {
        cutoff: DeadlineRule::default().cutoff.filter(|_| cutoff),
        by_clock_time,
        same_day,
    })
}

fn due(calendar: &Calendar, rule: &DeadlineRule, limit: Limit, received: Instant) -> Instant {
    deadline(calendar, rule, limit, received, &[], &[]).unwrap().due
}

fn supplement(from: Instant, to: Instant) -> Pause {
    Pause { cause: PauseCause::Supplement, from, to: Some(to) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_due_on_a_day_off(calendar in calendars(), rule in rules(), unit in units(), amount in 1u16..15, received in minutes(),
                                   from in minutes(), length in 0i64..20_000, more in 1u16..10, by in units()) {
        let pause = supplement(from, from + Duration::minutes(length));
        let extension = Extension { by: Limit::new(by, more), at: from };
        let reckoned = deadline(&calendar, &rule, Limit::new(unit, amount), received, &[pause], &[extension]).unwrap();
        for due in [reckoned.due, reckoned.due_original, reckoned.due_unextended] {
            prop_assert!(calendar.is_working_day(clock::local_date(due)), "{}", due);
            prop_assert!(due > received || amount == 0);
        }
    }

    #[test]
    fn who_comes_later_is_not_due_earlier(calendar in calendars(), rule in rules(), unit in units(), amount in 1u16..15,
                                          one in minutes(), other in minutes()) {
        let limit = Limit::new(unit, amount);
        prop_assert!(due(&calendar, &rule, limit, one.min(other)) <= due(&calendar, &rule, limit, one.max(other)));
    }

    #[test]
    fn a_longer_limit_is_not_due_earlier(calendar in calendars(), rule in rules(), unit in units(), amount in 1u16..15, more in 0u16..5,
                                         received in minutes()) {
        let short = due(&calendar, &rule, Limit::new(unit, amount), received);
        prop_assert!(short <= due(&calendar, &rule, Limit::new(unit, amount + more), received));
    }

    #[test]
    fn a_pause_moves_hours_and_working_days_by_exactly_its_working_minutes(
        calendar in calendars(), rule in rules(), hours in any::<bool>(), amount in 1u16..15, received in minutes(),
        after in 0i64..10_000, length in 1i64..20_000,
    ) {
        let unit = if hours { LimitUnit::Hour } else { LimitUnit::WorkingDay };
        let limit = Limit::new(unit, amount);
        let before = due(&calendar, &rule, limit, received);
        let from = received + Duration::minutes(after % ((before - received).num_minutes() + 1));
        let to = from + Duration::minutes(length);
        let paused = deadline(&calendar, &rule, limit, received, &[supplement(from, to)], &[]).unwrap();
        prop_assert_eq!(calendar.minutes_between(before, paused.due), calendar.minutes_between(from, to));
        prop_assert_eq!(paused.due_original, before);
    }

    #[test]
    fn a_pause_moves_limits_over_the_calendar_by_its_days_and_rolls_forward(
        calendar in calendars(), rule in rules(), unit in prop::sample::select(vec![LimitUnit::CalendarDay, LimitUnit::Month, LimitUnit::Year]),
        amount in 1u16..15, received in minutes(), after in 0i64..20_000, length in 1i64..40_000,
    ) {
        let limit = Limit::new(unit, amount);
        let plain = deadline(&calendar, &rule, limit, received, &[], &[]).unwrap();
        let end = plain.trace.iter().find_map(|step| match step {
            TraceStep::CountedOverCalendar { end, .. } => Some(*end),
            _ => None,
        }).unwrap();
        // any minute of the days up to the last one, and not after the due time itself
        let until_end = clock::instant(end.and_hms_opt(23, 59, 0).unwrap()).min(plain.due) - received;
        let from = received + Duration::minutes(after % (until_end.num_minutes() + 1));
        let to = from + Duration::minutes(length);
        let days = (clock::local_date(to) - clock::local_date(from)).num_days() as u64;
        let paused = deadline(&calendar, &rule, limit, received, &[supplement(from, to)], &[]).unwrap();
        let expected = calendar.working_day_from(end + Days::new(days)).unwrap();
        prop_assert_eq!(Some(paused.due), calendar.close_of_office(expected));
    }

    #[test]
    fn day_limits_end_at_the_close_of_office(calendar in calendars(), mut rule in rules(), unit in prop::sample::select(LimitUnit::ALL[1..].to_vec()), amount in 1u16..15, received in minutes()) {
        rule.by_clock_time = false;
        let due = due(&calendar, &rule, Limit::new(unit, amount), received);
        prop_assert_eq!(Some(due), calendar.close_of_office(clock::local_date(due)));
    }

    #[test]
    fn the_order_and_overlap_of_pauses_do_not_matter(calendar in calendars(), rule in rules(), unit in units(), amount in 1u16..15,
                                                     received in minutes(), starts in prop::collection::vec((minutes(), 0i64..9_000), 2..4)) {
        let limit = Limit::new(unit, amount);
        let mut pauses: Vec<Pause> = starts.iter().map(|(from, length)| supplement(*from, *from + Duration::minutes(*length))).collect();
        let one = deadline(&calendar, &rule, limit, received, &pauses, &[]).unwrap();
        pauses.reverse();
        pauses.push(pauses[0]);
        prop_assert_eq!(one, deadline(&calendar, &rule, limit, received, &pauses, &[]).unwrap());
    }

    #[test]
    fn every_step_is_a_sentence_in_both_languages(calendar in calendars(), rule in rules(), unit in units(), amount in 1u16..15,
                                                  received in minutes(), from in minutes(), length in 0i64..20_000) {
        let pause = supplement(from, from + Duration::minutes(length));
        let extension = Extension { by: Limit::new(unit, 1), at: from };
        let reckoned = deadline(&calendar, &rule, Limit::new(unit, amount), received, &[pause], &[extension]).unwrap();
        for step in &reckoned.trace {
            for locale in [crate::op::Locale::Vi, crate::op::Locale::En] {
                let sentence = step.sentence(locale);
                prop_assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase) || sentence.starts_with(char::is_numeric), "{}", sentence);
            }
        }
        let stored = serde_json::to_string(&reckoned).unwrap();
        prop_assert_eq!(serde_json::from_str::<Deadline>(&stored).unwrap(), reckoned);
    }
}
