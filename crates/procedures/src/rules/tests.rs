use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn shipped(id: &str) -> RuleSet {
    SHIPPED.iter().map(|(file, text)| RuleSet::from_toml(file, text).unwrap()).find(|set| set.id == id).unwrap()
}

#[test]
fn both_shipped_rule_sets_load_and_follow_each_other() {
    let (old, new) = (shipped("2018"), shipped("2025"));
    assert_eq!(old.valid_to, Some(new.valid_from));
    assert!(old.levels.contains(&Level::District) && !new.levels.contains(&Level::District));
    assert!(!old.any_receiving_point.value && new.any_receiving_point.value);
    assert!(old.form(FormPurpose::Stop).is_none());
    assert_eq!(new.form(FormPurpose::Control).unwrap().number, "06");
    assert_eq!(old.deadlines.cut_off.value.0, chrono::NaiveTime::from_hms_opt(15, 0, 0).unwrap());
}

#[test]
fn the_codes_look_like_those_that_were_seen() {
    let day = NaiveDate::from_ymd_opt(2020, 11, 5).unwrap();
    assert_eq!(shipped("2018").code.pattern.render("000.00.12.H62", day, 4).as_deref(), Some("000.00.12.H62-201105-0004"));
    let day = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
    assert_eq!(shipped("2025").code.pattern.render("H15.50.05.13", day, 975).as_deref(), Some("H15.50.05.13-261008-0975"));
    assert_eq!(shipped("2025").code.pattern.render("H15", day, 10_000), None);
}

#[test]
fn a_mistake_names_its_line() {
    let (file, text) = SHIPPED[0];
    let line = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let check = |from: &str, to: &str, what: &str| {
        let bad = RuleSet::from_toml(file, &text.replacen(from, to, 1)).unwrap_err();
        assert_eq!(bad.line, line(from), "{bad}");
        assert!(bad.what.contains(what), "{bad}");
    };
    check("\"15:00\"", "\"25:00\"", "time of day");
    check("{nnnn}", "{xxxx}", "{xxxx}");
    check("\"district\"", "\"canton\"", "canton");
    check("paper = \"A5\"", "paper = \"A3\"", "A3");
    check("valid_to = \"2025-07-01\"", "valid_to = \"2017-07-01\"", "ends before");
    check("unit_scheme = ", "unit_skeme = ", "unit_skeme");
}

#[test]
fn a_rule_set_without_a_form_is_refused() {
    let (file, text) = SHIPPED[1];
    let bad = RuleSet::from_toml(file, &text.replacen("[forms.refusal]", "[forms.rejection]", 1)).unwrap_err();
    assert!(bad.what.contains("rejection") || bad.what.contains("refusal"), "{bad}");
}

proptest! {
    #[test]
    fn different_numbers_of_a_day_give_different_codes(a in 0u32..10_000, b in 0u32..10_000) {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let pattern = shipped("2025").code.pattern;
        prop_assert_eq!(pattern.render("H62", day, a) == pattern.render("H62", day, b), a == b);
    }
}
