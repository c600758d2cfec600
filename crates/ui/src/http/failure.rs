//! Failures become pages: what happened, what to do, a reference number. Faults are logged here, once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use lienthong_kernel::failure::{Failure, Fault, FaultKind};

use super::{Visit, cookie, see_other};
use crate::AppState;
use crate::page::{Page, SIGN_IN};

/// What a handler gives back when there is no page to show. Made from any [`Failure`] whose refusals were dealt with, with `?`.
#[derive(Debug)]
pub struct PageError {
    status: StatusCode,
    /// A key of the shared words; empty for the one that belongs to the status.
    text: &'static str,
    fault: Option<Arc<Fault>>,
}

impl PageError {
    /// The page of a status.
    pub fn status(status: StatusCode) -> Self {
        Self { status, text: "", fault: None }
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::status(StatusCode::NOT_FOUND)
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::status(StatusCode::FORBIDDEN)
    }

    /// 409: somebody else was faster.
    pub fn conflict() -> Self {
        Self::status(StatusCode::CONFLICT)
    }

    /// 403 with the word about forms of other sites.
    pub fn foreign_form() -> Self {
        Self { text: "failure.csrf.text", ..Self::forbidden() }
    }
}

impl From<Fault> for PageError {
    fn from(fault: Fault) -> Self {
        let status = match fault.trouble() {
            FaultKind::Defect => StatusCode::INTERNAL_SERVER_ERROR,
            FaultKind::Unavailable | FaultKind::Contention => StatusCode::SERVICE_UNAVAILABLE,
            FaultKind::NoSpace => StatusCode::INSUFFICIENT_STORAGE,
        };
        Self { status, text: "", fault: Some(Arc::new(fault)) }
    }
}

impl<R> From<Failure<R>> for PageError {
    /// A refusal that the handler did not put beside a field becomes 422.
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(_) => Self::status(StatusCode::UNPROCESSABLE_ENTITY),
            Failure::NotFound => Self::not_found(),
            Failure::Forbidden => Self::forbidden(),
            Failure::Fault(fault) => fault.into(),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Fault::of("a template did not render", error).into()
    }
}

/// Stands in the extensions of an answer until [`layer`] makes the page of it.
#[derive(Clone)]
struct Failed {
    text: &'static str,
    fault: Option<Arc<Fault>>,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Failed { text: self.text, fault: self.fault });
        response
    }
}

/// Renders a page struct.
pub fn html(page: &impl Template) -> Result<Html<String>, PageError> {
    Ok(Html(page.render()?))
}

#[derive(Template)]
#[template(path = "errors/failure.html")]
pub(crate) struct FailurePage {
    pub(crate) page: Page,
    pub(crate) text: String,
    pub(crate) reference: String,
}

impl FailurePage {
    /// The page of a status; statuses without words of their own take those of 400 or 500.
    pub(crate) fn new(page: Page, status: StatusCode, text: &str, reference: String) -> Self {
        let t = page.t();
        let known = [400, 403, 404, 409, 413, 422, 429, 500, 503, 507];
        let code = match status.as_u16() {
            code if known.contains(&code) => code,
            401 => 403,
            code if code < 500 => 400,
            _ => 500,
        };
        let title = t.of("failure.", &format!("{code}.title"));
        let text = if text.is_empty() { t.of("failure.", &format!("{code}.text")) } else { t.s(text).to_owned() };
        Self { page: page.titled(title), text, reference }
    }
}

/// Around all pages: makes error pages of bare failures, keeps the chosen language, takes a shown message away.
///
/// Answers that already have a body (forms shown again with 422, JSON) are left as they are.
pub async fn layer(State(state): State<AppState>, visit: Visit, request: Request, next: Next) -> Response {
    let asks_for_json =
        request.headers().get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    let shows_page = request.method() == Method::GET;
    let chosen = request.uri().query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    let chosen = chosen.filter(|lang| matches!(*lang, "vi" | "en")).map(str::to_owned);

    let mut response = next.run(request).await;

    let failed = response.extensions_mut().remove::<Failed>();
    let status = response.status();
    if let Some(fault) = failed.as_ref().and_then(|failed| failed.fault.as_ref()) {
        tracing::error!(request.id = %visit.op.request, path = visit.path, error = ?fault, "a request met a fault");
    }
    if status == StatusCode::FORBIDDEN && failed.is_some() && visit.who.is_none() && shows_page && !asks_for_json {
        // whose session has ended signs in and comes back to where they were
        if let Ok(back) = serde_html_form::to_string([("tiep", &visit.path)]) {
            return see_other(&format!("{SIGN_IN}?{back}"));
        }
    }
    // the framework refuses in plain English text; people get a page instead
    let plain = |kind: &HeaderValue| kind.as_bytes().starts_with(b"text/plain");
    let bare = failed.is_some() || response.headers().get(header::CONTENT_TYPE).is_none_or(plain);
    if (status.is_client_error() || status.is_server_error()) && bare && !asks_for_json {
        let page =
            FailurePage::new(Page::of(&visit, &state, ""), status, failed.map_or("", |f| f.text), visit.op.request.to_string());
        let kept = std::mem::take(response.headers_mut());
        response = match page.render() {
            Ok(body) => (status, Html(body)).into_response(),
            Err(_) => status.into_response(),
        };
        for (name, value) in &kept {
            if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
                response.headers_mut().append(name, value.clone());
            }
        }
    }
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let mut add = |cookie: axum_extra::extract::cookie::Cookie<'static>| {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    };
    if let Some(lang) = chosen {
        add(cookie::new(&state.site, cookie::LANGUAGE, lang));
    }
    if visit.flash.is_some() && is_page && shows_page {
        add(cookie::gone(&state.site, cookie::FLASH));
    }
    response
}
