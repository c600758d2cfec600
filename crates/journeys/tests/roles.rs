//! Who gets to which page: every address of the platform, asked by every role, beside the table that people agreed on.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p lienthong-journeys --test roles` writes the table anew; read the difference before it is kept.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests may fail like the tests")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header, request};
use chrono::NaiveDate;
use lienthong_directory::api::CodeScheme;
use lienthong_directory::{demo, import};
use lienthong_kernel::failure::Never;
use lienthong_kernel::op::Op;
use lienthong_platform::files::Files;
use lienthong_platform::settings::FileSettings;
use lienthong_testkit::{TestDb, test_db};
use lienthong_ui::{AppState, Site};
use tower::ServiceExt as _;
use uuid::Uuid;

/// Role and sign-in. The neighbour is a clerk of another agency: what stands behind the wall must not be found.
const ROLES: [(&str, Option<&str>); 8] = [
    ("public", None),
    ("citizen", Some("congdan")),
    ("clerk", Some("tiepnhan.lienbao")),
    ("handler", Some("thuly.lienbao")),
    ("leader", Some("lanhdao.lienbao")),
    ("supervisor", Some("giamsat.lienbao")),
    ("neighbour", Some("tiepnhan.vinhyen")),
    ("administrator", Some("quantri")),
];

/// The applicant of the dossier. The table marks with `+` who read the name or the telephone number.
const APPLICANT: &str = "Mong Thi Sao Mai";
const PHONE: &str = "0912345678";

/// Every address that is read. Names in braces are filled with what the world holds; `{none}` is in no table.
const READ: &[&str] = &[
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/favicon.ico",
    "/assets/none.css",
    "/api/openapi.json",
    "/api/v1/tracking?code={code}&fact=5678",
    "/gallery",
    "/gallery/403",
    "/thu-tuc",
    "/thu-tuc/2.000815",
    "/tra-cuu",
    "/dang-nhap",
    "/dang-nhap/xac-thuc",
    "/dang-nhap/vi-tri",
    "/tai-khoan",
    "/tai-khoan/mat-khau",
    "/tai-khoan/xac-thuc",
    "/tai-khoan/xac-thuc/ma.png",
    "/viec",
    "/viec?q={code}",
    "/tiep-nhan",
    "/tiep-nhan?thu_tuc=2.000815",
    "/tim?q={code}",
    "/ho-so/{dossier}",
    "/ho-so/{none}",
    "/phieu/{slip}",
    "/phieu/{slip}/pdf",
    "/phieu/{none}",
    "/bien-lai",
    "/bien-lai/{none}",
    "/quan-ly/thu-tuc",
    "/quan-ly/thu-tuc/2.000815",
    "/quan-ly/thu-tuc/2.000815/bo-sung?path={unknown}",
    "/quan-tri",
    "/quan-tri/co-quan",
    "/quan-tri/co-quan/{agency}",
    "/quan-tri/can-bo",
    "/quan-tri/can-bo/moi",
    "/quan-tri/can-bo/{official}",
    "/quan-tri/uy-quyen",
    "/nowhere",
];

/// Every address that takes a form, except the public look-up `/tra-cuu`: it changes nothing and is asked from other sites too.
const TAKE: &[&str] = &[
    "/dang-nhap",
    "/dang-nhap/xac-thuc",
    "/dang-nhap/vi-tri",
    "/dang-xuat",
    "/tai-khoan/phien/{none}",
    "/tai-khoan/mat-khau",
    "/tai-khoan/xac-thuc",
    "/tai-khoan/xac-thuc/go",
    "/viec/lo",
    "/tiep-nhan",
    "/ho-so/{dossier}/forward",
    "/ho-so/{dossier}/return",
    "/quan-ly/thu-tuc/2.000815/bo-sung",
    "/quan-ly/thu-tuc/2.000815/chap-nhan",
    "/quan-tri/can-bo/moi",
    "/quan-tri/can-bo/{official}/vi-tri",
    "/quan-tri/can-bo/{official}/tai-khoan",
    "/quan-tri/can-bo/{official}/khoa",
    "/quan-tri/can-bo/{official}/nghi",
    "/quan-tri/uy-quyen",
    "/quan-tri/uy-quyen/{none}/thu-hoi",
];

/// The province of the demonstration with one dossier, and a browser for each role.
struct World {
    db: TestDb,
    browsers: Vec<Browser>,
    names: Vec<(&'static str, String)>,
}

#[derive(Clone)]
struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: String,
}

