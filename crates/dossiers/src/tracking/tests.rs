use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Duration, Utc};
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Actor, Duty, Locale, Op};
use lienthong_testkit::{TestDb, at, official, op_at, test_db};
use proptest::prelude::*;
use serde_json::Value;
use tower::ServiceExt as _;

use super::WORDS;
use super::look::{Limits, look};
use super::model::{Code, Fact, TrackRefused, Tracked, track_url};
use crate::life::State;
use crate::testing::{CODE, SECRETS, dossier};

fn public(now: &str) -> Op {
    op_at(Actor::Public, at(now))
}

async fn ask(db: &TestDb, op: &Op, code: &str, fact: &str) -> Outcome<Tracked, TrackRefused> {
    look(&db.app, op, &Limits::new(), code, fact).await
}

fn refused(outcome: Outcome<Tracked, TrackRefused>) -> TrackRefused {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn words_are_complete_in_both_languages() {
    WORDS.check().unwrap();
}

#[test]
fn the_qr_code_leads_to_the_page_with_the_code_filled_in() {
    assert_eq!(
        track_url("https://mc.vinhphuc.gov.vn", "H62.05-260302-0001"),
        "https://mc.vinhphuc.gov.vn/tra-cuu?ma=H62.05-260302-0001"
    );
    assert_eq!(track_url("", "A/1&b"), "/tra-cuu?ma=A%2F1%26b");
}

proptest! {
    #[test]
    fn what_passes_as_code_or_fact_is_short_and_plain(typed in any::<String>()) {
        if let Some(code) = Code::read(&typed) {
            prop_assert!(code.0.is_ascii() && code.0.len() <= 60 && Code::read(&code.0) == Some(code.clone()));
        }
        if let Some(fact) = Fact::read(&typed) {
            prop_assert!(fact.0.is_ascii() && fact.0.len() == 4);
        }
    }
}

#[tokio::test]
async fn either_number_opens_a_dossier_and_the_code_may_be_typed_loosely() {
    let db = test_db().await;
    let id = dossier(&db, "handling", &[]).await;
    let op = public("2026-03-02T03:00:00Z");
    for (code, fact) in [(CODE, "5678"), (CODE, " 1234 "), ("000.21.05.h62 - 260302 - 0001", "5678")] {
        let tracked = ask(&db, &op, code, fact).await.unwrap();
        assert_eq!((tracked.id.0, tracked.code.as_str(), tracked.state), (id.0, CODE, State::Handling));
    }
}

#[tokio::test]
async fn an_official_gets_no_more_than_the_public() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let op = op_at(official(OfficialId::new(), PostId::new(), AgencyId::new(), &[Duty::Audit]), at("2026-03-02T03:00:00Z"));
    assert!(ask(&db, &op, CODE, "5678").await.is_ok());
    assert_eq!(refused(ask(&db, &op, CODE, "0000").await), TrackRefused::NoMatch);
}

#[tokio::test]
async fn a_wrong_code_and_a_wrong_fact_cannot_be_told_apart_even_by_asking_on() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let op = public("2026-03-02T03:00:00Z");
    let mut answers: Vec<Vec<TrackRefused>> = Vec::new();
    for code in [CODE, "000.21.05.H62-260302-9999"] {
        let mut of_code = Vec::new();
        for _ in 0..7 {
            of_code.push(refused(ask(&db, &op, code, "0000").await));
        }
        answers.push(of_code);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][..5], [TrackRefused::NoMatch; 5]);
    assert_eq!(answers[0][5..], [TrackRefused::TooOften; 2]);
}

