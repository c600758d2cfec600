//! Numbers that name people and bodies: personal numbers (số định danh cá nhân / CCCD), old identity cards (CMND), tax codes.
//!
//! Checks are of the structure only; whether a number exists is known to the national data bases.

use thiserror::Error;

/// Sex as the personal number carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

/// Why a number was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadNumber {
    /// Letters or signs other than spaces, dots and dashes.
    #[error("only digits are allowed")]
    NotDigits,
    /// Neither 9 nor 12 digits; a tax code has 10 or 13.
    #[error("the number of digits is wrong: {0}")]
    Length(usize),
    /// The first three digits are no province of the register of births.
    #[error("{0:03} is no province code")]
    Province(u16),
    /// The check digit does not fit.
    #[error("the check digit does not fit")]
    CheckDigit,
}

/// An identity number that keeps the structure laid down for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PersonalNumber {
    /// 12 digits (Nghị định 137/2015/NĐ-CP art. 13): province of birth registration, century and sex, year, 6 free digits.
    Citizen {
        /// The digits.
        digits: String,
        /// 001 to 096.
        province: u16,
        /// As recorded at birth.
        sex: Sex,
        /// Four digits.
        birth_year: u16,
    },
    /// 9 digits: identity card before 2016 (CMND); it carries nothing that can be checked.
    OldCard {
        /// The digits.
        digits: String,
    },
}

impl PersonalNumber {
    /// Reads a number as typed; spaces, dots and dashes do not matter.
    pub fn parse(text: &str) -> Result<Self, BadNumber> {
        let digits = digits_of(text)?;
        match digits.len() {
            9 => Ok(Self::OldCard { digits }),
            12 => {
                let number = |range: std::ops::Range<usize>| digits[range].parse::<u16>().unwrap_or(0);
                let (province, century, year) = (number(0..3), number(3..4), number(4..6));
                if !is_province(province) {
                    return Err(BadNumber::Province(province));
                }
                let sex = if century % 2 == 0 { Sex::Male } else { Sex::Female };
                Ok(Self::Citizen { province, sex, birth_year: 1900 + century / 2 * 100 + year, digits })
            }
            other => Err(BadNumber::Length(other)),
        }
    }

    /// The digits alone, as they are stored.
    pub fn digits(&self) -> &str {
        match self {
            Self::Citizen { digits, .. } | Self::OldCard { digits } => digits,
        }
    }

    /// The year of birth that the number carries; a number and a date of birth that disagree point to a typing error.
    pub fn birth_year(&self) -> Option<u16> {
        match self {
            Self::Citizen { birth_year, .. } => Some(*birth_year),
            Self::OldCard { .. } => None,
        }
    }
}

/// The 63 provinces of the register of births (statistics codes); numbers keep them after mergers.
fn is_province(code: u16) -> bool {
    const PROVINCES: [u16; 63] = [
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45, 46,
        48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94,
        95, 96,
    ];
    PROVINCES.contains(&code)
}

/// A tax code (mã số thuế): 10 digits with a check digit, or 13 for a dependent unit, written `0101234567-001`. Personal
/// numbers of 12 digits serve as tax codes of people since 1/7/2025 and are read as [`PersonalNumber`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TaxCode(String);

impl TaxCode {
    /// Reads a code as typed.
    pub fn parse(text: &str) -> Result<Self, BadNumber> {
        let digits = digits_of(text)?;
        if !matches!(digits.len(), 10 | 13) {
            return Err(BadNumber::Length(digits.len()));
        }
        if tax_check_digit(&digits[..9]) != digits[9..10].parse().ok() {
            return Err(BadNumber::CheckDigit);
        }
        let (unit, branch) = digits.split_at(10);
        Ok(Self(if branch.is_empty() { unit.to_owned() } else { format!("{unit}-{branch}") }))
    }

    /// `0101234567` or `0101234567-001`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The tenth digit: 10 less the weighted sum modulo 11; no code whose remainder gives two digits is issued.
fn tax_check_digit(nine: &str) -> Option<u32> {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let sum: u32 = nine.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    10u32.checked_sub(sum % 11).filter(|digit| *digit < 10)
}

fn digits_of(text: &str) -> Result<String, BadNumber> {
    let kept = text.trim().chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}'));
    let digits: String = kept.collect();
    if digits.chars().all(|c| c.is_ascii_digit()) { Ok(digits) } else { Err(BadNumber::NotDigits) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_citizens_number_tells_province_sex_and_year() {
        for (typed, province, sex, year) in [
            ("026 085 001234", 26, Sex::Male, 1985),
            ("026190001234", 26, Sex::Female, 1990),
            ("001201.001234", 1, Sex::Male, 2001),
            ("025316001234", 25, Sex::Female, 2016),
        ] {
            let number = PersonalNumber::parse(typed).unwrap();
            let PersonalNumber::Citizen { province: p, sex: s, birth_year, .. } = &number else { panic!("{typed}") };
            assert_eq!((*p, *s, *birth_year), (province, sex, year), "{typed}");
            assert_eq!(number.digits().len(), 12);
        }
    }

    #[test]
    fn what_is_no_personal_number_is_refused_with_its_reason() {
        assert_eq!(PersonalNumber::parse("135000111").unwrap().birth_year(), None);
        assert_eq!(PersonalNumber::parse("003085001234"), Err(BadNumber::Province(3)));
        assert_eq!(PersonalNumber::parse("097085001234"), Err(BadNumber::Province(97)));
        assert_eq!(PersonalNumber::parse("02608500123"), Err(BadNumber::Length(11)));
        assert_eq!(PersonalNumber::parse(""), Err(BadNumber::Length(0)));
        assert_eq!(PersonalNumber::parse("02608500123O"), Err(BadNumber::NotDigits));
        assert_eq!(PersonalNumber::parse("０２６０８５００１２３４"), Err(BadNumber::NotDigits));
    }

    #[test]
    fn a_tax_code_has_its_check_digit() {
        assert_eq!(TaxCode::parse("0100109106").unwrap().as_str(), "0100109106");
        assert_eq!(TaxCode::parse("0100109106001").unwrap().as_str(), "0100109106-001");
        assert_eq!(TaxCode::parse("0100109106-001").unwrap().as_str(), "0100109106-001");
        assert_eq!(TaxCode::parse("0100109107"), Err(BadNumber::CheckDigit));
        assert_eq!(TaxCode::parse("010010910"), Err(BadNumber::Length(9)));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_in_a_tax_code_is_noticed(nine in "[0-9]{9}", place in 0usize..10, other in 1u8..10) {
            if let Some(check) = tax_check_digit(&nine) {
                let right = format!("{nine}{check}");
                prop_assert!(TaxCode::parse(&right).is_ok());
                let mut wrong = right.into_bytes();
                wrong[place] = b'0' + (wrong[place] - b'0' + other) % 10;
                prop_assert_eq!(TaxCode::parse(std::str::from_utf8(&wrong).unwrap()), Err(BadNumber::CheckDigit));
            }
        }
    }
}
