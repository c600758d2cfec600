//! What a supervisor and a monitor ask: alive, ready, figures.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use lienthong_ui::AppState;

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

/// The process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers as well.
async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    match state.app.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(fault) => {
            tracing::warn!(error = ?fault, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

/// Figures in the text format of Prometheus; counts only, no names.
async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let op = lienthong_kernel::op::Op::worker();
    let figures = match state.app.read(&op, async |tx| Ok(lienthong_platform::figures::read(tx).await?)).await {
        Ok(figures) => figures,
        Err(failure) => {
            let failure: lienthong_kernel::failure::Failure = failure;
            tracing::warn!(error = ?failure, "reading figures");
            return (StatusCode::SERVICE_UNAVAILABLE, String::new()).into_response();
        }
    };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures.text()).into_response()
}