#[tokio::test]
async fn after_five_wrong_guesses_even_the_right_one_waits_an_hour_and_twenty_hold_for_the_day() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let first = at("2026-03-02T03:00:00Z");
    let op = |now: DateTime<Utc>| op_at(Actor::Public, now);
    for hour in 0..4 {
        let now = first + Duration::minutes(61 * hour);
        assert!(ask(&db, &op(now), CODE, "5678").await.is_ok(), "hour {hour}");
        for _ in 0..5 {
            assert_eq!(refused(ask(&db, &op(now), CODE, "0000").await), TrackRefused::NoMatch);
        }
        assert_eq!(refused(ask(&db, &op(now), CODE, "5678").await), TrackRefused::TooOften);
    }
    assert_eq!(refused(ask(&db, &op(first + Duration::hours(20)), CODE, "5678").await), TrackRefused::TooOften);
    assert!(ask(&db, &op(first + Duration::hours(29)), CODE, "5678").await.is_ok());
}

#[tokio::test]
async fn one_address_is_held_back_whatever_it_asks() {
    let db = test_db().await;
    let limits = Limits::new();
    let mut op = public("2026-03-02T03:00:00Z");
    op.address = Some("203.0.113.7".parse().unwrap());
    let mut held = 0;
    for n in 0..70 {
        let answer = refused(look(&db.app, &op, &limits, &format!("CODE-{n}"), "0000").await);
        held += usize::from(answer == TrackRefused::TooOften);
    }
    // the limiter lets one more pass with each second that the test takes
    assert!((1..=10).contains(&held), "{held} of 70 were held back");
    op.address = Some("203.0.113.8".parse().unwrap());
    assert_eq!(refused(look(&db.app, &op, &limits, "CODE-A", "0000").await), TrackRefused::NoMatch);
}

#[tokio::test]
async fn a_dossier_without_telephone_and_number_is_not_opened_by_an_empty_or_short_fact() {
    let db = test_db().await;
    let id = dossier(&db, "handling", &[]).await;
    sqlx::query("update dossiers.dossier set applicant_phone = '78', applicant_number = null where dossier_id = $1")
        .bind(id.0)
        .execute(&mut db.owner().await)
        .await
        .unwrap();
    let op = public("2026-03-02T03:00:00Z");
    for fact in ["", "78", "  78"] {
        assert_eq!(refused(ask(&db, &op, CODE, fact).await), TrackRefused::BadFact);
    }
    assert_eq!(refused(ask(&db, &op, CODE, "0078").await), TrackRefused::NoMatch);
}

