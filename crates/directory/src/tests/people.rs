//! Administration of people, and its bounds.

use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Actor, Duty, Op};
use lienthong_testkit::{TestDb, at, official, op_at, test_db};

use super::units::day;
use crate::api::{self, CodeScheme};
use crate::officials::actions::{self, DelegationForm};
use crate::officials::{BadPost, PersonForm, PostForm, store};
use crate::session::{self, Stage};
use crate::{demo, import};

struct House {
    db: TestDb,
    admin: Op,
    commune: AgencyId,
    district: AgencyId,
}

async fn house() -> House {
    let db = test_db().await;
    import::load_units(&db.app).await.unwrap();
    demo::load(&db.app).await.unwrap();
    let op = op_at(Actor::Public, at("2026-03-02T02:00:00Z"));
    let admin = op.as_actor(demo::actor(&db.app, &op, "quantri").await.unwrap());
    let found: Outcome<_> = db
        .app
        .read(&op, async |tx| {
            let on = clock::local_date(op.now);
            Ok((
                api::agency_by_code(tx, CodeScheme::Qd20, "H62.31.02", on).await?.unwrap(),
                api::agency_by_code(tx, CodeScheme::Qd20, "H62.31", on).await?.unwrap(),
            ))
        })
        .await;
    let (commune, district) = found.unwrap();
    House { db, admin, commune, district }
}

fn person(agency: AgencyId, name: &str) -> PersonForm {
    PersonForm {
        agency,
        name: name.into(),
        staff_number: None,
        email: Some(format!("{}@example.vn", uuid::Uuid::now_v7())),
        phone: None,
    }
}

fn post(agency: AgencyId, duties: &[Duty]) -> PostForm {
    PostForm { agency, title: "Công chức".into(), department: None, duties: duties.to_vec(), from: day("2026-03-02") }
}

impl House {
    async fn add(&self, agency: AgencyId, duties: &[Duty]) -> (OfficialId, PostId) {
        let id = actions::create(&self.db.app, &self.admin, person(agency, "Hà Thị Xuân"), post(agency, duties)).await.unwrap();
        let posts: Outcome<_> = self.db.app.read(&self.admin, async |tx| Ok(store::posts_of(tx, id).await?)).await;
        (id, posts.unwrap()[0].id)
    }

    fn acting(&self, who: (OfficialId, PostId), agency: AgencyId, duties: &[Duty]) -> Op {
        self.admin.as_actor(official(who.0, who.1, agency, duties))
    }
}

#[tokio::test]
async fn the_province_administers_everywhere_and_an_agency_only_itself() {
    let house = house().await;
    let local = house.add(house.commune, &[Duty::Administer]).await;
    let op = house.acting(local, house.commune, &[Duty::Administer]);
    actions::create(&house.db.app, &op, person(house.commune, "Một"), post(house.commune, &[Duty::Handle])).await.unwrap();
    let beyond = actions::create(&house.db.app, &op, person(house.district, "Hai"), post(house.district, &[Duty::Handle])).await;
    assert!(matches!(beyond, Err(Failure::Forbidden)));
}

#[tokio::test]
async fn the_rows_themselves_refuse_a_post_without_the_duty() {
    let house = house().await;
    let clerk = house.add(house.commune, &[Duty::Receive]).await;
    let op = house.acting(clerk, house.commune, &[Duty::Receive]);
    let asked = actions::create(&house.db.app, &op, person(house.commune, "Ba"), post(house.commune, &[])).await;
    assert!(matches!(asked, Err(Failure::Forbidden)));
    // past access.rs: the policies ask again
    let tried: Outcome<()> = house
        .db
        .app
        .write(&op, async |tx| {
            store::insert_official(tx, OfficialId::new(), &person(house.commune, "Bốn"), day("2026-03-02")).await?;
            Ok(())
        })
        .await;
    assert!(matches!(tried, Err(Failure::Fault(_))));
    let secrets: Outcome<()> = house
        .db
        .app
        .read(&op, async |tx| {
            sqlx::query("select 1 from directory.account").execute(tx.conn()).await?;
            Ok(())
        })
        .await;
    assert!(matches!(secrets, Err(Failure::Fault(_))), "no official reads accounts");
}

#[tokio::test]
async fn a_move_ends_the_old_post_and_the_session_in_it() {
    let house = house().await;
    let app = &house.db.app;
    let (id, old) = house.add(house.commune, &[Duty::Receive]).await;
    actions::set_account(app, &house.admin, id, "xuan", "Mùa xuân đầu tiên").await.unwrap();
    let started = session::sign_in(app, &house.admin.as_actor(Actor::Public), "xuan", "Mùa xuân đầu tiên", None).await.unwrap();
    let me = session::actor_of(app, &house.admin, started.token.reveal()).await.unwrap().unwrap();
    assert!(me.must_change, "a first password is to be changed");
    actions::move_post(app, &house.admin, old, post(house.district, &[Duty::Handle])).await.unwrap();
    assert!(session::actor_of(app, &house.admin, started.token.reveal()).await.unwrap().is_none());
    let handlers: Outcome<_> = app
        .read(&house.admin, async |tx| {
            Ok((
                api::posts_with_duty(tx, house.commune, Duty::Receive, None, day("2026-03-03")).await?,
                api::posts_with_duty(tx, house.district, Duty::Handle, None, day("2026-03-03")).await?,
            ))
        })
        .await;
    let (before, after) = handlers.unwrap();
    assert!(!before.iter().any(|holder| holder.official == id));
    assert!(after.iter().any(|holder| holder.official == id));
}

