//! Dossier codes (mã hồ sơ): an external key that the public sees and other systems carry, written by a pattern of the rule set.
//!
//! A pattern is text with the places `{unit}`, `{yymmdd}` or `{yyyymmdd}` and `{n:4}` (the running number of the unit and day, at
//! least so many digits). Incoming codes are read leniently in any of the three styles that are in use (one-stop.md §4).
//!
//! Absent on purpose: allocating the number, which takes the database; and any meaning of the unit code beyond its style.

mod parse;
mod pattern;

pub use parse::{BadCode, DossierCode, Style};
pub use pattern::{BadPattern, CodePattern, DoesNotFit};
