use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use lienthong_kernel::failure::Outcome;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId, SlipId};
use lienthong_kernel::op::{Actor, Duty, Op};
use lienthong_platform::files::Files;
use lienthong_platform::job::run_due;
use lienthong_testkit::{TestDb, at, official, op_at, test_db_with};
use lienthong_ui::http::Who;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::jobs::{SlipRenderer, jobs};
use super::shape::shape;
use super::{WORDS, routes};
use crate::slips::{self, Office, Purpose, Reason, SlipPaper, Snapshot};
use crate::testing;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

struct World {
    db: TestDb,
    files: Files,
    rendered: Arc<AtomicUsize>,
    clerk: Op,
}

/// A world whose typesetter fails so often before it works.
async fn world(failures: usize) -> World {
    let files = testing::files();
    let rendered = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&rendered);
    let renderer: SlipRenderer = Arc::new(move |_, data| {
        assert!(data["head"]["number"].is_string());
        if counted.fetch_add(1, Ordering::SeqCst) < failures { Err("no font".into()) } else { Ok(PDF.to_vec()) }
    });
    let db = test_db_with(jobs(files.clone(), renderer, "https://mc.example.vn")).await;
    let clerk = op_at(official(OfficialId::new(), PostId::new(), AgencyId::new(), &[Duty::Receive]), at("2026-03-02T03:00:00Z"));
    World { db, files, rendered, clerk }
}

fn snapshot() -> Snapshot {
    Snapshot {
        office: Office {
            body: "UBND xã Quang Yên".into(),
            name: "Bộ phận Tiếp nhận và Trả kết quả".into(),
            address: Some("Thôn Đồng Dong".into()),
            phone: None,
            place: Some("Quang Yên".into()),
        },
        officer: "Lê Thị Hồng Vân".into(),
        code: Some(testing::CODE.into()),
        procedure_code: "2.000815".into(),
        procedure_name: "Chứng thực bản sao từ bản chính".into(),
        applicant_name: "Đặng Thị <Ngọc> Ánh".into(),
        applicant_number: None,
        applicant_address: None,
        applicant_phone: None,
        applicant_email: None,
        owner_name: None,
        request: "Chứng thực hai bản sao".into(),
        papers: vec![SlipPaper { name: "Bằng tốt nghiệp".into(), kind: "original".into(), quantity: 1 }],
        sets: 1,
        limit: None,
        received_at: Some(at("2026-03-02T01:30:00Z")),
        due: Some(at("2026-03-02T10:00:00Z")),
        due_trace: Some(json!([{ "step": "starts_at_once", "received": "2026-03-02T01:30:00Z" }])),
        return_way: "counter".into(),
        return_address: None,
        fee_status: "paid".into(),
        fee_amount: Some(8_000),
        reasons: vec![Reason {
            what: "Thiếu bản chính".into(), ground: Some("Điều 20 Nghị định 23/2015/NĐ-CP".into())
        }],
        answer_by: None,
    }
}

async fn issue(world: &World, purpose: Purpose, snapshot: &Snapshot) -> SlipId {
    let op = &world.clerk;
    let Actor::Official(official) = &op.actor else { panic!("a clerk is an official") };
    let issued: Outcome<SlipId> =
        world.db.app.write(op, async |tx| Ok(slips::issue(op, tx, official, None, "2018", purpose, snapshot).await?)).await;
    issued.unwrap()
}

async fn slip(world: &World, id: SlipId) -> slips::Slip {
    let found: Outcome<_> = world.db.app.read(&world.clerk, async |tx| Ok(slips::find(tx, id).await?)).await;
    found.unwrap().unwrap()
}

async fn work(world: &World, now: &str) {
    while run_due(&world.db.app, &op_at(Actor::Worker, at(now))).await.unwrap() > 0 {}
}

async fn get(world: &World, op: &Op, path: String) -> (StatusCode, Vec<u8>) {
    let mut state = testing::state(&world.db);
    state.files = world.files.clone();
    let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
    if op.actor != Actor::Public {
        let who = Who { actor: op.actor.clone(), name: "Vân".into(), post: None, agency: None, form_secret: "s".into() };
        request.extensions_mut().insert(who);
    }
    let response = routes().with_state(state).oneshot(request).await.unwrap();
    let status = response.status();
    (status, axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec())
}

