use chrono::{NaiveDate, TimeDelta};
use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::clock::{self, Instant};
use lienthong_kernel::failure::{Failure, Never};
use lienthong_kernel::id::DossierId;
use lienthong_kernel::op::{Actor, Duty, Op};
use lienthong_testkit::{TestDb, at, test_db};

use super::WorkRefused;
use super::actions::{approve, assign, hand_over, return_to_former_step, take};
use super::ending::{
    Proof, ResultForm, ReturnForm, close, record_result, refuse_withdrawal, reopen, request_withdrawal, return_result, stop, void,
};
use super::supplement::{Signer, receive_supplement, request_supplement};
use crate::dossier::{Dossier, store};
use crate::intake::tests::{Unit, accepted, morning};
use crate::life::{Progress, ProgressRule, State};
use crate::slips::Reason;

const ALL: [Duty; 7] = [Duty::Receive, Duty::Assign, Duty::Handle, Duty::Approve, Duty::Clerk, Duty::Return, Duty::Supervise];

async fn read(db: &TestDb, op: &Op, id: DossierId) -> Dossier {
    db.app.read::<_, Never>(op, async |tx| Ok(store::find(tx, id).await?.unwrap())).await.unwrap()
}

fn reasons() -> Vec<Reason> {
    vec![Reason { what: "Thiếu tờ khai".into(), ground: None }]
}

fn result() -> ResultForm {
    ResultForm {
        granted: true,
        name: "Bản sao chứng thực".into(),
        number: Some("152".into()),
        issued_on: NaiveDate::from_ymd_opt(2016, 6, 1).unwrap(),
        signer: None,
        file: None,
    }
}

fn taken() -> ReturnForm {
    ReturnForm { taken_by: "Nguyễn Thị Đào".into(), identity_checked: true, proof: Proof::Signature, reference: None }
}

/// From acceptance to the step of stamping; the version counts along.
async fn to_stamping(db: &TestDb, unit: &Unit, op: &Op, id: DossierId) -> i32 {
    db.app.write(op, async |tx| hand_over(op, tx, id, 1, None, None).await).await.unwrap();
    db.app.write(op, async |tx| assign(op, tx, id, 2, unit.post, None).await).await.unwrap();
    db.app.write(op, async |tx| hand_over(op, tx, id, 3, None, Some("trình ký")).await).await.unwrap();
    db.app.write(op, async |tx| approve(op, tx, id, 4, None, None).await).await.unwrap();
    5
}

#[tokio::test]
async fn open_work_is_counted_for_the_post_that_holds_it() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&ALL, morning() + TimeDelta::hours(1));
    let worker = op.as_actor(Actor::Worker);
    let held = async || db.app.read::<_, Never>(&worker, async |tx| Ok(store::held_by(tx, &[unit.post]).await?)).await.unwrap();
    db.app.write(&op, async |tx| hand_over(&op, tx, id, 1, None, None).await).await.unwrap();
    assert_eq!(held().await, 0, "handed on to nobody in particular");
    db.app.write(&op, async |tx| assign(&op, tx, id, 2, unit.post, None).await).await.unwrap();
    assert_eq!(held().await, 1);
}

