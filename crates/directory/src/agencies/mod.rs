//! Agencies (cơ quan) in time: bodies that act and own work, a tree of their own beside the areas.
//!
//! Codes of both generations are attributes with a validity: QCVN 102:2016/BTTTT (`000.02.31.H62`) and Quyết định 20/2020/QĐ-TTg (`H62.31.02`).
//! Absent on purpose: moving work when agencies merge; that is a reorganisation and has its own plan.

mod model;
pub(crate) mod store;

pub use model::{Agency, AgencyKind, CodeScheme};
