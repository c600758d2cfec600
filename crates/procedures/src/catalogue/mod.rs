//! The catalogue: what a procedure is, which parts of it are unknown, and its versions.

mod actions;
mod fee;
mod model;
pub(crate) mod store;
mod unknown;

#[cfg(test)]
mod tests;

pub use actions::{CompleteRefused, accept, complete};
pub use fee::{Exemption, Fee, FeeKind, FeeRule, PageStep};
pub use model::{
    Body, BodyRole, Case, ChannelWay, FormFile, Known, LegalBasis, Level, Limit, LimitUnit, Paper, PaperCase, ProcedureContent,
    ProcedureResult, ServiceLevel, Step, is_code,
};
pub use unknown::{MandatoryPart, Unknown};