#[tokio::test]
async fn a_leaver_with_open_work_stays_and_without_loses_the_account() {
    let house = house().await;
    let app = &house.db.app;
    let (id, _) = house.add(house.commune, &[Duty::Handle]).await;
    actions::set_account(app, &house.admin, id, "xuan", "Mùa xuân đầu tiên").await.unwrap();
    let busy = actions::leave(app, &house.admin, id, day("2026-03-02"), 3).await;
    assert!(matches!(busy, Err(Failure::Refused(BadPost::OpenWork))));
    actions::leave(app, &house.admin, id, day("2026-03-02"), 0).await.unwrap();
    let again = session::sign_in(app, &house.admin.as_actor(Actor::Public), "xuan", "Mùa xuân đầu tiên", None).await;
    assert!(matches!(again, Err(Failure::Refused(_))));
}

#[tokio::test]
async fn a_delegation_lets_somebody_act_in_the_post_until_it_is_taken_back() {
    let house = house().await;
    let app = &house.db.app;
    let (_, leader) = house.add(house.commune, &[Duty::Approve]).await;
    let (deputy, own) = house.add(house.commune, &[Duty::Handle]).await;
    actions::set_account(app, &house.admin, deputy, "pho", "Mùa xuân đầu tiên").await.unwrap();
    let form = |reason: &str| DelegationForm {
        from: leader,
        to: own,
        first: day("2026-03-02"),
        last: day("2026-03-06"),
        reason: reason.into(),
    };
    assert!(matches!(actions::delegate(app, &house.admin, form(" ")).await, Err(Failure::Refused(BadPost::NoReason))));
    let delegation = actions::delegate(app, &house.admin, form("Đi công tác")).await.unwrap();

    let public = house.admin.as_actor(Actor::Public);
    let started = session::sign_in(app, &public, "pho", "Mùa xuân đầu tiên", None).await.unwrap();
    assert_eq!(started.stage, Stage::Post, "two posts: one is chosen");
    let (_, choices) = session::waiting(app, &public, started.token.reveal()).await.unwrap().unwrap();
    assert_eq!(choices.len(), 2);
    let stolen = session::choose_post(app, &public, started.token.reveal(), leader, None).await;
    assert!(matches!(stolen, Err(Failure::NotFound)), "the post of another only under the delegation");
    let open = session::choose_post(app, &public, started.token.reveal(), leader, Some(delegation)).await.unwrap();
    let me = session::actor_of(app, &public, open.token.reveal()).await.unwrap().unwrap();
    let Actor::Official(acting) = &me.actor else { panic!("an official") };
    assert_eq!((acting.official, acting.post, acting.on_behalf_of), (deputy, leader, Some(leader)));
    assert_eq!(acting.duties, [Duty::Approve]);
    actions::revoke_delegation(app, &house.admin, delegation).await.unwrap();
    assert!(session::actor_of(app, &public, open.token.reveal()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_email_and_a_login_belong_to_one_person() {
    let house = house().await;
    let app = &house.db.app;
    let mut form = person(house.commune, "Năm");
    form.email = Some("QUANTRI@example.vn".into());
    let taken = actions::create(app, &house.admin, form, post(house.commune, &[])).await;
    assert!(matches!(taken, Err(Failure::Refused(BadPost::EmailTaken))));
    let (id, _) = house.add(house.commune, &[]).await;
    let login = actions::set_account(app, &house.admin, id, "QuanTri", "Mùa xuân đầu tiên").await;
    assert!(matches!(login, Err(Failure::Refused(BadPost::LoginTaken))));
}

#[tokio::test]
async fn officials_are_found_without_diacritics_page_by_page() {
    let house = house().await;
    let found: Outcome<_> = house
        .db
        .app
        .read(&house.admin, async |tx| {
            let today = day("2026-03-02");
            let hang = store::find(tx, "thu hang", None, None, today, 10).await?;
            let first = store::find(tx, "", None, None, today, 5).await?;
            let last = first.last().map(|row| (row.name_fold.as_str(), row.id));
            let second = store::find(tx, "", None, last, today, 50).await?;
            Ok((hang, first, second))
        })
        .await;
    let (hang, first, second) = found.unwrap();
    assert_eq!(hang.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Trần Thị Thu Hằng"]);
    assert_eq!(first.len() + second.len(), 13);
    assert!(!second.iter().any(|row| first.contains(row)));
}

#[tokio::test]
async fn an_agency_without_a_calendar_follows_the_one_above_it() {
    let house = house().await;
    let app = &house.db.app;
    let worker = house.admin.as_actor(Actor::Worker);
    let root = house.admin.official().unwrap().agency;
    let calendar = lienthong_kernel::calendar::Calendar::ordinary("province");
    let own = lienthong_kernel::calendar::Calendar::ordinary("district");
    let seen: Outcome<_> = app
        .write(&worker, async |tx| {
            api::assign_calendar(tx, root, day("2016-01-01"), &calendar, "test").await?;
            api::assign_calendar(tx, house.district, day("2026-01-01"), &own, "test").await?;
            Ok((
                api::calendar_of(tx, house.commune, day("2025-06-01")).await?,
                api::calendar_of(tx, house.commune, day("2026-06-01")).await?,
                api::calendar_of(tx, house.commune, day("2015-06-01")).await?,
            ))
        })
        .await;
    assert_eq!(seen.unwrap(), (Some(calendar), Some(own), None));
}
