//! Each step of the count as one whole sentence, for the page and the slip that answer "why this date?".

use chrono::NaiveTime;

use super::trace::NotedDay;
use super::{Limit, LimitUnit, PauseCause, TraceStep};
use crate::clock::{self, Instant};
use crate::op::Locale;
use crate::text::when::{date, long_date, time};

impl TraceStep {
    /// The step as one whole sentence.
    pub fn sentence(&self, locale: Locale) -> String {
        match locale {
            Locale::Vi => self.vietnamese(),
            Locale::En => self.english(),
        }
    }

    fn vietnamese(&self) -> String {
        let words = |limit: &Limit| limit.words(Locale::Vi);
        match self {
            Self::StartsAtOnce { received } => format!("Tiếp nhận lúc {}, trong giờ làm việc nên tính từ lúc đó.", vi(*received)),
            Self::StartsWhenOpen { received, start } => {
                format!("Tiếp nhận lúc {}, ngoài giờ làm việc nên tính từ {} cùng ngày.", vi(*received), time(*start))
            }
            Self::StartsAfterCutoff { received, cutoff, start } => {
                let (received, cutoff) = (vi(*received), clock_time(*cutoff));
                format!(
                    "Tiếp nhận lúc {received}, sau giờ chốt {cutoff} nên tính từ {} ngày làm việc tiếp theo, {}.",
                    time(*start),
                    vi_day(*start)
                )
            }
            Self::StartsAfterClose { received, start } => {
                let received = vi(*received);
                format!(
                    "Tiếp nhận lúc {received}, sau giờ làm việc nên tính từ {} ngày làm việc tiếp theo, {}.",
                    time(*start),
                    vi_day(*start)
                )
            }
            Self::StartsAfterDayOff { received, start } => {
                let received = vi(*received);
                format!(
                    "Tiếp nhận lúc {received}, vào ngày nghỉ nên tính từ {} ngày làm việc tiếp theo, {}.",
                    time(*start),
                    vi_day(*start)
                )
            }
            Self::Counted { limit: limit @ Limit { unit: LimitUnit::Hour, .. }, end, .. } => {
                format!("Thời hạn {}, chỉ tính trong giờ làm việc, đến {}.", words(limit), vi(*end))
            }
            Self::Counted { limit, start, end } => {
                format!(
                    "Thời hạn {}, không tính ngày bắt đầu {}, đến {}.",
                    words(limit),
                    date(clock::local_date(*start)),
                    vi(*end)
                )
            }
            Self::CountedSameDay { limit: Limit { amount: 0..=1, .. }, start, end } => {
                format!("Thủ tục giải quyết trong ngày: tính cho {}, đến hết giờ làm việc lúc {}.", vi_day(*start), time(*end))
            }
            Self::CountedSameDay { limit, start, end } => {
                format!("Thời hạn {}, tính cả ngày {}, đến {}.", words(limit), date(clock::local_date(*start)), vi(*end))
            }
            Self::CountedOverCalendar { limit, start, end } => {
                format!("Thời hạn {} kể từ ngày {}, đến {}.", words(limit), date(*start), long_date(*end, Locale::Vi))
            }
            Self::RolledForward { from, to } => {
                let to = long_date(*to, Locale::Vi);
                format!(
                    "Ngày {} là ngày nghỉ nên hạn chuyển đến hết giờ làm việc của ngày làm việc tiếp theo, {to}.",
                    date(*from)
                )
            }
            Self::Paused { cause, from, to, minutes, due } => {
                let (from, to, due) = (vi(*from), vi(*to), vi(*due));
                format!("{} từ {from} đến {to}: {minutes} phút làm việc không tính, hạn chuyển đến {due}.", cause.vietnamese())
            }
            Self::PausedOverCalendar { cause, from, to, days, end } => {
                let (from, to, end) = (vi(*from), vi(*to), long_date(*end, Locale::Vi));
                format!("{} từ {from} đến {to}: {days} ngày không tính, thời hạn kéo đến {end}.", cause.vietnamese())
            }
            Self::PausedSince { cause, from } => {
                format!("{} từ {}: thời hạn đang tạm dừng và sẽ được tính lại khi tiếp tục.", cause.vietnamese(), vi(*from))
            }
            Self::PausedTooLate { cause, from } => {
                format!("{} từ {}, khi đã quá hạn nên hạn không thay đổi.", cause.vietnamese(), vi(*from))
            }
            Self::Extended { by, at, due } => {
                format!("Gia hạn thêm {} vào lúc {}: hẹn lại đến {}.", words(by), vi(*at), vi(*due))
            }
            Self::DaysOffSkipped { days } => format!("Không tính các ngày nghỉ: {}.", noted(days)),
            Self::MakeUpDaysCounted { days } => format!("Có tính các ngày làm bù: {}.", noted(days)),
            Self::Provisional { years } => {
                format!("Lịch nghỉ của năm {} chưa được công bố nên hạn này là tạm tính.", listed(years))
            }
            Self::Due { due } => format!("Hạn trả kết quả: {}.", vi(*due)),
        }
    }

