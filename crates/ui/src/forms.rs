//! Forms: parse, check, and on error the same page again with what the person typed.

use chrono::NaiveDate;

/// What is wrong with a form: sentences by field, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// Nothing wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what is wrong with a field; the first word about a field stays. An empty name means the whole form.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let field = field.into();
        if field.is_empty() || self.get(&field).is_none() {
            self.0.push((field, text.into()));
        }
    }

    /// What is wrong with a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field and sentence, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }

    /// The value if nothing is wrong, else the errors.
    pub fn or<T>(self, value: T) -> Result<T, FieldErrors> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// Reads `d/m/yyyy`, with `/`, `-`, `.` or blanks between; also `yyyy-mm-dd` and eight digits `ddmmyyyy`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return day(&text[4..], &text[2..4], &text[..2]);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [year, month, dom] if year.len() == 4 => day(year, month, dom),
        [dom, month, year] => day(year, month, dom),
        _ => None,
    }
}

fn day(year: &str, month: &str, dom: &str) -> Option<NaiveDate> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !(digits(year) && digits(month) && digits(dom)) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, dom.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_word_about_a_field_stays() {
        let mut errors = FieldErrors::new();
        errors.add("name", "one");
        errors.add("name", "two");
        errors.add("", "whole");
        assert_eq!(errors.get("name"), Some("one"));
        assert_eq!(errors.iter().count(), 2);
    }

    #[test]
    fn dates_that_people_write_are_read_and_others_are_not() {
        let read = |text| parse_date(text).map(|d| d.to_string());
        assert_eq!(read(" 3/9/1985 "), Some("1985-09-03".into()));
        assert_eq!(read("03.09.1985"), Some("1985-09-03".into()));
        assert_eq!(read("03091985"), Some("1985-09-03".into()));
        assert_eq!(read("1985-09-03"), Some("1985-09-03".into()));
        for wrong in ["31/02/2026", "3/9/85", "", "a/b/2020", "1/2/3/2020", "+1/2/2020"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_we_write_we_read(days in 0i32..60_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(700_000 + days).unwrap();
            prop_assert_eq!(parse_date(&crate::format::date(day)), Some(day));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let _ = parse_date(&text);
        }
    }
}
