use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lienthong_kernel::clock;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Duty, Locale, Op};
use lienthong_platform::files::Files;
use lienthong_platform::settings::FileSettings;
use lienthong_testkit::{TestDb, official, test_db};
use lienthong_ui::http::Who;
use lienthong_ui::http::csrf::FormToken;
use lienthong_ui::{AppState, Site};
use serde_json::json;
use tower::ServiceExt as _;

use super::entry::{Kind, kind_of, read};
use super::{WORDS, diff, encoded, view};
use crate::import::shipped;

#[test]
fn every_word_stands_in_both_languages() {
    WORDS.check().unwrap();
}

#[test]
fn every_procedure_shows_in_both_languages_and_says_what_is_unknown() {
    for content in shipped().unwrap() {
        for locale in [Locale::Vi, Locale::En] {
            let page: String = view::sections(locale, &content).iter().map(|section| section.content.to_string()).collect();
            let page = format!("{}{page}", view::summary(locale, &content));
            assert!(page.contains(&content.code));
            let word = WORDS.get(locale, "unknown");
            assert!(page.contains(word), "{} has unknown values", content.code);
        }
    }
}

#[test]
fn certified_copies_show_their_fee_and_limit_in_words() {
    let content = shipped().unwrap().into_iter().find(|content| content.code == "2.000815").unwrap();
    let page: String = view::sections(Locale::Vi, &content).iter().map(|section| section.content.to_string()).collect();
    for part in [
        "từ trang 1: 2.000 đồng một trang",
        "từ trang 3: 1.000 đồng một trang",
        "tối đa 200.000 đồng một bản",
        "tiếp nhận sau 15:00",
        "Điều 7",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[test]
fn what_is_typed_settles_every_kind_of_value() {
    let content = shipped().unwrap().into_iter().find(|content| content.code == "1.001193").unwrap();
    let settles = |path: &str, text: &str, unit: &str| {
        let value = read(kind_of(path).unwrap(), text, unit)?;
        content.settled(path, value, "QĐ")
    };
    for (path, text, unit) in [
        ("/sets", "1", ""),
        ("/conditions", "Không", ""),
        ("/order", "Nộp\nNhận", ""),
        ("/papers_complete", "yes", ""),
        ("/channels/0/cases/0/limit", "3", "working_day"),
        ("/channels/0/cases/0/limit", "", "same_day"),
        ("/channels/0/cases/0/fees", "0", ""),
        ("/channels/0/cases/0/fees", "8.000", ""),
        ("/papers/0/papers/0/mandatory", "no", ""),
        ("/bodies/0/name", "Ủy ban nhân dân xã", ""),
        ("/legal_basis/known/value/0/title", "Nghị định", ""),
    ] {
        assert!(settles(path, text, unit).is_some(), "{path} does not take {text}");
    }
    for (path, text, unit) in [
        ("/sets", "-1", ""),
        ("/sets", "một", ""),
        ("/channels/0/cases/0/limit", "0", "month"),
        ("/channels/0/cases/0/limit", "3", "week"),
        ("/order", " \n", ""),
    ] {
        assert!(settles(path, text, unit).is_none(), "{path} takes {text}");
    }
    assert_eq!(kind_of("/steps"), None);
    assert_eq!(kind_of("/papers/0/papers/0/code"), Some(Kind::Text));
}

#[test]
fn the_difference_of_two_versions_is_what_was_settled() {
    let before = shipped().unwrap().remove(0);
    assert_eq!(diff::between(&before, &before), []);
    let after = before.settled("/sets", json!(1), "QĐ").unwrap();
    let changes = diff::between(&before, &after);
    assert_eq!(changes.len(), 2);
    assert_eq!(
        (changes[1].path.as_str(), changes[1].before.as_deref(), changes[1].after.as_deref()),
        ("/sets/known/value", None, Some("1"))
    );
    assert_eq!(
        view::path_words(Locale::Vi, "/channels/0/cases/1/limit"),
        "Cách thức thực hiện 1 › Trường hợp 2 › Thời hạn giải quyết"
    );
}

#[test]
fn a_query_value_carries_any_text() {
    assert_eq!(encoded("/a b&đ"), "%2Fa%20b%26%C4%91");
}

fn state(db: &TestDb) -> AppState {
    let folder = std::env::temp_dir().join(format!("lienthong-test-{}", uuid::Uuid::now_v7().simple()));
    AppState {
        app: db.app.clone(),
        files: Files::local(&folder, FileSettings::default()).unwrap(),
        site: Arc::new(Site {
            name: "Tỉnh Vĩnh Phúc".into(),
            public_url: "https://mc.example.vn".into(),
            secure: false,
            behind_proxy: false,
            demonstration: false,
            form_secret: [7; 32],
        }),
    }
}

/// The catalogue in force today, one procedure of it with an agency.
async fn stage() -> (AppState, AgencyId) {
    let db = test_db().await;
    let worker = Op::worker();
    let today = clock::local_date(worker.now);
    crate::import::load(&db.app, &worker, today).await.unwrap();
    let agency = AgencyId::new();
    db.app
        .write(&worker, async |tx| {
            Ok::<_, Failure>(crate::api::assign(&worker, tx, agency, "1.004837", true, true, today).await?)
        })
        .await
        .unwrap();
    (state(&db), agency)
}

fn who(agency: AgencyId, duty: Duty) -> Who {
    Who {
        actor: official(OfficialId::new(), PostId::new(), agency, &[duty]),
        name: "Nguyễn Văn Mẫu".into(),
        post: None,
        agency: None,
        form_secret: "secret".into(),
    }
}

async fn ask(state: &AppState, who: Option<&Who>, href: &str, form: Option<String>) -> (StatusCode, String) {
    let mut request = Request::builder().uri(href);
    if form.is_some() {
        request = request.method("POST").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    if let Some(who) = who {
        request = request.extension(who.clone());
    }
    let request = request.body(form.map_or_else(Body::empty, Body::from)).unwrap();
    let response = super::routes().with_state(state.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 4 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn anybody_finds_and_reads_a_procedure_and_turns_the_pages() {
    let (state, _) = stage().await;
    let (status, page) = ask(&state, None, "/thu-tuc", None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page.matches("href=\"/thu-tuc/").count(), 20);
    let at = page.find("&#38;after=").or_else(|| page.find("&amp;after=")).expect("a link to the next page");
    let next: String = page[at..].chars().skip_while(|c| *c != '=').skip(1).take(36).collect();
    let (_, second) = ask(&state, None, &format!("/thu-tuc?after={next}"), None).await;
    assert_eq!(second.matches("href=\"/thu-tuc/").count(), 20);
    let (_, found) = ask(&state, None, "/thu-tuc?q=dang+ky+giam+ho", None).await;
    assert!(found.contains("/thu-tuc/1.004837"));
    let (_, found) = ask(&state, None, "/thu-tuc?q=%3Cscript%3Ealert", None).await;
    assert!(!found.contains("<script>alert") && found.contains(WORDS.get(Locale::Vi, "list.empty")));
    let (status, page) = ask(&state, None, "/thu-tuc/2.000815", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("tối đa 200.000 đồng một bản") && page.contains("Chưa xác định"));
    assert_eq!(ask(&state, None, "/thu-tuc/9.999999", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_desk_is_closed_to_the_public_and_settling_to_other_duties() {
    let (state, agency) = stage().await;
    let (clerk, keeper) = (who(agency, Duty::Receive), who(agency, Duty::ProcedureControl));
    let settle = "/quan-ly/thu-tuc/1.004837/bo-sung?path=%2Fsets";
    for (who, href, status) in [
        (None, "/quan-ly/thu-tuc", StatusCode::FORBIDDEN),
        (None, "/quan-ly/thu-tuc/1.004837", StatusCode::FORBIDDEN),
        (None, settle, StatusCode::FORBIDDEN),
        (Some(&clerk), "/quan-ly/thu-tuc", StatusCode::OK),
        (Some(&clerk), settle, StatusCode::FORBIDDEN),
        (Some(&keeper), settle, StatusCode::OK),
        (Some(&keeper), "/quan-ly/thu-tuc/1.004837/bo-sung?path=%2Fname", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(ask(&state, who, href, None).await.0, status, "{href}");
    }
    let (_, page) = ask(&state, Some(&clerk), "/quan-ly/thu-tuc", None).await;
    assert!(page.contains("1.004837") && !page.contains("2.000815"));
}

#[tokio::test]
async fn a_value_is_settled_with_its_source_and_the_versions_show_it() {
    let (state, agency) = stage().await;
    let (clerk, keeper) = (who(agency, Duty::Receive), who(agency, Duty::ProcedureControl));
    let href = "/quan-ly/thu-tuc/1.004837/bo-sung";
    let (_, page) = ask(&state, Some(&keeper), &format!("{href}?path=%2Fsets"), None).await;
    let at = page.find("name=\"seen\" value=\"").unwrap() + 19;
    let seen = &page[at..at + 36];
    let key = uuid::Uuid::now_v7();
    let token = FormToken::of(&state.site, "secret");
    let form = |value: &str, source: &str| {
        Some(format!("csrf={}&form_key={key}&path=%2Fsets&seen={seen}&value={value}&source={source}", token.as_str()))
    };
    assert_eq!(
        ask(&state, Some(&keeper), href, Some(format!("path=%2Fsets&seen={seen}&value=1&source=x"))).await.0,
        StatusCode::FORBIDDEN
    );
    assert_eq!(ask(&state, Some(&clerk), href, form("1", "x")).await.0, StatusCode::FORBIDDEN);
    let (status, page) = ask(&state, Some(&keeper), href, form("hai", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(WORDS.get(Locale::Vi, "error.source")) && page.contains("value=\"hai\""));
    assert_eq!(ask(&state, Some(&keeper), href, form("1", "163")).await.0, StatusCode::SEE_OTHER);
    // a double click is one version; another form of the old version is stale
    assert_eq!(ask(&state, Some(&keeper), href, form("1", "163")).await.0, StatusCode::SEE_OTHER);
    let stale = form("1", "163").unwrap().replace(&key.to_string(), &uuid::Uuid::now_v7().to_string());
    assert_eq!(ask(&state, Some(&keeper), href, Some(stale)).await.0, StatusCode::CONFLICT);
    let (_, page) = ask(&state, Some(&clerk), "/quan-ly/thu-tuc/1.004837?from=1&to=2", None).await;
    assert!(page.contains("Khác biệt giữa phiên bản 1 và phiên bản 2") && page.contains("Số bộ hồ sơ"));
    assert!(!page.contains("phiên bản 3"));
    let (_, page) = ask(&state, None, "/thu-tuc/1.004837", None).await;
    assert!(page.contains("1 bộ"));
}
