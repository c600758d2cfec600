//! Writing codes by a pattern.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    Unit,
    ShortDate,
    LongDate,
    Number(u8),
}

/// How codes are written under a rule set, for example `{unit}-{yymmdd}-{n:4}`. Serialised as that text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodePattern(Vec<Piece>);

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadPattern {
    /// A place that is not known.
    #[error("{{{0}}} is no place of a code pattern; known are {{unit}}, {{yymmdd}}, {{yyyymmdd}} and {{n:4}}")]
    UnknownPlace(String),
    /// A brace without its partner.
    #[error("a brace is not closed")]
    Brace,
    /// Unit, date and number must each stand exactly once, or two dossiers would share a code.
    #[error("unit, date and number must each stand exactly once")]
    Incomplete,
    /// Unit, date and number must be kept apart by text.
    #[error("unit, date and number must be kept apart by a sign such as a dash")]
    RunTogether,
    /// Characters that other systems do not carry.
    #[error("{0:?} may not stand in a code")]
    Sign(char),
}

/// A unit code or number that does not fit into a code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DoesNotFit {
    /// The unit code is empty or has signs other than capital letters, digits and dots.
    #[error("{0:?} is no unit code")]
    Unit(String),
    /// Numbers begin at 1.
    #[error("running numbers begin at 1")]
    Zero,
}

impl CodePattern {
    /// `H15.50.05.13-261008-0975`: the present style, also of old unit codes (`000.00.12.H62-201105-0004`).
    pub fn present() -> Self {
        Self(vec![Piece::Unit, Piece::Text("-".into()), Piece::ShortDate, Piece::Text("-".into()), Piece::Number(4)])
    }

    /// `G09.20-20260609-0092637`: the style with the long year.
    pub fn long_year() -> Self {
        Self(vec![Piece::Unit, Piece::Text("-".into()), Piece::LongDate, Piece::Text("-".into()), Piece::Number(7)])
    }

    /// Writes the code of the n-th dossier that the unit received on the local day. More dossiers than the pattern has digits
    /// for make the number longer; a code is never re-used.
    pub fn format(&self, unit: &str, day: NaiveDate, n: u32) -> Result<String, DoesNotFit> {
        let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !unit.split('.').all(is_part) {
            return Err(DoesNotFit::Unit(unit.to_owned()));
        }
        if n == 0 {
            return Err(DoesNotFit::Zero);
        }
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Unit => unit.to_owned(),
            Piece::ShortDate => day.format("%y%m%d").to_string(),
            Piece::LongDate => day.format("%Y%m%d").to_string(),
            Piece::Number(width) => format!("{n:0width$}", width = usize::from(*width)),
        });
        Ok(pieces.collect())
    }
}

impl FromStr for CodePattern {
    type Err = BadPattern;
    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('{') {
                let (place, after) = inside.split_once('}').ok_or(BadPattern::Brace)?;
                pieces.push(Piece::of_place(place)?);
                rest = after;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                let (literal, after) = rest.split_at(end);
                if let Some(sign) = literal.chars().find(|c| !(c.is_ascii_alphanumeric() || "-./_".contains(*c))) {
                    return Err(BadPattern::Sign(sign));
                }
                pieces.push(Piece::Text(literal.to_owned()));
                rest = after;
            }
        }
        let count = |wanted: fn(&Piece) -> bool| pieces.iter().filter(|piece| wanted(piece)).count();
        let once = [
            count(|piece| *piece == Piece::Unit),
            count(|piece| matches!(piece, Piece::ShortDate | Piece::LongDate)),
            count(|piece| matches!(piece, Piece::Number(_))),
        ];
        if once != [1, 1, 1] {
            return Err(BadPattern::Incomplete);
        }
        let is_place = |piece: &Piece| !matches!(piece, Piece::Text(_));
        if pieces.windows(2).any(|pair| is_place(&pair[0]) && is_place(&pair[1])) {
            return Err(BadPattern::RunTogether);
        }
        Ok(Self(pieces))
    }
}

impl Piece {
    fn of_place(place: &str) -> Result<Self, BadPattern> {
        match place {
            "unit" => Ok(Piece::Unit),
            "yymmdd" => Ok(Piece::ShortDate),
            "yyyymmdd" => Ok(Piece::LongDate),
            _ => {
                let width = place.strip_prefix("n:").and_then(|width| width.parse().ok()).filter(|width| (1..=9).contains(width));
                width.map(Piece::Number).ok_or_else(|| BadPattern::UnknownPlace(place.to_owned()))
            }
        }
    }
}

