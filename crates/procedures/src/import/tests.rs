use lienthong_kernel::clock;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Actor, Channel, Duty};
use lienthong_testkit::{at, official, op_at, test_db};
use serde_json::json;

use super::*;
use crate::api;
use crate::catalogue::{CompleteRefused, Limit, LimitUnit, accept, complete};

#[test]
fn all_forty_procedures_load_without_a_guess() {
    let all = shipped().unwrap();
    assert_eq!(all.len(), 40);
    let find = |code: &str| all.iter().find(|content| content.code == code).unwrap();
    // a bare number has no unit, a shown zero is no fee
    let birth = find("1.001193").cases(Channel::Direct).next().unwrap();
    assert!(birth.limit.is_unknown() && birth.limit.hint().unwrap().contains("số 1"));
    assert!(birth.fees.is_unknown());
    // two cases of one channel stay two cases
    assert_eq!(find("1.003677").cases(Channel::Online).count(), 2);
    // a year glued on by the crawl is no number of originals
    assert!(
        find("1.013226").papers.iter().flat_map(|case| &case.papers).filter(|paper| paper.originals.is_unknown()).count() == 2
    );
    // the doubtful online fee is not taken over
    assert!(find("2.001610").cases(Channel::Online).all(|case| case.fees.is_unknown()));
    assert!(find("2.001610").cases(Channel::Direct).all(|case| !case.fees.is_unknown()));
    for content in &all {
        let text = serde_json::to_string(content).unwrap();
        assert_eq!(&serde_json::from_str::<ProcedureContent>(&text).unwrap(), content);
        assert!(!content.unknowns().is_empty());
    }
}

#[test]
fn a_broken_catalogue_names_the_place() {
    assert!(from_sample_json("{\n\"procedures\": [1]}").unwrap_err().what.contains("line 2"));
}

#[tokio::test]
async fn loading_twice_changes_nothing_and_a_settled_value_makes_another_version() {
    let db = test_db().await;
    let worker = op_at(Actor::Worker, at("2026-11-23T02:00:00Z"));
    let day = clock::local_date(worker.now);
    let first = load(&db.app, &worker, day).await.unwrap();
    assert_eq!(first, Loaded { new: 40, changed: 0, waiting: 0, unchanged: 0 });
    assert_eq!(load(&db.app, &worker, day).await.unwrap(), Loaded { new: 0, changed: 0, waiting: 0, unchanged: 40 });

    let agency = AgencyId::new();
    assert!(
        db.app
            .write(&worker, async |tx| Ok::<_, Failure>(api::assign(&worker, tx, agency, "1.004837", true, true, day).await?))
            .await
            .unwrap()
    );
    let actor = |duty| official(OfficialId::new(), PostId::new(), agency, &[duty]);
    let clerk = op_at(actor(Duty::Receive), worker.now);
    let keeper = op_at(actor(Duty::ProcedureControl), worker.now);
    let intake = db.app.read(&clerk, async |tx| api::version_for_intake(tx, agency, "1.004837", day).await).await.unwrap();
    assert_eq!(intake.steps().unwrap().len(), 6);
    let other = db.app.read(&clerk, async |tx| api::version_for_intake(tx, AgencyId::new(), "1.004837", day).await).await;
    assert!(matches!(other, Err(Failure::NotFound)));

    // an agency may promise less time and walk its own steps; the version stays as it is
    let own = intake.steps().unwrap()[..2].to_vec();
    let promise = Limit::Counted { amount: 2, unit: LimitUnit::WorkingDay };
    let set = async |agency| {
        db.app
            .write(&worker, async |tx| {
                Ok::<_, Failure>(api::set_terms(&worker, tx, agency, "1.004837", day, Some(promise), Some(&own)).await?)
            })
            .await
            .unwrap()
    };
    assert!(set(agency).await && !set(AgencyId::new()).await);
    let intake = db.app.read(&clerk, async |tx| api::version_for_intake(tx, agency, "1.004837", day).await).await.unwrap();
    assert_eq!((intake.row.committed_limit, intake.steps()), (Some(promise), Some(own.as_slice())));

    let seen = intake.row.version;
    let settle = async |op: &Op, source: &str| {
        db.app.write(op, async |tx| complete(op, tx, "1.004837", seen, "/sets", json!(1), source).await).await
    };
    assert!(matches!(settle(&clerk, "QĐ").await, Err(Failure::Forbidden)));
    assert!(matches!(settle(&keeper, " ").await, Err(Failure::Refused(CompleteRefused::NoSource))));
    let next = settle(&keeper, "Quyết định 163/QĐ-BTP").await.unwrap();
    assert!(matches!(settle(&keeper, "QĐ").await, Err(Failure::Refused(CompleteRefused::Stale))));

    // the pinned version is as it was; the next intake gets the new one; loading again does not undo it
    assert_eq!(load(&db.app, &worker, day).await.unwrap().unchanged, 40);
    let (old, new) = db
        .app
        .read(&clerk, async |tx| {
            Ok::<_, Failure>((api::content(tx, seen).await?, api::version_for_intake(tx, agency, "1.004837", day).await?))
        })
        .await
        .unwrap();
    assert_eq!(old, intake.content);
    assert_eq!((new.row.version, new.row.number, new.content.sets.value()), (next, 2, Some(&1)));

    // a changed import does not undo what the officer settled: it waits until it is accepted
    let mut changed = shipped().unwrap().into_iter().find(|content| content.code == "1.004837").unwrap();
    changed.name.push_str(" (sửa đổi)");
    let reload = async |contents: &[ProcedureContent]| load_contents(&db.app, &worker, contents, &[], day).await.unwrap();
    assert_eq!(reload(std::slice::from_ref(&changed)).await, Loaded { waiting: 1, ..Loaded::default() });
    let current = db.app.read(&clerk, async |tx| api::version_for_intake(tx, agency, "1.004837", day).await).await.unwrap();
    assert_eq!(current.row.version, next);
    let rows = db.app.read(&clerk, async |tx| Ok::<_, Failure>(api::versions(tx, "1.004837").await?)).await.unwrap();
    assert_eq!(rows[0].state, "draft");
    let draft = rows[0].id;
    let take = async |op: &Op| db.app.write(op, async |tx| accept(op, tx, draft).await).await;
    assert!(matches!(take(&clerk).await, Err(Failure::Forbidden)));
    assert_eq!(take(&keeper).await.unwrap(), "1.004837");
    assert!(matches!(take(&keeper).await, Err(Failure::NotFound)));
    let current = db.app.read(&clerk, async |tx| api::version_for_intake(tx, agency, "1.004837", day).await).await.unwrap();
    assert_eq!((current.row.version, current.content), (draft, changed.clone()));
    // an import meets only versions of imports: the change takes over
    changed.name.push('!');
    assert_eq!(reload(&[changed]).await, Loaded { changed: 1, ..Loaded::default() });
}

