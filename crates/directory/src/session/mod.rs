//! Sessions: who holds a cookie, and how one comes by it.
//!
//! The cookie holds 32 random bytes; only their SHA-256 is stored. Every step forward (password, second factor, choice of the post) changes
//! the token, so that a token seen before a step is worth nothing after it. A session ends after an hour without use and after twelve hours.

pub mod actions;
mod layer;
mod model;
pub(crate) mod store;

pub use actions::{actor_of, choose_post, list, revoke, second_factor, sign_in, sign_out, waiting};
pub(crate) use layer::PASSWORD_PAGE;
pub use layer::layer;
pub use model::{SessionRow, SignInRefused, SignedIn, Stage, Started, Token};
