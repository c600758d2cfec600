//! One-stop work: dossiers from the counter to the archive (Nghị định 61/2018/NĐ-CP, 118/2025/NĐ-CP).
pub mod life;
pub mod notices;
#[cfg(test)]
mod testing;
pub mod tracking;

pub use tracking::openapi;
