//! Between the socket and a handler: who visits, in which language, with which form token; and what every answer carries.
//!
//! `web` mounts [`headers::layer`], [`limit::RateLimit`] and its own sign-in layer, which puts [`Who`] into the request.

pub mod cookie;
pub mod csrf;
pub mod headers;
pub mod limit;
mod visit;

pub use visit::{NewVisitor, Visit, Who};
