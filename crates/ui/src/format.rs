//! Numbers, dates and money as Vietnamese administration writes them, in both languages.

use chrono::{Datelike, NaiveDate};
use lienthong_kernel::clock::{Instant, local, local_date};

/// `dd/mm/yyyy`.
pub fn date(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `dd/mm/yyyy` of the local day of an instant.
pub fn day_of(at: Instant) -> String {
    date(local_date(at))
}

/// `14:05 ngày` is left to the words; this is `14:05 23/11/2026`, local time.
pub fn time(at: Instant) -> String {
    local(at).format("%H:%M %d/%m/%Y").to_string()
}

/// The machine form for `<time datetime>`.
pub fn machine_time(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Groups of three parted by points: `1.234.567`.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// An amount in Vietnamese dong: `15.000 đồng`.
pub fn vnd(amount: i64) -> String {
    format!("{} đồng", number(amount))
}

/// A size in bytes for people: `1,2 MB`.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} byte"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{},{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_by_points() {
        assert_eq!(vnd(0), "0 đồng");
        assert_eq!(vnd(-1_234_567), "-1.234.567 đồng");
        assert_eq!(number(i64::MIN), "-9.223.372.036.854.775.808");
    }

    #[test]
    fn times_are_shown_seven_hours_ahead() {
        let at = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(20, 5, 0).unwrap().and_utc();
        assert_eq!(time(at), "03:05 24/11/2026");
        assert_eq!(day_of(at), "24/11/2026");
    }
}
