//! What stands around every route: request id, visitor cookie, headers, size and time limits, panics as faults.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use lienthong_directory::session;
use lienthong_kernel::id::RequestId;
use lienthong_ui::AppState;
use lienthong_ui::http::{NewVisitor, cookie, headers, pages};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// Longest time that an answer may take; uploads on bad lines take minutes.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// Around the pages of rooms: who visits, and error pages for what failed.
pub(crate) fn around_pages(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router
        // here a panic still gets its page; further out only its status
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), pages))
        .layer(middleware::from_fn_with_state(state.clone(), session::layer))
        .layer(middleware::from_fn_with_state(state.clone(), visitor))
}

/// Around everything: request ids, headers, limits; a panic is an answer too.
pub(crate) fn around(router: Router<AppState>) -> Router<AppState> {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(middleware::from_fn(headers::layer))
        .layer(middleware::from_fn(request_id))
}

/// A panic is a fault of ours: logged, and answered like one. The body stays empty so that the page of failures fills it.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("");
    tracing::error!(panic = said, "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Every request gets a reference, shown on error pages and written in the log.
async fn request_id(mut request: Request, next: Next) -> Response {
    let id = RequestId::new();
    request.extensions_mut().insert(id);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let begun = tokio::time::Instant::now();
    let mut response = next.run(request).await;
    if let Ok(value) = id.to_string().parse() {
        response.headers_mut().insert("x-request-id", value);
    }
    tracing::info!(request.id = %id, %method, path, status = response.status().as_u16(), duration_ms = begun.elapsed().as_millis() as u64, "answered");
    response
}

/// Gives somebody without a session a secret of their own, so that even the sign-in form carries a token.
async fn visitor(State(state): State<AppState>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    if jar.get(cookie::VISITOR).is_some() {
        return next.run(request).await;
    }
    let secret = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    request.extensions_mut().insert(NewVisitor(secret.clone()));
    let response = next.run(request).await;
    (jar.add(cookie::new(&state.site, cookie::VISITOR, secret)), response).into_response()
}
