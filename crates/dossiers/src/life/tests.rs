use chrono::TimeDelta;
use lienthong_kernel::clock::Instant;
use proptest::prelude::*;

use lienthong_kernel::deadline::PauseCause;

use super::*;

fn at(minutes: i64) -> Instant {
    chrono::DateTime::from_timestamp(1_465_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

/// The table of the regulation, written a second time as pairs of national codes; waiting states return only to what they left.
const TABLE: &[(u8, u8)] = &[
    (1, 2),
    (1, 3),
    (1, 5),
    (1, 6),
    (1, 7),
    (2, 4),
    (2, 5),
    (2, 6),
    (2, 7),
    (2, 8),
    (4, 4),
    (4, 5),
    (4, 6),
    (4, 7),
    (4, 8),
    (4, 9),
    (5, 7),
    (5, 8),
    (6, 7),
    (6, 8),
    (7, 8),
    (9, 10),
    (9, 4),
];

#[derive(Clone, Debug)]
enum Move {
    Go(State),
    Resume,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => prop::sample::select(State::ALL.to_vec()).prop_map(Move::Go),
        1 => Just(Move::Resume),
    ];
    prop::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn no_path_leads_outside_the_table(direct: bool, moves in moves()) {
        let mut life = if direct { Life::accepted_at_counter() } else { Life::submitted() };
        let mut trail: Vec<State> = Vec::new();
        for step in moves {
            let before = life.clone();
            let next = match step {
                Move::Go(to) => life.go(to),
                Move::Resume => life.resume(),
            };
            let Ok(after) = next else { continue };
            let pair = (before.national().code(), after.national().code());
            match step {
                Move::Go(_) => {
                    prop_assert!(TABLE.contains(&pair), "{before:?} -> {after:?}");
                    if after.national().waits() {
                        trail.push(before.state());
                    } else {
                        trail.clear();
                    }
                }
                Move::Resume => prop_assert_eq!(trail.pop(), Some(after.state()), "a waiting state returns to the state it left"),
            }
            prop_assert!(!before.national().ends(), "ended states end");
            prop_assert!(after.left().len() <= 2);
            let read = Life::of_row(after.state().word(), &after.left_words());
            prop_assert_eq!(read, Some(after.clone()));
            life = after;
        }
    }

    #[test]
    fn acceptance_is_written_once_and_the_first_promise_stays(pauses in prop::collection::vec((1i64..500, 1i64..500), 0..6)) {
        let mut stamps = Stamps::default();
        stamps.accept(at(0), Some(at(10_000))).unwrap();
        let mut now = 0;
        for (work, pause) in pauses {
            now += work;
            stamps.pause(PauseCause::Supplement, at(now)).unwrap();
            prop_assert_eq!(Progress::of(&stamps, at(1_000_000), ProgressRule::default()), Progress::Paused);
            prop_assert_eq!(stamps.pause(PauseCause::Payment, at(now)), Err(stamps::BadStamp::AlreadyPaused));
            now += pause;
            let closed = stamps.resume(at(now)).unwrap();
            let due = stamps.due_current.unwrap() + (closed.to.unwrap() - closed.from);
            stamps.appoint(AppointmentCause::Pause, at(now), due);
            prop_assert_eq!(stamps.accept(at(now), None), Err(stamps::BadStamp::AcceptedTwice));
        }
        prop_assert_eq!(stamps.accepted_at, Some(at(0)));
        prop_assert_eq!(stamps.due_original, Some(at(10_000)));
        prop_assert_eq!(stamps.due_counted, stamps.due_current);
    }
}

#[test]
fn every_table_entry_is_possible() {
    for &(from, to) in TABLE {
        let reached = State::ALL.into_iter().any(|state| {
            state.national().code() == from
                && State::ALL.into_iter().any(|next| {
                    let left = if state.national().waits() { vec![State::Handling.word().to_owned()] } else { Vec::new() };
                    next.national().code() == to && Life::of_row(state.word(), &left).is_some_and(|life| life.go(next).is_ok())
                })
        });
        assert!(reached, "{from} -> {to}");
    }
}

#[test]
fn national_codes_are_one_to_ten_and_each_has_a_state() {
    let codes: Vec<u8> = NationalStatus::ALL.iter().map(|status| status.code()).collect();
    assert_eq!(codes, (1..=10).collect::<Vec<u8>>());
    for status in NationalStatus::ALL {
        assert_eq!(NationalStatus::of_code(status.code()), Some(status));
        assert!(State::ALL.into_iter().any(|state| state.national() == status));
    }
    for state in State::ALL {
        assert_eq!(State::of_word(state.word()), Some(state));
    }
}

#[test]
fn a_withdrawal_over_a_supplement_returns_to_the_supplement() {
    let life = Life::accepted_at_counter()
        .go(State::Handling)
        .unwrap()
        .go(State::Supplementing)
        .unwrap()
        .go(State::Withdrawing)
        .unwrap();
    assert!(life.waits_for(State::Supplementing));
    let back = life.resume().unwrap();
    assert_eq!(back.state(), State::Supplementing);
    assert_eq!(back.resume().unwrap().state(), State::Handling);
}

#[test]
fn withdrawal_cannot_be_asked_once_the_result_is_there() {
    let life = Life::accepted_at_counter().go(State::Stamping).unwrap().go(State::Finished).unwrap();
    assert!(!life.may_go(State::Withdrawing));
    assert!(!life.go(State::Returned).unwrap().may_go(State::Withdrawing));
}

#[test]
fn a_row_that_waits_without_a_state_to_return_to_is_refused() {
    assert_eq!(Life::of_row("supplementing", &[]), None);
    assert_eq!(Life::of_row("handling", &["accepted".to_owned()]), None);
    assert_eq!(Life::of_row("nonsense", &[]), None);
}

#[test]
fn progress_is_read_from_the_stamps() {
    let day = 24 * 60;
    let check = |finished: Option<i64>, now: i64, expected: Progress| {
        let mut stamps = Stamps::default();
        stamps.accept(at(0), Some(at(10 * day))).unwrap();
        stamps.finished_at = finished.map(at);
        assert_eq!(Progress::of(&stamps, at(now), ProgressRule::default()), expected, "finished {finished:?}, now {now}");
    };
    check(None, 0, Progress::Open);
    check(None, 9 * day, Progress::DueSoon);
    check(None, 10 * day, Progress::DueSoon);
    check(None, 10 * day + 1, Progress::Overdue);
    check(Some(8 * day), 11 * day, Progress::Early);
    check(Some(10 * day), 11 * day, Progress::OnTime);
    check(Some(10 * day + 1), 11 * day, Progress::Late);
    assert_eq!(Progress::of(&Stamps::default(), at(0), ProgressRule::default()), Progress::NotStarted);
}

#[test]
fn an_apology_moves_the_shown_date_but_not_the_judged_one() {
    let mut stamps = Stamps::default();
    stamps.accept(at(0), Some(at(100))).unwrap();
    stamps.appoint(AppointmentCause::Apology, at(90), at(200));
    assert_eq!(stamps.due_current, Some(at(200)));
    assert_eq!(Progress::of(&stamps, at(150), ProgressRule::default()), Progress::DueSoon);
    stamps.finished_at = Some(at(150));
    assert_eq!(Progress::of(&stamps, at(150), ProgressRule::default()), Progress::Late);
}

#[test]
fn early_by_the_minute_counts_the_same_day_as_early() {
    let mut stamps = Stamps::default();
    stamps.accept(at(0), Some(at(100))).unwrap();
    stamps.finished_at = Some(at(99));
    let rule = ProgressRule { early: EarlyBy::Minute, ..ProgressRule::default() };
    assert_eq!(Progress::of(&stamps, at(99), rule), Progress::Early);
}
