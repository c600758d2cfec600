//! One-stop work: dossiers from the counter to the archive (Nghị định 61/2018/NĐ-CP, 118/2025/NĐ-CP).
//!
//! What stands where: [`life`] the statuses and the only ways between them; [`intake`] the counter; [`handling`] the work after it;
//! [`slips`] the numbered forms; [`access`] which duty may do what. The wall between agencies is the desk row of the schema.

pub mod access;
pub mod code;
pub mod dossier;
pub mod handling;
pub mod intake;
pub mod life;
pub mod notices;
pub mod prints;
pub mod promise;
pub mod slips;
#[cfg(test)]
mod testing;
pub mod tracking;

pub use tracking::openapi;
