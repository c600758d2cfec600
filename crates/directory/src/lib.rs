//! The room `directory`: areas and agencies in time, their codes, posts and the people who hold them, delegation, citizens, accounts and sessions.
//!
//! Other rooms use [`api`]; the web mounts [`routes`] and asks [`session::actor_of`] who holds a cookie.

pub mod access;
pub mod accounts;
pub mod agencies;
pub mod api;
pub mod areas;
pub mod demo;
pub mod import;
pub mod officials;
mod pages;
pub mod session;
pub mod setup;
#[cfg(test)]
mod tests;

pub use pages::routes;
