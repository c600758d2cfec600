//! The room on a real PostgreSQL.

mod people;
mod sign_in;
mod units;
