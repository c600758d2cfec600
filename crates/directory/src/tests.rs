//! The room on a real PostgreSQL.

mod pages;
mod people;
mod sign_in;
mod units;
