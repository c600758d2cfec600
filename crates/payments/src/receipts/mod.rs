//! Receipts (biên lai): numbered without a gap from the row of their book, never changed, voided by two persons.
//!
//! Carries out the rule of the one-stop desk that phí and lệ phí are separate lines with separate receipts, and that a
//! cancellation needs a reason and a second person. **Absent on purpose**: refunds (money goes back through the cashier of
//! the treasury) and reuse of a number.

pub(crate) mod actions;
pub(crate) mod model;
mod pages;
pub(crate) mod store;

pub(crate) use pages::routes;

lienthong_ui::words!();

#[cfg(test)]
mod words_tests {
    #[test]
    fn words_are_complete_in_both_languages() {
        super::WORDS.check().unwrap();
    }
}
