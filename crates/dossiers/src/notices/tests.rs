use std::sync::{Arc, Mutex};

use lienthong_kernel::failure::Outcome;
use lienthong_kernel::id::DossierId;
use lienthong_kernel::op::{Actor, Op};
use lienthong_platform::job::run_due;
use lienthong_platform::{Event, JobKind, Subject};
use lienthong_testkit::{TestDb, at, op_at, test_db_with};
use serde_json::Value;

use super::model::{Way, masked};
use super::{Notice, WORDS, jobs, of_dossier};
use crate::testing::{CODE, dossier};

type Sent = Arc<Mutex<Vec<Value>>>;

/// A database whose senders keep what they are given.
async fn world() -> (TestDb, Sent) {
    let sent = Sent::default();
    let mut kinds = jobs("https://mc.example.vn");
    for name in ["delivery.mail", "delivery.text"] {
        let kept = Arc::clone(&sent);
        kinds.push(JobKind::new(name, move |_, _, payload| {
            kept.lock().unwrap().push(payload);
            async { Ok(()) }
        }));
    }
    (test_db_with(kinds).await, sent)
}

fn worker() -> Op {
    op_at(Actor::Worker, at("2026-03-02T03:00:00Z"))
}

async fn happens(db: &TestDb, op: &Op, id: DossierId, kind: &'static str) {
    let done: Outcome<()> = db.app.write(op, async |tx| Ok(tx.record(op, Event::new(kind, Subject::dossier(id))).await?)).await;
    done.unwrap();
}

async fn work(db: &TestDb, op: &Op) {
    while run_due(&db.app, op).await.unwrap() > 0 {}
}

async fn notices(db: &TestDb, id: DossierId) -> Vec<Notice> {
    let found: Outcome<_> = db.app.read(&worker(), async |tx| Ok(of_dossier(tx, id).await?)).await;
    found.unwrap()
}

async fn set(db: &TestDb, id: DossierId, change: &'static str) {
    sqlx::query(sqlx::AssertSqlSafe(format!("update dossiers.dossier set {change} where dossier_id = $1")))
        .bind(id.0)
        .execute(&mut db.owner().await)
        .await
        .unwrap();
}

#[test]
fn words_are_complete_in_both_languages() {
    WORDS.check().unwrap();
}

#[test]
fn an_address_is_masked_but_can_be_recognised_by_who_knows_it() {
    assert_eq!(masked(Way::Text, "0912345678"), "*******678");
    assert_eq!(masked(Way::Email, "ngocanh@thu.example"), "n***@thu.example");
    assert_eq!(masked(Way::Email, "không"), "***");
}

#[tokio::test]
async fn each_event_of_interest_tells_the_citizen_once_by_each_way() {
    let (db, sent) = world().await;
    let id = dossier(&db, "handling", &[]).await;
    set(&db, id, "applicant_email = 'ngocanh@thu.example'").await;
    for kind in ["dossier.accepted", "dossier.supplement_requested", "dossier.finished", "dossier.returned", "dossier.taken"] {
        happens(&db, &worker(), id, kind).await;
    }
    work(&db, &worker()).await;
    let found = notices(&db, id).await;
    let sent = sent.lock().unwrap();
    assert_eq!(sent.len(), 8);
    assert_eq!(found.len(), 8);
    assert!(found.iter().all(|n| n.masked == "*******678" || n.masked == "n***@thu.example"));
    let all = serde_json::to_string(&*sent).unwrap();
    assert!(all.contains(CODE) && all.contains("https://mc.example.vn/tra-cuu?ma=") && all.contains("02/03/2026 17:00"));
    for secret in ["Đặng Thị Ngọc Ánh", "026190001234", "Yên Lập", "bằng tốt nghiệp"] {
        assert!(!all.contains(secret), "{secret} is told");
    }
}

#[tokio::test]
async fn a_job_that_runs_twice_tells_once() {
    let (db, sent) = world().await;
    let id = dossier(&db, "handling", &[]).await;
    let op = worker();
    happens(&db, &op, id, "dossier.accepted").await;
    work(&db, &op).await;
    sqlx::query("update platform.job set done_at = null where kind = 'dossiers.notify'")
        .execute(&mut db.owner().await)
        .await
        .unwrap();
    work(&db, &op).await;
    assert_eq!(sent.lock().unwrap().len(), 1);
    // a second request for papers later is another notice
    happens(&db, &worker(), id, "dossier.accepted").await;
    work(&db, &op).await;
    assert_eq!(sent.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn who_gave_no_address_is_told_nothing_and_a_mistake_is_not_spread() {
    let (db, sent) = world().await;
    let id = dossier(&db, "handling", &[]).await;
    set(&db, id, "applicant_phone = null, applicant_email = 'không có'").await;
    happens(&db, &worker(), id, "dossier.finished").await;
    work(&db, &worker()).await;
    set(&db, id, "applicant_phone = '0912345678', voided_at = now(), void_reason = 'Nhập nhầm'").await;
    happens(&db, &worker(), id, "dossier.finished").await;
    work(&db, &worker()).await;
    assert!(sent.lock().unwrap().is_empty() && notices(&db, id).await.is_empty());
}
