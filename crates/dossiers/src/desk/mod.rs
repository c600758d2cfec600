//! The work lists of a unit, read from its desk rows alone: mine, the unit's, due soon, overdue, waiting for the citizen, uncollected.
//!
//! Every list names its agency, compares only uuids, times and booleans (so that indexes serve under row-level security), and goes on after
//! the last row shown (keyset). Search goes through the owner's function, which applies the same wall.

pub(crate) mod pages;
pub(crate) mod store;
