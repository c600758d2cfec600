//! Intake at the counter: accept with form 01, or advise with form 02, or refuse with form 03 (Nghị định 61/2018/NĐ-CP art. 17,
//! Thông tư 01/2018/TT-VPCP).
//!
//! Form 01 comes only when the papers are checked, the due date is computed, the code is given and the fee is known. **Absent on
//! purpose**: money; receipts belong to the payments room, here stands only whether a fee is due and how much.

pub mod actions;
pub mod model;
pub(crate) mod pages;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;
