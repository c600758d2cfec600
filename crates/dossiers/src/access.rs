//! Which duty may do what with a dossier. The one place of this room that says so; the second wall is the row-level policy.
//!
//! What an agency may not see it gets as "not found" from the store; what is asked here is only what may be *done*.

use lienthong_kernel::clock;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::op::{Duty, OfficialActor, Op};

use crate::dossier::Dossier;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Accept at the counter, advise, refuse at the counter.
    Receive,
    /// Refuse a dossier that was submitted online or by post.
    Refuse,
    /// Give work of the own agency to a post.
    Assign,
    /// Take work that lies with the own unit or was handed to the own post.
    Take,
    /// Hand over to the next step or back to a former one, ask for papers.
    Work,
    /// Decide.
    Approve,
    /// Record the result with number and date.
    RecordResult,
    /// Take papers from the citizen, note a wish to withdraw.
    ServeCitizen,
    /// Put the result into the citizen's hands.
    Return,
    /// Stop, confirm or refuse a withdrawal, reopen a wrong result.
    Judge,
    /// Put an ended dossier away.
    Close,
    /// Declare a dossier void.
    Void,
}

impl Act {
    /// Every act, for the table of roles.
    pub const ALL: [Act; 12] = [
        Act::Receive,
        Act::Refuse,
        Act::Assign,
        Act::Take,
        Act::Work,
        Act::Approve,
        Act::RecordResult,
        Act::ServeCitizen,
        Act::Return,
        Act::Judge,
        Act::Close,
        Act::Void,
    ];

    fn duties(self) -> &'static [Duty] {
        match self {
            Act::Receive | Act::Refuse | Act::ServeCitizen => &[Duty::Receive],
            Act::Assign => &[Duty::Assign],
            Act::Take => &[Duty::Receive, Duty::Assign, Duty::Handle, Duty::Approve, Duty::Clerk, Duty::Return],
            Act::Work => &[Duty::Receive, Duty::Assign, Duty::Handle, Duty::Approve, Duty::Clerk],
            Act::Approve | Act::Judge => &[Duty::Approve],
            Act::RecordResult => &[Duty::Clerk],
            Act::Return => &[Duty::Return],
            Act::Close => &[Duty::Return, Duty::Receive, Duty::Clerk],
            Act::Void => &[Duty::Supervise, Duty::Receive],
        }
    }
}

/// Proof that the act was allowed; only this module makes it, and the store asks for it.
#[derive(Debug)]
pub struct May(());

/// Whether the acting post may receive at all (no dossier exists yet).
pub fn receive<R>(op: &Op) -> Result<(May, &OfficialActor), Failure<R>> {
    let official = op.official().ok_or(Failure::Forbidden)?;
    if official.duties.contains(&Duty::Receive) { Ok((May(()), official)) } else { Err(Failure::Forbidden) }
}

/// Whether the acting post may do this with the dossier.
pub fn may<'a, R>(op: &'a Op, act: Act, dossier: &Dossier) -> Result<(May, &'a OfficialActor), Failure<R>> {
    let official = op.official().ok_or(Failure::Forbidden)?;
    if allowed(op, official, act, dossier) { Ok((May(()), official)) } else { Err(Failure::Forbidden) }
}

/// The same question for a page that decides which forms to show.
pub fn allows(op: &Op, act: Act, dossier: &Dossier) -> bool {
    op.official().is_some_and(|official| allowed(op, official, act, dossier))
}

fn allowed(op: &Op, official: &OfficialActor, act: Act, dossier: &Dossier) -> bool {
    if !act.duties().iter().any(|duty| official.duties.contains(duty)) {
        return false;
    }
    let holds_agency = dossier.holder_agency == official.agency;
    // the post itself, or nobody yet at its agency
    let holds = holds_agency && dossier.holder_post.is_none_or(|post| post == official.post);
    // the step says which duty works on it
    let step_is_mine = dossier.current_step().is_none_or(|step| official.duties.contains(&step.duty));
    let receives = dossier.reception_agency == official.agency;
    let decides = dossier.competent_agency == official.agency;
    match act {
        Act::Receive => false,
        Act::Refuse | Act::ServeCitizen => receives,
        Act::Assign => holds_agency,
        Act::Take => holds && step_is_mine,
        Act::Work => holds && step_is_mine,
        Act::Approve => holds && decides && step_is_mine,
        Act::RecordResult => holds && step_is_mine,
        Act::Return | Act::Close => receives,
        Act::Judge => decides,
        Act::Void => {
            // one's own slip of the pen may be voided on its day; everything else needs the supervisor
            let own = dossier.created_by == Some(official.official)
                && clock::local_date(dossier.created_at) == clock::local_date(op.now);
            receives && (official.duties.contains(&Duty::Supervise) || own)
        }
    }
}
