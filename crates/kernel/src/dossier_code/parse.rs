//! Reading codes of any style, as typed, scanned or sent.

use std::fmt;

use chrono::NaiveDate;
use thiserror::Error;

/// The style of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Unit code after QCVN 102: `000.00.12.H62-201105-0004`.
    Old,
    /// Unit code after Quyết định 20/2020/QĐ-TTg: `H15.50.05.13-261008-0975`.
    Present,
    /// Year of four digits, as ministries write it: `G09.20-20260609-0092637`.
    LongYear,
}

/// Why a text is no dossier code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadCode {
    /// Not three parts: unit, day, number.
    #[error("a dossier code has three parts: unit, day and number")]
    Parts,
    /// The unit part names neither a province (Hnn) nor a ministry (Gnn).
    #[error("the unit code names no province or ministry")]
    Unit,
    /// The day part is no day.
    #[error("the middle part is no day")]
    Day,
    /// The number part is no number.
    #[error("the last part is no number")]
    Number,
}

/// A dossier code in its proper writing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DossierCode {
    text: String,
    unit_length: usize,
    day: NaiveDate,
    number: u32,
    style: Style,
}

impl DossierCode {
    /// Reads a code leniently: small letters, spaces and the long dashes of word processors do not matter.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        let kept = text.chars().filter(|c| !c.is_whitespace());
        let text: String = kept.map(|c| if matches!(c, '‐'..='―' | '−') { '-' } else { c.to_ascii_uppercase() }).collect();
        let mut parts = text.split('-');
        let (Some(unit), Some(day), Some(number), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(BadCode::Parts);
        };
        let old = unit_style(unit).ok_or(BadCode::Unit)?;
        let (style, day) = match day.len() {
            8 => (Style::LongYear, day.to_owned()),
            6 => (old, format!("20{day}")),
            _ => return Err(BadCode::Day),
        };
        if !all_digits(&day) {
            return Err(BadCode::Day);
        }
        let day = NaiveDate::parse_from_str(&day, "%Y%m%d").map_err(|_| BadCode::Day)?;
        if !all_digits(number) || number.len() > 9 {
            return Err(BadCode::Number);
        }
        let number = number.parse().ok().filter(|number| *number > 0).ok_or(BadCode::Number)?;
        Ok(Self { unit_length: unit.len(), day, number, style, text })
    }

    /// The whole code as it is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The code of the receiving unit on that day.
    pub fn unit(&self) -> &str {
        &self.text[..self.unit_length]
    }

    /// The local day of reception.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// The running number of the unit and day.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How it is written.
    pub fn style(&self) -> Style {
        self.style
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Old unit codes end with the province or ministry, present ones begin with it.
fn unit_style(unit: &str) -> Option<Style> {
    let is_body = |part: &str| {
        let mut letters = part.chars();
        matches!(letters.next(), Some('H' | 'G')) && part.len() == 3 && all_digits(&part[1..])
    };
    let parts: Vec<&str> = unit.split('.').collect();
    let (first, last) = (parts.first()?, parts.last()?);
    if is_body(first) && parts[1..].iter().all(|part| all_digits(part)) {
        return Some(Style::Present);
    }
    (parts.len() == 4 && is_body(last) && parts[..3].iter().all(|part| all_digits(part))).then_some(Style::Old)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_seen_in_use_are_read() {
        for (typed, unit, day, number, style) in [
            ("000.00.12.H62-201105-0004", "000.00.12.H62", "2020-11-05", 4, Style::Old),
            ("H15.50.05.13-261008-0975", "H15.50.05.13", "2026-10-08", 975, Style::Present),
            ("G09.20-20260609-0092637", "G09.20", "2026-06-09", 92637, Style::LongYear),
            ("  h62-201105-0004 ", "H62", "2020-11-05", 4, Style::Present),
            ("H62 – 201105 – 0004", "H62", "2020-11-05", 4, Style::Present),
        ] {
            let code = DossierCode::parse(typed).unwrap();
            assert_eq!(
                (code.unit(), code.day(), code.number(), code.style()),
                (unit, day.parse().unwrap(), number, style),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_code_is_refused_with_its_reason() {
        for (typed, reason) in [
            ("", BadCode::Parts),
            ("H62-201105", BadCode::Parts),
            ("H62-201105-0004-1", BadCode::Parts),
            ("X62-201105-0004", BadCode::Unit),
            ("H62..01-201105-0004", BadCode::Unit),
            ("H62é-201105-0004", BadCode::Unit),
            ("Hé-201105-0004", BadCode::Unit),
            ("H62-201305-0004", BadCode::Day),
            ("H62-20110-0004", BadCode::Day),
            ("H62-2011é-0004", BadCode::Day),
            ("H62-201105-0000", BadCode::Number),
            ("H62-201105-", BadCode::Number),
            ("H62-201105-12345678901", BadCode::Number),
        ] {
            assert_eq!(DossierCode::parse(typed), Err(reason), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_fall_over(text in "\\PC{0,40}") {
            if let Ok(code) = DossierCode::parse(&text) {
                prop_assert_eq!(DossierCode::parse(code.as_str()).unwrap(), code);
            }
        }
    }
}
