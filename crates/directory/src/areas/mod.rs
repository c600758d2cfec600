//! Administrative areas (đơn vị hành chính) in time: ground on the map, not bodies that act.
//!
//! An area has an id of its own; name, kind, parent and code are attributes with a validity (calendar-and-units, facts 1 to 6). Levels are data:
//! the district level ends on 2025-07-01 (constitutional amendment of 2025) and nothing here counts three of them.
//! Absent on purpose: guessing a successor. A dissolved area whose receiver no source names has none.

mod model;
pub(crate) mod store;

pub use model::{Area, AreaKind, AreaLevel, Succession};
