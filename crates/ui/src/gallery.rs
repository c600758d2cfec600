//! The gallery: every component in its states, in both languages. Open in demonstrations only.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;

use crate::AppState;
use crate::components::samples::{Sample, samples};
use crate::http::{PageError, Visit, html};
use crate::page::Page;

/// `/gallery` shows the components, `/gallery/{status}` an error page.
pub fn routes() -> Router<AppState> {
    Router::new().route("/gallery", get(show)).route("/gallery/{status}", get(failure))
}

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    page: Page,
    samples: Vec<Sample>,
}

async fn show(State(state): State<AppState>, visit: Visit) -> Result<Html<String>, PageError> {
    if !state.site.demonstration {
        return Err(PageError::not_found());
    }
    html(&Gallery { samples: samples(visit.op.locale), page: Page::of(&visit, &state, "Components") })
}

async fn failure(State(state): State<AppState>, axum::extract::Path(status): axum::extract::Path<u16>) -> PageError {
    match StatusCode::from_u16(status) {
        Ok(status) if state.site.demonstration && status.as_u16() >= 400 => PageError::status(status),
        _ => PageError::not_found(),
    }
}

#[cfg(test)]
mod tests {
    use lienthong_kernel::op::Locale;

    use super::*;
    use crate::http::FailurePage;
    use crate::page::{Flash, Identity, NavItem};

    fn page(locale: Locale) -> Page {
        Page {
            locale,
            path: "/gallery".into(),
            identity: Some(Identity {
                name: "Trần <i>Thị</i> Bình".into(),
                post: "Tiếp nhận".into(),
                agency: "Xã A".into(),
                sign_out_href: "/dang-xuat".into(),
            }),
            navigation: vec![NavItem::new("/gallery", "Gallery").active(true), NavItem::new("/", "Trang chủ")],
            csrf: "\"><script>".into(),
            flash: Some(Flash::success("Đã <b>lưu</b>")),
            demo: true,
            place: "Tỉnh Vĩnh Phúc".into(),
            ..Page::default()
        }
        .titled("Components")
    }

    /// Nothing that the content policy forbids, nothing unescaped, no id twice, no key without words.
    fn check(body: &str) {
        assert!(!body.contains("<script>") && !body.contains(" style=") && !body.contains("onclick="), "inline code");
        assert!(!body.contains("<b>") && !body.contains("<i>"), "a text was not escaped");
        let mut ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let twice: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1] && pair[0] != "notification-title").collect();
        assert!(twice.is_empty(), "ids stand twice: {twice:?}");
        for prefix in ["failure.", "error.", "banner.", "pages.", "filter.", "table.", "count."] {
            assert!(!body.contains(&format!(">{prefix}")), "a key without words begins with {prefix}");
        }
    }

    #[test]
    fn every_sample_renders_in_both_languages() {
        for locale in [Locale::Vi, Locale::En] {
            let body = Gallery { page: page(locale), samples: samples(locale) }.render().unwrap();
            check(&body);
            assert!(body.contains(&format!("<html lang=\"{}\"", locale.tag())));
        }
    }

    #[test]
    fn every_failure_has_its_page_with_a_reference_in_both_languages() {
        for locale in [Locale::Vi, Locale::En] {
            for status in [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 502, 503, 507] {
                let status = StatusCode::from_u16(status).unwrap();
                let body = FailurePage::new(page(locale), status, "", "reference-1".into()).render().unwrap();
                check(&body);
                assert!(body.contains("reference-1"));
            }
        }
    }
}
