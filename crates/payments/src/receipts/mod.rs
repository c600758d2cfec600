//! Receipts (biên lai): numbered without a gap from the row of their book, never changed, voided by two persons.
//!
//! Carries out the rule of the one-stop desk that phí and lệ phí are separate lines with separate receipts, and that a
//! cancellation needs a reason and a second person. **Absent on purpose**: refunds (money goes back through the cashier of
//! the treasury) and reuse of a number.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod store;
