//! The tree of every day, from the shipped files.

use chrono::NaiveDate;
use lienthong_kernel::failure::Outcome;
use lienthong_kernel::op::{Actor, Op};
use lienthong_platform::App;
use lienthong_testkit::{at, op_at, test_db};

use crate::api::{self, AgencyKind, AreaLevel, CodeScheme};
use crate::import::load_units;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn public() -> Op {
    op_at(Actor::Public, at("2026-03-02T02:00:00Z"))
}

async fn count(app: &App, level: AreaLevel, on: &str) -> usize {
    let areas: Outcome<_> = app.read(&public(), async |tx| Ok(api::areas(tx, level, day(on)).await?)).await;
    areas.unwrap().len()
}

#[tokio::test]
async fn the_tree_of_each_day_has_the_units_that_the_law_gave_it() {
    let db = test_db().await;
    load_units(&db.app).await.unwrap();
    for (on, districts, communes) in [
        ("2016-06-01", 9, 137),
        ("2018-02-07", 9, 137),
        ("2024-12-31", 9, 136),
        ("2025-01-01", 9, 121),
        ("2025-06-30", 9, 121),
        ("2025-07-01", 0, 36),
    ] {
        assert_eq!(count(&db.app, AreaLevel::District, on).await, districts, "districts on {on}");
        assert_eq!(count(&db.app, AreaLevel::Commune, on).await, communes, "communes on {on}");
        assert_eq!(count(&db.app, AreaLevel::Province, on).await, 1, "provinces on {on}");
    }
}

#[tokio::test]
async fn a_code_means_another_unit_after_the_merger() {
    let db = test_db().await;
    load_units(&db.app).await.unwrap();
    let found: Outcome<_> = db
        .app
        .read(&public(), async |tx| {
            let before = api::area_by_code(tx, "08707", day("2016-06-01")).await?.unwrap();
            let after = api::area_by_code(tx, "08707", day("2025-08-01")).await?.unwrap();
            let roots = api::area_successions(tx, after.id).await?;
            Ok((before, after, roots))
        })
        .await;
    let (before, after, roots) = found.unwrap();
    assert_eq!((before.title().as_str(), after.title().as_str()), ("Phường Tích Sơn", "Phường Vĩnh Yên"));
    assert_ne!(before.id, after.id);
    assert_eq!(roots.len(), 4, "four wards became one");
    assert!(roots.iter().any(|one| one.predecessor == before.id && one.successor == Some(after.id)));
}

#[tokio::test]
async fn a_dissolved_unit_without_a_known_receiver_has_none() {
    let db = test_db().await;
    load_units(&db.app).await.unwrap();
    let found: Outcome<_> = db
        .app
        .read(&public(), async |tx| {
            let area = api::area_by_code(tx, "08779", day("2024-06-01")).await?.unwrap();
            Ok((api::area_by_code(tx, "08779", day("2025-01-01")).await?, api::area_successions(tx, area.id).await?))
        })
        .await;
    let (after, became) = found.unwrap();
    assert_eq!(after, None);
    assert_eq!(became.iter().map(|one| one.successor).collect::<Vec<_>>(), [None]);
}

#[tokio::test]
async fn a_change_of_kind_changes_the_name_of_the_committee_and_keeps_its_identity() {
    let db = test_db().await;
    load_units(&db.app).await.unwrap();
    let found: Outcome<_> = db
        .app
        .read(&public(), async |tx| {
            let found = api::find_agencies(tx, "tien chau", Some(AgencyKind::Commune), day("2016-06-01"), 10).await?;
            let later = api::agency(tx, found[0].id, day("2018-02-07")).await?.unwrap();
            Ok((found, later))
        })
        .await;
    let (found, later) = found.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name, "Ủy ban nhân dân xã Tiền Châu");
    assert_eq!(later.name, "Ủy ban nhân dân phường Tiền Châu");
    assert_eq!(later.qd20, found[0].qd20);
}

#[tokio::test]
async fn agencies_are_found_by_both_generations_of_codes() {
    let db = test_db().await;
    load_units(&db.app).await.unwrap();
    let on = day("2026-01-01");
    let found: Outcome<_> = db
        .app
        .read(&public(), async |tx| {
            let new = api::agency_by_code(tx, CodeScheme::Qd20, "H62.31.02", on).await?.unwrap();
            let old = api::agency_by_code(tx, CodeScheme::Qcvn102, "000.02.31.H62", on).await?.unwrap();
            let all = api::find_agencies(tx, "", None, on, 1000).await?;
            let root = api::root_agency(tx, on).await?.unwrap();
            Ok((api::agency(tx, new, on).await?.unwrap(), old, all, root))
        })
        .await;
    let (agency, old, all, root) = found.unwrap();
    assert_eq!((agency.short_name.as_str(), agency.id), ("UBND phường Liên Bảo", old));
    assert_eq!(all.iter().filter(|a| a.kind == AgencyKind::Commune).count(), 137);
    assert_eq!(all.iter().filter(|a| a.kind == AgencyKind::District).count(), 9);
    assert_eq!(all[0].id, root);
    assert_eq!(all[0].qd20.as_deref(), Some("H62"));
}

#[tokio::test]
async fn a_second_load_changes_nothing() {
    let db = test_db().await;
    let first = load_units(&db.app).await.unwrap();
    let second = load_units(&db.app).await.unwrap();
    assert!(first.new && !second.new);
    assert_eq!((first.areas, first.agencies), (second.areas, second.agencies));
}
