//! Moving the work: take, assign, hand over, back, approve.

use lienthong_kernel::clock::{self, Instant};
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{DossierId, PostId};
use lienthong_kernel::op::Op;
use lienthong_platform::Tx;
use serde_json::json;

use super::{Work, WorkRefused, open, reason, refused, way};
use crate::access::Act;
use crate::dossier::store::{self, NewHandover};
use crate::intake::terms;
use crate::life::{NationalStatus, State};

/// Takes work that lies with the unit, or receives what was handed to the own post.
pub async fn take(op: &Op, tx: &mut Tx, id: DossierId, seen: i32) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Take).await?;
    if work.dossier.life.national().ends() {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: work.before });
    }
    let (official, post) = (work.official.official, work.official.post);
    if work.dossier.holder_post == Some(post) {
        store::receive_handover(tx, id, op.now, official).await?;
    } else {
        let step = step_key(&work);
        let handover = NewHandover {
            from: None,
            to_agency: work.official.agency,
            to_post: Some(post),
            step: &step,
            due_at: work.dossier.step_due,
            way: "take",
            note: None,
        };
        store::hand_over(tx, id, op.now, official, handover).await?;
        work.dossier.holder_post = Some(post);
    }
    work.save(op, tx, "dossier.taken", json!({ "post": post })).await
}

/// Gives the dossier to a post of the own agency, in its present step.
pub async fn assign(op: &Op, tx: &mut Tx, id: DossierId, seen: i32, to: PostId, note: Option<&str>) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Assign).await?;
    if work.dossier.life.national().ends() {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: work.before });
    }
    // whoever assigns in the step of assigning has done that step
    let assigning = work.dossier.current_step().is_some_and(|step| step.state == State::Assigning);
    let next = if assigning { work.dossier.step + 1 } else { work.dossier.step };
    go_to(op, tx, &mut work, next, Some(to), "assign", note).await?;
    work.save(op, tx, "dossier.assigned", json!({ "post": to })).await
}

/// Hands over to the next step: to its agency, and to a post when one is named, else to the unit.
pub async fn hand_over(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    to: Option<PostId>,
    note: Option<&str>,
) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Work).await?;
    if matches!(work.before, State::Approving | State::Stamping) {
        // a decision is approved, a result recorded; neither is passed by
        return Err(Failure::Forbidden);
    }
    let next = work.dossier.step + 1;
    go_to(op, tx, &mut work, next, to, "forward", note).await?;
    work.save(op, tx, "dossier.handed_over", json!({ "post": to })).await
}

/// Approves: the leader decides, and the dossier goes on to its number and stamp.
pub async fn approve(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    to: Option<PostId>,
    note: Option<&str>,
) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Approve).await?;
    if work.before != State::Approving {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: State::Stamping });
    }
    let next = work.dossier.step + 1;
    go_to(op, tx, &mut work, next, to, "forward", note).await?;
    work.save(op, tx, "dossier.approved", json!({ "post": to })).await
}

/// Gives the dossier back to a former step, with the reason.
pub async fn return_to_former_step(
    op: &Op,
    tx: &mut Tx,
    id: DossierId,
    seen: i32,
    step: &str,
    why: &str,
) -> Outcome<(), WorkRefused> {
    let mut work = open(op, tx, id, seen, Act::Work).await?;
    let why = reason(why)?;
    let index = work.dossier.flow.iter().position(|one| one.key == step);
    let Some(index) = index.filter(|index| *index < work.dossier.step) else { return refused(WorkRefused::NoSuchStep) };
    // who did it last gets it back
    let handovers = store::handovers(tx, id).await?;
    let former = handovers.iter().rev().find(|one| one.step == step).and_then(|one| one.to_post).map(PostId);
    go_to(op, tx, &mut work, index, former, "back", Some(&why)).await?;
    work.save(op, tx, "dossier.returned_to_former_step", json!({ "step": step })).await
}

fn step_key(work: &Work<'_>) -> String {
    work.dossier.current_step().map_or_else(|| "work".to_owned(), |step| step.key.clone())
}

/// Moves to a step and logs the handover. The step of returning is reached by recording a result only.
async fn go_to(
    op: &Op,
    tx: &mut Tx,
    work: &mut Work<'_>,
    index: usize,
    to: Option<PostId>,
    way_word: &str,
    note: Option<&str>,
) -> Result<(), Failure<WorkRefused>> {
    let Some(step) = work.dossier.flow.get(index).cloned() else { return refused(WorkRefused::NoSuchStep) };
    // back at the counter's own step the dossier stays in processing: the acceptance does not happen twice
    let state = if step.state == State::Accepted && work.before != State::Accepted { State::Assigning } else { step.state };
    if state != work.before {
        if state.national() != NationalStatus::Processing {
            return refused(WorkRefused::NoSuchWay { from: work.before, to: state });
        }
        work.dossier.life = way(work.dossier.life.go(state))?;
    } else if work.dossier.life.national().waits() {
        return refused(WorkRefused::NoSuchWay { from: work.before, to: state });
    }
    let from_step = step_key(work);
    let to_agency = work.dossier.place_of(&step);
    // the step's own limit runs in the working hours of whoever gets it
    let due_at: Option<Instant> = match step.minutes {
        Some(minutes) => {
            let calendar = terms::calendar(tx, to_agency, clock::local_date(op.now)).await?;
            calendar.add_minutes(op.now, minutes).ok()
        }
        None => None,
    };
    let handover = NewHandover {
        from: Some((work.official.agency, work.official.post, &from_step)),
        to_agency,
        to_post: to,
        step: &step.key,
        due_at,
        way: way_word,
        note,
    };
    store::hand_over(tx, work.dossier.id, op.now, work.official.official, handover).await?;
    work.dossier.step = index;
    work.dossier.step_due = due_at;
    work.dossier.holder_agency = to_agency;
    work.dossier.holder_post = to;
    Ok(())
}
