//! Between the socket and a handler: who visits, in which language, with which form token; and what every answer carries.
//!
//! `web` mounts [`headers::layer`], [`limit::RateLimit`], [`pages`] (error pages, language, messages) and its own sign-in layer, which puts [`Who`] into the request.

pub mod cookie;
pub mod csrf;
mod failure;
mod form;
pub mod headers;
pub mod limit;
mod visit;

#[cfg(test)]
pub(crate) use failure::FailurePage;
pub use failure::{PageError, html, layer as pages};
pub use form::{Posted, see_other, see_other_with};
pub use visit::{NewVisitor, Visit, Who};

#[cfg(test)]
mod tests;
