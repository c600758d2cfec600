//! The pages of this room: signing in, the own account, and the administration of agencies and officials.
//!
//! Handlers only translate: form in, action, page or redirect out. A page is a list of parts (components and forms) in one of two frames.

mod account;
mod agencies;
mod officials;
mod sign_in;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use lienthong_kernel::op::Locale;
use lienthong_ui::components::{Content, ErrorSummary};
use lienthong_ui::forms::FieldErrors;
use lienthong_ui::http::{PageError, Visit, html};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Page};

lienthong_ui::words!("words.vi.toml", "words.en.toml");

/// Every page of the room. The web mounts [`crate::session::layer`] around all routes, these included.
pub fn routes() -> Router<AppState> {
    Router::new().merge(sign_in::routes()).merge(account::routes()).merge(agencies::routes()).merge(officials::routes())
}

/// The words of this room in a language.
fn t(locale: Locale) -> T {
    WORDS.t(locale)
}

/// A form as a part of a page.
#[derive(Template)]
#[template(path = "pages/form.html")]
struct FormPart {
    title: String,
    action: String,
    fields: Content,
    parts: Vec<Content>,
}

fn form(page: &Page, title: &str, action: &str, parts: Vec<Content>) -> Result<Content, PageError> {
    let part = FormPart { title: title.to_owned(), action: action.to_owned(), fields: page.form_fields(), parts };
    Ok(Content::html(part.render()?))
}

/// A paragraph.
fn paragraph(text: &str) -> Content {
    Content::html(format!("<p class=\"govuk-body\">{}</p>", lienthong_ui::components::escape(text)))
}

#[derive(Template)]
#[template(path = "pages/citizen.html")]
struct CitizenPage {
    page: Page,
    errors: Option<ErrorSummary>,
    parts: Vec<Content>,
}

#[derive(Template)]
#[template(path = "pages/desk.html")]
struct DeskPage {
    page: Page,
    errors: Option<ErrorSummary>,
    parts: Vec<Content>,
}

/// The page in the frame of everybody.
fn citizen_page(page: Page, errors: &FieldErrors, parts: Vec<Content>) -> Result<Response, PageError> {
    let summary = (!errors.is_empty()).then(|| ErrorSummary::new(page.locale, errors));
    let has_errors = summary.is_some();
    Ok(shown(has_errors, html(&CitizenPage { page: page.with_errors(has_errors), errors: summary, parts })?))
}

/// The page in the frame of officials.
fn desk_page(page: Page, errors: &FieldErrors, parts: Vec<Content>) -> Result<Response, PageError> {
    let summary = (!errors.is_empty()).then(|| ErrorSummary::new(page.locale, errors));
    let has_errors = summary.is_some();
    Ok(shown(has_errors, html(&DeskPage { page: page.with_errors(has_errors), errors: summary, parts })?))
}

fn shown(has_errors: bool, body: Html<String>) -> Response {
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, body).into_response()
}

/// Where to go after signing in: a path of ours, never another host.
fn safe_next(next: Option<&str>) -> Option<&str> {
    next.filter(|path| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']) && !path.starts_with("/dang-")
    })
}

/// A title in the words of this room.
fn frame(visit: &Visit, state: &AppState, key: &str) -> Page {
    Page::of(visit, state, t(visit.op.locale).s(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_complete() {
        WORDS.check().unwrap();
    }

    #[test]
    fn nobody_is_led_to_another_host() {
        assert_eq!(safe_next(Some("/ho-so?trang=2")), Some("/ho-so?trang=2"));
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "", "ho-so", "/dang-xuat"] {
            assert_eq!(safe_next(Some(bad)), None, "{bad}");
        }
    }
}
