//! Text as Vietnam writes it: dates on slips.

pub mod when;
