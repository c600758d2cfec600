//! The counter, the lists and the dossier through the router, in the demonstration's own agency.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lienthong_kernel::clock;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::op::{Actor, Duty, Op};
use lienthong_testkit::test_db;
use lienthong_ui::AppState;
use lienthong_ui::http::Who;
use lienthong_ui::http::csrf::FormToken;
use tower::ServiceExt as _;

use crate::testing;

async fn ask(state: &AppState, who: &Who, href: &str, form: Option<String>) -> (StatusCode, String, String) {
    let mut request = Request::builder().uri(href).extension(who.clone());
    let token = FormToken::of(&state.site, &who.form_secret);
    let body = form.map(|form| format!("csrf={}&{form}", token.as_str()));
    if body.is_some() {
        request = request.method("POST").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
    let response = crate::routes().with_state(state.clone()).oneshot(request).await.unwrap();
    let (status, location) =
        (response.status(), response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default());
    let body = to_bytes(response.into_body(), 4 << 20).await.unwrap();
    (status, location, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_clerk_receives_finds_and_hands_over_with_pages_alone() {
    let db = test_db().await;
    let worker = Op::worker();
    let today = clock::local_date(worker.now);
    lienthong_directory::import::load_units(&db.app).await.unwrap();
    lienthong_directory::demo::load(&db.app).await.unwrap();
    lienthong_procedures::import::load(&db.app, &worker, today).await.unwrap();
    let actor = lienthong_directory::demo::actor(&db.app, &worker, "tiepnhan.lienbao").await.unwrap();
    let Actor::Official(mut official) = actor else { panic!("the clerk is an official") };
    official.duties = vec![Duty::Receive, Duty::Handle, Duty::Return];
    let agency = official.agency;
    db.app
        .write(&worker, async |tx| {
            Ok::<_, Failure>(lienthong_procedures::api::assign(&worker, tx, agency, "2.000815", true, true, today).await?)
        })
        .await
        .unwrap();
    let who = Who { actor: Actor::Official(official), name: "Vân".into(), post: None, agency: None, form_secret: "s".into() };
    let state = testing::state(&db);

    let (status, _, body) = ask(&state, &who, "/tiep-nhan", None).await;
    assert_eq!((status, body.contains("2.000815")), (StatusCode::OK, true));
    let (status, _, body) = ask(&state, &who, "/tiep-nhan?thu_tuc=2.000815", None).await;
    assert_eq!((status, body.contains("name=\"papers\"")), (StatusCode::OK, true));

    let key = uuid::Uuid::now_v7();
    let wrong = format!("form_key={key}&thu_tuc=2.000815&act=accept&name=B%C3%ACnh&number=12&phone=0912345678&address=X");
    let (status, _, body) = ask(&state, &who, "/tiep-nhan", Some(wrong.clone())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        body.contains("Số định danh có 12 chữ số") && body.contains("value=\"Bình\""),
        "the message stands beside the field, the entry stays"
    );

    let papers: String = (0..20).map(|n| format!("&papers={n}")).collect();
    let good = wrong.replace("number=12", "number=026185000123&pages=3&copies=2") + &papers;
    let (status, dossier, _) = ask(&state, &who, "/tiep-nhan", Some(good.clone())).await;
    assert_eq!((status, dossier.starts_with("/ho-so/")), (StatusCode::SEE_OTHER, true));
    let (_, again, _) = ask(&state, &who, "/tiep-nhan", Some(good)).await;
    assert_eq!(again, dossier, "a double click leads to the same dossier");

    let (status, _, body) = ask(&state, &who, &dossier, None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        body.contains("Vì sao hẹn ngày này")
            && body.contains("Giấy tiếp nhận hồ sơ")
            && body.contains(&format!("{dossier}/forward"))
    );
    let code: String = sqlx::query_scalar("select code from dossiers.dossier").fetch_one(&mut db.owner().await).await.unwrap();
    assert_eq!(ask(&state, &who, &format!("/tim?q={}", code.to_lowercase()), None).await.1, dossier, "the scanner opens it");
    for list in ["mine", "unit"] {
        let (status, _, body) = ask(&state, &who, &format!("/viec?list={list}"), None).await;
        assert_eq!((status, body.contains(&code)), (StatusCode::OK, true), "{list}");
    }
    assert!(ask(&state, &who, "/viec?q=binh", None).await.2.contains(&code));
    assert!(!ask(&state, &who, "/viec?list=uncollected", None).await.2.contains(&code));

    let forward = || Some("version=1".to_owned());
    assert_eq!(ask(&state, &who, &format!("{dossier}/forward"), forward()).await.0, StatusCode::SEE_OTHER);
    let (status, _, body) = ask(&state, &who, &format!("{dossier}/forward"), forward()).await;
    assert_eq!((status, body.contains("xử lý lúc")), (StatusCode::CONFLICT, true));
}
