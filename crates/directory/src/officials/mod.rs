//! Officials (cán bộ, công chức, viên chức), the posts they hold in time, delegation in absence and leave.
//!
//! Administration is bounded twice: `access.rs` asks for the duty, and the row-level policies ask for the duty and the agency again.
//! Absent on purpose: inheriting rights. A move ends one post and begins another with duties that somebody names.

pub mod actions;
mod model;
pub(crate) mod store;

pub use model::{BadPost, DelegationRow, OfficialDetail, OfficialRow, PersonForm, PostForm, PostRow};
