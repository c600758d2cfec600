//! Who may do what with the catalogue.

use lienthong_kernel::op::{Duty, Op};

/// Reading the unknown values and the versions at the desk: every official, because everybody at a counter needs to know
/// what is not settled.
pub(crate) fn may_read_desk(op: &Op) -> bool {
    op.official().is_some()
}

/// Completing a procedure: the officer of procedure control (kiểm soát thủ tục hành chính).
pub(crate) fn may_complete(op: &Op) -> bool {
    op.has_duty(Duty::ProcedureControl)
}
