//! Slips on paper: the job that turns the data of an issued slip into its PDF, and the page that prints the slip at once, from the
//! same data, while the PDF is not there yet.
//!
//! The typesetter is given at start as a function, so that this room does not build it. **Absent on purpose**: a PDF of a form
//! that cannot be filled honestly (no promised date, a fee that nobody determined): the page shows it with "chưa xác định".

mod jobs;
mod pages;
mod shape;
#[cfg(test)]
mod tests;

pub use jobs::{SlipRenderer, jobs};
pub use pages::routes;
pub use shape::shape;

lienthong_ui::words!();
