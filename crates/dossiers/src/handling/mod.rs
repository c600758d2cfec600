//! Work on an accepted dossier: take, assign, hand over, back, supplement, approve, result, return, close, and the ways it ends otherwise.
//!
//! Every action locks the dossier, refuses a form that was read before somebody else's change, asks `access`, decides by `life`, records,
//! and writes its event, all in one transaction. **Absent on purpose**: deletion; a mistake is declared void with its reason.

pub mod actions;
pub mod ending;
pub mod supplement;
#[cfg(test)]
mod tests;

use lienthong_kernel::clock::Instant;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::{DossierId, OfficialId};
use lienthong_kernel::op::{OfficialActor, Op};
use lienthong_platform::{Event, Subject, Tx};

use crate::access::{self, Act, May};
use crate::dossier::{Dossier, store};
use crate::life::{BadStamp, NoSuchWay, State};

/// Why work was not done; each is something a person can act on.
#[derive(Debug, PartialEq, Eq)]
pub enum WorkRefused {
    /// Somebody else changed the dossier since the page was read (đã được … xử lý lúc …).
    Stale {
        /// Who.
        by: Option<OfficialId>,
        /// When.
        at: Instant,
    },
    /// The regulation knows no way from here to there.
    NoSuchWay {
        /// From.
        from: State,
        /// To.
        to: State,
    },
    /// The dossier was declared void.
    Voided,
    /// A reason is needed.
    ReasonMissing,
    /// The step is not one of this dossier's, or not in that direction.
    NoSuchStep,
    /// Stamps would contradict each other.
    BadStamp(BadStamp),
    /// The result is not recorded yet.
    ResultMissing,
    /// A result needs its kind, name and day, not in the future.
    ResultIncomplete,
    /// Nothing is returned without evidence: identity checked and signature, code, or postal reference.
    EvidenceMissing,
    /// The calendar never opens.
    NoWorkingDay,
    /// The dossier has not ended.
    NotEnded,
    /// It is put away already.
    Closed,
}

pub(crate) fn refused<T>(refusal: WorkRefused) -> Result<T, Failure<WorkRefused>> {
    Err(Failure::Refused(refusal))
}

pub(crate) fn way<T>(result: Result<T, NoSuchWay>) -> Result<T, Failure<WorkRefused>> {
    result.map_err(|way| Failure::Refused(WorkRefused::NoSuchWay { from: way.from, to: way.to }))
}

pub(crate) fn stamp<T>(result: Result<T, BadStamp>) -> Result<T, Failure<WorkRefused>> {
    result.map_err(|bad| Failure::Refused(WorkRefused::BadStamp(bad)))
}

pub(crate) fn reason(text: &str) -> Result<String, Failure<WorkRefused>> {
    let text = text.trim();
    if text.is_empty() { refused(WorkRefused::ReasonMissing) } else { Ok(text.to_owned()) }
}

/// A dossier locked for one change by somebody who may.
pub(crate) struct Work<'a> {
    pub may: May,
    pub official: &'a OfficialActor,
    pub dossier: Dossier,
    pub before: State,
}

/// Locks, refuses a stale page, and asks whether the actor may. `seen` is the version that the page showed.
pub(crate) async fn open<'a>(
    op: &'a Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    act: Act,
) -> Result<Work<'a>, Failure<WorkRefused>> {
    let dossier = store::lock(tx, id).await?.ok_or(Failure::NotFound)?;
    if dossier.version != seen {
        return refused(WorkRefused::Stale { by: dossier.changed_by, at: dossier.changed_at });
    }
    let (may, official) = access::may(op, act, &dossier)?;
    if dossier.voided.is_some() {
        return refused(WorkRefused::Voided);
    }
    let before = dossier.life.state();
    Ok(Work { may, official, dossier, before })
}

impl Work<'_> {
    /// Saves the dossier and records what happened.
    pub async fn save(
        self,
        op: &Op,
        tx: &mut Tx,
        kind: &'static str,
        mut detail: serde_json::Value,
    ) -> Result<(), Failure<WorkRefused>> {
        store::save(tx, &self.may, &self.dossier, op.now, Some(self.official.official)).await?;
        if let Some(map) = detail.as_object_mut() {
            map.insert("before".into(), self.before.word().into());
            map.insert("after".into(), self.dossier.life.state().word().into());
        }
        let event = Event::new(kind, Subject::dossier(self.dossier.id))
            .agency(self.dossier.competent_agency)
            .procedure(self.dossier.procedure_version)
            .detail(detail);
        tx.record(op, event).await?;
        Ok(())
    }
}
