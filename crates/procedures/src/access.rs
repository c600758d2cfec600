//! Who may do what with the catalogue.

use lienthong_kernel::op::{Duty, Op};

/// Completing a procedure: the officer of procedure control (kiểm soát thủ tục hành chính).
pub(crate) fn may_complete(op: &Op) -> bool {
    op.has_duty(Duty::ProcedureControl)
}
