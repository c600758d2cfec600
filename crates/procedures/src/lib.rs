//! Room `procedures`: the catalogue of administrative procedures (danh mục thủ tục hành chính) in immutable versions,
//! which agency receives and handles which, and the dated rule sets (forms, deadline rules, code patterns, gradings).
//!
//! Carries out Nghị định 63/2010/NĐ-CP art. 8.2 (the mandatory parts of a procedure). Absent on purpose: dossiers, and the
//! synchronisation with the national catalogue. What the source of a procedure does not say stays unknown; it is never guessed.

mod access;
pub mod api;
pub mod catalogue;
pub mod import;
pub mod pages;
pub mod rules;

pub use pages::routes;
