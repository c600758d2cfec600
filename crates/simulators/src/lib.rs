//! The outside world for tests and demonstrations: a mail server that keeps what it gets, a gateway for text messages that
//! keeps what it gets, and one page and one list that show both. Nothing leaves this process.

mod http;
mod smtp;

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use http::router;
pub use smtp::serve as serve_smtp;

/// Something that was sent to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// `mail` or `text`.
    pub kind: String,
    /// `Message-ID` or the id of the text message; a second arrival of the same id is dropped.
    pub id: String,
    /// The address or number.
    pub to: String,
    /// The subject line; empty for text messages.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// What arrived since the start, oldest first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Arrived>>>);

/// The oldest are forgotten beyond this number.
const KEPT: usize = 1000;

impl Mailbox {
    /// Keeps it, unless its id has been there. False: it had.
    pub fn keep(&self, arrived: Arrived) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().any(|other| other.kind == arrived.kind && other.id == arrived.id) {
            return false;
        }
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(arrived);
        true
    }

    /// Everything that is kept, oldest first.
    pub fn all(&self) -> Vec<Arrived> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests;
