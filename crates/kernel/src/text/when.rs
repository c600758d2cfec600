//! Dates and times as they stand on slips and pages: dd/MM/yyyy HH:mm, Indochina time, in both languages.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::clock::{self, Instant};
use crate::op::Locale;

/// `29/04/2016`.
pub fn date(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `29/04/2016 15:20`, local time.
pub fn date_time(at: Instant) -> String {
    clock::local(at).format("%d/%m/%Y %H:%M").to_string()
}

/// `15:20`, local time.
pub fn time(at: Instant) -> String {
    clock::local(at).format("%H:%M").to_string()
}

/// The name of the weekday, in lower case in Vietnamese as within a sentence.
pub fn weekday(day: NaiveDate, locale: Locale) -> &'static str {
    let vietnamese = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
    let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let index = match day.weekday() {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    };
    match locale {
        Locale::Vi => vietnamese[index],
        Locale::En => english[index],
    }
}

/// `thứ Sáu 29/04/2016` or `Friday 29/04/2016`.
pub fn long_date(day: NaiveDate, locale: Locale) -> String {
    format!("{} {}", weekday(day, locale), date(day))
}

/// The date line of a letter: `ngày 29 tháng 4 năm 2016`, with the zeros that the rules on official documents ask for
/// (Nghị định 30/2020/NĐ-CP, appendix I: days below 10 and the months 1 and 2); English: `29 April 2016`.
pub fn letter_date(day: NaiveDate, locale: Locale) -> String {
    match locale {
        Locale::Vi if day.month() < 3 => format!("ngày {:02} tháng {:02} năm {}", day.day(), day.month(), day.year()),
        Locale::Vi => format!("ngày {:02} tháng {} năm {}", day.day(), day.month(), day.year()),
        Locale::En => day.format("%-d %B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_local_and_day_first() {
        let late = clock::instant(NaiveDate::from_ymd_opt(2016, 2, 9).unwrap().and_hms_opt(0, 5, 0).unwrap());
        assert_eq!(date_time(late), "09/02/2016 00:05");
        let day = clock::local_date(late);
        assert_eq!(long_date(day, Locale::Vi), "thứ Ba 09/02/2016");
        assert_eq!(long_date(day, Locale::En), "Tuesday 09/02/2016");
        assert_eq!(letter_date(day, Locale::Vi), "ngày 09 tháng 02 năm 2016");
        assert_eq!(letter_date(day, Locale::En), "9 February 2016");
    }
}
