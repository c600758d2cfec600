//! Which post may do what with receipts. Every function gives the acting official as proof.

use lienthong_kernel::failure::Failure;
use lienthong_kernel::op::{Duty, OfficialActor, Op};

/// Proof that the actor may do something to receipts of the own agency.
#[derive(Clone, Copy)]
pub(crate) struct May<'a>(pub(crate) &'a OfficialActor);

/// Takes fees and writes the receipt: the cashier or the clerk at the counter.
pub(crate) fn issue<R>(op: &Op) -> Result<May<'_>, Failure<R>> {
    any_of(op, &[Duty::Cashier, Duty::Receive, Duty::Return])
}

/// Reads receipts and books.
pub(crate) fn read<R>(op: &Op) -> Result<May<'_>, Failure<R>> {
    any_of(op, &[Duty::Cashier, Duty::Receive, Duty::Return, Duty::Supervise, Duty::Audit])
}

/// Asks for a void.
pub(crate) fn request_void<R>(op: &Op) -> Result<May<'_>, Failure<R>> {
    any_of(op, &[Duty::Cashier, Duty::Receive, Duty::Return, Duty::Supervise])
}

/// Confirms a void that somebody else asked for.
pub(crate) fn confirm_void<R>(op: &Op) -> Result<May<'_>, Failure<R>> {
    any_of(op, &[Duty::Supervise])
}

/// Opens and closes books.
pub(crate) fn keep_books<R>(op: &Op) -> Result<May<'_>, Failure<R>> {
    any_of(op, &[Duty::Supervise, Duty::Administer])
}

fn any_of<'a, R>(op: &'a Op, duties: &[Duty]) -> Result<May<'a>, Failure<R>> {
    match op.official() {
        Some(official) if duties.iter().any(|duty| op.has_duty(*duty)) => Ok(May(official)),
        _ => Err(Failure::Forbidden),
    }
}