impl fmt::Display for CodePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Unit => f.write_str("{unit}"),
            Piece::ShortDate => f.write_str("{yymmdd}"),
            Piece::LongDate => f.write_str("{yyyymmdd}"),
            Piece::Number(width) => write!(f, "{{n:{width}}}"),
        })
    }
}

impl TryFrom<String> for CodePattern {
    type Error = BadPattern;
    fn try_from(text: String) -> Result<Self, BadPattern> {
        text.parse()
    }
}

impl From<CodePattern> for String {
    fn from(pattern: CodePattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DossierCode, Style};
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_three_styles_are_written_as_they_are_seen_in_use() {
        let present = CodePattern::present();
        assert_eq!(present.format("000.00.12.H62", day("2020-11-05"), 4).unwrap(), "000.00.12.H62-201105-0004");
        assert_eq!(present.format("H15.50.05.13", day("2026-10-08"), 975).unwrap(), "H15.50.05.13-261008-0975");
        assert_eq!(CodePattern::long_year().format("G09.20", day("2026-06-09"), 92637).unwrap(), "G09.20-20260609-0092637");
    }

    #[test]
    fn the_ten_thousandth_dossier_of_a_day_gets_a_longer_number() {
        assert_eq!(CodePattern::present().format("H62", day("2020-11-05"), 10_000).unwrap(), "H62-201105-10000");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let present = CodePattern::present();
        assert_eq!(present.format("H62", day("2020-11-05"), 0), Err(DoesNotFit::Zero));
        for unit in ["", "h62", "H62-1", "H62..01", "H62 ", ".H62"] {
            assert_eq!(present.format(unit, day("2020-11-05"), 1), Err(DoesNotFit::Unit(unit.to_owned())), "{unit}");
        }
    }

    #[test]
    fn a_pattern_that_could_repeat_a_code_is_refused() {
        let check = |text: &str| text.parse::<CodePattern>().unwrap_err();
        assert_eq!(check("{unit}-{n:4}"), BadPattern::Incomplete);
        assert_eq!(check("{unit}-{yymmdd}-{yyyymmdd}-{n:4}"), BadPattern::Incomplete);
        assert_eq!(check("{unit}-{yymmdd}{n:4}"), BadPattern::RunTogether);
        assert_eq!(check("{unit}-{ddmmyy}-{n:4}"), BadPattern::UnknownPlace("ddmmyy".into()));
        assert_eq!(check("{unit}-{yymmdd}-{n:0}"), BadPattern::UnknownPlace("n:0".into()));
        assert_eq!(check("{unit}-{yymmdd}-{n:4"), BadPattern::Brace);
        assert_eq!(check("{unit}-{yymmdd}-{n:4}é"), BadPattern::Sign('é'));
    }

    #[test]
    fn a_pattern_is_stored_as_its_text() {
        let stored = serde_json::to_value(CodePattern::present()).unwrap();
        assert_eq!(stored, "{unit}-{yymmdd}-{n:4}");
        assert_eq!(serde_json::from_value::<CodePattern>(stored).unwrap(), CodePattern::present());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(long in any::<bool>(), old in any::<bool>(), province in 1u8..99, parts in prop::collection::vec(0u8..99, 0..4),
                                         days in 0u64..10_000, n in 1u32..2_000_000) {
            let unit = if old {
                format!("000.00.{:02}.H{province:02}", parts.first().unwrap_or(&1))
            } else {
                parts.iter().fold(format!("H{province:02}"), |unit, part| format!("{unit}.{part:02}"))
            };
            let day = day("2005-01-01") + chrono::Days::new(days);
            let pattern = if long { CodePattern::long_year() } else { CodePattern::present() };
            let code = DossierCode::parse(&pattern.format(&unit, day, n).unwrap()).unwrap();
            prop_assert_eq!(code.unit(), unit);
            prop_assert_eq!((code.day(), code.number()), (day, n));
            let style = if long { Style::LongYear } else if old { Style::Old } else { Style::Present };
            prop_assert_eq!(code.style(), style);
        }
    }
}