impl Browser {
    async fn send(&mut self, request: request::Builder, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .header(header::ACCEPT, "text/html")
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
        let location = response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 8 << 20).await.unwrap();
        Answer { status, location, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, body: String) -> Answer {
        self.send(Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), body).await
    }

    /// Opens the page for its token and sends the form to `action`.
    async fn fill(&mut self, page: &str, action: &str, fields: &str) -> Answer {
        let shown = self.get(page).await.body;
        let token =
            between(&shown, "name=\"csrf\" value=\"", '"').unwrap_or_else(|| panic!("{page} has a form with a token")).to_owned();
        self.post(action, format!("csrf={token}&{fields}")).await
    }
}

fn between<'a>(text: &'a str, before: &str, after: char) -> Option<&'a str> {
    text.split_once(before)?.1.split(after).next()
}

async fn world() -> World {
    let db = test_db().await;
    import::load_units(&db.app).await.unwrap();
    demo::load(&db.app).await.unwrap();
    assign(&db).await;
    let folder = std::env::temp_dir().join(format!("lienthong-test-{}", Uuid::now_v7().simple()));
    let site = Site {
        name: "Tỉnh Vĩnh Phúc".into(),
        public_url: "https://mc.example.vn".into(),
        secure: false,
        behind_proxy: false,
        demonstration: true,
        form_secret: [7; 32],
    };
    let files = Files::local(&folder, FileSettings::default()).unwrap();
    let router = lienthong_web::router(AppState { app: db.app.clone(), files, site: Arc::new(site) });
    let mut browsers = Vec::new();
    for (role, login) in ROLES {
        let mut browser = Browser { router: router.clone(), cookies: Vec::new() };
        if let Some(login) = login {
            let entered = browser.fill("/dang-nhap", "/dang-nhap", &format!("login={login}&password={}", demo::PASSWORD)).await;
            assert_eq!((entered.status, entered.location.as_deref()), (StatusCode::SEE_OTHER, Some("/")), "{role} signs in");
        }
        browsers.push(browser);
    }
    let mut names = names(&db, &mut browsers[2]).await;
    let catalogue = browsers[7].get("/quan-ly/thu-tuc/2.000815").await.body;
    names.push((
        "{unknown}",
        between(&catalogue, "/bo-sung?path=", '"').expect("something of the procedure is unknown").to_owned(),
    ));
    World { db, browsers, names }
}

/// The procedure of certified copies, received and handled by the ward.
async fn assign(db: &TestDb) {
    let (op, first_day) = (Op::worker(), NaiveDate::from_ymd_opt(2016, 1, 1).unwrap());
    lienthong_procedures::import::load(&db.app, &op, first_day).await.unwrap();
    db.app
        .write::<_, Never>(&op, async |tx| {
            let agency = lienthong_directory::api::agency_by_code(tx, CodeScheme::Qd20, "H62.31.02", first_day).await?.unwrap();
            lienthong_procedures::api::assign(&op, tx, agency, "2.000815", true, true, first_day).await?;
            Ok(())
        })
        .await
        .unwrap();
}

/// The clerk accepts a dossier at the counter; what it and the people around it are called.
async fn names(db: &TestDb, clerk: &mut Browser) -> Vec<(&'static str, String)> {
    let papers: String = (0..20).map(|index| format!("&papers={index}")).collect();
    let fields = "thu_tuc=2.000815&phone=0912345678&address=Lien+Bao&pages=2&copies=1&sets=1&return_way=counter&act=accept";
    let page = "/tiep-nhan?thu_tuc=2.000815";
    let accepted = clerk.fill(page, "/tiep-nhan", &format!("{fields}{papers}&name={}", APPLICANT.replace(' ', "+"))).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
    let path = accepted.location.unwrap();
    let dossier = path.strip_prefix("/ho-so/").unwrap().to_owned();
    let shown = clerk.get(&path).await.body;
    let slip = between(&shown, "/phieu/", '"').unwrap().to_owned();
    let mut owner = db.owner().await;
    let code: String = sqlx::query_scalar("select code from dossiers.dossier").fetch_one(&mut owner).await.unwrap();
    let (official, agency): (Uuid, Uuid) = sqlx::query_as(
        "select o.official_id, p.agency_id from directory.official o join directory.post p using (official_id) join directory.account a using (official_id)
         where a.login = 'thuly.lienbao'",
    )
    .fetch_one(&mut owner)
    .await
    .unwrap();
    vec![
        ("{dossier}", dossier),
        ("{slip}", slip),
        ("{code}", code),
        ("{official}", official.to_string()),
        ("{agency}", agency.to_string()),
        ("{none}", Uuid::now_v7().to_string()),
    ]
}

impl World {
    fn filled(&self, pattern: &str) -> String {
        self.names.iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value))
    }

    /// The status; where a redirect leads, by name.
    fn said(&self, answer: &Answer) -> String {
        let Some(location) = &answer.location else { return answer.status.as_u16().to_string() };
        let path = location.split('?').next().unwrap_or_default();
        let path = self.names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(value, name));
        format!("{} {path}", answer.status.as_u16())
    }
}