#[tokio::test]
async fn everybody_searches_without_diacritics_and_sees_public_versions_only() {
    let db = test_db().await;
    let worker = op_at(Actor::Worker, at("2026-11-23T02:00:00Z"));
    load(&db.app, &worker, clock::local_date(worker.now)).await.unwrap();
    let public = op_at(Actor::Public, worker.now);
    let search = async |words: &str, field: Option<&str>| {
        db.app.read(&public, async |tx| Ok::<_, Failure>(api::search(tx, Some(words), field, None, 50).await?)).await.unwrap()
    };
    assert!(search("dang ky khai sinh", None).await.iter().any(|found| found.code == "1.001193"));
    assert_eq!(search("2.000815", None).await.len(), 1);
    assert!(search("dang ky", Some("Chứng thực")).await.is_empty());
    assert!(search("%", None).await.is_empty());
    // keyset pages meet every row exactly once
    let mut codes = Vec::new();
    let mut last: Option<(String, lienthong_kernel::id::ProcedureVersionId)> = None;
    loop {
        let after = last.as_ref().map(|(name, id)| (name.as_str(), *id));
        let page = db.app.read(&public, async |tx| Ok::<_, Failure>(api::search(tx, None, None, after, 7).await?)).await.unwrap();
        let Some(end) = page.last() else { break };
        last = Some((end.name_fold.clone(), end.version));
        codes.extend(page.into_iter().map(|found| found.code));
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 40);

    use sqlx::Connection as _;
    let mut owner = db.owner().await;
    sqlx::query("update procedures.procedure_version set state = 'draft' where code = '2.000815'")
        .execute(&mut owner)
        .await
        .unwrap();
    assert!(search("2.000815", None).await.is_empty());
    let seen = db.app.read(&public, async |tx| Ok::<_, Failure>(api::versions(tx, "2.000815").await?)).await.unwrap();
    assert!(seen.is_empty());
    owner.close().await.unwrap();
}