#[test]
fn words_are_complete_in_both_languages() {
    WORDS.check().unwrap();
}

#[tokio::test]
async fn an_issued_slip_gets_its_pdf_once() {
    let world = world(0).await;
    let id = issue(&world, Purpose::Receipt, &snapshot()).await;
    assert_eq!(get(&world, &world.clerk, format!("/phieu/{id}/pdf")).await.0, StatusCode::NOT_FOUND);
    work(&world, "2026-03-02T03:00:01Z").await;
    assert!(slip(&world, id).await.file.is_some());
    sqlx::query("update platform.job set done_at = null").execute(&mut world.db.owner().await).await.unwrap();
    work(&world, "2026-03-02T03:00:02Z").await;
    assert_eq!(world.rendered.load(Ordering::SeqCst), 1);
    let (status, bytes) = get(&world, &world.clerk, format!("/phieu/{id}/pdf")).await;
    assert_eq!((status, bytes.as_slice()), (StatusCode::OK, PDF));
}

#[tokio::test]
async fn a_typesetter_that_fails_is_tried_again() {
    let world = world(1).await;
    let id = issue(&world, Purpose::Refusal, &snapshot()).await;
    work(&world, "2026-03-02T03:00:01Z").await;
    assert!(slip(&world, id).await.file.is_none());
    work(&world, "2026-03-02T03:10:00Z").await;
    assert!(slip(&world, id).await.file.is_some());
}

#[tokio::test]
async fn a_form_that_cannot_be_filled_honestly_has_a_page_and_no_pdf() {
    let world = world(0).await;
    let open = Snapshot { due: None, fee_status: "unknown".into(), fee_amount: None, ..snapshot() };
    let id = issue(&world, Purpose::Receipt, &open).await;
    work(&world, "2026-03-02T03:00:01Z").await;
    assert!(slip(&world, id).await.file.is_none());
    assert_eq!(world.rendered.load(Ordering::SeqCst), 0);
    let (status, page) = get(&world, &world.clerk, format!("/phieu/{id}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(String::from_utf8(page).unwrap().contains("Chưa xác định"));
}

#[tokio::test]
async fn the_sheet_shows_the_slip_to_its_agency_and_to_nobody_else() {
    let world = world(0).await;
    let id = issue(&world, Purpose::Receipt, &snapshot()).await;
    let (status, page) = get(&world, &world.clerk, format!("/phieu/{id}")).await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(status, StatusCode::OK);
    for shown in ["1/BPTNTKQ", testing::CODE, "lt-sheet--a5", "<svg", "02/03/2026 17:00", "Mẫu số 01", "8.000"] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    assert!(!page.contains("<Ngọc>"), "what a person typed is escaped");
    let stranger = op_at(official(OfficialId::new(), PostId::new(), AgencyId::new(), &[Duty::Receive]), world.clerk.now);
    for other in [stranger, op_at(Actor::Public, world.clerk.now)] {
        for path in [format!("/phieu/{id}"), format!("/phieu/{id}/pdf"), "/phieu/1".into()] {
            assert_eq!(get(&world, &other, path).await.0, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn every_purpose_has_the_data_that_its_form_names() {
    let world = world(0).await;
    for (purpose, fields) in [
        (Purpose::Receipt, &["dossier_code", "tracking_url", "papers", "due_at", "fees", "fee_state"][..]),
        (Purpose::Supplement, &["items", "supply_by", "guiding_officer"]),
        (Purpose::Refusal, &["reasons", "receiving_officer"]),
        (Purpose::Stop, &["stopped_at", "reasons", "signer"]),
    ] {
        let id = issue(&world, purpose, &snapshot()).await;
        let data: Value = shape(&slip(&world, id).await, "https://mc.example.vn").unwrap();
        for field in fields {
            assert!(data.get(field).is_some(), "{field} of {purpose:?}");
        }
    }
}