fn snapshot() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roles.snapshot.txt")
}

#[tokio::test]
async fn every_role_gets_exactly_the_pages_that_the_table_says() {
    let world = world().await;
    let mut rows = vec![std::iter::once("GET".to_owned()).chain(ROLES.map(|(role, _)| role.to_owned())).collect::<Vec<_>>()];
    for pattern in READ {
        let path = world.filled(pattern);
        let mut row = vec![(*pattern).to_owned()];
        for browser in &world.browsers {
            // a copy: cookies that a page sets are not carried to the next
            let answer = browser.clone().get(&path).await;
            let told = answer.body.contains(APPLICANT) || answer.body.contains(PHONE);
            row.push(format!("{}{}", world.said(&answer), if told { " +" } else { "" }));
        }
        rows.push(row);
    }
    let widths: Vec<usize> = (0..=ROLES.len()).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap()).collect();
    let mut table = String::new();
    for row in rows {
        let line: String = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  ")).collect();
        writeln!(table, "{}", line.trim_end()).unwrap();
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(snapshot(), &table).unwrap();
    }
    let agreed = std::fs::read_to_string(snapshot()).unwrap_or_default();
    let lines = |one: &str, other: &str| {
        one.lines().filter(|line| !other.lines().any(|known| known == *line)).map(|line| format!("{line}\n")).collect::<String>()
    };
    assert!(agreed == table, "agreed:\n{}found:\n{}", lines(&agreed, &table), lines(&table, &agreed));
}

#[tokio::test]
async fn the_first_page_of_a_role_leads_only_to_pages_that_open() {
    let world = world().await;
    let mut wrong = Vec::new();
    for (browser, (role, _)) in world.browsers.iter().zip(ROLES) {
        let mut browser = browser.clone();
        let first = browser.get("/").await;
        let page = match first.location {
            Some(location) => browser.get(&location).await.body,
            None => first.body,
        };
        let links: BTreeSet<&str> = page
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|link| link.starts_with('/'))
            .collect();
        assert!(links.len() > 3, "{role} finds links");
        for link in links {
            let answer = browser.clone().get(&link.replace("&amp;", "&")).await;
            if !matches!(answer.status, StatusCode::OK | StatusCode::SEE_OTHER) {
                wrong.push(format!("{role}: {link} answers {}", world.said(&answer)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Addresses in the sources of the rooms: the first text of `.route("...", ...)`, or the constant that it names.
fn mounted() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut folders, mut sources) = (vec![], vec![]);
    for room in ["web", "directory", "procedures", "payments", "dossiers", "ui"] {
        folders.push(crates.join(room).join("src"));
    }
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                sources.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let constant = |source: &str, name: &str| between(source, &format!("const {name}: &str = \""), '"').map(str::to_owned);
    let mut found = BTreeSet::new();
    for source in &sources {
        for rest in source.split(".route(").skip(1) {
            let named = rest.split(',').next().unwrap().trim();
            let address = named.strip_prefix('"').map(|text| text.trim_end_matches('"').to_owned());
            // a constant that stands for one of another module is listed under its own address all the same
            found.extend(address.or_else(|| constant(source, named)));
        }
    }
    found
}

#[test]
fn no_address_of_the_sources_is_missing_in_the_lists() {
    let shape = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        path.split('/')
            .map(|part| if part.starts_with('{') || part == "2.000815" || part == "none.css" { "*" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    };
    let fits = |address: &str, listed: &str| {
        let (address, listed) = (shape(address), shape(listed));
        let (address, listed): (Vec<&str>, Vec<&str>) = (address.split('/').collect(), listed.split('/').collect());
        address.len() == listed.len() && address.iter().zip(&listed).all(|(a, l)| *a == "*" || a == l)
    };
    let mounted = mounted();
    assert!(mounted.len() > 30, "the sources were read: {mounted:?}");
    let missing: Vec<&String> =
        mounted.iter().filter(|address| !READ.iter().chain(TAKE).any(|listed| fits(address, listed))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn no_role_acts_without_the_token_of_a_form() {
    let world = world().await;
    let mut owner = world.db.owner().await;
    let events = "select count(*) from platform.event";
    let before: i64 = sqlx::query_scalar(events).fetch_one(&mut owner).await.unwrap();
    let mut wrong = Vec::new();
    for pattern in TAKE {
        for (browser, (role, _)) in world.browsers.iter().zip(ROLES) {
            let answer = browser.clone().post(&world.filled(pattern), String::new()).await;
            if answer.status != StatusCode::FORBIDDEN {
                wrong.push(format!("{role}: {pattern} answers {}", world.said(&answer)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let after: i64 = sqlx::query_scalar(events).fetch_one(&mut owner).await.unwrap();
    assert_eq!(before, after, "nothing happened");
}
