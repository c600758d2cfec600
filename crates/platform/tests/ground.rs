//! The ground on a real PostgreSQL: walls, log, once-keys, jobs.

use std::sync::{Arc, Mutex};

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Actor, Duty, Op};
use lienthong_platform::job::run_due;
use lienthong_platform::{Event, Job, JobKind, Subject};
use lienthong_testkit::{at, official, op_at, test_db, test_db_with};
use serde_json::json;
use sqlx::Row as _;

fn clerk_of(agency: AgencyId) -> Op {
    op_at(official(OfficialId::new(), PostId::new(), agency, &[Duty::Receive]), at("2026-03-02T02:00:00Z"))
}

fn worker() -> Op {
    op_at(Actor::Worker, at("2026-03-02T02:00:00Z"))
}

#[tokio::test]
async fn an_official_reads_only_the_events_of_the_own_agency() {
    let db = test_db().await;
    let (here, there) = (clerk_of(AgencyId::new()), clerk_of(AgencyId::new()));
    for op in [&here, &there] {
        let done: Outcome<()> =
            db.app.write(op, async |tx| Ok(tx.record(op, Event::new("test.happened", Subject::none())).await?)).await;
        done.unwrap();
    }
    let seen: Outcome<i64> = db
        .app
        .read(&here, async |tx| Ok(sqlx::query("select count(*) from platform.event").fetch_one(tx.conn()).await?.get(0)))
        .await;
    assert_eq!(seen.unwrap(), 1);
    let all: Outcome<i64> = db
        .app
        .read(&worker(), async |tx| Ok(sqlx::query("select count(*) from platform.event").fetch_one(tx.conn()).await?.get(0)))
        .await;
    assert_eq!(all.unwrap(), 2);
}

#[tokio::test]
async fn nobody_changes_or_removes_an_event() {
    let db = test_db().await;
    let op = clerk_of(AgencyId::new());
    let done: Outcome<()> =
        db.app.write(&op, async |tx| Ok(tx.record(&op, Event::new("test.happened", Subject::none())).await?)).await;
    done.unwrap();
    for actor in [op.actor.clone(), Actor::Worker, Actor::Public] {
        for statement in
            ["update platform.event set kind = 'test.changed'", "delete from platform.event", "truncate platform.event"]
        {
            let tried: Outcome<()> = db
                .app
                .write(&op_at(actor.clone(), op.now), async |tx| {
                    sqlx::query(statement).execute(tx.conn()).await?;
                    Ok(())
                })
                .await;
            assert!(matches!(tried, Err(Failure::Fault(_))), "{actor:?} was allowed to {statement}");
        }
    }
}

#[tokio::test]
async fn a_reading_operation_cannot_write() {
    let db = test_db().await;
    let tried: Outcome<()> = db
        .app
        .read(&worker(), async |tx| {
            sqlx::query("insert into platform.submission (form_key, action) values (gen_random_uuid(), 'x')")
                .execute(tx.conn())
                .await?;
            Ok(())
        })
        .await;
    assert!(matches!(tried, Err(Failure::Fault(_))));
}

#[derive(Debug)]
struct TooLate;

#[tokio::test]
async fn a_refused_attempt_leaves_nothing_but_its_record() {
    let db = test_db().await;
    let op = clerk_of(AgencyId::new());
    let refused: Outcome<(), TooLate> = db
        .app
        .write(&op, async |tx| {
            tx.record(&op, Event::new("test.happened", Subject::none())).await?;
            Err(Failure::Refused(TooLate))
        })
        .await;
    assert!(matches!(refused, Err(Failure::Refused(TooLate))));
    let mut owner = db.owner().await;
    let rows = sqlx::query("select kind, outcome, detail->>'what' from platform.event").fetch_all(&mut owner).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].get::<String, _>(0), "operation.refused");
    assert_eq!(rows[0].get::<String, _>(1), "refused");
    assert!(rows[0].get::<String, _>(2).ends_with("TooLate"));
}