    fn english(&self) -> String {
        let words = |limit: &Limit| limit.words(Locale::En);
        match self {
            Self::StartsAtOnce { received } => {
                format!("Received at {}, within office hours, so the time runs from then.", en(*received))
            }
            Self::StartsWhenOpen { received, start } => {
                format!("Received at {}, outside office hours, so the time runs from {} that day.", en(*received), time(*start))
            }
            Self::StartsAfterCutoff { received, cutoff, start } => {
                let (received, cutoff) = (en(*received), clock_time(*cutoff));
                format!(
                    "Received at {received}, after the cut-off at {cutoff}, so the time runs from {} on the next working day, {}.",
                    time(*start),
                    en_day(*start)
                )
            }
            Self::StartsAfterClose { received, start } => {
                let received = en(*received);
                format!(
                    "Received at {received}, after the close of office, so the time runs from {} on the next working day, {}.",
                    time(*start),
                    en_day(*start)
                )
            }
            Self::StartsAfterDayOff { received, start } => {
                let received = en(*received);
                format!(
                    "Received at {received}, on a day off, so the time runs from {} on the next working day, {}.",
                    time(*start),
                    en_day(*start)
                )
            }
            Self::Counted { limit: limit @ Limit { unit: LimitUnit::Hour, .. }, end, .. } => {
                format!("The limit of {}, counted within office hours only, ends at {}.", words(limit), en(*end))
            }
            Self::Counted { limit, start, end } => {
                format!(
                    "The limit of {}, not counting the starting day {}, ends at {}.",
                    words(limit),
                    date(clock::local_date(*start)),
                    en(*end)
                )
            }
            Self::CountedSameDay { limit: Limit { amount: 0..=1, .. }, start, end } => {
                format!("Solved on the same day: it counts for {}, until the close of office at {}.", en_day(*start), time(*end))
            }
            Self::CountedSameDay { limit, start, end } => {
                format!(
                    "The limit of {}, counting {} as the first day, ends at {}.",
                    words(limit),
                    date(clock::local_date(*start)),
                    en(*end)
                )
            }
            Self::CountedOverCalendar { limit, start, end } => {
                format!("The limit of {} from {} ends on {}.", words(limit), date(*start), long_date(*end, Locale::En))
            }
            Self::RolledForward { from, to } => {
                let to = long_date(*to, Locale::En);
                format!(
                    "{} is a day off, so the due time moves to the close of office of the next working day, {to}.",
                    date(*from)
                )
            }
            Self::Paused { cause, from, to, minutes, due } => {
                let (from, to, due) = (en(*from), en(*to), en(*due));
                format!(
                    "{} from {from} to {to}: working minutes not counted: {minutes}; the due time moves to {due}.",
                    cause.english()
                )
            }
            Self::PausedOverCalendar { cause, from, to, days, end } => {
                let (from, to, end) = (en(*from), en(*to), long_date(*end, Locale::En));
                format!("{} from {from} to {to}: days not counted: {days}; the limit now ends on {end}.", cause.english())
            }
            Self::PausedSince { cause, from } => {
                format!(
                    "{} since {}: the clock stands, and the due time is reckoned again when it resumes.",
                    cause.english(),
                    en(*from)
                )
            }
            Self::PausedTooLate { cause, from } => {
                format!("{} from {}, when the due time had already passed, so it does not move.", cause.english(), en(*from))
            }
            Self::Extended { by, at, due } => {
                format!("Extended by {} at {}: the new appointment is {}.", words(by), en(*at), en(*due))
            }
            Self::DaysOffSkipped { days } => format!("Days off that are not counted: {}.", noted(days)),
            Self::MakeUpDaysCounted { days } => format!("Make-up working days that are counted: {}.", noted(days)),
            Self::Provisional { years } => {
                format!("The days off of {} are not announced yet, so this due time is provisional.", listed(years))
            }
            Self::Due { due } => format!("Due: {}.", en(*due)),
        }
    }
}

