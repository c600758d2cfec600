//! The one event log: what happened, to what, by whom, when it occurred and when it was recorded. It is audit log and
//! source of facts at once (ADR 0003); append-only by grant, sealed into a hash tree at most ten seconds later.

mod entry;
pub mod seal;
pub mod verify;

pub use entry::{Event, Subject};
