//! Which duty may do what in this room. The row-level policies ask the same again.

use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::AgencyId;
use lienthong_kernel::op::{Duty, Op};

/// Proof that the acting post keeps officials, posts, delegations and accounts (quản trị). The rows decide for which agencies: the own one,
/// or all when the post is at the province's root agency.
#[derive(Clone, Copy, Debug)]
pub struct MayAdminister {
    /// The agency of the acting post.
    pub agency: AgencyId,
}

/// Only a post with the duty to administer may, and never by delegation: rights over people are not handed on in absence.
pub fn administer<R>(op: &Op) -> Outcome<MayAdminister, R> {
    match op.official() {
        Some(official) if official.duties.contains(&Duty::Administer) && official.on_behalf_of.is_none() => {
            Ok(MayAdminister { agency: official.agency })
        }
        _ => Err(Failure::Forbidden),
    }
}

/// Every official may look up agencies and officials; nobody else may look up officials.
pub fn look_up<R>(op: &Op) -> Outcome<AgencyId, R> {
    op.official().map(|official| official.agency).ok_or(Failure::Forbidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lienthong_kernel::id::{OfficialId, PostId};
    use lienthong_kernel::op::Actor;
    use lienthong_testkit::{at, official, op_at};

    #[test]
    fn only_the_duty_to_administer_opens_the_administration() {
        let now = at("2026-03-02T02:00:00Z");
        for duty in Duty::ALL {
            let op = op_at(official(OfficialId::new(), PostId::new(), AgencyId::new(), &[duty]), now);
            assert_eq!(administer::<()>(&op).is_ok(), duty == Duty::Administer, "{duty:?}");
            assert!(look_up::<()>(&op).is_ok());
        }
        for actor in [Actor::Public, Actor::Worker] {
            assert!(administer::<()>(&op_at(actor.clone(), now)).is_err());
            assert!(look_up::<()>(&op_at(actor, now)).is_err());
        }
    }
}
