//! The dossier code (mã hồ sơ): made by the pattern of the rule set, read leniently.
//!
//! The code is shown to the public and travels: an external key, never reused. Shapes seen in the country: `000.00.12.H62-201105-0004`,
//! `H15.50.05.13-261008-0975`, `G09.20-20260609-0092637`.

use chrono::NaiveDate;

/// Makes a code from a pattern such as `{agency}-{yymmdd}-{NNNN}`; `{yyyymmdd}` and any number of N are known too. The number is never cut.
pub fn make(pattern: &str, agency: &str, day: NaiveDate, number: i32) -> String {
    let mut code = pattern
        .replace("{agency}", agency)
        .replace("{yyyymmdd}", &day.format("%Y%m%d").to_string())
        .replace("{yymmdd}", &day.format("%y%m%d").to_string());
    if let Some(from) = code.find("{N")
        && let Some(length) = code[from..].find('}')
    {
        let width = length - 1;
        code.replace_range(from..=from + length, &format!("{number:0width$}"));
    }
    code
}

/// Brings what a person typed or a scanner read into the shape of a code; `None` when it cannot be one.
pub fn read(text: &str) -> Option<String> {
    let code: String = text.trim().to_uppercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut parts = code.split('-');
    let (agency, day, number) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let agency_fits = agency.split('.').all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && agency.contains(['H', 'G']);
    let fits = parts.next().is_none() && agency_fits && digits(day) && matches!(day.len(), 6 | 8) && digits(number) && (4..=9).contains(&number.len());
    fits.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_of_the_rule_set_makes_the_code() {
        let day = NaiveDate::from_ymd_opt(2020, 11, 5).unwrap();
        assert_eq!(make("{agency}-{yymmdd}-{NNNN}", "000.00.12.H62", day, 4), "000.00.12.H62-201105-0004");
        assert_eq!(make("{agency}-{yyyymmdd}-{NNNNNNN}", "G09.20", day, 92637), "G09.20-20201105-0092637");
        assert_eq!(make("{agency}-{yymmdd}-{NNNN}", "H62", day, 12345), "H62-201105-12345");
    }

    #[test]
    fn codes_of_all_three_styles_are_read_and_nonsense_is_not() {
        for code in ["000.00.12.H62-201105-0004", "H15.50.05.13-261008-0975", "G09.20-20260609-0092637"] {
            assert_eq!(read(&format!(" {} ", code.to_lowercase())), Some(code.to_owned()));
        }
        for wrong in ["", "H62", "H62-2011-0004", "H62-201105-abc", "1-201105-0004", "H62-201105-0004-1", "'; drop--"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