impl PauseCause {
    fn vietnamese(self) -> &'static str {
        match self {
            PauseCause::Supplement => "Chờ bổ sung hồ sơ",
            PauseCause::Payment => "Chờ thực hiện nghĩa vụ tài chính",
            PauseCause::Other => "Tạm dừng theo quy định",
        }
    }

    fn english(self) -> &'static str {
        match self {
            PauseCause::Supplement => "Waiting for more papers",
            PauseCause::Payment => "Waiting for a financial obligation",
            PauseCause::Other => "Stopped on a ground in law",
        }
    }
}

impl Limit {
    /// The limit in words: `03 ngày làm việc`, as slips write it; English: `3 working days`.
    pub fn words(self, locale: Locale) -> String {
        let amount = self.amount;
        match (locale, self.unit) {
            (Locale::Vi, LimitUnit::Hour) => format!("{amount:02} giờ làm việc"),
            (Locale::Vi, LimitUnit::WorkingDay) => format!("{amount:02} ngày làm việc"),
            (Locale::Vi, LimitUnit::CalendarDay) => format!("{amount:02} ngày"),
            (Locale::Vi, LimitUnit::Month) => format!("{amount:02} tháng"),
            (Locale::Vi, LimitUnit::Year) => format!("{amount:02} năm"),
            (Locale::En, LimitUnit::Hour) if amount == 1 => "1 working hour".to_owned(),
            (Locale::En, LimitUnit::Hour) => format!("{amount} working hours"),
            (Locale::En, LimitUnit::WorkingDay) if amount == 1 => "1 working day".to_owned(),
            (Locale::En, LimitUnit::WorkingDay) => format!("{amount} working days"),
            (Locale::En, LimitUnit::CalendarDay) if amount == 1 => "1 day".to_owned(),
            (Locale::En, LimitUnit::CalendarDay) => format!("{amount} days"),
            (Locale::En, LimitUnit::Month) if amount == 1 => "1 month".to_owned(),
            (Locale::En, LimitUnit::Month) => format!("{amount} months"),
            (Locale::En, LimitUnit::Year) if amount == 1 => "1 year".to_owned(),
            (Locale::En, LimitUnit::Year) => format!("{amount} years"),
        }
    }
}

fn vi(at: Instant) -> String {
    format!("{} {}", time(at), vi_day(at))
}

fn vi_day(at: Instant) -> String {
    long_date(clock::local_date(at), Locale::Vi)
}

fn en(at: Instant) -> String {
    format!("{} on {}", time(at), en_day(at))
}

fn en_day(at: Instant) -> String {
    long_date(clock::local_date(at), Locale::En)
}

fn clock_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn noted(days: &[NotedDay]) -> String {
    let each: Vec<String> = days.iter().map(|noted| format!("{} ({})", date(noted.day), noted.reason)).collect();
    each.join("; ")
}

fn listed(years: &[i32]) -> String {
    let each: Vec<String> = years.iter().map(i32::to_string).collect();
    each.join(", ")
}