#[tokio::test]
async fn the_public_role_reaches_dossiers_only_through_the_function() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let op = public("2026-03-02T03:00:00Z");
    for statement in [
        "select count(*) from dossiers.dossier",
        "select count(*) from dossiers.desk",
        "select count(*) from dossiers.handover",
        "select count(*) from dossiers.tracking_miss",
        "delete from dossiers.tracking_miss",
    ] {
        let tried: Outcome<()> = db
            .app
            .write(&op, async |tx| {
                sqlx::query(statement).execute(tx.conn()).await?;
                Ok(())
            })
            .await;
        assert!(tried.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn every_state_says_what_it_means_and_what_to_do() {
    let db = test_db().await;
    let id = dossier(&db, "submitted", &[]).await;
    let op = public("2026-03-02T03:00:00Z");
    let mut owner = db.owner().await;
    for state in State::ALL {
        let left: Vec<String> = if state.national().waits() { vec!["handling".into()] } else { Vec::new() };
        sqlx::query("update dossiers.dossier set state = $2, left_states = $3 where dossier_id = $1")
            .bind(id.0)
            .bind(state.word())
            .bind(left)
            .execute(&mut owner)
            .await
            .unwrap();
        let tracked = ask(&db, &op, CODE, "5678").await.unwrap();
        for locale in [Locale::Vi, Locale::En] {
            for text in [tracked.status_text(locale), tracked.next(locale, op.now)] {
                assert!(!text.contains('.') || text.contains(' '), "{state:?} has no words: {text}");
            }
        }
    }
    let tracked = ask(&db, &op, CODE, "5678").await.unwrap();
    assert_eq!(tracked.next(Locale::Vi, op.now), WORDS.get(Locale::Vi, "next.returned"));
}

#[tokio::test]
async fn a_dossier_past_its_appointment_says_so() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let tracked = ask(&db, &public("2026-03-02T09:00:00Z"), CODE, "5678").await.unwrap();
    assert_eq!(tracked.next(Locale::Vi, at("2026-03-02T10:00:00Z")), WORDS.get(Locale::Vi, "next.wait"));
    assert_eq!(tracked.next(Locale::Vi, at("2026-03-02T10:00:01Z")), WORDS.get(Locale::Vi, "next.late"));
}

fn service(db: &TestDb) -> axum::Router {
    super::routes().with_state(crate::testing::state(db))
}

async fn get(db: &TestDb, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).header("accept-language", "vi").body(Body::empty()).unwrap();
    let response = service(db).oneshot(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_interface_answers_without_personal_data() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let (status, body) = get(&db, &format!("/api/v1/tracking?code={CODE}&fact=5678")).await;
    assert_eq!(status, StatusCode::OK);
    for secret in SECRETS {
        assert!(!body.contains(secret), "{secret} is shown");
    }
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((answer["status"].as_u64(), answer["status_text"].as_str()), (Some(4), Some("Đang xử lý")));
    assert_eq!(answer["steps"].as_array().unwrap().len(), 2, "one step is said once");
    assert_eq!(answer["why"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_interface_refuses_in_the_way_its_description_says() {
    let db = test_db().await;
    for (path, status, error) in [
        ("/api/v1/tracking", 400, "bad_code"),
        ("/api/v1/tracking?code=%00%00%00%00&fact=1234", 400, "bad_code"),
        ("/api/v1/tracking?code=ABCD-1&fact=12", 400, "bad_fact"),
        ("/api/v1/tracking?code=ABCD-1&fact=1234", 404, "no_match"),
    ] {
        let (found, body) = get(&db, path).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((found.as_u16(), body["error"].as_str()), (status, Some(error)), "{path}");
        assert!(body["message"].as_str().unwrap().contains(' '));
    }
    let described = serde_json::to_value(super::openapi()).unwrap();
    let responses = described["paths"]["/api/v1/tracking"]["get"]["responses"].as_object().unwrap();
    for status in ["200", "400", "404", "429", "503"] {
        assert!(responses.contains_key(status));
    }
}

async fn post(db: &TestDb, language: &str, body: String) -> (StatusCode, String) {
    let request = Request::builder()
        .method("POST")
        .uri(format!("/tra-cuu?lang={language}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    let response = service(db).oneshot(request).await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_page_takes_the_code_from_the_slip_and_shows_no_personal_data() {
    let db = test_db().await;
    dossier(&db, "supplementing", &["handling"]).await;
    let (status, form) = get(&db, &format!("/tra-cuu?ma={CODE}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(form.contains(&format!("value=\"{CODE}\"")) && !form.contains("Chứng thực"));
    for (language, said) in [("vi", "Chờ bạn bổ sung giấy tờ"), ("en", "Waiting for papers from you")] {
        let (status, page) = post(&db, language, format!("ma={CODE}&so=5678")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(said) && page.contains("Thụ lý") && page.contains("02/03/2026 17:00"), "{page}");
        for secret in SECRETS {
            assert!(!page.contains(secret), "{secret} is shown");
        }
    }
}

#[tokio::test]
async fn the_page_says_the_same_for_a_wrong_code_and_a_wrong_fact() {
    let db = test_db().await;
    dossier(&db, "handling", &[]).await;
    let (first, wrong_fact) = post(&db, "vi", format!("ma={CODE}&so=0000")).await;
    let (second, wrong_code) = post(&db, "vi", "ma=000.21.05.H62-260302-0002&so=5678".into()).await;
    assert_eq!((first, second), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(wrong_fact, wrong_code.replace("260302-0002", "260302-0001"));
    assert!(!wrong_fact.contains("0000\""), "the second fact is not sent back");
    let (short, page) = post(&db, "vi", format!("ma={CODE}&so=1")).await;
    assert_eq!(short, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("so-error"));
}
