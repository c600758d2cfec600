//! The ground that every room stands on: transactions in the actor's role, the event log, jobs, files, the private
//! PostgreSQL cluster, settings and telemetry.

pub mod cluster;
mod db;
pub mod delivery;
pub mod event;
pub mod figures;
pub mod files;
pub mod job;
pub mod settings;
pub mod telemetry;

pub use db::{App, MIGRATOR, ReadTx, Tx, migrate};
pub use event::{Event, Subject};
pub use job::{Job, JobKind};
