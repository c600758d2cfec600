//! The pages through the router, as a browser meets them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::middleware;
use lienthong_platform::files::Files;
use lienthong_testkit::{TestDb, test_db};
use lienthong_ui::http::cookie;
use lienthong_ui::{AppState, Site};
use tower::ServiceExt as _;

use crate::{demo, import, session};

struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

struct Answer {
    status: StatusCode,
    location: String,
    body: String,
}

async fn house() -> (TestDb, Router) {
    let db = test_db().await;
    import::load_units(&db.app).await.unwrap();
    demo::load(&db.app).await.unwrap();
    let folder = std::env::temp_dir().join(format!("lt-directory-{}", uuid::Uuid::now_v7().simple()));
    let site = Site {
        name: "Tỉnh Vĩnh Phúc".into(),
        public_url: "http://localhost".into(),
        secure: false,
        behind_proxy: false,
        demonstration: true,
        form_secret: [7; 32],
    };
    let state = AppState { app: db.app.clone(), files: Files::local(&folder, Default::default()).unwrap(), site: Arc::new(site) };
    let router = crate::routes().layer(middleware::from_fn_with_state(state.clone(), session::layer)).with_state(state);
    (db, router)
}

impl Browser {
    fn new(router: &Router) -> Self {
        Self { router: router.clone(), cookies: vec![(cookie::VISITOR.into(), "visitor-secret".into())] }
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .header(header::ACCEPT_LANGUAGE, "vi")
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer { status, location, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    /// Opens the page for its token and sends the form.
    async fn post(&mut self, page: &str, action: &str, fields: &str) -> Answer {
        let shown = self.get(page).await.body;
        let token =
            shown.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none").to_owned();
        let request = Request::post(action).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, format!("csrf={token}&{fields}")).await
    }

    async fn sign_in(&mut self, login: &str) -> Answer {
        self.post("/dang-nhap", "/dang-nhap", &format!("login={login}&password={}", demo::PASSWORD)).await
    }
}

#[tokio::test]
async fn a_clerk_signs_in_sees_the_own_account_and_signs_out() {
    let (_db, router) = house().await;
    let mut browser = Browser::new(&router);
    let refused = browser.post("/dang-nhap", "/dang-nhap", "login=tiepnhan.lienbao&password=wrong").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Tên đăng nhập hoặc mật khẩu chưa đúng") && refused.body.contains("value=\"tiepnhan.lienbao\"")
    );
    assert!(!refused.body.contains("wrong"), "a typed password never comes back");
    let entered = browser.sign_in("tiepnhan.lienbao").await;
    assert_eq!((entered.status, entered.location.as_str()), (StatusCode::SEE_OTHER, "/"));
    let account = browser.get("/tai-khoan").await;
    assert!(account.body.contains("Trần Thị Thu Hằng") && account.body.contains("Phiên này"));
    let left = browser.post("/tai-khoan", "/dang-xuat", "").await;
    assert_eq!(left.location, "/dang-nhap");
    assert!(browser.get("/tai-khoan").await.location.starts_with("/dang-nhap"));
}

#[tokio::test]
async fn after_signing_in_one_comes_back_to_the_page_and_never_to_another_host() {
    let (_db, router) = house().await;
    let good = format!("login=congdan&password={}&tiep=%2Fho-so%3Ftrang%3D2", demo::PASSWORD);
    assert_eq!(Browser::new(&router).post("/dang-nhap", "/dang-nhap", &good).await.location, "/ho-so?trang=2");
    let bad = format!("login=congdan&password={}&tiep=%2F%2Fevil.example", demo::PASSWORD);
    assert_eq!(Browser::new(&router).post("/dang-nhap", "/dang-nhap", &bad).await.location, "/");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let (_db, router) = house().await;
    let request = Request::post("/dang-nhap").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = format!("csrf=guessed&login=congdan&password={}", demo::PASSWORD);
    assert_eq!(Browser::new(&router).send(request, body).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_administration_is_closed_to_whom_it_does_not_concern() {
    let (_db, router) = house().await;
    let mut nobody = Browser::new(&router);
    let mut citizen = Browser::new(&router);
    citizen.sign_in("congdan").await;
    let mut clerk = Browser::new(&router);
    clerk.sign_in("tiepnhan.lienbao").await;
    let mut admin = Browser::new(&router);
    admin.sign_in("quantri").await;
    let (yes, no) = (StatusCode::OK, StatusCode::FORBIDDEN);
    for (path, for_clerk) in [
        ("/quan-tri/co-quan?q=lien+bao", yes),
        ("/quan-tri/can-bo?q=thu+hang", yes),
        ("/quan-tri/can-bo/moi", no),
        ("/quan-tri/uy-quyen", no),
    ] {
        assert_eq!(nobody.get(path).await.status, no, "nobody at {path}");
        assert_eq!(citizen.get(path).await.status, no, "a citizen at {path}");
        assert_eq!(clerk.get(path).await.status, for_clerk, "a clerk at {path}");
        assert_eq!(admin.get(path).await.status, yes, "the administrator at {path}");
    }
    assert!(clerk.get("/quan-tri/co-quan?q=lien+bao").await.body.contains("H62.31.02"));
}

#[tokio::test]
async fn an_administrator_enters_an_official_who_must_change_the_first_password() {
    let (_db, router) = house().await;
    let mut admin = Browser::new(&router);
    admin.sign_in("quantri").await;
    let list = admin.get("/quan-tri/co-quan?q=H62.31.02").await.body;
    let agency = list.split("/quan-tri/co-quan/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert!(admin.get(&format!("/quan-tri/co-quan/{agency}")).await.body.contains("000.02.31.H62"));
    let empty =
        admin.post("/quan-tri/can-bo/moi", "/quan-tri/can-bo/moi", &format!("agency={agency}&from=2/3/2026&title=X&name=")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Nhập họ và tên"));
    let fields = format!("agency={agency}&from=2/3/2026&title=Chuyen+vien&name=Ly+Thi+Sao&duties=handle&duties=receive");
    let made = admin.post("/quan-tri/can-bo/moi", "/quan-tri/can-bo/moi", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let page = made.location;
    let set = admin.post(&page, &format!("{page}/tai-khoan"), "login=sao&first=mot-cau-de-nho-1").await;
    assert_eq!(set.location, page);
    let mut new = Browser::new(&router);
    new.post("/dang-nhap", "/dang-nhap", "login=sao&password=mot-cau-de-nho-1").await;
    assert_eq!(new.get("/quan-tri/co-quan").await.location, "/tai-khoan/mat-khau");
    let change = "present=mot-cau-de-nho-1&new=mot-cau-khac-han-2&again=mot-cau-khac-han-2";
    assert_eq!(new.post("/tai-khoan/mat-khau", "/tai-khoan/mat-khau", change).await.location, "/tai-khoan");
    assert_eq!(new.get("/quan-tri/co-quan").await.status, StatusCode::OK);
    let shut = admin.post(&page, &format!("{page}/khoa"), "").await;
    assert_eq!(shut.location, page);
    assert_eq!(new.get("/quan-tri/co-quan").await.status, StatusCode::FORBIDDEN, "the session ended with the account");
}