#[tokio::test]
async fn the_second_arrival_of_a_form_gets_the_first_answer() {
    let db = test_db().await;
    let op = clerk_of(AgencyId::new());
    let key = uuid::Uuid::now_v7();
    let first: Outcome<Option<String>> = db
        .app
        .write(&op, async |tx| {
            let seen = tx.once(&op, key, "test.accept").await?;
            tx.remember(key, "H62-1").await?;
            Ok(seen)
        })
        .await;
    assert_eq!(first.unwrap(), None);
    let second: Outcome<Option<String>> = db.app.write(&op, async |tx| Ok(tx.once(&op, key, "test.accept").await?)).await;
    assert_eq!(second.unwrap().as_deref(), Some("H62-1"));
    let stranger = clerk_of(AgencyId::new());
    let stolen: Outcome<Option<String>> =
        db.app.write(&stranger, async |tx| Ok(tx.once(&stranger, key, "test.accept").await?)).await;
    assert!(matches!(stolen, Err(Failure::Fault(_))), "a stranger's key tells nothing");
}

fn recorder(name: &'static str, seen: &Arc<Mutex<Vec<i64>>>, fails_on: Option<i64>) -> JobKind {
    let seen = seen.clone();
    JobKind::new(name, move |_, _, payload| {
        let seen = seen.clone();
        async move {
            let n = payload["n"].as_i64().unwrap_or(-1);
            seen.lock().expect("no other test holds it").push(n);
            if fails_on == Some(n) { Err(Failure::Fault(Fault::new("the other side is away"))) } else { Ok(()) }
        }
    })
}

#[tokio::test]
async fn jobs_of_one_subject_wait_for_the_one_that_fails_and_others_go_on() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let db = test_db_with(vec![recorder("test.send", &seen, Some(1))]).await;
    let op = worker();
    let queued: Outcome<()> = db
        .app
        .write(&op, async |tx| {
            tx.enqueue(&op, Job::new("test.send", json!({"n": 1})).ordered_by("dossier/a")).await?;
            tx.enqueue(&op, Job::new("test.send", json!({"n": 2})).ordered_by("dossier/a")).await?;
            tx.enqueue(&op, Job::new("test.send", json!({"n": 3})).ordered_by("dossier/b")).await?;
            Ok(())
        })
        .await;
    queued.unwrap();
    let mut now = op.clone();
    for _ in 0..10 {
        run_due(&db.app, &now).await.unwrap();
        now.now += chrono::TimeDelta::hours(1);
    }
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.iter().filter(|n| **n == 3).count(), 1);
    assert!(!seen.contains(&2), "the second waits for the first: {seen:?}");
    assert_eq!(seen.iter().filter(|n| **n == 1).count(), 8, "after eight attempts it is a dead letter");
    let letters: Outcome<_> = db.app.read(&op, async |tx| Ok(lienthong_platform::job::dead_letters(tx, 10).await?)).await;
    let letters = letters.unwrap();
    assert_eq!((letters.len(), letters[0].holds_back), (1, 1));
}

#[tokio::test]
async fn an_event_calls_the_jobs_that_listen_to_its_kind() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let db = test_db_with(vec![recorder("test.listen", &seen, None).after(&["test.happened"])]).await;
    let op = clerk_of(AgencyId::new());
    let done: Outcome<()> = db
        .app
        .write(&op, async |tx| {
            tx.record(&op, Event::new("test.happened", Subject::none())).await?;
            tx.record(&op, Event::new("test.other", Subject::none())).await?;
            Ok(())
        })
        .await;
    done.unwrap();
    assert_eq!(run_due(&db.app, &worker()).await.unwrap(), 1);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn every_table_has_row_level_security_and_a_policy() {
    let db = test_db().await;
    let mut owner = db.owner().await;
    let bare: Vec<String> = sqlx::query_scalar(
        "select format('%s.%s', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'public') and n.nspname !~ '^pg_'
           and (not c.relrowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid)) order by 1",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert!(bare.is_empty(), "tables without a wall: {bare:?}");
}

#[tokio::test]
async fn the_applications_roles_own_nothing() {
    let db = test_db().await;
    let mut owner = db.owner().await;
    let owned: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'lienthong_%' and r.rolname <> 'lienthong_owner'",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert!(owned.is_empty(), "{owned:?}");
}