#[tokio::test]
async fn a_dossier_walks_from_the_counter_to_the_archive() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&ALL, morning() + TimeDelta::hours(1));
    let seen = to_stamping(&db, &unit, &op, id).await;
    assert_eq!(read(&db, &op, id).await.life.state(), State::Stamping);
    db.app.write(&op, async |tx| record_result(&op, tx, id, seen, &result()).await).await.unwrap();
    let dossier = read(&db, &op, id).await;
    assert_eq!(dossier.life.national().code(), 9);
    assert_eq!(dossier.progress(op.now, ProgressRule::default()), Progress::Early);

    let without = ReturnForm { identity_checked: false, ..taken() };
    let refused = db.app.write(&op, async |tx| return_result(&op, tx, id, 6, &without).await).await;
    assert!(matches!(refused, Err(Failure::Refused(WorkRefused::EvidenceMissing))));
    db.app.write(&op, async |tx| return_result(&op, tx, id, 6, &taken()).await).await.unwrap();
    db.app.write(&op, async |tx| close(&op, tx, id, 7).await).await.unwrap();
    let dossier = read(&db, &op, id).await;
    assert_eq!((dossier.life.national().code(), dossier.closed_at), (10, Some(op.now)));

    let handovers = db.app.read::<_, Never>(&op, async |tx| Ok(store::handovers(tx, id).await?)).await.unwrap();
    let steps: Vec<&str> = handovers.iter().map(|one| one.step.as_str()).collect();
    assert_eq!(steps, ["receive", "assign", "handle", "approve", "stamp", "return"]);
    assert!(handovers.iter().all(|one| one.received_at.is_some()));
    let kinds: Vec<String> =
        sqlx::query_scalar("select kind from platform.event where subject_id = $1 and outcome = 'done' order by event_id")
            .bind(id.0)
            .fetch_all(&mut db.owner().await)
            .await
            .unwrap();
    assert_eq!(
        kinds,
        [
            "dossier.slip_issued",
            "dossier.accepted",
            "dossier.handed_over",
            "dossier.assigned",
            "dossier.handed_over",
            "dossier.approved",
            "dossier.finished",
            "dossier.returned",
            "dossier.closed"
        ]
    );
}

#[tokio::test]
async fn the_second_of_two_officers_is_told_who_was_first_and_when() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&ALL, morning() + TimeDelta::minutes(5));
    db.app.write(&op, async |tx| hand_over(&op, tx, id, 1, None, None).await).await.unwrap();
    let second = db.app.write(&op, async |tx| hand_over(&op, tx, id, 1, None, None).await).await;
    assert!(
        matches!(second, Err(Failure::Refused(WorkRefused::Stale { by: Some(by), at })) if by == unit.official && at == op.now)
    );
}

#[tokio::test]
async fn a_supplement_stops_the_clock_and_keeps_the_acceptance() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    // accepted Wednesday 9:00, due Friday's close; the citizen needs exactly one working day
    let asked = unit.op(&ALL, morning() + TimeDelta::hours(1));
    let signer = Signer::default();
    db.app.write(&asked, async |tx| request_supplement(&asked, tx, id, 1, &reasons(), None, &signer).await).await.unwrap();
    let before = read(&db, &asked, id).await;
    assert_eq!(before.progress(at("2017-01-01T00:00:00Z"), ProgressRule::default()), Progress::Paused);
    let brought = unit.op(&ALL, asked.now + TimeDelta::days(1));
    db.app
        .write(&brought, async |tx| receive_supplement(&brought, tx, id, 2, &Calendar::ordinary("t"), &[], None).await)
        .await
        .unwrap();
    let after = read(&db, &brought, id).await;
    assert_eq!(after.life.state(), State::Accepted);
    assert_eq!(after.stamps.accepted_at, before.stamps.accepted_at);
    assert_eq!(after.stamps.due_original, before.stamps.due_original);
    let day = |at: Option<Instant>| clock::local_date(at.unwrap()).to_string();
    assert_eq!((day(before.stamps.due_current).as_str(), day(after.stamps.due_current).as_str()), ("2016-06-03", "2016-06-06"));
    assert_eq!(after.stamps.appointments.len(), 1);
    assert_eq!(after.stamps.due_counted, after.stamps.due_current);
}

