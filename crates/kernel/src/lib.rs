//! The pure words of the house: ids, operations, time, the working calendar and its deadlines, money, refusals, words.
//! Nothing here opens a connection, reads a file or knows a room above it.

pub mod calendar;
pub mod clock;
pub mod deadline;
pub mod dossier_code;
pub mod failure;
pub mod id;
pub mod merkle;
pub mod op;
pub mod text;
