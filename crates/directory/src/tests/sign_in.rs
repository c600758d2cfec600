//! Signing in, step by step.

use chrono::Duration;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::op::{Actor, Duty, Op};
use lienthong_platform::App;
use lienthong_testkit::{TestDb, at, op_at, test_db};
use sqlx::Row as _;

use crate::accounts::actions as accounts;
use crate::accounts::actions::AccountRefused;
use crate::session::{self, SignInRefused, SignedIn, Stage, Started};
use crate::{demo, import};

fn op() -> Op {
    op_at(Actor::Public, at("2026-03-02T02:00:00Z"))
}

fn later(minutes: i64) -> Op {
    op_at(Actor::Public, op().now + Duration::minutes(minutes))
}

async fn house() -> TestDb {
    let db = test_db().await;
    import::load_units(&db.app).await.unwrap();
    assert!(demo::load(&db.app).await.unwrap());
    db
}

async fn enter(app: &App, op: &Op, login: &str) -> Started {
    session::sign_in(app, op, login, demo::PASSWORD, Some("test")).await.unwrap()
}

async fn who(app: &App, op: &Op, started: &Started) -> Option<SignedIn> {
    session::actor_of(app, op, started.token.reveal()).await.unwrap()
}

fn refused<T: std::fmt::Debug>(outcome: Outcome<T, SignInRefused>) -> SignInRefused {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn every_demonstration_sign_in_opens_a_session() {
    let db = house().await;
    for one in demo::SIGN_INS {
        let started = enter(&db.app, &op(), &format!(" {} ", one.login.to_uppercase())).await;
        assert_eq!(started.stage, Stage::Open, "{}", one.login);
        let me = who(&db.app, &op(), &started).await.unwrap();
        assert_eq!(matches!(me.actor, Actor::Official(_)), one.agency_code.is_some());
        assert_eq!(me.agency.is_some(), one.agency_code.is_some());
    }
    assert!(!demo::load(&db.app).await.unwrap(), "a second load changes nothing");
}

#[tokio::test]
async fn a_clerk_acts_at_the_own_agency_with_the_duties_of_the_post() {
    let db = house().await;
    let started = enter(&db.app, &op(), "tiepnhan.lienbao").await;
    let me = who(&db.app, &op(), &started).await.unwrap();
    let Actor::Official(official) = &me.actor else { panic!("an official") };
    assert_eq!(official.duties, [Duty::Receive, Duty::Return, Duty::Cashier]);
    assert_eq!(official.on_behalf_of, None);
    assert_eq!(me.agency.as_deref(), Some("UBND phường Liên Bảo"));
    let mut owner = db.owner().await;
    let row = sqlx::query("select application, day::text, times from directory.sign_in_day").fetch_one(&mut owner).await.unwrap();
    assert_eq!(
        (row.get::<String, _>(0), row.get::<String, _>(1), row.get::<i32, _>(2)),
        ("platform".into(), "2026-03-02".into(), 1)
    );
}

#[tokio::test]
async fn the_token_is_stored_as_a_digest_only() {
    let db = house().await;
    let started = enter(&db.app, &op(), "congdan").await;
    let mut owner = db.owner().await;
    let dump: String =
        sqlx::query("select string_agg(s::text, '') from directory.session s").fetch_one(&mut owner).await.unwrap().get(0);
    assert!(!dump.contains(started.token.reveal()));
    let log: String =
        sqlx::query("select string_agg(e::text, '') from platform.event e").fetch_one(&mut owner).await.unwrap().get(0);
    assert!(!log.contains(started.token.reveal()) && !log.contains(demo::PASSWORD));
}

#[tokio::test]
async fn wrong_login_and_wrong_password_are_told_in_the_same_words() {
    let db = house().await;
    let wrong = session::sign_in(&db.app, &op(), "tiepnhan.lienbao", "not this one", None).await;
    let unknown = session::sign_in(&db.app, &op(), "nobody", demo::PASSWORD, None).await;
    assert_eq!(refused(wrong), SignInRefused::NotAccepted);
    assert_eq!(refused(unknown), SignInRefused::NotAccepted);
}

#[tokio::test]
async fn five_failures_lock_for_five_minutes_and_the_right_password_does_not_open_meanwhile() {
    let db = house().await;
    for _ in 0..5 {
        refused(session::sign_in(&db.app, &op(), "thuly.lienbao", "wrong", None).await);
    }
    let app = db.app.clone();
    let early = session::sign_in(&app, &later(4), "thuly.lienbao", demo::PASSWORD, None).await;
    assert_eq!(refused(early), SignInRefused::NotAccepted);
    assert_eq!(enter(&app, &later(6), "thuly.lienbao").await.stage, Stage::Open);
}

#[tokio::test]
async fn a_session_ends_by_sign_out_by_idleness_and_by_age() {
    let db = house().await;
    let app = &db.app;
    let out = enter(app, &op(), "congdan").await;
    let me = who(app, &op(), &out).await.unwrap();
    session::sign_out(app, &op(), &me).await.unwrap();
    assert!(who(app, &op(), &out).await.is_none());

    let idle = enter(app, &op(), "congdan").await;
    assert!(who(app, &later(59), &idle).await.is_some(), "use keeps it alive");
    assert!(who(app, &later(118), &idle).await.is_some());
    assert!(who(app, &later(179), &idle).await.is_none(), "an hour without use ends it");

    let used = enter(app, &op(), "congdan").await;
    for minutes in (0..720).step_by(50) {
        assert!(who(app, &later(minutes), &used).await.is_some(), "{minutes}");
    }
    assert!(who(app, &later(721), &used).await.is_none(), "twelve hours end it, used or not");
}

#[tokio::test]
async fn a_stranger_cannot_end_my_session() {
    let db = house().await;
    let mine = enter(&db.app, &op(), "congdan").await;
    let me = who(&db.app, &op(), &mine).await.unwrap();
    let theirs = enter(&db.app, &op(), "quantri").await;
    let they = who(&db.app, &op(), &theirs).await.unwrap();
    assert!(matches!(session::revoke(&db.app, &op(), &they, me.session).await, Err(Failure::NotFound)));
    assert_eq!(session::list(&db.app, &op(), &me).await.unwrap().len(), 1);
    assert!(who(&db.app, &op(), &mine).await.is_some());
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let db = house().await;
    let app = &db.app;
    let (here, there) = (enter(app, &op(), "congdan").await, enter(app, &op(), "congdan").await);
    let me = who(app, &op(), &here).await.unwrap();
    let wrong = accounts::change_password(app, &op(), &me, "wrong", "Hoa sữa tháng mười").await;
    assert!(matches!(wrong, Err(Failure::Refused(AccountRefused::NotYou))));
    accounts::change_password(app, &op(), &me, demo::PASSWORD, "Hoa sữa tháng mười").await.unwrap();
    assert!(who(app, &op(), &here).await.is_some());
    assert!(who(app, &op(), &there).await.is_none());
    assert_eq!(refused(session::sign_in(app, &op(), "congdan", demo::PASSWORD, None).await), SignInRefused::NotAccepted);
}

fn code(base32: &str, at: &Op) -> String {
    let secret = totp_rs::Secret::try_from_base32(base32).unwrap();
    crate::accounts::secret::totp(secret.as_bytes(), "x")
        .unwrap()
        .generate(u64::try_from(at.now.timestamp()).unwrap())
        .to_string()
}

#[tokio::test]
async fn a_second_factor_is_asked_and_each_code_serves_once() {
    let db = house().await;
    let app = &db.app;
    let first = enter(app, &op(), "quantri").await;
    let me = who(app, &op(), &first).await.unwrap();
    let proposed = accounts::propose_second_factor(app, &op(), &me).await.unwrap();
    let again = accounts::propose_second_factor(app, &op(), &me).await.unwrap();
    assert_eq!(proposed.base32, again.base32, "a reload shows the same secret");
    assert_eq!(&proposed.png[1..4], b"PNG");
    let wrong = accounts::confirm_second_factor(app, &op(), &me, "000000").await;
    assert!(matches!(wrong, Err(Failure::Refused(AccountRefused::WrongCode))));
    let recovery = accounts::confirm_second_factor(app, &op(), &me, &code(&proposed.base32, &op())).await.unwrap();
    assert_eq!(recovery.len(), 10);

    let waiting = enter(app, &later(2), "quantri").await;
    assert_eq!(waiting.stage, Stage::SecondFactor);
    assert!(who(app, &later(2), &waiting).await.is_none(), "half a sign-in is none");
    let used = code(&proposed.base32, &later(2));
    let open = session::second_factor(app, &later(2), waiting.token.reveal(), &used).await.unwrap();
    assert_eq!(open.stage, Stage::Open);
    assert_ne!(open.token, waiting.token);
    assert!(who(app, &later(2), &open).await.unwrap().second_factor);
    assert!(who(app, &later(2), &waiting).await.is_none(), "the earlier token is worth nothing");

    let second = enter(app, &later(2), "quantri").await;
    assert_eq!(refused(session::second_factor(app, &later(2), second.token.reveal(), &used).await), SignInRefused::WrongCode);
    let lost = session::second_factor(app, &later(2), second.token.reveal(), &recovery[3].to_uppercase()).await.unwrap();
    assert_eq!(lost.stage, Stage::Open);
    let third = enter(app, &later(2), "quantri").await;
    assert_eq!(
        refused(session::second_factor(app, &later(2), third.token.reveal(), &recovery[3]).await),
        SignInRefused::WrongCode
    );
    assert_eq!(refused(session::second_factor(app, &later(20), third.token.reveal(), &used).await), SignInRefused::TooLate);
}

#[tokio::test]
async fn guessing_codes_locks_like_guessing_passwords() {
    let db = house().await;
    let app = &db.app;
    let first = enter(app, &op(), "quantri").await;
    let me = who(app, &op(), &first).await.unwrap();
    let proposed = accounts::propose_second_factor(app, &op(), &me).await.unwrap();
    accounts::confirm_second_factor(app, &op(), &me, &code(&proposed.base32, &op())).await.unwrap();
    let waiting = enter(app, &later(2), "quantri").await;
    for _ in 0..5 {
        refused(session::second_factor(app, &later(2), waiting.token.reveal(), "zzzzz-zzzzz").await);
    }
    let right = session::second_factor(app, &later(2), waiting.token.reveal(), &code(&proposed.base32, &later(2))).await;
    assert_eq!(refused(right), SignInRefused::WrongCode);
}
