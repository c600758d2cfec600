//! Accounts of officials and citizens: password (argon2id), second factor (TOTP, RFC 6238), recovery codes, lock-out.
//!
//! Rows of accounts are reachable by the worker role and by owner-owned functions alone, so everything here runs as the platform itself,
//! after the access check. Absent on purpose: telling a stranger which part of a sign-in was wrong.

pub mod actions;
mod model;
pub(crate) mod secret;
pub(crate) mod store;

pub use model::{BadPassword, MIN_PASSWORD};
pub(crate) use model::{check_password, fold_login as login_of, lock_after as lock_rule};
