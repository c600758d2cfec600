//! Pages through the router, without a database: what a browser meets.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use lienthong_kernel::failure::{Fault, FaultKind};
use lienthong_platform::App;
use serde::Deserialize;
use tower::ServiceExt;

use super::csrf::FormToken;
use super::{PageError, Posted, Visit, pages, see_other_with};
use crate::page::{Flash, Page};
use crate::{AppState, Site};

const VISITOR: &str = "visitor=abc";

fn state(demonstration: bool) -> AppState {
    let site = Site {
        name: "Tỉnh Vĩnh Phúc".into(),
        public_url: "http://localhost".into(),
        secure: false,
        behind_proxy: false,
        demonstration,
        form_secret: [7; 32],
    };
    let folder = std::env::temp_dir().join(format!("lienthong-ui-{}", std::process::id()));
    let files = lienthong_platform::files::Files::local(&folder, Default::default()).unwrap();
    AppState { files, app: App::new(App::pool(sqlx::postgres::PgConnectOptions::new(), 1), Vec::new()), site: Arc::new(site) }
}

#[derive(Deserialize)]
struct Papers {
    name: String,
    #[serde(default)]
    paper: Vec<String>,
}

async fn receive(State(state): State<AppState>, posted: Posted<Papers>) -> Response {
    see_other_with(&state.site, "/", &Flash::success(format!("{} {}", posted.form.name, posted.form.paper.len())))
}

async fn broken() -> PageError {
    Fault::new("the secret detail").kind(FaultKind::NoSpace).into()
}

async fn home(State(state): State<AppState>, visit: Visit) -> Result<Html<String>, PageError> {
    super::html(&super::FailurePage { page: Page::of(&visit, &state, "Trang"), text: String::new(), reference: String::new() })
}

async fn send(demonstration: bool, request: axum::http::request::Builder, body: &str) -> (StatusCode, Vec<String>, String) {
    let state = state(demonstration);
    let router = Router::new()
        .route("/", get(home))
        .route("/receive", post(receive))
        .route("/broken", get(broken))
        .merge(crate::gallery::routes())
        .merge(crate::assets::routes())
        .layer(middleware::from_fn_with_state(state.clone(), pages))
        .with_state(state);
    let response = router.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap().into_response();
    let status = response.status();
    let cookies = response.headers().get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, cookies, String::from_utf8_lossy(&body).into_owned())
}

fn form() -> axum::http::request::Builder {
    Request::post("/receive").header("content-type", "application/x-www-form-urlencoded").header("cookie", VISITOR)
}

#[tokio::test]
async fn a_form_without_our_token_is_refused_with_a_page() {
    for body in ["name=An", "name=An&csrf=", "name=An&csrf=0000000000000000000000000000000000000000000000000000000000000000"] {
        let (status, _, page) = send(true, form(), body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(page.contains("Biểu mẫu đã hết hạn"), "{page}");
    }
}

#[tokio::test]
async fn a_form_with_our_token_is_read_and_its_message_waits_in_a_cookie() {
    let token = FormToken::of(&state(true).site, "abc");
    let (status, cookies, _) = send(true, form(), &format!("csrf={}&name=An&paper=a&paper=b", token.as_str())).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let flash = cookies.iter().find_map(|c| c.strip_prefix("flash=")).unwrap();
    assert!(flash.contains("HttpOnly") && flash.contains("SameSite=Lax") && !flash.contains("Domain"));

    let value = flash.split(';').next().unwrap();
    let (_, cookies, page) = send(true, Request::get("/").header("cookie", format!("flash={value}")), "").await;
    assert!(page.contains("An 2") && page.contains("govuk-notification-banner--success"));
    assert!(cookies.iter().any(|c| c.starts_with("flash=;") && c.contains("Max-Age=0")), "{cookies:?}");
}

#[tokio::test]
async fn a_form_that_lacks_a_field_is_a_bad_request() {
    let token = FormToken::of(&state(true).site, "abc");
    let (status, _, page) = send(true, form(), &format!("csrf={}", token.as_str())).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(page.contains("Yêu cầu không hợp lệ"));
}

#[tokio::test]
async fn a_fault_shows_what_to_do_and_a_reference_but_no_detail() {
    let (status, _, page) = send(true, Request::get("/broken"), "").await;
    assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE);
    assert!(page.contains("Hết dung lượng lưu trữ") && page.contains("Mã tham chiếu:"));
    assert!(!page.contains("secret detail"));
}

#[tokio::test]
async fn a_program_that_asks_for_json_gets_no_page() {
    let (status, _, body) = send(true, Request::get("/broken").header("accept", "application/json"), "").await;
    assert_eq!((status, body.as_str()), (StatusCode::INSUFFICIENT_STORAGE, ""));
}

#[tokio::test]
async fn the_chosen_language_is_kept() {
    let (_, cookies, page) = send(true, Request::get("/nowhere?lang=en"), "").await;
    assert!(page.contains("<html lang=\"en\"") && page.contains("Page not found"));
    assert!(cookies.iter().any(|c| c.starts_with("lang=en;")));
    let (_, cookies, page) = send(true, Request::get("/nowhere?lang=xx").header("cookie", "lang=en"), "").await;
    assert!(page.contains("<html lang=\"en\""), "an unknown language must not undo the chosen one");
    assert!(!cookies.iter().any(|c| c.starts_with("lang=")));
}

#[tokio::test]
async fn the_gallery_is_open_in_demonstrations_only() {
    assert_eq!(send(true, Request::get("/gallery"), "").await.0, StatusCode::OK);
    assert_eq!(send(false, Request::get("/gallery"), "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_bundle_is_kept_for_ever_and_an_unknown_one_is_not_there() {
    let address = crate::assets::href("desk.css");
    let (status, _, css) = send(true, Request::get(&address), "").await;
    assert!(status == StatusCode::OK && css.contains(".govuk-button"));
    let tag = format!("\"{}\"", address.trim_start_matches("/assets/"));
    assert_eq!(send(true, Request::get(&address).header("if-none-match", tag), "").await.0, StatusCode::NOT_MODIFIED);
    assert_eq!(send(true, Request::get("/assets/desk.css"), "").await.0, StatusCode::NOT_FOUND);
}
