//! What tests stand on: a database of their own, cloned from a migrated template, and operations with a fixed time.
//!
//! The cluster is a throwaway one, started once for each test process; `LIENTHONG_TEST_PG` (a URL of a superuser) names
//! another. A test process without either fails with a word on what to install.

mod database;

pub use database::{TestDb, test_db, test_db_with};

use chrono::{DateTime, Utc};
use lienthong_kernel::clock::Instant;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId, RequestId};
use lienthong_kernel::op::{Actor, Channel, Duty, Locale, OfficialActor, Op};

/// An instant from RFC 3339 text, for tests.
pub fn at(text: &str) -> Instant {
    text.parse::<DateTime<Utc>>().expect("tests write good instants")
}

/// An operation by an actor at a fixed time.
pub fn op_at(actor: Actor, now: Instant) -> Op {
    Op { actor, now, request: RequestId::new(), locale: Locale::Vi, address: None, channel: Channel::Direct }
}

/// An official of an agency with duties, as an actor.
pub fn official(official: OfficialId, post: PostId, agency: AgencyId, duties: &[Duty]) -> Actor {
    Actor::Official(OfficialActor { official, post, agency, duties: duties.to_vec(), session: None, on_behalf_of: None })
}
