//! The only place that reads the clock. Everything else takes its time from [`crate::op::Op::now`].
//!
//! Vietnam keeps UTC+7 without daylight saving; instants are stored in UTC and local dates are made here.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

/// An instant in UTC, as the database stores it (`timestamptz`).
pub type Instant = DateTime<Utc>;

/// Reads the clock, cut to microseconds because that is what PostgreSQL keeps.
#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
pub fn now() -> Instant {
    let now = Utc::now();
    DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
}

/// Indochina time, +07:00.
pub fn offset() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset")
}

/// The local wall clock of an instant.
pub fn local(at: Instant) -> NaiveDateTime {
    at.with_timezone(&offset()).naive_local()
}

/// The local calendar day of an instant.
pub fn local_date(at: Instant) -> NaiveDate {
    local(at).date()
}

/// The instant of a local wall clock time.
pub fn instant(local: NaiveDateTime) -> Instant {
    match offset().from_local_datetime(&local) {
        chrono::LocalResult::Single(at) | chrono::LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        chrono::LocalResult::None => Utc.from_utc_datetime(&local),
    }
}
