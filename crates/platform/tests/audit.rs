//! The sealed log on a real PostgreSQL.

use lienthong_kernel::failure::Outcome;
use lienthong_kernel::op::{Actor, Op};
use lienthong_platform::event::seal::seal;
use lienthong_platform::event::verify::{Proof, prove, verify};
use lienthong_platform::{Event, Subject};
use lienthong_testkit::{TestDb, at, op_at, test_db};

const ENTRIES: usize = 7;

async fn log_of(entries: usize) -> (TestDb, Op) {
    let db = test_db().await;
    let op = op_at(Actor::Worker, at("2026-03-02T02:00:00Z"));
    for n in 0..entries {
        let event = Event::new("test.happened", Subject::none()).detail(serde_json::json!({ "n": n }));
        let done: Outcome<()> = db.app.write(&op, async |tx| Ok(tx.record(&op, event.clone()).await?)).await;
        done.expect("the entry is written");
    }
    (db, op)
}

/// Seals until so many entries are. Transaction numbers are counted for the whole cluster, so transactions of other
/// tests hold a seal back for as long as they run.
async fn seal_all(db: &TestDb, op: &Op, expected: usize) {
    let mut sealed = 0;
    for _ in 0..500 {
        sealed += seal(&db.app, op).await.expect("the log can be sealed");
        if sealed >= expected {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(sealed, expected);
}

#[tokio::test]
async fn an_untouched_log_verifies_and_young_entries_are_said_to_be_unsealed() {
    let (db, op) = log_of(5).await;
    seal_all(&db, &op, 5).await;
    let done: Outcome<()> =
        db.app.write(&op, async |tx| Ok(tx.record(&op, Event::new("test.later", Subject::none())).await?)).await;
    done.unwrap();
    let found = verify(&db.app, &op).await.unwrap();
    assert!(found.sound());
    assert_eq!((found.intact, found.unsealed), (5, 1));
    seal_all(&db, &op, 1).await;
    assert_eq!(verify(&db.app, &op).await.unwrap().intact, 6);
}

#[tokio::test]
async fn a_running_transaction_holds_back_the_seal_of_what_it_may_precede() {
    let (db, op) = log_of(2).await;
    let mut slow = db.owner().await;
    sqlx::raw_sql("begin; select pg_current_xact_id()").execute(&mut slow).await.unwrap();
    let done: Outcome<()> =
        db.app.write(&op, async |tx| Ok(tx.record(&op, Event::new("test.later", Subject::none())).await?)).await;
    done.unwrap();
    seal_all(&db, &op, 2).await;
    assert_eq!(seal(&db.app, &op).await.unwrap(), 0, "the entry younger than the slow transaction waits");
    sqlx::raw_sql("commit").execute(&mut slow).await.unwrap();
    seal_all(&db, &op, 1).await;
}

#[tokio::test]
async fn a_changed_a_missing_and_an_inserted_entry_are_named() {
    let (db, op) = log_of(ENTRIES).await;
    seal_all(&db, &op, ENTRIES).await;
    let mut owner = db.owner().await;
    sqlx::raw_sql(
        "update platform.event set detail = '{\"n\": 99}' where event_id = 2;
         delete from platform.event where event_id = 4;
         insert into platform.event (event_id, xid, kind, subject_kind, occurred_at, actor_kind, channel, request_id) overriding system value
           select 1000, xid, 'test.forged', 'platform', occurred_at, 'worker', 'direct', request_id from platform.event where event_id = 1;",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    let found = verify(&db.app, &op).await.unwrap();
    assert_eq!((found.changed, found.missing, found.inserted), (vec![2], vec![4], vec![1000]));
}

#[tokio::test]
async fn a_rewritten_leaf_breaks_its_seal() {
    let (db, op) = log_of(ENTRIES).await;
    seal_all(&db, &op, ENTRIES).await;
    let mut owner = db.owner().await;
    sqlx::raw_sql("delete from platform.seal_leaf where event_id = 2; delete from platform.event where event_id = 2")
        .execute(&mut owner)
        .await
        .unwrap();
    let found = verify(&db.app, &op).await.unwrap();
    assert!(!found.broken_seals.is_empty());
}

#[tokio::test]
async fn one_entry_is_proved_without_the_database_and_a_changed_one_is_not() {
    let (db, op) = log_of(ENTRIES).await;
    seal_all(&db, &op, ENTRIES).await;
    let proof = prove(&db.app, &op, 5).await.unwrap().unwrap();
    let carried: Proof = serde_json::from_str(&serde_json::to_string(&proof).unwrap()).unwrap();
    assert!(carried.holds());
    let forged = Proof { entry: carried.entry.replace("\"n\": 4", "\"n\": 5"), ..carried };
    assert!(!forged.holds());
}