#[tokio::test]
async fn a_withdrawal_may_be_taken_back_or_stop_the_dossier() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&ALL, morning() + TimeDelta::hours(1));
    let signer = Signer::default();
    db.app.write(&op, async |tx| request_supplement(&op, tx, id, 1, &reasons(), None, &signer).await).await.unwrap();
    db.app.write(&op, async |tx| request_withdrawal(&op, tx, id, 2, "không cần nữa").await).await.unwrap();
    db.app.write(&op, async |tx| refuse_withdrawal(&op, tx, id, 3, "công dân đổi ý").await).await.unwrap();
    assert_eq!(read(&db, &op, id).await.life.state(), State::Supplementing);
    db.app.write(&op, async |tx| stop(&op, tx, id, 4, &reasons(), &signer).await).await.unwrap();
    let dossier = read(&db, &op, id).await;
    assert_eq!((dossier.life.state(), dossier.stamps.open_pause()), (State::Stopped, None));
    let late = db.app.write(&op, async |tx| hand_over(&op, tx, id, 5, None, None).await).await;
    assert!(matches!(late, Err(Failure::Refused(WorkRefused::NoSuchWay { .. }))), "ended states end");
}

#[tokio::test]
async fn a_wrong_result_is_reopened_by_a_leader_and_stays_on_record() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&ALL, morning() + TimeDelta::hours(1));
    let seen = to_stamping(&db, &unit, &op, id).await;
    db.app.write(&op, async |tx| record_result(&op, tx, id, seen, &result()).await).await.unwrap();
    let clerk = unit.op(&[Duty::Clerk, Duty::Return], op.now);
    assert!(matches!(
        db.app.write(&clerk, async |tx| reopen(&clerk, tx, id, 6, "sai họ tên").await).await,
        Err(Failure::Forbidden)
    ));
    db.app.write(&op, async |tx| reopen(&op, tx, id, 6, "sai họ tên").await).await.unwrap();
    let dossier = read(&db, &op, id).await;
    assert_eq!((dossier.life.state(), dossier.stamps.finished_at), (State::Handling, None));
    let kept: i64 = sqlx::query_scalar("select count(*) from dossiers.result where withdrawn_at is not null")
        .fetch_one(&mut db.owner().await)
        .await
        .unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn going_back_needs_a_reason_and_leads_to_who_did_the_step() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let op = unit.op(&ALL, morning() + TimeDelta::hours(1));
    let seen = to_stamping(&db, &unit, &op, id).await;
    let without = db.app.write(&op, async |tx| return_to_former_step(&op, tx, id, seen, "handle", " ").await).await;
    assert!(matches!(without, Err(Failure::Refused(WorkRefused::ReasonMissing))));
    let ahead = db.app.write(&op, async |tx| return_to_former_step(&op, tx, id, seen, "return", "x").await).await;
    assert!(matches!(ahead, Err(Failure::Refused(WorkRefused::NoSuchStep))));
    db.app.write(&op, async |tx| return_to_former_step(&op, tx, id, seen, "handle", "thiếu chữ ký").await).await.unwrap();
    let dossier = read(&db, &op, id).await;
    assert_eq!((dossier.life.state(), dossier.holder_post), (State::Handling, Some(unit.post)));
}

#[tokio::test]
async fn a_void_dossier_keeps_its_code_and_allows_nothing_more() {
    let (db, unit) = (test_db().await, Unit::new());
    let id = accepted(&db, &unit).await.dossier;
    let tomorrow = unit.op(&[Duty::Receive], morning() + TimeDelta::days(1));
    let late = db.app.write(&tomorrow, async |tx| void(&tomorrow, tx, id, 1, "nhập nhầm").await).await;
    assert!(matches!(late, Err(Failure::Forbidden)), "a slip of the pen is one's own on its day only");
    let op = unit.op(&[Duty::Receive], morning() + TimeDelta::hours(1));
    db.app.write(&op, async |tx| void(&op, tx, id, 1, "nhập nhầm").await).await.unwrap();
    assert!(read(&db, &op, id).await.code.is_some());
    let after = db.app.write(&op, async |tx| take(&op, tx, id, 2).await).await;
    assert!(matches!(after, Err(Failure::Refused(WorkRefused::Voided))));
    let open: i64 =
        sqlx::query_scalar("select count(*) from dossiers.desk where open").fetch_one(&mut db.owner().await).await.unwrap();
    assert_eq!(open, 0);
}
