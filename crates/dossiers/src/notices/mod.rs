//! Notices to the citizen: accepted, papers wanted, result there, result returned. By e-mail and by text message, to the addresses
//! that the citizen gave; who gave none is told nothing.
//!
//! A notice names the code and the way to follow it, never a person or what was asked for. **Absent on purpose**: notices to
//! officials (the work lists tell them) and a language of the citizen: a letter says everything in both.

mod jobs;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use jobs::jobs;
pub use model::{Template, Way};
pub use store::{Notice, of_dossier};

lienthong_ui::words!();
